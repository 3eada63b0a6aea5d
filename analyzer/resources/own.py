"""Benchmarks that users bring: files kept in a folder of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from analyzer.domain.message import say
from analyzer.errors import InputError

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def own_benchmarks(folder: Path) -> dict[str, Path]:
    """Return the files that the user added, by id."""
    return {path.stem: path for path in sorted(folder.iterdir()) if path.is_file() and _ID.fullmatch(path.stem)} if folder.is_dir() else {}


def add_benchmark(source: Path, name: str | None, folder: Path, taken: set[str]) -> str:
    """Copy a file into the folder and return its id: `name`, else the file's name in lower case, other signs as hyphens.

    Raises `InputError` when the id is taken or cannot be made.
    """
    made = name or re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-")
    if not _ID.fullmatch(made):
        raise InputError(say("{file}: gives no id of small letters, digits and hyphens; choose one with --id", file=source))
    if made in taken:
        raise InputError(say("{name}: there is a benchmark of this id; choose another with --id, or remove {file}.*", name=made, file=folder / made))
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / f"{made}{source.suffix.lower()}")
    return made
