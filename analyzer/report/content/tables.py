"""A report made of charts and tables, for whatever a command counts or ranks: what it says, ready to be set as a page."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.report.content.charts import Chart


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in pieces, each with whether it is marked as changed."""

    pieces: tuple[tuple[str, bool], ...]


TableCell = str | int | float | Passage | None
"""Text, a number, a passage, or nothing (shown as a dash)."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading, with a sentence before it; numbers stand to the right.

    A `chart` stands before the table; where it shows all that the table says, the table is `folded`.
    """

    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    chart: Chart | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class TablesReport:
    """A title, some sentences that sum up, tables, and at the end how it was made and what it does not claim."""

    language: str
    over: str
    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    made: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
