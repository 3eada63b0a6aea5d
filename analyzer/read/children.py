"""Processes of our own that end with us, whatever ends us."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from analyzer.read import frames

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "OMP_THREAD_LIMIT")
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TEMP", "TMP", "TMPDIR")
MEMORY = 4 * 2**30
"""Address space of an engine, in bytes, where the system can limit it (Linux)."""
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_LAST_WORDS = 5.0
"""Seconds that the pipe of a program that was ended may stay open."""


def environment() -> dict[str, str]:
    """Return the environment of children: what the system's libraries need, and one thread."""
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **dict.fromkeys(_THREADS, "1"), "LC_ALL": "C.UTF-8"}


def die_with_parent() -> None:
    """Have Linux end this process when its parent ends; elsewhere the closed pipe tells."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def end_with_input() -> None:
    """Have this process end when its standard input does, even at work. The kernel's word fails where a confined parent may signal nobody."""
    if not hasattr(select, "poll"):
        return
    watched = select.poll()
    watched.register(0, 0)

    def wait() -> None:
        watched.poll()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def limit_memory() -> None:
    """Limit the memory of this process, and of each that it starts (Linux)."""
    if sys.platform == "linux":
        import resource

        for kind, wanted in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(kind)[1]
            allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(kind, (allowed, allowed))


def run(
    command: Sequence[str],
    load: bytes = b"",
    *,
    seconds: float,
    folder: Path | None = None,
    extra: Mapping[str, str] | None = None,
    before: Callable[[], None] = die_with_parent,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a process group of its own that ends with it, and return what it said and how it ended.

    `before` is called in the child first (Linux). Raises OSError, and `subprocess.TimeoutExpired` after `seconds`.
    """
    process = subprocess.Popen(  # noqa: S603 - no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**environment(), **(extra or {})},
        start_new_session=True,
        preexec_fn=before if sys.platform == "linux" else None,  # noqa: PLW1509 - the helper has no other thread but one that waits
    )
    try:
        said, _ = process.communicate(load, timeout=seconds)
    finally:
        # Launchers leave their own children behind: the whole group goes.
        with suppress(OSError, AttributeError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        with suppress(subprocess.TimeoutExpired, ValueError):
            process.communicate(timeout=_LAST_WORDS)
    return subprocess.CompletedProcess(command, process.returncode, said)


class Child:
    """A Python process that runs the function `module:function` of this program and answers messages."""

    def __init__(self, module: str, function: str) -> None:
        code = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {module} import {function}; {function}()"
        places = [str(Path(__file__).resolve().parents[2]), *(name for name in sys.path if Path(name).is_absolute())]
        self._process = subprocess.Popen(  # noqa: S603 - this program itself
            [sys.executable, "-I", "-X", "utf8", "-c", code, json.dumps(places)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )

    def ask(self, head: Mapping[str, Any], load: bytes = b"", *, seconds: float) -> tuple[Any, bytes]:
        """Send a message and return the answer. Raises OSError, EOFError or ValueError; the child is of no more use then."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            frames.send(stdin, head, load)
            return frames.receive(stdout)
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the process at once."""
        with suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._process.wait()
