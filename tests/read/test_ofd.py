"""OFD packages made by hand: text with place, templates, transforms, and what is left alone."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.document import BlockKind, DropReason, Span
from analyzer.errors import ReadError
from analyzer.read import read_bytes
from analyzer.read.ofd.geometry import Matrix, advances, numbers

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MM = 72 / 25.4


def text_object(text, x, y, size=4.2, *, font="1", delta=None, extra="", ctm="", width=None):
    """A line of text whose first baseline stands `size` below the top of its boundary."""
    advance = f'DeltaX="{delta if delta is not None else f"g {len(text) - 1} {size}"}"' if len(text) > 1 else ""
    boundary = f"{x} {y} {width or size * len(text)} {size * 1.3}"
    matrix = f'CTM="{ctm}"' if ctm else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{boundary}" Font="{font}" Size="{size}" {matrix} {extra}>'
        f'<ofd:TextCode X="0" Y="{size}" {advance}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def page(*objects, head=""):
    return f'<ofd:Page {NAMESPACE}>{head}<ofd:Content><ofd:Layer Type="Body" ID="2">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'


def ofd(*pages, templates=(), resources="", title="", more=None, size="0 0 210 297"):
    members = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{size}</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        + "".join(f'<ofd:TemplatePage ID="t{n}" BaseLoc="Tpls/Tpl_{n}/Content.xml"/>' for n in range(len(templates)))
        + "</ofd:CommonData><ofd:Pages>"
        + "".join(f'<ofd:Page ID="p{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
        + "</ofd:Pages><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {NAMESPACE}><ofd:Fonts><ofd:Font ID="1" FontName="仿宋"/><ofd:Font ID="2" FontName="方正小标宋"/></ofd:Fonts>'
        f"{resources}</ofd:Res>",
        "Doc_0/Signs/Signatures.xml": f"<ofd:Signatures {NAMESPACE}/>",
        "Doc_0/Attachs/secret.txt": "an attachment is no part of the text",
        **{f"Doc_0/Pages/Page_{n}/Content.xml": content for n, content in enumerate(pages)},
        **{f"Doc_0/Tpls/Tpl_{n}/Content.xml": content for n, content in enumerate(templates)},
        **(more or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return packed.getvalue()


def read(*pages, **options):
    return read_bytes(ofd(*pages, **options), "plan.ofd")


def refused(data, name="plan.ofd"):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert "\n" not in caught.value.reason
    return caught.value


LINE = "建设全市统一的数据共享平台，由大数据局牵头。"


def test_a_line_has_its_text_page_and_box():
    document = read(page(text_object(LINE, 30, 40)))
    assert document.format == "ofd"
    assert document.text == LINE
    assert document.page_of(Span(0, 3)) == 1
    box = document.lines[0].box
    assert (round(box.x0 / MM), round(box.x1 / MM)) == (30, round(30 + 4.2 * len(LINE)))
    assert 40 < box.y0 / MM < 41 and 44.5 < box.y1 / MM < 45.5
    assert (round(document.pages[0].width), round(document.pages[0].height)) == (595, 842)


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    lines = ["本方案自印发之日起施行，各区各部门应当结合实际认真组织实施，确保", "各项任务落到实处。", "市级财政安排专项资金支持项目建设。"]
    document = read(page(text_object(lines[0], 30, 40), text_object(lines[1], 30, 47), text_object(lines[2], 38.4, 54)))
    assert [block.span.of(document.text) for block in document.blocks] == [lines[0] + lines[1], lines[2]]


def test_text_goes_on_over_pages_and_keeps_their_numbers():
    document = read(page(text_object("第一页的一句话。", 30, 40)), page(text_object("第二页的一句话。", 30, 40)))
    assert [document.page_of(block.span) for block in document.blocks] == [1, 2]
    assert document.quality.score == 1.0


def test_running_heads_of_templates_are_dropped():
    template = page(text_object("青河市人民政府公报", 80, 10, 3))
    pages = [
        page(text_object(f"第{n}项任务由市发展改革委负责落实。", 30, 40 + n), head='<ofd:Template TemplateID="t0" ZOrder="Background"/>') for n in range(4)
    ]
    document = read(*pages, templates=[template])
    assert "公报" not in document.text
    assert [item.reason for item in document.dropped] == [DropReason.HEADER] * 4
    assert document.text.count("\n") == 3


def test_the_matrix_of_an_object_scales_its_type_and_place():
    document = read(page(text_object("放大", 20, 20, 2, ctm="2 0 0 2 0 0"), text_object(LINE, 20, 60, 4)))
    first = document.lines[0].box
    assert (round(first.x0 / MM, 1), round(first.x1 / MM, 1)) == (20.0, 28.0)
    assert 5 < (first.y1 - first.y0) / MM * 1.3 < 6


def test_glyph_transforms_do_not_touch_the_text():
    glyphs = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="2"><ofd:Glyphs>77 78</ofd:Glyphs></ofd:CGTransform>'
    assert read(page(text_object("规划", 30, 40).replace("<ofd:TextCode", glyphs + "<ofd:TextCode"))).text == "规划"


def test_composite_objects_are_read_where_they_are_used():
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="50" Width="100" Height="10"><ofd:Content>'
        + text_object("印章旁的说明文字。", 0, 0)
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    document = read(page('<ofd:CompositeObject ID="8" ResourceID="50" Boundary="60 80 100 10"/>'), resources=unit)
    assert document.text == "印章旁的说明文字。"
    assert round(document.lines[0].box.x0 / MM) == 60


def test_a_composite_object_within_itself_ends():
    unit = '<ofd:CompositeGraphicUnit ID="50"><ofd:Content><ofd:CompositeObject ResourceID="50" Boundary="0 0 9 9"/></ofd:Content></ofd:CompositeGraphicUnit>'
    document = read(page(text_object(LINE, 30, 40), '<ofd:CompositeObject ResourceID="50" Boundary="0 0 9 9"/>'), resources=unit)
    assert document.text == LINE


def test_cells_far_apart_in_one_object_are_cells():
    row = text_object("任务甲市公安局", 30, 40, 4, delta="4 4 40 4 4 4", width=90)
    document = read(page(row, text_object("任务乙市财政局", 30, 47, 4, delta="4 4 40 4 4 4", width=90)))
    assert [block.kind for block in document.blocks] == [BlockKind.ROW] * 2
    assert document.text.split("\n")[0] == "任务甲 | 市公安局"


@pytest.mark.parametrize("extra", ['Visible="false"', 'Alpha="0"'])
def test_hidden_text_is_left_out_and_said(extra):
    document = read(page(text_object(LINE, 30, 40), text_object("看不见的字句", 30, 60, extra=extra)))
    assert document.text == LINE
    assert [(item.text, item.reason) for item in document.dropped] == [("看不见的字句", DropReason.HIDDEN)]


def test_text_beyond_the_page_is_hidden():
    assert [item.text for item in read(page(text_object(LINE, 30, 40), text_object("页外", 300, 40))).dropped] == ["页外"]


def test_pages_of_pictures_are_named():
    picture = page('<ofd:ImageObject ID="7" Boundary="0 0 210 297" ResourceID="60"/>')
    document = read(page(text_object(LINE, 30, 40)), picture, page())
    assert document.quality.pages_without_text == (2,)
    assert refused(ofd(picture)).status == "no_text"


def test_a_missing_or_broken_page_costs_only_itself():
    data = ofd(page(text_object(LINE, 30, 40)), "<ofd:Page", page(text_object("末页的文字。", 30, 40)), more={"Doc_0/Pages/Page_2/Content.xml": None})
    document = read_bytes(data, "a.ofd")
    assert document.text == LINE
    assert document.quality.pages_without_text == (2, 3)
    assert document.quality.notes == ("2 pages are missing from the file or damaged, the first of them page 2",)
    assert refused(ofd("<ofd:Page")).status == "unreadable"


def test_the_title_of_the_package_is_kept():
    assert read(page(text_object(LINE, 30, 40)), title="青河市智慧城市规划").title == "青河市智慧城市规划"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"more": {"Doc_0/Document.xml": None}}, "unreadable"),
        ({"more": {"OFD.xml": "<ofd:OFD"}}, "unreadable"),
        ({"more": {"OFD.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}}, "unreadable"),
        ({"more": {"Encryptions.xml": "<x/>"}}, "password"),
        ({"more": {"OFD.xml": f"<ofd:OFD {NAMESPACE}/>"}}, "unreadable"),
    ],
)
def test_what_cannot_be_read_ends_in_a_status(options, status):
    assert refused(ofd(page(text_object(LINE, 30, 40)), **options)).status == status


def test_a_name_that_climbs_out_of_the_package_finds_nothing():
    root = f"<ofd:OFD {NAMESPACE}><ofd:DocBody><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    assert refused(ofd(page(), more={"OFD.xml": root})).status == "unreadable"


def test_the_content_tells_ofd_under_another_name():
    document = read_bytes(ofd(page(text_object(LINE, 30, 40))), "plan.pdf")
    assert document.format == "ofd"
    assert any("OFD" in note for note in document.quality.notes)
    assert refused(b"no zip at all", "plan.ofd").status == "unreadable"


@given(st.text(max_size=60), st.integers(0, 50))
def test_advances_are_never_more_than_asked_for(text, count):
    assert len(advances(text, count)) <= count


def test_advances_repeat_what_they_say():
    assert advances("g 3 2.5 4", 9) == [2.5, 2.5, 2.5, 4.0]
    assert advances("1 g 2 3", 2) == [1.0, 3.0]
    assert advances("g 999999999 1", 5) == [1.0] * 5
    assert numbers("1 2 nan 3") == [1.0, 2.0]


@given(*[st.floats(-5, 5)] * 8)
def test_matrices_one_after_the_other_are_their_product(a, b, c, d, e, f, x, y):
    one, two = Matrix(a, b, c, d, e, f), Matrix(d, -c, b, a, f, e)
    there = one.then(two).apply(x, y)
    assert there == pytest.approx(two.apply(*one.apply(x, y)), abs=1e-6)
