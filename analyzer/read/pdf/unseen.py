"""Text that nobody sees on the page: white, covered, clipped away, switched off, or replaced by other words for machines.

Cheap signs make a piece of text suspect; two pictures of the page, one without the suspects, tell whether it shows.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from analyzer.read.pdf.calls import Calls, Numbers, handle
from analyzer.read.pdf.looks import ALIKE, Matrix, Picture, Sides, alike, moved_box, product, shared

_OBJECTS = 20_000
"""Objects of a page that are looked at."""
_FORMS = 4
"""Depth to which forms within forms are followed."""
_PALE, _FAINT = 215, 32
"""Colour from which on, in all channels, text may vanish on white paper; opacity below which it may vanish anywhere."""
_PANEL_WIDTH, _PANEL_HEIGHT = 20.0, 6.0
"""Points that a filled shape measures at least to hide text."""
_OPAQUE = 127
_PANELS = 300
_THIN, _LONG, _RULES = 3.0, 6.0, 3_000
"""Points: rules are thinner than the first and longer than the second; how many of a page are kept."""
_MOSTLY = 0.8
_MARKS = 4
_SHOWN_ENOUGH = 3
"""Pages on which a suspect of one look was seen to show, after which it is no longer looked at: running heads."""
_ACTUAL_TEXT = b"ActualText"
_CLIPS, _CORNERS = 8, 16
_TWIN = 0.6
_SAME_WORDS = 0.6
_READ_OUT = 2
"""Characters up to which words for machines are but a hyphen, a ligature or a space."""
_TOLD = 12
"""Characters of such words on a page from which on they are looked at."""
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5
_INVISIBLE, _CLIPPING = 3, 7
_FILLED = (0, 2, 4, 6)

Look = tuple[int, ...]
_UNKNOWN: Sides = (math.inf, math.inf, -math.inf, -math.inf)
_NOWHERE: Sides = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class _Piece:
    """A text object: its place in the order of painting, its handle, what moves it (inside a form) and its colour."""

    order: int
    handle: int
    moved: Matrix | None
    colour: tuple[int, int, int]
    mode: int
    pale: bool
    suspect: bool
    layered: bool = False
    told: str = ""
    sides: Sides = _UNKNOWN

    @property
    def look(self) -> Look:
        """Colour, mode and place: what is alike on page after page, as running heads are."""
        return (*self.colour, self.mode, round(self.sides[0]), round(self.sides[1]), round(self.sides[3]))


@dataclass(frozen=True, slots=True)
class _Panel:
    """A filled shape or picture that is large enough to hide text."""

    order: int
    sides: Sides
    colour: tuple[int, int, int] | None


class Unseen:
    """Finds the text objects of pages that do not show; holds the buffers that pdfium writes into."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._calls = Calls(raw)
        self.rules: list[Sides] = []
        """The thin lines of the page last looked at."""
        self._shown: Counter[Look] = Counter()
        self._marks: dict[int, tuple[bool, str]] = {}
        self._colours, self._sides, self._matrix = Numbers(ctypes.c_uint, 4), Numbers(ctypes.c_float, 4), Numbers(ctypes.c_float, 6)
        self._modes, self._name, self._length = Numbers(ctypes.c_int, 2), Numbers(ctypes.c_ushort, 12), Numbers(ctypes.c_ulong, 1)

    def find(self, page: Any) -> tuple[set[int], list[str]]:
        """Return the addresses of the text objects of a page that do not show, and words for machines that say other than what shows.

        Where there are such words (ActualText), all are taken off the page: a text page loaded after this call holds the words shown.
        """
        pieces, panels = self._pieces_and_panels(page)
        told = self._words_for_machines(page, pieces) if any(piece.told for piece in pieces) else []
        self._compare(pieces, panels)
        suspects = [piece for piece in pieces if piece.suspect]
        if not suspects:
            return set(), told
        unseen = self._unseen(page, suspects, panels)
        if unseen:
            unseen = self._without_twins(page, unseen, [piece for piece in pieces if not piece.suspect])
        return {piece.handle for piece in unseen}, told

    def _words_for_machines(self, page: Any, pieces: Sequence[_Piece]) -> list[str]:
        """Take off the words for machines; return those that neither say what is shown nor what the shown letters' font does not tell."""
        told = [piece for piece in pieces if piece.told]
        if sum(len(piece.told) for piece in told) < _TOLD:
            return []
        for piece in told:
            self._strip(piece.handle)
        textpage = page.get_textpage()
        try:
            return [piece.told for piece in told if not _say_the_same(self._text_of(piece.handle, textpage), piece.told)]
        finally:
            textpage.close()

    def _pieces_and_panels(self, page: Any) -> tuple[list[_Piece], list[_Panel]]:
        """Return the text of a page, suspect where its own looks make it so, and what may hide it."""
        calls, whole = self._calls, handle(page.raw)
        get, kind_of = calls.Page_GetObject, calls.PageObj_GetType
        pieces: list[_Piece] = []
        panels: list[_Panel] = []
        self.rules = []
        self._marks.clear()
        for index in range(min(calls.Page_CountObjects(whole), _OBJECTS)):
            one = get(whole, index)
            kind = kind_of(one)
            if kind == _TEXT:
                pieces.append(self._piece(one, None, len(pieces) + len(panels)))
            elif kind == _FORM:
                self._inside(one, None, pieces, panels)
            else:
                self._add_panel(one, kind, None, len(pieces) + len(panels), panels)
        return pieces, panels

    def _inside(self, form: int, outer: Matrix | None, pieces: list[_Piece], panels: list[_Panel], depth: int = 1) -> None:
        """Add what a form draws."""
        calls = self._calls
        calls.PageObj_GetMatrix(form, self._matrix.at[0])
        moved = product(self._matrix.get(), outer)
        for index in range(min(calls.FormObj_CountObjects(form), _OBJECTS - len(pieces))):
            one = calls.FormObj_GetObject(form, index)
            kind = calls.PageObj_GetType(one)
            if kind == _TEXT:
                pieces.append(self._piece(one, moved, len(pieces) + len(panels)))
            elif kind == _FORM and depth < _FORMS:
                self._inside(one, moved, pieces, panels, depth + 1)
            elif kind != _FORM:
                self._add_panel(one, kind, moved, len(pieces) + len(panels), panels)

    def _piece(self, one: int, moved: Matrix | None, order: int) -> _Piece:
        """Return a text, suspect where its own looks make it so."""
        calls = self._calls
        mode = calls.TextObj_GetTextRenderMode(one)
        red = green = blue = 0
        opacity = 255
        if calls.PageObj_GetFillColor(one, *self._colours.at):
            red, green, blue, opacity = self._colours.held[:]
        pale = red >= _PALE and green >= _PALE and blue >= _PALE
        piece = _Piece(order, one, moved, (red, green, blue), mode, pale, pale or opacity < _FAINT or mode not in _FILLED)
        count = calls.PageObj_CountMarks(one)
        if count > 0:
            self._read_marks(piece, count)
        if not piece.suspect and (clip := calls.PageObj_GetClipPath(one)) and calls.ClipPath_CountPaths(clip) > 0:
            piece.suspect = self._is_clipped(piece, clip)
        return piece

    def _bounds(self, one: int, moved: Matrix | None) -> Sides:
        if not self._calls.PageObj_GetBounds(one, *self._sides.at):
            return _NOWHERE
        sides: Sides = self._sides.get()
        return sides if moved is None else moved_box([(x, y) for x in sides[::2] for y in sides[1::2]], moved)

    def _add_panel(self, one: int, kind: int, moved: Matrix | None, order: int, panels: list[_Panel]) -> None:
        """Add a picture or a filled shape that is large enough and not transparent."""
        left, bottom, right, top = sides = self._bounds(one, moved)
        width, height = right - left, top - bottom
        if kind == _PATH and (width < _THIN or height < _THIN):
            if width + height > _LONG and len(self.rules) < _RULES:
                self.rules.append(sides)
            return
        if width < _PANEL_WIDTH or height < _PANEL_HEIGHT or len(panels) >= _PANELS:
            return
        if kind != _PATH:
            if kind in (_IMAGE, _SHADING):
                panels.append(_Panel(order, sides, None))
            return
        calls = self._calls
        if not calls.Path_GetDrawMode(one, *self._modes.at):
            return
        filling, stroked = self._modes.held[:]
        if stroked and len(self.rules) < _RULES and calls.PageObj_GetStrokeWidth(one, self._sides.at[0]) and self._sides.held[0] < _THIN:
            # The frame of a box or cell.
            self.rules += [(left, top, right, top), (left, bottom, right, bottom), (left, bottom, left, top), (right, bottom, right, top)]
        colour_of = calls.PageObj_GetFillColor
        if not filling:
            # A line so thick that it is a bar.
            if not stroked or not calls.PageObj_GetStrokeWidth(one, self._sides.at[0]) or self._sides.held[0] < _PANEL_HEIGHT:
                return
            colour_of = calls.PageObj_GetStrokeColor
        if colour_of(one, *self._colours.at):
            red, green, blue, opacity = self._colours.held[:]
            if opacity > _OPAQUE:
                panels.append(_Panel(order, sides, (red, green, blue)))

    def _read_marks(self, piece: _Piece, count: int) -> None:
        """Note of a text whether it lies on a layer, and the words for machines that it carries."""
        get, marks = self._calls.PageObj_GetMark, self._marks
        for index in range(min(count, _MARKS)):
            mark = get(piece.handle, index)
            # The texts of a paragraph share its mark.
            known = marks.get(mark)
            if known is None:
                known = marks[mark] = self._read_mark(mark)
            layer, told = known
            if layer:
                piece.suspect = piece.layered = True
            piece.told = piece.told or told

    def _read_mark(self, mark: int) -> tuple[bool, str]:
        """Tell whether a mark puts text on a layer, else the words for machines that it holds."""
        calls, name = self._calls, self._name.held
        if calls.PageObjMark_GetName(mark, self._name.at[0], 2 * len(name), self._length.at[0]) and name[0] == 0x4F and name[1] == 0x43 and not name[2]:
            return True, ""
        told = calls.PageObjMark_GetParamValueType(mark, _ACTUAL_TEXT) == self._raw.FPDF_OBJECT_STRING
        return False, self._told(mark) if told else ""

    def _told(self, mark: int) -> str:
        """Return the words for machines of a mark, unless they are but a hyphen or the like."""
        calls, length = self._calls, self._length
        calls.PageObjMark_GetParamStringValue(mark, _ACTUAL_TEXT, None, 0, length.at[0])
        size = length.held[0]
        if size // 2 - 1 <= _READ_OUT:
            return ""
        buffer = ctypes.create_string_buffer(size)
        calls.PageObjMark_GetParamStringValue(mark, _ACTUAL_TEXT, ctypes.addressof(buffer), size, length.at[0])
        return buffer.raw.decode("utf-16-le", "replace").replace("\0", "")

    def _strip(self, one: int) -> None:
        """Take the words for machines off a text object."""
        calls = self._calls
        for index in reversed(range(calls.PageObj_CountMarks(one))):
            mark = calls.PageObj_GetMark(one, index)
            if calls.PageObjMark_GetParamValueType(mark, _ACTUAL_TEXT) == self._raw.FPDF_OBJECT_STRING:
                calls.PageObj_RemoveMark(one, mark)

    def _text_of(self, one: int, textpage: Any) -> str:
        calls, page = self._calls, handle(textpage.raw)
        buffer = ctypes.create_string_buffer(max(calls.TextObj_GetText(one, page, None, 0), 2))
        calls.TextObj_GetText(one, page, ctypes.addressof(buffer), len(buffer))
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")

    def _is_clipped(self, piece: _Piece, clip: int) -> bool:
        """Tell whether the window through which a text is drawn leaves out most of it."""
        calls, point = self._calls, self._sides
        piece.sides = sides = self._bounds(piece.handle, piece.moved)
        for index in range(min(calls.ClipPath_CountPaths(clip), _CLIPS)):
            corners = calls.ClipPath_CountPathSegments(clip, index)
            if not 0 < corners <= _CORNERS:
                continue
            segments = [calls.ClipPath_GetPathSegment(clip, index, number) for number in range(corners)]
            points = [(point.held[0], point.held[1]) for segment in segments if calls.PathSegment_GetPoint(segment, *point.at[:2])]
            if points and shared(sides, moved_box(points, piece.moved)) < 1 - _MOSTLY:
                return True
        return False

    def _compare(self, pieces: Sequence[_Piece], panels: Sequence[_Panel]) -> None:
        """Make suspect what lies under a later panel, or has the colour of the panel it lies on."""
        free = [piece for piece in pieces if not piece.suspect]
        if not free:
            return
        for panel in panels:
            left, bottom, right, top = panel.sides
            for piece in free:
                if piece.order > panel.order:
                    if panel.colour is None:
                        break
                    if not alike(panel.colour, piece.colour):
                        continue
                sides = piece.sides
                if sides is _UNKNOWN:
                    sides = piece.sides = self._bounds(piece.handle, piece.moved)
                if sides[0] < right and sides[2] > left and sides[1] < top and sides[3] > bottom and shared(sides, panel.sides) >= _MOSTLY:
                    piece.suspect = True

    def _unseen(self, page: Any, suspects: Sequence[_Piece], panels: Sequence[_Panel]) -> list[_Piece]:
        """Return those suspects without which the page looks the same; text laid under a picture by text recognition shows by the picture."""
        doubtful = [piece for piece in suspects if self._is_doubtful(piece, page.get_bbox(), panels)]
        if not doubtful:
            return []
        doubtful = [piece for piece in doubtful if self._shown[piece.look] < _SHOWN_ENOUGH]
        if not doubtful:
            return []
        around = (min(p.sides[0] for p in doubtful), min(p.sides[1] for p in doubtful), max(p.sides[2] for p in doubtful), max(p.sides[3] for p in doubtful))
        before = Picture(self._raw, page, around)
        pictures = [panel for panel in panels if panel.colour is None]
        left: list[_Piece] = []
        for piece in doubtful:
            if piece.mode == _INVISIBLE and any(shared(piece.sides, picture.sides) >= _MOSTLY for picture in pictures):
                if before.contrast(piece.sides) >= ALIKE:
                    continue
            else:
                self._calls.TextObj_SetTextRenderMode(piece.handle, _INVISIBLE)
            left.append(piece)
        if not left:
            return []
        after = Picture(self._raw, page, around)
        unseen = [piece for piece in left if not before.differs(after, piece.sides)]
        gone = {piece.order for piece in unseen}
        self._shown.update(piece.look for piece in doubtful if piece.order not in gone)
        return unseen

    def _is_doubtful(self, piece: _Piece, paper: Sides, panels: Sequence[_Panel]) -> bool:
        """Tell whether only a look can tell: not for what measures nothing, is off the paper, or is pale upon a plainly darker panel."""
        sides = piece.sides
        if sides is _UNKNOWN:
            sides = piece.sides = self._bounds(piece.handle, piece.moved)
        if shared(sides, paper) <= 0:
            return False
        if piece.mode not in _FILLED or not piece.pale or piece.layered:
            return True
        around = [panel for panel in panels if shared(sides, panel.sides) >= _MOSTLY]
        under = around[-1] if around else None
        return under is None or under.order > piece.order or under.colour is None or alike(under.colour, piece.colour)

    def _without_twins(self, page: Any, unseen: list[_Piece], seen: Sequence[_Piece]) -> list[_Piece]:
        """Leave out pieces beneath the same words that do show: pdfium gives such words once, as those of the first piece."""
        textpage = page.get_textpage()
        try:
            silent = [piece for piece in seen if not self._text_of(piece.handle, textpage).strip()]
        finally:
            textpage.close()
        places = [self._bounds(piece.handle, piece.moved) for piece in silent]
        return [piece for piece in unseen if not any(shared(piece.sides, place) >= _TWIN for place in places)]


def _say_the_same(shown: str, told: str) -> bool:
    """Tell whether words for machines repeat the words shown, or stand in for ones whose letters are not known."""
    one, two = ("".join(character for character in text.casefold() if character.isalnum()) for text in (shown, told))
    letters = [character for character in shown if not character.isspace()]
    unknown = sum(character == "\ufffd" or not character.isprintable() or "\ue000" <= character <= "\uf8ff" for character in letters)
    if not letters or unknown > len(letters) // 4 or not two:
        return True
    return SequenceMatcher(None, one[:500], two[:500], autojunk=False).ratio() >= _SAME_WORDS
