"""Scanning files and folders into a corpus: only what is new or changed, every input with one status."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from analyzer.batch.files import CHANGED, Found, refused, sha256
from analyzer.batch.task import TaskResult
from analyzer.corpus.ledger import InputRecord, Key
from analyzer.corpus.store import Corpus
from analyzer.domain.limits import Limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import ReadError
from analyzer.read.archive import MARK, MAX_EXPANSION, Archive, is_archive


class Executor(Protocol):
    """Carries the per-document task: in processes of this machine, or on others."""

    def results(self, paths: Iterable[str], /) -> Iterator[tuple[str, TaskResult]]:
        """Yield every path with its result, in any order; `paths` is drawn from as documents get done, in the caller's thread."""
        ...


@dataclass(slots=True)
class ScanSummary:
    """What a scan did: inputs found, those already up to date, statuses of the rest, pages read, largest worker memory (bytes).

    `gone` counts inputs of these folders that the corpus knows and that are no longer there; `keys` are the inputs found, as the corpus names them,
    and the archives that they were found in.
    """

    found: int = 0
    unchanged: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    peak: int = 0
    gone: int = 0
    keys: set[Key] = field(default_factory=set)


_NONSENSE = say("made the reader give back nonsense; do not trust this file, and open and save it anew in its own program before you scan it again")
_MACHINE = (Status.TIMEOUT, Status.CRASHED, Status.TOO_LARGE)
"""Outcomes of a file that its twins are spared."""
Progress = Callable[[str, str | None, int], None]
"""Called with the file's name, its status (`None` for unchanged) and the number of inputs found so far when an input is done."""


def scan(inputs: Sequence[Found], corpus: Corpus, executor: Executor, *, limits: Limits, force: bool, progress: Progress) -> ScanSummary:
    """Bring a corpus up to date with files, and with the members of zip archives among them: `corpus` must have begun a run under these limits.

    An input is done anew when its bytes, the reader, the codebook or the model changed, or with `force`. The outcome of each input is
    written in one transaction as soon as it is there; stopping at any moment loses only documents under way.
    """
    return _Scan(corpus, executor, limits, force, progress).run(inputs)


class _Scan:
    """One scan: what it knows of the corpus, and which files are under way."""

    def __init__(self, corpus: Corpus, executor: Executor, limits: Limits, force: bool, progress: Progress) -> None:
        self.corpus = corpus
        self.executor = executor
        self.limits = limits
        self.force = force
        self.progress = progress
        self.summary = ScanSummary()
        self._gone = {key for key, marked in corpus.known() if marked}
        # The same bytes are read once, at their first name; the others wait for it.
        self._under_way: dict[str, str] = {}
        self._alike: dict[str, list[str]] = {}
        self._inside: dict[str, Key] = {}

    def run(self, inputs: Sequence[Found]) -> ScanSummary:
        self.summary.found = len(inputs)
        self._read(self._pending(inputs))
        while self._alike:
            # Files whose twin could not be read, or that have another suffix, which decides what text files are read as.
            left, self._alike = [name for names in self._alike.values() for name in names], {}
            self._read(self._told_apart(left))
        return self.summary

    def _read(self, names: Iterator[str]) -> None:
        left: dict[str, list[str]] = {}
        for name, result in self.executor.results(names):
            self.summary.pages += result.pages
            self.summary.peak = max(self.summary.peak, result.peak)
            digest = self._under_way.pop(name)
            self._finish(name, result if result.sha256 in (None, digest) else TaskResult.unread(Status.UNREADABLE, CHANGED))
            for twin in self._alike.pop(digest, ()):
                if _suffix(twin) == _suffix(name) and (result.sha256 == digest or result.status in _MACHINE):
                    self._finish(twin, result)
                else:
                    left.setdefault(digest, []).append(twin)
        self._alike = left

    def _pending(self, inputs: Iterable[Found]) -> Iterator[str]:
        """Yield the files to read, settling on the way those that need no reading."""
        for found in inputs:
            name = found[0]
            self.summary.keys.add(self._key(name))
            if (reason := refused(found)) is not None:
                self._skip(name, reason)
            elif is_archive(name):
                yield from self._members(name)
            else:
                try:
                    digest = sha256(name, self.limits.bytes)
                except ReadError as error:
                    self._finish(name, TaskResult.unread(error.status, error.reason))
                    continue
                if self._wanted(name, digest):
                    yield name

    def _members(self, path: str) -> Iterator[str]:
        """Yield the members of an archive that need reading; an archive that cannot be listed is settled itself."""
        try:
            archive = Archive(path)
        except ReadError as error:
            self._finish(path, TaskResult.unread(error.status, error.reason))
            return
        with closing(archive):
            self.corpus.forget(self.corpus.relative(path))
            self.summary.found += len(archive.members) - 1
            left = MAX_EXPANSION
            spent = TaskResult.unread(Status.TOO_LARGE, say("its archive unfolds to over {limit} MB; unpack it and scan the folder", limit=MAX_EXPANSION >> 20))
            for member in archive.members:
                name = f"{path}{MARK}{member}"
                self._inside[name] = key = self.corpus.relative(path), member
                self.summary.keys.add(key)
                if (reason := archive.refused(member)) is not None:
                    self._skip(name, reason)
                    continue
                if left <= 0:
                    self._finish(name, spent)
                    continue
                most = min(left, self.limits.bytes)
                try:
                    digest, size = archive.sha256(member, most)
                except ReadError as error:
                    left -= most if error.status == Status.TOO_LARGE else 0
                    self._finish(name, TaskResult.unread(error.status, error.reason))
                    continue
                left -= size
                if self._wanted(name, digest):
                    yield name

    def _skip(self, name: str, reason: str) -> None:
        path, member = self._key(name)
        if not self.force and self.corpus.is_skipped(path, reason, member):
            self._unchanged(name)
        else:
            self._finish(name, TaskResult.unread(Status.SKIPPED, reason))

    def _wanted(self, name: str, digest: str) -> bool:
        """Tell whether an input with these bytes is to be read; else it is settled, or waits for another with the same bytes."""
        path, member = self._key(name)
        if not self.force and self.corpus.is_current(path, digest, member):
            self._unchanged(name)
        elif not self.force and (known := self.corpus.current_document(digest, _suffix(name))):
            self.corpus.record(replace(known, path=path, member=member, shown=_shown(path, member)))
            self._settled(name, known.status)
        else:
            return self._first(name, digest)
        return False

    def _key(self, name: str) -> Key:
        """Return how the corpus names an input."""
        return self._inside.get(name) or (self.corpus.relative(name), "")

    def _told_apart(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            try:
                if self._first(name, sha256(name, self.limits.bytes)):
                    yield name
            except ReadError as error:
                self._finish(name, TaskResult.unread(error.status, error.reason))

    def _first(self, name: str, digest: str) -> bool:
        """Tell whether no file with the same bytes is under way; else have this one wait for it."""
        if digest in self._alike:
            self._alike[digest].append(name)
            return False
        self._alike[digest] = []
        self._under_way[name] = digest
        return True

    def _finish(self, name: str, result: TaskResult) -> None:
        path, member = self._key(name)
        document = result.rows.document[0] if result.rows else None
        size = result.size or _size(name)
        shown = _shown(path, member)
        record = InputRecord(path, shown, result.status, result.reason, result.flags, size, result.sha256, document, member, limited=result.limited)
        try:
            self.corpus.record(record, result.rows)
        except ValueError:
            record = replace(record, status=Status.CRASHED, reason=_NONSENSE, flags=(), sha256=None, document_id=None)
            self.corpus.record(record)
        self._settled(name, record.status)

    def _settled(self, name: str, status: str) -> None:
        self.summary.statuses[status] += 1
        self.progress(name, status, self.summary.found)

    def _unchanged(self, name: str) -> None:
        if (key := self._key(name)) in self._gone:
            self.corpus.mark_gone([key], gone=False)
        self.summary.unchanged += 1
        self.progress(name, None, self.summary.found)


def _suffix(name: str) -> bytes:
    return os.fsencode(os.path.splitext(name)[1].lower())


def mark_gone(paths: Sequence[Path], corpus: Corpus, keys: set[Key]) -> int:
    """Mark the inputs under `paths` that the corpus knows but that are not among `keys` and no longer there; returns their number.

    Members are gone with their archive, or when it was looked into (it is among `keys`) and no longer holds them.
    """
    folders = [os.path.join(os.path.abspath(path), "") for path in paths if os.path.isdir(path)]
    lost = []
    count = 0
    for key, marked in corpus.known():
        if key in keys:
            continue
        path, member = key
        name = os.path.normpath(os.path.join(corpus.folder, os.fsdecode(path)))
        if (member and (path, "") in keys) or (name.startswith(tuple(folders)) and not os.path.lexists(name)):
            count += 1
            if not marked:
                lost.append(key)
    if lost:
        corpus.mark_gone(lost, gone=True)
    return count


def _size(name: str) -> int | None:
    try:
        return os.stat(name).st_size
    except OSError:
        return None


def _shown(path: bytes, member: str) -> str:
    return printable(path) + (MARK + printable(member.encode("utf-8", "backslashreplace")) if member else "")


def printable(name: bytes) -> str:
    """Return a file name as text that is safe on a terminal and in a table: undecodable bytes and control characters escaped."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)
