"""From the lines of a text file to paragraphs: whether a line end is a wrap or the end of a paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import is_unspaced
from analyzer.read.text.furniture import Printed

_END = re.compile(r"[。！？!?；;：:.…][”’」』）)\]》\"']*\s*$")
_OPEN_END = re.compile(
    r"(?:[，、,–—\-/(（“‘《「『〈的和与與及其在对對为為是将將以把被由从從向并並或于於等]|\b(?:and|or|of|the|to|in|for|a|an|with|by|on|that|which|et|de|la|le|les|des|du|à|au|aux|ou|en|pour|par))\s*$",
    re.IGNORECASE,
)
_CLOSING_START = re.compile(r"[，。、；：？！,;:.!?)）”’」』》〉】\]%％]")
_BULLET = re.compile(r"[•●○■□▪▫◆◇★☆◦‣⁃►▶➢➤✓✔·*][\s　]*\S|[-–—]{1,2}[\s　]+\S|——|o\s+[A-Z]")
_GAP = re.compile(r"(?:　{2,}|[ \t　]{4,}|\t{1,3})")
_WEAK = frozenset({"digit", "decimal", "letter", "roman", "digit_paren", "korean"})
"""Families of numbers that also open ordinary lines: a year, a decimal, an initial."""
_CELL = 24
_FRAGMENTS = 4
_JUMP = 10
_UNITS = frozenset("年月日亿億万萬千百个個家亩畝项項名人户戶吨噸米元")
_WHOLE_TEXT = 1500
_PAGE_MARK = re.compile(r" ([—–-] \d{1,4} [—–-]) ")
_WRAP = re.compile(r"\n|(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]) (?=\S)|(?<=\S) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”])")
_SENTENCE_MARK = re.compile(r"[，。；：,;]")
_NUMBER = re.compile(r"\d+")


def width(text: str) -> int:
    """Return the printed width of a line in half-width columns (Han characters count two)."""
    if text.isascii():
        return len(text)
    return sum(2 if is_unspaced(c) or unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_wrapped(lines: Sequence[Printed], *, strictly: bool = False) -> bool:
    """Tell whether the file breaks its lines at a fixed width: most unfinished lines then have about the same width.

    `strictly` also asks that hardly a line be longer.
    """
    widths: dict[int, int] = {}
    unfinished = finished = 0
    for line, after in pairwise(lines):
        if not line.text or after.blanks > 1:
            continue
        if _END.search(line.text):
            finished += 1
        else:
            size = width(line.text)
            if size >= 24:
                widths[size] = widths.get(size, 0) + 1
                unfinished += 1
    if unfinished < 8 or unfinished < 0.35 * (unfinished + finished):
        return False
    pairs = list(pairwise(lines))
    # Where letters have case, lines that go on in lower case tell it at once.
    if not strictly and sum(after.text[0].islower() and not _END.search(line.text) for line, after in pairs) > 0.12 * len(pairs):
        return True
    # The fullest band of widths, an eighth wide: wrapped lines crowd below the margin.
    top = max(widths)
    counts = [0] * (top + 2)
    for size, count in widths.items():
        counts[size] = count
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    fullest, high = max((sums[high + 1] - sums[int(high * 0.82)], high) for high in range(24, min(top, 400) + 1))
    if strictly and sum(width(line.text) > 1.25 * high for line in lines) > 0.02 * len(lines):
        return False
    return fullest >= 0.5 * unfinished


def split_inside(text: str) -> list[list[str]]:
    """Split one line at wide gaps into paragraphs; several short cells side by side stay together as one list of cells."""
    if "　　" not in text and "    " not in text and "\t" not in text:
        return [[text]]
    parts = [part.strip() for part in _GAP.split(text.strip()) if part.strip()]
    if len(parts) < 2:
        return [[text.strip()]] if text.strip() else []
    if not any(is_unspaced(c) for c in text):
        if len(parts) >= _FRAGMENTS and all(len(part) <= _CELL for part in parts):
            # Labels of a map or cells of a table, not a sentence.
            return [parts]
        return [[re.sub(r"\s{4,}|\t", "  ", text.strip())]]
    if len(parts) >= 3 and all(len(part) <= _CELL and not _END.search(part) for part in parts):
        return [["".join(parts)]] if all(len(part) == 1 for part in parts) else [parts]
    result = [parts[0]]
    for part in parts[1:]:
        # A number and its wording (第一章　　总则) or two lone characters (前　　言) belong together.
        enumerator = find_enumerator(result[-1])
        lone = enumerator is not None and enumerator.end >= len(result[-1]) - 1
        if lone or (len(result[-1].split()[-1]) == 1 and len(part) <= 2):
            result[-1] += ("　" if lone else "") + part
        else:
            result.append(part)
    return [[part] for part in result]


def split_wraps(text: str) -> list[str]:
    """Split a whole text that stands in one line with a space at each former line end; [text] where that is not so."""
    if len(text) < _WHOLE_TEXT:
        return [text]
    parts = [part.strip() for part in _WRAP.split(_PAGE_MARK.sub(r"\n\1\n", text)) if part.strip()]
    return parts if is_wrapped([Printed(part) for part in parts], strictly=True) else [text]


def group(lines: Sequence[Printed]) -> list[list[Printed]]:
    """Group lines into paragraphs, in order."""
    if not lines:
        return []
    wrapped = Wrapped(lines) if is_wrapped(lines) else None
    blank_share = sum(line.blanks > 0 for line in lines[1:]) / max(len(lines) - 1, 1)
    paragraphs: list[list[Printed]] = [[lines[0]]]
    for number in range(1, len(lines)):
        if lines[number].resumed:
            joined = True
        elif " | " in lines[number].text or " | " in lines[number - 1].text:
            # Rows stand alone.
            joined = False
        elif wrapped is not None:
            joined = wrapped.continues(number, first=len(paragraphs[-1]) == 1)
        else:
            running = "".join(line.text for line in paragraphs[-1][-3:])
            joined = _continues(lines[number - 1].text, lines[number], running, blank_separated=blank_share > 0.6)
        if joined:
            paragraphs[-1].append(lines[number])
        else:
            paragraphs.append([lines[number]])
    return paragraphs


def _continues(before: str, line: Printed, running: str, *, blank_separated: bool) -> bool:
    """Tell, in a file of one paragraph a line, whether `line` still belongs to the line before (a break inside a sentence).

    `running` holds the last lines of the paragraph before it: titles have no commas, sentences that run on mostly do.
    """
    text = line.text
    if _CLOSING_START.match(text) and not re.match(r"[.:]\w", text):
        return line.blanks <= 1
    if line.blanks or line.indented or before[-1] in "）)】" or _END.search(before) or _BULLET.match(text) or find_enumerator(text) is not None:
        return False
    if blank_separated:
        return (len(running) >= 30 and _SENTENCE_MARK.search(running) is not None) or _OPEN_END.search(before) is not None or text[:1].islower()
    if before[-1] in "，、," and len(before) >= 12:
        return True
    return text[:1].islower() and before[-1:].islower() and len(before) >= 30


class Wrapped:
    """Decides, in a file with wrapped lines, which lines carry on the paragraph of the line before."""

    def __init__(self, lines: Sequence[Printed]) -> None:
        """Measure the lines and count which Han characters stand side by side within them."""
        self._lines = lines
        self._sizes = [width(line.text) for line in lines]
        unfinished = sorted(size for size, line in zip(self._sizes, lines, strict=True) if size >= 24 and not _END.search(line.text))
        self._usual = unfinished[int(len(unfinished) * 0.9)] if unfinished else 0
        self._pairs: dict[str, int] = {}
        for line in lines:
            text = line.text
            for left in range(len(text) - 1):
                if "\u4e00" <= text[left] <= "\u9fff":
                    pair = text[left : left + 2]
                    self._pairs[pair] = self._pairs.get(pair, 0) + 1
        self._counted: dict[str, tuple[int, ...]] = {}

    def continues(self, number: int, *, first: bool) -> bool:
        """Tell whether line `number` carries on; `first` says that the line before is the first of its paragraph."""
        line, before = self._lines[number], self._lines[number - 1].text
        text = line.text
        margin = min(max(self._sizes[max(number - 4, 0) : number + 4]), int(1.1 * self._usual))
        size = self._sizes[number - 1]
        finished = _END.search(before) is not None
        han = is_unspaced(before[-1]) or is_unspaced(text[0])
        opened = _OPEN_END.search(before) is not None and (not han or size >= 0.6 * margin)
        # A word broken by the line's end: its two characters stand side by side elsewhere in the file.
        together = self._pairs.get(before[-1] + text[0], 0) if han else 0
        # The first line of a Chinese paragraph is set in by two characters; elsewhere the room that the line left free counts,
        # against what the next word would have needed.
        full = size + (4 if first else 0) >= 0.9 * margin if han else size + len(text.split(" ", 1)[0]) + 1 > 0.9 * margin
        if not finished and not line.blanks and size >= 0.6 * margin and self._is_out_of_step(text):
            return True
        opens = self._opens_part(text, unfinished=not finished and (full or opened) and not self._stands_alone(number))
        if _CLOSING_START.match(text) or (before[-1].isdigit() and text[0] in _UNITS):
            return True
        if opens:
            return False
        if line.blanks and not line.turned:
            # A blank line ends a paragraph, except in texts taken line by line from pages.
            return not finished and (text[0].islower() or opened)
        if finished:
            return full and not line.turned and not han and before.rstrip()[-1] in ".," and not text[0].isdigit()
        if opened or text[0].islower():
            return True
        if first and han and together < 2 and _SENTENCE_MARK.search(before) is None:
            enumerator = find_enumerator(before)
            if enumerator is not None and enumerator.style != "article":
                # A heading that happens to fill the line.
                return False
        return full or (together >= 5 and size >= 0.4 * margin)

    def _is_out_of_step(self, text: str) -> bool:
        """Tell whether a plain number at a line's start is far from the last one: the end of a sentence (the fire of // 350. The artists)."""
        enumerator = find_enumerator(text)
        if enumerator is None or enumerator.style != "digit":
            return False
        last = self._counted.get("digit", (0,))[0]
        return int(_NUMBER.findall(text)[0]) > last + _JUMP

    def _stands_alone(self, number: int) -> bool:
        """Tell whether blank lines part a line, or two, from the text around: a heading, whatever it counts."""
        lines = self._lines
        if not lines[number].blanks or not lines[number].text[-1].isalnum():
            return False
        ends = [after for after in (number + 1, number + 2) if after >= len(lines) or lines[after].blanks]
        return bool(ends) and lines[ends[0] - 1].text[-1].isalnum()

    def _opens_part(self, text: str, *, unfinished: bool) -> bool:
        """Tell whether a line opens a part. After an unfinished full line a plain number does so only when it counts on (not a wrapped "2030. The city")."""
        if _BULLET.match(text):
            return True
        enumerator = find_enumerator(text)
        if enumerator is None:
            return False
        if enumerator.style not in _WEAK:
            return True
        value = tuple(int(digits) for digits in _NUMBER.findall(text[: enumerator.end])[:5])
        last = self._counted.get(enumerator.style, ())
        follows = bool(value) and (value[-1] == 1 or value in {(*last[:depth], last[depth] + 1) for depth in range(len(last))})
        if unfinished and not follows:
            return False
        if value:
            self._counted[enumerator.style] = value
        return True
