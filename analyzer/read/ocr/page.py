"""A picture of a page -> its lines: set upright, read by the engine that knows its script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.read.ocr.engine import Engine, EngineError, OcrLine, sureness
from analyzer.read.ocr.ink import measured
from analyzer.read.ocr.picture import Picture, slope, upright
from analyzer.read.ocr.rapid import RapidEngine, models
from analyzer.read.ocr.tesseract import TesseractEngine, installed
from analyzer.read.ocr.turn import Turn

_SURE = 0.9
"""Mean confidence below which a page may lie on its side, stand on its head, or be in a script that the engine does not know."""
_FEW = 8
"""Characters up to which nothing was read: a stray mark of a picture."""


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """The lines of a picture in pixels of the upright picture, and how that was turned."""

    lines: Sequence[OcrLine]
    turn: Turn


class Engines:
    """The engines that are installed: RapidOCR first, Tesseract for Korean, or alone."""

    def __init__(self) -> None:
        self._rapid = RapidEngine() if models() is not None else None
        self._tesseract = TesseractEngine() if installed() is not None else None

    @property
    def names(self) -> list[str]:
        """Engine and version of each; empty where none is installed."""
        return [engine.name for engine in (self._rapid, self._tesseract) if engine is not None]

    def read(self, picture: Picture) -> ReadPicture:
        """Read a picture of a page, whichever way it lies. Raises EngineError."""
        main: Engine | None = self._rapid or self._tesseract
        if main is None:
            raise EngineError("none is installed")
        degrees, lengthwise = slope(picture.pixels)
        aside, across = slope(upright(picture, 1, 0.0)[0].pixels)
        # Most likely way first: lines stand out along their direction, and few pages stand on their head.
        flat, side = [(0, degrees), (2, degrees)], [(1, aside), (3, aside)]
        ways = [*flat, *side] if lengthwise >= across else [*side, *flat]
        best: ReadPicture | None = None
        for quarters, angle in ways:
            turned, turn = upright(picture, quarters, angle)
            lines = measured(turned, main.read(turned))
            if best is None or _weight(lines) > _weight(best.lines):
                best = ReadPicture(lines, turn)
            few = sum(len(line.text) for line in best.lines) <= _FEW
            if not few and sureness(best.lines) >= _SURE:
                return best
            if best.turn is turn and self._rapid is not None and (korean := self._korean(turned)):
                return ReadPicture(measured(turned, korean), turn)
            if few:
                return best
        assert best is not None
        return best

    def _korean(self, picture: Picture) -> Sequence[OcrLine]:
        """Return the lines of a page in Hangul, nothing for others."""
        if self._tesseract is None or not self._tesseract.hangul or self._tesseract.script(picture) not in {"Hangul", "Korean"}:
            return ()
        lines = self._tesseract.read_script(picture, "Hangul")
        return lines if sum("\uac00" <= character <= "\ud7a3" for line in lines for character in line.text) > _FEW else ()

    def close(self) -> None:
        """Free what the engines hold."""
        for engine in (self._rapid, self._tesseract):
            if engine is not None:
                engine.close()


def _weight(lines: Sequence[OcrLine]) -> float:
    """Compare readings of one page: many sure characters beat few, unsure ones count little."""
    return sum(len(line.text) * line.confidence**4 for line in lines)
