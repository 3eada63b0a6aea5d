"""Near-verbatim sentences: candidates by MinHash (Broder 1997) with banding, each confirmed by its words in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from analyzer.compare.alignment import unit
from analyzer.domain.entries import CodedSentence

NEAR = 0.8
"""From this share of common words in order (normalised indel similarity) a sentence is near-verbatim."""
_PERMUTATIONS = 64
_BANDS = 16
"""Sentences that share 60 % of their shingles meet in a band with a probability of 0.89, those that share 70 % with 0.99."""
_SEED = 7
_FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_ENDS = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|州|县|區|区|縣|旗|시|도|군)$")

Fold = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence with its words (characters where the script has no spaces), without figures and the name of its place."""

    sentence: CodedSentence
    words: tuple[str, ...]


def place_stem(place: str | None) -> str:
    """Return the name of a place without the word for what it is: 青禾市 -> 青禾; empty for none and for a single character."""
    stem = _ENDS.sub("", (place or "").strip())
    return stem if len(stem) > 1 else ""


def plain(sentence: CodedSentence, place: str | None, fold: Fold) -> Plain:
    """Return a sentence as it is compared: another city's name and other figures do not make it another sentence."""
    text = fold(sentence.text, sentence.language)
    stem = fold(place_stem(place), sentence.language)
    if stem:
        text = text.replace(stem, "")
    return Plain(sentence, unit(_FIGURES.sub("0", text)).words)


def near_pairs(own: Sequence[Plain], others: Iterable[Plain]) -> Iterator[tuple[int, Plain, float]]:
    """Yield (number of the own sentence, other sentence, likeness) for every near-verbatim pair."""
    from rensa import RMinHash, RMinHashLSH

    def digest(item: Plain) -> RMinHash:
        made = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        made.update(_shingles(item.words))
        return made

    index = RMinHashLSH(threshold=NEAR, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    for number, item in enumerate(own):
        index.insert(number, digest(item))
    for other in others:
        for number in sorted(index.query(digest(other))):
            likeness = Indel.normalized_similarity(own[number].words, other.words, score_cutoff=NEAR)
            if likeness >= NEAR:
                yield number, other, likeness


def _shingles(words: Sequence[str]) -> list[str]:
    """Return runs of three characters, or of two words where the script has spaces."""
    size = 3 if sum(len(word) == 1 for word in words) * 2 > len(words) else 2
    return [" ".join(words[start : start + size]) for start in range(max(len(words) - size + 1, 1))]
