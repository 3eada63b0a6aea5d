"""Stages by time: where the city says it stands, what its plan leads to, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.domain.results import Phasing
from analyzer.report.content.context import Context
from analyzer.report.content.model import StepColumn, Timeline

_FIRM_ORDER = 0.6
"""From this concordance of dated sentences with the recommended order on, the plan's order is called the recommended one."""


def timeline_of(context: Context, phasing: Phasing | None) -> Timeline | None:
    """Return the stages of a document by time; `None` where nothing is known of them."""
    if phasing is None:
        return None
    codes = context.codebook.group("stages").codes
    ids = [code.id for code in codes]
    names = {code.id: context.name(code.names) for code in codes}

    def column(name: str, kind: str, counts: Sequence[tuple[str, int]], furthest: str | None = None) -> StepColumn:
        found = dict(counts)
        values = tuple(found.get(code, 0) for code in ids)
        most = max(values, default=0)
        strengths = tuple(0 if not value else 3 if value * 3 > most * 2 else 2 if value * 3 > most else 1 for value in values)
        return StepColumn(name, kind, values, strengths, ids.index(furthest) if furthest in ids else None)

    columns = [
        column(context.tr("Reported today"), "present", phasing.present, phasing.present_stage),
        column(context.tr("All measures"), "planned", phasing.planned, phasing.planned_stage),
    ]
    for step in phasing.steps:
        name = str(step.year) if step.year is not None else context.tr("Phase {number}", number=step.phase)
        columns.append(column(name, "step", step.stages))
    sentences = [
        context.tr("The city reports work up to: {stage}.", stage=names[phasing.present_stage])
        if phasing.present_stage
        else context.tr("The document reports no present stage."),
        context.tr("Its measures lead up to: {stage}.", stage=names[phasing.planned_stage])
        if phasing.planned_stage
        else context.tr("Its measures bear out no stage."),
        _order(context, phasing.order),
    ]
    return Timeline(tuple(names.values()), tuple(columns), tuple(sentences), context.tr(phasing.leap) if phasing.leap else None)


def _order(context: Context, order: float | None) -> str:
    if order is None:
        return context.tr("It dates too few measures to tell in which order the stages come.")
    if order >= _FIRM_ORDER:
        return context.tr("Its dated measures come in the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
    if order >= 0:
        return context.tr("Its dated measures come only partly in the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
    return context.tr("Its dated measures run against the recommended order (concordance {order:+.2f}, from −1 to +1).", order=order)
