"""The interval around a score: the same plan scored again and again, each time with sentences drawn anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Clause, Codebook, Criterion, Element
from analyzer.score.conflicts import COST, FLOOR, stance_of
from analyzer.score.elements import UNTIMED, Floats, Sequenced, Times, strength, weights_in_order, weights_of
from analyzer.score.scope import Statement

DRAWS = 200
_CELLS = 4_000_000
"""Draws times sentences that are held at once; beyond, fewer draws are made (at least 50)."""
_MEASURE = 2
_LIKELY = 0.1
"""Sentences that show an element with less than this probability only add noise."""

Flags = NDArray[np.bool_]


def draw_criteria(
    codebook: Codebook,
    statements: Sequence[Statement],
    quality: float,
    rng: np.random.Generator,
    factors: Mapping[str, float],
    sequenced: Sequenced,
) -> dict[str, Floats]:
    """Return the score of each criterion, 0 to 100, in up to `DRAWS` repetitions.

    In each, every sentence is drawn anew: it was read with the probability `quality`, it carries each code with that code's
    probability, and its level of commitment falls by the probabilities of the levels. `factors` lower elements as in the score itself (the order of
    phases), which is not drawn; `sequenced` are the sentences that show one by their time.
    """
    counting = [statement for statement in statements if statement.earns]
    draws = max(min(DRAWS, _CELLS // max(len(counting), 1)), 50)
    sheet = _Sheet(counting, codebook, quality, rng, draws)
    return {
        criterion.id: 100
        * sheet.kept_after_conflict(criterion)
        * np.mean(
            [sheet.element(criterion, element, sequenced.get(element.id, UNTIMED)) * factors.get(element.id, 1.0) for element in criterion.elements], axis=0
        )
        for criterion in codebook.criteria
    }


class _Sheet:
    """What every sentence turned out to be in every draw: arrays of shape (draws, sentences)."""

    def __init__(self, statements: Sequence[Statement], codebook: Codebook, quality: float, rng: np.random.Generator, draws: int) -> None:
        self.statements = statements
        self.draws = draws
        count = len(statements)
        read: Flags = rng.random((draws, count)) < quality
        self.codes: dict[tuple[str, str], Flags] = {}
        needed = {(group, code) for criterion in codebook.criteria for element in criterion.elements for clause in element.clauses
                  for group, codes in clause.codes.items() if group != "stance" for code in codes}  # fmt: skip
        needed |= {(group, code) for criterion in codebook.criteria for group, codes in criterion.offended_by.items() for code in codes}
        for group, code in sorted(needed):
            chances = np.array([statement.coding.probability(group, code) for statement in statements])
            self.codes[group, code] = read & (rng.random((draws, count)) < chances)
        levels = np.array([[item.probability for item in statement.coding.groups["commitment"]] for statement in statements]).reshape(count, 4)
        drawn = np.minimum((rng.random((draws, count, 1)) > np.cumsum(levels, axis=1)).sum(axis=2), 3)
        worth = np.array([weights_of(statement) for statement in statements]).reshape(count, 4)
        self.worth: Floats = np.take_along_axis(worth[None], drawn[:, :, None], axis=2)[:, :, 0] if count else np.zeros((draws, 0))
        self.worth = self.worth * read
        self.read, self.level = read, drawn
        self.measure: Flags = drawn >= _MEASURE
        fates = np.array([stance_of(statement) for statement in statements]).reshape(count, 2)
        luck = rng.random((draws, count))
        self.conflict: Flags = read & (luck < fates[:, 0])
        self.caution: Flags = read & (luck > 1 - fates[:, 1])

    def _meets(self, clause: Clause) -> Flags:
        able = np.array([statement.speaks(clause) for statement in self.statements], dtype=bool)
        met: Flags = np.broadcast_to(able, (self.draws, len(self.statements))).copy()
        for group, codes in clause.codes.items():
            any_code = np.zeros_like(met)
            for code in codes:
                if group == "stance":
                    any_code |= self.caution if code == "caution" else self.conflict if code == "conflict" else ~(self.caution | self.conflict)
                    continue
                counts = np.array([statement.counts(group, code) for statement in self.statements], dtype=bool)
                any_code |= self.codes[group, code] & counts
            met &= any_code
        return met

    def element(self, criterion: Criterion, element: Element, times: Times) -> Floats:
        """Return the element's score in every draw. Which sentences show nothing else of the criterion is not drawn."""
        shown = np.zeros((self.draws, len(self.statements)), dtype=bool)
        for clause in element.clauses:
            met = self._meets(clause)
            if clause.otherwise:
                plain = [other for item in criterion.elements for other in item.clauses if not other.otherwise]
                met &= np.array([not any(statement.shows(other) for other in plain) for statement in self.statements], dtype=bool)
            shown |= met
        ordered = np.array([statement.segment.id in times.named for statement in self.statements], dtype=bool)
        said = shown & ~self.conflict
        shown = (shown | (ordered & self.read)) & ~self.conflict
        likely = shown.mean(axis=0) > _LIKELY
        if not likely.any():
            return np.zeros(self.draws)
        worth = np.where(said, self.worth, 0.0)
        for column in (number for number, flag in enumerate(ordered) if flag):
            weights: Floats = np.array(weights_in_order(self.statements[column], times), dtype=np.float64)
            worth[:, column] = np.maximum(worth[:, column], np.where(shown[:, column], weights[self.level[:, column]], 0.0))
        worth = worth[:, likely]
        breadth = np.where(self.measure[:, likely], worth, 0.0).sum(axis=1)
        return strength(worth.max(axis=1), breadth)

    def kept_after_conflict(self, criterion: Criterion) -> Floats:
        """Return the share of a criterion's points that sentences in conflict leave in every draw."""
        offended = np.zeros((self.draws, len(self.statements)), dtype=bool)
        for group, codes in criterion.offended_by.items():
            for code in codes:
                offended |= self.codes[group, code]
        doubtful = np.array([statement.coding.one("stance") == "conflict" for statement in self.statements], dtype=bool)
        count = (offended & self.conflict & doubtful).sum(axis=1)
        return np.asarray(np.maximum((1 - COST) ** count.astype(np.float64), FLOOR))
