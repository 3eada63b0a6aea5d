"""Options that choose documents of a corpus, shared by the commands that compare them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from analyzer.domain.description import DocumentKind, DocumentLevel
from analyzer.domain.entries import Entry, Wanted
from analyzer.domain.message import say
from analyzer.errors import InputError
from analyzer.i18n import tr


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --language, --years, --place, --kind and --level to a command, which gets them as `asked`, and --about."""

    @functools.wraps(command)
    def asking(*, language: str | None, years: str | None, place: str | None, kind: str | None, level: str | None, **others: Any) -> Any:
        return command(asked=Wanted(language, span_of(years), place, kind, level), **others)

    made: Callable[..., Any] = asking
    for option in reversed(
        (
            click.option("--language", help="Only this language, such as en or zh-Hant; zh takes both scripts."),
            click.option("--years", metavar="YEAR[-YEAR]", help="Only documents of these years (of issue, else the first that is planned for)."),
            click.option("--place", help="Only places whose name holds this."),
            click.option("--kind", type=click.Choice([kind.value for kind in DocumentKind]), help="Only this kind of document."),
            click.option("--level", type=click.Choice([level.value for level in DocumentLevel]), help="Only this level of government."),
            about_option,
        )
    ):
        made = option(made)
    return made


about_option = click.option(
    "--about",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Table that tells what documents do not say: columns file and any of kind, level, place, date.",
)


def span_of(years: str | None) -> tuple[int, int] | None:
    """Return the first and the last of the years that an option names, `2024` or `2020-2025`. Raises `InputError` for what is neither."""
    if years is None:
        return None
    match = re.fullmatch(r"([12][0-9]{3})(?:\s*[-–—]\s*([12][0-9]{3}))?", years.strip())
    if match is None or int(match[2] or match[1]) < int(match[1]):
        raise InputError(say("--years {years}: is neither a year nor a span of years such as 2019-2023", years=years))
    return int(match[1]), int(match[2] or match[1])


def warn_of_untold(entries: Iterable[Entry], asked: Wanted) -> None:
    """Say how many documents are left out because they do not tell what the options ask for."""
    left = [names for entry in entries if (names := asked.untold(entry))]
    if left:
        options = ", ".join(sorted({f"--{name}" for names in left for name in names}))
        words = tr("{count} documents do not tell what {options} asks for and are left out; tell it in a table with --about", count=len(left), options=options)
        click.echo(words, err=True)
