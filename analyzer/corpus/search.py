"""Full-text search: a query is cut into words that the corpus knows, and finds sentences that hold them all."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from unicodedata import normalize

from analyzer.corpus.store import Corpus
from analyzer.domain.message import mark, say
from analyzer.errors import InputError

LONGEST_WORD = 8
"""Characters of the longest Han word that is looked for."""
RANKED = 5_000
"""Up to this many hits are ranked by BM25; of more, the first in the order of the corpus are shown."""
_TAG = "\ue000"
"""The character before the number of a tag in the index; see `schema`."""
_PIECES = re.compile(r'"(?P<quote>[^"]*)"|“(?P<quoted>[^”]*)”|(?P<words>[^\s"“]+)')
_HAN, _KANA = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆", "\u3041-\u30ff"
_LETTER, _HANGUL = rf"[^\W_{_HAN}{_KANA}]", "[\uac00-\ud7af]"
_RUNS = re.compile(rf"(?P<han>[{_HAN}]+)|[\u3041-\u309f]+|[\u30a0-\u30ff]+|(?P<hangul>{_LETTER}*{_HANGUL}{_LETTER}*)|(?P<letters>{_LETTER}+)")
Count = Callable[[str], int]
"""In how many sentences a word stands."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: rows of the view `sentences` with `file`, and how many there are (`more`: at least that many)."""

    rows: tuple[Mapping[str, Any], ...]
    count: int
    more: bool


def counter(ask: Callable[[str, tuple[str]], Iterator[Any]]) -> Count:
    """Return the function that counts a word's sentences; `ask` puts a question to an open corpus (`Corpus.query`, `Connection.execute`)."""

    def count(word: str) -> int:
        row = next(ask("SELECT doc FROM sentence_terms WHERE term=?", (word,)), None)
        return row[0] if row else 0

    return cache(count)


def cut(run: str, count: Count, longest: int = LONGEST_WORD) -> list[str]:
    """Cut a run of Han characters into the fewest words that the corpus knows, at most `longest` characters each.

    Of cuts into as few words the one with the largest product of counts is taken. A character that the corpus does not know stands alone.
    """
    best: list[tuple[int, float, list[str]]] = [(0, 0.0, [])]
    for end in range(1, len(run) + 1):
        ways = []
        for start in range(max(end - longest, 0), end):
            word = run[start:end]
            known = count(word)
            if known or end - start == 1:
                words, weight, before = best[start]
                ways.append((words + 1, weight - math.log(known or 0.1), [*before, word]))
        best.append(min(ways))
    return best[-1][2]


def expression(query: str, count: Count, forms: Callable[[str], Iterable[str]] = lambda text: (text,)) -> str:
    """Return the FTS5 expression of a query: all its words must stand in a sentence; empty when it holds no word.

    `forms` gives the ways to write the query that are searched for as well, such as its Simplified characters. A Korean word also finds
    those that begin with it, since particles are written onto it; so does a word that ends in `*`.
    """
    ways = dict.fromkeys(" AND ".join(_terms(form, count)) for form in (query, *forms(query)))
    return " OR ".join(f"({way})" for way in ways if way)


def _terms(query: str, count: Count) -> list[str]:
    found: dict[str, None] = {}
    query = normalize("NFC", query.lower())
    for match in _RUNS.finditer(query):
        if match["han"]:
            found |= dict.fromkeys(_word(word, count) for word in cut(match["han"], count))
        else:
            begins = match["hangul"] or query[match.end() : match.end() + 1] == "*"
            found[f'"{match.group()}"{" *" if begins else ""}'] = None
    return list(found)


def _word(word: str, count: Count) -> str:
    """Return the term for a Han word: as the tokenizer writes it whole, or as shorter words one after the other."""
    parts = cut(word, count, len(word) - 1) if len(word) > 1 else []
    return f'("{word}" OR "{" ".join(parts)}")' if parts and all(map(count, parts)) else f'"{word}"'


def quotes(query: str) -> list[str]:
    """Return the parts of a query in quotation marks, which a sentence must hold letter by letter."""
    return [part for match in _PIECES.finditer(normalize("NFC", query)) if (part := match["quote"] or match["quoted"])]


def _phrases(quoted: str) -> Iterator[str]:
    """Yield the terms for words of letters that stand side by side: the index finds them so, and fewer texts must be looked into."""
    for together, runs in groupby(_RUNS.finditer(quoted.lower()), lambda run: bool(run["letters"])):
        words = [run.group() for run in runs]
        if together and len(words) > 1:
            yield f'"{" ".join(words)}"'


def search(
    corpus: Corpus,
    query: str,
    *,
    forms: Callable[[str], Iterable[str]] = lambda text: (text,),
    codes: Sequence[str] = (),
    language: str | None = None,
    kind: str | None = None,
    limit: int = 20,
) -> Hits:
    """Find sentences that hold all words of a query, and what stands in quotation marks literally, best first.

    `codes` (`code` or `group:code`), `language` and `kind` narrow the search down. Raises `CorpusError`, and `InputError` for a corpus
    without documents and for a code, language or kind that it does not have.
    """
    if next(corpus.query("SELECT 1 FROM documents"), None) is None:
        raise InputError(say("{file}: holds no documents; scan some first", file=corpus.path))
    words = expression(query, counter(corpus.query), forms)
    narrowed = [*_tagged(corpus, codes, language, kind)]
    if not words:
        return Hits((), 0, more=False)
    quoted = quotes(query)
    match = " AND ".join((f"({words})", *(f"tags : ({' OR '.join(tags)})" for tags in narrowed), *(phrase for part in quoted for phrase in _phrases(part))))
    held = "".join(" AND EXISTS (SELECT 1 FROM segments s WHERE s.key=sentence_index.rowid AND instr(lower(s.text), lower(?)))" for _ in quoted)
    found = f"SELECT rowid FROM sentence_index WHERE sentence_index MATCH ?{held} LIMIT ?"  # noqa: S608 - values are bound
    keys = [row[0] for row in corpus.query(found, (match, *quoted, RANKED + 1))]
    count = min(len(keys), RANKED)
    if 1 < len(keys) <= RANKED:
        # Tags do not weigh. The plus keeps SQLite from asking the index once a key.
        among = "sentence_index MATCH ? AND +rowid IN (SELECT value FROM json_each(?))"
        ranked = f"SELECT rowid FROM sentence_index WHERE {among} ORDER BY bm25(sentence_index, 1, 0), rowid LIMIT ?"  # noqa: S608
        keys = [row[0] for row in corpus.query(ranked, (match, json.dumps(keys), limit))]
    return Hits(tuple(_row(corpus, key) for key in keys[:limit]), count, len(keys) > RANKED)


def _tagged(corpus: Corpus, codes: Sequence[str], language: str | None, kind: str | None) -> Iterator[list[str]]:
    """Yield, for each way to narrow a search down, the words of the tags of which a sentence must carry one.

    Raises `InputError` for a code, language or kind that the corpus does not have.
    """
    ways: tuple[tuple[str, Sequence[str], Callable[[str, str], bool], str], ...] = (
        ("code", codes, lambda value, one: one in {value, value.partition(":")[2]}, mark("{file}: no sentence has the code {value!r}; there are {known}")),
        (
            "language",
            (language,) if language else (),
            lambda value, one: f"{value}-".startswith(f"{one}-"),
            mark("{file}: no sentence is in the language {value!r}; there are {known}"),
        ),
        ("document", (kind,) if kind else (), str.__eq__, mark("{file}: no document is of the kind {value!r}; there are {known}")),
    )
    for name, wanted, fits, trouble in ways:
        if not wanted:
            continue
        tags = [(row["id"], row["value"]) for row in corpus.query("SELECT id, value FROM tags WHERE kind=? ORDER BY value", (name,))]
        for one in wanted:
            if not any(fits(value, one) for _, value in tags):
                raise InputError(say(trouble, file=corpus.path, value=one, known=", ".join(value for _, value in tags)))
        yield [f'"{_TAG}{number}"' for number, value in tags if any(fits(value, one) for one in wanted)]


def _row(corpus: Corpus, key: int) -> Mapping[str, Any]:
    row = next(corpus.query("SELECT s.*, p.file FROM sentences s JOIN policies p ON p.document=s.document WHERE s.key=? ORDER BY s.coder LIMIT 1", (key,)))
    return {**dict(row), "codes": json.loads(row["codes"])}
