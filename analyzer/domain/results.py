"""What the steps hand to people and files: statuses, outcomes and scorecards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The one terminal status of an input."""

    OK = "ok"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    PASSWORD = "password"  # noqa: S105 - a status, not a secret
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    SKIPPED = "skipped"


class Presence(StrEnum):
    """Whether a plan shows an element of a criterion."""

    PRESENT = "present"
    WEAK = "weak"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence cited as evidence, with the place to look it up (page from 1 where there are pages, paragraph from 1)."""

    segment_id: str
    text: str
    page: int | None
    paragraph: int
    heading: tuple[str, ...]
    commitment: int


@dataclass(frozen=True, slots=True)
class ElementScore:
    """How well one element is shown: `score` from 0 to 1, its best sentences first, and how many speak for it."""

    id: str
    presence: Presence
    score: float
    evidence: tuple[Citation, ...]
    sentences: int


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion, 0 to 100; `missing` are the ids of absent elements; `conflicts` are sentences that cost points."""

    id: str
    score: float
    interval: tuple[float, float]
    elements: tuple[ElementScore, ...]
    missing: tuple[str, ...]
    conflicts: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeShare:
    """How many aims and measures in scope carry a code, and their share among those that carry any code of its group."""

    id: str
    sentences: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The score of one document, 0 to 100, with everything that it rests on.

    `score` is `None` when the text cannot carry one; `reason` then says why. `interval` holds the 5th and 95th
    percentile over resampled sentences. `in_scope` of `sentences` sentences count as smart-city content.
    """

    score: float | None
    reason: str | None
    interval: tuple[float, float] | None
    criteria: tuple[CriterionScore, ...]
    stages: tuple[CodeShare, ...]
    fields: tuple[CodeShare, ...]
    sentences: int
    in_scope: int
    general: tuple[tuple[str, int], ...] = ()
    """Measures outside the smart-city scope: (principle, sentences at commitment 2 or higher)."""
