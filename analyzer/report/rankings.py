"""Rankings as a record and as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analyzer.domain.entries import Entry
from analyzer.domain.ranking import Ranking, Unranked
from analyzer.i18n import tr
from analyzer.report.records import SCHEMA
from analyzer.report.terminal import safe, shortened, table
from analyzer.report.words import document_word, language_word


def entry_record(entry: Entry) -> dict[str, Any]:
    """Return a document of a corpus as it is listed."""
    return {
        "document": entry.id,
        "files": list(entry.files),
        "title": entry.title,
        "kind": entry.kind,
        "level": entry.level,
        "place": entry.place,
        "date": entry.date,
        "language": entry.language,
    }


def ranking_record(rankings: Sequence[Ranking], unranked: Sequence[Unranked], criterion: str | None) -> dict[str, Any]:
    """Return rankings, best first, and the documents that are in none."""
    return {
        "schema": SCHEMA,
        "by": criterion or "total",
        "rankings": [
            {
                "kind": ranking.kind,
                "level": ranking.level,
                "coder": ranking.coder,
                "fingerprint": ranking.fingerprint,
                "ranked": [
                    {**entry_record(item.entry), "score": item.score, "interval": list(item.interval), "rank_from": item.best, "rank_to": item.worst}
                    for item in ranking.ranked
                ],
            }
            for ranking in rankings
        ],
        "unranked": [{**entry_record(item.entry), "reason": str(item.reason)} for item in unranked],
    }


def ranking_tables(rankings: Sequence[Ranking], unranked: Sequence[Unranked]) -> Iterator[Any]:
    """Yield titles and tables: one for each ranking, then the documents that are in none."""
    several = len({(ranking.coder, ranking.fingerprint) for ranking in rankings}) > 1
    for ranking in rankings:
        title = f"{document_word(ranking.kind)} · {document_word(ranking.level)}"
        if several:
            title += " · " + tr("coded by {coder}, versions {fingerprint}", coder=ranking.coder, fingerprint=ranking.fingerprint[:8])
        yield safe(title)
        columns = [
            (tr("rank"), "right"),
            (tr("score"), "right"),
            (tr("interval"), "right"),
            (tr("year"), "right"),
            (tr("lang"), "left"),
            (tr("file · title"), "left"),
        ]
        rows = [
            (
                f"{item.best}" if item.best == item.worst else f"{item.best}–{item.worst}",
                f"{item.score:.1f}",
                f"{item.interval[0]:.0f}–{item.interval[1]:.0f}",
                item.entry.year,
                language_word(item.entry.language),
                called(item.entry),
            )
            for item in ranking.ranked
        ]
        yield table(columns, rows)
    if rankings:
        yield tr("ranks that overlap cannot be told apart; scores are not validated by human experts")
    if several:
        yield tr("documents coded under other versions are ranked apart; scan them again to rank them together")
    if unranked:
        yield ""
        yield tr("not ranked")
        yield table([(tr("file: reason"), "left")], [(tr("{file}: {reason}", file=item.entry.name, reason=tr(item.reason)),) for item in unranked])


def called(entry: Entry) -> str:
    """Return how a document is called in lists: its file, and its title where it tells one."""
    return f"{entry.name} · {shortened(entry.title, 40)}" if entry.title else entry.name
