"""The fast student: a static encoder that learns from a tagger's probabilities on sentences that nobody coded (distillation, Hinton et al. 2015)."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from analyzer.domain.codebook import CodeGroup
from analyzer.domain.message import say
from analyzer.tag.static import TABLE_FILE, WORDS_FILE, Cut, WordIds
from analyzer.training.fit import Progress, loss
from analyzer.training.weights import Array

WIDTH = 64
"""Dimensions of a word's vector."""
HIDDEN = 128
"""Dimensions of a sentence's vector."""
BUCKETS = 2**16
"""Numbers that all pairs of words share."""
MOST_WORDS = 60_000
RARE = 2
"""Words seen fewer times are one with those never seen."""
BATCH = 128
RATE = 3e-3
DROPOUT = 0.2


@dataclass(frozen=True, slots=True)
class Reading:
    """Sentences to learn from: texts and headings as an encoder reads them, marks (rows, marks), targets (rows, codes) from 0 to 1."""

    texts: Sequence[str]
    headings: Sequence[str]
    marks: Array
    targets: Array


class Student(nn.Module):  # type: ignore[misc]
    """Word vectors, their means of text and headings, one hidden layer, and a linear layer over that and the marks."""

    def __init__(self, rows: int, marks: int, codes: int) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(rows, WIDTH, mode="mean", sparse=True)
        nn.init.normal_(self.vectors.weight, std=0.1)
        self.hidden = nn.Linear(2 * WIDTH, HIDDEN)
        self.vector_head = nn.Linear(HIDDEN, codes)
        self.mark_head = nn.Linear(marks, codes, bias=False)
        nn.init.zeros_(self.mark_head.weight)

    def forward(self, text: tuple[Tensor, Tensor], heading: tuple[Tensor, Tensor], marks: Tensor) -> Tensor:
        """Return scores of shape (rows, codes); texts come as numbers of words and where each text starts."""
        joined = functional.dropout(torch.cat([self.vectors(*text), self.vectors(*heading)], 1), DROPOUT, self.training)
        vector = functional.dropout(functional.relu(self.hidden(joined)), DROPOUT, self.training)
        scores: Tensor = self.vector_head(vector) + self.mark_head(marks)
        return scores


def distil(reading: Reading, cut: Cut, groups: Sequence[CodeGroup], epochs: int, seed: int, progress: Progress) -> tuple[dict[str, bytes], tuple[Array, Array]]:
    """Return the files of a static encoder, and weights (dimensions + marks, codes) and bias (codes,) of the layer above it.

    The same reading gives the same bytes on one machine.
    """
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    words = _vocabulary(reading, cut)
    ids = WordIds(words, BUCKETS, cut)
    texts, headings = _Bags(ids, reading.texts), _Bags(ids, reading.headings)
    student = Student(ids.rows, reading.marks.shape[1], reading.targets.shape[1])
    dense = [value for name, value in student.named_parameters() if name != "vectors.weight"]
    optimizers = (torch.optim.Adam(dense, lr=RATE), torch.optim.SparseAdam([student.vectors.weight], lr=RATE))
    rates = torch.optim.lr_scheduler.LinearLR
    steps = epochs * -(-len(reading.texts) // BATCH)
    falling = [rates(optimizer, 1.0, 0.02, steps) for optimizer in optimizers]
    rng = random.Random(seed)  # noqa: S311 - order of batches, no secret
    order = list(range(len(reading.texts)))
    for epoch in range(epochs):
        rng.shuffle(order)
        total = 0.0
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            scores = student(texts.of(rows), headings.of(rows), torch.from_numpy(reading.marks[rows]))
            value = loss(scores, torch.from_numpy(reading.targets[rows]), groups)
            student.zero_grad()
            value.backward()
            for optimizer, rate in zip(optimizers, falling, strict=True):
                optimizer.step()
                rate.step()
            total += value.item() * len(rows)
        progress(say("round {epoch} of {epochs}, loss {loss:.3f}", epoch=epoch + 1, epochs=epochs, loss=total / len(order)))
    table = io.BytesIO()
    arrays = {
        "vectors": student.vectors.weight.detach().numpy().astype(np.float16),
        "weights": student.hidden.weight.detach().numpy().T.copy(),
        "bias": student.hidden.bias.detach().numpy(),
    }
    np.savez_compressed(table, allow_pickle=False, **arrays)
    files = {TABLE_FILE: table.getvalue(), WORDS_FILE: "".join(f"{word}\n" for word in words).encode()}
    weights = torch.cat([student.vector_head.weight, student.mark_head.weight], 1).detach().numpy().T
    return files, (np.ascontiguousarray(weights), student.vector_head.bias.detach().numpy().copy())


def _vocabulary(reading: Reading, cut: Cut) -> list[str]:
    """Return the words that get a vector of their own, most frequent first, equals by the alphabet."""
    reader = WordIds((), 1, cut)
    counts = Counter(word for text in (*reading.texts, *dict.fromkeys(reading.headings)) for word in reader.words(text))
    kept = sorted((-count, word) for word, count in counts.items() if count > RARE and word.isprintable())
    return [word for _, word in kept[:MOST_WORDS]]


class _Bags:
    """Numbers of the words of many texts, of which batches are taken; texts that repeat are kept once."""

    def __init__(self, ids: WordIds, texts: Sequence[str]) -> None:
        number = {text: index for index, text in enumerate(dict.fromkeys(texts))}
        self._text = [number[text] for text in texts]
        self._ids, starts = ids.of(list(number))
        self._bounds: NDArray[np.int64] = np.append(starts, len(self._ids))

    def of(self, rows: Sequence[int]) -> tuple[Tensor, Tensor]:
        parts = [self._ids[self._bounds[text] : self._bounds[text + 1]] for text in (self._text[row] for row in rows)]
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return torch.from_numpy(np.concatenate(parts)), torch.from_numpy(starts)
