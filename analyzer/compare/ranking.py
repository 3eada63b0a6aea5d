"""Rankings: only within a kind and a level of documents, and only of scores that are the same measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from analyzer.domain.entries import Entry, Wanted
from analyzer.domain.message import say
from analyzer.domain.ranking import Ranked, Ranking, Unranked


def rank(entries: Sequence[Entry], criterion: str | None = None) -> tuple[tuple[Ranking, ...], tuple[Unranked, ...]]:
    """Return one ranking for every kind, level and coding, by the total or by one criterion, and the documents that are in none, with the reason.

    Two documents can be told apart only where their intervals do not overlap: the best place of a document is one after those that lie wholly
    above it, its worst place leaves only those behind that lie wholly below it.
    """
    groups: dict[tuple[str, str, str, str], list[tuple[float, tuple[float, float], Entry]]] = defaultdict(list)
    unranked = []
    for entry in entries:
        value = (entry.score, entry.interval) if criterion is None else entry.criteria.get(criterion, (None, None))
        if entry.score is None or value[0] is None or value[1] is None:
            unranked.append(Unranked(entry, entry.reason or say("has no score")))
        elif entry.kind is None or entry.level is None:
            unranked.append(Unranked(entry, _untold(entry)))
        else:
            groups[entry.kind, entry.level, entry.coder, entry.fingerprint].append((value[0], value[1], entry))
    rankings = []
    for (kind, level, coder, fingerprint), members in sorted(groups.items()):
        ordered = sorted(members, key=lambda item: (-item[0], item[2].name))
        ranked = [
            Ranked(
                entry,
                score,
                (low, high),
                1 + sum(other[0] > high for _, other, _ in ordered),
                len(ordered) - sum(other[1] < low for _, other, _ in ordered),
            )
            for score, (low, high), entry in ordered
        ]
        rankings.append(Ranking(kind, level, coder, fingerprint, tuple(ranked)))
    return tuple(rankings), tuple(unranked)


def not_told(entry: Entry, asked: Wanted) -> Unranked | None:
    """Return a document that is in no ranking for not telling what is asked for, with the reason; `None` when that is not why."""
    options = ", ".join(f"--{name}" for name in asked.untold(entry))
    return Unranked(entry, say("does not tell what {options} asks for; tell it in a table with --about", options=options)) if options else None


def _untold(entry: Entry) -> str:
    if entry.kind is None and entry.level is None:
        return say("does not tell its kind and its level of government; tell them in a table with --about")
    if entry.kind is None:
        return say("does not tell what kind of document it is; tell it in a table with --about")
    return say("does not tell its level of government; tell it in a table with --about")
