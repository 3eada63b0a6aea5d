"""Writing files whole: beside their place, then renamed, so that no reader ever sees half a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from analyzer.domain.message import cause, say
from analyzer.errors import InputError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes the place of `path` only when everything was written.

    A link stays one: what it leads to is replaced. A pipe or device is written to as it is.
    """
    target = path.resolve()
    part = target.with_name(target.name + ".part")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # resolved, /dev/stdout is a pipe without a name
            with path.open("wb") as file:
                yield file
            return
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(say("{file}: cannot be written ({error}); check the folder, its permissions and the disk", file=path, error=cause(error))) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` whole."""
    with replacing(path) as file:
        file.write(data)
