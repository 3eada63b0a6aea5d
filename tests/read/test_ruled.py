"""Tables drawn with rules: rows and heads by the rules, across pages, and what is no table."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.document import BlockKind, Document
from analyzer.read.flow import Flow
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines, TextRun

EDGES = (50.0, 90.0, 300.0, 420.0, 540.0)
Sides = tuple[float, float, float, float]


def run(text: str, x: float, y: float, size: float = 10) -> TextRun:
    return TextRun(text, x, y - 8, x + min(5.0 * len(text), 190), y + 2, y, size, "Song")


def grid(heights: list[float], edges: tuple[float, ...] = EDGES) -> list[Sides]:
    across = [(edges[0], y, edges[-1], y + 0.5) for y in heights]
    return across + [(x, heights[0], x + 0.5, heights[-1]) for x in edges]


def page(number: int, runs: list[TextRun], rules: list[Sides]) -> PageLines:
    return PageLines(number, 595, 842, runs, rules)


def read(*pages: PageLines) -> Document:
    flow = Flow()
    flow_of_pages(pages, flow)
    return flow.document(document_id="id", reader="test", format="pdf")


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


HEADS = [run(text, x + 3, 112) for text, x in zip(("No.", "Task", "Lead body", "Deadline"), EDGES, strict=False)]


def row(number: int, y: float, lines: tuple[str, ...] = ("Open the data of", "all public parks")) -> list[TextRun]:
    task = [run(line, 93, y + 12 * place) for place, line in enumerate(lines)]
    return [run(str(number), 53, y), *task, run("Parks Office", 303, y), run("June 2027", 423, y)]


def test_rows_hold_all_lines_of_their_cells_and_the_heads_of_their_columns() -> None:
    document = read(page(1, [*HEADS, *row(1, 132), *row(2, 162)], grid([100, 120, 150, 180])))
    rows = [block for block in document.blocks if block.kind is BlockKind.ROW]
    assert texts(document) == [
        "No. | Task | Lead body | Deadline",
        "1 | Open the data of all public parks | Parks Office | June 2027",
        "2 | Open the data of all public parks | Parks Office | June 2027",
    ]
    assert rows[1].columns == ("No.", "Task", "Lead body", "Deadline")


def test_heads_are_carried_on_and_a_row_that_crosses_pages_stays_one() -> None:
    first = page(1, [*HEADS, *row(1, 132), *row(2, 162, ("Join the registers of",))], grid([100, 120, 150, 180]))
    rest = run("houses and of land", 93, 62)
    second = page(2, [rest, *row(3, 82)], grid([50, 70, 100]))
    document = read(first, second)
    assert texts(document)[2:] == [
        "2 | Join the registers of houses and of land | Parks Office | June 2027",
        "3 | Open the data of all public parks | Parks Office | June 2027",
    ]
    assert document.blocks[-1].columns == ("No.", "Task", "Lead body", "Deadline")


def test_a_cell_over_several_rows_is_read_once() -> None:
    rules = [rule for rule in grid([100, 120, 150, 180]) if rule[1] != 150 or rule[0] != EDGES[0] or rule[2] != EDGES[-1]]
    rules.append((EDGES[1], 150.0, EDGES[-1], 150.5))
    document = read(page(1, [*HEADS, *row(1, 132), *row(2, 162)[1:]], rules))
    assert [text[:20] for text in texts(document)[1:]] == ["1 | Open the data of", "Open the data of all"]


def test_text_above_and_below_stays_where_it_is() -> None:
    above, below = run("The tasks follow below.", 50, 80), run("They are reviewed every year.", 50, 220)
    assert [text.split()[0] for text in texts(read(page(1, [above, *HEADS, *row(1, 132), *row(2, 162), below], grid([100, 120, 150, 180]))))] == [
        "The", "No.", "1", "2", "They",
    ]  # fmt: skip


def test_a_frame_around_text_is_no_table() -> None:
    lines = [run(f"line {number} of a text within a frame that", 60, 100 + 14 * number) for number in range(30)]
    document = read(page(1, [*lines, run("3", 300, 790)], grid([90, 770, 800], (50.0, 280.0, 540.0))))
    assert not any(block.kind is BlockKind.ROW for block in document.blocks)


def test_rows_of_figures_between_two_rules_are_parted() -> None:
    figures = [run(text, x + 3, y) for y, name in ((132, "Buses"), (144, "Trams")) for text, x in zip((name, "12.5", "13.5", "14.5"), EDGES, strict=False)]
    document = read(page(1, [*HEADS, *figures], grid([100, 120, 150])))
    assert texts(document)[1:] == ["Buses | 12.5 | 13.5 | 14.5", "Trams | 12.5 | 13.5 | 14.5"]


@given(st.lists(st.tuples(*[st.floats(0, 600)] * 4), max_size=40))
def test_any_rules_lose_no_text(rules: list[Sides]) -> None:
    runs = [*HEADS, *row(1, 132), *row(2, 162)]
    document = read(page(1, runs, [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in rules]))
    said = "".join(sorted("".join(one.text for one in runs).replace(" ", "")))
    assert "".join(sorted(document.text.replace(" ", "").replace("|", "").replace("\n", ""))) == said


def test_columns_part_where_rules_across_meet_though_none_is_drawn_down_between_them() -> None:
    heights = [100.0, 120.0, 150.0, 180.0]
    pieces = [(left + 0.3, y, right - 0.3, y + 0.5) for y in heights for left, right in pairwise(EDGES)]
    sides = [(x, 100.0, x + 0.5, 180.0) for x in (EDGES[0], EDGES[-1])]
    runs = [*HEADS, *row(1, 132), *row(2, 162)]
    assert texts(read(page(1, runs, [*pieces, *sides])))[1:] == [
        "1 | Open the data of all public parks | Parks Office | June 2027",
        "2 | Open the data of all public parks | Parks Office | June 2027",
    ]
    # Without sides the rules are no table's.
    assert all(block.columns == () for block in read(page(1, runs, pieces)).blocks)


def test_a_bullet_in_a_cell_stays_with_its_line() -> None:
    bullet = [run("•", 93, 132), run("Open the data of", 103, 132), run("all public parks", 103, 144)]
    others = [run("1", 53, 132), run("Parks Office", 303, 132), run("June 2027", 423, 132)]
    document = read(page(1, [*HEADS, *others, *bullet, *row(2, 162)], grid([100, 120, 150, 180])))
    assert texts(document)[1] == "1 | • Open the data of all public parks | Parks Office | June 2027"


def test_a_table_beside_text_is_read_as_a_table_and_the_text_in_one_piece() -> None:
    edges = (300.0, 360.0, 540.0)
    beside = [run(f"Words beside the table, line {number} of all", 40, 110 + 12 * number) for number in range(9)]
    cells = [
        run(text, x, y)
        for y, *pair in ((130, "Lead", "Deadline"), (150, "Parks", "June 2027"), (170, "Roads", "May 2028"))
        for text, x in zip(pair, (303, 363), strict=True)
    ]
    document = read(page(1, [*beside, *cells], grid([120, 135, 155, 175], edges)))
    rows = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.ROW]
    assert rows == ["Lead | Deadline", "Parks | June 2027", "Roads | May 2028"]
    assert [one for one in texts(document) if one.startswith("Words")] == [" ".join(one.text for one in beside)]


def test_rows_beside_a_cell_that_spans_them_are_rows_with_the_heads_of_their_columns() -> None:
    rules = [rule for rule in grid([100, 120, 140, 160, 180]) if rule[1] not in (140, 160)]
    rules += [(EDGES[2], y, EDGES[4], y + 0.5) for y in (140, 160)]
    cells = [run("1", 53, 152), run("Renew the tramway", 93, 152)]
    cells += [
        run(text, x, y)
        for y, *pair in ((132, "Transport Office", "2026"), (152, "Harbour Board", "2027"), (172, "Road Agency", "2028"))
        for text, x in zip(pair, (303, 423), strict=True)
    ]
    document = read(page(1, [*HEADS, *cells], rules))
    assert texts(document)[1:] == ["1 | Renew the tramway | Transport Office | 2026", "Harbour Board | 2027", "Road Agency | 2028"]
    assert document.blocks[2].columns == ("Lead body", "Deadline")


def test_heads_in_two_rows_are_named_together() -> None:
    rules = [rule for rule in grid([100, 120, 140, 160, 180]) if rule[0] != EDGES[3]]
    rules += [(EDGES[3], 120, EDGES[3] + 0.5, 180)]
    heads = [run("Sector", 93, 112), run("Tonnes a year", 303, 112), run("2025", 303, 132), run("2030", 423, 132)]
    figures = [
        run(text, x, y)
        for y, *row in ((152, "1", "Homes", "410", "250"), (172, "2", "Roads", "380", "190"))
        for text, x in zip(row, (53, 93, 303, 423), strict=True)
    ]
    document = read(page(1, [*heads, *figures], rules))
    assert document.blocks[-1].columns == ("", "Sector", "Tonnes a year / 2025", "Tonnes a year / 2030")


def test_heads_that_come_back_on_the_next_page_are_no_part_of_the_last_row() -> None:
    heads = [run(text, x + 3, 112) for text, x in zip(("Task", "Lead body", "Deadline"), EDGES[1:], strict=False)]
    rules = grid([100, 120, 150, 180])
    document = read(page(1, [*heads, *row(1, 132), *row(2, 162)], rules), page(2, [*heads, *row(3, 132)], grid([100, 120, 150])))
    assert texts(document)[2] == "2 | Open the data of all public parks | Parks Office | June 2027"
    assert texts(document)[3] == "Task | Lead body | Deadline"
    assert document.blocks[-1].columns == ("", "Task", "Lead body", "Deadline")


def test_a_table_in_a_frame_around_the_page_is_read_once() -> None:
    frame = [*grid([4, 838], (4.0, 591.0)), (297, 4, 297.5, 24), (4, 24, 300, 24.5)]
    document = read(
        page(1, [*HEADS, *row(1, 132), *row(2, 162), run("Printed by the town", 310, 20), run("Draft", 10, 20)], [*frame, *grid([100, 120, 150, 180])])
    )
    assert sum(one.startswith("1 | Open") for one in texts(document)) == 1
    assert document.text.count("Parks Office") == 2


def test_a_table_drawn_in_parts_with_gaps_between_keeps_its_heads() -> None:
    rules = grid([100, 120, 139]) + grid([145, 165, 190])
    document = read(page(1, [*HEADS, *row(1, 132, ("Open data",)), *row(2, 158, ("Plant trees",)), *row(3, 183, ("Build paths",))], rules))
    assert [block.columns for block in document.blocks[1:]] == [("No.", "Task", "Lead body", "Deadline")] * 3


def test_heads_alone_at_the_foot_of_a_page_and_a_last_row_alone_belong_to_the_table() -> None:
    pages = [page(1, HEADS, grid([100, 120])), page(2, [*row(1, 132), *row(2, 162)], grid([120, 150, 180])), page(3, row(3, 132), grid([120, 150]))]
    document = read(*pages)
    assert texts(document)[0] == "No. | Task | Lead body | Deadline"
    assert [block.columns for block in document.blocks[1:]] == [("No.", "Task", "Lead body", "Deadline")] * 3


def test_amounts_are_no_heads() -> None:
    cells = [
        run(text, x, y)
        for y, *pair in ((112, "One off cost", "£4m"), (132, "Cost a year of all the works", "£1.2m"))
        for text, x in zip(pair, (53, 303), strict=True)
    ]
    document = read(page(1, cells, grid([100, 120, 140], (50.0, 300.0, 540.0))))
    assert texts(document) == ["One off cost | £4m", "Cost a year of all the works | £1.2m"]
    assert document.blocks[1].columns == ()


def test_a_row_that_fills_the_next_page_is_read_cell_by_cell() -> None:
    edges = (50.0, 300.0, 540.0)
    heads = [run("The town will", 53, 712), run("The state will", 303, 712)]
    first = [run("Build a harbour for the ferries", 53, 732), run("Pay for half of the harbour", 303, 732)]
    cells = [run(f"{name} {chr(97 + line)} of this cell goes on", x, 72 + 12 * line) for line in range(10) for name, x in (("Left", 53), ("Right", 303))]
    document = read(page(1, [*heads, *first], grid([700, 720, 740], edges)), page(2, cells, grid([60, 200], edges)))
    text = document.text
    assert text.index("Left j") < text.index("Right a")
