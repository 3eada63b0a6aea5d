"""Raised note numbers ("dispersed.119 Ensuring"): smaller figures above the line that point to a footnote and are no part of the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from analyzer.read.pdf.printed import TextRun

MARK = re.compile(r"(?:\[\d{1,3}\]|\d{1,3}(?:[,，;–-] ?\d{1,3})*[,，]?)(?![\w%])")
"""What may be a note's number, or several of them."""
_SMALLER = 0.8
_HIGHER = (0.15, 0.9)
"""Ems of the line by which a raised figure stands above its baseline."""
_UNIT = re.compile(r"(?:^|[\W\d])(?:[kcmd]?m|ft|mi|yd|in|s|R|10)$")
"""What a raised figure is a power of."""
_APART = 0.6

Kind = Callable[[int], tuple[float, float]]
"""Gives size and baseline (points from the top) of the character at a position."""


def is_raised(size: float, baseline: float, line_size: float, line_baseline: float) -> bool:
    """Tell whether a character of this size and baseline is set small and above the line."""
    return size < _SMALLER * line_size and _HIGHER[0] * line_size < line_baseline - baseline < _HIGHER[1] * line_size


def raised_numbers(text: str, size: float, baseline: float, kind: Kind) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the note numbers in a line of this size and baseline; those that open it are the notes' own and stay."""
    for match in MARK.finditer(text, 1):
        begin, end = match.span()
        last = end - 1 if text[end - 1] not in ",，" else end - 2
        if not is_raised(*kind(last), size, baseline):
            continue
        # A number glued to another one ("in 20157") is raised from some figure on.
        first = last
        while first > 0 and (text[first - 1].isdigit() or first > begin) and is_raised(*kind(first - 1), size, baseline):
            first -= 1
        end = last + 1
        before = len(text[:first].rstrip()) - 1
        # Small words before it: a line of two sizes, no mark.
        if before < 0 or is_raised(*kind(before), size, baseline) or (end - first == 1 and _UNIT.search(text[:first])):
            continue
        yield first, end


def without_raised_runs(runs: list[TextRun]) -> tuple[list[TextRun], list[str]]:
    """Return the runs less those that are but a raised note number behind another run, and the numbers."""
    kept: list[TextRun] = []
    numbers: list[str] = []
    for run in runs:
        before = kept[-1] if kept else None
        if before is None or not MARK.fullmatch(run.text) or not _is_behind(before, run) or (len(run.text) == 1 and _UNIT.search(before.text)):
            kept.append(run)
        else:
            numbers.append(run.text)
    return kept, numbers


def _is_behind(before: TextRun, run: TextRun) -> bool:
    if before.turned or run.turned or not is_raised(run.size, run.baseline, before.size, before.baseline):
        return False
    return -0.3 * before.size < run.x0 - before.x1 < _APART * before.size
