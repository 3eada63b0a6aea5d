"""A drafter's Word file with comments and a table of suggested changes; every other part of the file stays as it is."""

from __future__ import annotations

import copy
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.domain.limits import limits
from analyzer.domain.message import mark, say
from analyzer.errors import InputError
from analyzer.i18n import tr_in
from analyzer.report.content.model import DocumentReport
from analyzer.report.unseen import visible
from analyzer.report.word.comments import Change, changes_of, comments_of
from analyzer.report.word.places import Letter, Place, find, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_STRICT = "http://purl.oclc.org/ooxml/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SHARES = (16, 28, 22, 34)
"""Widths of the columns of the table of suggested changes, in per cent."""
_AUTHOR, _INITIALS = "policy-analyzer", "PA"


def annotated(data: bytes, report: DocumentReport, file: str) -> tuple[bytes, int, int]:
    """Return a Word file with the comments of a report, how many comments it holds, and how many found no place and stand at its first paragraph.

    `InputError` where `data` is no Word file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            # zipfile reads no more of a member than its directory says.
            if sum(info.file_size for info in package.infolist()) > limits().expansion:
                raise InputError(say("{file}: unfolds to over {limit} MB; leave out its pictures", file=file, limit=limits().expansion >> 20))
            members = [(info, package.read(info)) for info in package.infolist()]
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise InputError(say("{file}: is no Word file (.docx); comments can only be written into one", file=file)) from error
    parts = {info.filename: content for info, content in members}
    draft = _Draft(parts, file)
    written, lost = draft.comment(report)
    draft.append_table(changes_of(report), report.language)
    changed = draft.changed()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for info, content in members:
            package.writestr(info, changed.pop(info.filename, content), info.compress_type)
        for name, content in changed.items():
            package.writestr(zipfile.ZipInfo(name, members[0][0].date_time), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue(), written, lost


class _Draft:
    """The parts of a Word file that comments touch: the document, its comments, its relations and the content types."""

    def __init__(self, parts: dict[str, bytes], file: str) -> None:
        from lxml import etree

        self.parts = parts
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            self.main = self._main()
            self.document = self._xml(self.main)
        except (KeyError, etree.XMLSyntaxError) as error:
            raise InputError(say("{file}: is no Word file (.docx); comments can only be written into one", file=file)) from error
        self.space = self.document.tag.rpartition("}")[0] + "}"
        strict = self.space.startswith("{" + _STRICT)
        self.kind = (_STRICT + "officeDocument" if strict else "http://schemas.openxmlformats.org/officeDocument/2006") + "/relationships/comments"
        body = next((node for node in self.document if local(node) == "body"), None)
        if body is None:
            raise InputError(say("{file}: is no Word file (.docx); comments can only be written into one", file=file))
        self.body = body
        folder, name = posixpath.split(self.main)
        self.relations_name = posixpath.join(folder, "_rels", f"{name}.rels")
        self._open_comments(folder)

    def _xml(self, name: str) -> _Element:
        from lxml import etree

        return etree.fromstring(self.parts[name], self._parser)

    def _main(self) -> str:
        for relation in self._xml("_rels/.rels"):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
        raise KeyError("officeDocument")

    def _open_comments(self, folder: str) -> None:
        """Open the part with comments, or make one and tell relations and content types of it."""
        from lxml import etree

        self.relations = self._xml(self.relations_name) if self.relations_name in self.parts else etree.Element(f"{{{_RELATIONS}}}Relationships")
        self.types = self._xml("[Content_Types].xml")
        self.made = True
        for relation in self.relations:
            if relation.get("Type") == self.kind:
                target = relation.get("Target") or ""
                self.comments_name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                self.comments, self.made = self._xml(self.comments_name), False
                return
        self.comments_name = posixpath.join(folder, "comments.xml")
        while self.comments_name in self.parts:
            self.comments_name = self.comments_name.replace(".xml", "1.xml")
        self.comments = etree.Element(f"{self.space}comments", nsmap={"w": self.space[1:-1]})
        taken = {relation.get("Id") for relation in self.relations}
        free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        target = posixpath.basename(self.comments_name)
        etree.SubElement(self.relations, f"{{{_RELATIONS}}}Relationship", Id=free, Type=self.kind, Target=target)
        etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{self.comments_name}", ContentType=_COMMENTS_TYPE)

    def changed(self) -> dict[str, bytes]:
        """Return the parts that differ from the draft's."""
        from lxml import etree

        touched = {self.main: self.document, self.comments_name: self.comments}
        if self.made:
            touched |= {self.relations_name: self.relations, "[Content_Types].xml": self.types}
        return {name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) for name, root in touched.items()}

    def _new(self, name: str, **attributes: str) -> _Element:
        from lxml import etree

        return etree.Element(self.space + name, {self.space + key: value for key, value in attributes.items()})

    def comment(self, report: DocumentReport) -> tuple[int, int]:
        """Write the comments of a report; return how many, and how many stand at the first paragraph for want of a place."""
        sentences = ["".join(text for text, _ in sentence.parts) for page in report.text for sentence in page.sentences]
        places = find(self.body, sentences)
        somewhere = next((place for place in places if place is not None), None)
        number = 1 + max((int(node.get(self.space + "id") or 0) for node in self.comments), default=-1)
        lost = 0
        wanted = comments_of(report)
        for comment in wanted:
            lost += places[comment.sentence] is None
            note = self._new("comment", id=str(number), author=_AUTHOR, initials=_INITIALS)
            for line in comment.lines:
                note.append(self._paragraph(line))
            self.comments.append(note)
            number += 1
        # From the last to the first: splitting a run moves what comes after it in that run.
        for comment in reversed(wanted):
            number -= 1
            if (place := places[comment.sentence] or somewhere) is not None:
                self._range(place, str(number))
        return len(wanted), lost

    def _range(self, place: Place, number: str) -> None:
        """Set the marks of a comment around a place; a plain run is split where the sentence begins and ends."""
        end = self._edge(place.last, place.end, after=True)
        start = self._edge(place.first, place.paragraph, after=False)
        if place.first.node is place.last.node:
            end = start  # the run was split again: what it ends with stands in the later half
        reference = self._new("r")
        reference.append(self._new("commentReference", id=number))
        finish = self._new("commentRangeEnd", id=number)
        start.addprevious(self._new("commentRangeStart", id=number))
        end.addnext(finish)
        finish.addnext(reference)

    def _edge(self, letter: Letter, paragraph: _Element, *, after: bool) -> _Element:
        """Return the child of a paragraph that a letter ends (`after`) or begins, splitting its run where that is plain text."""
        text, cut = letter.node, letter.at + after
        run = text.getparent()
        assert run is not None
        content = [node for node in run if local(node) != "rPr"]
        whole = text.text or ""
        if run.getparent() is paragraph and content == [text] and 0 < cut < len(whole):
            rest = copy.deepcopy(run)
            run.addnext(rest)
            tail = next(node for node in rest if local(node) == "t")
            text.text, tail.text = whole[:cut], whole[cut:]
            for node in (text, tail):
                node.set(_SPACE, "preserve")
            return run if after else rest
        node = run
        while (parent := node.getparent()) is not None and parent is not paragraph:
            node = parent
        return node

    def _paragraph(self, text: str, *, bold: bool = False) -> _Element:
        paragraph, run, node = self._new("p"), self._new("r"), self._new("t")
        if bold:
            properties = self._new("rPr")
            properties.append(self._new("b"))
            run.append(properties)
        node.text = visible(text)
        node.set(_SPACE, "preserve")
        run.append(node)
        paragraph.append(run)
        return paragraph

    def append_table(self, changes: Sequence[Change], language: str) -> None:
        """Append a heading and the table of suggested changes to the body, before its last section's properties."""
        if not changes:
            return
        added = [self._paragraph(tr_in(language, "Suggested changes"), bold=True), self._table(changes, language), self._paragraph("")]
        last = self.body[-1] if len(self.body) and local(self.body[-1]) == "sectPr" else None
        for node in added:
            if last is not None:
                last.addprevious(node)
            else:
                self.body.append(node)

    def _table(self, changes: Sequence[Change], language: str) -> _Element:
        table, properties, borders = self._new("tbl"), self._new("tblPr"), self._new("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(self._new(side, val="single", sz="4", space="0", color="A0A8B0"))
        properties.extend((self._new("tblW", w="5000", type="pct"), borders))
        grid = self._new("tblGrid")
        grid.extend(self._new("gridCol", w=str(90 * share)) for share in _SHARES)
        table.extend((properties, grid))
        head = tuple(tr_in(language, text) for text in (mark("Element"), mark("Now"), mark("Suggested change"), mark("Example")))
        for number, cells in enumerate((head, *((item.element, item.now, item.advice, item.example) for item in changes))):
            row = self._new("tr")
            if number == 0:
                repeated = self._new("trPr")
                repeated.append(self._new("tblHeader"))
                row.append(repeated)
            for text, share in zip(cells, _SHARES, strict=True):
                cell, size = self._new("tc"), self._new("tcPr")
                size.append(self._new("tcW", w=str(50 * share), type="pct"))
                cell.extend((size, self._paragraph(text, bold=number == 0)))
                row.append(cell)
            table.append(row)
        return table
