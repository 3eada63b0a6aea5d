"""REFI-QDA 1.5 (qdasoftware.org): codebooks (.qdc) and projects (.qdpx) for NVivo, MAXQDA, ATLAS.ti and others.

Positions are code points from 0, as the standard says. Its words for the end of a selection, "the first and the last character", would make
`endPosition` the last character; the programs write and read it as the position after. That is the default here; `Job.last` follows the letter.
The standard leaves line ends open; `Job.crlf` writes CRLF and counts both characters. Every selection is named by the text that it quotes.
"""

from __future__ import annotations

import math
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import IO, Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.document import Box, Span
from analyzer.export.archive import add
from analyzer.export.job import Job, PdfFile
from analyzer.export.records import Record
from analyzer.export.xml import SURROGATES, Xml

ORIGIN = "Smart-city policy analyser"
_CODEBOOK, _PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:smart-city-policy-analyzer")
_VARIABLES = ("document_kind", "place", "date", "language")
_COLOURS = ("#4E79A7", "#F28E2B", "#59A14F", "#E15759", "#B07AA1", "#76B7B2", "#EDC948", "#FF9DA7", "#9C755F", "#BAB0AC")
_NAME = 100
"""Characters of a selection's name."""


def guid(*parts: str) -> str:
    """Return the GUID of something of ours, the same every time."""
    return str(uuid.uuid5(_OURS, "\0".join(parts)))


def write_codebook(job: Job, output: IO[bytes]) -> int:
    """Write the codebook as .qdc and return the number of its codes: groups as codes that are not codable, with their codes below."""
    xml = Xml(output)
    with xml.element("CodeBook", xmlns=_CODEBOOK, origin=ORIGIN):
        _codes(xml, job.codebook, job.language)
    xml.end()
    return sum(len(group.codes) for group in job.codebook.groups)


def write_project(job: Job, output: IO[bytes]) -> int:
    """Write documents, codes and coded sentences as .qdpx and return the number of records. Memory stays flat.

    A PDF that still lies where it was scanned goes along, its sentences coded as rectangles on the pages; all else is plain text.
    """
    count, names = 0, _Names()
    with zipfile.ZipFile(output, "w") as archive, tempfile.TemporaryFile() as sources, tempfile.TemporaryFile() as project:
        coders: dict[str, str] = {}
        xml = Xml(sources, declaration=False)
        for document, records in job.documents():
            coders |= {record.coder: guid("coder", record.coder) for record in records}
            _source(xml, job, document, records, archive, names)
            count += len(records)
        xml.flush()
        # The coders are known only after the last document, and stand before the first.
        whole = Xml(project)
        with whole.element("Project", xmlns=_PROJECT, name=ORIGIN, origin=ORIGIN):
            with whole.element("Users"):
                for coder in sorted(coders):
                    whole.leaf("User", guid=coders[coder], name=coder)
            with whole.element("CodeBook"):
                _codes(whole, job.codebook, job.language)
            with whole.element("Variables"):
                for name in _VARIABLES:
                    whole.leaf("Variable", guid=guid("variable", name), name=name, typeOfVariable="Text")
            with whole.element("Sources"):
                sources.seek(0)
                whole.raw(sources)
        whole.end()
        project.seek(0)
        add(archive, "project.qde", project)
    return count


def _codes(xml: Xml, codebook: Codebook, language: str) -> None:
    with xml.element("Codes"):
        for number, group in enumerate(codebook.groups):
            colour = _COLOURS[number % len(_COLOURS)]
            with xml.element("Code", guid=guid("group", group.name), name=_said(group.names, language), isCodable="false", color=colour):
                for code in group.codes:
                    name = _said(code.names, language)
                    with xml.element("Code", guid=guid("code", group.name, code.id), name=name, isCodable="true", color=colour):
                        xml.text("Description", _said(code.definition, language))


def _said(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names["en"]


def _source(xml: Xml, job: Job, document: Mapping[str, Any], records: Sequence[Record], archive: zipfile.ZipFile, names: _Names) -> None:
    pdf = job.pdf(document["id"]) if document["format"] == "pdf" else None
    own, name = guid("source", document["id"]), names.of(PurePosixPath(records[0].file).name)
    sentences = [list(group) for _, group in groupby(records, lambda record: record.id)]
    text = SURROGATES.sub("\ufffd", document["text"])
    position = _positions(text, crlf=job.crlf)
    path = own if pdf is None else guid("text", document["id"])
    add(archive, f"sources/{path}.txt", (text.replace("\n", "\r\n") if job.crlf else text).encode())
    if pdf is None:
        with xml.element("TextSource", guid=own, name=name, plainTextPath=f"internal://{path}.txt"):
            _title(xml, document)
            _text_selections(xml, job, sentences, position)
            _values(xml, records[0])
        return
    add(archive, f"sources/{own}.pdf", pdf.data)
    boxed = [sentence for sentence in sentences if _rectangles(sentence[0].boxes, pdf)]
    with xml.element("PDFSource", guid=own, name=name, path=f"internal://{own}.pdf"):
        _title(xml, document)
        for sentence in boxed:
            for page, corners in _rectangles(sentence[0].boxes, pdf).items():
                place = guid("rectangle", sentence[0].id, str(page))
                with xml.element("PDFSelection", guid=place, name=_name(sentence[0]), page=str(page), **corners):
                    _codings(xml, sentence, place)
        with xml.element("Representation", guid=path, name=name, plainTextPath=f"internal://{path}.txt"):
            _text_selections(xml, job, [sentence for sentence in sentences if sentence not in boxed], position)
        _values(xml, records[0])


def _text_selections(xml: Xml, job: Job, sentences: Sequence[Sequence[Record]], position: Callable[[int], int]) -> None:
    for sentence in sentences:
        span = sentence[0].span
        place, ends = guid("selection", sentence[0].id), _ends(span, position, last=job.last)
        with xml.element("PlainTextSelection", guid=place, name=_name(sentence[0]), startPosition=str(ends[0]), endPosition=str(ends[1])):
            _codings(xml, sentence, place)


def _ends(span: Span, position: Callable[[int], int], *, last: bool) -> tuple[int, int]:
    return position(span.start), position(span.end) - (1 if last else 0)


def _positions(text: str, *, crlf: bool) -> Callable[[int], int]:
    """Return the function from a code point of the text to one of the text as it is written."""
    if not crlf:
        return lambda offset: offset
    return lambda offset: offset + text.count("\n", 0, offset)


def _rectangles(boxes: Sequence[Box], pdf: PdfFile) -> dict[int, dict[str, str]]:
    """Return the corners of a sentence by page (from 0): top left and bottom right, in whole points from the page's bottom left."""
    found = {}
    for page in sorted({box.page for box in boxes}):
        if page > len(pdf.pages):
            continue
        height, lines = pdf.pages[page - 1][1], [box for box in boxes if box.page == page]
        top, bottom = min(box.y0 for box in lines), max(box.y1 for box in lines)
        corners = (
            *(math.floor(min(box.x0 for box in lines)), math.ceil(height - top)),
            *(math.ceil(max(box.x1 for box in lines)), math.floor(height - bottom)),
        )
        found[page - 1] = dict(zip(("firstX", "firstY", "secondX", "secondY"), map(str, corners), strict=True))
    return found


def _codings(xml: Xml, sentence: Sequence[Record], place: str) -> None:
    for record in sentence:
        for item in record.assigned:
            own = guid("coding", place, record.coder, item.group, item.code)
            with xml.element("Coding", guid=own, creatingUser=guid("coder", record.coder)):
                xml.leaf("CodeRef", targetGUID=guid("code", item.group, item.code))


def _title(xml: Xml, document: Mapping[str, Any]) -> None:
    if document["title"]:
        xml.text("Description", document["title"])


def _values(xml: Xml, record: Record) -> None:
    for name in _VARIABLES:
        if value := getattr(record, name):
            with xml.element("VariableValue"):
                xml.leaf("VariableRef", targetGUID=guid("variable", name))
                xml.text("TextValue", value)


def _name(record: Record) -> str:
    return record.text if len(record.text) <= _NAME else record.text[: _NAME - 1] + "…"


class _Names:
    """Names of sources, each given once: programs refuse two of the same name."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def of(self, name: str) -> str:
        self._given[name] = number = self._given.get(name, 0) + 1
        return name if number == 1 else self.of(f"{name} ({number})")
