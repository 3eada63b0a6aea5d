"""The methods section of a paper: which documents, how they were coded, with what, and how well that codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.i18n import current, name_in, tr
from analyzer.report.words import document_word, language_word, status_word

_DIGITS = 12
"""Digits of a sha256 in the running text; the table has all."""


def methods_lines(counts: Mapping[str, Any], versions: Mapping[str, Any], model: Mapping[str, Any], codebook: Codebook) -> Iterator[str]:
    """Yield Markdown: a paragraph, the documents by kind and language, the versions with their hashes, and per code threshold, accuracy and sentences.

    `counts` are the fields of a corpus's holdings, `versions` those of its last run, `model` the card of that run's model.
    """
    held = model["held_out"]
    trained = model["trained_on"]
    blank = "" if current() == "zh" else " "
    listed = {
        "languages": _listed(counts["languages"], language_word),
        "kinds": _listed(counts["kinds"], document_word),
        "formats": _listed(counts["formats"], str),
    }
    yield f"## {tr('Coding of the documents')}"
    yield ""
    sentences = [
        tr("The corpus holds {documents} documents ({formats}) with {sentences} sentences.", **{**counts, **listed}),
        tr("By language there are: {languages}.", **listed),
        tr("By kind, as the documents name themselves: {kinds}.", **listed),
    ]
    if counts["years"]:
        first, last = counts["years"]
        sentences.append(tr("Of the documents {dated} give their date, between {first} and {last}.", dated=counts["dated"], first=first, last=last))
    if counts["earlier"]:
        sentences.append(tr("Of the documents {earlier} were read by an earlier version or with other options than the rest.", earlier=counts["earlier"]))
    sentences += [
        tr("{inputs} files were scanned: {statuses}.", inputs=sum(counts["inputs"].values()), statuses=_listed(counts["inputs"], status_word)),
        tr("Every sentence was coded by program, by Smart-city policy analyser {version}.", version=versions["version"]),
        tr("The codebook is {codebook} (sha256 {digits}).", codebook=versions["codebook"], digits=versions["codebook_sha256"][:_DIGITS]),
        tr("The model is {model} (sha256 {digits}).", model=versions["model"], digits=versions["model_sha256"][:_DIGITS]),
        _encoder(model),
        tr("It learned from {sentences} sentences coded by reading.", sentences=trained["sentences"] - held["sentences"]),
        tr(
            "Its probabilities were calibrated on {sentences} sentences kept apart, those of {documents} documents among them.",
            sentences=held["sentences"],
            documents=held["documents"],
        ),
        tr("A code was assigned from the threshold in the table on, and on a scale the most probable level."),
        tr("The F1 in the table was measured on the sentences kept apart, on which thresholds and calibration were set: expect a little less elsewhere."),
        tr("{scored} documents have a score of how closely they follow the codebook's recommended approach.", scored=counts["scored"]),
        tr("The score was not validated by human experts."),
    ]
    yield blank.join(sentences)
    yield ""
    mix = ((document_word(kind), language_word(language), *numbers) for (kind, language), numbers in counts["mix"].items())
    yield from _table((tr("kind"), tr("language"), tr("documents"), tr("sentences"), tr("scored")), mix)
    yield ""
    yield from _table((tr("what"), tr("version"), "sha256"), _version_rows(counts, versions))
    yield ""
    yield tr("The documents' sha256 is that of the sorted list of their own: {command}", command="`sha256sum FILES | cut -c1-64 | sort -u | sha256sum`")
    yield ""
    heads = (tr("group"), tr("code"), tr("threshold"), tr("sentences kept apart that carry it"), "F1", tr("sentences"), tr("documents"))
    yield from _table(heads, _code_rows(counts, held, codebook))


def _version_rows(counts: Mapping[str, Any], versions: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    yield tr("documents"), counts["documents"], counts["sha256"]
    yield tr("program"), versions["version"], ""
    yield tr("reader"), versions["reader"], ""
    yield tr("codebook"), versions["codebook"], versions["codebook_sha256"]
    yield tr("model"), versions["model"], versions["model_sha256"]


def _code_rows(counts: Mapping[str, Any], held: Mapping[str, Any], codebook: Codebook) -> Iterator[tuple[Any, ...]]:
    for group in codebook.groups:
        measured = held["groups"].get(group.name, {}).get("codes", {})
        for code in group.codes:
            figures = measured.get(code.id, {})
            threshold, score = figures.get("threshold"), figures.get("f1")
            found = counts["codes"].get((group.name, code.id), (0, 0))
            shown = (f"{threshold:.2f}" if threshold else "–", figures.get("positives", "–"), "–" if score is None else f"{score:.2f}")
            yield (name_in(group.names), name_in(code.names), *shown, *found)


def _encoder(model: Mapping[str, Any]) -> str:
    if "student_of" in model:
        return tr(
            "It looks the words of a sentence and of its headings up in a table of vectors ({encoder}); its teacher was {teacher}.",
            encoder=model["encoder"],
            teacher=model["student_of"],
        )
    return tr("It reads a sentence with its headings through a multilingual transformer ({encoder}).", encoder=model["encoder"])


def _listed(numbers: Mapping[str, int], word: Callable[[str], str]) -> str:
    return tr(", ").join(f"{word(name)} {number}" for name, number in numbers.items())


def _table(heads: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', ' ') for cell in row)} |"
