"""Real worker processes and files that hurt them: one outcome for every file, whatever it does."""

import dataclasses
import time
from pathlib import Path

import psutil
import pytest

from analyzer.batch.pool import Pool
from analyzer.batch.task import TaskResult
from analyzer.batch.wire import decoded, encoded
from analyzer.domain.limits import Limits
from analyzer.domain.message import Message, say
from analyzer.read.office.convert import program
from tests.batch.test_scan import rows

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
