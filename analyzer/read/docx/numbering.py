"""Automatic numbering of a Word document: the numbers that Word prints but the text does not hold (第一章, 一、, 1.2, (a))."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.read.docx.styles import child, integer, is_on, value
from analyzer.read.package import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_GANADA = "가나다라마바사아자차카타파하"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_LEGAL_HANS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_HANT = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_PLACE = re.compile(r"%([1-9])")
_MAX_LEVEL = 9


def han_number(number: int) -> str:
    """Write a number below 100,000 as Chinese texts count (十二, 一百零五)."""
    if not 0 < number < 100_000:
        return str(number)
    parts, gap = [], False
    for unit, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            parts.append(("零" if gap else "") + _DIGITS[digit] + name)
            gap = False
        elif parts:
            gap = True
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for unit, name in _ROMAN:
        times, number = divmod(number, unit)
        parts.append(name * times)
    return "".join(parts)


def _letter(number: int, first: str) -> str:
    """Write a number as Word letters it: a ... z, aa, bb."""
    if not 0 < number <= 26 * 10:
        return str(number)
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _of(series: str, number: int) -> str:
    return series[(number - 1) % len(series)] if number > 0 else str(number)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else chr(0x3250 + number - 20) if 21 <= number <= 35 else str(number)


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(max(number, 0)))


def _full_width(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(max(number, 0)))


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting"), han_number),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "koreanDigital"), _positional),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(("iroha", "irohaFullWidth"), lambda number: _of(_IROHA, number)),
    **dict.fromkeys(("aiueo", "aiueoFullWidth"), lambda number: _of(_AIUEO, number)),
    "chineseLegalSimplified": lambda number: han_number(number).translate(_LEGAL_HANS),
    "ideographLegalTraditional": lambda number: han_number(number).translate(_LEGAL_HANT),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letter(number, "A"),
    "lowerLetter": lambda number: _letter(number, "a"),
    "ideographTraditional": lambda number: _of(_STEMS, number),
    "ideographZodiac": lambda number: _of(_BRANCHES, number),
    "ganada": lambda number: _of(_GANADA, number),
    "decimalZero": lambda number: f"{number:02d}",
    "ideographEnclosedCircle": lambda number: chr(0x327F + number) if 1 <= number <= 10 else str(number),
}


def format_number(number: int, style: str) -> str:
    """Write `number` in one of Word's number formats; unknown formats are written in decimal digits."""
    return _FORMATS.get(style, str)(number)


@dataclass(slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    """One counting list; instances of one abstract list share their counters."""

    abstract: int
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Counters:
    """Counts the numbered paragraphs of a document in reading order."""

    def __init__(self, root: _Element | None) -> None:
        """Take the numbering part's root, or `None` for a document without lists."""
        self._lists: dict[int, _List] = {}
        self._values: dict[int, list[int | None]] = {}
        self._used: set[tuple[int, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: _Element) -> None:
        abstracts: dict[int, dict[int, _Level]] = {}
        links: dict[str, int] = {}
        linked: dict[int, str] = {}
        for element in root:
            if local(element.tag) == "abstractNum":
                identifier = integer(attribute(element, "abstractNumId")) or 0
                abstracts[identifier] = dict(_levels(element))
                if (link := value(child(element, "styleLink"))) is not None:
                    links[link] = identifier
                if (link := value(child(element, "numStyleLink"))) is not None:
                    linked[identifier] = link
        for identifier, link in linked.items():
            if not abstracts[identifier] and link in links:
                abstracts[identifier] = abstracts[links[link]]
        for element in root:
            if local(element.tag) != "num":
                continue
            number = integer(attribute(element, "numId"))
            abstract = integer(value(child(element, "abstractNumId")))
            if number is None or abstract not in abstracts:
                continue
            one = _List(abstract, dict(abstracts[abstract]))
            for override in element:
                if local(override.tag) == "lvlOverride" and (level := integer(attribute(override, "ilvl"))) is not None:
                    one.levels.update(_levels(override))
                    if (start := integer(value(child(override, "startOverride")))) is not None:
                        one.overrides[level] = start
            self._lists[number] = one

    def next(self, number_id: int, level: int) -> tuple[str, bool]:
        """Count one paragraph; returns the number as printed ("" for none) and whether it is a bullet."""
        one = self._lists.get(number_id)
        if one is None or not 0 <= level < _MAX_LEVEL or level not in one.levels:
            return "", False
        definition = one.levels[level]
        if definition.style == "bullet":
            return "", True
        values = self._values.setdefault(one.abstract, [None] * _MAX_LEVEL)
        if level in one.overrides and (number_id, level) not in self._used:
            self._used.add((number_id, level))
            values[level] = one.overrides[level]
        else:
            current = values[level]
            values[level] = definition.start if current is None else current + 1
        for deeper in range(level + 1, _MAX_LEVEL):
            rule = one.levels[deeper].restart if deeper in one.levels else None
            # 0 means the level counts on for ever; another number names the level whose step restarts it.
            if rule is None or (rule != 0 and level < rule):
                values[deeper] = None
        if definition.style == "none":
            return "", False

        def printed(match: re.Match[str]) -> str:
            wanted = int(match.group(1)) - 1
            other = one.levels.get(wanted, _Level())
            current = values[wanted]
            return format_number(other.start if current is None else current, "decimal" if definition.legal else other.style)

        return _PLACE.sub(printed, definition.text), False


def _levels(element: _Element) -> list[tuple[int, _Level]]:
    found = []
    for candidate in element:
        if local(candidate.tag) != "lvl":
            continue
        number = integer(attribute(candidate, "ilvl")) or 0
        start = integer(value(child(candidate, "start")))
        style = value(child(candidate, "numFmt"))
        if style is None:
            style = next((value(child(e, "numFmt")) for e in candidate.iter() if local(e.tag) == "Choice"), None)
        found.append(
            (
                number,
                _Level(
                    1 if start is None else start,
                    style or "decimal",
                    value(child(candidate, "lvlText")) or "",
                    integer(value(child(candidate, "lvlRestart"))),
                    is_on(child(candidate, "isLgl")),
                ),
            )
        )
    return found
