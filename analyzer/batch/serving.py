"""A worker process from inside: takes the bytes of documents on its standard input, hands back answers on its standard output, and can do nothing else."""

from __future__ import annotations

import gc
import json
import os
import queue
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from analyzer.batch import sandbox
from analyzer.domain.limits import Limits
from analyzer.domain.results import Status
from analyzer.read import helper
from analyzer.resources import locate

LENGTH = struct.Struct("<I")
"""Before each piece of either direction. A document is its job as JSON, its bytes in pieces, and a piece of no length; an answer is one piece."""
CANCELLED = 0xFFFFFFFF
"""In place of a length: the document before is not to be read after all."""
Answer = Callable[[dict[str, Any], bytes, Limits], bytes]
"""Called with a job, a document's bytes and its limits."""


def serve(answer: Answer, *, prepare: Callable[[], None], readable: Iterable[Path] = ()) -> None:
    """Give up all rights, prepare, and answer until the standard input ends; files under `readable` can be read besides the program's own.

    Standard output and error are taken away from libraries that print.
    """
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    try:
        helper.start()  # runs what cannot live in here; later on no process can be started
        active = sandbox.confine([*_program(), *readable])
        prepare()
    except Exception as error:  # noqa: BLE001 - the parent says it
        _send(outgoing, json.dumps({"failed": type(error).__name__}).encode())
        return
    jobs: queue.Queue[tuple[dict[str, Any], bytes]] = queue.Queue()
    # Thousands of small objects of one document, none of them garbage: the collector waits until it is done.
    gc.disable()
    gc.freeze()
    _send(outgoing, json.dumps({"active": active}).encode())
    # A thread of its own sees at once when the parent is gone, on every system.
    threading.Thread(target=_receive, args=(incoming, jobs), daemon=True).start()
    while True:
        _send(outgoing, _answered(answer, *jobs.get()))
        # What is left is kept for the next documents: it need not be looked through again.
        gc.collect()
        gc.freeze()


def _program() -> list[Path]:
    """Return where the program's own files lie; of a checkout only its code and data."""
    libraries = [Path(name) for name in sys.path if name and Path(name) != locate.PACKAGE.parent]
    return [Path(sys.prefix), Path(sys.base_prefix), locate.PACKAGE, locate.corpora(), locate.models(), *libraries]


def _answered(answer: Answer, job: dict[str, Any], data: bytes) -> bytes:
    limits = Limits(**job["limits"])
    sandbox.limit_processor_time(limits.seconds)
    try:
        sandbox.limit_growth(limits.memory)
        said = answer(job, data, limits)
        if not helper.running():
            # What it would have done is missing from the result; a fresh worker has a fresh helper.
            return _refusal(Status.CRASHED, helper.HelperError.__name__, len(data))
        return said
    except MemoryError:
        return _refusal(Status.TOO_LARGE, str(Status.TOO_LARGE), len(data))
    except Exception as error:  # noqa: BLE001 - a fault in a library must not end the batch
        return _refusal(Status.CRASHED, type(error).__name__, len(data))


def _refusal(status: Status, what: str, size: int) -> bytes:
    """The parent words these two: it knows whether the document gets another try."""
    return json.dumps({"refused": status, "what": what, "size": size}).encode()


def _send(file: IO[bytes], data: bytes) -> None:
    file.write(LENGTH.pack(len(data)) + data)
    file.flush()


def _receive(file: IO[bytes], jobs: queue.Queue[tuple[dict[str, Any], bytes]]) -> None:
    try:
        while True:
            job = json.loads(_exactly(file, _length(file)))
            data = bytearray()
            while 0 < (length := _length(file)) < CANCELLED:
                data += _exactly(file, length)
            if length == 0:
                jobs.put((job, bytes(data)))
    finally:
        os._exit(0)


def _length(file: IO[bytes]) -> int:
    return int(LENGTH.unpack(_exactly(file, LENGTH.size))[0])


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise EOFError
    return data
