"""What each line of a Markdown file is, seen with its neighbours: fence, table, furniture, wrapped text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analyzer.domain.document import DropReason
from analyzer.read.flow import clean
from analyzer.read.markdown.marks import strip_marks
from analyzer.read.text.contents import CONTENTS_HEADING
from analyzer.read.text.furniture import Printed, dropped_lines, goes_on
from analyzer.read.text.paragraphs import width
from analyzer.read.text.recurring import recurring_lines

HEADING = re.compile(r"^ {0,3}(#{1,6})(?:\s+|(?=[^#\s]))(.*?)\s*#*\s*$")
ITEM = re.compile(r"^(\s*)(?:[-*+•]|(\d{1,4}[.)]))\s+(.*)$")
DIVIDER = re.compile(r"^\s*\|?(?:\s*:?-{1,}:?\s*\|)+(?:\s*:?-{1,}:?\s*)?\|?\s*$")
ATTRIBUTE_LINE = re.compile(r"^\s*\{:[^{}]{0,300}\}\s*$")
HTML_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
PAGE_MARK = re.compile(
    r"^\s*(?:<!--\s*(?:page|seite|p\.)\s*:?\s*(\d{1,5})\s*-->|\{(\d{1,5})\}-{3,}|\[page\s+(\d{1,5})\]|-{3,}\s*page\s+(\d{1,5})\s*-{3,})\s*$",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*([^`]*)$")
_TEXT_FENCE = frozenset({"html", "markdown", "md", "text", "txt"})
_TOC = re.compile(r"^\s*\{:toc\}\s*$", re.IGNORECASE)
_LEAD = re.compile(r"^[#>*+\s-]+(?=\S)")
_AHEAD = 400
_REPEATED = 8
_LONG_LINE = 140
_FOLLOWING = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands on the lines of a file, by their positions.

    `code` gives for the first line of a code block the position of the fence that closes it; `skipped` are lines that hold only
    marks; `bridged` are blank lines inside a sentence that a running head broke, `resumed` the lines that carry such a sentence on.
    """

    code: dict[int, int]
    fences: frozenset[int]
    skipped: frozenset[int]
    tables: frozenset[int]
    furniture: dict[int, DropReason]
    bridged: frozenset[int]
    resumed: frozenset[int]
    wrapped: bool


def survey(lines: Sequence[str]) -> Ground:
    """Tell what each line is."""
    code, fences = _fences(lines)
    coded = {number for start, end in code.items() for number in range(start, end)}
    tables = _tables(lines, coded | fences)
    furniture = _furniture(lines, tables | coded)
    for number, (line, after) in enumerate(pairwise(lines)):
        if _TOC.match(after) and ITEM.match(line):
            furniture[number] = DropReason.CONTENTS
    bridged, resumed = _broken_sentences(lines, furniture, tables | coded | fences)
    skipped = {number for number, line in enumerate(lines) if number not in coded and "{:" in line and ATTRIBUTE_LINE.match(line)}
    outside = tables | coded | fences | furniture.keys() | skipped
    return Ground(code, frozenset(fences), frozenset(skipped), frozenset(tables), furniture, bridged, resumed, _is_wrapped(lines, outside))


def _fences(lines: Sequence[str]) -> tuple[dict[int, int], set[int]]:
    """Return the code blocks (first line, closing fence) and the positions of all fences.

    Tools put a whole page of text into a fence marked as HTML or Markdown, and leave fences open: neither makes code.
    """
    marks = [(number, match.group(1), match.group(2).strip().lower()) for number, line in enumerate(lines) if (match := _FENCE.match(line))]
    code: dict[int, int] = {}
    place = 0
    while place < len(marks):
        number, mark, info = marks[place]
        place += 1
        closer = marks[place] if place < len(marks) else None
        # Only a bare fence closes; a fence with a name tells that the last one was left open.
        if closer is None or closer[2] or closer[1][0] != mark[0] or len(closer[1]) < len(mark):
            continue
        place += 1
        if info.split(" ", 1)[0] not in _TEXT_FENCE and closer[0] > number + 1:
            code[number + 1] = closer[0]
    return code, {number for number, _, _ in marks}


def _tables(lines: Sequence[str], excluded: set[int]) -> set[int]:
    """Return the lines of pipe tables: rows, and the further lines of rows whose cells hold several."""
    found: set[int] = set()
    inside = is_open = False
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or number in excluded or PAGE_MARK.match(line) or HTML_TABLE.search(line):
            inside = False
            continue
        if inside and not stripped.startswith("|"):
            # A row is open until a line ends with the bar that closes it.
            inside = is_open and (not HEADING.match(line) or _closes(lines, number))
        elif not inside:
            inside = stripped.startswith("|") or ("|" in line and number + 1 < len(lines) and DIVIDER.match(lines[number + 1]) is not None)
        if inside:
            found.add(number)
            is_open = not stripped.endswith("|")
    return found


def _closes(lines: Sequence[str], start: int) -> bool:
    """Tell whether the open cell goes on past `start`: a line ends with a bar before a blank line or a new row."""
    for number in range(start, min(len(lines), start + _AHEAD)):
        stripped = lines[number].strip()
        if not stripped or (number > start and stripped.startswith("|")):
            return False
        if stripped.endswith("|"):
            return True
    return False


def _furniture(lines: Sequence[str], excluded: set[int]) -> dict[int, DropReason]:
    """Return the lines of printed furniture that OCR took over: contents, page numbers, running heads.

    Tables are left alone, and headings too unless they come back again and again.
    """
    shown = {number: line.strip() for number, line in enumerate(lines) if number not in excluded and line.strip() and not PAGE_MARK.match(line)}
    titles = Counter(text for text in shown.values() if text.startswith("#"))
    places: list[int] = []
    printed: list[Printed] = []
    table = 0
    for number, line in enumerate(lines):
        text = shown.get(number)
        if text is None:
            table += len(line) if number in excluded else 0
            continue
        if table:
            # A table counts for the distance between pages, as one line that is no text.
            places.append(number - 1)
            printed.append(Printed("|" * table))
            table = 0
        if not text.startswith("#") or CONTENTS_HEADING.match(text) or titles[text] >= _REPEATED:
            places.append(number)
            printed.append(Printed(clean(strip_marks(_LEAD.sub("", text)))))
    found = dropped_lines(printed)
    found.update(recurring_lines([line.text for line in printed], found))
    return {places[position]: reason for position, reason in found.items()}


def _broken_sentences(lines: Sequence[str], furniture: dict[int, DropReason], excluded: set[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the blank lines to pass over, and the lines that carry a sentence on past a running head or page number."""
    bridged: set[int] = set()
    resumed: set[int] = set()
    before: int | None = None
    gap: list[int] = []
    broken = False
    for number, line in enumerate(lines):
        if number in furniture:
            broken = broken or furniture[number] is not DropReason.CONTENTS
        elif not line.strip():
            gap.append(number)
        else:
            plain = number not in excluded and not HEADING.match(line)
            if broken and before is not None and plain and not ITEM.match(line) and goes_on(clean(strip_marks(lines[before])), clean(strip_marks(line))):
                bridged.update(gap)
                resumed.add(number)
            before = number if plain else None
            gap, broken = [], False
    return frozenset(bridged), frozenset(resumed)


def _is_wrapped(lines: Sequence[str], outside: set[int]) -> bool:
    """Tell whether the file breaks its paragraphs into lines: most lines that follow another then go on in lower case."""
    prose = {number: line.strip() for number, line in enumerate(lines) if line.strip() and number not in outside and not HEADING.match(line)}
    following = [text for number, text in prose.items() if number - 1 in prose and not ITEM.match(text)]
    if len(following) < _FOLLOWING or sum(text[0].islower() for text in following) < 0.4 * len(following):
        return False
    return sum(width(text) > _LONG_LINE for text in prose.values()) <= 0.1 * len(prose)
