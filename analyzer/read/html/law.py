"""Headings of law on web pages: published acts mark them by the classes of their paragraphs, not by h1 to h6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.read.text.wording import join_lines

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEVELS = (
    (re.compile(r"doc-ti|title-doc[\w-]*|title-annex[\w-]*|ti-(?:part|title)(?:-\d)?"), 1),
    (re.compile(r"ti-(?:section|chapter)(?:-\d)?|title-(?:division|chapter|section)[\w-]*"), 3),
    (re.compile(r"s?ti-art|(?:s|sub)?title-article[\w-]*"), 4),
    (re.compile(r"ti-grseq(?:-\d)?|title-gr-seq[\w-]*|ti-annotation"), 5),
)
_TITLE = re.compile(r"doc-ti|title-doc[\w-]*")
_RUNNING = re.compile(r"(?:oj-)?hd-(?:date|lg|ti|oj)")
_NUMBER_ALONE = re.compile(
    r"(?:article|artikel|art[íi]culo|articolo|chapter|chapitre|kapitel|section|abschnitt|title|titre|titel|part|partie|teil|annexe?|anhang)"
    r"(?:\s+(?:\d{1,4}[a-z]{0,2}|[IVXLC]{1,8}|[A-Z]|premier))?",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\(Text with EEA relevance\)|\(Texte présentant de l'intérêt pour l'EEE\)|\(Text von Bedeutung für den EWR\)", re.IGNORECASE)


@dataclass(slots=True)
class LegalHeading:
    """A heading that may go on in the next paragraph: its lines, its level, and the class of its last paragraph."""

    lines: list[str]
    level: int
    kind: str

    @property
    def text(self) -> str:
        """The heading in one line."""
        return join_lines(self.lines)

    def takes(self, text: str, kind: str) -> bool:
        """Tell whether the next heading is the rest of this one: the subject under a number, or a further line of the act's title."""
        if _NUMBER_ALONE.fullmatch(self.lines[-1]):
            return len(self.lines) == 1 and not _NUMBER_ALONE.fullmatch(text)
        return _TITLE.fullmatch(self.kind) is not None and _TITLE.fullmatch(kind) is not None and not _NUMBER_ALONE.fullmatch(text)


def legal_heading(node: _Element) -> tuple[str, int] | None:
    """Return class and level of a paragraph that is a heading of law (oj-ti-art, title-article-norm), or `None`."""
    for name in (node.get("class") or "")[:400].split():
        kind = name.removeprefix("oj-")
        for pattern, level in _LEVELS:
            if pattern.fullmatch(kind):
                return kind, level
    return None


def is_remark(text: str) -> bool:
    """Tell whether a line under an act's title does not belong to it."""
    return _REMARK.fullmatch(text) is not None


def is_running_head(node: _Element) -> bool:
    """Tell whether a table holds nothing but the running head of an official journal."""
    paragraphs = [*node.iter("p")]
    return bool(paragraphs) and all(any(_RUNNING.fullmatch(name) for name in (one.get("class") or "").split()) for one in paragraphs)
