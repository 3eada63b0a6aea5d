"""Where the data folders are: inside the installed package, else in the checkout above it."""

from __future__ import annotations

import hashlib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the program's code."""


def root() -> Path:
    """Return the folder that holds `corpora` and `models`."""
    inside = PACKAGE / "_data"
    return inside if inside.is_dir() else PACKAGE.parent


def corpora() -> Path:
    """Return the folder of codebooks, benchmarks, tagged corpora and samples."""
    return root() / "corpora"


def models() -> Path:
    """Return the folder of models, one subfolder each."""
    return root() / "models"


def sha256_of(*parts: bytes) -> str:
    """Return the sha256 over parts as hex, each preceded by its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
