"""The bytes of a document: a file of its own, or a member of an archive."""

from __future__ import annotations

from pathlib import Path

from analyzer.domain.limits import limits
from analyzer.domain.message import cause, say
from analyzer.errors import ReadError
from analyzer.read import archive


def file_bytes(path: Path) -> bytes:
    """Return the bytes of a file, or of a member of an archive (`ARCHIVE!/MEMBER`).

    Raises `ReadError` (unreadable, skipped, too_large) with cause and remedy.
    """
    if (member := archive.split(str(path))) is not None:
        return archive.member_bytes(*member, limits().bytes)
    try:
        if not path.exists():
            raise ReadError("unreadable", say("there is no such file; check the name"))
        if path.is_dir():
            raise ReadError("unsupported", say("is a folder; scan reads folders, score and compare read files"))
        if not path.is_file():
            raise ReadError("skipped", say("is no regular file (device, pipe or socket); name a document"))
        if path.stat().st_size > limits().bytes:
            raise ReadError("too_large", say("is over {limit} MB; split it or leave out its pictures", limit=limits().bytes // 2**20))
        return path.read_bytes()
    except OSError as error:
        raise ReadError("unreadable", say("cannot be opened ({error}); check its permissions", error=cause(error))) from error
