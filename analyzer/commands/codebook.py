"""`codebook`: what is coded, and what a plan is scored against."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.commands.bilingual import Group
from analyzer.i18n import tr


@click.group(cls=Group)
def codebook() -> None:
    """The codes, and the recommended approach that plans are scored against."""


@codebook.command()
@click.option("--codebook", "path", type=click.Path(path_type=Path), help="Another codebook file (TOML).")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True)
def show(path: Path | None, language: str) -> None:
    """Print the code groups with their codes, and the criteria with their elements.

    \b
    Examples:
      policy-analyzer codebook show
      policy-analyzer codebook show --language zh
    """
    from analyzer.report import terminal
    from analyzer.resources.codebooks import load_codebook

    book = load_codebook(path)
    output = terminal.console()
    output.print(f"{book.id} {book.version} · sha256 {book.sha256[:12]}")
    for group in book.groups:
        output.print(f"\n{group.names.get(language, group.names['en'])} ({group.name}, {group.kind.value})")
        rows = [(code.id, code.names.get(language, code.names["en"]), code.definition.get(language, code.definition["en"])) for code in group.codes]
        output.print(terminal.table([("code", "left"), ("name", "left"), ("code it when the sentence …", "left")], rows))
    output.print("\nRecommended approach" if language == "en" else "\n推荐做法")
    approach = [
        (item.id, item.names.get(language, item.names["en"]), ", ".join(part.names.get(language, part.names["en"]) for part in item.elements))
        for item in book.criteria
    ]
    output.print(terminal.table([("criterion", "left"), ("name", "left"), ("elements", "left")], approach))
