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
_ACROSS = 1.25
"""How much sharper lines of print must stand out across the page than along it for the page to be tried on its side first: Chinese set in a grid has columns as
sharp as its lines."""
_ON_END, _LONG = 1.5, 3
"""Height of a line against its width from which on it stands on end, and characters from which on a line tells that."""
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
        ways = [*side, *flat] if across > _ACROSS * lengthwise else [*flat, *side]
        best: ReadPicture | None = None
        while ways:
            quarters, angle = ways.pop(0)
            turned, turn = upright(picture, quarters, angle)
            lines = measured(turned, main.read(turned))
            if best is None or _weight(lines) > _weight(best.lines):
                best = ReadPicture(lines, turn)
            few = sum(len(line.text) for line in best.lines) <= _FEW
            if _stands_on_end(lines):
                # The engine turns single lines that stand on end and reads them well, but in no order.
                ways = [way for way in ways if way[0] % 2 != quarters % 2]
                continue
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
    """Compare readings of one page: many sure characters beat few, unsure ones count little, lines on end half."""
    return sum(len(line.text) * line.confidence**4 for line in lines) / (2 if _stands_on_end(lines) else 1)


def _stands_on_end(lines: Sequence[OcrLine]) -> bool:
    """Tell whether most characters are in lines that are higher than wide."""
    told = [line for line in lines if len(line.text) >= _LONG]
    upended = sum(len(line.text) for line in told if line.y1 - line.y0 > _ON_END * (line.x1 - line.x0))
    return 2 * upended > sum(len(line.text) for line in told)
