"""How the sentences of documents spread over stages, principles and fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.domain.entries import CodedSentence

PROFILE_GROUPS = ("stages", "principles", "fields")

Cell = tuple[str, ...]
"""Codes of different groups, in the order of `PROFILE_GROUPS`: the sentences that carry all of them."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Counts of sentences by cell: of one, two or three groups. Empty cells are left out; a sentence may stand in several."""

    documents: int
    sentences: int
    cells: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class CellSentence:
    """A sentence of a cell and the name of its document."""

    file: str
    sentence: CodedSentence
