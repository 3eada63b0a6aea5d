"""What the comments in a drafter's own file say: what a place counts as, what would make it accountable, how others said it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.i18n import tr_in
from analyzer.report.content.model import DocumentReport, Gap, Sentence
from analyzer.report.word.report import source_words


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a sentence of the document, by its number in the text; `lines` are its paragraphs. Number 0 also takes what belongs nowhere."""

    sentence: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the table of suggested changes: the element, what the draft says now, what to do, and an example."""

    element: str
    now: str
    advice: str
    example: str


def comments_of(report: DocumentReport) -> tuple[Comment, ...]:
    """Return the comments in the order of the text: one on every sentence with a principle, stage or field that is more than context, or that a gap concerns.

    An element that is absent is told beside the best sentence of its criterion, or at the first sentence where the criterion has none.
    """
    sentences = [sentence for page in report.text for sentence in page.sentences]
    number_of = {sentence.anchor: number for number, sentence in enumerate(sentences)}
    concerned: dict[str, list[Gap]] = {}
    for gap in (*report.gaps, *report.firm):
        for quote in gap.quotes[:1]:
            if quote.anchor:
                concerned.setdefault(quote.anchor, []).append(gap)
    homes = {part.name: next((element.quotes[0].anchor for element in part.elements if element.quotes), None) for part in report.criteria}
    lacking: dict[int, list[Gap]] = {}
    for gap in report.gaps:
        if not gap.quotes:
            lacking.setdefault(number_of.get(homes.get(gap.criterion) or "", 0), []).append(gap)
    found = []
    for number, sentence in enumerate(sentences):
        lines = [*_counts_as(report, sentence, concerned.get(sentence.anchor, ())), *_lacking(report, lacking.get(number, ()))]
        if lines:
            found.append(Comment(number, tuple(lines)))
    return tuple(found)


def _counts_as(report: DocumentReport, sentence: Sentence, gaps: Sequence[Gap]) -> Iterator[str]:
    if not gaps and not (sentence.notes and sentence.level):
        return
    codes = [f"{note.name} {note.probability:.2f}" for note in sentence.notes]
    told = [*codes, *(item for item in (sentence.level, sentence.stance) if item)]
    if told:
        yield tr_in(report.language, "Counts as: {codes}.", codes=" · ".join(told))
    for gap in gaps:
        yield tr_in(report.language, "{element}: {advice}", element=gap.element, advice=gap.advice)
        yield from _example(report, gap)


def _lacking(report: DocumentReport, gaps: Sequence[Gap]) -> Iterator[str]:
    for gap in gaps:
        yield tr_in(
            report.language, "Lacking in this document: {criterion} · {element}. {advice}", criterion=gap.criterion, element=gap.element, advice=gap.advice
        )
        yield from _example(report, gap)


def _example(report: DocumentReport, gap: Gap) -> Iterator[str]:
    for item in gap.examples[:1]:
        yield tr_in(report.language, "Example: {text} ({source})", text=item.text, source=source_words(item, report.language, links=1))


def changes_of(report: DocumentReport) -> tuple[Change, ...]:
    """Return the suggested changes, gaps before measures that cannot be checked yet."""
    return tuple(
        Change(
            f"{gap.criterion} · {gap.element}",
            f"{gap.quotes[0].text} ({gap.quotes[0].place})" if gap.quotes else gap.word,
            gap.advice,
            f"{gap.examples[0].text} ({source_words(gap.examples[0], report.language, links=1)})" if gap.examples else "",
        )
        for gap in (*report.gaps, *report.firm)
    )
