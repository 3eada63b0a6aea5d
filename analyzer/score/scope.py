"""Which sentences of a document count as part of its smart-city programme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Clause, Codebook
from analyzer.domain.coding import Coding
from analyzer.domain.segment import Segment, without_white_space

CuesIn = Callable[[str, str], frozenset[str]]
"""Returns the names of the cues in a text of a language."""

PROGRAMME_SHARE = 1 / 3
"""A document of which at least this share of sentences is digital is a smart-city programme as a whole, whatever its title."""
_TITLE_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A segment with its coding and the level of its commitment (0 for mere context)."""

    segment: Segment
    coding: Coding
    commitment: int


@dataclass(frozen=True, slots=True)
class Scoped:
    """The statements that a document is scored on, each wording once, in order; `titled` tells that its title names such a programme."""

    statements: tuple[Statement, ...]
    titled: bool


def shows(clause: Clause, coding: Coding) -> bool:
    """Tell whether a coded sentence meets every condition of a clause."""
    return all(any(code in coding.assigned(group) for code in codes) for group, codes in clause.codes.items()) and (
        not clause.cues or any(cue in coding.cues for cue in clause.cues)
    )


def in_scope(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> Scoped:
    """Return what a document is scored on.

    The scope is the codebook's: sentences that count by themselves, and organising sentences whose heading trail, or whose document
    by title or by its share of such sentences, makes them part of the programme.
    """
    scope = codebook.scope
    own = [any(shows(clause, coding) for clause in scope.own) for coding in codings]
    programme = frozenset(scope.programme)
    head = [(segment.text, segment.language) for segment in segments[:_TITLE_SEGMENTS] if len(segment.text) < 120]
    if title and segments:
        head.append((title, segments[0].language))
    titled = any(programme & cues_in(text, language) for text, language in head)
    whole = titled or sum(own) >= PROGRAMME_SHARE * len(own) > 0
    known: dict[tuple[tuple[str, ...], str], bool] = {}

    def belongs(segment: Segment) -> bool:
        key = (segment.heading, segment.language)
        if key not in known:
            known[key] = bool(programme & cues_in(" > ".join(segment.heading), segment.language))
        return known[key]

    group = codebook.group("commitment")
    statements: list[Statement] = []
    seen: set[str] = set()
    for segment, coding, counts in zip(segments, codings, own, strict=True):
        if not counts:
            organising = any(shows(clause, coding) for clause in scope.organising)
            if not organising or not (whole or belongs(segment)):
                continue
        wording = without_white_space(segment.text)
        if wording not in seen:
            seen.add(wording)
            statements.append(Statement(segment, coding, int(group.code(coding.one("commitment")).value)))
    return Scoped(tuple(statements), titled)
