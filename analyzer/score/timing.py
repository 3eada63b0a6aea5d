"""When a plan means to do what: the years and phases that its sentences and headings name, and whether their order is the recommended one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from analyzer.domain.codebook import Order
from analyzer.domain.results import Step
from analyzer.score.figures import without_borrowed
from analyzer.score.parts import CuesIn
from analyzer.score.scope import Statement

# A number before the year is that of an item ("4.2021年"), or the year is none.
_YEARS = re.compile(
    r"(?:(?<![\d.])|(?<=^\d\.)|(?<=^\d\d\.))(20[0-6]\d|19[89]\d)(?:\s*[—–~～至-]\s*(?:(20[0-6]\d)|(\d\d)(?!\d)))?(?![\d.]*\d|\s*(?:%|％|万|亿|km|MW|户|人|個|个))"
)
_ERAS = (
    (re.compile(r"令和\s*([0-9０-９]{1,2}|元)\s*年"), 2018),
    (re.compile(r"平成\s*([0-9０-９]{1,2}|元)\s*年"), 1988),
    (re.compile(r"民國\s*(\d{2,3})\s*年"), 1911),
)
_DIGIT = re.compile(r"\d")
_AHEAD = 45
_FIRM = 2
SCATTERED = 3
"""Different years by which measures all over a plan must be due to be a timetable."""
_DEADLINE, _PAST = "deadline_words", "past_words"
"""Cues that tell a year ahead from a year gone by where the plan's first year is not known."""
_NUMBERED = (
    re.compile(r"第\s*([一二三四五1-5１-５])\s*(?:个|個)?\s*(?:阶段|階段|步|期|段階|フェーズ|ステップ|단계)"),
    re.compile(r"(?:フェーズ|ステップ|단계|阶段|階段)\s*([一二三四五1-5１-５ⅠⅡⅢⅣ])"),
    re.compile(r"(?<!\d)([1-5])\s*단계"),
    # A stage with a name of its own, numbered as an item: （一）基础建设阶段。
    re.compile(r"^\s*[（(]?([一二三四五1-5１-５])[)）、.．]\s*[^，,。；：:]{2,14}(?:阶段|階段|段階|단계)(?=[。：:]|$)"),
    re.compile(
        r"\b(?:phase|stage|step|stufe|etappe|étape|fase|etapa|fas|etapp)\s+"
        r"(one|two|three|four|five|un|deux|trois|eins|zwei|drei|uno|dos|tres|ett|två|tre|iv|i{1,3}|[1-5])\b",
        re.IGNORECASE,
    ),
)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "一 １ Ⅰ one un eins uno ett i",
            "二 ２ Ⅱ two deux zwei dos två ii",
            "三 ３ Ⅲ three trois drei tres tre iii",
            "四 ４ Ⅳ four iv",
            "五 ５ five",
        ),
        1,
    )
    for word in (*words.split(), str(number))
}


def periods_in(text: str) -> list[tuple[int, int]]:
    """Return the years and ranges of years that a text names, as first and last year, without those that are not its own (see `figures`).

    Ranges such as 2026—2028 or 2025-27, and years of Japanese eras and of the Republic of China, are understood.
    """
    if _DIGIT.search(text) is None and "元" not in text:
        return []
    text = without_borrowed(text)
    found: list[tuple[int, int]] = []
    for match in _YEARS.finditer(text):
        first = last = int(match[1])
        if match[2]:
            last = int(match[2])
        elif match[3] and int(match[3]) > first % 100:
            last = first // 100 * 100 + int(match[3])
        found.append((min(first, last), max(first, last)))
    for pattern, base in _ERAS:
        years = [base + (1 if match[1] == "元" else int(match[1])) for match in pattern.finditer(text)]
        found.extend((year, year) for year in years)
    return found


def years_in(text: str) -> tuple[int, int] | None:
    """Return the first and last year that a text names, `None` where it names none (see `periods_in`)."""
    found = periods_in(text)
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def phase_in(text: str) -> int | None:
    """Return the number of the first phase that a text names by number (第二阶段, phase two, 3단계), `None` where it names none."""
    found = [match for pattern in _NUMBERED for match in pattern.finditer(text)]
    return _ORDINALS[min(found, key=lambda match: match.start())[1].lower()] if found else None


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """A statement with the first and last year that it, or else its innermost heading, names."""

    statement: Statement
    first: int
    last: int


def dated(statements: Sequence[Statement], start: int | None) -> tuple[DatedStatement, ...]:
    """Return the aims and measures at some stage that name years, in order; years before the plan's start tell of the past and are left out."""
    found = []
    for statement in statements:
        if statement.commitment == 0 or not statement.coding.assigned("stages"):
            continue
        heading = statement.segment.heading[-1] if statement.segment.heading else ""
        years = years_in(statement.segment.text) or years_in(heading)
        if years is not None and (start is None or start <= years[1] <= start + _AHEAD):
            found.append(DatedStatement(statement, max(years[0], start or years[0]), years[1]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Timed:
    """A statement with the time that it, or the innermost heading that tells, names: the year it is due, the phase by number, or both."""

    statement: Statement
    year: int | None
    phase: int | None


def timed(statements: Sequence[Statement], order: Order, cues_in: CuesIn, start: int | None, title: str | None) -> tuple[Timed, ...]:
    """Return the aims and measures at some stage for which the text names a time, in order.

    A near, middle or far horizon (近期, medium term) is the first, second or third phase. A time that opens a paragraph holds to its end.
    Where `start`, the plan's first year, is not known, a single year counts only with words of a deadline, and none with words of the past.
    The years of the document's `title` are those of the whole plan and date none of its sentences.
    """
    found: list[Timed] = []
    whole = title or ""
    known: dict[tuple[str, str], tuple[int | None, int | None]] = {}
    nothing: tuple[int | None, int | None] = (None, None)
    paragraph, carried = 0, nothing

    def read(text: str, language: str, found: Collection[str] | None = None) -> tuple[int | None, int | None]:
        key = (text, language)
        if key not in known:
            years = years_in(text)
            due = years[1] if years and (start is None or start <= years[1] <= start + _AHEAD) else None
            cues = cues_in(text, language) if found is None else found
            if due is not None and start is None and years and years[0] == years[1] and _DEADLINE not in cues:
                due = None
            horizons = [number for number, cue in enumerate(order.horizons, 1) if cue in cues]
            # A sentence that names several horizons tells of the whole, not of one of them.
            known[key] = due, phase_in(text) or (horizons[0] if len(horizons) == 1 else None)
        return known[key]

    for statement in statements:
        segment = statement.segment
        if segment.paragraph != paragraph:
            paragraph, carried = segment.paragraph, nothing
        own = read(segment.text, segment.language, statement.coding.cues)
        if own != nothing:
            carried = own
        if not statement.earns or statement.commitment == 0 or not statement.coding.assigned("stages"):
            continue
        above = (read(heading, segment.language) for heading in reversed(segment.heading) if heading not in whole)
        year, phase = next((time for time in (own, carried, *above) if time != nothing), nothing)
        # Where the plan's first year is not known, only the wording tells the past from the plan; a deadline beside it is the plan's.
        past = start is None and _PAST in statement.coding.cues and _DEADLINE not in statement.coding.cues
        if (year is not None or phase is not None) and not past:
            found.append(Timed(statement, year, phase))
    return tuple(found)


def timetable(statements: Sequence[Statement], start: int | None) -> Mapping[str, bool]:
    """Return the measures and targets, by id, whose years make a timetable of the plan, phases or not.

    Under one heading their own words, or those of a single one, name two years or more (worth what a dated measure is, `True`); or else two phases by
    number, or, all over the plan, at least `SCATTERED` years (worth what a measure is, `False`): single deadlines are no timetable.
    """
    due: dict[str, set[int]] = {}
    under: dict[tuple[str, ...], set[int]] = {}
    phases: dict[tuple[str, ...], dict[str, int]] = {}
    for statement in statements:
        if not statement.earns or statement.commitment < _FIRM or statement.segment.kind == "heading":
            continue
        if (phase := phase_in(statement.segment.text)) is not None:
            phases.setdefault(statement.segment.heading, {})[statement.segment.id] = phase
        cues = statement.coding.cues
        if start is None and _DEADLINE not in cues:
            continue
        years = {last for _, last in periods_in(statement.segment.text) if start is None or start <= last <= start + _AHEAD}
        if years and not (_PAST in cues and _DEADLINE not in cues):
            due[statement.segment.id] = years
            under.setdefault(statement.segment.heading, set()).update(years)
    headings = {statement.segment.id: statement.segment.heading for statement in statements if statement.segment.id in due}
    together = {key: True for key in due if len(under[headings[key]]) > 1}
    scattered = due if len(set().union(*due.values())) >= SCATTERED else ()
    numbered = [key for named in phases.values() if len(set(named.values())) > 1 for key in named]
    return together or dict.fromkeys((*scattered, *numbered), False)


def concordance(entries: Sequence[Timed], order: Order) -> float | None:
    """Return how far a plan's order in time agrees with the recommended one: (C - D) / (C + D).

    Over all pairs of statements at different times, C counts those whose earlier one belongs to an earlier rank, D the reverse (gamma,
    Goodman & Kruskal 1954). The rank is that of the stage; of stages of one rank, that of the field. `None` without a pair that tells, and where
    one statement is in all that do: a single sentence is no order.
    """
    groups = Counter((item.year, item.phase, _rank(item, "stages", order.stages), _rank(item, "fields", order.fields)) for item in entries)
    agree = disagree = 0
    telling: list[set[_Place]] = []
    for (one, ones), (two, twos) in combinations(groups.items(), 2):
        later, higher = _later(one, two), _higher(one, two)
        if later and higher:
            agree += ones * twos * (later == higher)
            disagree += ones * twos * (later != higher)
            telling.append({one, two})
    alone = len(telling) > 1 and any(groups[place] == 1 for place in set.intersection(*telling))
    return None if not telling or alone else round((agree - disagree) / (agree + disagree), 4)


def steps(entries: Sequence[Timed]) -> tuple[Step, ...]:
    """Return the times that statements name, in order, with how many statements of each stage are due then."""
    counts: dict[tuple[int | None, int | None], dict[str, int]] = {}
    for item in entries:
        key = (item.year, None) if item.year is not None else (None, item.phase)
        for stage in item.statement.coding.assigned("stages"):
            stages = counts.setdefault(key, {})
            stages[stage] = stages.get(stage, 0) + 1
    return tuple(Step(*key, tuple(sorted(stages.items()))) for key, stages in sorted(counts.items(), key=lambda item: (item[0][1] or 0, item[0][0] or 0)))


_Place = tuple[int | None, int | None, float | None, float | None]
"""Year, phase, rank of the stage, rank of the field."""


def _later(one: _Place, two: _Place) -> int:
    """Return 1 where the second is due later, -1 where earlier, 0 where that cannot be told."""
    by_year = _sign(two[0] - one[0]) if one[0] is not None and two[0] is not None else 0
    return by_year or (_sign(two[1] - one[1]) if one[1] is not None and two[1] is not None else 0)


def _higher(one: _Place, two: _Place) -> int:
    """Return 1 where the second belongs later in the recommended order, -1 where earlier, 0 where that cannot be told."""
    if one[2] is None or two[2] is None:
        return 0
    by_stage = _sign(two[2] - one[2])
    return by_stage or (_sign(two[3] - one[3]) if one[3] is not None and two[3] is not None else 0)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _rank(item: Timed, group: str, ranked: Sequence[Sequence[str]]) -> float | None:
    """Return the mean rank of a statement's codes, `None` without any."""
    places: Mapping[str, int] = {code: number for number, codes in enumerate(ranked) for code in codes}
    found = [places[code] for code in item.statement.coding.assigned(group) if code in places]
    return sum(found) / len(found) if found else None
