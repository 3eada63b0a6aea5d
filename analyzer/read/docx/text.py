"""The runs of one Word paragraph -> its text, with breaks, pages, hidden text and text boxes told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.read.docx.styles import child, integer, is_on, value
from analyzer.read.package import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(
    (
        "pPr",
        "rPr",
        "del",
        "moveFrom",
        "delText",
        "delInstrText",
        "proofErr",
        "rt",
        "rubyPr",
        "sdtPr",
        "sdtEndPr",
        "smartTagPr",
        "customXmlPr",
        "footnoteReference",
        "endnoteReference",
        "annotationRef",
        "fldData",
        "tblPr",
        "docPr",
    )
)


@dataclass(slots=True)
class Field:
    """A field that has begun: its instruction so far, and whether its result runs."""

    instruction: str = ""
    result: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether the field prints a table of contents."""
        return self.instruction.split(" ", 2)[:1] == ["TOC"] or self.instruction.lstrip().upper().startswith("TOC")


@dataclass(slots=True)
class State:
    """What runs on from paragraph to paragraph: open fields, the page, and what was met on the way."""

    rendered: bool
    """Whether the file holds the page breaks of its last printing; then typed ones are not counted as well."""
    page: int = 1
    fields: list[Field] = field(default_factory=list)
    hidden: int = 0
    deletions: int = 0
    insertions: int = 0
    commands: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Piece:
    """Text between two line breaks or page breaks; `broken` tells that a typed line break came before it."""

    page: int
    broken: bool = False
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The piece's characters."""
        return "".join(self.parts)


@dataclass(slots=True)
class ParagraphText:
    """What one paragraph holds."""

    pieces: list[Piece]
    boxes: list[_Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    contents: bool = False
    bold: bool = False
    charts: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All pieces as one line."""
        return " ".join(piece.text for piece in self.pieces if piece.text)


def paragraph_text(paragraph: _Element, state: State, *, hidden: bool = False) -> ParagraphText:
    """Read the runs of `paragraph`, moving `state` on. `hidden` is what the paragraph's style says of hiding."""
    found = ParagraphText([Piece(state.page)])
    bold: list[bool] = []
    _walk(paragraph, state, found, bold, hidden=hidden)
    found.bold = bool(bold) and all(bold)
    found.contents = found.contents or any(one.is_contents for one in state.fields)
    return found


def _walk(element: _Element, state: State, found: ParagraphText, bold: list[bool], *, hidden: bool) -> None:
    for node in element:
        name = local(node.tag)
        if name in _SKIPPED:
            state.deletions += name in ("del", "moveFrom")
        elif name == "r":
            properties = child(node, "rPr")
            vanish = child(properties, "vanish")
            before = len(found.pieces[-1].parts)
            _walk(node, state, found, bold, hidden=(is_on(vanish) if vanish is not None else hidden) or _is_tiny(properties))
            if len(found.pieces[-1].parts) > before:
                bold.append(is_on(child(properties, "b")))
        elif name in ("t", "tab", "ptab", "noBreakHyphen", "sym"):
            _put(_characters(node, name), state, found, hidden=hidden)
        elif name in ("br", "cr"):
            _break(node, state, found)
        elif name in ("lastRenderedPageBreak", "fldChar", "instrText"):
            _mark(node, name, state, found)
        elif name == "fldSimple":
            state.fields.append(Field(attribute(node, "instr") or "", result=True))
            found.contents = found.contents or state.fields[-1].is_contents
            _walk(node, state, found, bold, hidden=hidden)
            state.fields.pop()
        elif name == "AlternateContent":
            _walk_alternate(node, state, found, bold, hidden=hidden)
        elif name == "txbxContent":
            found.boxes.append(node)
        else:
            state.insertions += name in ("ins", "moveTo")
            _walk(node, state, found, bold, hidden=hidden)


def _characters(node: _Element, name: str) -> str:
    """Return what an element of a run prints."""
    if name == "t":
        return node.text or ""
    if name == "noBreakHyphen":
        return "-"
    if name != "sym":
        return "\t"
    code = attribute(node, "char") or ""
    point = int(code, 16) if 0 < len(code) <= 5 and all(c in "0123456789abcdefABCDEF" for c in code) else 0
    # Symbol fonts sit in the private area: what they print cannot be told without the font.
    return chr(point) if 0x20 <= point < 0xD800 else " "


def _mark(node: _Element, name: str, state: State, found: ParagraphText) -> None:
    """Take note of an element that prints nothing: a page turned, a field's border or instruction."""
    if name == "lastRenderedPageBreak":
        if state.rendered:
            _turn(state, found)
    elif name == "fldChar":
        _field(attribute(node, "fldCharType"), state, found)
    elif state.fields and not state.fields[-1].result:
        state.fields[-1].instruction += node.text or ""
    elif (node.text or "").strip().upper().startswith("DDE"):
        state.commands.append((node.text or "").split()[0])


def _is_tiny(properties: _Element | None) -> bool:
    """Tell whether a run is set so small (under 2 points) that nobody is meant to read it."""
    size = integer(value(child(properties, "sz"))) if properties is not None else None
    return size is not None and size < 4


def _walk_alternate(node: _Element, state: State, found: ParagraphText, bold: list[bool], *, hidden: bool) -> None:
    """Read the first alternative that holds something; the same text box stands in each of them."""
    for option in node:
        boxes, length = len(found.boxes), sum(len(piece.parts) for piece in found.pieces)
        _walk(option, state, found, bold, hidden=hidden)
        if len(found.boxes) > boxes or sum(len(piece.parts) for piece in found.pieces) > length:
            return


def _put(text: str, state: State, found: ParagraphText, *, hidden: bool) -> None:
    if not text or not all(one.result for one in state.fields):
        return
    if hidden:
        found.hidden.append(text)
        state.hidden += len(text.strip())
    else:
        found.pieces[-1].parts.append(text)


def _break(node: _Element, state: State, found: ParagraphText) -> None:
    kind = attribute(node, "type")
    if kind == "page" and not state.rendered:
        _turn(state, found)
    elif kind not in ("page", "column"):
        found.pieces.append(Piece(state.page, broken=True))


def _turn(state: State, found: ParagraphText) -> None:
    """Go to the next page; text of the same paragraph becomes a piece of its own."""
    state.page += 1
    if found.pieces[-1].parts:
        found.pieces.append(Piece(state.page))
    else:
        found.pieces[-1].page = state.page


def _field(kind: str | None, state: State, found: ParagraphText) -> None:
    if kind == "begin":
        state.fields.append(Field())
    elif not state.fields:
        return
    elif kind == "separate":
        state.fields[-1].result = True
        found.contents = found.contents or state.fields[-1].is_contents
    elif kind == "end":
        ended = state.fields.pop()
        found.contents = found.contents or ended.is_contents
        if ended.instruction.strip().upper().startswith(("DDE", "INCLUDETEXT", "INCLUDEPICTURE")):
            state.commands.append(ended.instruction.split()[0])
