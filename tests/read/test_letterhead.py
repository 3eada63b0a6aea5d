"""Head and foot of Chinese official documents, on lines written for these tests."""

from __future__ import annotations

import pytest

from analyzer.describe import describe
from analyzer.domain.document import BlockKind, Document
from analyzer.read import read_bytes
from analyzer.read.flow import Flow
from analyzer.read.letterhead import mark_letterhead
from analyzer.resources.documents import load_vocabulary
from analyzer.segment.segments import segment_document

HEAD = ["000017", "特急", "澜海市人民政府文件", "澜政发〔2026〕12号 | 签发人：周明远"]
TITLE = "澜海市人民政府关于印发《澜海市智慧城市行动计划（2026—2028年）》的通知"
SENT_TO = "各县（市、区）人民政府，市政府各部门、各直属机构："
LETTER = "现将行动计划印发给你们，请认真实施。"
FOOT = ["附件：1．澜海市智慧城市行动计划", "2．重点任务分工表", "澜海市人民政府", "2026年3月18日", "（此件公开发布）"]
PLAN = ["一、主要任务", "建设城市运行平台，2027年底前完成。"]
END = ["抄送：市委各部门，市人大常委会办公室，澜海", "警备区。", "澜海市人民政府办公室 | 2026年3月19日印发"]


def made(*lines: str) -> Document:
    flow = Flow()
    for line in lines:
        flow.add(line, BlockKind.ROW if " | " in line else BlockKind.PARAGRAPH)
    return mark_letterhead(flow.document(document_id="d", reader="test", format="test"))


def marked(*lines: str) -> list[str]:
    document = made(*lines)
    return [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.LETTERHEAD]


def test_head_and_feet_are_marked_and_title_and_text_are_not() -> None:
    assert marked(*HEAD, TITLE, SENT_TO, LETTER, *FOOT, *PLAN, *END) == [*HEAD, SENT_TO, *FOOT, *END]


def test_they_stay_out_of_the_sentences_but_describe_the_document() -> None:
    document = made(*HEAD, TITLE, SENT_TO, LETTER, *FOOT, *PLAN, *END)
    found = segment_document(document)
    assert [segment.text for segment in found.segments] == [TITLE, LETTER, *PLAN]
    assert found.segments[-1].heading == ("一、主要任务",)
    told = describe(document, found.segments, found.language, load_vocabulary())
    assert [item and item.value for item in (told.issuer, told.number, told.date)] == ["澜海市人民政府", "澜政发〔2026〕12号", "2026-03-18"]


@pytest.mark.parametrize(
    "line",
    [
        "各县（市、区）人民政府要完善以下机制：",
        "各部门主要任务如下：",
        "2026年3月18日，市政府召开会议。",
        "附件三所列项目由市数据局牵头，2027年底前完成。",
        "市数据局",
        "根据澜政发〔2025〕3号文件，建设城市运行平台。",
        "建设单位：澜海市数据局",
    ],
)
def test_what_could_also_be_text_is_left(line: str) -> None:
    assert marked("一、主要任务", line, "建设平台。", "接入设备。") == []


def test_a_letter_in_a_text_file_is_read_so_too() -> None:
    document = read_bytes("\n".join([*HEAD[:3], "澜政发〔2026〕12号", TITLE, SENT_TO, LETTER, "澜海市人民政府", "2026年3月18日"]).encode(), "letter.txt")
    kinds = [block.kind is BlockKind.LETTERHEAD for block in document.blocks]
    assert kinds == [True] * 4 + [False, True, False, True, True]


def test_other_documents_are_handed_on_as_they_are() -> None:
    flow = Flow()
    flow.add("The city builds a platform.")
    document = flow.document(document_id="d", reader="test", format="test")
    assert mark_letterhead(document) is document
