"""Table rows of any format -> blocks: one row, one block, with the heads of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.domain.document import BlockKind
from analyzer.read.flow import Flow, PrintedLine, clean

_TERMINATORS = "。！？；.!?;"
_HEAD_LENGTH = 60
_ABBREVIATED, _ASKED = 4, 24
"""Characters of a head that may end in a stop (No., Nr., Ref.) or in a question mark (In public?)."""
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*\d{2,4})?|#|№|%|€|[$]")
_AMOUNT = re.compile(r"[£$€¥]\s*\d|\d[\d.,]*\s*(?:[%％°]|[万亿萬億만억](?!\w))")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, how many columns it spans, and whether it is set as a head (bold, `th`)."""

    text: str
    span: int = 1
    head: bool = False


def add_rows(
    flow: Flow,
    rows: Sequence[Sequence[Cell]],
    *,
    heads: int | None = None,
    page: int | None = None,
    pages: Sequence[int | None] | None = None,
    carried: Sequence[str] = (),
) -> list[str]:
    """Append a table's rows to `flow`; returns the heads of its columns, empty where it has none.

    `heads` is the number of head rows that the file declares; `None` lets the wording tell. `pages` gives the page of each row
    where rows lie on several. `carried` are the heads of a table that this one continues, used where it has none itself.
    Empty cells are left out, together with their column's head, so that heads and cells stay paired.
    """
    rows = [[Cell(clean(cell.text), cell.span, cell.head) for cell in row] for row in rows]
    count = head_rows(rows) if heads is None else heads
    columns = _columns(rows[:count]) if count else [*carried]
    for number, row in enumerate(rows):
        texts: list[str] = []
        names: list[str] = []
        position = 0
        for cell in row:
            if cell.text:
                texts.append(cell.text)
                names.append(_name(columns[position : position + cell.span]))
            position += cell.span
        if not texts:
            continue
        named = tuple(names) if number >= count and any(names) else ()
        place = pages[number] if pages is not None else page
        flow.add([PrintedLine(" | ".join(texts), place)], BlockKind.ROW, columns=named)
    return columns


def _name(parts: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(part for part in parts if part))


def _columns(head: Sequence[Sequence[Cell]]) -> list[str]:
    """Return one name per column, from all head rows."""
    width = max((sum(cell.span for cell in row) for row in head), default=0)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in head:
        position = 0
        for cell in row:
            for column in range(position, min(position + cell.span, width)):
                if cell.text and cell.text not in names[column]:
                    names[column].append(cell.text)
            position += cell.span
    return [" / ".join(parts)[:_HEAD_LENGTH] for parts in names]


def is_head(row: Sequence[Cell]) -> bool:
    """Tell whether a row may be a table's head: short wordings, no sentences, no amounts, no numbers but years."""
    for cell in row:
        text = cell.text.strip()
        short = _ASKED if text[-1:] in {"?", "？"} else _ABBREVIATED
        if len(text) > _HEAD_LENGTH or (text[-1:] in tuple(_TERMINATORS) and len(text) > short):
            return False
        if _AMOUNT.match(text):
            return False
        if text and not any(character.isalpha() for character in text) and not _YEAR.fullmatch(text):
            return False
    return True


def head_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """Tell whether the first row is a head: short filled cells without sentences, set as heads or unlike the rows below."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first = rows[0]
    if not all(cell.text for cell in first[1:]) or not is_head(first):
        return 0
    if all(cell.head for cell in first) and not all(cell.head for cell in rows[1]):
        return 1
    below = [cell.text for row in rows[1:] for cell in row if cell.text]
    if not below:
        return 0
    longer = sum(len(text) for text in below) / len(below) > 1.5 * sum(len(cell.text) for cell in first) / len(first)
    numbers = sum(any(c.isdigit() for c in text) for text in below) > 0.3 * len(below)
    return 1 if longer or numbers else 0
