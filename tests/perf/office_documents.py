"""PDF files with known text by LibreOffice: columns with running heads, and tables."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.perf.printed_documents import FAMILIES, Printed, joined, paragraphs, tasks, title

_SPACES = {"office": "office", "text": "text", "style": "style", "table": "table", "fo": "xsl-fo-compatible"}


def written(specs: Sequence[tuple[str, int, int]], count: int = 24) -> list[Printed]:
    """Documents by LibreOffice, one for each language, seed and number of columns, with head and page number; none where it is not installed."""
    return _by_office([(language, seed, columns, partial(_office_text, language, seed, count)) for language, seed, columns in specs])


def office_tables(specs: Sequence[tuple[str, int]], rows: int = 30) -> list[Printed]:
    """Tables of tasks by LibreOffice, one for each language and seed."""
    return _by_office([(language, seed, 1, partial(_office_table, language, seed, rows)) for language, seed in specs])


def _by_office(specs) -> list[Printed]:
    office = shutil.which("soffice")
    if office is None:
        return []
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (language, _, columns, make) in enumerate(specs):
            parts, tables, body, head = make()
            (Path(folder) / f"{number}.fodt").write_text(_office_file(language, columns, body, head), "utf-8")
            found.append(Printed(f"LibreOffice, {columns} columns, {language}", language, b"", parts, tables, (68.0, 68.0)))
        arguments = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder]
        files = [f"{folder}/{number}.fodt" for number in range(len(found))]
        subprocess.run([*arguments, *files], check=True, capture_output=True, timeout=1200)
        for number, document in enumerate(found):
            document.data = (Path(folder) / f"{number}.pdf").read_bytes()
    return found


def _office_text(language, seed, count):
    parts = paragraphs(language, count, seed)
    body = "".join(f'<text:p text:style-name="P">{html.escape(joined(part, language))}</text:p>' for part in parts)
    return parts, [], body, title(language, seed + 1000)


def _office_table(language, seed, rows):
    before, table, after = tasks(language, seed, rows)
    cells = [
        "<table:table-row>"
        + "".join(f'<table:table-cell table:style-name="C"><text:p text:style-name="P">{html.escape(cell)}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in table
    ]
    widths = "".join(f'<table:table-column table:style-name="W{number}"/>' for number in range(4))
    body = (
        f'<text:p text:style-name="P">{html.escape(before)}</text:p><table:table table:name="T">{widths}<table:table-header-rows>{cells[0]}'
        f'</table:table-header-rows>{"".join(cells[1:])}</table:table><text:p text:style-name="P">{html.escape(after)}</text:p>'
    )
    return [[before], [after]], [table], body, title(language, seed + 1000)


def _office_file(language: str, columns: int, body: str, head: str) -> str:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"' for name, space in _SPACES.items())
    font = f'fo:font-family="{FAMILIES[language]}" fo:font-size="{{0}}pt" style:font-family-asian="{FAMILIES[language]}" style:font-size-asian="{{0}}pt"'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.15cm" fo:text-align="{align}"/>'
        f"<style:text-properties {font.format(size)}/></style:style>"
        for name, size, align in (("P", 11, "justify"), ("H", 8, "center"))
    )
    styles += "".join(
        f'<style:style style:name="W{number}" style:family="table-column"><style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for number, width in enumerate((1.5, 8.5, 4, 3))
    )
    styles += (
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>'
    )
    margins = 'fo:margin-top="1cm" fo:margin-bottom="1cm" fo:margin-left="2cm" fo:margin-right="2cm" fo:page-width="21cm" fo:page-height="29.7cm"'
    layout = (
        f'<style:page-layout style:name="L"><style:page-layout-properties {margins}><style:columns fo:column-count="{columns}" fo:column-gap="0.9cm"/>'
        '</style:page-layout-properties><style:header-style><style:header-footer-properties fo:min-height="1.5cm" fo:margin-bottom="1cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="1.5cm" fo:margin-top="1cm"/></style:footer-style></style:page-layout>'
    )
    master = (
        f'<style:master-page style:name="Standard" style:page-layout-name="L"><style:header><text:p text:style-name="H">{html.escape(head)}</text:p></style:header>'
        '<style:footer><text:p text:style-name="H">– <text:page-number text:select-page="current">1</text:page-number> –</text:p></style:footer></style:master-page>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{styles}{layout}</office:automatic-styles><office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )
