"""How others said what a draft lacks: passages of strong plans and of benchmarks, chosen by meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analyzer.domain.codebook import Codebook, Element
from analyzer.domain.comparison import Advice, Example, Gap, Shown, SideKind
from analyzer.domain.entries import CodedSentence
from analyzer.domain.results import Presence

STRONG = 8
"""So many documents that show an element best are looked through for it."""
_PASSAGES = 2
_SHOWN = {SideKind.DOCUMENT: 3, SideKind.BENCHMARK: 2}
_ASKED = 6
_NAME_SHARE = 0.5
_REPEATED = 0.97
"""From this cosine to a passage that is already shown another one tells nothing new."""
_ACCOUNTABLE = 0.05
_STRENGTH = 0.25
"""What a deadline, figure or body, and how well its document shows the element, are worth beside nearness in meaning."""

Key = tuple[str, str]
Cosines = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""Returns the cosine of the meanings of pairs of texts."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that shows an element; `strength` is how well its document shows that element, 0 to 1."""

    key: Key
    strength: float
    example: Example


def strongest(candidates: Sequence[Candidate]) -> dict[Key, list[Candidate]]:
    """Return for each element the measures of the documents that show it best, two a document; those of benchmarks all."""
    by_source: dict[tuple[Key, str], list[Candidate]] = defaultdict(list)
    for item in candidates:
        if item.example.passage.commitment >= 2:
            by_source[item.key, item.example.source].append(item)
    found: dict[Key, list[Candidate]] = defaultdict(list)
    documents: dict[Key, int] = defaultdict(int)
    for (key, _), items in sorted(by_source.items(), key=lambda pair: (-pair[1][0].strength, pair[0])):
        if items[0].example.kind is SideKind.DOCUMENT:
            documents[key] += 1
            if documents[key] > STRONG:
                continue
        found[key].extend(items[:_PASSAGES])
    return found


def advise(
    name: str,
    language: str,
    shown: Mapping[Key, Shown],
    said: Sequence[CodedSentence],
    candidates: Sequence[Candidate],
    codebook: Codebook,
    cosines: Cosines,
    *,
    documents: int,
    benchmarks: int,
) -> Advice:
    """Return every element that a draft lacks or shows only as an aim, with the passages that come nearest to it.

    `shown` is how the draft shows each element, `said` what it says. A passage is the nearer, the closer its meaning to the element's name and to
    the draft's own sentences on the subject; the passages of one gap come from different sources and do not repeat one another.
    """
    pool = strongest(candidates)
    names = "zh" if language.startswith("zh") else "en"
    gaps = []
    for criterion in codebook.criteria:
        for element in criterion.elements:
            key = (criterion.id, element.id)
            if shown[key].presence is not Presence.PRESENT:
                about = [item.text for item in shown[key].passages] or _on_subject(element, said)
                chosen = _choose(element.names.get(names, element.names["en"]), about[:_ASKED], pool.get(key, []), cosines)
                gaps.append(Gap(criterion.id, element.id, shown[key], tuple(item.example for item in chosen)))
    return Advice(name, language, tuple(gaps), documents, benchmarks)


def _on_subject(element: Element, said: Sequence[CodedSentence]) -> list[str]:
    """Return what the draft says on an element's subject: its aims and measures that carry the codes of a clause, the firmest first."""
    found = [
        sentence
        for sentence in said
        if sentence.commitment
        and any(clause.codes and all(set(codes) & set(sentence.codes.get(group, ())) for group, codes in clause.codes.items()) for clause in element.clauses)
    ]
    return [sentence.text for sentence in sorted(found, key=lambda sentence: -sentence.commitment)]


def _choose(name: str, about: Sequence[str], pool: Sequence[Candidate], cosines: Cosines) -> list[Candidate]:
    texts = [item.example.passage.text for item in pool]
    to_name = cosines([(name, text) for text in texts])
    to_draft = cosines([(sentence, text) for text in texts for sentence in about])
    values = []
    for number, item in enumerate(pool):
        own = to_draft[number * len(about) : (number + 1) * len(about)]
        nearness = _NAME_SHARE * to_name[number] + (1 - _NAME_SHARE) * (sum(own) / len(own) if own else to_name[number])
        values.append(round(nearness + _STRENGTH * item.strength + (_ACCOUNTABLE if item.example.passage.commitment > 2 else 0.0), 4))
    chosen: list[Candidate] = []
    for number in sorted(range(len(pool)), key=lambda number: (-values[number], number)):
        item = pool[number]
        kept = [other for other in chosen if other.example.kind is item.example.kind]
        if len(kept) == _SHOWN[item.example.kind] or any(other.example.source == item.example.source for other in kept):
            continue
        if chosen and max(cosines([(texts[number], other.example.passage.text) for other in chosen])) >= _REPEATED:
            continue
        chosen.append(item)
    return sorted(chosen, key=lambda item: item.example.kind is SideKind.BENCHMARK)
