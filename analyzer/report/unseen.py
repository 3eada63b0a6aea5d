"""Characters that no page or Word file can hold, or that disguise what stands beside them."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\u200b\ufffe\uffff")
"""Characters that turn the direction of a line, break it, hide in it, or are none."""


def visible(text: str) -> str:
    """Return a text with white space as spaces and a replacement character for each character that cannot be seen for what it is."""
    return "".join(" " if character in "\n\r\t" else "\ufffd" if _is_unseen(character) else character for character in text)


def _is_unseen(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) in {"Cc", "Cs"}
