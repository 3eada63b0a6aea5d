"""How well a plan shows one element: by the commitment of its best sentence and by breadth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.domain.codebook import Element
from analyzer.domain.results import Citation, ElementScore, Level
from analyzer.score.columns import Columns, Flags, Floats
from analyzer.score.scope import Statement

LEVEL_WEIGHTS = (0.0, 0.3, 0.7, 1.0)
"""What a sentence is worth by its commitment: context, aspiration, measure, accountable."""
SURE = 0.5
"""From this probability of showing an element a sentence is worth its full weight; below, in proportion. A long document holds many
doubtful sentences, and the best of many doubtful ones is still doubtful."""
FIRM_FROM = 0.45
SHOWN_FROM = 0.1
"""An element is shown from a worth of `SHOWN_FROM`; it counts as more than a slogan only from `FIRM_FROM` (a measure, fairly sure)."""
_LEVELS = (Level.ABSENT, Level.SLOGAN, Level.MEASURE, Level.ACCOUNTABLE)
_MEASURE = 2
BREADTH = 0.25
SATURATION = 3.0
_CITED = 5
_SHARED = 0.5


def strength(best: Floats, breadth: Floats) -> Floats:
    """Return the score of an element, 0 to 1: `best * (0.75 + 0.25 * (1 - exp(-breadth / 3)))`.

    `best` is the worth of its best sentence, `breadth` the sum of the worth of its distinct measures. Slogans
    earn by `best` alone, so that repeating them earns nothing.
    """
    return np.asarray(best * (1 - BREADTH * np.exp(-breadth / SATURATION)))


def cite(statement: Statement) -> Citation:
    """Return the place of a statement."""
    segment = statement.segment
    return Citation(segment.id, segment.text, segment.page, segment.paragraph, segment.heading, statement.commitment, statement.units)


@dataclass(frozen=True, slots=True)
class Times:
    """The segments (ids) that show an element by the time they name, and whether that is a year: a phase without one can hardly be checked.

    They are worth that share of what a sentence is that says so in words. `alone`: the element's subject is their order, so it shares none with others.
    """

    named: Mapping[str, bool]
    worth: float = 1.0
    alone: bool = True


Sequenced = Mapping[str, Times]
"""By element, what shows it by its time."""
DATED = 0.9
"""What a date alone is worth as a part of the plan's timetable."""
UNTIMED = Times({}, alone=False)


Spoken = list[tuple[float, Statement]]
"""The statements that show an element with their worth, the best first, then by place."""


class Claims:
    """Statements whose elements are asked for, and what they say as arrays, which all elements share."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.statements = statements
        self.columns = Columns(
            [statement.coding for statement in statements], [statement.admitted for statement in statements], [statement.under for statement in statements]
        )
        levels = [[item.probability for item in statement.coding.groups["commitment"]] for statement in statements]
        self.levels: Floats = np.array(levels, dtype=np.float64).reshape(len(statements), len(LEVEL_WEIGHTS))
        self.conflict = self.columns.carried("stance", "conflict")
        self.contrary = [statements[place] for place in np.flatnonzero(self.conflict).tolist()]
        self._claims: Flags = np.array([statement.commitment > 0 for statement in statements], dtype=bool)
        self._endorsed = 1 - self.columns.chances("stance", "conflict")
        # In the order of the levels, as a sum over them is taken.
        self.weights: Floats = np.array([weights_of(statement) for statement in statements], dtype=np.float64).reshape(self.levels.shape)
        self._worth = sum((self.weights[:, level] * self.levels[:, level] for level in range(len(LEVEL_WEIGHTS))), np.zeros(len(statements)))

    def spoken(self, elements: Sequence[Element], sequenced: Sequenced) -> dict[str, Spoken]:
        """Return, by element of one criterion, the statements that show it. One in conflict with the approach shows none but by its time."""
        plain = self.plainly(elements)
        found = {}
        for element in elements:
            chance = np.zeros(len(self.statements))
            for clause in element.clauses:
                met = self.columns.shows(clause) & ~self.conflict
                if clause.otherwise:
                    met &= ~plain
                if met.any():
                    chance = np.maximum(chance, np.where(met, self.columns.chance(clause), 0.0))
            found[element.id] = self._ranked(chance, sequenced.get(element.id, UNTIMED))
        return found

    def plainly(self, elements: Sequence[Element]) -> Flags:
        """Tell which statements show an element of a criterion by a clause that holds whatever else they show."""
        return self.columns.shows_any(clause for element in elements for clause in element.clauses if not clause.otherwise)

    def _ranked(self, chance: Floats, times: Times) -> Spoken:
        """Return the statements that show an element with a probability, or by the time that they name, with their worth."""
        worth = self._worth * np.minimum(1.0, chance / SURE)
        for place in [place for place, statement in enumerate(self.statements) if statement.segment.id in times.named] if times.named else ():
            weights = weights_in_order(self.statements[place], times)
            worth[place] = max(worth[place], sum(weight * level for weight, level in zip(weights, self.levels[place], strict=True)))
        worth *= self._endorsed
        places = np.flatnonzero(self._claims & (worth >= SHOWN_FROM)).tolist()
        spoken = [(float(worth[place]), self.statements[place]) for place in places]
        return sorted(spoken, key=lambda pair: (-round(pair[0], 2), -pair[1].commitment, pair[1].segment.span))


def score_elements(elements: Sequence[Element], claims: Claims, sequenced: Sequenced | None = None) -> tuple[ElementScore, ...]:
    """Score the elements of one criterion over the statements in scope.

    A statement is worth the weights of the levels by their probabilities, in proportion where it shows the element with less than `SURE`, and less
    by the probability that it is in conflict with the approach.
    Evidence is ordered by worth, then by place. The best sentence of one element is worth half as the best of another one, so that a
    single long sentence does not carry a whole criterion; the element with the fewest sentences chooses first. An element shown by the times of
    sentences shares none: its subject is their order.
    """
    times = sequenced or {}
    spoken = claims.spoken(elements, times)
    taken: set[str] = set()
    scores: dict[str, float] = {}
    for element in sorted(elements, key=lambda element: len(spoken[element.id])):
        alone = times.get(element.id, UNTIMED).alone
        ranked = [(worth * (_SHARED if statement.segment.id in taken and not alone else 1.0), worth, statement) for worth, statement in spoken[element.id]]
        best = max(ranked, key=lambda item: item[0], default=None)
        if best is not None and not alone:
            taken.add(best[2].segment.id)
        breadth = sum(worth for _, worth, statement in ranked if statement.commitment >= _MEASURE)
        scores[element.id] = float(strength(np.asarray(best[0] if best else 0.0), np.asarray(breadth)))
    return tuple(_finding(element, spoken[element.id], scores[element.id], times.get(element.id, UNTIMED)) for element in elements)


def _finding(element: Element, spoken: Spoken, score: float, times: Times) -> ElementScore:
    """The level is that of the best sentence, or a slogan's where that one is doubtful."""
    level = Level.ABSENT
    if spoken:
        worth, best = spoken[0]
        firm = level_in_order(best, times) if best.segment.id in times.named else best.commitment
        level = _LEVELS[firm] if worth >= FIRM_FROM else Level.SLOGAN
    return ElementScore(element.id, level, round(score, 4), tuple(cite(item) for _, item in spoken[:_CITED]), len(spoken))


def weights_of(statement: Statement) -> tuple[float, ...]:
    """Return what a statement is worth by its commitment.

    A measure that a line of responsible units or its own words charge a body with is worth an accountable one, and one that only borrowed figures make
    accountable no more than a measure.
    """
    _, _, measure, firm = LEVEL_WEIGHTS
    if statement.units is not None or statement.checked:
        measure = firm
    elif statement.checked is False:
        firm = measure
    return tuple(max(weight, LEVEL_WEIGHTS[statement.least]) for weight in (*LEVEL_WEIGHTS[:_MEASURE], measure, firm))


def weights_in_order(statement: Statement, times: Times) -> tuple[float, ...]:
    """Return what a statement is worth as a step of the plan's order: a measure is accountable where its step has a year, else a measure."""
    firm = LEVEL_WEIGHTS[3] if times.named[statement.segment.id] else LEVEL_WEIGHTS[_MEASURE]
    return tuple(times.worth * weight for weight in (*LEVEL_WEIGHTS[:_MEASURE], firm, firm))


def level_in_order(statement: Statement, times: Times) -> int:
    """Return the level of a statement as a step of the plan's order (see `weights_in_order`)."""
    return min(statement.commitment, 1) if statement.commitment < _MEASURE else 3 if times.named[statement.segment.id] else _MEASURE
