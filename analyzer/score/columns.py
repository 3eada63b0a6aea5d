"""What many coded sentences say, as arrays with one place a sentence: a clause is asked of all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analyzer.domain.codebook import Clause
from analyzer.domain.coding import Coding

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Admitted = Mapping[str, frozenset[str]] | None
"""The codes that a sentence may count for, by group; `None` is no limit, nor is a group without an entry."""
_UNKNOWN = (0.0, False)


class Columns:
    """Codes and cues of sentences, `admitted` telling what each may count for, `under` the cues above it. An array is made when first asked for."""

    def __init__(self, codings: Sequence[Coding], admitted: Sequence[Admitted] = (), under: Sequence[Collection[str]] = ()) -> None:
        self._codings = codings
        self._under = under
        self._limited = [(place, limit) for place, limit in enumerate(admitted) if limit is not None]
        self._items: dict[str, list[dict[str, tuple[float, bool]]]] = {}
        self._countable: dict[tuple[str, str], Flags] = {}
        self._carried: dict[tuple[str, str], Flags] = {}
        self._chances: dict[tuple[str, str], Floats] = {}

    def __len__(self) -> int:
        return len(self._codings)

    def chances(self, group: str, code: str) -> Floats:
        """Return the probability of a code, 0 where the coder does not know it."""
        found = self._chances.get((group, code))
        if found is None:
            found = self._chances[group, code] = np.array([items.get(code, _UNKNOWN)[0] for items in self._of(group)], dtype=np.float64)
        return found

    def carried(self, group: str, code: str) -> Flags:
        """Tell where a code is assigned, whether or not it may count."""
        found = self._carried.get((group, code))
        if found is None:
            found = self._carried[group, code] = np.array([items.get(code, _UNKNOWN)[1] for items in self._of(group)], dtype=bool)
        return found

    def countable(self, group: str, code: str) -> Flags:
        """Tell where a code may count, whether or not it is assigned."""
        found = self._countable.get((group, code))
        if found is None:
            found = self._countable[group, code] = np.ones(len(self), dtype=bool)
            found[[place for place, limit in self._limited if group in limit and code not in limit[group]]] = False
        return found

    def speaks(self, clause: Clause) -> Flags:
        """Tell where the words of a sentence, and those above it, are the ones that a clause asks for; everywhere where it asks for none."""
        found = np.ones(len(self), dtype=bool)
        for asked in (clause.cues, clause.beside):
            if asked:
                said = np.zeros(len(self), dtype=bool)
                for cue in asked:
                    said[self._places.get(cue, [])] = True
                found &= said
        if clause.under:
            found &= np.array([not above.isdisjoint(clause.under) for above in self._above], dtype=bool)
        return found

    def shows(self, clause: Clause) -> Flags:
        """Tell where every condition of a clause is met with codes that may count."""
        shown = self.speaks(clause)
        for group, codes in clause.codes.items():
            met = np.zeros(len(self), dtype=bool)
            near = clause.near.get(group)
            for code in codes:
                carried = self.carried(group, code)
                if near is not None:
                    carried = carried | (self.chances(group, code) >= near)
                met |= carried & self.countable(group, code)
            shown &= met
        return shown

    def shows_any(self, clauses: Iterable[Clause]) -> Flags:
        """Tell where one of the clauses is met."""
        found = np.zeros(len(self), dtype=bool)
        for clause in clauses:
            found |= self.shows(clause)
        return found

    def chance(self, clause: Clause) -> Floats:
        """Return the probability that a clause is met with codes that may count, the codes of a sentence taken as independent."""
        chance = np.where(self.speaks(clause), 1.0, 0.0)
        for group, codes in clause.codes.items():
            missed = np.ones(len(self))
            for code in codes:
                missed *= np.where(self.countable(group, code), 1 - self.chances(group, code), 1.0)
            chance *= 1 - missed
        return chance

    def _of(self, group: str) -> list[dict[str, tuple[float, bool]]]:
        """Return probability and decision of the codes of a group, sentence by sentence."""
        found = self._items.get(group)
        if found is None:
            found = self._items[group] = [{item.code: (item.probability, item.assigned) for item in coding.groups.get(group, ())} for coding in self._codings]
        return found

    @cached_property
    def _above(self) -> list[frozenset[str]]:
        """The cues above each sentence."""
        return [frozenset(cues) for cues in self._under] or [frozenset[str]()] * len(self)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each cue stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, coding in enumerate(self._codings):
            for cue in coding.cues:
                found[cue].append(place)
        return found
