"""The only module that knows the order of the steps: read, segment, tag, score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from analyzer.compare.advice import Candidate, advise
from analyzer.compare.elements import compare
from analyzer.compare.sides import benchmark_side, document_side, passage_of
from analyzer.compare.versions import Reading, Tools, diff
from analyzer.describe import describe
from analyzer.domain.benchmark import Benchmark
from analyzer.domain.codebook import Codebook
from analyzer.domain.coding import CodeProbability, Coding, level_of
from analyzer.domain.comparison import Advice, Comparison, Dated, Example, Shown, Side, SideKind
from analyzer.domain.description import Description, DocumentKind, Vocabulary
from analyzer.domain.document import BlockKind, Document, Span
from analyzer.domain.entries import CodedSentence, Entry
from analyzer.domain.message import say
from analyzer.domain.results import ElementScore, Scorecard
from analyzer.domain.segment import Segment, segment_id
from analyzer.domain.versions import Difference
from analyzer.errors import InputError
from analyzer.read import READER_VERSION, read_bytes
from analyzer.read.files import file_bytes
from analyzer.read.ocr.recogniser import identity
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.documents import load_vocabulary
from analyzer.resources.locate import sha256_of
from analyzer.resources.taggers import StoredModel, load_model
from analyzer.resources.words import user_words
from analyzer.score.elements import DATED, Claims, Times, cite, score_elements
from analyzer.score.parts import CuesIn
from analyzer.score.scope import Statement, all_statements, in_scope
from analyzer.score.scorecard import code_shares, score_document
from analyzer.score.timing import dated, timetable
from analyzer.segment.languages import EVALUATED, identify
from analyzer.segment.scripts import fold, mainland, simplify
from analyzer.segment.segments import Segmentation, segment_document
from analyzer.segment.tokens import Tokenizer, quick_words
from analyzer.tag.classifier import Head, Tagger
from analyzer.tag.cues import WIDE_FAMILIES, CueMatcher
from analyzer.tag.encoders import Encoder, Matrix, OnnxEncoder
from analyzer.tag.evidence import by_deletion
from analyzer.tag.static import TABLE_FILE, StaticEncoder


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
    return CueMatcher(codebook.cues, fold, mainland)


ANALYSIS_VERSION = "6"
"""Raised whenever segmentation, description, features, cue matching or scoring give other results for the same text."""

NOT_A_PLAN = {
    DocumentKind.WORK_REPORT: say("a work report"),
    DocumentKind.LAW: say("a law or regulation"),
    DocumentKind.STANDARD: say("a standard"),
    DocumentKind.OTHER: say("another kind of document"),
}
"""How a document that is no plan is called in the line that says why it has no score."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that one document gives: text, what it says of itself, segments, codings (in the same order) and scorecard."""

    document: Document
    language: str
    description: Description
    segments: tuple[Segment, ...]
    codings: tuple[Coding, ...]
    scorecard: Scorecard

    @property
    def evaluated(self) -> bool:
        """Whether the tagger was measured on this document's language."""
        return self.language in EVALUATED


class Analyzer:
    """Reads, tags and scores documents with one codebook and one model; see `analyzer.load`.

    `fingerprint` changes with the reader, the codebook or the model, and so tells which results are out of date. `ocr` is the mode in which
    pages are recognised (`auto`, `never`, `always`).
    """

    def __init__(self, codebook: Codebook, model: StoredModel, encoder: Encoder, ocr: str = "auto") -> None:
        matcher = matcher_for(codebook)
        if encoder.name != model.encoder:
            raise InputError(
                say(
                    "model {coder} was trained with the encoder {encoder}, not {other}; install that or train again",
                    coder=model.coder,
                    encoder=model.encoder,
                    other=encoder.name,
                )
            )
        self.codebook = codebook
        self.model = model
        self.ocr = ocr
        self.tagger = Tagger(model.coder, codebook, encoder, matcher, {name: Head(name, **parts) for name, parts in model.arrays.items()})
        self.scoring_matcher = CueMatcher(codebook.scoring_cues, fold, mainland, WIDE_FAMILIES)
        self.vocabulary = load_vocabulary()

    @cached_property
    def fingerprint(self) -> str:
        """Made when first asked for: looking for OCR engines takes a moment."""
        return fingerprint(self.codebook, self.model, self.vocabulary, identity(self.ocr))

    @property
    def model_versions(self) -> dict[str, str]:
        """Name, version, sha256 and encoder of the model."""
        return {"name": self.model.name, "version": self.model.version, "sha256": self.model.sha256, "encoder": self.model.encoder}

    def read(self, path: str | Path) -> Document:
        """Read a file. Raises `ReadError`, whose `status` and `reason` tell what is wrong and what to do."""
        return read_document(Path(path), self.ocr)

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
        return self._code([sentence_segment(item) if isinstance(item, str) else item for item in sentences])

    def _code(self, segments: Sequence[Segment]) -> list[Coding]:
        """Return the tagger's codings, with the cues that only the score reads among their cues."""
        codings = self.tagger.tag(segments)
        read = self.scoring_matcher.read_all([segment.text for segment in segments], [segment.language for segment in segments])
        return [replace(coding, cues=tuple(sorted(found.over(coding.cues)))) if any(found) else coding for coding, found in zip(codings, read, strict=True)]

    def explain(self, segments: Sequence[Segment], codings: Sequence[Coding]) -> list[Coding]:
        """Return codings whose evidence was checked by deletion: the words without which the tagger is less sure of a code.

        Each sentence with codes is read up to 16 times more, so this is for what a person will look at.
        """
        return by_deletion(self.tagger, segments, codings, quick_words)

    def analyze(self, document: Document) -> Analysis:
        """Segment, tag and score a document that was read."""
        (analysis,) = self.analyze_together([document])
        return analysis

    def analyze_together(self, documents: Sequence[Document]) -> list[Analysis]:
        """Analyse documents with all their sentences tagged in one call: what stands in several of them is encoded once. Scores are those of each alone."""
        cut = [segment_document(document) for document in documents]
        codings = iter(self._code([segment for segmentation in cut for segment in segmentation.segments]))
        return [
            self._analysis(document, segmentation, [next(codings) for _ in segmentation.segments])
            for document, segmentation in zip(documents, cut, strict=True)
        ]

    def _analysis(self, document: Document, segmentation: Segmentation, codings: Sequence[Coding]) -> Analysis:
        segments = segmentation.segments
        description = describe(document, segments, segmentation.language, self.vocabulary, simplify)
        if description.title is not None:
            document = replace(document, title=description.title.value)
        scorecard = self._scorecard(document, description, segments, codings, self._cues_in)
        return Analysis(document, segmentation.language, description, segments, tuple(codings), scorecard)

    def _scorecard(self, document: Document, description: Description, segments: Sequence[Segment], codings: Sequence[Coding], cues_in: CuesIn) -> Scorecard:
        kind = description.kind.value if description.kind else None
        not_a_plan = None if kind is None or kind.is_plan else NOT_A_PLAN[kind]
        return score_document(document, segments, codings, self.codebook, cues_in, not_a_plan=not_a_plan, start=description.start)

    def score(self, document: Document | str | Path) -> Scorecard:
        """Score a document or file from 0 to 100 (`None` with a reason where its text cannot carry a score)."""
        return self.analyze(document if isinstance(document, Document) else self.read(document)).scorecard

    def compare(self, draft: Analysis, other: Analysis | Benchmark, *, names: tuple[str, str]) -> Comparison:
        """Compare a draft with another document or a benchmark, element by element; `names` are how the two are called."""
        side = self.side_of(other, draft.language) if isinstance(other, Benchmark) else self._document_side(names[1], other)
        return compare(self._document_side(names[0], draft), side, self.codebook)

    def advise(
        self, draft: Analysis, name: str, passages: Sequence[Candidate], benchmarks: Sequence[Benchmark], *, documents: int, language: str | None = None
    ) -> Advice:
        """Tell for every gap of a draft how others said it: `passages` are those of `documents` documents; benchmarks speak in `language`, else the draft's."""
        card = draft.scorecard
        scored = {(criterion.id, element.id): element for criterion in card.criteria for element in criterion.elements}
        elements = scored or self._elements(self._statements(draft))
        shown = {key: Shown(score.presence, tuple(passage_of(item) for item in score.evidence)) for key, score in elements.items()}
        spoken = language or draft.language
        sides = [self.side_of(item, spoken) for item in benchmarks]
        told = [
            Candidate(key, 1.0, Example(side.name, SideKind.BENCHMARK, None, None, str(side.start), passage))
            for side in sides
            for key, item in side.elements.items()
            for passage in item.passages
        ]
        known: dict[str, Matrix] = {}

        def cosines(pairs: Sequence[tuple[str, str]]) -> list[float]:
            new = [text for text in dict.fromkeys(text for pair in pairs for text in pair) if text not in known]
            known.update(zip(new, self.tagger.meanings([sentence_segment(text, "", identify(text, spoken)) for text in new]), strict=True))
            return [float(known[first] @ known[second]) for first, second in pairs]

        said = coded_sentences(draft, self.codebook)
        return advise(name, spoken, shown, said, [*passages, *told], self.codebook, cosines, documents=documents, benchmarks=len(benchmarks))

    def diff(self, old: Document, new: Document, *, names: tuple[str, str]) -> Difference:
        """Compare two versions of a plan sentence by sentence: what changed, which elements that touched, and the score's change split over the changes.

        Both are analysed together, so that what did not change does not change the score.
        """
        before, after = self.analyze_together([old, new])
        cues_in = lru_cache(maxsize=None)(self._cues_in)

        def rescore(segments: Sequence[Segment], codings: Sequence[Coding], as_new: bool) -> Scorecard:
            side = after if as_new else before
            return self._scorecard(side.document, side.description, segments, codings, cues_in)

        tools = Tools(fold, Tokenizer(user_words()).tokens, self._likeness, rescore)
        return diff(self._reading(names[0], before), self._reading(names[1], after), self.codebook, tools)

    def _reading(self, name: str, analysis: Analysis) -> Reading:
        scoped = in_scope(analysis.segments, analysis.codings, self.codebook, analysis.document.title, self._cues_in)
        claims = Claims([statement for statement in scoped.statements if statement.commitment and statement.earns])
        spoken: dict[str, dict[tuple[str, str], int]] = {statement.segment.id: {} for statement in claims.statements}
        for criterion in self.codebook.criteria:
            for element, found in claims.spoken(criterion.elements, {}).items():
                for _, statement in found:
                    spoken[statement.segment.id][criterion.id, element] = statement.commitment
        return Reading(name, analysis.document.title, analysis.language, analysis.segments, analysis.codings, analysis.scorecard, spoken)

    def _likeness(self, pairs: Sequence[tuple[Segment, Segment]]) -> list[float]:
        """Return the cosine of the meanings of pairs of sentences, read without their headings."""
        vectors = self.tagger.meanings([segment for pair in pairs for segment in pair])
        return [float(first @ second) for first, second in zip(vectors[::2], vectors[1::2], strict=True)]

    def meanings(self, pairs: Sequence[tuple[CodedSentence, CodedSentence]]) -> list[float]:
        """Return the cosine of the meanings of pairs of coded sentences, each sentence encoded once."""
        return self._likeness([(_bare(first), _bare(second)) for first, second in pairs])

    def _statements(self, analysis: Analysis) -> tuple[Statement, ...]:
        return all_statements(analysis.segments, analysis.codings, self.codebook, analysis.document.title, self._cues_in)

    def _elements(self, statements: Sequence[Statement], start: int | None = None) -> dict[tuple[str, str], ElementScore]:
        order = self.codebook.order
        dates = {order.timetable: Times(timetable(statements, start), DATED, alone=False)} if order and order.timetable else {}
        claims = Claims(statements)
        return {(criterion.id, score.id): score for criterion in self.codebook.criteria for score in score_elements(criterion.elements, claims, dates)}

    def _document_side(self, name: str, analysis: Analysis) -> Side:
        # A benchmark's summary knows no scope, so a document is compared by all that it says.
        statements = self._statements(analysis)
        description = analysis.description
        start = description.start
        entries = [
            Dated(
                item.first,
                item.last,
                item.statement.coding.assigned("stages"),
                item.statement.coding.assigned("fields"),
                passage_of(cite(item.statement)),
            )
            for item in dated(statements, start)
        ]
        groups = (self.codebook.group("stages"), self.codebook.group("fields"))
        stages, fields = ({item.id: item.sentences for item in code_shares(statements, group)} for group in groups)
        return document_side(
            name,
            analysis.language,
            self._elements(statements, start),
            (stages, fields),
            entries,
            start=start,
            document_kind=description.kind.value.value if description.kind else None,
            level=description.level.value.value if description.level else None,
            scorecard=analysis.scorecard,
        )

    def side_of(self, benchmark: Benchmark, language: str) -> Side:
        """Return a benchmark as a side of a comparison, its summary in `language`.

        A summary is coded by reading; only the cues are found by program. All of it is about the programme, so all is in scope.
        """
        sentences, statements = {}, []
        for sentence in benchmark.summary_in(language):
            segment = sentence_segment(sentence.text, sentence.heading, sentence.language)
            groups = {
                group.name: tuple(
                    CodeProbability(code.id, float(code.id in sentence.codes[group.name]), code.id in sentence.codes[group.name]) for code in group.codes
                )
                for group in self.codebook.groups
            }
            coding = Coding(segment.id, "analyst", groups, (), tuple(sorted(self._cues_in(sentence.text, sentence.language))))
            sentences[segment.id] = sentence
            statements.append(Statement(segment, coding, level_of(coding, self.codebook)))
        return benchmark_side(benchmark, language, self._elements(statements), sentences)

    def _cues_in(self, text: str, language: str) -> frozenset[str]:
        cues = [match.cue for match in self.tagger.matcher.find(text, language)]
        return self.scoring_matcher.read_all([text], [language])[0].over(cues)


def _bare(sentence: CodedSentence) -> Segment:
    return sentence_segment(sentence.text, "", sentence.language)


def entry_of(name: str, analysis: Analysis, policy: Analyzer) -> Entry:
    """Return an analysed document as a corpus lists it."""
    description, card = analysis.description, analysis.scorecard
    period = description.period.value if description.period else None
    date = description.date.value if description.date else str(period.start) if period and period.start else None
    return Entry(
        analysis.document.id,
        (name,),
        analysis.document.title,
        description.kind.value.value if description.kind else None,
        description.level.value.value if description.level else None,
        description.place.value if description.place else None,
        date,
        analysis.language,
        len(analysis.segments),
        policy.tagger.name,
        policy.fingerprint,
        card.score,
        card.interval,
        card.reason,
        {item.id: (item.score, item.interval) for item in card.criteria},
    )


def coded_sentences(analysis: Analysis, codebook: Codebook) -> list[CodedSentence]:
    """Return the sentences of an analysed document as a corpus gives them, with the words of the full-text search."""
    tokenizer = Tokenizer(user_words())
    return [
        CodedSentence(
            segment.id,
            segment.document_id,
            segment.text,
            tuple(tokenizer.words(segment.text, segment.language).split()),
            segment.heading,
            segment.kind.value,
            segment.language,
            segment.paragraph,
            segment.page,
            level_of(coding, codebook),
            {group.name: coding.assigned(group.name) for group in codebook.groups},
        )
        for segment, coding in zip(analysis.segments, analysis.codings, strict=True)
    ]


def fingerprint(codebook: Codebook, model: StoredModel, vocabulary: Vocabulary, ocr: str = "") -> str:
    """Return the sha256 over versions of reader, OCR and analysis, codebook, document words and model: results under another fingerprint are out of date."""
    parts = (READER_VERSION, ANALYSIS_VERSION, codebook.sha256, vocabulary.sha256, model.sha256, model.encoder, ocr)
    return sha256_of(*(part.encode() for part in parts))


def read_document(path: Path, ocr: str = "auto") -> Document:
    """Read a file. Raises `ReadError`, whose `status` and `reason` tell what is wrong and what to do."""
    return read_bytes(file_bytes(path), path.name, ocr=ocr)


@lru_cache(maxsize=4)
def load(codebook: Path | None = None, model: Path | None = None, ocr: str = "auto") -> Analyzer:
    """Load codebook, model and encoder once and return the analyser; later calls return the same one."""
    book = load_codebook(codebook)
    stored = load_model(book, model)
    return Analyzer(book, stored, _encoder(stored), ocr)


def _encoder(model: StoredModel) -> Encoder:
    if TABLE_FILE in model.files:
        return StaticEncoder(model.encoder, model.files, quick_words)
    return OnnxEncoder(model.encoder, model.files)
