"""What an exporter is given: records, the codebook, and what only some formats ask for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import say
from analyzer.domain.segment import Token
from analyzer.errors import InputError
from analyzer.export.records import Record, by_document
from analyzer.export.tables import Shape


@dataclass(frozen=True, slots=True)
class PdfFile:
    """A PDF as it lies on the disk, and the width and height of its pages in points."""

    data: bytes
    pages: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Job:
    """One export.

    `records` can be read once. `document` gives what is stored of a document (`text`, `title`, `language`, `format`, …) by its id, `tokens`
    cuts a text of a language into words, `pdf` gives a document's PDF where it still lies where it was scanned. `shape` is for tables; `crlf`
    and `last` for REFI-QDA, see there. `language` is that of names and definitions, `name` the
    corpus's.
    """

    records: Iterator[Record]
    codebook: Codebook
    document: Callable[[str], Mapping[str, Any]]
    tokens: Callable[[str, str], Sequence[Token]]
    pdf: Callable[[str], PdfFile | None]
    language: str = "en"
    shape: Shape = Shape.WIDE
    crlf: bool = False
    last: bool = False
    name: str = "corpus"

    def documents(self) -> Iterator[tuple[Mapping[str, Any], list[Record]]]:
        """Yield each document as it is stored, with its records; every record is asserted to quote the document's text."""
        for records in by_document(self.records):
            document = self.document(records[0].document)
            for record in records:
                assert record.span.of(document["text"]) == record.text, record.id
            yield document, records


def need(module: str, extra: str) -> Any:
    """Import a library that comes with an extra. Raises `InputError` with the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        name = module.split(".", maxsplit=1)[0]
        raise InputError(
            say("this format needs {module}; install it with: pip install 'smart-city-policy-analyzer[{extra}]'", module=name, extra=extra)
        ) from error
