"""The words that carried a decision: those without which the tagger is less sure of it (leave-one-out, Li et al. 2016)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from analyzer.domain.coding import Coding, Evidence
from analyzer.domain.document import Span
from analyzer.domain.segment import Segment
from analyzer.tag.classifier import Tagger

MOST_PARTS = 16
"""Parts that a sentence is cut into at most; each costs one reading of the sentence."""
LEAST_FALL = 0.03
"""A fall in probability under this is noise of rounding."""
NEAR_BEST = 0.5
"""Parts whose removal costs at least this share of the largest fall are named too."""
MOST_NAMED = 3

Cut = Callable[[str], Sequence[str]]


def by_deletion(tagger: Tagger, segments: Sequence[Segment], codings: Sequence[Coding], cut: Cut) -> list[Coding]:
    """Return the codings with evidence that was checked: each named word or phrase, taken out, lowers the probability of its code.

    A decision that hangs on no part of the sentence (its headings carried it, or several parts say the same) has no evidence.
    Costs up to `MOST_PARTS` readings a sentence, so it is for what a person will look at.
    """
    parts = [_parts(segment.text, cut) if _decided(coding, tagger) else [] for segment, coding in zip(segments, codings, strict=True)]
    without = [
        replace(segment, text=segment.text[: part.start] + segment.text[part.end :]) for segment, found in zip(segments, parts, strict=True) for part in found
    ]
    judged = iter(tagger.tag(without))
    result = []
    for segment, coding, found in zip(segments, codings, parts, strict=True):
        others = [next(judged) for _ in found]
        evidence = [
            Evidence(group, code, span, span.of(segment.text))
            for group, code in _decided(coding, tagger)
            for span in _carrying(found, [coding.probability(group, code) - other.probability(group, code) for other in others], segment.text)
        ]
        result.append(replace(coding, evidence=tuple(evidence)))
    return result


def _decided(coding: Coding, tagger: Tagger) -> list[tuple[str, str]]:
    """Return the assigned codes that say something: not the default of their group."""
    return [(group.name, code) for group in tagger.codebook.groups for code in coding.assigned(group.name) if code != (group.default or group.codes[0].id)]


def _parts(text: str, cut: Cut) -> list[Span]:
    """Cut a text into words, or for long texts runs of words of about equal number."""
    words = []
    at = 0
    for word in cut(text):
        start = text.find(word, at)
        if start >= 0 and any(map(str.isalnum, word)):
            words.append(Span(start, start + len(word)))
        at = max(start, at) + len(word)
    step = -(-len(words) // MOST_PARTS) or 1
    runs = [words[number : number + step] for number in range(0, len(words), step)]
    return [Span(run[0].start, run[-1].end) for run in runs] if len(runs) > 1 else []


def _carrying(parts: Sequence[Span], falls: Sequence[float], text: str) -> list[Span]:
    """Return the parts with the largest falls in the order of the text, neighbours joined."""
    best = max(falls, default=0.0)
    if best < LEAST_FALL:
        return []
    ranked = sorted(range(len(parts)), key=lambda number: (-falls[number], number))
    chosen = sorted(number for number in ranked[:MOST_NAMED] if falls[number] >= max(best * NEAR_BEST, LEAST_FALL))
    joined: list[Span] = []
    for number in chosen:
        part = parts[number]
        if joined and not any(map(str.isalnum, text[joined[-1].end : part.start])):
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return joined
