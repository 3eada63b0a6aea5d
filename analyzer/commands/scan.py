"""`scan`: files and folders into a corpus."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import ocr_option, tagger_option
from analyzer.domain.limits import Limits
from analyzer.domain.message import mark
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.batch.cluster import Cluster
    from analyzer.batch.pool import Pool
    from analyzer.batch.scan import ScanSummary
    from analyzer.batch.task import Setup
    from analyzer.corpus.ledger import Line, RunVersions
    from analyzer.corpus.store import Corpus

_LIMITS = Limits()
_SHOWN = 200
"""Inputs that are listed at the end of a scan; of a larger one only those that need attention."""
_PROTECTIONS = {
    "parent": mark("living on without their parent"),
    "files": mark("reading other files"),
    "privileges": mark("privileges"),
    "calls": mark("network, writing and new processes"),
}
"""What worker processes give up (see docs/batches.md), to name what the system does not let them."""


def _default_workers() -> int:
    return max(min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8), 1)


@click.command(cls=Command, short_help="Read files and folders into a corpus.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file; made when there is none.")
@click.option("--workers", type=click.IntRange(1, 256), default=_default_workers, show_default="one a core, at most 8", help="Documents read at a time.")
@click.option("--timeout", type=click.FloatRange(min=1), default=_LIMITS.seconds, show_default=True, help="Seconds that one document may take.")
@click.option("--max-size", type=click.IntRange(1), default=_LIMITS.bytes >> 20, show_default=True, help="Size of a file, in MB.")
@click.option("--max-pages", type=click.IntRange(1), default=_LIMITS.pages, show_default=True, help="Pages of a document.")
@click.option("--max-characters", type=click.IntRange(1), default=_LIMITS.characters, show_default=True, help="Characters read of a document.")
@click.option("--max-expansion", type=click.IntRange(1), default=_LIMITS.expansion >> 20, show_default=True, help="What a packed file may unfold to, in MB.")
@click.option("--max-memory", type=click.IntRange(500), default=_LIMITS.memory >> 20, show_default=True, help="Memory of a worker process, in MB.")
@ocr_option
@tagger_option
@click.option("--cluster", "address", help="Address of a Dask scheduler: read the files on its machines, which must see them under the same names.")
@click.option("--force", is_flag=True, help="Do everything again, also what is up to date.")
def scan(
    paths: tuple[Path, ...],
    corpus_path: Path,
    workers: int,
    timeout: float,
    max_size: int,
    max_pages: int,
    max_characters: int,
    max_expansion: int,
    max_memory: int,
    ocr: str,
    model: Path | None,
    address: str | None,
    force: bool,
) -> None:
    """Read files and folders, code every sentence, score every document, and keep it all in a corpus.

    Run again, it does only what is new or changed. Every input ends in exactly one status; `status` lists them. A document that meets a
    limit says so; what is read in part is marked partial. The exit code is 1 only when no input could be read.

    \b
    Examples:
      policy-analyzer scan plans/ --corpus city.db
      policy-analyzer scan draft.docx guideline.pdf --corpus city.db --workers 2
      policy-analyzer scan scans/ --corpus city.db --ocr always --timeout 3600
      policy-analyzer scan downloads/ --corpus first-look.db --tagger fast
      policy-analyzer scan downloads/ --corpus city.db --timeout 60 --max-pages 2000
      policy-analyzer scan /shared/plans --corpus /shared/city.db --cluster tcp://head:8786
    """
    from analyzer.batch import scan as batch
    from analyzer.batch.files import find_inputs
    from analyzer.batch.pool import Pool
    from analyzer.batch.task import Setup
    from analyzer.corpus.store import OWN_SUFFIXES, Corpus
    from analyzer.report import terminal

    limits = Limits(max_pages, max_size << 20, max_expansion << 20, max_characters, timeout, max_memory << 20)
    with Corpus(corpus_path, create=True) as corpus:
        setup = Setup(ocr, str(model.absolute()) if model else None)
        versions, started = _run(setup)
        corpus.begin_run(versions, started, limits.key)
        inputs = find_inputs(paths, [f"{corpus_path}{suffix}" for suffix in OWN_SUFFIXES])
        with terminal.progress(tr("scanning")) as bar, _executor(corpus_path, address, limits, workers, versions.fingerprint, setup) as pool:
            task = bar.task_ids[0]
            bar.update(task, total=len(inputs))

            def advance(name: str, _status: str | None, found: int) -> None:
                bar.update(task, advance=1, total=found, description=terminal.safe(Path(name).name[-40:]))

            summary = batch.scan(inputs, corpus, pool, limits=limits, force=force, progress=advance)
        summary.gone = batch.mark_gone(paths, corpus, summary.keys)
        _print(corpus, summary, str(corpus_path))
        if summary.peak:
            click.echo(tr("{pages} pages with layout; largest worker {size:.0f} MB", pages=summary.pages, size=summary.peak / 2**20), err=True)
            if isinstance(pool, Pool) and (missing := [tr(_PROTECTIONS[name]) for name in _PROTECTIONS if name not in pool.active]):
                click.echo(tr("this system does not let worker processes give up: {rights}", rights=tr(", ").join(missing)), err=True)
        readable = any(line.key in summary.keys and line.status in {"ok", "partial"} for line in corpus.lines())
    if not readable:
        sys.exit(1)


def _executor(corpus: Path, address: str | None, limits: Limits, workers: int, fingerprint: str, setup: Setup) -> Pool | Cluster:
    """Return what carries out the work: processes of this machine, or a cluster, whose results pass through a folder beside the corpus."""
    from analyzer.batch.cluster import Cluster
    from analyzer.batch.pool import Pool

    if address is None:
        return Pool(workers, limits, setup)
    return Cluster(address, limits, corpus.with_name(f"{corpus.name}.shards"), fingerprint, setup)


def _run(setup: Setup) -> tuple[RunVersions, str]:
    """Return the versions of this run and its time. The model, which only the workers need, is let go of again."""
    from datetime import UTC, datetime

    from analyzer import __version__
    from analyzer.corpus.ledger import RunVersions
    from analyzer.read import READER_VERSION, helper

    policy = setup.load_for_once()
    book, model = policy.codebook, policy.model
    versions = RunVersions(
        __version__, policy.fingerprint, f"{book.id} {book.version}", book.sha256, f"{model.name} {model.version}", model.sha256, READER_VERSION
    )
    helper.stop()
    return versions, datetime.now(UTC).isoformat(timespec="seconds")


def _print(corpus: Corpus, summary: ScanSummary, name: str) -> None:
    """Print a line for each input, of a large batch only for the first that need attention, and the counts."""
    from analyzer.report import terminal
    from analyzer.report.words import status_word

    output = terminal.console()
    large = summary.found > _SHOWN
    lines = (line for line in corpus.lines(troubled=large) if line.key in summary.keys)
    rows = [_row(line) for line in itertools.islice(lines, _SHOWN)]
    columns = [
        (tr("score"), "right"),
        (tr("interval"), "right"),
        (tr("status"), "left"),
        (tr("lang"), "left"),
        (tr("sentences"), "right"),
        (tr("file · remark"), "left"),
    ]
    if rows:
        output.print(terminal.table(columns, rows))
    if large:
        output.print(tr("only inputs that need attention are shown, and at most {count}; `status` and `export` show all", count=_SHOWN), soft_wrap=True)
    counts = tr(", ").join(tr("{count} {status}", count=count, status=status_word(status)) for status, count in sorted(summary.statuses.items())) or tr(
        "nothing new"
    )
    line = tr(
        "{found} inputs: {counts}; {unchanged} unchanged. Corpus: {corpus}",
        found=summary.found,
        counts=counts,
        unchanged=summary.unchanged,
        corpus=terminal.safe(name),
    )
    output.print(line, soft_wrap=True)
    if summary.gone:
        output.print(tr("{count} inputs of earlier scans are no longer there; `status` lists them", count=summary.gone), soft_wrap=True)


def _row(line: Line) -> tuple[object, ...]:
    """Return the line of one input."""
    from analyzer.report.words import language_word, status_word

    word = status_word(line.status)
    remark = tr("{file}: {reason}", file=line.shown, reason=tr(line.reason)) if line.reason else line.shown
    if line.language is None:
        return (None, None, word, None, None, remark)
    if line.score is None:
        remark = tr("{file}: {reason}", file=remark, reason=tr(line.no_score or ""))
        return (tr("none"), None, word, language_word(line.language), line.sentences, remark)
    return (f"{line.score:.1f}", f"{line.low:.0f}–{line.high:.0f}", word, language_word(line.language), line.sentences, remark)
