"""`profile`: stages, principles and fields crossed, for a corpus or a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.filters import filters, warn_of_untold
from analyzer.commands.outputs import page_options, write
from analyzer.commands.reading import confined_reader

if TYPE_CHECKING:
    from analyzer.domain.codebook import Codebook
    from analyzer.domain.entries import CodedSentence, Wanted


@click.command(cls=Command, short_help="Cross stages, principles and fields, with the sentences behind each count.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--corpus", "corpus_path", type=click.Path(path_type=Path), help="Corpus file, instead of a single document.")
@click.option("--cell", help="List the sentences that carry all these codes: at most one stage, one principle and one field.")
@click.option("--least", type=click.IntRange(0, 3), default=1, show_default=True, help="Least commitment: 0 context, 1 aims, 2 measures, 3 accountable.")
@filters
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@page_options
def profile(
    file: Path | None,
    corpus_path: Path | None,
    cell: str | None,
    least: int,
    asked: Wanted,
    about: Path | None,
    form: str,
    html: Path | None,
    report_language: str | None,
) -> None:
    """Count aims and measures by stage, principle and field, two by two, and show the sentences behind a count.

    Each wording counts once a document. The options that choose documents need --corpus.

    \b
    Examples:
      policy-analyzer profile draft.docx
      policy-analyzer profile --corpus city.db --level city
      policy-analyzer profile --corpus city.db --cell integration,people_centred
    """
    from analyzer.compare import profile as cross
    from analyzer.domain.message import say
    from analyzer.domain.profile import CellSentence
    from analyzer.errors import InputError
    from analyzer.report import profiles, terminal
    from analyzer.resources.codebooks import load_codebook

    book = load_codebook()
    codes = cross.cell_of(cell, book) if cell is not None else None
    if (file is None) == (corpus_path is None):
        raise InputError(say("name a document, or a corpus with --corpus"))
    names: dict[str, str] = {}
    sentences: Iterable[CodedSentence]
    languages: list[str] = []
    sentences = _of_file(file, book, names, languages) if file is not None else _of_corpus(corpus_path or Path(), asked, about, book, names, languages)
    stated = cross.stating(sentences, least)
    if codes is not None:
        found = [CellSentence(names[item.document], item) for item in stated if cross.in_cell(item, codes)]
        if form == "json":
            click.echo(json.dumps(profiles.cell_record(codes, found), ensure_ascii=False))
        else:
            click.echo("\n".join(profiles.cell_lines(codes, found, book)))
        return
    result = cross.profile(stated)
    if html is not None:
        from analyzer.report.content.context import shared_language
        from analyzer.report.content.lists import profile_report
        from analyzer.report.html.tables import tables_page

        source = file or corpus_path or Path()
        write(html, tables_page(profile_report(result, book, source.name, report_language or shared_language(languages))).encode("utf-8"), sources=(source,))
        return
    if form == "json":
        click.echo(json.dumps(profiles.profile_record(result, book, least), ensure_ascii=False))
        return
    output = terminal.console()
    for item in profiles.profile_tables(result, book):
        output.print(item, soft_wrap=isinstance(item, str))


def _of_file(file: Path, book: Codebook, names: dict[str, str], languages: list[str]) -> Iterator[CodedSentence]:
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError

    reader = confined_reader()
    policy = pipeline.load()
    try:
        analysis = policy.analyze(reader.read(file))
    except ReadError as error:
        raise InputError(say("{file}: {reason}", file=file, reason=error.reason)) from error
    names[analysis.document.id] = file.name
    languages.append(analysis.language)
    assert policy.codebook.sha256 == book.sha256
    yield from pipeline.coded_sentences(analysis, book)


def _of_corpus(path: Path, asked: Wanted, about: Path | None, book: Codebook, names: dict[str, str], languages: list[str]) -> Iterator[CodedSentence]:
    from analyzer.corpus.queries import Queries, read_about

    with Queries(path) as corpus:
        corpus.require_codebook(book)
        entries = list(corpus.entries(read_about(about) if about else None))
        warn_of_untold(entries, asked)
        names.update((entry.id, entry.name) for entry in entries if asked.takes(entry))
        languages += [entry.language for entry in entries if entry.id in names]
        yield from corpus.coded(tuple(names), book)
