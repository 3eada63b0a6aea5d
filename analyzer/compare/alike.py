"""Sentences that may say the same in other words: candidates by the rare words they share."""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from analyzer.compare.nearly import Plain
from analyzer.domain.entries import CodedSentence

SHARED = 0.5
"""From this weight of shared words (each by the logarithm of its rarity, over the geometric mean of both sentences' weights) a pair is a candidate."""
MEANT = 0.85
"""From this cosine of the encoder's vectors a candidate says the same in substance."""
_COMMON = 0.1
"""Words that stand in more than this share of all sentences lead to no candidates."""
_KEPT = 4
_LEAST_WORDS = 3
"""Fewer shared words make a common phrase, no common substance."""

Allowed = Callable[[str, str], bool]
"""Tells whether a document may be compared with another one, by their ids."""


def alike_pairs(own: Sequence[Plain], others: Callable[[], Iterator[Plain]], allowed: Allowed) -> tuple[list[tuple[int, Plain, float]], dict[int, set[str]]]:
    """Return (number of the own sentence, other sentence, weight shared), for each own sentence the few that share most, and all documents that share so much.

    `others` is asked twice: for how common words are, and for the pairs. Figures and single letters are no words here.
    """
    seen: Counter[str] = Counter()
    count = 0
    for other in others():
        count += 1
        seen.update(_words(other.sentence))

    @cache
    def weight(word: str) -> float:
        return math.log((count + 2) / (max(seen[word], 1) + 1))

    def total(words: frozenset[str]) -> float:
        return sum(weight(word) for word in words)

    holders: dict[str, list[int]] = defaultdict(list)
    own_words = [_words(item.sentence) for item in own]
    totals = [total(words) for words in own_words]
    for number, words in enumerate(own_words):
        for word in words:
            if seen[word] <= max(_COMMON * count, 5):
                holders[word].append(number)
    best: dict[int, list[tuple[float, int, Plain]]] = defaultdict(list)
    sharing: dict[int, set[str]] = defaultdict(set)
    for place, other in enumerate(others()):
        words = _words(other.sentence)
        shared: dict[int, float] = {}
        for number, common in Counter(number for word in words for number in holders.get(word, ())).items():
            if common >= _LEAST_WORDS:
                shared[number] = total(words & own_words[number])
        own_total = total(words) if shared else 0.0
        for number, weighed in shared.items():
            value = weighed / math.sqrt(totals[number] * own_total)
            if value >= SHARED and allowed(own[number].sentence.document, other.sentence.document):
                sharing[number].add(other.sentence.document)
                heap = best[number]
                heapq.heappush(heap, (round(value, 9), -place, other))
                if len(heap) > _KEPT:
                    heapq.heappop(heap)
    pairs = [(number, other, value) for number in sorted(best) for value, _, other in sorted(best[number], key=lambda item: (-item[0], -item[1]))]
    return pairs, sharing


def _words(sentence: CodedSentence) -> frozenset[str]:
    return frozenset(word for word in sentence.words if len(word) > 1 and not word[0].isdigit())
