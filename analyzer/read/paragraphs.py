"""From the lines of a text file to paragraphs: whether a line end is a wrap or the end of a paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import is_unspaced
from analyzer.read.furniture import Printed

_END = re.compile(r"[。！？!?；;：:.…][”’」』）)\]》\"']*\s*$")
_OPEN_END = re.compile(r"(?:[，、,–—\-/(（“‘《「『〈]|\b(?:and|or|of|the|to|in|for|a|an|with|by|on|that|which|et|de|la|le|les|des|du|à|au|aux|ou|en|pour|par))\s*$", re.IGNORECASE)
_CLOSING_START = re.compile(r"[，。、；：？！,;:.!?)）”’」』》〉】\]%％]")
_BULLET = re.compile(r"[•●○■□▪▫◆◇★☆◦‣⁃►▶➢➤✓✔·*][\s　]*\S|[-–—]{1,2}[\s　]+\S|——|o\s+[A-Z]")
_GAP = re.compile(r"(?:　{2,}|[ \t　]{4,}|\t{1,3})")
_WEAK = frozenset({"digit", "decimal", "letter", "roman", "digit_paren", "korean"})
_CELL = 24


def width(text: str) -> int:
    """Return the printed width of a line in half-width columns (Han characters count two)."""
    if text.isascii():
        return len(text)
    return sum(2 if is_unspaced(c) or unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_wrapped(lines: Sequence[Printed]) -> bool:
    """Tell whether the file breaks its lines at a fixed width: most unfinished lines then have about the same width."""
    widths: dict[int, int] = {}
    unfinished = finished = 0
    for line, after in zip(lines, lines[1:], strict=False):
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
    # The fullest band of widths, an eighth wide: wrapped lines crowd below the margin.
    top = max(widths)
    counts = [0] * (top + 2)
    for size, count in widths.items():
        counts[size] = count
    sums = [0]
    for count in counts:
        sums.append(sums[-1] + count)
    fullest = max(sums[high + 1] - sums[max(int(high * 0.82), 0)] for high in range(24, min(top, 400) + 1)) if top >= 24 else 0
    return fullest >= 0.5 * unfinished


def split_inside(text: str) -> list[list[str]]:
    """Split one line at wide gaps into paragraphs; several short cells side by side stay together as one list of cells."""
    if "　　" not in text and "    " not in text and "\t" not in text:
        return [[text]]
    parts = [part.strip() for part in _GAP.split(text.strip()) if part.strip()]
    if len(parts) < 2:
        return [[text.strip()]] if text.strip() else []
    if not any(is_unspaced(c) for c in text):
        return [[re.sub(r"\s{4,}|\t", "  ", text.strip())]]
    if len(parts) >= 3 and all(len(part) <= _CELL and not _END.search(part) for part in parts):
        return [["".join(parts)]] if all(len(part) == 1 for part in parts) else [parts]
    result = [parts[0]]
    for part in parts[1:]:
        # A number and its wording (第一章　　总则) or two lone characters (前　　言) belong together.
        enumerator = find_enumerator(result[-1])
        lone = enumerator is not None and enumerator.end >= len(result[-1]) - 1
        if lone or (len(result[-1]) == 1 and len(part) <= 2):
            result[-1] += ("　" if lone else "") + part
        else:
            result.append(part)
    return [[part] for part in result]


def group(lines: Sequence[Printed]) -> list[list[Printed]]:
    """Group lines into paragraphs, in order."""
    wrapped = is_wrapped(lines)
    blank_share = sum(line.blanks > 0 for line in lines[1:]) / max(len(lines) - 1, 1)
    paragraphs: list[list[Printed]] = []
    sizes = [width(line.text) for line in lines] if wrapped else []
    for number, line in enumerate(lines):
        if paragraphs:
            before = lines[number - 1]
            if wrapped:
                joined = _continues_wrapped(before.text, line, sizes, number)
            else:
                joined = _continues(before.text, line, blank_separated=blank_share > 0.6)
            if joined:
                paragraphs[-1].append(line)
                continue
        paragraphs.append([line])
    return paragraphs


def _opens_part(text: str, *, unfinished: bool) -> bool:
    """Tell whether a line opens a new part; after an unfinished full line a plain number does not (wrapped "2030. The city")."""
    if _BULLET.match(text):
        return True
    enumerator = find_enumerator(text)
    if enumerator is None:
        return False
    return not (unfinished and enumerator.style in _WEAK)


def _continues(before: str, line: Printed, *, blank_separated: bool) -> bool:
    """Tell, in a file of one paragraph a line, whether `line` still belongs to the line before (a break inside a sentence)."""
    text = line.text
    if _CLOSING_START.match(text) and not re.match(r"[.:]\w", text):
        return line.blanks <= 1
    if line.blanks or _END.search(before) or _opens_part(text, unfinished=False):
        return False
    if blank_separated:
        return len(before) >= 30 or _OPEN_END.search(before) is not None or text[:1].islower()
    if _OPEN_END.search(before) and len(before) >= 12:
        return True
    return text[:1].islower() and before[-1:].islower() and len(before) >= 30


def _continues_wrapped(before: str, line: Printed, sizes: list[int], number: int) -> bool:
    """Tell, in a file with wrapped lines, whether `line` carries on the paragraph of the line before."""
    text = line.text
    margin = max(sizes[max(number - 4, 0) : number + 4])
    size = sizes[number - 1]
    finished = _END.search(before) is not None
    opened = _OPEN_END.search(before) is not None
    if _CLOSING_START.match(text):
        return True
    han = is_unspaced(before[-1])
    # Room that the line left free, against what the next word would have needed.
    word = 2 if is_unspaced(text[0]) else len(text.split(" ", 1)[0]) + 1
    full = size + word > 0.9 * margin if not han else size >= 0.86 * margin
    if _opens_part(text, unfinished=not finished and (full or opened)):
        return False
    if line.blanks and not line.turned:
        # A blank line ends a paragraph, except in texts taken line by line from pages.
        return not finished and (text[0].islower() or opened)
    if finished:
        return full and not line.turned and not han and before.rstrip()[-1] in ".," and not text[0].isdigit()
    if opened or text[0].islower():
        return True
    return full
