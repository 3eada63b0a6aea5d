"""What stands on a page of print: runs of text with their place, put together to rows in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

from analyzer.domain.document import PageHealth
from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import is_unspaced
from analyzer.read.text.wording import close_up

_SAME_CELL = 1.2
"""Pieces nearer than this many ems belong to one cell."""
_HALF_EM = 0.6
_NOTE_DIGITS, _NOTE_GAP = 3, 4.0
"""Figures of a footnote's number at most, and ems to its text."""
_HAN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3001-\u301f\uff01-\uff5e"
_MIXED = re.compile(rf"(?<=[{_HAN}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%℃°+]) (?=[{_HAN}])")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? ")
"""A number before a heading, whose space is no matter of setting."""
_SAID_NUMBER = re.compile(r"(?:[Pp]age|PAGE|[Ss]eite|[Pp]ágina)\s*[-–—|]?\s*\d{1,4}(?:\s*(?:of|de|/|sur|von)\s*\d{1,5})?|第\s*\d{1,4}\s*[页頁]")
_RIM = 0.13
"""Share of the page's height in which its number stands."""
_INITIAL_LARGER, _INITIAL_LINE = 1.9, 12
"""How much larger an initial is set than its paragraph, and the characters of the line beside it at least."""
_INITIAL_NEAR = 6
_SPREAD = 2
"""Words of a line from which on these may have been stretched to the width of their paragraph."""
_TORN = 2.0
"""Ems of a gap that a raised number or a link leaves within a line."""
_INITIALS = 30
"""Lone capitals on a page up to which these may be initials; more are letters set one by one."""
_INITIAL_GAP = 0.3
CELL_MARK = " | "
"""Stands between the cells of a table row in its text."""
_BULLETS = frozenset("•◦▪▫■□●○◆◇▶►➢➤✓✔❖·∙⁃‣★☆※–—*-→➔")
_LETTER_BULLETS = frozenset({"o ", "§ ", "Ø ", "ü "})
"""Bullets of symbol fonts that come as letters."""


def opens_item(text: str) -> bool:
    """Tell whether a line opens with a bullet."""
    return text[0] in _BULLETS or text[:2] in _LETTER_BULLETS


Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """The direction of a page's text in degrees (90 upwards, 270 downwards), and the size of the page as shown, in points."""

    degrees: int
    width: float
    height: float

    def upright(self, sides: Sides) -> Sides:
        """Return a rectangle of the page (left, top, right, bottom) as it lies when the text stands upright."""
        x0, y0, x1, y1 = sides
        if self.degrees == 90:
            return self.height - y1, x0, self.height - y0, x1
        if self.degrees == 180:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        return y0, self.width - x1, y1, self.width - x0

    def back(self, sides: Sides) -> Sides:
        """Return a rectangle of the upright text as it lies on the page."""
        x0, y0, x1, y1 = sides
        if self.degrees == 90:
            return y0, self.height - x1, y1, self.height - x0
        if self.degrees == 180:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        return self.width - y1, x0, self.width - y0, x1


@dataclass(slots=True)
class TextRun:
    """A piece of a printed line without wide gaps.

    Places are points from the page's top left corner, `baseline` the line on which the letters stand, `size` the font
    size in points; `bold` tells that both ends are, `opens_bold` that the start is; `turned` is the direction of the
    line in degrees against the page as shown (0 upright).
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    baseline: float
    size: float
    font: str = ""
    bold: bool = False
    opens_bold: bool = False
    turned: int = 0
    confidence: float | None = None
    """How sure OCR is of a recognised piece, 0 to 1."""
    parts: tuple[TextRun, TextRun] | None = None
    """A number or bullet and the text that it was taken to open; in a table they are two cells."""
    turn: Turn | None = None
    """How the run was laid upright, where it stands otherwise on the page."""


@dataclass(slots=True)
class PageLines:
    """The runs of one page in the order of its content; sizes in points.

    `health` judges the text layer that they are from; `None` where they are from elsewhere (OCR).
    """

    number: int
    width: float
    height: float
    runs: list[TextRun] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Thin lines drawn on the page (left, top, right, bottom), as tables have."""
    health: PageHealth | None = None
    impossible: bool = False
    """Whether the page says that it is of no size, or larger than the format allows."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of a table: the heads of those columns in which it has a cell; none for the row of heads."""

    columns: tuple[str, ...] = ()


@dataclass(slots=True)
class Row:
    """What stands on one printed line: one cell of running text, or the cells of a table's line."""

    page: int
    cells: list[TextRun]
    text: str = ""
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    font: str = ""
    bold: bool = False
    opens_bold: bool = False
    turned: int = 0
    underlined: bool = False
    """Whether a rule is drawn under the whole of it, as under a heading."""
    column: tuple[int, ...] = ()
    """The column that the row stands in, by the sides of the gutters around it; empty outside of columns."""
    grid: GridRow | None = None
    """The table row that this is a line of, in the cell of number `cell`."""
    cell: int = 0

    def settle(self) -> Row:
        """Take text, place and type from the cells."""
        cells = self.cells
        first = cells[0]
        self.baseline, self.size, self.font, self.turned = first.baseline, first.size, first.font, first.turned
        self.bold, self.opens_bold = first.bold, first.opens_bold
        self.x0, self.y0, self.x1, self.y1 = first.x0, first.y0, first.x1, first.y1
        if len(cells) == 1:
            self.text = first.text
            return self
        self.text = CELL_MARK.join(cell.text for cell in cells)
        for cell in cells[1:]:
            self.x0, self.y0 = min(self.x0, cell.x0), min(self.y0, cell.y0)
            self.x1, self.y1 = max(self.x1, cell.x1), max(self.y1, cell.y1)
            self.bold = self.bold and cell.bold
        return self


def rows_of_page(page: PageLines) -> list[Row]:
    """Return the rows of a page in the order of its content: what stands side by side is one row."""
    rows: list[list[TextRun]] = []
    last: TextRun | None = None
    for run in _with_initials(page.runs):
        if last is not None and _beside(last, run):
            cells = rows[-1]
            near = run.x0 - last.x1 <= _cell_gap(last, run)
            # Figures beside figures are cells.
            opens = _opens_text(last.text, (run.x0 - last.x1) / max(run.size, 1.0)) and (not last.text[0].isdigit() or any(map(str.isalpha, run.text)))
            if near or opens:
                opener = last
                last = cells[-1] = _glued(last, run)
                last.parts = (*opener.parts[:1], _glued(opener.parts[1], run)) if near and opener.parts else None if near else (opener, run)
                continue
            cells.append(run)
        else:
            if last is not None and len(rows[-1]) > 1 and _under(last, run):
                # The last cell of a table's line runs on below: it is a paragraph of its own.
                rows.append([rows[-1].pop()])
            rows.append([run])
        last = run
    for cells in rows:
        for cell in cells:
            if not cell.text.isascii() and (" " in cell.text or "\u00a0" in cell.text):
                cell.text = without_setting(cell.text)
    settled = [Row(page.number, cells).settle() for row in rows for cells in _without_page_number(row, page.height)]
    for row, before, after in zip(settled, [None, *settled], [*settled[1:], None], strict=False):
        if len(row.cells) >= _SPREAD and any(near is not None and _is_line_like(row, near) for near in (before, after)):
            row.cells = [reduce(_spaced, row.cells)]
            row.settle()
    return settled


def _is_line_like(row: Row, near: Row) -> bool:
    """Tell whether words set far apart are a line of the paragraph that `near` is a line of, stretched to its width."""
    words = [cell.text for cell in row.cells]
    if len(near.cells) > 1 or near.turned or not any(word[0].islower() for word in words[1:]):
        return False
    if any(" " in word for word in words) and not (len(words) == 2 and row.cells[1].x0 - row.cells[0].x1 < _TORN * row.size):
        return False
    step = abs(row.baseline - near.baseline)
    return abs(row.x0 - near.x0) < 0.5 * row.size and abs(row.x1 - near.x1) < row.size and abs(row.size - near.size) < 0.5 and 0.8 < step / row.size < 2


def _spaced(left: TextRun, right: TextRun) -> TextRun:
    joined = _glued(left, right)
    joined.text = f"{left.text} {right.text}"
    return joined


def _without_page_number(cells: list[TextRun], height: float) -> list[list[TextRun]]:
    """Part what says that it is a page's number from what it stands beside at the head or foot of a page (OUR VISION | PAGE 3)."""
    if len(cells) < 2 or height * _RIM < cells[0].baseline < height * (1 - _RIM):
        return [cells]
    if _SAID_NUMBER.fullmatch(cells[-1].text):
        return [cells[:-1], cells[-1:]]
    return [cells[:1], cells[1:]] if _SAID_NUMBER.fullmatch(cells[0].text) else [cells]


def _with_initials(runs: list[TextRun]) -> list[TextRun]:
    """Return the runs with large initials joined to the first line of their paragraph."""
    initials = [run for run in runs if len(run.text) == 1 and run.text.isupper() and not run.turned]
    if len(initials) > _INITIALS:
        return runs
    result = list(runs)
    for initial in initials:
        place = next(number for number, run in enumerate(result) if run is initial)
        near = [run for run in result[max(place - _INITIAL_NEAR, 0) : place + _INITIAL_NEAR + 1] if _is_by_initial(initial, run)]
        if near:
            first = min(near, key=lambda run: run.baseline)
            # A word of one letter stands apart.
            first.text = initial.text + (" " if initial.text in "AI" and first.x0 - initial.x1 > _INITIAL_GAP * first.size else "") + first.text
            first.x0 = initial.x0
            del result[place]
    return result


def _is_by_initial(initial: TextRun, run: TextRun) -> bool:
    """Tell whether a line of prose begins to the right of a large initial, between its head and its foot."""
    if run.turned or initial.size < _INITIAL_LARGER * run.size or len(run.text) < _INITIAL_LINE or not (run.text[0].isalpha() or run.text[0] in "’'"):
        return False
    return -0.3 * run.size < run.x0 - initial.x1 < 1.5 * run.size and initial.y0 - 0.5 * run.size < run.y0 and run.baseline < initial.baseline + 0.3 * run.size


def without_setting(text: str) -> str:
    """Remove spaces that only show how Han text was set: between each two characters, and around Latin words and numbers."""
    text = close_up(text)
    number = _NUMBER.match(text)
    begin = number.end() if number is not None else 0
    return text[:begin] + _MIXED.sub("", text[begin:])


def _cell_gap(left: TextRun, right: TextRun) -> float:
    """Return how far apart two pieces of one cell may stand; full-width punctuation brings white space of its own."""
    ems = _SAME_CELL
    if left.text[-1] in "。，、；：！？）》」』”’】〉":
        ems += _HALF_EM
    if right.text[0] in "（《「『“‘【〈":
        ems += _HALF_EM
    return ems * max(left.size, right.size)


def _beside(left: TextRun, right: TextRun) -> bool:
    """Tell whether `right` goes on on the line of `left`."""
    if left.turned or right.turned:
        return False
    size = max(left.size, right.size)
    return abs(left.baseline - right.baseline) < 0.45 * size and right.x0 > left.x1 - 0.35 * size


def _under(cell: TextRun, run: TextRun) -> bool:
    """Tell whether `run` is the next line of the same cell."""
    size = max(cell.size, run.size)
    if abs(cell.x0 - run.x0) >= 0.4 * size or abs(cell.size - run.size) >= 0.1 * size:
        return False
    return 0.8 * size < run.baseline - cell.baseline < 1.7 * size


def _opens_text(text: str, ems: float) -> bool:
    """Tell whether a piece is but the bullet or number before the text it opens, which stands `ems` to the right."""
    if text.isdigit():
        return len(text) <= _NOTE_DIGITS and ems < _NOTE_GAP
    if len(text) == 1:
        return text in _BULLETS or text + " " in _LETTER_BULLETS
    if len(text) > 12:
        return False
    found = find_enumerator(text + " x")
    return found is not None and found.end >= len(text)


def least_sure(pieces: Sequence[TextRun]) -> float | None:
    """Return the confidence of the least sure piece, `None` where none was recognised."""
    return min((piece.confidence for piece in pieces if piece.confidence is not None), default=None)


def _glued(left: TextRun, right: TextRun) -> TextRun:
    """Join two pieces of one line; the space between them tells whether a space was printed."""
    gap = right.x0 - left.x1
    tight = gap < 0.12 * max(left.size, right.size)
    both = is_unspaced(left.text[-1]) and is_unspaced(right.text[0])
    glue = "" if tight or (both and gap < max(left.size, right.size)) else " "
    main = left if len(left.text) >= len(right.text) else right
    return TextRun(
        left.text + glue + right.text,
        min(left.x0, right.x0),
        min(left.y0, right.y0),
        max(left.x1, right.x1),
        max(left.y1, right.y1),
        main.baseline,
        main.size,
        main.font,
        left.bold and right.bold,
        left.opens_bold,
        confidence=least_sure([left, right]),
        turn=left.turn,
    )
