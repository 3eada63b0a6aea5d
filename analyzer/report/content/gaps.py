"""What a draft lacks, with how others said it, and what a reader should confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analyzer.domain.comparison import Side
from analyzer.domain.message import mark
from analyzer.domain.precedent import Precedent
from analyzer.domain.results import Citation, ElementScore, Level, Presence
from analyzer.domain.segment import without_white_space
from analyzer.report.content.context import Context
from analyzer.report.content.model import CriterionPart, ElementPart, Gap, ToConfirm

Key = tuple[str, str]
"""Criterion and element."""
Precedents = Mapping[Key, Sequence[Precedent]]

ADVICE = {
    "absent": mark("Nothing was found. Say what will be done, who does it and by when."),
    "slogan": mark("Only words so far. Name the project, service or instrument that carries it out, its lead body and its date."),
    "measure": mark("A measure that nobody can check yet. Add a figure, a deadline, a responsible body or a budget of its own."),
}
_UNSURE = 0.6
"""Below this probability of its least certain code, a sentence on which a whole element rests is to be confirmed."""
_FROM_BENCHMARKS, _FROM_OTHERS = 2, 2
_MEASURE = 2


def parts_of(context: Context, sides: Sequence[Side]) -> tuple[CriterionPart, ...]:
    """Return the criteria with their elements and the benchmarks (`sides`) that show each with a measure."""
    made = []
    for criterion in context.card.criteria:
        book = next(item for item in context.codebook.criteria if item.id == criterion.id)
        names = {element.id: context.name(element.names) for element in book.elements}
        elements = tuple(_element(context, names[element.id], element, _shown_by(sides, (criterion.id, element.id))) for element in criterion.elements)
        conflicts = tuple(context.quote(item) for item in criterion.conflicts)
        low, high = criterion.interval
        made.append(
            CriterionPart(
                criterion.id, context.name(book.names), criterion.score, low, high, elements, conflicts, round(criterion.conflict_loss, 1), len(sides)
            )
        )
    return tuple(made)


def _element(context: Context, name: str, element: ElementScore, shown_by: tuple[str, ...]) -> ElementPart:
    quotes = tuple(context.quote(item) for item in element.evidence)
    return ElementPart(element.id, name, element.level.value, context.level(element.level.value), quotes, element.sentences, shown_by)


def _shown_by(sides: Sequence[Side], key: Key) -> tuple[str, ...]:
    return tuple(side.name for side in sides if (shown := side.elements.get(key)) is not None and shown.presence is Presence.PRESENT)


def gaps_of(context: Context, criteria: Sequence[CriterionPart], sides: Sequence[Side], examples: Precedents) -> Iterator[Gap]:
    """Yield every element that is absent, only words, or a measure without a check, in the order of the approach, each with examples.

    Benchmarks that were cited least come first, so that a report does not quote one programme throughout. What the document says itself is no example
    of others: it may have been copied from them.
    """
    used: dict[str, int] = {}
    own = {without_white_space(segment.text) for segment in context.analysis.segments}
    for criterion in criteria:
        for element in criterion.elements:
            if element.level == Level.ACCOUNTABLE.value:
                continue
            key = (criterion.id, element.id)
            others = [item for item in examples.get(key, ()) if without_white_space(item.text) not in own]
            found = [*_of_benchmarks(sides, key, used), *others[:_FROM_OTHERS]]
            yield Gap(criterion.name, element.name, element.level, element.word, context.tr(ADVICE[element.level]), element.quotes[:2], tuple(found))


def _of_benchmarks(sides: Sequence[Side], key: Key, used: dict[str, int]) -> list[Precedent]:
    """Return the firmest passages of the benchmarks that show an element with at least a measure."""
    candidates = []
    for side in sides:
        shown = side.elements.get(key)
        if shown is not None and shown.passages and shown.passages[0].commitment >= _MEASURE:
            candidates.append((-shown.passages[0].commitment, used.get(side.name, 0), side.name, shown.passages[0], side.language))
    chosen = sorted(candidates, key=lambda item: item[:3])[:_FROM_BENCHMARKS]
    for _, _, name, _, _ in chosen:
        used[name] = used.get(name, 0) + 1
    return [Precedent(passage.text, name, language, passage.page, passage.sources) for _, _, name, passage, language in chosen]


def confirm_of(context: Context, criteria: Sequence[CriterionPart]) -> Iterator[ToConfirm]:
    """Yield what a reader should check: conflicts, elements that rest on one unsure sentence, pages that were not read, a language not measured."""
    quality = context.analysis.document.quality
    for part in criteria:
        if part.conflicts:
            yield ToConfirm(
                context.tr("{criterion}: read as the opposite of the approach; cost {loss} points of this criterion.", criterion=part.name, loss=part.loss),
                part.conflicts,
            )
    for criterion, part in zip(context.card.criteria, criteria, strict=True):
        for element, shown in zip(criterion.elements, part.elements, strict=True):
            if element.sentences == 1 and element.evidence and (least := _least(context, element.evidence[0])) < _UNSURE:
                why = context.tr(
                    "{criterion} · {element}: rests on this one sentence, and the tagger is not sure of it (probability {least:.2f}).",
                    criterion=part.name,
                    element=shown.name,
                    least=least,
                )
                yield ToConfirm(why, shown.quotes[:1])
    if quality.pages_without_text:
        pages = ", ".join(str(page) for page in quality.pages_without_text)
        yield ToConfirm(context.tr("Pages {pages} gave no text: look whether they hold measures that this report missed.", pages=pages), ())
    if quality.truncated:
        yield ToConfirm(context.tr("A limit cut the reading short: the end of the document is missing from this report."), ())
    if not context.analysis.evaluated:
        yield ToConfirm(context.tr("The tagger was never measured on this document's language: check more of its codes than usual."), ())


def _least(context: Context, citation: Citation) -> float:
    """Return the probability of the least certain principle or stage of a sentence."""
    coding = context.coding_of[citation.segment_id]
    found = [coding.probability(group, code) for group in ("principles", "stages") for code in coding.assigned(group)]
    return min(found, default=1.0)
