"""How well codings agree with those of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.coding import Coding
from analyzer.resources.tagged import TaggedSentence

_RESAMPLES = 1000
_SEED = 7


def f1_score(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> float | None:
    """Return F1 = 2 TP / (2 TP + FP + FN) of one code, `None` where neither side assigns it."""
    both = int(np.sum(truth & predicted))
    wrong = int(np.sum(truth != predicted))
    return 2 * both / (2 * both + wrong) if both or wrong else None


@dataclass(frozen=True, slots=True)
class CodeMeasure:
    """Agreement on one code: counts, precision, recall and F1 (`None` where undefined), F1 with its interval over resampled sentences."""

    code: str
    gold: int
    predicted: int
    precision: float | None
    recall: float | None
    f1: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class GroupMeasure:
    """Agreement on one group over the sentences that carry it.

    `macro_f1` averages the codes that occur in the gold codings; `interval` holds its 2.5th and 97.5th percentile over
    resampled sentences. `accuracy` is the share of sentences with the very same code, for single and ordinal groups.
    """

    group: str
    sentences: int
    codes: tuple[CodeMeasure, ...]
    macro_f1: float | None
    interval: tuple[float, float] | None
    accuracy: float | None


def measure(gold: Sequence[TaggedSentence], codings: Sequence[Coding], codebook: Codebook) -> tuple[GroupMeasure, ...]:
    """Compare codings with gold codings of the same sentences, in the same order, group by group."""
    measures = []
    for group in codebook.groups:
        pairs = [(item, coding) for item, coding in zip(gold, codings, strict=True) if group.name in item.codes]
        if pairs:
            truth = np.array([[code.id in item.codes[group.name] for code in group.codes] for item, _ in pairs])
            predicted = np.array([[code.id in coding.assigned(group.name) for code in group.codes] for _, coding in pairs])
            measures.append(_measure_group(group, truth, predicted))
    return tuple(measures)


def _measure_group(group: CodeGroup, truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> GroupMeasure:
    codes = []
    for index, code in enumerate(group.codes):
        told, guessed = truth[:, index], predicted[:, index]
        both = int(np.sum(told & guessed))
        codes.append(
            CodeMeasure(
                str(code.value),
                int(told.sum()),
                int(guessed.sum()),
                both / int(guessed.sum()) if guessed.any() else None,
                both / int(told.sum()) if told.any() else None,
                f1_score(told, guessed),
                _interval(truth[:, [index]], predicted[:, [index]]) if told.any() else None,
            )
        )
    occurring: list[bool] = np.asarray(truth.any(axis=0)).tolist()
    known = [item.f1 or 0.0 for item, occurs in zip(codes, occurring, strict=True) if occurs]
    accuracy = None if group.kind is GroupKind.MULTI else float(np.mean((truth == predicted).all(axis=1)))
    macro = float(np.mean(known)) if known else None
    return GroupMeasure(group.name, len(truth), tuple(codes), macro, _interval(truth[:, occurring], predicted[:, occurring]), accuracy)


def _interval(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Percentile bootstrap (Efron 1979) of macro-F1 over sentences."""
    if truth.size == 0:
        return None
    rng = np.random.default_rng(_SEED)
    both = (truth & predicted).astype(np.float64)
    wrong = (truth != predicted).astype(np.float64)
    draws = rng.multinomial(len(truth), np.full(len(truth), 1 / len(truth)), size=_RESAMPLES).astype(np.float64)
    hits, misses = 2 * (draws @ both), draws @ wrong
    f1 = np.divide(hits, hits + misses, out=np.zeros_like(hits), where=(hits + misses) > 0)
    low, high = np.percentile(f1.mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


NONE = "–"
"""Stands for "no code" in a table of confusions."""


def confusions(gold: Sequence[TaggedSentence], codings: Sequence[Coding], group: CodeGroup) -> dict[tuple[str, str], int]:
    """Count which code people gave and which the tagger gave instead, for sentences of one group.

    Codes that both gave count for themselves; each code that only people gave is paired with each that only the tagger gave, or with `NONE`.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for item, coding in zip(gold, codings, strict=True):
        if group.name not in item.codes:
            continue
        told, guessed = set(item.codes[group.name]), set(coding.assigned(group.name))
        counts.update((code, code) for code in told & guessed)
        if told != guessed:
            counts.update((one, two) for one in sorted(told - guessed) or [NONE] for two in sorted(guessed - told) or [NONE])
        elif not told:
            counts[NONE, NONE] += 1
    return dict(counts)
