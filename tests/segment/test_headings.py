from analyzer.domain.document import BlockKind
from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import Flow
from analyzer.segment.segments import segment_document


def segments(*blocks):
    """Segments of a document made of strings (paragraphs) and (kind, level, text) triples."""
    flow = Flow()
    for block in blocks:
        if isinstance(block, str):
            flow.add(block)
        else:
            flow.add(block[2], block[0], level=block[1])
    return segment_document(flow.document(document_id="d", reader="test", format="test")).segments


def trails(*blocks):
    return [(item.text, item.heading) for item in segments(*blocks)]


def test_chinese_numbering_builds_the_trail_from_outside_in():
    assert trails("第一章 总则", "一、总体要求", "（一）指导思想", "坚持规划先行。", "二、重点任务", "建设网络。")[-3:] == [
        ("坚持规划先行。", ("第一章 总则", "一、总体要求", "（一）指导思想")),
        ("二、重点任务", ("第一章 总则",)),
        ("建设网络。", ("第一章 总则", "二、重点任务")),
    ]


def test_a_run_in_heading_heads_the_rest_of_its_paragraph_and_what_follows():
    found = trails("（一）加强组织领导。成立专班。", "按季度通报。")
    assert found == [
        ("（一）加强组织领导。", ()),
        ("成立专班。", ("（一）加强组织领导。",)),
        ("按季度通报。", ("（一）加强组织领导。",)),
    ]


def test_an_enumerated_sentence_is_no_heading():
    assert [heading for _, heading in trails("1.建成5G基站2.6万个，覆盖所有乡镇。", "2.开通专线。")] == [(), ()]


def test_levels_of_the_file_rank_above_numbering():
    found = trails(
        (BlockKind.HEADING, 1, "Strategy"), (BlockKind.HEADING, 2, "Networks"), "1.1 Fibre", "Lay cables.", (BlockKind.HEADING, 2, "Data"), "Share it."
    )
    assert found[3] == ("Lay cables.", ("Strategy", "Networks", "1.1 Fibre"))
    assert found[5] == ("Share it.", ("Strategy", "Data"))


def test_a_table_row_is_one_segment_with_its_column_heads_in_view():
    flow = Flow()
    flow.add("三、任务分工")
    flow.add("建设专网。 | 市数据局 | 2026年", BlockKind.ROW, columns=("任务", "牵头单位", "时限"))
    row = segment_document(flow.document(document_id="d", reader="test", format="test")).segments[1]
    assert (row.text, row.heading) == ("建设专网。 | 市数据局 | 2026年", ("三、任务分工", "任务 | 牵头单位 | 时限"))


def test_ids_depend_on_text_and_occurrence_but_not_on_place_or_spacing():
    first = segments("甲。", "乙。", "甲。")
    later = segments("序。", "乙。", "甲。", "甲 。")
    assert [first[0].id, first[2].id] == [later[2].id, later[3].id]
    assert len({item.id for item in first}) == 3


def test_enumerators_are_told_from_numbers():
    styles = {
        text: (found.style if (found := find_enumerator(text)) else None)
        for text in ("第三章 x", "一、x", "（二）x", "3. x", "1.2 x", "Chapter 4 x", "2030年", "3.5亿元", "5G网络", "第一批")
    }
    assert styles == {
        "第三章 x": "chapter", "一、x": "han", "（二）x": "han_paren", "3. x": "digit", "1.2 x": "decimal", "Chapter 4 x": "chapter",
        "2030年": None, "3.5亿元": None, "5G网络": None, "第一批": None,
    }  # fmt: skip


def test_numbers_with_hardly_a_word_behind_them_are_no_headings():
    assert [heading for _, heading in trails("3.4). The city builds it.", "47.5 dB", "29.2 acres", "Trees are planted.")] == [()] * 5


def test_numbered_lines_with_nothing_below_them_are_a_list():
    listed = ("1. Harbour office", "2. Roads office", "3. Schools office")
    assert trails("一、总体要求", "要求如下。", *listed, "各方配合。")[2:] == [(text, ("一、总体要求",)) for text in (*listed, "各方配合。")]
    set_bold = [(BlockKind.HEADING, None, text) for text in listed]
    assert [item.kind for item in segments("Offices.", *set_bold, "They act.")[1:4]] == [BlockKind.ITEM] * 3


def test_the_heading_after_a_printed_list_of_headings_stays_one():
    found = trails("第一章 总则", "第二章 任务", "第三章 保障", "第一章 总则", "一、目标", "建成专网。")
    assert found[-1] == ("建成专网。", ("第一章 总则", "一、目标"))
    assert [heading for _, heading in found[:3]] == [()] * 3


def test_a_heading_below_its_number_takes_the_rank_of_the_number():
    heading = BlockKind.HEADING
    found = trails("第三章", "总则", "本市建设专网。", "第四章", "附则", "自发布日起施行。")
    assert [above for text, above in found if text.endswith("。")] == [("第三章 总则",), ("第四章 附则",)]
    found = trails((heading, 2, "1.3"), (heading, 2, "Networks"), "Lay cables.", (heading, 2, "Data"), "Share it.")
    assert [above for text, above in found if text.endswith(".")] == [("1.3 Networks",), ("Data",)]


def test_a_lone_number_without_a_heading_below_heads_nothing():
    assert trails((BlockKind.HEADING, 3, "1.3"), "the network of the city is laid by the year 2030.")[-1][1] == ()


def test_a_short_item_before_a_long_one_is_no_heading():
    long = "2. A second office, which keeps the registers of houses and land and answers all who ask for them within a day of their asking, and more."
    assert trails("1. Harbour office", long, "They act.")[-1] == ("They act.", ())
    assert trails("1. Harbour office", "1. Build a quay, which holds three ships at once and is open to all who land there by night, and to their crews.")[-1][
        1
    ] == ("1. Harbour office",)
