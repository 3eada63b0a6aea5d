"""The per-document task: the bytes of one file -> its ledger line and its rows. Runs in a worker process."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyzer import pipeline
from analyzer.corpus.rows import DocumentRows, document_rows
from analyzer.domain.document import Document
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import ReadError
from analyzer.read import read_bytes
from analyzer.report.records import description_record, scorecard_record
from analyzer.resources.words import user_words
from analyzer.segment.tokens import Tokenizer

MEMORY_LIMIT = 4 * 2**30
"""Address space of a worker, in bytes, where the system can limit it (Linux). Resident memory stays far below."""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a worker hands back: the terminal status with its reason, and the rows of the document if there are any.

    `peak` is the largest resident memory of the worker so far, in bytes; `pages` counts what was read.
    """

    status: str
    reason: str
    flags: tuple[str, ...]
    size: int
    sha256: str | None
    rows: DocumentRows | None
    peak: int
    pages: int


def start_worker(ocr: str = "auto") -> None:
    """Prepare a worker process: one thread, limited memory, the model loaded before the first document's clock starts."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipeline.load(ocr=ocr).tag([""])
    _tokenizer().tokens("规划", "zh-Hans")


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Tokenizer(user_words())


def status_of(document: Document) -> tuple[Status, str]:
    """Return `ok`, or `partial` with its cause and remedy, for a document that was read."""
    empty = document.quality.pages_without_text
    if empty:
        shown = ", ".join(map(str, empty[:8])) + (" …" if len(empty) > 8 else "")
        return Status.PARTIAL, say(
            "{count} of {pages} pages hold no text (pages {shown}); {remedy}",
            count=len(empty),
            pages=len(document.pages),
            shown=shown,
            remedy=document.quality.remedy or say("run OCR on the file to have them read"),
        )
    if document.quality.truncated:
        return Status.PARTIAL, say("is longer than is read of one document; split it and scan the parts")
    return Status.OK, ""


def run_task(path: str, ocr: str = "auto") -> TaskResult:
    """Read, tag and score one file, pages recognised in this mode. Expected failures become a status; memory that runs out is one of them."""
    analyzer = pipeline.load(ocr=ocr)
    data: bytes | None = None
    try:
        data = pipeline.file_bytes(Path(path))
        document = read_bytes(data, Path(path).name, ocr=ocr)
        analysis = analyzer.analyze(document)
    except ReadError as error:
        return TaskResult(error.status, error.reason, (), len(data or b""), _sha256(data), None, _peak(), 0)
    except MemoryError:
        too_large = say("needs more than {limit} GB of memory; split it and scan the parts", limit=MEMORY_LIMIT // 2**30)
        return TaskResult(Status.TOO_LARGE, too_large, (), len(data or b""), None, None, _peak(), 0)
    status, reason = status_of(document)
    tokenizer = _tokenizer()
    rows = document_rows(
        analysis.document,
        analysis.description,
        description_record(analysis.description),
        analysis.language,
        analysis.evaluated,
        analysis.segments,
        analysis.codings,
        analysis.scorecard,
        scorecard_record(analysis, analyzer.codebook),
        fingerprint=analyzer.fingerprint,
        coder=analyzer.tagger.name,
        tokens_of=lambda segment: tokenizer.words(segment.text, segment.language),
    )
    flags = list(document.quality.notes)
    if not analysis.evaluated:
        flags.append(say("language {language}: the tagger was not evaluated on it", language=analysis.language))
    return TaskResult(status, reason, tuple(flags), len(data), document.id, rows, _peak(), len(document.pages))


def _sha256(data: bytes | None) -> str | None:
    import hashlib

    return None if data is None else hashlib.sha256(data).hexdigest()


def _peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
