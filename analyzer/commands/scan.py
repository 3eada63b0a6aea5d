"""`scan`: files and folders into a corpus."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import tr


def _default_workers() -> int:
    return max(min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8), 1)


@click.command(cls=Command, short_help="Read files and folders into a corpus.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file; made when there is none.")
@click.option("--workers", type=click.IntRange(1, 256), default=_default_workers, show_default="one a core, at most 8", help="Documents read at a time.")
@click.option("--timeout", type=click.FloatRange(min=1), default=600.0, show_default=True, help="Seconds that one document may take.")
@click.option(
    "--ocr", type=click.Choice(["auto", "never", "always"]), default="auto", show_default=True, help="Recognise text: of pages without any, of none, of all."
)
@click.option("--force", is_flag=True, help="Do everything again, also what is up to date.")
def scan(paths: tuple[Path, ...], corpus_path: Path, workers: int, timeout: float, ocr: str, force: bool) -> None:
    """Read files and folders, code every sentence, score every document, and keep it all in a corpus.

    Run again, it does only what is new or changed. Every input ends in exactly one status; `status` lists them. The exit code is 1 only
    when no input could be read.

    \b
    Examples:
      policy-analyzer scan plans/ --corpus city.db
      policy-analyzer scan draft.docx guideline.pdf --corpus city.db --workers 2
      policy-analyzer scan scans/ --corpus city.db --ocr always --timeout 3600
    """
    from datetime import UTC, datetime

    from analyzer import __version__, pipeline
    from analyzer.batch import scan as batch
    from analyzer.corpus.store import Corpus, RunVersions
    from analyzer.read import READER_VERSION
    from analyzer.report import terminal
    from analyzer.report.words import status_word

    policy = pipeline.load(ocr=ocr)
    book, model = policy.codebook, policy.model
    versions = RunVersions(
        __version__, policy.fingerprint, f"{book.id} {book.version}", book.sha256, f"{model.name} {model.version}", model.sha256, READER_VERSION
    )
    with Corpus(corpus_path, create=True) as corpus:
        corpus.begin_run(versions, datetime.now(UTC).isoformat(timespec="seconds"))
        total = len(batch.find_inputs(paths, corpus_path))
        with terminal.progress(tr("scanning")) as bar:
            task = bar.task_ids[0]
            bar.update(task, total=total)

            def advance(name: str, _status: str | None) -> None:
                bar.update(task, advance=1, description=terminal.safe(Path(name).name[-40:]))

            summary = batch.scan(paths, corpus, workers=workers, seconds=timeout, force=force, progress=advance, ocr=ocr)
        seen = {corpus.relative(path) for path in batch.find_inputs(paths, corpus_path)}
        inputs = [record for record in corpus.inputs() if record.path in seen]
        scored = {row["file"]: row for row in corpus.scored()}
    output = terminal.console()
    shown = terminal.safe(str(corpus_path))
    rows = [_row(record.shown, record.status, record.reason, scored.get(record.shown)) for record in inputs]
    columns = [
        (tr("score"), "right"),
        (tr("interval"), "right"),
        (tr("status"), "left"),
        (tr("lang"), "left"),
        (tr("sentences"), "right"),
        (tr("file · remark"), "left"),
    ]
    output.print(terminal.table(columns, rows))
    counts = tr(", ").join(tr("{count} {status}", count=count, status=status_word(status)) for status, count in sorted(summary.statuses.items())) or tr(
        "nothing new"
    )
    line = tr(
        "{found} inputs: {counts}; {unchanged} unchanged. Corpus: {corpus}", found=summary.found, counts=counts, unchanged=summary.unchanged, corpus=shown
    )
    output.print(line, soft_wrap=True)
    if summary.peak:
        click.echo(tr("{pages} pages with layout; largest worker {size:.0f} MB", pages=summary.pages, size=summary.peak / 2**20), err=True)
    if not any(record.status in {"ok", "partial"} for record in inputs):
        sys.exit(1)


def _row(name: str, status: str, reason: str, scored: Mapping[str, Any] | None) -> tuple[object, ...]:
    """Return the line of one input."""
    from analyzer.report.words import language_word, status_word

    word = status_word(status)
    remark = tr("{file}: {reason}", file=name, reason=tr(reason)) if reason else name
    if scored is None:
        return (None, None, word, None, None, remark)
    if scored["score"] is None:
        remark = tr("{file}: {reason}", file=remark, reason=tr(scored["reason"]))
        return (tr("none"), None, word, language_word(scored["language"]), scored["sentences"], remark)
    return (f"{scored['score']:.1f}", f"{scored['low']:.0f}–{scored['high']:.0f}", word, language_word(scored["language"]), scored["sentences"], remark)
