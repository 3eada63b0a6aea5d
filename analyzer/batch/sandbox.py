"""What a worker process gives up before it sees a document.

Everything here is irrevocable for the process. Linux gives most: no files but the program's own, no writing, no network, no new processes, no
privileges (Landlock, a seccomp filter, capabilities, resource limits), through `ctypes`, as no maintained library offers them together. Other
systems keep what they can: see docs/batches.md.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_CAPBSET_DROP = 1, 38, 24
_CAPABILITIES = 64
_OPEN_FILES = 256

# --- seccomp: numbers of calls on x86_64 and aarch64 (None where it has no such call), from the kernel's tables ----------------------
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000
_CALLS: Mapping[str, Mapping[str, tuple[int | None, int | None]]] = {
    "processes": {"fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117)},
    "sockets": {"socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427)},
    "other processes": {
        "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434),
        "pidfd_getfd": (438, 438), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    },
    "files": {
        "creat": (85, None), "truncate": (76, 45), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None),
        "mkdirat": (258, 34), "rmdir": (84, None), "link": (86, None), "linkat": (265, 37), "unlink": (87, None), "unlinkat": (263, 35),
        "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None), "mknodat": (259, 33), "chmod": (90, None), "fchmod": (91, 52),
        "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
        "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
        "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "open_by_handle_at": (304, 265),
    },
    "system": {
        "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
        "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432), "mount_setattr": (442, 442), "swapon": (167, 224),
        "reboot": (169, 142), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "bpf": (321, 280),
        "perf_event_open": (298, 241), "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
        "personality": (135, 92),
    },
}  # fmt: skip
_ABSENT: Mapping[str, tuple[int | None, int | None]] = {"clone3": (435, 435), "openat2": (437, 437)}
"""Calls whose arguments a filter cannot see; the C library falls back to `clone` and `openat` when they are absent."""
_OPEN, _OPENAT, _CLONE, _KILL, _TGKILL, _PRLIMIT = (2, None), (257, 56), (56, 220), (62, 129), (234, 131), (302, 261)
_CLONE_THREAD = 0x00010000
_LOAD, _JUMP_EQUAL, _JUMP_OVER, _JUMP_SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_SECCOMP_CALL, _LANDLOCK_CALLS, _CAPSET_CALL = (317, 277), (444, 445, 446), (126, 91)
_SET_FILTER, _ALL_THREADS = 1, 1

# --- Landlock ------------------------------------------------------------------------------------------------------------------------
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""From which version of Landlock on how many rights over files can be withheld."""
_SYSTEM_FILES = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system",
                 "/dev/null", "/dev/urandom")  # fmt: skip


def confine(readable: Iterable[Path]) -> list[str]:
    """Give up all rights but to compute and to read `readable` and the system's libraries; returns what took effect.

    The answer holds `parent` (ends with its parent), `privileges`, `calls` (no network, no processes, no writing) and `files` (no reading of
    anything else): each is missing where the system does not offer it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    if sys.platform == "win32":
        return []
    _resource_limits()
    if sys.platform != "linux":
        return []
    machine = _MACHINES.get(os.uname().machine)
    libc = ctypes.CDLL(None, use_errno=True)
    active = []
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0:
        active.append("parent")
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if machine is None or sys.byteorder != "little":
        return active
    column, architecture = machine
    if _landlock(libc, [*readable, *map(Path, _SYSTEM_FILES)]):
        active.append("files")
    if _drop_capabilities(libc, column):
        active.append("privileges")
    if _seccomp(libc, column, architecture):
        active.append("calls")
    return active


def limit_growth(memory: int) -> None:
    """Let the process hold `memory` bytes resident; what asks for more fails, in Python with MemoryError (Linux only).

    The kernel limits what a process asks for, not what it keeps resident. So the limit is what it asked for so far, and the difference.
    """
    if sys.platform != "linux":
        return
    import resource

    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines())
    asked, resident = (int(lines[name].split()[0]) * 1024 for name in ("VmData", "VmRSS"))
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = asked + max(memory - resident, 0)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def limit_processor_time(seconds: float) -> None:
    """Let the process compute for `seconds` more; the system then ends it, should its parent not have done so."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 5, hard))


def _resource_limits() -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for name, value in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_NOFILE", _OPEN_FILES)):
        _lower(getattr(resource, name), value)


def _lower(limit: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(limit)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def _drop_capabilities(libc: Any, column: int) -> bool:
    """Give up what root has over others; a process of an ordinary user has nothing to give up."""
    for capability in range(_CAPABILITIES):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    return bool(libc.syscall(_CAPSET_CALL[column], header, bytes(24)) == 0)


def _landlock(libc: Any, readable: Iterable[Path]) -> bool:
    create, add, restrict = _LANDLOCK_CALLS
    version = libc.syscall(create, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    rights = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    # Rights over files, TCP ports (from version 4), and abstract sockets and signals beyond the process (from version 6).
    attributes = struct.pack("<Q", rights) + (struct.pack("<Q", 3) if version >= 4 else b"") + (struct.pack("<Q", 3) if version >= 6 else b"")
    ruleset = libc.syscall(create, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for path in readable:
            try:
                handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                allowed = _READ_FILE | (_READ_DIR if path.is_dir() else 0)
                if libc.syscall(add, ruleset, 1, struct.pack("<Qi", allowed, handle), 0) != 0:
                    return False
            finally:
                os.close(handle)
        return bool(libc.syscall(restrict, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _seccomp(libc: Any, column: int, architecture: int) -> bool:
    code = b"".join(_filter(column, architecture))
    program = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(program))
    return bool(libc.syscall(_SECCOMP_CALL[column], _SET_FILTER, _ALL_THREADS, header) == 0)


def _filter(column: int, architecture: int) -> Iterator[bytes]:
    """Yield the instructions of the filter (classic BPF over `struct seccomp_data`: call number at 0, architecture at 4, arguments from 16)."""

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("<HBBI", code, yes, no, value)

    refuse = step(_RETURN, _ERRNO | _EPERM)
    yield step(_LOAD, 4)
    yield step(_JUMP_EQUAL, architecture, 1, 0)
    yield step(_RETURN, _KILL_PROCESS)
    yield step(_LOAD, 0)
    if column == 0:
        yield step(_JUMP_OVER, _X32, 0, 1)
        yield refuse
    for calls, answer in [*((group, _EPERM) for group in _CALLS.values()), (_ABSENT, _ENOSYS)]:
        for numbers in calls.values():
            if (number := numbers[column]) is not None:
                yield step(_JUMP_EQUAL, number, 0, 1)
                yield step(_RETURN, _ERRNO | answer)
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    for numbers, argument in ((_OPEN, 1), (_OPENAT, 2)):
        if (number := numbers[column]) is not None:
            yield step(_JUMP_EQUAL, number, 0, 4)
            yield step(_LOAD, 16 + 8 * argument)
            yield step(_JUMP_SET, writing, 0, 1)
            yield refuse
            yield step(_RETURN, _ALLOW)
    # Threads are made, processes are not.
    yield step(_JUMP_EQUAL, _CLONE[column], 0, 4)
    yield step(_LOAD, 16)
    yield step(_JUMP_SET, _CLONE_THREAD, 1, 0)
    yield refuse
    yield step(_RETURN, _ALLOW)
    # Signals and limits are for the process itself.
    for numbers, also in ((_KILL, os.getpid()), (_TGKILL, os.getpid()), (_PRLIMIT, 0)):
        yield step(_JUMP_EQUAL, numbers[column], 0, 5)
        yield step(_LOAD, 16)
        yield step(_JUMP_EQUAL, os.getpid(), 2, 0)
        yield step(_JUMP_EQUAL, also, 1, 0)
        yield refuse
        yield step(_RETURN, _ALLOW)
    yield step(_RETURN, _ALLOW)
