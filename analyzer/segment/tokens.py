"""Words of a segment: jieba with the project's user words for Chinese, spaCy's tokenizer for languages with spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from analyzer.domain.document import Span
from analyzer.domain.segment import Token
from analyzer.segment.scripts import count_scripts, simplify

USER_FREQUENCY = 2_000
"""Frequency given to a user word; high enough that jieba keeps the word whole."""
_KANA_RUNS = re.compile(r"[\u3400-\u9fff々〆]+|[\u3041-\u309f]+|[\u30a0-\u30ffー]+|[^\W_]+")
_RUNS = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTERS = re.compile(r"[^\W_]+")


def quick_words(text: str) -> list[str]:
    """Return the words of a text in any language for screening, many times faster than `Tokenizer`: no spans, no user words."""
    if _HAN.search(text) is None:
        return _LETTERS.findall(text)
    import rjieba

    try:
        return rjieba.cut(text)
    except UnicodeEncodeError:  # halves of surrogate pairs, which some PDFs yield, are no characters
        return rjieba.cut(text.encode("utf-8", "replace").decode())


class Tokenizer:
    """Splits text into words, the same on every machine.

    One own jieba dictionary per object, so that nothing else in the process changes it. `user_words` are kept whole in Chinese.
    """

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        self._user_words = tuple(sorted(set(user_words)))
        self._chinese: Any = None
        self._spacy: dict[str, Any] = {}

    def tokens(self, text: str, language: str) -> list[Token]:
        """Return the words of `text`, without white space; each token quotes its span."""
        head = language.split("-", maxsplit=1)[0]
        if head == "zh":
            return _located(text, self._cut_chinese(text))
        if head == "ja":
            return [Token(Span(match.start(), match.end()), match.group()) for match in _KANA_RUNS.finditer(text)]
        if head == "ko":  # spaCy's own Korean needs mecab; words stand between spaces
            return [Token(Span(match.start(), match.end()), match.group()) for match in _RUNS.finditer(text)]
        return [Token(Span(word.idx, word.idx + len(word)), word.text) for word in self._spacy_for(head)(text) if not word.is_space]

    def words(self, text: str, language: str) -> str:
        """Return the lower-cased words and numbers of `text`, separated by spaces, for full-text search.

        Chinese is given in Simplified characters, and a word that is made of shorter words with these before it (城市 大脑 城市大脑); a
        Japanese run of Han characters with its pairs: what is searched for may be part of a word.
        """
        head = language.split("-", maxsplit=1)[0]
        if head == "zh":
            found: Iterable[str] = self._jieba().lcut_for_search(simplify(text))
        elif head == "ja":
            found = (part for token in self.tokens(text, language) for part in _with_pairs(token.text))
        else:
            found = (token.text for token in self.tokens(text, language))
        return " ".join(word.lower() for word in found if word[0].isalnum() or word[-1].isalnum())

    def _cut_chinese(self, text: str) -> Sequence[str]:
        return self._jieba().lcut(text)  # type: ignore[no-any-return]

    def _jieba(self) -> Any:
        if self._chinese is None:
            self._chinese = _jieba(self._user_words)
        return self._chinese

    def _spacy_for(self, language: str) -> Any:
        if language not in self._spacy:
            self._spacy[language] = _blank(language)
        return self._spacy[language]


def _with_pairs(run: str) -> Iterator[str]:
    if len(run) > 2 and count_scripts(run)[0] == len(run):
        yield from (run[start : start + 2] for start in range(len(run) - 1))
    yield run


def _jieba(user_words: Sequence[str]) -> Any:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own regular expressions warn when first compiled
        import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    # As jieba's own `initialize`, but without its cache in the folder for temporary files, where any user could put another dictionary.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in user_words:
        tokenizer.add_word(word, USER_FREQUENCY, "nz")
    return tokenizer


@lru_cache(maxsize=8)
def _blank(language: str) -> Any:
    import spacy

    try:
        return spacy.blank(language).tokenizer
    except ImportError:  # a language spaCy does not know, or whose tokenizer needs another package
        return spacy.blank("xx").tokenizer


def _located(text: str, words: Sequence[str]) -> list[Token]:
    tokens = []
    start = 0
    for word in words:
        end = start + len(word)
        if word.strip():
            tokens.append(Token(Span(start, end), word))
        start = end
    assert start == len(text)
    return tokens
