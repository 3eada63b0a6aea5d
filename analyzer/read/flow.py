"""From lines and paragraphs to the one text of a document.

Readers hand over blocks, each a list of printed lines; this module cleans and joins them and keeps the
place of every line. It is the only place where the text of a document is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.domain.document import Block, BlockKind, Box, Document, Dropped, DropReason, Line, Page, PageHealth, ReadQuality, Span
from analyzer.domain.limits import limits
from analyzer.domain.message import say

# Characters that print nothing or steer terminals, but for the joiner within an emoji; white space is folded apart from these.
_INVISIBLE = re.compile(
    r"(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\ufff9-\ufffb]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACE = re.compile(r"[ \t\r\n\v\f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_HYPHENS = "-\u2010\u00ad\x02"
_MUCH = 0.02
"""Share of bad characters from which on a file says so."""
_BAD = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f]")
# Longer runs of combining marks are noise and make normalisation quadratic.
_MARKS = re.compile(r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def clean(text: str) -> str:
    """Return one line of text in NFC, without control and invisible characters, white space folded to single spaces."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = _MARKS.sub(r"\1", text)
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        # Nothing invisible in it and no white space but single blanks: most lines.
        return text.strip()
    text = unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", text)))
    return _SPACE.sub(" ", text).strip()


def bad_characters(text: str) -> int:
    """Count replacement, private-use, control and unassigned characters: the marks of a badly read text layer, or of a wrong encoding."""
    if text.isprintable() and "\ufffd" not in text:
        return 0
    # Above these codes stand symbols that a later Unicode may have assigned.
    odd = [character for character in set(text) if character < "\U0001f000" and not character.isprintable()]
    return len(_BAD.findall(text)) + sum(text.count(character) for character in odd if unicodedata.category(character) == "Cn")


def is_unspaced(character: str) -> bool:
    """Tell whether the script of `character` is written without spaces (Han, kana, their punctuation and full-width forms)."""
    return (
        "\u2e80" <= character <= "\ua4cf" or "\uf900" <= character <= "\ufaff" or "\ufe30" <= character <= "\uffef" or "\U00020000" <= character <= "\U0003ffff"
    )


def joint(before: str, after: str) -> tuple[int, str]:
    """Tell how two printed lines of one sentence join.

    Returns how many characters to cut from the end of `before`, and what to put between them: nothing in scripts without
    spaces, nothing after a healed hyphen, else a space.
    """
    if not before or not after:
        return 0, ""
    last, first = before[-1], after[0]
    if last in _HYPHENS and len(before) > 1 and before[-2].isalpha() and first.islower() and not is_unspaced(before[-2]):
        return 1, ""
    if last in "-/\u2010\u2011\u2013\u2014" and len(before) > 1 and before[-2].isalnum() and first.isalnum():
        return 0, ""
    if is_unspaced(last) or is_unspaced(first):
        return 0, ""
    return 0, " "


@dataclass(slots=True)
class PrintedLine:
    """One line as it was printed, before joining.

    `joint` is what to put between this line and the next, where the reader knows better than `joint()`. `confidence` is that of OCR.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    joint: str | None = None
    confidence: float | None = None


@dataclass(slots=True)
class Flow:
    """Collects the blocks of a document in reading order and builds it.

    `limit` is the largest number of characters that is kept; `truncated` tells that it was met.
    """

    limit: int = field(default_factory=lambda: limits().characters)
    truncated: bool = False
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _bad: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _lines: list[Line] = field(default_factory=list)
    _dropped: list[Dropped] = field(default_factory=list)

    def add(
        self,
        lines: str | Sequence[PrintedLine],
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        """Append one block; a string is a block of one line without a place. Blocks without visible text are left out."""
        printed = [PrintedLine(lines)] if isinstance(lines, str) else lines
        pieces: list[str] = []
        placed: list[Line] = []
        separator = 1 if self._blocks else 0
        known: str | None = None
        start = position = self._length + separator
        for line in printed:
            self._bad += bad_characters(line.text)
            text = clean(line.text)
            if not text:
                continue
            if pieces:
                cut, glue = joint(pieces[-1], text) if known is None else (0, known)
                if cut:
                    pieces[-1] = pieces[-1][:-cut]
                    position -= cut
                    if placed and placed[-1].span.end > position:
                        last = placed[-1]
                        placed[-1] = Line(Span(last.span.start, position), last.page, last.box, last.confidence)
                pieces.append(glue)
                position += len(glue)
            pieces.append(text)
            known = line.joint
            if line.page is not None:
                placed.append(Line(Span(position, position + len(text)), line.page, line.box, line.confidence))
            position += len(text)
        if position == start:
            return
        if position > self.limit:
            self.truncated = True
            return
        if separator:
            self._parts.append("\n")
        self._parts.extend(pieces)
        self._length = position
        self._blocks.append(Block(Span(start, position), kind, level, columns))
        self._lines.extend(placed)

    def drop(self, text: str, reason: DropReason, page: int | None = None, box: Box | None = None) -> None:
        """Record text that stays out of the flow."""
        cleaned = clean(text)
        if cleaned:
            self._dropped.append(Dropped(cleaned, reason, page, box))

    def document(
        self,
        *,
        document_id: str,
        reader: str,
        format: str,  # noqa: A002 - the field's own name
        pages: Iterable[Page] = (),
        pages_without_text: Iterable[int] = (),
        encoding: str | None = None,
        title: str | None = None,
        notes: Iterable[str] = (),
        remedy: str = "",
        health: Iterable[PageHealth] = (),
    ) -> Document:
        """Build the document from what was added."""
        text = "".join(self._parts)
        all_pages, empty = tuple(pages), tuple(pages_without_text)
        share = self._bad / max(len(text) + self._bad, 1)
        covered = 1 - len(empty) / len(all_pages) if all_pages else 1.0
        recognised = [line for line in self._lines if line.confidence is not None]
        read = sum(line.span.end - line.span.start for line in recognised)
        sure = sum((line.span.end - line.span.start) * (line.confidence or 0.0) for line in recognised) / read if read else None
        doubt = 0.0 if sure is None else (1 - sure) * min(read / max(len(text), 1), 1.0)
        all_notes = [*notes]
        by_ocr = tuple(sorted({line.page for line in recognised}))
        if sure is not None:
            shown = ", ".join(map(str, by_ocr[:8])) + (" …" if len(by_ocr) > 8 else "")
            all_notes.append(
                say(
                    "{count} of {pages} pages were read by OCR (pages {shown}), confidence {sure:.2f}",
                    count=len(by_ocr),
                    pages=len(all_pages),
                    shown=shown,
                    sure=sure,
                )
            )
        if share > _MUCH:
            all_notes.append(say("{share:.0%} of its characters are codes without a meaning: the file may be damaged or in another encoding", share=share))
        if self.truncated:
            all_notes.append(say("text over {limit:,} characters was left out", limit=self.limit))
        quality = ReadQuality(
            round(covered * (1 - share) * (1 - doubt), 4),
            empty,
            round(share, 6),
            encoding,
            tuple(all_notes),
            self.truncated,
            by_ocr,
            None if sure is None else round(sure, 4),
            remedy,
        )
        lines, dropped = tuple(self._lines), tuple(self._dropped)
        return Document(document_id, text, tuple(self._blocks), quality, reader, format, lines, all_pages, dropped, title, tuple(health))
