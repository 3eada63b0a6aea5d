"""The network that training fits: the encoder's lowest layers and linear heads over its vector and the sentence's other features."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from analyzer.training.weights import Array, Weights

DROPOUT = 0.1


class Dropout(nn.Module):  # type: ignore[misc]
    """Drops whole columns of a sentence, the same at every piece (Gal and Ghahramani 2016); far cheaper on a CPU than one draw a value."""

    def forward(self, values: Tensor) -> Tensor:
        """Return the values, of shape (rows, pieces, width), with some columns of each row at zero while training."""
        if not self.training:
            return values
        kept = torch.rand(values.shape[0], 1, values.shape[2]) >= DROPOUT
        return values * kept.to(values.dtype) / (1 - DROPOUT)


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer layer, normalised after each part (Vaswani et al. 2017)."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, epsilon), nn.LayerNorm(width, epsilon)
        self.dropout = Dropout()

    def forward(self, values: Tensor, mask: Tensor) -> Tensor:
        """Return values of the same shape; `mask` is added to the attention scores."""
        rows, pieces, width = values.shape
        q, k, v = (part(values).view(rows, pieces, self.heads, width // self.heads).permute(0, 2, 1, 3) for part in (self.q, self.k, self.v))
        # Written out: the fused attention of PyTorch is slower than this on a CPU when it trains, and the export joins just these steps into one.
        attention = torch.softmax(q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5 + mask, -1).to(v.dtype) @ v
        values = self.aln(values + self.dropout(self.ao(attention.permute(0, 2, 1, 3).reshape(rows, pieces, width))))
        return self.oln(values + self.dropout(self.fo(functional.gelu(self.fi(values), approximate="tanh"))))


class EncoderNetwork(nn.Module):  # type: ignore[misc]
    """Ids and mask to one vector a row: the mean over the pieces beside the first piece."""

    def __init__(self, weights: Weights, keep: Sequence[int], layers: int) -> None:
        super().__init__()
        tensors = weights.tensors
        width, inner = tensors["emb.word"].shape[1], tensors["l0.fi.w"].shape[0]
        self.dimensions = 2 * width
        self.word = nn.Embedding(len(keep), width)
        self.position = nn.Embedding(tensors["emb.pos"].shape[0], width)
        self.norm = nn.LayerNorm(width, weights.epsilon)
        self.layers = nn.ModuleList(Layer(width, inner, weights.heads, weights.epsilon) for _ in range(layers))
        self.dropout = Dropout()
        with torch.no_grad():
            self.word.weight.copy_(_tensor(tensors["emb.word"][np.asarray(keep)] + tensors["emb.type"][0]))
            self.position.weight.copy_(_tensor(tensors["emb.pos"]))
            _fill(self.norm, tensors, "emb.ln")
            for number, layer in enumerate(self.layers):
                for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                    _fill(getattr(layer, name), tensors, f"l{number}.{name}")
        # The table of pieces stays as it is: most pieces are never met in training, and those that are should not drift away from them.
        for table in (self.word, self.position):
            table.weight.requires_grad = False

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return vectors of shape (rows, dimensions)."""
        values = self.dropout(self.norm(self.word(ids) + self.position.weight[: ids.shape[1]]))
        hidden = (1.0 - mask.unsqueeze(1).unsqueeze(2)) * -10000.0
        for layer in self.layers:
            values = layer(values, hidden.to(values.dtype))
        weight = mask.unsqueeze(-1).to(values.dtype)
        return torch.cat([(values * weight).sum(1) / weight.sum(1), values[:, 0]], 1)


class Network(nn.Module):  # type: ignore[misc]
    """Encoder and one linear layer over vector and features: the scores of all codes of all groups side by side."""

    def __init__(self, encoder: EncoderNetwork, features: int, codes: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.vector_head = nn.Linear(encoder.dimensions, codes)
        self.feature_head = nn.Linear(features, codes, bias=False)
        nn.init.zeros_(self.feature_head.weight)

    def forward(self, ids: Tensor, mask: Tensor, features: Tensor) -> Tensor:
        """Return scores of shape (rows, codes)."""
        scores: Tensor = self.vector_head(functional.dropout(self.encoder(ids, mask), DROPOUT, self.training)) + self.feature_head(features)
        return scores

    def head(self) -> tuple[Array, Array]:
        """Return weights (dimensions + features, codes) and bias (codes,) of the linear layer over vector and features."""
        weights = torch.cat([self.vector_head.weight, self.feature_head.weight], 1).detach().numpy().T
        return np.ascontiguousarray(weights), self.vector_head.bias.detach().numpy().copy()


def _tensor(values: Array) -> Tensor:
    return torch.from_numpy(np.array(values, dtype=np.float32))


def _fill(part: Any, tensors: Any, name: str) -> None:
    part.weight.copy_(_tensor(tensors[f"{name}.w"]))
    part.bias.copy_(_tensor(tensors[f"{name}.b"]))


def export(encoder: EncoderNetwork) -> bytes:
    """Return the encoder as an ONNX graph with inputs `ids` and `mask` and output `vector`, its matrices and table of pieces in 8 bits.

    Attention and normalisation become one operator each, a fifth faster. Activations are quantised at run time (Jacob et al. 2018),
    weights per column and to 7 of the 8 bits: processors without dot-product instructions would overflow otherwise, and one document must
    have one score everywhere.
    """
    import tempfile
    import warnings
    from pathlib import Path

    import onnx

    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # as in tag.encoders
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.optimizer import optimize_model

    encoder.eval()
    example = (torch.ones((2, 16), dtype=torch.long), torch.ones((2, 16)))
    axes = {"ids": {0: "rows", 1: "pieces"}, "mask": {0: "rows", 1: "pieces"}, "vector": {0: "rows"}}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, joined, small = (Path(folder) / name for name in ("plain.onnx", "joined.onnx", "small.onnx"))
        torch.onnx.export(encoder, example, plain, input_names=["ids", "mask"], output_names=["vector"], dynamic_axes=axes, opset_version=17, dynamo=False)
        heads, width = encoder.layers[0].heads, encoder.dimensions // 2
        optimize_model(str(plain), model_type="bert", num_heads=heads, hidden_size=width, opt_level=0).save_model_to_file(str(joined))
        numbers = {"DefaultTensorType": onnx.TensorProto.FLOAT}
        quantize_dynamic(joined, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, extra_options=numbers)
        return small.read_bytes()
