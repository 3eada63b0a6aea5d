"""A draft beside another plan or a benchmark: element by element, with the passages of both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analyzer.domain.results import Presence


class SideKind(StrEnum):
    """A real document, or a benchmark known through an analyst's summary."""

    DOCUMENT = "document"
    BENCHMARK = "benchmark"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage quoted as evidence. `sources` are URLs (benchmarks); page and paragraph tell the place (documents)."""

    text: str
    commitment: int
    page: int | None = None
    paragraph: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How a side shows one element, with its best passages."""

    presence: Presence
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """Years that a side names for work at certain stages and in certain fields, with the passage."""

    first: int
    last: int
    stages: tuple[str, ...]
    fields: tuple[str, ...]
    passage: Passage


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. `elements` maps (criterion, element) to how it is shown; `stages` and `fields` count measures and aims.

    `start` is the year of the plan (its period or issue), `document_kind` and `level` what a document says of itself, `score` its points.
    """

    name: str
    kind: SideKind
    language: str
    elements: Mapping[tuple[str, str], Shown]
    stages: Mapping[str, int]
    fields: Mapping[str, int]
    start: int | None
    dated: tuple[Dated, ...]
    document_kind: str | None = None
    level: str | None = None
    score: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ElementDifference:
    """An element that one side shows and the other lacks, or shows only as an aim."""

    criterion: str
    element: str
    draft: Shown
    other: Shown


@dataclass(frozen=True, slots=True)
class StageTiming:
    """Years from a side's start to the first year it names for each stage; `None` where it names none or its start is unknown."""

    stage: str
    draft: int | None
    other: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a draft lacks that the other side shows, the reverse, and what both show.

    `points` is the draft's score less the other's, only between real plans of the same kind; otherwise `points_reason` says why not.
    """

    draft: Side
    other: Side
    lacks: tuple[ElementDifference, ...]
    adds: tuple[ElementDifference, ...]
    both: tuple[tuple[str, str], ...]
    neither: tuple[tuple[str, str], ...]
    stages_lacking: tuple[str, ...]
    stages_adding: tuple[str, ...]
    fields_lacking: tuple[str, ...]
    fields_adding: tuple[str, ...]
    timing: tuple[StageTiming, ...]
    points: float | None
    points_reason: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """How another plan or a benchmark says what a draft lacks: the passage, and whose it is. `place` and `date` are those of a document."""

    source: str
    kind: SideKind
    title: str | None
    place: str | None
    date: str | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class Gap:
    """An element that a draft lacks or shows only as an aim, and how others said it, the nearest in meaning first."""

    criterion: str
    element: str
    draft: Shown
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Every gap of a draft with examples; `documents` and `benchmarks` count the sources that were looked through."""

    name: str
    language: str
    gaps: tuple[Gap, ...]
    documents: int
    benchmarks: int
