"""What a coder, a model or a person, says of one segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyzer.domain.codebook import Codebook
from analyzer.domain.document import Span


@dataclass(frozen=True, slots=True)
class CodeProbability:
    """One code of a group with its probability (0 to 1) and whether the coder assigns it."""

    code: str
    probability: float
    assigned: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a segment that speak for a code; `span` points into the segment's text, `text` quotes it."""

    group: str
    code: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Coding:
    """All codes that one coder gives one segment.

    `groups` maps each code group to its codes in the codebook's order: any number assigned in a multi
    group, exactly one in a single or ordinal group. `coder` names a model and its version, or a person. `cues` are the cues of the
    lexicon that the segment's own text holds, sorted.
    """

    segment_id: str
    coder: str
    groups: Mapping[str, tuple[CodeProbability, ...]]
    evidence: tuple[Evidence, ...] = ()
    cues: tuple[str, ...] = ()
    _assigned: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def assigned(self, group: str) -> tuple[str, ...]:
        """Return the ids of the assigned codes of a group; empty for an unknown group."""
        known = self._assigned.get(group)  # scoring asks dozens of times a sentence
        if known is None:
            known = self._assigned[group] = tuple([item.code for item in self.groups.get(group, ()) if item.assigned])
        return known

    def one(self, group: str) -> str:
        """Return the single assigned code of a single or ordinal group."""
        (code,) = self.assigned(group)
        return code

    def probability(self, group: str, code: str) -> float:
        """Return the probability of a code, 0 where the coder does not know it."""
        for item in self.groups.get(group, ()):
            if item.code == code:
                return item.probability
        return 0.0


def level_of(coding: Coding, codebook: Codebook) -> int:
    """Return the level of commitment that a coding assigns, 0 to 3."""
    return int(codebook.group("commitment").code(coding.one("commitment")).value)
