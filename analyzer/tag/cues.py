"""Finding the lexicon's cues in text: on characters, in any script, with veto terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, NamedTuple

from analyzer.domain.codebook import Cue
from analyzer.domain.document import Span

# English technical terms stand in texts of all languages; French ones only in French.
FAMILIES = {"zh": ("zh", "en"), "ja": ("ja", "en"), "ko": ("ko", "en"), "en": ("en",), "fr": ("fr", "en"), "west": ("en", "fr")}
"""Which term lists a language uses; `west` stands for every other language. A tagger is trained with these."""
WIDE_FAMILIES = FAMILIES | {"de": ("de", "en"), "es": ("es", "en"), "sv": ("sv", "en"), "west": ("en", "fr", "de", "es", "sv")}
"""The same for cues that no tagger was trained with."""

Fold = Callable[[str, str], str]
"""Folds a text in a language to the form in which cues are matched; must keep the length."""


class Match(NamedTuple):
    """A cue found in a text: half-open range of code points, and the cue's name. Matches sort by place, then cue."""

    start: int
    end: int
    cue: str

    @property
    def span(self) -> Span:
        """The place of the match."""
        return Span(self.start, self.end)


class Found(NamedTuple):
    """The cues found in a text, and those of which a veto term stands in it."""

    matches: list[Match]
    vetoed: frozenset[str]

    def over(self, cues: Iterable[str]) -> frozenset[str]:
        """Return these cues beside `cues` of another matcher, of which a veto here takes back the one of its name unless a term of it stands elsewhere."""
        own = frozenset(match.cue for match in self.matches)
        return (frozenset(cues) - (self.vetoed - own)) | own


class _Term(NamedTuple):
    """A term of the lexicon as it is matched.

    `opens` and `ends` tell that its first and last character are alphabetic, so that a word must not go on there. `cues` and `vetoes` are numbers
    of the cues that it stands for and that it vetoes, with whether a word may go on before and after it.
    """

    opens: bool
    ends: bool
    cues: tuple[_Use, ...]
    vetoes: tuple[_Use, ...]


_Use = tuple[int, bool, bool]


class CueMatcher:
    """All cues of a lexicon compiled into one Aho-Corasick automaton per writing family.

    Han, kana and Hangul terms match anywhere; alphabetic terms only between word boundaries, except that a term ending in `*` may run on, and
    one that begins with it may end a compound (`*industrie`). Of two matches of a cue the longer wins; a match inside a match of one of the cue's
    veto terms is dropped.
    """

    def __init__(self, cues: Sequence[Cue], fold: Fold, simplify: Callable[[str], str] = str, families: Mapping[str, tuple[str, ...]] = FAMILIES) -> None:
        self._simplify = simplify
        self._families = families
        self.names = tuple(cue.name for cue in cues)
        self._fold = fold
        self._automata = {family: self._compile(cues, family) for family in families}

    def family(self, language: str) -> str:
        """Return which term lists a language uses: its own, or `west` for a language without any."""
        head = language.split("-", maxsplit=1)[0]
        return head if head in self._families else "west"

    def _compile(self, cues: Sequence[Cue], family: str) -> tuple[Any, list[_Term]]:
        languages = self._families[family]
        terms: dict[str, tuple[list[_Use], list[_Use]]] = {}
        for number, cue in enumerate(cues):
            for place, words in enumerate((cue.terms, cue.vetoes)):
                for language in languages:
                    for word in words.get(language, ()):
                        key = self._fold(word.strip("*"), language)
                        terms.setdefault(key, ([], []))[place].append((number, word.startswith("*"), word.endswith("*")))
        from ahocorasick_rs import AhoCorasick

        found = [_Term(_alphabetic(key[0]), _alphabetic(key[-1]), tuple(kept), tuple(vetoed)) for key, (kept, vetoed) in terms.items()]
        return AhoCorasick(list(terms)), found

    def plain(self, text: str, language: str) -> str:
        """Return a text in the spelling and words that features are made from: Traditional Chinese as Simplified, offsets unchanged."""
        return self._simplify(text) if language.startswith("zh") else text

    def find(self, text: str, language: str) -> list[Match]:
        """Return the matches in `text`, by position, then cue; spans point into `text`."""
        return self.find_all([text], [language])[0]

    def find_all(self, texts: Sequence[str], languages: Sequence[str]) -> list[list[Match]]:
        """Return the matches in each of `texts`, as `find` does, at a fraction of its cost."""
        return [reading.matches for reading in self.read_all(texts, languages)]

    def read_all(self, texts: Sequence[str], languages: Sequence[str]) -> list[Found]:
        """Return the matches in each of `texts`, and the cues of which a veto term stands in it."""
        found = [Found([], frozenset())] * len(texts)
        for language in dict.fromkeys(languages):
            rows = [row for row, other in enumerate(languages) if other == language]
            for row, reading in self._read([texts[row] for row in rows], language):
                found[rows[row]] = reading
        return found

    def _read(self, texts: Sequence[str], language: str) -> Iterator[tuple[int, Found]]:
        """Yield number and reading of the texts that hold a term. They are searched as one: no term holds the line break between two."""
        automaton, terms = self._automata[self.family(language)]
        # Terms are in the words of the mainland, of Taiwan and of Hong Kong; Traditional text is read as it is and in the mainland's words.
        whole = "\n".join(texts)
        read = dict.fromkeys(self._fold(reading, language) for reading in dict.fromkeys((whole, self.plain(whole, language))))
        found = [[(end, start, index) for index, start, end in automaton.find_matches_as_indexes(folded, overlapping=True)] for folded in read]
        folded = next(iter(read))  # in any reading the letters stand at the same places
        kept, vetoed = _spans(), _spans()
        row, begin, stop = 0, 0, len(texts[0])
        for end, start, index in found[0] if len(found) == 1 else merge(*found):
            if start > stop:
                if kept or vetoed:
                    yield row, self._decided(kept, vetoed, begin)
                kept, vetoed = _spans(), _spans()
                while start > stop:
                    row += 1
                    begin = stop + 1
                    stop = begin + len(texts[row])
            opens, ends, cues, vetoes = terms[index]
            open_start = opens and start > 0 and _alphabetic(folded[start - 1])
            # Digits may follow: 到20 opens 到2027, "by 20" opens "by 2030".
            open_end = ends and end < len(folded) and _alphabetic(folded[end]) and not folded[end].isdigit()
            for cue, runs_in, runs_on in cues:
                if (runs_in or not open_start) and (runs_on or not open_end):
                    kept[cue].append((start, end))
            for cue, runs_in, runs_on in vetoes:
                if (runs_in or not open_start) and (runs_on or not open_end):
                    vetoed[cue].append((start, end))
        if kept or vetoed:
            yield row, self._decided(kept, vetoed, begin)

    def _decided(self, kept: Mapping[int, list[tuple[int, int]]], vetoed: Mapping[int, list[tuple[int, int]]], begin: int) -> Found:
        """Return the matches of one text, which begins at `begin`, that neither a longer one of their cue nor a veto takes back."""
        matches = []
        for cue, spans in kept.items():
            for start, end in _longest(spans) if len(spans) > 1 else spans:
                if cue not in vetoed or not any(low <= start and end <= high for low, high in vetoed[cue]):
                    matches.append(Match(start - begin, end - begin, self.names[cue]))
        matches.sort()
        return Found(matches, frozenset(self.names[cue] for cue in vetoed))


def _spans() -> defaultdict[int, list[tuple[int, int]]]:
    """Return room for spans by the number of their cue."""
    return defaultdict(list)


def _alphabetic(character: str) -> bool:
    """Tell whether a character belongs to a script with spaces between words (digits count with the letters)."""
    return character.isalnum() and character < "\u1100"


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping spans keep the longest, the earlier of equals."""
    result: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda pair: (pair[0] - pair[1], pair[0])):
        if all(span[1] <= low or span[0] >= high for low, high in result):
            result.append(span)
    return result
