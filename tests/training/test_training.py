"""The network's parts need the extra `training`; what can be checked without it stands first."""

import dataclasses
import importlib.util
import struct

import numpy as np
import pytest

from analyzer import pipeline
from analyzer.errors import InputError, ModelError
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.tagged import read_tagged, training_files
from analyzer.segment.tokens import quick_words
from analyzer.tag.classifier import Head, Tagger
from analyzer.tag.encoders import Pieces
from analyzer.training import calibrate, train
from analyzer.training.hydrate import Reference, StandoffSentence
from analyzer.training.unread import unread_sentences
from analyzer.training.weights import Weights, kept_pieces, piece_model, read_weights

BOOK = load_codebook()
needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None or importlib.util.find_spec("onnx") is None, reason="needs the extra training")
WIDTH, INNER, LAYERS = 32, 64, 3
ALPHABET = [chr(code) for code in range(ord("a"), ord("z") + 1)] + list("0123456789的建设市智慧绿色规划")


def tiny_weights():
    rng = np.random.default_rng(0)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *ALPHABET, "Ж", "<mask>"]
    shapes = {"emb.word": (len(pieces), WIDTH), "emb.pos": (512, WIDTH), "emb.type": (1, WIDTH), "emb.ln.w": (WIDTH,), "emb.ln.b": (WIDTH,)}
    for layer in range(LAYERS):
        shapes |= {f"l{layer}.{name}.w": (WIDTH, WIDTH) for name in ("q", "k", "v", "ao")} | {
            f"l{layer}.fi.w": (INNER, WIDTH),
            f"l{layer}.fo.w": (WIDTH, INNER),
        }
        shapes |= {f"l{layer}.{name}.w": (WIDTH,) for name in ("aln", "oln")} | {
            f"l{layer}.{name}.b": (WIDTH,) for name in ("q", "k", "v", "ao", "fo", "aln", "oln")
        }
        shapes[f"l{layer}.fi.b"] = (INNER,)
    tensors = {name: rng.normal(0, 0.2, shape).astype(np.float32) for name, shape in shapes.items()}
    return Weights(LAYERS, 4, 1e-12, tensors, pieces, [-float(n) for n in range(len(pieces))])


def stored(weights):
    """The bytes of a packaged file with one 4-bit matrix and one plain vector."""
    names = [piece.encode() for piece in weights]
    offsets = np.cumsum([0, *map(len, names)]).astype("<u4").tobytes()
    head = (
        b"E5S1"
        + struct.pack("<i", 1)
        + struct.pack("<7i", 32, 1, 1, 32, len(names), 1, 1)
        + struct.pack("<fi", 1e-12, 32)
        + struct.pack("<5i", len(names), 0, 2, 1, 3)
    )
    head += struct.pack("<Q", sum(map(len, names))) + offsets + np.zeros(len(names), "<f4").tobytes() + b"".join(names) + struct.pack("<iI", 0, 0)
    nibbles = (np.arange(16, dtype=np.uint8) << 4) | np.arange(16, dtype=np.uint8)[::-1]
    block = np.float16(0.5).tobytes() + nibbles.tobytes()
    matrix, vector = block * len(names), np.arange(32, dtype="<f4").tobytes()
    table = [("emb.word", len(names) * 32, len(matrix)), ("emb.ln.w", 32, len(vector))]
    size = len(head) + 4 + sum(2 + len(name) + 21 for name, _, _ in table)
    body, at = struct.pack("<i", len(table)), size
    for name, count, length in table:
        body += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, count, at, length)
        at += length
    return head + body + matrix + vector


def test_packaged_weights_are_scaled_nibbles_low_ones_first(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(stored(["<s>", "<pad>", "</s>", "<unk>", "a"]))
    weights = read_weights(path)
    assert weights.pieces == ["<s>", "<pad>", "</s>", "<unk>", "a"]
    low, high = np.arange(15, -1, -1) - 8, np.arange(16) - 8
    assert np.array_equal(weights.tensors["emb.word"][4], np.concatenate([low, high]).astype(np.float32) * 0.5)
    assert np.array_equal(weights.tensors["emb.ln.w"], np.arange(32, dtype=np.float32))


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"something else")
    with pytest.raises(ModelError, match="is no encoder"):
        read_weights(path)


def test_pieces_of_our_scripts_are_kept_and_others_fall_to_unknown():
    weights = tiny_weights()
    keep = kept_pieces(weights)
    assert [weights.pieces[index] for index in keep[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert "Ж" not in {weights.pieces[index] for index in keep}
    pieces = Pieces(piece_model(weights, keep))
    (row,) = pieces.rows(["建设 Ж"], ["ab"])
    assert row[0] == 0
    assert row.count(2) == 2
    assert 3 in row


def test_a_sigmoid_is_fitted_to_scores_that_are_too_sure():
    rng = np.random.default_rng(1)
    truth = rng.random((4000, 1)) < 0.3
    scores = np.where(truth, 1.0, -1.0) + rng.normal(0, 2.0, truth.shape)
    group = dataclasses.replace(BOOK.group("principles"), codes=BOOK.group("principles").codes[:1])
    fitted = calibrate.calibrate(scores * 5, truth, group)
    for _, mean, share in calibrate.reliability(fitted.chances[:, 0], truth[:, 0]):
        assert abs(mean - share) < 0.1
    figures = fitted.figures(truth, fitted.chances >= fitted.arrays["thresholds"])
    assert 0 < figures["codes"][group.codes[0].id]["brier_skill"] < 1


def test_a_rare_code_needs_precision():
    chances, truth = np.array([0.9, 0.8, 0.4, 0.3, 0.2]), np.array([True, True, False, False, True])
    threshold = calibrate.precise_threshold(chances, truth)
    assert 0.4 < threshold <= 0.8


def test_what_is_held_out_hangs_on_nothing_but_document_or_text():
    sentences = read_tagged(training_files()[0], BOOK)
    held = train._held(sentences)
    assert np.array_equal(held[::-1], train._held(sentences[::-1]))
    assert 0.02 < np.mean(held) < 0.25
    assert len(set(train._held([dataclasses.replace(item, document="a/b") for item in sentences]))) == 1


def test_too_few_sentences_of_a_code_are_named():
    plain = [item for item in read_tagged(training_files()[0], BOOK) if not item.codes["principles"]]
    with pytest.raises(InputError, match="too few sentences carry"):
        train._check(plain, np.arange(len(plain)) % 2 == 0, BOOK)


@needs_torch
def test_training_twice_gives_the_same_model_that_learns_what_it_is_shown(monkeypatch):
    monkeypatch.setattr(train, "LAYERS", 2)
    monkeypatch.setattr(train, "ROUNDS", 2)
    sentences = [item for path in training_files() for item in read_tagged(path, BOOK)][:700]
    sentences = [dataclasses.replace(item, document=f"d/{number % 50}") if number % 2 else item for number, item in enumerate(sentences)]
    matcher = pipeline.matcher_for(BOOK)
    lines = []
    first, second = (train.train(sentences, BOOK, matcher, tiny_weights(), lines.append) for _ in range(2))
    assert first.files == second.files
    assert first.encoder.name == second.encoder.name
    for group, parts in first.arrays.items():
        for part, values in parts.items():
            assert np.array_equal(values, second.arrays[group][part]), (group, part)
    losses = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("round")]
    assert losses[1] < losses[0]
    segments = [pipeline.sentence_segment(item.text, item.heading, item.language) for item in sentences[:5]]
    from analyzer.tag.features import extract

    assert extract(segments, first.encoder, matcher).matrix.shape == (5, len(first.features))


@needs_torch
def test_a_student_comes_close_to_its_teacher_and_comes_out_the_same_twice():
    teacher = pipeline.load().tagger
    tagged = [item for path in training_files() for item in read_tagged(path, BOOK)][:1500]
    unread = [pipeline.sentence_segment(item.text + " ", item.heading, item.language) for item in tagged[750:]]
    first, second = (train.train_student(tagged, unread, teacher, quick_words, lambda _: None) for _ in range(2))
    assert first.files == second.files
    assert first.card["student_of"] == teacher.name
    tagger = Tagger("student", BOOK, first.encoder, teacher.matcher, {name: Head(name, **parts) for name, parts in first.arrays.items()})
    student, taught = ([[item.probability for item in coding.groups["fields"]] for coding in coder.tag(unread[:300])] for coder in (tagger, teacher))
    assert np.corrcoef(np.ravel(student), np.ravel(taught))[0, 1] > 0.4


def test_unread_sentences_come_only_from_named_documents_that_are_not_held_out(tmp_path):
    names = [f"plan-{number}.txt" for number in range(60)]
    (tmp_path / "city").mkdir()
    for name in (*names, "other.txt"):
        (tmp_path / "city" / name).write_text(f"The city builds library {name}.\n12 34\n", "utf-8")
    coded = [StandoffSentence("city", name, "", Reference("", 0), (), "en", {}, "") for name in names]
    texts = [item.segment.text for item in unread_sentences(coded, tmp_path, lambda _: None)]
    assert len(texts) == len(set(texts))
    assert {name for name in names if not train.held_out(f"city/{name}")} == {text.removeprefix("The city builds library ")[:-1] for text in texts}
    assert 0 < sum(train.held_out(f"city/{name}") for name in names) < len(names) / 2


def test_a_folder_without_the_named_documents_is_refused(tmp_path):
    with pytest.raises(InputError, match="none of the documents"):
        unread_sentences([], tmp_path, lambda _: None)
