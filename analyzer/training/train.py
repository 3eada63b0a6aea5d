"""Training the tagger: one linear head per code group, calibrated and thresholded on held-out folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.message import say
from analyzer.errors import InputError
from analyzer.pipeline import sentence_segment
from analyzer.resources.tagged import TaggedSentence
from analyzer.tag.classifier import Head, assign
from analyzer.tag.cues import CueMatcher
from analyzer.tag.encoders import Encoder, Matrix
from analyzer.tag.features import extract, feature_names
from analyzer.training.measures import f1_score

FOLDS = 5
SEED = 20261122
STRENGTHS = (0.03, 0.1, 0.3, 1.0)
"""Inverse regularisation strengths that are tried for every head; the one with the least held-out log loss is kept."""
RARE = 0.1
MIN_PRECISION = 0.75
"""Held-out precision that a code other than the default must reach in a single group where it is rare (under `RARE` of the sentences, as
`conflict` is): the written corpus holds far more of these than real documents, so the probability alone would assign them too often."""

Floats = NDArray[np.float64]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Arrays per group, the names of the features, and held-out figures for the model's card."""

    arrays: Mapping[str, Mapping[str, NDArray[np.float32]]]
    features: tuple[str, ...]
    card: Mapping[str, Any]


def train(sentences: Sequence[TaggedSentence], codebook: Codebook, encoder: Encoder, matcher: CueMatcher, progress: Progress) -> TrainedModel:
    """Fit all heads on tagged sentences.

    Every head is a logistic regression; its strength, its calibration (Platt 1999 for multi groups, temperature for
    the others) and its thresholds come from predictions on `FOLDS` held-out folds, never from sentences the head saw. The
    same sentences give the same arrays. Every sentence must carry all groups.
    """
    progress(say("encoding {count} sentences", count=len(sentences)))
    segments = [sentence_segment(item.text, item.heading, item.language) for item in sentences]
    matrix = extract(segments, encoder, matcher).matrix
    folds = np.random.default_rng(SEED).permutation(len(sentences)) % FOLDS
    arrays: dict[str, dict[str, NDArray[np.float32]]] = {}
    figures: dict[str, Any] = {}
    for group in codebook.groups:
        progress(say("fitting {group}", group=group.name))
        truth = np.array([[code.id in item.codes[group.name] for code in group.codes] for item in sentences])
        fit = _fit_multi if group.kind is GroupKind.MULTI else _fit_scale
        arrays[group.name], figures[group.name] = fit(matrix, truth, folds, group)
    languages = Counter(item.language for item in sentences)
    real = sum(item.real for item in sentences)
    dimensions = encoder.encode(["x"]).shape[1]
    card = {
        "trained_on": {"sentences": len(sentences), "written": len(sentences) - real, "real": real, "languages": dict(sorted(languages.items()))},
        "held_out": {"folds": FOLDS, "seed": SEED, "groups": figures},
    }
    return TrainedModel(arrays, feature_names(matcher, dimensions), card)


def _held_out(matrix: Matrix, target: NDArray[Any], folds: NDArray[np.int64], strength: float) -> Floats:
    """Return the scores (rows, codes) of every row by a model that did not see its fold."""
    from sklearn.linear_model import LogisticRegression

    classes = np.unique(target)
    scores = np.full((len(target), len(classes)), -50.0)
    for fold in range(FOLDS):
        seen = folds != fold
        model = LogisticRegression(C=strength, max_iter=2000).fit(matrix[seen], target[seen])
        decision = model.decision_function(matrix[~seen])
        if len(model.classes_) == 2:
            decision = np.column_stack([-decision / 2, decision / 2])
        scores[np.ix_(~seen, np.searchsorted(classes, model.classes_))] = decision
    return scores


def _log_loss(chances: Floats, truth: NDArray[np.bool_]) -> float:
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(truth, np.log(clipped), np.log(1 - clipped))))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))


def _platt(scores: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Fit slope and offset of a sigmoid over held-out scores (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=100.0, max_iter=1000).fit(scores[:, None], truth)
    return float(max(model.coef_[0, 0], 0.05)), float(model.intercept_[0])


def _best_threshold(chances: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the threshold of the best held-out F1, the one nearest 0.5 among those within 0.002 of it."""
    options = np.round(np.arange(0.2, 0.71, 0.02), 2)
    values = np.array([f1_score(truth, chances >= option) or 0.0 for option in options])
    good = options[values >= values.max() - 0.002]
    return float(good[np.abs(good - 0.5).argmin()])


def _fit_multi(matrix: Matrix, truth: NDArray[np.bool_], folds: NDArray[np.int64], group: CodeGroup) -> tuple[dict[str, NDArray[np.float32]], dict[str, Any]]:
    from sklearn.linear_model import LogisticRegression

    parts: dict[str, list[Any]] = {"weights": [], "bias": [], "slope": [], "offset": [], "thresholds": []}
    figures: dict[str, Any] = {}
    for index, code in enumerate(group.codes):
        target = truth[:, index]
        if target.all() or not target.any():
            raise InputError(
                say("code {code!r} of {group!r} is given to all or none of the sentences; add some of the other sort", code=code.id, group=group.name)
            )
        scored = {strength: _held_out(matrix, target, folds, strength)[:, 1] * 2 for strength in STRENGTHS}
        strength = min(STRENGTHS, key=lambda option: _log_loss(_sigmoid(scored[option]), target))
        slope, offset = _platt(scored[strength], target)
        chances = _sigmoid(scored[strength] * slope + offset)
        threshold = _best_threshold(chances, target)
        model = LogisticRegression(C=strength, max_iter=2000).fit(matrix, target)
        for part, value in zip(parts, (model.coef_[0], model.intercept_[0], slope, offset, threshold), strict=True):
            parts[part].append(value)
        base = target.mean()
        figures[code.id] = {
            "positives": int(target.sum()),
            "strength": strength,
            "threshold": threshold,
            "f1": _rounded(f1_score(target, chances >= threshold)),
            "brier_skill": _rounded(1 - float(np.mean((chances - target) ** 2)) / float(base * (1 - base))),
        }
    arrays = {part: np.asarray(values, dtype=np.float32) for part, values in parts.items()}
    arrays["weights"] = np.ascontiguousarray(arrays["weights"].T)
    return arrays, figures


def _fit_scale(matrix: Matrix, truth: NDArray[np.bool_], folds: NDArray[np.int64], group: CodeGroup) -> tuple[dict[str, NDArray[np.float32]], dict[str, Any]]:
    from sklearn.linear_model import LogisticRegression

    target = truth.argmax(axis=1)
    if not truth.any(axis=0).all():
        raise InputError(say("group {group!r} has codes that no sentence carries; add sentences that carry them", group=group.name))
    scored = {strength: _held_out(matrix, target, folds, strength) for strength in STRENGTHS}
    options = [(strength, slope) for strength in STRENGTHS for slope in (0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3)]
    strength, slope = min(options, key=lambda option: _log_loss(_softmax(scored[option[0]] * option[1]), truth))
    chances = _softmax(scored[strength] * slope)
    model = LogisticRegression(C=strength, max_iter=2000).fit(matrix, target)
    weights, bias = (
        (model.coef_.T, model.intercept_)
        if len(group.codes) > 2
        else (np.column_stack([-model.coef_[0] / 2, model.coef_[0] / 2]), np.array([-model.intercept_[0] / 2, model.intercept_[0] / 2]))
    )
    thresholds = np.zeros(len(group.codes))
    if group.kind is GroupKind.SINGLE:
        for index, code in enumerate(group.codes):
            if code.id != group.default:
                choose = _precise_threshold if truth[:, index].mean() < RARE else _best_threshold
                thresholds[index] = choose(chances[:, index], truth[:, index])
    arrays = {
        "weights": np.ascontiguousarray(weights, dtype=np.float32),
        "bias": np.asarray(bias, dtype=np.float32),
        "slope": np.full(len(group.codes), slope, dtype=np.float32),
        "offset": np.zeros(len(group.codes), dtype=np.float32),
        "thresholds": thresholds.astype(np.float32),
    }
    best = assign(Head(group.name, **arrays), group, chances).argmax(axis=1)
    figures = {
        code.id: {"positives": int(truth[:, i].sum()), "f1": _rounded(f1_score(truth[:, i], best == i)), "threshold": float(thresholds[i])}
        for i, code in enumerate(group.codes)
    }
    return arrays, {"strength": strength, "accuracy": _rounded(float(np.mean(best == target))), "codes": figures}


def _precise_threshold(chances: Floats, truth: NDArray[np.bool_]) -> float:
    """Return the least threshold at which held-out precision reaches `MIN_PRECISION`."""
    for option in np.round(np.arange(0.1, 0.96, 0.02), 2):
        taken = chances >= option
        if taken.any() and truth[taken].mean() >= MIN_PRECISION:
            return float(option)
    return 0.95


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
