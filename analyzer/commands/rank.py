"""`rank`: plans of a corpus by score, with what the order can tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.filters import filters
from analyzer.commands.options import corpus_option
from analyzer.commands.outputs import page_options, write
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.domain.entries import Wanted


@click.command(cls=Command, short_help="Rank the plans of a corpus, with ties as ties.")
@corpus_option
@click.option("--criterion", help="Rank by one criterion instead of the total; `codebook show` lists them.")
@filters
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@page_options
def rank(
    corpus_path: Path,
    criterion: str | None,
    asked: Wanted,
    about: Path | None,
    form: str,
    html: Path | None,
    report_language: str | None,
) -> None:
    """Rank plans by score, one ranking for each kind of document and level of government.

    Scores whose intervals overlap cannot be told apart: each plan gets the span of places that it may hold. Documents coded by another model or
    under another codebook are ranked by themselves. What has no score, or does not tell its kind or level or what an option asks
    for, is listed with the reason.

    \b
    Examples:
      policy-analyzer rank --corpus city.db
      policy-analyzer rank --corpus city.db --level city --years 2021-2025 --criterion green_liveable
    """
    from analyzer.compare import ranking
    from analyzer.corpus.queries import Queries, read_about
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.report import terminal
    from analyzer.report.rankings import ranking_record, ranking_tables
    from analyzer.resources.codebooks import load_codebook

    book = load_codebook()
    known = [item.id for item in book.criteria]
    if criterion is not None and criterion not in known:
        raise InputError(say("{name}: is no criterion; use one of {names}", name=criterion, names=", ".join(known)))
    with Queries(corpus_path) as corpus:
        everything = list(corpus.entries(read_about(about) if about else None))
    entries = [entry for entry in everything if asked.takes(entry)]
    rankings, unranked = ranking.rank(entries, criterion)
    unranked += tuple(item for entry in everything if (item := ranking.not_told(entry, asked)))
    if html is not None:
        from analyzer.report.content.context import shared_language
        from analyzer.report.content.lists import ranking_report
        from analyzer.report.html.tables import tables_page

        spoken = report_language or shared_language(item.entry.language for ranking in rankings for item in ranking.ranked)
        by = next((item for item in book.criteria if item.id == criterion), None)
        write(html, tables_page(ranking_report(rankings, unranked, corpus_path.name, spoken, by)).encode("utf-8"), sources=(corpus_path,))
        return
    if form == "json":
        click.echo(json.dumps(ranking_record(rankings, unranked, criterion), ensure_ascii=False))
        return
    output = terminal.console()
    if not entries and not unranked:
        click.echo(tr("no document of the corpus is asked for"))
    for item in ranking_tables(rankings, unranked):
        output.print(item, soft_wrap=isinstance(item, str))
