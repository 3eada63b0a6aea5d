"""The score of a document: six criteria over their elements, with intervals and evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.domain.codebook import Codebook, CodeGroup, Criterion, GroupKind
from analyzer.domain.coding import Coding
from analyzer.domain.document import Document
from analyzer.domain.message import say
from analyzer.domain.results import CodeShare, CriterionScore, ElementScore, Presence, Scorecard
from analyzer.domain.segment import Segment
from analyzer.score.elements import cite, draw_element, score_elements
from analyzer.score.scope import CuesIn, Statement, in_scope

MIN_STATEMENTS = 8
"""Fewer aims and measures in scope carry no score, unless the title says that the document is such a programme: one sentence more or
less would move it by several points, and most likely it is about something else."""
MIN_SHARE = 0.1
"""The same as a share of all sentences: a long document that touches on something digital here and there is no such programme."""
MIN_QUALITY = 0.5
"""Below this reading quality there is no score: what was not read would be counted as missing."""
CONFLICT_FACTOR = 0.85
"""Each distinct sentence in conflict with a criterion leaves this share of its points, down to `CONFLICT_FLOOR`."""
CONFLICT_FLOOR = 0.5
_DRAWS = 200
_PERCENTILES = (5, 50, 95)


def score_document(
    document: Document, segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, cues_in: CuesIn, *, not_a_plan: str | None = None
) -> Scorecard:
    """Score a coded document against the codebook's recommended approach.

    Element: see `elements.strength`, 0 to 1. Criterion: 100 times the mean of its elements, lowered by sentences in conflict
    with it. Total: mean of the criteria by weight, 0 to 100. The interval puts around the score the distance of the
    5th and 95th percentile from the median of 200 repetitions in which codes and commitment levels fall by their probabilities; it speaks of
    coding uncertainty alone. The draws are seeded by the document's id, so that the same file gives the same interval.
    """
    scoped = in_scope(segments, codings, codebook, document.title, cues_in)
    statements = scoped.statements
    profile = code_shares(statements, codebook.group("stages")), code_shares(statements, codebook.group("fields"))
    general = _general(segments, codings, statements, codebook)
    claims = sum(statement.commitment > 0 for statement in statements)
    reason = None
    if not_a_plan is not None:
        reason = say("not a plan but {kind}: not scored for closeness to the approach, its profile is shown instead", kind=not_a_plan)
    elif document.quality.score < MIN_QUALITY:
        reason = say("only {share:.0%} of the document could be read; run text recognition (OCR) on it and score the result", share=document.quality.score)
    elif claims < (needed := 1 if scoped.titled else max(MIN_STATEMENTS, round(MIN_SHARE * len(segments)))):
        reason = say(
            "{claims} of {sentences} sentences state an aim or measure of a smart-city programme, at least {needed} are needed "
            "where the title names no such programme; score a plan that is about the digital city",
            claims=claims,
            sentences=len(segments),
            needed=needed,
        )
    if reason is not None:
        return Scorecard(None, reason, None, (), *profile, len(segments), len(statements), general)
    rng = np.random.default_rng(int(document.id[:16], 16))
    scores, draws = [], []
    for criterion in codebook.criteria:
        score, drawn = _score_criterion(criterion, statements, rng)
        scores.append(score)
        draws.append(drawn)
    weights = np.array([criterion.weight for criterion in codebook.criteria])
    total = float(np.average([score.score for score in scores], weights=weights))
    interval = _interval(np.average(np.array(draws), axis=0, weights=weights), total)
    return Scorecard(round(total, 1), None, interval, tuple(scores), *profile, len(segments), len(statements), general)


def _interval(drawn: np.typing.NDArray[np.float64], value: float) -> tuple[float, float]:
    low, middle, high = np.percentile(drawn, _PERCENTILES)
    return round(max(value + float(low - middle), 0.0), 1), round(min(value + float(high - middle), 100.0), 1)


def _score_criterion(criterion: Criterion, statements: Sequence[Statement], rng: np.random.Generator) -> tuple[CriterionScore, np.typing.NDArray[np.float64]]:
    elements: tuple[ElementScore, ...] = score_elements(criterion.elements, statements)
    conflicts = [statement for statement in statements if _offends(statement.coding, criterion)]
    factor = max(CONFLICT_FACTOR ** len(conflicts), CONFLICT_FLOOR)
    value = 100 * factor * sum(element.score for element in elements) / len(elements)
    drawn = 100 * factor * np.mean([draw_element(element, statements, rng, _DRAWS) for element in criterion.elements], axis=0)
    missing = tuple(element.id for element in elements if element.presence is Presence.ABSENT)
    cited = tuple(cite(statement) for statement in conflicts)
    return CriterionScore(criterion.id, round(value, 1), _interval(drawn, value), elements, missing, cited), drawn


def _offends(coding: Coding, criterion: Criterion) -> bool:
    return coding.one("stance") == "conflict" and any(code in coding.assigned(group) for group, codes in criterion.offended_by.items() for code in codes)


def code_shares(statements: Sequence[Statement], group: CodeGroup) -> tuple[CodeShare, ...]:
    """Return how many aims and measures carry each code of a group, and its share of all these codings."""
    counts = {code.id: sum(statement.commitment > 0 and code.id in statement.coding.assigned(group.name) for statement in statements) for code in group.codes}
    total = sum(counts.values())
    return tuple(CodeShare(code, count, round(count / total, 4) if total else None) for code, count in counts.items())


def _general(segments: Sequence[Segment], codings: Sequence[Coding], statements: Sequence[Statement], codebook: Codebook) -> tuple[tuple[str, int], ...]:
    """Count, per principle, the measures that stand outside the smart-city scope."""
    inside = {statement.segment.id for statement in statements}
    group = codebook.group("principles")
    assert group.kind is GroupKind.MULTI
    levels = codebook.group("commitment")
    outside = [
        coding for segment, coding in zip(segments, codings, strict=True) if segment.id not in inside and int(levels.code(coding.one("commitment")).value) >= 2
    ]
    return tuple((code.id, sum(code.id in coding.assigned("principles") for coding in outside)) for code in group.codes)
