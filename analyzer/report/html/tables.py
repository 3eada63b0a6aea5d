"""The page of a report made of tables."""

from __future__ import annotations

from analyzer.report.content.tables import Heat, Span, TableCell, TablesReport
from analyzer.report.html.page import page


def tables_page(report: TablesReport) -> str:
    """Return a report made of tables as a page."""
    return page("tables.html", report.language, report=report, kind_of=_kind_of)


def _kind_of(cell: TableCell) -> str:
    """Return how a cell is set: `heat`, `span`, `number`, `none` or `text`."""
    match cell:
        case Heat():
            return "heat"
        case Span():
            return "span"
        case None:
            return "none"
        case int() | float():
            return "number"
        case str() if cell.endswith("%") and cell[:-1].isdigit():
            return "number"
        case _:
            return "text"
