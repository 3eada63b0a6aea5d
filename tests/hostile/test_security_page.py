"""SECURITY.md keeps what it says: each promise names tests, and they exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_each_promise_names_tests_that_exist():
    table = (ROOT / "SECURITY.md").read_text("utf-8").split("## Promises")[1].split("\n## ")[0]
    promises = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(promises) > 10
    for promise, tested in promises:
        named = re.findall(r"`(tests/[^`]+)`", tested)
        assert named, promise
        assert [name for name in named if not (ROOT / name).is_file()] == [], promise
