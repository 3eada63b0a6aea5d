"""Health of the text layer: which pages give other letters than they print, and which fonts are to blame."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyzer.domain.document import FontHealth, PageHealth
from analyzer.domain.message import Message
from analyzer.read.health import unusable
from analyzer.read.pdf.printed import PageLines

_SAMPLE = 3_000
"""Characters of a font that it is judged by."""
_AGAIN = 4
"""How many times as much text a font must have shown to be judged again."""
_FIRST = 40
_BROKEN_SHARE = 0.15
"""Share of a page's characters in broken fonts from which on nothing of the page is used."""


@dataclass(slots=True)
class _Font:
    """Different wordings set in one font so far, and what was found when they were last judged."""

    lines: set[str] = field(default_factory=set)
    length: int = 0
    judged: int = 0
    reason: Message | None = None


class TextLayers:
    """Judges page after page of one document; what a font showed on earlier pages counts on later ones."""

    def __init__(self) -> None:
        self._fonts: dict[str, _Font] = {}

    def judge(self, page: PageLines) -> PageHealth:
        """Return the verdict on a page: on its text as a whole, and on each of its fonts by all that was seen of it."""
        lengths: dict[str, int] = {}
        for run in page.runs:
            lengths[run.font] = lengths.get(run.font, 0) + len(run.text)
            font = self._fonts.get(run.font)
            if font is None:
                font = self._fonts[run.font] = _Font()
            if font.length < _SAMPLE:
                # A running head says no more on the tenth page than on the first.
                text = run.text.strip("0123456789 ")
                if text not in font.lines:
                    font.lines.add(text)
                    font.length += len(text)
        for name in lengths:
            self._judge_font(self._fonts[name])
        return self._verdict(page.number, lengths, unusable("\n".join([run.text for run in page.runs])))

    def settled(self, health: PageHealth) -> PageHealth:
        """Return the verdict on a page in the light of the whole document."""
        return self._verdict(health.page, {font.name: font.characters for font in health.fonts}, health.reason)

    def _judge_font(self, font: _Font) -> None:
        if font.length < _FIRST or font.length < _AGAIN * font.judged:
            return
        font.judged = font.length
        font.reason = unusable("\n".join(sorted(font.lines)))

    def _verdict(self, number: int, lengths: dict[str, int], reason: str | None) -> PageHealth:
        fonts = tuple(FontHealth(name, length, self._fonts[name].reason) for name, length in lengths.items())
        if reason is None:
            broken = sum(font.characters for font in fonts if font.reason is not None)
            if broken > _BROKEN_SHARE * sum(lengths.values()):
                reason = max((font for font in fonts if font.reason is not None), key=lambda font: font.characters).reason
        return PageHealth(number, reason, fonts)
