"""A chart for a page: drawn twice, for a screen or sheet and for a phone, since text that shrinks with its drawing cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analyzer.i18n import tr_in
from analyzer.report.charts import bars, heat, intervals, strip
from analyzer.report.charts.svg import Link, plain_svg
from analyzer.report.content.charts import Bars, Chart, HeatMap, Intervals
from analyzer.report.content.model import Strip
from analyzer.report.unseen import visible

WIDE, NARROW = 880, 356
"""Pixels of both drawings: of a page's column, and of a phone's."""


def figure(chart: Chart | Strip, name: str, title: str, language: str) -> tuple[str, str]:
    """Return a chart as SVG, wide and narrow; `name` is unique in the page, `title` is what the chart is called."""
    description = tr_in(language, "The same stands as text after the chart.")
    links: Sequence[Link | None] = strip.links(chart) if isinstance(chart, Strip) else ()

    def drawn(width: int, *, narrow: bool) -> str:
        suffix = "n" if narrow else "w"
        # A finger cannot hit what is three pixels wide: the links of the narrow one stand as text.
        wanted = () if narrow else links
        svg = _drawing(chart, width, narrow=narrow).to_svg()
        return plain_svg(svg, name=f"{name}-{suffix}", title=visible(title), description=description, links=wanted)

    return drawn(WIDE, narrow=False), drawn(NARROW, narrow=True)


def _drawing(chart: Chart | Strip, width: int, *, narrow: bool) -> Any:
    match chart:
        case Intervals():
            return intervals.draw(chart, width, narrow=narrow)
        case HeatMap():
            return heat.draw(chart, width, narrow=narrow)
        case Bars():
            return bars.draw(chart, width, narrow=narrow)
        case Strip():
            return strip.draw(chart, width, narrow=narrow)
