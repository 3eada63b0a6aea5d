"""PDF files with known text drawn line by line: by reportlab, in fonts that the file only names, in columns, in letters printed twice or set apart."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Sequence

from tests.perf.printed_documents import UNSPACED, Printed, joined, paragraphs, saved

UNEMBEDDED = {"zh-Hans": "STSong-Light", "zh-Hant": "MSung-Light", "ja": "HeiseiMin-W3", "ko": "HYSMyeongJo-Medium"}
"""Fonts that reportlab names without putting them into the file."""
LEGACY = {
    "zh-Hans": ("FangSong_GB2312", "GBK-EUC-H", "GB1", "gbk"),
    "zh-Hant": ("MingLiU", "ETen-B5-H", "CNS1", "big5"),
    "ja": ("MS-Mincho", "90ms-RKSJ-H", "Japan1", "cp932"),
    "ko": ("Batang", "KSCms-UHC-H", "Korea1", "cp949"),
}
"""Font, encoding and collection of files that hold neither a font nor a table to Unicode, and the codec of their strings."""
_HALF_WIDTH = "[1 95 500 231 325 500 814 907 500 8094 8189 500 13648 13741 500]"
_A4_HEIGHT, _LEFT, _TOP, _BOTTOM = 841.89, 60.0, 780.0, 70.0


def unembedded(language: str, seed: int, count: int = 16) -> Printed:
    """A document by reportlab in a font of Adobe's collections that the file only names."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(UNEMBEDDED[language]))
    parts = paragraphs(language, count, seed)
    return Printed(f"reportlab, font only named, {language}", language, _drawn(_pages(parts, language), UNEMBEDDED[language]), parts)


def standard(language: str, seed: int, count: int = 16) -> Printed:
    """A document by reportlab in Times, which every viewer has: no font and no table to Unicode in the file."""
    parts = paragraphs(language, count, seed)
    return Printed(f"reportlab, standard font, {language}", language, _drawn(_pages(parts, language), "Times-Roman"), parts)


def across(language: str, seed: int, count: int = 16) -> Printed:
    """A document by reportlab in two columns, drawn line by line across both."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    font = UNEMBEDDED.get(language, "Times-Roman")
    if language in UNEMBEDDED:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    parts = paragraphs(language, count, seed)
    pages = _pages(parts, language, columns=2)
    return Printed(f"reportlab, 2 columns drawn across, {language}", language, _drawn([sorted(page, key=lambda line: -line[1]) for page in pages], font), parts)


def subset(language: str, seed: int, count: int = 24) -> Printed:
    """A document by reportlab in a TrueType subset whose codes count up from 0."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("DejaVuSerif", "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"))
    parts = paragraphs(language, count, seed)
    style = ParagraphStyle("body", fontName="DejaVuSerif", fontSize=10.5, leading=15, spaceAfter=5, firstLineIndent=14)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([Paragraph(html.escape(joined(part, language)), style) for part in parts])
    return Printed(f"reportlab, TrueType subset, {language}", language, out.getvalue(), parts)


def legacy(language: str, seed: int, count: int = 16) -> Printed:
    """A document as older office programs print it: codes of a national standard, no font and no table to Unicode in the file."""
    import pikepdf

    font, encoding, collection, codec = LEGACY[language]
    parts = []
    for part in paragraphs(language, 2 * count, seed):
        try:
            "".join(part).encode(codec)
        except UnicodeEncodeError:
            continue
        parts.append(part)
    parts = parts[:count]
    pdf = pikepdf.new()
    descendant = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font} /DW 1000 /W {_HALF_WIDTH} /CIDSystemInfo << /Registry (Adobe) /Ordering ({collection}) "
        f"/Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /{font} /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 "
        "/Descent -120 /CapHeight 700 /StemV 80 >> >>"
    )
    named = pdf.make_indirect(pikepdf.Object.parse(f"<< /Type /Font /Subtype /Type0 /BaseFont /{font} /Encoding /{encoding} >>".encode()))
    named.DescendantFonts = pikepdf.Array([pdf.make_indirect(pikepdf.Object.parse(descendant.encode()))])
    for lines in _pages(parts, language):
        content = "\n".join(f"BT /F1 12 Tf 1 0 0 1 {x:g} {y:g} Tm <{line.encode(codec).hex()}> Tj ET" for x, y, line in lines)
        page = pdf.add_blank_page(page_size=(595, _A4_HEIGHT))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=named))
        page.Contents = pdf.make_stream(content.encode())
    return Printed(f"{encoding}, font only named, {language}", language, saved(pdf), parts)


def overprinted(language: str, seed: int, count: int = 16) -> Printed:
    """A document whose lines are drawn twice, a hair apart, to look bold."""
    parts = paragraphs(language, count, seed)
    pages = [[place for x, y, line in page for place in ((x, y, line), (x + 0.35, y, line))] for page in _pages(parts, language)]
    return Printed(f"lines drawn twice, {language}", language, _drawn(pages, _font_of(language)), parts)


def doubled(language: str, seed: int, count: int = 16) -> Printed:
    """A document in which every letter is drawn twice before the next one, as some programs make bold."""
    parts = paragraphs(language, count, seed)
    return Printed(f"letters drawn twice, {language}", language, _drawn(_pages(parts, language), _font_of(language), spread=_twice), parts)


def tracked(language: str, seed: int, count: int = 16) -> Printed:
    """A document whose letters are set apart by a third of an em."""
    parts = paragraphs(language, count, seed)
    pages = _pages(parts, language, width=30 if language in UNSPACED else 64)
    return Printed(f"letters set apart, {language}", language, _drawn(pages, _font_of(language), spread=_apart), parts)


def _font_of(language: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    font = UNEMBEDDED.get(language, "Times-Roman")
    if language in UNEMBEDDED:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    return font


def _drawn(pages: Iterable[Sequence[tuple[float, float, str]]], font: str, *, spread=None) -> bytes:
    """Draw lines in 12 points; `spread` draws one itself."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, invariant=1)
    for lines in pages:
        page.setFont(font, 12)
        for x, y, line in lines:
            if spread is None:
                page.drawString(x, y, line)
            else:
                spread(page, font, x, y, line)
        page.showPage()
    page.save()
    return out.getvalue()


def _twice(page, font, x, y, line):
    for letter in line:
        if letter != " ":
            page.drawString(x, y, letter)
            page.drawString(x + 0.3, y, letter)
        x += page.stringWidth(letter, font, 12)


def _apart(page, font, x, y, line):
    del font
    page.drawString(x, y, line, charSpace=4.0)


def _pages(parts: Sequence[Sequence[str]], language: str, *, columns: int = 1, width: int = 0) -> list[list[tuple[float, float, str]]]:
    """Set paragraphs in lines: places from the lower left corner, page by page, column after column."""
    spaced = language not in UNSPACED and language != "ko"
    width = width or {(1, True): 84, (1, False): 36, (2, True): 38, (2, False): 16}[columns, spaced]
    pages: list[list[tuple[float, float, str]]] = [[]]
    column, place = 0, _TOP
    for part in parts:
        for number, line in enumerate(_wrapped(joined(part, language), width, spaced=language not in UNSPACED)):
            if place < _BOTTOM:
                column, place = (column + 1) % columns, _TOP
                if column == 0:
                    pages.append([])
            pages[-1].append((_LEFT + 250 * column + (24 if number == 0 else 0), place, line))
            place -= 20
        place -= 20
    return pages


_NO_LINE_START = "，。、；：！？）》」』】”’％"


def _wrapped(text: str, width: int, *, spaced: bool) -> list[str]:
    lines = [""]
    for piece in re.findall(r"\S+\s*", text) if spaced else re.findall(r"[!-~]+\s*|.", text):
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width and piece not in _NO_LINE_START:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
