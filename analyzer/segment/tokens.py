"""Words of a segment: jieba with the project's user words for Chinese, spaCy's tokenizer for languages with spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from analyzer.domain.document import Span
from analyzer.domain.segment import Token

USER_FREQUENCY = 2_000
"""Frequency given to a user word; high enough that jieba keeps the word whole."""
_KANA_RUNS = re.compile(r"[\u3400-\u9fff々〆]+|[\u3041-\u309f]+|[\u30a0-\u30ffー]+|[^\W_]+")
_RUNS = re.compile(r"[^\W_]+|[^\w\s]", re.UNICODE)

Cutter = Callable[[str], Sequence[str]]


class Tokenizer:
    """Splits text into words, the same on every machine.

    One own jieba dictionary per object, so that nothing else in the process changes it. `user_words` are kept whole in Chinese.
    """

    def __init__(self, user_words: Sequence[str] = ()) -> None:
        self._user_words = tuple(sorted(set(user_words)))
        self._chinese: Cutter | None = None
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
        """Return the lower-cased words and numbers of `text`, separated by spaces, for full-text search."""
        return " ".join(token.text.lower() for token in self.tokens(text, language) if token.text[0].isalnum() or token.text[-1].isalnum())

    def _cut_chinese(self, text: str) -> Sequence[str]:
        if self._chinese is None:
            self._chinese = _jieba(self._user_words)
        return self._chinese(text)

    def _spacy_for(self, language: str) -> Any:
        if language not in self._spacy:
            self._spacy[language] = _blank(language)
        return self._spacy[language]


def _jieba(user_words: Sequence[str]) -> Cutter:
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
    return tokenizer.lcut  # type: ignore[no-any-return]


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
