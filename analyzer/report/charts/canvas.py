"""The ground that charts are drawn on: a panel with margins of known width, and texts that are cut into lines beforehand.

Readers' machines have other fonts than this one, and Chinese, Japanese and Korean characters are wider than the library takes them to be: margins and
line breaks are therefore reckoned here, generously.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.report.charts.svg import veiled
from analyzer.report.unseen import visible

INK, SOFT, LINE, PALE = "#1d2733", "#566270", "#d8dee6", "#f4f6f8"
BAND, DEEP, DARK = "#8fb4d3", "#1f4e79", "#12324f"
SHADES = ("#ffffff", "#dbe7f1", "#9fc0dc", "#1f4e79")
PARTS = ("#d55e00", "#0072b2", "#009e73", "#c98500")
"""Colours of Okabe and Ito, the light ones darkened: apart for the colour-blind, and dark enough on white."""
SIZE = 13
"""Pixels of text in charts."""
LEADING = 16
"""Pixels from one line to the next."""
_LOWEST = 50
_AFTER = frozenset(" -/·,;:.")
"""After these a line may end."""
_CLOSING = frozenset("，。、；：！？）》〉」』】”’％…")
"""No line begins with one of these."""
_OPENING = frozenset("（《〈「『【“‘")
"""No line ends with one of these."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing of `width` pixels with a panel inside margins; data run from `low` to `high` across, and from 0 down to `rows` in steps of `pitch` pixels."""

    width: int
    left: int
    right: int
    top: int
    bottom: int
    low: float
    high: float
    rows: float
    pitch: float

    @property
    def panel(self) -> float:
        """The width of the panel in pixels."""
        return self.width - self.left - self.right

    def across(self, pixels: float) -> float:
        """Return where a place, in pixels from the left edge of the drawing, lies on the scale."""
        return self.low + (pixels - self.left) / self.panel * (self.high - self.low)

    def down(self, pixels: float) -> float:
        """Return how many rows a number of pixels is."""
        return pixels / self.pitch

    def ground(self) -> Any:
        """Return the empty drawing."""
        from lets_plot import coord_cartesian, ggplot, ggsize, scale_x_continuous, scale_y_continuous, theme, theme_void

        # The library makes no panel lower than this: a chart of one row has air below instead.
        rows = max(self.rows, _LOWEST / self.pitch)
        below = max(self.bottom - round((rows - self.rows) * self.pitch), 0)
        margins = [self.top, self.right, below, self.left]
        bare = theme(plot_margin=margins, plot_inset=0, panel_inset=0, legend_position="none", plot_background="blank", panel_border="blank")
        return (
            ggplot()
            + coord_cartesian(xlim=[self.low, self.high], ylim=[-rows, 0])
            + scale_x_continuous(expand=[0, 0])
            + scale_y_continuous(expand=[0, 0])
            + theme_void()
            + bare
            + ggsize(self.width, self.top + below + round(rows * self.pitch))
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A text in a drawing: `x` on the scale, `y` in rows from the top, anchored at its left (0), middle (0.5) or right (1)."""

    text: str
    x: float
    y: float
    anchor: float = 0.0
    colour: str = INK
    bold: bool = False
    size: float = SIZE
    angle: int = 0


def words(items: Sequence[Word]) -> list[Any]:
    """Return texts as layers of a drawing, those of one manner together."""
    from lets_plot import aes, geom_text

    manners = dict.fromkeys((item.colour, item.bold, item.size, item.anchor, item.angle) for item in items)
    made = []
    for manner in manners:
        chosen = [item for item in items if (item.colour, item.bold, item.size, item.anchor, item.angle) == manner and item.text]
        if not chosen:
            continue
        colour, bold, size, anchor, angle = manner
        data = {"x": [item.x for item in chosen], "y": [-item.y for item in chosen], "text": [veiled(_shown(item.text)) for item in chosen]}
        made.append(
            geom_text(
                aes("x", "y", label="text"),
                data=data,
                hjust=anchor,
                vjust=0.5,
                size=size / 2,  # the library's unit is two pixels
                color=colour,
                fontface="bold" if bold else "plain",
                angle=angle,
                lineheight=LEADING / SIZE,
            )
        )
    return made


def _shown(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


def boxes(items: Sequence[tuple[float, float, float, float, str]]) -> list[Any]:
    """Return filled rectangles as a layer: left, top, right, bottom and colour of each, on the scale and in rows."""
    from lets_plot import aes, geom_rect, scale_fill_identity

    if not items:
        return []
    left, top, right, bottom, colours = (list(values) for values in zip(*items, strict=True))
    data = {"left": left, "right": right, "top": [-value for value in top], "bottom": [-value for value in bottom], "colour": colours}
    return [geom_rect(aes(xmin="left", xmax="right", ymin="bottom", ymax="top", fill="colour"), data=data, size=0), scale_fill_identity()]


def lines(items: Sequence[tuple[float, float, float, float]], colour: str, pixels: float) -> list[Any]:
    """Return straight lines as a layer: from and to, each on the scale and in rows, `pixels` wide."""
    from lets_plot import aes, geom_segment

    if not items:
        return []
    x, y, x_end, y_end = (list(values) for values in zip(*items, strict=True))
    data = {"x": x, "y": [-value for value in y], "x_end": x_end, "y_end": [-value for value in y_end]}
    return [geom_segment(aes("x", "y", xend="x_end", yend="y_end"), data=data, color=colour, size=pixels / 2.2)]  # the library's unit is 2.2 pixels


def breadth(text: str, size: float = SIZE) -> float:
    """Return about how many pixels a text is wide, rather too many than too few."""
    return sum(size if unicodedata.east_asian_width(character) in "WFA" else size * (0.72 if character.isupper() else 0.58) for character in text)


def wrapped(text: str, pixels: float, size: float = SIZE, *, most: int = 3) -> str:
    """Return a text in at most `most` lines no wider than `pixels`; what is left over is told by an ellipsis."""
    made: list[str] = []
    for piece in _pieces(visible(text)):
        for bit in _bits(piece, pixels, size):
            if made and breadth((made[-1] + bit).rstrip(), size) <= pixels:
                made[-1] += bit
            else:
                made.append(bit)
    kept = [line.strip() for line in made[:most]]
    if len(made) > most:
        last = kept[-1]
        while last and breadth(last + "…", size) > pixels:
            last = last[:-1]
        kept[-1] = last.rstrip() + "…"
    return "\n".join(kept)


def _pieces(text: str) -> list[str]:
    """Cut a text wherever a line may end: after white space and signs, and at any character of a wide script."""
    made: list[str] = []
    wide = False
    for character in text:
        was, wide = wide, unicodedata.east_asian_width(character) in "WF"
        if made and (character in _CLOSING or made[-1][-1] in _OPENING or not (was or wide or made[-1][-1] in _AFTER)):
            made[-1] += character
        else:
            made.append(character)
    return made


def _bits(piece: str, pixels: float, size: float) -> list[str]:
    """Cut a piece that has no place to break into parts that fit: wide scripts anywhere, words by need."""
    if breadth(piece.rstrip(), size) <= pixels:
        return [piece]
    made = [""]
    for character in piece:
        if breadth(made[-1] + character, size) > pixels and made[-1]:
            made.append("")
        made[-1] += character
    return made


def height_of(text: str) -> int:
    """Return how many lines a text has that was cut into lines."""
    return text.count("\n") + 1
