"""The reader's side of OCR: when a page is recognised, and what comes back, in points of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyzer.domain.document import Box
from analyzer.domain.message import Message, say
from analyzer.read import helper
from analyzer.read.ocr.turn import Turn

MODES = ("auto", "never", "always")
"""`auto` recognises pages without readable text where an engine is installed, `always` every page, `never` none."""
DPI = 200.0
"""Resolution in which pages are drawn for recognition."""
MAX_PIXELS = 20_000_000
"""Larger pages are drawn more coarsely."""
INSTALL = say("install text recognition with `pip install 'smart-city-policy-analyzer[ocr]'` (for Korean also the system's tesseract-ocr-kor), then scan again")
"""What to do about a page that only OCR can read, where no engine is installed."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A recognised line: its place and baseline in points from the top left corner of the upright page, and the engine's confidence, 0 to 1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    confidence: float


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The lines of a page from top to bottom; `turn` (in points) leads from the upright page back to the page as it lies in the file."""

    lines: Sequence[Recognised]
    turn: Turn

    def on_page(self, box: Box) -> Box:
        """Return the rectangle on the page as it lies that holds a rectangle of the upright page."""
        if not self.turn.quarters and not self.turn.degrees:
            return box
        corners = [self.turn.back(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return Box(box.page, round(min(across), 2), round(min(down), 2), round(max(across), 2), round(max(down), 2))


@lru_cache(maxsize=1)
def engines() -> tuple[str, ...]:
    """Return name and version of the engines that are installed."""
    try:
        names, _ = helper.ask({"do": "engines"})
    except helper.HelperError:
        return ()
    return tuple(map(str, names))


class Recogniser:
    """Recognises pictures of pages in the mode that was asked for. Close it after each document: engines hold much memory."""

    def __init__(self, mode: str) -> None:
        assert mode in MODES
        self.always = mode == "always"
        self.engines = () if mode == "never" else engines()
        self.never = mode == "never"

    def __bool__(self) -> bool:
        """Whether anything can be recognised."""
        return bool(self.engines)

    @property
    def remedy(self) -> Message:
        """What helps a page that was not recognised."""
        if self.never:
            return say("scan it with --ocr auto to have it recognised")
        return say("scan the paper anew at 300 dpi, or type the text") if self.engines else INSTALL

    def read(self, grey: bytes, width: int, height: int, dpi: float) -> RecognisedPage | None:
        """Recognise an 8-bit grey picture, given row by row; `None` where the engines failed."""
        try:
            answer, _ = helper.ask({"do": "picture", "width": width, "height": height, "dpi": dpi}, grey)
        except helper.HelperError:
            return None
        points = 72 / dpi
        lines = []
        for text, x0, y0, x1, y1, baseline, sure in answer["lines"]:
            places = [round(place * points, 2) for place in (x0, y0, x1, y1, baseline)]
            lines.append(Recognised(text, places[0], places[1], places[2], places[3], places[4], sure))
        quarters, degrees, upright_width, upright_height = answer["turn"]
        return RecognisedPage(lines, Turn(quarters, degrees, upright_width * points, upright_height * points))

    def close(self) -> None:
        """Free the engines."""
        if self.engines:
            helper.rest()


def identity(mode: str) -> str:
    """Return what tells readings in this mode apart from those in another or with other engines; empty where nothing is recognised."""
    recogniser = Recogniser(mode)
    return f"ocr={mode} {' '.join(recogniser.engines)}" if recogniser else ""
