"""Where reports are written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analyzer.domain.message import say
from analyzer.errors import InputError
from analyzer.i18n import tr
from analyzer.resources.files import replace_file


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that can write what they find as a page."""
    html = click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the result as a page that needs nothing else.")
    language = click.option(
        "--report-language", type=click.Choice(["en", "zh"]), help="Language of the page.  [default: the document's, or that of most, Chinese or English]"
    )
    return html(language(command))


def write(path: Path, data: bytes, *, sources: tuple[Path, ...] = ()) -> None:
    """Write a report whole or not at all and say so. It never replaces one of its `sources`."""
    for source in sources:
        if path.exists() and source.exists() and path.samefile(source):
            raise InputError(say("{file}: is the document itself; name another file for the report", file=path))
    replace_file(path, data)
    click.echo(tr("{file}: written", file=path))
