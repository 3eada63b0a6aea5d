"""The text objects of an OFD page -> runs of text with their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.read.ofd.geometry import POINTS, Matrix, advances, box, numbers
from analyzer.read.package import attribute, local
from analyzer.read.pdf.printed import TextRun

if TYPE_CHECKING:
    from lxml.etree import _Element

_WIDE_GAP = 1.2
"""Ems between two characters from which on they may be table cells."""
_DEPTH = 40
"""How deep blocks and composite objects may be nested."""
_OBJECTS = 200_000
"""Objects of a page that are looked at."""
_ASCENT, _DESCENT = 0.86, 0.14
"""Ems that type reaches above and below its baseline."""
_BOLD_WEIGHT = 600


_FROM_FAR_SIDE = {180: 1, 270: 0}
"""Directions whose baselines are measured from the bottom (the page's height) or from the right (its width)."""


@dataclass(frozen=True, slots=True)
class Font:
    """What is known of a font: its name and whether it is a bold one."""

    name: str = ""
    bold: bool = False


@dataclass(slots=True)
class PageText:
    """What was found on a page: runs in the order of its content, hidden texts, and whether it shows pictures or drawings."""

    runs: list[TextRun] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    pictures: int = 0
    paths: int = 0
    objects: int = 0


def collect(element: _Element, into: PageText, fonts: Mapping[str, Font], composites: Mapping[str, _Element], size: tuple[float, float]) -> None:
    """Add the text of a page's or template's content to `into`; `size` is the page's, in points."""
    _collect(element, into, fonts, composites, size, Matrix(POINTS, 0, 0, POINTS, 0, 0), 0)


def _collect(
    element: _Element,
    into: PageText,
    fonts: Mapping[str, Font],
    composites: Mapping[str, _Element],
    size: tuple[float, float],
    place: Matrix,
    depth: int,
) -> None:
    if depth > _DEPTH:
        return
    for child in element:
        into.objects += 1
        if into.objects > _OBJECTS:
            return
        match local(child.tag):
            case "TextObject":
                _text(child, into, fonts, size, place)
            case "ImageObject":
                into.pictures += 1
            case "PathObject":
                into.paths += 1
            case "CompositeObject":
                unit = composites.get(attribute(child, "ResourceID") or "")
                if unit is not None and not _is_hidden(child):
                    _collect(unit, into, fonts, composites, size, _own(child).then(place), depth + 1)
            case "Content" | "Layer" | "PageBlock":
                _collect(child, into, fonts, composites, size, place, depth + 1)


def _own(element: _Element) -> Matrix:
    """Return the map from an object's own system to that around it: its matrix, then the corner of its boundary."""
    boundary = box(attribute(element, "Boundary"))
    matrix = Matrix.of(attribute(element, "CTM"))
    return matrix.moved(boundary[0], boundary[1]) if boundary else matrix


def _is_hidden(element: _Element) -> bool:
    return (attribute(element, "Visible") or "").lower() == "false" or (attribute(element, "Alpha") or "").strip() == "0"


def _text(element: _Element, into: PageText, fonts: Mapping[str, Font], size: tuple[float, float], place: Matrix) -> None:
    place = _own(element).then(place)
    em = (numbers(attribute(element, "Size")) or [0.0])[0]
    font = fonts.get(attribute(element, "Font") or "", Font())
    weight = numbers(attribute(element, "Weight"))
    bold = font.bold or bool(weight and weight[0] >= _BOLD_WEIGHT)
    hidden = _is_hidden(element) or em <= 0
    stretch = (numbers(attribute(element, "HScale")) or [1.0])[0]
    x = y = 0.0
    for code in element:
        if local(code.tag) != "TextCode":
            continue
        text = code.text or ""
        # Where a text code names no place, it begins where the one before it did.
        x, y = (numbers(attribute(code, "X")) or [x])[0], (numbers(attribute(code, "Y")) or [y])[0]
        for run in _runs(text, (x, y), code, em, stretch, place):
            run.font, run.bold, run.opens_bold = font.name, bold, bold
            if run.turned in _FROM_FAR_SIDE:
                run.baseline = size[_FROM_FAR_SIDE[run.turned]] - run.baseline
            if hidden or run.x1 <= 0 or run.y1 <= 0 or run.x0 >= size[0] or run.y0 >= size[1]:
                into.hidden.append(run.text)
            else:
                into.runs.append(run)


def _runs(text: str, start: tuple[float, float], code: _Element, em: float, stretch: float, place: Matrix) -> Iterator[TextRun]:
    """Yield the pieces of a text code, cut where a gap may part cells."""
    count = max(len(text) - 1, 0)
    across, down = advances(attribute(code, "DeltaX"), count), advances(attribute(code, "DeltaY"), count)
    places = [start]
    for index in range(count):
        x, y = places[-1]
        places.append((x + (across[index] if index < len(across) else 0.0), y + (down[index] if index < len(down) else 0.0)))
    begin = 0
    for end in range(1, len(text) + 1):
        if end < len(text):
            gap = abs(places[end][0] - places[end - 1][0]) - em * stretch
            if gap <= _WIDE_GAP * em or text[end - 1].isspace():
                continue
        run = _run(text[begin:end], places[begin:end], em, stretch, place)
        if run is not None:
            yield run
        begin = end


def _run(text: str, places: list[tuple[float, float]], em: float, stretch: float, place: Matrix) -> TextRun | None:
    kept = text.strip()
    if not kept:
        return None
    first = len(text) - len(text.lstrip())
    places = places[first : first + len(kept)]
    # The last character has no advance: it is as wide as the script makes it.
    last = em * stretch * (1.0 if kept[-1] > "\u2e7f" else 0.5)
    left, right = min(x for x, _ in places), max(places[-1][0] + last, *(x for x, _ in places))
    top, bottom = min(y for _, y in places) - _ASCENT * em, max(y for _, y in places) + _DESCENT * em
    corners = [place.apply(x, y) for x in (left, right) for y in (top, bottom)]
    vertical = len(places) > 1 and abs(places[-1][1] - places[0][1]) > 2 * abs(places[-1][0] - places[0][0])
    # OFD counts clockwise.
    turned = -(place.direction + (90 if vertical else 0)) % 360
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    baseline = place.apply(*places[0])[1] if turned % 180 == 0 else place.apply(*places[0])[0]
    return TextRun(kept, round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2), round(baseline, 2), round(em * place.height, 2), turned=turned)
