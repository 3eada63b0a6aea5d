"""The page on one document."""

from __future__ import annotations

from itertools import groupby

from analyzer.domain.results import Level
from analyzer.i18n import tr_in
from analyzer.report.content.charts import HeatCell, HeatMap, Interval, Intervals
from analyzer.report.content.model import DocumentReport, Timeline
from analyzer.report.html.page import page
from analyzer.report.words import level_word

_SIGNS = ("○", "◔", "◑", "●")


def document_page(report: DocumentReport) -> str:
    """Return a report on one document as a page."""
    return page(
        "document.html",
        report.language,
        report=report,
        criteria_chart=_criteria_chart(report) if report.criteria else None,
        benchmarks_chart=_benchmarks_chart(report) if report.criteria and report.benchmarks else None,
        timeline_chart=_timeline_chart(report.timeline) if report.timeline else None,
        levels=[(level.value, level_word(level.value, report.language)) for level in Level],
        keys=[choice.key for choice in report.filters],
        filter_groups=[(name, list(chosen)) for name, chosen in groupby(report.filters, key=lambda choice: choice.group)],
    )


def _criteria_chart(report: DocumentReport) -> Intervals:
    def row(name: str, low: float, middle: float, high: float, *, strong: bool = False) -> Interval:
        return Interval(name, low, middle, high, f"{middle:.0f} ({low:.0f}–{high:.0f})", strong=strong)

    rows = [row(part.name, part.low, part.score, part.high) for part in report.criteria]
    if report.score is not None and report.low is not None and report.high is not None:
        rows.insert(0, row(tr_in(report.language, "All together"), report.low, report.score, report.high, strong=True))
    return Intervals(tuple(rows))


def _benchmarks_chart(report: DocumentReport) -> HeatMap:
    """Return how firmly the draft shows each element, and which of the benchmarks show it with a measure."""
    levels = [level.value for level in Level]
    rows: list[str] = []
    cells: list[tuple[HeatCell, ...]] = []
    for part in report.criteria:
        rows.append(part.name)
        cells.append(())
        for element in part.elements:
            strength = levels.index(element.level)
            shown = (HeatCell("●", 2) if name in element.shown_by else HeatCell("", 0) for name in report.benchmarks)
            rows.append(element.name)
            cells.append((HeatCell(_SIGNS[strength], strength), *shown))
    columns = (tr_in(report.language, "Draft"), *(str(number) for number in range(1, len(report.benchmarks) + 1)))
    return HeatMap(tuple(rows), columns, tuple(cells), apart=1)


def _timeline_chart(timeline: Timeline) -> HeatMap:
    cells = tuple(
        tuple(
            HeatCell(f"{column.counts[row]} ◆" if column.furthest == row else str(column.counts[row] or "·"), column.strengths[row])
            for column in timeline.columns
        )
        for row in range(len(timeline.stages))
    )
    apart = sum(column.kind != "step" for column in timeline.columns)
    return HeatMap(timeline.stages, tuple(column.name for column in timeline.columns), cells, apart if apart < len(timeline.columns) else 0, upward=True)
