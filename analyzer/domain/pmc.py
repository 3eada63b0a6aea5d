"""The PMC index: first-level variables made of second-level ones that are 0 or 1, and what a document gets.

M. A. Ruiz Estrada, "Policy modeling: Definition, classification and evaluation", Journal of Policy Modeling 33 (2011), 523-536.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SecondLevel:
    """A variable that is 1 where a document shows an element (`criterion.element` of the codebook)."""

    id: str
    element: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FirstLevel:
    """A variable whose value is the mean of its second-level ones."""

    id: str
    names: Mapping[str, str]
    variables: tuple[SecondLevel, ...]


@dataclass(frozen=True, slots=True)
class PmcVariables:
    """All variables of an index. `counted` are the presences of an element that make 1; `grades` are (share of the full index, names), highest first."""

    variables: tuple[FirstLevel, ...]
    counted: tuple[str, ...]
    grades: tuple[tuple[float, Mapping[str, str]], ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Value:
    """A second-level value with the sentence that it rests on; a 0 has none."""

    variable: SecondLevel
    value: int
    presence: str
    text: str | None
    page: int | None
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class PmcIndex:
    """The index of one document: the values by first-level variable and the index, from 0 to the number of first-level variables."""

    values: tuple[tuple[FirstLevel, float, tuple[Value, ...]], ...]
    index: float
    grade: Mapping[str, str]

    @property
    def surface(self) -> tuple[tuple[float | None, ...], ...]:
        """The first-level values as the rows of the squarest matrix that holds them, for a surface plot; empty cells are `None`."""
        values: list[float | None] = [value for _, value, _ in self.values]
        width = next(number for number in range(1, len(values) + 1) if number * number >= len(values))
        values += [None] * (-len(values) % width)
        return tuple(tuple(values[start : start + width]) for start in range(0, len(values), width))
