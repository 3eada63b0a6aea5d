"""Numbers and years in a sentence that are not its measure's own: of laws, standards, other plans' names, techniques, the present state."""

from __future__ import annotations

import re
import string
from functools import lru_cache

from analyzer.domain.segment import Segment
from analyzer.score.parts import CuesIn

_YEAR = r"(?:19|20)\d\d"
_LAWS = (
    r"act|law|directive|regulation|decision|resolution|ordinance|title|section|article|chapter|annex|appendix|table|figure|level|element|goal|objective|action"
)
_PLANS = "plan|strategy|strategie|stratégie|estrategia|strategi|vision|envision|agenda|horizon|roadmap|programme|program|census|survey|report|challenge"
_LATIN = string.ascii_letters
_BORROWED = tuple(
    (re.compile(pattern, flags), frozenset(needed))
    for pattern, flags, needed in (
        # Titles, and documents by their number.
        (r"《[^《》]{1,80}》", 0, "《"),
        (r"[“「『\"][^“”「」『』\"]{1,60}[”」』\"]", 0, '“「『"'),
        (rf"[〔\[（(【]\s*{_YEAR}\s*[〕\]）)】]\s*(?:第\s*)?(?:\d+\s*号?)?", 0, "〔[（(【"),
        (r"第\s*\d+\s*[号號条條款章]", 0, "第"),
        (r"(?<![A-Za-z])(?:GB|DB\d*|ISO|IEC|IEEE|EN|DIN|ITU|RFC|JIS|KS|SIS|UNE|NF)(?:/[A-Z]+)?[\s-]*[A-Z]?\d[\d.:—-]*", 0, _LATIN),
        (rf"\b(?:{_LAWS})\s*(?:\([A-Z]+\)\s*)?(?:no\.?\s*|#\s*)?\d[\d/.-]*(?:/[A-Z]{{2,3}})?", re.IGNORECASE, _LATIN),
        (rf"\b(?:{_LAWS})\s+of\s+{_YEAR}", re.IGNORECASE, _LATIN),
        (r"\b(?:no\.|n[°ºo]\s?|nr\.?|núm\.?)\s*\d[\d/.-]*", re.IGNORECASE, _LATIN),
        # Names with a year.
        (rf"\b(?:{_PLANS})(?:\s+[A-Z][\w’'-]*)?\s+{_YEAR}\b", re.IGNORECASE, _LATIN),
        (rf"\bgo\s+\w+\s+{_YEAR}\b", re.IGNORECASE, _LATIN),
        (rf"\b{_YEAR}\s+(?:[A-Z][\w’'-]*\s+){{0,5}}(?i:{_PLANS}|act|study|edition)\b", 0, _LATIN),
        (r"(?:中国制造|愿景|远景|议程|工业|工業)\s*\d[\d.]*(?![\d年])", 0, "造景程业業"),
        # Techniques, substances, services by their number.
        (
            r"(?<![A-Za-z0-9])(?:[2-6]G|IPv[46]|CO2|NOx?2?|PM\s?(?:2\.5|10)|[1-8][DK]|LTE-?\d?|H\.26\d|802\.11\w*|Wi-?Fi\s?\d|MP[34])(?![A-Za-z0-9])",
            0,
            _LATIN + ".",
        ),
        (r"\b(?:web|industr(?:y|ie|ia))\s?\d\.0", re.IGNORECASE, _LATIN),
        (r"(?<!\d)(?:24\s?/\s?7|7\s?[×xX*]\s?24|24\s?[×xX*]\s?7)(?!\d)", 0, "/×xX*"),
        (
            r"(?<![\d.,])(?:123\d\d|1[12]0|119|[39]11|112)(?=\s*(?:热线|熱線|平台|报警|便民|hotline|call|service|system|app|line|cent))",
            re.IGNORECASE,
            _LATIN + "热熱平报便民",
        ),
        (r"\b[GC]\d{1,2}\b|\+20\b", 0, "GC+"),
        (r"\d+\s*分钟[^，。；]{0,6}圈|\b\d+[ -]minute (?:city|cities|neighbourhood\w*|neighborhood\w*)", re.IGNORECASE, "分" + _LATIN),
        # Marks of notes and items.
        (r"\[\d{1,3}\]|#\s?\d+", 0, "[#"),
        (r"^\s*[（(]?\d{1,3}(?:[.)）、:：]|\s*[-–—]\s)(?!\d)", 0, ".)）、:：-–—"),
        # What is so already.
        (r"\((?:to be )?(?:opened|built|completed|founded|established|adopted|enacted|published|launched|signed|opening)[^()]*\)", re.IGNORECASE, "("),
        (r"\bpopulation of\s+(?:about |over |nearly |more than |approximately )?[\d,.]+(?: million| thousand)?", re.IGNORECASE, _LATIN),
        (r"人口\s*(?:约|近|为|超过?)?\s*\d[\d.,]*\s*[万亿]", 0, "口"),
        (r"(?:目前|截至|现已|已建成|已有|已累计|已达)[^，。；,;]{0,14}?\d[\d.,]*\s*[万亿]?", 0, "目截现已"),
        (r"\b(?:currently|at present|as of)\s+[^,.;]{0,20}?\d[\d,.]*", re.IGNORECASE, _LATIN),
    )
)
"""Each with characters of which a text must hold one to be searched for it."""
_KNOWN = 4_000
"""Sentences that are kept in mind: several steps ask for the same ones."""
_FIGURE = re.compile(
    r"\d|[一二两三四五六七八九十百千万亿几]\s*(?:个|家|座|年|次|项|倍|成|万|亿|百|月|季度|天|日|级|名|类|批|条|分之|周)|每[年季月周日半]|逐年|定期|常态"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen\w*|hundred\w*|thousand\w*|million\w*|half|doubl\w+|tripl\w+|third|quarter\w*"
    r"|annual\w*|yearly|monthly|weekly|every|each year|periodic\w*|january|february|march|april|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter)\b|\b(?:end|middle|start) of (?:the|this|next) (?:year|month|decade)",
    re.IGNORECASE,
)
_BODY = re.compile(r"\b[A-Z][A-Za-z]+(?:\s+(?:of|for|and|the)?\s*[A-Z][A-Za-z]+)+\s+(?:will|shall|is to|are to)\b")
_CHECKED = frozenset({"body_words", "deadline_words", "budget_words", "lead_body", "responsible_units"})
"""Cues of what makes a measure one that can be checked without a figure."""


@lru_cache(maxsize=_KNOWN)
def without_borrowed(text: str) -> str:
    """Return a text with the numbers and years that are not its own blanked out, at the same length."""
    characters = set(text)
    for pattern, needed in _BORROWED:
        if not characters.isdisjoint(needed):
            text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def only_borrowed(segment: Segment, cues_in: CuesIn) -> bool:
    """Tell whether all figures of a sentence are borrowed, and nothing else in it (a body, a deadline, a budget, a rhythm) can be checked."""
    if not any(character.isdigit() for character in segment.text):
        return False
    own = without_borrowed(segment.text)
    return not (_FIGURE.search(own) or _BODY.search(own)) and _CHECKED.isdisjoint(cues_in(own, segment.language))
