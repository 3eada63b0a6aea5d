"""The per-document task: the bytes of one file -> its ledger line and its rows. Runs in a worker process."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from analyzer import pipeline
from analyzer.corpus.rows import DocumentRows, document_rows
from analyzer.domain.document import Document, page_list
from analyzer.domain.limits import Limits, limited, limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import ReadError
from analyzer.read import read_bytes, reader_of
from analyzer.report.records import description_record, scorecard_record
from analyzer.resources.words import user_words
from analyzer.segment.sentences import MAX_SENTENCE
from analyzer.segment.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class Setup:
    """How all documents of a scan are read and coded: the mode of OCR, and the folder of the tagger (`None` for the default)."""

    ocr: str = "auto"
    model: str | None = None

    def load(self) -> pipeline.Analyzer:
        """Return the analyser, which a process loads once."""
        return pipeline.load(model=Path(self.model) if self.model else None, ocr=self.ocr)

    def load_for_once(self) -> pipeline.Analyzer:
        """Return an analyser that is let go of when it is no longer used."""
        return pipeline.load.__wrapped__(model=Path(self.model) if self.model else None, ocr=self.ocr)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a worker hands back: the terminal status with its reason, and the rows of the document if there are any.

    `peak` is the largest resident memory of the worker so far, in bytes; `pages` counts what was read; `limited` tells that other limits
    may give another outcome.
    """

    status: str
    reason: str
    flags: tuple[str, ...]
    size: int
    sha256: str | None
    rows: DocumentRows | None
    peak: int
    pages: int
    limited: bool = False

    @classmethod
    def unread(cls, status: str, reason: str) -> Self:
        """Return the result of a document of which nothing was read."""
        return cls(status, reason, (), 0, None, None, 0, 0)


def prepare(setup: Setup) -> None:
    """Prepare a worker process: one thread, and all that a document needs loaded before the first document's clock starts."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)
    for kind in ("pdf", "docx", "ofd", "odt", "html", "markdown", "table", "plain"):
        reader_of(kind)
    analyzer = setup.load()
    analyzer.tag([""])
    assert analyzer.fingerprint  # looks for OCR engines
    _tokenizer().tokens("规划", "zh-Hans")


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Tokenizer(user_words())


def status_of(document: Document) -> tuple[Status, str]:
    """Return `ok`, or `partial` with its cause and remedy, for a document that was read."""
    empty = document.quality.pages_without_text
    if empty:
        return Status.PARTIAL, say(
            "{count} of {pages} pages hold no text (pages {shown}); {remedy}",
            count=len(empty),
            pages=len(document.pages),
            shown=page_list(empty),
            remedy=document.quality.remedy or say("run OCR on the file to have them read"),
        )
    if document.quality.truncated:
        return Status.PARTIAL, say(
            "is longer than is read of one document ({limit:,} characters); split it and scan the parts, or allow more with --max-characters",
            limit=limits().characters,
        )
    return Status.OK, ""


def run_task(data: bytes, name: str, by: Limits, setup: Setup) -> TaskResult:
    """Read, tag and score the bytes of one file called `name` (of which the suffix matters).

    Expected failures become a status.
    """
    with limited(by):
        return _run(data, name, setup)


def _run(data: bytes, name: str, setup: Setup) -> TaskResult:
    analyzer = setup.load()
    try:
        document = read_bytes(data, name, ocr=setup.ocr)
        analysis = analyzer.analyze(document)
    except ReadError as error:
        met = error.status == Status.TOO_LARGE
        return TaskResult(error.status, error.reason, (), len(data), hashlib.sha256(data).hexdigest(), None, _peak(), 0, limited=met)
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
    if cut := sum(len(segment.text) >= MAX_SENTENCE for segment in analysis.segments):
        flags.append(
            say("{count} pieces of {most:,} characters hold no end of a sentence: the text may have lost its punctuation", count=cut, most=MAX_SENTENCE)
        )
    if not analysis.evaluated:
        flags.append(say("language {language}: the tagger was not evaluated on it", language=analysis.language))
    truncated = document.quality.truncated
    return TaskResult(status, reason, tuple(flags), len(data), document.id, rows, _peak(), len(document.pages), limited=truncated)


def _peak() -> int:
    """Return the largest memory that this process had resident, in bytes; 0 where it stayed below what it inherited."""
    peak = _highest()
    return peak if peak > _INHERITED else 0


def _highest() -> int:
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


_INHERITED = _highest()
"""Linux starts a process's peak at that of the one which started it, so that under a large program every worker would seem too large."""
