"""How a reading is shown: everything escaped, nothing live, boxes where the text stands."""

from __future__ import annotations

import re
import zlib

from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.document import Block, BlockKind, Box, Document, Dropped, DropReason, FontHealth, Line, Page, PageHealth, ReadQuality, Span
from analyzer.domain.message import say
from analyzer.read.pdf.pictures import png
from analyzer.report.inspection import inspection_html, inspection_lines

EVIL = "<script>alert(1)</script>\"'&"
TAGS = "html head meta title style body header h1 h2 p span section figure svg image rect polyline text div ol li details summary table tr td th".split()


def document(text: str) -> Document:
    line = Line(Span(0, len(text)), 1, Box(1, 10, 20, 110, 32))
    health = PageHealth(1, None, (FontHealth(EVIL, 9), FontHealth("Song", 4, say("its font gives other letters than it prints"))))
    return Document(
        "id",
        text,
        (Block(Span(0, len(text)), BlockKind.ROW, None, (EVIL,)),),
        ReadQuality(1.0, notes=(EVIL,)),
        "pdf/0",
        "pdf",
        (line,),
        (Page(1, 200, 300), Page(2, 200, 300)),
        (Dropped(EVIL, DropReason.HEADER, 1, Box(1, 0, 0, 50, 9)),),
        health=(health,),
    )


def test_boxes_reasons_and_fonts_are_shown() -> None:
    shown = inspection_html("plan.pdf", document("One row"), {1: b"png"})
    assert '<rect class="row" x="10.0" y="20.0" width="100.0" height="12.0"/>' in shown
    assert '<rect class="out" x="0.0" y="0.0" width="50.0" height="9.0"/>' in shown
    assert "running head" in shown
    assert "its font gives other letters than it prints" in shown
    assert "1 of 2 pages are shown" in shown


@given(st.text(alphabet="<>\"'&abc/=:", max_size=30))
def test_nothing_of_a_document_is_live(text: str) -> None:
    shown = inspection_html(text, document(text + EVIL), {1: b"png"})
    assert "default-src 'none'" in shown
    assert set(re.findall(r"<([a-z0-9]+)", shown)) <= set(TAGS)
    assert not any(re.search(r"\s(?:on\w+|src|style)\s*=", tag) for tag in re.findall(r"<[a-z][^>]*>", shown))
    assert all(link.startswith("data:image/png;base64,") for link in re.findall(r'href="([^"]*)"', shown))


def test_a_format_without_pages_is_shown_as_a_list() -> None:
    text = "A heading"
    plain = Document("id", text, (Block(Span(0, 9), BlockKind.HEADING, 2),), ReadQuality(1.0), "markdown/0", "markdown")
    assert "heading 2" in inspection_html("plan.md", plain, {})
    assert inspection_lines(plain)[1] == "heading 1"


def test_pictures_are_png_of_sixteen_greys() -> None:
    made = png(bytes([0, 255, 128, 9, 16, 32, 240, 9]), 3, 2, 4)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    body = made[made.index(b"IDAT") + 4 : made.index(b"IEND") - 8]
    assert zlib.decompress(body) == bytes([0, 0x0F, 0x80, 0, 0x12, 0xF0])
