"""A report on one document as a Word file: the same as the page, set in Word's own headings, tables and lists."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from analyzer.domain.precedent import Precedent
from analyzer.i18n import tr_in
from analyzer.report.content.model import DocumentReport, Gap, Quote, Strip, Timeline
from analyzer.report.unseen import visible

if TYPE_CHECKING:
    from docx.document import Document

_FONTS = {"en": ("Calibri", "Microsoft YaHei"), "zh": ("Calibri", "Microsoft YaHei")}
_GREY = "566270"
_RULE = "B8C0C8"
_SHADES = ("FFFFFF", "DBE7F1", "9FC0DC", "1F4E79")
_COLUMNS = 30
"""So many columns a strip has at most on A4."""
_BAR = 20
_FULL = "█"
_MARKS = {"absent": "○", "slogan": "◔", "measure": "◑", "accountable": "●"}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of every file, so that the same report gives the same bytes."""


def document_docx(report: DocumentReport) -> bytes:
    """Return the report as the bytes of a Word file."""
    import docx

    return _Writer(docx.Document(), report).bytes()


class _Writer:
    """One Word file in the making."""

    def __init__(self, document: Document, report: DocumentReport) -> None:
        self.document, self.report = document, report
        self._prepare()
        self._opening()
        if report.criteria:
            self._criteria()
            self._elements()
        if report.strip is not None:
            self._strip(report.strip)
        if report.timeline is not None:
            self._timeline(report.timeline)
        if report.gaps or report.firm:
            self._gaps()
        self._confirm()
        self._text()
        self._made()

    def bytes(self) -> bytes:
        """Return the file; parts are packed anew with a fixed date."""
        import zipfile

        buffer, packed = io.BytesIO(), io.BytesIO()
        self.document.save(buffer)
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def tr(self, text: str, /, **values: Any) -> str:
        """Return a text in the report's language."""
        return tr_in(self.report.language, text, **values)

    # --- Building stones ----------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(20)
        latin, asian = _FONTS[self.report.language]
        for name in ("Normal", "Heading 1", "Heading 2", "Title"):
            style = self.document.styles[name]
            style.font.name = latin
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), asian)
        self.document.styles["Normal"].font.size = Pt(10)
        self.document.styles["Normal"].paragraph_format.space_after = Pt(4)
        for borders in self.document.styles["Table Grid"].element.iter(qn("w:tblBorders")):
            for border in borders:
                border.set(qn("w:color"), _RULE)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = visible(self.report.title)[:255], "policy-analyzer", ""
        properties.created = properties.modified = _EPOCH

    def _heading(self, text: str, level: int = 1) -> None:
        self.document.add_heading(visible(text), level)

    def _paragraph(self, *parts: tuple[str, str], style: str | None = None) -> Any:
        """Append a paragraph of (text, manner) pieces; manners are `b` bold, `s` small and grey, `m` marked, `c` coloured, `` plain."""
        paragraph = self.document.add_paragraph(style=style)
        self._runs(paragraph, parts)
        return paragraph

    @staticmethod
    def _runs(paragraph: Any, parts: Sequence[tuple[str, str]]) -> None:
        from docx.enum.text import WD_COLOR_INDEX
        from docx.shared import Pt, RGBColor

        for text, manner in parts:
            run = paragraph.add_run(visible(text))
            if "b" in manner:
                run.bold = True
            if "s" in manner:
                run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(_GREY)
            if "c" in manner:
                run.font.color.rgb = RGBColor.from_string(_SHADES[-1])
            if "m" in manner:
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:
        """Append a table with a head that repeats on every page; widths are in millimetres."""
        from docx.oxml import OxmlElement
        from docx.shared import Mm, Pt

        table = self.document.add_table(rows=0, cols=len(head), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)  # LibreOffice goes by the grid, Word by the cells
        for number, cells in enumerate([head, *rows]):
            row = table.add_row()
            for cell, text, width in zip(row.cells, cells, widths, strict=True):
                cell.width = Mm(width)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                self._runs(paragraph, [(text, "s" if number == 0 else "c" if text.startswith(_FULL) else "")])
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no name for it
        self.document.add_paragraph()
        return table

    @staticmethod
    def _without_margins(table: Any) -> None:
        """Let the cells of a table be narrower than Word's margins in them."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "20")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for it
        properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")

    @staticmethod
    def _shade(cell: Any, colour: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no name for it

    def _quote(self, quote: Quote) -> None:
        self._paragraph((quote.text, ""), (f"  {quote.place} · {quote.level}", "s"), style="List Bullet")

    # --- Parts of the report --------------------------------------------------------------------------------------------

    def _opening(self) -> None:
        report, tr = self.report, self.tr
        self._paragraph((tr("Report on a policy document"), "s"))
        self._heading(report.title, 0)
        if report.facts:
            self._paragraph((" · ".join(f"{label} {value}" for label, value in report.facts), "s"))
        self._heading(tr("Verdict"))
        if report.score is not None:
            points = tr("{score:.0f} of 100", score=report.score)
            self._paragraph((points, "b"), (f"  {report.low:.0f}–{report.high:.0f}", "s"))
        for sentence in report.verdict:
            self._paragraph((sentence, ""))
        self._paragraph((report.limits[0], "s"))

    def _criteria(self) -> None:
        tr = self.tr
        self._heading(tr("Criteria"))
        self._paragraph((tr("Points from 0 to 100. The band is where the points lie given the uncertainty of coding and reading."), "s"))
        rows = [
            (
                part.name,
                _FULL * round(part.score * _BAR / 100) + "░" * (_BAR - round(part.score * _BAR / 100)),
                f"{part.score:.0f}",
                f"{part.low:.0f}–{part.high:.0f}",
            )
            for part in self.report.criteria
        ]
        self._table((tr("Criterion"), "0–100", tr("Points"), tr("Interval")), rows, (55, 75, 18, 22))

    def _elements(self) -> None:
        tr = self.tr
        self._heading(tr("Checklist of elements"))
        asked = self.report.criteria[0].benchmarks
        for part in self.report.criteria:
            self._heading(f"{part.name} · {part.score:.0f}", 2)
            rows = []
            for element in part.elements:
                places = self.tr("; ").join(dict.fromkeys(quote.place for quote in element.quotes))
                said = f"{element.quotes[0].text}  ({places})" if element.quotes else ""
                bench = tr("{shown} of {all}", shown=len(element.shown_by), all=asked) if asked else ""
                rows.append((element.name, f"{_MARKS[element.level]} {element.word}", said, bench))
            self._table((tr("Element"), tr("How firmly"), tr("Best sentence"), tr("Benchmarks")), rows, (38, 28, 84, 20))

    def _strip(self, strip: Strip) -> None:
        self._heading(self.tr("Where it speaks of what"))
        together = -(-strip.stretches // _COLUMNS)
        columns = -(-strip.stretches // together)
        rows = [(row.name, *[""] * columns, str(row.total)) for row in strip.rows]
        width = 108 / columns
        table = self._table((self.tr("Code"), *[""] * columns, ""), rows, (50, *[width] * columns, 12))
        self._without_margins(table)
        for row, drawn in zip(strip.rows, list(table.rows)[1:], strict=True):
            cells = drawn.cells
            for column in range(columns):
                strength = max(cell.strength for cell in row.cells[column * together : (column + 1) * together])
                if strength:
                    self._shade(cells[column + 1], _SHADES[strength])
        ends = self.tr("From {first} to {last}; the darker, the more sentences. The number is that of all sentences.", first=strip.first, last=strip.last)
        self._paragraph((ends, "s"))

    def _timeline(self, timeline: Timeline) -> None:
        tr = self.tr
        self._heading(tr("Stages by time"))
        for sentence in timeline.sentences:
            self._paragraph((sentence, ""))
        if timeline.leap:
            self._paragraph((timeline.leap, "b"))
        places = range(len(timeline.stages) - 1, -1, -1)
        rows = [
            (timeline.stages[place], *(f"{column.counts[place] or '·'}{' ◆' if column.furthest == place else ''}" for column in timeline.columns))
            for place in places
        ]
        width = 120 / len(timeline.columns)
        table = self._table((tr("Stage"), *(column.name for column in timeline.columns)), rows, (50, *[width] * len(timeline.columns)))
        for place, row in zip(places, list(table.rows)[1:], strict=True):
            for column, cell in zip(timeline.columns, row.cells[1:], strict=True):
                if 0 < column.strengths[place] < len(_SHADES) - 1:
                    self._shade(cell, _SHADES[column.strengths[place]])
                elif column.strengths[place]:
                    self._shade(cell, _SHADES[2])
        self._paragraph((timeline.reading, "s"))

    def _gaps(self) -> None:
        self._heading(self.tr("Gaps, and how others said it"))
        for gap in (*self.report.gaps, *self.report.firm):
            self._gap(gap)

    def _gap(self, gap: Gap) -> None:
        tr = self.tr
        self._heading(f"{gap.criterion} · {gap.element}", 2)
        self._paragraph((f"{_MARKS[gap.level]} {gap.word}. ", "b"), (gap.advice, ""))
        if gap.quotes:
            self._paragraph((tr("The draft says"), "s"))
            for quote in gap.quotes:
                self._quote(quote)
        if gap.examples:
            self._paragraph((tr("Others said"), "s"))
            for item in gap.examples:
                self._paragraph((item.text, ""), ("  " + source_words(item, self.report.language), "s"), style="List Bullet")

    def _confirm(self) -> None:
        if self.report.confirm:
            self._heading(self.tr("To confirm by a reader"))
        for item in self.report.confirm:
            self._paragraph((item.why, "b"))
            for quote in item.quotes:
                self._quote(quote)

    def _text(self) -> None:
        self._heading(self.tr("Full text with codes"))
        for page in self.report.text:
            self._heading(page.name, 2)
            for sentence in page.sentences:
                parts = [(text, ("m" if evidence else "") + ("b" if sentence.heading else "")) for text, evidence in sentence.parts]
                notes = [f"{note.name} {note.probability:.2f}" + (f" ({self.tr(', ').join(note.words)})" if note.words else "") for note in sentence.notes]
                told = [*notes, *(item for item in (sentence.level, sentence.stance) if item)]
                self._paragraph(*parts, *([("  [" + " · ".join(told) + "]", "s")] if told else []))

    def _made(self) -> None:
        report, tr = self.report, self.tr
        self._heading(tr("How it was made"))
        self._table((tr("Item"), tr("Value")), report.made, (55, 115))
        for title, lines in (
            (tr("Notes on the file"), report.notes),
            (tr("Read but left out"), [f"{item.why} ({item.count}): {tr('; ').join(item.samples)}" for item in report.left_out]),
            (tr("What it does not claim"), report.limits),
        ):
            if lines:
                self._heading(title, 2)
                for line in lines:
                    self._paragraph((line, ""), style="List Bullet")


def source_words(item: Precedent, language: str, *, links: int = 3) -> str:
    """Return where an example comes from: its plan or programme, its page and at most `links` addresses."""
    parts = [item.source]
    if item.page is not None:
        parts.append(tr_in(language, "p. {page}", page=item.page))
    if item.invented:
        parts.append(tr_in(language, "sample plan of an invented city"))
    return " · ".join((*parts, *item.urls[:links]))
