"""The short form of `make torture`, and Ctrl-C."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGKILL are POSIX's")


def test_scans_killed_at_random_moments_lose_and_double_nothing():
    command = [sys.executable, "tests/batch/torture.py", "--kills", "6", "--program-kills", "1", "--files", "8"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert all("lost 0, doubled 0" in line for line in (lines[0], lines[2]))
    assert lines[1].startswith("full disk:")


def test_ctrl_c_ends_a_scan_with_one_line_and_keeps_what_was_done(tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(4000):
        (tmp_path / "in" / f"{number}.txt").write_text(f"到2030年建成{number}个充电桩。", encoding="utf-8")
    corpus = tmp_path / "c.db"
    command = [sys.executable, "cli.py", "scan", tmp_path / "in", "--corpus", corpus, "--workers", "1"]
    # A shell that started the tests in the background had them ignore SIGINT.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heard)  # noqa: PLW1509
    for _ in range(1200):
        if known(corpus):
            break
        time.sleep(0.1)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert process.returncode == 130, error
    assert (output, len(error.strip().splitlines())) == ("", 1)
    assert "run the same command again" in error
    assert not psutil.wait_procs(children, timeout=10)[1]
    assert 0 < known(corpus) < 4000


def known(path):
    """Count inputs without touching the file that the scan is making."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as corpus:
            return corpus.execute("SELECT count(*) FROM inputs").fetchone()[0]
    except sqlite3.OperationalError:  # not there yet, or without tables
        return 0
