"""What a policy document says of itself: kind, level, state, title, issuer, number, date, place and period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.describe.bodies import find_issuer, find_level, find_number, find_place, find_state
from analyzer.describe.dates import find_date, find_period
from analyzer.describe.sheet import Sheet, lay_out, match_any
from analyzer.describe.titles import Title, find_title, kind_word, without_brackets
from analyzer.domain.description import Description, DocumentKind, Finding, Vocabulary
from analyzer.domain.document import Document
from analyzer.domain.segment import Segment

_SAID_WITHIN = 12
"""Paragraphs in which a text says what it is; further down it speaks of other documents."""


def describe(document: Document, segments: Sequence[Segment], language: str, vocabulary: Vocabulary, simplify: Callable[[str], str] = str) -> Description:
    """Read what the head and the tail of a document say of it; whatever they do not say clearly is `None`.

    `simplify` returns Chinese text in Simplified characters, length for length; without it Traditional text is read as it is.
    """
    sheet = lay_out(document, segments, vocabulary, language, simplify)
    title = find_title(sheet)
    kind = _find_kind(sheet, title)
    issuer = find_issuer(sheet, title, applies=kind is not None and kind.value is DocumentKind.PROPOSAL)
    number = find_number(sheet, title)
    place = find_place(sheet, title, issuer)
    return Description(
        kind=kind,
        level=find_level(sheet, title, issuer, place),
        state=find_state(sheet, title, number),
        title=title.finding if title else None,
        issuer=issuer,
        number=number,
        date=find_date(sheet),
        place=place,
        period=find_period(sheet, title),
    )


def _find_kind(sheet: Sheet, title: Title | None) -> Finding[DocumentKind] | None:
    """Return the kind: an application says so on its cover; else the title tells, else the opening.

    An application may be called a plan and is still one; a notice without a plan is `other`.
    """
    for line in (*sheet.head, *sheet.running):
        if match := match_any(sheet.wording.said.get(DocumentKind.PROPOSAL, ()), line.text):
            return line.finding(DocumentKind.PROPOSAL, *match.span())
    if title is not None and (found := kind_word(sheet, without_brackets(title.name))):
        return title.part(found[0])
    for line in sheet.opening:
        if line.paragraph is not None and line.paragraph > _SAID_WITHIN:
            break
        for kind, patterns in sheet.wording.said.items():
            if match := match_any(patterns, line.text):
                return line.finding(kind, *match.span())
    if title is not None and sheet.match("notice", title.name):
        return title.part(DocumentKind.OTHER)
    return None
