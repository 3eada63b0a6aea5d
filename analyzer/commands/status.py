"""`status`: what a corpus holds and how every input ended."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import current, tr


@click.command(cls=Command, short_help="Show how every input of a corpus ended.")
@click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a report on the whole corpus as a page that needs nothing else.")
@click.option("--report-language", type=click.Choice(["en", "zh"]), help="Language of the report.  [default: that of what is shown]")
def status(corpus_path: Path, form: str, html: Path | None, report_language: str | None) -> None:
    """Show how many inputs ended how, which need attention and why, and the versions behind the results.

    \b
    Examples:
      policy-analyzer status --corpus city.db
      policy-analyzer status --corpus city.db --html corpus.html
    """
    from analyzer.corpus.store import Corpus
    from analyzer.report import records, terminal
    from analyzer.report.words import document_word, status_word

    with Corpus(corpus_path) as corpus:
        inputs, scored, versions = corpus.inputs(), corpus.scored(), corpus.versions()
    if html is not None:
        _write(corpus_path, html, report_language or current())
        return
    counts = Counter(record.status for record in inputs)
    if form == "json":
        results = {row["file"]: row for row in scored}
        entries = [
            {
                "file": record.shown,
                "status": record.status,
                "reason": record.reason or None,
                "flags": list(record.flags),
                "size": record.size,
                "sha256": record.sha256,
                **{
                    key: results.get(record.shown, {}).get(key)
                    for key in (
                        "title",
                        "kind",
                        "level",
                        "state",
                        "issuer",
                        "number",
                        "date",
                        "place",
                        "period_start",
                        "period_end",
                        "language",
                        "pages",
                        "sentences",
                        "quality",
                        "score",
                    )
                },
            }
            for record in inputs
        ]
        click.echo(json.dumps({"schema": records.SCHEMA, "statuses": dict(sorted(counts.items())), "inputs": entries, "runs": versions}, ensure_ascii=False))
        return
    output = terminal.console()
    output.print(terminal.table([(tr("status"), "left"), (tr("inputs"), "right")], [(status_word(name), count) for name, count in sorted(counts.items())]))
    troubled = [(status_word(record.status), tr("{file}: {reason}", file=record.shown, reason=tr(record.reason))) for record in inputs if record.reason]
    if troubled:
        output.print(terminal.table([(tr("status"), "left"), (tr("file: cause; remedy"), "left")], troubled))
    kinds = Counter(document_word(row["kind"]) for row in scored)
    if kinds:
        output.print(terminal.table([(tr("kind"), "left"), (tr("documents"), "right")], sorted(kinds.items())))
    with_score = sum(row["score"] is not None for row in scored)
    sentences = sum({row["document"]: row["sentences"] for row in scored}.values())
    summary = tr(
        "{documents} documents, {sentences} sentences, {scored} of {inputs} inputs scored",
        documents=len({row["document"] for row in scored}),
        sentences=sentences,
        scored=with_score,
        inputs=len(scored),
    )
    output.print(summary, soft_wrap=True)
    for run in versions[-1:]:
        line = tr("codebook {codebook}, model {model}, reader {reader}", codebook=run["codebook"], model=run["model"], reader=run["reader"])
        output.print(line, soft_wrap=True)


def _write(corpus_path: Path, html: Path, language: str) -> None:
    """Write the report on a corpus."""
    from analyzer.commands.outputs import write
    from analyzer.corpus.store import Corpus
    from analyzer.report.content.corpus import corpus_report
    from analyzer.report.html.tables import tables_page
    from analyzer.resources.codebooks import load_codebook

    with Corpus(corpus_path) as corpus:
        report = corpus_report(corpus_path.name, corpus.inputs(), corpus.scored(), corpus.coded_segments(), corpus.versions(), load_codebook(), language)
    write(html, tables_page(report).encode("utf-8"), sources=(corpus_path,))
