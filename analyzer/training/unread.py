"""Sentences that nobody coded, of the documents that coded ones come from: what a student or a teacher reads besides."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.domain.message import say
from analyzer.domain.segment import Segment, without_white_space
from analyzer.errors import InputError, ReadError
from analyzer.pipeline import read_document
from analyzer.segment.segments import segment_document
from analyzer.training.hydrate import StandoffSentence, find_documents, sha1_of
from analyzer.training.train import held_out

MOST = 100_000
"""Sentences that are read at most, drawn by hash over all documents."""
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Source:
    """A document of the corpus: repository, path and commit."""

    repository: str
    path: str
    commit: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence that nobody coded, and where it stands."""

    source: Source
    segment: Segment


def unread_sentences(coded: Sequence[StandoffSentence], folder: Path, progress: Callable[[str], None]) -> list[Unread]:
    """Return sentences of the documents in `folder` that `coded` names and that are not held out, each text with its headings once.

    No other document is touched, so that sentences kept for measuring stay unread. The order and the draw come from hashes.
    """
    locate = find_documents(folder)
    drawn: dict[bytes, Unread] = {}
    for source in sorted({Source(item.repository, item.path, item.commit) for item in coded}, key=lambda source: (source.repository, source.path)):
        if held_out(f"{source.repository}/{source.path}"):
            continue
        for segment in readable_sentences(source, locate, progress):
            drawn[hashlib.sha256("\n".join((segment.text, *segment.heading)).encode("utf-8", "replace")).digest()] = Unread(source, segment)
    if not drawn:
        raise InputError(say("{file}: holds none of the documents that the codings name; name the folder with the sources", file=folder))
    return [drawn[key] for key in sorted(drawn)[:MOST]]


def readable_sentences(source: Source, locate: Callable[[str, str], Path | None], progress: Callable[[str], None]) -> Iterator[Segment]:
    """Yield the sentences of a document that hold words and are no longer than a sentence; none where it is missing or cannot be read."""
    if (file := locate(source.repository, source.path)) is None:
        return
    progress(source.path)
    try:
        segments = segment_document(read_document(file)).segments
    except ReadError:
        return
    yield from (segment for segment in segments if len(segment.text) <= _LONGEST and any(map(str.isalpha, segment.text)))


def few_of_each(unread: Sequence[Unread], coded: Sequence[StandoffSentence], most: int) -> list[Unread]:
    """Return at most `most` sentences of each document, each wording once over all, none that `coded` holds."""
    seen = {item.sentence.sha1 for item in coded}
    counts: Counter[Source] = Counter()
    kept = []
    for item in unread:
        wording = sha1_of(without_white_space(item.segment.text))
        if wording not in seen and counts[item.source] < most:
            seen.add(wording)
            counts[item.source] += 1
            kept.append(item)
    return kept
