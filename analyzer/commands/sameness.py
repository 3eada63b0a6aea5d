"""`sameness`: how far plans repeat other places' plans (千城一面)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.filters import filters, warn_of_untold
from analyzer.commands.reading import confined_reader
from analyzer.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.domain.entries import CodedSentence, Wanted


@click.command(cls=Command, short_help="Tell how far plans repeat other places' plans, each sentence with its twin.")
@click.argument("document", required=False, type=click.Path(path_type=Path))
@click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file with the documents to compare with.")
@click.option(
    "--substance/--no-substance", default=None, help="Look for repetition in other words as well.  [default: for a document yes, for a whole corpus no]"
)
@click.option("--undated", is_flag=True, help="Count documents that tell no date, too.")
@filters
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json: one object a line.")
def sameness(
    document: Path | None,
    corpus_path: Path,
    substance: bool | None,
    undated: bool,
    asked: Wanted,
    about: Path | None,
    form: str,
) -> None:
    """Tell which share of a plan's aims and measures repeats the plans of other places of the same or an earlier time, near-verbatim or in substance.

    Each sentence is shown with its twin. Repeating a national or provincial document is alignment, a phrase of very many documents that names no measure is a
    set phrase; neither counts as sameness. Beside it stands the share that is tied to this place. Without DOCUMENT, every plan of the corpus gets a line;
    the options that choose documents then choose those plans (cities and districts unless --level says otherwise).

    \b
    Examples:
      policy-analyzer sameness --corpus city.db draft.docx
      policy-analyzer sameness --corpus city.db
      policy-analyzer sameness --corpus city.db --substance --format json > sameness.jsonl
    """
    from analyzer import pipeline
    from analyzer.compare import sameness as same
    from analyzer.corpus.queries import Queries, read_about, told
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.report import sameness as report
    from analyzer.report import terminal
    from analyzer.segment.scripts import fold

    reader = confined_reader() if document is not None else None
    policy = pipeline.load()
    table = read_about(about) if about else {}
    with Queries(corpus_path) as corpus:
        corpus.require_codebook(policy.codebook)
        entries = {entry.id: entry for entry in corpus.entries(table)}
        sentences: list[CodedSentence] | None = None
        if document is None or reader is None:
            warn_of_untold(entries.values(), asked)
            owners = same.local_plans(entries.values(), asked)
            if len(owners) > same.MOST:
                raise InputError(
                    say(
                        "{count} plans are asked for, at most {most} are compared at a time; choose by --place, --years or --kind",
                        count=len(owners),
                        most=same.MOST,
                    )
                )
        else:
            try:
                read = reader.read(document)
            except ReadError as error:
                raise InputError(say("{file}: {reason}", file=document, reason=error.reason)) from error
            if read.id in entries:
                owners = [entries[read.id]]
            else:
                analysis = policy.analyze(read)
                owners = [told(pipeline.entry_of(document.name, analysis, policy), table)]
                sentences = pipeline.coded_sentences(analysis, policy.codebook)

        def coded(documents: Sequence[str]) -> Iterator[CodedSentence]:
            return corpus.coded(documents, policy.codebook)

        own = iter(sentences) if sentences is not None else coded([entry.id for entry in owners])
        meanings = policy.meanings if (substance if substance is not None else document is not None) else None
        results = same.compared(coded, owners, own, entries, fold, meanings, undated=undated)
    reasons = {relation.value: words for relation, words in same.REASONS.items()}
    if form == "json":
        for result in results:
            click.echo(json.dumps(report.sameness_record(result, reasons), ensure_ascii=False))
    elif document is not None:
        click.echo("\n".join(report.sameness_lines(results[0], reasons)))
    elif results:
        terminal.console().print(report.sameness_table(results))
        click.echo(tr("shares of aims and measures; name a document to see its sentences with their twins"))
    else:
        click.echo(tr("no document of the corpus is asked for"))
