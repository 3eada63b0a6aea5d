"""Hyphens at the ends of printed lines: was the word broken, or does it hold a hyphen?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analyzer.read.flow import PrintedLine

_LAST = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]+$")
_FIRST = re.compile(r"[^\W\d_]+")
_ENDS = "-\u2010\u00ad"
_SOFT = "\u00ad"


class Hyphens:
    """Decides by the document's own words, gathered once and only if some line ends in a hyphen."""

    def __init__(self, texts: Iterable[str]) -> None:
        lines = list(texts)
        self._words: set[str] = set()
        if any(line[-1:] in _ENDS for line in lines if line):
            # Split at blanks only: most words stand somewhere without a comma, and this is ten times as fast.
            self._words.update("\n".join(lines).lower().replace("\u2010", "-").replace("\u2011", "-").split())

    def decide(self, lines: Sequence[PrintedLine]) -> None:
        """Set the text and joint of lines that end in a hyphen, in place."""
        for line, following in zip(lines, lines[1:], strict=False):
            if line.text[-1:] not in _ENDS:
                continue
            head, tail = _LAST.search(line.text[-40:]), _FIRST.match(following.text)
            if head is None or tail is None:
                continue
            line.text = line.text.rstrip(_ENDS) + ("" if self._broken(head[1], tail[0]) else "-")
            line.joint = ""
        if lines and lines[-1].text.endswith(_SOFT):
            lines[-1].text = lines[-1].text.rstrip(_SOFT) + "-"

    def _broken(self, head: str, tail: str) -> bool:
        """Tell whether `head` and `tail` are the halves of one word."""
        if not tail[0].islower():
            return False
        whole, halves = (head + tail).lower(), (head.lower(), tail.lower())
        if whole in self._words:
            return True
        if "-".join(halves) in self._words or head[-1].isupper():
            return False
        return not (len(head) > 2 and len(tail) > 2 and halves[0] in self._words and halves[1] in self._words)
