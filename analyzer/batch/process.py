"""A worker process as the scanning process sees it: asked through one pipe, answering through another, ended when it overruns its limits."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from analyzer.batch.serving import CANCELLED, LENGTH
from analyzer.domain.limits import Limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import AnalyzerError, ReadError
from analyzer.resources.locate import PACKAGE

WATCH_SECONDS = 0.1
_START_SECONDS = 300.0
"""Seconds that a worker may take to load the model; a machine under heavy load needs many."""
_LARGEST_ANSWER = 256 * 2**20


class EndedError(Exception):
    """The process is gone, or speaks nonsense. `verdict` is the limit it was ended for: `timeout`, `too_large`, or `None` where it ended by itself."""

    def __init__(self, verdict: Status | None) -> None:
        super().__init__(verdict)
        self.verdict = verdict


class Process:
    """One worker process that runs `main` of `module`, with the processes of its helper. One thread talks to it; another may `check` and end it.

    `setup` is what it is told at its start; `scratch` is where engines may write. `used` tells whether it was asked anything, `active` what
    protects it (see `sandbox`), `peak` the most memory (bytes) it was seen to hold since it was last asked.
    """

    def __init__(self, module: str, setup: Mapping[str, Any], scratch: str) -> None:
        code = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import main; main()"
        places = [str(PACKAGE.parent), *(name for name in sys.path if os.path.isabs(name))]
        # Nothing of the caller's environment but what Python and the system's libraries need.
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ"}}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
        self._process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-I", "-X", "utf8", "-c", code, json.dumps(places), json.dumps(setup)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PACKAGE,
            env={**kept, **threads, "TMPDIR": scratch},
        )
        self.pid = self._process.pid
        self.used = False
        self.active: tuple[str, ...] = ()
        self.peak = 0
        self._lock = threading.Lock()
        self._deadline: float | None = time.monotonic() + _START_SECONDS
        self._verdict: Status | None = None

    def hello(self) -> None:
        """Wait until the process is ready. Raises AnalyzerError when it cannot start."""
        failure = None
        try:
            answer = json.loads(self._receive())
            failure = answer.get("failed")
            self.active = tuple(answer.get("active", ()))
        except (EOFError, ValueError) as error:
            failure = type(error).__name__
        if failure:
            raise AnalyzerError(say("worker processes cannot start ({error}); free some memory or use fewer --workers, then run again", error=failure))
        with self._lock:
            self._deadline = None

    def ask(self, job: Mapping[str, Any], pieces: Iterable[bytes], limits: Limits) -> bytes:
        """Hand over a document's bytes with what to do with them, and return the answer.

        Raises EndedError, and ReadError where the bytes cannot be had; the process is none the worse for that.
        """
        self.used = True
        with self._lock:
            self._deadline, self._verdict, self.peak = time.monotonic() + limits.seconds, None, 0
        try:
            self._put(json.dumps({**job, "limits": dataclasses.asdict(limits)}).encode())
            try:
                for piece in pieces:
                    self._put(piece)
            except (ReadError, OSError):
                self._write(LENGTH.pack(CANCELLED))
                raise
            self._put(b"")
            return self._receive()
        except (EOFError, ValueError) as error:
            raise self.ended(limits) from error
        finally:
            with self._lock:
                self._deadline = None

    def ended(self, limits: Limits) -> EndedError:
        """Return why the process is of no more use."""
        if self._verdict is None and self.peak > limits.memory * 3 // 4:
            return EndedError(Status.TOO_LARGE)  # most likely asked for more than it is given, and had no other way to say so
        return EndedError(self._verdict)

    def fit(self, limits: Limits, peak: int = 0) -> bool:
        """Tell whether the process may be asked again: it was not ended, and came nowhere near its memory."""
        return self._verdict is None and max(self.peak, peak) < limits.memory * 3 // 4

    def check(self, memory: int) -> None:
        """End the process when it is over its time or memory."""
        import psutil

        with self._lock:
            if self._deadline is None or self._process.poll() is not None:
                return
            try:
                held = psutil.Process(self.pid).memory_info().rss
            except (psutil.Error, OSError, ValueError):  # it ends at this very moment
                return
            self.peak = max(self.peak, held)
            if time.monotonic() > self._deadline:
                self._verdict = Status.TIMEOUT
            elif held > memory:
                self._verdict = Status.TOO_LARGE
            else:
                return
            self.kill()

    def kill(self) -> None:
        """End the process at once, and with it what its helper runs."""
        import psutil

        below: list[psutil.Process] = []
        with suppress(psutil.Error, OSError):
            if self._process.poll() is None:
                below = psutil.Process(self.pid).children(recursive=True)
        with suppress(OSError):
            self._process.kill()
        for process in below:
            with suppress(psutil.Error, OSError):
                process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _put(self, piece: bytes) -> None:
        self._write(LENGTH.pack(len(piece)) + piece)

    def _write(self, data: bytes) -> None:
        """Raises EOFError where the process is gone, so that an OSError can only come from the file."""
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(data)
            pipe.flush()
        except OSError as error:
            raise EOFError from error

    def _receive(self) -> bytes:
        size = LENGTH.unpack(self._exactly(LENGTH.size))[0]
        if size > _LARGEST_ANSWER:
            raise ValueError(size)
        return self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        try:
            data = pipe.read(size)
        except OSError as error:
            raise EOFError from error
        if len(data) != size:
            raise EOFError
        return data


def watch(processes: Callable[[], Iterable[Process]], memory: int, closed: threading.Event) -> None:
    """Check processes until `closed`; runs in a thread."""
    while not closed.wait(WATCH_SECONDS):
        for process in processes():
            process.check(memory)


def refused(answer: bytes) -> tuple[Status, str, int] | None:
    """Return what a process could not do, the error's name and the document's size, where that is its answer."""
    if not answer.startswith(b'{"refused"'):
        return None
    record = json.loads(answer)
    return Status(record["refused"]), str(record["what"]), int(record["size"])
