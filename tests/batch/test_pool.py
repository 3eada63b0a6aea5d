"""Real worker processes and files that hurt them: one outcome for every file, whatever it does."""

import dataclasses
import os
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from analyzer.batch.pool import Pool
from analyzer.batch.task import TaskResult
from analyzer.batch.wire import decoded, encoded
from analyzer.domain.limits import Limits
from analyzer.domain.message import Message, say
from analyzer.read.office.convert import _walls, program
from tests.batch.test_scan import rows


def scan_of_a_page():
    """A PDF whose only page shows a picture of noise."""
    grey = zlib.compress(bytes((row * column * 7) % 251 for row in range(300) for column in range(200)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
        b"<< /Length 30 >>\nstream\nq 400 0 0 600 0 0 cm /I Do Q  \nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 200 /Height 300 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(grey), grey),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n"


ROOT = Path(__file__).resolve().parents[2]
SCAN = scan_of_a_page()
PLAN = "到2027年建成5G基站500个，打通各部门数据。\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pool")
    (made / "fine.txt").write_text(PLAN, encoding="utf-8")
    (made / "slow.txt").write_bytes("".join(f"第{number}项任务由市数据局在2027年底前完成。\n" for number in range(30_000)).encode())
    (made / "empty.pdf").write_bytes(b"")
    return made


def test_every_file_ends_in_one_outcome_and_neighbours_are_not_touched(folder):
    names = [str(folder / name) for name in ("slow.txt", "fine.txt", "none.txt", "empty.pdf")]
    names.append(str(folder))
    begun = time.monotonic()
    with Pool(1, Limits(seconds=6)) as pool:
        results = dict(pool.results(iter(names)))
        alone = dict(pool.results([names[1]]))
    assert {name.rsplit("/", 1)[-1]: str(result.status) for name, result in results.items() if name != str(folder)} == {
        "slow.txt": "timeout", "fine.txt": "ok", "none.txt": "unreadable", "empty.pdf": "unreadable",
    }  # fmt: skip
    assert all(result.reason for name, result in results.items() if result.status != "ok")
    assert results[names[4]].status == "unsupported"
    assert dataclasses.replace(results[names[1]], peak=0) == dataclasses.replace(alone[names[1]], peak=0)
    assert time.monotonic() - begun < 300


def test_a_file_that_needs_more_memory_than_there_is_says_so(folder):
    """A text whose paragraphs outgrow a worker of 420 MB before anything is tagged."""
    big = folder / "big.txt"
    big.write_text("规划" * 30_000_000, encoding="utf-8")
    with Pool(1, Limits(memory=420 * 2**20, characters=10**9)) as pool:
        ((_, result), (_, after)) = pool.results([str(big), str(folder / "fine.txt")])
    assert (result.status, after.status) == ("too_large", "ok")
    assert "420 MB" in result.reason


def test_both_tries_of_a_document_are_held_to_its_limit_together(folder, monkeypatch):
    given = []

    def ends_a_used_worker(worker, _path, _limits, seconds, **_):
        given.append(seconds)
        worker.used = True
        if len(given) == 2:
            time.sleep(1.5)
            return None, False
        return TaskResult.unread("no_text", "said"), True

    monkeypatch.setattr("analyzer.batch.pool._read", ends_a_used_worker)
    with Pool(1, Limits(seconds=20)) as pool:
        assert len(list(pool.results([str(folder / "fine.txt")] * 2))) == 2
    assert given[:2] == [20, 20]
    assert 1 <= given[2] <= 18.5


def test_a_pool_leaves_no_process_behind(folder):
    from tests.batch.test_sandbox import gone

    with Pool(2, Limits()) as pool:
        results = pool.results([str(folder / "fine.txt"), str(folder / "slow.txt")])
        next(results)
        pids = [worker.pid for worker in pool._running]
        helpers = [child.pid for pid in pids for child in psutil.Process(pid).children(recursive=True)]
        scratch = Path(pool._scratch.name)
        assert scratch.is_dir()
    assert pids
    assert len(helpers) >= len(pids)
    assert all(gone(pid) for pid in [*pids, *helpers])
    assert not scratch.exists()


def test_a_worker_started_by_a_large_program_is_kept(folder):
    ballast = bytearray(b"x") * (900 * 2**20)
    with Pool(1, Limits()) as pool:
        ((_, result),) = pool.results([str(folder / "fine.txt")])
        assert len(pool._running) == 1
    assert result.peak < len(ballast)


@pytest.mark.skipif(program() is None, reason="LibreOffice is not installed")
def test_a_confined_worker_has_its_helper_run_libreoffice_and_gets_another_when_that_dies(folder):
    names = [str(folder / f"{number}.rtf") for number in range(2)]
    for number, name in enumerate(names):
        Path(name).write_bytes(b"{\\rtf1\\ansi The city shall build %d data platforms by 2030. The mayor leads the work.}" % (number + 2))
    with Pool(1, Limits()) as pool:
        ((_, first),) = pool.results(names[:1])
        (helper,) = psutil.Process(pool._running[0].pid).children()
        helper.kill()
        ((_, second),) = pool.results(names[1:])
        others = psutil.Process(pool._running[0].pid).children()
    assert [str(first.status), str(second.status)] == ["ok", "ok"]
    assert helper.pid not in {other.pid for other in others}


def test_results_survive_the_way_between_processes():
    result = TaskResult("partial", say("{count} pages", count=2), (say("note"), "plain"), 7, "d" * 64, rows("d" * 64), 1, 2, limited=True)
    back = decoded(encoded(result))
    assert back == result
    assert isinstance(back.reason, Message) and isinstance(back.flags[0], Message)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"\xff", b"null", b'{"status":"ok"}', encoded(TaskResult("fine", "", (), 0, None, None, 0, 0)), b"[" * 100_000],
)
def test_nonsense_from_a_worker_is_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        decoded(data)


def test_rows_of_another_document_are_refused():
    with pytest.raises(ValueError, match="another document"):
        decoded(encoded(TaskResult("ok", "", (), 1, "a" * 64, rows("b" * 64), 0, 0)))


HANGING = """#!/bin/sh
case "$*" in
  *--version*) echo "LibreOffice 7.4.7.2"; exit 0;;
esac
sleep 98761 &
sleep 98761
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_an_office_that_hangs_ends_with_all_it_started_when_the_documents_time_is_up(folder, tmp_path, monkeypatch):
    (tmp_path / "soffice").write_text(HANGING, encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    plan = tmp_path / "plan.rtf"
    plan.write_bytes(b"{\\rtf1\\ansi The city shall build data platforms by 2030.}")
    with Pool(1, Limits(seconds=8)) as pool:
        ((_, _),) = pool.results([str(folder / "fine.txt")])
        begun = time.monotonic()
        results = pool.results([str(plan), str(folder / "fine.txt")])
        _, hung = next(results)
        assert time.monotonic() - begun < 8 + 2
        assert hung.status == "timeout"
        _, after = next(results)
    assert after.status == "ok"
    assert none_called("sleep 98761")


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the ocr extra is not installed")
def test_an_ocr_engine_that_hangs_ends_when_the_documents_time_is_up(folder, tmp_path):
    picture = tmp_path / "scan.pdf"
    picture.write_bytes(SCAN)
    with Pool(1, Limits(seconds=12)) as pool:
        ((_, _),) = pool.results([str(folder / "fine.txt")])
        worker = psutil.Process(pool._running[0].pid)
        stopped = []

        def stop():
            while not stopped and not pool._closed.is_set():
                for process in worker.children(recursive=True):
                    with suppress(psutil.Error):
                        if "analyzer.read.ocr.rapid" in " ".join(process.cmdline()):
                            process.suspend()
                            stopped.append(process.pid)
                time.sleep(0.01)

        thread = threading.Thread(target=stop)
        thread.start()
        begun = time.monotonic()
        ((_, hung),) = pool.results([str(picture)])
        taken = time.monotonic() - begun
    thread.join()
    assert stopped
    assert hung.status == "timeout"
    assert taken < 12 + 2
    assert none_called("analyzer.read.ocr.rapid", among=stopped)


def none_called(words, among=None):
    """Tell whether within ten seconds no process is left whose command holds these words."""
    for _ in range(100):
        left = [process.pid for process in psutil.process_iter(["cmdline"]) if words in " ".join(process.info["cmdline"] or ())]
        if not [pid for pid in left if among is None or pid in among]:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.skipif("--pid" not in _walls(), reason="the system has no process namespaces for us")
def test_an_office_ends_even_with_a_scan_that_is_killed(tmp_path, monkeypatch):
    (tmp_path / "soffice").write_text(HANGING.replace("98761", "98764"), encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "plan.rtf").write_bytes(b"{\\rtf1\\ansi The city shall build data platforms by 2030.}")
    command = [sys.executable, "cli.py", "scan", str(tmp_path / "plan.rtf"), "--corpus", str(tmp_path / "c.db")]
    scan = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while scan.poll() is None and not any(process.info["cmdline"] == ["sleep", "98764"] for process in psutil.process_iter(["cmdline"])):
        time.sleep(0.1)
    assert scan.poll() is None
    scan.kill()
    scan.wait()
    assert none_called("sleep 98764")
