"""What LibreOffice reads for us: .doc, .wps, .rtf and .odt become DOCX, which our own reader reads."""

from __future__ import annotations

from dataclasses import replace

from analyzer.domain.document import Document
from analyzer.domain.message import Message, say
from analyzer.errors import ReadError
from analyzer.read import helper

NAMES: dict[str, str] = {
    "doc": say("an old Word file (.doc)"),
    "wps": say("a WPS or Works file (.wps)"),
    "rtf": say("an RTF file"),
    "odt": say("an OpenDocument text (.odt)"),
}
_ENCRYPTED_FIB = 0x0100


def read_office(data: bytes, document_id: str, *, kind: str) -> Document:
    """Read a document of `kind` (a key of `NAMES`) by way of LibreOffice.

    Raises ReadError: `unsupported` without LibreOffice, `password`, `timeout`, `unreadable`.
    """
    from analyzer.read.docx.reader import read_docx

    what = NAMES[kind]
    if _is_encrypted(data, kind):
        raise ReadError("password", say("the file asks for a password: save a copy without one and scan that"))
    try:
        version, _ = helper.ask({"do": "office"})
    except helper.HelperError:
        version = ""
    if not version:
        raise ReadError("unsupported", say("{what}, which LibreOffice reads for us: install LibreOffice and scan again, or save the file as .docx", what=what))
    try:
        _, converted = helper.ask({"do": "convert", "suffix": kind}, data)
    except helper.HelperError as error:
        if "timeout" in str(error):
            reason: Message = say("{what} on which LibreOffice took too long: split it, or save it as .docx", what=what)
            raise ReadError("timeout", reason) from error
        reason = say("{what} that LibreOffice cannot open: open it in the program that made it and save it as .docx", what=what)
        raise ReadError("unreadable", reason) from error
    document = read_docx(converted, document_id)
    return replace(document, format=kind, reader=f"{document.reader} libreoffice/{version}")


def _is_encrypted(data: bytes, kind: str) -> bool:
    """Tell whether a file is encrypted: LibreOffice only says that it cannot be opened."""
    if kind in {"doc", "wps"}:
        # The file information block opens the text stream, at the start of some sector.
        start = data.find(b"\xec\xa5")
        return start >= 0 and start % 64 == 0 and bool(int.from_bytes(data[start + 10 : start + 12], "little") & _ENCRYPTED_FIB)
    if kind == "odt":
        from analyzer.read.package import Package

        package = Package(data)
        return "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml")
    return False
