"""Drawings of the chart library -> plain SVG: only shapes and text, the same bytes each time, nothing that a strict policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMESPACE = "http://www.w3.org/2000/svg"
_SHAPES = {"svg", "g", "rect", "line", "path", "circle", "polygon", "polyline", "text", "tspan"}
_KEPT = (
    *("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "d", "points", "width", "height", "dy", "transform"),
    *("fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "text-anchor", "font-size", "font-weight"),
)
_FROM_STYLE = ("fill", "font-size", "font-weight")
_INITIAL = {"fill-opacity": "1", "stroke-opacity": "1", "text-anchor": "start", "y": "0"}
_NUMBER = re.compile(r"-?\d+\.\d+(?:[eE]-?\d+)?")
_NO_TURN = re.compile(r"rotate\(0(?: [^)]*)?\)")
_RGB = re.compile(r"rgb\((\d+),\s*(\d+),\s*(\d+)\)")

# The library reads `<a href=…>` and `\(…\)` in any text as a link and as a formula: texts pass through it with these characters in their stead.
_INTO = str.maketrans({"<": "\ue000", "\\": "\ue001"})
_BACK = str.maketrans({"\ue000": "<", "\ue001": "\\"})


class Link(NamedTuple):
    """Where a shape leads to, and what is said of it."""

    target: str
    label: str


def veiled(text: str) -> str:
    """Return a text that the library takes as nothing but text; `plain_svg` gives it back as it was."""
    return text.translate(_INTO)


def plain_svg(drawn: str, *, name: str, title: str, description: str, links: Sequence[Link | None] = ()) -> str:
    """Return a drawing of the library as an `svg` element for a page.

    Identifiers, styles, classes, cut-outs and empty groups are dropped, numbers rounded to a tenth. `name` is unique in the page; `title` and
    `description` are what a screen reader says. `links` are those of the rectangles, in the order in which they were drawn.
    """
    from lxml import etree

    root = etree.fromstring(drawn.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True))
    width, height = (round(float(root.get(side, "0"))) for side in ("width", "height"))
    namespaces: dict[str | None, str] = {None: _NAMESPACE}
    made = etree.Element(f"{{{_NAMESPACE}}}svg", nsmap=namespaces)  # type: ignore[arg-type] # lxml takes None for the default one, its stubs do not
    said = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}", "role": "group" if links else "img", "aria-labelledby": f"{name}-t {name}-d"}
    for attribute, value in said.items():
        made.set(attribute, str(value))
    for tag, words in (("title", title), ("desc", description)):
        told = etree.SubElement(made, f"{{{_NAMESPACE}}}{tag}", id=f"{name}-{tag[0]}")
        told.text = words
    for child in root:
        _copy(child, made)
    if links:
        _link(made, links)
    return etree.tostring(made, encoding="unicode")


def _copy(source: _Element, parent: _Element) -> None:
    from lxml import etree

    tag = etree.QName(source).localname
    if tag not in _SHAPES:
        return
    values = dict(_values(source))
    if tag == "tspan" and not values:
        _append_text(parent, source.text or "")
        return
    if tag == "g" and not values:
        for child in source:
            _copy(child, parent)
        return
    if (tag == "path" and "d" not in values) or (tag == "g" and not len(source)):
        return
    made = etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}", values)
    if tag in {"text", "tspan"}:
        _append_text(made, (source.text or "").strip("\n "))
    for child in source:
        _copy(child, made)
    if tag == "g" and not len(made):
        parent.remove(made)


def _append_text(element: _Element, text: str) -> None:
    text = text.translate(_BACK)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _values(source: _Element) -> Iterator[tuple[str, str]]:
    """Yield the attributes that a drawing needs, in a fixed order; what a style says of them goes first."""
    said = {name.strip(): value.strip() for part in source.get("style", "").split(";") if ":" in part for name, value in [part.split(":", 1)]}
    for name in _KEPT:
        value = said.get(name) if name in _FROM_STYLE and name in said else source.get(name)
        if not value:
            continue
        value = _NUMBER.sub(_rounded, value)
        if name == "transform":
            value = " ".join(_NO_TURN.sub("", value).replace(" )", ")").split())
        elif name in {"fill", "stroke"}:
            value = _RGB.sub(lambda parts: "#{:02x}{:02x}{:02x}".format(*map(int, parts.groups())), value)
        elif name == "font-size":
            value = value.removesuffix("px")
        if value and _INITIAL.get(name) != value:
            yield name, value


def _rounded(number: re.Match[str]) -> str:
    """Return a number to a tenth: noise in later digits differs from machine to machine."""
    text = f"{round(float(number[0]), 1):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _link(root: _Element, links: Sequence[Link | None]) -> None:
    """Make links of the rectangles, one by one. They are for the mouse: the same links stand as text beside the drawing."""
    from lxml import etree

    shapes = list(root.iter(f"{{{_NAMESPACE}}}rect"))
    for shape, link in zip_longest(shapes, links):
        assert shape is not None, "every link has its rectangle"
        if link is None:
            continue
        parent = shape.getparent()
        assert parent is not None
        anchor = etree.Element(f"{{{_NAMESPACE}}}a", href=f"#{link.target}", tabindex="-1")
        parent.replace(shape, anchor)
        told = etree.SubElement(anchor, f"{{{_NAMESPACE}}}title")
        told.text = link.label
        anchor.append(shape)
