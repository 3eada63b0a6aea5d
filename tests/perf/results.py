"""Where results of measurements are kept: sections of a Markdown file, each with the day and the machine of its last run."""

import contextlib
import datetime as dt
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path


def machine(libraries):
    """Return a line on the cores, their load, and the versions of Python and of libraries."""
    model = platform.processor()
    with contextlib.suppress(OSError):
        model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())[1]
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    return f"{os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {versions}"


def result(lines, libraries):
    """Return the lines of a section as it is kept."""
    return "\n".join([*lines, "", f"{dt.datetime.now(dt.UTC).date().isoformat()}, {machine(libraries)}."])


def keep(path, opening, titles, found):
    """Put the results of sections (key to text) into a file that begins with `opening`, in the order of `titles`; others keep theirs."""
    kept = path.read_text("utf-8") if path.exists() else ""
    sections = {title.strip(): body.strip("\n") for title, body in re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", kept, re.MULTILINE)}
    sections |= {titles[name]: text for name, text in found.items()}
    parts = [*opening, ""]
    for title in titles.values():
        if title in sections:
            parts += [f"## {title}", "", sections[title], ""]
    path.write_text("\n".join(parts), "utf-8")
