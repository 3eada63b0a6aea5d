"""Text, Markdown and CSV: paragraphs found again, furniture left out."""

import pytest

from analyzer.domain.document import BlockKind, DropReason
from analyzer.read import read_bytes

SENTENCES = [
    "智慧社区是通过综合运用现代科学技术，整合区域人、地、物、情、事、组织和房屋等信息，统筹公共管理、公共服务和商业服务等资源，提升社区治理和小区管理现代化。",
    "我国智慧社区建设仍然处于初级阶段，存在着一些困难和问题。比如社区基础设施建设水平参差不齐，缺乏社区综合服务平台，应用尚未形成规模，便民利民领域应用未能广泛推广。",
    "积极推进智慧社区建设，有利于提高基础设施的集约化和智能化水平，实现绿色生态社区建设；有利于促进和扩大政务信息共享范围，降低行政管理成本，增强行政运行效能。",
]


def blocks(text: str, name: str = "a.txt") -> list[str]:
    document = read_bytes(text.encode(), name)
    return document.text.split("\n")


def dropped(text: str, reason: DropReason, name: str = "a.txt") -> list[str]:
    return [one.text for one in read_bytes(text.encode(), name).dropped if one.reason is reason]


def wrapped(sentences: list[str], size: int = 26) -> list[str]:
    lines = []
    for sentence in sentences:
        lines.append(sentence[: size - 2])
        lines += [sentence[at : at + size] for at in range(size - 2, len(sentence), size)]
    return lines


def test_one_paragraph_a_line_stays_so():
    text = ["一、总体要求", *SENTENCES, "二、重点任务", *SENTENCES[::-1]]
    assert blocks("\n".join(text)) == text


def test_lines_wrapped_at_a_margin_are_joined():
    text = ["一、总体要求", *SENTENCES, "二、重点任务", *SENTENCES[::-1]]
    lines = ["一、总体要求", *wrapped(SENTENCES), "二、重点任务", *wrapped(SENTENCES[::-1])]
    assert blocks("\n".join(lines)) == text


def test_wrapped_western_text_is_joined_and_words_broken_by_hyphens_healed():
    paragraph = "The council will publish an annual report on the delivery of this strategy and on the use of public funds by every department that takes part."
    lines = [
        "The council will publish an annual report on the deliv-",
        "ery of this strategy and on the use of public funds by",
        "every department that takes part.",
    ]
    text = "\n\n".join("\n".join(lines) for _ in range(6))
    assert blocks(text) == [paragraph] * 6


def test_a_year_at_the_start_of_a_wrapped_line_does_not_open_a_paragraph():
    lines = [
        "The programme reduces emissions from transport by half until",
        "2030. The city then reports on the measures that were taken",
        "and on their costs.",
    ]
    assert len(blocks("\n\n".join("\n".join(lines) for _ in range(6)))) == 6


def test_page_numbers_running_heads_and_contents_are_dropped():
    body = wrapped(SENTENCES * 2)
    pages = [["智慧社区建设指南", *body, f"- {number} -"] for number in range(1, 7)]
    contents = ["目 录", "一、总体要求........1", "二、重点任务........3", "三、保障措施........5"]
    text = "\n".join([*contents, *(line for page in pages for line in page)])
    document = read_bytes(text.encode(), "a.txt")
    assert "........" not in document.text
    assert "- 3 -" not in document.text
    assert document.text.count("智慧社区建设指南") <= 1
    assert [one.reason for one in document.dropped].count(DropReason.PAGE_NUMBER) == 6
    assert dropped(text, DropReason.CONTENTS)[0] == "目录"


def test_numbers_in_a_text_are_no_page_numbers():
    text = "\n".join(["指标", "12", "数量", "7", "比例", "35"] * 5)
    assert "35" in blocks(text)


def test_form_feeds_give_pages():
    document = read_bytes("\f".join(SENTENCES).encode(), "a.txt")
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.page_of(document.blocks[2].span) == 3


def test_wide_spaces_part_the_paragraphs_of_a_text_in_one_line():
    text = "　　".join(["第一章　总则", *SENTENCES, "第二章　附则"])
    assert blocks(text)[1:4] == SENTENCES
    assert blocks(text)[0] == "第一章 总则"


def test_characters_set_apart_are_closed_up():
    assert blocks("规 划 建 设 智 慧 城 市 ， 推 进 数 字 政 府 建 设 。\n") == ["规划建设智慧城市，推进数字政府建设。"]
    assert blocks("北京市 规划 委员会\n") == ["北京市 规划 委员会"]


def test_buttons_of_a_web_page_are_dropped_but_not_the_same_words_in_the_text():
    text = "\n".join(["下载", "打印", "全屏", "【字号：大 中 小】", "智慧城市规划", "下载", SENTENCES[0], "打印本页"])
    assert blocks(text) == ["智慧城市规划", "下载", SENTENCES[0]]
    assert len(dropped(text, DropReason.WEB_PAGE)) == 5


def test_the_title_is_the_first_line_that_names_a_document():
    assert (
        read_bytes("XX市人民政府文件\n关于印发智慧城市发展规划的通知\n各区人民政府：\n现印发给你们。".encode(), "a.txt").title
        == "关于印发智慧城市发展规划的通知"
    )
    assert read_bytes("\n".join(SENTENCES).encode(), "a.txt").title is None


def test_markdown_gives_headings_items_and_rows_with_their_columns():
    text = """---
title: City Plan
---
# Goals

The **city** shall [act](http://x.y) now.

- first measure
- second measure

| Measure | Year |
| --- | --- |
| Solar roofs for schools | 2030 |
| Bus lanes
in the centre | 2028 |

Done
====
"""
    document = read_bytes(text.encode(), "a.md")
    found = [(block.kind, block.level, block.span.of(document.text), block.columns) for block in document.blocks]
    assert document.title == "City Plan"
    assert found == [
        (BlockKind.HEADING, 1, "Goals", ()),
        (BlockKind.PARAGRAPH, None, "The city shall act now.", ()),
        (BlockKind.ITEM, None, "first measure", ()),
        (BlockKind.ITEM, None, "second measure", ()),
        (BlockKind.ROW, None, "Measure | Year", ()),
        (BlockKind.ROW, None, "Solar roofs for schools | 2030", ("Measure", "Year")),
        (BlockKind.ROW, None, "Bus lanes in the centre | 2028", ("Measure", "Year")),
        (BlockKind.HEADING, 1, "Done", ()),
    ]


def test_markdown_page_marks_give_pages():
    document = read_bytes(b"<!-- page 4 -->\nFirst text.\n\n<!-- page 5 -->\nSecond text.\n", "a.md")
    assert [document.page_of(block.span) for block in document.blocks] == [4, 5]


def test_a_csv_of_whole_texts_becomes_paragraphs_and_of_short_texts_rows():
    body = "\n".join(SENTENCES)
    long = read_bytes(f'title,year,text\n智慧城市规划,2026,"{body * 2}"\n'.encode(), "a.csv")
    assert long.title == "智慧城市规划"
    assert all(block.kind is BlockKind.PARAGRAPH for block in long.blocks)
    assert "year: 2026" in long.quality.notes
    short = read_bytes("指标;2025\n绿地;35%\n".encode("gb18030"), "a.csv")
    assert [block.columns for block in short.blocks] == [(), ("指标", "2025")]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000 + "!",
        "x" + " " * 500_000 + "x",
        "(" * 200_000,
        "第一条" * 100_000,
        "a." * 100_000 + "@",
        "\n" * 500_000 + "x",
        "a" + "\u0301\u0316" * 100_000,
    ],
)
def test_hostile_texts_take_no_time(text):
    assert read_bytes(text.encode(), "a.txt").text


LEFT = [
    "The city will cut emissions from its",
    "buildings and its vehicles, street by",
    "street, and will ask residents for",
    "their help in every one of the nine",
    "districts, so that the plan is carried",
    "by those who live there and who know",
    "what has to be done first.",
]
RIGHT = [
    "Water is scarce in summer. The plan",
    "therefore sets aside the upper meadows",
    "as a reserve, and the new reservoir",
    "stores what falls in winter. A fee",
    "pays for the pipes, which are old and",
    "which leak in many places, as the last",
    "survey has shown.",
]


def test_two_columns_of_print_are_read_one_after_the_other():
    printed = [f"{left:<42}{right}" for left, right in zip(LEFT, RIGHT, strict=True)]
    assert " ".join(blocks("\n".join(printed))) == " ".join([*LEFT, *RIGHT])


def test_a_table_of_short_cells_is_not_taken_for_columns():
    printed = [f"Measure {number:<20}{number * 10}" for number in range(1, 9)]
    assert [block.split()[:2] for block in blocks("\n".join(printed))] == [["Measure", str(number)] for number in range(1, 9)]


def test_labels_of_a_map_are_a_row_and_not_part_of_a_sentence():
    text = "\n".join([*LEFT, "Mill Rd        Old Bridge       Station        101", *RIGHT])
    document = read_bytes(text.encode(), "a.txt")
    rows = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.ROW]
    assert rows == ["Mill Rd | Old Bridge | Station | 101"]


def test_a_number_far_from_the_last_one_ends_the_sentence_before_it():
    caption = ["A festival of arts and ideas for the Great Fire", "350. Produced by the artists of the town", ""]
    text = [*LEFT, "", *caption, *RIGHT, ""] * 3
    assert "A festival of arts and ideas for the Great Fire 350. Produced by the artists of the town" in blocks("\n".join(text))


def test_a_numbered_heading_wrapped_over_two_lines_stands_alone():
    heading = ["2. Skills and the capability of cultural", "organisations", ""]
    text = [*LEFT[:-1], "", *heading, *RIGHT, ""] * 3
    assert blocks("\n".join(text)).count("2. Skills and the capability of cultural organisations") == 3


def test_columns_that_could_not_be_parted_are_noted_and_lower_the_quality():
    # No strip of blanks runs through: the gutter wanders.
    printed = [f"{left}{' ' * 3}{right}" for left, right in zip(LEFT, RIGHT, strict=True)]
    document = read_bytes("\n".join(printed).encode(), "a.txt")
    assert any("side by side" in note for note in document.quality.notes)
    assert document.quality.score < 0.9
    plain = read_bytes("\n".join([*LEFT, *RIGHT]).encode(), "a.txt")
    assert plain.quality.score == 1.0 and not plain.quality.notes


def test_a_joined_emoji_stays_whole_and_other_joiners_go():
    text = read_bytes("社区家庭👨‍👩‍👧服务𠮷\u200d站。\r\n".encode(), "plan.txt").text
    assert text == "社区家庭👨‍👩‍👧服务𠮷站。"
