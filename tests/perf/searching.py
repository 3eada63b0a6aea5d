"""A made-up corpus of a million sentences, and the CPU time of searches in it.

Words are made up and drawn by Zipf's law: two Han characters each in three fifths of the documents, letters in the others. Kinds, languages and codes
stand in shares from nearly all sentences down to a few. The program itself writes the corpus, document by document.
"""

import random
import statistics
from itertools import product

import numpy as np

from analyzer.corpus.ledger import InputRecord, RunVersions
from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.search import search
from analyzer.corpus.store import Corpus
from analyzer.segment.scripts import simplify
from tests.perf.stages import cpu

LENGTH = 500
"""Sentences of a document."""
SHARES = {
    ("stance", "endorse"): 0.995,
    ("digital", "not_digital"): 0.7,
    ("commitment", "context"): 0.6,
    ("principles", "green"): 0.1,
    ("stages", "development"): 0.03,
    ("stages", "maturity"): 0.002,
    ("stance", "caution"): 0.00005,
}
KINDS = ("plan", "action_plan", "opinion", "report", "strategy", "notice")
LAWS = 97
"""Of so many documents one is a law."""


def vocabularies():
    """Return words of two Han characters and words of letters, the most frequent first."""
    rng = random.Random(1)
    characters = [chr(code) for code in rng.sample(range(0x4E00, 0x6E00), 300) if simplify(chr(code)) == chr(code)]
    han = ["".join(pair) for pair in product(characters, repeat=2)]
    letters = ["".join(parts) for parts in product("bdfklmnprst", "aeiou", "bdfgklmnprst", "aeiou", "klmnrst")]
    return rng.sample(han, 50_000), rng.sample(letters, len(letters))


def documents(sentences, vocabulary):
    """Yield the rows of documents with so many sentences in all."""
    rng = np.random.default_rng(1)
    chances = [1 / (rank + 2.7) for rank in range(max(map(len, vocabulary)))]
    for number in range(sentences // LENGTH):
        letters = number % 5 >= 3
        words, language = vocabulary[letters], ("en" if letters else "zh-Hans")
        weights = np.cumsum(chances[: len(words)])
        lengths = np.clip(rng.lognormal(2.9, 0.5, LENGTH), 3, 90).astype(int)
        drawn = np.searchsorted(weights / weights[-1], rng.random(lengths.sum()))
        carried = {code: rng.random(LENGTH) < share for code, share in SHARES.items()}
        for held in carried.values():
            held[0] |= number == 0  # a small corpus has every code too
        document, segments, codings, start = f"{number:064x}", [], [], 0
        for ordinal, ranks in enumerate(np.split(drawn, np.cumsum(lengths)[:-1])):
            tokens = " ".join([words[rank] for rank in ranks])
            text = tokens if letters else tokens.replace(" ", "")
            own, end = f"{document[-8:]}{ordinal:04x}", start + len(text)
            segments.append((own, document, ordinal, start, end, text, "[]", "paragraph", language, ordinal + 1, None, "[]", tokens, None))
            codings += [(own, *code, 0.9, 1, None) for code, held in carried.items() if held[ordinal]]
            start = end + 1
        kind = "law" if number % LAWS == 0 else KINDS[number % len(KINDS)]
        said = (kind, "city", None, None, None, "2026", None, None, None, "{}")
        head = (document, "f", document[-8:], *said, language, 1, "txt", "made-up", None, LENGTH, 1.0, "{}", "[]", "")
        yield DocumentRows(head, tuple(segments), tuple(codings), (document, None, None, None, None, '{"criteria":[]}'), "made-up")


def write_corpus(path, sentences, vocabulary):
    """Write the corpus and return the CPU seconds that it took."""
    start = cpu()
    with Corpus(path, create=True) as corpus:
        corpus.begin_run(RunVersions("", "f", "", "", "", "", ""), "")
        for rows in documents(sentences, vocabulary):
            name = f"{rows.document[0][-8:]}.txt"
            corpus.record(InputRecord(name.encode(), name, "ok", sha256=rows.document[0], document_id=rows.document[0]), rows)
    return cpu() - start


def questions(vocabulary):
    """Return searches from the cheapest to the dearest kinds: what it is, the query and its filters."""
    han, letters = vocabulary
    return [
        ("a rare word", han[40_000], {}),
        ("a word of medium frequency", han[2_000], {}),
        ("the most frequent word", han[0], {}),
        ("the three most frequent words", " ".join(letters[:3]), {}),
        ("a frequent and a rare word", f"{han[0]} {han[20_000]}", {}),
        ("words without blanks", han[0] + han[30] + han[1], {}),
        ("all that begins with one letter", "b*", {}),
        ("two frequent words in quotation marks", f'"{letters[0]} {letters[1]}"', {}),
        ("three frequent words in quotation marks", f'"{letters[0]} {letters[1]} {letters[0]}"', {}),
        ("two frequent Chinese words in quotation marks", f'"{han[8]}{han[9]}"', {}),
        ("the most frequent word in another language", han[0], {"language": "en"}),
        ("the most frequent word in a rare kind of document", letters[0], {"kind": "law"}),
        ("the most frequent word with a frequent code", letters[0], {"codes": ["not_digital"]}),
        ("the most frequent word with a rare code", letters[0], {"codes": ["maturity"]}),
        ("the most frequent word with one of three codes", letters[0], {"codes": ["maturity", "development", "caution"]}),
        ("the most frequent word with a hardly used code", letters[0], {"codes": ["stance:caution"]}),
        ("the same by code, language and kind", letters[0], {"codes": ["maturity"], "language": "en", "kind": "law"}),
    ]


def measure(path, vocabulary, repeats):
    """Yield (what, hits, median CPU ms, ms of reading all sentences for the query's words) for each question; the first search is not counted."""
    with Corpus(path) as corpus:

        def find(query, options):
            start = cpu()
            hits = search(corpus, query, forms=lambda text: (simplify(text),), **options)
            return hits, (cpu() - start) * 1000

        find(vocabulary[0][5], {})
        start = cpu()
        next(corpus.query("SELECT count(*) FROM segments WHERE instr(lower(text), ?)", (vocabulary[0][40_000],)))
        plain = (cpu() - start) * 1000
        for what, query, options in questions(vocabulary):
            taken = [find(query, options) for _ in range(repeats)]
            yield what, taken[0][0], statistics.median(spent for _, spent in taken), plain
