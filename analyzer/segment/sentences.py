"""Where sentences end, in scripts with and without spaces."""

from __future__ import annotations

import re

from analyzer.domain.document import Span

MAX_SENTENCE = 1500
"""Longer runs without a full stop are cut at the best mark before this length, in code points."""

_CLOSERS = r"""”’』」》〉】〕）)"'»\]"""
# A full-width stop always ends a sentence; so does the semicolon of Chinese lists, whose items are measures of their own.
# A bracket behind it that names who is responsible belongs to the measure before.
_DUTY = r"(?:\s?[（(][^（）()]{0,60}(?:牵头|牽頭|负责|負責|责任单位|責任單位|配合单位|分工|完成时限|按职责)[^（）()]{0,120}[）)][。；]?)?"
# Some files have Western full stops behind Han characters, but 三. opens a part.
_WESTERN_STOP = r"(?<=[\u4e00-\u9fff”》）)])(?<![一二三四五六七八九十])(?<![一二三四五六七八九十][）)])[.．](?![\dA-Za-z.．])"
_EAST = re.compile(rf"[。！？；｡]+[{_CLOSERS}]*{_DUTY}|{_WESTERN_STOP}|…{{2,}}[{_CLOSERS}]*")
_JAPANESE = re.compile(rf"[。！？｡]+[{_CLOSERS}]*")
_CAPITAL = "A-ZÀ-ÖØ-Þ“‘«"
# A note's number behind the stop ("dispersed.119 Ensuring", "plan.[2] The") belongs to the sentence that it ends.
_NOTED = rf"(?<=[^\W\d_])[.!?]['’\"”)]*(?:\[\d{{1,3}}\]|\d{{1,3}})(?=\s+[{_CAPITAL}])"
# The space behind a stop may be lost ("neighborhoods.We are"): small letters before it and a word in small letters after the next tell.
_TIGHT = re.compile(r"\.(?<=[^\W\d_A-Z]{3}\.|[^\W\d_]{2}\)\.|[\w.]\d\)\.)[’”]?(?=(?:[A-ZÀ-ÖØ-Þ][^\W\d_]+|A) [a-zà-öø-ÿ])")
_WEST = re.compile(rf"{_NOTED}|[.!?…]+[{_CLOSERS}]*(?=\s)|[。！？]+[{_CLOSERS}]*")
_OPENERS = re.compile(r"""\s+[“‘«"'(\[]*\s*([^\W_]|[¿¡•●■▪–—])""")
_LAST_WORD = re.compile(r"([^\s(\[“«\"']+)$")
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st hon rev gov sen rep gen col jr sr inc ltd co corp dept univ assn no nos vol vols pp p art arts sec secs
    ch chap fig figs tab ref refs approx est eg e.g i.e ie cf al etc vs viz ca c resp incl excl ed eds jan feb mar apr jun jul aug sep sept oct nov dec
    m mme mm mlle réf env art. al. chap éd n° u.s u.k e.u u.n d.c a.m p.m ph.d bzw z.b u.a d.h ca nr abs bl.a t.ex m.m s.k dvs tel ext
    max min avg ave blvd rd hwy mt ft sq km
    """.split()
)
_NEVER_LAST = frozenset("mr mrs ms dr prof st no nos art arts fig figs p pp vol eg e.g i.e ie cf vs viz sec ch nr z.b bzw réf mme approx".split())
_SOFT = re.compile(r"[;；](?=\s|[^\s])|[,，、:：](?=\s|[\u2e80-\uffef])|\s")


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Tell whether a Western full stop ends a sentence: not after an abbreviation, an initial, or before a small letter."""
    follower = _OPENERS.match(text, match.end())
    if follower is None:
        return True
    following = follower.group(1)
    if following.islower():
        return False
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    before = _LAST_WORD.search(text, max(match.start() - 30, 0), match.start())
    if before is None:
        return True
    word = before.group(1).lower()
    if len(word) == 1 and word.isalpha() and word not in "ai":
        return False
    if word in _NEVER_LAST:
        return False
    if word in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+[a-z]", word):
        return not (following.isdigit() or following.islower()) and word in {"etc", "a.m", "p.m", "inc", "ltd", "co", "al"}
    return not (word.isdigit() and len(word) <= 2 and before.start() == 0)


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the sentences of one block as spans of `text`, without the white space between them.

    Chinese ends a sentence at 。！？ and at ；, Japanese at 。！？; other languages at .!? before white space, apart from
    abbreviations, initials and list numbers. A run of more than `MAX_SENTENCE` code points without an end is cut at a
    semicolon, comma or space.
    """
    if language.startswith("zh"):
        ends = [match.end() for match in _EAST.finditer(text)]
    elif language == "ja":
        ends = [match.end() for match in _JAPANESE.finditer(text)]
    else:
        ends = [match.end() for match in _WEST.finditer(text) if _ends_sentence(text, match)]
        ends = sorted({*ends, *(match.end() for match in _TIGHT.finditer(text))})
    spans: list[Span] = []
    start = 0
    for end in [*ends, len(text)]:
        while end - start > MAX_SENTENCE:
            cut = _soft_cut(text, start)
            _append(spans, text, start, cut)
            start = cut
        _append(spans, text, start, end)
        start = max(start, end)
    return spans


def _soft_cut(text: str, start: int) -> int:
    """Return the best place to cut within the next `MAX_SENTENCE` characters: the last mark in their second half."""
    middle, end = start + MAX_SENTENCE // 2, start + MAX_SENTENCE
    last = None
    for match in _SOFT.finditer(text, middle, end):
        last = match.end()
    return last or end


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
