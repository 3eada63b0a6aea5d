"""`benchmarks`: the programmes to compare with, and the user's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from analyzer import i18n
from analyzer.commands.bilingual import Group
from analyzer.commands.reading import confined_reader
from analyzer.i18n import name_in, tr


def own_folder() -> Path:
    """Return the folder of the user's own benchmarks: in POLICY_ANALYZER_HOME, else in the user's configuration."""
    return Path(os.environ.get("POLICY_ANALYZER_HOME") or click.get_app_dir("policy-analyzer")) / "benchmarks"


@click.group(cls=Group, short_help="List, show and add programmes to compare with.")
def benchmarks() -> None:
    """The programmes that a draft can be compared with: those of the source article, and your own."""


@benchmarks.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(form: str) -> None:
    """List the benchmarks by id.

    \b
    Example:
      policy-analyzer benchmarks list
    """
    from analyzer.report import terminal
    from analyzer.report.records import SCHEMA
    from analyzer.resources.benchmarks import load_benchmarks
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.own import own_benchmarks

    known = load_benchmarks(load_codebook())
    own = own_benchmarks(own_folder())
    if form == "json":
        entries = [{"id": item.id, "names": dict(item.names), "years": list(item.years), "kind": item.kind, "own": False} for item in known]
        entries += [{"id": name, "names": {}, "years": [], "kind": path.suffix, "own": True} for name, path in own.items()]
        click.echo(json.dumps({"schema": SCHEMA, "benchmarks": entries}, ensure_ascii=False))
        return
    rows = [(item.id, "–".join(str(year) for year in item.years if year), name_in(item.names)) for item in known]
    rows += [(name, "", tr("your own: {file}", file=path.name)) for name, path in own.items()]
    terminal.console().print(terminal.table([(tr("id"), "left"), (tr("years"), "left"), (tr("name"), "left")], rows))


@benchmarks.command()
@click.argument("name", metavar="ID")
@click.option("--language", type=click.Choice(i18n.LANGUAGES), help="Language of the benchmark.  [default: the language shown]")
def show(name: str, language: str | None) -> None:
    """Show a benchmark: bodies, phases, targets, summary, claims with verdicts, facts with sources.

    \b
    Example:
      policy-analyzer benchmarks show digital-paris
    """
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.report.comparison import benchmark_lines
    from analyzer.resources.benchmarks import load_benchmarks, read_benchmark
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.own import own_benchmarks

    book = load_codebook()
    known = {item.id: item for item in load_benchmarks(book)}
    own = own_benchmarks(own_folder())
    if name in own and own[name].suffix.lower() == ".toml":
        known[name] = read_benchmark(own[name], book)
    elif name in own:
        click.echo(tr("{name}: a document of your own, {file}; `policy-analyzer score` shows what is in it", name=name, file=own[name]))
        return
    if name not in known:
        raise InputError(say("{name}: there is no benchmark of this id; known are {known}", name=name, known=", ".join([*known, *own])))
    click.echo("\n".join(benchmark_lines(known[name], language or i18n.current())))


@benchmarks.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "name", help="Id to call it by.  [default: from the file's name]")
def add(file: Path, name: str | None) -> None:
    """Add a benchmark of your own: a document (a national guideline, a neighbour city's plan) or a TOML file in the project's format.

    \b
    Example:
      policy-analyzer benchmarks add guideline.pdf --id national-guideline
    """
    from analyzer.domain.message import say
    from analyzer.errors import InputError, ReadError
    from analyzer.resources.benchmarks import load_benchmarks, read_benchmark
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.own import add_benchmark, own_benchmarks

    book = load_codebook()
    if file.suffix.lower() == ".toml":
        read_benchmark(file, book)
    else:
        try:
            confined_reader().read(file)
        except ReadError as error:
            raise InputError(say("{file}: {reason}", file=file, reason=error.reason)) from error
    taken = {item.id for item in load_benchmarks(book)} | set(own_benchmarks(own_folder()))
    click.echo(tr("added: {name}", name=add_benchmark(file, name, own_folder(), taken)))
