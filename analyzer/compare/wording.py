"""The words that changed in a rewritten sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from analyzer.domain.segment import Token
from analyzer.domain.versions import Edit, EditKind

_ISLAND = 2
"""Equal words of fewer characters between two changes read as part of the change."""

Fold = Callable[[str], str]


def edits(old: str, new: str, old_words: Sequence[Token], new_words: Sequence[Token], fold: Fold) -> tuple[Edit, ...]:
    """Return how `old` became `new`, word by word: runs that stayed (in the new spelling), went out and came in, in reading order.

    The runs that stayed or came in make up `new`. Words are equal when they fold to the same.
    """
    pieces = _pieces(old, old_words), _pieces(new, new_words)
    keys = [[fold(piece.strip()) for piece in side] for side in pieces]
    runs: list[list[str]] = []  # [same, out, in]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        out, came = "".join(pieces[0][i1:i2]), "".join(pieces[1][j1:j2])
        if tag == "equal":
            runs.append([came, "", "", out])
        else:
            runs.append(["", out, came, ""])
    merged: list[list[str]] = []
    for place, run in enumerate(runs):
        island = run[0] and 0 < place < len(runs) - 1 and sum(character.isalnum() for character in run[0]) < _ISLAND
        if island:
            merged[-1][1] += run[3]
            merged[-1][2] += run[0]
        elif merged and not run[0] and not merged[-1][0]:
            merged[-1][1] += run[1]
            merged[-1][2] += run[2]
        else:
            merged.append(run)
    kinds = (EditKind.SAME, EditKind.OUT, EditKind.IN)
    return tuple(Edit(kind, text) for run in merged for kind, text in zip(kinds, run, strict=False) if text)


def _pieces(text: str, words: Sequence[Token]) -> list[str]:
    """Cut a text at the beginnings of its words, so that the pieces make up the text."""
    starts = [0, *(word.span.start for word in words[1:]), len(text)]
    return [text[start:end] for start, end in pairwise(starts)]
