"""What stands on a page of print: runs of text with their place, put together to rows in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median

from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import is_unspaced
from analyzer.read.wording import close_up

_SAME_CELL = 1.2
"""Pieces nearer than this many ems belong to one cell."""
_HALF_EM = 0.6
_NOTE_DIGITS, _NOTE_GAP = 3, 4.0
"""Figures of a footnote's number at most, and ems to its text."""
_COLUMN_ROWS = 5
"""Rows that must part at the same place before a page counts as set in columns."""
_PROSE = 14
"""Characters that the usual line of a column has at least; shorter pieces are a table's cells."""
_FULL_WIDTH = 0.6
"""Lines longer than this share of the page run across its columns and say nothing of where these part."""
_BINS = 128
_HAN = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3001-\u301f\uff01-\uff5e"
_MIXED = re.compile(rf"(?<=[{_HAN}]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%℃°+]) (?=[{_HAN}])")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.? ")
"""A number before a heading, whose space is no matter of setting."""
CELL_MARK = " | "
"""Stands between the cells of a table row in its text."""
_BULLETS = frozenset("•◦▪▫■□●○◆◇▶►➢➤✓✔❖·∙⁃‣★☆※–—*-→➔")
_LETTER_BULLETS = frozenset({"o ", "§ ", "Ø ", "ü "})
"""Bullets of symbol fonts that come as letters."""


def opens_item(text: str) -> bool:
    """Tell whether a line opens with a bullet."""
    return text[0] in _BULLETS or text[:2] in _LETTER_BULLETS


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


@dataclass(slots=True)
class PageLines:
    """The runs of one page in the order of its content; sizes in points."""

    number: int
    width: float
    height: float
    runs: list[TextRun] = field(default_factory=list)


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
    """Return the rows of a page in reading order: what stands side by side is one row, columns follow each other."""
    rows: list[list[TextRun]] = []
    last: TextRun | None = None
    for run in page.runs:
        if last is not None and _beside(last, run):
            cells = rows[-1]
            if run.x0 - last.x1 <= _cell_gap(last, run) or _opens_text(last.text, (run.x0 - last.x1) / max(run.size, 1.0)):
                last = cells[-1] = _glued(last, run)
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
            if not cell.text.isascii() and " " in cell.text:
                cell.text = _without_setting(cell.text)
    settled = [Row(page.number, cells).settle() for cells in rows]
    turned = [row for row in settled if row.turned]
    if not turned:
        return _ordered(settled)
    # Text set on end (stamps in the margin, wide tables) keeps its order, after the rest.
    return _ordered([row for row in settled if not row.turned]) + turned


def _without_setting(text: str) -> str:
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
    )


def _ordered(rows: list[Row], depth: int = 0) -> list[Row]:
    """Put rows into reading order: columns after each other, between the lines that run across them.

    Where there are no columns, the content's own order stands, unless all rows lie one below the other.
    """
    if len(rows) >= _COLUMN_ROWS and depth < 3:
        for gutter in _gutters(rows):
            ordered = _by_columns(rows, gutter, depth)
            if ordered is not None:
                return ordered
    return _downwards(rows, certain=depth > 0)


def _by_columns(rows: list[Row], gutter: float, depth: int) -> list[Row] | None:
    """Read the left side before the right one wherever both are running text; `None` if they nowhere are."""
    levels = sorted(row.baseline for row in rows if not _parts_at(row, gutter))
    # Band 2k lies above line k of those that run across; the lines themselves have odd numbers.
    bands: dict[int, list[Row]] = {}
    for row in rows:
        band = 2 * bisect_left(levels, row.baseline)
        bands.setdefault(band if _parts_at(row, gutter) else band + 1, []).append(row)
    columns = {band for band, lines in bands.items() if band % 2 == 0 and _in_columns(lines, gutter, _COLUMN_ROWS)}
    if not columns:
        return None
    result: list[Row] = []
    plain: list[int] = []
    for band in [*sorted(bands), -1]:
        if band >= 0 and band not in columns and not (band % 2 == 0 and _in_columns(bands[band], gutter, 1)):
            plain.append(band)
            continue
        if plain:
            members = {id(row) for number in plain for row in bands[number]}
            result += _downwards([row for row in rows if id(row) in members] if len(plain) > 1 else bands[plain[0]], certain=depth > 0)
            plain = []
        if band >= 0:
            left, right = _sides(bands[band], gutter)
            result += _ordered(left, depth + 1) + _ordered(right, depth + 1)
    return result


def _sides(rows: list[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    """Part rows at the gutter."""
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        before = [cell for cell in row.cells if cell.x1 <= gutter]
        if before and len(before) < len(row.cells):
            left.append(Row(row.page, before).settle())
            right.append(Row(row.page, row.cells[len(before) :]).settle())
        else:
            (left if before else right).append(row)
    return left, right


def _in_columns(rows: list[Row], gutter: float, least: int) -> bool:
    """Tell whether rows, none of which runs across the gutter, are two columns of running text."""
    left = [cell for row in rows for cell in row.cells if cell.x1 <= gutter]
    right = [cell for row in rows for cell in row.cells if cell.x0 >= gutter]
    return _is_column(left, least) and _is_column(right, least) and _side_by_side(left, right)


def _parts_at(row: Row, gutter: float) -> bool:
    """Tell whether the cells of a row leave the gutter free."""
    return all(cell.x1 <= gutter or cell.x0 >= gutter for cell in row.cells)


def _gutters(rows: list[Row]) -> list[float]:
    """Return where columns may part, the likeliest first: the emptiest place left of where many lines begin."""
    pieces = [cell for row in rows for cell in row.cells if not cell.turned]
    if len(pieces) < 2 * _COLUMN_ROWS:
        return []
    low, high = min(cell.x0 for cell in pieces), max(cell.x1 for cell in pieces)
    scale = _BINS / max(high - low, 1.0)
    begin = [0] * (_BINS + 2)
    spans: list[tuple[int, int]] = []
    for cell in pieces:
        if cell.x1 - cell.x0 <= _FULL_WIDTH * (high - low):
            first = int((cell.x0 - low) * scale)
            begin[first] += 1
            spans.append((first, int((cell.x1 - low) * scale)))
    middle = range(_BINS // 5, _BINS * 17 // 20)
    peaks = sorted((index for index in middle if begin[index] + begin[index + 1] >= _COLUMN_ROWS), key=lambda index: (-begin[index], index))
    found: list[float] = []
    for peak in peaks[:3]:
        gutter = low + (_emptiest(spans, max(peak - _BINS // 8, 1), peak) + 0.5) / scale
        if gutter not in found:
            found.append(gutter)
    return found


def _emptiest(spans: list[tuple[int, int]], start: int, peak: int) -> float:
    """Return the middle of the emptiest stretch of bins from `start` to `peak`, the first of equal ones.

    Lines that begin within that stretch weigh more: they are the numbered lines of the right column.
    """
    steps = [0] * (peak - start + 2)
    for first, last in spans:
        if first <= peak and last >= start:
            weight = 3 if first >= start else 1
            steps[max(first - start, 0)] += weight
            steps[min(last + 1 - start, peak - start + 1)] -= weight
    covered = list(accumulate(steps[:-1]))
    fewest = min(covered)
    left = right = covered.index(fewest)
    while right + 1 < len(covered) and covered[right + 1] == fewest:
        right += 1
    return start + (left + right) / 2


def _is_column(pieces: list[TextRun], least: int) -> bool:
    """Tell whether pieces look like lines of running text: enough of them, of good length, filling their column."""
    if len(pieces) < least or median(len(cell.text) for cell in pieces) < _PROSE:
        return False
    width = max(cell.x1 for cell in pieces) - min(cell.x0 for cell in pieces)
    return median(cell.x1 - cell.x0 for cell in pieces) > 0.55 * width


def _side_by_side(left: list[TextRun], right: list[TextRun]) -> bool:
    """Tell whether two groups stand at the same height for a good part of the smaller one."""
    top = max(min(cell.y0 for cell in left), min(cell.y0 for cell in right))
    bottom = min(max(cell.y1 for cell in left), max(cell.y1 for cell in right))
    least = min(max(cell.y1 for cell in side) - min(cell.y0 for cell in side) for side in (left, right))
    return bottom - top > 0.5 * least


def _downwards(rows: list[Row], *, certain: bool) -> list[Row]:
    """Sort rows by height where that is beyond doubt: in a column, or where no two stand side by side."""
    if all(upper.baseline <= lower.baseline for upper, lower in pairwise(rows)):
        return rows
    falling = sorted(rows, key=lambda row: (row.baseline, row.x0))
    if certain or all(lower.baseline - upper.baseline > 0.5 * lower.size for upper, lower in pairwise(falling)):
        return falling
    return rows
