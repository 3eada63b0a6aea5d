"""Tables drawn with rules: the lines between cells tell what stands in which row and column, whatever the type."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from analyzer.read.pdf.printed import GridRow, PageLines, Row, TextRun, rows_of_page
from analyzer.read.rows import Cell, head_rows, is_head

_THIN, _LONG = 3.0, 8.0
"""Points: a rule is thinner than the one and longer than the other."""
_TOUCH = 3.5
"""Points by which rules that meet may miss each other."""
_RULES = 500
"""Rules of a direction on a page; drawings have more."""
_ROW_LINES = 24
"""Lines of a cell up to which a table's row is one; longer ones are read as the paragraphs that they are."""
_COLUMNS = 3
"""Columns of a table of which a page holds but one row, its heads or its end."""
_ALONE_LINES = 6
"""The same for a cell to whose left stands but one that spans several rows."""
_FILLED = 0.5
"""Share of the rows, and of what is printed in them, that must be in rows with two cells or more."""
_SAME_COLUMN = 4.0
_HEAD, _HEAD_GAP = 45, 2.2
"""Characters of a head at most, and ems from its baseline to the first rule."""
_FIGURES, _FIGURE = 3, 12
"""Columns, and characters of their cells, of lines of figures that no rule parts."""
_FRAME = 0.98
"""Share of the page's width from which on rules are a frame around the page, or its crop marks."""
_PLACE = 40
"""Characters of what stands for a table while the text beside it is ordered: as many as a line of prose has."""
_NEXT = 2.0
"""Lines of type by which a table may stand under another one of the same columns that it goes on with."""

Sides = tuple[float, float, float, float]


@dataclass(slots=True)
class _Lines:
    """Rules that touch one another: at which height or place each runs, from where to where."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class RuledTable:
    """A table on a page: where it stands, the edges of its columns, its heads and its rows' lines (`Row` with `grid` and `cell`)."""

    sides: Sides
    edges: list[float]
    titles: list[str]
    rows: list[list[Row]]
    runs: set[int]
    heads: int = 0
    """Rows of heads at its top."""

    def goes_on(self, other: RuledTable) -> bool:
        """Tell whether the columns are those of another table."""
        return _same(self.edges, other.edges)


def _same(one: Sequence[float], two: Sequence[float]) -> bool:
    return len(one) == len(two) and all(abs(left - right) < _SAME_COLUMN for left, right in zip(one, two, strict=True))


def ruled_tables(page: PageLines, before: RuledTable | None) -> list[RuledTable]:
    """Return the tables of a page from top to bottom; `before` is the last one of the page before, whose heads the first one may carry on."""
    tables: list[RuledTable] = []
    taken: set[int] = set()
    for lines in _groups(page.rules):
        last = tables[-1] if tables else before
        table = _table(page, lines, last if not tables or _follows(lines, tables[-1]) else None, taken)
        if table is not None:
            tables.append(table)
            taken |= table.runs
    # Of tables within a table only the inner ones are meant; the outer one is a frame.
    kept: list[RuledTable] = []
    for table in sorted(tables, key=lambda table: len(table.runs)):
        if not any(table.runs & other.runs for other in kept):
            kept.append(table)
    return sorted(kept, key=lambda table: table.sides[1])


def _follows(lines: _Lines, table: RuledTable) -> bool:
    """Tell whether rules begin right under a table: some programs draw each row by itself."""
    size = table.rows[-1][0].size
    return -_TOUCH < min(y for y, _, _ in lines.across) - table.sides[3] < _NEXT * size


def _groups(rules: Sequence[Sides]) -> list[_Lines]:
    """Group rules that touch, those of the topmost table first."""
    across = _merged(sorted(((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in rules if y1 - y0 < _THIN and x1 - x0 > _LONG))
    drawn = [((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in rules if x1 - x0 < _THIN and y1 - y0 > _LONG / 2]
    down = _merged(sorted(drawn + _between_joints(rules, drawn))) if drawn and len(across) <= _RULES else []
    if len(across) < 2 or not down or len(across) > _RULES or len(down) > _RULES:
        return []
    held = [_Lines(down=[line]) for line in down]
    owner = list(range(len(down)))
    for y, left, right in across:
        meet = [left - _TOUCH < x < right + _TOUCH and top - _TOUCH < y < bottom + _TOUCH for x, top, bottom in down]
        touched = sorted({home for home, meets in zip(owner, meet, strict=True) if meets})
        if not touched:
            continue
        home = touched[0]
        held[home].across.append((y, left, right))
        for other in touched[1:]:
            held[home].across += held[other].across
            held[home].down += held[other].down
            held[other] = _Lines()
        owner = [home if number in touched else number for number in owner]
    found = [lines for lines in held if len(lines.across) > 1]
    return sorted(found, key=lambda lines: min(lines.across))


def _between_joints(rules: Sequence[Sides], drawn: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return where columns part though no rule is drawn down: between two heights at which the rules across meet at one place.

    `drawn` are the rules drawn down, of which one must run from the one height to the other: the table's side.
    """
    levels: list[tuple[float, list[float]]] = []
    across = sorted(((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in rules if y1 - y0 < _THIN and x1 - x0 > 2 * _LONG)
    for height, group in groupby(across, key=lambda rule: round(rule[0])):
        places = [(left[2] + right[1]) / 2 for left, right in pairwise(sorted(group, key=lambda rule: rule[1])) if abs(right[1] - left[2]) < _THIN / 2]
        if levels and height - levels[-1][0] < _THIN / 2:
            levels[-1][1].extend(places)
        else:
            levels.append((height, places))
    found: list[tuple[float, float, float]] = []
    for (top, above), (bottom, under) in pairwise(levels):
        if any(start < top + _TOUCH and end > bottom - _TOUCH for _, start, end in drawn):
            found += [(x, top, bottom) for x in above if any(abs(x - other) < _THIN / 2 for other in under)]
    return found


def _merged(lines: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join rules on one line that touch or overlap: borders are often drawn cell by cell."""
    places: list[list[tuple[float, float, float]]] = []
    for line in lines:
        if places and line[0] - places[-1][0][0] < _THIN / 2:
            places[-1].append(line)
        else:
            places.append([line])
    found: list[tuple[float, float, float]] = []
    for members in places:
        place, start, end = members[0][0], 0.0, -1.0
        for _, begin, stop in sorted(members, key=lambda line: line[1]):
            if end < start or begin > end + _TOUCH:
                if end >= start:
                    found.append((place, start, end))
                start, end = begin, stop
            else:
                end = max(end, stop)
        found.append((place, start, end))
    return found


def _places(values: list[float]) -> list[float]:
    """Return places that differ."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _TOUCH:
            found.append(value)
    return found


def _table(page: PageLines, lines: _Lines, before: RuledTable | None, taken: set[int]) -> RuledTable | None:
    """Return the table that touching rules draw; `None` where it is none. Its heads are not among the pieces of tables above (`taken`)."""
    left, right = min(start for _, start, _ in lines.across), max(end for _, _, end in lines.across)
    edges, heights = _places([left, right, *(x for x, _, _ in lines.down)]), _places([y for y, _, _ in lines.across])
    if len(edges) < 3 or len(heights) < 2 or right - left > _FRAME * page.width:
        return None
    head = _above([run for run in page.runs if id(run) not in taken], edges, heights[0])
    if head:
        # The heads stand on a bar of colour above the first rule.
        heights.insert(0, min(run.y0 for run in head) - 1)
    sides = (left, heights[0], right, heights[-1])
    cells: dict[int, dict[int, list[TextRun]]] = {}
    runs: set[int] = set()
    for run in page.runs:
        x, y = run.x0 + min(run.size, run.x1 - run.x0) / 2, (run.y0 + run.y1) / 2
        if run.turned or not (left < x < right and heights[0] < y < heights[-1]):
            continue
        line, column = bisect_right(heights, y) - 1, bisect_right(edges, x) - 1
        # A cell reaches over places where no rule parts it from its neighbour.
        while line > (1 if head else 0) and not _crosses(lines.across, heights[line], x):
            line -= 1
        while column > 0 and not _crosses(lines.down, edges[column], y):
            column -= 1
        cells.setdefault(line, {}).setdefault(column, []).append(run)
        runs.add(id(run))
    beside = _reaching_down(cells, heights, lines)
    wide = [row for line, row in cells.items() if len(row) > 1 or line in beside]
    if (
        _is_too_small(cells, len(edges) - 1)
        or len(wide) < _FILLED * len(cells)
        or sum(len(part) for row in wide for part in row.values()) < _FILLED * len(runs)
    ):
        return None
    table = RuledTable(sides, edges, [], [], runs)
    rows = [(row, line in beside) for line in sorted(cells) for row in _line_by_line(cells[line])]
    first = min(cells)
    middle = (heights[first] + heights[first + 1]) / 2
    _fill(table, page.number, rows, [column for column in range(len(edges) - 1) if not column or _crosses(lines.down, edges[column], middle)], before)
    return table


def _is_too_small(cells: dict[int, dict[int, list[TextRun]]], columns: int) -> bool:
    """Tell whether there are fewer than two rows, but for the only row that a page may hold of a table: all of its cells are filled."""
    return len(cells) < 2 and not any(len(row) == columns >= _COLUMNS for row in cells.values())


def _crosses(rules: Sequence[tuple[float, float, float]], at: float, place: float) -> bool:
    """Tell whether a rule drawn at `at` passes by `place`."""
    return any(abs(rule - at) <= _TOUCH and start - _TOUCH < place < end + _TOUCH for rule, start, end in rules)


def _reaching_down(cells: dict[int, dict[int, list[TextRun]]], heights: list[float], lines: _Lines) -> set[int]:
    """Return the lines of a table to the left of which a cell of a line above reaches down, as the subject of several rows does."""
    found: set[int] = set()
    for line, row in cells.items():
        for column, runs in row.items():
            under = line + 1
            while under < len(heights) - 1 and not _crosses(lines.across, heights[under], runs[0].x0 + 1):
                if under in cells and min(cells[under]) > column:
                    found.add(under)
                under += 1
    return found


def _above(runs: Sequence[TextRun], edges: list[float], top: float) -> list[TextRun]:
    """Return the short pieces right above a table that stand over most of its columns."""
    near = [run for run in runs if not run.turned and 0 < top - run.baseline < _HEAD_GAP * run.size and edges[0] < run.x0 < edges[-1]]
    if not near or any(len(run.text) > _HEAD for run in near):
        return []
    lowest = max(run.baseline for run in near)
    line = [run for run in near if lowest - run.baseline < run.size / 2]
    columns = {bisect_right(edges, run.x0) for run in line}
    return line if len(columns) == len(line) >= max(2, 0.6 * (len(edges) - 1)) else []


def _line_by_line(row: dict[int, list[TextRun]]) -> list[dict[int, list[TextRun]]]:
    """Cut what stands between two rules into rows where it is lines of figures that stand beside each other."""
    levels = {column: sorted(run.baseline for run in runs) for column, runs in row.items()}
    count = len(next(iter(levels.values())))
    if len(row) < _FIGURES or count < 2 or any(len(level) != count for level in levels.values()):
        return [row]
    if any(max(line) - min(line) > 2 for line in zip(*levels.values(), strict=True)):
        return [row]
    first = min(row)
    if not all(len(run.text) <= _FIGURE and any(map(str.isdigit, run.text)) for column, runs in row.items() if column != first for run in runs):
        return [row]
    ordered = {column: sorted(runs, key=lambda run: run.baseline) for column, runs in row.items()}
    return [{column: [runs[number]] for column, runs in ordered.items()} for number in range(count)]


def _fill(table: RuledTable, page: int, rows: list[tuple[dict[int, list[TextRun]], bool]], starts: Sequence[int], before: RuledTable | None) -> None:
    """Give a table its heads and rows, each with whether a cell from above stands beside it; cells of the first row begin in the columns `starts`."""
    count = len(table.edges) - 1
    texts = [[Cell(_said(row.get(column, [])), head=bool(row.get(column)) and row[column][0].bold) for column in range(count)] for row, _ in rows[:5]]
    table.heads = head_rows(texts)
    titles = [cell.text for cell in texts[0]]
    if table.heads:
        table.titles = titles
    elif before is not None and table.goes_on(before):
        table.titles = before.titles
        table.heads = int(titles == before.titles)
    elif len(rows) == 1 and is_head(texts[0]):
        table.heads, table.titles = 1, titles
    elif len(starts) < count and (titles := _double_heads(texts, starts)):
        table.heads, table.titles = 2, titles
    for number, (row, beside) in enumerate(rows):
        named = number >= table.heads and any(table.titles)
        filled = sorted(row)
        mark: GridRow | None = GridRow(tuple(table.titles[column] for column in filled) if named else ())
        if max(map(len, row.values())) > (_ROW_LINES if len(filled) > 1 else _ALONE_LINES if beside else 0):
            mark = None
        table.rows.append([Row(page, [run], grid=mark, cell=column).settle() for column in filled for run in _in_order(row[column])])


def _double_heads(texts: Sequence[Sequence[Cell]], starts: Sequence[int]) -> list[str]:
    """Return the titles of columns whose heads stand in two rows, the upper ones over several columns each; empty where they do not."""
    if len(texts) < 3:
        return []
    upper, lower = texts[0], texts[1]
    over = [upper[max(start for start in starts if start <= column)].text for column in range(len(upper))]
    joined = [Cell(" / ".join(part for part in (one, two.text) if part), head=two.head) for one, two in zip(over, lower, strict=True)]
    if not is_head(upper) or not all(cell.text for column, cell in enumerate(lower) if column not in starts):
        return []
    return [cell.text for cell in joined] if head_rows([joined, *texts[2:]]) else []


def _said(runs: list[TextRun]) -> str:
    return " ".join(run.text for run in _in_order(runs))


def _in_order(runs: list[TextRun]) -> list[TextRun]:
    """Return the pieces of a cell line by line."""
    ordered = sorted(runs, key=lambda run: run.baseline)
    lines: list[list[TextRun]] = []
    for run in ordered:
        if lines and run.baseline - lines[-1][0].baseline < run.size / 2:
            lines[-1].append(run)
        else:
            lines.append([run])
    printed = [rows_of_page(PageLines(0, 0.0, 0.0, sorted(line, key=lambda run: run.x0))) for line in lines]
    return [cell for line in printed for row in line for cell in row.cells]


def join_rows(before: RuledTable, after: RuledTable) -> list[Row]:
    """Return the lines of the first row of a table that belong to the last row of the one it carries on; empty where it opens a row of its own.

    Such a row has nothing in its first column, which holds the number or the subject of each row, and no heads stand above it.
    """
    if after.heads or not after.goes_on(before) or not before.rows or not after.rows or after.rows[0][0].cell == 0:
        return []
    mark = before.rows[-1][0].grid
    lines = after.rows.pop(0)
    for row in lines:
        row.grid = mark
    return lines


def spread(rows: list[Row], tables: Sequence[RuledTable]) -> list[list[Row]]:
    """Cut the rows beside no table at the heights where tables stand; returns the sections between them, one more than tables."""
    tops = [table.sides[1] for table in tables]
    sections: list[list[Row]] = [[] for _ in range(len(tops) + 1)]
    for row in rows:
        sections[bisect_right(tops, row.baseline) if not row.turned else len(tops)].append(row)
    return sections


def place_holder(table: RuledTable) -> TextRun:
    """Return a piece that stands for a table while what stands beside it is put into reading order."""
    x0, y0, x1, y1 = table.sides
    size = table.rows[0][0].size
    return TextRun("x" * _PLACE, x0, y0, x1, y1, y0 + size / 4, size)


def stands_alone(table: RuledTable, runs: Sequence[TextRun]) -> bool:
    """Tell whether no text of the page stands beside a table."""
    _, top, _, bottom = table.sides
    return not any(top < (run.y0 + run.y1) / 2 < bottom and id(run) not in table.runs and not run.turned for run in runs)
