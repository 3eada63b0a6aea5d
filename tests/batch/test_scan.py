"""Scans in which things go wrong: what was read before is kept, what the machine spoilt is tried again."""

import hashlib
import os
from pathlib import Path

import pytest

from analyzer.batch import scan as batch
from analyzer.batch.files import find_inputs
from analyzer.batch.task import TaskResult
from analyzer.corpus.ledger import GONE, RunVersions
from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.store import Corpus
from analyzer.domain.limits import Limits

VERSIONS = RunVersions("1", "f1", "book 1", "b" * 64, "model 1", "m" * 64, "1")


def rows(digest, text="甲。"):
    said = (None,) * 9
    head = (digest, "f1", "题", *said, "{}", "zh-Hans", 1, "txt", "plain/1", None, 1, 1.0, "{}", "[]", text)
    segment = (f"{digest}:0", digest, 0, 0, 2, text, "[]", "paragraph", "zh-Hans", 1, None, "[]", "甲", None)
    return DocumentRows(head, (segment,), ((f"{digest}:0", "principles", "green", 0.9, 1, None),), (digest, 50.0, 40.0, 60.0, None, "{}"), "model-1")


def good(name):
    data = Path(name).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return TaskResult("ok", "", (), len(data), digest, rows(digest, os.path.basename(name).encode("utf-8", "replace").decode()), 1, 0)


def late(_):
    return TaskResult("timeout", "took longer than 2 s", (), 0, None, None, 0, 0)


def cut(name):
    made = good(name)
    return TaskResult("partial", "is longer than is read", (), made.size, made.sha256, made.rows, 1, 0, limited=True)


@pytest.fixture
def scan(tmp_path):
    """A function that scans the folder with a given outcome per file; returns the names asked for, the ledger and the documents."""

    def run(outcome, *paths, force=False, limits=None):
        asked = []

        class Given:
            def results(self, names):
                for name in names:
                    asked.append(name)
                    yield name, outcome(name)

        limits = limits or Limits()
        paths = paths or (tmp_path / "in",)
        with Corpus(tmp_path / "c.db", create=True) as corpus:
            corpus.begin_run(VERSIONS, "2026-01-01T00:00:00+00:00", limits.key)
            summary = batch.scan(find_inputs(paths), corpus, Given(), limits=limits, force=force, progress=lambda *_: None)
            batch.mark_gone(paths, corpus, summary.keys)
            return asked, corpus.inputs(), corpus.scored()

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("甲。", encoding="utf-8")
    return run


def test_a_document_that_met_the_time_limit_is_tried_again(scan):
    assert [item.status for item in scan(late)[1]] == ["timeout"]
    asked, inputs, _ = scan(good)
    assert len(asked) == 1
    assert [item.status for item in inputs] == ["ok"]
    assert scan(good)[0] == []


def test_a_forced_scan_that_fails_keeps_what_was_read_before(scan):
    scan(good)
    _, inputs, scored = scan(late, force=True)
    assert [item.status for item in inputs] == ["timeout"]
    assert len(scored) == 1


def test_the_same_bytes_at_two_paths_are_read_once(scan, tmp_path):
    scan(good)
    (tmp_path / "in" / "b.txt").write_text("甲。", encoding="utf-8")
    asked, inputs, scored = scan(good)
    assert asked == []
    assert [item.status for item in inputs] == ["ok", "ok"]
    assert len({row["document"] for row in scored}) == 1


def test_the_same_bytes_at_two_new_paths_are_read_once(scan, tmp_path):
    (tmp_path / "in" / "b.txt").write_text("甲。", encoding="utf-8")
    asked, inputs, _ = scan(good)
    assert len(asked) == 1
    assert len({item.status for item in inputs}) == 1 and len(inputs) == 2


def test_the_same_bytes_under_another_suffix_are_judged_anew_but_the_first_name_decides_the_text(scan, tmp_path):
    (tmp_path / "in" / "a.csv").write_text("甲。", encoding="utf-8")
    asked, inputs, _ = scan(good)
    assert sorted(map(os.path.basename, asked)) == ["a.csv", "a.txt"]
    assert len({item.document_id for item in inputs}) == 1
    with Corpus(tmp_path / "c.db") as corpus:
        assert {row["text"] for row in corpus.coded_segments()} == {"a.csv"}
    scan(good, force=True)
    with Corpus(tmp_path / "c.db") as corpus:
        assert {row["text"] for row in corpus.coded_segments()} == {"a.csv"}


def test_a_document_that_met_a_limit_is_read_again_under_others_only(scan):
    scan(cut)
    assert scan(good)[0] == []
    asked, inputs, _ = scan(good, limits=Limits(characters=10**7))
    assert len(asked) == 1
    assert [item.status for item in inputs] == ["ok"]
    assert scan(good)[0] == []


def test_inputs_that_are_gone_are_marked_until_they_return(scan, tmp_path):
    scan(good)
    (tmp_path / "in" / "b.txt").write_text("乙。", encoding="utf-8")
    (tmp_path / "in" / "a.txt").rename(tmp_path / "aside")
    marked = {item.shown: GONE in item.flags for item in scan(good)[1]}
    assert marked == {"in/a.txt": True, "in/b.txt": False}
    assert len(scan(good)[2]) == 2  # what was read stays
    (tmp_path / "aside").rename(tmp_path / "in" / "a.txt")
    asked, inputs, _ = scan(good)
    assert asked == []
    assert not any(GONE in item.flags for item in inputs)


def test_files_of_other_folders_are_not_gone(scan, tmp_path):
    scan(good)
    (tmp_path / "other").mkdir()
    (tmp_path / "in" / "a.txt").unlink()
    assert not any(GONE in item.flags for item in scan(good, tmp_path / "other")[1])


def test_the_corpus_is_no_input_even_through_a_link(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("甲。", encoding="utf-8")
    (tmp_path / "c.db").write_bytes(b"")
    (tmp_path / "in2").symlink_to(tmp_path)
    names = {os.path.basename(name) for name, _ in find_inputs((tmp_path / "in2" / "in", tmp_path / "c.db"), [str(tmp_path / "in2" / "c.db")])}
    assert names == {"a.txt"}


def test_what_is_no_document_of_the_folder_is_skipped_with_a_reason(scan, tmp_path):
    folder = tmp_path / "in"
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "lost").symlink_to("nowhere")
    (folder / "outside").symlink_to(tmp_path / "secret.txt")
    (folder / "inside").symlink_to("a.txt")
    (folder / ".secret").write_text("x", encoding="utf-8")
    os.mkfifo(folder / "pipe")
    statuses = {item.shown.rsplit("/", 1)[-1]: (item.status, bool(item.reason)) for item in scan(good)[1]}
    skipped = ("skipped", True)
    assert statuses == {
        "a.txt": ("ok", False), "inside": ("ok", False), "loop": skipped, "self": skipped, "lost": skipped, "outside": skipped, ".secret": skipped,
        "pipe": skipped,
    }  # fmt: skip


def test_names_of_any_bytes_are_kept_and_shown_safely(scan, tmp_path):
    folder = os.fsencode(tmp_path / "in")
    names = [b"-rf.txt", b"new\nline.txt", b"\xff\xfe.txt", b"\x1b[31mred.txt", "\u202etxt.exe.txt".encode()]
    for number, name in enumerate(names):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(f"第{number}。".encode())
    inputs = scan(good)[1]
    assert {os.path.basename(item.path) for item in inputs} == {b"a.txt", *names}
    assert all(item.status == "ok" and item.shown.isprintable() for item in inputs)
    assert scan(good)[0] == []
