"""Search: the corpus's own words cut the query."""

import re
import sqlite3
from dataclasses import replace
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.corpus.ledger import InputRecord, RunVersions
from analyzer.corpus.schema import MIGRATIONS
from analyzer.corpus.search import cut, expression, quotes, search
from analyzer.corpus.store import Corpus
from analyzer.errors import InputError
from analyzer.segment.scripts import simplify
from tests.corpus.test_store import record, rows
from tests.export.conftest import document_rows

SENTENCES = [
    ("推进智慧城市建设，建立数据共享平台。", "zh-Hans"),
    ("数据安全与平台共享。", "zh-Hans"),
    ("推進智慧城市建設。", "zh-Hant"),
    ("情報基盤整備を推進する。", "ja"),
    ("데이터를 공유한다.", "ko"),
    ("Open data for every Citizen's café.", "en"),
    ("建成5G基站26个。", "zh-Hans"),
    ("市内26校すべてで始める。", "ja"),
    ("5G기지국 26개를 짓는다.", "ko"),
]
COUNTS = {"智慧": 9, "城市": 9, "智慧城市": 5, "建设": 8, "市": 20, "慧": 1}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "c.db"
    with Corpus(path, create=True) as corpus:
        corpus.begin_run(RunVersions("1", "f1", "b", "b", "m", "m", "1"), "")
        corpus.record(InputRecord(b"a.txt", "a.txt", "ok", sha256="s", document_id="a" * 64), document_rows("a" * 64, SENTENCES))
        yield corpus


def found(corpus, query, **options):
    hits = search(corpus, query, forms=lambda text: (simplify(text),), **options)
    assert hits.count == len(hits.rows)
    return {SENTENCES[[text for text, _ in SENTENCES].index(row["text"])][1] + str(row["paragraph"]) for row in hits.rows}


@pytest.mark.parametrize(
    ("query", "paragraphs"),
    [
        ("智慧城市", {"zh-Hans1", "zh-Hant3"}),
        ("城市", {"zh-Hans1", "zh-Hant3"}),
        ("智慧城市建设", {"zh-Hans1", "zh-Hant3"}),
        ("建設", {"zh-Hans1", "zh-Hant3"}),
        ("数据共享", {"zh-Hans1", "zh-Hans2"}),
        ('"数据共享"', {"zh-Hans1"}),
        ("“平台共享”", {"zh-Hans2"}),
        ("基盤", {"ja4"}),
        ("情報整備", {"ja4"}),
        ("데이터", {"ko5"}),
        ("OPEN data", {"en6"}),
        ("cafe", {"en6"}),
        ("citiz*", {"en6"}),
        ("citiz", set()),
        ("5G基站", {"zh-Hans7"}),
        ('"5G基站"', {"zh-Hans7"}),
        ("26校", {"ja8"}),
        ("5G기지국", {"ko9"}),
        ("26개", {"ko9"}),
        (normalize("NFD", "데이터"), {"ko5"}),
        (normalize("NFD", '"Citizen\'s café"'), {"en6"}),
        ('"Open Data"', {"en6"}),
        ('"data open"', set()),
        ('"pen data"', set()),
        ("没有的词", set()),
        ("", set()),
        ('" AND OR NEAR( *', set()),
        ("。，", set()),
    ],
)
def test_queries_find_what_they_mean(corpus, query, paragraphs):
    assert found(corpus, query) == paragraphs


def test_filters_narrow_a_search_down(corpus):
    assert found(corpus, "智慧城市", language="zh-Hant") == {"zh-Hant3"}
    assert found(corpus, "智慧城市", language="zh") == {"zh-Hans1", "zh-Hant3"}
    assert found(corpus, "智慧城市", codes=["stages:foundation"]) == {"zh-Hans1", "zh-Hant3"}
    assert found(corpus, "智慧城市", codes=["foundation", "green"]) == {"zh-Hans1", "zh-Hant3"}
    assert found(corpus, "智慧城市", kind="plan", codes=["green"], language="zh-Hans") == {"zh-Hans1"}
    assert found(corpus, "데이터", language="zh") == set()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"language": "z"}, "no sentence is in the language 'z'; there are en, ja, ko, zh-Hans, zh-Hant"),
        ({"kind": "law"}, "no document is of the kind 'law'; there are plan"),
        ({"codes": ["green", "planning"]}, "no sentence has the code 'planning'; there are commitment:accountable, "),  # weighed and not assigned
        ({"codes": ["fields:green"]}, "no sentence has the code 'fields:green'"),
    ],
)
def test_what_the_corpus_does_not_have_is_told(corpus, options, words):
    with pytest.raises(InputError, match=re.escape(words)):
        search(corpus, "智慧城市", **options)


def test_a_corpus_without_documents_is_told(tmp_path):
    with Corpus(tmp_path / "c.db", create=True) as corpus, pytest.raises(InputError, match="holds no documents"):
        search(corpus, "智慧城市")


def test_tags_are_no_words(corpus):
    (number,) = next(iter(corpus.query("SELECT id FROM tags WHERE value='zh-Hans'")))
    assert search(corpus, f"\ue000{number}").count == search(corpus, str(number)).count == 0


def test_a_limit_shows_fewer_than_are_counted(corpus):
    hits = search(corpus, "共享", limit=1)
    assert (hits.count, len(hits.rows), hits.more) == (2, 1, False)
    assert "stages:foundation" in hits.rows[0]["codes"]
    assert hits.rows[0]["file"] == "a.txt"


def test_the_cut_prefers_what_the_corpus_writes_as_one_word():
    assert cut("智慧城市建设", lambda word: COUNTS.get(word, 0)) == ["智慧城市", "建设"]
    assert cut("城市", lambda word: {"城": 1, "市": 1}.get(word, 0)) == ["城", "市"]


@given(st.text(alphabet="智慧城市建设𠮷", min_size=1, max_size=30))
def test_the_cut_loses_nothing(run):
    assert "".join(cut(run, lambda word: COUNTS.get(word, 0))) == run


@given(st.text(max_size=40))
def test_every_query_is_a_legal_expression(query):
    words = expression(query, lambda word: COUNTS.get(word, 0))
    if words:
        db = sqlite3.connect(":memory:")
        db.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        assert db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (words,)).fetchone() == (0,)
        db.close()


def test_quotation_marks_of_both_kinds():
    assert quotes('a "b c" d “城市” ""') == ["b c", "城市"]


def test_the_index_follows_what_is_read_anew_and_what_goes(tmp_path):
    path = tmp_path / "c.db"
    with Corpus(path, create=True) as corpus:
        corpus.begin_run(RunVersions("1", "f1", "b", "b", "m", "m", "1"), "")
        corpus.record(record("a.txt"), rows(texts=("甲乙", "丙丁")))
        assert search(corpus, "甲乙").count == 1
        corpus.record(record("a.txt"), rows(texts=("甲乙", "戊己")))
        assert [search(corpus, word).count for word in ("甲乙", "丙丁", "戊己")] == [1, 0, 1]
        corpus.record(record("a.txt", "d2", "s2"), rows("d2", ("庚辛",)))
        assert [search(corpus, word).count for word in ("甲乙", "戊己", "庚辛")] == [0, 0, 1]
        again = rows("d2", ("庚辛",))
        corpus.record(record("a.txt", "d2", "s2"), replace(again, codings=tuple((row[0], "fields", "transport", *row[3:]) for row in again.codings[:1])))
        assert [search(corpus, "庚辛", codes=[code]).count for code in ("transport", again.codings[0][2])] == [1, 0]
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO sentence_index (sentence_index, rank) VALUES ('integrity-check', 1)")
    raw.close()


def test_an_older_corpus_is_indexed_when_it_is_opened(tmp_path):
    path = tmp_path / "old.db"
    raw = sqlite3.connect(path)
    raw.executescript(MIGRATIONS[0] + f"PRAGMA application_id={0x53435041}; PRAGMA user_version=1;")
    raw.execute("INSERT INTO runs VALUES (1,'','1','f','b','b','m','m','1')")
    raw.execute(
        "INSERT INTO documents VALUES ('d','f','题',NULL,NULL,NULL,NULL,NULL,'2025',NULL,NULL,NULL,'{}','zh-Hans',1,'txt','p',NULL,1,1.0,'{}','[]','甲')"
    )
    raw.execute("INSERT INTO segments VALUES (1,'i','d',0,1,0,1,'甲乙','[]','paragraph','zh-Hans',1,NULL,'[]','甲乙')")
    raw.execute("INSERT INTO coders VALUES (1,'m','model')")
    raw.execute("INSERT INTO codings VALUES (1,1,'principles','green',0.9,1,NULL)")
    raw.commit()
    raw.close()
    with Corpus(path) as corpus:
        assert search(corpus, "甲乙").rows[0]["codes"] == ["principles:green"]
        assert search(corpus, "甲乙", codes=["green"], language="zh").count == 1
        with pytest.raises(InputError, match="of the kind 'plan'"):  # the document does not say what it is
            search(corpus, "甲乙", kind="plan")
