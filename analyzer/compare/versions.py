"""Two versions of a plan: what changed, what each change did to which element, and the score's change split over the changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyzer.compare.alignment import Pair, align, in_reading_order, unit
from analyzer.compare.attribution import Values, rounded_to, shapley
from analyzer.compare.wording import edits
from analyzer.domain.codebook import Codebook, GroupKind
from analyzer.domain.coding import Coding, level_of
from analyzer.domain.document import BlockKind
from analyzer.domain.results import Citation, Scorecard
from analyzer.domain.segment import Segment, Token
from analyzer.domain.versions import Bearing, Change, ChangeKind, Difference, Edit, Split, Version

Key = tuple[str, str]
"""A criterion and one of its elements."""
_TOTAL = "total"
_FELT = 0.5
"""Points of an element from which a change is told that does not speak for it, but makes others weigh more or less."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An analysed version. `spoken` tells for which elements a segment speaks, and with which commitment, by segment id."""

    name: str
    title: str | None
    language: str
    segments: tuple[Segment, ...]
    codings: tuple[Coding, ...]
    scorecard: Scorecard
    spoken: Mapping[str, Mapping[Key, int]]


@dataclass(frozen=True, slots=True)
class Tools:
    """What the comparison needs of other steps.

    `fold` (text, language) makes spellings equal; `tokens` (text, language) are words; `likeness` gives the cosine of the meanings of pairs of
    sentences; `rescore` scores sentences as if they were the old (`False`) or the new (`True`) document.
    """

    fold: Callable[[str, str], str]
    tokens: Callable[[str, str], Sequence[Token]]
    likeness: Callable[[Sequence[tuple[Segment, Segment]]], Sequence[float]]
    rescore: Callable[[Sequence[Segment], Sequence[Coding], bool], Scorecard]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the text that holds old sentences until its player has moved, and new ones from then on."""

    player: int
    old: tuple[int, ...]
    new: tuple[int, ...]


def diff(old: Reading, new: Reading, codebook: Codebook, tools: Tools) -> Difference:
    """Compare two versions sentence by sentence and split the score's change (see `alignment` and `attribution`)."""
    units = [[unit(tools.fold(item.text, item.language), heading=item.kind is BlockKind.HEADING) for item in side.segments] for side in (old, new)]

    def likeness(pairs: Sequence[tuple[int, int]]) -> Sequence[float]:
        return tools.likeness([(old.segments[i], new.segments[j]) for i, j in pairs])

    pairs = align(units[0], units[1], likeness)
    changed = [pair for pair in pairs if pair.moved or not pair.same or _heard(old, pair.old) != _heard(new, pair.new)]
    changes = [_change(pair, old, new, codebook, tools) for pair in changed]
    split = None
    if old.scorecard.score is not None and new.scorecard.score is not None:
        changes, split = _split(changes, changed, pairs, (old, new), codebook, tools)
    unchanged = sum(len(pair.new) for pair in pairs if pair.same and not pair.moved)
    return Difference(_version(old), _version(new), tuple(changes), unchanged, split)


def _version(side: Reading) -> Version:
    card = side.scorecard
    elements = {(criterion.id, element.id): round(100 * element.score, 1) for criterion in card.criteria for element in criterion.elements}
    criteria = {criterion.id: criterion.score for criterion in card.criteria}
    return Version(side.name, side.title, side.language, len(side.segments), card.score, card.reason, card.interval, criteria, elements)


def _change(pair: Pair, old: Reading, new: Reading, codebook: Codebook, tools: Tools) -> Change:
    before, after = [old.segments[i] for i in pair.old], [new.segments[j] for j in pair.new]
    kind = ChangeKind.ADDED if not before else ChangeKind.DROPPED if not after else ChangeKind.REWRITTEN
    if pair.same and before and after:
        kind = ChangeKind.MOVED if pair.moved else ChangeKind.READ_ANEW
    words: tuple[Edit, ...] = ()
    if kind is ChangeKind.REWRITTEN:
        language = after[0].language
        texts = [_joined([item.text for item in side], language) for side in (before, after)]
        found = [tools.tokens(text, language) for text in texts]
        words = edits(texts[0], texts[1], found[0], found[1], lambda text: tools.fold(text, language))
    spoken = _heard(old, pair.old), _heard(new, pair.new)
    bearings = tuple(Bearing(*key, spoken[0].get(key), spoken[1].get(key)) for key in _keys(codebook) if spoken[0].get(key) != spoken[1].get(key))
    cited = [tuple(_cite(segment, coding, codebook) for segment, coding in _at(side, numbers)) for side, numbers in ((old, pair.old), (new, pair.new))]
    return Change(kind, pair.moved, cited[0], cited[1], words, bearings)


def _joined(texts: Sequence[str], language: str) -> str:
    return ("" if language.split("-", maxsplit=1)[0] in {"zh", "ja"} else " ").join(texts)


def _at(side: Reading, numbers: Sequence[int]) -> list[tuple[Segment, Coding]]:
    return [(side.segments[number], side.codings[number]) for number in numbers]


def _cite(segment: Segment, coding: Coding, codebook: Codebook) -> Citation:
    return Citation(segment.id, segment.text, segment.page, segment.paragraph, segment.heading, level_of(coding, codebook))


def _keys(codebook: Codebook) -> list[Key]:
    return [(criterion.id, element.id) for criterion in codebook.criteria for element in criterion.elements]


def _heard(side: Reading, numbers: Sequence[int]) -> dict[Key, int]:
    """Return the elements that sentences speak for, with their highest commitment."""
    found: dict[Key, int] = {}
    for number in numbers:
        for key, level in side.spoken.get(side.segments[number].id, {}).items():
            found[key] = max(level, found.get(key, 0))
    return found


def _silent(coding: Coding, codebook: Codebook) -> bool:
    """Tell whether a sentence says nothing that is scored: context without any code."""
    multi = [group.name for group in codebook.groups if group.kind is GroupKind.MULTI]
    return not level_of(coding, codebook) and not any(coding.assigned(name) for name in multi) and coding.one("stance") != "conflict"


def _split(
    changes: Sequence[Change], changed: Sequence[Pair], pairs: Sequence[Pair], sides: tuple[Reading, Reading], codebook: Codebook, tools: Tools
) -> tuple[list[Change], Split]:
    """Return the changes with their points, and how they were found.

    The last player makes all else new at once: sentences that stayed but are coded with slightly other probabilities, changes that say nothing
    to be scored, and what the document says of itself.
    """
    old, new = sides
    speaking = [pair for pair in changed if not all(_silent(coding, codebook) for _, coding in (*_at(old, pair.old), *_at(new, pair.new)))]
    rest = len(speaking)
    player = {id(pair): number for number, pair in enumerate(speaking)}
    slots = _slots(pairs, [player.get(id(pair), rest) for pair in pairs])
    start = _values(old.scorecard, codebook)

    def value(moved: frozenset[int]) -> Values:
        held = [item for slot in slots for item in (_at(new, slot.new) if slot.player in moved else _at(old, slot.old))]
        card = tools.rescore([segment for segment, _ in held], [coding for _, coding in held], rest in moved)
        # A state between two scored versions may hold too little to be scored: it then counts as the old one.
        return start if card.score is None else _values(card, codebook)

    shares, orders = shapley(rest + 1, value)
    assert old.scorecard.score is not None
    assert new.scorecard.score is not None
    difference = round(new.scorecard.score - old.scorecard.score, 1)
    points = [shares[player[id(pair)]].get(_TOTAL, 0.0) if id(pair) in player else 0.0 for pair in changed]
    rounded = rounded_to(difference, [*points, difference - sum(points)])
    result = []
    for change, pair, number in zip(changes, changed, rounded, strict=False):
        share = shares[player[id(pair)]] if id(pair) in player else {}
        result.append(replace(change, points=number, bearings=_felt(change.bearings, share, codebook)))
    anew = sum(change.points or 0.0 for change in result if change.kind is ChangeKind.READ_ANEW)
    text = sum(change.points or 0.0 for change in result) - anew
    return result, Split(difference, orders, rounded[-1], round(text, 2), round(anew, 2))


def _slots(pairs: Sequence[Pair], players: Sequence[int]) -> list[_Slot]:
    """Return the places of the text between both versions, in order; a moved sentence has one at its old and one at its new place."""
    parts: list[tuple[Pair, int]] = []
    for pair, player in zip(pairs, players, strict=True):
        halves = (replace(pair, new=()), replace(pair, old=())) if pair.moved else (pair,)
        parts.extend((half, player) for half in halves)
    return [_Slot(parts[number][1], parts[number][0].old, parts[number][0].new) for number in in_reading_order([part for part, _ in parts])]


def _values(card: Scorecard, codebook: Codebook) -> dict[Hashable, float]:
    """Return the total before rounding and the score of every element, 0 to 100."""
    weights = {criterion.id: criterion.weight for criterion in codebook.criteria}
    values: dict[Hashable, float] = {_TOTAL: sum(weights[item.id] * item.score for item in card.criteria) / sum(weights[item.id] for item in card.criteria)}
    values.update(((criterion.id, element.id), 100 * element.score) for criterion in card.criteria for element in criterion.elements)
    return values


def _felt(bearings: Sequence[Bearing], share: Mapping[Hashable, float], codebook: Codebook) -> tuple[Bearing, ...]:
    """Return the bearings with their points, and those of elements that it moves without speaking for them."""
    spoken = {(item.criterion, item.element): item for item in bearings}
    found = []
    for key in _keys(codebook):
        points = round(share.get(key, 0.0), 1)
        if key in spoken or abs(points) >= _FELT:
            found.append(replace(spoken.get(key, Bearing(*key, None, None)), points=points))
    return tuple(found)
