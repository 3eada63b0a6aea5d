"""Which part of a document a sentence stands in: its plan, its present state, other places' experience, or an annex."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from analyzer.domain.segment import Segment

CuesIn = Callable[[str, str], frozenset[str]]
"""Returns the names of the cues in a text of a language."""


class Part(StrEnum):
    """What a part of a document speaks of. Only `PLAN` and `ANNEX` (tables of tasks, but also anything else) can earn."""

    PLAN = "plan"
    PRESENT = "present"
    ELSEWHERE = "elsewhere"
    ANNEX = "annex"


_INNER = (Part.PLAN, Part.ELSEWHERE, Part.PRESENT, Part.ANNEX)
"""Where one heading holds the cues of several parts the first of these wins: 现状与任务 opens a part of the plan."""


def parts_of(segments: Sequence[Segment], words: Mapping[str, Sequence[str]], cues_in: CuesIn) -> list[Part]:
    """Return the part of each segment, by the innermost heading that tells; a heading also opens its own part. `words` maps a part to cues."""
    known: dict[tuple[str, str], Part | None] = {}

    def told(heading: str, language: str) -> Part | None:
        key = (heading, language)
        if key not in known:
            cues = cues_in(heading, language)
            known[key] = next((part for part in _INNER if not cues.isdisjoint(words.get(part.value, ()))), None)
        return known[key]

    def part_of(segment: Segment) -> Part:
        own = (segment.text,) if segment.kind == "heading" else ()
        trail = (*own, *reversed(segment.heading))
        return next((part for heading in trail if (part := told(heading, segment.language)) is not None), Part.PLAN)

    return [part_of(segment) for segment in segments]
