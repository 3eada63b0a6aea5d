"""A report made of tables, for whatever a command counts or ranks: what it says, ready to be set as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heat:
    """A count that is shaded by its `strength`, from 0 (none) to 3."""

    count: int
    strength: int


@dataclass(frozen=True, slots=True)
class Span:
    """Points from 0 to 100 drawn as a band from `low` to `high` with a tick at `middle`."""

    low: float
    middle: float
    high: float


TableCell = str | int | float | Heat | Span | None
"""Text, a number, a drawing, or nothing (shown as a dash)."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading, with a sentence before it; numbers stand to the right."""

    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]


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


def heats(counts: Sequence[int], most: int) -> tuple[Heat, ...]:
    """Return counts shaded in thirds of the largest one."""
    return tuple(Heat(count, 0 if not count else 3 if count * 3 > most * 2 else 2 if count * 3 > most else 1) for count in counts)


def crossed(counts: Mapping[tuple[str, str], int], rows: Mapping[str, str], columns: Mapping[str, str]) -> tuple[tuple[TableCell, ...], ...]:
    """Return a cross table: one row for each of `rows` (id -> name), one shaded count for each of `columns`."""
    most = max(counts.values(), default=0)
    return tuple((name, *heats([counts.get((row, column), 0) for column in columns], most)) for row, name in rows.items())
