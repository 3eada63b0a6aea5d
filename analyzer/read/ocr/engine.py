"""What every OCR engine offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analyzer.read.ocr.picture import Picture


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line that was read: its place in pixels from the top left corner of the picture, and how sure the engine is, 0 to 1.

    `baseline` is where its letters stand; engines leave that to `analyzer.read.ocr.ink`.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float
    baseline: float = 0.0


class EngineError(Exception):
    """An engine is not installed, died, hung or answered nonsense; the page stays unread."""


class Engine(Protocol):
    """Reads upright pictures of pages. `name` tells engine and version, part of what results travel with."""

    name: str

    def read(self, picture: Picture) -> Sequence[OcrLine]:
        """Return the lines of a picture in reading order as far as the engine knows it. Raises EngineError."""
        ...

    def close(self) -> None:
        """Free what the engine holds; asked again, it starts anew."""
        ...


def sureness(lines: Sequence[OcrLine]) -> float:
    """Return the mean confidence over the characters of the lines; 0 without any."""
    count = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / count if count else 0.0
