"""A small corpus made by hand: astral characters, emoji, mixed scripts, control characters, overlapping codes, two coders."""

import io
import json
import sqlite3
from functools import cache

import pytest

from analyzer.corpus.ledger import InputRecord, RunVersions
from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.store import Corpus
from analyzer.domain.segment import segment_id
from analyzer.export.job import Job
from analyzer.export.records import sentence_records
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.words import user_words
from analyzer.segment.tokens import Tokenizer

TEXTS = {
    "a" * 64: [
        ("𠮷林市智慧城市建设规划", "zh-Hans"),
        ("到2030年，𠮷林市建成5G基站3000个🏙️，让居民办事更方便👨‍👩‍👧。", "zh-Hans"),
        ("Open data 平台 for everyone, données ouvertes, データ連携。", "en"),
        ("=HYPERLINK(1)节能减排，\x0b不盲目投资。", "zh-Hans"),
    ],
    "b" * 64: [("推進綠色低碳 🌱🌱 發展。", "zh-Hant"), ("추진한다  두 칸 띄움.", "ko")],
}
CODES = [("principles", "people_centred", 0.9), ("principles", "green", 0.4), ("stages", "foundation", 0.8)]
SINGLE = [("digital", "digital", 0.99), ("commitment", "accountable", 0.7), ("stance", "endorse", 0.97)]


@cache
def tokenizer():
    """The tokenizer that exports use, made once."""
    return Tokenizer(user_words())


def document_rows(document, texts):
    """Rows of a document in which every sentence carries two principles, a stage and the single codes."""
    segments, codings, start = [], [], 0
    for number, (text, language) in enumerate(texts):
        segment = segment_id(document, text, 0)
        row = (segment, document, number, start, start + len(text), text, '["一、总则"]', "paragraph", language, number + 1, None, "[]")
        segments.append((*row, tokenizer().words(text, language), None))
        codings += [(segment, group, code, chance, 1, "[[0,2]]" if code == "green" else None) for group, code, chance in CODES + SINGLE]
        codings.append((segment, "principles", "planning", 0.2, 0, None))
        start += len(text) + 1
    title = texts[0][0]
    said = ("plan", "city", None, None, None, "2026-03" if document[0] == "a" else None, "𠮷林市", 2026, 2030, "{}")
    head = (document, "f1", title, *said, texts[0][1], 1, "txt", "plain/1", None, len(texts), 1.0, "{}", "[]", "\n".join(text for text, _ in texts))
    card = {"criteria": [{"id": "strategy_first", "score": 50.0, "elements": []}]}
    return DocumentRows(head, tuple(segments), tuple(codings), (document, 50.0, 40.0, 60.0, None, json.dumps(card)), "model-1")


@pytest.fixture
def corpus_path(tmp_path):
    path = tmp_path / "c.db"
    with Corpus(path, create=True) as corpus:
        book = load_codebook()
        corpus.begin_run(RunVersions("1", "f1", "smart-city 1", book.sha256, "model 1", "m" * 64, "1"), "2026-01-01T00:00:00+00:00")
        for document, texts in TEXTS.items():
            name = f"plans/{document[0]}.txt"
            corpus.record(InputRecord(name.encode(), name, "ok", sha256=document, size=3, document_id=document), document_rows(document, texts))
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO coders (name, kind) VALUES ('ada', 'person')")
    person = raw.execute("SELECT id FROM coders WHERE name='ada'").fetchone()[0]
    key = raw.execute("SELECT min(key) FROM segments").fetchone()[0]
    for group, code in (("principles", "planning"), ("commitment", "context"), ("stance", "endorse"), ("digital", "digital")):
        raw.execute("INSERT INTO codings VALUES (?,?,?,?,1.0,1,NULL)", (key, person, group, code))
    raw.commit()
    raw.close()
    return path


@pytest.fixture
def export(corpus_path):
    """A function that exports the corpus with a writer and returns the bytes."""

    def run(write, **options):
        output = io.BytesIO()
        with Corpus(corpus_path) as corpus:
            book = load_codebook()
            records = sentence_records(corpus.coded_segments(), book)
            job = Job(records, book, corpus.document, tokenizer().tokens, options.pop("pdf", lambda _: None), **options)
            run.count = write(job, output)
        return output.getvalue()

    return run


@pytest.fixture
def records(corpus_path):
    with Corpus(corpus_path) as corpus:
        return list(sentence_records(corpus.coded_segments(), load_codebook()))
