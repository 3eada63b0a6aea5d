"""The page of a report made of charts and tables."""

from __future__ import annotations

import re

from analyzer.report.content.tables import Passage, Section, TableCell, TablesReport
from analyzer.report.html.page import page

_FIGURE = re.compile(r"[+\-−]?[\d,.]+(?:–[\d,.]+)?(?: ?%)?")


def tables_page(report: TablesReport) -> str:
    """Return a report made of charts and tables as a page."""
    return page("tables.html", report.language, report=report, kind_of=_kind_of, kind_of_column=_kind_of_column, long=_long)


def _kind_of(cell: TableCell) -> str:
    """Return how a cell is set: `passage`, `number`, `none` or `text`."""
    match cell:
        case Passage():
            return "passage"
        case None:
            return "none"
        case int() | float():
            return "number"
        case str() if _FIGURE.fullmatch(cell):
            return "number"
        case _:
            return "text"


def _kind_of_column(section: Section, number: int) -> str:
    """Return how a column is set: as its first cell that holds something."""
    return next((kind for row in section.rows if (kind := _kind_of(row[number])) != "none"), "number")


def _long(section: Section) -> bool:
    """Tell whether a table holds passages, so that a phone shows its rows one under the other."""
    return any(isinstance(cell, Passage) for row in section.rows[:1] for cell in row)
