"""One sentence with its heading trail: the unit that is coded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from analyzer.domain.document import BlockKind, Box, Span


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, heading, item or table row of a document.

    `text` equals `span.of(document.text)`. `heading` is the trail of headings above it, outermost first. `language` is a
    BCP 47 tag such as `zh-Hans`, or `und`. `page` counts from 1 (`None` in formats without pages), `paragraph` is the number of
    the block from 1. `confidence` tells how sure OCR is of the text, 0 to 1; `None` where the text was not recognised but given.
    """

    id: str
    document_id: str
    span: Span
    text: str
    heading: tuple[str, ...]
    kind: BlockKind
    language: str
    paragraph: int
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a segment; `span` points into the segment's text."""

    span: Span
    text: str


def without_white_space(text: str) -> str:
    """Return `text` without any white space: the form in which sentences are compared and hashed."""
    return "".join(text.split())


def segment_id(document_id: str, text: str, occurrence: int) -> str:
    """Return the id of the `occurrence`-th (from 0) segment with this text in a document: 20 hex digits.

    Built from the document's id, the text without white space and the occurrence number, never from
    offsets, so that a better reader does not orphan what people have coded.
    """
    key = "\0".join((document_id, without_white_space(text), str(occurrence)))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]
