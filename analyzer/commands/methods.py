"""`methods`: the methods section of a paper on a corpus."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import corpus_option
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Write the methods section of a paper on a corpus.")
@corpus_option
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the text.  [default: the one spoken]")
@click.option("--output", type=click.Path(path_type=Path), help="Markdown file to write to instead of the terminal.")
@click.option("--documents", type=click.Path(path_type=Path), help="CSV file to list every file in, with its sha256, kind, language and outcome.")
def methods(corpus_path: Path, language: str | None, output: Path | None, documents: Path | None) -> None:
    """Write the paragraph and the tables that a paper needs: documents, versions, hashes, thresholds and measured accuracy.

    All figures come from the corpus and from the card of the model that coded it. The table of documents is for the paper's supplement.

    \b
    Examples:
      policy-analyzer methods --corpus city.db
      policy-analyzer methods --corpus city.db --language zh --output methods.md --documents documents.csv
    """
    from dataclasses import asdict

    from analyzer.commands.export import codebook_of
    from analyzer.corpus.counts import holdings
    from analyzer.corpus.store import Corpus
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.export.documents import documents_csv
    from analyzer.i18n import use
    from analyzer.report.methods import methods_lines
    from analyzer.resources.files import replace_file
    from analyzer.resources.taggers import own_models

    with Corpus(corpus_path) as corpus:
        book = codebook_of(corpus)
        versions = corpus.versions()[-1]
        model = next((model for model in own_models(book) if model.sha256 == versions["model_sha256"]), None)
        if model is None:
            raise InputError(say("{file}: was coded by another model than those at hand; scan again, so that text and figures fit", file=corpus_path))
        counts = asdict(holdings(corpus, model.coder))
        if counts["others"]:
            reason = say("{file}: {count} documents were coded by another model than the rest; scan them again", file=corpus_path, count=counts["others"])
            raise InputError(reason)
        listed = documents_csv({**row, "file": record.shown, "reason": record.reason or None} for record, row in corpus.ledger()) if documents else b""
    if language:
        use(language)
    if documents:
        replace_file(documents, listed)
        click.echo(tr("documents: {file}", file=documents), err=True)
    text = "\n".join(methods_lines(counts, versions, model.card, book)) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        replace_file(output, text.encode())
        click.echo(tr("methods: {file}", file=output))
