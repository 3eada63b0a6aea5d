"""Two sides compared by elements: what one shows and the other lacks. Counts and points never stand for what was not compared."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.domain.codebook import Codebook
from analyzer.domain.comparison import Comparison, ElementDifference, Side, SideKind, StageTiming
from analyzer.domain.message import say
from analyzer.domain.results import Presence

_RANK = {Presence.ABSENT: 0, Presence.WEAK: 1, Presence.PRESENT: 2}


def compare(draft: Side, other: Side, codebook: Codebook) -> Comparison:
    """Compare a draft with another side, element by element in the codebook's order.

    The draft lacks an element when the other side shows it with a measure and the draft does not, or when the other side at least names it and
    the draft is silent; and the reverse. A side that counts no sentence of a stage or field did not work on it.
    """
    lacks, adds, both, neither = [], [], [], []
    for criterion in codebook.criteria:
        for element in criterion.elements:
            key = (criterion.id, element.id)
            ours, theirs = draft.elements[key], other.elements[key]
            difference = ElementDifference(criterion.id, element.id, ours, theirs)
            if _RANK[ours.presence] < _RANK[theirs.presence]:
                lacks.append(difference)
            elif _RANK[ours.presence] > _RANK[theirs.presence]:
                adds.append(difference)
            elif ours.presence is Presence.ABSENT:
                neither.append(key)
            else:
                both.append(key)
    points, reason = _points(draft, other)
    return Comparison(
        draft,
        other,
        tuple(lacks),
        tuple(adds),
        tuple(both),
        tuple(neither),
        _only_in(other.stages, draft.stages),
        _only_in(draft.stages, other.stages),
        _only_in(other.fields, draft.fields),
        _only_in(draft.fields, other.fields),
        tuple(StageTiming(code.id, _years_to(draft, code.id), _years_to(other, code.id)) for code in codebook.group("stages").codes),
        points,
        reason,
    )


def _only_in(these: Mapping[str, int], those: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(code for code, count in these.items() if count and not those.get(code))


def _years_to(side: Side, stage: str) -> int | None:
    """Return the years from a side's start to the first year it names for a stage; negative where that lies before."""
    named = [dated.first for dated in side.dated if stage in dated.stages]
    return None if side.start is None or not named else min(named) - side.start


def _points(draft: Side, other: Side) -> tuple[float | None, str | None]:
    """Return the difference in points, or why there is none."""
    if SideKind.BENCHMARK in {draft.kind, other.kind}:
        return None, say("a benchmark is known through a summary, which is no yardstick in points")
    if draft.score is None or other.score is None:
        return None, say("one of the two has no score")
    if draft.document_kind is None or draft.document_kind != other.document_kind:
        return None, say("the two are not plans of the same kind")
    if draft.level is not None and other.level is not None and draft.level != other.level:
        return None, say("the two stand on different levels of government")
    return round(draft.score - other.score, 1), None
