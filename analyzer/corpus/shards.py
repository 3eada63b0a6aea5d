"""Results on their way from other machines: SQLite files, each written once, that vouch for themselves."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzer.domain.message import say
from analyzer.errors import CorpusError


def write_shard(path: Path, results: Iterable[tuple[bytes, bytes]]) -> str:
    """Write (name, result) pairs to a file that appears only when it is whole; returns its sha256."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        db = sqlite3.connect(part, isolation_level=None)
        try:
            db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE results (path BLOB PRIMARY KEY, result BLOB NOT NULL);")
            db.execute("BEGIN")
            db.executemany("INSERT INTO results VALUES (?,?)", results)
            db.execute("COMMIT")
        finally:
            db.close()
        with part.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return digest


def read_shard(path: Path, sha256: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the pairs of a shard. Raises CorpusError when the file is not the one that was written."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        found = ""
    if found != sha256:
        raise CorpusError(say("{file}: is missing or not as it was written; check that all machines see the same folder, then run again", file=path))
    db = sqlite3.connect(path.absolute().as_uri() + "?mode=ro&immutable=1", uri=True)
    try:
        yield from db.execute("SELECT path, result FROM results ORDER BY path")
    finally:
        db.close()
