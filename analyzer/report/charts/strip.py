"""A whole document from its first page to its last, one row for each code."""

from __future__ import annotations

from typing import Any

from analyzer.report.charts.canvas import LEADING, PALE, SOFT, Canvas, Word, boxes, breadth, height_of, words, wrapped
from analyzer.report.charts.svg import Link
from analyzer.report.content.model import Strip
from analyzer.report.unseen import visible

_TONES = {
    "principles": ("#0072b2", "#d55e00", "#009e73", "#7a2e63", "#c98500"),
    "stages": ("#8aa4bb", "#5f819f", "#385f83", "#14375a"),
}
_OTHER = ("#385f83",)
_OPACITY = (0.0, 0.4, 0.7, 1.0)
_BETWEEN = 0.35
"""Rows between one group of codes and the next."""


def draw(strip: Strip, width: int, *, narrow: bool) -> Any:
    """Return the drawing; its rectangles come in the order of `links`."""
    left = 122 if narrow else round(min(max(breadth(row.name) for row in strip.rows), 240)) + 14
    names = [wrapped(row.name, left - 12) for row in strip.rows]
    counted = round(max(breadth(str(row.total)) for row in strip.rows)) + 12
    tops, at = [], 0.0
    for number, row in enumerate(strip.rows):
        at += _BETWEEN if number and row.group != strip.rows[number - 1].group else 0.0
        tops.append(at)
        at += 1.0
    canvas = Canvas(width, left, counted, 0, 20, 0, strip.stretches, at, max(max(height_of(name) for name in names) * LEADING + 4, 27))
    hair = canvas.down(2)
    filled = [(0.0, top + hair, float(strip.stretches), top + 1 - hair, PALE) for top in tops]
    told = []
    for row, name, top in zip(strip.rows, names, tops, strict=True):
        tones = _TONES.get(row.group, _OTHER)
        colour = tones[row.tone % len(tones)]
        filled += [
            (cell.place + 0.05, top + hair, cell.place + 0.95, top + 1 - hair, _paled(colour, _OPACITY[cell.strength])) for cell in row.cells if cell.count
        ]
        told.append(Word(name, canvas.across(0), top + 0.5))
        told.append(Word(str(row.total), canvas.across(width), top + 0.5, 1.0))
    below = at + canvas.down(11)
    told += [Word(strip.first, 0, below, 0.0, SOFT, size=11), Word(strip.last, strip.stretches, below, 1.0, SOFT, size=11)]
    drawing = canvas.ground()
    for layer in (*boxes(filled), *words(told)):
        drawing += layer
    return drawing


def links(strip: Strip) -> list[Link | None]:
    """Return where each rectangle of the drawing leads: the grounds nowhere, each stretch to its place in the text."""
    return [*(None for _ in strip.rows), *(Link(cell.anchor, visible(f"{row.name}: {cell.label}")) for row in strip.rows for cell in row.cells if cell.count)]


def _paled(colour: str, opacity: float) -> str:
    """Return a colour as it looks on white at an opacity."""
    channels = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - channel) * opacity):02x}" for channel in channels)
