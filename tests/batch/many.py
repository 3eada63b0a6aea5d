"""A scan of a hundred thousand tiny files, no two alike: every one gets its row, and neither the scan nor its workers grow.

`make torture` runs it; the memory of all processes is looked at once a second.

    python tests/batch/many.py --files 100000 --workers 2
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PARENT, WORKER = 300 * 2**20, 1000 * 2**20
"""What the scanning process and a worker may hold, in bytes."""
_A_FOLDER = 1000


def make_files(folder: Path, count: int) -> None:
    """Write tiny plans of one to three sentences, all different."""
    for number in range(count):
        place = folder / f"{number // _A_FOLDER:04}"
        if number % _A_FOLDER == 0:
            place.mkdir(parents=True)
        lines = [f"到{2026 + number % 9}年建成{number}个充电桩，由市数据局牵头。", "打通各部门数据。", "The city shall open its data by 2030."]
        (place / f"plan-{number:06}.txt").write_text("\n".join(lines[: 1 + number % 3]), encoding="utf-8")


def resident(process: psutil.Process) -> int:
    """Return what a process holds in memory, in bytes; 0 when it is gone."""
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def watch(scan: subprocess.Popen[bytes], corpus: Path, expected: int) -> list[tuple[int, int, int]]:
    """Return, once a second until the scan ends, how many files are done, what the scan holds and what its largest child holds."""
    parent, seen, shown = psutil.Process(scan.pid), [], time.monotonic()
    while scan.poll() is None:
        with suppress(psutil.Error):
            largest = max((resident(child) for child in parent.children(recursive=True)), default=0)
            seen.append((done(corpus), resident(parent), largest))
        if time.monotonic() - shown > 60 and seen:
            shown = time.monotonic()
            count, held, largest = seen[-1]
            print(f"{count} of {expected}: scan {held >> 20} MB, largest worker {largest >> 20} MB", file=sys.stderr, flush=True)
        time.sleep(1)
    return seen


def done(corpus: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{corpus.as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT max(rowid) FROM inputs").fetchone()[0] or 0)
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tagger", default="fast")
    asked = parser.parse_args()
    top = Path(tempfile.mkdtemp(prefix="many-"))
    try:
        make_files(top / "in", asked.files)
        corpus, begun = top / "c.db", time.monotonic()
        command = ["cli.py", "scan", top / "in", "--corpus", corpus, "--workers", asked.workers, "--tagger", asked.tagger]
        scan = subprocess.Popen([sys.executable, *map(str, command)], cwd=ROOT, stdout=subprocess.DEVNULL)
        seen = watch(scan, corpus, asked.files)
        seconds = time.monotonic() - begun
        assert scan.returncode == 0, scan.returncode
        with closing(sqlite3.connect(corpus)) as db:
            statuses = dict(db.execute("SELECT status, count(*) FROM inputs GROUP BY status"))
            documents = db.execute("SELECT count(*) FROM documents").fetchone()[0]
        assert statuses == {"ok": asked.files} and documents == asked.files, (statuses, documents)
        parent, worker = max(row[1] for row in seen), max(row[2] for row in seen)
        early = next(row[1] for row in seen if row[0] >= asked.files // 10)
        assert parent < PARENT and worker < WORKER, (parent, worker)
        print(
            f"{asked.files} files, all different, in {seconds:.0f} s ({asked.files / seconds:.0f} a second, corpus of {corpus.stat().st_size >> 20} MB):"
            f" scan {early >> 20} MB after a tenth and at most {parent >> 20} MB, largest worker {worker >> 20} MB",
            flush=True,
        )
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
