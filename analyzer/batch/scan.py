"""Scanning files and folders into a corpus: only what is new or changed, every input with one status."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.batch.local import run_jobs
from analyzer.batch.task import TaskResult
from analyzer.corpus.store import OWN_SUFFIXES, Corpus, InputRecord
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import ReadError
from analyzer.read import MAX_INPUT_BYTES
from analyzer.read.archive import MARK, MAX_EXPANSION, Archive, is_archive, split

_CHUNK = 2**20


@dataclass(slots=True)
class ScanSummary:
    """What a scan did: inputs found, those already up to date, statuses of the rest, pages read, largest worker memory (bytes)."""

    found: int = 0
    unchanged: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    peak: int = 0


Progress = Callable[[str, str | None], None]
"""Called with the file's name and its status (`None` for unchanged) when an input is done."""


def find_inputs(paths: Sequence[Path], corpus: Path) -> list[Path]:
    """Return all files under `paths`, sorted, each once; the corpus itself is none. Links to folders are not followed."""
    own = {os.path.realpath(f"{corpus}{suffix}") for suffix in OWN_SUFFIXES}
    found: dict[str, Path] = {}
    for path in paths:
        for file in _files_of(path):
            name = os.path.abspath(file)  # noqa: PTH100
            if os.path.realpath(file) not in own:
                found.setdefault(name, file)
    return [found[name] for name in sorted(found)]


def _files_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path, followlinks=False):
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
        folders[:] = sorted(name for name in folders if name not in linked and not name.startswith("."))
        for name in sorted([*files, *linked]):
            yield Path(folder) / name


def _refused(path: Path) -> str | None:
    """Return why an entry is not even opened, or `None`."""
    if path.name.startswith((".", "~$")):
        return say("is a hidden or temporary file; rename it to have it scanned")
    if path.is_symlink() and path.is_dir():
        return say("is a link to a folder; name that folder itself")
    if path.is_symlink() and not path.exists():
        return say("is a link to a missing file; mend the link")
    if path.exists() and not path.is_file():
        return say("is no regular file (device, pipe or socket); name a document")
    return None


def _sha256(path: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()


def scan(paths: Sequence[Path], corpus: Corpus, *, workers: int, seconds: float, force: bool, progress: Progress, ocr: str = "auto") -> ScanSummary:  # noqa: PLR0915 - the ways in which an input is settled, one by one
    """Bring a corpus up to date with files: `corpus` must have begun a run.

    An input is done anew when its bytes, the reader, the codebook or the model changed, or with `force`. The outcome of each input is
    written in one transaction as soon as it is there; stopping at any moment loses only documents under way.
    """
    inputs = find_inputs(paths, corpus.path)
    summary = ScanSummary(found=len(inputs))

    def finish(name: str, record: InputRecord, result: TaskResult | None) -> None:
        corpus.record(record, result.rows if result else None)
        summary.statuses[record.status] += 1
        progress(name, record.status)

    def settle(name: str, reason: str | None, digest: str | None) -> str | None:
        """Settle an input that needs no reading; returns the name of one that does."""
        key, member = _key(name, corpus)
        shown = _shown(key, member)
        if not force and (corpus.is_skipped(key, reason, member) if reason else digest and corpus.is_current(key, digest, member)):
            summary.unchanged += 1
            progress(name, None)
        elif reason:
            finish(name, InputRecord(key, shown, Status.SKIPPED, reason, member=member), None)
        elif digest and not force and (known := corpus.current_document(digest)):
            finish(name, InputRecord(key, shown, known.status, known.reason, known.flags, known.size, digest, known.document_id, member), None)
        else:
            return name
        return None

    def members(path: Path, digest: str | None) -> Iterator[str]:
        """Yield the members of an archive that need reading; an archive that cannot be listed is settled itself."""
        key = corpus.relative(path)
        try:
            opened = Archive(str(path))
        except ReadError as error:
            finish(str(path), InputRecord(key, printable(key), error.status, error.reason, (), _size(path), digest), None)
            return
        corpus.forget(key)
        summary.found += len(opened.members) - 1
        left = MAX_EXPANSION
        try:
            for member in opened.members:
                name = f"{path}{MARK}{member}"
                reason, sha256 = opened.refused(member), None
                if not reason:
                    try:
                        sha256, size = opened.sha256(member, min(left, MAX_INPUT_BYTES))
                        left -= size
                    except ReadError as error:
                        finish(name, InputRecord(key, _shown(key, member), error.status, error.reason, member=member), None)
                        left -= min(left, MAX_INPUT_BYTES) if error.status == Status.TOO_LARGE else 0
                        continue
                if (wanted := settle(name, reason, sha256)) is not None:
                    yield wanted
        finally:
            opened.close()

    def pending() -> Iterator[str]:
        """Yield the files to read, settling on the way those that need no reading."""
        for path in inputs:
            reason = _refused(path)
            digest = None if reason else _sha256(path)
            if digest and is_archive(str(path)):
                yield from members(path, digest)
            elif (wanted := settle(str(path), reason, digest)) is not None:
                yield wanted

    for name, result in run_jobs(pending(), workers, seconds, ocr):
        summary.pages += result.pages
        summary.peak = max(summary.peak, result.peak)
        key, member = _key(name, corpus)
        document = result.rows.document[0] if result.rows else None
        size = result.size or _size(Path(name))
        finish(name, InputRecord(key, _shown(key, member), result.status, result.reason, result.flags, size, result.sha256, document, member), result)
    return summary


def _key(name: str, corpus: Corpus) -> tuple[bytes, str]:
    """Return how the corpus names an input: the path of its file, and the member where it lies in an archive."""
    archive, member = split(name) or (name, "")
    return corpus.relative(Path(archive)), member


def _shown(key: bytes, member: str) -> str:
    return printable(key) + (MARK + printable(member.encode("utf-8", "backslashreplace")) if member else "")


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def printable(name: bytes) -> str:
    """Return a file name as text that is safe on a terminal and in a table: undecodable bytes and control characters escaped."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)
