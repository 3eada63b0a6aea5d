"""`compare`: a draft beside benchmarks and other plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import ocr_option, tagger_option
from analyzer.commands.reading import confined_reader

if TYPE_CHECKING:
    from analyzer.compare.advice import Candidate
    from analyzer.domain.comparison import Advice
    from analyzer.pipeline import Analysis, Analyzer


@click.command(cls=Command, short_help="Compare a draft with benchmarks and other plans.")
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "--with", "others", multiple=True, metavar="BENCHMARK_OR_FILE", help="Id of a benchmark, or a file; may be given again.  [default: all benchmarks]"
)
@click.option(
    "--corpus",
    "corpus_path",
    type=click.Path(path_type=Path),
    help="Corpus file: tell for every gap of the draft how its strong plans and the benchmarks said it.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json: one object a line.")
@click.option(
    "--language", "--report-language", "language", type=click.Choice(["en", "zh"]), help="Language of the text.  [default: the draft's, Chinese or English]"
)
@ocr_option
@tagger_option
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the comparison as a page that needs nothing else.")
def compare(
    draft: Path, others: tuple[str, ...], corpus_path: Path | None, form: str, language: str | None, ocr: str, model: Path | None, html: Path | None
) -> None:
    """Compare a draft element by element: what the other shows and the draft lacks, and the reverse, with the passages and sources of both.

    Also the stages and fields that only one works on, and the years between start and stages. Points are compared only between
    real plans of the same kind and level.

    With --corpus, every element that the draft lacks or shows only as an aim is listed with the best passages of the benchmarks and of the corpus's own
    strong plans, chosen by meaning, with source and page.

    \b
    Examples:
      policy-analyzer compare draft.docx --with singapore-in2015
      policy-analyzer compare draft.docx --with neighbour.pdf --format json
      policy-analyzer compare draft.docx --corpus city.db
      policy-analyzer compare draft.docx --html comparison.html
    """
    from analyzer import pipeline
    from analyzer.commands.benchmarks import own_folder
    from analyzer.domain.benchmark import Benchmark
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.report.comparison import advice_lines, advice_record, comparison_lines, comparison_record
    from analyzer.report.records import SCHEMA, versions_record
    from analyzer.resources.benchmarks import load_benchmarks, read_benchmark
    from analyzer.resources.own import own_benchmarks

    reader = confined_reader(ocr)
    policy = pipeline.load(model=model, ocr=ocr)
    known = {item.id: item for item in load_benchmarks(policy.codebook)}
    own = own_benchmarks(own_folder())

    def analysed(path: Path) -> pipeline.Analysis:
        try:
            return policy.analyze(reader.read(path))
        except ReadError as error:
            raise InputError(say("{file}: {reason}", file=path, reason=error.reason)) from error

    def other_side(name: str) -> pipeline.Analysis | Benchmark:
        if name in known:
            return known[name]
        path = own.get(name, Path(name))
        if name not in own and not path.exists():
            raise InputError(say("{name}: is neither a file nor a benchmark; `policy-analyzer benchmarks list` shows the benchmarks", name=name))
        return read_benchmark(path, policy.codebook) if path.suffix.lower() == ".toml" else analysed(path)

    def advised() -> Advice:
        candidates, documents = passages(corpus_path or Path(), ours, policy)
        programmes = [other for _, other in sides if isinstance(other, Benchmark)]
        return policy.advise(ours, draft.name, candidates, programmes, documents=documents, language=language)

    sides = [(name, other_side(name)) for name in others or known]
    ours = analysed(draft)
    shown = language or ("zh" if ours.language.startswith("zh") else "en")
    versions = versions_record(policy.codebook, policy.model_versions)
    if html is not None:
        from analyzer.commands.outputs import write
        from analyzer.report.content.comparison import comparison_report
        from analyzer.report.html.comparison import comparison_page

        compared = [policy.compare(ours, other, names=(draft.name, Path(name).name)) for name, other in sides]
        report = comparison_report(compared, policy.codebook, versions, shown, advised() if corpus_path is not None else None)
        write(html, comparison_page(report).encode("utf-8"), sources=(draft,))
        return
    for name, other in sides if others or corpus_path is None else ():
        comparison = policy.compare(ours, other, names=(draft.name, Path(name).name))
        if form == "json":
            click.echo(json.dumps({"schema": SCHEMA, **comparison_record(comparison), "versions": versions}, ensure_ascii=False))
        else:
            click.echo("\n".join(comparison_lines(comparison, policy.codebook, shown)) + "\n")
    if corpus_path is not None:
        advice = advised()
        if form == "json":
            click.echo(json.dumps({"schema": SCHEMA, **advice_record(advice), "versions": versions}, ensure_ascii=False))
        else:
            click.echo("\n".join(advice_lines(advice, policy.codebook, shown)))


def passages(path: Path, draft: Analysis, policy: Analyzer) -> tuple[list[Candidate], int]:
    """Return the passages of a corpus's scored plans in the draft's language that show elements, and how many plans there are; the draft itself is none."""
    from analyzer.compare.advice import Candidate
    from analyzer.compare.sides import cited_passage
    from analyzer.corpus.queries import Queries
    from analyzer.domain.comparison import Example, SideKind

    with Queries(path) as corpus:
        corpus.require_codebook(policy.codebook)
        plans = {
            entry.id: entry
            for entry in corpus.entries()
            if entry.score is not None and entry.id != draft.document.id and entry.language.split("-")[0] == draft.language.split("-")[0]
        }
        candidates = [
            Candidate(key, score, Example(plans[document].name, SideKind.DOCUMENT, plans[document].title, plans[document].place, plans[document].date, passage))
            for document, key, score, cited in corpus.evidence(plans)
            for passage in map(cited_passage, cited)
        ]
    return candidates, len(plans)
