"""Which format a file is in: by content first, by suffix second."""

from __future__ import annotations

import re
from pathlib import PurePath

from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read.package import Package, attribute, local

_BY_SUFFIX = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "table",
    ".tsv": "table",
    ".ofd": "ofd",
    ".odt": "odt",
    ".rtf": "rtf",
}
_TEXT_SUFFIXES = ("", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv")
_NAMES = {
    "pdf": "PDF", "docx": "DOCX", "html": "HTML", "markdown": "Markdown", "table": "CSV", "plain": say("text"),
    "ofd": "OFD", "odt": "ODT", "rtf": "RTF", "doc": say("old Word"), "wps": "WPS",
}  # fmt: skip
# Opening bytes of formats that are not read, what each is, and what helps.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", say("a picture (PNG): run OCR on it and scan the result")),
    (b"\xff\xd8\xff", say("a picture (JPEG): run OCR on it and scan the result")),
    (b"GIF8", say("a picture (GIF): run OCR on it and scan the result")),
    (b"II*\0", say("a picture (TIFF): run OCR on it and scan the result")),
    (b"MM\0*", say("a picture (TIFF): run OCR on it and scan the result")),
    (b"BM", say("a picture (BMP): run OCR on it and scan the result")),
    (b"%!PS", say("a PostScript file: convert it to PDF")),
    (b"Rar!", say("a RAR archive: unpack it and scan the folder")),
    (b"7z\xbc\xaf", say("a 7z archive: unpack it and scan the folder")),
    (b"\x1f\x8b", say("a gzip archive: unpack it and scan the result")),
    (b"SQLite format 3\0", say("an SQLite database: export its texts")),
    (b"CAJ\0", say("a CAJ file: save it as PDF in CAJViewer")),
    (b"HN", say("a CAJ file: save it as PDF in CAJViewer")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|meta\s|title>)", re.IGNORECASE)
_MHTML = re.compile(rb"\A(?:from |mime-version:|message-id:|subject:|content-type:\s*multipart)", re.IGNORECASE)
_HEAD = 4096
# Text files that are Markdown under another name: headings of the second rank and below (one # also opens comments).
_MARKED = re.compile(rb"^#{2,6} \S", re.MULTILINE)
_MARKED_BYTES = 50_000
_MARKED_HEADINGS = 3


def sniff(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the format of a file (a key of `_NAMES`) and notes on it.

    Raises ReadError `unsupported` (what it is and the remedy), `password` or `unreadable`.
    """
    suffix = PurePath(name).suffix.lower()
    expected = _BY_SUFFIX.get(suffix)
    if "~$" in PurePath(name).name and not data.startswith(b"PK"):
        raise ReadError("skipped", say("a lock file of a word processor: it holds no document"))
    found = _by_content(data, suffix)
    if found is None:
        if expected in ("pdf", "docx", "ofd", "odt", "rtf"):
            raise ReadError("unreadable", say("the content is not {expected}: download the file again or correct its suffix", expected=_NAMES[expected]))
        return expected or ("markdown" if len(_MARKED.findall(data[:_MARKED_BYTES])) >= _MARKED_HEADINGS else "plain"), ()
    return found, name_notes(found, name)


def name_notes(found: str, name: str) -> tuple[str, ...]:
    """Return what is to be said of a file whose content is of the format `found` and whose name may say something else.

    Raises ReadError `unreadable` for a web page under the name of a PDF (such files are error and login pages, saved unseen), and for what another
    program would have to open under the name of a PDF, DOCX or OFD.
    """
    suffix = PurePath(name).suffix.lower()
    expected = _BY_SUFFIX.get(suffix)
    if expected == "pdf" and found == "html":
        raise ReadError(
            "unreadable",
            say("the content is a web page, not PDF, most likely an error or login page: download it again or name it .html"),
        )
    if expected in ("pdf", "docx", "ofd") and found in ("doc", "wps", "rtf", "odt"):
        raise ReadError("unreadable", say("the content is not {expected}: download the file again or correct its suffix", expected=_NAMES[expected]))
    if expected is not None and found != expected:
        return (say("the name says {expected}, the content is {found}", expected=_NAMES[expected], found=_NAMES[found]),)
    if suffix == ".doc" and found != "doc":
        return (say("the name says old Word, the content is {found}", found=_NAMES[found]),)
    if suffix == ".txt" and found in ("pdf", "docx", "ofd", "odt", "rtf", "doc", "wps"):
        return (say("the name says text, the content is {found}", found=_NAMES[found]),)
    return ()


def refuse_empty(name: str) -> ReadError:
    """Return the error of a file without content: no text where that is all it could hold, else broken."""
    if PurePath(name).suffix.lower() in _TEXT_SUFFIXES:
        return ReadError("no_text", say("the file is empty"))
    return ReadError("unreadable", say("the file is empty: get it again from its source"))


def _by_content(data: bytes, suffix: str) -> str | None:
    head = data[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _package(data)
    if head.startswith(_OLE):
        return _ole(data, suffix)
    if head.startswith(rb"{\rtf"):
        return "rtf"
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (len(magic) > 2 or b"\0" in head[:64]):
            raise ReadError("unsupported", what)
    if head[4:12] in (b"ftypheic", b"ftypavif") or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise ReadError("unsupported", say("a picture: run OCR on it and scan the result"))
    if _MHTML.match(head.lstrip()) and b"multipart/related" in head.lower():
        raise ReadError("unsupported", say("a web archive (MHTML): open it in a browser and save it as HTML only"))
    # Markdown and text may quote a tag; a page opens with one.
    opening = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if opening.startswith(b"<") and _HTML.search(head.replace(b"\0", b"")):
        return "html" if suffix not in (".md", ".markdown") or opening[:9].lower() == b"<!doctype" else None
    if suffix == ".doc":
        if _HTML.search(head):
            return "html"
        return "plain"
    return None


def _package(data: bytes) -> str:
    package = Package(data)
    if main_part(package) is not None:
        return "docx"
    names = package.names
    if "mimetype" in package:
        kind = package.read("mimetype")[:80].decode("ascii", "replace")
        if "opendocument.text" in kind:
            return "odt"
        if "epub" in kind:
            raise ReadError("unsupported", say("an EPUB book: convert it to HTML or PDF"))
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if any(name.startswith("xl/") for name in names):
        raise ReadError("unsupported", say("an Excel workbook: save the sheet as CSV"))
    if any(name.startswith("ppt/") for name in names):
        raise ReadError("unsupported", say("a PowerPoint file: save it as PDF"))
    raise ReadError("unsupported", say("a zip archive: scan reads the documents in an archive, but none in archives within it; unpack it"))


def main_part(package: Package) -> str | None:
    """Return the name of the main part of a Word document, found through the relations of the package, or `None`.

    Transitional and strict packages name the relation differently; both end the same way.
    """
    if "[Content_Types].xml" in package:
        types = package.xml("[Content_Types].xml")
        word = {
            (attribute(e, "PartName") or "").lstrip("/")
            for e in types
            if "word" in (attribute(e, "ContentType") or "") and ".main+xml" in (attribute(e, "ContentType") or "")
        }
    else:
        word = set()
    if "_rels/.rels" in package:
        for relation in package.xml("_rels/.rels"):
            if local(relation.tag) == "Relationship" and (attribute(relation, "Type") or "").endswith("/officeDocument"):
                target = (attribute(relation, "Target") or "").lstrip("/")
                if attribute(relation, "TargetMode") != "External" and target in package and (target in word or target.startswith("word/")):
                    return target
                if target.startswith(("file:", "http:", "https:")):
                    raise ReadError("unreadable", say("the package's main part lies outside the file: open it in a word processor and save it anew"))
    return "word/document.xml" if "word/document.xml" in package else None


_WORKS = ("CONTENTS", "MatOST", "MN0")
"""Streams of which a text of Works has one."""


def _ole(data: bytes, suffix: str) -> str:
    """Return `doc` or `wps` for an old text document; of other OLE files say what they are."""
    wide = "EncryptedPackage".encode("utf-16-le")
    if wide in data:
        raise ReadError("password", say("the file asks for a password: save a copy without one and scan that"))
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    for stream, what in (
        ("Workbook", say("an old Excel file: save the sheet as CSV")),
        ("PowerPoint Document", say("an old PowerPoint file: save it as PDF")),
    ):
        if stream.encode("utf-16-le") in data:
            raise ReadError("unsupported", what)
    if suffix == ".wps" and any(stream.encode("utf-16-le") in data for stream in _WORKS):
        # LibreOffice would read anything else under this name as plain text.
        return "wps"
    raise ReadError("unsupported", say("an old Office file: save it as .docx"))
