"""Shaded cells with their counts."""

from __future__ import annotations

from itertools import accumulate
from math import ceil
from typing import Any

from analyzer.report.charts.canvas import INK, LEADING, LINE, SHADES, SOFT, Canvas, Word, boxes, breadth, height_of, lines, words, wrapped
from analyzer.report.content.charts import HeatMap

_HEAD = 11.5
_WIDEST = 120
"""Pixels that a column has at most: a chart of few columns is not stretched."""
_FEW = 8
"""With more columns than these a phone gives more room to the names: the cells then hold signs, not numbers."""
_MANY = 12
"""From so many rows on they stand closer."""


def draw(chart: HeatMap, width: int, *, narrow: bool) -> Any:
    """Return the drawing. A narrow one has the longer side downwards; what is still too wide for its column is set upright."""
    turned = narrow and len(chart.columns) > len(chart.rows)  # never where headings stand between the rows: those are long
    apart = chart.apart
    if turned:
        chart = HeatMap(chart.columns, chart.rows, tuple(zip(*chart.cells, strict=True)))
    elif chart.upward:
        chart = HeatMap(chart.rows[::-1], chart.columns, chart.cells[::-1])
    room = max(breadth(name) for name, cells in zip(chart.rows, chart.cells, strict=True) if cells)
    left = ceil(min(max(room, 60), 240 if not narrow else 150 if len(chart.columns) > _FEW else 104)) + 12
    column = min((width - left) / len(chart.columns), _WIDEST)
    width = min(width, round(left + column * len(chart.columns)))
    upright = any(breadth(part, _HEAD) > column - 6 for name in chart.columns for part in name.replace("-", " ").split() if part.isascii())
    if upright:
        heads = [wrapped(name, 110, _HEAD, most=max(int(column // 13), 1)) for name in chart.columns]
        top = round(max(breadth(line, _HEAD) for name in heads for line in name.split("\n"))) + 10
    else:
        heads = [wrapped(name, column - 6, _HEAD, most=4) for name in chart.columns]
        top = max(height_of(name) for name in heads) * LEADING + 8
    names = [wrapped(name, left - 12 if cells else width, most=3) for name, cells in zip(chart.rows, chart.cells, strict=True)]
    heights = [max(height_of(name) * LEADING + 8, 30 if len(chart.rows) <= _MANY else 24) for name in names]
    tops = list(accumulate(heights, initial=0))
    canvas = Canvas(width, left, 0, top, 1, 0, len(chart.columns), tops[-1], 1)  # rows are of different heights: a unit down is a pixel
    anchor = 0.0 if upright else 0.5
    told = [Word(head, number + 0.5, -8 if upright else -top / 2, anchor, SOFT, size=_HEAD, angle=90 * upright) for number, head in enumerate(heads)]
    filled: list[tuple[float, float, float, float, str]] = []
    parted: list[tuple[float, float, float, float]] = []
    gap, edge = 1 / column, canvas.across(0)
    for at, (name, cells) in enumerate(zip(names, chart.cells, strict=True)):
        above, below = tops[at], tops[at + 1]
        middle = (above + below) / 2
        told.append(Word(name, edge, middle, bold=not cells))
        for number, cell in enumerate(cells):
            if cell.strength:
                filled.append((number + gap, above + 1, number + 1 - gap, below - 1, SHADES[cell.strength]))
            told.append(Word(cell.text, number + 0.5, middle, 0.5, "#ffffff" if cell.strength == len(SHADES) - 1 else INK if cell.strength else SOFT))
        if apart and cells and not turned:
            parted.append((apart, above, apart, below))
    if apart and turned:
        parted.append((edge, tops[apart], len(chart.columns), tops[apart]))
    rules = [(edge, at, len(chart.columns), at) for at in tops]
    drawing = canvas.ground()
    for layer in (*lines(rules, LINE, 1), *boxes(filled), *lines(parted, INK, 2), *words(told)):
        drawing += layer
    return drawing
