"""`score`: one document's score with its evidence."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Score documents, with the evidence behind every point.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json: one object a line.")
@click.option(
    "--ocr", type=click.Choice(["auto", "never", "always"]), default="auto", show_default=True, help="Recognise text: of pages without any, of none, of all."
)
def score(files: tuple[Path, ...], form: str, ocr: str) -> None:
    """Score how closely documents follow the recommended approach, from 0 to 100, with the evidence behind every point.

    A document that cannot carry a score gets none, with the reason. Of several documents the ranks are shown, and how far they depend on the
    weights of the criteria. The exit code is 1 when a file could not be read.

    \b
    Examples:
      policy-analyzer score draft.docx
      policy-analyzer score plans/*.pdf --format json > scores.jsonl
    """
    from analyzer import pipeline
    from analyzer.errors import ReadError
    from analyzer.report import records, terminal
    from analyzer.score.weights import rank_ranges

    policy = pipeline.load(ocr=ocr)
    versions = records.versions_record(policy.codebook, policy.model_versions)
    failed = False
    scored: list[tuple[str, list[float]]] = []
    for path in files:
        try:
            analysis = policy.analyze(policy.read(path))
            if analysis.scorecard.score is not None:
                scored.append((str(path), [criterion.score for criterion in analysis.scorecard.criteria]))
        except ReadError as error:
            failed = True
            words = tr("{file}: {reason}", file=terminal.safe(str(path)), reason=tr(error.reason))
            click.echo(f"policy-analyzer: {words}", err=True)
            if form == "json":
                record = {"schema": records.SCHEMA, "file": str(path), "status": error.status, "score": None, "reason": error.reason}
                click.echo(json.dumps({**record, "interval": None, "criteria": [], "stages": [], "versions": versions}, ensure_ascii=False))
            continue
        record = {"schema": records.SCHEMA, "file": str(path), **records.scorecard_record(analysis, policy.codebook), "versions": versions}
        if form == "json":
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo("\n".join(terminal.score_lines(record, policy.codebook)) + "\n")
    if form == "text" and len(scored) > 1:
        ranges = rank_ranges([points for _, points in scored], [criterion.weight for criterion in policy.codebook.criteria])
        click.echo("\n".join(terminal.rank_lines(scored, ranges)))
    if failed:
        sys.exit(1)
