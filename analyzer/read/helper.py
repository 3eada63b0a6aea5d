"""The helper: a process beside the reader that runs what cannot live inside a reader's limits (OCR engines, LibreOffice).

A reader may be confined so that it can start no process and open no file; `start` is for before that. The helper itself is small; it starts
an engine when it is first asked for, and `rest` ends it again.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from analyzer.read import frames
from analyzer.read.children import Child, die_with_parent, end_with_input, limit_memory

_SECONDS = 3600.0
"""Time that the helper may take for one answer; engines have shorter limits of their own."""
_helper: Child | None = None


class HelperError(Exception):
    """The helper could not do what it was asked; the message says why, in words for programmers."""


def start() -> None:
    """Start the helper, unless it runs already. Raises OSError where processes cannot be started."""
    global _helper  # noqa: PLW0603 - one a process
    if _helper is None:
        _helper = Child("analyzer.read.helper", "serve")
        atexit.register(stop)


def running() -> bool:
    """Tell whether there is a helper."""
    return _helper is not None


def ask(head: Mapping[str, Any], load: bytes = b"") -> tuple[Any, bytes]:
    """Ask the helper for something (see `_answer`). Raises HelperError."""
    try:
        start()
        assert _helper is not None
        answer, data = _helper.ask(head, load, seconds=_SECONDS)
    except (OSError, EOFError, ValueError) as error:
        stop()
        raise HelperError(type(error).__name__) from error
    if isinstance(answer, dict) and "failed" in answer:
        raise HelperError(str(answer["failed"]))
    return answer, data


def rest() -> None:
    """Have the helper free what its engines hold."""
    if _helper is not None:
        with suppress(HelperError):
            ask({"do": "rest"})


def stop() -> None:
    """End the helper; the next question starts another."""
    global _helper  # noqa: PLW0603 - one a process
    if _helper is not None:
        _helper.end()
        _helper = None


def serve() -> None:
    """Answer questions until the asking process is gone: the main loop of the helper."""
    die_with_parent()
    end_with_input()
    limit_memory()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    desk = _Desk()
    while True:
        try:
            head, load = frames.receive(questions)
        except EOFError:
            desk.rest()
            return
        try:
            answer, data = desk.answer(head, load)
        except Exception as error:  # noqa: BLE001 - the asking side says it
            answer, data = {"failed": f"{type(error).__name__}: {error}"[:200]}, b""
        frames.send(answers, answer, data)


class _Desk:
    """What the helper can do; engines are looked up when first asked for."""

    def __init__(self) -> None:
        self._engines: Any = None

    def answer(self, head: Mapping[str, Any], load: bytes) -> tuple[Any, bytes]:
        match head["do"]:
            case "engines":
                return self.engines.names, b""
            case "picture":
                return self._picture(head, load), b""
            case "office":
                from analyzer.read.office.convert import version

                return version(), b""
            case "convert":
                from analyzer.read.office.convert import convert

                return {}, convert(load, head["suffix"])
            case "rest":
                self.rest()
                return {}, b""
            case _:
                raise ValueError(head["do"])

    @property
    def engines(self) -> Any:
        if self._engines is None:
            from analyzer.read.ocr.page import Engines

            self._engines = Engines()
        return self._engines

    def rest(self) -> None:
        if self._engines is not None:
            self._engines.close()

    def _picture(self, head: Mapping[str, Any], load: bytes) -> dict[str, Any]:
        import numpy as np

        from analyzer.read.ocr.picture import Picture
        from analyzer.read.ocr.recogniser import MAX_PIXELS

        if len(load) > 2 * MAX_PIXELS:
            raise ValueError(len(load))
        read = self.engines.read(Picture(np.frombuffer(load, dtype=np.uint8).reshape(head["height"], head["width"]), head["dpi"]))
        turn = read.turn
        return {
            "lines": [[line.text, line.x0, line.y0, line.x1, line.y1, line.baseline, line.confidence] for line in read.lines],
            "turn": [turn.quarters, turn.degrees, turn.width, turn.height],
        }
