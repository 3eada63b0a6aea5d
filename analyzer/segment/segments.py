"""Document -> Segments: the sentences of a document with language, heading trail, page and boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.domain.document import Block, BlockKind, Document, Span
from analyzer.domain.enumerator import find_enumerator
from analyzer.domain.segment import Segment, segment_id, without_white_space
from analyzer.segment.headings import Trail, is_heading, is_run_in_heading
from analyzer.segment.languages import languages_of
from analyzer.segment.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments of a document in order, and its main language (BCP 47)."""

    language: str
    segments: tuple[Segment, ...]


def segment_document(document: Document) -> Segmentation:
    """Cut a document into sentences.

    A heading and a table row are one segment each; paragraphs and items are cut by the rules of their language.
    Segments without a letter or digit are left out.
    """
    texts = [block.span.of(document.text) for block in document.blocks]
    main, languages = languages_of(texts)
    trail = Trail()
    seen: Counter[str] = Counter()
    segments: list[Segment] = []

    def add(span: Span, kind: BlockKind, language: str, paragraph: int, heading: tuple[str, ...]) -> None:
        text = span.of(document.text)
        key = without_white_space(text)
        if not any(character.isalnum() for character in key):
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
            )
        )
        seen[key] += 1

    for number, (block, text, language) in enumerate(zip(document.blocks, texts, languages, strict=True), 1):
        enumerator = None if block.kind is BlockKind.ROW else find_enumerator(text)
        if is_heading(text, block, enumerator):
            add(block.span, BlockKind.HEADING, language, number, trail.push(text, block.level, enumerator))
            continue
        if block.kind is BlockKind.ROW and _is_head_row(text, block, document.blocks[number : number + 1]):
            continue
        if block.kind is BlockKind.ROW:
            heading = (*trail.headings, " | ".join(block.columns)) if block.columns else trail.headings
            for span in _row_spans(text):
                add(Span(block.span.start + span.start, block.span.start + span.end), block.kind, language, number, heading)
            continue
        sentences = split_sentences(text, language)
        for index, span in enumerate(sentences):
            absolute = Span(block.span.start + span.start, block.span.start + span.end)
            sentence = span.of(text)
            if index == 0 and is_run_in_heading(sentence, enumerator, alone=len(sentences) == 1):
                add(absolute, BlockKind.HEADING, language, number, trail.push(sentence, None, enumerator))
            else:
                add(absolute, block.kind, language, number, trail.headings)
    return Segmentation(main, tuple(segments))


def _is_head_row(text: str, block: Block, following: Sequence[Block]) -> bool:
    """Tell whether a row only names the columns, which the rows below carry with them as their heading."""
    if block.columns or not following or not following[0].columns:
        return False
    cells = set(text.split(" | "))
    return all(column in cells or not column for column in following[0].columns)


def _row_spans(text: str) -> list[Span]:
    """Return a table row as one span, or as several where it is longer than a sentence may be."""
    return split_sentences(text, "zh") if len(text) > 1500 else [Span(0, len(text))]
