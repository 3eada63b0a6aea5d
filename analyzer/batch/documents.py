"""Documents between processes as JSON. A reader that a document has taken over can hand back a wrong document, but none that points out of itself."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from analyzer.domain.document import Block, BlockKind, Box, Document, Dropped, DropReason, FontHealth, Line, Page, PageHealth, ReadQuality, Span
from analyzer.domain.message import restored, stored


def encoded_document(document: Document) -> bytes:
    """Return a document as UTF-8 JSON. Halves of surrogate pairs, which are no characters, become question marks."""
    quality = dataclasses.asdict(document.quality)
    record = {
        "id": document.id,
        "text": document.text,
        "blocks": [[block.span.start, block.span.end, block.kind, block.level, block.columns] for block in document.blocks],
        "quality": {**quality, "notes": [_said(note) for note in document.quality.notes], "remedy": _said(document.quality.remedy)},
        "reader": document.reader,
        "format": document.format,
        "lines": [[line.span.start, line.span.end, line.page, _corners(line.box), line.confidence] for line in document.lines],
        "pages": [[page.number, page.width, page.height] for page in document.pages],
        "dropped": [[item.text, item.reason, item.page, _corners(item.box)] for item in document.dropped],
        "title": document.title,
        "health": [[page.page, _said(page.reason), [[font.name, font.characters, _said(font.reason)] for font in page.fonts]] for page in document.health],
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decoded_document(data: bytes, document_id: str) -> Document:
    """Return the document in `data`, which must be of this id. Raises ValueError for anything that is not one."""
    try:
        record = json.loads(data)
        text = _text(record["text"])
        if record["id"] != document_id:
            raise ValueError("another document")
        quality = record["quality"]
        return Document(
            document_id,
            text,
            tuple(
                Block(span, BlockKind(kind), _number(level), tuple(map(_text, columns)))
                for span, (_, _, kind, level, columns) in zip(_spans(record["blocks"], text), record["blocks"], strict=True)
            ),
            ReadQuality(
                float(quality["score"]),
                _numbers(quality["pages_without_text"]),
                float(quality["bad_character_share"]),
                _perhaps(quality["encoding"]),
                tuple(map(_message, quality["notes"])),
                bool(quality["truncated"]),
                _numbers(quality["pages_by_ocr"]),
                _share(quality["ocr_confidence"]),
                _message(quality["remedy"]) or "",
            ),
            _text(record["reader"]),
            _text(record["format"]),
            tuple(
                Line(span, int(page), _box(page, corners), _share(sure))
                for span, (_, _, page, corners, sure) in zip(_spans(record["lines"], text), record["lines"], strict=True)
            ),
            tuple(Page(int(number), _share(width), _share(height)) for number, width, height in record["pages"]),
            tuple(Dropped(_text(said), DropReason(reason), _number(page), _box(page, corners)) for said, reason, page, corners in record["dropped"]),
            _perhaps(record["title"]),
            tuple(
                PageHealth(int(page), _message(reason), tuple(FontHealth(_text(name), int(count), _message(why)) for name, count, why in fonts))
                for page, reason, fonts in record["health"]
            ),
        )
    except (KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def _spans(rows: Sequence[Sequence[Any]], text: str) -> list[Span]:
    """Return spans that lie in the text, in order, and do not overlap."""
    spans = [Span(int(row[0]), int(row[1])) for row in rows]
    ends = [0, *(place for span in spans for place in (span.start, span.end)), len(text)]
    if any(first > second for first, second in pairwise(ends)):
        raise ValueError("spans out of order")
    return spans


def _said(text: str | None) -> list[Any] | None:
    return None if text is None else [text, stored(text)]


def _message(pair: Any) -> Any:
    if pair is None:
        return None
    text, message = pair
    return restored(_text(text), message)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _perhaps(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


def _numbers(values: Any) -> tuple[int, ...]:
    return tuple(map(int, values))


def _share(value: Any) -> float | None:
    return None if value is None else float(value)


def _corners(box: Box | None) -> list[float] | None:
    """Return a box as numbers; its page is that of what stands in it."""
    return None if box is None else [box.page, box.x0, box.y0, box.x1, box.y1]


def _box(page: Any, corners: Any) -> Box | None:
    if corners is None:
        return None
    number, x0, y0, x1, y1 = corners
    if page is not None and number != page:
        raise ValueError("a box of another page")
    return Box(int(number), float(x0), float(y0), float(x1), float(y1))
