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
    """Whether a plan shows an element of a criterion: with a measure, only as an aim, or not."""

    PRESENT = "present"
    WEAK = "weak"
    ABSENT = "absent"


class Level(StrEnum):
    """How firmly a plan commits itself to an element: not at all, in words, by a measure, or by one that can be checked."""

    ABSENT = "absent"
    SLOGAN = "slogan"
    MEASURE = "measure"
    ACCOUNTABLE = "accountable"


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence cited as evidence, with the place to look it up (page from 1 where there are pages, paragraph from 1).

    `units` is the line that names the responsible units and so raised a measure to `commitment` 3; `None` where the sentence speaks for itself.
    """

    segment_id: str
    text: str
    page: int | None
    paragraph: int
    heading: tuple[str, ...]
    commitment: int
    units: str | None = None


@dataclass(frozen=True, slots=True)
class ElementScore:
    """How well one element is shown: `score` from 0 to 1, its best sentences first, and how many speak for it."""

    id: str
    level: Level
    score: float
    evidence: tuple[Citation, ...]
    sentences: int

    @property
    def presence(self) -> Presence:
        """The level in three steps."""
        return _PRESENCES[self.level]


_PRESENCES = {Level.ABSENT: Presence.ABSENT, Level.SLOGAN: Presence.WEAK, Level.MEASURE: Presence.PRESENT, Level.ACCOUNTABLE: Presence.PRESENT}

CONFIRM_FROM = 3.0
"""A criterion that lost more points than this to sentences in conflict is to be confirmed by a reader: the tagger is least sure of them."""


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """One criterion, 0 to 100; `missing` are the ids of absent elements; `conflicts` are sentences that cost points, together `conflict_loss`."""

    id: str
    score: float
    interval: tuple[float, float]
    elements: tuple[ElementScore, ...]
    missing: tuple[str, ...]
    conflicts: tuple[Citation, ...] = ()
    conflict_loss: float = 0.0

    @property
    def confirm(self) -> bool:
        """Whether the loss is so large that a reader should confirm the sentences in conflict."""
        return self.conflict_loss > CONFIRM_FROM


@dataclass(frozen=True, slots=True)
class CodeShare:
    """How many aims and measures in scope carry a code, and their share among those that carry any code of its group."""

    id: str
    sentences: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A time that a plan names, a year (`2027`) or the number of a phase (`1`), with the sentences of each stage dated to it."""

    year: int | None
    phase: int | None
    stages: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Phasing:
    """Where a city stands, where its plan leads, and in which order.

    `present` and `planned` count sentences by stage: what the text reports, and its measures. `present_stage` and `planned_stage` are
    the furthest stages that they bear out, `None` without any. `order` runs from -1 (the reverse of the recommended order) to 1 (all pairs of
    dated sentences in it), `None` where fewer than two times can be told apart. `leap` warns of automated decisions without their base.
    """

    present: tuple[tuple[str, int], ...]
    planned: tuple[tuple[str, int], ...]
    present_stage: str | None
    planned_stage: str | None
    steps: tuple[Step, ...]
    order: float | None
    leap: str | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The score of one document, 0 to 100, with everything that it rests on.

    `score` is `None` when the text cannot carry one; `reason` then says why. `interval` speaks of coding uncertainty and reading quality: the
    5th and 95th percentile over resampled sentences. `weight_range` is the lowest and highest total when every weight of a
    criterion may change by a fifth. `in_scope` of `sentences` sentences count as smart-city content.
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
    phasing: Phasing | None = None
    weight_range: tuple[float, float] | None = None
