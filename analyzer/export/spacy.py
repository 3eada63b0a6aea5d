"""spaCy's DocBin: a Doc a document, its sentences as spans in `doc.spans[group]`, labelled with their codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from analyzer.domain.document import Span
from analyzer.export.job import Job
from analyzer.export.records import Record


def write_docbin(job: Job, output: IO[bytes]) -> int:
    """Write documents as a DocBin and return the number of records.

    Tokens are those of the full-text search (jieba for Chinese), cut sentence by sentence, so that every sentence begins and ends on a token;
    `doc.text` is the document's text to the letter. A span's `id_` names the coder, `doc.spans[group].attrs["probability"]` holds the
    probabilities in the order of the spans, `doc.user_data` file, title, kind, place, date and id of the document.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocabulary, count = Vocab(), 0
    docs = DocBin(store_user_data=True)
    for document, records in job.documents():
        docs.add(_doc(vocabulary, job, document, records))
        count += len(records)
    output.write(docs.to_bytes())
    return count


def _doc(vocabulary: Any, job: Job, document: Mapping[str, Any], records: Sequence[Record]) -> Any:
    from spacy import tokens
    from spacy.tokens import Doc, SpanGroup

    text = document["text"]
    sentences = {record.span: record.language for record in records}
    pieces = list(_pieces(text, document["language"], sentences, job))
    starts = {span.start for span in sentences}
    doc = Doc(
        vocabulary,
        words=[text[span.start : span.end] for span, _ in pieces],
        spaces=[space for _, space in pieces],
        sent_starts=[span.start in starts for span, _ in pieces],
    )
    assert doc.text == text, document["id"]
    first = {span.start: number for number, (span, _) in enumerate(pieces)}
    after = {span.end: number + 1 for number, (span, _) in enumerate(pieces)}
    for group in job.codebook.groups:
        spans, chances = [], []
        for record in records:
            for item in record.assigned:
                if item.group == group.name:
                    span = tokens.Span(doc, first[record.span.start], after[record.span.end], label=item.code, span_id=record.coder)
                    assert span.text == record.text, record.id
                    spans.append(span)
                    chances.append(item.probability)
        doc.spans[group.name] = SpanGroup(doc, name=group.name, spans=spans, attrs={"probability": chances})
    head = records[0]
    doc.user_data |= {"id": head.document, "file": head.file, "title": head.title, "kind": head.document_kind, "place": head.place, "date": head.date}
    return doc


def _pieces(text: str, language: str, sentences: Mapping[Span, str], job: Job) -> Iterator[tuple[Span, bool]]:
    """Yield tokens that cover all of `text`, each with whether one blank follows it; other white space is a token of its own."""
    covered = 0
    for span in [*sorted(sentences), Span(len(text), len(text))]:
        yield from _spaced(Span(covered, span.start).of(text), covered, language, job)
        yield from _spaced(span.of(text), span.start, sentences.get(span, language), job)
        covered = span.end


def _spaced(text: str, offset: int, language: str, job: Job) -> Iterator[tuple[Span, bool]]:
    end = 0
    for token in job.tokens(text, language):
        if end < token.span.start:
            yield Span(offset + end, offset + token.span.start), False
        blank = text[token.span.end : token.span.end + 1] == " "
        yield Span(offset + token.span.start, offset + token.span.end), blank
        end = token.span.end + blank
    if end < len(text):
        yield Span(offset + end, offset + len(text)), False
