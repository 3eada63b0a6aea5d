"""`train`: the tagger from the tagged corpora."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Train the tagger on tagged sentences.")
@click.argument("tagged", nargs=-1, type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), help="Model folder to write.  [default: models/default]")
def train(tagged: tuple[Path, ...], output: Path | None) -> None:
    """Train the tagger on tagged sentences (JSON Lines; the project's own corpora when none are named).

    The same sentences give the same model, byte for byte on one machine. Figures in the model card come from held-out folds.

    \b
    Examples:
      policy-analyzer train
      policy-analyzer train corpora/tagged/written/*.jsonl more.jsonl --output models/mine
    """
    from analyzer import pipeline
    from analyzer.errors import InputError
    from analyzer.resources import taggers
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replace_file
    from analyzer.resources.locate import models
    from analyzer.resources.tagged import read_tagged, training_files
    from analyzer.tag.encoders import UniversalEncoder
    from analyzer.training.card import model_card
    from analyzer.training.train import train as fit

    book = load_codebook()
    files = list(tagged) or training_files()
    sentences = [sentence for file in files for sentence in read_tagged(file, book)]
    for sentence in sentences:
        if missing := [group.name for group in book.groups if group.name not in sentence.codes]:
            raise InputError(f"{sentence.source}: lacks {', '.join(missing)}; training needs every group")
    if len(sentences) < 200:
        raise InputError(f"{len(sentences)} tagged sentences are too few to train on; at least 200 are needed")
    encoder = UniversalEncoder()
    trained = fit(sentences, book, encoder, pipeline.matcher_for(book), lambda step: click.echo(step, err=True))
    folder = output or models() / taggers.DEFAULT
    name = folder.name
    taggers.save_model(
        folder, name=name, version="1", encoder=encoder.name, features=trained.features, arrays=trained.arrays, codebook=book, card=trained.card
    )
    stored = taggers.load_model(book, folder)
    replace_file(folder / "MODEL_CARD.md", model_card(stored.card, stored.sha256).encode())
    click.echo(f"{stored.coder}: trained on {len(sentences)} sentences, written to {folder}")
