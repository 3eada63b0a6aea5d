"""LibreOffice, the program: a hostile file becomes a DOCX in a process with limits, a profile of its own, no network and no macros."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from analyzer.read.children import die_with_parent, limit_memory, run

SECONDS = 120
"""Time that one conversion may take, in wall clock and in CPU."""
_LARGEST = 512 * 2**20
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    "C:\\Program Files (x86)\\LibreOffice\\program\\soffice.exe",
)
SUFFIXES = ("doc", "odt", "rtf", "wps")
# Macros never run, links are never followed, nothing is asked or fetched.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Field"><value>false</value></prop></item>
</oor:items>
"""


class ConversionError(Exception):
    """LibreOffice did not give a DOCX; the message is `timeout` or `failed`."""


@lru_cache(maxsize=1)
def program() -> str | None:
    """Return the path of LibreOffice, `None` where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or next((place for place in _PLACES if Path(place).is_file()), None)


@lru_cache(maxsize=1)
def version() -> str:
    """Return the version of LibreOffice, empty where it is not installed."""
    if program() is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="policy-office-") as folder:
        try:
            said = _run(Path(folder), ["--version"]).split()
        except ConversionError:
            return ""
    return said[1] if len(said) > 1 else ""


def convert(data: bytes, suffix: str) -> bytes:
    """Return a document as DOCX. Raises ConversionError."""
    if suffix not in SUFFIXES:
        raise ValueError(suffix)
    with tempfile.TemporaryDirectory(prefix="policy-office-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
        source = folder / f"in.{suffix}"
        source.write_bytes(data)
        _run(folder, ["--convert-to", "docx:Office Open XML Text", "--outdir", str(folder / "out"), str(source)])
        made = folder / "out" / "in.docx"
        if not made.is_file() or made.stat().st_size > _LARGEST:
            raise ConversionError("failed")
        return made.read_bytes()


def _run(folder: Path, arguments: Sequence[str]) -> str:
    path = program()
    assert path is not None
    options = ["--headless", "--invisible", "--nodefault", "--nofirststartwizard", "--nolockcheck", "--nologo", "--norestore"]
    command = [*_walls(), path, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *options, *arguments]
    try:
        done = run(command, seconds=SECONDS, folder=folder, extra={"HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}, before=_limit)
    except subprocess.TimeoutExpired:
        raise ConversionError("timeout") from None
    return done.stdout.decode("utf-8", "replace")


def _limit() -> None:
    """Set limits in the child before LibreOffice starts."""
    import resource

    die_with_parent()
    limit_memory()
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_FSIZE: _LARGEST}
    for kind, wanted in limits.items():
        hard = resource.getrlimit(kind)[1]
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (allowed, allowed))


@lru_cache(maxsize=1)
def _walls() -> tuple[str, ...]:
    """Return the words that start a program in an empty network, and among no processes but its own, where the system lets us (Linux).

    What ends the first of its processes ends them all.
    """
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return ()
    alone = ("--net", "--pid", "--fork", "--kill-child")
    for words in (("unshare", *alone), ("unshare", "--map-root-user", *alone), ("unshare", "--net"), ("unshare", "--map-root-user", "--net")):
        try:
            subprocess.run([*words, "true"], check=True, capture_output=True, timeout=10)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            continue
        return words
    return ()
