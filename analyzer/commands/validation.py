"""`validation`: experts' ratings beside the program's scores."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.commands.bilingual import Command, Group
from analyzer.i18n import name_in, tr

if TYPE_CHECKING:
    from analyzer.review.agreement import Icc, Validity


@click.group(cls=Group, short_help="Have experts rate plans, and compare their ratings with the scores.")
def validation() -> None:
    """Have experts rate plans blind, and compare their ratings with the program's scores. The protocol is docs/validation.md.

    \b
    Examples:
      policy-analyzer validation forms plans/*.pdf --output forms/
      policy-analyzer validation report forms/*.csv --scores scores.jsonl
    """


@validation.command(cls=Command, name="forms", short_help="Write one blind form per rater.")
@click.argument("plans", nargs=-1, required=True)
@click.option("--raters", type=click.IntRange(2, 50), default=3, show_default=True)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the forms; files in it are not replaced.")
def write_forms(plans: tuple[str, ...], raters: int, output: Path) -> None:
    """Write one form (CSV) per rater, each with the plans in an order of its own and without any score.

    \b
    Example:
      policy-analyzer validation forms plans/*.pdf --raters 3 --output forms/
    """
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.resources.codebooks import load_codebook
    from analyzer.review.ratings import forms

    names = [Path(plan).name for plan in plans]
    if len(set(names)) < len(names):
        raise InputError(say("two plans have the same file name; rename one, ratings are kept by name"))
    made = forms(names, raters, [criterion.id for criterion in load_codebook().criteria])
    output.mkdir(parents=True, exist_ok=True)
    if there := [name for name in made if (output / name).exists()]:
        raise InputError(say("{file}: exists and may be filled in; name another folder", file=output / there[0]))
    for name, text in made.items():
        (output / name).write_text("\ufeff" + text, "utf-8")  # the mark makes spreadsheets read UTF-8
    click.echo(tr("{count} forms for {plans} plans written to {folder}", count=len(made), plans=len(names), folder=output))


@validation.command(cls=Command, name="report", short_help="Compute agreement, rank correlation and bias from filled-in forms.")
@click.argument("forms", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--scores", type=click.Path(path_type=Path), required=True, help="What `score --format json` gave for the same plans.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def report(forms: tuple[Path, ...], scores: Path, form: str) -> None:
    """Compute from filled-in forms how raters agree (ICC), how the scores rank the plans beside them (Spearman), and the scores' bias in points.

    \b
    Example:
      policy-analyzer validation report forms/*.csv --scores scores.jsonl
    """
    from analyzer.report import records, terminal
    from analyzer.resources.codebooks import load_codebook
    from analyzer.review.agreement import validity
    from analyzer.review.ratings import TOTAL, read_forms

    book = load_codebook()
    ids = [criterion.id for criterion in book.criteria]
    ratings = read_forms(forms, ids)
    program = _points(scores)
    found = [validity(criterion, ratings, program.get(criterion, {})) for criterion in (*ids, TOTAL)]
    if form == "json":
        click.echo(json.dumps({"schema": records.SCHEMA, "criteria": [asdict(item) for item in found]}, ensure_ascii=False))
        return
    names = {criterion.id: name_in(criterion.names) for criterion in book.criteria} | {TOTAL: tr("total")}
    columns = [(tr("criterion"), "left")] + [(heading, "right") for heading in (tr("plans"), tr("raters"), "ICC(2,1)", "ICC(2,k)", "Spearman", tr("bias"))]
    output = terminal.console()
    output.print(terminal.table(columns, [_row(item, names[item.criterion]) for item in found]))
    output.print(tr("95 % intervals in brackets; bias: points of the program less the mean of the raters, with the limits of agreement"), soft_wrap=True)


def _points(path: Path) -> dict[str, dict[str, float]]:
    """Return the program's points by criterion and by the plan's file name."""
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.resources.tagged import read_json_lines

    points: dict[str, dict[str, float]] = {}
    for number, record in read_json_lines(path):
        try:
            name = Path(record["file"]).name
            if record["score"] is None:
                continue
            given: list[tuple[str, Any]] = [("total", record["score"]), *((item["id"], item["score"]) for item in record["criteria"])]
            for criterion, value in given:
                points.setdefault(criterion, {})[name] = float(value)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(say("{file}, line {line}: is no line of `score --format json`; write the file again with it", file=path, line=number)) from error
    return points


def _row(item: Validity, name: str) -> tuple[object, ...]:
    return (
        name,
        item.plans,
        item.raters,
        _icc(item.single),
        _icc(item.mean),
        _with_span(item.spearman, item.spearman_interval, 2),
        _with_span(item.bias, item.limits, 1),
    )


def _icc(value: Icc | None) -> str | None:
    return None if value is None else _with_span(value.value, (value.low, value.high), 2)


def _with_span(value: float | None, span: tuple[float, float] | None, digits: int) -> str | None:
    if value is None:
        return None
    return f"{value:.{digits}f}" + (f" ({span[0]:.{digits}f}–{span[1]:.{digits}f})" if span else "")
