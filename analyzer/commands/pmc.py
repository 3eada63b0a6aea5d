"""`pmc`: the PMC index of every document of a corpus."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import corpus_option
from analyzer.i18n import name_in, tr


@click.command(cls=Command, short_help="Work out the PMC index of a corpus's documents.")
@corpus_option
@click.option("--variables", "variables_path", type=click.Path(path_type=Path), help="File of variables, TOML.  [default: corpora/pmc/criteria.toml]")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True, help="csv has a row a second-level variable.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write to instead of the terminal.")
def pmc(corpus_path: Path, variables_path: Path | None, form: str, output: Path | None) -> None:
    """Work out the policy modelling consistency index of every scored document (Ruiz Estrada 2011).

    Each element of the recommended approach is a second-level variable, 1 where a sentence shows it, which is cited, else 0; a first-level
    variable is the mean of its own, the index their sum. json holds the matrix of a surface plot too.

    \b
    Examples:
      policy-analyzer pmc --corpus city.db
      policy-analyzer pmc --corpus city.db --format csv --output pmc.csv
    """
    from analyzer.commands.export import codebook_of
    from analyzer.corpus.store import Corpus
    from analyzer.export.csv import as_text
    from analyzer.export.pmc import PMC_COLUMNS, SOURCE, pmc_index, pmc_record, pmc_rows
    from analyzer.i18n import current
    from analyzer.report import terminal
    from analyzer.resources.files import replace_file
    from analyzer.resources.pmc import load_variables

    with Corpus(corpus_path) as corpus:
        variables = load_variables(codebook_of(corpus), variables_path)
        records = [pmc_record(row["file"], row["title"], pmc_index(row["card"], variables)) for row in corpus.scored()]
    if form == "json":
        text = json.dumps({"schema": 1, "source": SOURCE, "variables_sha256": variables.sha256, "documents": records}, ensure_ascii=False) + "\n"
    elif form == "csv":
        buffer = StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(PMC_COLUMNS)
        for record in records:
            writer.writerows([as_text(cell) if isinstance(cell, str) else cell for cell in row] for row in pmc_rows(record, current()))
        text = buffer.getvalue()
        if left := sum(record["index"] is None for record in records):
            click.echo(tr("{count} documents without a score are not in the table; --format json lists them", count=left), err=True)
            records = [record for record in records if record["index"] is not None]
    else:
        columns = [(tr("PMC index"), "right"), *((first.id, "right") for first in variables.variables), (tr("grade · file"), "left")]
        rows = [
            (
                None if record["index"] is None else f"{record['index']:.2f}",
                *([f"{first['value']:.2f}" for first in record["variables"]] or ["–"] * len(variables.variables)),
                f"{name_in(record['grade'])} · {record['file']}" if record["grade"] else tr("not scored · {file}", file=record["file"]),
            )
            for record in records
        ]
        buffer = StringIO()
        printed = terminal.console(file=buffer)
        printed.print(terminal.table(columns, rows))
        for first in variables.variables:
            printed.print(f"{first.id}  {name_in(first.names)}: {', '.join(name_in(item.names) for item in first.variables)}", soft_wrap=True)
        printed.print(tr("The sentence behind each 1 and its page stand in --format csv and json."), soft_wrap=True)
        text = buffer.getvalue()
    if output is None:
        click.echo(text, nl=False)
    else:
        replace_file(output, text.encode("utf-8-sig" if form == "csv" else "utf-8", "backslashreplace"))
        click.echo(tr("{count} documents: {file}", count=len(records), file=output))
