"""Agreement of two coders who coded the same sentences independently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.message import say
from analyzer.errors import InputError
from analyzer.resources.tagged import codes_of, read_json_lines

Codes = Mapping[str, tuple[str, ...]]
"""Group -> ids of the assigned codes."""

NONE = "(none)"
"""Stands for "no code" in a group of several codes, so that agreeing on none counts as agreement."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha (2004) of one group or code; `None` where everything was coded alike and nothing could vary.

    `agreed` is the share of sentences with the very same codes. `code` is empty for the group as a whole.
    """

    group: str
    code: str
    sentences: int
    agreed: float
    alpha: float | None


def read_codings(path: Path, codebook: Codebook) -> dict[str, Codes]:
    """Read one coder's codings (JSON Lines with `id` and the code groups) by id; `InputError` names the line that has none or repeats one."""
    codings: dict[str, Codes] = {}
    for number, record in read_json_lines(path):
        where = say("{file}, line {line}", file=path, line=number)
        key = record.get("id")
        if not isinstance(key, str) or not key:
            raise InputError(say("{where}: lacks the text {key!r}; add it", where=where, key="id"))
        if key in codings:
            raise InputError(say("{where}: the id {key!r} stands twice; keep one of the lines", where=where, key=key))
        codings[key] = codes_of(record, codebook, where)
    return codings


def agreement(first: Mapping[str, Codes], second: Mapping[str, Codes], codebook: Codebook) -> list[Agreement]:
    """Return the agreement of two coders on the sentences that both coded, for each group and each code of groups of several.

    Distances: nominal for codes, `digital` and stance; interval for ordinal groups; MASI (Passonneau 2006) between the sets of codes
    in groups of several. `InputError` where no id is in both.
    """
    shared = sorted(first.keys() & second.keys())
    if not shared:
        raise InputError(say("the two files have no 'id' in common; give two codings of the same sentences"))
    results = []
    for group in codebook.groups:
        pairs = [(first[key][group.name], second[key][group.name]) for key in shared if group.name in first[key] and group.name in second[key]]
        if not pairs:
            continue
        results.append(_agreement(group, "", pairs))
        if group.kind is GroupKind.MULTI and len(group.codes) > 1:
            results.extend(
                _agreement(group, code.id, [tuple((str(code.id in side),) for side in pair) for pair in pairs])  # type: ignore[misc]
                for code in group.codes
            )
    return results


def _agreement(group: CodeGroup, code: str, pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> Agreement:
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import binary_distance, interval_distance, masi_distance

    several = group.kind is GroupKind.MULTI and not code
    distance = masi_distance if several else interval_distance if group.kind is GroupKind.ORDINAL else binary_distance
    levels = {item.id: number for number, item in enumerate(group.codes)}

    def label(side: tuple[str, ...]) -> object:
        if several:
            return frozenset(side or (NONE,))
        return levels[side[0]] if group.kind is GroupKind.ORDINAL else side[0] if side else NONE

    rows = [(coder, str(number), label(side)) for number, pair in enumerate(pairs) for coder, side in zip("ab", pair, strict=True)]
    alpha = float(AnnotationTask(rows, distance=distance).alpha()) if len({value for _, _, value in rows}) > 1 else None
    return Agreement(group.name, code, len(pairs), sum(one == two for one, two in pairs) / len(pairs), alpha)
