"""Scripts and foldings of characters, each exactly one code point long, so that offsets stay valid."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_KANA = re.compile(r"[\u3041-\u30ff\uff66-\uff9f]+")
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]+")
_LETTER = re.compile(r"[^\W\d_]+")
_LAST = 4
"""Texts that are kept in mind: the sentences of a document are searched as one text, by several lists of cues."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


def count_scripts(text: str) -> tuple[int, int, int, int]:
    """Count Han, kana and Hangul characters and all other letters of `text`."""
    plain = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if text.isascii():
        return 0, 0, 0, plain
    others = "".join(_BEYOND_ASCII.findall(text))
    han, kana, hangul, letters = (_count(pattern, others) for pattern in (_HAN, _KANA, _HANGUL, _LETTER))
    return han, kana, hangul, max(plain + letters - han - kana - hangul, 0)


def _count(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))


class _Table(dict[int, str | int]):
    """A table for `str.translate` that notes characters that stay as they are: one that is missing costs an exception each time."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


@lru_cache(maxsize=1)
def _to_simplified() -> dict[int, str]:
    """Map every Traditional character to its Simplified form, by OpenCC, one code point to one."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    candidates = [chr(code) for block in (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00)) for code in block]
    converted = converter.convert("\n".join(candidates)).split("\n")
    return {ord(old): new for old, new in zip(candidates, converted, strict=True) if old != new and len(new) == 1}


@lru_cache(maxsize=1)
def _traditional_only() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, _to_simplified())) + "]")


@lru_cache(maxsize=1)
def _simplified_only() -> frozenset[str]:
    table = _to_simplified()
    return frozenset(new for new in table.values() if ord(new) not in table)


def simplify(text: str) -> str:
    """Return `text` with Traditional characters as Simplified ones; same length."""
    return text if text.isascii() or _traditional_only().search(text) is None else text.translate(_to_simplified())


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """Return Taiwan's wording in the mainland's words and characters, by OpenCC."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("tw2sp").convert
    return convert


_CLAUSE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


@lru_cache(maxsize=_LAST)
def mainland(text: str) -> str:
    """Return `text` with Traditional characters as Simplified ones and Taiwan's words (感測器, 資料) as the mainland's (传感器, 数据); same length.

    Where a word is longer or shorter there, the run of characters that it stands in keeps its own words. 智慧 is said on both sides.
    """
    if _traditional_only().search(text) is None:
        return text

    def told(match: re.Match[str]) -> str:
        converted = "智慧".join(map(_converter(), match[0].split("智慧")))
        return converted if len(converted) == len(match[0]) else simplify(match[0])

    return _CLAUSE.sub(told, text)


def is_traditional(text: str) -> bool:
    """Tell whether Chinese `text` is written in Traditional characters: more of those than of characters only Simplified has.

    A Simplified character that Traditional writing shares (后, 里, 台) counts for neither unless Traditional forms outnumber it.
    """
    counts = Counter(text)
    traditional = sum(count for character, count in counts.items() if ord(character) in _to_simplified())
    return traditional * 2 > sum(count for character, count in counts.items() if character in _simplified_only())


@lru_cache(maxsize=1)
def _case_table() -> dict[int, str]:
    """Lower-case letters and full-width ASCII as plain ASCII, one code point to one."""
    table = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x370, 0x530)):
        lower = chr(code).lower()
        if len(lower) == 1 and lower != chr(code):
            table[code] = lower
    table[0x2019] = "'"
    return table


@lru_cache(maxsize=2)
def _fold_table(*, chinese: bool) -> _Table:
    return _Table(_case_table() | _to_simplified()) if chinese else _Table(_case_table())


@lru_cache(maxsize=_LAST)
def fold(text: str, language: str) -> str:
    """Return `text` as cues are matched: lower case, plain ASCII, Chinese as Simplified; same length."""
    return text.lower() if text.isascii() else text.translate(_fold_table(chinese=language.startswith("zh")))
