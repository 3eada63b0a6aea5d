"""The difference of two versions as a record and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import mark
from analyzer.domain.versions import Bearing, Change, ChangeKind, Difference, Edit, EditKind, Split, Version
from analyzer.i18n import name_in, tr
from analyzer.report.records import citation_record
from analyzer.report.terminal import place, safe, shortened

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.DROPPED: "-", ChangeKind.MOVED: ">", ChangeKind.REWRITTEN: "~", ChangeKind.READ_ANEW: "="}
_KINDS = {
    ChangeKind.ADDED: mark("added {count}"),
    ChangeKind.DROPPED: mark("dropped {count}"),
    ChangeKind.MOVED: mark("moved {count}"),
    ChangeKind.REWRITTEN: mark("rewritten {count}"),
    ChangeKind.READ_ANEW: mark("same words, coded otherwise {count}"),
}
_LEVELS = {None: mark("nothing"), 1: mark("an aim"), 2: mark("a measure"), 3: mark("an accountable measure")}
_BRACKETS = {EditKind.SAME: ("", ""), EditKind.OUT: ("[-", "-]"), EditKind.IN: ("{+", "+}")}
_VERSIONS = 0.1
"""Two texts that share less than this are hardly versions of one."""
_CONTEXT = 12
_WEIGHTIEST = 8


def difference_record(result: Difference, codebook: Codebook) -> dict[str, Any]:
    """Return a difference: both versions, counts, elements before and after, every change, and how the score's change was split."""
    return {
        "old": _version_record(result.old),
        "new": _version_record(result.new),
        "counts": {"unchanged": result.unchanged, **{kind.value: count for kind, count in _counts(result.changes).items()}},
        "elements": [
            {"criterion": criterion.id, "element": element.id, "old": result.old.elements.get(key), "new": result.new.elements.get(key)}
            for criterion in codebook.criteria
            for element in criterion.elements
            for key in [(criterion.id, element.id)]
        ],
        "changes": [_change_record(change) for change in result.changes],
        "difference": result.split.difference if result.split else None,
        "split": _split_record(result.split) if result.split else None,
    }


def _split_record(split: Split) -> dict[str, Any]:
    return {
        "method": "mean marginal effect over sampled orders (Shapley)",
        "orders": split.orders,
        "text_points": split.text,
        "read_anew_points": split.read_anew,
        "rest_points": split.rest,
    }


def _version_record(version: Version) -> dict[str, Any]:
    return {
        "name": version.name,
        "title": version.title,
        "language": version.language,
        "sentences": version.sentences,
        "score": version.score,
        "reason": version.reason,
        "interval": list(version.interval) if version.interval else None,
        "criteria": dict(version.criteria),
    }


def _change_record(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "moved": change.moved,
        "old": [citation_record(item) for item in change.old],
        "new": [citation_record(item) for item in change.new],
        "words": [{"kind": edit.kind.value, "text": edit.text} for edit in change.words],
        "elements": [
            {"criterion": item.criterion, "element": item.element, "before": item.before, "after": item.after, "points": item.points}
            for item in change.bearings
        ],
        "points": change.points,
    }


def _counts(changes: Sequence[Change]) -> dict[ChangeKind, int]:
    found = Counter(change.kind for change in changes)
    return {kind: found[kind] for kind in ChangeKind}


def difference_lines(result: Difference, codebook: Codebook) -> Iterator[str]:
    """Yield a difference as text: the score's change, the changes that weigh most, the criteria, then every change in the new version's order."""
    old, new = result.old, result.new
    yield safe(tr("{old} → {new}", old=old.name, new=new.name))
    counts = tr(", ").join(tr(_KINDS[kind], count=count) for kind, count in _counts(result.changes).items() if count)
    yield "  " + tr("{count} sentences unchanged", count=result.unchanged) + (tr("; ") + counts if counts else "")
    if result.kept < _VERSIONS:
        yield "  " + tr("The two share only {share:.0%} of their sentences: this compares two documents rather than two versions of one.", share=result.kept)
    names = _names(codebook)
    if result.split is None:
        version = old if old.score is None else new
        yield safe("  " + tr("no difference in points: {name} has no score: {reason}", name=version.name, reason=tr(version.reason or "")))
    else:
        yield "  " + tr("score {old:.1f} → {new:.1f}, difference {difference:+.1f}", old=old.score, new=new.score, difference=result.split.difference)
        if result.split.read_anew:
            line = tr(
                "{text:+.2f} by changes of the text, {anew:+.2f} by sentences that kept their words and were coded otherwise",
                text=result.split.text,
                anew=result.split.read_anew,
            )
            yield f"    {line}"
        if old.interval and new.interval and old.interval[0] <= new.interval[1] and new.interval[0] <= old.interval[1]:
            yield "  " + tr("the intervals of the two scores overlap: the difference is within the uncertainty of the coding")
        yield from _criteria(result, codebook)
        yield from _weightiest(result, names)
    if not result.changes:
        return
    yield ""
    yield "  " + tr("all changes, in the order of the new version")
    trail: tuple[str, ...] | None = None
    for change in result.changes:
        heading = (change.new or change.old)[0].heading
        if heading != trail:
            trail = heading
            yield ""
            yield safe("  " + (shortened(" > ".join(heading[-2:]), 100) or tr("(no heading)")))
        yield from _change_lines(change, names)


def _names(codebook: Codebook) -> dict[tuple[str, str], str]:
    return {(criterion.id, element.id): name_in(element.names) for criterion in codebook.criteria for element in criterion.elements}


def _criteria(result: Difference, codebook: Codebook) -> Iterator[str]:
    yield ""
    for criterion in codebook.criteria:
        before, after = result.old.criteria[criterion.id], result.new.criteria[criterion.id]
        yield f"  {before:5.1f} → {after:5.1f}  {after - before:+5.1f}  {name_in(criterion.names)}"


def _weightiest(result: Difference, names: Mapping[tuple[str, str], str]) -> Iterator[str]:
    split = result.split
    assert split is not None
    weighty = sorted((change for change in result.changes if change.points), key=lambda change: -abs(change.points or 0.0))
    if not weighty and not split.rest:
        return
    yield ""
    yield "  " + tr("the score's change split over the changes (mean of {orders} orders of making them; they add up)", orders=split.orders)
    for change in weighty[:_WEIGHTIEST]:
        cited = (change.new or change.old)[0]
        touched = tr("; ").join(names[item.criterion, item.element] for item in change.bearings if item.points)
        yield safe(
            f"  {change.points:+6.2f}  {_SIGNS[change.kind]} "
            + tr("{place}: {sentence}", place=place(citation_record(cited)), sentence=shortened(cited.text, 90))
        )
        if touched:
            yield f"            {touched}"
    others = weighty[_WEIGHTIEST:]
    if others:
        yield f"  {sum(change.points or 0.0 for change in others):+6.2f}    " + tr("{count} other changes", count=len(others))
    if split.rest:
        yield f"  {split.rest:+6.2f}    " + tr("all else: sentences that stayed, coded with slightly other probabilities, and rounding")


def _change_lines(change: Change, names: Mapping[tuple[str, str], str]) -> Iterator[str]:
    points = "" if not change.points else f" {change.points:+.2f}"
    where = _where(change)
    if change.kind is ChangeKind.REWRITTEN:
        text = "".join(f"{before}{edit.text}{after}" for edit in _trimmed(change) for before, after in [_BRACKETS[edit.kind]])
    else:
        text = " ".join(item.text for item in change.new or change.old)
    yield safe(f"    {_SIGNS[change.kind]} {where}{points}: {text}")
    silent = [item for item in change.bearings if item.points == 0]
    for item in change.bearings:
        if item not in silent:
            yield "        " + _bearing(item, names)
    if silent:
        listed = tr("; ").join(names[item.criterion, item.element] for item in silent)
        yield "        " + tr("without effect, as others carry it: {elements}", elements=listed)


def _where(change: Change) -> str:
    places = [place(citation_record(side[0])) for side in (change.old, change.new) if side]
    if change.moved:
        return tr("moved {old} → {new}", old=places[0], new=places[-1])
    return places[-1] if len(set(places)) == 1 or change.kind is not ChangeKind.REWRITTEN else f"{places[0]} → {places[-1]}"


def _trimmed(change: Change) -> Iterator[Edit]:
    """Yield the edits, long stretches that stayed cut in the middle."""
    for edit in change.words:
        if edit.kind is EditKind.SAME and len(edit.text) > 5 * _CONTEXT:
            yield Edit(edit.kind, f"{edit.text[: 2 * _CONTEXT]}…{edit.text[-2 * _CONTEXT :]}")
        else:
            yield edit


def _bearing(item: Bearing, names: Mapping[tuple[str, str], str]) -> str:
    name = names[item.criterion, item.element]
    points = "" if not item.points else f" ({item.points:+.1f})"
    if item.before == item.after:
        return tr("{element}: weighs otherwise beside the other changes", element=name) + points
    return tr("{element}: {before} → {after}", element=name, before=tr(_LEVELS[item.before]), after=tr(_LEVELS[item.after])) + points
