"""The report on a draft beside benchmarks and other plans: all elements at a glance, then what each lacks, with the passages of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.comparison import Advice, Comparison, ElementDifference, Passage, Shown, Side
from analyzer.domain.message import mark
from analyzer.domain.precedent import Precedent
from analyzer.i18n import name_in, tr_in
from analyzer.report.comparison import NO_SCOPE
from analyzer.report.content.document import LIMITS
from analyzer.report.words import shown_word

_PASSAGES = 2


@dataclass(frozen=True, slots=True)
class SideCell:
    """How a side shows an element: `present`, `weak` or `absent`, and that in words."""

    presence: str
    word: str


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One element over all sides, the draft first; `criterion` is set where a criterion begins."""

    criterion: str | None
    element: str
    cells: tuple[SideCell, ...]


@dataclass(frozen=True, slots=True)
class DifferenceItem:
    """An element that one side shows and the other lacks, with the passages of both."""

    name: str
    word: str
    passages: tuple[Precedent, ...]
    beside: str
    others: tuple[Precedent, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The draft beside one other side: points, what the draft lacks, what it adds, and further remarks."""

    name: str
    points: str
    lacks: tuple[DifferenceItem, ...]
    adds: tuple[DifferenceItem, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonReport:
    """A draft beside others: `summary` in sentences, all elements, pair by pair, and where asked how the plans of a corpus said what it lacks."""

    language: str
    title: str
    summary: tuple[str, ...]
    sides: tuple[str, ...]
    lines: tuple[ElementLine, ...]
    pairs: tuple[Pair, ...]
    advice: tuple[DifferenceItem, ...] | None
    made: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]


def comparison_report(
    comparisons: Sequence[Comparison], codebook: Codebook, versions: Mapping[str, Any], language: str, advice: Advice | None = None
) -> ComparisonReport:
    """Return the report on one draft compared with one or more others, in `language` (`en` or `zh`); `advice` is how a corpus says what the draft lacks."""
    tr = partial(tr_in, language)
    draft = comparisons[0].draft
    sides = (draft, *(item.other for item in comparisons))
    most = max(comparisons, key=lambda item: len(item.lacks))
    summary = [tr("{draft} beside {count} others.", draft=draft.name, count=len(comparisons))]
    if most.lacks:
        summary.append(tr("It is furthest behind “{other}”, which shows {count} elements that it lacks.", other=most.other.name, count=len(most.lacks)))
    never = _lacked_by_draft(comparisons, codebook, language)
    if never:
        summary.append(tr("What most of the others show and it lacks: {names}.", names=tr("; ").join(never)))
    book, model = versions["codebook"], versions["model"]
    made = (
        (tr("codebook"), f"{book['id']} {book['version']}"),
        (tr("sha256 of the codebook"), book["sha256"]),
        (tr("tagger"), f"{model['name']} {model['version']} · {model['encoder']}"),
        (tr("sha256 of the tagger"), model["sha256"]),
    )
    return ComparisonReport(
        language,
        draft.name,
        tuple(summary),
        tuple(side.name for side in sides),
        tuple(_lines(sides, codebook, language)),
        tuple(_pair(item, codebook, language) for item in comparisons),
        tuple(_advised(advice, codebook, language)) if advice is not None else None,
        made,
        tuple(tr(limit) for limit in (LIMITS[0], LIMITS[3], LIMITS[4], NO_SCOPE)),
    )


def _names(codebook: Codebook, key: tuple[str, str], language: str) -> tuple[str, str]:
    criterion = next(item for item in codebook.criteria if item.id == key[0])
    return name_in(criterion.names, language), name_in(next(item for item in criterion.elements if item.id == key[1]).names, language)


def _lacked_by_draft(comparisons: Sequence[Comparison], codebook: Codebook, language: str) -> list[str]:
    """Return the elements that more than half of the others show and the draft lacks."""
    counts: dict[tuple[str, str], int] = {}
    for comparison in comparisons:
        for item in comparison.lacks:
            key = (item.criterion, item.element)
            counts[key] = counts.get(key, 0) + 1
    return [_names(codebook, key, language)[1] for key, count in counts.items() if count * 2 > len(comparisons)]


def _lines(sides: Sequence[Side], codebook: Codebook, language: str) -> list[ElementLine]:
    found = []
    for criterion in codebook.criteria:
        for number, element in enumerate(criterion.elements):
            shown = [side.elements[criterion.id, element.id].presence.value for side in sides]
            cells = tuple(SideCell(item, shown_word(item, language, side.kind)) for side, item in zip(sides, shown, strict=True))
            found.append(ElementLine(None if number else name_in(criterion.names, language), name_in(element.names, language), cells))
    return found


def _pair(comparison: Comparison, codebook: Codebook, language: str) -> Pair:
    tr = partial(tr_in, language)
    draft, other = comparison.draft, comparison.other
    if comparison.points is not None:
        points = tr("points: {draft} against {other}, difference {points:+}", draft=draft.score, other=other.score, points=comparison.points)
    else:
        points = tr("no points compared: {reason}", reason=tr(comparison.points_reason or ""))
    remarks = []
    for group, only, lacking, adding in (
        ("stages", mark("stages that only {side} works on: {codes}"), comparison.stages_lacking, comparison.stages_adding),
        ("fields", mark("fields that only {side} works on: {codes}"), comparison.fields_lacking, comparison.fields_adding),
    ):
        names = {code.id: name_in(code.names, language) for code in codebook.group(group).codes}
        remarks += [
            tr(only, side=side, codes=tr("; ").join(names[code] for code in codes)) for side, codes in ((other.name, lacking), (draft.name, adding)) if codes
        ]

    def item(difference: ElementDifference, shows: Side, shown: Shown, lacks: Side, lacking: Shown) -> DifferenceItem:
        name = " · ".join(_names(codebook, (difference.criterion, difference.element), language))
        beside = tr("{side}: {presence}", side=lacks.name, presence=shown_word(lacking.presence.value, language, lacks.kind))
        word = tr("{side}: {presence}", side=shows.name, presence=shown_word(shown.presence.value, language, shows.kind))
        return DifferenceItem(name, word, _examples(shown, shows), beside, _examples(lacking, lacks))

    return Pair(
        other.name,
        points,
        tuple(item(entry, other, entry.other, draft, entry.draft) for entry in comparison.lacks),
        tuple(item(entry, draft, entry.draft, other, entry.other) for entry in comparison.adds),
        tuple(remarks),
    )


def _advised(advice: Advice, codebook: Codebook, language: str) -> Iterator[DifferenceItem]:
    """Yield the gaps of the draft, what it says of each, and how others said it."""
    tr = partial(tr_in, language)
    for gap in advice.gaps:
        others = tuple(
            Precedent(item.passage.text, item.title or item.source, advice.language, item.passage.page, item.passage.sources) for item in gap.examples
        )
        own = tuple(Precedent(passage.text, advice.name, advice.language, passage.page, passage.sources) for passage in gap.draft.passages[:1])
        name = " · ".join(_names(codebook, (gap.criterion, gap.element), language))
        beside = tr("{side}: {presence}", side=advice.name, presence=shown_word(gap.draft.presence.value, language))
        yield DifferenceItem(name, tr("Others said") if others else tr("no measure for it was found in the others"), others, beside, own)


def _examples(shown: Shown, side: Side) -> tuple[Precedent, ...]:
    def example(passage: Passage) -> Precedent:
        return Precedent(passage.text, side.name, side.language, passage.page, passage.sources)

    return tuple(example(passage) for passage in shown.passages[:_PASSAGES])
