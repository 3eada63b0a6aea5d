"""What is printed on pages but is no part of the text: running heads, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from analyzer.domain.document import DropReason
from analyzer.read.pdf.printed import CELL_MARK, PageLines, Row
from analyzer.read.text.contents import contents_lines

_ZONE = 0.13
"""Share of the page's height, at its top and its bottom, in which running heads stand."""
_EDGE_ROWS = 5
"""Rows at each edge that are looked at."""
_SAME_PLACE = 4.0
"""Points by which the place of a running head may differ from page to page."""
_RIM = 0.07
"""Share of the page's height in which no running text stands."""
_SHORT_FILE = 12
_PAGES_APART = 4
"""Pages from one running head to the next at most: blank pages and pictures may lie between."""
_HEAD_LENGTH = 90
_HEAD_SIZE, _SMALL_HEAD = 1.2, 0.97
"""Type of a head against the body's: never larger than the first, and surely none of text under the second."""
_TINY_HEAD = 0.9
"""Type of a head against the body's that shows it for one in a file too short for more."""
_KNOWN_HEADS, _MANY_HEADS = 3, 5
_SAME_LINE = 1.5
_TEXT_STEP, _HEAD_GAP = 1.7, 2.0
"""Ems to the next line of a text at most, and from a head to the text at least."""
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
_CONTENTS = (
    *("目录", "目錄", "目次", "目 录", "目 錄", "目 次", "차례", "차 례", "목차", "목 차"),
    *("contents", "sommaire", "matières", "matieres", "list of", "table of", "figures and"),
)
_CONTENTS_LINE = 60
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
    sizes: Counter[float] = Counter()
    for lines in rows:
        for row in lines:
            sizes[row.size] += len(row.text)
    body = max(sizes, key=lambda size: sizes[size], default=0.0)
    enough = 3 if len(pages) >= 6 else max(2, (len(pages) + 1) // 2)
    for (at_top, _), group in heads.items():
        needed = 2 if _alternates(group, len(pages)) else enough
        members = [(index, row) for index, row in group if not _reads_on(row, pages[index], body)]
        if len(members) >= needed:
            _mark_repeated(members, needed, at_top, body, dropping)
    for zones in edges:
        _mark_page_number(zones, dropping)
    _mark_by_place(edges, rows, body, dropping)
    _mark_counting(rows, dropping)
    _mark_contents(rows, dropping)
    return dropping


def _mark_by_place(edges: Sequence[tuple[list[Row], list[Row]]], rows: Sequence[Sequence[Row]], body: float, dropping: Dropping) -> None:
    """Mark short lines that stand where heads of the same type were found on other pages: heads of chapters too short to repeat theirs.

    A place where small lines stand on most pages is one of heads even if none of them comes back; in a file of few pages, on all of them.
    """
    stands: dict[tuple[bool, int, str], list[tuple[float, int, Row]]] = defaultdict(list)
    for index, zones in enumerate(edges):
        for at_top, zone in zip((True, False), zones, strict=True):
            for row in zone:
                if len(row.text) <= _HEAD_LENGTH and not row.turned:
                    stands[at_top, round(row.size * 2), row.font].append((row.baseline, index, row))
    heights: Counter[tuple[bool, int]] = Counter(
        (at_top, round(row.baseline)) for (at_top, _, _), members in stands.items() for _, _, row in members if id(row) in dropping
    )
    for (at_top, _, _), members in stands.items():
        reason = DropReason.HEADER if at_top else DropReason.FOOTER
        again = [(index, row) for _, index, row in members if heights[at_top, round(row.baseline)] >= _KNOWN_HEADS and row.size <= _HEAD_SIZE * body]
        _mark_again(again, rows, reason, dropping)
        members.sort(key=lambda member: (member[0], member[1]))
        known = [member for member in members if id(member[2]) in dropping]
        for place, group in _by_place(members):
            if any(row.size > _HEAD_SIZE * body for _, _, row in group):
                continue
            sure = sum(abs(member[0] - place) <= _SAME_LINE for member in known)
            pages = {index for _, index, _ in group}
            longest = max((len(row.text) for baseline, _, row in known if abs(baseline - place) <= _SAME_LINE), default=_HEAD_LENGTH)
            small = all(row.size < _SMALL_HEAD * body for _, _, row in group)
            lone = small and len(group) == len(pages)
            # At the foot of a short file that may be a note on each page.
            on_all = at_top and 2 <= len(pages) == len(edges) and all(row.size < _TINY_HEAD * body for _, _, row in group)
            if sure >= max(_KNOWN_HEADS, 0.3 * len(group)) or (lone and (on_all or len(pages) >= max(_MANY_HEADS, 0.5 * len(edges)))):
                for _, index, row in group:
                    if len(row.text) <= 1.5 * longest and _is_apart(row, edges[index][0 if at_top else 1], at_top, dropping):
                        dropping.setdefault(id(row), reason)


def _mark_again(members: list[tuple[int, Row]], rows: Sequence[Sequence[Row]], reason: DropReason, dropping: Dropping) -> None:
    """Mark rows at the height of known heads whose wording comes back on the next pages, in whatever type, apart from the text."""
    for wording in {row.text for _, row in members}:
        for index, row in _near_each_other([(index, row) for index, row in members if row.text == wording]):
            side = 1 if reason is DropReason.HEADER else -1
            if not any(0 < (other.baseline - row.baseline) * side < _HEAD_GAP * row.size for other in rows[index]):
                dropping.setdefault(id(row), reason)


def _by_place(members: list[tuple[float, int, Row]]) -> list[tuple[float, list[tuple[float, int, Row]]]]:
    """Group rows, sorted by their baseline, that stand on one line of their pages."""
    groups: list[tuple[float, list[tuple[float, int, Row]]]] = []
    for member in members:
        if groups and member[0] - groups[-1][0] <= _SAME_LINE:
            groups[-1][1].append(member)
        else:
            groups.append((member[0], [member]))
    return groups


def _is_apart(row: Row, zone: Sequence[Row], at_top: bool, dropping: Dropping) -> bool:
    """Tell whether no line of the same type follows at the distance of text, on the side where the text is."""
    for other in zone:
        step = (other.baseline - row.baseline) * (1 if at_top else -1)
        near = 0 < step < _TEXT_STEP * row.size and other.x0 < row.x1 and row.x0 < other.x1
        if near and id(other) not in dropping and other.font == row.font and abs(other.size - row.size) < 0.3:
            return False
    return True


def _mark_counting(rows: Sequence[Sequence[Row]], dropping: Dropping) -> None:
    """Mark lone numbers that run along with the pages at one place, wherever that is: page numbers in the side margin."""
    shifts: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for index, lines in enumerate(rows):
        for row in lines:
            if id(row) not in dropping and row.grid is None and row.text.isdecimal() and row.text.isascii() and len(row.text) <= 4:
                shifts[int(row.text) - index, round(row.baseline / _SAME_PLACE)].append(row)
    for members in shifts.values():
        if len(members) >= _KNOWN_HEADS and len({row.page for row in members}) >= 0.8 * len(members):
            dropping.update({id(row): DropReason.PAGE_NUMBER for row in members})


def _mark_contents(rows: Sequence[Sequence[Row]], dropping: Dropping) -> None:
    """Mark tables of contents; looked for only from pages on that show a sign of one, as it costs time."""
    done = 0
    for index, lines in enumerate(rows):
        if index < done or not _hints_at_contents(lines):
            continue
        done = index + _CONTENTS_PAGES
        left = [row for page in rows[index:done] for row in page if id(row) not in dropping and row.grid is None]
        for position in contents_lines([row.text.replace(CELL_MARK, "  ") for row in left]):
            dropping[id(left[position])] = DropReason.CONTENTS


def _hints_at_contents(rows: Sequence[Row]) -> bool:
    """Tell whether a page has leaders, or a line that may be the heading of a table of contents."""
    text = "\n".join([row.text for row in rows])
    if any(leader in text for leader in _LEADERS):
        return True
    lowered = text.lower()
    if not any(word in lowered for word in _CONTENTS):
        return False
    return any(len(row.text) <= _CONTENTS_LINE and any(word in row.text.lower() for word in _CONTENTS) for row in rows)


def _edges(page: PageLines, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the outermost rows in the top and in the bottom zone of a page, the outermost first."""
    top, bottom = page.height * _ZONE, page.height * (1 - _ZONE)
    free = [row for row in rows if row.grid is None]
    above = sorted((row for row in free if row.y1 <= top), key=lambda row: row.y0)
    below = sorted((row for row in free if row.y0 >= bottom), key=lambda row: -row.y1)
    return above[:_EDGE_ROWS], below[:_EDGE_ROWS]


def _alternates(group: list[tuple[int, Row]], count: int) -> bool:
    """Tell whether, in a short file, a line stands on most of either the odd or the even pages."""
    pages = [index for index, _ in group]
    if count > _SHORT_FILE or len(pages) < 2 or len({index % 2 for index in pages}) > 1:
        return False
    return len(pages) >= 0.6 * len(range(pages[0] % 2, count, 2))


def _reads_on(row: Row, page: PageLines, body: float) -> bool:
    """Tell whether a line is a finished sentence in the body's type, not at the very edge: such a line may be text that is repeated."""
    if row.text[-1] not in ".。！!？?；;" or len(row.text) < 12 or row.size < 0.95 * body:
        return False
    return page.height * _RIM < row.y0 and row.y1 < page.height * (1 - _RIM)


def _mark_repeated(group: list[tuple[int, Row]], enough: int, at_top: bool, body: float, dropping: Dropping) -> None:
    """Mark the rows of one wording that stand at one place on enough pages."""
    places: list[list[tuple[int, Row]]] = []
    for member in sorted(group, key=lambda member: (member[1].baseline, member[0])):
        if places and member[1].baseline - places[-1][0][1].baseline <= _SAME_PLACE:
            places[-1].append(member)
        else:
            places.append([member])
    reason = DropReason.HEADER if at_top else DropReason.FOOTER
    for stand in places:
        place = stand
        if not _counts_pages(place) or (place[0][1].size > 1.25 * body and not _PAGE_NUMBER.fullmatch(place[0][1].text)):
            # Wordings that differ in a number which is not the page's ("Chapter 1", "Chapter 2") are counted apart.
            wordings = Counter(row.text for _, row in place)
            place = [member for member in place if wordings[member[1].text] >= enough]
        place = _near_each_other(place)
        if len({index for index, _ in place}) >= enough:
            for _, row in place:
                dropping[id(row)] = reason


def _near_each_other(place: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    """Return the members with another one a few pages off: a running head runs, a wording that comes back far off is text."""
    members = sorted(place, key=lambda member: member[0])
    if not members:
        return []
    steps = [later[0] - earlier[0] <= _PAGES_APART for earlier, later in pairwise(members)]
    return [member for member, before, after in zip(members, [False, *steps], [*steps, False], strict=True) if before or after]


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
