"""Sentences that nobody coded, of the documents that coded ones come from: a student reads them with its teacher's eyes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from analyzer.domain.message import say
from analyzer.domain.segment import Segment
from analyzer.errors import InputError, ReadError
from analyzer.pipeline import read_document
from analyzer.segment.segments import segment_document
from analyzer.training.hydrate import StandoffSentence, find_documents
from analyzer.training.train import held_out

MOST = 100_000
"""Sentences that are read at most, drawn by hash over all documents."""
_LONGEST = 600


def unread_sentences(coded: Sequence[StandoffSentence], folder: Path, progress: Callable[[str], None]) -> list[Segment]:
    """Return sentences of the documents in `folder` that `coded` names and that are not held out, each text with its headings once.

    No other document is touched, so that sentences kept for measuring stay unread. The order and the draw come from hashes.
    """
    locate = find_documents(folder)
    drawn: dict[bytes, Segment] = {}
    for repository, path in sorted({(item.repository, item.path) for item in coded}):
        file = locate(repository, path)
        if file is None or held_out(f"{repository}/{path}"):
            continue
        progress(path)
        try:
            segments = segment_document(read_document(file)).segments
        except ReadError:
            continue
        for segment in segments:
            if len(segment.text) <= _LONGEST and any(map(str.isalpha, segment.text)):
                drawn[hashlib.sha256("\n".join((segment.text, *segment.heading)).encode("utf-8", "replace")).digest()] = segment
    if not drawn:
        raise InputError(say("{file}: holds none of the documents that the codings name; name the folder with the sources", file=folder))
    return [drawn[key] for key in sorted(drawn)[:MOST]]
