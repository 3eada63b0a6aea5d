"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

corpus_option = click.option("--corpus", "corpus_path", required=True, type=click.Path(path_type=Path), help="Corpus file.")

ocr_option = click.option(
    "--ocr", type=click.Choice(["auto", "never", "always"]), default="auto", show_default=True, help="Recognise text: of pages without any, of none, of all."
)


def _folder(_context: click.Context, _option: click.Parameter, name: str) -> Path | None:
    """Return the model folder of a tagger that comes with the program, or the folder itself; `None` for the default."""
    from analyzer.resources.taggers import DEFAULT, own_model

    return None if name == DEFAULT else own_model(name) or Path(name)


tagger_option = click.option(
    "--tagger",
    "model",
    metavar="NAME_OR_FOLDER",
    default="default",
    callback=_folder,
    help="`fast`, for screening (many times faster, less exact), or the folder of a model of your own.  [default: the exact one]",
)
