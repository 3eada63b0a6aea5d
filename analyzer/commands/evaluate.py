"""`evaluate`: the tagger against codings by people."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import tagger_option
from analyzer.i18n import tr

CONFUSED = ("stages", "commitment")
"""Groups of which it is shown which code is taken for which."""


@click.command(cls=Command, short_help="Measure the tagger on sentences that people coded.")
@click.argument("gold", type=click.Path(path_type=Path))
@tagger_option
@click.option("--by", metavar="FIELD", multiple=True, help="Show the macro averages for each value of a field too, such as lang; may be repeated.")
@click.option("--table", type=click.Path(path_type=Path), help="Table of the documents (tab-separated, with a column `file`) whose columns --by may name.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate(gold: Path, model: Path | None, by: tuple[str, ...], table: Path | None, form: str) -> None:
    """Measure the tagger on sentences that people coded (JSON Lines with `text`, `heading`, `lang` and the code groups).

    F1 per code and macro averages, with 95 % intervals over resampled sentences; which stages and levels are taken for which. Use sentences
    that the model was not trained on. Records name their document in `doc`; with --table its line is found by the file's name.

    \b
    Examples:
      policy-analyzer evaluate gold.jsonl
      policy-analyzer evaluate gold.jsonl --by lang --by type --table policies/INDEX.tsv
    """
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.report import records, terminal
    from analyzer.resources.tagged import read_json_lines, read_table, read_tagged
    from analyzer.training.measures import NONE, GroupMeasure, confusions, measure

    policy = pipeline.load(model=model)
    sentences = [replace(item, language=pipeline.language_tag(item.text, item.language)) for item in read_tagged(gold, policy.codebook)]
    if not sentences:
        raise InputError(say("{file}: holds no sentences", file=gold))
    codings = policy.tag([pipeline.sentence_segment(item.text, item.heading, item.language) for item in sentences])
    measures = measure(sentences, codings, policy.codebook)
    if not measures:
        names = ", ".join(group.name for group in policy.codebook.groups)
        raise InputError(say("{file}: holds no codes to compare with; add fields such as {groups}", file=gold, groups=names))
    confused = {name: confusions(sentences, codings, policy.codebook.group(name)) for name in CONFUSED if any(item.group == name for item in measures)}
    about = read_table(table) if table else {}
    split: dict[str, dict[str, tuple[list[int], tuple[GroupMeasure, ...]]]] = {}
    for field in by:
        parts: dict[str, list[int]] = {}
        for number, (_, record) in enumerate(read_json_lines(gold)):
            row = {**about.get(str(record.get("doc", "")), {}), **record}
            parts.setdefault(str(row.get(field, "")), []).append(number)
        split[field] = {
            value: (numbers, measure([sentences[n] for n in numbers], [codings[n] for n in numbers], policy.codebook))
            for value, numbers in sorted(parts.items())
        }
    if form == "json":
        result = {
            "schema": records.SCHEMA,
            "model": policy.model_versions,
            "sentences": len(sentences),
            "groups": {item.group: asdict(item) for item in measures},
            "confusions": {name: [{"gold": g, "predicted": p, "sentences": n} for (g, p), n in sorted(table.items())] for name, table in confused.items()},
            "by": {field: {value: {item.group: asdict(item) for item in part} for value, (_, part) in parts.items()} for field, parts in split.items()},
        }
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    output = terminal.console()
    output.print(tr("{count} sentences, model {model}", count=len(sentences), model=policy.tagger.name), soft_wrap=True)
    for item in measures:
        accuracy = "" if item.accuracy is None else tr(", accuracy {value:.3f}", value=item.accuracy)
        span, macro = _span(item.interval), _shown(item.macro_f1) or "–"
        output.print("\n" + tr("{group}: macro-F1 {macro}{span}{accuracy}", group=item.group, macro=macro, span=span, accuracy=accuracy), soft_wrap=True)
        rows = [(c.code, c.gold, c.predicted, _shown(c.precision), _shown(c.recall), f"{_shown(c.f1) or '–'}{_span(c.interval)}") for c in item.codes]
        columns = [(tr("code"), "left"), *((name, "right") for name in (tr("gold"), tr("predicted"), tr("precision"), tr("recall"), "F1"))]
        output.print(terminal.table(columns, rows))
    for name, pairs in confused.items():
        output.print("\n" + tr("{group}: coded by people (rows) and by the tagger (columns)", group=name), soft_wrap=True)
        codes = [*(str(code.id) for code in policy.codebook.group(name).codes), *({one for pair in pairs for one in pair} & {NONE})]
        columns = [("", "left"), *((code, "right") for code in codes)]
        output.print(terminal.table(columns, [(one, *(pairs.get((one, two), 0) for two in codes)) for one in codes]))
    for field, values in split.items():
        output.print("\n" + tr("macro-F1 by {field}", field=field), soft_wrap=True)
        columns = [(field, "left"), (tr("sentences"), "right"), (tr("group"), "left"), (tr("macro-F1 (95 %)"), "left")]
        lines = [
            (value if item is part[0] else "", len(numbers) if item is part[0] else "", item.group, f"{_shown(item.macro_f1)}{_span(item.interval)}")
            for value, (numbers, part) in values.items()
            for item in part
            if item.macro_f1 is not None
        ]
        output.print(terminal.table(columns, lines))


def _shown(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"


def _span(interval: tuple[float, float] | None) -> str:
    return f" ({interval[0]:.3f}–{interval[1]:.3f})" if interval else ""
