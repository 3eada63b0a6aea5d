"""Features of a sentence: vectors of its text and headings, cues, and marks on the surface."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.domain.segment import Segment
from analyzer.tag.cues import CueMatcher, Match
from analyzer.tag.encoders import Encoder, Matrix

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[二〇]{1,2}[一二三四五六七八九〇]{2}年")
# Figures that count nothing: hotlines, and names such as “1+9”行动方案.
_NAMED_FIGURE = re.compile(r"[“\"「][\d+＋.、N]+[”\"」]|(?<!\d)(?:12345|12320|12315|110|119|120|311)(?!\d)")
_PLAIN_DIGITS = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("％"): "%", ord("．"): "."}
_DEADLINE = re.compile(
    r"到\s*20\d\d|20\d\d\s*年\s*(?:底|末)?(?:以?前|之前)|年底前|月底前|每(?:年|季度|月|半年)|\bby\s+(?:the\s+end\s+of\s+)?(?:\w+\s+)?20\d\d|\buntil\s+20\d\d|"
    r"\b(?:annually|quarterly|every\s+(?:year|two\s+years|quarter|month))\b|d['’]ici\s+(?:à\s+|fin\s+)?20\d\d|"
    r"(?:20\d\d|令和\s*\d+)\s*年度?(?:まで|末)|毎年|20\d\d\s*년(?:도)?\s*까지|매년|분기"
)
_PERCENT = re.compile(r"\d\s*[%％]|百分之|パーセント|퍼센트|per\s*cent|pour\s+cent")
_QUANTITY = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|億|个|個|公里|平方米|兆瓦|km|kW|MW|GW|t\b|tonnes?|million|billion|M€|€|개|억|만|"
    r"箇所|か所|人|户|戶|辆|輛|台|座|条|條|家|所|项|項)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥￥]\s*\d|\d\s*(?:万元|亿元|億元|萬元|元|万円|億円|円|억\s*원|원|euros?|dollars?|M€|k€)", re.IGNORECASE)
_FUTURE = re.compile(r"\b(?:will|shall|must|to be)\b|将|要|应当?|须|必须|する(?:。|$)|していく|한다|하겠|할 것|sera|seront|devra", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|has been|have been|had|ed)\b|了|已经?|し(?:た|ました)|했|되었|a été|ont été", re.IGNORECASE)
_ANY_DIGIT = re.compile(r"\d")
_END = re.compile(r"[。.！!？?；;」』）)\"”]\s*$")
_COLON_END = re.compile(r"[:：]\s*$")
_ENUMERATED = re.compile(r"^[\s　]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十\d]+[章节條条])")
_QUOTE = re.compile(r"[“”「」『』\"]")
_A_DIGIT = ("0",)
# What a text must hold in lower case for a pattern to be found in it; (): nothing in particular. Looking for a string costs a twentieth of a search.
_PATTERNS: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    ("year", _YEAR, ("年", "19", "20")),
    ("deadline", _DEADLINE, ("20", "令和", "底前", "每", "毎年", "매년", "분기", "annually", "quarterly", "every")),
    ("percent", _PERCENT, ("%", "％", "百分之", "パーセント", "퍼센트", "cent")),
    ("quantity", _QUANTITY, _A_DIGIT),
    ("money", _MONEY, _A_DIGIT),
    ("future", _FUTURE, ("将", "要", "应", "须", "する", "していく", "한다", "하겠", "할 것", "will", "shall", "must", "to be", "sera", "seront", "devra")),
    ("past", _PAST, ("了", "已", "し", "했", "되었", "was", "were", "been", "had", " ed ", "été")),
    ("digit", _ANY_DIGIT, _A_DIGIT),
    ("ends_closed", _END, ()),
    ("ends_colon", _COLON_END, (":", "：")),
    ("enumerated", _ENUMERATED, ()),
    ("quote", _QUOTE, ()),
)
_ED = re.compile(r"ed\b(?<!\wed)")
_WIDE = re.compile("[０-９％．]")
_ODD_CASE = re.compile("[ıİſ]")  # an i or s to a pattern that ignores case, though their lower case is another
_COUNTS = [number for number, (name, _, _) in enumerate(_PATTERNS) if name in {"deadline", "quantity", "percent", "money"}]
SURFACE = (*(name for name, _, _ in _PATTERNS), "short", "long", "east", "deadline_or_quantity", "cells")


@dataclass(frozen=True, slots=True)
class Features:
    """`matrix` has a row per sentence (float32); `matches` are the cues found in each sentence's own text."""

    matrix: Matrix
    matches: tuple[tuple[Match, ...], ...]


def surface(text: str, language: str) -> list[float]:
    """Return the surface marks of `SURFACE`, each 0 or 1."""
    counted = text if text.isascii() or _WIDE.search(text) is None else text.translate(_PLAIN_DIGITS)
    if _QUOTE.search(counted) or "123" in counted or "11" in counted or "120" in counted:
        counted = _NAMED_FIGURE.sub("", counted)
    marks = _found(counted)
    east = language.split("-", maxsplit=1)[0] in {"zh", "ja", "ko"}
    size = len(text) if east else len(text) / 3
    counts = max(marks[place] for place in _COUNTS)
    return [*marks, float(size < 16), float(size > 80), float(east), counts, float(" | " in text)]


def _found(text: str) -> list[float]:
    """Return which of `_PATTERNS` are found in a text."""
    lowered = text.lower()
    if _ED.search(lowered):
        lowered += " ed "
    anything = not text.isascii() and _ODD_CASE.search(text) is not None
    digit = _ANY_DIGIT.search(text) is not None
    holds = lowered.__contains__
    marks = []
    for _, pattern, needs in _PATTERNS:
        worth = digit if needs is _A_DIGIT else anything or not needs or any(map(holds, needs))
        marks.append(1.0 if worth and pattern.search(text) else 0.0)
    return marks


def feature_names(matcher: CueMatcher, dimensions: int) -> tuple[str, ...]:
    """Return the name of every column of the feature matrix, in order: the encoder's vector, then the marks."""
    return (
        *(f"vector.{i}" for i in range(dimensions)),
        *(f"cue.{name}" for name in matcher.names),
        *(f"cues.{name}" for name in matcher.names),
        *(f"heading_cue.{name}" for name in matcher.names),
        *(f"heading_cue_and_digit.{name}" for name in matcher.names),
        *(f"surface.{name}" for name in SURFACE),
    )


def read_with(segments: Sequence[Segment], matcher: CueMatcher) -> tuple[list[str], list[str]]:
    """Return the texts of segments and their two innermost headings, as an encoder reads them.

    Traditional Chinese is read as its Simplified twin, so that both get the same codes. A row of figures without a letter is read as empty:
    its marks tell all there is, and tables hold thousands of them.
    """
    texts = [matcher.plain(segment.text, segment.language) if any(map(str.isalpha, segment.text)) else "" for segment in segments]
    above = {key: matcher.plain(" > ".join(key[0][-2:]), key[1]) for key in {(segment.heading, segment.language) for segment in segments}}
    return texts, [above[segment.heading, segment.language] for segment in segments]


def extract(segments: Sequence[Segment], encoder: Encoder, matcher: CueMatcher) -> Features:
    """Return the features of segments: the vector of text and headings, cues of both, surface marks."""
    vectors = encoder.encode(*read_with(segments, matcher))
    features = marks(segments, matcher)
    return Features(np.hstack([vectors, features.matrix]), features.matches)


def marks(segments: Sequence[Segment], matcher: CueMatcher) -> Features:
    """Return the features that need no encoder: cues of the text and of all its headings, and marks on the surface."""
    column = {name: index for index, name in enumerate(matcher.names)}
    all_matches = matcher.find_all([segment.text for segment in segments], [segment.language for segment in segments])
    cells = [row * len(column) + column[match.cue] for row, matches in enumerate(all_matches) for match in matches]
    keys = [(segment.heading, segment.language) for segment in segments]
    trails = list(dict.fromkeys(keys))
    led = matcher.find_all([" > ".join(heading) for heading, _ in trails], [language for _, language in trails])
    columns = {trail: [column[match.cue] for match in matches] for trail, matches in zip(trails, led, strict=True)}
    above = np.zeros((len(segments), len(column)), dtype=np.float32)
    for row, key in enumerate(keys):
        if columns[key]:
            above[row, columns[key]] = 1
    counts = np.bincount(np.array(cells, dtype=np.int64), minlength=above.size).reshape(above.shape).astype(np.float32)
    seen = np.array([surface(matcher.plain(segment.text, segment.language), segment.language) for segment in segments], dtype=np.float32)
    seen = seen.reshape(len(segments), len(SURFACE))
    present = np.minimum(counts, 1)
    several = np.log1p(np.maximum(counts - 1, 0))
    digit = seen[:, [SURFACE.index("digit")]]
    matrix = np.hstack([present, several, above * 0.5, above * digit * 0.5, seen])
    return Features(matrix.astype(np.float32, copy=False), tuple(map(tuple, all_matches)))
