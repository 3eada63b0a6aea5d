"""The printed lines of a page's text layer with their place and type, taken from pdfium."""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

from analyzer.read.pdf.calls import Calls, Numbers, handle
from analyzer.read.pdf.doubled import without_doubles
from analyzer.read.pdf.glyphs import meant_characters
from analyzer.read.pdf.printed import PageLines, TextRun
from analyzer.read.pdf.raised import raised_numbers, without_raised_runs
from analyzer.read.pdf.unseen import Unseen

_WIDE_GAP = 1.2
"""Ems between two pieces of a line from which on they may be table cells or columns."""
_SPLITTABLE = 1_000
"""Longer lines are no print lines; they are not searched for gaps, which would be quadratic."""
_EVEN = 0.5
"""Ems by which the spaces of a line may differ that is but stretched to the width of its column."""
_AT_RULE = 2.0
"""Points by which a rule may touch the words that it parts."""
_STRETCHED = 0.6
"""Ems for each character from which on a line is wider than its letters."""
_GAPS = 30
"""Gaps of a line that are looked up; no table has more columns."""
_BLANKS = re.compile(r"(?<=\S) +(?=\S)")
_TAKEN_OUT = "\x1a"
_LARGEST_PAGE = 14_400
"""Points that a side of a page may have (ISO 32000-1, annex C)."""
_BEYOND = 1.5
"""Times the page's width or height from which on a line cannot be meant to be read."""
_TINY = 2.0
"""Points of type, and of its height, that nobody reads."""
_BREAKS = str.maketrans({"\ufffe": "\u00ad\n", "\x02": "\u00ad\n"})
_ODD = re.compile("[\u2e80-\u2fdf\uf000-\uf0ff\ud800-\udfff]")
_MEANT = meant_characters()
_BLACK = re.compile(r"bold|black|heavy|demi|heiti|simhei|黑体|-(?:bd|hv|blk)(?![a-z]{3})")
_Sides = tuple[float, float, float, float]


class Extractor:
    """Takes the printed lines off pages; holds the buffers that pdfium writes into, so that they are made once a file."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.hidden: list[str] = []
        self.raised: list[str] = []
        self._calls = Calls(raw)
        self._sides, self._matrix = Numbers(ctypes.c_double, 4), Numbers(ctypes.c_float, 6)
        self._name, self._flags = ctypes.create_string_buffer(160), Numbers(ctypes.c_int, 1)
        self._to_name = ctypes.addressof(self._name)
        self._unseen = Unseen(raw)
        self._fonts: dict[bytes, tuple[str, bool]] = {}
        self._down: list[tuple[float, float, float]] = []

    def page(self, page: Any, number: int) -> PageLines:
        """Return the printed lines of one page in the order of its content.

        Text that does not show goes to `hidden`, note numbers above the line to `raised`.
        """
        self.hidden, self.raised = [], []
        self._rotation = page.get_rotation()
        self._bounds = page.get_bbox()
        width, height = page.get_size()
        lines = PageLines(number, width, height)
        left, bottom, right, top = page.get_mediabox(fallback_ok=False) or (0, 0, width, height)
        lines.impossible = not all(0 < size <= _LARGEST_PAGE for size in (width, height, abs(right - left), abs(top - bottom)))
        textpage = page.get_textpage()
        try:
            unseen, told = self._unseen.find(page)
            self.hidden += told
            lines.rules = [place for sides in self._unseen.rules if (place := self._shown([sides])) is not None]
            self._down = [((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in lines.rules if y1 - y0 > x1 - x0]
            if told:
                textpage.close()
                textpage = page.get_textpage()
            text, shift = self._text(textpage)
            if unseen:
                text = self._without_unseen(handle(textpage.raw), text, unseen)
            if text.strip():
                self._lines(handle(textpage.raw), text, shift, lines)
        finally:
            textpage.close()
        lines.runs, raised = without_raised_runs(without_doubles(lines.runs))
        self.raised += raised
        return lines

    def _text(self, textpage: Any) -> tuple[str, bool]:
        """Return the page's text, and whether positions in it differ from pdfium's own count of characters."""
        raw = self.raw
        count = raw.FPDFText_CountChars(textpage)
        if count <= 0:
            return "", False
        first = 0
        while first < count and raw.FPDFText_GetTextIndexFromCharIndex(textpage, first) < 0:
            first += 1
        if first == count:
            return "", False
        # One place more than characters for the closing NUL; pdfium leaves characters out but adds none.
        units = (ctypes.c_ushort * (count - first + 2))()
        written = raw.FPDFText_GetText(textpage, first, count - first, units)
        text = bytes(memoryview(units).cast("B")[: max(written - 1, 0) * 2]).decode("utf-16-le", "surrogatepass")
        shift = first > 0 or len(text) != count
        return (text.translate(_MEANT) if _ODD.search(text) else text), shift

    def _without_unseen(self, textpage: int, text: str, unseen: set[int]) -> str:
        """Return the page's text with blanks for what does not show, which goes to `hidden`."""
        calls = self._calls
        places = [place for place, character in enumerate(text) for _ in range(1 + (character > "\uffff"))]
        gone: list[int] = []
        for index in range(calls.Text_CountChars(textpage)):
            place = calls.Text_GetTextIndexFromCharIndex(textpage, index)
            if 0 <= place < len(places) and calls.Text_GetTextObject(textpage, index) in unseen:
                gone.append(places[place])
        kept = list(text)
        for begin, end in _stretches(gone):
            self.hidden.append(text[begin:end])
            kept[begin:end] = [one if one in "\r\n" else " " for one in kept[begin:end]]
        return "".join(kept)

    def _lines(self, textpage: int, text: str, shift: bool, page: PageLines) -> None:
        """Cut the text into printed lines and find the place of each."""
        to_character = self._calls.Text_GetCharIndexFromTextIndex
        start = 0
        astral = shift and max(text) > "\uffff"
        for part in text.split("\r\n"):
            # A hyphen at the end of a line swallows the line break.
            for line in part.translate(_BREAKS).split("\n") if "\ufffe" in part or "\x02" in part else (part,):
                size = len(line)
                if not line.isspace() and line:
                    lead = size - len(line.lstrip())
                    first = start + lead
                    last = start + len(line.rstrip()) - 1 + (sum(character > "\uffff" for character in line) if astral else 0)
                    if shift:
                        first, last = to_character(textpage, first), to_character(textpage, last)
                    if last >= first >= 0:
                        self._line(textpage, line.strip(), first, last, page)
                # pdfium counts characters beyond the first plane twice.
                start += size + (sum(character > "\uffff" for character in line) if astral else 0)
            start += 2

    def _line(self, textpage: int, text: str, first: int, last: int, page: PageLines) -> None:
        """Append the line of characters `first` to `last`, cut where a gap may part cells or columns."""
        count = self._calls.Text_CountRects(textpage, first, last - first + 1)
        # A character in the middle tells the type: the first may be a bullet or a raised number.
        middle = len(text) // 2
        middle = first + (middle if text[middle].isalpha() else _letter_near(text, middle))
        size, turned, baseline = self._type(textpage, middle)
        name, bold = self._font(textpage, middle)
        opens_bold = bold
        boxes: list[_Sides] = []
        get, sides, at = self._calls.Text_GetRect, self._sides.held, self._sides.at
        for index in range(count):
            get(textpage, index, *at)
            left, top, right, bottom = sides[:]
            boxes.append((left, bottom, right, top))
        if count > 1:
            opens_bold = self._font(textpage, first if text[0].isalpha() else first + _letter_near(text, 0))[1]
            bold = bold and opens_bold and self._font(textpage, last)[1]
        text = _with_bullet(text)
        if "\x00" in text:
            text = text.replace("\x00", " ")
        whole = self._shown(boxes)
        wide = whole is not None and (whole[2] - whole[0] > _BEYOND * page.width or whole[3] - whole[1] > _BEYOND * page.height)
        tiny = size < 1 or (size < _TINY and whole is not None and min(whole[3] - whole[1], whole[2] - whole[0]) < _TINY and any(map(str.isalpha, text)))
        if whole is None or tiny or wide or whole[2] <= 0 or whole[3] <= 0 or whole[0] >= page.width or whole[1] >= page.height:
            self.hidden.append(text)
            return
        if count > 1 and last - first < _SPLITTABLE and len(text) == last - first + 1:
            if turned == 0:
                text = self._without_raised(textpage, text, first, size, baseline)
            gaps = self._gaps(boxes, size, turned)
            if gaps:
                begin, box_begin = 0, 0
                for box_end, end in [*self._cuts(textpage, gaps, first, last), (count, len(text))]:
                    piece, place = text[begin:end], self._shown(boxes[box_begin:box_end])
                    if piece.replace(_TAKEN_OUT, "").strip() and place:
                        runs = self._parted(textpage, piece, first + begin, place, size, turned)
                        page.runs += [TextRun(_with_bullet(one), *sides, baseline, size, name, bold, opens_bold, turned) for one, sides in runs]
                    begin, box_begin = end, box_end
                return
        exact = len(text) == last - first + 1 <= _SPLITTABLE
        runs = self._parted(textpage, text, first, whole, size, turned) if exact else [(text, whole)]
        page.runs += [TextRun(one, *sides, baseline, size, name, bold, opens_bold, turned) for one, sides in runs]

    def _parted(self, textpage: int, text: str, first: int, place: _Sides, size: float, turned: int) -> list[tuple[str, _Sides]]:
        """Return the pieces of a line drawn in one go, with their places: it may be a table's row, set with wide gaps or across rules.

        Only a line that is much wider than its letters, or that a rule drawn down crosses, is looked at letter by letter.
        """
        left, top, right, bottom = place
        whole = [(text.replace(_TAKEN_OUT, "").strip(), place)]
        if turned or self._rotation or " " not in whole[0][0]:
            return whole
        crossed = [x for x, upper, lower in self._down if left + size < x < right - size and upper < bottom - 1 and lower > top + 1]
        if not crossed and right - left < _STRETCHED * size * len(whole[0][0]):
            return whole
        pieces: list[tuple[str, _Sides]] = []
        gaps: list[float] = []
        begin, start = 0, left
        get, sides, at = self._calls.Text_GetCharBox, self._sides.held, self._sides.at
        for match in _BLANKS.finditer(text):
            get(textpage, first + match.start() - 1, *at)
            end = sides[1] - self._bounds[0]
            get(textpage, first + match.end(), *at)
            after = sides[0] - self._bounds[0]
            gaps.append(after - end)
            if after - end > _WIDE_GAP * size or any(end - _AT_RULE < x < after + _AT_RULE for x in crossed):
                pieces.append((text[begin : match.start()], (start, top, end, bottom)))
                begin, start = match.end(), after
        if not pieces or (not crossed and _is_stretched(text.split(), gaps, size)):
            return whole
        pieces.append((text[begin:], (start, top, right, bottom)))
        return [(kept, sides) for piece, sides in pieces if (kept := piece.replace(_TAKEN_OUT, "").strip())]

    def _without_raised(self, textpage: int, text: str, first: int, size: float, baseline: float) -> str:
        """Return the text of a line with its raised note numbers blotted out, so that its places in the page stay known."""

        def kind(position: int) -> tuple[float, float]:
            printed, turned, line = self._type(textpage, first + position)
            return (printed, line) if turned == 0 else (size, baseline)

        for begin, end in raised_numbers(text, size, baseline, kind):
            self.raised.append(text[begin:end])
            text = text[:begin] + _TAKEN_OUT * (end - begin) + text[end:]
        return text

    def _shown(self, boxes: list[_Sides]) -> _Sides | None:
        """Return the rectangle around boxes, from pdfium's system to points from the top left corner of the page as shown."""
        if not boxes:
            return None
        low_x, low_y, high_x, high_y = boxes[0]
        for x0, y0, x1, y1 in boxes[1:]:
            low_x = min(low_x, x0)
            low_y = min(low_y, y0)
            high_x = max(high_x, x1)
            high_y = max(high_y, y1)
        left, bottom, right, top = self._bounds
        if self._rotation == 0:
            return low_x - left, top - high_y, high_x - left, top - low_y
        if self._rotation == 90:
            return low_y - bottom, low_x - left, high_y - bottom, high_x - left
        if self._rotation == 180:
            return right - high_x, low_y - bottom, right - low_x, high_y - bottom
        return top - high_y, right - high_x, top - low_y, right - low_x

    def _gaps(self, boxes: list[_Sides], size: float, turned: int) -> list[int]:
        """Return the numbers of the boxes before which a line of some direction is wide open."""
        low, high = (0, 2) if (self._rotation + turned) % 180 == 0 else (1, 3)
        wide = _WIDE_GAP * size
        return [
            index for index in range(1, len(boxes)) if boxes[index][low] - boxes[index - 1][high] > wide or boxes[index - 1][low] - boxes[index][high] > wide
        ]

    def _cuts(self, textpage: int, gaps: list[int], first: int, last: int) -> list[tuple[int, int]]:
        """Return (boxes, characters) before each gap."""
        cuts: list[tuple[int, int]] = []
        start = 0
        for index in gaps[:_GAPS]:
            # The fewest characters that show more than `index` boxes end with the first character after the gap.
            high = last - first + 1
            while start < high:
                middle = (start + high) // 2
                if self._calls.Text_CountRects(textpage, first, middle) > index:
                    high = middle
                else:
                    start = middle + 1
            if start > 1:
                cuts.append((index, start - 1))
        return cuts

    def _type(self, textpage: int, index: int) -> tuple[float, int, float]:
        """Return the printed size of a character in points, the direction of its line in degrees (0 is upright) and its baseline.

        The baseline is measured across the line: from the top for upright lines, from the left for those set on end.
        """
        size: float = self._calls.Text_GetFontSize(textpage, index)
        if not self._calls.Text_GetMatrix(textpage, index, self._matrix.at[0]):
            return size, 0, 0.0
        a, b, c, d, e, f = self._matrix.held[:]
        size = abs(size * d) if c == 0 else abs(size * math.hypot(c, d))
        angle = (0 if a >= 0 else 180) if abs(a) >= abs(b) else (90 if b > 0 else 270)
        left, bottom, right, top = self._bounds
        turned = (angle - self._rotation) % 360
        across = {0: top - f, 90: e - left, 180: f - bottom, 270: right - e}
        return size, turned, across[angle if turned == 0 else (self._rotation + turned) % 360]

    def _font(self, textpage: int, index: int) -> tuple[str, bool]:
        """Return the name of a character's font, and whether it is a bold one."""
        length = self._calls.Text_GetFontInfo(textpage, index, self._to_name, 160, self._flags.at[0])
        name = self._name.value if 0 < length <= 160 else b""
        known = self._fonts.get(name)
        if known is None:
            plain = name.decode("utf-8", "replace").rpartition("+")[2]
            known = self._fonts[name] = (plain, _BLACK.search(plain.lower()) is not None)
        return known


def _is_stretched(words: list[str], gaps: list[float], size: float) -> bool:
    """Tell whether a line of type of this size is only stretched to the width of its column: even spaces between words, not figures."""
    worded = [any(map(str.isalpha, word)) for word in words]
    return len(gaps) > 1 and max(gaps) - min(gaps) < _EVEN * size and worded[-1] and 2 * sum(worded) >= len(words)


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """Return begin and end of the runs of places, in order; a place or two between them (generated spaces) parts none."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][0] <= place <= found[-1][1] + 2:
            found[-1] = (found[-1][0], max(found[-1][1], place + 1))
        else:
            found.append((place, place + 1))
    return found


def _letter_near(text: str, start: int) -> int:
    """Return the position of the first letter from `start` on, else of the first figure, else of the first sign that is printed."""
    figure = sign = -1
    for index in range(start, min(start + 12, len(text))):
        if text[index].isalpha():
            return index
        if figure < 0 and text[index].isdigit():
            figure = index
        if sign < 0 and not text[index].isspace():
            sign = index
    return max(figure if figure >= 0 else sign, start)


def _with_bullet(text: str) -> str:
    """Return a text with a bullet for the private character before it, whichever font that is from."""
    return "•" + text[1:] if "\ue000" <= text[0] <= "\uf8ff" and text[1:2] in {"", " "} else text
