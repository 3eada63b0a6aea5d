"""`export`: the coded sentences of a corpus for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Write a corpus's coded sentences for other programs.")
@click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file.")
@click.option("--to", "form", required=True, type=click.Choice(["csv", "jsonl"]), help="csv opens right in Excel (utf-8-sig); jsonl keeps everything.")
@click.argument("output", type=click.Path(path_type=Path))
def export(corpus_path: Path, form: str, output: Path) -> None:
    """Write every coded sentence of a corpus with file, page, heading trail and codes.

    \b
    Examples:
      policy-analyzer export --corpus city.db --to csv sentences.csv
      policy-analyzer export --corpus city.db --to jsonl sentences.jsonl
    """
    from analyzer.corpus.store import OWN_SUFFIXES, Corpus
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.export.csv import write_csv
    from analyzer.export.jsonl import write_jsonl
    from analyzer.export.records import sentence_records
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replacing

    if output.resolve() in {Path(f"{corpus_path}{suffix}").resolve() for suffix in OWN_SUFFIXES}:
        raise InputError(say("{file}: is the corpus itself; name another file to export to", file=output))
    write = {"csv": write_csv, "jsonl": write_jsonl}[form]
    with Corpus(corpus_path) as corpus:
        if not any(record.document_id for record in corpus.inputs()):
            raise InputError(say("{file}: holds no documents; scan some first", file=corpus_path))
        book = load_codebook()
        if corpus.versions()[-1]["codebook_sha256"] != book.sha256:
            raise InputError(say("{file}: was made with another codebook; scan again, then export", file=corpus_path))
        with replacing(output) as file:
            count = write(sentence_records(corpus.coded_segments(), book), file)
    click.echo(tr("{count} sentences: {file}", count=count, file=output))
