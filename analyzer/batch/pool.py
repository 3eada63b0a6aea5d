"""Worker processes on this machine: every document ends in one outcome, whatever it does to its worker.

Each worker has pipes of its own and a thread of this process that waits on them, so that a dead worker can hold up no other. A watch ends
workers that overrun their time or memory.
"""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Self

from analyzer.batch.files import content
from analyzer.batch.task import Setup, TaskResult
from analyzer.batch.wire import decoded
from analyzer.batch.worker import CANCELLED, LENGTH
from analyzer.domain.limits import Limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import AnalyzerError, ReadError
from analyzer.resources.locate import PACKAGE

_WATCH_SECONDS = 0.1
_START_SECONDS = 300.0
"""Seconds that a worker may take to load the model; a machine under heavy load needs many."""
_LARGEST_RESULT = 256 * 2**20
_AHEAD = 2
"""Documents handed out per worker: enough to keep it busy, few enough to keep this process's memory flat."""
_TRIES = 2
_MEGABYTE = 2**20


class Pool:
    """Workers for documents under the same limits and set-up.

    Use as a context manager; `active` tells what protects the workers (see `sandbox`).
    """

    def __init__(self, workers: int, limits: Limits, setup: Setup = Setup()) -> None:  # noqa: B008 - frozen
        self.limits = limits
        self.setup = setup
        self.active: tuple[str, ...] = ()
        self._count = workers
        self._todo: queue.Queue[str | None] = queue.Queue()
        self._done: queue.Queue[tuple[str, TaskResult] | BaseException] = queue.Queue()
        self._running: list[_Worker] = []
        self._closed = threading.Event()
        # Engines that a worker's helper runs write there; what they leave behind when they are ended goes with it.
        self._scratch = tempfile.TemporaryDirectory(prefix="policy-scan-", ignore_cleanup_errors=True)
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        self._threads.append(threading.Thread(target=self._watch, daemon=True))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closed.set()
        for _ in range(self._count):
            self._todo.put(None)
        for worker in [*self._running]:
            worker.kill()
        for thread in self._threads:
            thread.join()
        self._scratch.cleanup()

    def results(self, paths: Iterable[str]) -> Iterator[tuple[str, TaskResult]]:
        """Yield every path with its result, as they are done. Raises AnalyzerError when no worker can be started."""
        waiting = iter(paths)
        under_way = 0
        while True:
            while under_way < self._count * _AHEAD and (path := next(waiting, None)) is not None:
                self._todo.put(path)
                under_way += 1
            if not under_way:
                return
            done = self._done.get()
            if isinstance(done, BaseException):
                raise done
            under_way -= 1
            yield done

    def _serve(self) -> None:
        """Take documents one after another through one worker, replaced whenever it may be worse for wear. Runs in a thread."""
        worker: _Worker | None = None
        try:
            while (path := self._todo.get()) is not None and not self._closed.is_set():
                for attempt in range(1, _TRIES + 1):
                    worker = worker or self._started()
                    # A document is judged by what it does to a fresh worker, so that its outcome does not depend on those before it.
                    last = attempt == _TRIES or not worker.used
                    result, fit = worker.read(path, self.limits, last=last)
                    if not fit:
                        self._ended(worker)
                        worker = None
                    if result is not None:
                        break
                self._done.put((path, result or _crashed(self.limits)))
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            self._done.put(error)
        finally:
            if worker is not None:
                self._ended(worker)

    def _started(self) -> _Worker:
        worker = _Worker(self.setup, self._scratch.name)
        self._running.append(worker)
        if self._closed.is_set():
            worker.kill()
        try:
            self.active = worker.hello()
        except (OSError, EOFError, ValueError) as error:
            self._ended(worker)
            what = worker.failure or type(error).__name__
            raise AnalyzerError(say("worker processes cannot start ({error}); free some memory or use fewer --workers, then run again", error=what)) from error
        return worker

    def _ended(self, worker: _Worker) -> None:
        worker.kill()
        worker.process.wait()
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._running.remove(worker)

    def _watch(self) -> None:
        while not self._closed.wait(_WATCH_SECONDS):
            for worker in [*self._running]:
                worker.check(self.limits.memory)


class _Worker:
    """One worker process, with the processes of its helper. One thread talks to it; the watch may end it."""

    def __init__(self, setup: Setup, scratch: str) -> None:
        code = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from analyzer.batch.worker import main; main()"
        places = [str(PACKAGE.parent), *(name for name in sys.path if os.path.isabs(name))]
        # Nothing of the caller's environment but what Python and the system's libraries need.
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ"}}
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
        self.process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-I", "-X", "utf8", "-c", code, json.dumps(places), json.dumps(asdict(setup))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PACKAGE,
            env={**kept, **threads, "TMPDIR": scratch},
        )
        self.used = False
        self.failure: str | None = None
        self._lock = threading.Lock()
        self._deadline: float | None = time.monotonic() + _START_SECONDS
        self._verdict: Status | None = None
        self._peak = 0

    def hello(self) -> tuple[str, ...]:
        """Wait until the worker is ready; returns what protects it. Raises EOFError or ValueError."""
        answer = json.loads(self._receive())
        self._deadline = None
        self.failure = answer.get("failed")
        if self.failure:
            raise ValueError(self.failure)
        return tuple(answer["active"])

    def read(self, path: str, limits: Limits, *, last: bool) -> tuple[TaskResult | None, bool]:
        """Have a file read. Returns its result, `None` where it deserves another try, and whether the worker is fit for more."""
        self.used = True
        with self._lock:
            self._deadline, self._verdict, self._peak = time.monotonic() + limits.seconds, None, 0
        try:
            try:
                self._send(path, limits)
            except ReadError as error:
                return TaskResult(error.status, error.reason, (), 0, None, None, 0, 0, limited=error.status == Status.TOO_LARGE), True
            answer = self._receive()
            result = _refused(answer) or decoded(answer)
        except (OSError, EOFError, ValueError):
            verdict = self._verdict
            if verdict is None and self._peak > limits.memory * 3 // 4:
                verdict = Status.TOO_LARGE  # most likely asked for more than it is given, and had no other way to say so
            if verdict is Status.TIMEOUT:
                return TaskResult.unread(verdict, say("took longer than {seconds:g} s; split it, or allow more with --timeout", seconds=limits.seconds)), False
            return (dataclasses.replace(_too_much(limits), peak=self._peak) if verdict and last else None), False
        finally:
            with self._lock:
                self._deadline = None
        if isinstance(result, TaskResult):
            result = dataclasses.replace(result, peak=max(result.peak, self._peak))
            return result, self._verdict is None and result.peak < limits.memory * 3 // 4
        status, what, size = result
        if not last:
            return None, False
        if status == Status.TOO_LARGE:
            return dataclasses.replace(_too_much(limits), size=size), False
        failure = say("made the reader fail ({error}); open and save it anew in its own program, then scan it", error=what)
        return dataclasses.replace(TaskResult.unread(status, failure), size=size), False

    def check(self, memory: int) -> None:
        """End the worker when it is over its time or memory."""
        import psutil

        with self._lock:
            if self._deadline is None or self.process.poll() is not None:
                return
            try:
                held = psutil.Process(self.process.pid).memory_info().rss
            except (psutil.Error, OSError, ValueError):  # it ends at this very moment
                return
            self._peak = max(self._peak, held)
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
            if self.process.poll() is None:
                below = psutil.Process(self.process.pid).children(recursive=True)
        with suppress(OSError):
            self.process.kill()
        for process in below:
            with suppress(psutil.Error, OSError):
                process.kill()

    def _send(self, path: str, limits: Limits) -> None:
        with content(path, limits.bytes) as pieces:
            self._put(json.dumps({"name": os.path.basename(path), "limits": dataclasses.asdict(limits)}).encode())
            try:
                for piece in pieces:
                    self._put(piece)
            except (ReadError, OSError):
                self._write(LENGTH.pack(CANCELLED))
                raise
            self._put(b"")

    def _put(self, piece: bytes) -> None:
        self._write(LENGTH.pack(len(piece)) + piece)

    def _write(self, data: bytes) -> None:
        """Raises EOFError where the worker is gone, so that an OSError can only come from the file."""
        pipe = self.process.stdin
        assert pipe is not None
        try:
            pipe.write(data)
            pipe.flush()
        except OSError as error:
            raise EOFError from error

    def _receive(self) -> bytes:
        size = LENGTH.unpack(self._exactly(LENGTH.size))[0]
        if size > _LARGEST_RESULT:
            raise ValueError(size)
        return self._exactly(size)

    def _exactly(self, size: int) -> bytes:
        pipe = self.process.stdout
        assert pipe is not None
        data = pipe.read(size)
        if len(data) != size:
            raise EOFError
        return data


def _refused(answer: bytes) -> tuple[Status, str, int] | None:
    """Return what a worker could not do, where that is its answer."""
    if not answer.startswith(b'{"refused"'):
        return None
    record = json.loads(answer)
    return Status(record["refused"]), str(record["what"]), int(record["size"])


def _too_much(limits: Limits) -> TaskResult:
    return TaskResult.unread(
        Status.TOO_LARGE, say("needs more than {limit} MB of memory; split it, or allow more with --max-memory", limit=limits.memory // _MEGABYTE)
    )


def _crashed(limits: Limits) -> TaskResult:
    return TaskResult.unread(
        Status.CRASHED,
        say(
            "ended its worker process twice, through a fault of the reader or for want of memory ({limit} MB);"
            " open and save it anew in its own program, then scan it",
            limit=limits.memory // _MEGABYTE,
        ),
    )
