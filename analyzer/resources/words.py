"""The user words of the Chinese tokenizer: terms of the lexicon that jieba must keep whole."""

from __future__ import annotations

from functools import lru_cache

from analyzer.domain.codebook import GroupKind
from analyzer.resources.codebooks import load_codebook

_LONGEST = 5


@lru_cache(maxsize=1)
def user_words() -> tuple[str, ...]:
    """Return the Chinese terms of the default lexicon that are words: cues of codes, 2 to 5 characters, all Han.

    Cues of commitment and stance are phrases rather than words, and stay out.
    """
    book = load_codebook()
    codes = {code.id for group in book.groups if group.kind is GroupKind.MULTI for code in group.codes} | set(book.scope.programme)
    words = {term for cue in book.cues if cue.name in codes for term in cue.terms.get("zh", ()) if 2 <= len(term) <= _LONGEST}
    return tuple(sorted(word for word in words if all("\u4e00" <= character <= "\u9fff" for character in word)))
