"""The head and the tail of a document, as they are searched: lines whose places in the text are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from analyzer.domain.description import Finding, Vocabulary, Wording
from analyzer.domain.document import BlockKind, Document, DropReason, Span
from analyzer.domain.segment import Segment

Value = TypeVar("Value")

HEAD_BLOCKS = 40
HEAD_PAGES = 3
"""Pages of the head, counted from the first with text: covers are often followed by an empty or a legal page."""

TAIL_BLOCKS = 12
COVER_BLOCKS = 18
SHORT = 100
"""Characters of a line that may carry an issuer, a number, a date."""

_RUNNING = 40
_SENTENCE = 300
_LONGEST = 1500

# One character to one: full-width ASCII, brackets and dashes as plain ones, so that one pattern reads all of them.
_PLAIN = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；！？"}
    | dict.fromkeys(map(ord, "〔［【"), "[")
    | dict.fromkeys(map(ord, "〕］】"), "]")
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63～〜"), "-")
    | dict.fromkeys(map(ord, "○零"), "〇")
    | {ord("’"): "'"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """A block, or a sentence of the opening. `text` is `raw` in plain characters, of the same length."""

    raw: str
    text: str
    start: int
    paragraph: int | None
    page: int | None
    kind: BlockKind
    level: int | None = None

    def finding(self, value: Value, start: int = 0, end: int | None = None) -> Finding[Value]:
        """Return `value` as read from the characters from `start` to `end`."""
        return Finding(value, self.raw[start:end].strip(), self.paragraph, self.page)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is searched of one document: head and tail by lines, opening by sentences, running heads; and the words to search for."""

    document: Document
    head: tuple[Line, ...]
    tail: tuple[Line, ...]
    opening: tuple[Line, ...]
    running: tuple[Line, ...]
    wording: Wording
    vocabulary: Vocabulary
    plain: Callable[[str], str]

    def first(self, lines: Sequence[Line], name: str, *, whole: bool = False) -> tuple[Line, re.Match[str]] | None:
        """Return the first line in which a pattern of the list `name` is found (`whole`: which it fills), and the match."""
        for line in lines:
            if match := self.match(name, line.text, whole=whole):
                return line, match
        return None

    def match(self, name: str, text: str, *, whole: bool = False) -> re.Match[str] | None:
        """Return the first match of the pattern list `name` in `text`."""
        return match_any(self.wording.patterns[name], text, whole=whole)

    def is_sentence(self, line: Line) -> bool:
        """Tell running text from what stands alone on a cover."""
        return len(line.text) > _SENTENCE or line.kind in {BlockKind.ROW, BlockKind.ITEM} or self.match("sentence", line.text) is not None

    def cover(self) -> tuple[Line, ...]:
        """Return the lines of the head that are no running text; in Chinese, Japanese and Korean those before it."""
        lines: list[Line] = []
        for line in self.head[:COVER_BLOCKS]:
            if not self.is_sentence(line):
                lines.append(line)
            elif self.wording.last_noun and len(line.text) > _RUNNING:
                break
        return tuple(line for line in lines if len(line.text) <= SHORT)

    def is_skipped(self, line: Line) -> bool:
        """Tell furniture, headings of sections, dates and numbers from what may be a title or an issuer."""
        return any(self.match(name, line.text) for name in ("boilerplate", "section")) or self.match("number", line.text, whole=True) is not None


def match_any(patterns: Sequence[re.Pattern[str]], text: str, *, whole: bool = False) -> re.Match[str] | None:
    """Return the match of the first pattern that is found in `text`."""
    stripped = text.strip(" *|")
    for pattern in patterns:
        if match := pattern.fullmatch(stripped) if whole else pattern.search(text):
            return match
    return None


def taken(match: re.Match[str]) -> tuple[int, int]:
    """Return the place of the group `it` of a match, of the whole match where it has none."""
    return match.span("it") if "it" in match.re.groupindex else match.span()


def lay_out(document: Document, segments: Sequence[Segment], vocabulary: Vocabulary, language: str, simplify: Callable[[str], str]) -> Sheet:
    """Return the head and tail of a document. `simplify` folds Traditional to Simplified characters, length for length."""

    def plain(text: str) -> str:
        text = text.translate(_PLAIN)
        return simplify(text) if language.startswith("zh") else text

    def line(span: Span, paragraph: int) -> Line:
        block = document.blocks[paragraph - 1]
        raw = document.text[span.start : min(span.end, span.start + _LONGEST)]
        return Line(raw, plain(raw), span.start, paragraph, document.page_of(span), block.kind, block.level)

    blocks = document.blocks
    head = [line(block.span, number) for number, block in enumerate(blocks[:HEAD_BLOCKS], 1)]
    if head and head[0].page is not None:
        last = head[0].page + HEAD_PAGES - 1
        head = [item for item in head if item.page is None or item.page <= last]
    first_of_tail = max(0, len(blocks) - TAIL_BLOCKS)
    tail = [line(block.span, number) for number, block in enumerate(blocks[first_of_tail:], first_of_tail + 1)]
    opening = [item for item in head if item.kind is BlockKind.LETTERHEAD]
    for segment in segments:
        if segment.paragraph > len(head):
            break
        opening.append(line(segment.span, segment.paragraph))
    opening.sort(key=lambda item: item.start)
    pages = {item.page for item in head}
    running = [
        Line(dropped.text, plain(dropped.text), -1, None, dropped.page, BlockKind.HEADING)
        for dropped in document.dropped
        if dropped.reason in {DropReason.HEADER, DropReason.FOOTER} and dropped.page in pages
    ]
    return Sheet(document, tuple(head), tuple(tail), tuple(opening), tuple(running), vocabulary.wording(language), vocabulary, plain)
