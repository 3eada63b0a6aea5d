"""`codebook`: what is coded, and what a plan is scored against."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from analyzer import i18n
from analyzer.commands.bilingual import Group
from analyzer.i18n import name_in, tr_in


@click.group(cls=Group)
def codebook() -> None:
    """The codes, and the recommended approach that plans are scored against."""


@codebook.command()
@click.option("--codebook", "path", type=click.Path(path_type=Path), help="Another codebook file (TOML).")
@click.option("--language", type=click.Choice(i18n.LANGUAGES), help="Language of the names and definitions.  [default: the language shown]")
def show(path: Path | None, language: str | None) -> None:
    """Print the code groups with their codes, and the criteria with their elements.

    \b
    Examples:
      policy-analyzer codebook show
      policy-analyzer codebook show --language zh
    """
    from analyzer.report import terminal
    from analyzer.report.words import kind_word
    from analyzer.resources.codebooks import load_codebook

    book = load_codebook(path)
    output = terminal.console()
    shown = language or i18n.current()
    tr, name_of = partial(tr_in, shown), partial(name_in, language=shown)
    output.print(f"{book.id} {book.version} · sha256 {book.sha256[:12]}")
    for group in book.groups:
        output.print(f"\n{name_of(group.names)} ({group.name}, {kind_word(group.kind.value, shown)})")
        rows = [(code.id, name_of(code.names), name_of(code.definition)) for code in group.codes]
        output.print(terminal.table([(tr("code"), "left"), (tr("name"), "left"), (tr("code it when the sentence …"), "left")], rows))
    output.print("\n" + tr("Recommended approach"))
    approach = [(item.id, name_of(item.names), tr(", ").join(name_of(part.names) for part in item.elements)) for item in book.criteria]
    output.print(terminal.table([(tr("criterion"), "left"), (tr("name"), "left"), (tr("elements"), "left")], approach))
