"""Paragraph styles of a Word document: names, outline levels and numbering, inherited along `basedOn`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.read.package import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING_NAME = re.compile(r"^(?:heading|标题|標題|überschrift|titre|見出し|제목)\s*([1-9])$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc\s*\d?|toc heading|contents? \d|目录\s*\d?|目錄\s*\d?|table of figures)$", re.IGNORECASE)
_ITEM_NAME = re.compile(r"^list(?:\s|$)|^列表|^列出段落", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbering:
    """A reference to a list: `number_id` (0 takes the paragraph out of its list) and the level in it."""

    number_id: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of its paragraphs; `outline` runs from 1."""

    name: str = ""
    outline: int | None = None
    numbering: Numbering | None = None
    hidden: bool = False

    @property
    def is_title(self) -> bool:
        """Whether this is the style of a document's title."""
        return self.name.lower() in ("title", "标题", "書名", "titre", "document title")

    @property
    def is_contents(self) -> bool:
        """Whether this is a style of a printed table of contents."""
        return _CONTENTS_NAME.match(self.name) is not None

    @property
    def is_item(self) -> bool:
        """Whether this is a style of list items."""
        return _ITEM_NAME.match(self.name) is not None


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child element with this local name."""
    if element is not None:
        for candidate in element:
            if local(candidate.tag) == name:
                return candidate
    return None


def value(element: _Element | None) -> str | None:
    """Return the `val` attribute of an element, whatever its namespace."""
    return None if element is None else attribute(element, "val")


def integer(text: str | None) -> int | None:
    """Return a decimal number as written in an attribute, or `None`."""
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def is_on(element: _Element | None) -> bool:
    """Tell whether a switch such as `w:vanish` is present and not turned off."""
    return element is not None and (value(element) or "1").lower() not in ("0", "false", "off")


def numbering_of(properties: _Element | None) -> Numbering | None:
    """Return what paragraph properties say of numbering."""
    element = child(properties, "numPr")
    if element is None:
        return None
    return Numbering(integer(value(child(element, "numId"))), integer(value(child(element, "ilvl"))))


def outline_of(properties: _Element | None) -> int | None:
    """Return the outline level (from 1) that paragraph properties give; 9 in the file means body text."""
    level = integer(value(child(properties, "outlineLvl")))
    return level + 1 if level is not None and 0 <= level <= 8 else None


def read_styles(root: _Element | None) -> dict[str, Style]:
    """Return the paragraph styles by id, each with what it inherits; circles of `basedOn` are cut."""
    elements: dict[str, _Element] = {}
    default = ""
    for element in root if root is not None else ():
        if local(element.tag) == "style" and attribute(element, "type") in (None, "paragraph"):
            identifier = attribute(element, "styleId") or ""
            elements[identifier] = element
            if attribute(element, "default") in ("1", "true"):
                default = identifier
    styles: dict[str, Style] = {}
    for identifier in elements:
        styles[identifier] = _inherited(identifier, elements)
    styles[""] = styles.get(default, Style())
    return styles


def _inherited(identifier: str, elements: dict[str, _Element]) -> Style:
    name = value(child(elements[identifier], "name")) or identifier
    outline: int | None = None
    number: int | None = None
    level: int | None = None
    hidden: bool | None = None
    seen: set[str] = set()
    walk: str | None = identifier
    while walk is not None and walk in elements and walk not in seen:
        seen.add(walk)
        element = elements[walk]
        properties = child(element, "pPr")
        if outline is None:
            outline = outline_of(properties)
            if outline is None and (match := _HEADING_NAME.match(value(child(element, "name")) or "")):
                outline = int(match.group(1))
        numbering = numbering_of(properties)
        if numbering is not None:
            number = numbering.number_id if number is None else number
            level = numbering.level if level is None else level
        vanish = child(child(element, "rPr"), "vanish")
        if hidden is None and vanish is not None:
            hidden = is_on(vanish)
        walk = value(child(element, "basedOn"))
    return Style(name, outline, Numbering(number, level) if number is not None or level is not None else None, bool(hidden))
