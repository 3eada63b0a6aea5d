"""Zip archives with the same bytes every time: fixed dates, systems and permissions."""

from __future__ import annotations

import zipfile
from typing import IO

_DATE = (1980, 1, 1, 0, 0, 0)


def add(archive: zipfile.ZipFile, name: str, content: bytes | IO[bytes]) -> None:
    """Add a file to an archive, from memory or as it is read."""
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        archive.writestr(entry, content)
        return
    with archive.open(entry, "w", force_zip64=True) as target:
        while chunk := content.read(1 << 20):
            target.write(chunk)
