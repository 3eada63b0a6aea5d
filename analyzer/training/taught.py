"""Sentences that a teacher coded: its probabilities without the text, for the tagger to learn from beside what people coded."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import say
from analyzer.domain.segment import Segment, without_white_space
from analyzer.errors import InputError
from analyzer.resources.tagged import read_json_lines
from analyzer.training.hydrate import find_documents, sha1_of
from analyzer.training.unread import Source, Unread, readable_sentences
from analyzer.training.weights import Array

KEY = 16
"""Hexadecimal digits of a sentence's sha1 that are kept: a document has some thousand sentences."""


@dataclass(frozen=True, slots=True)
class TaughtDocument:
    """A document's sentences by the beginning of the sha1 of their text without white space, each with the chance of every code, in hundredths."""

    source: Source
    chances: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences with the chance of every code, (sentences, codes of all groups), and how many were not found in their documents."""

    segments: tuple[Segment, ...]
    chances: Array
    missing: int


def taught_lines(sentences: Sequence[Unread], chances: Array, codebook: Codebook, teacher: str) -> list[str]:
    """Return the lines of a file: the teacher and the order of the codes, then a document each."""
    documents: dict[Source, dict[str, list[int]]] = defaultdict(dict)
    for item, row in zip(sentences, np.rint(chances * 100).astype(int).tolist(), strict=True):
        documents[item.source].setdefault(_key(item.segment), row)
    lines = [json.dumps({"teacher": teacher, "codes": _codes(codebook)})]
    for source in sorted(documents, key=lambda source: (source.repository, source.path)):
        record = {"repository": source.repository, "path": source.path, "commit": source.commit, "chances": documents[source]}
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
    return lines


def read_taught(path: Path, codebook: Codebook) -> list[TaughtDocument]:
    """Read a file of taught sentences; one that was made with other codes is refused with `InputError`."""
    records = read_json_lines(path)
    _, head = next(records, (0, {}))
    if head.get("codes") != _codes(codebook):
        raise InputError(say("{file}: was taught with other codes than the codebook's; make it anew with `corpus teach`", file=path))
    try:
        return [
            TaughtDocument(
                Source(record["repository"], record["path"], record["commit"]),
                {key: tuple(map(int, row)) for key, row in record["chances"].items()},
            )
            for _, record in records
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(say("{file}: is no file of taught sentences; make it anew with `corpus teach`", file=path)) from error


def find_taught(documents: Sequence[TaughtDocument], folder: Path, progress: Callable[[str], None]) -> Taught:
    """Put text and headings back from the documents in `folder`, as their sentences are cut today."""
    locate = find_documents(folder)
    segments: list[Segment] = []
    rows: list[tuple[int, ...]] = []
    for document in documents:
        left = dict(document.chances)
        for segment in readable_sentences(document.source, locate, progress):
            if (row := left.pop(_key(segment), None)) is not None:
                segments.append(segment)
                rows.append(row)
    width = len(rows[0]) if rows else 0
    chances: Array = np.array(rows, dtype=np.float32).reshape(len(rows), width) / np.float32(100)
    return Taught(tuple(segments), chances, sum(len(document.chances) for document in documents) - len(rows))


def _key(segment: Segment) -> str:
    return sha1_of(without_white_space(segment.text))[:KEY]


def _codes(codebook: Codebook) -> list[str]:
    return [f"{group.name}:{code.id}" for group in codebook.groups for code in group.codes]
