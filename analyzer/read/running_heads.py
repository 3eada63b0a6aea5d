"""What is printed on pages but is no part of the text: running heads, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzer.domain.document import DropReason
from analyzer.read.contents import contents_lines
from analyzer.read.printed import CELL_MARK, PageLines, Row

_ZONE = 0.13
"""Share of the page's height, at its top and its bottom, in which running heads stand."""
_EDGE_ROWS = 5
"""Rows at each edge that are looked at."""
_SAME_PLACE = 4.0
"""Points by which the place of a running head may differ from page to page."""
_DIGITS = re.compile(r"\d+")
_ROMAN = r"[ivxlc]{1,7}|[IVXLC]{1,7}"
_PAGE_NUMBER = re.compile(
    rf"""\s*(?:
        [-－—–―─·•~\[(（|/\s]*(?:\d{{1,4}}|{_ROMAN})[-－—–―─·•~\])）|/\s]*
      | 第\s*[\d〇零一二三四五六七八九十百]{{1,6}}\s*[页頁](?:\s*[,，/|]?\s*[共／]\s*\d{{1,5}}\s*[页頁])?
      | (?:[Pp]age|PAGE|[Pp]g?\.|[Ss]eite|[Pp]ágina)\s*[-–—|]?\s*(?:\d{{1,4}}|{_ROMAN})(?:\s*(?:of|de|/|sur|von)\s*\d{{1,5}})?
      | \d{{1,4}}\s*(?:[/／]|of|sur|von)\s*\d{{1,5}}
      | \d{{1,4}}\s*(?:쪽|페이지|ページ|[页頁])
    )\s*""",
    re.VERBOSE,
)
_LEADERS = ("...", "…", "···", ". . .", "· · ·", "___")
_CONTENTS = re.compile(r"目\s*[录錄次]|contents|sommaire|mati[eè]res|차\s*례|목\s*차|list of|figures and", re.IGNORECASE)
_CONTENTS_PAGES = 12

Dropping = dict[int, DropReason]
"""Reasons by `id` of the row."""


def find_furniture(pages: Sequence[PageLines], rows: Sequence[Sequence[Row]]) -> Dropping:
    """Return the rows to leave out of the flow, with the reason of each.

    `rows` holds the rows of each page of `pages`. A line counts as a running head where the same wording (or the same but
    for the page number) stands at the same place on at least 3 pages, or on half of the pages of a shorter file.
    """
    dropping: Dropping = {}
    edges = [_edges(page, lines) for page, lines in zip(pages, rows, strict=True)]
    heads: dict[tuple[bool, str], list[tuple[int, Row]]] = defaultdict(list)
    for index, zones in enumerate(edges):
        for at_top, zone in zip((True, False), zones, strict=True):
            for row in zone:
                heads[at_top, _DIGITS.sub("#", row.text.replace(" ", ""))].append((index, row))
    enough = 3 if len(pages) >= 6 else max(2, (len(pages) + 1) // 2)
    for (at_top, _), group in heads.items():
        if len(group) >= enough:
            _mark_repeated(group, enough, at_top, dropping)
    for zones in edges:
        _mark_page_number(zones, dropping)
    _mark_contents(rows, dropping)
    return dropping


def _mark_contents(rows: Sequence[Sequence[Row]], dropping: Dropping) -> None:
    """Mark tables of contents; looked for only from pages on that show a sign of one, as it costs time."""
    done = 0
    for index, lines in enumerate(rows):
        if index < done or not any(_hints_at_contents(row.text) for row in lines):
            continue
        done = index + _CONTENTS_PAGES
        left = [row for page in rows[index:done] for row in page if id(row) not in dropping]
        for position in contents_lines([row.text.replace(CELL_MARK, "  ") for row in left]):
            dropping[id(left[position])] = DropReason.CONTENTS


def _hints_at_contents(text: str) -> bool:
    """Tell whether a line has leaders or may be the heading of a table of contents."""
    if any(leader in text for leader in _LEADERS):
        return True
    return len(text) <= 60 and _CONTENTS.search(text) is not None


def _edges(page: PageLines, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the outermost rows in the top and in the bottom zone of a page, the outermost first."""
    top, bottom = page.height * _ZONE, page.height * (1 - _ZONE)
    above = sorted((row for row in rows if row.y1 <= top), key=lambda row: row.y0)
    below = sorted((row for row in rows if row.y0 >= bottom), key=lambda row: -row.y1)
    return above[:_EDGE_ROWS], below[:_EDGE_ROWS]


def _mark_repeated(group: list[tuple[int, Row]], enough: int, at_top: bool, dropping: Dropping) -> None:
    """Mark the rows of one wording that stand at one place on enough pages."""
    places: list[list[tuple[int, Row]]] = []
    for member in sorted(group, key=lambda member: (member[1].baseline, member[0])):
        if places and member[1].baseline - places[-1][-1][1].baseline <= _SAME_PLACE:
            places[-1].append(member)
        else:
            places.append([member])
    reason = DropReason.HEADER if at_top else DropReason.FOOTER
    for place in places:
        if not _counts_pages(place):
            # Wordings that differ in a number which is not the page's ("Chapter 1", "Chapter 2") are counted apart.
            wordings = Counter(row.text for _, row in place)
            place = [member for member in place if wordings[member[1].text] >= enough]
        if len({index for index, _ in place}) >= enough:
            for _, row in place:
                dropping[id(row)] = reason


def _counts_pages(place: list[tuple[int, Row]]) -> bool:
    """Tell whether some number in these rows runs along with the pages."""
    shifts: Counter[tuple[int, int]] = Counter()
    for index, row in place:
        for slot, digits in enumerate(_DIGITS.findall(row.text)[:4]):
            if len(digits) < 6:
                shifts[slot, int(digits) - index] += 1
    return bool(shifts) and max(shifts.values()) >= max(2, 0.6 * len(place))


def _mark_page_number(zones: tuple[list[Row], list[Row]], dropping: Dropping) -> None:
    """Mark the outermost line at either end of a page if it is nothing but a page number."""
    for zone in zones:
        left = [row for row in zone if id(row) not in dropping]
        for row in left[:2]:
            if len(row.text) <= 24 and _PAGE_NUMBER.fullmatch(row.text) and abs(row.y0 - left[0].y0) < row.size:
                dropping[id(row)] = DropReason.PAGE_NUMBER
