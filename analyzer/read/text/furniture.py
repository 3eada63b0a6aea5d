"""What stands around the text in files made from printed pages or web pages: page numbers, running lines, contents, buttons."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from analyzer.domain.document import DropReason
from analyzer.domain.enumerator import find_enumerator
from analyzer.read.text.contents import contents_lines
from analyzer.read.text.recurring import CAPTION
from analyzer.read.text.wording import is_web_line, is_web_word

_SAID = re.compile(
    r"^\W*(?:第\s*\d+\s*[页頁](?:\W*共\s*\d+\s*[页頁])?|page\s+\d+(?:\s*(?:of|/)\s*\d+)?|p\.\s*\d+|\d+\s*/\s*\d+\s*[页頁]|[-–—－―·]\s*\d{1,4}\s*[-–—－―·])\W*$",
    re.IGNORECASE,
)
_LONE = re.compile(r"^[\s·.|•-]*(\d(?:\s?\d){0,3})[\s·.|•-]*$")
_ROMAN = re.compile(r"^\s*(?:[ivxl]\s?){1,6}$", re.IGNORECASE)
_GLUED = re.compile(r"([1-9]\d{0,3})(?=[\u4e00-\u9fff“《（]|\.\d|[a-zA-Z])(?![年月日亿万千百个项家条章人%％、．])")
_AT_START = re.compile(r"^\s*(?:[A-Z]{1,3}-)?(\d{1,4})\s*(?=[^\W\d_]|\|)(.{8,120})$")
_AT_END = re.compile(r"^(.{8,120}?[^\d.\-–])(?:\s(?:[A-Z]{1,3}-)|\s*)(\d{1,4})\s*$")
_LABEL = re.compile(
    r"\b(?:goal|action|policy|table|figure|fig|chart|box|objective|strategy|measure|program|programme|step|phase|annex|appendix|article|recommendation|principle|target"
    r"|theme|pillar|priority|module|part|section|chapter|option|scenario|year|by|in|of|to|and|until|from|since|zone|area|district|unit|level|tier|stage|no|number)\.?$",
    re.IGNORECASE,
)
_PAGE_CHARACTERS = 200
_CHAIN = 5
_PART = 20
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Printed:
    """A line of the file: its text, its page where form feeds tell, what parts it from the line before, and whether it is set in.

    `resumed` tells that it carries on the sentence of the line before, from which only furniture parted it.
    """

    text: str
    page: int | None = None
    blanks: int = 0
    turned: bool = False
    indented: bool = False
    resumed: bool = False


def dropped_lines(lines: list[Printed]) -> dict[int, DropReason]:
    """Return the positions of the lines that are furniture, with the reason."""
    found = _web(lines)
    for position in contents_lines([line.text for line in lines]):
        found.setdefault(position, DropReason.CONTENTS)
    offsets: list[int] = []
    total = 0
    for line in lines:
        offsets.append(total)
        total += len(line.text)
    _page_numbers(lines, offsets, found)
    _running_lines(lines, found)
    return found


def goes_on(before: str, after: str) -> bool:
    """Tell whether furniture between two lines broke a sentence: the first is unfinished, the second begins in lower case."""
    unfinished = len(before) >= _PART and (before[-1].isalnum() or before[-1] in ",-–’'")
    return unfinished and after[:1].islower() and find_enumerator(after) is None


def _web(lines: list[Printed]) -> dict[int, DropReason]:
    found = {number: DropReason.WEB_PAGE for number, line in enumerate(lines) if is_web_line(line.text)}
    words = [number for number, line in enumerate(lines) if len(line.text) <= 8 and is_web_word(line.text)]
    # Three buttons in a row are a bar; one or two may be words of a table.
    run: list[int] = []
    for number in [*words, -9]:
        bridged = run and all(between in found for between in range(run[-1] + 1, number))
        if run and not (number > run[-1] and bridged):
            neighbours = sum(edge in found for edge in (run[0] - 1, run[-1] + 1))
            if len(run) + 2 * neighbours >= 3:
                found.update(dict.fromkeys(run, DropReason.WEB_PAGE))
            run = []
        run.append(number)
    return found


def _chains(candidates: list[tuple[int, int, int]], length: int) -> set[int]:
    """Return the positions of the candidates (position, value, offset) that count up page by page, in chains of at least `length`."""
    return {position for position, _ in _chained(candidates, length, (1, 2, 3))}


def _chained(candidates: list[tuple[int, int, int]], length: int, steps: tuple[int, ...]) -> set[tuple[int, int]]:
    """Return position and value of the candidates that count up by one of `steps`, in chains of at least `length`."""
    best: dict[int, int] = {}
    depth: list[int] = []
    parent: list[int] = []
    for number, (_, value, offset) in enumerate(candidates):
        previous = -1
        for step in steps:
            before = best.get(value - step)
            if before is not None and offset - candidates[before][2] >= _PAGE_CHARACTERS and (previous < 0 or depth[before] > depth[previous]):
                previous = before
        parent.append(previous)
        depth.append(depth[previous] + 1 if previous >= 0 else 1)
        if value not in best or depth[-1] >= depth[best[value]] or offset - candidates[best[value]][2] > 20_000:
            best[value] = number
    found: set[tuple[int, int]] = set()
    for number in range(len(candidates) - 1, -1, -1):
        if depth[number] < length:
            continue
        walk = number
        while walk >= 0 and candidates[walk][:2] not in found:
            found.add(candidates[walk][:2])
            walk = parent[walk]
    return found


def _page_numbers(lines: list[Printed], offsets: list[int], found: dict[int, DropReason]) -> None:
    """Find page numbers on lines of their own: those that say so, and plain numbers that count up through the file."""
    plain: list[tuple[int, int, int]] = []
    led: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, line in enumerate(lines):
        if number in found or len(line.text) > 130:
            continue
        if _SAID.match(line.text):
            found[number] = DropReason.PAGE_NUMBER
        elif match := _LONE.match(line.text):
            plain.append((number, int(re.sub(r"\s", "", match.group(1))), offsets[number]))
        elif match := _AT_START.match(line.text):
            led[_DIGITS.sub("#", match.group(2).strip())].append((number, int(match.group(1)), offsets[number]))
        elif (match := _AT_END.match(line.text)) and not _LABEL.search(match.group(1).strip()) and find_enumerator(line.text) is None:
            led[_DIGITS.sub("#", match.group(1).strip())].append((number, int(match.group(2)), offsets[number]))
    counting = _chains(plain, _CHAIN)
    # In a file full of numbers (cells of tables, one a line) some count up by chance.
    if len(counting) >= 0.25 * len(plain):
        found.update(dict.fromkeys(counting, DropReason.PAGE_NUMBER))
    for candidates in led.values():
        if len(candidates) >= 4:
            for position in _chains(candidates, 4):
                found[position] = DropReason.FOOTER
    roman = [(number, _roman_value(line.text), offsets[number]) for number, line in enumerate(lines) if number not in found and _ROMAN.match(line.text)]
    counted = _chains(roman, 2)
    for number, _, _ in roman:
        if number in counted or lines[number].turned or _by_page_edge(lines, number, found):
            found[number] = DropReason.PAGE_NUMBER


def _roman_value(text: str) -> int:
    total = last = 0
    for letter in reversed(re.sub(r"\s", "", text.lower())):
        value = {"i": 1, "v": 5, "x": 10, "l": 50}[letter]
        total += value if value >= last else -value
        last = max(last, value)
    return total


def cut_glued_numbers(lines: list[Printed]) -> list[tuple[str, int | None]]:
    """Cut page numbers that stick to the first word of a line (16资金 in text taken from PDF pages); returns what was cut, with its page.

    Only numbers that count up page by page, at least ten of them, are cut.
    """
    candidates: list[tuple[int, int, int]] = []
    offset = 0
    for number, line in enumerate(lines):
        if match := _GLUED.match(line.text):
            # 617.4.1 is page 61 before section 7.4.1.
            digits = match.group(1)
            longest = len(digits) - (line.text[len(digits)] == ".")
            candidates += [(number, int(digits[:length]), offset) for length in range(1, longest + 1) if length == len(digits) or digits[length] != "0"]
        offset += len(line.text)
    cut = []
    for position, value in sorted(dict(_chained(candidates, 10, (1, 2))).items()):
        line = lines[position]
        line.text = line.text[len(str(value)) :]
        line.turned = True
        cut.append((str(value), line.page))
    return cut


def _by_page_edge(lines: list[Printed], number: int, found: dict[int, DropReason]) -> bool:
    """Tell whether a line stands at a page's edge: beside a page number or a form feed."""
    reasons = (DropReason.PAGE_NUMBER, DropReason.FOOTER, DropReason.HEADER)
    if any(found.get(position) in reasons for position in (number - 1, number + 1)):
        return True
    return any(lines[position].turned for position in (number, number + 1) if 0 < position < len(lines))


def _running_lines(lines: list[Printed], found: dict[int, DropReason]) -> None:
    """Find running heads: short lines that come back beside page numbers or form feeds, four times and mostly there."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        text = line.text.strip()
        if number not in found and 3 <= len(text) <= 110 and text[-1] not in "。；;！|" and text[0] not in "•●■▪-–*" and not CAPTION.match(text):
            places[_DIGITS.sub("#", " ".join(text.split()))].append(number)
    # Twice, since heads of two lines have only one of them at the edge.
    for _ in range(2):
        for positions in places.values():
            if len(positions) < 4:
                continue
            edge = [position for position in positions if position in found or _by_page_edge(lines, position, found)]
            if len(edge) >= 4 and len(edge) >= (0.7 if len(positions) < 20 else 0.5) * len(positions):
                for position in edge:
                    found.setdefault(position, DropReason.HEADER)
