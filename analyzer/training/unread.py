"""Sentences of real documents that nobody has coded: what teachers show a student."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from analyzer.domain.segment import Segment
from analyzer.errors import ReadError
from analyzer.pipeline import read_document
from analyzer.segment.segments import segment_document
from analyzer.training.hydrate import StandoffSentence, find_documents, sha1_of

SEED = 7
SHORTEST = 6
"""Letters under which a segment is a number, a mark or a fragment."""


def unread(coded: Sequence[StandoffSentence], folder: Path, per_document: int, progress: Callable[[str], None]) -> list[Segment]:
    """Return up to `per_document` segments from each document that the coded sentences name, none of them coded, no text twice.

    Only these documents are read: others in the folder may be kept for measuring. Documents that cannot be found or read are passed over.
    """
    locate = find_documents(folder)
    known = {item.sentence.sha1 for item in coded}
    rng = random.Random(SEED)  # noqa: S311 - a draw of sentences, no secret
    drawn: list[Segment] = []
    for repository, path in sorted({(item.repository, item.path) for item in coded}):
        file = locate(repository, path)
        if file is None:
            continue
        progress(path)
        try:
            segments = list(segment_document(read_document(file)).segments)
        except ReadError:
            continue
        rng.shuffle(segments)
        left = per_document
        for segment in segments:
            digest = sha1_of("".join(segment.text.split()))
            if left and digest not in known and sum(map(str.isalpha, segment.text)) >= SHORTEST:
                known.add(digest)
                drawn.append(segment)
                left -= 1
    return drawn
