"""Sentences that say the opposite of the approach in so many words, and those that only seem to, whatever the coder makes of their stance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from analyzer.domain.coding import CodeProbability, Coding

PLAIN = 0.6
"""The least probability of conflict of such a sentence. Of the project's own coded sentences with such words all that do not warn are in conflict, and
none of 18,000 coded sentences of real documents says them otherwise; but they are few."""


LIKELY = 0.5
"""From this probability on a coder's conflict is believed. Taggers find sentences in conflict at lower ones too, but of 26,677 coded sentences of real
plans 3 are in conflict: nearly all that a tagger doubts are warnings and plain measures."""
REJECTING = 0.9
"""The same where the sentence rejects the opposite in so many words ("templates will not be taken over"): of the project's own sentences with such
words 71 warn, 16 endorse, and 7 are in conflict."""


def heard(coding: Coding, opposite: Collection[str], *, rejects: bool = False) -> Coding:
    """Return a coding with the stance that its words bear out.

    It is one of conflict where they are the opposite of the approach (`opposite` cues) and do not warn against it, and none where the coder doubts it
    and they are not, the more so where they reject the opposite (`rejects`). A doubted conflict keeps its probability.
    """
    said = any(cue in coding.cues for cue in opposite)
    conflict, caution = (coding.probability("stance", code) for code in ("conflict", "caution"))
    if coding.one("stance") == "conflict":
        return coding if said or conflict >= (REJECTING if rejects else LIKELY) else _doubted(coding)
    if not said or caution > conflict:
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


def _doubted(coding: Coding) -> Coding:
    """Return a coding with the likeliest other stance instead of conflict."""
    items = coding.groups["stance"]
    other = max((item for item in items if item.code != "conflict"), key=lambda item: item.probability).code
    return replace(coding, groups={**coding.groups, "stance": tuple(replace(item, assigned=item.code == other) for item in items)})
