"""Stages by time: where the city says it stands, what its plan leads to, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil

from analyzer.domain.results import Phasing, Step
from analyzer.report.content.context import Context
from analyzer.report.content.model import StepColumn, Timeline

_YEARS = 8
"""More columns of years do not fit on a page."""
_FIRM_ORDER = 0.6
"""From this concordance of dated sentences with the recommended order on, the plan's order is called the recommended one."""


def timeline_of(context: Context, phasing: Phasing | None) -> Timeline | None:
    """Return the stages of a document by time; `None` where nothing is known of them."""
    if phasing is None:
        return None
    codes = context.codebook.group("stages").codes
    ids = [code.id for code in codes]
    names = {code.id: context.name(code.names) for code in codes}

    def column(name: str, kind: str, counts: Mapping[str, int], most: int, furthest: str | None = None) -> StepColumn:
        values = tuple(counts.get(code, 0) for code in ids)
        strengths = tuple(0 if not value else 3 if value * 3 > most * 2 else 2 if value * 3 > most else 1 for value in values)
        return StepColumn(name, kind, values, strengths, ids.index(furthest) if furthest in ids else None)

    steps = _together(context, phasing.steps)
    most = max((count for _, counts in steps for count in counts.values()), default=0)
    present, planned = dict(phasing.present), dict(phasing.planned)
    columns = [
        column(context.tr("Reported today"), "present", present, max(present.values(), default=0), phasing.present_stage),
        column(context.tr("All measures"), "planned", planned, max(planned.values(), default=0), phasing.planned_stage),
        *(column(name, "step", counts, most) for name, counts in steps),
    ]
    sentences = [
        context.tr("The city reports work up to: {stage}.", stage=names[phasing.present_stage])
        if phasing.present_stage
        else context.tr("The document reports no present stage."),
        context.tr("Its measures lead up to: {stage}.", stage=names[phasing.planned_stage])
        if phasing.planned_stage
        else context.tr("Its measures bear out no stage."),
        _order(context, phasing.order),
    ]
    reading = context.tr(
        "Sentences of each stage; the darker, the more. ◆ marks the furthest stage that the text bears out. In an orderly plan later years bring later stages."
    )
    return Timeline(tuple(names.values()), tuple(columns), tuple(sentences), reading, _leap(context, phasing.leap) if phasing.leap else None)


def _together(context: Context, steps: Sequence[Step]) -> list[tuple[str, Counter[str]]]:
    """Return names and counts of the times that a plan names, neighbouring years together where there are too many for a page."""
    years = [step for step in steps if step.year is not None]
    width = max(ceil(len(years) / _YEARS), 1)
    made = []
    for start in range(0, len(years), width):
        part = years[start : start + width]
        counts: Counter[str] = Counter()
        for step in part:
            counts.update(dict(step.stages))
        made.append((f"{part[0].year}" if len(part) == 1 else f"{part[0].year}–{part[-1].year}", counts))
    return [*made, *((context.tr("Phase {number}", number=step.phase), Counter(dict(step.stages))) for step in steps if step.year is None)]


def _leap(context: Context, leap: str) -> str:
    """Return the warning with the stages called as in the codebook: catalogues hold no names of codes."""
    words = context.tr(leap)
    for code in context.codebook.group("stages").codes:
        words = words.replace(code.names["en"], context.name(code.names))
    return words


def _order(context: Context, order: float | None) -> str:
    if order is None:
        return context.tr("It dates too few measures to tell in which order the stages come.")
    if order >= _FIRM_ORDER:
        return context.tr("Its dated measures come in the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
    if order >= 0:
        return context.tr("Its dated measures come only partly in the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
    return context.tr("Its dated measures run against the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
