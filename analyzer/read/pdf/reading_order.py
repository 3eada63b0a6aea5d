"""The order in which the rows of a page are read: columns after each other, between the lines that run across them."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, groupby, pairwise
from statistics import median

from analyzer.read.flow import is_unspaced
from analyzer.read.pdf.printed import Row, TextRun

_COLUMN_ROWS = 5
"""Rows that must part at the same place before a page counts as set in columns."""
_PROSE = 14
"""Characters that the usual line of a column has at least; shorter pieces are a table's cells."""
_FULL_WIDTH = 0.6
"""Lines longer than this share of the page run across its columns and say nothing of where these part."""
_STRIP_ROWS, _STEPS_APART = 8, 0.15
"""Rows of each of three or more columns at least, and the share of their steps that may be uneven."""
_PROSE_ROWS, _BREAK = 10, 4.0
"""Lines at least of a text that fills its column down to a gap of so many ems, whatever stands below it."""
_FILLED = 0.55
"""Share of its column that the usual line fills."""
_OVER = 0.3
"""Ems by which a line of the left column may reach over the gutter, where a running head hides how wide that is."""
_BINS = 128
_DEPTH = 3


def in_reading_order(rows: list[Row]) -> list[Row]:
    """Return the rows of a page in reading order, each with the column it stands in. Rows are cut where columns part."""
    upright = [row for row in rows if not row.turned]
    # Text set on end (stamps in the margin, wide tables) keeps its order, after the rest.
    return _ordered(upright) + [row for row in rows if row.turned]


def _ordered(rows: list[Row], depth: int = 0) -> list[Row]:
    """Put rows into reading order: columns after each other, between the lines that run across them.

    Where there are no columns, the content's own order stands, unless all rows lie one below the other.
    """
    return _columned(rows, depth) or _downwards(rows, certain=depth > 0)


def _columned(rows: list[Row], depth: int) -> list[Row] | None:
    """Put rows into reading order where they are set in columns; `None` where they are not."""
    if len(rows) >= _COLUMN_ROWS and depth < _DEPTH:
        # The gutter that the fewest lines cross comes first.
        for gutter in sorted(_gutters(rows), key=lambda gutter: sum(not _parts_at(row, gutter) for row in rows)):
            ordered = _by_columns(rows, gutter, depth)
            if ordered is not None:
                return ordered
    return None


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
    for is_column, group in groupby(sorted(bands), key=lambda band: band in columns):
        if is_column:
            for band in group:
                result += _side_after_side(bands[band], gutter, band, depth)
        else:
            result += _between(rows, {band: bands[band] for band in group}, gutter, depth)
    return result


def _between(rows: list[Row], bands: dict[int, list[Row]], gutter: float, depth: int) -> list[Row]:
    """Put the bands above, between or below the columns into order: they may have other columns, or be more lines of these."""
    members = {id(row) for lines in bands.values() for row in lines}
    across = sum(len(lines) for band, lines in bands.items() if band % 2)
    if across >= _COLUMN_ROWS:
        ordered = _columned([row for row in rows if id(row) in members], depth + 1)
        if ordered is not None:
            return ordered
    result: list[Row] = []
    for is_column, group in groupby(bands, key=lambda band: band % 2 == 0 and _in_columns(bands[band], gutter, 1)):
        numbers = list(group)
        if is_column:
            for band in numbers:
                result += _side_after_side(bands[band], gutter, band, depth)
            continue
        members = {id(row) for number in numbers for row in bands[number]}
        result += _downwards([row for row in rows if id(row) in members] if len(numbers) > 1 else bands[numbers[0]], certain=depth > 0)
    return result


def _side_after_side(rows: list[Row], gutter: float, band: int, depth: int) -> list[Row]:
    """Order the rows of one band of columns, and note the column of each."""
    left, right = _sides(rows, gutter)
    for side, lines in enumerate((left, right)):
        for row in lines:
            row.column = (*row.column, band, side)
    return _ordered(left, depth + 1) + _ordered(right, depth + 1)


def _sides(rows: list[Row], gutter: float) -> tuple[list[Row], list[Row]]:
    """Part rows at the gutter."""
    left: list[Row] = []
    right: list[Row] = []
    for row in rows:
        before = [cell for cell in row.cells if _is_left(cell, gutter)]
        if before and len(before) < len(row.cells):
            left.append(Row(row.page, before, column=row.column).settle())
            right.append(Row(row.page, row.cells[len(before) :], column=row.column).settle())
        else:
            (left if before else right).append(row)
    return left, right


def _in_columns(rows: list[Row], gutter: float, least: int) -> bool:
    """Tell whether rows, none of which runs across the gutter, are two columns of running text."""
    left = [cell for row in rows for cell in row.cells if _is_left(cell, gutter)]
    right = [cell for row in rows for cell in row.cells if not _is_left(cell, gutter)]
    return _is_column(left, least) and _is_column(right, least) and _side_by_side(left, right)


def _parts_at(row: Row, gutter: float) -> bool:
    """Tell whether the cells of a row leave the gutter free."""
    return all(cell.x1 <= gutter + _OVER * cell.size or cell.x0 >= gutter for cell in row.cells)


def _is_left(cell: TextRun, gutter: float) -> bool:
    """Tell whether a cell that leaves the gutter free stands to its left."""
    return cell.x0 + cell.x1 < 2 * gutter


def _gutters(rows: list[Row]) -> list[float]:
    """Return where columns may part, the likeliest first: the emptiest place left of where many lines begin."""
    # Labels of charts and maps fill gutters: only what may be a line of text tells where columns part.
    pieces = [cell for row in rows for cell in row.cells if not cell.turned and _is_wide(cell.text)]
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


def _is_wide(text: str) -> bool:
    """Tell whether a text is as wide as prose; Han characters are twice as wide as others."""
    return len(text) >= _PROSE or (not text.isascii() and len(text) + sum(map(is_unspaced, text)) >= _PROSE)


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
    """Tell whether pieces look like lines of running text: enough of them, of good length, filling their column, or several columns."""
    if len(pieces) < least or median(len(cell.text) for cell in pieces) < _PROSE:
        return False
    if _fills(pieces):
        return True
    first = _unbroken(pieces)
    if len(first) >= _PROSE_ROWS and _fills(first) and median(len(cell.text) for cell in first) >= _PROSE:
        # Text with a list of short lines below it, such as signatures.
        return True
    columns = _strips(pieces)
    return len(columns) > 1 and all(len(column) >= _STRIP_ROWS and _fills(column) and _runs_down(column) for column in columns)


def _fills(pieces: list[TextRun]) -> bool:
    width = max(cell.x1 for cell in pieces) - min(cell.x0 for cell in pieces)
    return median(cell.x1 - cell.x0 for cell in pieces) > _FILLED * width


def _unbroken(pieces: list[TextRun]) -> list[TextRun]:
    """Return the topmost pieces, down to the first gap of several lines."""
    lines = sorted(pieces, key=lambda cell: cell.baseline)
    for number, (upper, lower) in enumerate(pairwise(lines), 1):
        if lower.baseline - upper.baseline > _BREAK * lower.size:
            return lines[:number]
    return lines


def _runs_down(pieces: list[TextRun]) -> bool:
    """Tell whether lines follow each other at one distance, as those of a column do; the cells of a table stand apart."""
    steps = [lower - upper for upper, lower in pairwise(sorted(cell.baseline for cell in pieces))]
    usual = median(steps)
    return sum(step > 1.3 * usual or step < 0.7 * usual for step in steps) <= _STEPS_APART * len(steps)


def _strips(pieces: list[TextRun]) -> list[list[TextRun]]:
    """Group pieces that stand above one another, apart from long lines that run across."""
    width = max(cell.x1 for cell in pieces) - min(cell.x0 for cell in pieces)
    strips: list[list[TextRun]] = []
    reach = 0.0
    for cell in sorted((cell for cell in pieces if cell.x1 - cell.x0 <= _FULL_WIDTH * width), key=lambda cell: cell.x0):
        if strips and cell.x0 <= reach:
            strips[-1].append(cell)
        else:
            strips.append([cell])
        reach = max(reach, cell.x1)
    return strips


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
