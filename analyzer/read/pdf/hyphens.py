"""Hyphens at the ends of printed lines: was the word broken, or does it hold a hyphen?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from analyzer.read.flow import PrintedLine

_LAST = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]+$")
_FIRST = re.compile(r"[^\W\d_]+")
_ENDS = "-\u2010\u00ad"
_SOFT = "\u00ad"


class Hyphens:
    """Decides by the document's own words, gathered once and only if some line ends in a hyphen.

    Where the words do not tell, the document's habit does: some are set with broken words, others break only at hyphens.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the lines of the document in order."""
        lines = [text for text in texts if text]
        pairs = [(line, after) for line, after in pairwise(lines) if line[-1] in _ENDS]
        self._words: set[str] = set()
        self._breaks = True
        if not pairs:
            return
        # Split at blanks only: most words stand somewhere without a comma, and this is ten times as fast.
        self._words.update("\n".join(lines).lower().replace("\u2010", "-").replace("\u2011", "-").split())
        known = [self._known(*halves) for halves in (_halves(line, after) for line, after in pairs) if halves is not None]
        self._breaks = known.count(True) >= known.count(False)

    def decide(self, lines: Sequence[PrintedLine]) -> None:
        """Set the text and joint of lines that end in a hyphen, in place."""
        for line, following in pairwise(lines):
            halves = _halves(line.text, following.text)
            if halves is None:
                continue
            token = line.text.rpartition(" ")[2]
            broken = "/" not in token and self._broken(*halves)
            line.text = line.text.rstrip(_ENDS) + ("" if broken else "-")
            line.joint = ""
        if lines and lines[-1].text.endswith(_SOFT):
            lines[-1].text = lines[-1].text.rstrip(_SOFT) + "-"

    def _broken(self, head: str, tail: str) -> bool:
        """Tell whether `head` and `tail` are the halves of one word."""
        known = self._known(head, tail)
        if known is not None:
            return known
        return self._breaks and not (head.lower() in self._words and tail.lower() in self._words)

    def _known(self, head: str, tail: str) -> bool | None:
        """Tell the same where it is certain, `None` where it is not."""
        if not tail[0].islower() or head[-1].isupper():
            return False
        if (head + tail).lower() in self._words:
            return True
        return False if f"{head}-{tail}".lower() in self._words else None


def _halves(line: str, following: str) -> tuple[str, str] | None:
    """Return the last word of a line that ends in a hyphen and the first of the next line."""
    if line[-1:] not in _ENDS:
        return None
    head, tail = _LAST.search(line[-40:]), _FIRST.match(following)
    return None if head is None or tail is None else (head[1], tail[0])
