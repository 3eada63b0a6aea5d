"""The verdict in three sentences."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.domain.message import mark
from analyzer.domain.results import Level
from analyzer.report.content.context import Context
from analyzer.report.content.model import CriterionPart, Gap

BANDS = (
    (75, mark("It follows the recommended approach closely: {score:.0f} of 100 points (given the coding's uncertainty {low:.0f} to {high:.0f}).")),
    (50, mark("It follows the recommended approach in large part: {score:.0f} of 100 points (given the coding's uncertainty {low:.0f} to {high:.0f}).")),
    (25, mark("It follows the recommended approach in part: {score:.0f} of 100 points (given the coding's uncertainty {low:.0f} to {high:.0f}).")),
    (0, mark("It hardly follows the recommended approach: {score:.0f} of 100 points (given the coding's uncertainty {low:.0f} to {high:.0f}).")),
)  # fmt: skip
"""From how many points on the verdict uses which words; the report says so itself."""
COUNTS = {
    "accountable": mark("{count} can be checked"),
    "measure": mark("{count} have a measure without a check"),
    "slogan": mark("{count} have only words"),
    "absent": mark("{count} were not found"),
}
_NAMED = 3


def verdict_of(context: Context, criteria: Sequence[CriterionPart], gaps: Sequence[Gap]) -> tuple[str, ...]:
    """Return three sentences: how closely, where strong and weak, and what to mend first."""
    card = context.card
    tr = context.tr
    if card.score is None or card.interval is None:
        return _without_score(context)
    low, high = card.interval
    first = tr(next(text for least, text in BANDS if card.score >= least), score=card.score, low=low, high=high)
    ranked = sorted(criteria, key=lambda part: -part.score)
    best, worst = ranked[0], ranked[-1]
    levels = [element.level for part in criteria for element in part.elements]
    counted = [tr(words, count=levels.count(level)) for level, words in COUNTS.items() if level in levels]
    second = tr(
        "It is strongest on “{best}” ({best_score:.0f}) and weakest on “{worst}” ({worst_score:.0f}); of {elements} elements, {counts}.",
        best=best.name,
        best_score=best.score,
        worst=worst.name,
        worst_score=worst.score,
        elements=len(levels),
        counts=tr(", ").join(counted),
    )
    return first, second, _third(context, criteria, gaps)


def _third(context: Context, criteria: Sequence[CriterionPart], gaps: Sequence[Gap]) -> str:
    """Name what to mend first: absent before vague, and what most benchmarks show before the rest."""
    if not gaps:
        return context.tr("Every element can be checked; what is left is to carry the plan out.")
    asked = {element.name: len(element.shown_by) for part in criteria for element in part.elements}
    order = [Level.ABSENT.value, Level.SLOGAN.value, Level.MEASURE.value]
    first = sorted(gaps, key=lambda gap: (order.index(gap.level), -asked[gap.element]))[:_NAMED]
    names = context.listed([context.tr("{element} ({presence})", element=gap.element, presence=gap.word) for gap in first])
    return context.tr("To mend first: {names}.", names=names)


def _without_score(context: Context) -> tuple[str, ...]:
    card = context.card
    tr = context.tr
    spoken = sorted((share for share in card.fields if share.sentences), key=lambda share: -share.sentences)[:_NAMED]
    group = context.codebook.group("fields")
    names = context.listed([context.name(group.code(share.id).names) for share in spoken])
    return (
        tr("The document has no score: {reason}.", reason=tr(card.reason or "")),
        tr("{in_scope} of its {sentences} sentences belong to a smart-city programme.", in_scope=card.in_scope, sentences=card.sentences),
        tr("What it does say concerns mostly: {names}.", names=names) if names else tr("No aim or measure was found in it."),
    )
