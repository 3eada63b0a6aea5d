"""How well a plan shows one element: by the commitment of its best sentence and by breadth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Clause, Element
from analyzer.domain.coding import Coding
from analyzer.domain.results import Citation, ElementScore, Presence
from analyzer.score.scope import Statement, shows

Floats = NDArray[np.float64]

LEVEL_WEIGHTS = (0.0, 0.3, 0.7, 1.0)
"""What a sentence is worth by its commitment: context, aspiration, measure, accountable."""
_MEASURE = 2
_BREADTH = 0.25
_SATURATION = 3.0
_CITED = 5


def strength(best: Floats, breadth: Floats) -> Floats:
    """Return the score of an element, 0 to 1: `best * (0.75 + 0.25 * (1 - exp(-breadth / 3)))`.

    `best` is the weight of its best sentence, `breadth` the sum of the weights of its distinct measures. Slogans
    earn by `best` alone, so that repeating them earns nothing.
    """
    return np.asarray(best * (1 - _BREADTH * np.exp(-breadth / _SATURATION)))


def cite(statement: Statement) -> Citation:
    """Return the place of a statement."""
    segment = statement.segment
    return Citation(segment.id, segment.text, segment.page, segment.paragraph, segment.heading, statement.commitment)


def speaks_for(element: Element, coding: Coding) -> bool:
    """Tell whether a coded sentence shows an element; one in conflict with the approach shows none."""
    return coding.one("stance") != "conflict" and any(shows(clause, coding) for clause in element.clauses)


def score_element(element: Element, statements: Sequence[Statement]) -> ElementScore:
    """Score one element over the statements in scope.

    Evidence is ordered by commitment, then by how surely a sentence shows the element at that level, then by place.
    """
    spoken = [statement for statement in statements if statement.commitment > 0 and speaks_for(element, statement.coding)]
    spoken.sort(key=lambda statement: (-statement.commitment, -_sureness(element, statement), statement.segment.span))
    weights = [LEVEL_WEIGHTS[statement.commitment] for statement in spoken]
    breadth = sum(weight for statement, weight in zip(spoken, weights, strict=True) if statement.commitment >= _MEASURE)
    value = float(strength(np.asarray(max(weights, default=0.0)), np.asarray(breadth)))
    level = spoken[0].commitment if spoken else 0
    presence = Presence.PRESENT if level >= _MEASURE else Presence.WEAK if spoken else Presence.ABSENT
    return ElementScore(element.id, presence, round(value, 4), tuple(cite(item) for item in spoken[:_CITED]), len(spoken))


def _chance(clause: Clause, coding: Coding) -> float:
    """Return the probability that a sentence meets a clause, its codes taken as independent."""
    if clause.cues and not any(cue in coding.cues for cue in clause.cues):
        return 0.0
    chance = 1.0
    for group, codes in clause.codes.items():
        missed = 1.0
        for code in codes:
            missed *= 1 - coding.probability(group, code)
        chance *= 1 - missed
    return chance


def _sureness(element: Element, statement: Statement) -> float:
    """Return the probability that a statement shows the element at its assigned level, to two digits so that ties go by place."""
    coding = statement.coding
    level = coding.probability("commitment", coding.one("commitment"))
    return round(max(_chance(clause, coding) for clause in element.clauses) * level, 2)


def draw_element(element: Element, statements: Sequence[Statement], rng: np.random.Generator, draws: int) -> Floats:
    """Return the element's score in `draws` repetitions in which codes and levels fall by their probabilities."""
    chances, levels = [], []
    for statement in statements:
        coding = statement.coding
        chance = max((_chance(clause, coding) for clause in element.clauses), default=0.0)
        chance *= 1 - coding.probability("stance", "conflict")
        if chance > 0.1:
            chances.append(chance)
            levels.append([item.probability for item in coding.groups["commitment"]])
    if not chances:
        return np.zeros(draws)
    shown = rng.random((draws, len(chances))) < np.asarray(chances)
    steps = np.cumsum(np.asarray(levels), axis=1)
    drawn = np.minimum((rng.random((draws, len(chances), 1)) > steps).sum(axis=2), len(LEVEL_WEIGHTS) - 1)
    weights = np.asarray(LEVEL_WEIGHTS)[drawn] * shown
    breadth = np.where(drawn >= _MEASURE, weights, 0.0).sum(axis=1)
    return strength(weights.max(axis=1), breadth)
