"""A real Dask scheduler and worker processes: machines that die cost nothing but time, and a poison file is found."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")]


class Dask:
    """A scheduler and two workers, each under a nanny that starts it again when it dies."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "start_new_session": True}
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests' / 'batch'}"}
        common = ["--scheduler-file", str(self.file), "--no-dashboard"]
        self.processes = [
            subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common], env=environment, **quiet)
        ]
        while not self.file.exists() or not self.file.read_text("utf-8").endswith("}"):
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text("utf-8"))["address"]
        for _ in range(2):
            command = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--local-directory", str(folder), *common]
            self.processes.append(subprocess.Popen(command, env=environment, **quiet))

    def workers(self):
        import psutil

        return [child for process in self.processes[1:] for child in psutil.Process(process.pid).children() if "spawn_main" in " ".join(child.cmdline())]

    def close(self):
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    running = Dask(tmp_path_factory.mktemp("dask"))
    yield running
    running.close()


def test_results_equal_the_local_runs_though_workers_are_killed(dask, tmp_path):
    from tests.batch.torture import contents, make_batch

    make_batch(tmp_path / "in", 150)
    for name, options in (("local", ["--workers", "1"]), ("far", ["--cluster", dask.address])):
        (tmp_path / name).mkdir()
        command = [sys.executable, "cli.py", "scan", tmp_path / "in", "--corpus", tmp_path / name / "c.db", "--max-characters", "5000", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        killed = 0
        if name == "far":
            chance = random.Random(7)
            while process.poll() is None and killed < 3:
                time.sleep(chance.uniform(5, 15))
                for worker in chance.sample(dask.workers(), 1) if dask.workers() else []:
                    worker.kill()
                    killed += 1
        _, error = process.communicate()
        assert process.returncode == 0, error
    assert killed
    assert contents(tmp_path / "far" / "c.db") == contents(tmp_path / "local" / "c.db")
    assert not (tmp_path / "far" / "c.db.shards").exists()


def test_a_poison_file_is_found_by_splitting_its_shard(dask, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))  # as on the path of the workers
    import poison

    from analyzer.batch.cluster import Cluster
    from analyzer.domain.limits import Limits

    names = [f"/{number}" for number in range(7)] + ["/poison"]
    with Cluster(dask.address, Limits(), tmp_path / "shards", "f", size=8, run=poison.poisoned) as cluster:
        results = dict(cluster.results(names))
    assert {name: str(result.status) for name, result in results.items()} == dict.fromkeys(names[:-1], "no_text") | {"/poison": "crashed"}


def test_a_shard_whose_result_died_with_its_machine_is_split_like_one_that_failed(tmp_path, monkeypatch):
    from concurrent.futures import Future

    import distributed

    from analyzer.batch.cluster import Cluster
    from analyzer.domain.limits import Limits
    from tests.batch.poison import poisoned

    class Told:
        """A future of a scheduler whose machines die once, between doing the first shard and being asked for it."""

        def __init__(self, key, outcome):
            self.key, self.status, self.outcome = key, "finished", outcome

        def result(self):
            return self.outcome.result()

        def release(self):
            pass

    class Scheduler:
        def __init__(self):
            self.asked = 0

        def nthreads(self):
            return {"one": 1}

        def submit(self, run, shard, limits, folder, setup, **_):
            self.asked += 1
            outcome = Future()
            if self.asked == 1:
                outcome.set_exception(distributed.scheduler.KilledWorker("shard", "worker", 3))
            else:
                outcome.set_result(run(shard, limits, folder, setup))
            return Told(str(self.asked), outcome)

    class Queue(list):
        add = list.append

        def __next__(self):
            return self.pop(0)

    monkeypatch.setattr(distributed, "as_completed", Queue)
    cluster = Cluster("unused", Limits(), tmp_path, "f", size=8, run=poisoned)
    cluster._client = Scheduler()
    names = [f"/{number}" for number in range(8)]
    assert {name: str(result.status) for name, result in cluster.results(names)} == dict.fromkeys(names, "no_text")
    assert cluster._client.asked == 3
