"""The parts of a report on one document, ready to be set: every word is in the report's language."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.domain.precedent import Precedent


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the document with its place; `anchor` is the id of the sentence in the full text."""

    text: str
    place: str
    anchor: str | None
    level: str
    units: str | None = None


@dataclass(frozen=True, slots=True)
class ElementPart:
    """One element: its level (`absent`, `slogan`, `measure`, `accountable`), that level in words, best sentences, and the benchmarks that show it."""

    id: str
    name: str
    level: str
    word: str
    quotes: tuple[Quote, ...]
    sentences: int
    shown_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """One criterion with points from 0 to 100, its interval and its elements; `conflicts` cost `loss` points. `benchmarks` is how many were asked."""

    id: str
    name: str
    score: float
    low: float
    high: float
    elements: tuple[ElementPart, ...]
    conflicts: tuple[Quote, ...]
    loss: float
    benchmarks: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How often a code speaks in one stretch of the document: its `place` from 0, `strength` from 0 (never) to 3; `anchor` leads to the stretch."""

    place: int
    count: int
    strength: int
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One code over the whole document: `tone` is its number in its group, `total` its sentences."""

    group: str
    name: str
    tone: int
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole document from first to last stretch; `unit` says what a stretch is, `first` and `last` name the ends."""

    rows: tuple[StripRow, ...]
    stretches: int
    unit: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class StepColumn:
    """Sentences of each stage at one time, in the order of `Timeline.stages`; `kind` is `present`, `planned` or `step`."""

    name: str
    kind: str
    counts: tuple[int, ...]
    strengths: tuple[int, ...]
    furthest: int | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Stages by time: what is reported, what is planned, and what the plan dates; `sentences` say it in words, `reading` how to read the counts."""

    stages: tuple[str, ...]
    columns: tuple[StepColumn, ...]
    sentences: tuple[str, ...]
    reading: str
    leap: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """An element that is absent, only words, or a measure that cannot be checked: what the draft says, what to do, how others said it."""

    criterion: str
    element: str
    level: str
    word: str
    advice: str
    quotes: tuple[Quote, ...]
    examples: tuple[Precedent, ...]


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """Something that a reader should check, with the sentences concerned."""

    why: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CodeNote:
    """A code that a sentence carries, with its probability and the words that speak for it."""

    name: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the full text: `parts` are its pieces with whether they are evidence, `marks` the keys of the filters that keep it."""

    anchor: str
    parts: tuple[tuple[str, bool], ...]
    heading: bool
    opens: bool
    notes: tuple[CodeNote, ...]
    level: str
    stance: str | None
    marks: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """One page (or, without pages, a stretch of paragraphs) of the full text."""

    anchor: str
    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of sentences in the full text: its key, its name and how many sentences it keeps; `tone` colours codes."""

    key: str
    name: str
    count: int
    group: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that was read but left out: why, how many pieces, and the first of them."""

    why: str
    count: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A report on one document. `facts` and `made` are labels with values, `benchmarks` those asked; `limits` say what the report does not claim."""

    language: str
    title: str
    file: str
    document_language: str
    facts: tuple[tuple[str, str], ...]
    score: float | None
    low: float | None
    high: float | None
    verdict: tuple[str, ...]
    criteria: tuple[CriterionPart, ...]
    benchmarks: tuple[str, ...]
    strip: Strip | None
    timeline: Timeline | None
    gaps: tuple[Gap, ...]
    firm: tuple[Gap, ...]
    confirm: tuple[ToConfirm, ...]
    filters: tuple[Filter, ...]
    text: tuple[TextPage, ...]
    made: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    limits: tuple[str, ...]
