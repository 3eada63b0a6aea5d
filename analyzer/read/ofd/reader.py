"""OFD: pages, fonts and templates of the package -> the text in reading order with page and box.

Signatures, annotations and attachments are no part of a document's text and are left alone.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.domain.document import Document, DropReason, Page
from analyzer.domain.limits import limits
from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.flow import Flow
from analyzer.read.ofd.geometry import POINTS, box
from analyzer.read.ofd.text import Font, PageText, collect
from analyzer.read.package import Package, attribute, local
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines

if TYPE_CHECKING:
    from lxml.etree import _Element

READER = f"ofd/{READER_VERSION}"
_A4 = (0.0, 0.0, 210.0, 297.0)
_ENCRYPTED = {"encryptions.xml", "decryptseed.dat"}
"""Members that only an encrypted package has (GM/T 0099)."""
_OUTLINED_TEXT = 200
"""A page without text but with this many drawn shapes most likely shows text as outlines."""
_BOLD_NAMES = ("bold", "black", "heavy", "黑体", "simhei", "小标宋", "粗")


def read_ofd(data: bytes, document_id: str) -> Document:
    """Read the text of an OFD package; boxes are points from the page's top left corner.

    Pages that show something but hold no text are listed in `quality.pages_without_text`. Raises ReadError: `password`, `unreadable`,
    `too_large`, `no_text`.
    """
    package = _Parts(data)
    flow = Flow()
    pages: list[Page] = []
    printed: list[PageLines] = []
    pictures: list[int] = []
    lost: list[int] = []
    notes: list[str] = []
    title: str | None = None
    length = 0
    for body in _children(package.part("OFD.xml"), "DocBody"):
        root = _text_of(body, "DocRoot")
        if root is None:
            continue
        title = title or next((_text_of(info, "Title") for info in _children(body, "DocInfo")), None)
        document = _Body(package, root)
        for content, templates, size in document.pages():
            if len(pages) == limits().pages:
                raise ReadError(
                    "too_large",
                    say("the OFD file has more than {limit:,} pages: split it and scan the parts, or allow more with --max-pages", limit=limits().pages),
                )
            number = len(pages) + 1
            found = PageText()
            for part in [*templates, content]:
                if part is not None:
                    collect(part, found, document.fonts, document.composites, size)
            pages.append(Page(number, round(size[0], 2), round(size[1], 2)))
            printed.append(PageLines(number, size[0], size[1], found.runs))
            for text in found.hidden:
                flow.drop(text, DropReason.HIDDEN, number)
            if content is None:
                lost.append(number)
            if content is None or (not found.runs and (found.pictures or found.paths >= _OUTLINED_TEXT)):
                pictures.append(number)
            length += sum(len(run.text) for run in found.runs)
            if length > flow.limit:
                notes.append(say("text after page {page} was left out", page=number))
                flow.truncated = True
                break
    notes += _of_lost(lost, len(pages))
    remedy = say("export the file as PDF and scan that with --ocr auto")
    if not length:
        raise ReadError("no_text", say("the OFD file holds only pictures of text or blank pages: {remedy}", remedy=remedy))
    flow_of_pages(printed, flow)
    return flow.document(
        document_id=document_id,
        reader=READER,
        format="ofd",
        pages=pages,
        pages_without_text=pictures,
        title=title,
        notes=notes,
        remedy=remedy if pictures else "",
    )


def _of_lost(lost: list[int], count: int) -> list[str]:
    """Return the note on pages of `count` that cannot be read. Raises ReadError where there is no other."""
    if not count:
        raise ReadError("unreadable", say("the OFD file has no pages that can be found: get the file again from its source"))
    if len(lost) == count:
        raise ReadError("unreadable", say("no page of the OFD file can be read: get the file again from its source"))
    return [say("{count} pages are missing from the file or damaged, the first of them page {page}", count=len(lost), page=lost[0])] if lost else []


class _Parts:
    """The parts of the package, by names as OFD writes them: relative or from the root, in any case of letters."""

    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        self._names = {name.lower().replace("\\", "/").lstrip("/"): name for name in reversed(self._package.names)}
        if any(posixpath.basename(name) in _ENCRYPTED for name in self._names):
            raise ReadError("password", say("the OFD file is encrypted: save a copy without protection and scan that"))

    def part(self, place: str, base: str = "") -> _Element:
        """Return the root element of a part. Raises ReadError."""
        found = self.find(place, base)
        if found is None:
            raise ReadError("unreadable", say("the OFD file lacks its part {part}: get the file again from its source", part=place))
        return self._package.xml(found)

    def find(self, place: str, base: str = "") -> str | None:
        """Return the member that a place names, seen from the folder `base`; `None` where there is none."""
        place = place.strip().replace("\\", "/")
        whole = posixpath.normpath(place.lstrip("/") if place.startswith("/") else posixpath.join(base, place))
        return self._names.get(whole.lower()) or self._names.get(place.lstrip("/").lower())


class _Body:
    """One document of the package: its pages, and the fonts and composite objects that they use."""

    def __init__(self, package: _Parts, root: str) -> None:
        self._package = package
        self._base = posixpath.dirname(root.strip().lstrip("/"))
        self._root = package.part(root)
        common = next(iter(_children(self._root, "CommonData")), None)
        self.fonts: dict[str, Font] = {}
        self.composites: dict[str, _Element] = {}
        self._templates: dict[str, _Element | None] = {}
        self._size = _A4
        if common is None:
            return
        self._size = _area(common, "PageArea") or _A4
        for name in ("PublicRes", "DocumentRes"):
            for resource in _children(common, name):
                self._resources(resource.text or "")
        for template in _children(common, "TemplatePage"):
            self._templates[attribute(template, "ID") or ""] = self._optional(attribute(template, "BaseLoc") or "")

    def pages(self) -> Iterator[tuple[_Element | None, list[_Element], tuple[float, float]]]:
        """Yield each page's content (`None` where it cannot be read), its templates, and its size in points."""
        for pages in _children(self._root, "Pages"):
            for page in _children(pages, "Page"):
                content = self._optional(attribute(page, "BaseLoc") or "")
                if content is None:
                    yield None, [], (self._size[2] * POINTS, self._size[3] * POINTS)
                    continue
                for resource in _children(content, "PageRes"):
                    self._resources(resource.text or "", posixpath.join(self._base, posixpath.dirname(attribute(page, "BaseLoc") or "")))
                wanted = [self._templates.get(attribute(used, "TemplateID") or "") for used in _children(content, "Template")]
                size = _area(content, "Area") or self._size
                yield content, [template for template in wanted if template is not None], (size[2] * POINTS, size[3] * POINTS)

    def _optional(self, place: str) -> _Element | None:
        """Return a part, `None` where it is missing or damaged: the other pages can still be read."""
        try:
            return self._package.part(place, self._base)
        except ReadError as error:
            if error.status != "unreadable":
                raise
            return None

    def _resources(self, place: str, base: str | None = None) -> None:
        found = self._package.find(place, self._base if base is None else base) or self._package.find(place, self._base)
        root = self._optional("/" + found) if found else None
        if root is None:
            return
        for element in root.iter():
            match local(element.tag):
                case "Font":
                    name = attribute(element, "FontName") or attribute(element, "FamilyName") or ""
                    bold = (attribute(element, "Bold") or "").lower() == "true" or any(word in name.lower() for word in _BOLD_NAMES)
                    self.fonts[attribute(element, "ID") or ""] = Font(name, bold)
                case "CompositeGraphicUnit":
                    self.composites[attribute(element, "ID") or ""] = element


def _children(element: _Element, name: str) -> list[_Element]:
    return [child for child in element if local(child.tag) == name]


def _text_of(element: _Element, name: str) -> str | None:
    found = next(iter(_children(element, name)), None)
    return (found.text or "").strip() or None if found is not None else None


def _area(element: _Element, name: str) -> tuple[float, float, float, float] | None:
    """Return the physical box of an area, where it is one that a page can have."""
    for area in _children(element, name):
        found = box(_text_of(area, "PhysicalBox"))
        if found is not None and found[2] > 0 and found[3] > 0:
            return found
    return None
