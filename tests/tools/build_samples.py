"""Builds the sample plans of corpora/samples from their Markdown sources.

    python3 -m venv build/samples-venv
    build/samples-venv/bin/pip install weasyprint reportlab python-docx markdown-it-py
    build/samples-venv/bin/python tests/tools/build_samples.py [NAME ...]

A source is corpora/samples/sources/NAME.md: front matter of `key: value` lines between two `---` lines, then Markdown
(headings, paragraphs, lists, tables, emphasis). Three things are added to Markdown: a fence ```box is a text box, a fence
```page is a page break, and {++text++} is a tracked insertion.

    file       the file to build               producer   one of PRODUCERS below
    title, subtitle, issuer, date              language   as in <html lang>
    contents   heading of the contents page (none without it; not for docx, whose cached page numbers would be wrong)
    header, footer   running lines, with {page} and {pages}
    font, accent     font family and heading colour        columns   2 for two columns (reportlab)
    indent     `yes` indents the first line of a paragraph by two characters, as Chinese does
    numbering  automatic heading numbers in docx, outermost first: `decimal 제%1장 | decimal %2. | ganada %3)`

soffice and the Debian fonts fonts-noto-cjk and fonts-liberation must be there. Dates inside the files are fixed.
"""

import html
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markdown_it import MarkdownIt

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
BUILT = datetime(2025, 3, 14, 9, 0, 0)
EPOCH = "1741942800"
INSERTED = re.compile(r"\{\+\+(.+?)\+\+\}")
LIBERATION = Path("/usr/share/fonts/truetype/liberation")
os.environ["SOURCE_DATE_EPOCH"] = EPOCH


# --- Sources ---------------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    keys: dict
    body: str

    def __getattr__(self, key):
        return self.keys.get(key, "")


@dataclass
class Run:
    text: str
    bold: bool = False
    italic: bool = False
    inserted: bool = False


@dataclass
class Block:
    """kind: heading, paragraph, item, table, box or page; level: of a heading or of list nesting; number: of an ordered item."""

    kind: str
    runs: list
    level: int = 0
    number: int = 0
    rows: list = None


def load(path):
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return Plan(dict(map(str.strip, line.split(":", 1)) for line in front.splitlines() if line.strip()), body.strip() + "\n")


def parser():
    return MarkdownIt("commonmark").enable("table")


def runs(inline):
    found, bold, italic = [], False, False
    for child in inline.children or []:
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            italic = child.type == "em_open"
        else:
            text = " " if child.type == "softbreak" else child.content
            for index, part in enumerate(INSERTED.split(text)):
                if part:
                    found.append(Run(part, bold, italic, index % 2 == 1))
    return found


def blocks(markdown):
    """The Markdown as a flat list of blocks."""
    lists, numbers, kind, level, rows, out = 0, [], "paragraph", 0, None, []
    for token in parser().parse(markdown):
        match token.type:
            case "heading_open":
                kind, level = "heading", int(token.tag[1]) - 1
            case "bullet_list_open" | "ordered_list_open":
                lists += 1
                numbers.append(0 if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                lists -= 1
                numbers.pop()
            case "list_item_open":
                kind, level = "item", lists
                if numbers[-1] is not None:
                    numbers[-1] += 1
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                out.append(Block("table", [], rows=rows))
                rows = None
            case "fence":
                inner = blocks(token.content)[0].runs if token.content.strip() else []
                out.append(Block(token.info.strip(), inner))
            case "inline" if rows is not None:
                rows[-1].append(runs(token))
            case "inline":
                out.append(Block(kind, runs(token), level, numbers[-1] or 0 if kind == "item" else 0))
                kind, level = "paragraph", 0
    return out


def plain(found):
    return "".join(run.text for run in found)


def pieces(line):
    """A running line as text, `{page}` and `{pages}` parts."""
    return [part for part in re.split(r"(\{pages?\})", line) if part]


def rgb(plan):
    return (plan.accent or "#1f3a5f").lstrip("#")


# --- HTML and weasyprint ---------------------------------------------------------------------------------------------


def body_html(plan):
    """The body as HTML, and its headings as (level, id, text)."""
    md = parser()
    box = lambda self, tokens, i, options, env: (  # noqa: E731
        "<div class=page></div>" if tokens[i].info.strip() == "page" else f"<aside>{md.render(tokens[i].content)}</aside>\n"
    )
    md.add_render_rule("fence", box)
    tokens, headings = md.parse(plan.body), []
    for token, following in zip(tokens, tokens[1:]):
        if token.type == "heading_open":
            token.attrSet("id", f"s{len(headings) + 1}")
            headings.append((int(token.tag[1]) - 1, token.attrGet("id"), plain(runs(following))))
    return INSERTED.sub(r"<ins>\1</ins>", md.renderer.render(tokens, md.options, {})), headings


def contents_html(plan, headings):
    rows = "".join(f'<li class="l{level}"><a href="#{id}">{html.escape(text)}</a></li>' for level, id, text in headings if level < 3)
    return f'<nav class="contents"><h2>{plan.contents}</h2><ol>{rows}</ol></nav>' if plan.contents else ""


STYLE = """
body { font-family: %(font)s; font-size: 10.5pt; line-height: 1.75; color: #222; }
h1, h2, h3, h4 { color: #%(accent)s; line-height: 1.35; break-after: avoid; }
h1 { font-size: 22pt; } h2 { font-size: 15pt; border-bottom: 1.2pt solid #%(accent)s; margin-top: 1.6em; }
h3 { font-size: 12pt; } h4 { font-size: 10.5pt; }
table { border-collapse: collapse; width: 100%%; font-size: 9pt; line-height: 1.45; margin: 0.8em 0; }
th { background: #%(accent)s; color: #fff; } th, td { border: 0.6pt solid #888; padding: 3pt 5pt; text-align: left; vertical-align: top; }
tr { break-inside: avoid; } thead { display: table-header-group; }
aside { border: 0.8pt solid #%(accent)s; background: #f3f6f5; padding: 2pt 9pt; margin: 0.9em 0; break-inside: avoid; }
article.indent p { text-indent: 2em; text-align: justify; margin: 0.25em 0; } article.indent li p { text-indent: 0; }
article.indent th, article.indent td:first-child { white-space: nowrap; } article.indent th:last-child { width: 7em; }
.contents ol { list-style: none; padding: 0; } .contents .l2 { margin-left: 1.5em; } .contents a { color: inherit; text-decoration: none; }
"""

PAGED = """
@page { size: A4; margin: 24mm 22mm 22mm; @top-right { content: %(header)s; %(small)s } @bottom-center { content: %(footer)s; %(small)s } }
@page :first { @top-right { content: none } @bottom-center { content: none } }
.cover { break-after: page; padding-top: 60mm; text-align: center; } .cover p { margin-top: 18mm; } .cover .foot { margin-top: 75mm; font-size: 13pt; }
.contents { break-after: page; font-size: 9pt; line-height: 1.3; } .contents a::after { content: leader('.') target-counter(attr(href), page); }
.page { break-after: page; }
"""


def article(plan, body):
    return f'<article class="{"indent" if plan.indent else "block"}">\n{body}</article>'


def style(plan):
    cut = "Cut, " if plan.producer == "weasyprint" else ""
    return STYLE % {"font": f"{cut}{plan.font or 'sans-serif'}", "accent": rgb(plan)}


def html_page(plan):
    body, headings = body_html(plan)
    return (
        f'<!DOCTYPE html>\n<html lang="{plan.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{plan.title} | {plan.issuer}</title>\n'
        f"<style>{style(plan)}body {{ max-width: 46rem; margin: 0 auto; padding: 0 1rem; }}</style>\n</head>\n<body>\n"
        f'<header class="site"><p>{plan.header}</p></header>\n<main>\n<h1>{plan.title}</h1>\n<p class="lead">{plan.subtitle}</p>\n'
        f'<p class="meta">{plan.issuer}, {plan.date}</p>\n{contents_html(plan, headings)}\n{article(plan, body)}\n</main>\n'
        f'<footer class="site"><p>{plan.footer}</p></footer>\n</body>\n</html>\n'
    ).encode()


def faces(plan, folder):
    """@font-face rules of the family Cut, the plan's font cut to its characters: weasyprint's own subset of a CJK font keeps all glyph ids."""
    from fontTools import subset

    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    rules, text = "", plan.body + "".join(plan.keys.values()) + "•" + "".join(map(chr, range(32, 127)))
    for weight in ("normal", "bold"):
        found = subprocess.run(["fc-match", "-f", "%{file}\t%{index}", f"{plan.font}:{weight}"], check=True, capture_output=True, text=True)
        file, options.font_number = found.stdout.split("\t")[0], int(found.stdout.split("\t")[1])
        font = subset.load_font(file, options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        font.save(Path(folder, f"{weight}.otf"))
        rules += f"@font-face {{ font-family: Cut; font-weight: {weight}; src: url({Path(folder, weight + '.otf').as_uri()}) }}\n"
    return rules


def weasyprint_pdf(plan):
    from weasyprint import HTML

    counters = {"{page}": "counter(page)", "{pages}": "counter(pages)"}
    running = {side: " ".join(counters.get(part, f"'{part}'") for part in pieces(getattr(plan, side))) for side in ("header", "footer")}
    paged = PAGED % {**{side: line or "none" for side, line in running.items()}, "small": f"font: 8pt Cut, {plan.font or 'sans-serif'}; color: #555;"}
    body, headings = body_html(plan)
    cover = f'<section class="cover"><h1>{plan.title}</h1><p>{plan.subtitle}</p><p class="foot">{plan.issuer}<br>{plan.date}</p></section>'
    page = f'<html lang="{plan.language}"><head><title>{plan.title}</title><meta name="author" content="{plan.issuer}"><style>'
    page += f"{style(plan)}{paged}</style></head><body>{cover}{contents_html(plan, headings)}{article(plan, body)}</body></html>"
    with tempfile.TemporaryDirectory() as folder:
        cut = faces(plan, folder) if "CJK" in plan.font else ""
        return HTML(string=page.replace("<style>", f"<style>{cut}", 1)).write_pdf()


# --- DOCX and LibreOffice --------------------------------------------------------------------------------------------


class Word:
    """Writes one plan as DOCX."""

    def __init__(self, plan):
        import docx
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls
        from docx.shared import Pt, RGBColor

        self.plan, self.names, self.parse = plan, nsdecls("w"), parse_xml
        self.doc = docx.Document()
        self.numbering = self.doc.part.numbering_part.element
        self.accent = RGBColor.from_string(rgb(plan).upper())
        font = plan.font or "Liberation Serif"
        for style in self.doc.styles:
            if style.type in (1, 2) and hasattr(style, "font"):
                fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
                for name in list(fonts.attrib):
                    del fonts.attrib[name]
                for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                    fonts.set(f"{{{fonts.nsmap['w']}}}{script}", font)
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            self.doc.styles[name].font.color.rgb = self.accent
        self.doc.styles["Normal"].font.size = Pt(11)
        self.doc.styles["Normal"].paragraph_format.space_after = Pt(7)
        self.doc.styles["Normal"].paragraph_format.line_spacing = 1.25
        core = self.doc.core_properties
        core.title, core.author, core.language, core.comments = plan.title, plan.issuer, plan.language, ""
        core.created = core.modified = BUILT

    def xml(self, text):
        return self.parse(re.sub(r"^<([\w:]+)", rf"<\1 {self.names}", text.strip(), count=1))

    def add_numbering(self, levels, linked=False):
        """Adds a numbering of (format, text) levels; returns its id."""
        number = str(100 + len(self.numbering))
        indent = "" if linked else '<w:pPr><w:ind w:left="560" w:hanging="360"/></w:pPr>'
        inner = "".join(
            f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>'
            + (f'<w:pStyle w:val="Heading{i + 1}"/><w:suff w:val="{"nothing" if text[-1] in "、）" else "space"}"/>' if linked else "")
            + f'<w:lvlText w:val="{text}"/>{indent}</w:lvl>'
            for i, (fmt, text) in enumerate(levels)
        )
        self.numbering.insert(0, self.xml(f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{inner}</w:abstractNum>'))
        self.numbering.append(self.xml(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
        return number

    def number_headings(self):
        levels = [tuple(part.strip().split(" ", 1)) for part in self.plan.numbering.split("|")]
        number = self.add_numbering(levels, linked=True)
        for i in range(len(levels)):
            self.number(self.doc.styles[f"Heading {i + 1}"].element, i, number)

    def number(self, element, level, number):
        mark = element.get_or_add_pPr().get_or_add_numPr()
        mark.get_or_add_ilvl().val, mark.get_or_add_numId().val = level, int(number)

    def field(self, paragraph, code):
        for mark in ("begin", code, "separate", "1", "end"):
            run = paragraph.add_run(mark if mark == "1" else "")
            if mark == code:
                run._r.append(self.xml(f'<w:instrText xml:space="preserve"> {code} </w:instrText>'))
            elif mark != "1":
                run._r.append(self.xml(f'<w:fldChar w:fldCharType="{mark}"/>'))

    def line(self, paragraph, text, alignment):
        fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
        for part in pieces(text):
            self.field(paragraph, fields[part]) if part in fields else paragraph.add_run(part)
        paragraph.alignment = alignment

    def fill(self, paragraph, found, bold=False):
        for run in found:
            made = paragraph.add_run(run.text)
            made.bold, made.italic = (run.bold or bold) or None, run.italic or None
            if run.inserted:
                mark = self.xml(f'<w:ins w:id="{900 + len(paragraph.runs)}" w:author="{self.plan.issuer}" w:date="{BUILT.isoformat()}Z"/>')
                made._r.addprevious(mark)
                mark.append(made._r)

    def front(self):
        plan, doc = self.plan, self.doc
        title = doc.add_paragraph(plan.title, style="Title")
        from docx.shared import Pt

        if plan.contents:
            title.paragraph_format.space_before = Pt(190)
        if plan.subtitle:
            doc.add_paragraph(plan.subtitle, style="Subtitle")
        doc.add_paragraph(" · ".join(filter(None, (plan.issuer, plan.date))))
        for paragraph in doc.paragraphs if plan.indent else ():  # a Chinese title page is centred and has no italics
            paragraph.alignment, paragraph.style.font.italic = 1, False
            title.style.font.size = Pt(21)
        if plan.contents:
            doc.add_page_break()
            heading = doc.add_paragraph().add_run(plan.contents)
            heading.bold, heading.font.size, heading.font.color.rgb = True, Pt(16), self.accent
            for index, block in enumerate(block for block in blocks(plan.body) if block.kind == "heading"):
                if block.level < 3:
                    entry = doc.add_paragraph()
                    entry.paragraph_format.left_indent = Pt(18 * (block.level - 1))
                    entry.paragraph_format.space_after = Pt(2)
                    entry.paragraph_format.tab_stops.add_tab_stop(doc.sections[0].page_width - doc.sections[0].left_margin * 2, 2, 1)
                    entry.add_run(plain(block.runs) + "\t")
                    self.field(entry, f"PAGEREF s{index} \\h")
            doc.add_page_break()

    def box(self, found):
        lines = -(-len(plain(found)) // {"zh": 37, "ja": 37, "ko": 45}.get(self.plan.language[:2], 90))
        paragraph = self.doc.add_paragraph()
        paragraph.add_run()._r.append(
            self.parse(
                f'<w:pict {self.names} xmlns:v="urn:schemas-microsoft-com:vml"><v:rect style="width:425pt;height:{lines * 17 + 10}pt" '
                f'fillcolor="#eef3f2" strokecolor="#{rgb(self.plan)}"><v:textbox><w:txbxContent><w:p><w:r><w:t>{html.escape(plain(found))}</w:t></w:r></w:p>'
                "</w:txbxContent></v:textbox></v:rect></w:pict>"
            )
        )

    def table(self, rows):
        table = self.doc.add_table(0, len(rows[0]), style="Table Grid")
        from docx.shared import Pt, RGBColor

        for index, row in enumerate(rows):
            made = table.add_row()
            made._tr.get_or_add_trPr().append(self.xml("<w:cantSplit/>"))
            for cell, found in zip(made.cells, row):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(1), 1.0
                paragraph.paragraph_format.keep_with_next = index == 0 or index < len(rows) - 1 < 8
                self.fill(paragraph, found, bold=index == 0)
                for run in paragraph.runs:
                    run.font.size = Pt(9)
                    if index == 0:
                        run.font.color.rgb = RGBColor(255, 255, 255)
                if index == 0:
                    cell._tc.get_or_add_tcPr().append(self.xml(f'<w:shd w:val="clear" w:fill="{rgb(self.plan)}"/>'))
            if index == 0:
                made._tr.trPr.append(self.xml("<w:tblHeader/>"))
        share = [max(5, max(len(re.sub(r"[\u2e80-\uffef]", "ww", plain(row[i]))) for row in rows)) ** 0.6 for i in range(len(rows[0]))]
        width = self.doc.sections[0].page_width - self.doc.sections[0].left_margin * 2
        table.autofit = False
        for i, column in enumerate(table.columns):
            column.width = int(width * share[i] / sum(share))
            for cell in column.cells:
                cell.width = column.width
        self.doc.add_paragraph().paragraph_format.space_after = Pt(2)

    def build(self):
        from docx.shared import Mm, Pt

        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(27)
        section.different_first_page_header_footer = bool(self.plan.contents)
        for part, text, alignment in ((section.header, self.plan.header, 2), (section.footer, self.plan.footer, 1)):
            self.line(part.paragraphs[0], text, alignment)
            for run in part.paragraphs[0].runs:
                run.font.size = Pt(8.5)
        if self.plan.numbering:
            self.number_headings()
        self.front()
        ordered, headings = None, 0
        for block in blocks(self.plan.body):
            if block.kind == "heading":
                paragraph = self.doc.add_paragraph(style=f"Heading {block.level}")
                paragraph._p.append(self.xml(f'<w:bookmarkStart w:id="{headings}" w:name="s{headings}"/>'))
                self.fill(paragraph, block.runs)
                paragraph._p.append(self.xml(f'<w:bookmarkEnd w:id="{headings}"/>'))
                headings += 1
            elif block.kind == "item":
                paragraph = self.doc.add_paragraph(style="List Number" if block.number else "List Bullet")
                if block.number == 1:
                    ordered = self.add_numbering([("decimal", "%1.")])
                if block.number:
                    self.number(paragraph._p, 0, ordered)
                self.fill(paragraph, block.runs)
            elif block.kind == "table":
                self.table(block.rows)
            elif block.kind == "box":
                self.box(block.runs)
            elif block.kind == "page":
                self.doc.add_page_break()
            else:
                paragraph = self.doc.add_paragraph()
                paragraph.paragraph_format.first_line_indent = Pt(22) if self.plan.indent else None
                self.fill(paragraph, block.runs)
        made = io.BytesIO()
        self.doc.save(made)
        return fixed_zip(made)


def fixed_zip(made):
    """The same ZIP with one fixed time on every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(zipfile.ZipInfo(member, BUILT.timetuple()[:6]), old.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx_file(plan):
    return Word(plan).build()


def libreoffice_pdf(plan):
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "plan.docx")
        source.write_bytes(docx_file(plan))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        made = source.with_suffix(".pdf").read_bytes()
        made = re.sub(rb"/CreationDate\(D:\d{14}", b"/CreationDate(D:" + BUILT.strftime("%Y%m%d%H%M%S").encode(), made)
        return re.sub(rb"(/ID \[ <|\n<|/DocChecksum /)[0-9A-F]{32}", rb"\g<1>" + b"0" * 32, made)


# --- ReportLab -------------------------------------------------------------------------------------------------------


def reportlab_pdf(plan):
    from reportlab.lib.colors import HexColor, white
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table

    for face in ("Regular", "Bold", "Italic", "BoldItalic"):
        pdfmetrics.registerFont(TTFont(face, LIBERATION / f"LiberationSans-{face}.ttf"))
    pdfmetrics.registerFontFamily("Regular", "Regular", "Bold", "Italic", "BoldItalic")
    accent, (width, height), margin, gap, banner = HexColor(f"#{rgb(plan)}"), A4, 18 * mm, 8 * mm, 52 * mm
    base = ParagraphStyle("base", fontName="Regular", fontSize=10.5, leading=15.2, spaceAfter=6, alignment=4)
    head = ParagraphStyle("head", base, fontName="Bold", spaceBefore=8, textColor=accent, alignment=0, keepWithNext=1)
    heads = [ParagraphStyle(f"h{size}", head, fontSize=size, leading=size * 1.25) for size in (14, 11.5, 10)]
    item = ParagraphStyle("item", base, leftIndent=11, bulletIndent=2, alignment=0)
    frame = {"borderColor": accent, "borderWidth": 0.8, "borderPadding": 6, "leftIndent": 7, "rightIndent": 7, "spaceBefore": 12, "spaceAfter": 14}
    boxed = ParagraphStyle("box", head, fontSize=12, leading=16, alignment=1, keepWithNext=0, **{**frame, "fontName": "BoldItalic"})
    cell = ParagraphStyle("cell", base, fontSize=8.4, leading=10.5, spaceAfter=0, alignment=0)
    count = int(plan.columns or 1)
    column = (width - 2 * margin - gap * (count - 1)) / count

    def marked(found):
        text = ""
        for run in found:
            part = html.escape(run.text, quote=False)
            part = f"<b>{part}</b>" if run.bold else part
            text += f"<i>{part}</i>" if run.italic else part
        return text

    def table(rows):
        first = [Paragraph(f'<font color="white"><b>{marked(found)}</b></font>', cell) for found in rows[0]]
        cells = [first, *([Paragraph(marked(found), cell) for found in row] for row in rows[1:])]
        grid = [("GRID", (0, 0), (-1, -1), 0.5, accent), ("BACKGROUND", (0, 0), (-1, 0), accent), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        return Table(cells, colWidths=[column / len(first)] * len(first), repeatRows=1, spaceAfter=8, style=grid)

    def story():
        for block in blocks(plan.body):
            if block.kind == "heading":
                yield Paragraph(marked(block.runs), heads[block.level - 1])
            elif block.kind == "item":
                yield Paragraph(marked(block.runs), item, bulletText=f"{block.number}." if block.number else "•")
            elif block.kind == "table":
                yield table(block.rows)
            elif block.kind == "page":
                yield PageBreak()
            else:
                yield Paragraph(marked(block.runs), boxed if block.kind == "box" else base)
        yield Spacer(1, 1)

    def build(pages):
        def running(canvas, doc):
            canvas.setFont("Regular", 8)
            canvas.setFillColor(HexColor("#555555"))
            numbers = {"page": doc.page, "pages": pages}
            canvas.drawString(margin, 11 * mm, plan.footer.format(**numbers))
            if doc.page > 1:
                canvas.drawRightString(width - margin, height - 12 * mm, plan.header.format(**numbers))
            else:
                canvas.setFillColor(accent)
                canvas.rect(0, height - banner, width, banner, stroke=0, fill=1)
                canvas.setFillColor(white)
                lines = (("Bold", 22, 26, plan.title), ("Regular", 12, 36, plan.subtitle), ("Regular", 9, 45, f"{plan.issuer}, {plan.date}"))
                for font, size, y, text in lines:
                    canvas.setFont(font, size)
                    canvas.drawString(margin, height - y * mm, text)

        def frames(top):
            return [Frame(margin + i * (column + gap), 18 * mm, column, height - top - 18 * mm, 0, 0, 0, 0) for i in range(count)]

        made = io.BytesIO()
        doc = BaseDocTemplate(made, pagesize=A4, title=plan.title, author=plan.issuer, lang=plan.language, invariant=1)
        first = PageTemplate("first", frames(banner + 6 * mm), running, autoNextPageTemplate="later")
        doc.addPageTemplates([first, PageTemplate("later", frames(20 * mm), running)])
        doc.build(list(story()))
        return doc.page, made.getvalue()

    return build(build(0)[0])[1]


# --- Text ------------------------------------------------------------------------------------------------------------


def text_file(plan, encoding):
    """Markdown stays Markdown; a .txt file loses heading marks and emphasis."""
    if plan.file.endswith(".md"):
        return f"# {plan.title}\n\n{plan.body}".encode(encoding)
    body = re.sub(r"(?m)^#+ ", "", plan.body).replace("**", "")
    if plan.indent:
        body = re.sub(r"(?m)^(?=.)", "\u3000\u3000", re.sub(r"\n{2,}", "\n", body))
    lines = "\n".join(filter(None, (plan.title, plan.subtitle, plan.issuer, plan.date, "", body)))
    return lines.encode(encoding)


PRODUCERS = {
    "weasyprint": weasyprint_pdf,
    "libreoffice": libreoffice_pdf,
    "reportlab": reportlab_pdf,
    "docx": docx_file,
    "html": html_page,
    "gb18030": lambda plan: text_file(plan, "gb18030").replace(b"\n", b"\r\n"),
    "utf8": lambda plan: text_file(plan, "utf-8"),
}


def main(names):
    for path in sorted((SAMPLES / "sources").glob("*.md")):
        if not names or path.stem in names:
            plan = load(path)
            made = PRODUCERS[plan.producer](plan)
            (SAMPLES / plan.file).write_bytes(made)
            print(f"{plan.file}: {len(made)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
