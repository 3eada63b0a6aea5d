"""Kills scans with SIGKILL at random moments, and shows that nothing is lost, nothing doubled, and every export comes out the same.

`make torture` runs it. Two kinds of kills: of the ledger's writer (the real scan and corpus, fed with results that real workers gave before,
so that hundreds of kills fall into its writes), and of the whole program with its workers, model and all.

    python tests/batch/torture.py --kills 500 --program-kills 20
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from click.testing import CliRunner  # noqa: E402

from analyzer.batch import scan as batch  # noqa: E402
from analyzer.batch.files import find_inputs  # noqa: E402
from analyzer.batch.pool import Pool  # noqa: E402
from analyzer.batch.task import Setup  # noqa: E402
from analyzer.batch.wire import decoded, encoded  # noqa: E402
from analyzer.commands import cli  # noqa: E402
from analyzer.commands.scan import _run  # noqa: E402
from analyzer.corpus.store import Corpus, RunVersions  # noqa: E402
from analyzer.domain.limits import Limits  # noqa: E402

LIMITS = Limits(seconds=20, characters=5_000)
OPTIONS = ["--timeout", "20", "--max-characters", "5000"]
SEED = 20


def make_batch(folder: Path, files: int) -> None:
    """Write tiny plans, twins among them, and files that hurt."""
    folder.mkdir()
    for number in range(files):
        (folder / f"plan-{number:04}.txt").write_text(
            f"到{2026 + number % 9}年建成{number * 7 % 50}个充电桩，由市数据局牵头。\n" * (1 + number % 3), encoding="utf-8"
        )
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "noise.docx").write_bytes(bytes(range(256)) * 40)
    (folder / "long.txt").write_text("".join(f"第{number}条 建成充电桩。\n" for number in range(3_000)), encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\n")
    (folder / "new\nline.txt").write_text("建成充电桩。", encoding="utf-8")
    (folder / "lost").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")


class Replay:
    """Hands back what real workers gave, kept as they sent it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def results(self, paths):
        for path in paths:
            yield path, decoded((self.folder / kept(path)).read_bytes())


def kept(path: str) -> str:
    return hashlib.sha256(os.path.basename(os.fsencode(path))).hexdigest()


def keep(folder: Path, results: Path) -> None:
    """Have real workers read the batch once."""
    results.mkdir()
    names = [name for name, _ in find_inputs([folder]) if os.path.isfile(name)]
    with Pool(2, LIMITS) as pool:
        for name, result in pool.results(names):
            (results / kept(name)).write_bytes(encoded(result))


def replay(folder: Path, corpus: Path, results: Path) -> None:
    """One scan of the batch; this is the process that gets killed."""
    versions = RunVersions(*json.loads((results / "versions").read_text("utf-8")))
    with Corpus(corpus, create=True) as opened:
        opened.begin_run(versions, "2026-01-01T00:00:00+00:00", LIMITS.key)
        batch.scan(find_inputs([folder]), opened, Replay(results), limits=LIMITS, force=False, progress=lambda *_: None)


def contents(corpus: Path) -> dict[str, object]:
    """Return all that a corpus says, without its own numbers and clock, and the bytes of its exports."""
    db = sqlite3.connect(corpus)
    assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    tables = {
        "inputs": "SELECT path, member, shown, size, sha256, status, reason, flags, fingerprint, document_id FROM inputs ORDER BY path, member",
        "documents": "SELECT * FROM documents ORDER BY id",
        "segments": "SELECT id, document_id, ordinal, present, text, tokens FROM segments ORDER BY id",
        "codings": "SELECT s.id, c.name, g.code_group, g.code, g.probability, g.assigned, g.evidence FROM codings g JOIN segments s ON s.key=g.segment"
        " JOIN coders c ON c.id=g.coder ORDER BY 1, 2, 3, 4",
        "scores": "SELECT document_id, score, low, high, card FROM scores ORDER BY 1",
    }
    found: dict[str, object] = {name: db.execute(query).fetchall() for name, query in tables.items()}
    db.close()
    for form in ("csv", "jsonl"):
        output = corpus.with_suffix(f".{form}")
        done = CliRunner().invoke(cli, ["export", "--corpus", str(corpus), "--to", form, str(output)])
        assert done.exit_code == 0, done.output
        found[form] = output.read_bytes()
    return found


def killed(arguments: list[object], seconds: float) -> bool:
    """Start a program in a group of its own and kill the group after some time; tells whether it was still at work. No process may survive."""
    import psutil

    process = subprocess.Popen([sys.executable, *map(str, arguments)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        children = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive, "workers outlive their killed parent"
        return True
    assert process.returncode in {0, 1}, process.returncode
    return False


def torture(kills: int, start: list[object], corpus: Path, longest: float, expected: dict[str, object], chance: random.Random) -> tuple[int, int]:
    """Kill scans into fresh corpora, each run on until it is done, until there were `kills`; returns kills and batches. Fails on any difference."""
    done = batches = 0
    while done < kills:
        for left in corpus.parent.glob(f"{corpus.name}*"):
            left.unlink()
        while killed([*start, corpus], chance.uniform(0, longest) if done < kills else 3600):
            done += 1
        found = contents(corpus)
        for name, value in expected.items():
            assert found[name] == value, f"{name} differs after {done} kills"
        batches += 1
        print(f"{done} kills", end="\r", file=sys.stderr, flush=True)
    return done, batches


def fill_disk(top: Path, start: list[object], expected: dict[str, object]) -> str:
    """Scan into a corpus on a disk far too small, then make room and go on."""
    disk = top / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], check=False, capture_output=True).returncode != 0:
        return "full disk: not tested, mounting is not allowed here"
    try:
        first = subprocess.run([sys.executable, *map(str, start), disk / "c.db"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert "disk is full" in first.stderr.splitlines()[-1], first.stderr
        subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
        subprocess.run([sys.executable, *map(str, start), disk / "c.db"], cwd=ROOT, check=True)
        assert contents(disk / "c.db") == expected
    finally:
        subprocess.run(["umount", disk], check=False)
    return "full disk: refused in one line, went on when there was room, exports the same"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500, help="kills of the ledger's writer")
    parser.add_argument("--program-kills", type=int, default=20, help="kills of the whole program")
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--replay", nargs=3, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.replay:
        replay(asked.replay[0], asked.replay[2], asked.replay[1])
        return
    top = Path(tempfile.mkdtemp(prefix="torture-"))
    chance = random.Random(SEED)
    try:
        folder, results = top / "in", top / "results"
        make_batch(folder, asked.files)
        keep(folder, results)
        (results / "versions").write_text(json.dumps([getattr(_run(Setup())[0], name) for name in RunVersions.__slots__]), "utf-8")
        start: list[object] = [__file__, "--replay", folder, results]
        (top / "run").mkdir()
        corpus = top / "run" / "c.db"  # as deep as the small disk, so that files have the same names
        begun = time.monotonic()
        assert not killed([*start, corpus], 3600)
        longest = 1.1 * (time.monotonic() - begun)
        expected = contents(corpus)
        kills, batches = torture(asked.kills, start, corpus, longest, expected, chance)
        print(f"ledger: {kills} kills over {batches} batches of {len(expected['inputs'])} inputs: lost 0, doubled 0, exports the same", flush=True)
        print(fill_disk(top, start, expected), flush=True)
        if asked.program_kills:
            program: list[object] = ["cli.py", "scan", folder, *OPTIONS, "--workers", "2", "--corpus"]
            begun = time.monotonic()
            corpus.unlink()
            assert not killed([*program, corpus], 3600)
            longest = 1.1 * (time.monotonic() - begun)
            expected = contents(corpus)
            kills, batches = torture(asked.program_kills, program, corpus, longest, expected, chance)
            print(f"program: {kills} kills over {batches} batches: lost 0, doubled 0, exports the same, no process left", flush=True)
    finally:
        shutil.rmtree(top)


if __name__ == "__main__":
    main()
