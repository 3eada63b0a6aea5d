"""Which blocks are headings, and the trail of headings above every sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from analyzer.domain.document import Block, BlockKind
from analyzer.domain.enumerator import Enumerator

_MAX_HEADING = 60
_MAX_HEADING_WEST = 120
_MAX_RUN_IN = 40
_MAX_LONE = 25
_LEAST_LETTERS = 2
_RANK_OF_SECTIONS = 3
_RANK_OF_PARENTHESES = 5
_EAST = re.compile(r"[\u2e80-\ud7ff]")
_STOP_INSIDE = re.compile(r"[。！？；]")
_ENDS = "。！？；;!?，,、：:.．…"
_HEADING_STYLES = frozenset({"part", "chapter", "section", "han", "han_paren", "roman", "decimal", "digit", "korean"})
_STRONG = frozenset({"part", "chapter", "section", "han"})
_LISTED = 3
_AFTER_NUMBER = " .．:：、)）"
_UNRANKED = 9
_ENUMERATED = 10


def is_heading(text: str, block: Block, enumerator: Enumerator | None, following: Enumerator | None, *, last: bool) -> bool:
    """Tell whether a block is a heading: the file says so, or it is enumerated, short and no sentence.

    A lone short line that ends in a full stop is one too, as （二）基本原则。 is, unless the next block goes on counting at its rank:
    then it is an item of a list. `following` is the enumerator of the next block, `last` tells that there is none.
    """
    if block.kind in {BlockKind.ROW, BlockKind.LETTERHEAD}:
        return False
    if block.kind is not BlockKind.HEADING and (enumerator is None or enumerator.style not in _HEADING_STYLES):
        return False
    limit = _MAX_HEADING if _is_east(text) else _MAX_HEADING_WEST
    if block.kind is BlockKind.HEADING:
        return len(text) <= 2 * limit
    if enumerator is None or len(text) > limit:
        return False
    body = text[enumerator.end :].strip()
    if not body:
        return enumerator.rank <= _RANK_OF_SECTIONS
    if not _is_worded(body):
        return False
    if _STOP_INSIDE.search(body[:-1]):
        return False
    if body[-1] not in _ENDS:
        return enumerator.style != "digit" or not _is_list_like(body)
    goes_on = following is not None and following.rank == enumerator.rank
    return body[-1] in "。：:" and enumerator.rank <= _RANK_OF_PARENTHESES and len(body) <= _MAX_LONE and not goes_on and not last


def is_run_in_heading(sentence: str, enumerator: Enumerator | None) -> bool:
    """Tell whether the first sentence of a longer paragraph is its heading, as （一）加强组织领导。 is.

    A numbered line below that rank with a figure in it is a measure: 59．新增5G基站1000座。
    """
    if enumerator is None or enumerator.style not in _HEADING_STYLES | {"digit_paren"}:
        return False
    body = sentence[enumerator.end :].strip()
    if len(body) > _MAX_RUN_IN or not _is_worded(body) or body[-1] not in "。.：:" or body.count("，") + body.count(",") > 2:
        return False
    return enumerator.rank <= _RANK_OF_PARENTHESES or (len(body) <= _MAX_LONE and not any(character.isdigit() for character in body))


def is_trailing_heading(sentence: str, enumerator: Enumerator | None) -> bool:
    """Tell whether the last sentence of a paragraph is a heading that was glued to it: ……七连冠。三、全面加强自身建设."""
    if enumerator is None or enumerator.style not in _STRONG or len(sentence) > _MAX_RUN_IN:
        return False
    body = sentence[enumerator.end :].strip()
    return bool(body) and body[-1] not in _ENDS + "）)”"


def find_headings(blocks: Sequence[Block], texts: Sequence[str], enumerators: Sequence[Enumerator | None]) -> tuple[Sequence[bool], Mapping[int, Enumerator]]:
    """Tell which blocks are headings, and which of these are but the number of the heading in the next block (第三章 over 总则), with this number."""
    following = (*enumerators[1:], None)
    last = len(blocks) - 1
    found = [
        is_heading(text, block, number, after, last=place == last)
        for place, (block, text, number, after) in enumerate(zip(blocks, texts, enumerators, following, strict=True))
    ]
    numbers: dict[int, Enumerator] = {}
    for place, number in enumerate(enumerators):
        if number is None or not found[place] or texts[place][number.end :].strip(_AFTER_NUMBER):
            continue
        if place < last and enumerators[place + 1] is None and is_heading(texts[place + 1], blocks[place + 1], replace(number, end=0), None, last=False):
            numbers[place] = number
            found[place + 1] = True
        else:
            found[place] = number.rank <= _RANK_OF_SECTIONS
    for place in _listed(blocks, enumerators, found):
        found[place] = False
    for place, after in enumerate(following[:last]):
        if (
            found[place]
            and not found[place + 1]
            and after is not None
            and blocks[place].level is None
            and _counts_on(texts[place], enumerators[place], texts[place + 1], after)
        ):
            found[place] = False
    return found, numbers


def _listed(blocks: Sequence[Block], enumerators: Sequence[Enumerator | None], headings: Sequence[bool]) -> set[int]:
    """Return the positions of numbered lines that look like headings but have nothing below them, where several follow each other.

    They are the items of a list or of a table of contents. `headings` tells which blocks look like headings; those that have their level from
    the file are none of these.
    """
    found: set[int] = set()
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and headings[end] and enumerators[end] is not None and blocks[end].level is None:
            end += 1
        if end - start >= _LISTED:
            found |= _empty_ones([(item.rank, item.depth, item.style) for item in enumerators[start:end] if item is not None], start)
        start = max(end, start + 1)
    return found


def _counts_on(text: str, number: Enumerator | None, following: str, after: Enumerator) -> bool:
    """Tell whether the next line has the number after that of a line: it is the next item of a list."""
    if number is None or (number.style, number.depth) != (after.style, after.depth) or number.style not in {"digit", "decimal"}:
        return False
    one, two = (re.findall(r"\d+", line[: item.end]) for line, item in ((text, number), (following, after)))
    return bool(one and two) and one[:-1] == two[:-1] and int(two[-1]) == int(one[-1]) + 1


def _empty_ones(numbers: Sequence[tuple[int, int, str]], start: int) -> set[int]:
    """Return the positions in a run of numbered lines, the first at `start`, under which stands nothing; none where there is but one."""
    empty = {start + place for place, (upper, lower) in enumerate(pairwise(numbers)) if lower[:2] <= upper[:2]}
    if len(empty) < _LISTED - 1:
        return set()
    # What follows the last item of a list is no part of the item.
    if numbers[-1][2] not in _STRONG and len(set(numbers[-_LISTED:])) == 1:
        empty.add(start + len(numbers) - 1)
    return empty


def _is_worded(body: str) -> bool:
    """Tell whether the wording behind a number has letters enough for a heading's."""
    letters = sum(character.isalpha() for character in body)
    return letters * 2 >= len(body) and (letters >= _LEAST_LETTERS or _is_east(body))


def _is_east(text: str) -> bool:
    return _EAST.search(text) is not None


def _is_list_like(body: str) -> bool:
    """A numbered Western item with many words is a list item, not a heading."""
    return not _is_east(body) and len(body.split()) > 14


@dataclass(slots=True)
class Trail:
    """The headings above the current place, outermost first."""

    _stack: list[tuple[int, str]] = field(default_factory=list)

    def push(self, text: str, level: int | None, enumerator: Enumerator | None) -> tuple[str, ...]:
        """Enter the part that a heading opens and return the trail that the heading itself stands under.

        Parts of the same or a lower rank close.

        The rank is the level that the file gives (1 to 9), else that of the enumerator (below all levels given by
        the file), else a rank between the two.
        """
        if level is not None:
            key = min(level, 8)
        elif enumerator is not None:
            key = _ENUMERATED * enumerator.rank + enumerator.depth
        else:
            key = _UNRANKED
        while self._stack and self._stack[-1][0] >= key:
            self._stack.pop()
        above = self.headings
        self._stack.append((key, text))
        return above

    @property
    def headings(self) -> tuple[str, ...]:
        """The trail as texts, outermost first."""
        return tuple(text for _, text in self._stack)
