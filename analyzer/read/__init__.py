"""Step 1: the bytes of a file -> a Document. Readers sit behind one protocol; `read_bytes` picks the one that fits."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import Protocol

from analyzer.domain.document import Document
from analyzer.domain.limits import limits
from analyzer.domain.message import say
from analyzer.errors import ReadError

READER_VERSION = "5"
"""Raised whenever a reader gives other text for the same bytes; part of what decides whether a file is read anew."""


class Reader(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, document_id: str) -> Document:
        """Return the document in `data`, or raise ReadError with the status that the input gets."""
        ...


def read_bytes(data: bytes, name: str, *, ocr: str = "auto") -> Document:
    """Read a file's whole content; `name` is its file name, of which only the suffix matters.

    `ocr` is `auto` (pages without readable text are recognised where an engine is installed), `never` or `always`.

    The content decides on the format, the suffix only where the content leaves it open; a disagreement becomes a note.
    The document's id is the sha256 of `data`. Raises ReadError: `too_large`, `unsupported`, `password`, `unreadable`, or
    `no_text` for a file without any text.
    """
    from analyzer.read.damage import mark_damage
    from analyzer.read.letterhead import mark_letterhead
    from analyzer.read.sniff import refuse_empty, sniff

    most = limits().bytes
    if len(data) > most:
        raise ReadError("too_large", say("the file has {bytes:,} bytes, over the limit of {limit:,}: split it and scan the parts", bytes=len(data), limit=most))
    if not data.strip(b" \t\r\n\f\0"):
        raise refuse_empty(name)
    kind, notes = sniff(data, name)
    document = reader_of(kind, ocr)(data, hashlib.sha256(data).hexdigest())
    if not document.text.strip() and document.quality.truncated:
        raise ReadError(
            "too_large",
            say("the file is one paragraph of over {limit:,} characters: split it, or allow more with --max-characters", limit=limits().characters),
        )
    if not document.text.strip():
        raise ReadError("no_text", say("the file holds no text: if it shows pictures of text, run OCR on it and scan the result"))
    document = mark_damage(mark_letterhead(document))
    if notes:
        document = replace(document, quality=replace(document.quality, notes=(*notes, *document.quality.notes)))
    return document


def reader_of(kind: str, ocr: str = "auto") -> Reader:
    """Return the reader of a format as `sniff` names it; readers are imported when first used."""
    if kind == "pdf":
        from analyzer.read.pdf.reader import read_pdf

        return partial(read_pdf, ocr=ocr)
    if kind == "docx":
        from analyzer.read.docx.reader import read_docx

        return read_docx
    if kind == "ofd":
        from analyzer.read.ofd.reader import read_ofd

        return read_ofd
    if kind in {"doc", "odt", "rtf", "wps"}:
        from analyzer.read.office.reader import read_office

        return partial(read_office, kind=kind)
    if kind == "html":
        from analyzer.read.html.reader import read_html

        return read_html
    if kind == "markdown":
        from analyzer.read.markdown.reader import read_markdown

        return read_markdown
    if kind == "table":
        from analyzer.read.text.table import read_table

        return read_table
    from analyzer.read.text.plain import read_plain

    return read_plain
