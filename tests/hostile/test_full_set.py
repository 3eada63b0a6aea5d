"""The large hostile set, where its generators lie beside the checkout: what every case must end as, and what no case may do.

The set is built with pikepdf and reportlab (and msoffcrypto-tool for one case), or taken from the folder that HOSTILE_SET names.
Run it as root and as an ordinary user: nothing here asks for either.
"""

import collections
import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.batch import pool
from analyzer.commands import cli

ROOT = Path(__file__).resolve().parents[2]
GENERATORS = ROOT.parent / "shared" / "hostile"
LIMIT = 60
CANARY = b"CANARY-7f3a-FILE-CONTENT"
CANARIES = Path("/tmp/policy-canary")

# What a case of each kind may end as: statuses, and whether its row must say something.
EXPECTED = {
    "ok": ({"ok"}, False),
    "ok_flag": ({"ok", "partial"}, True),
    "ok_empty": ({"no_text"}, True),
    "err_format": ({"unreadable", "unsupported"}, True),
    "err_password": ({"password"}, True),
    "err_limit": ({"too_large", "timeout"}, True),
    "any_safe": ({"ok", "partial", "no_text", "unreadable", "unsupported", "too_large", "timeout", "crashed", "password"}, False),
    "skip": ({"skipped"}, True),
}
NEVER_OK = {"ok_empty", "err_format", "err_password", "err_limit", "skip"}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not GENERATORS.is_dir(), reason="the generators of the large set are not beside the checkout")]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """Manifest rows with the status, reason and flags that a scan gave; the corpus; what the listener was asked; the seconds each case took."""
    top = tmp_path_factory.mktemp("full")
    folder = Path(os.environ.get("HOSTILE_SET") or build(top))
    manifest = [json.loads(line) for part in sorted(folder.glob("*/manifest.jsonl")) for line in part.read_text("utf-8").splitlines()]
    hits = top / "hits.log"
    listener = subprocess.Popen([sys.executable, GENERATORS / "canary_http.py", hits])
    corpus = top / "c.db"
    names = [os.fsdecode(bytes.fromhex(row["path_hex"])) for row in manifest]
    seconds = collections.Counter()
    read = pool._read

    def timed(worker, path, limits, left, *, last):
        begun = time.monotonic()
        try:
            return read(worker, path, limits, left, last=last)
        finally:
            seconds[path] += time.monotonic() - begun

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pool, "_read", timed)
            done = CliRunner().invoke(cli, ["scan", *names, "--corpus", str(corpus), "--workers", "2", "--timeout", str(LIMIT)])
        assert listener.poll() is None, "nobody listened: the port is taken"
    finally:
        listener.kill()
        listener.wait()
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output
    rows = {
        os.path.realpath(os.path.join(os.fsencode(top), path)): (status, reason, json.loads(flags))
        for path, status, reason, flags in sqlite3.connect(corpus).execute("SELECT path, status, reason, flags FROM inputs")
    }
    found = [(row, rows.get(os.path.realpath(bytes.fromhex(row["path_hex"])), ("missing", "", []))) for row in manifest]
    return found, corpus, hits, seconds


def build(top):
    if not all(importlib.util.find_spec(name) for name in ("pikepdf", "reportlab")):
        pytest.skip("building the set needs pikepdf and reportlab; or name a built one with HOSTILE_SET")
    generators = shutil.copytree(GENERATORS, top / "generators")
    subprocess.run(["bash", generators / "gen_all.sh", top / "set", sys.executable], check=True, capture_output=True)
    return top / "set"


def right(row, outcome):
    statuses, told = EXPECTED[row["expect"]]
    status, reason, flags = outcome
    return status in statuses and (not told or bool(reason or flags))


def test_nearly_all_cases_end_as_they_should(scanned):
    wrong = [(row["shown"], row["expect"], outcome) for row, outcome in scanned[0] if not right(row, outcome)]
    assert len(wrong) <= 0.03 * len(scanned[0]), wrong


def test_no_case_is_lost_and_none_passes_that_must_not(scanned):
    assert [row["shown"] for row, outcome in scanned[0] if outcome[0] == "missing"] == []
    assert [row["shown"] for row, outcome in scanned[0] if row["expect"] in NEVER_OK and outcome[0] in {"ok", "partial"}] == []


def test_nothing_leaks_and_nothing_is_fetched_or_written(scanned):
    _, corpus, hits, _ = scanned
    assert CANARY not in corpus.read_bytes()
    assert not hits.exists()
    assert not (CANARIES / "PWNED").exists()


def test_every_reason_is_one_line_without_raw_errors(scanned):
    for row, (_, reason, flags) in scanned[0]:
        for text in (reason, *flags):
            assert text.isprintable() and "Traceback" not in text and "0x" not in text, (row["shown"], text)


def test_every_case_ends_inside_its_limit(scanned):
    late = {os.fsencode(name): round(taken, 1) for name, taken in scanned[3].items() if taken > LIMIT + 2}
    assert late == {}
