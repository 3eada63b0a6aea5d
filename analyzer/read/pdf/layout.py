"""From the printed lines of pages to the paragraphs of a document; knows nothing of PDF and serves OCR as well.

The order of the file's content is kept, except that columns read across are put after each other. Lines are joined to
paragraphs by what printers do: an indent, a gap, a change of type, a line left short although the next word had room.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from analyzer.domain.document import Box
from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import Flow, PrintedLine, is_unspaced
from analyzer.read.pdf.edges import below, right_edges
from analyzer.read.pdf.grids import split_tables
from analyzer.read.pdf.hyphens import Hyphens
from analyzer.read.pdf.kinds import SENTENCE_END, PrintedBlock, Style, heading_levels, set_kinds
from analyzer.read.pdf.printed import CELL_MARK, PageLines, Row, least_sure, opens_item, rows_of_page
from analyzer.read.pdf.reading_order import in_reading_order
from analyzer.read.pdf.ruled import RuledTable, join_rows, place_holder, ruled_tables, spread, stands_alone
from analyzer.read.pdf.running_heads import find_furniture
from analyzer.read.pdf.turned import laid_upright

_NOTE = re.compile(r"[\[(]?\d{1,3}[\])]?[.\s]?\s*\D|[*†‡①-⑳]")
_WORD = re.compile(r"[^\s\u2e80-\ua4cf\uf900-\ufaff\ufe30-\uffef]+")
_COUNT = re.compile(r"[(（]?(\d{1,3})[)）.．、]")
_COLUMN_LINE = 18
_UNDERLINE = 1.6
"""Points: a rule under a heading is thinner."""
_LINK = re.compile(r"www\.|https?:|@\S")
_RAGGED = 5.0
"""Ems that a line may leave free before a word in lower case."""


def flow_of_pages(pages: Sequence[PageLines], flow: Flow) -> None:
    """Add the text of `pages` to `flow` as headings, paragraphs, items and table rows; record what is left out.

    Takes pages in order, each with its runs in the order of the file's content. Left out are running heads, page numbers
    and tables of contents.
    """
    rows: list[list[Row]] = []
    last: RuledTable | None = None
    for page in pages:
        lines, last = _rows(page, last, rows[-1] if rows else [])
        rows.append(lines)
    dropping = find_furniture(pages, rows)
    kept: list[Row] = []
    for lines in rows:
        for row in lines:
            reason = dropping.get(id(row))
            if reason is None:
                kept.append(row)
            else:
                flow.drop(row.text, reason, row.page, _box(row))
    style = Style(kept)
    hyphens = Hyphens(row.text for row in kept)
    blocks = _blocks(kept, style)
    for block, level in zip(blocks, heading_levels(blocks, style), strict=True):
        printed = _printed(block.rows)
        hyphens.decide(printed)
        grid = block.rows[0].grid
        flow.add(printed, block.kind, level=level, columns=grid.columns if grid is not None else ())


def _rows(page: PageLines, before: RuledTable | None, page_before: list[Row]) -> tuple[list[Row], RuledTable | None]:
    """Return the rows of a page in reading order, those of a table row after each other, and the table with which it ends.

    `before` is the table at the end of the page before. A row of it that goes on on this page is completed among that page's rows.
    """
    turned = laid_upright(page)
    if turned is not None:
        upright, last = _rows(turned[0], before, page_before)
        return upright + _in_order(rows_of_page(turned[1])), last
    tables = ruled_tables(page, before)
    if not tables:
        return _underlined(_in_order(rows_of_page(page)), page), None
    if before is not None:
        _complete(page_before, join_rows(before, tables[0]))
    alone = [table for table in tables if stands_alone(table, page.runs)]
    inside = {run: table for table in tables for run in table.runs}
    held: dict[int, RuledTable] = {}
    free = PageLines(page.number, page.width, page.height)
    for run in page.runs:
        table = inside.get(id(run))
        if table is None:
            free.runs.append(run)
        elif table not in alone and table not in held.values():
            holder = place_holder(table)
            held[id(holder)] = table
            free.runs.append(holder)
    rows: list[Row] = []
    for section, table in zip_longest(spread(rows_of_page(free), alone), alone):
        rows += _with_tables(_in_order(section), held) if held else _in_order(section)
        if table is not None:
            rows += _lines(table)
    for table in held.values():
        rows += _lines(table)
    return _underlined(rows, page), tables[-1]


def _underlined(rows: list[Row], page: PageLines) -> list[Row]:
    """Mark the lines under which a rule is drawn from their first letter to their last; links are not meant."""
    drawn = sorted((y0, x0, x1) for x0, y0, x1, y1 in page.rules if y1 - y0 < _UNDERLINE and x1 - x0 > page.width / 40)
    if drawn:
        for row in rows:
            if row.grid is None and len(row.cells) == 1 and not row.turned and not _LINK.search(row.text):
                under = drawn[bisect_left(drawn, (row.baseline - 0.5,)) : bisect_left(drawn, (row.baseline + 0.35 * row.size,))]
                near = 0.4 * row.size
                row.underlined = any(abs(x0 - row.x0) < near and abs(x1 - row.x1) < near for _, x0, x1 in under)
    return rows


def _lines(table: RuledTable) -> list[Row]:
    return [row for lines in table.rows for row in lines]


def _with_tables(rows: list[Row], held: dict[int, RuledTable]) -> list[Row]:
    """Put tables in place of the pieces that stand for them (`held` by their id)."""
    placed: list[Row] = []
    for row in rows:
        cells = [cell for cell in row.cells if id(cell) not in held]
        tables = [held.pop(id(cell)) for cell in row.cells if id(cell) in held]
        if tables:
            row.cells = cells
        if cells:
            placed.append(row.settle() if tables else row)
        for table in tables:
            placed += _lines(table)
    return placed


def _complete(rows: list[Row], lines: list[Row]) -> None:
    """Put lines of the next page among those of the table row that they belong to, behind its lines in the same cell."""
    for line in lines:
        place = next((number for number in range(len(rows), 0, -1) if rows[number - 1].grid is line.grid and rows[number - 1].cell <= line.cell), len(rows))
        rows.insert(place, line)


def _in_order(rows: list[Row]) -> list[Row]:
    """Return rows outside of ruled tables in reading order; the lines of a table row follow each other."""
    ordered: list[Row] = []
    for section in split_tables(rows):
        ordered += section if any(row.grid for row in section) else in_reading_order(section)
    return ordered


def _printed(rows: Sequence[Row]) -> list[PrintedLine]:
    """Return the lines of a block; between the cells of a table row stands a mark."""
    printed = [PrintedLine(row.text, row.page, _box(row), confidence=least_sure(row.cells)) for row in rows]
    for line, (row, after) in zip(printed, pairwise(rows), strict=False):
        if row.grid is not None and row.cell != after.cell:
            line.joint = CELL_MARK
    return printed


def _box(row: Row) -> Box:
    sides = row.x0, row.y0, row.x1, row.y1
    turn = row.cells[0].turn
    left, top, right, bottom = sides if turn is None else turn.back(sides)
    return Box(row.page, round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))


def _blocks(rows: Sequence[Row], style: Style) -> list[PrintedBlock]:
    """Join rows to blocks and tell what each is. Footnotes wait until the paragraph above them has ended on the next page."""
    rights = right_edges(rows)
    notes = _footnotes(rows, style)
    blocks: list[PrintedBlock] = []
    waiting: list[PrintedBlock] = []
    last: dict[bool, int] = {}
    for index, row in enumerate(rows):
        is_note = index in notes
        target = waiting if is_note else blocks
        before = last.get(is_note)
        after = rows[index + 1] if index + 1 < len(rows) else None
        if target and before is not None and not _starts(target[-1], rows[before], row, after, rights[before], style):
            target[-1].rows.append(row)
        else:
            if not is_note:
                blocks += waiting
                waiting = []
            (waiting if is_note else blocks).append(PrintedBlock([row]))
        last[is_note] = index
    blocks += waiting
    set_kinds(blocks, style)
    return blocks


def _footnotes(rows: Sequence[Row], style: Style) -> set[int]:
    """Return the positions of footnotes: smaller type that opens with a mark and fills a column to its end."""
    notes: set[int] = set()
    start: int | None = None
    for index, row in enumerate(rows):
        small = row.size < 0.93 * style.body and len(row.cells) == 1 and row.grid is None
        if start is not None and (not small or not below(rows[index - 1], row)):
            if not below(rows[index - 1], row):
                notes.update(range(start, index))
            start = None
        if small and start is None and _NOTE.match(row.text):
            start = index
    if start is not None:
        notes.update(range(start, len(rows)))
    return notes


def _starts(block: PrintedBlock, before: Row, row: Row, after: Row | None, right: float, style: Style) -> bool:  # noqa: PLR0912 - one sign after another
    """Tell whether `row` opens a new block after `before`, the last row of `block`; `after` is the row that follows."""
    if row.grid is not None or before.grid is not None:
        return row.grid is not before.grid
    if len(row.cells) > 1 or len(before.cells) > 1 or row.turned != before.turned:
        return True
    size = max(before.size, row.size)
    ended = SENTENCE_END.search(before.text[-8:]) is not None
    lower = row.text[0].islower()
    short = _had_room(before, row, right, ended)
    if row.text[0] in "-–—" and not ended and not short and not opens_item(block.rows[0].text) and abs(row.x0 - before.x0) < 0.3 * size and below(before, row):
        # A dash within a sentence that happens to open a line.
        return False
    if opens_item(row.text) and (len(row.text) > 1 or not ended):
        return not (row.text[0] in "-–—*·" and not ended and row.text[1:2] != " ")
    if not below(before, row):
        return _starts_after_jump(before, row, ended, short, lower)
    step = row.baseline - before.baseline
    runs_on = lower and not ended
    if after is not None and not lower and _is_indented(row, after) and before.x0 < row.x0 + size and not _centred(before, row):
        return True
    if abs(before.size - row.size) > 0.12 * size and not (runs_on and abs(before.size - row.size) < 0.3 * size):
        return True
    if step > (2.2 if runs_on else 1.3) * style.leading(size):
        return True
    shift = row.x0 - before.x0
    if find_enumerator(row.text) is not None and (ended or short or abs(shift) > 0.8 * size or _next_number(block.rows[0], row)):
        return True
    if before.bold and not row.opens_bold and not runs_on and (short or all(one.bold for one in block.rows)):
        return True
    if row.bold and not before.bold and (short or ended) and not runs_on:
        return True
    if short and row.bold and before.bold and row.font != before.font and before.text.isupper() and not row.text.isupper():
        # A heading above another one.
        return True
    opened = len(block.rows) == 1 and (opens_item(before.text) or find_enumerator(before.text) is not None)
    if shift > 0.8 * size and not opened:
        if shift > 1.5 * size and is_unspaced(row.text[0]) and not _centred(before, row):
            return True
        return (ended or short) and not runs_on and not _centred(before, row)
    if shift < -0.8 * size and len(block.rows) > 1:
        return (ended or short) and not _centred(before, row)
    if runs_on or (lower and abs(shift) < 0.3 * size and right - before.x1 < _RAGGED * size and not opens_item(block.rows[0].text)):
        # An abbreviation at the end of a line ends no sentence.
        return False
    return short and (ended or not _centred(before, row) or shift == 0)


def _is_indented(row: Row, after: Row) -> bool:
    """Tell whether `row` is the first line of a paragraph by its indent against the line below it."""
    indent = row.x0 - after.x0
    if not 1.4 * row.size < indent < 3.2 * row.size or abs(row.size - after.size) > 0.06 * row.size or not below(row, after):
        return False
    if not (is_unspaced(row.text[0]) or is_unspaced(row.text[-1])) or _centred(row, after):
        return False
    return after.x1 > row.x0 + 4 * row.size and after.baseline - row.baseline < 2.5 * row.size


def _next_number(first: Row, row: Row) -> bool:
    """Tell whether `row` opens with the number after that of `first`, and at the same indent: a list whose items have no stop."""
    one, two = _COUNT.match(first.text), _COUNT.match(row.text)
    if one is None or two is None or abs(first.x0 - row.x0) > 0.5 * row.size:
        return False
    return int(two[1]) == int(one[1]) + 1


def _starts_after_jump(before: Row, row: Row, ended: bool, short: bool, lower: bool) -> bool:
    """The same where `row` stands in another column or on another page."""
    if ended or abs(before.size - row.size) > 0.06 * before.size or (before.bold and not row.opens_bold):
        return True
    if before.page == row.page and (row.baseline > before.baseline or min(len(before.text), len(row.text)) < _COLUMN_LINE):
        # Text goes on at the head of the next column, and columns hold lines of some length; else these are table cells.
        return True
    if len(before.text) < 4 or row.text.isdigit():
        return True
    if lower:
        return False
    return (row.bold and not before.bold) or short or find_enumerator(row.text) is not None or len(before.text) < 15


def _had_room(before: Row, row: Row, right: float, ended: bool) -> bool:
    """Tell whether the first word of `row` had fitted on the line of `before`: then the line was ended on purpose.

    Where the sentence has not ended, more room is asked for: ragged lines often leave some.
    """
    free = right - before.x1
    if free < before.size:
        return False
    text = row.text
    word = _WORD.match(text)
    if word is None:
        return free > 2.2 * before.size
    return free > word.end() * (row.x1 - row.x0) / len(text) + (0.4 if ended else 3.5) * before.size


def _centred(upper: Row, lower: Row) -> bool:
    """Tell whether two lines share their middle but not their edges, as lines of a title do."""
    return abs(upper.x0 + upper.x1 - lower.x0 - lower.x1) < upper.size and abs(upper.x0 - lower.x0) > 0.3 * upper.size
