"""Bars of one or more parts, on both sides of zero where some are negative."""

from __future__ import annotations

from itertools import accumulate
from math import ceil
from typing import Any

from analyzer.report.charts.canvas import BAND, DARK, LEADING, PARTS, Canvas, Word, boxes, breadth, height_of, lines, words, wrapped
from analyzer.report.content.charts import Bars

_HALF = 6.5
"""Half the height of a bar in pixels."""
_LOSS = "#d55e00"


def draw(chart: Bars, width: int, *, narrow: bool) -> Any:
    """Return the drawing; on a narrow one the names stand above their bars."""
    ends = [sum(row.parts) for row in chart.rows]
    low, high = min(0.0, *ends), max(0.0, chart.whole or 0.0, *ends)
    high = high if high > low else low + 1.0
    figures = max(breadth(row.figures) for row in chart.rows)
    if narrow:
        names = [wrapped(row.name, width - figures - 14, most=3) for row in chart.rows]
        above = max(height_of(name) for name in names) * LEADING
        canvas = Canvas(width, 2, 2, 0, 2, low, high, len(names), above + 28)
        places = [number + canvas.down(above + 12) for number in range(len(names))]
        heads = [number + canvas.down(above / 2 + 3) for number in range(len(names))]
        reach = canvas.down(9)
    else:
        room = max(breadth(row.name) for row in chart.rows)
        left = ceil(min(max(room, 90), width * 0.45)) + 16
        names = [wrapped(row.name, left - 16) for row in chart.rows]
        canvas = Canvas(width, left, ceil(figures) + 16, 0, 2, low, high, len(names), max(height_of(name) for name in names) * LEADING + 12)
        places = heads = [number + 0.5 for number in range(len(names))]
        reach = 0.5
    half = canvas.down(_HALF)
    filled, told = [], []
    for row, name, place, head in zip(chart.rows, names, places, heads, strict=True):
        starts = accumulate(row.parts, initial=0.0)
        for number, (start, part) in enumerate(zip(starts, row.parts, strict=False)):
            colour = PARTS[number % len(PARTS)] if chart.keys else _LOSS if part < 0 else BAND
            if part:
                filled.append((min(start, start + part), place - half, max(start, start + part), place + half, colour))
        told.append(Word(name, canvas.across(0), head))
        told.append(Word(row.figures, canvas.across(canvas.width), head, 1.0))
    drawing = canvas.ground()
    for layer in (*boxes(filled), *lines([(0, place - reach, 0, place + reach) for place in places], DARK, 1), *words(told)):
        drawing += layer
    return drawing
