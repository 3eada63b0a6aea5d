"""The title: the line or lines of the head that name the document, without what a notice wraps around the name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from analyzer.describe.sheet import Line, Sheet, taken
from analyzer.domain.description import DocumentKind, Finding
from analyzer.domain.document import BlockKind

Value = TypeVar("Value")

_BRACKETED_END = re.compile(r"\s*\([^()]{1,60}\)\s*$|(?<=[^-\s])-{2,}[^-]{2,40}$|\s*[:\-]?\s*\d{4}(?:年)?(?:\s*-\s*\d{4}(?:年)?)?\s*$")
_PAGE_NUMBER = re.compile(r"\s*\|?\s*(?:page|p\.|seite)?\s*\d+(?:\s*(?:of|/)\s*\d+)?\s*$|\s+\|.*$", re.IGNORECASE)
_PAGE_FIRST = re.compile(r"\s*(?:[\d/.\s]+(?:of\s+\d+)?\s*\|\s*)+|\d{1,3}\s+")
_ISSUED = re.compile(r"\s+\(?(?:adopted|approved|amended|published)\b.*\d{4}\)?$", re.IGNORECASE)
_PAIRS = (("(", ")"), ("《", "》"), ("“", "”"), ("「", "」"), ("『", "』"))
_LONGEST = 140
_PARTS = 4
_COVER = 14


@dataclass(frozen=True, slots=True)
class Title:
    """A title: what it says in whole (in plain characters, and `raw` as written), where in it the name stands, and the finding of the name."""

    whole: str
    raw: str
    start: int
    end: int
    finding: Finding[str]

    @property
    def name(self) -> str:
        """The name of the document itself, without the notice that issues it."""
        return self.whole[self.start : self.end]

    def part(self, value: Value) -> Finding[Value]:
        """Return another item that was read from this title."""
        return Finding(value, self.finding.quote, self.finding.paragraph, self.finding.page)


def find_title(sheet: Sheet) -> Title | None:
    """Return the document's title, or `None` where no line of the head can be told to be it."""
    return _named(sheet) or _enclosed(sheet) or _running(sheet) or _prominent(sheet)


def kind_word(sheet: Sheet, name: str) -> tuple[DocumentKind, re.Match[str]] | None:
    """Return the kind that the nouns of a title tell, and the noun."""
    best: tuple[DocumentKind, re.Match[str]] | None = None
    for kind, pattern in sheet.wording.nouns.items():
        for match in pattern.finditer(name):
            if not sheet.wording.last_noun:
                return kind, match
            if best is None or (match.end(), -match.start()) > (best[1].end(), -best[1].start()):
                best = kind, match
    return best


def without_brackets(text: str) -> str:
    """Return a title without brackets and years at its end: `X plan (trial) (2021-2025)` is `X plan`."""
    while match := _BRACKETED_END.search(text):
        text = text[: match.start()]
    return text.strip(' 》」』”"·*')


def _named(sheet: Sheet) -> Title | None:
    """Return the first run of lines in the head that ends as titles do."""
    head = sheet.head
    for index, line in enumerate(head):
        if sheet.is_sentence(line):
            if len(line.text) > (60 if sheet.wording.last_noun else 300):
                break
            continue
        if sheet.is_skipped(line):
            continue
        if index >= _COVER and not sheet.wording.last_noun:
            break
        for count in range(1, _PARTS + 1):
            run = head[index : index + count]
            if len(run) < count or (count > 1 and not _joins(sheet, run)):
                break
            if _is_complete(sheet, run):
                return _title(sheet, _with_rest(sheet, index, count))
    return None


def _joins(sheet: Sheet, run: Sequence[Line]) -> bool:
    """Tell whether the last line of a run goes on from the one before."""
    before, after = run[-2], run[-1]
    if sheet.is_sentence(after) or sheet.is_skipped(after) or len(after.text) > 80 or before.page != after.page:
        return False
    if _is_open(before.text) or sheet.match("joins", before.text + "\n" + after.text):
        return True
    if any(sheet.match(name, line.text.strip(" *"), whole=True) for name in ("issuer", "date") for line in run[-2:]):
        return False
    if not sheet.wording.last_noun and after.text[:1].islower():
        return True
    return before.kind is after.kind is BlockKind.HEADING and (before.level == after.level or not sheet.wording.last_noun)


def _is_open(text: str) -> bool:
    return any(text.count(opening) > text.count(closing) for opening, closing in _PAIRS)


def _is_complete(sheet: Sheet, run: Sequence[Line]) -> bool:
    text = _glue(sheet, run, plain=True)
    if _is_open(text) or not 4 <= len(text) <= _LONGEST or sheet.match("joins", text + "\n"):
        return False
    bare = without_brackets(text)
    found = kind_word(sheet, bare)
    if sheet.wording.last_noun:
        return (found is not None and found[1].end() == len(bare)) or sheet.match("notice", bare) is not None
    return found is not None


def _with_rest(sheet: Sheet, index: int, count: int) -> tuple[Line, ...]:
    """Add lines that go on with a title that was complete: years or state in brackets, or more of a cover's heading.

    A heading goes on with a title as far as it names the kind again (`Climate City Contract`, `2030 Climate Neutrality`, `Action
    Plan`), begins in lower case or belongs to the line before.
    """
    head = sheet.head
    kept = count
    while count < _PARTS and index + count < len(head):
        line = head[index + count]
        if line.text.startswith("(") and line.text.endswith(")") and len(line.text) < 40 and sheet.match("date", line.text) is None:
            kept = count + 1
        elif sheet.wording.last_noun or not _joins(sheet, head[index : index + count + 1]):
            break
        elif line.text[:1].islower() or kind_word(sheet, line.text) or sheet.match("joins", head[index + count - 1].text + "\n" + line.text):
            kept = count + 1
        count += 1
    return head[index : index + kept]


def _glue(sheet: Sheet, run: Sequence[Line], *, plain: bool) -> str:
    parts: list[str] = []
    for line in run:
        text = (line.text if plain else line.raw).strip()
        if parts and not sheet.wording.last_noun and text.casefold().startswith(parts[-1].casefold()):
            parts.pop()  # the cover says it again, and more of it
        parts.append(text)
    return ("" if sheet.wording.last_noun and not _is_latin(parts) else " ").join(parts)


def _is_latin(parts: Sequence[str]) -> bool:
    return all(part[-1:].isascii() and part[:1].isascii() for part in parts)


def _title(sheet: Sheet, run: Sequence[Line]) -> Title:
    whole, raw = _glue(sheet, run, plain=True), _glue(sheet, run, plain=False)
    start, end = _name_in(sheet, whole)
    if issued := _ISSUED.search(whole, start, end):
        end = issued.start()
    quote = sheet.document.text[run[0].start : run[-1].start + len(run[-1].raw)]
    return Title(whole, raw, start, end, Finding(raw[start:end].strip(" :-–—*#·「」"), quote, run[0].paragraph, run[0].page))


def _name_in(sheet: Sheet, whole: str) -> tuple[int, int]:
    """Return where the name of what a notice issues stands in the notice's title; all of any other title."""
    if match := sheet.match("enclosed", whole):
        return taken(match)
    return 0, len(whole)


def _enclosed(sheet: Sheet) -> Title | None:
    """Return the title that the first sentences of a letter or of the text itself give: `we hereby issue “X”`."""
    for line in sheet.opening[:12]:
        if match := sheet.match("enclosed", line.text):
            start, end = taken(match)
            if kind_word(sheet, without_brackets(line.text[start:end])):
                finding = line.finding(line.raw[start:end], start, end)
                return Title(line.text[start:end], line.raw[start:end], 0, end - start, finding)
    return None


def _running(sheet: Sheet) -> Title | None:
    """Return a running head that names the document, where its cover does not."""
    for line in sheet.running:
        if len(line.text) <= _LONGEST and _is_complete(sheet, [line]):
            first = _PAGE_FIRST.match(line.text)
            start = first.end() if first else 0
            number = _PAGE_NUMBER.search(line.text, start)
            end = number.start() if number else len(line.text)
            return Title(line.text[start:end], line.raw[start:end], 0, end - start, line.finding(line.raw[start:end], start, end))
    return None


def _prominent(sheet: Sheet) -> Title | None:
    """Return the first line where it is set as a title (in print: on page 1) though its words do not tell."""
    for index, line in enumerate(sheet.head[:6]):
        if sheet.is_skipped(line):
            continue
        heading = line.kind is BlockKind.HEADING and line.level == 1
        if sheet.is_sentence(line) or not heading or line.page not in {None, 1} or not 6 <= len(line.text) <= _LONGEST:
            return None
        run = [line]
        following = sheet.head[index + 1 : index + _PARTS]
        for after in following:
            if after.kind is not BlockKind.HEADING or after.level != line.level or sheet.is_skipped(after) or sheet.is_sentence(after):
                break
            run.append(after)
        return _title(sheet, run)
    return None
