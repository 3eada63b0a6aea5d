"""`export`: the coded sentences of a corpus for other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.filters import span_of
from analyzer.commands.options import corpus_option
from analyzer.commands.reading import confined_reader
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.batch.confined import ConfinedReader
    from analyzer.corpus.store import Corpus
    from analyzer.domain.codebook import Codebook
    from analyzer.export.job import PdfFile
    from analyzer.export.records import Record

_TABLES = ("csv", "xlsx", "parquet")
_FORMATS = ("csv", "xlsx", "jsonl", "parquet", "qdc", "qdpx", "spacy", "label-studio", "cas", "datasette")


@click.command(cls=Command, short_help="Write a corpus's coded sentences for other programs.")
@corpus_option
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(_FORMATS),
    help="csv and xlsx open right in Excel; jsonl keeps everything; qdc and qdpx are for NVivo, MAXQDA and ATLAS.ti, cas for INCEpTION.",
)
@click.option("--shape", type=click.Choice(["wide", "long"]), default="wide", show_default=True, help="Tables: a row a sentence, or a row a sentence and code.")
@click.option("--code", "codes", multiple=True, help="Only sentences with this code, such as green or principles:green; several: any of them.")
@click.option("--group", "groups", multiple=True, help="Only codes of this group, such as principles.")
@click.option("--language", help="Only sentences in this language; zh is any Chinese.")
@click.option("--kind", help="Only documents of this kind, such as plan or opinion.")
@click.option("--place", help="Only documents whose place holds this name.")
@click.option("--years", help="Only documents dated in these years: 2024 or 2020-2025.")
@click.option("--min-probability", type=click.FloatRange(0, 1), default=0.0, help="Leave out codes that are less probable.")
@click.option("--coder", help="Only this coder's layer: a person, a model, or the beginning of its name.")
@click.option("--crlf", is_flag=True, help="qdpx: texts with CRLF line ends, for programs in which codes shift by a character a line.")
@click.option("--last-character", "last", is_flag=True, help="qdpx: selections end on their last character, not after it.")
@click.option("--pdf-as-text", is_flag=True, help="qdpx: code the text of PDFs, not rectangles on their pages.")
@click.argument("output", type=click.Path(path_type=Path))
def export(
    corpus_path: Path,
    form: str,
    shape: str,
    codes: tuple[str, ...],
    groups: tuple[str, ...],
    language: str | None,
    kind: str | None,
    place: str | None,
    years: str | None,
    min_probability: float,
    coder: str | None,
    crlf: bool,
    last: bool,
    pdf_as_text: bool,
    output: Path,
) -> None:
    """Write the coded sentences of a corpus with file, page, heading trail and codes, for spreadsheets, QDA programs and NLP tools.

    Options narrow down what is written; a sentence passes when all of them hold. docs/export.md describes the formats.

    \b
    Examples:
      policy-analyzer export --corpus city.db --to xlsx sentences.xlsx
      policy-analyzer export --corpus city.db --to csv --shape long --code green --language zh green.csv
      policy-analyzer export --corpus city.db --to qdpx --group principles project.qdpx
    """
    from dataclasses import replace

    from analyzer.corpus.store import OWN_SUFFIXES, Corpus
    from analyzer.domain.message import mark, say
    from analyzer.errors import InputError
    from analyzer.export.formats import FORMATS
    from analyzer.export.job import Job
    from analyzer.export.records import Filter, sentence_records
    from analyzer.export.tables import Shape
    from analyzer.i18n import current
    from analyzer.resources.files import replacing
    from analyzer.resources.words import user_words
    from analyzer.segment.tokens import Tokenizer

    if output.resolve() in {Path(f"{corpus_path}{suffix}").resolve() for suffix in OWN_SUFFIXES}:
        raise InputError(say("{file}: is the corpus itself; name another file to export to", file=output))
    _check_options(form, shape, {"--crlf": crlf, "--last-character": last, "--pdf-as-text": pdf_as_text})
    chosen = FORMATS[form]
    with Corpus(corpus_path) as corpus:
        book = codebook_of(corpus)
        _check_codes(book, codes, groups)
        book = replace(book, groups=tuple(group for group in book.groups if not groups or group.name in groups))
        wanted = Filter(codes, language, kind, place, span_of(years), min_probability, coder)
        records = wanted.apply(sentence_records(corpus.coded_segments(), book, every_file=chosen.every_file))
        if (first := next(records, None)) is None:
            raise InputError(say("{file}: no sentence passes these filters; loosen them", file=corpus_path))
        missing: list[str] = []
        reader = confined_reader("never") if form == "qdpx" and not pdf_as_text else None

        def pdf(document: str) -> PdfFile | None:
            found = None if reader is None else _pdf(corpus, document, reader)
            if found is None and reader is not None:
                missing.append(corpus.document(document)["paths"][0].name)
            return found

        tokenizer = Tokenizer(user_words())
        job = Job(_chained(first, records), book, corpus.document, tokenizer.tokens, pdf, current(), Shape(shape), crlf, last, corpus_path.stem)
        with ExitStack() as stack:
            if chosen.companion:
                stack.enter_context(replacing(output.with_suffix(chosen.beside))).write(chosen.companion_of(job))
            count = chosen.write(job, stack.enter_context(replacing(output)))
    counted = {"qdc": mark("{count} codes: {file}"), "datasette": mark("{count} views described: {file}")}.get(form, mark("{count} sentences: {file}"))
    click.echo(tr(counted, count=count, file=output), err=not output.is_file())
    if missing:
        words = tr(
            "{count} PDFs are not where they were scanned, or were changed; their text was coded instead: {files}",
            count=len(missing),
            files="; ".join(missing[:5]),
        )
        click.echo(words, err=True)


def codebook_of(corpus: Corpus) -> Codebook:
    """Return the codebook. Raises `InputError` when the corpus holds no documents or was made with another codebook."""
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.resources.codebooks import load_codebook

    if not any(record.document_id for record in corpus.inputs()):
        raise InputError(say("{file}: holds no documents; scan some first", file=corpus.path))
    book = load_codebook()
    if corpus.versions()[-1]["codebook_sha256"] != book.sha256:
        raise InputError(say("{file}: was made with another codebook; scan again, then export", file=corpus.path))
    return book


def _check_codes(book: Codebook, codes: tuple[str, ...], groups: tuple[str, ...]) -> None:
    from analyzer.domain.message import say
    from analyzer.errors import InputError

    known = {name for group in book.groups for code in group.codes for name in (code.id, f"{group.name}:{code.id}")}
    names = [group.name for group in book.groups]
    for code in codes:
        if code not in known:
            raise InputError(say("{code!r} is no code of {codebook}; `policy-analyzer codebook show` lists them", code=code, codebook=book.id))
    for group in groups:
        if group not in names:
            raise InputError(say("{group!r} is no group of {codebook}; it has {known}", group=group, codebook=book.id, known=", ".join(names)))


def _check_options(form: str, shape: str, options: Mapping[str, bool]) -> None:
    """Refuse options that the format does not know, rather than leave them aside without a word."""
    from analyzer.domain.message import say
    from analyzer.errors import InputError

    for name in (name for name, given in options.items() if given and form != "qdpx"):
        raise InputError(say("{option} is for qdpx alone; leave it out for {format}", option=name, format=form))
    if shape == "long" and form not in _TABLES:
        raise InputError(say("--shape long is for {formats} alone; leave it out for {format}", formats=", ".join(_TABLES), format=form))


def _pdf(corpus: Corpus, document: str, reader: ConfinedReader) -> PdfFile | None:
    """Return a document's PDF where a file with its bytes still lies at one of its paths."""
    import hashlib

    from analyzer.errors import ReadError
    from analyzer.export.job import PdfFile
    from analyzer.read.files import file_bytes

    for path in corpus.document(document)["paths"]:
        try:
            data = file_bytes(path)
            if hashlib.sha256(data).hexdigest() == document:
                return PdfFile(data, reader.page_sizes(path))
        except ReadError:
            continue
    return None


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest
