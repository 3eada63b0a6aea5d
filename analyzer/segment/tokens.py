"""Words of a segment: rjieba with the project's user words for Chinese, spaCy's tokenizer for languages with spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from analyzer.domain.document import Span
from analyzer.domain.segment import Token
from analyzer.segment.scripts import count_scripts, simplify

USER_FREQUENCY = 2_000
"""Frequency given to a user word; high enough that it stays whole."""
MOST_KNOWN = 100_000
"""Words with their punctuation that are kept in mind for search, per language."""
_KANA_RUNS = re.compile(r"[\u3400-\u9fff々〆]+|[\u3041-\u309f]+|[\u30a0-\u30ff]+|[^\W_\u3400-\u9fff々〆\u3041-\u30ff]+")
_RUNS = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = re.compile(r"[^\W_]+")

# Runs of ASCII: jieba cuts 2021-2035 and a.b.c at the marks, rjieba keeps them whole. These words stand in the dictionary of both.
_JOINED = re.compile(r"[a-zA-Z0-9][._\-]|[._\-][a-zA-Z0-9]")
_ASCII_RUN = re.compile(r"[a-zA-Z0-9+#&._%\-]+")
_ASCII_PART = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_ASCII_WORDS = frozenset({"AT&T", "C#", "c#", "C++", "c++"})


def quick_words(text: str) -> list[str]:
    """Return the words of a text in any language for screening: no spans, no user words."""
    if _HAN.search(text) is None:
        return _LETTERS.findall(text)
    import rjieba

    return rjieba.cut(_characters(text))


class Tokenizer:
    """Splits text into words, the same on every machine.

    One own dictionary per object, so that nothing else in the process changes it. `user_words` are kept whole in Chinese.
    """

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        self._user_words = tuple(sorted(set(user_words)))
        self._chinese: Any = None
        self._spacy: dict[str, Any] = {}
        self._known: dict[str, dict[str, str]] = {}

    def tokens(self, text: str, language: str) -> list[Token]:
        """Return the words of `text`, without white space; each token quotes its span."""
        tokens = []
        whole = _characters(text)
        end = 0
        for word in self._cut(whole, language):
            start = whole.index(word, end)
            end = start + len(word)
            if not word.isspace():
                tokens.append(Token(Span(start, end), text[start:end]))
        return tokens

    def words(self, text: str, language: str) -> str:
        """Return the lower-cased words and numbers of `text`, separated by spaces, for full-text search.

        Chinese is given in Simplified characters, and a word that is made of shorter words with these before it (城市 大脑 城市大脑); a
        Japanese run of Han characters with its pairs: what is searched for may be part of a word.
        """
        text = _characters(text)
        head = language.split("-", maxsplit=1)[0]
        if head == "zh":
            text, dictionary = simplify(text), self._dictionary()
            if _JOINED.search(text) is None:
                return _searched(dictionary.cut_for_search(text))
            whole = _split_joined(dictionary.cut(text))
            return _searched([part for word in whole for part in ([word] if word.isascii() else dictionary.cut_for_search(word))])
        if head == "ja":
            return _searched([part for word in self._cut(text, language) for part in _with_pairs(word)])
        if head == "ko":
            return _searched(self._cut(text, language))
        # What stands between spaces is cut by itself, and most of it was seen before.
        known = self._known.setdefault(head, {})
        if len(known) > MOST_KNOWN:
            known.clear()
        parts = text.split()
        for part in parts:
            if part not in known:
                known[part] = _searched(self._cut(part, language))
        return " ".join([words for part in parts if (words := known[part])])

    def _cut(self, text: str, language: str) -> Sequence[str]:
        """Return the words of `text` in order, as they stand there."""
        head = language.split("-", maxsplit=1)[0]
        if head == "zh":
            return _as_jieba(text, self._dictionary().cut(text))
        if head == "ja":
            return _KANA_RUNS.findall(text)
        if head == "ko":  # spaCy's own Korean needs mecab; words stand between spaces
            return _RUNS.findall(text)
        return [word.text for word in self._spacy_for(head)(text)]

    def _dictionary(self) -> Any:
        if self._chinese is None:
            self._chinese = _rjieba(self._user_words)
        return self._chinese

    def _spacy_for(self, language: str) -> Any:
        if language not in self._spacy:
            self._spacy[language] = _blank(language)
        return self._spacy[language]


def _with_pairs(run: str) -> Iterator[str]:
    if len(run) > 2 and count_scripts(run)[0] == len(run):
        yield from (run[start : start + 2] for start in range(len(run) - 1))
    yield run


def _rjieba(user_words: Sequence[str]) -> Any:
    import rjieba

    dictionary = rjieba.Jieba()
    for word in user_words:
        dictionary.add_word(word, USER_FREQUENCY, "nz")
    return dictionary


def _searched(words: Sequence[str]) -> str:
    """Return words and numbers as they are searched: in lower case, separated by spaces."""
    return " ".join([word for word in words if word[0].isalnum() or word[-1].isalnum()]).lower()


def _characters(text: str) -> str:
    """Return `text` with question marks for halves of surrogate pairs, which some PDFs yield and which are no characters; same length."""
    return text.encode("utf-8", "replace").decode()


def _as_jieba(text: str, words: Sequence[str]) -> Sequence[str]:
    return words if _JOINED.search(text) is None else _split_joined(words)


def _split_joined(words: Sequence[str]) -> list[str]:
    """Cut the runs of ASCII among words as jieba does."""
    parts: list[str] = []
    run = ""
    for word in (*words, ""):
        if word not in _ASCII_WORDS and _ASCII_RUN.fullmatch(word):
            run += word
            continue
        if run:
            parts += filter(None, _ASCII_PART.split(run))
            run = ""
        if word:
            parts.append(word)
    return parts


@lru_cache(maxsize=8)
def _blank(language: str) -> Any:
    import spacy

    try:
        return spacy.blank(language).tokenizer
    except ImportError:  # a language spaCy does not know, or whose tokenizer needs another package
        return spacy.blank("xx").tokenizer
