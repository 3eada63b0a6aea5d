"""What a corpus holds, counted: for the methods section of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzer.corpus.store import Corpus


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of a corpus.

    `dated` documents give a date, `years` are the first and last year of these; `codes` maps (group, code) to (sentences, documents).
    """

    inputs: Mapping[str, int]
    documents: int
    sentences: int
    scored: int
    languages: Mapping[str, int]
    kinds: Mapping[str, int]
    formats: Mapping[str, int]
    dated: int
    years: tuple[int, int] | None
    codes: Mapping[tuple[str, str], tuple[int, int]]


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
    return Holdings(
        by("status", "inputs"),
        totals[0],
        totals[1],
        scored[0],
        by("language", "documents"),
        by("kind", "documents"),
        by("format", "documents"),
        totals[4],
        (int(totals[2]), int(totals[3])) if totals[2] else None,
        {(row[0], row[1]): (row[2], row[3]) for row in codes},
    )
