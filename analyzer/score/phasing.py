"""Where a city stands, where its plan leads, and in which order: stages of the present and of the plan, kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.domain.codebook import Codebook, Order
from analyzer.domain.message import say
from analyzer.domain.results import Phasing
from analyzer.score.parts import Part
from analyzer.score.scope import Statement
from analyzer.score.timing import Timed, concordance, steps

BORNE_OUT = 0.1
"""A stage is reached or planned where at least this share of the sentences with a stage bears it out: one line does not make a stage."""
_MEASURE = 2


def phasing_of(statements: Sequence[Statement], codebook: Codebook, order: Order, entries: Sequence[Timed]) -> Phasing:
    """Return stages of present and plan, the steps in time and their order.

    The present is what stands in its own part of the document and what the rest merely reports; other places' experience is neither. The plan is its
    measures. `entries` are the sentences that name a time.
    """
    group = codebook.group("stages")
    codes = tuple(code.id for code in group.codes)

    def counts(chosen: Sequence[Statement]) -> tuple[tuple[str, int], ...]:
        found = Counter(code for statement in chosen for code in statement.coding.assigned(group.name))
        return tuple((code, found[code]) for code in codes)

    here = [statement for statement in statements if statement.part is not Part.ELSEWHERE]
    present = counts([statement for statement in here if statement.commitment == 0])
    planned = counts([statement for statement in here if statement.commitment >= _MEASURE])
    planned_stage = _furthest(planned)
    missing = [group.code(code) for code in order.base if not dict(present)[code] and not dict(planned)[code]]
    leap = None
    if planned_stage == order.summit and missing:
        leap = say(
            "plans {summit} while neither its present state nor its measures show {missing}; ask how the steps between are to be taken",
            summit=say(group.code(order.summit).names["en"]),
            missing=say(missing[0].names["en"])
            if len(missing) == 1
            else say("{one} or {two}", one=say(missing[0].names["en"]), two=say(missing[1].names["en"])),
        )
    return Phasing(present, planned, _furthest(present), planned_stage, steps(entries), concordance(entries, order), leap)


def _furthest(counts: Sequence[tuple[str, int]]) -> str | None:
    total = sum(count for _, count in counts)
    return next((code for code, count in reversed(counts) if count and count >= BORNE_OUT * total), None)
