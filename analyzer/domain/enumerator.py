"""How policy texts number their parts: 第一章, 一、, （一）, 1., 1.2, Chapter 3, (a)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "一二三四五六七八九十百零〇两"
_NUM = rf"[0-9０-９{_HAN}]+"
# A decimal number with a unit is a quantity: 3.5亿元, 2.4 million.
_UNITS = "million|billion|km|kW|MW|GW|TWh|ha|Mt|kt|m|t|dBA?|acres?|ac|feet|ft|miles?|percent|tonn?es|tons"
_NO_UNIT = rf"(?![\s　]*(?:万|亿|萬|億|倍|个|個|元|公里|平方|米|吨|噸|年|月|%|％|(?:{_UNITS})\b))"
# Ordered from the outermost rank to the innermost; the rank orders headings within one document.
_PATTERNS: tuple[tuple[int, str, str], ...] = (
    (1, "part", rf"第\s*{_NUM}\s*[编編篇部]分?(?![门門署])"),
    (1, "part", r"제\s*[0-9]+\s*[편부]"),
    (1, "part", r"(?:PART|Part|TITLE|Title|PARTIE|Partie|TITRE|Titre)\s+(?:[IVXLC]+|[0-9]+|[A-Z])\b"),
    (2, "chapter", rf"第\s*{_NUM}\s*章"),
    (2, "chapter", r"제\s*[0-9]+\s*장"),
    (2, "chapter", r"(?:CHAPTER|Chapter|CHAPITRE|Chapitre|ANNEX|Annex|ANNEXE|Annexe|APPENDIX|Appendix)\s+(?:[IVXLC]+|[0-9]+|[A-Z])\b"),
    (3, "section", rf"第\s*{_NUM}\s*[节節]"),
    (3, "section", r"제\s*[0-9]+\s*절"),
    (3, "section", r"(?:SECTION|Section)\s+(?:[IVXLC]+|[0-9]+(?:\.[0-9]+)*)\b"),
    (4, "han", rf"[{_HAN}]{{1,4}}\s*(?:、|[．.](?!\d))"),
    (5, "han_paren", rf"[（(]\s*[{_HAN}]{{1,4}}\s*[）)]"),
    (6, "roman", r"(?:X{0,3}(?:IX|IV|V?I{1,3})|X{1,3}|V)\.(?=\s)"),
    (7, "article", rf"第\s*{_NUM}\s*[条條]"),
    (7, "article", r"제\s*[0-9]+\s*조(?:의\s*[0-9]+)?"),
    (7, "article", r"(?:ARTICLE|Article)\s+(?:[0-9]+|premier)\b"),
    (8, "decimal", r"[0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2}){1,4}[.．]?(?=[\s　]|[^\d０-９.．%％\s])" + _NO_UNIT),
    (8, "digit", r"[0-9０-９]{1,3}\s*(?:[、．]|\.(?![0-9０-９]))"),
    (9, "digit_paren", r"[（(]\s*[0-9０-９]{1,3}\s*[）)]|[0-9]{1,3}\)"),
    (9, "circled", r"[①-⑳㈠-㈩]"),
    (9, "korean", r"[가나다라마바사아자차카타파하]\.(?=\s)"),
    (10, "letter", r"\(?[a-zA-Z]\)|[a-z]\.(?=\s)"),
)
_LEAD = r"[\s　]*"
_ANY = re.compile(_LEAD + "(?:" + "|".join(f"(?P<p{i}>{pattern})" for i, (_, _, pattern) in enumerate(_PATTERNS)) + ")")


@dataclass(frozen=True, slots=True)
class Enumerator:
    """The number that opens a part: `rank` (1 outermost), `style` (its family) and `end` (where the wording begins)."""

    rank: int
    style: str
    end: int
    depth: int = 1
    """Members of a decimal number: 2 for `1.2`, 1 for all others."""


def find_enumerator(text: str) -> Enumerator | None:
    """Return the enumerator with which `text` opens, or `None`."""
    match = _ANY.match(text)
    if match is None or match.lastgroup is None:
        return None
    rank, style, _ = _PATTERNS[int(match.lastgroup[1:])]
    depth = 1
    if style == "decimal":
        depth = len(re.findall(r"[0-9０-９]+", match.group(match.lastgroup)))
    return Enumerator(rank, style, match.end(), depth)
