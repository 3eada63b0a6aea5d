"""`inspect`: how a file was read."""

from __future__ import annotations

import re
from pathlib import Path

import click

from analyzer.commands.bilingual import Command
from analyzer.commands.options import ocr_option
from analyzer.commands.outputs import write
from analyzer.commands.reading import confined_reader
from analyzer.i18n import tr

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_MOST = 200
"""Pages that one HTML file shows at most."""


def _pages(context: click.Context, parameter: click.Parameter, value: str) -> list[int]:
    """Turn "3-7,12" into page numbers."""
    numbers: list[int] = []
    for part in value.split(","):
        match = _RANGE.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match is not None else (1, 0)
        if first < 1 or last < first:
            raise click.BadParameter(tr("{value} names no pages; write 3-7,12", value=part.strip()), context, parameter)
        numbers += range(first, last + 1)
    if len(numbers) > _MOST:
        raise click.BadParameter(tr("at most {most} pages are shown at once", most=_MOST), context, parameter)
    return sorted(set(numbers))


@click.command(cls=Command, short_help="Show how a file was read: pages, boxes, what was left out and why.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--html", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write the pages with the boxes of what was read to this file.")
@click.option("--pages", default="1-20", show_default=True, callback=_pages, help="Pages to show, such as 3-7,12.")
@ocr_option
def inspect(file: Path, out: Path | None, pages: list[int], ocr: str) -> None:
    """Show how a file was read: page by page what is a heading, a paragraph, a table row, in which order, and what was left out and why.

    \b
    Examples:
      policy-analyzer inspect plan.pdf
      policy-analyzer inspect plan.pdf --html plan.html --pages 1-10,42
    """
    from analyzer.errors import InputError, ReadError
    from analyzer.report import inspection, terminal

    reader = confined_reader(ocr)
    try:
        document = reader.read(file)
        pictures = reader.pictures(file, pages) if out is not None and document.format == "pdf" else {}
    except ReadError as error:
        raise InputError(tr("{file}: {reason}", file=terminal.safe(str(file)), reason=tr(error.reason))) from None
    for line in inspection.inspection_lines(document):
        click.echo(terminal.safe(line))
    if out is None:
        return
    text = inspection.inspection_html(file.name, document, pictures)
    write(out, text.encode("utf-8"), sources=(file,))
    click.echo(tr("written: {file}", file=terminal.safe(str(out))))
