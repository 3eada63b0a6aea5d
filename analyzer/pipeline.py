"""The only module that knows the order of the steps: read, segment, tag, score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyzer.domain.codebook import Codebook
from analyzer.domain.coding import Coding
from analyzer.domain.document import BlockKind, Document, Span
from analyzer.domain.results import Scorecard
from analyzer.domain.segment import Segment, segment_id
from analyzer.errors import InputError, ReadError
from analyzer.read import MAX_INPUT_BYTES, READER_VERSION, read_bytes
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.locate import sha256_of
from analyzer.resources.taggers import StoredModel, load_model
from analyzer.score.scorecard import score_document
from analyzer.segment.languages import EVALUATED, identify
from analyzer.segment.scripts import fold
from analyzer.segment.segments import Segmentation, segment_document
from analyzer.tag.classifier import Head, Tagger
from analyzer.tag.cues import CueMatcher
from analyzer.tag.encoders import Encoder, UniversalEncoder


def sentence_segment(text: str, heading: str = "", language: str = "") -> Segment:
    """Return a segment for a sentence that stands alone, its heading trail written with ` > ` between headings.

    Without `language` the sentence's own script and letters tell it.
    """
    trail = tuple(part for part in (part.strip() for part in heading.split(" > ")) if part)
    return Segment(segment_id("", text, 0), "", Span(0, len(text)), text, trail, BlockKind.PARAGRAPH, language_tag(text, language), paragraph=1)


def language_tag(text: str, language: str) -> str:
    """Return a BCP 47 tag: the one given, with the script of Chinese added from the text, else the identified one."""
    if not language or language in {"zh", "und"}:
        return identify(text, language or "und")
    return language


def matcher_for(codebook: Codebook) -> CueMatcher:
    """Compile the codebook's lexicon."""
    return CueMatcher(codebook.cues, fold)


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that one document gives: text, segments, codings (in the same order) and scorecard."""

    document: Document
    language: str
    segments: tuple[Segment, ...]
    codings: tuple[Coding, ...]
    scorecard: Scorecard

    @property
    def evaluated(self) -> bool:
        """Whether the tagger was measured on this document's language."""
        return self.language in EVALUATED


class Analyzer:
    """Reads, tags and scores documents with one codebook and one model; see `analyzer.load`.

    `fingerprint` changes with the reader, the codebook or the model, and so tells which results are out of date.
    """

    def __init__(self, codebook: Codebook, model: StoredModel, encoder: Encoder) -> None:
        matcher = matcher_for(codebook)
        if encoder.name != model.encoder:
            raise InputError(f"model {model.coder} was trained with the encoder {model.encoder}, not {encoder.name}; install that or train again")
        self.codebook = codebook
        self.model = model
        self.tagger = Tagger(model.coder, codebook, encoder, matcher, {name: Head(name, **parts) for name, parts in model.arrays.items()})
        self.fingerprint = fingerprint(codebook, model)

    @property
    def model_versions(self) -> dict[str, str]:
        """Name, version, sha256 and encoder of the model."""
        return {"name": self.model.name, "version": self.model.version, "sha256": self.model.sha256, "encoder": self.model.encoder}

    def read(self, path: str | Path) -> Document:
        """Read a file. Raises `ReadError`, whose `status` and `reason` tell what is wrong and what to do."""
        return read_bytes(file_bytes(Path(path)), Path(path).name)

    def segment(self, document: Document) -> Segmentation:
        """Cut a document into sentences."""
        return segment_document(document)

    def tag(self, sentences: Sequence[Segment] | Sequence[str]) -> list[Coding]:
        """Code segments, or bare sentences, one coding each, in order.

        Sentences of one document belong in one call: it has a fixed cost, and a sentence hardly any. A bare `str` in place
        of the list is refused with `TypeError`.
        """
        if isinstance(sentences, str):
            raise TypeError("tag() takes a list of sentences; wrap the text in a list")
        return self.tagger.tag([sentence_segment(item) if isinstance(item, str) else item for item in sentences])

    def analyze(self, document: Document) -> Analysis:
        """Segment, tag and score a document that was read."""
        segmentation = segment_document(document)
        codings = self.tagger.tag(segmentation.segments)
        scorecard = score_document(document, segmentation.segments, codings, self.codebook, self._cues_in)
        return Analysis(document, segmentation.language, segmentation.segments, tuple(codings), scorecard)

    def score(self, document: Document | str | Path) -> Scorecard:
        """Score a document or file from 0 to 100 (`None` with a reason where its text cannot carry a score)."""
        return self.analyze(document if isinstance(document, Document) else self.read(document)).scorecard

    def _cues_in(self, text: str, language: str) -> frozenset[str]:
        return frozenset(match.cue for match in self.tagger.matcher.find(text, language))


def fingerprint(codebook: Codebook, model: StoredModel) -> str:
    """Return the sha256 over reader version, codebook and model: results under another fingerprint are out of date."""
    return sha256_of(READER_VERSION.encode(), codebook.sha256.encode(), model.sha256.encode(), model.encoder.encode())


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes. Raises `ReadError` (unreadable, skipped, too_large) with cause and remedy."""
    try:
        if not path.exists():
            raise ReadError("unreadable", "there is no such file; check the name")
        if path.is_dir():
            raise ReadError("unsupported", "is a folder; scan reads folders, score and compare read files")
        if not path.is_file():
            raise ReadError("skipped", "is no regular file (device, pipe or socket); name a document")
        if path.stat().st_size > MAX_INPUT_BYTES:
            raise ReadError("too_large", f"is over {MAX_INPUT_BYTES // 2**20} MB; split it or leave out its pictures")
        return path.read_bytes()
    except OSError as error:
        raise ReadError("unreadable", f"cannot be opened ({error.strerror or error}); check its permissions") from error


@lru_cache(maxsize=4)
def load(codebook: Path | None = None, model: Path | None = None) -> Analyzer:
    """Load codebook, model and encoder once and return the analyser; later calls return the same one."""
    book = load_codebook(codebook)
    return Analyzer(book, load_model(book, model), UniversalEncoder())
