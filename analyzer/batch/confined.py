"""Reading documents one by one in a confined process, for all that looks at a few documents and keeps no ledger."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from analyzer.batch.documents import decoded_document
from analyzer.batch.files import content
from analyzer.batch.process import EndedError, Process, refused, watch
from analyzer.domain.document import Document
from analyzer.domain.limits import Limits
from analyzer.domain.message import restored, say
from analyzer.domain.results import Status
from analyzer.errors import ReadError


class ConfinedReader:
    """Reads documents as `pipeline.read_document` does, but under limits and in a process that can do nothing else. A context manager.

    The process starts in the background, while the caller loads its model. One that a document ends is followed by another.
    """

    def __init__(self, ocr: str = "auto", limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        self.ocr = ocr
        self.limits = limits
        self._process: Process | None = None
        self._closed = threading.Event()
        self._watch = threading.Thread(target=watch, args=(self._running, limits.memory, self._closed), daemon=True)
        self._scratch = tempfile.TemporaryDirectory(prefix="policy-read-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        self._start()
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._watch.join()
        self._end()
        self._scratch.cleanup()

    def read(self, path: str | Path) -> Document:
        """Return the document in a file, or in a member of an archive (`ARCHIVE!/MEMBER`). Raises ReadError."""
        answer, digest = self._asked({"do": "read", "name": os.path.basename(path)}, path)
        with _sensible():
            return decoded_document(answer, digest)

    def pictures(self, path: str | Path, numbers: Sequence[int]) -> dict[int, bytes]:
        """Return pages of a PDF as PNG, by number (from 1); pages that cannot be drawn are left out. Raises ReadError."""
        answer, _ = self._asked({"do": "pictures", "pages": list(numbers)}, path)
        with _sensible():
            return {int(number): base64.b64decode(picture) for number, picture in json.loads(answer)}

    def page_sizes(self, path: str | Path) -> list[tuple[float, float]]:
        """Return width and height of every page of a PDF, in points. Raises ReadError."""
        answer, _ = self._asked({"do": "sizes"}, path)
        with _sensible():
            return [(float(width), float(height)) for width, height in json.loads(answer)]

    def _asked(self, job: dict[str, Any], path: str | Path) -> tuple[bytes, str]:
        """Return the answer to a job on a file, and the sha256 of the file's bytes."""
        seconds = self.limits.seconds
        while True:
            process = self._process or self._start()
            if not process.used:
                process.hello()
            # What ends a process that was used before is given another, so that documents do not depend on each other.
            fresh = not process.used
            digest, begun = hashlib.sha256(), time.monotonic()

            def hashed(pieces: Iterator[bytes], update: Any = digest.update) -> Iterator[bytes]:
                for piece in pieces:
                    update(piece)
                    yield piece

            try:
                with content(os.fspath(path), self.limits.bytes) as pieces:
                    answer = process.ask(job, hashed(pieces), dataclasses.replace(self.limits, seconds=seconds))
            except EndedError as error:
                self._end()
                if fresh or error.verdict is Status.TIMEOUT:
                    raise self._failure(error.verdict or Status.CRASHED, "") from None
                seconds = max(seconds - (time.monotonic() - begun), 1.0)
                continue
            if (refusal := refused(answer)) is not None:
                self._end()
                if fresh:
                    raise self._failure(*refusal[:2])
                continue
            if answer.startswith(b'{"unread"'):
                with _sensible():
                    record = json.loads(answer)
                    status, reason = Status(record["unread"]), restored(str(record["reason"][0]), record["reason"][1])
                raise ReadError(status, reason)
            return answer, digest.hexdigest()

    def _failure(self, status: Status, what: str) -> ReadError:
        if status is Status.TIMEOUT:
            return ReadError(status, say("took longer than {seconds:g} s to read; split it", seconds=self.limits.seconds))
        if status is Status.TOO_LARGE:
            return ReadError(status, say("needs more than {limit} MB of memory to be read; split it", limit=self.limits.memory >> 20))
        if what:
            return ReadError(status, say("made the reader fail ({error}); open and save it anew in its own program, then try again", error=what))
        return ReadError(status, say("ended the process that read it; open and save it anew in its own program, then try again"))

    def _start(self) -> Process:
        self._process = Process("analyzer.batch.reader", {"ocr": self.ocr}, self._scratch.name)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _running(self) -> list[Process]:
        return [process] if (process := self._process) is not None else []


@contextmanager
def _sensible() -> Iterator[None]:
    """Refuse what a document that took its reader over makes it say."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ReadError(Status.CRASHED, say("made the reader give back nonsense; do not trust this file")) from error
