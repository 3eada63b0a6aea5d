"""CSV files -> Document: a row with a long text is a document of paragraphs, a row of short texts is a table row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from analyzer.domain.document import BlockKind, Document
from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.encodings import decode
from analyzer.read.flow import Flow, clean
from analyzer.read.rows import Cell, add_rows
from analyzer.read.text.plain import add_text

_LONG = 400
_FIELD = 16 * 1024 * 1024
_DELIMITERS = ",;\t|，"
_TITLES = ("title", "标题", "標題", "题目", "名称", "文件名称", "政策名称", "name", "titre", "制목", "제목", "件名")


def read_table(data: bytes, document_id: str) -> Document:
    """Read a CSV or TSV file, delimiter and encoding found out.

    Columns with long texts become paragraphs, headed by the row's title where it has one; the other columns of such a file
    become notes. A file of short texts becomes rows that know the heads of their columns. Raises ReadError `unreadable`.
    """
    decoded = decode(data)
    rows = _parse(decoded.text.replace("\0", ""))
    flow = Flow()
    notes = list(decoded.notes)
    title: str | None = None
    if rows and _has_long_text(rows):
        head = [clean(cell) for cell in rows[0]]
        records = rows[1:] if all(len(cell) < _LONG for cell in rows[0]) and len(rows) > 1 else rows
        named = head if records is not rows else []
        place = _title_column(named)
        for record in records:
            heading = clean(record[place]) if place is not None and place < len(record) else ""
            if len(records) == 1:
                title = heading or None
                notes += [f"{name}: {clean(cell)[:200]}" for name, cell in zip(named, record, strict=False) if len(cell) < _LONG and cell.strip() and name]
            elif heading:
                flow.add(heading, BlockKind.HEADING, level=1)
            for cell in record:
                if len(cell) >= _LONG:
                    add_text(flow, cell)
        if len(records) > 1:
            notes.append(say("{count} records in one file", count=len(records)))
    elif rows:
        add_rows(flow, [[Cell(cell) for cell in row] for row in rows], heads=1 if len(rows) > 1 and len(rows[0]) > 1 else 0)
    return flow.document(document_id=document_id, reader=f"table {READER_VERSION}", format="csv", encoding=decoded.encoding, title=title, notes=notes)


def _title_column(names: Sequence[str]) -> int | None:
    for number, name in enumerate(names):
        if name.lower() in _TITLES:
            return number
    return None


def _has_long_text(rows: Sequence[Sequence[str]]) -> bool:
    return any(len(cell) >= _LONG for row in rows[1:] or rows for cell in row)


def _delimiter(text: str) -> str:
    """Return the delimiter that the first record uses most; the head never holds quoted text with delimiters in it."""
    line = text.lstrip("\r\n")[:20_000].split("\n", 1)[0]
    counts = {mark: line.count(mark) for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _parse(text: str) -> list[list[str]]:
    csv.field_size_limit(_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise ReadError("unreadable", say("not a sound CSV file ({error}): export it again", error=str(error)[:80])) from error
    return [row for row in rows if any(cell.strip() for cell in row)]
