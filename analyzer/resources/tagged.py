"""Tagged sentences from JSON Lines: checked against the codebook."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.domain.message import cause, say
from analyzer.errors import InputError
from analyzer.resources.locate import corpora

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence with the codes that people gave it: group -> ids of the assigned codes.

    A group that the record leaves out is absent from `codes`. `source` names the file and line, or the id of the record.
    """

    text: str
    heading: str
    language: str
    codes: Mapping[str, tuple[str, ...]]
    source: str
    document: str = ""
    """Repository and path of the real document it stands in; empty for a sentence written for training."""
    doubtful: bool = False
    """Whether it was drawn because a model was unsure of it: such sentences teach, but tell nothing of how often a code is right."""


def _no_number(name: str) -> float:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number (from 1) and object of every line that is not blank; `InputError` names the line that is broken."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(say("{file}: cannot be read ({error}); check the name", file=path, error=cause(error))) from error
    for number, line in enumerate(raw.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise InputError(
                say("{file}, line {line}: is not valid JSON in UTF-8 ({error}); mend or remove the line", file=path, line=number, error=error)
            ) from error
        if not isinstance(record, dict):
            raise InputError(
                say("{file}, line {line}: holds {kind}, not an object; write one object a line", file=path, line=number, kind=type(record).__name__)
            )
        yield number, record


def text_of(record: Mapping[str, Any], key: str, where: str, *, default: str | None = None) -> str:
    """Return a text field of a record; `InputError` names the line when it is missing (without default) or no text."""
    value = record.get(key, default)
    if value is None and default is not None:
        return default
    if isinstance(value, str) and _SURROGATE.search(value):
        raise InputError(say("{where}: {key!r} holds half of a surrogate pair, which is no character; write it anew", where=where, key=key))
    if not isinstance(value, str):
        raise InputError(say("{where}: lacks the text {key!r}; add it", where=where, key=key))
    return value


def codes_of(record: Mapping[str, Any], codebook: Codebook, where: str) -> dict[str, tuple[str, ...]]:
    """Return the assigned codes of a record by group; `InputError` names line, group and value that the codebook lacks."""
    return {group.name: _assigned(record[group.name], group, where) for group in codebook.groups if group.name in record}


def _assigned(value: object, group: CodeGroup, where: str) -> tuple[str, ...]:
    known = ", ".join(str(code.value) for code in group.codes)
    try:
        if group.kind is not GroupKind.MULTI:
            return (group.code_of_value(value).id,)  # type: ignore[arg-type]
        if not isinstance(value, list):
            raise KeyError(value)  # noqa: TRY301 - reported with the unknown codes
        items = [item["code"] if isinstance(item, dict) else item for item in value if not isinstance(item, dict) or item.get("assigned", True)]
        return tuple(code.id for code in group.codes if code.id in {group.code(item).id for item in items})
    except KeyError as error:
        raise InputError(
            say("{where}: {name!r} holds the unknown value {value!r}; known are {known}", where=where, name=group.name, value=error.args[0], known=known)
        ) from error


def read_tagged(path: Path, codebook: Codebook) -> list[TaggedSentence]:
    """Read one file of tagged sentences."""
    return [tagged_sentence(record, codebook, path, number) for number, record in read_json_lines(path)]


def tagged_sentence(record: Mapping[str, Any], codebook: Codebook, path: Path, number: int) -> TaggedSentence:
    """Return the sentence of one record, the line `number` of `path`; `InputError` says what is wrong with it."""
    where = say("{file}, line {line}", file=path, line=number)
    return TaggedSentence(
        text_of(record, "text", where),
        text_of(record, "heading", where, default=""),
        text_of(record, "lang", where, default=""),
        codes_of(record, codebook, where),
        str(record.get("id", f"{path.name}:{number}")),
    )


def training_files() -> list[Path]:
    """Return the files of written tagged sentences, in the order of their names."""
    return sorted((corpora() / "tagged" / "written").glob("*.jsonl"))


def standoff_files() -> list[Path]:
    """Return the files of stand-off codings of real sentences, in the order of their names."""
    return sorted((corpora() / "tagged" / "real").glob("*.jsonl"))


def taught_files() -> list[Path]:
    """Return the files of sentences that a teacher coded, in the order of their names."""
    return sorted((corpora() / "tagged" / "taught").glob("*.jsonl"))


def read_table(path: Path) -> dict[str, dict[str, str]]:
    """Read a tab-separated table of documents: its lines by the name, without folders, in their column `file`.

    Raises `InputError` for a file that is no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {Path(row["file"]).name: dict(row) for row in csv.DictReader(file, delimiter="\t")}
    except (OSError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise InputError(say("{file}: is no tab-separated table in UTF-8 with a column `file`; mend it or name another", file=path)) from error
