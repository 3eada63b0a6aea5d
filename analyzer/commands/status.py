"""`status`: what a corpus holds and how every input ended."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import corpus_option
from analyzer.commands.outputs import page_options
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.corpus.store import Corpus
    from analyzer.domain.codebook import Codebook
    from analyzer.domain.entries import CodedSentence
    from analyzer.domain.sameness import Sameness

_SHOWN = 500
"""Inputs that need attention and are listed as text."""
_DOCUMENT = (
    "title", "kind", "level", "state", "issuer", "number", "date", "place", "period_start", "period_end", "language", "pages", "sentences", "quality",
    "score",
)  # fmt: skip
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@click.command(cls=Command, short_help="Show how every input of a corpus ended.")
@corpus_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@page_options
def status(corpus_path: Path, form: str, html: Path | None, report_language: str | None) -> None:
    """Show how many inputs ended how, which need attention and why, and the versions behind the results.

    \b
    Examples:
      policy-analyzer status --corpus city.db
      policy-analyzer status --corpus city.db --html corpus.html
    """
    from analyzer.corpus.store import Corpus

    if html is not None:
        _write(corpus_path, html, report_language)
        return
    with Corpus(corpus_path) as corpus:
        if form == "json":
            for part in _json(corpus):
                click.echo(part, nl=False)
        else:
            _print(corpus)


def _json(corpus: Corpus) -> Iterator[str]:
    """Yield the parts of the JSON text, input by input."""
    from analyzer.report import records

    yield f'{{"schema": {records.SCHEMA}, "statuses": {_text(corpus.counts())}, "inputs": ['
    for number, (record, document) in enumerate(corpus.ledger()):
        entry = {
            "file": record.shown,
            "status": record.status,
            "reason": record.reason or None,
            "flags": list(record.flags),
            "size": record.size,
            "sha256": record.sha256,
            **{key: document[key] for key in _DOCUMENT},
        }
        yield f"{', ' if number else ''}{_text(entry)}"
    yield f'], "runs": {_text(corpus.versions())}}}\n'


def _text(value: object) -> str:
    """Return JSON in which nothing steers a terminal: control and direction characters are escaped."""
    return _STEERING.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(value, ensure_ascii=False))


def _print(corpus: Corpus) -> None:
    from analyzer.corpus.ledger import GONE
    from analyzer.report import terminal
    from analyzer.report.words import document_word, status_word

    output = terminal.console()
    output.print(terminal.table([(tr("status"), "left"), (tr("inputs"), "right")], [(status_word(name), count) for name, count in corpus.counts().items()]))
    lines = corpus.lines(troubled=True)
    troubled = [
        (status_word(line.status), tr("{file}: {reason}", file=line.shown, reason=tr(GONE) if GONE in line.flags else tr(line.reason)))
        for line in itertools.islice(lines, _SHOWN)
    ]
    if troubled:
        output.print(terminal.table([(tr("status"), "left"), (tr("file: cause; remedy"), "left")], troubled))
    if more := sum(1 for _ in lines):
        output.print(tr("{count} more are not shown; --format json lists all", count=more), soft_wrap=True)
    totals = corpus.totals()
    if totals.kinds:
        kinds = sorted((document_word(kind), count) for kind, count in totals.kinds)
        output.print(terminal.table([(tr("kind"), "left"), (tr("documents"), "right")], kinds))
    summary = tr(
        "{documents} documents, {sentences} sentences, {scored} of {inputs} inputs scored",
        documents=totals.documents,
        sentences=totals.sentences,
        scored=totals.scored,
        inputs=totals.inputs,
    )
    output.print(summary, soft_wrap=True)
    for run in corpus.versions()[-1:]:
        line = tr("codebook {codebook}, model {model}, reader {reader}", codebook=run["codebook"], model=run["model"], reader=run["reader"])
        output.print(line, soft_wrap=True)


def _write(corpus_path: Path, html: Path, language: str | None) -> None:
    """Write the report on a corpus."""
    from analyzer.commands.outputs import write
    from analyzer.corpus.store import Corpus
    from analyzer.report.content.context import shared_language
    from analyzer.report.content.corpus import corpus_report
    from analyzer.report.html.tables import tables_page
    from analyzer.resources.codebooks import load_codebook

    book = load_codebook()
    same = _sameness(corpus_path, book)
    with Corpus(corpus_path) as corpus:
        scored = list(corpus.scored())
        spoken = language or shared_language(row["language"] for row in scored)
        report = corpus_report(corpus_path.name, corpus.inputs(), scored, corpus.coded_segments(), corpus.versions(), book, spoken, same)
    write(html, tables_page(report).encode("utf-8"), sources=(corpus_path,))


def _sameness(corpus_path: Path, book: Codebook) -> list[Sameness] | None:
    """Return how far the local plans of a corpus repeat one another near-verbatim; `None` where they are too many, or coded under another codebook."""
    from analyzer.compare import sameness as same
    from analyzer.corpus.queries import Queries
    from analyzer.domain.entries import Wanted
    from analyzer.errors import InputError
    from analyzer.segment.scripts import fold

    with Queries(corpus_path) as corpus:
        try:
            corpus.require_codebook(book)
        except InputError:
            return None
        entries = {entry.id: entry for entry in corpus.entries(None)}
        owners = same.local_plans(entries.values(), Wanted())
        if len(owners) > same.MOST:
            return None

        def coded(documents: Sequence[str]) -> Iterator[CodedSentence]:
            return corpus.coded(documents, book)

        return same.compared(coded, owners, coded([entry.id for entry in owners]), entries, fold, None, undated=False)
