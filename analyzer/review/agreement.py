"""Agreement of raters with one another, and of the program with the raters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from analyzer.review.ratings import Rating

Table = Sequence[Sequence[float]]
"""One row per plan, one column per rater."""
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Icc:
    """An intraclass correlation with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Validity:
    """How raters and program agree on one criterion, over the plans that all raters rated.

    `single` is ICC(2,1), how far one rater can stand for others; `mean` ICC(2,k), how far their mean can. `spearman` correlates the program's points with
    the mean rating; `bias` is the program's mean excess in points, `limits` the limits of agreement (Bland & Altman 1986). `None` is
    undefined: fewer than three plans, or no variation.
    """

    criterion: str
    plans: int
    raters: int
    single: Icc | None
    mean: Icc | None
    spearman: float | None
    spearman_interval: tuple[float, float] | None
    bias: float | None
    limits: tuple[float, float] | None


def icc(table: Table) -> tuple[Icc, Icc] | None:
    """Return ICC(2,1) and ICC(2,k) for absolute agreement: two-way random effects (Shrout & Fleiss 1979), intervals by McGraw & Wong 1996.

    `None` with fewer than two plans or raters, or where no rating differs.
    """
    from scipy.stats import f as f_distribution

    n, k = len(table), len(table[0]) if table else 0
    if n < 2 or k < 2:
        return None
    grand = fmean(value for row in table for value in row)
    rows = k * sum((fmean(row) - grand) ** 2 for row in table)
    columns = n * sum((fmean(column) - grand) ** 2 for column in zip(*table, strict=True))
    whole = sum((value - grand) ** 2 for row in table for value in row)
    if whole == 0:
        return None
    between, raters, rest = rows / (n - 1), columns / (k - 1), max(whole - rows - columns, 0.0) / ((n - 1) * (k - 1))
    one = (between - rest) / (between + (k - 1) * rest + k * (raters - rest) / n)
    many = (between - rest) / (between + (raters - rest) / n)
    if rest == 0 and raters == 0:
        return Icc(one, one, one), Icc(many, many, many)
    a, b = k * one / (n * (1 - one)), 1 + k * one * (n - 1) / (n * (1 - one))
    freedom = (a * raters + b * rest) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)))
    tail = 1 - (1 - _CONFIDENCE) / 2
    upper, lower = f_distribution.ppf(tail, n - 1, freedom), f_distribution.ppf(tail, freedom, n - 1)
    noise = k * raters + (k * n - k - n) * rest
    low = n * (between - upper * rest) / (upper * noise + n * between)
    high = n * (lower * between - rest) / (noise + n * lower * between)
    low_many, high_many = (value * k / (1 + value * (k - 1)) for value in (low, high))
    return Icc(one, float(low), float(high)), Icc(many, float(low_many), float(high_many))


def validity(criterion: str, ratings: Sequence[Rating], program: Mapping[str, float]) -> Validity:
    """Return how raters agree on a criterion and how the program's points (by plan) compare with their mean."""
    by_plan: dict[str, dict[str, float]] = {}
    for rating in ratings:
        if rating.criterion == criterion:
            by_plan.setdefault(rating.plan, {})[rating.rater] = rating.points
    raters = sorted({rater for given in by_plan.values() for rater in given})
    complete = {plan: [given[rater] for rater in raters] for plan, given in sorted(by_plan.items()) if len(given) == len(raters)}
    both = icc(list(complete.values()))
    pairs = [(program[plan], fmean(given)) for plan, given in complete.items() if plan in program]
    gaps = [ours - theirs for ours, theirs in pairs]
    bias = fmean(gaps) if gaps else None
    spread = 1.96 * stdev(gaps) if len(gaps) >= 3 else None
    rho = _spearman(pairs)
    return Validity(
        criterion,
        len(complete),
        len(raters),
        both[0] if both else None,
        both[1] if both else None,
        rho,
        _fisher(rho, len(pairs)),
        bias,
        None if bias is None or spread is None else (bias - spread, bias + spread),
    )


def _spearman(pairs: Sequence[tuple[float, float]]) -> float | None:
    from scipy.stats import spearmanr

    if len(pairs) < 3 or any(len(set(side)) == 1 for side in zip(*pairs, strict=True)):
        return None
    return float(spearmanr(*zip(*pairs, strict=True))[0])


def _fisher(rho: float | None, count: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a rank correlation by Fisher's z with the standard error of Bonett & Wright 2000."""
    if rho is None or count < 4 or abs(rho) == 1:
        return None
    width = 1.96 * math.sqrt((1 + rho**2 / 2) / (count - 3))
    return math.tanh(math.atanh(rho) - width), math.tanh(math.atanh(rho) + width)
