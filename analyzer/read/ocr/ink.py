"""The ink of recognised lines: engines give rough boxes, paragraphs are told apart by fine measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.read.ocr.engine import OcrLine
from analyzer.read.ocr.picture import INK, Picture

_STROKES = 0.3
"""Share of the fullest row of pixels that rows between baseline and tops of small letters have at least."""
_TRACE = 0.04
"""The same for rows that hold any letter, and not only specks."""


def measured(picture: Picture, lines: Sequence[OcrLine]) -> list[OcrLine]:
    """Return the lines with their boxes drawn in to the ink, top and bottom, and with their baselines."""
    import numpy as np

    paper = float(np.median(picture.pixels)) if picture.pixels.size else 255.0
    result = []
    for line in lines:
        top, left = max(int(line.y0), 0), max(int(line.x0), 0)
        area = picture.pixels[top : int(line.y1) + 1, left : int(line.x1) + 1]
        profile = (area < paper - INK).sum(axis=1) if area.size else np.zeros(1)
        fullest = int(profile.max())
        if fullest < 2:
            result.append(replace(line, baseline=line.y1 - 0.2 * (line.y1 - line.y0)))
            continue
        letters = np.flatnonzero(profile > _TRACE * fullest)
        strokes = np.flatnonzero(profile > _STROKES * fullest)
        result.append(replace(line, y0=float(top + letters[0]), y1=float(top + letters[-1] + 1), baseline=float(top + strokes[-1] + 1)))
    return result
