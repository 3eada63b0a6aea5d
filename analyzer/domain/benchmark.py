"""A benchmark programme: what is known of it, with sources, and what has been claimed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Text = Mapping[str, str]
"""The same words in several languages, by BCP 47 primary tag (`en`, `zh`)."""


class Verdict(StrEnum):
    """What the facts say of a claim."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a statement rests on: ids of facts, and of claims where only those say so."""

    facts: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in our own words with its source URLs; `conflict` says where sources differ."""

    id: str
    text: Text
    sources: tuple[str, ...]
    conflict: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What the source article claims, with a verdict, why, and the facts that decide."""

    id: str
    text: Text
    verdict: Verdict
    why: Text
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body that took part, and its role."""

    name: Text
    role: Text
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Sector:
    """A field (a code of the codebook) that the programme worked on."""

    field: str
    text: Text
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of the programme: years (first, last), with the stages and fields it worked on."""

    years: tuple[int, int]
    names: Text
    stages: tuple[str, ...]
    fields: tuple[str, ...]
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Target:
    """A target with its figure as stated; value, unit and year only where the facts give them."""

    text: Text
    figure: str
    value: float | None
    unit: str | None
    year: int | None
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of the analyst's summary, coded by reading: group -> ids of the assigned codes."""

    text: str
    heading: str
    language: str
    codes: Mapping[str, tuple[str, ...]]
    grounds: Grounds


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A programme to compare with. `years` are its first and last or target year (`None` where unknown)."""

    id: str
    names: Text
    place: Text
    country: str
    kind: str
    years: tuple[int, int | None]
    bodies: tuple[Body, ...]
    sectors: tuple[Sector, ...]
    phases: tuple[Phase, ...]
    targets: tuple[Target, ...]
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    summary: tuple[SummarySentence, ...]

    def sources(self, grounds: Grounds) -> tuple[str, ...]:
        """Return the source URLs behind a statement, each once, in order; empty where only the article says so."""
        known = {fact.id: fact.sources for fact in self.facts}
        return tuple(dict.fromkeys(url for fact in grounds.facts for url in known[fact]))

    def summary_in(self, language: str) -> tuple[SummarySentence, ...]:
        """Return the summary in a language: Chinese for any Chinese, else English."""
        wanted = "zh" if language.startswith("zh") else "en"
        return tuple(sentence for sentence in self.summary if sentence.language.startswith(wanted))
