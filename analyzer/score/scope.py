"""Which sentences of a document count as part of its smart-city programme, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Clause, Codebook, GroupKind, Scope
from analyzer.domain.coding import Coding, level_of
from analyzer.domain.segment import Segment, without_white_space
from analyzer.score.duties import is_duty_line, raised
from analyzer.score.figures import only_borrowed
from analyzer.score.opposite import heard
from analyzer.score.parts import CuesIn, Part, parts_of

PROGRAMME_SHARE = 1 / 3
"""A document of which at least this share of sentences counts by itself is a smart-city programme as a whole, whatever its title."""
TITLED_SHARE = 0.05
"""A cover that names such a programme makes it one only where at least this share of sentences bears it out: a sponsor's banner does not."""
TITLED_SENTENCES = 8
"""A title of its own that names such a programme needs this many sentences instead, however long an annex it carries."""
_HEADING = 60
"""A longer heading is a sentence: what it mentions is not what the part below it is for."""
_COVER = 10
_COVER_LINE = 120
_MEASURE, _ACCOUNTABLE = 2, 3


@dataclass(frozen=True, slots=True)
class Statement:
    """A segment in scope with its coding and the level of its commitment (0 for mere context).

    `admitted` limits what an organising sentence counts for to the codes that brought it into scope, by group; `None` is no limit.
    `part` is the part of the document that it stands in; `units` the line of responsible units that raised it to accountable; `under` the cues of
    the headings above it. `checked` tells what the coder missed: that the sentence charges a body with its measure, and so is accountable, or (`False`) that
    its figures are not its own and nothing else in it can be checked, and so is no more than a measure.
    """

    segment: Segment
    coding: Coding
    commitment: int
    admitted: Mapping[str, frozenset[str]] | None = None
    part: Part = Part.PLAN
    units: str | None = None
    under: frozenset[str] = frozenset()
    checked: bool | None = None

    @property
    def earns(self) -> bool:
        """Whether the statement stands in a part of the document that can earn."""
        return self.part in {Part.PLAN, Part.ANNEX}

    def counts(self, group: str, code: str) -> bool:
        """Tell whether a code of this statement may count, whether or not it is assigned."""
        return self.admitted is None or group not in self.admitted or code in self.admitted[group]

    def speaks(self, clause: Clause) -> bool:
        """Tell whether the statement's words, and those above it, are the ones that a clause asks for."""
        return (not clause.cues or any(cue in self.coding.cues for cue in clause.cues)) and (not clause.under or not self.under.isdisjoint(clause.under))

    def shows(self, clause: Clause) -> bool:
        """Tell whether the statement meets every condition of a clause with codes that count."""
        return self.speaks(clause) and all(any(self._carries(group, code, clause) for code in codes) for group, codes in clause.codes.items())

    def _carries(self, group: str, code: str, clause: Clause) -> bool:
        if not self.counts(group, code):
            return False
        near = clause.near.get(group)
        return code in self.coding.assigned(group) or (near is not None and self.coding.probability(group, code) >= near)


@dataclass(frozen=True, slots=True)
class Scoped:
    """The statements that a document is scored on, each wording once, in order.

    `titled` tells that it is a programme by its title, `counted` how many sentences its share of such content is taken of. `city` is the share of the
    aims and measures that count by themselves which concern the life and the running of a city; `None` where they are too few to tell.
    """

    statements: tuple[Statement, ...]
    titled: bool
    counted: int
    city: float | None = None


def all_statements(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> tuple[Statement, ...]:
    """Return every sentence of a document as a statement, each wording once: what it says as a whole, whatever counts as the programme."""
    above = _Headings(title, cues_in)
    statements: dict[str, Statement] = {}
    for segment, coding in zip(segments, codings, strict=True):
        statements.setdefault(without_white_space(segment.text), Statement(segment, coding, level_of(coding, codebook), under=above.cues(segment)))
    return tuple(statements.values())


class _Headings:
    """The cues of the headings above sentences, without the title's: those are said of the whole."""

    def __init__(self, title: str | None, cues_in: CuesIn) -> None:
        self._title = title or ""
        self._cues_in = cues_in
        self._known: dict[tuple[tuple[str, ...], str], frozenset[str]] = {}

    def cues(self, segment: Segment) -> frozenset[str]:
        """Return the cues of a segment's headings."""
        key = (segment.heading, segment.language)
        if key not in self._known:
            found = [self._cues_in(heading, segment.language) for heading in segment.heading if len(heading) <= _HEADING and heading not in self._title]
            self._known[key] = frozenset().union(*found)
        return self._known[key]


def shows(clause: Clause, coding: Coding) -> bool:
    """Tell whether a coded sentence meets every condition of a clause."""
    return all(any(code in coding.assigned(group) for code in codes) for group, codes in clause.codes.items()) and (
        not clause.cues or any(cue in coding.cues for cue in clause.cues)
    )


def in_scope(segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> Scoped:
    """Return what a document is scored on.

    The scope is the codebook's: sentences that count by themselves, and organising sentences whose heading trail, or whose document
    by title, cover or by its share of such sentences, makes them part of the programme. An organising sentence counts only for what it
    organises: a lead body's non-digital park earns nothing for the park. In a document that is such a programme, what shows an element also counts
    where its codes fall just short (see `Clause.near`), or where a third of the sentences of its paragraph or under its innermost heading count by
    themselves: it then speaks of the same measure as they, and leaves it to them to say that it is done by digital means.

    What stands under a heading of present state or of other places' experience is context (level 0), whatever its wording. Lines that only name
    responsible units raise the measures that they follow; all of them together are one statement. Annexes do not dilute the share.
    """
    scope = codebook.scope
    codings = [heard(coding, scope.opposite) for coding in codings]
    parts = parts_of(segments, scope.parts, cues_in)
    own = [any(shows(clause, coding) for clause in scope.own) for coding in codings]
    counted = sum(part is not Part.ANNEX or counts for part, counts in zip(parts, own, strict=True))
    titled, whole = _programme(segments, own, counted, frozenset(scope.programme), title, cues_in)
    known: dict[tuple[tuple[str, ...], str], bool] = {}

    def belongs(segment: Segment) -> bool:
        key = (segment.heading, segment.language)
        if key not in known:
            known[key] = not cues_in(" > ".join(segment.heading), segment.language).isdisjoint(scope.programme)
        return known[key]

    above = _Headings(title, cues_in)
    near = _surroundings(segments, own)
    clauses_of = [clause for criterion in codebook.criteria for element in criterion.elements for clause in element.clauses]
    levels = [level_of(coding, codebook) for coding in codings]
    lines = [is_duty_line(segment, scope.duties, cues_in) for segment in segments]
    lifted = raised(segments, levels, lines)
    multi = [group.name for group in codebook.groups if group.kind is GroupKind.MULTI]
    statements: dict[str, Statement] = {}
    for number, (segment, coding, part) in enumerate(zip(segments, codings, parts, strict=True)):
        admitted = None
        units = lifted.get(number)
        level, checked = levels[number], None
        if units is not None:
            level = _ACCOUNTABLE
        elif level == _MEASURE and any(cue in coding.cues for cue in scope.assigned):
            level, checked = _ACCOUNTABLE, True
        elif level == _ACCOUNTABLE and only_borrowed(segment, cues_in):
            level, checked = _MEASURE, False
        if not own[number]:
            if not (whole or belongs(segment)):
                continue
            clauses = [clause for clause in scope.organising if shows(clause, coding)]
            # Who speaks against the approach is heard whatever the subject.
            counts = bool(clauses) or coding.one("stance") == "conflict"
            if not (whole and near[number]):
                clauses = clauses or [clause for clause in scope.organising if not clause.cues]
                admitted = {group: frozenset(code for clause in clauses for code in clause.codes.get(group, ())) for group in multi}
            if not counts:
                candidate = Statement(segment, coding, level, admitted, part, under=above.cues(segment))
                if not whole or not any(candidate.shows(clause) for clause in clauses_of):
                    continue
        statement = Statement(segment, coding, level, admitted, part, units, above.cues(segment), checked)
        if not statement.earns:
            statement = Statement(segment, coding, 0, admitted, part, under=statement.under)
        wording = "duties" if lines[number] else without_white_space(segment.text)
        # Of one wording the most committed counts: the same measure may be reported first and planned later.
        if wording not in statements or statement.commitment > statements[wording].commitment:
            statements[wording] = statement
    ordered = sorted(statements.values(), key=lambda statement: statement.segment.span)
    return Scoped(tuple(ordered), titled, counted, _city_share(ordered, scope))


def _city_share(statements: Sequence[Statement], scope: Scope) -> float | None:
    claims = [item.coding for item in statements if item.commitment > 0 and any(shows(clause, item.coding) for clause in scope.own)]
    if len(claims) < TITLED_SENTENCES or not scope.city:
        return None
    return sum(any(code in coding.assigned(group) for group, codes in scope.city.items() for code in codes) for coding in claims) / len(claims)


def _surroundings(segments: Sequence[Segment], own: Sequence[bool]) -> list[bool]:
    """Tell of each segment whether at least `PROGRAMME_SHARE` of the sentences of its paragraph, or under its innermost heading, count by themselves."""
    counts: dict[int | tuple[str, ...], list[int]] = {}
    for segment, counting in zip(segments, own, strict=True):
        if segment.kind != "heading":
            for place in (segment.paragraph, segment.heading):
                counts.setdefault(place, []).append(counting)
    near = {place: sum(found) >= PROGRAMME_SHARE * len(found) for place, found in counts.items()}
    return [near.get(segment.paragraph, False) or near.get(segment.heading, False) for segment in segments]


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
