"""Text set top-down, on its side or on its head, on pages made of runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.document import Document
from analyzer.read.flow import Flow
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines, TextRun, Turn
from analyzer.read.pdf.turned import laid_upright

WIDTH, HEIGHT, EM = 595.0, 842.0, 14.0
COLUMNS = (
    "本市坚持规划引领，统筹建设城市数据底座，到二〇二八年建成统一的城市运行管理",
    "平台，覆盖全部街道。",
    "　　各区组织试点，总结经验后在全市推广，形成可以复制的做法，并将结果向社会公",
    "开。",
)
SIDES = st.tuples(*[st.floats(0, 1000)] * 4)


def column(text: str, right: float) -> TextRun:
    """A column of characters from the top, as readers give it: as one upright run."""
    lead = len(text) - len(text.lstrip("　"))
    top, bottom = 60 + lead * EM, 60 + len(text) * EM
    return TextRun(text.strip("　"), right - EM, top, right, bottom, (top + bottom) / 2, EM, "Song")


def read(*runs: TextRun) -> Document:
    flow = Flow()
    flow_of_pages([PageLines(1, WIDTH, HEIGHT, [*runs])], flow)
    return flow.document(document_id="x", reader="test", format="pdf")


@pytest.mark.parametrize("order", [1, -1])
def test_columns_from_right_to_left_are_lines_of_paragraphs(order: int) -> None:
    runs = [column(text, 540 - 24 * number) for number, text in enumerate(COLUMNS)]
    number = TextRun("12", 290, 800, 304, 812, 810, 12, "Song")
    document = read(*runs[::order], number)
    assert document.text.split("\n")[:2] == [COLUMNS[0] + COLUMNS[1], COLUMNS[2].strip("　") + COLUMNS[3]]
    first = document.lines[0].box
    assert first is not None and (first.x0, first.y0, first.x1) == (526.0, 60.0, 540.0)


def test_a_label_set_top_down_turns_no_page() -> None:
    upright = [
        TextRun("本市建设城市数据底座，到二〇二八年建成统一的平台。", 70, 100 + 20 * line, 430, 114 + 20 * line, 112 + 20 * line, EM) for line in range(5)
    ]
    assert laid_upright(PageLines(1, WIDTH, HEIGHT, [*upright, column("任务分工", 540)])) is None
    assert laid_upright(PageLines(1, WIDTH, HEIGHT, [column("任务分工", 540)])) is None


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_on_its_side_is_read_line_by_line(degrees: int) -> None:
    lines = ["The city lays fibre to every district by the year of 2028, and the", "roads office reports on the works.", "Sensors count people on squares."]
    width, height = (WIDTH, HEIGHT) if degrees == 180 else (HEIGHT, WIDTH)
    turn = Turn(degrees, WIDTH, HEIGHT)
    runs = []
    for number, line in enumerate(lines):
        upright = (70.0, 90.0 + 16 * number, 70.0 + 6 * len(line), 102.0 + 16 * number)
        assert upright[2] < width and upright[3] < height
        runs.append(TextRun(line, *turn.back(upright), 100.0 + 16 * number, 12.0, turned=degrees))
    document = read(*runs)
    assert document.text.split("\n") == [f"{lines[0]} {lines[1]}", lines[2]]
    box = document.lines[2].box
    assert box is not None
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(turn.back((70.0, 122.0, 70.0 + 6 * len(lines[2]), 134.0)), abs=0.01)


@given(SIDES, st.sampled_from([90, 180, 270]))
def test_a_turn_and_its_way_back_leave_a_rectangle_where_it_was(sides: tuple[float, float, float, float], degrees: int) -> None:
    turn = Turn(degrees, WIDTH, HEIGHT)
    assert turn.back(turn.upright(sides)) == pytest.approx(sides, abs=1e-6)
