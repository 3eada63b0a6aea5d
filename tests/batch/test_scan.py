"""Scans in which things go wrong: what was read before is kept, what the machine spoilt is tried again."""

import pytest

from analyzer.batch import scan as batch
from analyzer.batch.task import TaskResult
from analyzer.corpus.rows import DocumentRows
from analyzer.corpus.store import Corpus, RunVersions

VERSIONS = RunVersions("1", "f1", "book 1", "b" * 64, "model 1", "m" * 64, "1")


def rows(digest):
    said = (None,) * 9
    head = (digest, "f1", "题", *said, "{}", "zh-Hans", 1, "txt", "plain/1", None, 1, 1.0, "{}", "[]", "甲。")
    segment = (f"{digest}:0", digest, 0, 0, 2, "甲。", "[]", "paragraph", "zh-Hans", 1, None, "[]", "甲")
    return DocumentRows(head, (segment,), ((f"{digest}:0", "principles", "green", 0.9, 1, None),), (digest, 50.0, 40.0, 60.0, None, "{}"), "model-1")


def good(path):
    import hashlib
    from pathlib import Path

    data = Path(path).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return TaskResult("ok", "", (), len(data), digest, rows(digest), 1, 0)


def late(_):
    return TaskResult("timeout", "took longer than 2 s", (), 0, None, None, 0, 0)


@pytest.fixture
def scan(tmp_path, monkeypatch):
    """A function that scans the folder with a given outcome per file; returns the statuses that it wrote."""

    def run(outcome, *paths, force=False):
        asked = []

        def jobs(names, _workers, _seconds):
            for name in names:
                asked.append(name)
                yield name, outcome(name)

        monkeypatch.setattr(batch, "run_jobs", jobs)
        with Corpus(tmp_path / "c.db", create=True) as corpus:
            corpus.begin_run(VERSIONS, "2026-01-01T00:00:00+00:00")
            batch.scan(paths or (tmp_path / "in",), corpus, workers=1, seconds=2, force=force, progress=lambda *_: None)
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


def test_the_corpus_is_no_input_even_through_a_link(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("甲。", encoding="utf-8")
    (tmp_path / "c.db").write_bytes(b"")
    (tmp_path / "in2").symlink_to(tmp_path)
    names = {path.name for path in batch.find_inputs((tmp_path / "in2" / "in", tmp_path / "c.db"), tmp_path / "in2" / "c.db")}
    assert names == {"a.txt"}


def test_links_to_folders_and_hidden_files_are_skipped_with_a_reason(scan, tmp_path):
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / ".secret").write_text("x", encoding="utf-8")
    statuses = {item.shown.rsplit("/", 1)[-1]: (item.status, bool(item.reason)) for item in scan(good)[1]}
    assert statuses == {"a.txt": ("ok", False), "loop": ("skipped", True), ".secret": ("skipped", True)}


def test_every_job_of_the_pool_ends_in_a_result(tmp_path):
    """The real worker processes, without a stand-in."""
    from analyzer.batch import local

    (tmp_path / "fine.txt").write_text("到2027年建成5G基站500个。", encoding="utf-8")
    results = dict(local.run_jobs([str(tmp_path / "fine.txt"), str(tmp_path / "none.txt")], 1, 300))
    assert {name.rsplit("/", 1)[-1]: result.status for name, result in results.items()} == {"fine.txt": "ok", "none.txt": "unreadable"}
