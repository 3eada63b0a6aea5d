import sqlite3

import pytest

from analyzer.corpus.ledger import InputRecord, RunVersions
from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.schema import APPLICATION_ID, VERSION
from analyzer.corpus.store import Corpus
from analyzer.domain.message import Message, say
from analyzer.errors import CorpusError

VERSIONS = RunVersions("1", "f1", "book 1", "b" * 64, "model 1", "m" * 64, "1")


def rows(document="d1", texts=("甲。", "乙。"), coder="model-1", fingerprint="f1"):
    """Rows of a small document whose sentences have ids made of document and text."""
    segments, codings, start = [], [], 0
    for number, text in enumerate(texts):
        segment = f"{document}:{text}"
        segments.append((segment, document, number, start, start + len(text), text, '["一、总则"]', "paragraph", "zh-Hans", number + 1, None, "[]", text, None))
        codings.append((segment, "principles", "green", 0.9, 1, "[[0,1]]"))
        start += len(text) + 1
    said = ("plan", "city", None, None, None, "2026", None, 2026, 2030, "{}")
    head = (document, fingerprint, "题", *said, "zh-Hans", 1, "txt", "plain/1", None, len(texts), 1.0, "{}", "[]", "\n".join(texts))
    return DocumentRows(head, tuple(segments), tuple(codings), (document, 50.0, 40.0, 60.0, None, '{"title": "题"}'), coder)


def open_run(path, versions=VERSIONS):
    corpus = Corpus(path, create=True)
    corpus.begin_run(versions, "2026-01-01T00:00:00+00:00")
    return corpus


def record(name, document="d1", sha="s1", status="ok", reason=""):
    return InputRecord(name.encode(), name, status, reason, (), 3, sha, document)


def test_a_new_corpus_carries_the_application_id_and_version(tmp_path):
    open_run(tmp_path / "c.db").close()
    raw = sqlite3.connect(tmp_path / "c.db")
    assert raw.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert raw.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_the_same_bytes_at_two_paths_are_two_inputs_and_one_document(tmp_path):
    with open_run(tmp_path / "c.db") as corpus:
        corpus.record(record("a.txt"), rows())
        corpus.record(record("b.txt"))
        assert [item.shown for item in corpus.inputs()] == ["a.txt", "b.txt"]
        assert {row["document"] for row in corpus.scored()} == {"d1"}
        assert next(iter(corpus.coded_segments()))["files"] == ["a.txt", "b.txt"]


def test_an_input_is_current_only_with_the_same_bytes_and_fingerprint(tmp_path):
    with open_run(tmp_path / "c.db") as corpus:
        corpus.record(record("a.txt"), rows())
        assert corpus.is_current(b"a.txt", "s1")
        assert not corpus.is_current(b"a.txt", "s2")
    with open_run(tmp_path / "c.db", RunVersions("1", "f2", "book 2", "c" * 64, "model 1", "m" * 64, "1")) as corpus:
        assert not corpus.is_current(b"a.txt", "s1")


def test_a_changed_file_leaves_no_trace_of_its_old_document(tmp_path):
    with open_run(tmp_path / "c.db") as corpus:
        corpus.record(record("a.txt"), rows())
        corpus.record(record("a.txt", "d2", "s2"), rows("d2", ("丙。",)))
        assert [row["document"] for row in corpus.scored()] == ["d2"]
        assert [row["text"] for row in corpus.coded_segments()] == ["丙。"]
    raw = sqlite3.connect(tmp_path / "c.db")
    assert raw.execute("SELECT count(*) FROM codings").fetchone()[0] == 1


def test_codings_by_people_survive_a_new_reading_that_moves_and_drops_sentences(tmp_path):
    path = tmp_path / "c.db"
    with open_run(path) as corpus:
        corpus.record(record("a.txt"), rows())
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO coders (name, kind) VALUES ('ada', 'person')")
    person = raw.execute("SELECT id FROM coders WHERE name='ada'").fetchone()[0]
    for text in ("甲。", "乙。"):
        key = raw.execute("SELECT key FROM segments WHERE text=?", (text,)).fetchone()[0]
        raw.execute("INSERT INTO codings VALUES (?,?,?,?,?,?,NULL)", (key, person, "principles", "planning", 1.0, 1))
    raw.commit()
    raw.close()
    with open_run(path, RunVersions("1", "f2", "book 1", "b" * 64, "model 2", "n" * 64, "2")) as corpus:
        corpus.record(record("a.txt"), rows(texts=("新。", "乙。"), coder="model-2", fingerprint="f2"))
        layers = {row["text"]: set(row["codings"]) for row in corpus.coded_segments()}
    assert layers == {"新。": {"model-2"}, "乙。": {"ada", "model-2"}}
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT present FROM segments WHERE text='甲。'").fetchone()[0] == 0, "what people coded is kept, marked as gone"


def test_rows_that_touch_what_is_not_theirs_are_refused_whole(tmp_path):
    """As a worker might send them that a document has taken over."""
    path = tmp_path / "c.db"
    with open_run(path) as corpus:
        corpus.record(record("a.txt"), rows())
        raw = sqlite3.connect(path)
        raw.execute("INSERT INTO coders (name, kind) VALUES ('ada', 'person')")
        raw.commit()
        raw.close()
        good = rows("d2", ("丙。",))
        stolen = (("d1:甲。", *good.segments[0][1:]),)
        for bad in (
            rows("d2", ("丙。",), coder="ada"),
            DocumentRows(good.document, stolen, (), good.score, good.coder),
            DocumentRows(good.document, good.segments, (("d1:甲。", *good.codings[0][1:]),), good.score, good.coder),
            DocumentRows(good.document[:-1], good.segments, good.codings, good.score, good.coder),
            DocumentRows(good.document, (good.segments[0][:-1],), good.codings, good.score, good.coder),
            DocumentRows((*good.document[:-1], "\ud800"), good.segments, good.codings, good.score, good.coder),
        ):
            with pytest.raises(ValueError, match=r"rows|segments"):
                corpus.record(record("b.txt", "d2", "s2"), bad)
        assert [row["text"] for row in corpus.coded_segments()] == ["甲。", "乙。"]
        assert [item.shown for item in corpus.inputs()] == ["a.txt"]


def test_a_failed_write_leaves_the_corpus_as_it_was(tmp_path):
    with open_run(tmp_path / "c.db") as corpus:
        broken = rows()
        doubled = DocumentRows(broken.document, broken.segments, broken.codings * 2, broken.score, broken.coder)
        with pytest.raises(ValueError, match="tables"):
            corpus.record(record("a.txt"), doubled)
        assert corpus.inputs() == []
        assert corpus.scored() == []


def test_reasons_and_flags_come_back_as_messages_that_can_be_said_in_another_language(tmp_path):
    reason, flag = say("{count} of {pages} pages hold no text", count=1, pages=2), say("language {language}", language="vi")
    kept = InputRecord(b"a.txt", "a.txt", "partial", reason, (flag, "plain"), 3, "s1", None)
    with open_run(tmp_path / "c.db") as corpus:
        corpus.record(kept)
        (found,) = corpus.inputs()
    assert found == kept
    assert isinstance(found.reason, Message)
    assert [type(item) for item in found.flags] == [Message, str]
    raw = sqlite3.connect(tmp_path / "c.db")
    assert raw.execute("SELECT reason, typeof(reason) FROM inputs").fetchone() == ("1 of 2 pages hold no text", "text")
    raw.execute("UPDATE inputs SET reason='another'")
    raw.commit()
    raw.close()
    with Corpus(tmp_path / "c.db") as corpus:
        assert not isinstance(corpus.inputs()[0].reason, Message)


def test_a_missing_corpus_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(CorpusError, match="scan PATH --corpus"):
        Corpus(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("name", "make", "message"),
    [
        ("text", lambda path: path.write_text("not a database at all, but long enough"), "no corpus"),
        ("foreign", lambda path: sqlite3.connect(path).executescript("CREATE TABLE t (x); PRAGMA application_id=7;"), "another program"),
        ("plain", lambda path: sqlite3.connect(path).executescript("CREATE TABLE t (x);"), "another program"),
        (
            "newer",
            lambda path: sqlite3.connect(path).executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version=99; CREATE TABLE t (x);"),
            "version 99",
        ),
        ("folder", lambda path: path.mkdir(), "is a folder"),
    ],
)
def test_a_file_that_is_no_corpus_of_ours_is_refused_and_left_alone(tmp_path, name, make, message):
    path = tmp_path / f"{name}.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CorpusError, match=message):
        Corpus(path, create=True)
    assert before is None or path.read_bytes() == before


def test_a_locked_corpus_says_so(tmp_path):
    path = tmp_path / "c.db"
    with open_run(path) as corpus:
        other = sqlite3.connect(path)
        other.execute("BEGIN IMMEDIATE")
        corpus._connection.execute("PRAGMA busy_timeout=10")
        with pytest.raises(CorpusError, match="another program writes it"):
            corpus.record(record("a.txt"), rows())
        other.rollback()
        other.close()


def test_names_are_relative_to_the_corpus_so_that_both_can_move_together(tmp_path):
    (tmp_path / "plans").mkdir()
    with open_run(tmp_path / "c.db") as corpus:
        assert corpus.relative(tmp_path / "plans" / "甲.txt") == "plans/甲.txt".encode()
        assert corpus.relative(tmp_path / "plans" / ".." / "b.txt") == b"b.txt"
