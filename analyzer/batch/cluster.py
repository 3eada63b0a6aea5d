"""The per-document task on many machines: shards of paths on a Dask cluster, results through files on a disk that all machines see.

Neither documents nor results pass through the scheduler. On every machine documents are read in the same confined workers as on one
(`pool`); Dask only carries shards there, and elsewhere when a machine is lost.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from analyzer.batch.pool import Pool
from analyzer.batch.task import Setup, TaskResult
from analyzer.batch.wire import decoded, encoded
from analyzer.corpus.shards import read_shard, write_shard
from analyzer.domain.limits import Limits
from analyzer.domain.message import say
from analyzer.domain.results import Status
from analyzer.errors import AnalyzerError
from analyzer.read import helper

SHARD = 100
"""Files a shard: half a minute to some minutes of work, so that little is lost with a machine and the scheduler has little to do."""
_AHEAD = 3
"""Shards handed out per worker thread."""
_PATIENCE = "30s"

Manifest = dict[str, str]
"""What a shard's task gives back: `file`, `sha256`, and the `fingerprint` of the program that read the documents."""
_own = threading.local()
_asking = threading.Lock()
_fingerprints: dict[Setup, str] = {}


def run_shard(paths: Sequence[bytes], by: dict[str, Any], folder: str, how: dict[str, Any]) -> Manifest:
    """Read a shard of files and write their results to `folder`. Runs in a Dask worker; its confined worker lives as long as the thread."""
    limits, setup = Limits(**by), Setup(**how)
    pool = getattr(_own, "pool", None)
    if pool is None or (pool.limits, pool.setup) != (limits, setup):
        if pool is not None:
            pool.__exit__()
        pool = _own.pool = Pool(1, limits, setup).__enter__()
    name = hashlib.sha256(b"\0".join(paths)).hexdigest()
    results = ((os.fsencode(path), encoded(result)) for path, result in pool.results(map(os.fsdecode, paths)))
    file = Path(folder) / f"{name}.shard"
    return {"file": file.name, "sha256": write_shard(file, results), "fingerprint": _fingerprint(setup)}


def _fingerprint(setup: Setup) -> str:
    """The model and the helper, which only the confined workers need, are let go of again."""
    with _asking:
        if setup not in _fingerprints:
            _fingerprints[setup] = setup.load_for_once().fingerprint
            helper.stop()
        return _fingerprints[setup]


class Cluster:
    """An executor on the Dask cluster at `address`; `folder` is where results go, seen by all machines under the same name. A context manager."""

    def __init__(
        self,
        address: str,
        limits: Limits,
        folder: Path,
        fingerprint: str,
        setup: Setup = Setup(),  # noqa: B008 - frozen
        *,
        size: int = SHARD,
        run: Callable[..., Manifest] = run_shard,
    ) -> None:
        self.address = address
        self.limits = limits
        self.folder = folder
        self.fingerprint = fingerprint
        self.setup = setup
        self.size = size
        self._run = run
        self._client: Any = None

    def __enter__(self) -> Self:
        try:
            from distributed import Client
        except ImportError as error:
            raise AnalyzerError(say("scanning on a cluster needs `pip install smart-city-policy-analyzer[cluster]`")) from error
        try:
            self._client = Client(self.address, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise AnalyzerError(say("{address}: no Dask scheduler answers there; check the address and that it runs", address=self.address)) from error
        shutil.rmtree(self.folder, ignore_errors=True)  # of a scan that was stopped; what it had gathered is in the corpus
        self.folder.mkdir()
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def results(self, paths: Iterable[str]) -> Iterator[tuple[str, TaskResult]]:
        """Yield every path with its result, shard by shard, as they are done."""
        from distributed import as_completed

        waiting = iter(paths)
        running = as_completed()
        shards: dict[str, list[bytes]] = {}
        suspects: list[bytes] = []
        alone = False
        while True:
            room = max(sum(self._client.nthreads().values()), 1) * _AHEAD
            while len(shards) < room and (shard := [os.fsencode(path) for path in itertools.islice(waiting, self.size)]):
                self._submit(shard, shards, running)
            if not shards and suspects:
                # Dask blames a dead machine on all that was waiting there. With nothing else about, only the guilty one fails again.
                alone = True
                self._submit([suspects.pop()], shards, running)
            if not shards:
                return
            future = next(running)
            shard = shards.pop(future.key)
            if (manifest := _manifest(future)) is not None:
                yield from self._gathered(manifest)
            elif len(shard) > 1:
                # Something in it ends Dask's own workers, or those machines: each half goes its own way until it is found.
                for half in (shard[: len(shard) // 2], shard[len(shard) // 2 :]):
                    self._submit(half, shards, running)
            elif alone:
                yield os.fsdecode(shard[0]), _lost()
            else:
                suspects += shard
            future.release()

    def _submit(self, shard: list[bytes], shards: dict[str, list[bytes]], running: Any) -> None:
        future = self._client.submit(self._run, shard, dataclasses.asdict(self.limits), str(self.folder.absolute()), dataclasses.asdict(self.setup), pure=False)
        shards[future.key] = shard
        running.add(future)

    def _gathered(self, manifest: Manifest) -> Iterator[tuple[str, TaskResult]]:
        if manifest["fingerprint"] != self.fingerprint:
            raise AnalyzerError(say("a machine of the cluster has another version of the program or its model; install the same on all, then run again"))
        file = self.folder / Path(manifest["file"]).name
        for path, data in read_shard(file, manifest["sha256"]):
            yield os.fsdecode(path), decoded(data)
        file.unlink(missing_ok=True)


def _manifest(future: Any) -> Manifest | None:
    """What a shard's task gave back; None if it failed, or if its machine died before it could be asked and the shard was blamed for the next to die."""
    if future.status != "finished":
        return None
    try:
        manifest: Manifest = future.result()
    except Exception:  # noqa: BLE001 - the scheduler's KilledWorker, a cancelled or lost future, or what the task raised when run again
        return None
    return manifest


def _lost() -> TaskResult:
    reason = say("ended the machines that were to read it; open and save it anew in its own program, then scan it on one machine")
    return TaskResult(Status.CRASHED, reason, (), 0, None, None, 0, 0)
