"""`search`: sentences of a corpus by their words."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import corpus_option
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Find sentences of a corpus by their words.")
@corpus_option
@click.option("--code", "codes", multiple=True, help="Only sentences with this code, such as green or principles:green; several: any of them.")
@click.option("--language", help="Only sentences in this language; zh is any Chinese.")
@click.option("--kind", help="Only documents of this kind, such as plan or opinion.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Sentences shown.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.argument("query")
def search(corpus_path: Path, codes: tuple[str, ...], language: str | None, kind: str | None, limit: int, form: str, query: str) -> None:
    """Find sentences that hold all words of a query, best first.

    Chinese is cut into words, and found in Simplified and Traditional characters alike; what stands in quotation marks must be there letter
    by letter; a word that ends in * finds all that begin with it.

    \b
    Examples:
      policy-analyzer search --corpus city.db "shared data platform" --language en
      policy-analyzer search --corpus city.db '"digital twin" flood*' --code maturity
    """
    from analyzer.corpus.search import RANKED
    from analyzer.corpus.search import search as find
    from analyzer.corpus.store import Corpus
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.segment.scripts import simplify

    if not any(character.isalnum() for character in query):
        raise InputError(say("{query!r} holds no word to search for", query=query))
    with Corpus(corpus_path) as corpus:
        hits = find(corpus, query, forms=lambda text: (simplify(text),), codes=codes, language=language, kind=kind, limit=limit)
    if form == "json":
        record = {"schema": 1, "query": query, "count": hits.count, "more": hits.more, "sentences": [dict(row) for row in hits.rows]}
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    from analyzer.report import terminal

    for row in hits.rows:
        where = terminal.place(row)
        click.echo(terminal.safe(f"{row['file']} · {where} · {', '.join(row['codes'])}"))
        click.echo(terminal.safe(f"    {row['text']}"))
    if hits.more:
        click.echo(tr("more than {count} sentences; the first {shown} in the order of the corpus are shown", count=RANKED, shown=len(hits.rows)))
    else:
        click.echo(tr("{count} sentences found, {shown} shown", count=hits.count, shown=len(hits.rows)))
