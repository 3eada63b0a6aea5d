"""`corpus`: the tagged corpora that models are trained on."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Group
from analyzer.i18n import tr


@click.group(cls=Group, short_help="Work with the tagged corpora.")
def corpus() -> None:
    """Work with the tagged corpora that models are trained on."""


@corpus.command()
@click.argument("standoff", nargs=-1, type=click.Path(path_type=Path))
@click.option("--documents", required=True, type=click.Path(path_type=Path), help="Folder with the source documents, with an INDEX.tsv or as repository/path.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File for the sentences with their text, JSON Lines.")
def hydrate(standoff: tuple[Path, ...], documents: Path, output: Path) -> None:
    """Put the text back to codings of real sentences, which are stored without it.

    The documents are read and searched for each sentence by its hash. What is missing is listed; the exit code is then 1.

    \b
    Example:
      policy-analyzer corpus hydrate --documents policies/ --output sentences.jsonl
    """
    from analyzer.report import terminal
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replace_file
    from analyzer.resources.tagged import standoff_files
    from analyzer.training import hydrate as hydration

    book = load_codebook()
    sentences = [sentence for path in standoff or standoff_files() for sentence in hydration.read_standoff(path, book)]
    total = len({(item.repository, item.path) for item in sentences})
    with terminal.progress(tr("searching")) as bar:
        bar.update(bar.task_ids[0], total=total)
        result = hydration.hydrate(sentences, documents, lambda _: bar.update(bar.task_ids[0], advance=1))
    lines = []
    for item in result.sentences:
        codes = {}
        for group in book.groups:
            if group.name in item.codes:
                values = [group.code(code).value for code in item.codes[group.name]]
                codes[group.name] = values if group.kind.value == "multi" else values[0]
        lines.append(json.dumps({"id": item.source, "text": item.text, "heading": item.heading, "lang": item.language, **codes}, ensure_ascii=False))
    replace_file(output, "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"))
    click.echo(tr("{found} of {count} sentences found in {documents} documents: {file}", found=len(lines), count=len(sentences), documents=total, file=output))
    for line in result.missing:
        click.echo(tr("missing: {what}", what=terminal.safe(tr(line))), err=True)
    if result.missing:
        raise click.exceptions.Exit(1)
