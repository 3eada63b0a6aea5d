"""How well a plan shows one element: by the commitment of its best sentence and by breadth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Clause, Element
from analyzer.domain.results import Citation, ElementScore, Presence
from analyzer.score.scope import Statement

Floats = NDArray[np.float64]

LEVEL_WEIGHTS = (0.0, 0.3, 0.7, 1.0)
"""What a sentence is worth by its commitment: context, aspiration, measure, accountable."""
SURE = 0.5
"""From this probability of showing an element a sentence is worth its full weight; below, in proportion. A long document holds many
doubtful sentences, and the best of many doubtful ones is still doubtful."""
PRESENT_FROM = 0.45
WEAK_FROM = 0.1
"""An element is present from a best worth of `PRESENT_FROM` (a measure, fairly sure) and weak from `WEAK_FROM` (an aim)."""
_MEASURE = 2
_BREADTH = 0.25
_SATURATION = 3.0
_CITED = 5
_SHARED = 0.5


def strength(best: Floats, breadth: Floats) -> Floats:
    """Return the score of an element, 0 to 1: `best * (0.75 + 0.25 * (1 - exp(-breadth / 3)))`.

    `best` is the worth of its best sentence, `breadth` the sum of the worth of its distinct measures. Slogans
    earn by `best` alone, so that repeating them earns nothing.
    """
    return np.asarray(best * (1 - _BREADTH * np.exp(-breadth / _SATURATION)))


def cite(statement: Statement) -> Citation:
    """Return the place of a statement."""
    segment = statement.segment
    return Citation(segment.id, segment.text, segment.page, segment.paragraph, segment.heading, statement.commitment)


def speaks_for(element: Element, statement: Statement) -> bool:
    """Tell whether a statement shows an element; one in conflict with the approach shows none."""
    return statement.coding.one("stance") != "conflict" and any(statement.shows(clause) for clause in element.clauses)


def score_elements(elements: Sequence[Element], statements: Sequence[Statement]) -> tuple[ElementScore, ...]:
    """Score the elements of one criterion over the statements in scope.

    A statement is worth the weights of the levels by their probabilities, in proportion where it shows the element with less than `SURE`.
    Evidence is ordered by worth, then by place. The best sentence of one element is worth half as the best of another one, so that a
    single long sentence does not carry a whole criterion; the element with the fewest sentences chooses first.
    """
    spoken = {element.id: _spoken(element, statements) for element in elements}
    taken: set[str] = set()
    scores: dict[str, float] = {}
    for element in sorted(elements, key=lambda element: len(spoken[element.id])):
        ranked = [(worth * (_SHARED if statement.segment.id in taken else 1.0), worth, statement) for worth, statement in spoken[element.id]]
        best = max(ranked, key=lambda item: item[0], default=None)
        if best is not None:
            taken.add(best[2].segment.id)
        breadth = sum(worth for _, worth, statement in ranked if statement.commitment >= _MEASURE)
        scores[element.id] = float(strength(np.asarray(best[0] if best else 0.0), np.asarray(breadth)))
    return tuple(_finding(element, spoken[element.id], scores[element.id]) for element in elements)


def _finding(element: Element, spoken: Sequence[tuple[float, Statement]], score: float) -> ElementScore:
    best = spoken[0][0] if spoken else 0.0
    presence = Presence.PRESENT if best >= PRESENT_FROM else Presence.WEAK if spoken else Presence.ABSENT
    return ElementScore(element.id, presence, round(score, 4), tuple(cite(item) for _, item in spoken[:_CITED]), len(spoken))


def _spoken(element: Element, statements: Sequence[Statement]) -> list[tuple[float, Statement]]:
    """Return the statements that show an element with their worth, the best first, then by place."""
    spoken = [
        (worth, statement)
        for statement in statements
        if statement.commitment > 0 and speaks_for(element, statement) and (worth := _worth(element, statement)) >= WEAK_FROM
    ]
    return sorted(spoken, key=lambda pair: (-round(pair[0], 2), pair[1].segment.span))


def _worth(element: Element, statement: Statement) -> float:
    chance = max(_chance(clause, statement) for clause in element.clauses if statement.shows(clause))
    levels = statement.coding.groups["commitment"]
    expected = sum(weight * item.probability for weight, item in zip(LEVEL_WEIGHTS, levels, strict=True))
    return expected * min(1.0, chance / SURE)


def _chance(clause: Clause, statement: Statement) -> float:
    """Return the probability that a statement meets a clause with codes that count, its codes taken as independent."""
    coding = statement.coding
    if clause.cues and not any(cue in coding.cues for cue in clause.cues):
        return 0.0
    chance = 1.0
    for group, codes in clause.codes.items():
        missed = 1.0
        for code in codes:
            if statement.counts(group, code):
                missed *= 1 - coding.probability(group, code)
        chance *= 1 - missed
    return chance


def draw_element(element: Element, statements: Sequence[Statement], rng: np.random.Generator, draws: int) -> Floats:
    """Return the element's score in `draws` repetitions in which codes and levels fall by their probabilities."""
    chances, levels = [], []
    for statement in statements:
        coding = statement.coding
        chance = max((_chance(clause, statement) for clause in element.clauses), default=0.0)
        chance *= 1 - coding.probability("stance", "conflict")
        if chance > 0.1:  # below, a sentence only adds noise
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
