"""Calibration: scores of held-out sentences to probabilities, and the thresholds from which a code is assigned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import CodeGroup, GroupKind
from analyzer.training.measures import f1_score

RARE = 0.1
MIN_PRECISION = 0.75
"""Held-out precision that a code other than the default must reach in a single group where it is rare (under `RARE` of the sentences, as
`conflict` is): the written corpus holds far more of these than real documents, so the probability alone would assign them too often."""
NEARLY_BEST = 0.01
"""F1 that a threshold may lose against the best one for lying nearer to a half: the best one of few sentences is chance."""

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calibration:
    """`arrays`: `slope`, `offset` and `thresholds` (codes,) of a head; `chances`: the calibrated probabilities (rows, codes)."""

    group: CodeGroup
    arrays: Mapping[str, NDArray[np.float32]]
    chances: Floats

    def figures(self, truth: Truth, chosen: Truth) -> dict[str, Any]:
        """Return positives, F1, threshold, Brier skill and reliability per code.

        Reliability: for each tenth of probability that occurs, count, mean probability and share of positives.
        """
        codes = {}
        for index, code in enumerate(self.group.codes):
            told, chance = truth[:, index], self.chances[:, index]
            base = told.mean()
            skill = 1 - float(np.mean((chance - told) ** 2)) / float(base * (1 - base)) if 0 < base < 1 else None
            codes[code.id] = {
                "positives": int(told.sum()),
                "f1": _rounded(f1_score(told, chosen[:, index])),
                "threshold": round(float(self.arrays["thresholds"][index]), 2),
                "brier_skill": _rounded(skill),
                "reliability": reliability(chance, told),
            }
        result: dict[str, Any] = {"sentences": len(truth), "codes": codes}
        if self.group.kind is not GroupKind.MULTI:
            result["accuracy"] = _rounded(float(np.mean((truth == chosen).all(axis=1))))
        return result


def calibrate(scores: Floats, truth: Truth, group: CodeGroup) -> Calibration:
    """Fit the probabilities of one group to held-out sentences; `scores` and `truth` have the shape (rows, codes).

    A sigmoid per code in groups of several (Platt 1999), one temperature in the others (Guo et al. 2017).
    """
    count = len(group.codes)
    slope, offset, thresholds = np.ones(count), np.zeros(count), np.zeros(count)
    if group.kind is GroupKind.MULTI:
        for index in range(count):
            slope[index], offset[index] = _platt(scores[:, index], truth[:, index])
        chances = 1 / (1 + np.exp(-np.clip(scores * slope + offset, -50, 50)))
        thresholds = np.array([best_threshold(chances[:, index], truth[:, index]) for index in range(count)])
    else:
        best = min(np.round(np.arange(0.4, 1.61, 0.05), 2), key=lambda option: _log_loss(_softmax(scores * option), truth))
        slope = np.full(count, best)
        chances = _softmax(scores * best)
        if group.kind is GroupKind.SINGLE:
            for index, code in enumerate(group.codes):
                if code.id != group.default:
                    choose = precise_threshold if truth[:, index].mean() < RARE else best_threshold
                    thresholds[index] = choose(chances[:, index], truth[:, index])
    arrays = {name: values.astype(np.float32) for name, values in (("slope", slope), ("offset", offset), ("thresholds", thresholds))}
    return Calibration(group, arrays, chances)


def reliability(chances: Floats, truth: Truth) -> list[tuple[int, float, float]]:
    """Return for each tenth of probability that occurs: sentences, their mean probability, and the share that carries the code."""
    bins = np.minimum((chances * 10).astype(int), 9)
    return [
        (int((bins == number).sum()), round(float(chances[bins == number].mean()), 3), round(float(truth[bins == number].mean()), 3))
        for number in range(10)
        if (bins == number).any()
    ]


def best_threshold(chances: Floats, truth: Truth) -> float:
    """Return the threshold nearest a half among those whose F1 is within `NEARLY_BEST` of the best."""
    options = np.round(np.arange(0.2, 0.71, 0.02), 2)
    values = np.array([f1_score(truth, chances >= option) or 0.0 for option in options])
    good = options[values >= values.max() - NEARLY_BEST]
    return float(good[np.abs(good - 0.5).argmin()])


def precise_threshold(chances: Floats, truth: Truth) -> float:
    """Return the least threshold at which precision reaches `MIN_PRECISION`."""
    for option in np.round(np.arange(0.1, 0.96, 0.02), 2):
        taken = chances >= option
        if taken.any() and truth[taken].mean() >= MIN_PRECISION:
            return float(option)
    return 0.95


def _platt(scores: Floats, truth: Truth) -> tuple[float, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0, max_iter=1000).fit(scores[:, None], truth)
    return float(max(model.coef_[0, 0], 0.05)), float(model.intercept_[0])


def _log_loss(chances: Floats, truth: Truth) -> float:
    return float(-np.mean(np.log(np.clip(chances[truth], 1e-6, 1))))


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
