"""千城一面: what a plan repeats of other places' plans, what it takes over from above, what everybody says, and what is its own."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analyzer.compare.alike import MEANT, alike_pairs
from analyzer.compare.nearly import Fold, Plain, near_pairs, place_stem, plain
from analyzer.domain.description import DocumentKind
from analyzer.domain.entries import LOCAL_LEVELS, UPPER_LEVELS, CodedSentence, Entry, Wanted
from analyzer.domain.message import say
from analyzer.domain.sameness import Sameness, Tie, Tied, Twin
from analyzer.domain.segment import without_white_space

SHORTEST = 8
"""Words (characters in Chinese) below which a sentence is too short to repeat anything."""
FORMULA_SHARE = 0.1
FORMULA_LEAST, FORMULA_MOST = 5, 50
"""A set phrase stands in as many documents as a tenth of the plans compared with, within these bounds, and names no measure."""
VERSION_SHARE = 0.6
"""A document of no known place that shares so much near-verbatim is taken for another version of the same plan."""
MOST = 1000
"""Plans that are compared with a whole corpus at a time: their aims and measures are held in memory."""
_ORDER = {"district": 0, "city": 0, "province": 1, "national": 2, "supranational": 3}
_PLANS = {kind.value for kind in DocumentKind if kind.is_plan}


class Relation(StrEnum):
    """How another document stands to a plan."""

    PEER = "peer"
    UPPER = "upper"
    SAME_PLACE = "same_place"
    LATER = "later"
    UNDATED = "undated"
    UNKNOWN_LEVEL = "unknown_level"
    LOWER = "lower"
    OTHER_KIND = "other_kind"
    OTHER_LANGUAGE = "other_language"
    VERSION = "version"


REASONS = {
    Relation.SAME_PLACE: say("of the same place"),
    Relation.LATER: say("of a later date"),
    Relation.UNDATED: say("tells no date (count it with --undated, or tell it with --about)"),
    Relation.UNKNOWN_LEVEL: say("tells no level of government (tell it with --about)"),
    Relation.LOWER: say("of a lower level"),
    Relation.OTHER_KIND: say("of another kind"),
    Relation.OTHER_LANGUAGE: say("in another language"),
    Relation.VERSION: say("looks like another version of the same document"),
}
"""Why a document was not compared with."""

Meanings = Callable[[Sequence[tuple[CodedSentence, CodedSentence]]], Sequence[float]]
"""Returns the cosine of the meanings of pairs of sentences."""


@dataclass(frozen=True, slots=True)
class _Pair:
    other: CodedSentence
    likeness: float
    cosine: float | None


def relation(own: Entry, other: Entry, *, undated: bool) -> Relation:
    """Return how `other` stands to the plan `own`. A plan that tells no level is taken as a city's; one that tells no date is compared with all."""
    if own.language.split("-")[0] != other.language.split("-")[0]:
        return Relation.OTHER_LANGUAGE
    if other.level is None:
        return Relation.UNKNOWN_LEVEL
    ours, theirs = _ORDER[own.level or "city"], _ORDER[other.level]
    if theirs < ours:
        return Relation.LOWER
    if own.date and not other.date and not undated:
        return Relation.UNDATED
    if own.date and other.date and _later(other.date, own.date):
        return Relation.LATER
    if theirs > ours and other.level in UPPER_LEVELS:
        return Relation.UPPER
    if place_stem(own.place) and place_stem(own.place) == place_stem(other.place):
        return Relation.SAME_PLACE
    alike = None in {own.kind, other.kind} or own.kind == other.kind or {own.kind, other.kind} <= _PLANS
    return Relation.PEER if alike else Relation.OTHER_KIND


def _later(date: str, than: str) -> bool:
    """Tell whether an ISO date is later than another one, as far as both are told."""
    told = min(len(date), len(than))
    return date[:told] > than[:told]


def stated(sentences: Iterator[CodedSentence], entries: Mapping[str, Entry], fold: Fold) -> Iterator[Plain]:
    """Yield the aims and measures of documents, one after the other, that are long enough to repeat something, each wording once; headings are none."""
    document, seen = "", set[str]()
    for sentence in sentences:
        if sentence.document != document:
            document, seen = sentence.document, set()
        key = without_white_space(sentence.text)
        if sentence.commitment and sentence.kind != "heading" and key not in seen:
            seen.add(key)
            item = plain(sentence, entries[document].place, fold)
            if len(item.words) >= SHORTEST:
                yield item


def local_plans(entries: Iterable[Entry], asked: Wanted) -> list[Entry]:
    """Return the plans asked for: those of cities and districts unless a level is asked for."""
    return [entry for entry in entries if asked.takes(entry) and (asked.level is not None or entry.level in LOCAL_LEVELS)]


def compared(
    coded: Callable[[Sequence[str]], Iterator[CodedSentence]],
    owners: Sequence[Entry],
    sentences: Iterator[CodedSentence],
    entries: Mapping[str, Entry],
    fold: Fold,
    meanings: Meanings | None,
    *,
    undated: bool,
) -> list[Sameness]:
    """Return how far the plans `owners`, whose `sentences` are given, repeat the documents of a corpus; `coded` gives sentences of documents."""
    known = {**entries, **{entry.id: entry for entry in owners}}
    own = list(stated(sentences, known, fold))
    return sameness(owners, own, lambda: stated(coded(tuple(entries)), known, fold), entries, meanings, undated=undated)


def sameness(
    owners: Sequence[Entry],
    own: Sequence[Plain],
    others: Callable[[], Iterator[Plain]],
    entries: Mapping[str, Entry],
    meanings: Meanings | None,
    *,
    undated: bool,
) -> list[Sameness]:
    """Return how far each of the plans `owners`, whose aims and measures are `own`, repeats the documents `entries`.

    `others` yields the aims and measures of those documents each time it is asked. Near-verbatim repetition is always looked for, repetition in
    substance where `meanings` is given: sentences that share half the weight of their words and whose vectors have a cosine of at least `MEANT`.
    """
    by_id = {entry.id: entry for entry in owners}
    relations = {(mine.id, theirs.id): relation(mine, theirs, undated=undated) for mine in owners for theirs in entries.values() if mine.id != theirs.id}
    near: dict[int, list[_Pair]] = defaultdict(list)
    for number, other, likeness in near_pairs(own, others()):
        if other.sentence.document != own[number].sentence.document:
            near[number].append(_Pair(other.sentence, likeness, None))
    _leave_out_versions(own, near, relations, {**entries, **by_id})

    def allowed(mine: str, theirs: str) -> bool:
        return relations.get((mine, theirs)) in {Relation.PEER, Relation.UPPER}

    meant: dict[int, list[_Pair]] = defaultdict(list)
    sharing: dict[int, set[str]] = {}
    if meanings is not None:
        alike, sharing = alike_pairs(own, others, allowed)
        found = [(number, other) for number, other, _ in alike]
        cosines = meanings([(own[number].sentence, other.sentence) for number, other in found])
        for (number, other), cosine in zip(found, cosines, strict=True):
            if cosine >= MEANT:
                meant[number].append(_Pair(other.sentence, 0.0, round(cosine, 2)))
    tied: dict[str, list[Tied]] = {entry.id: [] for entry in owners}
    peers = Counter(mine for (mine, _), kind in relations.items() if kind is Relation.PEER)
    for number, item in enumerate(own):
        owner = by_id[item.sentence.document]
        many = min(max(math.ceil(FORMULA_SHARE * peers[owner.id]), FORMULA_LEAST), FORMULA_MOST)
        tied[owner.id].append(_tied(item.sentence, near.get(number, ()), meant.get(number, ()), sharing.get(number, set()), entries, relations, many))
    return [_summed(entry, tied[entry.id], relations, meant=meanings is not None) for entry in owners]


def _leave_out_versions(
    own: Sequence[Plain], near: Mapping[int, Sequence[_Pair]], relations: dict[tuple[str, str], Relation], entries: Mapping[str, Entry]
) -> None:
    """Mark documents that share most of a plan, where not both tell their place, as versions of it. Changes `relations`."""
    sizes = Counter(item.sentence.document for item in own)
    shared = Counter((own[number].sentence.document, document) for number, pairs in near.items() for document in {pair.other.document for pair in pairs})
    for (mine, theirs), count in shared.items():
        placed = all(place_stem(entries[document].place) for document in (mine, theirs))
        if count >= VERSION_SHARE * sizes[mine] and relations.get((mine, theirs)) is Relation.PEER and not placed:
            relations[mine, theirs] = Relation.VERSION


def _tied(
    sentence: CodedSentence,
    near: Sequence[_Pair],
    meant: Sequence[_Pair],
    sharing: Collection[str],
    entries: Mapping[str, Entry],
    relations: Mapping[tuple[str, str], Relation],
    many: int,
) -> Tied:
    """Return the tie of a sentence: a set phrase, else repeated near-verbatim from above or from a peer, else in substance from above or from a peer."""

    def twin(pairs: Sequence[_Pair], wanted: Relation) -> Twin | None:
        found = [pair for pair in pairs if relations.get((sentence.document, pair.other.document)) is wanted]
        if not found:
            return None
        best = min(found, key=lambda pair: (-(pair.cosine or pair.likeness), entries[pair.other.document].date or "9999", entries[pair.other.document].name))
        return Twin(entries[best.other.document], best.other, round(best.likeness, 2), best.cosine)

    other_places = {
        pair.other.document for pair in near if relations.get((sentence.document, pair.other.document)) not in {Relation.SAME_PLACE, Relation.VERSION, None}
    }
    count = len(other_places.union(sharing))
    if count >= many and sentence.commitment < 2:
        every = (*near, *meant)
        return Tied(sentence, Tie.FORMULA, twin(every, Relation.PEER) or twin(every, Relation.UPPER), count, local=False)
    for pairs, wanted, tie in (
        (near, Relation.UPPER, Tie.ALIGNMENT),
        (near, Relation.PEER, Tie.VERBATIM),
        (meant, Relation.UPPER, Tie.ALIGNMENT),
        (meant, Relation.PEER, Tie.SUBSTANCE),
    ):
        found = twin(pairs, wanted)
        if found:
            return Tied(sentence, tie, found, count, local=False)
    return Tied(sentence, Tie.OWN, None, count, local="local_character" in sentence.codes.get("principles", ()))


def _summed(entry: Entry, tied: Sequence[Tied], relations: Mapping[tuple[str, str], Relation], *, meant: bool) -> Sameness:
    counts = Counter(kind for (mine, _), kind in relations.items() if mine == entry.id)
    left_out = {kind.value: counts[kind] for kind in REASONS if counts[kind]}
    return Sameness(entry, tuple(tied), counts[Relation.PEER], counts[Relation.UPPER], left_out, meant)
