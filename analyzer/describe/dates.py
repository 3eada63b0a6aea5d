"""Dates of issue and planning periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from analyzer.describe.sheet import SHORT, Line, Sheet
from analyzer.describe.titles import Title
from analyzer.domain.description import Finding, Period

_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"元": "1"}
_YEARS = range(1900, 2101)
_PUNCTUATION = re.compile(r"[\s\W_]+")
_AROUND = " ,;:.*|·()/-"
_PART = re.compile(r"[^·|,;]+")
_BRACKETED = re.compile(r"\s*\([^()]{4,30}\)\s*")
_UNDER = 2
"""Lines under the title in which the period may stand beside other words."""


def number_of(text: str) -> int | None:
    """Return a number in Arabic or Chinese digits (`2025`, `二〇二五`, `二十七`, `元`), or `None`."""
    if text.isascii() and text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(_DIGITS.get(tens or "一", "0")) * 10 + int(_DIGITS.get(ones or "〇", "0"))
    digits = "".join(_DIGITS.get(character, character) for character in text)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def date_of(sheet: Sheet, match: re.Match[str]) -> str | None:
    """Return the ISO date of a match with the groups `y`, `m`, `d`, `month`, `era`; `None` where it is no date."""
    groups = match.groupdict()
    year = number_of(groups["y"]) if groups.get("y") else None
    if year is not None and groups.get("era"):
        year += sheet.vocabulary.eras[groups["era"]] - 1
    if year is None or year not in _YEARS:
        return None
    month = sheet.wording.months.get(groups["month"].casefold().rstrip(".")) if groups.get("month") else number_of(groups.get("m") or "0")
    day = number_of(groups.get("d") or "0")
    if month is None or day is None or month > 12 or day > 31:
        return None
    return f"{year}" + (f"-{month:02}" + (f"-{day:02}" if day else "") if month else "")


def find_date(sheet: Sheet) -> Finding[str] | None:
    """Return the date of issue: on the cover or under the title, else in the signature."""
    signed = [line for before, line in pairwise(sheet.head) if sheet.wording.last_noun or (len(before.text) <= SHORT and not sheet.is_sentence(before))]
    said = sheet.first(sheet.head[:30], "date_said")
    value = date_of(sheet, said[1]) if said else None
    return (
        _on_own_line(sheet, sheet.cover())
        or _on_own_line(sheet, signed)
        or _on_own_line(sheet, sheet.tail[::-1])
        or (said[0].finding(value, *said[1].span()) if said and value else None)
    )


def _on_own_line(sheet: Sheet, lines: Sequence[Line]) -> Finding[str] | None:
    """Return the first date that stands on a line of its own."""
    for line in lines:
        if dated := date_line(sheet, line):
            return line.finding(dated[0], *dated[1].span())
    return None


def date_line(sheet: Sheet, line: Line) -> tuple[str, re.Match[str]] | None:
    """Return the date, and its match, of a line that holds no more than a date and either words that belong to a date of issue or the issuer."""
    if len(line.text) > SHORT:
        return None
    for pattern in sheet.wording.patterns["date"]:
        if (match := pattern.search(line.text)) and (value := date_of(sheet, match)):
            rest = _PUNCTUATION.sub(" ", line.text[: match.start()] + " " + line.text[match.end() :]).strip()
            return (value, match) if not rest or sheet.match("date_line", rest, whole=True) or issuer_beside(sheet, line, match) else None
    return None


def issuer_beside(sheet: Sheet, line: Line, date: re.Match[str]) -> tuple[int, int] | None:
    """Return the place of the issuer on a line that holds nothing else but its date, and at most the period in brackets."""
    start = match.end() if (match := _BRACKETED.match(line.text)) and match.end() <= date.start() else 0
    if line.text[date.end() :].strip(_AROUND):
        return None
    place = None
    for part in _PART.finditer(line.text, start, date.start()):
        body = part.group().strip(_AROUND)
        if body and sheet.match("issuer", body, whole=True):
            first = part.start() + part.group().index(body)
            place = place or (first, first + len(body))
        elif body and not sheet.match("date_line", body, whole=True):
            return None
    return place


def find_period(sheet: Sheet, title: Title | None) -> Finding[Period] | None:
    """Return the years that the document plans for: from its title, else from the sentence that states them."""
    if title is not None:
        for text in (title.name, title.whole):
            for pattern in sheet.wording.patterns["period"]:
                if (match := pattern.search(text)) and (period := _period(sheet, match)):
                    return title.part(period)
    return _period_on_cover(sheet, title) or _period_said(sheet)


def _period_on_cover(sheet: Sheet, title: Title | None) -> Finding[Period] | None:
    """Return a period that stands alone on the cover, or beside other words right under the title."""
    cover = sheet.cover()
    for line in cover:
        match = sheet.match("period", line.text.strip(" ()"), whole=True)
        if match and "start" in match.re.groupindex and (period := _period(sheet, match)):
            return line.finding(period)
    if title is None or title.finding.paragraph is None:
        return None
    below = range(title.finding.paragraph + 1, title.finding.paragraph + 1 + _UNDER)
    for line in (line for line in cover if line.paragraph in below):
        for pattern in sheet.wording.patterns["period"]:
            if "start" in pattern.groupindex and (match := pattern.search(line.text)) and (period := _period(sheet, match)):
                return line.finding(period, *match.span())
    return None


def _period_said(sheet: Sheet) -> Finding[Period] | None:
    for line in sheet.opening:
        for pattern in sheet.wording.patterns["period_said"]:
            if (match := pattern.search(line.text)) and (period := _period(sheet, match)):
                return line.finding(period, *match.span())
    return None


def _period(sheet: Sheet, match: re.Match[str]) -> Period | None:
    """Return the period of a match with the groups `start` and `end`, `year`, `horizon`, or `plan` (a five-year plan's number)."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    if "plan" in groups:
        first = sheet.vocabulary.plans.get(groups["plan"])
        return Period(first, first + 4) if first else None
    end = number_of(groups.get("end") or groups.get("horizon") or groups.get("year") or "")
    start = number_of(groups.get("start") or groups.get("year") or "")
    if start is not None and end is not None and "short" in match.re.groupindex:
        end += start // 100 * 100
    if end is None or end not in _YEARS:
        return None
    return Period(start, end) if start is None or (start in _YEARS and 0 <= end - start <= 50) else None
