"""Columns of print in text files that keep the page's layout: text that stands side by side is read left, then right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")
_LEAST = 6
_FAR = 40
_LONGEST = 400
_PROSE = 18
_MIXED = re.compile(r"[a-z,.;-] {3,}[A-Za-z]")
_GOES_ON = 0.3

Gaps = list[tuple[int, int]]


def unfold_columns(lines: Sequence[str]) -> list[str]:
    """Return the lines of a sheet with each passage of two or more columns set one column below the other.

    A gutter is a strip of at least two blank columns over six or more lines with prose on both sides; tables, whose cells are no
    prose, stay as they are.
    """
    if sum(_GAP.search(line) is not None for line in lines) < _LEAST:
        return [*lines]
    result: list[str] = []
    start = 0
    while start < len(lines):
        end, gutter = _passage(lines, start)
        if gutter is None:
            result.append(lines[start])
            start += 1
            continue
        left = [line[:gutter].rstrip() for line in lines[start:end]]
        right = [line[gutter:].rstrip() for line in lines[start:end]]
        if is_prose(left) and is_prose(right):
            result += [*left, "", *unfold_columns([line.strip() and line for line in right]), ""]
        else:
            result += lines[start:end]
        start = end
    return result


def _passage(lines: Sequence[str], start: int) -> tuple[int, int | None]:
    """Return the end of the longest passage from `start` with one gutter, and the column where its right side begins."""
    open_gaps = _gaps(lines[start])
    if not open_gaps:
        return start + 1, None
    both, end, number = 1, start + 1, start + 1
    kept = open_gaps
    while number < len(lines):
        line = lines[number]
        if line.strip():
            narrowed = _narrowed(open_gaps, line)
            if not narrowed:
                break
            open_gaps = narrowed
            if any(len(line) > right and line[:left].strip() for left, right in open_gaps):
                both += 1
                end, kept = number + 1, open_gaps
        if number - end > (_FAR if line.strip() else _LEAST):
            break
        number += 1
    if both < _LEAST:
        return start + 1, None
    return end, max(kept, key=lambda gap: gap[1] - gap[0])[1]


def _gaps(line: str) -> Gaps:
    return [match.span() for match in _GAP.finditer(line)] if len(line) <= _LONGEST else []


def _narrowed(gaps: Gaps, line: str) -> Gaps:
    """Return what a further line leaves of the gaps, at least two columns each."""
    result: Gaps = []
    text = len(line.rstrip())
    for left, right in gaps:
        for piece in re.finditer(r" {2,}", line[left:right].ljust(right - left)):
            begin, end = left + piece.start(), left + piece.end()
            # The right side begins where the gap ends.
            if end == right or text <= end or line[end : end + 1].strip():
                result.append((begin, end))
    return result


def is_prose(lines: Sequence[str]) -> bool:
    """Tell whether lines are wrapped text: long enough, and often going on in lower case."""
    texts = [line.strip() for line in lines if line.strip()]
    if len(texts) < _LEAST or sum(map(len, texts)) < _PROSE * len(texts):
        return False
    return sum(after[0].islower() for _, after in pairwise(texts)) >= _GOES_ON * (len(texts) - 1)


def mixed_share(lines: Sequence[str]) -> float:
    """Return the share of lines, from 0 to 1, in which two wordings still stand side by side as in columns of print."""
    filled = mixed = 0
    for line in lines:
        if text := line.strip():
            filled += 1
            match = _MIXED.search(text) if len(text) <= _LONGEST else None
            mixed += match is not None and match.start() >= _PROSE and len(text) - match.end() >= _PROSE and len(_GAP.findall(text)) == 1
    return mixed / filled if filled else 0.0
