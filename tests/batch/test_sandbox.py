"""What a worker process can no longer do; each attempt is made in a confined process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.resources.locate import PACKAGE

linux = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is Linux's; docs/batches.md says what other systems give")

SCRIPT = """
import json, os, sys
sys.path[:0] = [{root!r}]
from pathlib import Path
from analyzer.batch import sandbox
import ctypes, socket, subprocess, threading, tempfile
parent = os.getppid()
active = sandbox.confine([Path(sys.prefix), Path(sys.base_prefix)])
{setup}
def tell(attempt):
    try:
        attempt()
    except (OSError, MemoryError, RuntimeError) as error:
        return type(error).__name__
    return "done"
print(json.dumps([active, [tell(attempt) for attempt in {attempts}]]), flush=True)
"""


def confined(attempts, setup="", **kwargs):
    """Run attempts (source text of a list of lambdas) in a confined process; returns what protects it and how each attempt ended."""
    code = SCRIPT.format(root=str(PACKAGE.parent), setup=setup, attempts=attempts)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False, **kwargs)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@linux
def test_everything_is_active_where_the_kernel_offers_it():
    active, _ = confined("[]")
    assert {"parent", "privileges", "calls"} <= set(active)
    if Path("/sys/kernel/security/lsm").exists() and "landlock" in Path("/sys/kernel/security/lsm").read_text("ascii"):
        assert "files" in active


@linux
@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.create_connection(('127.0.0.1', 80))",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "subprocess.run(['true'])",
        "os.kill(parent, 0)",
        "os.kill(1, 0)",
        "open({file!r}, 'w')",
        "open({file!r}, 'a')",
        "os.open({file!r}, os.O_RDWR)",
        "os.truncate({file!r}, 0)",
        "os.unlink({file!r})",
        "os.rename({file!r}, {file!r} + '2')",
        "os.chmod({file!r}, 0o777)",
        "os.utime({file!r})",
        "os.symlink('/etc', {file!r} + '3')",
        "os.mkdir({file!r} + '4')",
        "os.mkfifo({file!r} + '5')",
        "tempfile.TemporaryFile()",
        "os.setxattr({file!r}, 'user.x', b'x')",
        "os.unshare(0x10000000) if hasattr(os, 'unshare') else (_ for _ in ()).throw(OSError())",
    ],
)
def test_a_worker_cannot(attempt, tmp_path):
    file = tmp_path / "kept.txt"
    file.write_text("kept", encoding="utf-8")
    _, (outcome,) = confined(f"[lambda: {attempt.format(file=str(file))}]")
    assert outcome in {"PermissionError", "FileNotFoundError", "OSError"}
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
    assert file.read_text("utf-8") == "kept"


@linux
def test_a_worker_reads_no_file_but_the_programs(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    active, outcomes = confined(
        f"[lambda: open({str(tmp_path / 'secret')!r}), lambda: open('/etc/passwd'), lambda: os.listdir('/'), lambda: open(os.__file__)]"
    )
    if "files" not in active:
        pytest.skip("this kernel has no Landlock")
    assert outcomes == ["PermissionError"] * 3 + ["done"]


@linux
def test_a_worker_still_makes_threads_and_reads_its_own_libraries():
    attempts = "[lambda: threading.Thread(target=int).start(), lambda: __import__('decimal'), lambda: os.kill(os.getpid(), 0)]"
    assert confined(attempts)[1] == ["done", "done", "done"]


@linux
def test_memory_beyond_the_limit_is_refused_and_below_it_granted():
    setup = "sandbox.limit_growth(300 * 2**20)"
    assert confined("[lambda: bytearray(400 * 2**20), lambda: bytearray(100 * 2**20)]", setup)[1] == ["MemoryError", "done"]


@linux
def test_a_worker_ends_with_its_parent():
    """The parent is killed while the child computes and listens to nothing."""
    child = f"import sys; sys.path[:0] = [{str(PACKAGE.parent)!r}]; from analyzer.batch import sandbox; sandbox.confine([]); print('up', flush=True)\nwhile True: pass"
    parent = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {child!r}]); print(p.pid, flush=True); p.wait()"
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    pid, up = int(process.stdout.readline()), process.stdout.readline()
    assert up.strip() == "up"
    process.kill()
    process.wait()
    process.stdout.close()
    assert gone(pid)


def gone(pid):
    """Tell whether a process ends within ten seconds."""
    import time

    import psutil

    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False
