"""Fitting the network to tagged sentences: one loss for all groups."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from analyzer.domain.codebook import CodeGroup, GroupKind
from analyzer.domain.message import say
from analyzer.training.network import Network
from analyzer.training.weights import SPECIAL, Array

BATCH = 32
RATE = 3e-4
HEAD_RATE = 1e-3
LAYER_DECAY = 0.9
"""Each layer learns this much slower than the one above it (Howard and Ruder 2018)."""
WARM_UP = 0.08
AVERAGE = 0.995
"""Share of the old in the running average of weights that is kept in the end (Polyak and Juditsky 1992)."""
MASKED = 0.08
"""Share of pieces that are hidden in training, so that no single word carries a code."""
THREADS = 2
"""Fixed, since sums in another order give other last bits."""
_WINDOW = 32

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences to learn from: ids of pieces, features (rows, features) and targets (rows, codes of all groups) between 0 and 1.

    The last `once` rows are seen in one round only, the others in every round.
    """

    ids: Sequence[Sequence[int]]
    features: Array
    targets: Array
    once: int = 0


def device() -> torch.device:
    """Return the graphics card where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fit(network: Network, examples: Examples, groups: Sequence[CodeGroup], epochs: int, seed: int, progress: Progress) -> None:
    """Fit in place. The same network, examples and seed give the same weights on one machine.

    Layers learn with AdamW (Loshchilov and Hutter 2019) at rates that fall from layer to layer, in 16-bit floats where that saves time.
    """
    torch.set_num_threads(THREADS)
    torch.manual_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - order of batches, no secret
    place = device()
    network.to(place).train()
    layers = network.encoder.layers
    parts: list[dict[str, Any]] = [{"params": list(layer.parameters()), "lr": RATE * LAYER_DECAY ** (len(layers) - 1 - n)} for n, layer in enumerate(layers)]
    parts.append({"params": [*network.vector_head.parameters(), *network.feature_head.parameters()], "lr": HEAD_RATE})
    optimizer = torch.optim.AdamW(parts, weight_decay=0.01, fused=True)
    rates = [part["lr"] for part in parts]
    learned = [value for value in network.parameters() if value.requires_grad]
    average = [value.detach().clone() for value in learned]
    rounds = _rounds(examples, epochs, rng)
    steps = sum(-(-len(rows) // BATCH) for rows in rounds)
    step = 0
    for epoch, rows in enumerate(rounds):
        total = 0.0
        batches = list(_batches(rows, examples.ids, rng))
        for number, batch in enumerate(batches, 1):
            share = min(step / (steps * WARM_UP), (steps - step) / (steps * (1 - WARM_UP)))
            for part, rate in zip(optimizer.param_groups, rates, strict=True):
                part["lr"] = rate * max(share, 0.0)
            ids, mask = _padded([_hidden(examples.ids[row], rng) for row in batch], place)
            with torch.autocast(place.type, dtype=torch.bfloat16):
                scores = network(ids, mask, torch.from_numpy(examples.features[batch]).to(place))
            value = loss(scores.float(), torch.from_numpy(examples.targets[batch]).to(place), groups)
            value.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            for kept, weight in zip(average, learned, strict=True):
                kept.lerp_(weight.detach(), 1 - AVERAGE)
            total += value.item()
            step += 1
            if step % 100 == 0:
                progress(say("step {step} of {steps}, loss {loss:.3f}", step=step, steps=steps, loss=total / number))
        progress(say("round {epoch} of {epochs}, loss {loss:.3f}", epoch=epoch + 1, epochs=epochs, loss=total / len(batches)))
    with torch.no_grad():
        for kept, value in zip(average, learned, strict=True):
            value.copy_(kept)
    network.to("cpu").eval()


def _rounds(examples: Examples, epochs: int, rng: random.Random) -> list[list[int]]:
    """Return the rows of each round."""
    always = len(examples.ids) - examples.once
    once = list(range(always, len(examples.ids)))
    rng.shuffle(once)
    return [[*range(always), *once[epoch::epochs]] for epoch in range(epochs)]


def _batches(rows: Sequence[int], ids: Sequence[Sequence[int]], rng: random.Random) -> Iterator[list[int]]:
    """Yield rows in random batches of sentences of like length."""
    order = list(rows)
    rng.shuffle(order)
    size = BATCH * _WINDOW
    windows = [sorted(order[start : start + size], key=lambda row: len(ids[row])) for start in range(0, len(order), size)]
    batches = [window[start : start + BATCH] for window in windows for start in range(0, len(window), BATCH)]
    rng.shuffle(batches)
    yield from batches


def _hidden(ids: Sequence[int], rng: random.Random) -> list[int]:
    unknown = SPECIAL - 1
    return [piece if piece < SPECIAL or rng.random() >= MASKED else unknown for piece in ids]


def _padded(rows: Sequence[Sequence[int]], place: torch.device) -> tuple[Tensor, Tensor]:
    width = max(map(len, rows))
    ids = torch.ones((len(rows), width), dtype=torch.long)
    mask = torch.zeros((len(rows), width))
    for line, row in enumerate(rows):
        ids[line, : len(row)] = torch.tensor(row)
        mask[line, : len(row)] = 1
    return ids.to(place), mask.to(place)


def loss(scores: Tensor, targets: Tensor, groups: Sequence[CodeGroup]) -> Tensor:
    """Return the sum over groups: binary cross-entropy of each code in groups of several, cross-entropy of the one code in the others."""
    total = torch.zeros(len(scores), device=scores.device)
    at = 0
    for group in groups:
        part = slice(at, at + len(group.codes))
        at = part.stop
        if group.kind is GroupKind.MULTI:
            total += functional.binary_cross_entropy_with_logits(scores[:, part], targets[:, part], reduction="none").sum(1)
        else:
            weight = 1.5 if group.kind is GroupKind.ORDINAL else 1.0
            total += weight * functional.cross_entropy(scores[:, part], targets[:, part], reduction="none")
    return total.mean()
