"""Running heads whose page number was lost or misread: short lines that come back in the same company throughout a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from analyzer.domain.document import DropReason
from analyzer.domain.enumerator import find_enumerator

CAPTION = re.compile(
    r"(?:附件|附录|附錄|附表|专栏|專欄|[图圖表]|annex|appendix|table|figure|box|chapter|part|section|exhibit)\s*[\d一二三四五六七八九十IVXA-Z]",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W*(?:\d{1,4}|[ivxl]{1,6})\W*", re.IGNORECASE)
_FIELD = re.compile(r"[^:：]{2,40}[:：]\s*\S")
"""A field of a form (Period: 2020), of which there is one a page."""
_TIMES = 8
_RUN = 6
_TITLE_PAGE = 8
_PAGE = 300
"""Least usual distance, in characters, between two pages' heads: cells of a table come back sooner."""
_AT_EDGE = frozenset({DropReason.PAGE_NUMBER, DropReason.HEADER, DropReason.FOOTER})


def recurring_lines(texts: Sequence[str], found: Mapping[int, DropReason]) -> dict[int, DropReason]:
    """Return the positions of running heads, and of what is left of the page numbers beside them.

    `found` are the lines known to be furniture. A line counts when it comes back at least eight times, a page apart, mostly in a
    short run of such lines with a page number, or a lone character that OCR made of it or of a logo.
    """
    offsets: list[int] = [0]
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    places: dict[str, list[int]] = defaultdict(list)
    marks: set[int] = set()
    for number, text in enumerate(texts):
        if number in found:
            continue
        if _is_mark(text):
            marks.add(number)
        elif _may_run(text):
            places[_DIGITS.sub("#", text)].append(number)
    kept = {key: positions for key, positions in places.items() if len(positions) >= _TIMES and _is_spread(positions, offsets)}
    edges = marks | {number for number, reason in found.items() if reason in _AT_EDGE}
    # Twice, since a run may hold lines that turn out to be none.
    for _ in range(2):
        candidates = {position for positions in kept.values() for position in positions}
        kept = {key: positions for key, positions in kept.items() if _has_company(positions, candidates, edges)}
    heads = {position for positions in kept.values() for position in positions}
    # On the title page the line is the title.
    titles = {positions[0] for positions in kept.values() if positions[0] < _TITLE_PAGE}
    result: dict[int, DropReason] = {}
    for position in sorted(heads):
        run = _run(position, heads, edges)
        if 1 < len(run) <= _RUN and position not in titles:
            result[position] = DropReason.HEADER
            for number in run:
                if number in marks:
                    result[number] = DropReason.PAGE_NUMBER if _NUMBER.fullmatch(texts[number]) else DropReason.HEADER
    return result


def _is_mark(text: str) -> bool:
    return (0 < len(text) <= 2 and text.isascii()) or (len(text) <= 8 and _NUMBER.fullmatch(text) is not None)


def _may_run(text: str) -> bool:
    if not 3 <= len(text) <= 110 or not text[0].isalnum() or text[-1] in "。；;！!？?：:|,，":
        return False
    if _FIELD.match(text) or (text[-1] == "." and len(text.split()) > 3):
        return False
    return not CAPTION.match(text) and find_enumerator(text) is None


def _is_spread(positions: Sequence[int], offsets: Sequence[int]) -> bool:
    gaps = sorted(offsets[after] - offsets[before] for before, after in pairwise(positions))
    return gaps[len(gaps) // 2] >= _PAGE and offsets[positions[-1]] - offsets[positions[0]] >= 0.1 * offsets[-1]


def _run(position: int, heads: set[int], edges: set[int]) -> range:
    """Return the unbroken run of heads and page numbers around a line."""
    first = last = position
    while position - first <= _RUN and (first - 1 in heads or first - 1 in edges):
        first -= 1
    while last - position <= _RUN and (last + 1 in heads or last + 1 in edges):
        last += 1
    return range(first, last + 1)


def _has_company(positions: Sequence[int], heads: set[int], edges: set[int]) -> bool:
    """Tell whether a line mostly stands in short runs with a page number or what is left of one."""
    together = 0
    for position in positions:
        run = _run(position, heads, edges)
        together += len(run) <= _RUN and any(number in edges for number in run)
    return together >= _TIMES and together >= (0.6 if len(positions) < 20 else 0.4) * len(positions)
