"""Sentences that propose the opposite of the recommended approach, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.domain.codebook import Criterion
from analyzer.score.scope import Statement

COST = 0.15
"""The share of a criterion's points that a sentence surely in conflict with it costs; a doubtful one costs in proportion."""
FLOOR = 0.5
"""Conflicts leave at least this share."""


def conflicts_with(criterion: Criterion, criteria: Sequence[Criterion], statements: Sequence[Statement]) -> list[Statement]:
    """Return, of statements in conflict with the approach that earn, those in conflict with a criterion, in order.

    A sentence offends the criteria whose codes it carries; where it carries none of any criterion, the one whose code is likeliest.
    """
    return [statement for statement in statements if _offends(statement, criterion) or _likeliest(statement, criteria) is criterion]


def kept(conflicts: Sequence[Statement]) -> float:
    """Return the share of a criterion's points that is left: the product of `1 - COST * probability of conflict`, not below `FLOOR`."""
    share = 1.0
    for statement in conflicts:
        share *= 1 - COST * statement.coding.probability("stance", "conflict")
    return max(share, FLOOR)


def _offends(statement: Statement, criterion: Criterion) -> bool:
    return any(code in statement.coding.assigned(group) for group, codes in criterion.offended_by.items() for code in codes)


def _likeliest(statement: Statement, criteria: Sequence[Criterion]) -> Criterion | None:
    if any(_offends(statement, criterion) for criterion in criteria):
        return None
    chances = [
        max((statement.coding.probability(group, code) for group, codes in item.offended_by.items() for code in codes), default=0.0) for item in criteria
    ]
    return criteria[chances.index(max(chances))] if chances else None
