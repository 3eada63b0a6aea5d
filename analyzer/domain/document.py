"""A document as it was read: one text that never changes, and what points into it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points, `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Box:
    """Rectangle on a page, in PDF points (1/72 inch) from the page's top left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1 and its size in PDF points (`None` where the format has none)."""

    number: int
    width: float | None = None
    height: float | None = None


class BlockKind(StrEnum):
    """What a block of text is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    LETTERHEAD = "letterhead"
    """Head or foot of an official letter (issuer, number, addressees, signature, copies), which says what the document is and no more."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row.

    `level` is the rank (1 highest) that the file itself gives a heading (Word outline level,
    `h2`, `##`); `None` where only the wording can tell. `columns` holds the head of each column of a
    table row whose table has a head, so that a row can be understood alone.
    """

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line (or, where a format has no lines, a block): where its characters stand on paper.

    `confidence` tells how sure OCR is of a line that it read, 0 to 1; `None` for text that was not recognised but given.
    """

    span: Span
    page: int
    box: Box | None = None
    confidence: float | None = None


class DropReason(StrEnum):
    """Why text was left out of the flow."""

    HEADER = "header"
    FOOTER = "footer"
    PAGE_NUMBER = "page_number"
    CONTENTS = "contents"
    HIDDEN = "hidden"
    NOTE_NUMBER = "note_number"
    """A raised number that points to a footnote."""
    WEB_PAGE = "web_page"
    """Navigation, buttons and the like around an article."""
    UNREADABLE = "unreadable"
    """Letters that are not those printed: the page's or the font's text layer is broken."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that was read but left out of the flow, and why."""

    text: str
    reason: DropReason
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class FontHealth:
    """What is set in one font on a page: how many characters, and why they cannot be used (`None`: they can)."""

    name: str
    characters: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PageHealth:
    """The verdict on a page's text layer: `reason` tells why it cannot be used, and is `None` where it can."""

    page: int
    reason: str | None = None
    fonts: tuple[FontHealth, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadQuality:
    """How well a file was read.

    `score` runs from 0 (garbage) to 1 (clean): the share of pages that gave text times the share of characters
    that are neither replacement, private-use nor control characters, less the doubt of OCR over the characters that it read.
    `pages_without_text` are the numbers of pages without text that can be used: without any, or with a broken text layer.
    `notes` are flags for people, each one line. `truncated` tells that a limit cut the text short.
    `pages_by_ocr` were read by OCR, with `ocr_confidence` in the mean over their characters. `remedy` helps pages without text.
    """

    score: float
    pages_without_text: tuple[int, ...] = ()
    bad_character_share: float = 0.0
    encoding: str | None = None
    notes: tuple[str, ...] = ()
    truncated: bool = False
    pages_by_ocr: tuple[int, ...] = ()
    ocr_confidence: float | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text in reading order, with what is known of its layout.

    Blocks are in order, do not overlap, hold no line break and are separated in `text` by one line feed. Lines are in
    order; each lies inside one block. `lines` and `pages` are empty for formats without pages. `health` judges the text layer of
    each page that has one. `id` is the sha256 of the
    file's bytes (and the member's, inside an archive); `reader` names the reader and its version.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    quality: ReadQuality
    reader: str
    format: str
    lines: tuple[Line, ...] = ()
    pages: tuple[Page, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    title: str | None = None
    health: tuple[PageHealth, ...] = ()
    _line_starts: tuple[int, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the lines once; `page_of` and `boxes_of` search them."""
        object.__setattr__(self, "_line_starts", tuple(line.span.start for line in self.lines))

    def lines_of(self, span: Span) -> tuple[Line, ...]:
        """Return the lines that share at least one character with `span`."""
        first = max(bisect_right(self._line_starts, span.start) - 1, 0)
        last = bisect_left(self._line_starts, span.end)
        return tuple(line for line in self.lines[first:last] if line.span.end > span.start)

    def page_of(self, span: Span) -> int | None:
        """Return the number of the page on which `span` begins, or `None` where there are no pages."""
        lines = self.lines_of(span)
        return lines[0].page if lines else None

    def confidence_of(self, span: Span) -> float | None:
        """Return how sure OCR is of the characters of `span`, in the mean over those that it read; `None` where it read none."""
        read = [
            (min(line.span.end, span.end) - max(line.span.start, span.start), line.confidence) for line in self.lines_of(span) if line.confidence is not None
        ]
        count = sum(length for length, _ in read)
        return round(sum(length * sure for length, sure in read) / count, 4) if count else None

    def boxes_of(self, span: Span) -> tuple[Box, ...]:
        """Return the rectangles of the lines that `span` touches, in order; empty without layout."""
        return tuple(line.box for line in self.lines_of(span) if line.box is not None)


_RANGES = 8
"""Stretches of pages that a list names."""


def page_list(pages: Sequence[int]) -> str:
    """Return page numbers for people: "3–5, 9"; long lists are cut."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    shown = ", ".join(f"{first}–{last}" if last > first else f"{first}" for first, last in ranges[:_RANGES])
    return shown + (" …" if len(ranges) > _RANGES else "")
