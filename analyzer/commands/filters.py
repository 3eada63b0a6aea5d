"""Options that choose documents of a corpus, shared by the commands that compare them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analyzer.domain.description import DocumentKind, DocumentLevel
from analyzer.domain.entries import Wanted
from analyzer.domain.message import say
from analyzer.errors import InputError


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options --language, --years, --place, --kind, --level and --about to a command."""
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
        command = option(command)
    return command


about_option = click.option(
    "--about",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Table that tells what documents do not say: columns file and any of kind, level, place, date.",
)


def wanted(language: str | None, years: str | None, place: str | None, kind: str | None, level: str | None) -> Wanted:
    """Return the documents that the options ask for. Raises `InputError` for years that are none."""
    span = None
    if years is not None:
        match = re.fullmatch(r"([12][0-9]{3})(?:\s*[-–—]\s*([12][0-9]{3}))?", years.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise InputError(say("--years {years}: is neither a year nor a span of years such as 2019-2023", years=years))
        span = (int(match[1]), int(match[2] or match[1]))
    return Wanted(language, span, place, kind, level)
