"""Tables on a printed page: from a row of heads down, lines are put together to cells and cells to rows.

Only tables that are sure are taken: bold heads or ones exactly above their columns, cells set flush left under them, nothing else beside the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from analyzer.domain.enumerator import find_enumerator
from analyzer.read.pdf.printed import GridRow, Row, TextRun
from analyzer.read.rows import Cell, is_head

_COLUMNS = 3
"""Heads that a row has at least."""
_HEAD = 45
"""Characters of a head at most."""
_TABLES = 12
"""Rows of heads on a page that are tried."""
_ROWS = 2
_ROW_LINES = 16
_LEFT = 6.0
"""Points by which a cell's text may begin left of its head."""
_SAME_LINE = 0.45
_PLAIN_ROWS, _NEAR_ROWS, _ALIGNED = 3, 16, 2.0
"""Pieces that must begin under each head that is not bold, within so many rows, and points by which they may be off."""
_HEAD_STEP = 1.7
_ROW_STEP = 1.08
"""How much farther than from line to line a new row is from the one above."""
_GAP = 3.5
"""Lines' distances after which a table has ended."""
_SMALLER, _LARGER = 0.88, 1.1
_FULL_LINES, _UNWRAPPED = 0.7, 0.72
_OPENED = 0.6
"""Share of the rows in which a second cell must begin on the line of the first."""


def split_tables(rows: list[Row]) -> list[list[Row]]:
    """Return the rows of a page in sections: tables, whose rows carry their `grid` and `cell`, and what stands above and below them."""
    for head in _heads(rows)[:_TABLES] + _plain_heads(rows)[:_TABLES]:
        table = _table(rows, head)
        if table is None:
            continue
        members, lines = table
        top = head[0].baseline - _SAME_LINE * head[0].size
        above = [row for row in rows if row.baseline < top and not row.turned]
        left = {id(row) for row in (*above, *members)}
        below = [row for row in rows if id(row) not in left]
        # A page may hold several tables, one below the other.
        return [section for section in (above, lines, *split_tables(below)) if section]
    return [rows] if rows else []


def _heads(rows: Sequence[Row]) -> list[list[TextRun]]:
    """Return what may be rows of heads, the topmost first."""
    runs = sorted((cell for row in rows if not row.turned for cell in row.cells if cell.bold and len(cell.text) <= _HEAD), key=lambda run: run.baseline)
    lines: list[list[TextRun]] = []
    for run in runs:
        if lines and run.baseline - lines[-1][0].baseline < _SAME_LINE * run.size and abs(run.size - lines[-1][0].size) < 0.5:
            lines[-1].append(run)
        else:
            lines.append([run])
    found = [sorted(line, key=lambda run: run.x0) for line in lines if len(line) >= _COLUMNS]
    return [line for line in found if all(right.x0 - left.x1 > 0.5 * left.size for left, right in pairwise(line))]


def _plain_heads(rows: Sequence[Row]) -> list[list[TextRun]]:
    """Return lines of short pieces, each above the start of another piece: heads that are not set bold."""
    found: list[list[TextRun]] = []
    for number, row in enumerate(rows[:-_PLAIN_ROWS]):
        cells = _pieces(row)
        if row.turned or len(cells) < _COLUMNS or any(cell.bold or len(cell.text) > _HEAD for cell in cells):
            continue
        if not is_head([Cell(cell.text) for cell in cells]) or not all(right.x0 - left.x1 > left.size for left, right in pairwise(cells)):
            continue
        under = [piece.x0 for below in rows[number + 1 : number + 1 + _NEAR_ROWS] for piece in _pieces(below)]
        if all(sum(abs(x0 - cell.x0) < _ALIGNED for x0 in under) >= _PLAIN_ROWS for cell in cells):
            found.append(cells)
    return found


def _pieces(row: Row) -> list[TextRun]:
    """Return the cells of a row, a number apart from the text behind it."""
    return [piece for cell in row.cells for piece in (cell.parts or (cell,))]


def _table(rows: Sequence[Row], head: list[TextRun]) -> tuple[list[Row], list[Row]] | None:
    """Return the rows of the page that a table under `head` takes, and the table's own lines; `None` if there is no sure table."""
    starts = [run.x0 - _LEFT for run in head]
    top = min(run.baseline for run in head)
    under = sorted((row for row in rows if not row.turned and row.baseline > top - _SAME_LINE * head[0].size), key=lambda row: row.baseline)
    names = [[run] for run in head]
    body: list[tuple[int, TextRun]] = []
    members: list[Row] = []
    last, size = top, 0.0
    for row in under:
        pieces = _pieces(row)
        places = [_column(run, head, starts, open_end=len(pieces) > 1) for run in pieces]
        if len(set(places)) < len(places):
            # Cells side by side under one head: the heads are not those of the columns.
            return None
        if None in places or row.baseline - last > _GAP * row.size or (size and _is_other_text(row, size)):
            break
        members.append(row)
        for run, place in zip(pieces, places, strict=True):
            assert place is not None
            if any(run is one for one in head):
                continue
            if not body and run.bold and run.baseline - names[place][-1].baseline < _HEAD_STEP * run.size:
                names[place].append(run)
            else:
                body.append((place, run))
                size = size or run.size
        last = max(last, row.baseline)
    grid = _grid(body, starts[1] + _LEFT)
    if grid is None:
        return None
    titles = [" ".join(run.text for run in runs) for runs in names]
    page = rows[0].page
    first = GridRow()
    lines = [_line(page, run, first, place) for place, runs in enumerate(names) for run in runs]
    for cells in grid:
        filled = sorted({place for place, _ in cells})
        # Whole lists in a cell are read as the paragraphs that they are.
        mark = GridRow(tuple(titles[place] for place in filled)) if len(filled) > 1 and len(cells) <= _ROW_LINES else None
        lines += [_line(page, run, mark, place) for place, run in sorted(cells, key=lambda cell: (cell[0], cell[1].baseline, cell[1].x0))]
    return members, lines


def _is_other_text(row: Row, size: float) -> bool:
    """Tell whether a row under a table set in this size is a note or the next heading."""
    if not _SMALLER * size < row.size < _LARGER * size:
        return True
    return row.bold and len(row.cells) == 1 and find_enumerator(row.text) is not None


def _column(run: TextRun, head: Sequence[TextRun], starts: Sequence[float], *, open_end: bool) -> int | None:
    """Return the number of the column that a piece stands in, `None` if it leaves it (a cell that touches the next one may)."""
    place = max((number for number, start in enumerate(starts) if run.x0 >= start), default=None)
    if place is not None and place + 1 < len(head):
        after = head[place + 1]
        if run.x0 > head[place].x1 and run.x1 > (after.x0 + after.x1) / 2:
            # Figures set flush right may be wider than their head.
            return place + 1
    if place is None or (not open_end and place + 1 < len(starts) and run.x1 > starts[place + 1] + _LEFT):
        return None
    return place


def _grid(body: list[tuple[int, TextRun]], right: float) -> list[list[tuple[int, TextRun]]] | None:
    """Cut the lines under the heads into rows: each begins where a line of the first column stands off from the row above.

    `right` is where the second column begins: cells of the first one that leave room before it have not been wrapped, and open a row each.
    """
    if not body or body[0][0] != 0:
        first = next((run for place, run in body if place == 0), None)
        if first is None or first.baseline - body[0][1].baseline > _SAME_LINE * first.size:
            return None
    leading = 0.0 if _is_line_by_line(body) or _is_narrow(body, right) else _leading(body)
    rows: list[list[tuple[int, TextRun]]] = []
    ends = begins = 0.0
    for place, run in sorted(body, key=lambda cell: (round(cell[1].baseline), cell[0])):
        together = bool(rows) and abs(run.baseline - begins) < _SAME_LINE * run.size
        if not rows or (place == 0 and not together and run.baseline - ends > _ROW_STEP * leading):
            rows.append([])
            begins = run.baseline
        rows[-1].append((place, run))
        ends = max(ends, run.baseline)
    if len(rows) < _ROWS:
        return None
    opened = sum(any(place and abs(run.baseline - row[0][1].baseline) < _SAME_LINE * run.size for place, run in row) for row in rows if row[0][0] == 0)
    return rows if opened >= _OPENED * len(rows) else None


def _is_narrow(body: list[tuple[int, TextRun]], right: float) -> bool:
    """Tell whether no cell of the first column fills it."""
    first = [run for place, run in body if place == 0]
    widest = right - min((run.x0 for run in first), default=0.0)
    return all(run.x1 - run.x0 < _UNWRAPPED * widest and not run.text[0].islower() for run in first)


def _is_line_by_line(body: list[tuple[int, TextRun]]) -> bool:
    """Tell whether each line is a row of its own: lines at even distances, most with a cell in every column, none of which goes on."""
    lines: dict[int, set[int]] = {}
    for place, run in body:
        lines.setdefault(round(run.baseline), set()).add(place)
    steps = [lower - upper for upper, lower in pairwise(sorted(lines))]
    if not steps or max(steps) > 1.2 * min(steps) or any(run.text[0].islower() for _, run in body):
        return False
    every = set().union(*lines.values())
    return sum(places == every for places in lines.values()) >= _FULL_LINES * len(lines)


def _leading(body: list[tuple[int, TextRun]]) -> float:
    """Return the usual distance of the lines within a cell."""
    steps: list[float] = []
    last: dict[int, TextRun] = {}
    for place, run in body:
        if place in last and 0.8 * run.size < run.baseline - last[place].baseline < 2.0 * run.size:
            steps.append(run.baseline - last[place].baseline)
        last[place] = run
    # Lines stand closer within a cell than from row to row.
    return min(median(steps), 1.6 * body[0][1].size) if steps else 1.2 * body[0][1].size


def _line(page: int, run: TextRun, grid: GridRow | None, place: int) -> Row:
    return Row(page, [run], grid=grid, cell=place).settle()
