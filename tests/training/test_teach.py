"""The teacher: a small language model made by hand learns codings. Needs torch and tokenizers."""

import dataclasses

import numpy as np
import pytest

from analyzer.resources.codebooks import load_codebook

torch = pytest.importorskip("torch")
pytest.importorskip("tokenizers")

decoders = pytest.importorskip("analyzer.training.decoder")
teach = pytest.importorskip("analyzer.training.teach")

WIDTH, INNER, HEADS, LAYERS = 16, 32, 2, 3
GROUPS = (dataclasses.replace(load_codebook().group("principles"), codes=load_codebook().group("principles").codes[:2]),)


def bytes_as_characters():
    """The 256 characters that stand for bytes in byte-level vocabularies."""
    from tokenizers import pre_tokenizers

    return sorted(pre_tokenizers.ByteLevel.alphabet())


@pytest.fixture(scope="module")
def decoder():
    rng = np.random.default_rng(5)
    tokens = [*bytes_as_characters(), "ab"]
    shapes = {"token_embd.weight": (len(tokens), WIDTH)}
    for layer in range(LAYERS):
        shapes |= {f"blk.{layer}.{name}.weight": (WIDTH,) for name in ("attn_norm", "ffn_norm")}
        shapes |= {f"blk.{layer}.{name}.weight": (WIDTH, WIDTH) for name in ("attn_q", "attn_output")}
        shapes |= {f"blk.{layer}.{name}.weight": (WIDTH // 2, WIDTH) for name in ("attn_k", "attn_v")}
        shapes |= {f"blk.{layer}.{name}.weight": (INNER, WIDTH) for name in ("ffn_gate", "ffn_up")} | {f"blk.{layer}.ffn_down.weight": (WIDTH, INNER)}
        shapes |= {f"blk.{layer}.attn_q.bias": (WIDTH,)}
    tensors = {name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    return decoders.Decoder(HEADS, 1, 1e-6, 10000.0, tensors, tokens, ["a b"], "")


def test_text_is_cut_into_bytes_and_joined_pairs(decoder):
    cut = decoders.tokenizer(decoder)
    assert [decoder.tokens[number] for number in cut("abc")] == ["ab", "c"]
    assert len(cut("规")) == 3
    assert cut("\ud800") == cut("?")


def test_a_piece_sees_itself_and_what_stands_before_it_and_no_padding(decoder):
    block = decoders.Block(decoder, 0, adapted=False)
    turn = decoders.turns(decoder, 6)
    values = torch.randn(1, 6, WIDTH, generator=torch.Generator().manual_seed(1)).bfloat16()
    full = torch.ones(1, 6, dtype=torch.bool)
    whole = block(values, turn, decoders.before(full))
    changed = values.clone()
    changed[0, 4:] = 1
    assert torch.equal(block(changed, turn, decoders.before(full))[0, :4], whole[0, :4])
    assert not torch.equal(block(changed, turn, decoders.before(full))[0, 4:], whole[0, 4:])
    short = full.clone()
    short[0, 4:] = False
    assert torch.allclose(block(values, turn, decoders.before(short))[0, :4].float(), whole[0, :4].float(), atol=0.02)


def test_a_teacher_learns_what_it_is_shown_and_comes_out_the_same_twice(decoder, monkeypatch):
    monkeypatch.setattr(teach, "LAYERS", LAYERS)
    monkeypatch.setattr(teach, "FROZEN", 1)
    monkeypatch.setattr(teach, "ROUNDS", 12)
    monkeypatch.setattr(teach, "RATE", 3e-3)
    monkeypatch.setattr(teach, "HEAD_RATE", 1e-2)
    texts = ["ab ab ab", "zz zz zz"] * 64
    targets = np.array([[1, 0], [0, 1]] * 64, dtype=np.float32)
    lesson = teach.Lesson(texts, ["x"] * 128, np.zeros((128, 3), dtype=np.float32))
    results = []
    for _ in range(2):
        school = teach.School(decoder, GROUPS, 3, 7, lambda _: None)
        school.learn(lesson, targets)
        results.append(school.code(teach.Lesson(["ab ab", "zz zz"], ["x", "x"], np.zeros((2, 3), dtype=np.float32))))
    assert np.array_equal(*results)
    assert results[0].shape == (2, 2)
    assert results[0][0, 0] > 0.5 > results[0][0, 1]
    assert results[0][1, 1] > 0.5 > results[0][1, 0]
