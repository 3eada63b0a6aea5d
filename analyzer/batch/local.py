"""Worker processes on this machine: every job ends in an outcome, whatever its document does to the worker."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as JobTimeoutError
from concurrent.futures.process import BrokenProcessPool

from analyzer.batch.task import TaskResult, run_task, start_worker
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import AnalyzerError

_AHEAD = 4
"""Jobs handed out ahead per worker: enough to keep it busy, few enough to keep the parent's memory flat."""


def run_jobs(paths: Iterable[str], workers: int, seconds: float, ocr: str = "auto") -> Iterator[tuple[str, TaskResult]]:
    """Yield a result for every path, in the order given.

    A document that runs over `seconds` ends as `timeout`; one whose worker dies is tried once more in a fresh worker, then ends as
    `crashed`. Closing the iterator early stops the workers.
    """
    from pebble import ProcessPool

    # Spawned, not forked: a fork of a process with threads may hang, and all systems behave the same.
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=workers, context=context, initializer=start_worker, initargs=[ocr]) as pool:
        waiting = iter(paths)
        running: deque[tuple[str, object]] = deque()
        try:
            while True:
                while len(running) < workers * _AHEAD and (path := next(waiting, None)) is not None:
                    running.append((path, pool.schedule(run_task, args=[path, ocr], timeout=seconds)))
                if not running:
                    break
                path, future = running.popleft()
                result = _result(future, seconds)
                if result is None:
                    result = _result(pool.schedule(run_task, args=[path, ocr], timeout=seconds), seconds)
                yield path, result or _failed(Status.CRASHED, say("ended its worker process twice; open and save it anew in its own program, then scan it"))
        except RuntimeError as error:
            pool.stop()
            raise AnalyzerError(say("worker processes cannot start ({error}); free some memory or use fewer --workers, then run again", error=error)) from error
        except BaseException:
            pool.stop()
            raise


def _result(future: object, seconds: float) -> TaskResult | None:
    """Return a job's result; `None` when its worker died."""
    from pebble import ProcessExpired

    try:
        return future.result()  # type: ignore[attr-defined, no-any-return]
    except JobTimeoutError:
        return _failed(Status.TIMEOUT, say("took longer than {seconds:g} s; split it, or allow more with --timeout", seconds=seconds))
    except ProcessExpired:
        return None
    except BrokenProcessPool as error:
        raise RuntimeError(type(error).__name__) from error
    except Exception as error:  # noqa: BLE001 - a fault in a library must not end the batch
        return _failed(
            Status.CRASHED, say("made the reader fail ({error}); open and save it anew in its own program, then scan it", error=type(error).__name__)
        )


def _failed(status: Status, reason: str) -> TaskResult:
    return TaskResult(status, reason, (), 0, None, None, 0, 0)
