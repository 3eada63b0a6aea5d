"""Bands with a tick on a scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from analyzer.report.charts.canvas import BAND, DARK, LEADING, LINE, SOFT, Canvas, Word, boxes, breadth, height_of, lines, words, wrapped
from analyzer.report.content.charts import Interval, Intervals

_SCALE = (0, 25, 50, 75, 100)
_HALF = 4.5
"""Half the height of a band in pixels."""
_TICK = 9


def draw(chart: Intervals, width: int, *, narrow: bool) -> Any:
    """Return the drawing; on a narrow one the names stand above their bands."""
    figures = max(breadth(row.figures) for row in chart.rows) * 1.05
    if narrow:
        names = [wrapped(row.name, width - figures - 14, most=2) for row in chart.rows]
        above = max(height_of(name) for name in names) * LEADING
        canvas = Canvas(width, 6, 6, 0, 20, 0, 100, len(chart.rows), above + 30)
        places = [number + canvas.down(above + 13) for number in range(len(names))]
        heads = [number + canvas.down(above / 2 + 3) for number in range(len(names))]
        reach = canvas.down(13)
    else:
        room = max(breadth(row.name) * (1.1 if row.strong else 1) for row in chart.rows)
        left = ceil(min(max(room, 90), 300)) + 18
        names = [wrapped(row.name, left - 18, most=2) for row in chart.rows]
        canvas = Canvas(width, left, ceil(figures) + 16, 0, 20, 0, 100, len(chart.rows), max(height_of(name) for name in names) * LEADING + 14)
        places = heads = [number + 0.5 for number in range(len(names))]
        reach = 0.5
    return _layers(canvas, chart.rows, names, places, heads, reach)


def _layers(canvas: Canvas, rows: Sequence[Interval], names: Sequence[str], places: Sequence[float], heads: Sequence[float], reach: float) -> Any:
    half, tick = canvas.down(_HALF), canvas.down(_TICK)
    least = 0.3  # an interval of no width is still seen
    bands, cores, ticks, told = [], [], [], []
    for row, name, place, head in zip(rows, names, places, heads, strict=True):
        thick = row.inner or (row.low, row.high)
        if row.inner:
            bands.append((row.low, place - half / 4, row.high, place + half / 4, BAND))
        cores.append((thick[0], place - half, max(thick[1], thick[0] + least), place + half, BAND))
        ticks.append((row.middle, place - tick, row.middle, place + tick))
        told.append(Word(name, canvas.across(0), head, bold=row.strong))
        told.append(Word(row.figures, canvas.across(canvas.width), head, 1.0, bold=row.strong))
    end = canvas.rows
    grid = [(at, place - reach, at, place + reach) for place in places for at in _SCALE]
    scale = [Word(str(at), at, end + canvas.down(12), {0: 0.0, 100: 1.0}.get(at, 0.5), SOFT, size=11) for at in _SCALE[:: 1 if canvas.panel > 300 else 2]]
    drawing = canvas.ground()
    for layer in (*lines(grid, LINE, 1), *boxes([*bands, *cores]), *lines(ticks, DARK, 2.4), *words([*told, *scale])):
        drawing += layer
    return drawing
