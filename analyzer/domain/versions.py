"""Two versions of a plan, sentence by sentence: what changed, and what it did to the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyzer.domain.results import Citation


class ChangeKind(StrEnum):
    """What happened to a sentence. A rewritten one may have moved as well; one read anew has the same words, but speaks for other elements.

    The tagger reads a sentence with its headings: under another heading the same words may be coded otherwise.
    """

    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"
    REWRITTEN = "rewritten"
    READ_ANEW = "read_anew"


class EditKind(StrEnum):
    """Whether a run of words stands in both versions, in the old one or in the new one."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Edit:
    """A run of words of a rewritten sentence."""

    kind: EditKind
    text: str


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a change did to an element: the commitment (1 to 3) with which its sentences spoke for it before and after.

    `None`: they did not speak for it. `points` is the change of the element's score, 0 to 100, that falls to this change; `None` where
    one of the versions has no score.
    """

    criterion: str
    element: str
    before: int | None
    after: int | None
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the sentences of both versions that it is about (more than one where a sentence was split or joined).

    `moved` tells that the place changed, `words` what was rewritten, `points` which part of the score's change falls to it.
    """

    kind: ChangeKind
    moved: bool
    old: tuple[Citation, ...]
    new: tuple[Citation, ...]
    words: tuple[Edit, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions: its score (`None` with a reason) and the score of every criterion and element, 0 to 100."""

    name: str
    title: str | None
    language: str
    sentences: int
    score: float | None
    reason: str | None
    interval: tuple[float, float] | None
    criteria: Mapping[str, float]
    elements: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Split:
    """How the score's change was split: `orders` in which the changes were made one by one, averaged.

    `rest` are the points of all else together: sentences that stayed and are coded with slightly other probabilities, changes that say nothing
    to be scored, and rounding. All points of the changes and `rest` add up to `difference`. `text` is the part of the changes of the text,
    `read_anew` that of sentences which kept their words.
    """

    difference: float
    orders: int
    rest: float
    text: float
    read_anew: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed from the old version to the new one, in the new one's order; `unchanged` counts sentences that stayed.

    `split` is `None` where one of the versions has no score.
    """

    old: Version
    new: Version
    changes: tuple[Change, ...]
    unchanged: int
    split: Split | None

    @property
    def kept(self) -> float:
        """The share of the shorter version's sentences that the other holds too, unchanged, moved or rewritten; 1 where one is empty."""
        shared = self.unchanged + sum(change.kind not in {ChangeKind.ADDED, ChangeKind.DROPPED} for change in self.changes)
        return min(1.0, shared / max(min(self.old.sentences, self.new.sentences), 1)) if self.old.sentences and self.new.sentences else 1.0
