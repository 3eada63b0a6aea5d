"""Zip packages of XML parts, opened without trust: sizes are counted, names stay names, DTDs are refused."""

from __future__ import annotations

import copy
import io
import stat
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.domain.limits import limits
from analyzer.domain.message import say
from analyzer.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 20_000
ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, RuntimeError),
    *(ValueError, ArithmeticError, LookupError),
)
"""What zipfile raises over damaged packages: places before the file's start, numbers beyond all bounds and cut records give more than BadZipFile."""
_CHUNK = 1 << 20
_DOCTYPE, _HEAD = b"<!DOCTYPE", 4096
_UNBELIEVED = 1 << 62
_OVERSIZE = (110, 114)
"""XML_ERR_NAME_TOO_LONG and XML_ERR_RESOURCE_LIMIT (too deep, too long a text) of libxml2."""


class Package:
    """A zip file in memory whose members are read in full or refused; nothing is ever written to disk."""

    def __init__(self, data: bytes) -> None:
        """Open the package; raises ReadError `unreadable` for a damaged one, `too_large` for one with too many members."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise ReadError("unreadable", say("the file is a damaged zip package: download it again or repair it in the program that made it")) from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise ReadError(
                "too_large",
                say(
                    "the package holds {members:,} members, over the limit of {limit:,}: save it anew in a word processor",
                    members=len(members),
                    limit=MAX_MEMBERS,
                ),
            )
        self.names = [member.filename for member in members]
        self.duplicates = (
            sorted({name for name in self.names if name.endswith(".xml") and self.names.count(name) > 1}) if len({*self.names}) < len(members) else []
        )
        self._known = {*self.names}
        self._expanded = 0

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def read(self, name: str) -> bytes:
        """Return a member's bytes, counted while they expand; declared sizes are not believed.

        Raises ReadError `password`, `too_large` or `unreadable`.
        """
        info = self._zip.getinfo(name)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise ReadError("unreadable", say("the part {part} is a link, not a document: save the file anew in a word processor", part=name))
        if info.flag_bits & 1:
            raise ReadError("password", say("the file asks for a password: save a copy without one and scan that"))
        most, chunks = limits().expansion, []
        try:
            # The size that the directory gives is not believed: reading ends where the packed data do.
            info = copy.copy(info)
            info.file_size = _UNBELIEVED
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    self._expanded += len(chunk)
                    if self._expanded > most:
                        raise ReadError(
                            "too_large",
                            say(
                                "its parts unfold to over {limit:,} bytes: split the document and scan the parts, or allow more with --max-expansion",
                                limit=most,
                            ),
                        )
                    chunks.append(chunk)
        except ZIP_ERRORS as error:
            raise ReadError(
                "unreadable", say("the part {part} is damaged: download the file again or repair it in the program that made it", part=name)
            ) from error
        return b"".join(chunks)

    def xml(self, name: str) -> _Element:
        """Return the root element of an XML part; raises ReadError `unreadable` for a DTD or for bad XML."""
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> _Element:
    """Parse an XML part without network, entities or DTD; raises ReadError `unreadable`."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if _DOCTYPE in data[:_HEAD]:
            raise _declares(name) from error
        if getattr(error, "code", None) in _OVERSIZE:
            raise ReadError(
                "too_large", say("the part {part} is nested too deeply or holds too long a text: open the file in a word processor and split it", part=name)
            ) from error
        raise ReadError(
            "unreadable",
            say("the part {part} is not sound XML (line {line}): open the file in a word processor and save it anew", part=name, line=error.lineno or 1),
        ) from error
    tree = root.getroottree()
    if getattr(tree.docinfo, "doctype", ""):
        raise _declares(name)
    return root


def _declares(name: str) -> ReadError:
    return ReadError(
        "unreadable", say("the part {part} declares a DTD, which no office document needs: open it in a word processor and save it anew", part=name)
    )


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """Return a tag's name without its namespace (empty for comments and the like)."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """Return the attribute with this local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return str(value)
    return None
