"""Pages that only recognition can read: which they are, and their lines in place of the text layer's."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from analyzer.domain.document import Document
from analyzer.read.ocr.recogniser import DPI, MAX_PIXELS, RecognisedPage, Recogniser
from analyzer.read.pdf.printed import PageLines, TextRun

_EM = 1.1
"""Size of type in heights of the ink of a line."""
_SMALLER, _LARGER = 0.68, 1.28
"""Between these shares of the body's size lines count as body: ink is higher with capitals and lower without tails."""
_STEP = 1.25
_STAMP = 200
"""Characters that may be stamped over a scan (a page number, the name of an archive) without being its text."""
_COVERED = 0.6
"""Share of the page that one picture must cover to be a scan of it."""
_MORE = 2
"""How many times more than the stamp says recognition must find to take its place."""
_OBJECTS = 50
_IMAGE = 3


class Scans:
    """Recognises pages of one document and remembers how they lay."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._pages: dict[int, RecognisedPage] = {}

    def page(self, raw: Any, page: Any, lines: PageLines, *, shows: bool, broken: bool = False) -> PageLines:
        """Return the lines of a page as they are to be taken: those of its text layer, or recognised ones.

        `shows` tells that the page holds no text but shows something, `broken` that its text layer cannot be used.
        """
        if not self._recogniser:
            return lines
        stamped = not (shows or broken) and _is_stamped_scan(raw, page, lines)
        if not (self._recogniser.always or shows or stamped or broken):
            return lines
        found = self._recogniser.read(*_drawn(page, lines))
        if found is None or not found.lines:
            return lines
        if stamped and sum(len(line.text) for line in found.lines) < _MORE * _length(lines):
            return lines
        self._pages[lines.number] = found
        return PageLines(lines.number, found.turn.width, found.turn.height, [_run(line) for line in found.lines])

    def even_sizes(self, pages: Sequence[PageLines]) -> None:
        """Give lines of one type one size: boxes of recognised lines are measured, not declared."""
        runs = [run for page in pages if page.number in self._pages for run in page.runs]
        if not runs:
            return
        body = median([run.size for run in runs for _ in range(len(run.text))])
        for run in runs:
            ratio = run.size / body
            steps = 0 if _SMALLER < ratio < _LARGER else round(math.log(ratio, _STEP))
            run.size = round(body * _STEP**steps, 1)

    def settled(self, document: Document) -> Document:
        """Return the document with the boxes of recognised lines where they stand on the page as it lies."""
        if not self._pages:
            return document
        lines = tuple(
            replace(line, box=self._pages[line.page].on_page(line.box)) if line.box is not None and line.page in self._pages else line
            for line in document.lines
        )
        return replace(document, lines=lines, reader=" ".join((document.reader, *self._recogniser.engines)))


def _length(lines: PageLines) -> int:
    return sum(len(run.text) for run in lines.runs)


def _is_stamped_scan(raw: Any, page: Any, lines: PageLines) -> bool:
    """Tell whether hardly any text stands on a page that one picture covers."""
    if _length(lines) > _STAMP:
        return False
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for index in range(min(raw.FPDFPage_CountObjects(page), _OBJECTS)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) != _IMAGE or not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            continue
        if (right.value - left.value) * (top.value - bottom.value) > _COVERED * lines.width * lines.height:
            return True
    return False


def _drawn(page: Any, lines: PageLines) -> tuple[bytes, int, int, float]:
    """Draw a page in grey; returns the pixels by rows, width, height and resolution."""
    inches = max(lines.width * lines.height, 1.0) / 72**2
    dpi = min(DPI, math.sqrt(MAX_PIXELS / inches))
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    try:
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        data = bytes(bitmap.buffer)
    finally:
        bitmap.close()
    return (data if stride == width else b"".join(data[row * stride : row * stride + width] for row in range(height))), width, height, dpi


def _run(line: Any) -> TextRun:
    return TextRun(line.text, line.x0, line.y0, line.x1, line.y1, line.baseline, _EM * (line.y1 - line.y0), confidence=line.confidence)
