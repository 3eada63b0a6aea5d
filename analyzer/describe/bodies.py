"""Who issued the document, under which number, for which place, at which level, and whether it is in force."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.describe.dates import date_line, issuer_beside
from analyzer.describe.sheet import SHORT, Line, Sheet, match_any, taken
from analyzer.describe.titles import Title, kind_word
from analyzer.domain.description import DocumentLevel, DocumentState, Finding

_NAMED = 6
"""Lines of the cover in which a bare name of a place counts."""


def find_issuer(sheet: Sheet, title: Title | None, *, applies: bool = False) -> Finding[str] | None:
    """Return the issuing body: from the title, a label, the cover, or the signature above the date at the end.

    With `applies` the document is an application, and the body that it applies to is not its issuer.
    """
    if title is not None and (match := sheet.match("issuer_list", title.whole)):
        start, end = taken(match)
        return title.part(title.raw[start:end].strip())
    if not applies and (said := sheet.first(sheet.head, "issuer_said")):
        start, end = taken(said[1])
        return said[0].finding(said[0].raw[start:end].strip(), start, end)
    cover = sheet.cover()
    if applies:
        cover = tuple(line for line in cover if not sheet.match("grantor", line.text))
    if not sheet.wording.last_noun:
        cover = tuple(line for line in cover if kind_word(sheet, line.text) is None)
    for line in cover:
        if (dated := date_line(sheet, line)) and (place := issuer_beside(sheet, line, dated[1])):
            return line.finding(line.raw[slice(*place)], *place)
        if sheet.match("issuer", line.text, whole=True):
            return line.finding(_body(line))
    return _signature(sheet, sheet.head) or _signature(sheet, sheet.tail)


def _signature(sheet: Sheet, lines: Sequence[Line]) -> Finding[str] | None:
    """Return the bodies on the lines right above a date that stands alone."""
    for index in range(1, len(lines)):
        if date_line(sheet, lines[index]) is None:
            continue
        signed: list[Line] = []
        for line in lines[index - 1 :: -1]:
            if len(line.text) > SHORT or sheet.match("issuer", line.text, whole=True) is None:
                break
            signed.insert(0, line)
        if signed:
            quote = sheet.document.text[signed[0].start : signed[-1].start + len(signed[-1].raw)]
            return Finding(
                "、".join(_body(line) for line in signed) if sheet.wording.last_noun else _body(signed[0]), quote, signed[0].paragraph, signed[0].page
            )
    return None


def _body(line: Line) -> str:
    return line.raw.strip(" ,;:.*|")


def find_number(sheet: Sheet, title: Title | None) -> Finding[str] | None:
    """Return the document's own number; numbers of other documents, which the text cites, do not stand alone."""
    for line in (*sheet.head[:25], *sheet.tail):
        # The signer stands beside the number of a report to those above.
        own = line.text.split(" | ", 1)[0]
        if len(line.text) <= SHORT and (match := sheet.match("number", own, whole=True)):
            offset = len(own) - len(own.lstrip())
            start, end = (place + offset for place in taken(match))
            return line.finding(line.raw[start:end].strip(), start, end)
    if title is not None and (match := sheet.match("number", title.whole)) and match.start() == 0:
        start, end = taken(match)
        return title.part(title.raw[start:end].strip())
    return None


def find_place(sheet: Sheet, title: Title | None, issuer: Finding[str] | None) -> Finding[str] | None:
    """Return the city, province or country that title, issuer or cover names."""
    named: list[tuple[str, Finding[str]]] = []
    if title is not None:
        named += [(title.raw[title.start : title.end], title.finding), (title.raw, title.finding)]
    if issuer is not None:
        named.append((issuer.value, issuer))
    for raw, source in named:
        if match := sheet.match("place", sheet.plain(raw)) or sheet.match("country", sheet.plain(raw)):
            start, end = taken(match)
            return Finding(raw[start:end].strip(), source.quote, source.paragraph, source.page)
    for line in sheet.cover()[:_NAMED]:
        if match := sheet.match("place", line.text):
            start, end = taken(match)
            return line.finding(line.raw[start:end].strip(), start, end)
    return None


def find_level(sheet: Sheet, title: Title | None, issuer: Finding[str] | None, place: Finding[str] | None) -> Finding[DocumentLevel] | None:
    """Return the level of government: from issuer, place and title, else from whom the text addresses and speaks for."""
    named = [(sheet.plain(finding.value), finding) for finding in (issuer, place) if finding is not None]
    if title is not None and sheet.match("grantor", title.whole) is None:
        named.append((title.whole, title.finding))
    for text, source in named:
        for level, patterns in sheet.wording.levels.items():
            if match_any(patterns, text):
                return Finding(level, source.quote, source.paragraph, source.page)
    for line in sheet.opening:
        for level, patterns in sheet.wording.levels_said.items():
            if match := match_any(patterns, line.text):
                return line.finding(level, *match.span())
    return None


def find_state(sheet: Sheet, title: Title | None, number: Finding[str] | None) -> Finding[DocumentState] | None:
    """Return whether title or cover call the document a draft, else whether it says that it was issued."""
    if title is not None and sheet.match("draft", title.whole):
        return title.part(DocumentState.DRAFT)
    cover = sheet.cover()
    if found := sheet.first(cover, "draft"):
        return found[0].finding(DocumentState.DRAFT)
    if found := sheet.first(sheet.opening[:8], "draft_said"):
        return found[0].finding(DocumentState.DRAFT, *found[1].span())
    if title is not None and sheet.match("in_force", title.whole):
        return title.part(DocumentState.IN_FORCE)
    if number is not None:
        return Finding(DocumentState.IN_FORCE, number.quote, number.paragraph, number.page)
    for lines, name in ((cover, "in_force"), ((*sheet.opening, *sheet.tail), "in_force_said")):
        if found := sheet.first(lines, name):
            return found[0].finding(DocumentState.IN_FORCE, *found[1].span())
    return None
