"""What is printed twice to look bold: pieces drawn again at almost the same place, and letters doubled one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.read.pdf.printed import TextRun

_NEAR = 0.3
"""Ems by which the second print is off at most."""
_DOUBLED = re.compile(r"(?:(\S)\1|\s){3,}")
_KINDS = 3
"""Different letters that a piece of doubled letters has at least: 8888 is a number."""


def without_doubles(runs: Sequence[TextRun]) -> list[TextRun]:
    """Return the runs less those printed over the same words, and with doubled letters made single."""
    seen: dict[str, list[TextRun]] = {}
    kept: list[TextRun] = []
    for run in runs:
        text = run.text
        if text[0] == text[1:2] and _DOUBLED.fullmatch(text) and len(set(text) - {" "}) >= _KINDS:
            run.text = re.sub(r"(\S)\1", r"\1", text)
        others = seen.get(run.text)
        if others is None:
            seen[run.text] = [run]
        else:
            if any(_is_over(run, other) for other in others):
                continue
            others.append(run)
        kept.append(run)
    return kept


def _is_over(run: TextRun, other: TextRun) -> bool:
    near = _NEAR * run.size
    return abs(run.x0 - other.x0) < near and abs(run.baseline - other.baseline) < near and abs(run.x1 - other.x1) < near and run.turned == other.turned
