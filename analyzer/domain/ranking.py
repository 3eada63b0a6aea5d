"""Plans in order of their score, with what the order can and cannot tell."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.domain.entries import Entry


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score and the places it may hold: `best` to `worst`, from 1, given the intervals of all scores of its ranking."""

    entry: Entry
    score: float
    interval: tuple[float, float]
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Documents of one kind and level, coded by one coder under the same versions, by score."""

    kind: str
    level: str
    coder: str
    fingerprint: str
    ranked: tuple[Ranked, ...]


@dataclass(frozen=True, slots=True)
class Unranked:
    """A document that is in no ranking, and why."""

    entry: Entry
    reason: str
