"""How far a plan repeats others: sentence by sentence, each with its twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyzer.domain.entries import CodedSentence, Entry


class Tie(StrEnum):
    """What ties a sentence to other documents.

    `verbatim` and `substance` repeat the plan of another place on the same level; `alignment` repeats a national or provincial document; `formula` is a
    set phrase of very many documents; `own` is none of these.
    """

    VERBATIM = "verbatim"
    SUBSTANCE = "substance"
    ALIGNMENT = "alignment"
    FORMULA = "formula"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Twin:
    """The sentence of another document that is repeated; `likeness` is the share of common words in order, `cosine` that of meaning, where asked."""

    entry: Entry
    sentence: CodedSentence
    likeness: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Tied:
    """An aim or measure of the plan with its tie and its twin.

    `documents` counts the other documents in which it stands near-verbatim, whatever their time and level, or that share half its words by weight.
    `local` tells that it speaks of the place's own character and repeats nothing.
    """

    sentence: CodedSentence
    tie: Tie
    twin: Twin | None
    documents: int
    local: bool


@dataclass(frozen=True, slots=True)
class Sameness:
    """A plan beside the documents of a corpus. `tied` are its aims and measures, in order.

    `peers` and `upper` count the plans of other places and the national and provincial documents that it was compared with, `left_out` the others, by
    reason; `meant` tells whether repetition in substance was looked for.
    """

    entry: Entry
    tied: tuple[Tied, ...]
    peers: int
    upper: int
    left_out: Mapping[str, int]
    meant: bool

    def share(self, *ties: Tie) -> float | None:
        """Return the share of the aims and measures with one of these ties; `None` where the plan has none."""
        return sum(item.tie in ties for item in self.tied) / len(self.tied) if self.tied else None

    @property
    def local_share(self) -> float | None:
        """The share of the aims and measures that are tied to this place."""
        return sum(item.local for item in self.tied) / len(self.tied) if self.tied else None
