"""`compare`: a draft beside benchmarks and other plans."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Command


@click.command(cls=Command, short_help="Compare a draft with benchmarks and other plans.")
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "--with", "others", multiple=True, metavar="BENCHMARK_OR_FILE", help="Id of a benchmark, or a file; may be given again.  [default: all benchmarks]"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="json: one object a line.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the text.  [default: the draft's, Chinese or English]")
@click.option(
    "--ocr", type=click.Choice(["auto", "never", "always"]), default="auto", show_default=True, help="Recognise text: of pages without any, of none, of all."
)
def compare(draft: Path, others: tuple[str, ...], form: str, language: str | None, ocr: str) -> None:
    """Compare a draft element by element: what the other shows and the draft lacks, and the reverse, with the passages and sources of both.

    Also the stages and fields that only one works on, and the years between start and stages. Points are compared only between
    real plans of the same kind and level.

    \b
    Examples:
      policy-analyzer compare draft.docx --with singapore-in2015
      policy-analyzer compare draft.docx --with neighbour.pdf --format json
    """
    from analyzer import pipeline
    from analyzer.commands.benchmarks import own_folder
    from analyzer.domain.benchmark import Benchmark
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.report.comparison import comparison_lines, comparison_record
    from analyzer.report.records import SCHEMA, versions_record
    from analyzer.resources.benchmarks import load_benchmarks, read_benchmark
    from analyzer.resources.own import own_benchmarks

    policy = pipeline.load(ocr=ocr)
    known = {item.id: item for item in load_benchmarks(policy.codebook)}
    own = own_benchmarks(own_folder())

    def analysed(path: Path) -> pipeline.Analysis:
        try:
            return policy.analyze(policy.read(path))
        except ReadError as error:
            raise InputError(say("{file}: {reason}", file=path, reason=error.reason)) from error

    def other_side(name: str) -> pipeline.Analysis | Benchmark:
        if name in known:
            return known[name]
        path = own.get(name, Path(name))
        if name not in own and not path.exists():
            raise InputError(say("{name}: is neither a file nor a benchmark; `policy-analyzer benchmarks list` shows the benchmarks", name=name))
        return read_benchmark(path, policy.codebook) if path.suffix.lower() == ".toml" else analysed(path)

    sides = [(name, other_side(name)) for name in others or known]
    ours = analysed(draft)
    shown = language or ("zh" if ours.language.startswith("zh") else "en")
    for name, other in sides:
        comparison = policy.compare(ours, other, names=(draft.name, Path(name).name))
        if form == "json":
            record = {"schema": SCHEMA, **comparison_record(comparison), "versions": versions_record(policy.codebook, policy.model_versions)}
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            click.echo("\n".join(comparison_lines(comparison, policy.codebook, shown)) + "\n")
