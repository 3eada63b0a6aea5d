"""How far to the right the lines of a column reach: what tells a line left short from a full one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.read.flow import is_unspaced
from analyzer.read.pdf.printed import Row

_NEAR = 3
"""Rows above and below a row that tell the edge there, where the column is narrower beside a picture or box."""
_REST = 2
_RUNS_ON = re.compile(r"[a-zà-öø-ÿ]|.*[，。；]")
"""A line of prose: it goes on in lower case, or has the punctuation of Han text. Names and list entries do not."""


def below(upper: Row, lower: Row) -> bool:
    """Tell whether `lower` goes on beneath `upper` in the same column.

    The one or two characters that are left of a paragraph may stand below the indent of its first line.
    """
    if upper.page != lower.page or lower.baseline <= upper.baseline or lower.x0 >= upper.x1:
        return False
    return upper.x0 < (lower.x1 if len(lower.text) > _REST or not is_unspaced(lower.text[0]) else lower.x1 + 1.2 * upper.size)


def right_edges(rows: Sequence[Row]) -> list[float]:
    """Return for each row how far to the right its column reaches there.

    That is as far as the longest of the rows that it stands among, but among running text no farther than the rows next to it.
    """
    edges = [0.0] * len(rows)
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or not _together(rows[index - 1], rows[index]):
            _set_edges(rows[start:index], edges, start)
            start = index
    return edges


def _together(upper: Row, lower: Row) -> bool:
    """Tell whether two rows are lines of one column and one type."""
    return below(upper, lower) and abs(lower.size - upper.size) <= 0.6 and upper.column == lower.column


def _set_edges(rows: Sequence[Row], edges: list[float], start: int) -> None:
    """Set the edge of each of the rows of one column, which begin at `start`."""
    widest = max(row.x1 for row in rows)
    for index in range(len(rows)):
        above, under = rows[max(index - _NEAR + 1, 0) : index + 1], rows[index + 1 : index + 1 + _NEAR]
        edge = widest
        if len(above) == _NEAR and len(under) >= 2 and _is_prose(above[1:]) and _is_prose(under[:2]):
            edge = min(widest, max(row.x1 for row in above), max(*(row.x1 for row in under), rows[index].x1))
        edges[start + index] = edge


def _is_prose(rows: Sequence[Row]) -> bool:
    return any(_RUNS_ON.match(row.text) is not None for row in rows)
