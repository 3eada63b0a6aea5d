"""A decoder language model (Qwen2, Yang et al. 2024) out of a GGUF file, its upper layers adapted by matrices of low rank (Hu et al. 2022)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader, dequantize
from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from torch import Tensor, nn
from torch.nn import functional

from analyzer.domain.message import say
from analyzer.errors import ModelError
from analyzer.training.weights import Array

RANK = 32
SCALE = 2.0
"""Rank of the adapting matrices, and what their product is multiplied by."""
_ARCHITECTURE = "qwen2"
_SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
"""Where Qwen2's tokenizer cuts before it joins bytes."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """The lowest layers of a stored language model: sizes, tensors by name in float32, and its vocabulary with the merges of byte pairs."""

    heads: int
    key_heads: int
    epsilon: float
    base: float
    tensors: Mapping[str, Array]
    tokens: Sequence[str]
    merges: Sequence[str]
    sha256: str

    @property
    def width(self) -> int:
        """Values a piece."""
        return int(self.tensors["token_embd.weight"].shape[1])


def read_gguf(path: Path, layers: int) -> Decoder:
    """Read the table of pieces and the lowest `layers` layers. Raises `ModelError` for another file or architecture."""
    try:
        reader = GGUFReader(path)
        fields = {name: field.contents() for name, field in reader.fields.items()}
        if fields.get("general.architecture") != _ARCHITECTURE:
            raise ModelError(say("{file}: is no language model of the Qwen2 family; name a GGUF file of one", file=path))
        wanted = ("token_embd.weight", *(f"blk.{number}." for number in range(layers)))
        tensors = {item.name: np.array(dequantize(item.data, item.tensor_type), dtype=np.float32) for item in reader.tensors if item.name.startswith(wanted)}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(say("{file}: is no readable GGUF file ({error})", file=path, error=error)) from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    attention = f"{_ARCHITECTURE}.attention"
    return Decoder(
        int(fields[f"{attention}.head_count"]),
        int(fields[f"{attention}.head_count_kv"]),
        float(fields[f"{attention}.layer_norm_rms_epsilon"]),
        float(fields[f"{_ARCHITECTURE}.rope.freq_base"]),
        tensors,
        fields["tokenizer.ggml.tokens"],
        fields["tokenizer.ggml.merges"],
        digest,
    )


def tokenizer(decoder: Decoder) -> Callable[[str], list[int]]:
    """Return a function from text to the numbers of its pieces (byte pairs, Sennrich et al. 2016)."""
    vocabulary = {token: number for number, token in enumerate(decoder.tokens)}
    cutter: Any = Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(merge.split(" ")) for merge in decoder.merges]))
    parts = [pre_tokenizers.Split(Regex(_SPLIT), behavior="isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    cutter.pre_tokenizer = pre_tokenizers.Sequence(parts)

    def cut(text: str) -> list[int]:
        ids: list[int] = cutter.encode(text.encode("utf-8", "replace").decode()).ids
        return ids

    return cut


class Norm(nn.Module):  # type: ignore[misc]
    """Division by the root mean square (Zhang and Sennrich 2019)."""

    def __init__(self, weight: Array, epsilon: float) -> None:
        super().__init__()
        self.register_buffer("weight", torch.from_numpy(weight))
        self.epsilon = epsilon

    def forward(self, values: Tensor) -> Tensor:
        """Return values of the same shape and type."""
        full = values.float()
        scaled: Tensor = full * torch.rsqrt(full.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight
        return scaled.to(values.dtype)


class Linear(nn.Module):  # type: ignore[misc]
    """A frozen matrix in 16 bits, beside which a product of two small matrices may learn."""

    def __init__(self, decoder: Decoder, name: str, *, adapted: bool) -> None:
        super().__init__()
        weight = torch.from_numpy(decoder.tensors[f"{name}.weight"])
        self.register_buffer("weight", weight.bfloat16())
        bias = decoder.tensors.get(f"{name}.bias")
        self.register_buffer("bias", None if bias is None else torch.from_numpy(bias).bfloat16())
        self.adapted = adapted
        if adapted:
            rows, columns = weight.shape
            self.down = nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
            self.up = nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, values: Tensor) -> Tensor:
        """Return the product, in 16 bits."""
        product = functional.linear(values, self.weight, self.bias)
        if self.adapted:
            product = product + SCALE * functional.linear(functional.linear(values, self.down.bfloat16()), self.up.bfloat16())
        return product


class Block(nn.Module):  # type: ignore[misc]
    """One layer: attention with rotary positions (Su et al. 2021) over what stands before, then a gated layer (Shazeer 2020)."""

    def __init__(self, decoder: Decoder, number: int, *, adapted: bool) -> None:
        super().__init__()
        name = f"blk.{number}."
        self.heads, self.key_heads = decoder.heads, decoder.key_heads
        self.size = decoder.width // decoder.heads
        self.attention_norm = Norm(decoder.tensors[f"{name}attn_norm.weight"], decoder.epsilon)
        self.inner_norm = Norm(decoder.tensors[f"{name}ffn_norm.weight"], decoder.epsilon)
        for part, stored in (
            ("q", "attn_q"),
            ("k", "attn_k"),
            ("v", "attn_v"),
            ("o", "attn_output"),
            ("gate", "ffn_gate"),
            ("up", "ffn_up"),
            ("down", "ffn_down"),
        ):
            setattr(self, part, Linear(decoder, name + stored, adapted=adapted))

    def forward(self, values: Tensor, turn: tuple[Tensor, Tensor], seen: Tensor) -> Tensor:
        """Return values of the same shape; `turn` are cosine and sine by position, `seen` tells which pieces a piece may look at."""
        rows, pieces, width = values.shape
        normed = self.attention_norm(values)
        q = _turned(self.q(normed).view(rows, pieces, self.heads, self.size).transpose(1, 2), turn)
        k = _turned(self.k(normed).view(rows, pieces, self.key_heads, self.size).transpose(1, 2), turn)
        v = self.v(normed).view(rows, pieces, self.key_heads, self.size).transpose(1, 2)
        k, v = (part.repeat_interleave(self.heads // self.key_heads, 1) for part in (k, v))
        attention = functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        values = values + self.o(attention.transpose(1, 2).reshape(rows, pieces, width))
        normed = self.inner_norm(values)
        result: Tensor = values + self.down(functional.silu(self.gate(normed)) * self.up(normed))
        return result


def _turned(values: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    half = values.shape[-1] // 2
    cosine, sine = turn
    return (values * cosine + torch.cat([-values[..., half:], values[..., :half]], -1) * sine).to(values.dtype)


def turns(decoder: Decoder, pieces: int) -> tuple[Tensor, Tensor]:
    """Return cosine and sine of every position, each (pieces, size of a head)."""
    size = decoder.width // decoder.heads
    angles = torch.outer(torch.arange(pieces).float(), decoder.base ** -(torch.arange(0, size, 2).float() / size))
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def before(mask: Tensor) -> Tensor:
    """Return which pieces each piece may look at, (rows, 1, pieces, pieces): itself and those before it that are no padding."""
    pieces = mask.shape[1]
    seen = mask[:, None, None, :] & torch.ones(pieces, pieces, dtype=torch.bool).tril()
    return seen | torch.eye(pieces, dtype=torch.bool)
