"""Questions to a corpus that compare its documents. Nothing is written."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from analyzer.corpus.store import Corpus
from analyzer.domain.codebook import Codebook
from analyzer.domain.description import DocumentKind, DocumentLevel
from analyzer.domain.entries import CodedSentence, Entry
from analyzer.domain.message import cause, restored, say
from analyzer.errors import InputError

About = Mapping[str, Mapping[str, str]]
"""What a table of the user says of documents: name of the file -> column -> value."""

_COLUMNS = ("kind", "level", "place", "date")
_DATE = re.compile(r"[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


class Queries(Corpus):
    """A corpus that is asked about its documents and their coded sentences."""

    def entries(self, about: About | None = None) -> list[Entry]:
        """Return every document once, by its first path; what `about` says of it goes before what it says of itself."""
        found: dict[str, Entry] = {}
        with self._errors():
            # The cards of thousands of documents are not held at once: SQLite takes from each what a list shows.
            rows = self._connection.execute(
                "SELECT i.shown AS file, d.id AS document, d.title, d.kind, d.level, d.place, d.date, d.period_start, d.language, d.sentences, d.fingerprint,"
                " s.score, s.low, s.high, s.reason, c.name AS coder, json_extract(s.card, '$.reason_message') AS reason_message,"
                " (SELECT json_group_array(json_array(json_extract(value, '$.id'), json_extract(value, '$.score'), json_extract(value, '$.interval')))"
                "  FROM json_each(s.card, '$.criteria')) AS criteria"
                " FROM inputs i JOIN documents d ON d.id=i.document_id JOIN scores s ON s.document_id=d.id JOIN coders c ON c.id=s.coder"
                " ORDER BY i.path, i.member"
            )
            for row in rows:
                known = found.get(row["document"])
                found[row["document"]] = replace(known, files=(*known.files, row["file"])) if known else _entry(row)
        return [told(entry, about or {}) for entry in found.values()]

    def evidence(self, documents: Collection[str]) -> Iterator[tuple[str, tuple[str, str], float, Sequence[Mapping[str, Any]]]]:
        """Yield (document, (criterion, element), score of the element, its cited sentences) of scored documents."""
        for document in documents:
            with self._errors():
                row = self._connection.execute("SELECT card FROM scores WHERE document_id=? AND score IS NOT NULL", (document,)).fetchone()
            for criterion in json.loads(row["card"])["criteria"] if row else ():
                for element in criterion["elements"]:
                    yield document, (criterion["id"], element["id"]), element["score"], element["evidence"]

    def require_codebook(self, codebook: Codebook) -> None:
        """Raise `InputError` where the corpus holds no documents, or was coded with another codebook than the one at hand."""
        runs = self.versions()
        if not runs or not any(record.document_id for record in self.inputs()):
            raise InputError(say("{file}: holds no documents; scan some first", file=self.path))
        if runs[-1]["codebook_sha256"] != codebook.sha256:
            raise InputError(say("{file}: was made with another codebook; scan again", file=self.path))

    def coded(self, documents: Collection[str], codebook: Codebook) -> Iterator[CodedSentence]:
        """Yield the sentences of documents in order, with the codes of the coder that scored them."""
        levels = {code.id: int(code.value) for code in codebook.group("commitment").codes}
        for document in documents:
            with self._errors():
                rows = self._connection.execute(
                    "SELECT s.*, (SELECT json_group_array(json_array(g.code_group, g.code)) FROM codings g WHERE g.segment=s.key AND g.coder=c.coder"
                    " AND g.assigned=1) AS codes FROM segments s JOIN scores c ON c.document_id=s.document_id"
                    " WHERE s.document_id=? AND s.present=1 ORDER BY s.ordinal",
                    (document,),
                ).fetchall()
            for row in rows:
                yield _coded(row, levels)


def _entry(row: sqlite3.Row) -> Entry:
    criteria = {name: (score, (interval[0], interval[1])) for name, score, interval in json.loads(row["criteria"])}
    interval = None if row["low"] is None else (row["low"], row["high"])
    date = row["date"] or (str(row["period_start"]) if row["period_start"] else None)
    return Entry(
        row["document"],
        (row["file"],),
        row["title"],
        row["kind"],
        row["level"],
        row["place"],
        date,
        row["language"],
        row["sentences"],
        row["coder"],
        row["fingerprint"],
        row["score"],
        interval,
        row["reason"] and restored(row["reason"], json.loads(row["reason_message"] or "null")),
        criteria,
    )


def _coded(row: sqlite3.Row, levels: Mapping[str, int]) -> CodedSentence:
    codes: dict[str, tuple[str, ...]] = {}
    for group, code in json.loads(row["codes"]):
        codes[group] = (*codes.get(group, ()), code)
    return CodedSentence(
        row["id"],
        row["document_id"],
        row["text"],
        tuple(row["tokens"].split()),
        tuple(json.loads(row["heading"])),
        row["kind"],
        row["language"],
        row["paragraph"],
        row["page"],
        max((levels[code] for code in codes.get("commitment", ())), default=0),
        codes,
    )


def told(entry: Entry, about: About) -> Entry:
    """Return a document with what a table of the user says of it, by path or by file name."""
    row = next((about[key] for file in entry.files for key in (file, PurePosixPath(file).name) if key in about), None)
    if row is None:
        return entry
    return replace(
        entry,
        kind=row.get("kind") or entry.kind,
        level=row.get("level") or entry.level,
        place=row.get("place") or entry.place,
        date=row.get("date") or entry.date,
    )


def read_about(path: Path) -> About:
    """Read a table (CSV, UTF-8) with a column `file` and any of kind, level, place and date. Raises `InputError` with the line that is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(say("{file}: cannot be opened ({error}); check its name and permissions", file=path, error=cause(error))) from error
    except UnicodeDecodeError as error:
        raise InputError(say("{file}: is not UTF-8; save the table as CSV UTF-8", file=path)) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    columns = [name for name in reader.fieldnames or () if name]
    if "file" not in columns or not set(columns) & set(_COLUMNS):
        raise InputError(say("{file}: needs a first line with the columns file and any of kind, level, place, date", file=path))
    allowed = {"kind": {kind.value for kind in DocumentKind}, "level": {level.value for level in DocumentLevel}}
    rows: dict[str, Mapping[str, str]] = {}
    for row in reader:
        values = {name: (row.get(name) or "").strip() for name in ("file", *_COLUMNS)}
        for name, known in allowed.items():
            if values[name] and values[name] not in known:
                words = ", ".join(sorted(known))
                raise InputError(
                    say(
                        "{file}: line {line}: {value} is no {column}; use one of {words}",
                        file=path,
                        line=reader.line_num,
                        value=values[name],
                        column=name,
                        words=words,
                    )
                )
        if values["date"] and not _DATE.fullmatch(values["date"]):
            raise InputError(
                say("{file}: line {line}: {value} is no date; use 2024, 2024-03 or 2024-03-15", file=path, line=reader.line_num, value=values["date"])
            )
        rows[values["file"]] = values
    return rows
