"""PDF files with known text, set by WeasyPrint, reportlab and LibreOffice: what reading of PDF is measured on, and ways to break their fonts."""

from __future__ import annotations

import html
import io
import json
import random
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = {
    "zh-Hans": "Noto Serif CJK SC",
    "zh-Hant": "Noto Serif CJK TC",
    "ja": "Noto Serif CJK JP",
    "ko": "Noto Serif CJK KR",
    "en": "Liberation Serif",
    "fr": "Liberation Sans",
    "de": "DejaVu Serif",
}
UNSPACED = ("zh-Hans", "zh-Hant", "ja")
UNEMBEDDED = {"zh-Hans": "STSong-Light", "zh-Hant": "MSung-Light", "ja": "HeiseiMin-W3", "ko": "HYSMyeongJo-Medium"}
"""Fonts that reportlab names without putting them into the file."""
_SPACES = {"office": "office", "text": "text", "style": "style", "fo": "xsl-fo-compatible"}


@dataclass
class Printed:
    """A file, its paragraphs in reading order, its running heads and feet, and its tables as rows of cells."""

    name: str
    language: str
    data: bytes
    paragraphs: list[str]
    furniture: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    columns: int = 1


def sentences(language: str, count: int, seed: int) -> list[str]:
    """Return sentences of the written corpus, in an order that the seed decides."""
    files = sorted((ROOT / "corpora" / "tagged" / "written").glob(f"{language}-*.jsonl"))
    texts = [json.loads(line)["text"] for path in files for line in path.read_text("utf-8").splitlines()]
    texts = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    random.Random(seed).shuffle(texts)
    return texts[:count]


def paragraphs(language: str, count: int, seed: int) -> list[str]:
    """Return paragraphs of two to four sentences."""
    random_ = random.Random(seed)
    texts, glue = sentences(language, 4 * count, seed), "" if language in UNSPACED else " "
    found = []
    while len(found) < count and texts:
        size = random_.randint(2, 4)
        found.append(glue.join(texts[:size]))
        texts = texts[size:]
    return found


def woven(language: str, seed: int, *, columns: int = 1, heads: bool = True, count: int = 24, name: str = "") -> Printed:
    """A document by WeasyPrint: embedded subsets with a table to Unicode, running head and page number."""
    from weasyprint import HTML

    texts = paragraphs(language, count, seed)
    head = sentences(language, 1, seed + 1000)[0][: 18 if language in UNSPACED else 42].strip() if heads else ""
    body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    margin = f'@top-center {{content: "{head}"; font-size: 8pt}} @bottom-center {{content: "— " counter(page) " —"; font-size: 8pt}}' if heads else ""
    style = (
        f"@page {{size: A4; margin: 24mm 20mm; {margin}}} body {{font: 10.5pt '{FAMILIES[language]}'; columns: {columns}; column-gap: 9mm; "
        f"text-align: justify; line-height: 1.5}} p {{margin: 0 0 2mm; text-indent: 2em; widows: 1; orphans: 1}}"
    )
    data = HTML(string=f'<html lang="{language}"><style>{style}</style>{body}</html>').write_pdf()
    return Printed(name or f"weasyprint-{language}-{columns}col", language, data, texts, [head] if heads else [], columns=columns)


def unembedded(language: str, seed: int, count: int = 16) -> Printed:
    """A document by reportlab in a font of Adobe's collections that the file only names."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    font = UNEMBEDDED[language]
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    texts = paragraphs(language, count, seed)
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, invariant=1)
    place = 780.0
    for text in texts:
        for number, line in enumerate(_wrapped(text, 36, spaced=language not in UNSPACED)):
            if place < 70:
                page.showPage()
                place = 780.0
            page.setFont(font, 12)
            page.drawString(72 + (24 if number == 0 else 0), place, line)
            place -= 20
        place -= 6
    page.save()
    return Printed(f"reportlab-{language}-unembedded", language, out.getvalue(), texts)


def subset(language: str, seed: int, count: int = 24) -> Printed:
    """A document by reportlab in a TrueType subset whose codes count up from 0."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("DejaVuSerif", "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"))
    texts = paragraphs(language, count, seed)
    style = ParagraphStyle("body", fontName="DejaVuSerif", fontSize=10.5, leading=15, spaceAfter=5, firstLineIndent=14)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build([Paragraph(html.escape(text), style) for text in texts])
    return Printed(f"reportlab-{language}-subset", language, out.getvalue(), texts)


def written(language: str, seed: int, count: int = 24) -> Printed | None:
    """A document by LibreOffice; `None` where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    texts = paragraphs(language, count, seed)
    body = "".join(f'<text:p text:style-name="P">{html.escape(text)}</text:p>' for text in texts)
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"' for name, space in _SPACES.items())
    font = f'fo:font-family="{FAMILIES[language]}" fo:font-size="11pt" style:font-family-asian="{FAMILIES[language]}" style:font-size-asian="11pt"'
    style = f'<style:style style:name="P" style:family="paragraph"><style:text-properties {font}/></style:style>'
    content = f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    source = f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">{content}</office:document>'
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "text.fodt").write_text(source, "utf-8")
        arguments = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*arguments, f"{folder}/text.fodt"], check=True, capture_output=True, timeout=180)
        return Printed(f"libreoffice-{language}", language, (Path(folder) / "text.pdf").read_bytes(), texts)


def tabled(language: str, seed: int, *, ruled: bool, bold: bool, rows: int = 40) -> Printed:
    """A table of tasks over several pages, its head repeated on each, as responsibility tables are printed."""
    from weasyprint import HTML

    random_ = random.Random(seed)
    chinese = language in UNSPACED
    heads = ["序号", "重点任务", "牵头单位", "完成时限"] if chinese else ["No.", "Action", "Lead body", "Deadline"]
    bodies = (
        ["市大数据局", "市发展改革委", "市公安局、市交通运输局", "市民政局"]
        if chinese
        else ["Digital Office", "Planning Bureau", "Transport Agency and Police", "Energy Agency"]
    )
    texts = sentences(language, rows, seed)
    table = [
        [
            str(number),
            text,
            random_.choice(bodies),
            f"{random_.randint(2025, 2030)}年" if chinese else f"Q{random_.randint(1, 4)} {random_.randint(2025, 2030)}",
        ]
        for number, text in enumerate(texts, 1)
    ]
    weight, rule = ("bold" if bold else "normal"), ("0.5pt solid black" if ruled else "none")
    style = (
        f"@page {{size: A4; margin: 22mm 18mm}} body {{font: 10pt '{FAMILIES[language]}'; line-height: 1.35}} table {{border-collapse: collapse; width: 100%}}"
        f"td, th {{border: {rule}; padding: 3pt 5pt; vertical-align: top; text-align: left; font-weight: normal}} th {{font-weight: {weight}}}"
        "tr {break-inside: avoid} td:nth-child(1) {width: 8%} td:nth-child(2) {width: 52%}"
    )  # fmt: skip
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    before, after = sentences(language, 2, seed + 7)
    source = (
        f"<p>{html.escape(before)}</p><table><thead><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>{cells}</table><p>{html.escape(after)}</p>"
    )
    data = HTML(string=f'<html lang="{language}"><style>{style}</style>{source}</html>').write_pdf()
    name = f"table-{language}-{'ruled' if ruled else 'bare'}-{'bold' if bold else 'plain'}"
    return Printed(name, language, data, [before, after], tables=[[heads, *table]])


def without_table_to_unicode(data: bytes) -> bytes:
    """Take off all fonts what tells the characters of their codes."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in _fonts(pdf):
            if "/ToUnicode" in font:
                del font["/ToUnicode"]
        return _saved(pdf)


def with_shuffled_table(data: bytes, seed: int = 1) -> bytes:
    """Let every code mean a character that another code had: letters look like letters and say nothing."""
    return _with_values(data, lambda values: random.Random(seed).sample(values, len(values)))


def with_private_codes(data: bytes) -> bytes:
    """Let every code mean a private character."""
    return _with_values(data, lambda values: [f"{0xE000 + number % 6000:04X}" for number in range(len(values))])


_MEANING = re.compile(r"^(<[0-9A-Fa-f]+> *(?:<[0-9A-Fa-f]+> *)?)<([0-9A-Fa-f]+)>\s*$", re.MULTILINE)


def _with_values(data: bytes, change) -> bytes:
    """Change what the codes of all fonts mean."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        for font in _fonts(pdf):
            if "/ToUnicode" not in font:
                continue
            head, _, table = font["/ToUnicode"].read_bytes().decode("latin-1").partition("endcodespacerange")
            values = iter(change([match[2] for match in _MEANING.finditer(table)]))
            table = _MEANING.sub(lambda match, rest=values: f"{match[1]}<{next(rest)}>", table)
            font["/ToUnicode"] = pdf.make_stream(f"{head}endcodespacerange{table}".encode("latin-1"))
        return _saved(pdf)


def misread(text: str) -> str:
    """Return GBK text as it looks when taken for Latin letters."""
    return text.encode("gbk", "ignore").decode("latin-1")


def _fonts(pdf):
    return [one for one in pdf.objects if hasattr(one, "get") and one.get("/Type") == "/Font"]


def _saved(pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _wrapped(text: str, width: int, *, spaced: bool) -> list[str]:
    if not spaced:
        return [text[start : start + width] for start in range(0, len(text), width)]
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
