"""The one record type of all exports: a sentence with its place and its codes by one coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from analyzer.domain.codebook import Codebook, GroupKind, Value
from analyzer.domain.coding import Evidence
from analyzer.domain.document import Box, Span

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Applied:
    """One code that a coder weighed for a sentence; `value` is how results spell it."""

    group: str
    code: str
    value: Value
    probability: float
    assigned: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A sentence of one file as one coder coded it.

    `span` holds code points into the document's text and `text` quotes it; spans of `evidence` point into `text`. `codes` are in the
    codebook's order, and hold what was not assigned too; the file's own statements (`title` to `date`) are `None` where it makes none.
    """

    file: str
    document: str
    title: str | None
    document_kind: str | None
    place: str | None
    date: str | None
    id: str
    span: Span
    page: int | None
    paragraph: int
    kind: str
    language: str
    heading: tuple[str, ...]
    text: str
    boxes: tuple[Box, ...]
    codes: tuple[Applied, ...]
    evidence: tuple[Evidence, ...]
    coder: str

    @property
    def assigned(self) -> tuple[Applied, ...]:
        """The codes that the coder gives the sentence."""
        return tuple(item for item in self.codes if item.assigned)

    @property
    def year(self) -> int | None:
        """The year of the document's date."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records are exported; an empty field lets everything pass.

    `codes` are `code` or `group:code`, of which a sentence must be assigned one; `language` matches by its first subtags (`zh` is any
    Chinese), `place` is part of the document's place, `years` are the first and last year of its date, `coder` a coder's name or the
    beginning of one. Codes below `probability` count as not assigned.
    """

    codes: tuple[str, ...] = ()
    language: str | None = None
    kind: str | None = None
    place: str | None = None
    years: tuple[int, int] | None = None
    probability: float = 0.0
    coder: str | None = None

    def apply(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records that pass, without the assignments that are too unsure."""
        for record in records:
            if self._passes(record):
                kept = self._sure(record)
                if not self.codes or any(item.code in self.codes or f"{item.group}:{item.code}" in self.codes for item in kept.assigned):
                    yield kept

    def _passes(self, record: Record) -> bool:
        return (
            (self.language is None or f"{record.language}-".startswith(f"{self.language}-"))
            and (self.kind is None or record.document_kind == self.kind)
            and (self.place is None or self.place in (record.place or ""))
            and (self.years is None or (record.year is not None and self.years[0] <= record.year <= self.years[1]))
            and (self.coder is None or record.coder.startswith(self.coder))
        )

    def _sure(self, record: Record) -> Record:
        if all(item.probability >= self.probability for item in record.assigned):
            return record
        codes = tuple(replace(item, assigned=item.assigned and item.probability >= self.probability) for item in record.codes)
        left = {(item.group, item.code) for item in codes if item.assigned}
        return replace(record, codes=codes, evidence=tuple(item for item in record.evidence if (item.group, item.code) in left))


def sentence_records(rows: Iterable[Mapping[str, Any]], codebook: Codebook, *, every_file: bool = True) -> Iterator[Record]:
    """Yield one record per segment, file and coder from the corpus's coded segments.

    Without `every_file` a document that lies at several paths is told of once, under its first.
    """
    for row in rows:
        for file in row["files"] if every_file else row["files"][:1]:
            for coder, layer in row["codings"].items():
                yield Record(
                    file,
                    row["document_id"],
                    row["title"],
                    row["document_kind"],
                    row["place"],
                    row["date"],
                    row["id"],
                    Span(row["start"], row["end"]),
                    row["page"],
                    row["paragraph"],
                    row["kind"],
                    row["language"],
                    tuple(row["heading"]),
                    row["text"],
                    tuple(Box(*box) for box in row["boxes"]),
                    _codes(layer, codebook),
                    _evidence(layer, row["text"]),
                    coder,
                )


def by_document(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records of one document at a time; they come document by document."""
    for _, group in groupby(records, lambda record: record.document):
        yield list(group)


def as_json(record: Record, codebook: Codebook) -> dict[str, Any]:
    """Return a record as JSON: multi groups as lists of `{"code", "probability", "assigned"}`, the value of the code for others."""
    return {
        "schema": SCHEMA,
        "file": record.file,
        "document": record.document,
        "id": record.id,
        "start": record.span.start,
        "end": record.span.end,
        "title": record.title,
        "document_kind": record.document_kind,
        "place": record.place,
        "date": record.date,
        "page": record.page,
        "paragraph": record.paragraph,
        "kind": record.kind,
        "language": record.language,
        "heading": list(record.heading),
        "text": record.text,
        **{group.name: _group_json(record, group.name, group.kind) for group in codebook.groups},
        "evidence": [{"group": item.group, "code": item.code, "start": item.span.start, "end": item.span.end, "text": item.text} for item in record.evidence],
        "coder": record.coder,
    }


def _group_json(record: Record, group: str, kind: GroupKind) -> Any:
    items = [item for item in record.codes if item.group == group]
    if kind is GroupKind.MULTI:
        return [{"code": item.code, "probability": item.probability, "assigned": item.assigned} for item in items]
    return next((item.value for item in items if item.assigned), None)


def _codes(layer: Mapping[str, Any], codebook: Codebook) -> tuple[Applied, ...]:
    applied = []
    for group in codebook.groups:
        items = {code: (probability, assigned) for code, probability, assigned, _ in layer.get(group.name, ())}
        applied += [Applied(group.name, code.id, code.value, *items[code.id]) for code in group.codes if code.id in items]
    return tuple(applied)


def _evidence(layer: Mapping[str, Any], text: str) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(group, code, Span(start, end), text[start:end]) for group, items in layer.items() for code, _, _, spans in items for start, end in spans
    )
