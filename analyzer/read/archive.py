"""Zip archives of documents: their members one by one, under the limits that files have. Nothing is unpacked to disk.

A member is named `ARCHIVE!/MEMBER`. Archives within archives are not opened.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from functools import lru_cache

from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read.package import ZIP_ERRORS

MARK = "!/"
"""Stands between the path of an archive and the name of a member."""
MAX_MEMBERS = 10_000
MAX_EXPANSION = 4 * 2**30
"""Most bytes that the members of one archive may expand to, together."""
_DIRECTORY = 8 * 2**20
"""Largest directory of an archive that is looked at: zipfile holds all of it in memory, about ten times as large."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are undone: all that common programs write, and none whose memory the archive decides on."""
_CHUNK = 2**20
_PACKAGES = ("[content_types].xml", "mimetype", "ofd.xml")
"""Members that only packages of other formats have."""


def split(name: str) -> tuple[str, str] | None:
    """Return archive and member of a name, `None` for the name of a file."""
    start = name.find(MARK)
    while start >= 0:
        if os.path.isfile(name[:start]) and not os.path.lexists(name):  # noqa: PTH113 - names need not be UTF-8
            return name[:start], name[start + len(MARK) :]
        start = name.find(MARK, start + 1)
    return None


_DOCUMENTS = frozenset(f".{name}" for name in "pdf docx docm dotx doc wps rtf odt ofd htm html md txt csv tsv xlsx xls pptx ppt".split())


def is_archive(path: str) -> bool:
    """Tell whether a file is a zip archive, and not a package such as DOCX or OFD.

    A file that is called .zip is one even when damaged; one that is called a document is none, whatever it holds.
    """
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    if suffix == ".zip":
        return True
    if suffix in _DOCUMENTS:
        return False
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if file.read(4) not in {b"PK\x03\x04", b"PK\x05\x06"}:
                return False
        names = [name.lower() for name in Archive(path).members]
    except (OSError, ReadError):
        return False
    return bool(names) and not any(name in _PACKAGES or name.startswith(("xl/", "ppt/", "word/")) for name in names)


class Archive:
    """An archive; `members` maps names to entries, in the archive's order. Raises ReadError for one that cannot be listed."""

    def __init__(self, path: str) -> None:
        try:
            _check_directory(path)
            self._zip = zipfile.ZipFile(path)
        except ZIP_ERRORS as error:
            raise ReadError("unreadable", say("the archive is damaged: get it again from its source, or unpack it and scan the folder")) from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        if len(entries) > MAX_MEMBERS:
            self._zip.close()
            raise ReadError(
                "too_large", say("the archive holds {members:,} files, over the limit of {limit:,}: unpack it", members=len(entries), limit=MAX_MEMBERS)
            )
        self.members: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = plain = _name(entry)
            count = 1
            while name in self.members:
                count += 1
                name = f"{plain} ({count})"
            self.members[name] = entry

    def refused(self, name: str) -> str | None:
        """Return why a member is not even opened, or `None`."""
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            return say("has a name that leads out of its archive; unpack the archive by hand and scan the folder")
        if parts[-1].startswith((".", "~$")) or parts[0] == "__MACOSX":
            return say("is a hidden or temporary file; rename it to have it scanned")
        return None

    def chunks(self, name: str, limit: int) -> Iterator[bytes]:
        """Yield a member's bytes piece by piece, counted while they expand; declared sizes are not believed.

        Raises ReadError `password`, `too_large` (over `limit` bytes) or `unreadable`.
        """
        entry = self.members.get(name)
        if entry is None:
            raise ReadError("unreadable", say("there is no such file in the archive; check the name"))
        if entry.flag_bits & 1:
            raise ReadError("password", say("the archive asks for a password: unpack it and scan the folder"))
        damaged = say("is damaged in its archive, or packed in an unknown way: get it again or unpack the archive")
        if entry.compress_type not in _METHODS:
            raise ReadError("unreadable", damaged)
        total = 0
        try:
            with self._zip.open(entry) as member:
                while chunk := member.read(_CHUNK):
                    total += len(chunk)
                    if total > limit:
                        raise ReadError("too_large", say("expands to over {limit} MB; unpack the archive and split the file", limit=limit // 2**20))
                    yield chunk
        except ZIP_ERRORS as error:
            raise ReadError("unreadable", damaged) from error

    def sha256(self, name: str, limit: int) -> tuple[str, int]:
        """Return the sha256 of a member's bytes, and how many they are. Raises ReadError."""
        digest, size = hashlib.sha256(), 0
        for chunk in self.chunks(name, limit):
            digest.update(chunk)
            size += len(chunk)
        return digest.hexdigest(), size

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


def member_bytes(path: str, member: str, limit: int) -> bytes:
    """Return the bytes of a member of the archive at `path`. Raises ReadError."""
    return b"".join(member_chunks(path, member, limit))


def member_chunks(path: str, member: str, limit: int) -> Iterator[bytes]:
    """Return the pieces of a member of the archive at `path`. Raises ReadError, as the pieces do."""
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError as error:
        raise ReadError("unreadable", say("the archive is no longer there; check the name")) from error
    return _opened(path, changed).chunks(member, limit)


@lru_cache(maxsize=1)
def _opened(path: str, changed: int) -> Archive:  # noqa: ARG001 - a changed file is another archive
    """Keep the archive of the last member open: listing it takes longer than reading one."""
    return Archive(path)


def _check_directory(path: str) -> None:
    """Refuse an archive whose directory alone would fill the memory."""
    with open(path, "rb") as file:  # noqa: PTH123
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 65_600, 0))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    declared = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if declared == 0xFFFFFFFF:
        # The 64-bit record, whose directory size stands at 40, precedes.
        wide = tail.rfind(b"PK\x06\x06")
        declared = int.from_bytes(tail[wide + 40 : wide + 48], "little") if wide >= 0 else declared
    if declared > _DIRECTORY:
        raise ReadError("too_large", say("the archive's list of files is over {limit} MB: unpack it and scan the folder", limit=_DIRECTORY // 2**20))


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name; names that are not marked as UTF-8 come in the coding of the packing machine, in China GBK."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
