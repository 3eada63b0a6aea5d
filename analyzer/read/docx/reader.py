"""Word documents (OOXML, transitional and strict) -> Document."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.domain.document import BlockKind, Document, DropReason, Page
from analyzer.domain.enumerator import find_enumerator
from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.docx.numbering import Counters
from analyzer.read.docx.pasted import former_lines
from analyzer.read.docx.styles import Style, child, integer, is_on, numbering_of, outline_of, read_styles, value
from analyzer.read.docx.text import ParagraphText, Piece, State, paragraph_text
from analyzer.read.flow import Flow, PrintedLine, clean, is_unspaced
from analyzer.read.package import Package, attribute, local
from analyzer.read.rows import Cell, add_rows
from analyzer.read.sniff import main_part
from analyzer.read.text.furniture import Printed, dropped_lines
from analyzer.read.text.paragraphs import group, is_wrapped, split_inside
from analyzer.read.text.wording import close_up, guess_title

if TYPE_CHECKING:
    from lxml.etree import _Element

_NOTES = re.compile(r"^word/(?:footnotes|endnotes)\d*\.xml$")
_MARGINS = re.compile(r"^word/(header|footer)\d*\.xml$")
_OPEN_END = re.compile(r"[，、,（(“《-]\s*$")
_LAYOUT_CELL = 300


def read_docx(data: bytes, document_id: str) -> Document:
    """Read a Word document: body, tables, text boxes, notes; automatic numbers are written out.

    Pages are given where the file keeps the page breaks of its last printing or holds typed ones. Raises ReadError
    `unreadable`, `password`, `too_large`, or `unsupported` for a package without a Word document.
    """
    package = Package(data)
    part = main_part(package)
    if part is None:
        raise ReadError("unsupported", say("a zip package without a Word document in it"))
    root = package.xml(part)
    if local(root.tag) != "document":
        raise ReadError("unreadable", say("the part {part} is no Word document: open the file in a word processor and save it anew", part=part))
    reading = _Reading(package, part, root)
    body = child(root, "body")
    if body is not None:
        reading.blocks(body)
    reading.flush()
    reading.notes_parts()
    reading.flush()
    return reading.document(document_id)


class _Reading:
    """One reading of one document: the flow so far and what runs on from block to block."""

    def __init__(self, package: Package, part: str, root: _Element) -> None:
        self.package = package
        self.part = part
        self.flow = Flow()
        folder = posixpath.dirname(part)
        self.styles = read_styles(self._optional(f"{folder}/styles.xml"))
        self.counters = Counters(self._optional(f"{folder}/numbering.xml"))
        breaks = {
            local(element.tag)
            for element in root.iter()
            if local(element.tag) == "lastRenderedPageBreak" or (local(element.tag) == "br" and attribute(element, "type") == "page")
        }
        self.paged = bool(breaks)
        self.state = State(rendered="lastRenderedPageBreak" in breaks)
        self.title: str | None = None
        self.notes: list[str] = []
        self._plain: list[list[PrintedLine]] = []

    def _relations(self, name: str) -> list[_Element]:
        root = self._optional(name)
        return list(root) if root is not None else []

    def _optional(self, name: str) -> _Element | None:
        return self.package.xml(name) if name in self.package else None

    def blocks(self, container: _Element) -> None:
        """Read the block elements of a body, cell, text box, note or content control, in order."""
        for node in container:
            name = local(node.tag)
            if name == "p":
                self.paragraph(node)
            elif name == "tbl":
                self.table(node)
            elif name == "sdt":
                self.control(node)
            elif name == "altChunk":
                self.chunk(node)
            elif name in ("del", "moveFrom"):
                self.state.deletions += 1
            elif name == "AlternateContent":
                options = list(node)
                if options:
                    self.blocks(options[0])
            elif name not in ("sectPr", "tcPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tblGrid"):
                self.blocks(node)

    def control(self, node: _Element) -> None:
        """Read a content control; one that holds the table of contents is dropped."""
        content = child(node, "sdtContent")
        if content is None:
            return
        gallery = value(child(child(child(node, "sdtPr"), "docPartObj"), "docPartGallery")) or ""
        if gallery == "Table of Contents":
            for paragraph in content.iter():
                if local(paragraph.tag) == "p":
                    self.flow.drop(paragraph_text(paragraph, self.state).text, DropReason.CONTENTS, self.page)
            return
        self.blocks(content)

    @property
    def page(self) -> int | None:
        """The page now, or `None` in a document without page breaks."""
        return self.state.page if self.paged else None

    def style_of(self, paragraph: _Element) -> Style:
        """Return the style of a paragraph, the default one where it names none."""
        name = value(child(child(paragraph, "pPr"), "pStyle"))
        return self.styles.get(name or "", self.styles[""])

    def paragraph(self, node: _Element) -> None:
        """Append one paragraph, split at its typed line breaks, and then its text boxes."""
        style = self.style_of(node)
        properties = child(node, "pPr")
        text = paragraph_text(node, self.state, hidden=style.hidden)
        if text.hidden:
            self.flow.drop("".join(text.hidden), DropReason.HIDDEN, self.page)
        visible = any(piece.text.strip() for piece in text.pieces)
        if visible and (text.contents or style.is_contents):
            self.flow.drop(text.text, DropReason.CONTENTS, self.page)
        elif visible:
            self.append(properties, style, text)
        for box in text.boxes:
            self.blocks(box)

    def append(self, properties: _Element | None, style: Style, text: ParagraphText) -> None:
        """Append the visible text of a paragraph as one or more blocks."""
        outline = outline_of(properties) or style.outline
        level = outline or (1 if style.is_title else None)
        number, bullet = self.number(properties, style)
        kind = BlockKind.HEADING if level is not None and len(text.text) <= 300 else BlockKind.ITEM if bullet or style.is_item else BlockKind.PARAGRAPH
        if kind is not BlockKind.HEADING:
            level = None
        if style.is_title and self.title is None:
            self.title = close_up(" ".join(text.text.split()))
        for pieces in _broken(text.pieces, keep=kind is BlockKind.HEADING):
            lines = [PrintedLine(close_up(piece.text), piece.page if self.paged else None) for piece in pieces]
            if number:
                glue = "" if lines[0].text[:1].isspace() or is_unspaced(number[-1]) or number[-1] in "、，．" else " "
                lines[0].text = number + glue + lines[0].text
                number = ""
            if kind is BlockKind.PARAGRAPH:
                self._plain += _indented(lines)
            else:
                self.flush()
                self.flow.add(lines, kind, level=level)

    def flush(self) -> None:
        """Append the plain paragraphs that wait. Where each is one line of a page (text pasted from a PDF), they are joined again."""
        waiting, self._plain = self._plain, []
        printed = [
            Printed(clean(" ".join(line.text for line in lines)), lines[0].page, turned=lines[0].page != before[-1].page)
            for before, lines in zip([*waiting[:1], *waiting], waiting, strict=False)
        ]
        if not is_wrapped(printed, strictly=True):
            for lines in waiting:
                self.flow.add(lines)
            return
        furniture = dropped_lines(printed)
        for position, reason in sorted(furniture.items()):
            self.flow.drop(printed[position].text, reason, printed[position].page)
        kept = [(line, waiting[position]) for position, line in enumerate(printed) if position not in furniture]
        position = 0
        for paragraph in group([line for line, _ in kept]):
            self.flow.add([line for _, lines in kept[position : position + len(paragraph)] for line in lines])
            position += len(paragraph)

    def number(self, properties: _Element | None, style: Style) -> tuple[str, bool]:
        """Return the automatic number of a paragraph ("" for none), and whether it has a bullet instead."""
        own, inherited = numbering_of(properties), style.numbering
        identifier = own.number_id if own is not None and own.number_id is not None else inherited.number_id if inherited is not None else None
        if not identifier:
            return "", False
        level = own.level if own is not None and own.level is not None else inherited.level if inherited is not None else None
        return self.counters.next(identifier, level or 0)

    def table(self, node: _Element) -> None:
        """Append a table row by row; a table that only frames running text is read as paragraphs."""
        self.flush()
        rows = [(row, list(_cells(row))) for row in _rows(node)]
        if _is_layout(rows):
            for _, cells in rows:
                for cell in cells:
                    self.blocks(cell)
            return
        table: list[list[Cell]] = []
        pages: list[int | None] = []
        heads = 0
        for row, cells in rows:
            properties = child(row, "trPr")
            if is_on(child(properties, "tblHeader")) and heads == len(table):
                heads += 1
            before = self.page
            table.append([self.cell(cell) for cell in cells])
            gap = integer(value(child(properties, "gridBefore"))) or 0
            if gap:
                table[-1].insert(0, Cell("", min(gap, 64)))
            pages.append(before)
        add_rows(self.flow, table, heads=heads or None, pages=pages)

    def cell(self, node: _Element) -> Cell:
        """Return one cell's text, nested tables and text boxes included; the lower part of a merged cell is empty."""
        properties = child(node, "tcPr")
        span = min(integer(value(child(properties, "gridSpan"))) or 1, 64)
        merge = child(properties, "vMerge")
        parts: list[str] = []
        bold: list[bool] = []
        for paragraph in node.iter():
            if local(paragraph.tag) != "p" or _inside_box(paragraph, node):
                continue
            style = self.style_of(paragraph)
            text = paragraph_text(paragraph, self.state, hidden=style.hidden)
            if text.hidden:
                self.flow.drop("".join(text.hidden), DropReason.HIDDEN, self.page)
            number, _ = self.number(child(paragraph, "pPr"), style)
            boxed = " ".join(paragraph_text(inner, self.state).text for box in text.boxes for inner in box.iter() if local(inner.tag) == "p")
            line = " ".join(part for part in (number + close_up(text.text), boxed) if part.strip())
            if line.strip():
                parts.append(line.strip())
                bold.append(text.bold)
        if merge is not None and value(merge) != "restart" and not parts:
            return Cell("", span)
        return Cell(" ".join(parts), span, bool(bold) and all(bold))

    def chunk(self, node: _Element) -> None:
        """Read an embedded foreign part (HTML or text), or note that it was not read."""
        self.flush()
        target = self.target_of(attribute(node, "id")) or next((name for name in self.package.names if name.startswith("word/afchunk")), None)
        if target is not None and target in self.package and target.lower().endswith((".html", ".htm", ".xhtml", ".mht", ".txt")):
            from analyzer.read.html.reader import add_html

            add_html(self.flow, self.package.read(target))
            return
        self.notes.append(say("an embedded part of the document (altChunk) was not read: save the file anew in a word processor"))

    def target_of(self, identifier: str | None) -> str | None:
        """Return the name of the part that a relation of the main part leads to; relations out of the file lead nowhere."""
        folder, name = posixpath.split(self.part)
        for relation in self._relations(f"{folder}/_rels/{name}.rels"):
            if attribute(relation, "Id") == identifier and attribute(relation, "TargetMode") != "External":
                target = attribute(relation, "Target") or ""
                return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        return None

    def notes_parts(self) -> None:
        """Append footnotes and endnotes after the body; headers and footers go to the dropped texts."""
        for name in sorted(set(self.package.names)):
            if _NOTES.match(name):
                for note in self.package.xml(name):
                    if attribute(note, "type") in (None, "normal"):
                        self.blocks(note)
            elif match := _MARGINS.match(name):
                reason = DropReason.HEADER if match.group(1) == "header" else DropReason.FOOTER
                for paragraph in self.package.xml(name).iter():
                    if local(paragraph.tag) == "p":
                        self.flow.drop(paragraph_text(paragraph, State(rendered=False)).text, reason)

    def document(self, document_id: str) -> Document:
        """Build the document with notes on what a person should know."""
        state = self.state
        if state.hidden:
            self.notes.append(say("{count} characters of hidden text were left out", count=state.hidden))
        if state.insertions or state.deletions:
            self.notes.append(
                say(
                    "the file holds tracked changes: {insertions} insertions were read, {deletions} deletions left out",
                    insertions=state.insertions,
                    deletions=state.deletions,
                )
            )
        relations = f"{posixpath.dirname(self.part)}/_rels/{posixpath.basename(self.part)}.rels"
        if any(attribute(e, "TargetMode") == "External" and not (attribute(e, "Type") or "").endswith("/hyperlink") for e in self._relations(relations)):
            self.notes.append(say("the file refers to parts outside it (templates, pictures): nothing was fetched"))
        if state.commands:
            self.notes.append(
                say("the file holds fields that run or fetch something ({commands}): nothing was run", commands=", ".join(sorted({*state.commands})))
            )
        if any(name.endswith("vbaProject.bin") for name in self.package.names):
            self.notes.append(say("the file holds macros: nothing was run"))
        if self.package.duplicates:
            self.notes.append(say("the package holds a part twice ({parts}): the last was read", parts=", ".join(self.package.duplicates[:3])))
        if any(".." in name.replace("\\", "/").split("/") or name.startswith(("/", "\\")) or name[1:2] == ":" for name in self.package.names):
            self.notes.append(say("the package holds names that lead out of it: they were not followed"))
        embedded = [name for name in self.package.names if name.startswith("word/embeddings/") and name.endswith((".docx", ".doc", ".xlsx", ".bin"))]
        if embedded:
            self.notes.append(say("{count} embedded files were not read", count=len(embedded)))
        pages = [Page(number) for number in range(1, state.page + 1)] if self.paged else []
        document = self.flow.document(document_id=document_id, reader=f"docx {READER_VERSION}", format="docx", pages=pages, title=self.title, notes=self.notes)
        return document if self.title else replace(document, title=guess_title(document.text))


def _indented(lines: list[PrintedLine]) -> list[list[PrintedLine]]:
    """Split a paragraph that holds a whole text, its own paragraphs only set in by wide spaces."""
    parts = former_lines(lines)
    if len(parts) > 1:
        return parts
    if (len(lines) == 1 and len(lines[0].text) < 80) or not any("　　" in line.text.strip() or "    " in line.text.strip() for line in lines):
        return [lines]
    groups: list[list[PrintedLine]] = [[]]
    for line in lines:
        for place, cells in enumerate(split_inside(line.text)):
            if place or (line.text[:2] == "　　" and groups[-1]):
                groups.append([])
            groups[-1].append(PrintedLine(" | ".join(cells), line.page))
    return [one for one in groups if one]


def _rows(table: _Element) -> Iterator[_Element]:
    """Yield a table's own rows, through content controls and tracked insertions."""
    for node in table:
        name = local(node.tag)
        if name == "tr":
            if child(child(node, "trPr"), "del") is None:
                yield node
        elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
            yield from _rows(node)


def _cells(row: _Element) -> Iterator[_Element]:
    for node in row:
        name = local(node.tag)
        if name == "tc":
            yield node
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _cells(node)


def _is_layout(rows: list[tuple[_Element, list[_Element]]]) -> bool:
    """Tell whether a table frames running text: one column, or cells that hold whole pages of text or further frames."""
    widest = max((len(cells) for _, cells in rows), default=0)
    if widest <= 1:
        return True
    cells = [cell for _, row in rows for cell in row]
    if len(rows) > 2 and len(cells) > 6:
        return False
    length = sum(len(node.text or "") for cell in cells for node in cell.iter() if local(node.tag) == "t")
    return length > _LAYOUT_CELL * len(cells) and any(sum(local(p.tag) == "p" for p in cell.iter()) > 3 for cell in cells)


def _inside_box(paragraph: _Element, cell: _Element) -> bool:
    """Tell whether a paragraph stands in a text box within the cell (read with the paragraph that holds the box)."""
    walk = paragraph.getparent()
    while walk is not None and walk is not cell:
        if local(walk.tag) == "txbxContent":
            return True
        walk = walk.getparent()
    return False


def _broken(pieces: list[Piece], *, keep: bool) -> list[list[Piece]]:
    """Group the pieces of a paragraph into blocks: a typed line break ends a block unless the sentence goes on.

    `keep` keeps all in one block (headings that are broken for looks).
    """
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not piece.text.strip():
            continue
        if groups:
            before = groups[-1][-1].text.rstrip()
            goes_on = _OPEN_END.search(before) is not None or (before[-1:].islower() and piece.text.lstrip()[:1].islower())
            if not piece.broken or keep or (goes_on and find_enumerator(piece.text) is None):
                groups[-1].append(piece)
                continue
        groups.append([piece])
    return groups
