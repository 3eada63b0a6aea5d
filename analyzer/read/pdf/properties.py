"""What a PDF says of itself beside its pages: protection, actions and properties that a person should know of. Nothing of it is ever run."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from typing import Any

from analyzer.domain.message import say
from analyzer.errors import ReadError

_ACTIONS = re.compile(rb"/S\s*/(JavaScript|Launch|SubmitForm|ImportData|GoToE)\b")
"""Actions that do more than turn pages; links to web pages are too common to be told."""
_NAMED_SCRIPTS = b"JavaScript"
_HEADER = b"%PDF-"
_COPYING = 1 << 4
"""Bit 5 of the permissions (ISO 32000-2, table 22)."""
_NEWEST_ENCRYPTION = 5
"""Highest `V` of the standard security handler (ISO 32000-2, table 20)."""
_ENCRYPTION = re.compile(rb"/V\s+(\d+)")
_STANDARD = re.compile(rb"/Filter\s*/Standard\b")
_NEAR = 1000
_FIELDS = (b"Title", b"Author", b"Subject", b"Keywords")
_MARKUP = re.compile(r"<[a-z/][^>]*>", re.IGNORECASE)
_LONG = 20_000
"""Bytes from which on a title or the like is none."""


def property_notes(raw: Any, document: Any, data: bytes) -> list[str]:
    """Return notes on an open PDF and its bytes. Raises ReadError `unsupported` for an encryption that no standard knows."""
    notes: list[str] = []
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
        _refuse_unknown_encryption(data)
        if not raw.FPDF_GetDocPermissions(document) & _COPYING:
            notes.append(say("the PDF's owner does not permit copying; it is read for analysis only"))
    if _HEADER not in data[: len(_HEADER)]:
        notes.append(say("the file does not open as a PDF does: what stands before its header was not read"))
    found = {match.group(1).decode() for match in _ACTIONS.finditer(data)}
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.add(_NAMED_SCRIPTS.decode())
    if found:
        notes.append(say("the PDF holds actions that a viewer would run ({kinds}); here they are not", kinds=", ".join(sorted(found))))
    if any(_odd(raw, document, field) for field in _FIELDS):
        notes.append(say("the PDF's properties (title, author) hold control characters, markup or far too much text; they are not used"))
    return notes


def _refuse_unknown_encryption(data: bytes) -> None:
    """The dictionary of the encryption is never packed or encrypted itself, so it can be looked up in the bytes."""
    for match in _STANDARD.finditer(data):
        around = data[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
        if any(int(number) > _NEWEST_ENCRYPTION for number in _ENCRYPTION.findall(around)):
            raise ReadError("unsupported", say("the PDF's encryption is not known here: save a copy without protection and scan that"))


def _odd(raw: Any, document: Any, field: bytes) -> bool:
    size = raw.FPDF_GetMetaText(document, field, None, 0)
    if size > _LONG:
        return True
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_GetMetaText(document, field, buffer, size)
    text = buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
    return any(unicodedata.category(character) == "Cc" and character not in "\t\r\n" for character in text) or _MARKUP.search(text) is not None
