"""`tag`: codes for sentences in JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import tagger_option
from analyzer.i18n import tr


@click.command(cls=Command, short_help="Code sentences from a JSON Lines file.")
@click.argument("sentences", type=click.Path(path_type=Path))
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File for the coded sentences, JSON Lines.")
@tagger_option
def tag(sentences: Path, output: Path, model: Path | None) -> None:
    """Code sentences: lines with `id`, `text` and, where known, `heading` and `lang`.

    Out come, per line, `id`, `text`, `heading` and `lang`, one list or value per code group, and `evidence`: for each code
    the words without which the tagger is less sure of it.

    \b
    Example:
      policy-analyzer tag sentences.jsonl --output coded.jsonl
    """
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.report import records
    from analyzer.resources.files import replace_file
    from analyzer.resources.tagged import read_json_lines, text_of

    asked, segments = [], []
    for number, record in read_json_lines(sentences):
        where = say("{file}, line {line}", file=sentences, line=number)
        text = text_of(record, "text", where)
        heading, language = text_of(record, "heading", where, default=""), text_of(record, "lang", where, default="")
        segments.append(pipeline.sentence_segment(text, heading, language))
        asked.append({"id": record.get("id", number), "text": text, "heading": heading, "lang": segments[-1].language})
    policy = pipeline.load(model=model)
    codings = policy.explain(segments, policy.tag(segments))
    lines = [
        json.dumps({"schema": records.SCHEMA, **known, **records.coding_record(coding, policy.codebook), "coder": coding.coder}, ensure_ascii=False)
        for known, coding in zip(asked, codings, strict=True)
    ]
    replace_file(output, "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"))
    click.echo(tr("{count} sentences coded by {coder}: {file}", count=len(lines), coder=policy.tagger.name, file=output))
