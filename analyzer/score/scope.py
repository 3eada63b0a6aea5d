"""Which sentences of a document count as part of its smart-city programme, and for what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Clause, Codebook, GroupKind
from analyzer.domain.coding import Coding
from analyzer.domain.segment import Segment, without_white_space

CuesIn = Callable[[str, str], frozenset[str]]
"""Returns the names of the cues in a text of a language."""

PROGRAMME_SHARE = 1 / 3
"""A document of which at least this share of sentences counts by itself is a smart-city programme as a whole, whatever its title."""
TITLED_SHARE = 0.05
"""A title or cover that names such a programme makes it one only where at least this share of sentences bears it out: a sponsor's banner does not."""
_COVER = 10
_COVER_LINE = 120


@dataclass(frozen=True, slots=True)
class Statement:
    """A segment in scope with its coding and the level of its commitment (0 for mere context).

    `admitted` limits what an organising sentence counts for to the codes that brought it into scope, by group; `None` is no limit.
    """

    segment: Segment
    coding: Coding
    commitment: int
    admitted: Mapping[str, frozenset[str]] | None = None

    def counts(self, group: str, code: str) -> bool:
        """Tell whether a code of this statement may count, whether or not it is assigned."""
        return self.admitted is None or group not in self.admitted or code in self.admitted[group]

    def shows(self, clause: Clause) -> bool:
        """Tell whether the statement meets every condition of a clause with codes that count."""
        return shows(clause, self.coding) and all(
            any(code in self.coding.assigned(group) and self.counts(group, code) for code in codes) for group, codes in clause.codes.items()
        )


@dataclass(frozen=True, slots=True)
class Scoped:
    """The statements that a document is scored on, each wording once, in order; `titled` tells that it is a programme by its title."""

    statements: tuple[Statement, ...]
    titled: bool


def all_statements(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook) -> tuple[Statement, ...]:
    """Return every sentence of a document as a statement, each wording once: what it says as a whole, whatever counts as the programme."""
    levels = codebook.group("commitment")
    statements: dict[str, Statement] = {}
    for segment, coding in zip(segments, codings, strict=True):
        level = int(levels.code(coding.one("commitment")).value)
        statements.setdefault(without_white_space(segment.text), Statement(segment, coding, level))
    return tuple(statements.values())


def shows(clause: Clause, coding: Coding) -> bool:
    """Tell whether a coded sentence meets every condition of a clause."""
    return all(any(code in coding.assigned(group) for code in codes) for group, codes in clause.codes.items()) and (
        not clause.cues or any(cue in coding.cues for cue in clause.cues)
    )


def in_scope(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> Scoped:
    """Return what a document is scored on.

    The scope is the codebook's: sentences that count by themselves, and organising sentences whose heading trail, or whose document
    by title, cover or by its share of such sentences, makes them part of the programme. An organising sentence counts only for what it
    organises: a lead body's non-digital park earns nothing for the park.
    """
    scope = codebook.scope
    own = [any(shows(clause, coding) for clause in scope.own) for coding in codings]
    programme = frozenset(scope.programme)
    share = sum(own) / max(len(own), 1)
    cover = [segment.text for segment in segments[:_COVER] if len(segment.text) <= _COVER_LINE]
    language = segments[0].language if segments else "und"
    titled = share >= TITLED_SHARE and any(programme & cues_in(text, language) for text in (title or "", *cover))
    whole = titled or share >= PROGRAMME_SHARE
    known: dict[tuple[tuple[str, ...], str], bool] = {}

    def belongs(segment: Segment) -> bool:
        key = (segment.heading, segment.language)
        if key not in known:
            known[key] = bool(programme & cues_in(" > ".join(segment.heading), segment.language))
        return known[key]

    levels = codebook.group("commitment")
    multi = [group.name for group in codebook.groups if group.kind is GroupKind.MULTI]
    statements: list[Statement] = []
    seen: set[str] = set()
    for segment, coding, counts in zip(segments, codings, own, strict=True):
        admitted = None
        if not counts:
            clauses = [clause for clause in scope.organising if shows(clause, coding)]
            if not clauses or not (whole or belongs(segment)):
                continue
            admitted = {group: frozenset(code for clause in clauses for code in clause.codes.get(group, ())) for group in multi}
        wording = without_white_space(segment.text)
        if wording not in seen:
            seen.add(wording)
            statements.append(Statement(segment, coding, int(levels.code(coding.one("commitment")).value), admitted))
    return Scoped(tuple(statements), titled)
