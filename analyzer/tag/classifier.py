"""The tagger: linear heads over features, one per code or per scale, with calibrated probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.coding import CodeProbability, Coding, Evidence
from analyzer.domain.segment import Segment
from analyzer.tag.cues import CueMatcher, Match
from analyzer.tag.encoders import Encoder, Matrix
from analyzer.tag.features import extract, read_with

_SCALE = 10_000
"""Probabilities are given in four digits."""
_MOST_KNOWN = 4_000
"""Objects of a code that are kept from document to document."""

Table = tuple[CodeGroup, NDArray[np.float64], NDArray[np.bool_]]
"""A group with the probability of each code and whether it is assigned, both of shape (rows, codes)."""


@dataclass(frozen=True, slots=True)
class Head:
    """The linear model of one code group.

    `weights` has shape (features, codes) and `bias` (codes,). `slope` and `offset` (codes,) calibrate the
    scores by Platt's sigmoid (Platt 1999) in multi groups; in single and ordinal groups the scores go through a softmax with
    temperature 1/`slope[0]`. `thresholds` (codes,) are the probabilities from which a code of a multi or single group is assigned.
    """

    group: str
    weights: Matrix
    bias: Matrix
    slope: Matrix
    offset: Matrix
    thresholds: Matrix


def probabilities(head: Head, kind: GroupKind, matrix: Matrix) -> NDArray[np.float64]:
    """Return the calibrated probability of every code, shape (rows, codes)."""
    scores = (matrix @ head.weights + head.bias).astype(np.float64)
    if kind is GroupKind.MULTI:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores * head.slope + head.offset, -50, 50))))
    scores = scores * head.slope[0]
    scores -= scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def assign(head: Head, group: CodeGroup, chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which codes are assigned, shape (rows, codes).

    Multi: every code at or above its threshold. Ordinal: the most probable level. Single: the most probable code among those at or above
    their thresholds, or else the group's default.
    """
    if group.kind is GroupKind.MULTI:
        return np.asarray(chances >= head.thresholds)
    best = chances.argmax(axis=1)
    if group.kind is GroupKind.SINGLE:
        default = [code.id for code in group.codes].index(group.default or group.codes[0].id)
        reached = np.where(chances >= head.thresholds, chances, 0.0)
        reached[:, default] = 0.0
        best = np.where(reached.any(axis=1), reached.argmax(axis=1), default)
    result = np.zeros(chances.shape, dtype=bool)
    result[np.arange(len(best)), best] = True
    return result


def _enforce_requirements(tables: Sequence[Table]) -> None:
    """Take back codes of groups whose requirement is not met: no stage without digital content. Changes `assigned` in place."""
    by_name = {group.name: (group, given) for group, _, given in tables}
    for group, _, assigned in tables:
        for other, codes in group.requires.items():
            needed, given = by_name[other]
            columns = [number for number, code in enumerate(needed.codes) if code.id in codes]
            np.logical_and(assigned, given[:, columns].any(axis=1, keepdims=True), out=assigned)


class Tagger:
    """Codes segments with a codebook: encoder, cues and one linear head per group.

    `name` is the coder under which its codings are stored: model name, version and the first digits of the weights' sha256.
    """

    def __init__(self, name: str, codebook: Codebook, encoder: Encoder, matcher: CueMatcher, heads: Mapping[str, Head]) -> None:
        self.name = name
        self.codebook = codebook
        self.encoder = encoder
        self.matcher = matcher
        self._heads = dict(heads)
        self._names = [group.name for group in codebook.groups]
        self._known = {group.name: [_Known(code.id) for code in group.codes] for group in codebook.groups}
        self._codes = {group.name: {code.id for code in group.codes} for group in codebook.groups}

    def tag(self, segments: Sequence[Segment]) -> list[Coding]:
        """Return one coding per segment, in order. Call it once per document: a call has a fixed cost, a sentence hardly any."""
        if not segments:
            return []
        features = extract(segments, self.encoder, self.matcher)
        tables: list[Table] = []
        for group in self.codebook.groups:
            head = self._heads[group.name]
            chances = probabilities(head, group.kind, features.matrix)
            tables.append((group, chances, assign(head, group, chances)))
        _enforce_requirements(tables)
        columns = [self._items(table) for table in tables]
        return [
            self._coding(segment, matches, dict(zip(self._names, items, strict=True)))
            for segment, matches, *items in zip(segments, features.matches, *columns, strict=True)
        ]

    def meanings(self, segments: Sequence[Segment]) -> Matrix:
        """Return one float32 row of length 1 per segment, read without its headings: the dot product of two rows is the cosine of their meanings."""
        texts, _ = read_with(segments, self.matcher)
        vectors = self.encoder.encode(texts, [""] * len(texts))
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _items(self, table: Table) -> list[tuple[CodeProbability, ...]]:
        """Return the codes of a group with their probabilities, rounded, row by row."""
        group, chances, assigned = table
        keys = (np.rint(chances * _SCALE).astype(np.int64) * 2 + assigned).T.tolist()
        return list(zip(*(map(known.__getitem__, column) for known, column in zip(self._known[group.name], keys, strict=True)), strict=True))

    def _coding(self, segment: Segment, matches: Sequence[Match], groups: dict[str, tuple[CodeProbability, ...]]) -> Coding:
        cues = {match.cue for match in matches}
        evidence = []
        for group, codes in self._codes.items() if cues else ():
            carried = {item.code for item in groups[group] if item.assigned and item.code in cues} if not codes.isdisjoint(cues) else ()
            if carried:
                evidence += [Evidence(group, match.cue, match.span, segment.text[match.start : match.end]) for match in matches if match.cue in carried]
        return Coding(segment.id, self.name, groups, tuple(evidence), tuple(sorted(cues)))


class _Known(dict[int, CodeProbability]):
    """One object for each probability and decision of a code: most codes are unlikely by the same four digits."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, key: int) -> CodeProbability:
        if len(self) > _MOST_KNOWN:
            self.clear()
        item = self[key] = CodeProbability(self._code, key // 2 / _SCALE, bool(key % 2))
        return item
