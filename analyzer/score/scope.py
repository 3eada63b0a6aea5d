"""Which sentences of a document count as part of its smart-city programme, and for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Codebook, GroupKind, Scope
from analyzer.domain.coding import Coding, level_of
from analyzer.domain.segment import Segment, without_white_space
from analyzer.score.columns import Columns
from analyzer.score.duties import is_duty_line, is_labelled, raised
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
    its figures are not its own and nothing else in it can be checked, and so is no more than a measure. `least` is the level below which it cannot fall.
    """

    segment: Segment
    coding: Coding
    commitment: int
    admitted: Mapping[str, frozenset[str]] | None = None
    part: Part = Part.PLAN
    units: str | None = None
    under: frozenset[str] = frozenset()
    checked: bool | None = None
    least: int = 0

    @property
    def earns(self) -> bool:
        """Whether the statement stands in a part of the document that can earn."""
        return self.part in {Part.PLAN, Part.ANNEX}


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
    reading = _Reading(segments, codings, codebook, title, cues_in)
    return reading.statements([True] * len(segments), [None] * len(segments))


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


class _Reading:
    """A document's sentences with the part that each stands in, its level, and what raises it."""

    def __init__(self, segments: Sequence[Segment], codings: Sequence[Coding], codebook: Codebook, title: str | None, cues_in: CuesIn) -> None:
        scope = codebook.scope
        self.segments = segments
        self.codings = [heard(coding, scope.opposite) for coding in codings]
        self.parts = parts_of(segments, scope.parts, cues_in)
        self.above = _Headings(title, cues_in)
        self._levels = [level_of(coding, codebook) for coding in self.codings]
        self._lines = [is_duty_line(segment, scope.duties, cues_in) for segment in segments]
        self._lifted = raised(segments, self._levels, self._lines)
        self._scope, self._cues_in = scope, cues_in

    def statements(self, counting: Sequence[bool], admitted: Sequence[Mapping[str, frozenset[str]] | None]) -> tuple[Statement, ...]:
        """Return the sentences that count as statements, each wording once, in order; lines of responsible units are one wording.

        Of one wording the most committed counts: the same measure may be reported first and planned later.
        """
        found: dict[str, Statement] = {}
        for number, segment in enumerate(self.segments):
            if counting[number]:
                statement = self._statement(number, admitted[number])
                wording = "duties" if self._lines[number] else without_white_space(segment.text)
                if wording not in found or statement.commitment > found[wording].commitment:
                    found[wording] = statement
        return tuple(sorted(found.values(), key=lambda statement: (statement.segment.span.start, statement.segment.span.end)))

    def _statement(self, number: int, admitted: Mapping[str, frozenset[str]] | None) -> Statement:
        segment, coding, part, under = self.segments[number], self.codings[number], self.parts[number], self.above.cues(self.segments[number])
        if part in {Part.PRESENT, Part.ELSEWHERE}:
            return Statement(segment, coding, 0, admitted, part, under=under)
        units = self._lifted.get(number)
        level, checked = (_ACCOUNTABLE, None) if units is not None else _checked(segment, coding, self._levels[number], self._scope, self._cues_in)
        least = _MEASURE if is_labelled(segment, self._scope.yardsticks, self._cues_in) else 0
        return Statement(segment, coding, max(level, least), admitted, part, units, under, checked, least)


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
    reading = _Reading(segments, codings, codebook, title, cues_in)
    codings = reading.codings
    columns = Columns(codings)
    own = columns.shows_any(scope.own).tolist()
    organising = [columns.shows(clause).tolist() for clause in scope.organising]
    counted = sum(part is not Part.ANNEX or counts for part, counts in zip(reading.parts, own, strict=True))
    titled, whole = _programme(segments, own, counted, frozenset(scope.programme), title, cues_in)
    known: dict[tuple[tuple[str, ...], str], bool] = {}

    def belongs(segment: Segment) -> bool:
        key = (segment.heading, segment.language)
        if key not in known:
            known[key] = not cues_in(" > ".join(segment.heading), segment.language).isdisjoint(scope.programme)
        return known[key]

    near = _surroundings(segments, own)
    multi = [group.name for group in codebook.groups if group.kind is GroupKind.MULTI]
    admitted: list[Mapping[str, frozenset[str]] | None] = [None] * len(segments)
    counting = list(own)
    doubtful = []
    for number, (segment, coding) in enumerate(zip(segments, codings, strict=True)):
        if own[number] or not (whole or belongs(segment)):
            continue
        clauses = [clause for clause, shown in zip(scope.organising, organising, strict=True) if shown[number]]
        # Who speaks against the approach is heard whatever the subject.
        counting[number] = bool(clauses) or coding.one("stance") == "conflict"
        if not (whole and near[number]):
            clauses = clauses or [clause for clause in scope.organising if not clause.cues]
            admitted[number] = {group: frozenset(code for clause in clauses for code in clause.codes.get(group, ())) for group in multi}
        if whole and not counting[number]:
            doubtful.append(number)
    rest = Columns(
        [codings[number] for number in doubtful], [admitted[number] for number in doubtful], [reading.above.cues(segments[number]) for number in doubtful]
    )
    shown_by = rest.shows_any(clause for criterion in codebook.criteria for element in criterion.elements for clause in element.clauses)
    for number, shown_so in zip(doubtful, shown_by.tolist(), strict=True):
        counting[number] = shown_so

    statements = reading.statements(counting, admitted)
    mine = {segment.id for segment, counts in zip(segments, own, strict=True) if counts}
    return Scoped(statements, titled, counted, _city_share([item for item in statements if item.segment.id in mine], scope))


def _checked(segment: Segment, coding: Coding, level: int, scope: Scope, cues_in: CuesIn) -> tuple[int, bool | None]:
    """Return the level of a sentence, and what the coder missed of it (see `Statement`)."""
    if level == _MEASURE and any(cue in coding.cues for cue in scope.assigned):
        return _ACCOUNTABLE, True
    if level == _ACCOUNTABLE and only_borrowed(segment, cues_in):
        return _MEASURE, False
    return level, None


def _city_share(statements: Sequence[Statement], scope: Scope) -> float | None:
    claims = [item.coding for item in statements if item.commitment > 0]
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
