"""Word documents: what is read, in which order, and what is left out."""

import io
import zipfile

import pytest

from analyzer.domain.document import BlockKind, DropReason
from analyzer.domain.limits import Limits, limited
from analyzer.errors import ReadError
from analyzer.read import read_bytes
from analyzer.read.docx.numbering import format_number

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def packed(body: str, *, prologue: str = "", namespace: str = W, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        space = f'xmlns:w="{namespace}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        archive.writestr("word/document.xml", f"{HEAD}{prologue}<w:document {space}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f'{HEAD}<w:{name} xmlns:w="{namespace}">{content}</w:{name}>')
    return buffer.getvalue()


def read(body: str, **parts: str):
    return read_bytes(packed(body, **parts), "a.docx")


def texts(document) -> list[str]:
    return document.text.split("\n")


def test_paragraphs_tables_and_links_come_in_order():
    table = (
        "<w:tbl>" + "".join(f"<w:tr><w:tc>{p(a)}</w:tc><w:tc>{p(b)}</w:tc></w:tr>" for a, b in (("指标", "目标"), ("绿地率", "到2030年达到35%"))) + "</w:tbl>"
    )
    document = read(
        p("第一段。") + table + "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p><w:sdt><w:sdtContent>" + p("控件") + "</w:sdtContent></w:sdt>"
    )
    assert texts(document) == ["第一段。", "指标 | 目标", "绿地率 | 到2030年达到35%", "链接", "控件"]
    assert document.blocks[2].kind is BlockKind.ROW
    assert document.blocks[2].columns == ("指标", "目标")


def test_merged_cells_keep_cells_and_columns_paired():
    row = "<w:tr>{}</w:tr>".format
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("合计三项")}</w:tc><w:tc>{p("第三项的长说明")}</w:tc>'
    head = "".join(f"<w:tc>{p(name)}</w:tc>" for name in ("甲", "乙", "丙"))
    document = read("<w:tbl>" + row(f"<w:trPr><w:tblHeader/></w:trPr>{head}") + row(wide) + "</w:tbl>")
    assert document.blocks[1].columns == ("甲 / 乙", "丙")


def test_a_table_that_frames_the_text_is_read_as_paragraphs():
    assert [block.kind for block in read(f"<w:tbl><w:tr><w:tc>{p('One.')}{p('Two.')}</w:tc></w:tr></w:tbl>").blocks] == [BlockKind.PARAGRAPH] * 2


def test_the_strict_form_is_read_too():
    assert read_bytes(packed(p("STRICT"), namespace=STRICT), "a.docx").text == "STRICT"


def test_tracked_changes_are_read_as_accepted_with_a_note():
    document = read(
        '<w:p><w:ins w:id="1"><w:r><w:t>NEW</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>OLD</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>MOVED</w:t></w:r></w:moveFrom></w:p>'
    )
    assert document.text == "NEW"
    assert any("tracked changes" in note for note in document.quality.notes)


def test_hidden_text_is_dropped_with_a_note():
    document = read(
        p("VISIBLE") + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r></w:p><w:p><w:r><w:rPr><w:sz w:val='1'/></w:rPr><w:t>TINY</w:t></w:r></w:p>"
    )
    assert document.text == "VISIBLE"
    assert [one.text for one in document.dropped if one.reason is DropReason.HIDDEN] == ["HIDDEN", "TINY"]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{p('BOX')}</w:txbxContent>"
    document = read(
        f"<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(document) == ["Before", "BOX"]


def test_fields_give_their_result_and_contents_are_dropped():
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    toc = f'<w:p>{mark("begin")}<w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>{mark("separate")}<w:r><w:t>Goals 1</w:t></w:r></w:p>{p("Measures 2")}<w:p>{mark("end")}</w:p>'
    field = f"<w:p><w:r><w:t>See page </w:t></w:r>{mark('begin')}<w:r><w:instrText>PAGEREF x</w:instrText></w:r>{mark('separate')}<w:r><w:t>7</w:t></w:r>{mark('end')}</w:p>"
    document = read(toc + field)
    assert document.text == "See page 7"
    assert [one.text for one in document.dropped] == ["Goals 1", "Measures 2"]


def test_notes_follow_the_body_and_headers_are_dropped():
    document = read(
        p("Body."), footnotes=f'<w:footnote w:id="1">{p("Note.")}</w:footnote><w:footnote w:type="separator" w:id="0">{p("x")}</w:footnote>', header=p("Head")
    )
    assert texts(document) == ["Body.", "Note."]
    with zipfile.ZipFile(io.BytesIO(packed(p("Body."), header1=p("Head")))) as archive:
        assert "word/header1.xml" in archive.namelist()
    assert [one.reason for one in read(p("Body."), header1=p("Head")).dropped] == [DropReason.HEADER]


def test_automatic_numbers_are_written_out():
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
    styles = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
    deeper = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="5"/></w:numPr>'
    body = p("总则", '<w:pStyle w:val="H1"/>') + p("目标", deeper) + p("原则", deeper) + p("附则", '<w:pStyle w:val="H1"/>') + p("解释", deeper)
    document = read(body, numbering=numbering, styles=styles)
    assert texts(document) == ["第一章总则", "1.1 目标", "1.2 原则", "第二章附则", "2.1 解释"]
    assert [(block.kind, block.level) for block in document.blocks[:2]] == [(BlockKind.HEADING, 1), (BlockKind.PARAGRAPH, None)]


@pytest.mark.parametrize(
    ("number", "style", "written"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCounting", "一百零五"),
        (4, "lowerRoman", "iv"),
        (28, "lowerLetter", "bb"),
        (3, "ganada", "다"),
        (2, "decimalEnclosedCircle", "②"),
        (7, "unknown", "7"),
    ],
)
def test_number_formats(number, style, written):
    assert format_number(number, style) == written


def test_typed_line_breaks_part_paragraphs_unless_the_sentence_goes_on():
    document = read(
        "<w:p><w:r><w:t>一、总体要求</w:t><w:br/><w:t>　　坚持以人民为中心，</w:t><w:br/><w:t>建设智慧城市。</w:t><w:br/><w:t>　　二、任务</w:t></w:r></w:p>"
    )
    assert texts(document) == ["一、总体要求", "坚持以人民为中心，建设智慧城市。", "二、任务"]


def test_page_breaks_of_the_last_printing_give_pages():
    document = read("<w:p><w:r><w:t>第一页未完</w:t><w:lastRenderedPageBreak/><w:t>第二页。</w:t></w:r></w:p>" + p("后文。"))
    assert document.text == "第一页未完第二页。\n后文。"
    assert [line.page for line in document.lines] == [1, 2, 2]
    assert len(document.pages) == 2


def test_a_text_pasted_line_by_line_is_joined_again():
    sentence = "全面贯彻落实党的二十大精神，在市委坚强领导下，完整、准确、全面贯彻新发展理念，提速度、优结构，抓创新、促协同，抗灾情、保民生，较好地完成了确定的目标任务。"
    lines = [sentence[:28], sentence[28:58], sentence[58:]] * 8
    document = read("".join(p(line) for line in lines))
    assert texts(document) == [sentence] * 8


@pytest.mark.parametrize("prologue", ['<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>', '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">'])
def test_documents_with_a_dtd_are_refused(prologue):
    with pytest.raises(ReadError) as caught:
        read_bytes(packed(p("x"), prologue=prologue), "a.docx")
    assert caught.value.status == "unreadable"


def test_a_part_that_expands_over_the_limit_is_refused():
    with limited(Limits(expansion=10_000)), pytest.raises(ReadError) as caught:
        read_bytes(packed(p("x" * 2_000_000)), "a.docx")
    assert caught.value.status == "too_large"


def test_a_damaged_or_locked_package_gets_its_status():
    good = packed(p("x"))
    with pytest.raises(ReadError) as caught:
        read_bytes(good[: len(good) // 2], "a.docx")
    assert caught.value.status == "unreadable"
    locked = bytearray(good)
    for at in range(len(locked) - 4):
        if locked[at : at + 4] == b"PK\x03\x04":
            locked[at + 6] |= 1
        elif locked[at : at + 4] == b"PK\x01\x02":
            locked[at + 8] |= 1
    with pytest.raises(ReadError) as caught:
        read_bytes(bytes(locked), "a.docx")
    assert caught.value.status == "password"


def test_a_whole_text_in_one_paragraph_is_joined_over_the_pages_and_around_its_numbers():
    paragraph = [
        "建设运营一批爱心食堂，完成居家适老化改造若干户，薛城区、市中区入选",
        "全省县域养老服务体系创新示范区，新建改扩建中小学若干所，建设提升普",
        "惠性幼儿园若干所，建成充电桩 9 个，购置校车若干辆、新开通线路若干",
        "条，每天接送学生若干人次，成功获批国家区域医疗中心建设项目，东方医",
        "院全面托管市中医医院，新老院区同步运行，增设学生过街天桥 6 座。",
    ]
    text = " ".join(["各位代表：", "一、2023年工作回顾", *(paragraph * 12)])
    pages = (text[:700], text[700:1500], text[1500:])
    runs = "<w:r><w:lastRenderedPageBreak/></w:r>".join(f'<w:r><w:t xml:space="preserve">{page}</w:t></w:r>' for page in pages)
    document = read(f"<w:p>{runs}</w:p>")
    lines = texts(document)
    assert lines[:2] == ["各位代表：", "一、2023年工作回顾"]
    assert lines[2:] == ["".join(paragraph).replace(" ", "")] * 12
    assert sorted({line.page for line in document.lines}) == [1, 2, 3]
