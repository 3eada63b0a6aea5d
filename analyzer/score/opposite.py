"""Sentences that say the opposite of the approach in so many words, whatever the coder makes of their stance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from analyzer.domain.coding import CodeProbability, Coding

PLAIN = 0.6
"""The least probability of conflict of such a sentence. Of the project's own coded sentences with such words all that do not warn are in conflict, and
none of 18,000 coded sentences of real documents says them otherwise; but they are few."""


def heard(coding: Coding, opposite: Collection[str]) -> Coding:
    """Return a coding with the stance of conflict where its words are the opposite of the approach (`opposite` cues) and do not warn against it."""
    if coding.one("stance") == "conflict" or not any(cue in coding.cues for cue in opposite):
        return coding
    conflict, caution = (coding.probability("stance", code) for code in ("conflict", "caution"))
    if caution > conflict:
        return coding
    chance = max(conflict, PLAIN)
    rest = (1 - chance) / (1 - conflict)
    told = tuple(
        CodeProbability(item.code, chance, assigned=True)
        if item.code == "conflict"
        else CodeProbability(item.code, round(item.probability * rest, 4), assigned=False)
        for item in coding.groups["stance"]
    )
    return replace(coding, groups={**coding.groups, "stance": told})
