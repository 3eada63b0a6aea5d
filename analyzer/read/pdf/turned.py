"""Pages whose text is set top-down (Chinese and Japanese columns from right to left), on its side or on its head.

For the layout their text is laid upright: a column that runs down becomes a line, the rightmost column the first one. Boxes are given back
for the page as it is shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from analyzer.read.flow import is_unspaced
from analyzer.read.pdf.printed import PageLines, TextRun, Turn

_MOST = 0.6
"""Share of a page's characters that are set in one direction, from which on the page is read in it."""
_NARROW, _TALL, _TIGHT = 1.5, 1.6, 0.6
"""Ems of the width of a column of characters at most, of its height at least, and of its height for each character at least."""
_CHARACTERS = 40
"""Characters set top-down from which on they are text and no label."""
_LEFT = 3
_DESCENT = 0.38
_DOWN = 270


def laid_upright(page: PageLines) -> tuple[PageLines, PageLines] | None:
    """Return the page with the text of its main direction laid upright, and the page with the rest; `None` where the main text is upright."""
    counts: Counter[int] = Counter()
    for run in page.runs:
        counts[_direction(run)] += len(run.text)
    if not counts or counts[0] >= (1 - _MOST) * counts.total():
        return None
    degrees, count = max(counts.items(), key=lambda item: (item[1], item[0]))
    if degrees == 0 or count < _MOST * counts.total() or (count < _CHARACTERS and degrees == _DOWN):
        return None
    turn = Turn(degrees, page.width, page.height)
    width, height = (page.width, page.height) if degrees == 180 else (page.height, page.width)
    belongs = [_direction(run) == degrees or (degrees == _DOWN and _is_end_of_column(run)) for run in page.runs]
    main = [_laid(run, turn) for run, is_main in zip(page.runs, belongs, strict=True) if is_main]
    rest = [run for run, is_main in zip(page.runs, belongs, strict=True) if not is_main]
    rules = [turn.upright(rule) for rule in page.rules]
    return PageLines(page.number, width, height, main, rules), PageLines(page.number, page.width, page.height, rest)


def _direction(run: TextRun) -> int:
    """Return the direction in which a run is read."""
    return _DOWN if run.turned == 0 and is_column(run) else run.turned


def is_column(run: TextRun) -> bool:
    """Tell whether the characters of a run stand above each other."""
    width, height, size = run.x1 - run.x0, run.y1 - run.y0, max(run.size, 1.0)
    if len(run.text) < 2 or width > _NARROW * size or height < _TALL * size:
        return False
    return height >= _TIGHT * size * len(run.text) and any(is_unspaced(character) for character in run.text)


def _is_end_of_column(run: TextRun) -> bool:
    """Tell whether a run of one or two characters may be what is left of a sentence in the last of its columns."""
    return run.turned == 0 and len(run.text) <= _LEFT and run.x1 - run.x0 <= _NARROW * run.size and is_unspaced(run.text[0])


def _laid(run: TextRun, turn: Turn) -> TextRun:
    x0, y0, x1, y1 = turn.upright((run.x0, run.y0, run.x1, run.y1))
    baseline = run.baseline if run.turned else (y0 + y1) / 2 + _DESCENT * run.size
    return replace(run, x0=x0, y0=y0, x1=x1, y1=y1, baseline=baseline, turned=0, turn=turn)
