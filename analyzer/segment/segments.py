"""Document -> Segments: the sentences of a document with language, heading trail, page and boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.domain.document import Block, BlockKind, Document, Span
from analyzer.domain.enumerator import find_enumerator
from analyzer.domain.segment import Segment, segment_id, without_white_space
from analyzer.segment.headings import Trail, find_headings, is_run_in_heading, is_trailing_heading
from analyzer.segment.languages import languages_of
from analyzer.segment.sentences import split_sentences

_LONG_ROW = 300
_LONG_LABEL = 80
_INTRODUCED = 8


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments of a document in order, and its main language (BCP 47)."""

    language: str
    segments: tuple[Segment, ...]


def segment_document(document: Document) -> Segmentation:
    """Cut a document into sentences.

    A heading and a table row are one segment each; paragraphs and items are cut by the rules of their language. An introduction that ends in
    a colon stands as the innermost heading above the items that follow it.
    Segments without a letter or digit are left out, and so are the head and the foot of an official letter.
    """
    texts = [block.span.of(document.text) for block in document.blocks]
    main, languages = languages_of(texts)
    trail = Trail()
    seen: Counter[str] = Counter()
    segments: list[Segment] = []
    recognised = any(line.confidence is not None for line in document.lines)

    def add(span: Span, kind: BlockKind, language: str, paragraph: int, heading: tuple[str, ...]) -> None:
        text = span.of(document.text)
        key = without_white_space(text)
        if not any(map(str.isalnum, key)):
            return
        lines = document.lines_of(span)
        segments.append(
            Segment(
                id=segment_id(document.id, key, seen[key]),
                document_id=document.id,
                span=span,
                text=text,
                heading=heading,
                kind=kind,
                language=language,
                paragraph=paragraph,
                page=lines[0].page if lines else None,
                boxes=tuple(line.box for line in lines if line.box is not None),
                confidence=document.confidence_of(span) if recognised else None,
            )
        )
        seen[key] += 1

    # A space after what the file calls a heading lets a lone decimal number (1.3) be one.
    enumerators = [
        None if block.kind is BlockKind.ROW else find_enumerator(text + " " if block.kind is BlockKind.HEADING else text)
        for block, text in zip(document.blocks, texts, strict=True)
    ]
    headings, numbers = find_headings(document.blocks, texts, enumerators)
    introduction: str | None = None
    for index, (block, text, language) in enumerate(zip(document.blocks, texts, languages, strict=True)):
        number, enumerator = index + 1, enumerators[index]
        if block.kind is BlockKind.LETTERHEAD:
            introduction = None
            continue
        if headings[index]:
            introduction = None
            opener = numbers.get(index - 1)
            worded = text if opener is None else f"{texts[index - 1]} {text}"
            # The heading of a lone number is on the next line and takes the number's rank.
            above = trail.headings if index in numbers else trail.push(worded, block.level, opener or enumerator)
            add(block.span, BlockKind.HEADING, language, number, above)
            continue
        if block.kind is BlockKind.ROW:
            if _is_head_row(text, block, document.blocks[number : number + 1]):
                continue
            for span, cell in _row_spans(text, block.columns, language):
                heading = (*trail.headings, cell) if cell else trail.headings
                add(Span(block.span.start + span.start, block.span.start + span.end), block.kind, language, number, heading)
            continue
        kind = block.kind if block.kind is not BlockKind.HEADING else BlockKind.PARAGRAPH if enumerator is None else BlockKind.ITEM
        if enumerator is None and kind is not BlockKind.ITEM:
            introduction = None
        sentences = split_sentences(text, language)
        for place, span in enumerate(sentences):
            absolute = Span(block.span.start + span.start, block.span.start + span.end)
            sentence = span.of(text)
            found = enumerator if place == 0 else find_enumerator(sentence)
            alone = len(sentences) == 1
            if not alone and (is_run_in_heading(sentence, found) if place == 0 else place == len(sentences) - 1 and is_trailing_heading(sentence, found)):
                introduction = None
                add(absolute, BlockKind.HEADING, language, number, trail.push(sentence, None, found))
            else:
                above = trail.headings if introduction is None else (*trail.headings, introduction)
                add(absolute, kind, language, number, above)
            if sentence.endswith(("：", ":")) and _INTRODUCED <= len(sentence) <= _LONG_ROW:
                introduction = sentence
    return Segmentation(main, tuple(segments))


def _is_head_row(text: str, block: Block, following: Sequence[Block]) -> bool:
    """Tell whether a row only names the columns, which the rows below carry with them as their heading."""
    if block.columns or not following or not following[0].columns:
        return False
    cells = set(text.split(" | "))
    return all(column in cells or not column for column in following[0].columns)


def _row_spans(text: str, columns: tuple[str, ...], language: str) -> list[tuple[Span, str]]:
    """Return a table row as one span with the heads of its columns; a long one sentence by sentence, each with its row and column.

    A long row holds several measures, and one number in any cell would make them all accountable.
    """
    if len(text) <= _LONG_ROW:
        return [(Span(0, len(text)), " | ".join(columns))]
    spans: list[tuple[Span, str]] = []
    start = 0
    cells = text.split(" | ")
    label = cells[0] if len(cells[0]) <= _LONG_LABEL else ""
    for number, cell in enumerate(cells):
        column = columns[number] if number < len(columns) else ""
        place = " | ".join(part for part in (label if number else "", column) if part)
        spans.extend((Span(start + span.start, start + span.end), place) for span in split_sentences(cell, language))
        start += len(cell) + len(" | ")
    return spans
