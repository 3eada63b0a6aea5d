"""Checks of the tagged corpus: legal codes, duplicates, leaks from held-out sentences, balance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import of_error, say
from analyzer.domain.segment import without_white_space
from analyzer.errors import InputError
from analyzer.resources.tagged import TaggedSentence, read_json_lines, tagged_sentence
from analyzer.training.hydrate import StandoffSentence, sha1_of, standoff_sentence
from analyzer.training.taught import KEY, TaughtDocument

ALIKE = 0.6
"""Jaccard similarity of character trigrams from which two sentences count as near-duplicates: a sentence of thirty characters in which one
name of three is exchanged reaches 0.7, the same content said at another level of commitment stays under 0.5."""
_DIGITS = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What must not be in a training corpus: sentences that a tagger is measured on, and the documents they come from."""

    texts: Mapping[str, str]
    """Text without white space -> where it stands."""
    documents: frozenset[tuple[str, str]]
    """Repository and path of each document."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything in the files that could be read: written and stand-off sentences by file, and a line for each fault."""

    written: Mapping[str, Sequence[TaggedSentence]]
    standoff: Mapping[str, Sequence[StandoffSentence]]
    faults: Sequence[str]


def load(written: Sequence[Path], standoff: Sequence[Path], codebook: Codebook) -> Corpus:
    """Read files of both sorts; a line that is broken, or holds an unknown code, becomes a fault and the others are read."""
    faults: list[str] = []
    texts: dict[str, list[TaggedSentence]] = {path.name: [] for path in written}
    references: dict[str, list[StandoffSentence]] = {path.name: [] for path in standoff}
    for path in (*written, *standoff):
        try:
            for number, record in read_json_lines(path):
                try:
                    if path.name in texts:
                        texts[path.name].append(tagged_sentence(record, codebook, path, number))
                    else:
                        references[path.name].append(standoff_sentence(record, codebook, path, number))
                except InputError as error:
                    faults.append(of_error(error))
                if missing := [group.name for group in codebook.groups if group.name not in record]:
                    faults.append(say("{where}: lacks the groups {groups}; code them", where=f"{path.name}:{number}", groups=", ".join(missing)))
        except InputError as error:
            faults.append(of_error(error))
    return Corpus(texts, references, faults)


def read_held_out(paths: Sequence[Path]) -> HeldOut:
    """Read sentences that are kept for measuring (JSON Lines with `text`, and `source` with `repo` and `path` where known)."""
    texts: dict[str, str] = {}
    documents = set()
    for path in paths:
        for number, record in read_json_lines(path):
            texts[without_white_space(str(record.get("text", "")))] = f"{path.name}:{number}"
            source = record.get("source")
            if isinstance(source, dict):
                documents.add((str(source.get("repo", "")), str(source.get("path", ""))))
    return HeldOut(texts, frozenset(documents))


def check(corpus: Corpus, codebook: Codebook, held_out: HeldOut, hydrated: Sequence[TaggedSentence] = ()) -> list[str]:
    """Return one line for each fault: unreadable lines, codes against a requirement, duplicates, and leaks.

    Written sentences are compared with one another and with the held-out ones, `hydrated` real sentences (may be none) with the held-out
    ones. Stand-off sentences are compared by hash.
    """
    faults: list[str] = list(corpus.faults)
    written = [item for items in corpus.written.values() for item in items]
    standoff = [item for items in corpus.standoff.values() for item in items]
    for source, codes in [*((item.source, item.codes) for item in written), *((item.source, item.codes) for item in standoff)]:
        faults.extend(_against_requirements(source, codes, codebook))
    seen: dict[tuple[str, str, str], StandoffSentence] = {}
    for reference in standoff:
        key = (reference.repository, reference.path, reference.sentence.sha1)
        first = seen.setdefault(key, reference)
        if first is not reference:
            faults.append(say("{second}: is the same sentence as {first}; keep one", first=first.source, second=reference.source))
        if (reference.repository, reference.path) in held_out.documents:
            faults.append(say("{where}: comes from the held-out document {document}; remove it", where=reference.source, document=reference.path))
    hashes = {sha1_of(text): where for text, where in held_out.texts.items()}
    faults.extend(
        say("{where}: is the held-out sentence {held}; remove it", where=item.source, held=hashes[item.sentence.sha1])
        for item in standoff
        if item.sentence.sha1 in hashes
    )
    texts = [without_white_space(item.text) for item in written]
    for first_row, second_row, likeness in near_duplicates(texts):
        pair = (written[second_row].source, written[first_row].source)
        faults.append(say("{second}: is nearly the same as {first} ({likeness:.2f}); write another", second=pair[0], first=pair[1], likeness=likeness))
    held = list(held_out.texts)
    trained = [*written, *hydrated]
    for row, held_row, likeness in near_duplicates([without_white_space(item.text) for item in trained], held):
        where = held_out.texts[held[held_row]]
        faults.append(
            say("{where}: is nearly the held-out sentence {held} ({likeness:.2f}); remove it", where=trained[row].source, held=where, likeness=likeness)
        )
    return faults


def check_taught(documents: Sequence[TaughtDocument], held_out: HeldOut) -> list[str]:
    """Return one line for each document or sentence of the taught ones that is kept for measuring."""
    hashes = {sha1_of(text)[:KEY]: where for text, where in held_out.texts.items()}
    faults: list[str] = []
    for document in documents:
        source = document.source
        if (source.repository, source.path) in held_out.documents:
            faults.append(say("{where}: comes from the held-out document {document}; remove it", where="taught", document=source.path))
        faults.extend(
            say("{where}: is the held-out sentence {held}; remove it", where=f"taught, {source.path}, {key}", held=hashes[key])
            for key in document.chances
            if key in hashes
        )
    return faults


def _against_requirements(source: str, codes: Mapping[str, Sequence[str]], codebook: Codebook) -> list[str]:
    return [
        say("{where}: has {group} without {needed}", where=source, group=group.name, needed=", ".join(needed))
        for group in codebook.groups
        for other, needed in group.requires.items()
        if codes.get(group.name) and other in codes and not set(codes[other]) & set(needed)
    ]


def near_duplicates(texts: Sequence[str], others: Sequence[str] | None = None) -> list[tuple[int, int, float]]:
    """Return pairs of rows that are alike (`ALIKE`), with their similarity: within `texts`, or between `texts` and `others`.

    Similarity is Jaccard's over the sets of character trigrams, digits taken as one (Broder 1997). Texts under three characters are compared as they are.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    if not texts or (others is not None and not others):
        return []
    vectorizer = CountVectorizer(analyzer=_trigrams, binary=True, dtype=np.int32)
    left = csr_matrix(vectorizer.fit_transform([*texts, *(others or [])]))
    right = left[len(texts) :] if others is not None else left
    left = left[: len(texts)]
    sizes, other_sizes = left.getnnz(axis=1), right.getnnz(axis=1)
    pairs: list[tuple[int, int, float]] = []
    step = 512
    for start in range(0, len(texts), step):
        common = (left[start : start + step] @ right.T).tocoo()
        rows, columns, shared = common.row + start, common.col, common.data
        likeness = shared / (sizes[rows] + other_sizes[columns] - shared)
        keep = likeness >= ALIKE
        if others is None:
            keep &= rows < columns
        pairs.extend(zip(rows[keep].tolist(), columns[keep].tolist(), likeness[keep].tolist(), strict=True))
    return sorted(pairs)


def _trigrams(text: str) -> list[str]:
    plain = text.translate(_DIGITS).lower()
    return [plain[i : i + 3] for i in range(len(plain) - 2)] or [plain]


def balance(corpus: Corpus, codebook: Codebook) -> str:
    """Return a Markdown table: sentences per code, by part of the corpus and by language; the default code of a group is left out."""
    parts: dict[str, list[Mapping[str, Sequence[str]]]] = {"written": [item.codes for items in corpus.written.values() for item in items]}
    by_language: dict[str, list[Mapping[str, Sequence[str]]]] = defaultdict(list)
    for name, references in sorted(corpus.standoff.items()):
        parts[Path(name).stem] = [item.codes for item in references]
    for items in (*corpus.written.values(), *corpus.standoff.values()):
        for item in cast("Sequence[Any]", items):
            by_language[item.language].append(item.codes)
    languages = sorted(by_language, key=lambda name: (-len(by_language[name]), name))
    columns = [*parts.values(), [codes for part in parts.values() for codes in part], *(by_language[name] for name in languages)]
    header = ["", *parts, "all", *languages]
    counted = [Counter((group, code) for codes in column for group, given in codes.items() for code in given) for column in columns]
    rows = [["sentences", *(str(len(column)) for column in columns)]]
    for group in codebook.groups:
        rows.extend([code.id, *(str(count[group.name, code.id]) for count in counted)] for code in group.codes if code.id != group.default)
    lines = [header, ["---", *("---:" for _ in columns)], *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"
