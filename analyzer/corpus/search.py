"""Full-text search: a query is cut into words that the corpus knows, and finds sentences that hold them all."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analyzer.corpus.store import Corpus

LONGEST_WORD = 8
"""Characters of the longest Han word that is looked for."""
RANKED = 5_000
"""Up to this many hits are ranked by BM25; of more, the first in the order of the corpus are shown."""
_PIECES = re.compile(r'"(?P<quote>[^"]*)"|“(?P<quoted>[^”]*)”|(?P<words>[^\s"“]+)')
_RUNS = re.compile(r"(?P<han>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆]+)|(?P<hangul>[\uac00-\ud7af]+)|[\u3041-\u309f]+|[\u30a0-\u30ffー]+|[^\W_]+")
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
    for match in _RUNS.finditer(query.lower()):
        if match["han"]:
            found |= dict.fromkeys(_word(word, count) for word in cut(match["han"], count))
        else:
            begins = match["hangul"] or query[match.end() : match.end() + 1] == "*"
            found[f'"{match.group()}"{" *" if begins else ""}'] = None
    return list(found)


def _word(word: str, count: Count) -> str:
    """Return the term for a Han word: as the tokenizer writes it whole, or as shorter words one after the other."""
    parts = cut(word, count, len(word) - 1) if len(word) > 2 else []
    return f'("{word}" OR "{" ".join(parts)}")' if parts and all(map(count, parts)) else f'"{word}"'


def quotes(query: str) -> list[str]:
    """Return the parts of a query in quotation marks, which a sentence must hold letter by letter."""
    return [part for match in _PIECES.finditer(query) if (part := match["quote"] or match["quoted"])]


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

    `codes` (`code` or `group:code`), `language` and `kind` narrow the search down. Raises `CorpusError`.
    """
    words = expression(query, counter(corpus.query), forms)
    if not words:
        return Hits((), 0, more=False)
    conditions, values = ["sentence_index MATCH ?", "s.present"], [words]
    for part in quotes(query):
        conditions.append("(instr(s.text, ?) OR instr(lower(s.text), lower(?)))")
        values += [part, part]
    if codes:
        places = ",".join("?" * len(codes))
        conditions.append(
            f"EXISTS (SELECT 1 FROM codings g WHERE g.segment=s.key AND g.assigned AND (g.code IN ({places}) OR g.code_group||':'||g.code IN ({places})))"  # noqa: S608
        )
        values += [*codes, *codes]
    if language:
        conditions.append("(s.language=? OR s.language LIKE ?||'-%')")
        values += [language, language]
    if kind:
        conditions.append("EXISTS (SELECT 1 FROM documents d WHERE d.id=s.document_id AND d.kind=?)")
        values.append(kind)
    found = f"FROM sentence_index JOIN segments s ON s.key=sentence_index.rowid WHERE {' AND '.join(conditions)}"
    keys = [row[0] for row in corpus.query(f"SELECT s.key {found} LIMIT ?", (*values, RANKED + 1))]
    count = min(len(keys), RANKED)
    if 1 < len(keys) <= RANKED:
        keys = [row[0] for row in corpus.query(f"SELECT s.key {found} ORDER BY rank, s.key LIMIT ?", (*values, limit))]
    return Hits(tuple(_row(corpus, key) for key in keys[:limit]), count, len(keys) > RANKED)


def _row(corpus: Corpus, key: int) -> Mapping[str, Any]:
    row = next(corpus.query("SELECT s.*, p.file FROM sentences s JOIN policies p ON p.document=s.document WHERE s.key=? ORDER BY s.coder LIMIT 1", (key,)))
    return {**dict(row), "codes": json.loads(row["codes"])}
