"""Messages between processes: a head as JSON and a load of bytes, each after its length."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct("<II")


def send(stream: IO[bytes], head: object, load: bytes = b"") -> None:
    """Write one message."""
    packed = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(packed), len(load)) + packed)
    stream.write(load)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Any, bytes]:
    """Read one message. Raises EOFError where the other side is gone, ValueError for what is no message."""
    head, load = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    return json.loads(_exactly(stream, head)), _exactly(stream, load)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
