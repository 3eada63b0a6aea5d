"""A teacher: a language model that learns the codings and then codes sentences that nobody coded, for a small tagger to learn from."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from analyzer.domain.codebook import CodeGroup, GroupKind
from analyzer.domain.message import say
from analyzer.domain.segment import Segment
from analyzer.pipeline import sentence_segment
from analyzer.resources.tagged import TaggedSentence
from analyzer.tag.classifier import Tagger
from analyzer.tag.features import marks, read_with
from analyzer.training.decoder import Block, Decoder, before, tokenizer, turns
from analyzer.training.fit import THREADS, Progress, loss
from analyzer.training.train import SEED, chances_of, held_out, targets_of
from analyzer.training.weights import Array

LAYERS = 14
"""Layers of the language model that are used, the lowest ones: the upper ones are about the next word."""
FROZEN = 7
"""Layers that do not learn; what they make of a sentence is worked out once."""
ROUNDS = 2
BATCH = 32
RATE = 4e-4
HEAD_RATE = 1e-3
WARM_UP = 0.08
DROPOUT = 0.1
TEXT_PIECES = 112
HEADING_PIECES = 26
_WINDOW = 32
_AT_ONCE = 2048
"""Pieces that the frozen layers read at once."""
EACH = 240
"""Sentences of a document that are taught at most."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Sentences: texts, headings, marks (rows, marks)."""

    texts: Sequence[str]
    headings: Sequence[str]
    marks: Array


class Teacher(nn.Module):  # type: ignore[misc]
    """Adapted layers over what the frozen ones made of a sentence, and a linear layer over the mean of its pieces, the last one, and the marks."""

    def __init__(self, decoder: Decoder, marks: int, codes: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(decoder, number, adapted=True) for number in range(FROZEN, LAYERS))
        self.norm = nn.LayerNorm(2 * decoder.width, elementwise_affine=False)
        self.head = nn.Linear(2 * decoder.width, codes)
        self.mark_head = nn.Linear(marks, codes, bias=False)
        nn.init.zeros_(self.mark_head.weight)

    def forward(self, values: Tensor, mask: Tensor, own: Tensor, marks: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
        """Return scores (rows, codes); `own` marks the pieces of the sentence itself."""
        seen = before(mask)
        for block in self.blocks:
            values = block(values, turn, seen)
        values = values.float()
        mean = (values * own[..., None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1)
        last = values[torch.arange(len(values)), mask.sum(1) - 1]
        vector = functional.dropout(self.norm(torch.cat([mean, last], 1)), DROPOUT, self.training)
        scores: Tensor = self.head(vector) + self.mark_head(marks)
        return scores


def teach(sentences: Sequence[TaggedSentence], unread: Sequence[Segment], decoder: Decoder, tagger: Tagger, progress: Progress) -> Array:
    """Return the chance of every code of `unread`, (sentences, codes of all groups): the mean of a teacher's and the tagger's.

    The teacher learns `sentences`, those that are held out left aside, as `train` leaves them.
    """
    codebook, matcher = tagger.codebook, tagger.matcher
    learned = [item for item in sentences if not held_out(item.document or item.text)]
    own = [sentence_segment(item.text, item.heading, item.language) for item in learned]
    lesson = Lesson(*read_with(own, matcher), marks(own, matcher).matrix)
    school = School(decoder, codebook.groups, lesson.marks.shape[1], SEED, progress)
    school.learn(lesson, targets_of(learned, codebook))
    taught = school.code(Lesson(*read_with(unread, matcher), marks(unread, matcher).matrix))
    tagged = np.array([chances_of(coding, codebook) for coding in tagger.tag(unread)], dtype=np.float32)
    mean: Array = (taught + tagged) / np.float32(2)
    return mean


class School:
    """A teacher in training and at work. The same lessons and seed give the same teacher on one machine."""

    def __init__(self, decoder: Decoder, groups: Sequence[CodeGroup], marks: int, seed: int, progress: Progress) -> None:
        torch.set_num_threads(THREADS)
        torch.manual_seed(seed)
        self._rng = random.Random(seed)  # noqa: S311 - order of batches, no secret
        self._groups = groups
        self._progress = progress
        self._cut = tokenizer(decoder)
        self._table = torch.from_numpy(decoder.tensors["token_embd.weight"]).bfloat16()
        self._lower = [Block(decoder, number, adapted=False) for number in range(FROZEN)]
        self._turns = turns(decoder, TEXT_PIECES + HEADING_PIECES)
        self._teacher = Teacher(decoder, marks, sum(len(group.codes) for group in groups))

    def learn(self, lesson: Lesson, targets: Array) -> None:
        """Fit the teacher to targets (rows, codes of all groups)."""
        teacher = self._teacher.train()
        read = self._read(lesson)
        sizes = [len(values) for values, _ in read]
        adapted = [value for name, value in teacher.named_parameters() if name.startswith("blocks.")]
        parts = [{"params": adapted, "lr": RATE}, {"params": [*teacher.head.parameters(), *teacher.mark_head.parameters()], "lr": HEAD_RATE}]
        optimizer = torch.optim.AdamW(parts, weight_decay=0.01)
        rates = [RATE, HEAD_RATE]
        steps = ROUNDS * -(-len(read) // BATCH)
        step = 0
        for epoch in range(ROUNDS):
            total = 0.0
            for number, rows in enumerate(self._batches(sizes), 1):
                share = min(step / (steps * WARM_UP), (steps - step) / (steps * (1 - WARM_UP)))
                for part, rate in zip(optimizer.param_groups, rates, strict=True):
                    part["lr"] = rate * max(share, 0.0)
                value = loss(self._scores([read[row] for row in rows], lesson.marks[rows]), torch.from_numpy(targets[rows]), self._groups)
                value.backward()
                torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
                optimizer.step()
                optimizer.zero_grad()
                total += value.item()
                step += 1
                if step % 50 == 0:
                    self._progress(say("step {step} of {steps}, loss {loss:.3f}", step=step, steps=steps, loss=total / number))
            self._progress(say("round {epoch} of {epochs}, loss {loss:.3f}", epoch=epoch + 1, epochs=ROUNDS, loss=total / max(number, 1)))

    def code(self, lesson: Lesson) -> Array:
        """Return the probability of every code, (rows, codes of all groups)."""
        self._teacher.eval()
        chances = np.zeros((len(lesson.texts), self._teacher.head.out_features), dtype=np.float32)
        size = BATCH * _WINDOW
        with torch.no_grad():
            for start in range(0, len(lesson.texts), size):
                part = slice(start, start + size)
                read = self._read(Lesson(lesson.texts[part], lesson.headings[part], lesson.marks[part]))
                order = sorted(range(len(read)), key=lambda row: len(read[row][0]))
                for at in range(0, len(order), BATCH):
                    rows = order[at : at + BATCH]
                    marks = lesson.marks[[start + row for row in rows]]
                    chances[[start + row for row in rows]] = self._chances(self._scores([read[row] for row in rows], marks))
                self._progress(say("the teacher read {done} of {all} sentences", done=start + len(read), all=len(lesson.texts)))
        return chances

    def _chances(self, scores: Tensor) -> Array:
        parts = []
        at = 0
        for group in self._groups:
            part = scores[:, at : at + len(group.codes)]
            at += len(group.codes)
            parts.append(torch.sigmoid(part) if group.kind is GroupKind.MULTI else torch.softmax(part, 1))
        return np.asarray(torch.cat(parts, 1).numpy(), dtype=np.float32)

    def _scores(self, read: Sequence[tuple[Tensor, int]], marks: Array) -> Tensor:
        longest = max(len(values) for values, _ in read)
        values = torch.zeros(len(read), longest, read[0][0].shape[1], dtype=torch.bfloat16)
        mask = torch.zeros(len(read), longest, dtype=torch.bool)
        own = torch.zeros(len(read), longest)
        for row, (known, heading) in enumerate(read):
            values[row, : len(known)] = known
            mask[row, : len(known)] = True
            own[row, heading : len(known)] = 1
        turn = (self._turns[0][:longest], self._turns[1][:longest])
        scores: Tensor = self._teacher(values, mask, own, torch.from_numpy(marks), turn)
        return scores

    def _read(self, lesson: Lesson) -> list[tuple[Tensor, int]]:
        """Return what the frozen layers make of each sentence, (pieces, width), and how many of its pieces are headings."""
        rows = []
        for text, heading in zip(lesson.texts, lesson.headings, strict=True):
            above, own = self._cut(heading + "\n")[-HEADING_PIECES:], self._cut(text)[:TEXT_PIECES]
            rows.append(([*above, *own], len(above)))
        result: list[tuple[Tensor, int]] = [(torch.empty(0), 0)] * len(rows)
        order = sorted(range(len(rows)), key=lambda row: len(rows[row][0]))
        batch: list[int] = []
        with torch.no_grad():
            for row in (*order, None):
                if batch and (row is None or (len(batch) + 1) * len(rows[row][0]) > _AT_ONCE):
                    longest = len(rows[batch[-1]][0])
                    ids = torch.zeros(len(batch), longest, dtype=torch.long)
                    mask = torch.zeros(len(batch), longest, dtype=torch.bool)
                    for line, number in enumerate(batch):
                        ids[line, : len(rows[number][0])] = torch.tensor(rows[number][0])
                        mask[line, : len(rows[number][0])] = True
                    values, seen = self._table[ids], before(mask)
                    turn = (self._turns[0][:longest], self._turns[1][:longest])
                    for block in self._lower:
                        values = block(values, turn, seen)
                    for line, number in enumerate(batch):
                        result[number] = values[line, : len(rows[number][0])].clone(), rows[number][1]
                    batch = []
                if row is not None:
                    batch.append(row)
        return result

    def _batches(self, sizes: Sequence[int]) -> Iterator[list[int]]:
        order = list(range(len(sizes)))
        self._rng.shuffle(order)
        size = BATCH * _WINDOW
        windows = [sorted(order[start : start + size], key=lambda row: sizes[row]) for start in range(0, len(order), size)]
        batches = [window[start : start + BATCH] for window in windows for start in range(0, len(window), BATCH)]
        self._rng.shuffle(batches)
        yield from batches
