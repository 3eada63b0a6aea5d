"""The ledger's lines: what is kept of each input, of each run, and of all together."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.domain.message import say

GONE = say("is no longer there; its results stay: put it back, or scan into a new corpus to leave it out")
"""The flag of an input that a later scan of its folder did not find."""


Key = tuple[bytes, str]
"""An input: path relative to the corpus's folder, and the member where that is an archive, else empty."""


@dataclass(frozen=True, slots=True)
class InputRecord:
    """The ledger's line for one input. `path` is relative to the corpus's folder, as bytes; `member` names a file inside that archive.

    `limited` tells that under other limits (`begin_run`) the outcome may be another.
    """

    path: bytes
    shown: str
    status: str
    reason: str = ""
    flags: tuple[str, ...] = ()
    size: int | None = None
    sha256: str | None = None
    document_id: str | None = None
    member: str = ""
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of one input: its line in the ledger with its document's language, sentences and score, where it has one."""

    key: Key
    shown: str
    status: str
    reason: str
    flags: tuple[str, ...]
    language: str | None
    sentences: int | None
    score: float | None
    low: float | None
    high: float | None
    no_score: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a corpus holds: documents and their sentences, inputs with a document, how many of those have a score, and inputs by kind."""

    documents: int
    sentences: int
    inputs: int
    scored: int
    kinds: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class RunVersions:
    """What a run was made with; `fingerprint` covers all of it."""

    version: str
    fingerprint: str
    codebook: str
    codebook_sha256: str
    model: str
    model_sha256: str
    reader: str
