"""Two versions aligned by content: which sentence of the one became which of the other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import product

from rapidfuzz.distance import Indel

from analyzer.domain.enumerator import find_enumerator

ALIKE = 0.6
"""From this share of common words in order (normalised indel similarity) a sentence is the same one rewritten, wherever it stands."""
ALIKE_IN_PLACE = 0.45
"""The same where it stands between the same neighbours."""
ALIKE_IN_MEANING = 0.85
"""From this cosine of their vectors sentences between the same neighbours are the same in other words, if they share `SHARED_WORDS`."""
SHARED_WORDS = 0.25
_SMALL_GAP = 24
"""Leftover sentences of both versions between the same neighbours, beyond which standing there says nothing."""
_JOIN = 0.08
"""What a neighbour must add to the likeness to count as a part of a split or joined sentence."""
_FAR_PAIRS = 1_000_000
"""Beyond so many pairs of leftover sentences only neighbours are compared: the documents have little in common anyway."""
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+(?:[.,][0-9]+)*%?")
_PUNCTUATION = re.compile(r"(?<![0-9])[^\w%]|[^\w%](?![0-9])|_")

Likeness = Callable[[Sequence[tuple[int, int]]], Sequence[float]]
"""Returns the cosine of the meanings of pairs of an old and a new sentence."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence as it is compared.

    `key` is its text without numbering, white space and punctuation, `words` are its words, or characters where the script has no spaces; `heading`
    tells a heading.
    """

    key: str
    words: tuple[str, ...]
    heading: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences that belong together, by their numbers in both versions; an empty side tells that they were added or dropped."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    same: bool = False
    moved: bool = False


def unit(text: str, *, heading: bool = False) -> Unit:
    """Return a sentence as it is compared; `text` must be folded (case, width, script) by the caller."""
    enumerator = find_enumerator(text)
    bare = text[enumerator.end :] if enumerator and enumerator.end < len(text) else text
    return Unit(_PUNCTUATION.sub("", "".join(bare.split())), tuple(_WORD.findall(bare)), heading)


def align(old: Sequence[Unit], new: Sequence[Unit], likeness: Likeness) -> tuple[Pair, ...]:
    """Pair the sentences of two versions, every sentence in exactly one pair, in the new order with what was dropped at its old place.

    Equal sentences first, in order as far as possible; then those alike in words, the most alike first; then, between the same neighbours, those
    alike in meaning; then parts of split and joined sentences. A pair is moved when it is not in the longest run of pairs in the same order.
    """
    partner = _equal(old, new)
    _alike(old, new, partner)
    _alike_in_meaning(old, new, partner, likeness)
    pairs = _joined(old, new, [Pair((i,), (j,), old[i].key == new[j].key) for i, j in sorted(partner.items())])
    kept = _in_order([pair.new[0] for pair in pairs])
    pairs = [pair if number in kept else replace(pair, moved=True) for number, pair in enumerate(pairs)]
    paired_old, paired_new = {i for pair in pairs for i in pair.old}, {j for pair in pairs for j in pair.new}
    pairs += [Pair((i,), ()) for i in range(len(old)) if i not in paired_old]
    pairs += [Pair((), (j,)) for j in range(len(new)) if j not in paired_new]
    return tuple(pairs[number] for number in in_reading_order(pairs))


def _equal(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    partner: dict[int, int] = {}
    for first, second, size in SequenceMatcher(None, [item.key for item in old], [item.key for item in new], autojunk=False).get_matching_blocks():
        partner.update((first + step, second + step) for step in range(size))
    left: dict[str, list[int]] = defaultdict(list)
    taken = set(partner.values())
    for j in range(len(new) - 1, -1, -1):
        if j not in taken:
            left[new[j].key].append(j)
    for i, item in enumerate(old):
        if i not in partner and left.get(item.key):
            partner[i] = left[item.key].pop()
    return partner


def _gaps(partner: dict[int, int], count_old: int, count_new: int) -> tuple[list[int], list[int]]:
    """Return, for every old and new sentence, the number of the gap between in-order pairs in which it stands."""
    pairs = sorted(partner.items())
    kept = _in_order([j for _, j in pairs])
    anchors = [pair for number, pair in enumerate(pairs) if number in kept]
    olds, news = [i for i, _ in anchors], [j for _, j in anchors]
    return [bisect_left(olds, i) for i in range(count_old)], [bisect_left(news, j) for j in range(count_new)]


def _leftover(old: Sequence[Unit], new: Sequence[Unit], partner: dict[int, int]) -> tuple[list[int], list[int]]:
    taken = set(partner.values())
    return [i for i in range(len(old)) if i not in partner], [j for j in range(len(new)) if j not in taken]


def _alike(old: Sequence[Unit], new: Sequence[Unit], partner: dict[int, int]) -> None:
    """Pair leftover sentences that share most of their words. Changes `partner`."""
    olds, news = _leftover(old, new, partner)
    gap_old, gap_new = _gaps(partner, len(old), len(new))
    size = Counter([gap_old[i] for i in olds] + [gap_new[j] for j in news])
    everywhere = len(olds) * len(news) <= _FAR_PAIRS
    found = []
    for i, j in product(olds, news):
        near = gap_old[i] == gap_new[j] and size[gap_old[i]] <= _SMALL_GAP
        if not (near or everywhere):
            continue
        least = ALIKE_IN_PLACE if near and not (old[i].heading or new[j].heading) else ALIKE
        likeness = Indel.normalized_similarity(old[i].words, new[j].words, score_cutoff=least)
        if likeness >= least and old[i].words:
            found.append((-likeness - (0.1 if near else 0), abs(i - j), i, j))
    _take(found, partner)


def _alike_in_meaning(old: Sequence[Unit], new: Sequence[Unit], partner: dict[int, int], likeness: Likeness) -> None:
    """Pair leftover sentences between the same neighbours that mean the same. Changes `partner`."""
    olds, news = _leftover(old, new, partner)
    gap_old, gap_new = _gaps(partner, len(old), len(new))
    by_gap: dict[int, list[int]] = defaultdict(list)
    for j in news:
        by_gap[gap_new[j]].append(j)
    pairs = [
        (i, j)
        for i in olds
        for j in by_gap.get(gap_old[i], ())
        if old[i].heading == new[j].heading and Indel.normalized_similarity(old[i].words, new[j].words) >= SHARED_WORDS
    ]
    _take([(-value, abs(i - j), i, j) for (i, j), value in zip(pairs, likeness(pairs), strict=True) if value >= ALIKE_IN_MEANING] if pairs else [], partner)


def _take(found: list[tuple[float, int, int, int]], partner: dict[int, int]) -> None:
    taken = set(partner.values())
    for _, _, i, j in sorted(found):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)


def _joined(old: Sequence[Unit], new: Sequence[Unit], pairs: list[Pair]) -> list[Pair]:
    """Add leftover neighbours to the rewritten sentence that they were split from, or joined with."""
    free_old = set(range(len(old))) - {i for pair in pairs for i in pair.old}
    free_new = set(range(len(new))) - {j for pair in pairs for j in pair.new}

    def words(units: Sequence[Unit], numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(word for number in numbers for word in units[number].words)

    def key(units: Sequence[Unit], numbers: Sequence[int]) -> str:
        return "".join(units[number].key for number in numbers)

    def grown(numbers: tuple[int, ...], free: set[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        if numbers[0] - 1 in free:
            yield numbers[0] - 1, (numbers[0] - 1, *numbers)
        if numbers[-1] + 1 in free:
            yield numbers[-1] + 1, (*numbers, numbers[-1] + 1)

    result = []
    for pair in pairs:
        current = pair
        while not current.same:
            likeness = Indel.normalized_similarity(words(old, current.old), words(new, current.new))
            options = [(replace(current, old=more), number, free_old) for number, more in grown(current.old, free_old)]
            options += [(replace(current, new=more), number, free_new) for number, more in grown(current.new, free_new)]
            scored = [(Indel.normalized_similarity(words(old, option.old), words(new, option.new)), option, number, free) for option, number, free in options]
            best = max(scored, key=lambda item: item[0], default=None)
            if best is None or best[0] < likeness + _JOIN:
                break
            current = replace(best[1], same=key(old, best[1].old) == key(new, best[1].new))
            best[3].discard(best[2])
        result.append(current)
    return result


def _in_order(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tails, number)
        before.append(ends[pile - 1] if pile else None)
        tails[pile : pile + 1] = [number]
        ends[pile : pile + 1] = [place]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept


def in_reading_order(pairs: Sequence[Pair]) -> list[int]:
    """Return the numbers of `pairs` by place in the new version; what has no new side follows the sentence that it followed in the old one."""
    last_new = {i: pair.new[-1] for pair in pairs if pair.new and not pair.moved for i in pair.old}
    follows: dict[int, int] = {}
    last = -1
    for i in sorted(i for pair in pairs for i in pair.old):
        last = max(last, last_new.get(i, last))
        follows[i] = last

    def place(number: int) -> tuple[int, int, int]:
        pair = pairs[number]
        return (pair.new[0], 0, 0) if pair.new else (follows[pair.old[0]], 1, pair.old[0])

    return sorted(range(len(pairs)), key=place)
