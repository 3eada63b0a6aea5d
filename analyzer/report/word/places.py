"""Where the sentences of a read document stand in the paragraphs of its Word file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_AHEAD = 80
"""So many paragraphs ahead of the last find a sentence is looked for first; text repeats."""
_NUMBER = 12
"""At most so many characters at the start of a sentence are an automatic number, which no run of the file holds."""
_LEAST = 4
_LONG = 12
"""So many characters a sentence has at least that is looked for over several paragraphs."""
_PASSED_OVER = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr"))


@dataclass(frozen=True, slots=True)
class Letter:
    """One character that is no white space: the `w:t` that holds it and its place there."""

    node: _Element
    at: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: its first and last letter, and the paragraphs that hold them, mostly the same one."""

    paragraph: _Element
    first: Letter
    last: Letter
    end: _Element


def local(node: _Element) -> str:
    """Return a tag without its namespace; nothing for comments and instructions."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def letters(paragraph: _Element) -> list[tuple[str, Letter]]:
    """Return the characters of a paragraph's own runs, without white space, deleted text and text boxes."""
    found: list[tuple[str, Letter]] = []

    def walk(node: _Element) -> None:
        for child in node:
            name = local(child)
            if name == "t":
                found.extend((character, Letter(child, at)) for at, character in enumerate(child.text or "") if not character.isspace())
            elif name not in _PASSED_OVER and name != "p":
                walk(child)

    walk(paragraph)
    return found


def paragraphs(body: _Element) -> Iterator[_Element]:
    """Yield the paragraphs of a body, with those of tables and text boxes, in order, each once."""
    for node in body:
        name = local(node)
        if name in _PASSED_OVER:
            continue
        if name == "p":
            yield node
        yield from paragraphs(node)


def find(body: _Element, sentences: Sequence[str]) -> list[Place | None]:
    """Return the place of each sentence, in order; `None` for one that stands nowhere.

    White space does not count. The cells of a table row are joined by ` | ` in a sentence: the longest cell gives its place. A sentence that is
    not found whole is looked for without its first characters, since an automatic number stands in no run. Files whose every line is a paragraph hold
    sentences that run over several.
    """
    texts = [(paragraph, letters(paragraph)) for paragraph in paragraphs(body)]
    plain = ["".join(character for character, _ in found) for _, found in texts]
    whole, begins = "".join(plain), list(accumulate(map(len, plain), initial=0))
    places: list[Place | None] = []
    at, after = 0, 0
    for sentence in sentences:
        key = max(("".join(cell.split()) for cell in sentence.split(" | ")), key=len)
        hit = _hit(plain, key, at, after)
        if hit is not None:
            number, start, length = hit
            ended, end = number, start + length - 1
        elif (start := _across(whole, key, begins[at] + after)) >= 0:
            number = bisect_right(begins, start) - 1
            ended = bisect_right(begins, start + len(key) - 1) - 1
            start, end = start - begins[number], start + len(key) - 1 - begins[ended]
        else:
            places.append(None)
            continue
        if " | " not in sentence:
            at, after = ended, end + 1
        places.append(Place(texts[number][0], texts[number][1][start][1], texts[ended][1][end][1], texts[ended][0]))
    return places


def _across(whole: str, key: str, after: int) -> int:
    """Return where a sentence begins in the text of all paragraphs together, ahead first; -1 for nowhere. Short ones are too easily found."""
    if len(key) < _LONG:
        return -1
    ahead = whole.find(key, after)
    return ahead if ahead >= 0 else whole.find(key)


def _hit(plain: Sequence[str], key: str, at: int, after: int) -> tuple[int, int, int] | None:
    """Return paragraph, start and length of a sentence: near and ahead first, then without its number, then anywhere."""
    if not key:
        return None
    for cut in range(min(_NUMBER, len(key) - _LEAST) + 1 if len(key) > _LEAST else 1):
        wanted = key[cut:]
        for number in range(at, min(at + _AHEAD, len(plain))):
            start = plain[number].find(wanted, after if number == at else 0)
            if start >= 0 and (cut == 0 or start == 0):
                return number, start, len(wanted)
    for number, text in enumerate(plain):
        if (start := text.find(key)) >= 0:
            return number, start, len(key)
    return None
