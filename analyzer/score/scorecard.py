"""The score of a document: six criteria over their elements, with intervals and evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from analyzer.domain.codebook import Codebook, CodeGroup, Criterion, GroupKind
from analyzer.domain.coding import Coding, level_of
from analyzer.domain.document import Document
from analyzer.domain.message import say
from analyzer.domain.results import CodeShare, CriterionScore, ElementScore, Level, Phasing, Scorecard
from analyzer.domain.segment import Segment
from analyzer.score.columns import Floats
from analyzer.score.conflicts import conflicts_with, kept
from analyzer.score.draws import draw_criteria
from analyzer.score.elements import DATED, Claims, Sequenced, Times, cite, score_elements
from analyzer.score.parts import CuesIn
from analyzer.score.phasing import phasing_of
from analyzer.score.scope import Scoped, Statement, in_scope
from analyzer.score.timing import timed, timetable
from analyzer.score.weights import total_range

MIN_STATEMENTS = 8
"""Fewer aims and measures in scope carry no score, unless the title says that the document is such a programme: one sentence more or
less would move it by several points, and most likely it is about something else."""
MIN_SHARE = 0.1
"""The same as a share of all sentences but those of annexes: a long document that touches on something digital here and there is no such programme."""
MIN_CITY = 1 / 3
"""The same for the share of digital aims and measures that concern a city's life and running: of real plans the industries' and techniques' had at
most 0.31 (smart manufacturing, artificial intelligence, coal mines), those of cities and of fields of city life at least 0.37."""
MIN_QUALITY = 0.5
"""Below this reading quality there is no score: what was not read would be counted as missing."""
UNKNOWN_ORDER = 0.5
"""What is left of the element of the plan's own order where its text names no two times that can be compared."""
_PERCENTILES = (5, 50, 95)


def score_document(
    document: Document,
    segments: Sequence[Segment],
    codings: Sequence[Coding],
    codebook: Codebook,
    cues_in: CuesIn,
    *,
    not_a_plan: str | None = None,
    start: int | None = None,
) -> Scorecard:
    """Score a coded document against the codebook's recommended approach; `start` is the plan's first year where it is known.

    Element: `best * (0.75 + 0.25 * (1 - exp(-breadth / 3)))`, 0 to 1 (see `elements.strength`). The element of the plan's own order is multiplied by
    (1 + gamma) / 2 of the order in time (see `timing.concordance`). Criterion: 100 times the mean of its elements, times
    `1 - 0.15 * p` for every sentence in conflict with it, p being the probability of the conflict, down to a half. Total: mean of the criteria by
    weight, 0 to 100.

    The interval puts around the score the distance of the 5th and 95th percentile from the median of 200 repetitions in which every sentence is
    drawn anew: read with the document's reading quality, its codes and level of commitment by their probabilities (see `draws`). It speaks of these two
    alone. The draws are seeded by the document's id, so that the same file gives the same interval. docs/score.md gives the sources.
    """
    cues_in = lru_cache(maxsize=None)(cues_in)  # headings are asked for step by step
    scoped = in_scope(segments, codings, codebook, document.title, cues_in)
    statements = scoped.statements
    order = codebook.order
    entries = timed(statements, order, cues_in, start, document.title) if order else ()
    phasing = phasing_of(statements, codebook, order, entries) if order else None
    earning = [statement for statement in statements if statement.earns]
    reason = _reason(document, len(segments), scoped, not_a_plan)
    card = Scorecard(
        None,
        reason,
        None,
        (),
        code_shares(earning, codebook.group("stages")),
        code_shares(earning, codebook.group("fields")),
        len(segments),
        len(statements),
        _general(segments, codings, statements, codebook),
        phasing,
    )
    if reason is not None:
        return card
    factors = {order.element: _order_factor(phasing)} if order else {}
    tells = phasing is not None and phasing.order is not None
    sequenced: dict[str, Times] = {}
    if order and tells:
        sequenced[order.element] = Times({item.statement.segment.id: item.year is not None for item in entries})
    if order and order.timetable:
        sequenced[order.timetable] = Times(timetable(earning, start), DATED, alone=False)
    rng = np.random.default_rng(int(document.id[:16], 16))
    claims = Claims(earning)
    drawn = draw_criteria(codebook, claims, document.quality, rng, factors, sequenced)
    criteria = tuple(_score_criterion(criterion, codebook, claims, drawn[criterion.id], factors, sequenced) for criterion in codebook.criteria)
    weights = [criterion.weight for criterion in codebook.criteria]
    points = [criterion.score for criterion in criteria]
    total = float(np.average(points, weights=weights))
    low, high = total_range(points, weights)
    return replace(
        card,
        score=round(total, 1),
        interval=_interval(np.average(np.array([drawn[criterion.id] for criterion in criteria]), axis=0, weights=weights), total),
        criteria=criteria,
        weight_range=(round(low, 1), round(high, 1)),
    )


def _reason(document: Document, sentences: int, scoped: Scoped, not_a_plan: str | None) -> str | None:
    """Return why a document carries no score, `None` where it does."""
    claims = sum(statement.commitment > 0 for statement in scoped.statements)
    needed = 1 if scoped.titled else max(MIN_STATEMENTS, round(MIN_SHARE * scoped.counted))
    if not_a_plan is not None:
        return say("not a plan but {kind}: not scored for closeness to the approach, its profile is shown instead", kind=not_a_plan)
    if document.quality.score < MIN_QUALITY:
        return say("only {share:.0%} of the document could be read; run text recognition (OCR) on it and score the result", share=document.quality.score)
    if claims < needed:
        return say(
            "{claims} of {sentences} sentences state an aim or measure of a smart-city programme, at least {needed} are needed "
            "where the title names no such programme; score a plan that is about the digital city",
            claims=claims,
            sentences=sentences,
            needed=needed,
        )
    if not scoped.titled and scoped.city is not None and scoped.city < MIN_CITY:
        return say(
            "a programme of an industry or a technique: {share:.0%} of its digital aims and measures concern the life or the running of a city, at least "
            "{needed:.0%} are needed where the title names no smart city; score the plan of a city",
            share=scoped.city,
            needed=MIN_CITY,
        )
    return None


def _interval(drawn: Floats, value: float) -> tuple[float, float]:
    low, middle, high = np.percentile(drawn, _PERCENTILES)
    return round(max(value + float(low - middle), 0.0), 1), round(min(value + float(high - middle), 100.0), 1)


def _order_factor(phasing: Phasing | None) -> float:
    order = phasing.order if phasing else None
    return UNKNOWN_ORDER if order is None else (1 + order) / 2


def _score_criterion(
    criterion: Criterion, codebook: Codebook, claims: Claims, drawn: Floats, factors: Mapping[str, float], sequenced: Sequenced
) -> CriterionScore:
    elements = tuple(_lowered(element, factors.get(element.id, 1.0)) for element in score_elements(criterion.elements, claims, sequenced))
    conflicts = conflicts_with(criterion, codebook.criteria, claims.contrary)
    whole = 100 * sum(element.score for element in elements) / len(elements)
    value = whole * kept(conflicts)
    missing = tuple(element.id for element in elements if element.level is Level.ABSENT)
    cited = tuple(cite(statement) for statement in conflicts)
    return CriterionScore(criterion.id, round(value, 1), _interval(drawn, value), elements, missing, cited, round(whole - value, 1))


def _lowered(element: ElementScore, factor: float) -> ElementScore:
    """Return an element with its score times a factor; one that is shown the wrong way round is no more than a slogan."""
    wrong = factor < UNKNOWN_ORDER and element.level is not Level.ABSENT
    return replace(element, score=round(element.score * factor, 4), level=Level.SLOGAN if wrong else element.level)


def code_shares(statements: Sequence[Statement], group: CodeGroup) -> tuple[CodeShare, ...]:
    """Return how many aims and measures carry each code of a group, and its share of all these codings."""
    found = Counter(code for statement in statements if statement.commitment > 0 for code in statement.coding.assigned(group.name))
    counts = {code.id: found[code.id] for code in group.codes}
    total = sum(counts.values())
    return tuple(CodeShare(code, count, round(count / total, 4) if total else None) for code, count in counts.items())


def _general(segments: Sequence[Segment], codings: Sequence[Coding], statements: Sequence[Statement], codebook: Codebook) -> tuple[tuple[str, int], ...]:
    """Count, per principle, the measures that stand outside the smart-city scope."""
    inside = {statement.segment.id for statement in statements}
    group = codebook.group("principles")
    assert group.kind is GroupKind.MULTI
    outside = [coding for segment, coding in zip(segments, codings, strict=True) if segment.id not in inside and level_of(coding, codebook) >= 2]
    found = Counter(code for coding in outside for code in coding.assigned("principles"))
    return tuple((code.id, found[code.id]) for code in group.codes)
