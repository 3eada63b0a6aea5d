"""What a document says of itself: kind, level, state, title, issuer, number, date, place and period, each with its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class DocumentKind(StrEnum):
    """What sort of document it is.

    `plan` holds plans, strategies, programmes and outlines; `action_plan` also implementation and work plans; `opinion` also
    guidance and bundles of policy measures; `law` also regulations, measures, rules and directives; `proposal` applications for
    grants and challenges; `standard` also technical codes. `other` is what says of itself that it is something else: a report,
    a review, a speech, a press kit, a list, a call.
    """

    PLAN = "plan"
    ACTION_PLAN = "action_plan"
    OPINION = "opinion"
    WORK_REPORT = "work_report"
    LAW = "law"
    PROPOSAL = "proposal"
    STANDARD = "standard"
    OTHER = "other"

    @property
    def is_plan(self) -> bool:
        """Whether it can be scored as a plan: it sets its own goals and measures. Opinions and proposals do so too."""
        return self in {DocumentKind.PLAN, DocumentKind.ACTION_PLAN, DocumentKind.OPINION, DocumentKind.PROPOSAL}


class DocumentLevel(StrEnum):
    """Which level of government issued it; municipalities directly under a state rank with provinces, counties with districts."""

    SUPRANATIONAL = "supranational"
    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


class DocumentState(StrEnum):
    """Whether it is still being consulted on, or was issued."""

    DRAFT = "draft"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Finding(Generic[Value]):
    """One item and where it was read: `quote` is text of the document, `paragraph` the number of its first block from 1.

    `page` is `None` in formats without pages; `paragraph` is `None` where a running head of the page was read.
    """

    value: Value
    quote: str
    paragraph: int | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """First and last year that a document plans for; `start` is `None` where it names only its horizon."""

    start: int | None
    end: int


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says of itself; `None` is what it does not say clearly.

    `date` is ISO 8601, as fine as the document gives it: a year, a month or a day. `place` and `issuer` are as written.
    """

    kind: Finding[DocumentKind] | None = None
    level: Finding[DocumentLevel] | None = None
    state: Finding[DocumentState] | None = None
    title: Finding[str] | None = None
    issuer: Finding[str] | None = None
    number: Finding[str] | None = None
    date: Finding[str] | None = None
    place: Finding[str] | None = None
    period: Finding[Period] | None = None

    @property
    def is_plan(self) -> bool | None:
        """Whether the document can be scored as a plan; `None` where its kind is unknown."""
        return self.kind.value.is_plan if self.kind else None

    @property
    def start(self) -> int | None:
        """The first year of a plan: of its period, else of its date."""
        if self.period is not None and self.period.value.start is not None:
            return self.period.value.start
        return int(self.date.value[:4]) if self.date is not None else None


@dataclass(frozen=True, slots=True)
class Wording:
    """The words and patterns of one language.

    `nouns` are the words of a title that tell the kind; with `last_noun` the one nearest the end of the title decides, else the
    order of the table. `said` are sentences of the opening that tell the kind. Patterns with a group `it` take that group.
    """

    last_noun: bool
    nouns: Mapping[DocumentKind, re.Pattern[str]]
    said: Mapping[DocumentKind, tuple[re.Pattern[str], ...]]
    patterns: Mapping[str, tuple[re.Pattern[str], ...]]
    levels: Mapping[DocumentLevel, tuple[re.Pattern[str], ...]]
    levels_said: Mapping[DocumentLevel, tuple[re.Pattern[str], ...]]
    months: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How documents name themselves, by language; `eras` and `plans` are the first years of eras and of five-year plans."""

    version: str
    sha256: str
    wordings: Mapping[str, Wording]
    eras: Mapping[str, int]
    plans: Mapping[str, int]

    def wording(self, language: str) -> Wording:
        """Return the words of a BCP 47 language, those of English where it has none of its own."""
        return self.wordings.get(language.split("-", maxsplit=1)[0]) or self.wordings["en"]
