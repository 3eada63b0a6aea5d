"""What a chart shows, whatever draws it: intervals, shaded cells, bars. Every word is in the report's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Points from 0 to 100: a band from `low` to `high` with a tick at `middle`; a thick part from `inner[0]` to `inner[1]`, where told.

    `figures` stand beside it; a `strong` one sums up the others.
    """

    name: str
    low: float
    middle: float
    high: float
    figures: str
    inner: tuple[float, float] | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Intervals:
    """Bands under one another on one scale from 0 to 100."""

    rows: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What stands in a cell that is shaded by its `strength`, from 0 (nothing) to 3."""

    text: str
    strength: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Shaded cells, `cells` by row; a row without cells is a heading.

    `apart` columns on the left are set apart; where it leads `upward`, the first row stands at the bottom.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    apart: int = 0
    upward: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of one or more parts, with its figures in words."""

    name: str
    parts: tuple[float, ...]
    figures: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under one another, to the left of zero where they are negative; `keys` name their parts where there are several, `whole` is the longest possible."""

    rows: tuple[Bar, ...]
    keys: tuple[str, ...] = ()
    whole: float | None = None


Chart = Intervals | HeatMap | Bars


def shaded(count: int, most: int) -> HeatCell:
    """Return a count shaded in thirds of the largest one."""
    return HeatCell(str(count or "·"), 0 if not count else 3 if count * 3 > most * 2 else 2 if count * 3 > most else 1)


def crossed(counts: Mapping[tuple[str, str], int], rows: Mapping[str, str], columns: Mapping[str, str]) -> HeatMap:
    """Return a cross table: one row for each of `rows` (id -> name), one shaded count for each of `columns`."""
    most = max(counts.values(), default=0)
    cells = tuple(tuple(shaded(counts.get((row, column), 0), most) for column in columns) for row in rows)
    return HeatMap(tuple(rows.values()), tuple(columns.values()), cells)


def heat_rows(chart: HeatMap) -> tuple[tuple[str | None, ...], ...]:
    """Return the cells as rows of a table, each with its name first."""
    return tuple((name, *(cell.text if cell.strength else None for cell in cells)) for name, cells in zip(chart.rows, chart.cells, strict=True))
