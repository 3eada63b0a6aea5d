"""Which sentences of a document count as part of its smart-city programme, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Codebook, GroupKind
from analyzer.domain.coding import Coding, level_of
from analyzer.domain.segment import Segment, without_white_space
from analyzer.score.columns import Columns
from analyzer.score.duties import is_duty_line, raised
from analyzer.score.parts import CuesIn, Part, parts_of

PROGRAMME_SHARE = 1 / 3
"""A document of which at least this share of sentences counts by itself is a smart-city programme as a whole, whatever its title."""
TITLED_SHARE = 0.05
"""A cover that names such a programme makes it one only where at least this share of sentences bears it out: a sponsor's banner does not."""
TITLED_SENTENCES = 8
"""A title of its own that names such a programme needs this many sentences instead, however long an annex it carries."""
_COVER = 10
_COVER_LINE = 120
_ACCOUNTABLE = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A segment in scope with its coding and the level of its commitment (0 for mere context).

    `admitted` limits what an organising sentence counts for to the codes that brought it into scope, by group; `None` is no limit.
    `part` is the part of the document that it stands in; `units` the line of responsible units that raised it to accountable.
    """

    segment: Segment
    coding: Coding
    commitment: int
    admitted: Mapping[str, frozenset[str]] | None = None
    part: Part = Part.PLAN
    units: str | None = None

    @property
    def earns(self) -> bool:
        """Whether the statement stands in a part of the document that can earn."""
        return self.part in {Part.PLAN, Part.ANNEX}


@dataclass(frozen=True, slots=True)
class Scoped:
    """The statements that a document is scored on, each wording once, in order.

    `titled` tells that it is a programme by its title, `counted` how many sentences its share of such content is taken of.
    """

    statements: tuple[Statement, ...]
    titled: bool
    counted: int


def all_statements(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook) -> tuple[Statement, ...]:
    """Return every sentence of a document as a statement, each wording once: what it says as a whole, whatever counts as the programme."""
    statements: dict[str, Statement] = {}
    for segment, coding in zip(segments, codings, strict=True):
        statements.setdefault(without_white_space(segment.text), Statement(segment, coding, level_of(coding, codebook)))
    return tuple(statements.values())


def in_scope(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> Scoped:
    """Return what a document is scored on.

    The scope is the codebook's: sentences that count by themselves, and organising sentences whose heading trail, or whose document
    by title, cover or by its share of such sentences, makes them part of the programme. An organising sentence counts only for what it
    organises: a lead body's non-digital park earns nothing for the park.

    What stands under a heading of present state or of other places' experience is context (level 0), whatever its wording. Lines that only name
    responsible units raise the measures that they follow; all of them together are one statement. Annexes do not dilute the share.
    """
    scope = codebook.scope
    parts = parts_of(segments, scope.parts, cues_in)
    columns = Columns(codings)
    own = columns.shows_any(scope.own).tolist()
    organising = [columns.shows(clause).tolist() for clause in scope.organising]
    counted = sum(part is not Part.ANNEX or counts for part, counts in zip(parts, own, strict=True))
    titled, whole = _programme(segments, own, counted, frozenset(scope.programme), title, cues_in)
    known: dict[tuple[tuple[str, ...], str], bool] = {}

    def belongs(segment: Segment) -> bool:
        key = (segment.heading, segment.language)
        if key not in known:
            known[key] = not cues_in(" > ".join(segment.heading), segment.language).isdisjoint(scope.programme)
        return known[key]

    levels = [level_of(coding, codebook) for coding in codings]
    lines = [is_duty_line(segment, scope.duties, cues_in) for segment in segments]
    lifted = raised(segments, levels, lines)
    multi = [group.name for group in codebook.groups if group.kind is GroupKind.MULTI]
    statements: dict[str, Statement] = {}
    for number, (segment, coding, part) in enumerate(zip(segments, codings, parts, strict=True)):
        admitted = None
        if not own[number]:
            clauses = [clause for clause, shown in zip(scope.organising, organising, strict=True) if shown[number]]
            # Who speaks against the approach is heard whatever the subject.
            if not (clauses or coding.one("stance") == "conflict") or not (whole or belongs(segment)):
                continue
            admitted = {group: frozenset(code for clause in clauses for code in clause.codes.get(group, ())) for group in multi}
        level = _ACCOUNTABLE if number in lifted else levels[number]
        statement = Statement(segment, coding, level, admitted, part, lifted.get(number))
        if not statement.earns:
            statement = Statement(segment, coding, 0, admitted, part)
        wording = "duties" if lines[number] else without_white_space(segment.text)
        # Of one wording the most committed counts: the same measure may be reported first and planned later.
        if wording not in statements or statement.commitment > statements[wording].commitment:
            statements[wording] = statement
    ordered = sorted(statements.values(), key=lambda statement: (statement.segment.span.start, statement.segment.span.end))
    return Scoped(tuple(ordered), titled, counted)


def _programme(
    segments: Sequence[Segment], own: Sequence[bool], counted: int, programme: frozenset[str], title: str | None, cues_in: CuesIn
) -> tuple[bool, bool]:
    """Tell whether a document names itself a smart-city programme, and whether all of it is one."""
    language = segments[0].language if segments else "und"
    share = sum(own) / max(counted, 1)

    def names(text: str) -> bool:
        return not programme.isdisjoint(cues_in(text, language))

    cover = [segment.text for segment in segments[:_COVER] if len(segment.text) <= _COVER_LINE]
    by_title = title is not None and names(title) and (share >= TITLED_SHARE or sum(own) >= TITLED_SENTENCES)
    titled = by_title or (share >= TITLED_SHARE and any(map(names, cover)))
    return titled, titled or share >= PROGRAMME_SHARE
