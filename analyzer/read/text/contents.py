"""Printed tables of contents, found by leader dots, and by page numbers under a heading that says contents."""

from __future__ import annotations

import re
from collections.abc import Sequence

CONTENTS_HEADING = re.compile(
    r"^[#\s*]*(?:目\s*[录錄次]|contents?|table of contents|table des mati[èe]res|sommaire|차\s*례|목\s*차"
    r"|(?:list|table) of (?:figures|tables|mandatory tables|maps|exhibits|illustrations)|figures|tables|maps|figures and tables)[\s*:：]*$",
    re.IGNORECASE,
)
_LEADER = re.compile(
    r"(?:\.{4,}|…{2,}|·{4,}|(?:[.·•…] ){3,}[.·•…]?|_{5,}|-{6,}|\.{2,3}|\t+)\s*"
    r"[(（]?\s*(?:\d{1,4}|[ivxlc]{1,6}|[A-Z]{1,2}-\d{1,3}|\d{1,2}[-–.]\d{1,3})\s*[)）]?\W{0,3}$",
    re.IGNORECASE,
)
_MAY_LEAD = re.compile(r"\.\.|[…\t]|··|__|---|[.·•] [.·•]")
"""What every leader holds: two signs after each other, which most lines do not."""
_STRONG_LEADER = re.compile(r"\.{5,}|…{3,}|·{5,}|(?:[.·•] ){5,}|_{6,}")
_NUMBERED = re.compile(r"[^\d\s].*?[\s　]*[(（]?\s*(\d{1,4}|[ivxl]{1,6})\s*[)）]?[\s*]*$", re.IGNORECASE)
_GAP = 4


def contents_lines(lines: Sequence[str]) -> set[int]:
    """Return the positions of the lines that belong to tables of contents. Empty lines belong to none and do not count."""
    found: set[int] = set()
    number = 0
    total = len(lines)
    while number < total:
        line = lines[number].strip()
        if len(line) <= 60 and CONTENTS_HEADING.match(line):
            end = _listed(lines, number + 1)
            if end:
                found.update(range(number, end))
                number = end
                continue
        elif _is_leader(line):
            end = _led(lines, number)
            if end:
                found.update(range(number, end))
                number = end
                continue
        number += 1
    return {position for position in found if lines[position].strip()}


def _is_leader(line: str) -> bool:
    if not _MAY_LEAD.search(line):
        return False
    return len(line) < 400 and ((_STRONG_LEADER.search(line) is not None and line[-1:].isalnum()) or _LEADER.search(line) is not None)


def _listed(lines: Sequence[str], start: int) -> int:
    """Return the end of the list under a contents heading, 0 when no list follows."""
    entries, last, seen, other, first_page = 0, 0, 0, 0, 0
    position, limit = start, min(len(lines), start + 2000)
    while position < limit:
        line = lines[position].strip()
        position += 1
        if not line:
            continue
        seen += 1
        match = _NUMBERED.match(line) if len(line) < 200 else None
        page = int(match.group(1)) if match and match.group(1).isdigit() else None
        if _is_leader(line) or (match is not None and (page is None or page <= 2000) and line[-1:] not in "。."):
            # Page numbers grow; a number far below the last one is text again ("by 2030" is not a page either).
            if page is not None and page + 2 < first_page:
                break
            if page is not None:
                first_page = max(first_page, min(page, first_page + 60))
            entries += 1
            last, other = position, 0
            continue
        if len(line) > 160 or line[-1:] in "。！？":
            break
        other += 1
        if other > _GAP:
            break
    return last if entries >= 3 else 0


def _led(lines: Sequence[str], start: int) -> int:
    """Return the end of a run of lines with leaders, 0 when there are fewer than three."""
    entries, last, other = 0, 0, 0
    position, limit = start, min(len(lines), start + 2000)
    while position < limit:
        line = lines[position].strip()
        position += 1
        if not line:
            continue
        if _is_leader(line):
            entries += 1
            last, other = position, 0
            continue
        other += 1
        if other > 2 or len(line) > 160:
            break
    return last if entries >= 3 else 0
