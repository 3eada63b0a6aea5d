"""One document through all stages of a scan in this process, with the CPU time of each; and the floor: pypdfium2 taking the text out."""

import gc
import time
from collections import Counter
from pathlib import Path

from analyzer import pipeline
from analyzer.corpus.ledger import InputRecord, RunVersions
from analyzer.corpus.rows import document_rows
from analyzer.corpus.store import Corpus
from analyzer.describe import describe
from analyzer.read import read_bytes
from analyzer.read.files import file_bytes
from analyzer.report.records import description_record, scorecard_record
from analyzer.resources.words import user_words
from analyzer.score.scorecard import score_document
from analyzer.segment.scripts import simplify
from analyzer.segment.segments import segment_document
from analyzer.segment.tokens import Tokenizer

cpu = time.process_time
STAGES = ("read", "segment", "describe", "tag", "score", "rows", "write", "collect")


def bare(path):
    """Take the text out and nothing else; return the number of pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)
    finally:
        document.close()


class Scan:
    """A scan without its worker processes and OCR: the same steps and the same rows, into a corpus of its own."""

    def __init__(self, model, folder) -> None:
        self.analyzer = pipeline.load(model=model)
        self._tokenizer = Tokenizer(user_words())
        self._folder = Path(folder)
        self._count = 0
        self.analyzer.tag(["规划 plan"])
        self._tokenizer.words("规划", "zh-Hans")
        self.seconds = Counter()
        self.sentences = 0

    def all(self, paths):
        """Scan files into a new corpus; `seconds` (CPU, by stage) and `sentences` then hold what it took."""
        self.seconds = Counter()
        self.sentences = 0
        self._count += 1
        # As in a worker, the collector does not look through what was there before.
        gc.collect()
        gc.freeze()
        target = self._folder / f"scan{self._count}.db"
        with Corpus(target, create=True) as corpus:
            corpus.begin_run(RunVersions("", self.analyzer.fingerprint, "", "", "", "", ""), "")
            for path in paths:
                self.one(path, corpus)
        for part in self._folder.glob(f"{target.name}*"):
            part.unlink()
        return sum(self.seconds.values())

    def one(self, path, corpus):
        """Scan one file, the garbage collector at rest meanwhile as in a worker."""
        gc.disable()
        try:
            self._one(path, corpus)
        finally:
            gc.enable()

    def _one(self, path, corpus):
        analyzer, clock = self.analyzer, [cpu()]

        def lap(stage):
            clock.append(cpu())
            self.seconds[stage] += clock[-1] - clock[-2]

        document = read_bytes(file_bytes(path), path.name, ocr="never")
        lap("read")
        segmentation = segment_document(document)
        segments = segmentation.segments
        lap("segment")
        description = describe(document, segments, segmentation.language, analyzer.vocabulary, simplify)
        lap("describe")
        codings = analyzer._code(segments)
        lap("tag")
        scorecard = score_document(document, segments, codings, analyzer.codebook, analyzer._cues_in)
        lap("score")
        analysis = pipeline.Analysis(document, segmentation.language, description, segments, tuple(codings), scorecard)
        rows = document_rows(
            document,
            description,
            description_record(description),
            segmentation.language,
            analysis.evaluated,
            segments,
            codings,
            scorecard,
            scorecard_record(analysis, analyzer.codebook),
            fingerprint=analyzer.fingerprint,
            coder=analyzer.tagger.name,
            tokens_of=lambda segment: self._tokenizer.words(segment.text, segment.language),
        )
        lap("rows")
        corpus.record(InputRecord(str(path).encode(), str(path), "ok", sha256=document.id, document_id=document.id), rows)
        lap("write")
        self.sentences += len(segments)
        del document, segmentation, segments, description, codings, scorecard, analysis, rows
        gc.collect()
        gc.freeze()
        lap("collect")
