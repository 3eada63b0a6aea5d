"""`diff`: two versions of a plan, sentence by sentence."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import ocr_option, tagger_option
from analyzer.commands.outputs import page_options, write
from analyzer.commands.reading import confined_reader


@click.command(cls=Command, short_help="Compare two versions of a plan, sentence by sentence.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@page_options
@ocr_option
@tagger_option
def diff(old: Path, new: Path, form: str, html: Path | None, report_language: str | None, ocr: str, model: Path | None) -> None:
    """Show what changed from OLD to NEW: sentences added (+), dropped (-), moved (>) and rewritten (~), each with its page.

    Versions are aligned by content: numbering, punctuation, line ends and the file format do not count. = marks the same words coded otherwise,
    as under another heading. Below a change stands what it did to which element.

    Where both versions have a score, the difference is split over the changes: each gets the mean of what it adds when the changes are made one by
    one, in several orders (sampled Shapley values), so that the parts add up. The two scores are those of `score`.

    \b
    Examples:
      policy-analyzer diff draft-1.docx draft-2.docx
      policy-analyzer diff for-comment.html issued.pdf --format json > changes.json
    """
    from analyzer import pipeline
    from analyzer.domain.document import Document
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.report.records import SCHEMA, versions_record
    from analyzer.report.versions import difference_lines, difference_record

    reader = confined_reader(ocr)
    policy = pipeline.load(model=model, ocr=ocr)

    def read(path: Path) -> Document:
        try:
            return reader.read(path)
        except ReadError as error:
            raise InputError(say("{file}: {reason}", file=path, reason=error.reason)) from error

    result = policy.diff(read(old), read(new), names=(old.name, new.name))
    if html is not None:
        from analyzer.report.content.context import report_language as language_of
        from analyzer.report.content.lists import difference_report
        from analyzer.report.html.tables import tables_page

        spoken = report_language or language_of(result.new.language)
        write(html, tables_page(difference_report(result, policy.codebook, spoken)).encode("utf-8"), sources=(old, new))
        return
    if form == "json":
        record = {"schema": SCHEMA, **difference_record(result, policy.codebook), "versions": versions_record(policy.codebook, policy.model_versions)}
        click.echo(json.dumps(record, ensure_ascii=False))
    else:
        click.echo("\n".join(difference_lines(result, policy.codebook)))
