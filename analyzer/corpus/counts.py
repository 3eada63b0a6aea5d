"""What a corpus holds, counted: for the methods section of a paper."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.corpus.store import Corpus


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of a corpus.

    `sha256` stands for the documents: it is that of their own, in order, one a line, as `sha256sum FILES | cut -c1-64 | sort -u | sha256sum` gives it.
    `mix` maps (kind, language) to (documents, sentences, scored documents), the most frequent first. `dated` documents give a date, `years` are the first
    and last year of these; `codes` maps (group, code) to (sentences, documents). Of the documents `others` were coded by another model than asked for,
    and `earlier` were read by an earlier version or with other options than the last run's.
    """

    inputs: Mapping[str, int]
    sha256: str
    documents: int
    sentences: int
    scored: int
    languages: Mapping[str, int]
    kinds: Mapping[str, int]
    formats: Mapping[str, int]
    mix: Mapping[tuple[str, str], tuple[int, int, int]]
    dated: int
    years: tuple[int, int] | None
    codes: Mapping[tuple[str, str], tuple[int, int]]
    others: int
    earlier: int


def holdings(corpus: Corpus, coder: str) -> Holdings:
    """Count inputs by status, documents by language, kind and format, and the codes that a coder assigned."""

    def by(column: str, table: str) -> dict[str, int]:
        query = f"SELECT coalesce({column}, ''), count(*) FROM {table} GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608 - names from this function
        return {row[0]: row[1] for row in corpus.query(query)}

    (totals,) = corpus.query("SELECT count(*), coalesce(sum(sentences), 0), min(substr(date, 1, 4)), max(substr(date, 1, 4)), count(date) FROM documents")
    (scored,) = corpus.query("SELECT count(*) FROM scores WHERE score IS NOT NULL")
    codes = corpus.query(
        "SELECT g.code_group, g.code, count(*), count(DISTINCT s.document_id) FROM codings g JOIN segments s ON s.key=g.segment"
        " JOIN coders c ON c.id=g.coder WHERE g.assigned AND s.present AND c.name=? GROUP BY 1, 2",
        (coder,),
    )
    (others,) = corpus.query("SELECT count(*) FROM scores s JOIN coders c ON c.id=s.coder WHERE c.name<>?", (coder,))
    (earlier,) = corpus.query("SELECT count(*) FROM documents WHERE fingerprint<>(SELECT fingerprint FROM runs ORDER BY id DESC LIMIT 1)")
    mix = corpus.query(
        "SELECT coalesce(d.kind, ''), d.language, count(*), sum(d.sentences), count(s.score) FROM documents d LEFT JOIN scores s ON s.document_id=d.id"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    )
    digest = hashlib.sha256()
    for row in corpus.query("SELECT id FROM documents ORDER BY id"):
        digest.update(f"{row[0]}\n".encode())
    return Holdings(
        by("status", "inputs"),
        digest.hexdigest(),
        totals[0],
        totals[1],
        scored[0],
        by("language", "documents"),
        by("kind", "documents"),
        by("format", "documents"),
        {(row[0], row[1]): (row[2], row[3], row[4]) for row in mix},
        totals[4],
        (int(totals[2]), int(totals[3])) if totals[2] else None,
        {(row[0], row[1]): (row[2], row[3]) for row in codes},
        others[0],
        earlier[0],
    )
