"""`evaluate`: the tagger against codings by people."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Measure the tagger on sentences that people coded.")
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def evaluate(gold: Path, form: str) -> None:
    """Measure the tagger on sentences that people coded (JSON Lines with `text`, `heading`, `lang` and the code groups).

    F1 per code with macro averages and 95 % intervals over resampled sentences. Use sentences that the model was not trained on.

    \b
    Example:
      policy-analyzer evaluate gold.jsonl
    """
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.report import records, terminal
    from analyzer.resources.tagged import read_tagged
    from analyzer.training.measures import measure

    policy = pipeline.load()
    sentences = [replace(item, language=pipeline.language_tag(item.text, item.language)) for item in read_tagged(gold, policy.codebook)]
    if not sentences:
        raise InputError(say("{file}: holds no sentences", file=gold))
    codings = policy.tag([pipeline.sentence_segment(item.text, item.heading, item.language) for item in sentences])
    measures = measure(sentences, codings, policy.codebook)
    if form == "json":
        groups = {item.group: asdict(item) for item in measures}
        click.echo(json.dumps({"schema": records.SCHEMA, "model": policy.model_versions, "sentences": len(sentences), "groups": groups}, ensure_ascii=False))
        return
    output = terminal.console()
    output.print(tr("{count} sentences, model {model}", count=len(sentences), model=policy.tagger.name), soft_wrap=True)
    for item in measures:
        span = f" ({item.interval[0]:.3f}–{item.interval[1]:.3f})" if item.interval else ""
        accuracy = "" if item.accuracy is None else tr(", accuracy {value:.3f}", value=item.accuracy)
        macro = "–" if item.macro_f1 is None else f"{item.macro_f1:.3f}"
        output.print("\n" + tr("{group}: macro-F1 {macro}{span}{accuracy}", group=item.group, macro=macro, span=span, accuracy=accuracy), soft_wrap=True)
        rows = [(code.code, code.gold, code.predicted, _shown(code.precision), _shown(code.recall), _shown(code.f1)) for code in item.codes]
        columns = [(tr("code"), "left"), *((name, "right") for name in (tr("gold"), tr("predicted"), tr("precision"), tr("recall"), "F1"))]
        output.print(terminal.table(columns, rows))


def _shown(value: float | None) -> str | None:
    return None if value is None else f"{value:.3f}"
