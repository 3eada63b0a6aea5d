"""Training the tagger: an encoder and heads that learn from tagged sentences, calibrated on sentences that were held out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.coding import Coding
from analyzer.domain.message import say
from analyzer.domain.segment import Segment
from analyzer.errors import InputError, ModelError
from analyzer.pipeline import sentence_segment
from analyzer.resources.locate import sha256_of
from analyzer.resources.tagged import TaggedSentence
from analyzer.tag.classifier import Head, Tagger, assign
from analyzer.tag.cues import CueMatcher
from analyzer.tag.encoders import ONNX_FILE, PIECES_FILE, Encoder, OnnxEncoder, Pieces
from analyzer.tag.features import extract, feature_names, marks, read_with
from analyzer.tag.static import Cut, StaticEncoder
from analyzer.training.calibrate import calibrate
from analyzer.training.weights import Array, Weights, kept_pieces, piece_model

if TYPE_CHECKING:
    from analyzer.training.taught import Taught

SEED = 20261122
HELD_OUT = 0.1
"""Share of real documents and of written sentences that no network learns from: they set calibration and thresholds, and give the card's figures."""
LAYERS = 8
"""Layers of the encoder that are kept, the lowest ones; each more costs a tenth of the speed."""
ROUNDS = 5
STUDENT_ROUNDS = 6
ENOUGH = 15
"""Held-out real sentences that must carry a code for real sentences alone to calibrate its group."""
SMOOTHING = 0.05
"""Share of a level's target that is spread over the others: levels border on one another."""
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Files of the encoder by name, arrays per group, the names of the features, and the data of the model's card."""

    encoder: Encoder
    files: Mapping[str, bytes]
    arrays: Mapping[str, Mapping[str, NDArray[np.float32]]]
    features: tuple[str, ...]
    card: Mapping[str, Any]


def train(
    sentences: Sequence[TaggedSentence],
    codebook: Codebook,
    matcher: CueMatcher,
    weights: Weights,
    progress: Callable[[str], None],
    *,
    taught: Taught | None = None,
) -> TrainedModel:
    """Train the encoder and all heads, starting from `weights`.

    Every sentence must carry all groups. Each sentence of `taught` is seen once, with the chances that its teacher gave it; none may be of a held-out
    document. The same sentences give the same model, byte for byte on one machine. Figures come from documents and
    sentences that were held out. Raises `ModelError` without the extra `training`, `InputError` when a code is too rare to learn.
    """
    try:
        import torch

        from analyzer.training.fit import Examples, fit
        from analyzer.training.network import EncoderNetwork, Network, export
    except ImportError as error:
        raise ModelError(say("training needs more packages; run `pip install 'smart-city-policy-analyzer[training]'`")) from error

    keep = kept_pieces(weights)
    model = piece_model(weights, keep)
    pieces = Pieces(model)
    segments = [sentence_segment(item.text, item.heading, item.language) for item in sentences]
    held = _held(sentences)
    _check(sentences, held, codebook)
    targets = targets_of(sentences, codebook)
    ids, features = pieces.rows(*read_with(segments, matcher)), marks(segments, matcher).matrix
    learned = [row for row in range(len(sentences)) if not held[row]]
    examples = Examples([ids[row] for row in learned], features[learned], targets[learned])
    if taught is not None and taught.segments:
        more, seen = pieces.rows(*read_with(taught.segments, matcher)), marks(taught.segments, matcher).matrix
        stacked = np.vstack([examples.features, seen]), np.vstack([examples.targets, taught.chances])
        examples = Examples([*examples.ids, *more], *stacked, once=len(more))

    progress(say("{layers} layers, {sentences} sentences, {taught} taught ones", layers=LAYERS, sentences=len(learned), taught=examples.once))
    torch.manual_seed(SEED)
    network = Network(EncoderNetwork(weights, keep, LAYERS), features.shape[1], targets.shape[1])
    fit(network, examples, codebook.groups, ROUNDS, SEED, progress)
    files = {ONNX_FILE: export(network.encoder), PIECES_FILE: model}
    encoder = OnnxEncoder("e5-" + sha256_of(files[ONNX_FILE], files[PIECES_FILE])[:12], files)
    rows = _measured(sentences, held)
    progress(say("calibrating on {count} sentences that were held out", count=len(rows)))
    matrix = extract([segments[row] for row in rows], encoder, matcher).matrix
    arrays, figures = _heads(network.head(), matrix, [sentences[row] for row in rows], codebook)
    card = {"layers": LAYERS, "taught": examples.once, **_provenance(sentences, rows, figures)}
    return TrainedModel(encoder, files, arrays, feature_names(matcher, matrix.shape[1] - features.shape[1]), card)


def train_student(
    sentences: Sequence[TaggedSentence],
    unread: Sequence[Segment],
    teacher: Tagger,
    cut: Cut,
    progress: Callable[[str], None],
) -> TrainedModel:
    """Train a static encoder and heads on the tagged sentences and on what `teacher` thinks of the unread ones.

    The same sentences and teacher give the same model, byte for byte on one machine. Figures come from the tagged sentences that were held
    out, which also calibrate it; `unread` must not hold sentences of held-out documents (see `held_out`).
    """
    from analyzer.training.student import Reading, distil

    codebook, matcher = teacher.codebook, teacher.matcher
    segments = [sentence_segment(item.text, item.heading, item.language) for item in sentences]
    held = _held(sentences)
    _check(sentences, held, codebook)
    learned = np.flatnonzero(~held).tolist()
    thought = []
    for start in range(0, len(unread), _AT_ONCE):
        progress(say("the teacher reads sentence {done} of {all}", done=start, all=len(unread)))
        thought += [chances_of(coding, codebook) for coding in teacher.tag(unread[start : start + _AT_ONCE])]
    shown = [*(segments[row] for row in learned), *unread]
    targets = np.vstack([targets_of(sentences, codebook)[learned], np.array(thought, dtype=np.float32).reshape(len(unread), -1)])
    progress(say("{known} tagged and {unread} unread sentences", known=len(learned), unread=len(unread)))
    reading = Reading(*read_with(shown, matcher), marks(shown, matcher).matrix, targets)
    files, head = distil(reading, cut, codebook.groups, STUDENT_ROUNDS, SEED, progress)
    encoder = StaticEncoder("static-" + sha256_of(*(files[name] for name in sorted(files)))[:12], files, cut)
    rows = _measured(sentences, held)
    features = extract([segments[row] for row in rows], encoder, matcher).matrix
    arrays, figures = _heads(head, features, [sentences[row] for row in rows], codebook)
    card = {"student_of": teacher.name, "unread": len(unread), **_provenance(sentences, rows, figures)}
    return TrainedModel(encoder, files, arrays, feature_names(matcher, features.shape[1] - reading.marks.shape[1]), card)


def chances_of(coding: Coding, codebook: Codebook) -> list[float]:
    """Return the probabilities of all codes of all groups, in the codebook's order."""
    return [item.probability for group in codebook.groups for item in coding.groups[group.name]]


def held_out(key: str) -> bool:
    """Tell by hash whether a document, or a sentence without one, is kept from learning; one that is added moves no other."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT * 2**32


def _held(sentences: Sequence[TaggedSentence]) -> NDArray[np.bool_]:
    return np.array([held_out(item.document or item.text) for item in sentences])


def _measured(sentences: Sequence[TaggedSentence], held: NDArray[np.bool_]) -> list[int]:
    """Return the held-out rows that calibrate and measure: not those that were drawn because a model was unsure of them, which are harder than text is."""
    return [row for row in np.flatnonzero(held).tolist() if not sentences[row].doubtful]


def _provenance(sentences: Sequence[TaggedSentence], rows: Sequence[int], figures: Mapping[str, Any]) -> dict[str, Any]:
    languages = Counter(item.language for item in sentences)
    real = sum(bool(item.document) for item in sentences)
    return {
        "trained_on": {
            "sentences": len(sentences),
            "written": len(sentences) - real,
            "real": real,
            "learned": len(sentences) - int(_held(sentences).sum()),
            "languages": dict(sorted(languages.items())),
        },
        "held_out": {"sentences": len(rows), "documents": len({sentences[row].document for row in rows} - {""}), "groups": figures},
    }


def _check(sentences: Sequence[TaggedSentence], held: NDArray[np.bool_], codebook: Codebook) -> None:
    for part in (held, ~held):
        for group in codebook.groups:
            given = {code for item, chosen in zip(sentences, part, strict=True) if chosen for code in item.codes[group.name]}
            if missing := [code.id for code in group.codes if code.id not in given]:
                raise InputError(say("too few sentences carry {codes} of {group!r}; add some", codes=", ".join(missing), group=group.name))


def targets_of(sentences: Sequence[TaggedSentence], codebook: Codebook) -> Array:
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
