"""Pipe tables -> rows; a table that a page break parted keeps the heads of its first part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.read.flow import Flow, clean
from analyzer.read.markdown.lines import DIVIDER
from analyzer.read.markdown.marks import strip_marks
from analyzer.read.rows import Cell, add_rows, is_head

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BAR = re.compile(r"(?<!\\)\|")
_BOLD = re.compile(r"\s*(\*\*|__).+\1\s*")
_DIGIT = re.compile(r"\d")
_ROWS = 2


class Tables:
    """Appends the tables of one file; `broken` tells that a page ended since the last one."""

    def __init__(self, flow: Flow) -> None:
        self.broken = False
        self._flow = flow
        self._width = 0
        self._heads: list[str] = []
        self._openings: set[str] = set()

    def forget(self) -> None:
        """Take note of text: a table that follows does not continue the last one."""
        self.broken, self._width, self._heads = False, 0, []

    def add(self, lines: Sequence[str], page: int | None) -> None:
        """Append a pipe table; lines that begin without a bar belong to the row above them."""
        raw, heads = _rows(lines)
        rows = [[Cell(strip_marks(BREAK.sub(" ", cell))) for cell in row] for row in raw]
        if heads == 1 and not any(cell.text.strip() for cell in rows[0]):
            raw, rows, heads = raw[1:], rows[1:], None
        if not rows:
            return
        width = len(rows[0])
        carried: list[str] = []
        if goes_on := self._continues(raw[0], rows):
            # A head that names a thing of its own (Action | A.01 Trees) is a first row, not the head of what follows.
            carried = self._heads if all(head and not _DIGIT.search(head) for head in self._heads) else []
            heads = 0
        elif heads and (len(rows) < 2 or not is_head(rows[0])):
            # The syntax asks for a head; tables without one have their first row there.
            heads = 0
        named = add_rows(self._flow, rows, heads=heads, page=page, carried=carried)
        if named and not carried:
            self._openings.add(_opening(rows[0]))
        self._heads = named if named or not goes_on else self._heads
        self._width = width if len(rows) >= _ROWS or goes_on else 0
        self.broken = False

    def _continues(self, first: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
        """Tell whether a table carries on the last one: as wide, parted from it by a page's end alone, and without a head of its own."""
        if not self.broken or not self._width or len(rows[0]) != self._width:
            return False
        filled = [cell for cell in first if cell.strip()]
        if filled and all(_BOLD.fullmatch(cell) for cell in filled):
            return False
        return _opening(rows[0]) not in self._openings


def _opening(row: Sequence[Cell]) -> str:
    """Return the first wording of a row: tables that begin alike are separate forms."""
    return next((text for cell in row if (text := clean(cell.text).casefold())), "")


def _rows(lines: Sequence[str]) -> tuple[list[list[str]], int | None]:
    """Return the rows as cells with their marks, and how many of them the divider makes heads."""
    rows: list[list[str]] = []
    heads: int | None = None
    row = ""
    for line in [*lines, "|"]:
        stripped = line.strip()
        if row and (stripped.startswith("|") or row.endswith("|")):
            if DIVIDER.match(row):
                heads = len(rows) if heads is None and len(rows) == 1 else heads
            else:
                rows.append(_split_row(row))
            row = stripped
        else:
            row = f"{row} {stripped}" if row else stripped
    return rows, heads


def _split_row(row: str) -> list[str]:
    inner = row.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inner)]
