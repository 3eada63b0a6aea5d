"""Worker processes on this machine: every document ends in one outcome, whatever it does to its worker.

Each worker has pipes of its own and a thread of this process that waits on them, so that a dead worker can hold up no other. A watch ends
workers that overrun their time or memory.
"""

from __future__ import annotations

import dataclasses
import os
import queue
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Self

from analyzer.batch.files import content
from analyzer.batch.process import EndedError, Process, refused, watch
from analyzer.batch.task import Setup, TaskResult
from analyzer.batch.wire import decoded
from analyzer.domain.limits import Limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import ReadError

_AHEAD = 2
"""Documents handed out per worker: enough to keep it busy, few enough to keep this process's memory flat."""
_TRIES = 2
_LAST_SECONDS = 1.0
"""What is left at least for the second try."""
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
        self._running: list[Process] = []
        self._closed = threading.Event()
        # Engines that a worker's helper runs write there; what they leave behind when they are ended goes with it.
        self._scratch = tempfile.TemporaryDirectory(prefix="policy-scan-", ignore_cleanup_errors=True)
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(workers)]
        self._threads.append(threading.Thread(target=watch, args=(lambda: [*self._running], limits.memory, self._closed), daemon=True))

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
        worker: Process | None = None
        try:
            while (path := self._todo.get()) is not None and not self._closed.is_set():
                seconds = self.limits.seconds
                for attempt in range(1, _TRIES + 1):
                    worker = worker or self._started()
                    # A document is judged by what it does to a fresh worker, so that its outcome does not depend on those before it.
                    last = attempt == _TRIES or not worker.used
                    begun = time.monotonic()
                    result, fit = _read(worker, path, self.limits, seconds, last=last)
                    seconds = max(seconds - (time.monotonic() - begun), _LAST_SECONDS)  # both tries together are held to the limit
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

    def _started(self) -> Process:
        worker = Process("analyzer.batch.worker", asdict(self.setup), self._scratch.name)
        self._running.append(worker)
        if self._closed.is_set():
            worker.kill()
        try:
            worker.hello()
        except BaseException:
            self._ended(worker)
            raise
        self.active = worker.active
        return worker

    def _ended(self, worker: Process) -> None:
        worker.end()
        self._running.remove(worker)


def _read(worker: Process, path: str, limits: Limits, seconds: float, *, last: bool) -> tuple[TaskResult | None, bool]:
    """Have a file read within `seconds`. Returns its result, `None` where it deserves another try, and whether the worker is fit for more."""
    try:
        try:
            with content(path, limits.bytes) as pieces:
                answer = worker.ask({"name": os.path.basename(path)}, pieces, dataclasses.replace(limits, seconds=seconds))
        except ReadError as error:
            return dataclasses.replace(TaskResult.unread(error.status, error.reason), limited=error.status == Status.TOO_LARGE), True
        try:
            result = refused(answer) or decoded(answer)
        except ValueError as error:
            raise worker.ended(limits) from error
    except EndedError as end:
        if end.verdict is Status.TIMEOUT:
            return TaskResult.unread(end.verdict, say("took longer than {seconds:g} s; split it, or allow more with --timeout", seconds=limits.seconds)), False
        return (dataclasses.replace(_too_much(limits), peak=worker.peak) if end.verdict and last else None), False
    if isinstance(result, TaskResult):
        result = dataclasses.replace(result, peak=max(result.peak, worker.peak))
        return result, worker.fit(limits, result.peak)
    status, what, size = result
    if not last:
        return None, False
    if status == Status.TOO_LARGE:
        return dataclasses.replace(_too_much(limits), size=size), False
    failure = say("made the reader fail ({error}); open and save it anew in its own program, then scan it", error=what)
    return dataclasses.replace(TaskResult.unread(status, failure), size=size), False


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
