"""The interval around a score: the same plan scored again and again, each time with sentences drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.domain.codebook import Clause, Codebook, Criterion, Element
from analyzer.domain.document import ReadQuality
from analyzer.score.columns import Flags, Floats
from analyzer.score.conflicts import COST, FLOOR
from analyzer.score.elements import UNTIMED, Claims, Sequenced, Times, strength, weights_in_order
from analyzer.score.scope import Statement

DRAWS = 200
_CELLS = 4_000_000
"""Draws times sentences that are held at once; beyond, fewer draws are made (at least 50)."""
_MEASURE = 2
_LIKELY = 0.1
"""Sentences that show an element with less than this probability only add noise."""


def draw_criteria(
    codebook: Codebook,
    claims: Claims,
    quality: ReadQuality,
    rng: np.random.Generator,
    factors: Mapping[str, float],
    sequenced: Sequenced,
) -> dict[str, Floats]:
    """Return the score of each criterion, 0 to 100, in up to `DRAWS` repetitions over statements that earn.

    In each, every sentence is drawn anew: it was read with the probability that `quality` says (more often what OCR was surer of), it carries each
    code with that code's probability, and its level of commitment falls by the probabilities of the levels. `factors` lower elements as in the
    score itself (the order of phases), which is not drawn; `sequenced` are the sentences that show one by their time.
    """
    draws = max(min(DRAWS, _CELLS // max(len(claims.statements), 1)), 50)
    sheet = _Sheet(claims, codebook, quality, rng, draws)
    return {
        criterion.id: 100
        * sheet.kept_after_conflict(criterion)
        * np.mean([sheet.element(element, plain, sequenced.get(element.id, UNTIMED)) * factors.get(element.id, 1.0) for element in criterion.elements], axis=0)
        for criterion in codebook.criteria
        for plain in [claims.plainly(criterion.elements)]
    }


class _Sheet:
    """What every sentence turned out to be in every draw: arrays of shape (draws, sentences)."""

    def __init__(self, claims: Claims, codebook: Codebook, quality: ReadQuality, rng: np.random.Generator, draws: int) -> None:
        self.claims = claims
        self.draws = draws
        columns = claims.columns
        count = len(columns)
        luck = np.empty((draws, count))  # drawn into again and again
        read: Flags = rng.random(out=luck) < _chances_read(claims.statements, quality)
        self.codes: dict[tuple[str, str], Flags] = {}
        needed = {(group, code) for criterion in codebook.criteria for element in criterion.elements for clause in element.clauses
                  for group, codes in clause.codes.items() if group != "stance" for code in codes}  # fmt: skip
        needed |= {(group, code) for criterion in codebook.criteria for group, codes in criterion.offended_by.items() for code in codes}
        for group, code in sorted(needed):
            self.codes[group, code] = read & (rng.random(out=luck) < columns.chances(group, code))
        bounds = np.cumsum(claims.levels, axis=1)
        rng.random(out=luck)
        drawn = (luck > bounds[:, 0]).astype(np.intp)
        for level in (1, 2):
            drawn += luck > bounds[:, level]
        self.worth: Floats = np.where(read, claims.weights[np.arange(count), drawn], 0.0)
        self.read, self.level = read, drawn
        self.measure: Flags = drawn >= _MEASURE
        rng.random(out=luck)
        self.conflict: Flags = read & (luck < columns.chances("stance", "conflict"))
        self.caution: Flags = read & (luck > 1 - columns.chances("stance", "caution"))

    def _meets(self, clause: Clause) -> Flags:
        columns = self.claims.columns
        met: Flags = np.broadcast_to(columns.speaks(clause), self.read.shape)
        for group, codes in clause.codes.items():
            any_code = np.zeros_like(self.read)
            for code in codes:
                if group == "stance":
                    any_code |= self.caution if code == "caution" else self.conflict if code == "conflict" else ~(self.caution | self.conflict)
                else:
                    any_code |= self.codes[group, code] & columns.countable(group, code)
            met = met & any_code
        return met

    def element(self, element: Element, plain: Flags, times: Times) -> Floats:
        """Return the element's score in every draw. Which sentences show something of the criterion by a `plain` clause is not drawn."""
        statements = self.claims.statements
        shown = np.zeros_like(self.read)
        for clause in element.clauses:
            met = self._meets(clause)
            shown |= met & ~plain if clause.otherwise else met
        ordered = [number for number, statement in enumerate(statements) if statement.segment.id in times.named] if times.named else []
        said = shown & ~self.conflict
        shown[:, ordered] |= self.read[:, ordered]
        shown &= ~self.conflict
        # No more than DRAWS, which a byte holds: ten times as fast as counting flags.
        likely = np.flatnonzero(shown.view(np.uint8).sum(axis=0, dtype=np.uint8) / self.draws > _LIKELY)
        if not len(likely):
            return np.zeros(self.draws)
        worth = np.where(said[:, likely], self.worth[:, likely], 0.0)
        for place in np.flatnonzero(np.isin(likely, ordered)) if ordered else ():
            column = likely[place]
            weights: Floats = np.array(weights_in_order(statements[column], times), dtype=np.float64)
            worth[:, place] = np.maximum(worth[:, place], np.where(shown[:, column], weights[self.level[:, column]], 0.0))
        breadth = np.where(self.measure[:, likely], worth, 0.0).sum(axis=1)
        return strength(worth.max(axis=1), breadth)

    def kept_after_conflict(self, criterion: Criterion) -> Floats:
        """Return the share of a criterion's points that sentences in conflict leave in every draw."""
        doubtful = self.claims.conflict
        if not doubtful.any():
            return np.ones(self.draws)
        offended = np.zeros_like(self.read)
        for group, codes in criterion.offended_by.items():
            for code in codes:
                offended |= self.codes[group, code]
        count = (offended & self.conflict & doubtful).sum(axis=1)
        return np.asarray(np.maximum((1 - COST) ** count.astype(np.float64), FLOOR))


def _chances_read(statements: Sequence[Statement], quality: ReadQuality) -> float | Floats:
    """Return with which probability each sentence was read right: the document's, apart by how sure OCR is of those that it read."""
    usual = quality.ocr_confidence
    if not usual:
        return quality.score
    sure = [1.0 if statement.segment.confidence is None else statement.segment.confidence / usual for statement in statements]
    return np.asarray(np.minimum(quality.score * np.array(sure), 1.0))
