"""Stand-off codings of real sentences: the text is put back by searching the documents that they point to."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.document import Document
from analyzer.domain.message import Message, say
from analyzer.errors import InputError, ReadError
from analyzer.pipeline import read_document
from analyzer.resources.tagged import TaggedSentence, codes_of, read_json_lines, text_of
from analyzer.segment.segments import segment_document

INDEX = "INDEX.tsv"
"""A table in the documents' folder that maps files to their source: columns `file`, `source_repository` and `path`."""
_STARTS = re.compile(r"(?:^|[\s。！？；;.!?:：，,、|)）】》”’\"'])(?=\S)")


@dataclass(frozen=True, slots=True)
class Reference:
    """A stretch of text by the sha1 and length of its characters without white space."""

    sha1: str
    length: int


@dataclass(frozen=True, slots=True)
class StandoffSentence:
    """A coded sentence that points to its source and holds no text."""

    repository: str
    path: str
    commit: str
    sentence: Reference
    heading: tuple[Reference, ...]
    language: str
    codes: Mapping[str, tuple[str, ...]]
    source: str
    doubtful: bool = False
    """Whether it was drawn because a model was unsure of it (`"drawn": "doubt"`)."""


@dataclass(frozen=True, slots=True)
class Hydrated:
    """Sentences whose text was found, and for each of the others where it was looked for and what is missing."""

    sentences: tuple[TaggedSentence, ...]
    missing: tuple[str, ...]


def sha1_of(text: str) -> str:
    """Return the sha1 of a text in UTF-8, as stand-off references hold it."""
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def read_standoff(path: Path, codebook: Codebook) -> list[StandoffSentence]:
    """Read one file of stand-off codings (JSON Lines)."""
    return [standoff_sentence(record, codebook, path, number) for number, record in read_json_lines(path)]


def standoff_sentence(record: Mapping[str, Any], codebook: Codebook, path: Path, number: int) -> StandoffSentence:
    """Return the stand-off sentence of one record, the line `number` of `path`; `InputError` says what is wrong with it."""
    where = say("{file}, line {line}", file=path, line=number)
    try:
        sentence = _reference(record)
        heading = tuple(_reference(item) for item in record.get("heading", ()))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(say("{where}: lacks 'sha1' or 'length' of the sentence or a heading; add them", where=where)) from error
    repository, source, commit = (text_of(record, key, where) for key in ("repository", "path", "commit"))
    codes = codes_of(record, codebook, where)
    language = text_of(record, "lang", where, default="")
    doubtful = text_of(record, "drawn", where, default="") == "doubt"
    return StandoffSentence(repository, source, commit, sentence, heading, language, codes, f"{path.name}:{number}", doubtful)


def _reference(record: Mapping[str, Any]) -> Reference:
    return Reference(str(record["sha1"]), int(record["length"]))


def find_documents(folder: Path) -> Callable[[str, str], Path | None]:
    """Return a function from repository and path to the file in `folder`: by its INDEX.tsv, else as `folder/repository/path`."""
    if not folder.is_dir():
        raise InputError(say("{file}: is no folder of documents; name the folder that holds the sources", file=folder))
    index: dict[tuple[str, str], Path] = {}
    table = folder / INDEX
    if table.is_file():
        try:
            with table.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t"):
                    index[row["source_repository"], row["path"]] = folder / row["file"]
        except (KeyError, TypeError, UnicodeDecodeError) as error:
            columns = "file, source_repository, path"
            raise InputError(say("{file}: is no table in UTF-8 with the columns {columns}; mend it or take it away", file=table, columns=columns)) from error

    def locate(repository: str, path: str) -> Path | None:
        found = index.get((repository, path), folder / repository / path)
        return found if found.is_file() else None

    return locate


def hydrate(sentences: Sequence[StandoffSentence], folder: Path, progress: Callable[[str], None]) -> Hydrated:
    """Put the text back to stand-off codings, in their order.

    Each document is read once; a sentence is found where the characters of its length, white space left out, have its sha1. The document's
    sentences and headings as they are cut today are tried first, then starts of words and clauses, then every position, so that nothing
    depends on where sentences are cut.
    """
    locate = find_documents(folder)
    by_document: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, item in enumerate(sentences):
        by_document[item.repository, item.path].append(number)
    found: dict[int, TaggedSentence] = {}
    missing: dict[int, str] = {}
    for (repository, path), numbers in sorted(by_document.items()):
        file = locate(repository, path)
        document = _read(file) if file else None
        if document is None:
            missing.update((number, _unread(sentences[number], folder, found=file is not None)) for number in numbers)
            continue
        progress(path)
        wanted = {reference for number in numbers for reference in (sentences[number].sentence, *sentences[number].heading)}
        places = {reference: passage for reference, passage in _cut(document) if reference in wanted}
        places |= search(document.text, wanted - places.keys())
        for number in numbers:
            item = sentences[number]
            if item.sentence not in places:
                missing[number] = say(
                    "{where}: {file} holds no sentence with sha1 {sha1}", where=item.source, file=f"{repository}/{path}", sha1=item.sentence.sha1
                )
                continue
            heading = " > ".join(places[reference] for reference in item.heading if reference in places)
            found[number] = TaggedSentence(places[item.sentence], heading, item.language, item.codes, item.source, f"{repository}/{path}", item.doubtful)
    return Hydrated(tuple(found[number] for number in sorted(found)), tuple(missing[number] for number in sorted(missing)))


def _unread(sentence: StandoffSentence, folder: Path, *, found: bool) -> Message:
    file = f"{sentence.repository}/{sentence.path}"
    if found:
        return say("{where}: {file} cannot be read", where=sentence.source, file=file)
    return say("{where}: {file} is not in {folder}", where=sentence.source, file=file, folder=folder)


def _read(path: Path) -> Document | None:
    try:
        return read_document(path)
    except ReadError:
        return None


def _cut(document: Document) -> Iterator[tuple[Reference, str]]:
    segments = segment_document(document).segments
    for passage in dict.fromkeys(passage for segment in segments for passage in (segment.text, *segment.heading)):
        bare = "".join(passage.split())
        yield Reference(sha1_of(bare), len(bare)), passage


def search(text: str, wanted: set[Reference]) -> dict[Reference, str]:
    """Return the text of every reference that occurs in `text`, its first occurrence, line breaks as spaces."""
    positions = [index for index, character in enumerate(text) if not character.isspace()]
    bare = "".join(text[index] for index in positions)
    number_at = {index: number for number, index in enumerate(positions)}
    starts = sorted({number_at[match.end()] for match in _STARTS.finditer(text) if match.end() in number_at})
    found: dict[Reference, str] = {}
    for candidates in (starts, range(len(bare))):
        by_length: dict[int, set[str]] = defaultdict(set)
        for reference in wanted - found.keys():
            by_length[reference.length].add(reference.sha1)
        for length, hashes in by_length.items():
            for start in candidates:
                if not hashes or start + length > len(bare):
                    break
                digest = sha1_of(bare[start : start + length])
                if digest in hashes:
                    hashes.discard(digest)
                    passage = text[positions[start] : positions[start + length - 1] + 1]
                    found[Reference(digest, length)] = passage.replace("\n", " ")
    return found
