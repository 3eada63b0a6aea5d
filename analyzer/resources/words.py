"""The user words of the Chinese tokenizer: terms of the lexicon that jieba must keep whole."""

from __future__ import annotations

from functools import lru_cache

from analyzer.resources.codebooks import load_codebook

_LONGEST = 6


@lru_cache(maxsize=1)
def user_words() -> tuple[str, ...]:
    """Return the Chinese terms of the default lexicon that are words: 2 to 6 characters, all Han."""
    words = {term for cue in load_codebook().cues for term in cue.terms.get("zh", ()) if 2 <= len(term) <= _LONGEST}
    return tuple(sorted(word for word in words if all("\u4e00" <= character <= "\u9fff" for character in word)))
