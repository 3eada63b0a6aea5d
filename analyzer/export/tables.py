"""Records as rows of a table: wide (one row a sentence) or long (one row a sentence and assigned code)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from analyzer.domain.codebook import Codebook, GroupKind
from analyzer.export.records import Record

Cell = str | int | float | bool | None
SEPARATOR = "; "
"""Between the codes of one group in a wide row."""
NUMBERS = ("start", "end", "page", "paragraph")
"""Columns of numbers."""
PLACE = (*("file", "document", "title", "document_kind", "place", "date", "id", "start", "end", "page", "paragraph", "kind", "language", "heading", "text"),)


class Shape(StrEnum):
    """One row a sentence, or one row a sentence and code."""

    WIDE = "wide"
    LONG = "long"


def columns(codebook: Codebook, shape: Shape) -> tuple[str, ...]:
    """Return the names of the columns."""
    if shape is Shape.WIDE:
        return (*PLACE, *(group.name for group in codebook.groups), "evidence", "coder")
    return (*PLACE, "group", "code", "value", "probability", "evidence", "coder")


def rows_of(record: Record, codebook: Codebook, shape: Shape) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a record, in the order of `columns`."""
    place = _place(record)
    if shape is Shape.LONG:
        for item in record.assigned:
            words = [found.text for found in record.evidence if (found.group, found.code) == (item.group, item.code)]
            yield (*place, item.group, item.code, item.value, item.probability, _joined(words), record.coder)
        return
    groups: list[Cell] = []
    for group in codebook.groups:
        given = [item for item in record.assigned if item.group == group.name]
        groups.append(_joined([item.code for item in given]) if group.kind is GroupKind.MULTI else next((item.value for item in given), None))
    yield (*place, *groups, _joined([found.text for found in record.evidence]), record.coder)


def _place(record: Record) -> tuple[Cell, ...]:
    return (
        *(record.file, record.document, record.title, record.document_kind, record.place, record.date, record.id, record.span.start, record.span.end),
        *(record.page, record.paragraph, record.kind, record.language, " > ".join(record.heading), record.text),
    )


def _joined(words: Sequence[str]) -> str:
    return SEPARATOR.join(dict.fromkeys(words))
