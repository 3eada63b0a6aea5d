"""`score`: one document's score with its evidence."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import ocr_option, tagger_option
from analyzer.commands.reading import confined_reader
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.domain.precedent import Precedent
    from analyzer.pipeline import Analysis, Analyzer


@click.command(cls=Command, short_help="Score documents, with the evidence behind every point.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json: one object a line.")
@ocr_option
@tagger_option
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a report on one document as a page that needs nothing else.")
@click.option("--docx", type=click.Path(path_type=Path, dir_okay=False), help="Write the same report as a Word file.")
@click.option(
    "--comments",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the document, a Word file, again with comments at coded and lacking places and a table of suggested changes.",
)
@click.option(
    "--corpus",
    "corpus_path",
    type=click.Path(path_type=Path),
    help="Corpus file: reports tell how its strong plans said what the document lacks, beside benchmarks and samples.",
)
@click.option("--report-language", type=click.Choice(["en", "zh"]), help="Language of the reports.  [default: the document's, Chinese or English]")
def score(
    files: tuple[Path, ...],
    form: str,
    html: Path | None,
    docx: Path | None,
    comments: Path | None,
    corpus_path: Path | None,
    report_language: str | None,
    ocr: str,
    model: Path | None,
) -> None:
    """Score how closely documents follow the recommended approach, from 0 to 100, with the evidence behind every point.

    A document that cannot carry a score gets none, with the reason. Of several documents the ranks are shown, and how far they depend on the
    weights of the criteria. The exit code is 1 when a file could not be read.

    \b
    Examples:
      policy-analyzer score draft.docx
      policy-analyzer score plans/*.pdf --format json > scores.jsonl
      policy-analyzer score draft.docx --html report.html --docx report.docx
      policy-analyzer score draft.docx --comments commented.docx
    """
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.report import records, terminal
    from analyzer.score.weights import rank_ranges

    outputs = {"html": html, "docx": docx, "comments": comments}
    wanted = {name: path for name, path in outputs.items() if path is not None}
    if wanted and len(files) != 1:
        raise InputError(say("a report is on one document; name one file"))
    reader = confined_reader(ocr)
    policy = pipeline.load(model=model, ocr=ocr)
    versions = records.versions_record(policy.codebook, policy.model_versions)
    failed = False
    scored: list[tuple[str, list[float]]] = []
    for path in files:
        try:
            analysis = policy.analyze(reader.read(path))
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
        if wanted:
            _write(wanted, analysis, policy, path, corpus_path, report_language)
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


def _write(wanted: Mapping[str, Path], analysis: Analysis, policy: Analyzer, path: Path, corpus: Path | None, language: str | None) -> None:
    """Write the reports asked for on one document."""
    from analyzer import __version__
    from analyzer.commands.outputs import write
    from analyzer.report.content.context import report_language
    from analyzer.report.content.document import document_report
    from analyzer.report.records import versions_record
    from analyzer.resources.benchmarks import load_benchmarks
    from analyzer.resources.samples import load_examples

    spoken = language or report_language(analysis.language)
    examples = load_examples(spoken)
    if corpus is not None:
        for key, said in _of_corpus(corpus, analysis, policy, path.name).items():
            known = examples.get(key, ())
            # A corpus may hold the sample plans: their sentences are not quoted twice.
            examples[key] = (*(item for item in said if item.text not in {example.text for example in known}), *known)
    report = document_report(
        analysis,
        policy.codebook,
        file=path.name,
        versions={**versions_record(policy.codebook, policy.model_versions), "program": __version__},
        # In the draft's own language, whatever the report's: it is what the drafter can take up, and the findings stay the same.
        sides=[policy.side_of(benchmark, analysis.language) for benchmark in load_benchmarks(policy.codebook)],
        examples=examples,
        language=spoken,
    )
    if "html" in wanted:
        from analyzer.report.html.document import document_page

        write(wanted["html"], document_page(report).encode("utf-8"), sources=(path,))
    if "docx" in wanted:
        from analyzer.report.word.report import document_docx

        write(wanted["docx"], document_docx(report), sources=(path,))
    if "comments" in wanted:
        from analyzer.read.files import file_bytes
        from analyzer.report.word.annotate import annotated

        data, count, lost = annotated(file_bytes(path), report, path.name)
        write(wanted["comments"], data, sources=(path,))
        click.echo(tr("{count} comments; {lost} of them found no place of their own and stand at the first paragraph", count=count, lost=lost))


def _of_corpus(corpus: Path, analysis: Analysis, policy: Analyzer, name: str) -> dict[tuple[str, str], tuple[Precedent, ...]]:
    """Return how the strong plans of a corpus said what the document lacks, the nearest in meaning first, by criterion and element."""
    from analyzer.commands.compare import passages
    from analyzer.domain.precedent import Precedent

    candidates, documents = passages(corpus, analysis, policy)
    advice = policy.advise(analysis, name, candidates, (), documents=documents)
    return {
        (gap.criterion, gap.element): tuple(
            Precedent(item.passage.text, item.title or item.source, analysis.language, item.passage.page) for item in gap.examples[:1]
        )
        for gap in advice.gaps
    }
