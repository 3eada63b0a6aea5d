"""What may be coded, and what a plan is scored against: data that users can read and replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | bool


class GroupKind(StrEnum):
    """How many codes of a group a sentence carries: any number, exactly one, or exactly one of a ranked scale."""

    MULTI = "multi"
    SINGLE = "single"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `value` is how results spell it (the id, a level such as 2, or a truth value).

    `names` maps a language (`en`, `zh`) to the printed name, `definition` to the rule.
    """

    id: str
    value: Value
    names: Mapping[str, str]
    definition: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Codes that answer one question of a sentence, in the codebook's order."""

    name: str
    kind: GroupKind
    names: Mapping[str, str]
    codes: tuple[Code, ...]
    default: str | None = None
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes of other groups of which one must be assigned, per group, for any code of this group to be assigned."""

    def code(self, code_id: str) -> Code:
        """Return the code with this id; `KeyError` when the group has none."""
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def code_of_value(self, value: Value) -> Code:
        """Return the code that results spell as `value`; `KeyError` when there is none."""
        for code in self.codes:
            if code.value == value and isinstance(code.value, bool) == isinstance(value, bool):
                return code
        raise KeyError(value)


@dataclass(frozen=True, slots=True)
class Clause:
    """One way for a sentence to show an element: every condition must hold.

    `codes` maps a group to codes of which at least one is assigned; `cues` are cues of the lexicon of which at least one matches, `beside` further cues
    of which one must match as well, `under` cues of which one matches in a heading above (none required when empty). Where words are required too, a
    code of a group in `near` also counts from that probability, short of being assigned. A clause with `otherwise` holds only for a sentence that
    shows no element of the criterion by another clause.
    """

    codes: Mapping[str, tuple[str, ...]]
    cues: tuple[str, ...] = ()
    otherwise: bool = False
    under: tuple[str, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a criterion that a plan shows or lacks; any clause of `clauses` shows it."""

    id: str
    names: Mapping[str, str]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand of the recommended approach, with its weight in the total.

    `offended_by` are the codes whose `conflict` sentences cost this criterion points.
    """

    id: str
    names: Mapping[str, str]
    weight: float
    elements: tuple[Element, ...]
    offended_by: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which sentences a plan is scored on.

    A sentence that meets a clause of `own` counts by itself. One that meets a clause of `organising` counts where its heading
    trail or the document makes it part of the programme, which the cues `programme` tell.
    """

    own: tuple[Clause, ...]
    organising: tuple[Clause, ...]
    programme: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Cues of headings that open a part of a document: `plan`, `present` (its present state), `elsewhere` (other places), `annex`."""
    duties: tuple[str, ...] = ()
    """Cues that open a line which only names the units responsible for the measure before it."""
    city: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Codes of what concerns the life and the running of a city, by group: a programme that hardly carries any is one of an industry or a technique."""
    assigned: tuple[str, ...] = ()
    """Cues by which a sentence charges a body or an office with its measure."""
    opposite: tuple[str, ...] = ()
    """Cues that propose the opposite of the approach in so many words, whatever the coder makes of it."""
    near: Mapping[str, float] = field(default_factory=dict)
    """By group, the probability from which a code counts beside the words of an element, short of being assigned."""
    yardsticks: tuple[str, ...] = ()
    """Cues that open a line which says by what the plan measures itself: at least a measure, though it has no verb."""


@dataclass(frozen=True, slots=True)
class Order:
    """In which order the approach builds up, and how a text names times.

    `element` is the element that the plan's own order decides, `timetable` the one that measures due in several years show too.
    `stages` and `fields` hold codes of one rank together, the earliest first. `horizons` are the cues of the first, second and third period of a plan.
    A plan that works at the stage `summit` needs `base`.
    """

    element: str
    stages: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, ...], ...]
    horizons: tuple[str, ...]
    summit: str
    base: tuple[str, ...]
    timetable: str | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that point to a code or an element, in several languages, and longer words that veto them.

    `terms` and `vetoes` map a language to terms; a trailing `*` lets an alphabetic term run on.
    """

    name: str
    terms: Mapping[str, tuple[str, ...]]
    vetoes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Code groups, criteria and cues under one version; `sha256` covers the files they were read from."""

    id: str
    version: str
    sha256: str
    groups: tuple[CodeGroup, ...]
    scope: Scope
    criteria: tuple[Criterion, ...]
    cues: tuple[Cue, ...]
    order: Order | None = None
    scoring_cues: tuple[Cue, ...] = ()
    """Cues that only the score reads, apart from those that a tagger was trained with (`cues`); a name may stand in both."""

    def group(self, name: str) -> CodeGroup:
        """Return the group of this name; `KeyError` when there is none."""
        for group in self.groups:
            if group.name == name:
                return group
        raise KeyError(name)
