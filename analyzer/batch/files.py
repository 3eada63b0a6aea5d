"""The files of a batch: which there are, which are not even opened, and their bytes, however they are named and whatever they turn out to be."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from analyzer.domain.message import cause, say
from analyzer.domain.results import Status
from analyzer.errors import ReadError
from analyzer.read.archive import member_chunks, split

CHUNK = 2**20
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

CHANGED = say("changed while it was read; scan again when nothing writes it")
Found = tuple[str, str | None]
"""A file's name, and the folder (resolved) that it was found in; `None` for a file that was named itself."""


def find_inputs(paths: Sequence[str | Path], own: Sequence[str] = ()) -> list[Found]:
    """Return all files under `paths`, sorted, each once, but none of `own`. Links to folders are not followed."""
    left_out = {os.path.realpath(name) for name in own}
    found: dict[str, Found] = {}
    for path in paths:
        for name, root in _files_of(os.fspath(path)):
            if os.path.realpath(name) not in left_out:
                found.setdefault(os.path.abspath(name), (name, root))
    return [found[name] for name in sorted(found)]


def _files_of(path: str) -> Iterator[Found]:
    if not os.path.isdir(path):
        yield path, None
        return
    root = os.path.realpath(path)
    for folder, folders, files in os.walk(path, followlinks=False):
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(name for name in folders if name not in linked and not name.startswith("."))
        for name in sorted([*files, *linked]):
            yield os.path.join(folder, name), root


def refused(found: Found) -> str | None:
    """Return why a file is not even opened, or `None`."""
    name, root = found
    base = os.path.basename(name)
    if base.startswith((".", "~$")):
        return say("is a hidden or temporary file; rename it to have it scanned")
    try:
        status = os.lstat(name)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(name)
            if stat.S_ISDIR(status.st_mode):
                return say("is a link to a folder; name that folder itself")
            if root is not None and not _inside(os.path.realpath(name), root):
                return say("is a link to a file outside the scanned folder; name that file itself")
    except FileNotFoundError:
        return say("is a link to a missing file; mend the link") if os.path.islink(name) else None
    except OSError:
        # A link that leads back to itself; what else fails here fails again, and is said, when the file is opened.
        return say("is a link that leads nowhere; mend the link") if os.path.islink(name) else None
    return None if stat.S_ISREG(status.st_mode) else _no_file()


def _inside(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)


def _no_file() -> str:
    return say("is no regular file (device, pipe or socket); name a document")


@contextmanager
def opened(name: str, most: int) -> Iterator[IO[bytes]]:
    """Open a regular file of at most `most` bytes for reading, never waiting for a pipe or device.

    Raises ReadError: `skipped`, `too_large`, `unreadable`. What is read through the block may have changed meanwhile: ask `unchanged`.
    """
    try:
        handle = os.open(name, _OPEN)
        try:
            _check(os.fstat(handle), most)
            file = os.fdopen(handle, "rb", buffering=0)
        except BaseException:
            os.close(handle)
            raise
        with file:
            yield file
    except FileNotFoundError as error:
        raise ReadError(Status.UNREADABLE, say("there is no such file; check the name")) from error
    except OSError as error:
        raise ReadError(Status.UNREADABLE, say("cannot be opened ({error}); check its permissions", error=cause(error))) from error


def _check(status: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ReadError(Status.UNSUPPORTED, say("is a folder; scan reads folders, score and compare read files"))
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(Status.SKIPPED, _no_file())
    if status.st_size > most:
        raise ReadError(Status.TOO_LARGE, say("is over {limit} MB; leave out its pictures, split it, or allow more with --max-size", limit=most // 2**20))


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file's bytes piece by piece. Raises ReadError `unreadable` when the file changes under the reading."""
    before = _state(file)
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > before[1]:
            break
        yield chunk
    if size != before[1] or _state(file) != before:
        raise ReadError(Status.UNREADABLE, CHANGED)


def _state(file: IO[bytes]) -> tuple[int, int, int]:
    status = os.fstat(file.fileno())
    return status.st_mtime_ns, status.st_size, status.st_ctime_ns


@contextmanager
def content(name: str, most: int) -> Iterator[Iterator[bytes]]:
    """Open a file, or a member of an archive (`ARCHIVE!/MEMBER`), and give its bytes piece by piece. Raises ReadError, as the pieces do."""
    if (place := split(name)) is not None:
        yield member_chunks(*place, most)
        return
    with opened(name, most) as file:
        yield chunks(file)


def sha256(name: str, most: int) -> str:
    """Return the digest of a file's bytes, or of a member's. Raises ReadError as `content` does."""
    digest = hashlib.sha256()
    with content(name, most) as pieces:
        for piece in pieces:
            digest.update(piece)
    return digest.hexdigest()
