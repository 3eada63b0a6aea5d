"""Training the tagger: teachers learn from tagged sentences, a smaller student from these and from what the teachers see in unread text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.message import say
from analyzer.domain.segment import Segment
from analyzer.errors import InputError, ModelError
from analyzer.pipeline import sentence_segment
from analyzer.resources.locate import sha256_of
from analyzer.resources.tagged import TaggedSentence
from analyzer.tag.classifier import Head, assign
from analyzer.tag.cues import CueMatcher
from analyzer.tag.encoders import ONNX_FILE, PIECES_FILE, OnnxEncoder, Pieces
from analyzer.tag.features import extract, feature_names, marks, read_with
from analyzer.training.calibrate import calibrate
from analyzer.training.weights import Array, Weights, kept_pieces, piece_model

SEED = 20261122
HELD_OUT = 0.1
"""Share of real documents and of written sentences that no network learns from: they set calibration and thresholds, and give the card's figures."""
TEACHERS = ((12, 4), (10, 4))
"""Layers and rounds of each teacher."""
LAYERS = 9
"""Layers of the student: what a core reads at over 200 sentences a second."""
ROUNDS = 3
ENOUGH = 15
"""Held-out real sentences that must carry a code for real sentences alone to calibrate its group."""
SMOOTHING = 0.05
"""Share of a level's target that is spread over the others: levels border on one another."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Files of the encoder by name, arrays per group, the names of the features, and the data of the model's card."""

    encoder: OnnxEncoder
    files: Mapping[str, bytes]
    arrays: Mapping[str, Mapping[str, NDArray[np.float32]]]
    features: tuple[str, ...]
    card: Mapping[str, Any]


def train(
    sentences: Sequence[TaggedSentence], unread: Sequence[Segment], codebook: Codebook, matcher: CueMatcher, weights: Weights, progress: Any
) -> TrainedModel:
    """Train all heads and the encoder under them.

    `unread` are segments of real documents without codes (may be empty: then there are no teachers, and the student learns from the tagged
    sentences alone). Every sentence must carry all groups. The same sentences give the same model, byte for byte on one machine. Figures come
    from documents and sentences that were held out.
    """
    try:
        from analyzer.training.fit import Examples, fit, scores_of
        from analyzer.training.network import EncoderNetwork, Network, export
    except ImportError as error:
        raise ModelError(say("training needs more packages; run `pip install 'smart-city-policy-analyzer[training]'`")) from error

    keep = kept_pieces(weights)
    model = piece_model(weights, keep)
    pieces = Pieces(model)
    segments = [sentence_segment(item.text, item.heading, item.language) for item in sentences]
    held = np.array([_held_out(item) for item in sentences])
    _check(sentences, held, codebook)
    targets = _targets(sentences, codebook)
    ids, features = pieces.rows(*read_with(segments, matcher)), marks(segments, matcher).matrix
    learned = [row for row in range(len(sentences)) if not held[row]]
    examples = Examples([ids[row] for row in learned], features[learned], targets[learned])

    def fitted(layers: int, rounds: int, data: Examples, seed: int) -> Network:
        import torch

        torch.manual_seed(seed)
        network = Network(EncoderNetwork(weights, keep, layers), features.shape[1], targets.shape[1])
        fit(network, data, codebook.groups, rounds, seed, progress)
        return network

    if unread:
        unread_ids, unread_features = pieces.rows(*read_with(unread, matcher)), marks(unread, matcher).matrix
        seen = np.zeros((len(unread), targets.shape[1]))
        for number, (layers, rounds) in enumerate(TEACHERS, 1):
            progress(
                say(
                    "teacher {number} of {count}: {layers} layers, {sentences} sentences",
                    number=number,
                    count=len(TEACHERS),
                    layers=layers,
                    sentences=len(learned),
                )
            )
            teacher = fitted(layers, rounds, examples, SEED + number)
            seen += _chances(scores_of(teacher, unread_ids, unread_features), codebook.groups) / len(TEACHERS)
        examples = examples.joined(Examples(unread_ids, unread_features, seen.astype(np.float32)))
    progress(say("student: {layers} layers, {sentences} sentences", layers=LAYERS, sentences=len(examples.ids)))
    network = fitted(LAYERS, ROUNDS, examples, SEED)
    files = {ONNX_FILE: export(network.encoder), PIECES_FILE: model}
    encoder = OnnxEncoder("e5-" + sha256_of(files[ONNX_FILE], files[PIECES_FILE])[:12], files)
    progress(say("calibrating on {count} sentences that were held out", count=int(held.sum())))
    rows = np.flatnonzero(held).tolist()
    matrix = extract([segments[row] for row in rows], encoder, matcher).matrix
    arrays, figures = _heads(network.head(), matrix, [sentences[row] for row in rows], codebook)
    languages = Counter(item.language for item in sentences)
    real = sum(bool(item.document) for item in sentences)
    card = {
        "layers": LAYERS,
        "trained_on": {
            "sentences": len(sentences), "written": len(sentences) - real, "real": real, "unread": len(unread), "languages": dict(sorted(languages.items())),
        },
        "held_out": {"sentences": len(rows), "documents": len({sentences[row].document for row in rows} - {""}), "groups": figures},
    }  # fmt: skip
    return TrainedModel(encoder, files, arrays, feature_names(matcher, matrix.shape[1] - features.shape[1]), card)


def _held_out(sentence: TaggedSentence) -> bool:
    """Tell by hash, so that a sentence or document that is added moves no other."""
    digest = hashlib.sha256((sentence.document or sentence.text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT * 2**32


def _check(sentences: Sequence[TaggedSentence], held: NDArray[np.bool_], codebook: Codebook) -> None:
    for part in (held, ~held):
        for group in codebook.groups:
            given = {code for item, chosen in zip(sentences, part, strict=True) if chosen for code in item.codes[group.name]}
            if missing := [code.id for code in group.codes if code.id not in given]:
                raise InputError(say("too few sentences carry {codes} of {group!r}; add some", codes=", ".join(missing), group=group.name))


def _targets(sentences: Sequence[TaggedSentence], codebook: Codebook) -> Array:
    """Return targets (sentences, codes of all groups) between 0 and 1."""
    parts = []
    for group in codebook.groups:
        part = np.array([[code.id in item.codes[group.name] for code in group.codes] for item in sentences], dtype=np.float32)
        if group.kind is GroupKind.ORDINAL:
            part = part * (1 - SMOOTHING) + SMOOTHING / len(group.codes)
        parts.append(part)
    return np.hstack(parts)


def _slices(groups: Sequence[CodeGroup]) -> dict[str, slice]:
    ends = np.cumsum([len(group.codes) for group in groups]).tolist()
    return {group.name: slice(end - len(group.codes), end) for group, end in zip(groups, ends, strict=True)}


def _chances(scores: NDArray[np.float64], groups: Sequence[CodeGroup]) -> NDArray[np.float64]:
    """Return probabilities (rows, codes of all groups) from scores."""
    chances = np.empty_like(scores)
    where = _slices(groups)
    for group in groups:
        part = scores[:, where[group.name]]
        if group.kind is GroupKind.MULTI:
            chances[:, where[group.name]] = 1 / (1 + np.exp(-np.clip(part, -50, 50)))
        else:
            powers = np.exp(part - part.max(axis=1, keepdims=True))
            chances[:, where[group.name]] = powers / powers.sum(axis=1, keepdims=True)
    return chances


def _heads(
    head: tuple[Array, Array], matrix: Array, sentences: Sequence[TaggedSentence], codebook: Codebook
) -> tuple[dict[str, dict[str, NDArray[np.float32]]], dict[str, Any]]:
    """Cut the network's linear layer into one head per group and calibrate each on held-out sentences."""
    weights, bias = head
    arrays: dict[str, dict[str, NDArray[np.float32]]] = {}
    figures: dict[str, Any] = {}
    real = np.array([bool(item.document) for item in sentences])
    for group in codebook.groups:
        part = _slices(codebook.groups)[group.name]
        truth = np.array([[code.id in item.codes[group.name] for code in group.codes] for item in sentences])
        scores = (matrix @ weights[:, part] + bias[part]).astype(np.float64)
        # Real documents alone set the scale, except where they hardly hold a code (stance): there the written sentences count too.
        rows = real if truth[real].sum(axis=0).min() >= ENOUGH else np.ones(len(real), dtype=bool)
        fitted = calibrate(scores[rows], truth[rows], group)
        arrays[group.name] = {"weights": np.ascontiguousarray(weights[:, part]), "bias": bias[part].copy(), **fitted.arrays}
        chosen = assign(Head(group.name, **arrays[group.name]), group, fitted.chances)
        figures[group.name] = fitted.figures(truth[rows], chosen)
    return arrays, figures
