"""How much the choice of weights matters: totals and ranks when every weight may change by a fifth."""

from __future__ import annotations

from collections.abc import Sequence

CHANGE = 0.2


def total_range(scores: Sequence[float], weights: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and highest weighted mean of `scores` over all weights within a fifth of the given ones.

    A weighted mean is extreme where the weights of all scores above some rank are at one end and those of the others at the other.
    """
    order = sorted(range(len(scores)), key=lambda index: scores[index])
    means = []
    for cut in range(len(order) + 1):
        for low, high in ((1 - CHANGE, 1 + CHANGE), (1 + CHANGE, 1 - CHANGE)):
            changed = [weights[index] * (low if place < cut else high) for place, index in enumerate(order)]
            means.append(sum(weight * scores[index] for weight, index in zip(changed, order, strict=True)) / sum(changed))
    return min(means), max(means)


def rank_ranges(scores: Sequence[Sequence[float]], weights: Sequence[float]) -> list[tuple[int, int, int]]:
    """Return for each document its rank, and the best and worst rank it could have, given the scores of its criteria.

    One document stands above another under every weighting within a fifth where even the weighting that suits it least leaves it above. The
    best rank counts those that stand above under every weighting, the worst those that do under some. Equal totals share a rank.
    """

    def lead(one: Sequence[float], two: Sequence[float], change: float) -> float:
        differences = [a - b for a, b in zip(one, two, strict=True)]
        return sum(weight * gap * (1 + change if gap > 0 else 1 - change) for weight, gap in zip(weights, differences, strict=True))

    ranks = []
    for number, own in enumerate(scores):
        others = [other for place, other in enumerate(scores) if place != number]
        ranks.append(tuple(1 + sum(round(lead(other, own, change), 9) > 0 for other in others) for change in (0.0, -CHANGE, CHANGE)))
    return [(rank, best, worst) for rank, best, worst in ranks]
