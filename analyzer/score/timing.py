"""When a plan means to do what: the years that its sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.score.scope import Statement

_YEARS = re.compile(r"(?<![\d.])(20[0-6]\d|19[89]\d)(?:\s*[—–~～至-]\s*(?:(20[0-6]\d)|(\d\d)(?!\d)))?(?![\d.]*\d|\s*(?:%|％|万|亿|km|MW|户|人|個|个))")
_ERAS = (
    (re.compile(r"令和\s*([0-9０-９]{1,2}|元)\s*年"), 2018),
    (re.compile(r"平成\s*([0-9０-９]{1,2}|元)\s*年"), 1988),
    (re.compile(r"民國\s*(\d{2,3})\s*年"), 1911),
)
_AHEAD = 45


def years_in(text: str) -> tuple[int, int] | None:
    """Return the first and last year that a text names, `None` where it names none.

    Ranges such as 2026—2028 or 2025-27, and years of Japanese eras and of the Republic of China, are understood.
    """
    years: list[int] = []
    for match in _YEARS.finditer(text):
        years.append(int(match[1]))
        if match[2]:
            years.append(int(match[2]))
        elif match[3] and int(match[3]) > years[-1] % 100:
            years.append(years[-1] // 100 * 100 + int(match[3]))
    for pattern, base in _ERAS:
        years.extend(base + (1 if match[1] == "元" else int(match[1])) for match in pattern.finditer(text))
    return (min(years), max(years)) if years else None


@dataclass(frozen=True, slots=True)
class DatedStatement:
    """A statement with the first and last year that it, or else its innermost heading, names."""

    statement: Statement
    first: int
    last: int


def dated(statements: Sequence[Statement], start: int | None) -> tuple[DatedStatement, ...]:
    """Return the aims and measures at some stage that name years, in order; years before the plan's start tell of the past and are left out."""
    found = []
    for statement in statements:
        if statement.commitment == 0 or not statement.coding.assigned("stages"):
            continue
        heading = statement.segment.heading[-1] if statement.segment.heading else ""
        years = years_in(statement.segment.text) or years_in(heading)
        if years is not None and (start is None or start <= years[1] <= start + _AHEAD):
            found.append(DatedStatement(statement, max(years[0], start or years[0]), years[1]))
    return tuple(found)
