"""`train`: the tagger from the tagged corpora."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.bilingual import Command
from analyzer.i18n import tr

if TYPE_CHECKING:
    from analyzer.domain.codebook import Codebook
    from analyzer.training.taught import Taught


@click.command(cls=Command, short_help="Train the tagger on tagged sentences.")
@click.argument("tagged", nargs=-1, type=click.Path(path_type=Path))
@click.option("--documents", type=click.Path(path_type=Path), help="Folder with the source documents of the stand-off codings, which then train the model too.")
@click.option("--student-of", "teacher", type=click.Path(path_type=Path), help="Train the fast student of this model folder instead; needs --documents.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Model folder to write.")
def train(tagged: tuple[Path, ...], documents: Path | None, teacher: Path | None, output: Path) -> None:
    """Train the tagger on tagged sentences (JSON Lines; the project's own corpora when none are named).

    The codings of real sentences, by people and by a teacher (`corpus teach`), are stored without the text; with --documents it is put back and they
    train the model too.

    The same sentences give the same model, byte for byte on one machine. Figures in the model card come from documents and sentences that
    were held out. Needs the extra `training`; takes less than an hour on two cores.

    A student (--student-of) is a table of word vectors for screening, a hundred times faster. It learns from the same sentences, and from
    what its teacher thinks of those that nobody coded in the same documents.

    \b
    Examples:
      policy-analyzer train --documents policies/ --output models/default
      policy-analyzer train --documents policies/ --student-of models/default --output models/fast
      policy-analyzer train corpora/tagged/written/*.jsonl more.jsonl --output models/mine
    """
    from analyzer import pipeline
    from analyzer.domain.message import say
    from analyzer.errors import InputError
    from analyzer.report import terminal
    from analyzer.resources import taggers
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replace_file
    from analyzer.resources.tagged import read_tagged, standoff_files, training_files
    from analyzer.segment.tokens import quick_words
    from analyzer.training.card import model_card
    from analyzer.training.hydrate import StandoffSentence, hydrate, read_standoff
    from analyzer.training.train import train as fit
    from analyzer.training.train import train_student
    from analyzer.training.unread import unread_sentences
    from analyzer.training.weights import packaged_weights, read_weights

    if teacher is not None and documents is None:
        raise InputError(say("a student reads the documents of the corpora; name their folder with --documents"))
    weights = read_weights(packaged_weights()) if teacher is None else None
    book = load_codebook()
    coded: list[StandoffSentence] = []
    files = list(tagged) or training_files()
    sentences = [sentence for file in files for sentence in read_tagged(file, book)]
    if documents is not None:
        coded = [item for file in standoff_files() for item in read_standoff(file, book)]
        with terminal.progress(tr("searching")):
            found = hydrate(coded, documents, lambda _: None)
            for line in found.missing:
                click.echo(tr("missing: {what}", what=tr(line)), err=True)
            sentences += found.sentences
    for sentence in sentences:
        if missing := [group.name for group in book.groups if group.name not in sentence.codes]:
            raise InputError(say("{where}: lacks {groups}; training needs every group", where=sentence.source, groups=", ".join(missing)))
    if len(sentences) < 200:
        raise InputError(say("{count} tagged sentences are too few to train on; at least 200 are needed", count=len(sentences)))

    def progress(step: str) -> None:
        click.echo(tr(step), err=True)

    if weights is not None:
        taught = _taught(documents, book, progress) if documents is not None else None
        trained = fit(sentences, book, pipeline.matcher_for(book), weights, progress, taught=taught)
    else:
        assert documents is not None
        unread = unread_sentences(coded, documents, lambda path: progress(say("reading {file}", file=path)))
        trained = train_student(sentences, [item.segment for item in unread], pipeline.load(model=teacher).tagger, quick_words, progress)
    taggers.save_model(
        output,
        name=output.name,
        version="3",
        encoder=trained.encoder.name,
        features=trained.features,
        arrays=trained.arrays,
        files=trained.files,
        codebook=book,
        card=trained.card,
    )
    stored = taggers.load_model(book, output)
    replace_file(output / "MODEL_CARD.md", model_card(stored.card, stored.sha256).encode())
    if documents is None:
        click.echo(tr("the codings of real sentences were left out; with --documents they train the model too"), err=True)
    click.echo(tr("{coder}: trained on {count} sentences, written to {folder}", coder=stored.coder, count=len(sentences), folder=output))


def _taught(documents: Path, book: Codebook, progress: Callable[[str], None]) -> Taught:
    from analyzer.domain.message import say
    from analyzer.resources.tagged import taught_files
    from analyzer.training.taught import find_taught, read_taught

    found = find_taught([item for file in taught_files() for item in read_taught(file, book)], documents, lambda _: None)
    if found.missing:
        progress(say("{count} taught sentences are not in the documents as they are read today", count=found.missing))
    return found
