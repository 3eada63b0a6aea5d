"""`corpus`: the tagged corpora that models are trained on."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyzer.commands.bilingual import Group
from analyzer.i18n import tr


@click.group(cls=Group, short_help="Work with the tagged corpora.")
def corpus() -> None:
    """Work with the tagged corpora that models are trained on."""


@corpus.command()
@click.argument("standoff", nargs=-1, type=click.Path(path_type=Path))
@click.option("--documents", required=True, type=click.Path(path_type=Path), help="Folder with the source documents, with an INDEX.tsv or as repository/path.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="File for the sentences with their text, JSON Lines.")
def hydrate(standoff: tuple[Path, ...], documents: Path, output: Path) -> None:
    """Put the text back to codings of real sentences, which are stored without it.

    The documents are read and searched for each sentence by its hash. What is missing is listed; the exit code is then 1.

    \b
    Example:
      policy-analyzer corpus hydrate --documents policies/ --output sentences.jsonl
    """
    from analyzer.report import terminal
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replace_file
    from analyzer.resources.tagged import standoff_files
    from analyzer.training import hydrate as hydration

    book = load_codebook()
    sentences = [sentence for path in standoff or standoff_files() for sentence in hydration.read_standoff(path, book)]
    total = len({(item.repository, item.path) for item in sentences})
    with terminal.progress(tr("searching")) as bar:
        bar.update(bar.task_ids[0], total=total)
        result = hydration.hydrate(sentences, documents, lambda _: bar.update(bar.task_ids[0], advance=1))
    lines = []
    for item in result.sentences:
        codes = {}
        for group in book.groups:
            if group.name in item.codes:
                values = [group.code(code).value for code in item.codes[group.name]]
                codes[group.name] = values if group.kind.value == "multi" else values[0]
        lines.append(json.dumps({"id": item.source, "text": item.text, "heading": item.heading, "lang": item.language, **codes}, ensure_ascii=False))
    replace_file(output, "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass"))
    click.echo(tr("{found} of {count} sentences found in {documents} documents: {file}", found=len(lines), count=len(sentences), documents=total, file=output))
    for line in result.missing:
        click.echo(tr("missing: {what}", what=terminal.safe(tr(line))), err=True)
    if result.missing:
        raise click.exceptions.Exit(1)


@corpus.command()
@click.option(
    "--language-model", required=True, type=click.Path(path_type=Path), help="GGUF file of a model of the Qwen2 family, such as one of 0.5 billion weights."
)
@click.option("--documents", required=True, type=click.Path(path_type=Path), help="Folder with the source documents, with an INDEX.tsv or as repository/path.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="File for the chances, JSON Lines; `train` reads those of corpora/tagged/taught."
)
def teach(language_model: Path, documents: Path, output: Path) -> None:
    """Let a language model learn the codings, and have it and the tagger code sentences that nobody coded.

    What is written holds no text: for each sentence, by its hash, the mean of both chances of every code. `train` then has the small tagger learn from
    it. Sentences of documents that are held out are left alone. Needs the extra `teaching`; takes an hour on two cores.

    \b
    Example:
      policy-analyzer corpus teach --language-model qwen2.5-0.5b.gguf --documents policies/ --output corpora/tagged/taught/sentences.jsonl
    """
    from analyzer import pipeline
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.files import replace_file
    from analyzer.resources.tagged import read_tagged, standoff_files, training_files
    from analyzer.training.hydrate import hydrate as put_back
    from analyzer.training.hydrate import read_standoff
    from analyzer.training.taught import taught_lines
    from analyzer.training.unread import few_of_each, unread_sentences

    try:
        from analyzer.training import teach as school
        from analyzer.training.decoder import read_gguf
    except ImportError as error:
        from analyzer.domain.message import say
        from analyzer.errors import ModelError

        raise ModelError(say("teaching needs more packages; run `pip install 'smart-city-policy-analyzer[teaching]'`")) from error

    def progress(step: str) -> None:
        click.echo(tr(step), err=True)

    book = load_codebook()
    decoder = read_gguf(language_model, school.LAYERS)
    coded = [item for file in standoff_files() for item in read_standoff(file, book)]
    sentences = [item for file in training_files() for item in read_tagged(file, book)]
    sentences += put_back(coded, documents, progress).sentences
    unread = few_of_each(unread_sentences(coded, documents, progress), coded, school.EACH)
    tagger = pipeline.load().tagger
    chances = school.teach(sentences, [item.segment for item in unread], decoder, tagger, progress)
    name = f"{language_model.name} (sha256 {decoder.sha256}), its lowest {school.LAYERS} layers, with {tagger.name}"
    replace_file(output, "".join(line + "\n" for line in taught_lines(unread, chances, book, name)).encode("utf-8", "surrogatepass"))
    click.echo(tr("{count} sentences taught: {file}", count=len(unread), file=output))


@corpus.command()
@click.option(
    "--held-out", multiple=True, type=click.Path(path_type=Path), help="Sentences kept for measuring (JSON Lines); none of them may be in the corpus."
)
@click.option("--documents", type=click.Path(path_type=Path), help="Folder with the source documents: compares the real sentences by their text as well.")
def lint(held_out: tuple[Path, ...], documents: Path | None) -> None:
    """Check the tagged corpus: legal codes, duplicates, leaks from sentences kept for measuring; print its balance.

    Faults are listed; the exit code is then 1. The table counts sentences per code, by part and by language.

    \b
    Example:
      policy-analyzer corpus lint --held-out gold.jsonl
    """
    from analyzer.report import terminal
    from analyzer.resources.codebooks import load_codebook
    from analyzer.resources.tagged import TaggedSentence, standoff_files, taught_files, training_files
    from analyzer.training import hydrate as hydration
    from analyzer.training import lint as checks
    from analyzer.training.taught import read_taught

    book = load_codebook()
    tagged = checks.load(training_files(), standoff_files(), book)
    faults: list[str] = []
    real: tuple[TaggedSentence, ...] = ()
    if documents:
        with terminal.progress(tr("searching")):
            result = hydration.hydrate([item for items in tagged.standoff.values() for item in items], documents, lambda _: None)
        real, faults = result.sentences, list(result.missing)
    kept = checks.read_held_out(held_out)
    faults += checks.check(tagged, book, kept, real)
    faults += checks.check_taught([item for file in taught_files() for item in read_taught(file, book)], kept)
    click.echo(checks.balance(tagged, book))
    for line in faults:
        click.echo(terminal.safe(tr(line)), err=True)
    count = sum(map(len, tagged.written.values())) + sum(map(len, tagged.standoff.values()))
    click.echo(tr("{count} sentences; faults: {faults}", count=count, faults=len(faults)))
    if faults:
        raise click.exceptions.Exit(1)


@corpus.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
def agreement(first: Path, second: Path) -> None:
    """Measure how far two coders agree: Krippendorff's alpha per group and code.

    Both files are JSON Lines with `id` and the code groups; sentences are matched by `id`.

    \b
    Example:
      policy-analyzer corpus agreement coder-a.jsonl coder-b.jsonl
    """
    from analyzer.report import terminal
    from analyzer.resources.codebooks import load_codebook
    from analyzer.training import agreement as measures

    book = load_codebook()
    results = measures.agreement(measures.read_codings(first, book), measures.read_codings(second, book), book)
    columns = [(tr("group"), "left"), (tr("code"), "left"), *((name, "right") for name in (tr("sentences"), tr("same codes"), "alpha"))]
    rows = [(r.group, r.code, r.sentences, f"{r.agreed:.3f}", None if r.alpha is None else f"{r.alpha:.3f}") for r in results]
    terminal.console().print(terminal.table(columns, rows))
