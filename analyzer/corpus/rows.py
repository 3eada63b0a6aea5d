"""An analysed document as plain rows: made by a worker, written by the one writer."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.domain.coding import Coding
from analyzer.domain.description import Description
from analyzer.domain.document import Document
from analyzer.domain.message import stored
from analyzer.domain.results import Scorecard
from analyzer.domain.segment import Segment

MIN_PROBABILITY = 0.05
"""Codes below this probability that are not assigned are not stored."""


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """The rows of one document, in the order of the tables' columns."""

    document: tuple[Any, ...]
    segments: tuple[tuple[Any, ...], ...]
    codings: tuple[tuple[Any, ...], ...]
    """(segment id, group, code, probability, assigned, evidence)"""
    score: tuple[Any, ...]
    coder: str


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: object) -> str:
    """Return compact JSON with a stable order."""
    return _ENCODER.encode(value)


def document_rows(
    document: Document,
    description: Description,
    description_card: Mapping[str, Any],
    language: str,
    evaluated: bool,
    segments: Sequence[Segment],
    codings: Sequence[Coding],
    scorecard: Scorecard,
    card: Mapping[str, Any],
    *,
    fingerprint: str,
    coder: str,
    tokens_of: Callable[[Segment], str],
) -> DocumentRows:
    """Return the rows of an analysed document; `tokens_of` gives the words of a segment, separated by spaces."""
    quality = dataclasses.asdict(document.quality)
    dropped = [[item.page, item.reason.value, item.text] for item in document.dropped]
    row = (
        document.id,
        fingerprint,
        document.title,
        *_values(description),
        compact(description_card),
        language,
        int(evaluated),
        document.format,
        document.reader,
        len(document.pages) or None,
        len(segments),
        document.quality.score,
        compact(quality),
        compact(dropped),
        document.text,
    )
    interval = scorecard.interval or (None, None)
    headings = {heading: compact(heading) for heading in {segment.heading for segment in segments}}
    return DocumentRows(
        row,
        tuple(_segment_row(number, segment, headings[segment.heading], tokens_of(segment)) for number, segment in enumerate(segments)),
        tuple(coding_row for coding in codings for coding_row in _coding_rows(coding)),
        (document.id, scorecard.score, *interval, scorecard.reason and str(scorecard.reason), compact({**card, "reason_message": stored(scorecard.reason)})),
        coder,
    )


def _values(description: Description) -> tuple[Any, ...]:
    found = (description.kind, description.level, description.state, description.issuer, description.number, description.date, description.place)
    period = description.period.value if description.period else None
    return (*(item.value if item else None for item in found), period.start if period else None, period.end if period else None)


def _segment_row(number: int, segment: Segment, heading: str, tokens: str) -> tuple[Any, ...]:
    boxes = [f"[{box.page},{box.x0:.1f},{box.y0:.1f},{box.x1:.1f},{box.y1:.1f}]" for box in segment.boxes]
    return (
        segment.id,
        segment.document_id,
        number,
        segment.span.start,
        segment.span.end,
        segment.text,
        heading,
        segment.kind.value,
        segment.language,
        segment.paragraph,
        segment.page,
        f"[{','.join(boxes)}]",
        tokens,
        segment.confidence,
    )


def _coding_rows(coding: Coding) -> list[tuple[Any, ...]]:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for item in coding.evidence:
        spans.setdefault((item.group, item.code), []).append((item.span.start, item.span.end))
    evidence = {key: compact(places) for key, places in spans.items()}
    segment = coding.segment_id
    return [
        (segment, group, code.code, code.probability, int(code.assigned), evidence.get((group, code.code)))
        for group, codes in coding.groups.items()
        for code in codes
        if code.assigned or code.probability >= MIN_PROBABILITY
    ]
