"""CSV for Excel: UTF-8 with a byte order mark, text that is never a formula."""

from __future__ import annotations

import csv
from io import StringIO
from typing import IO

from analyzer.export.job import Job
from analyzer.export.tables import Cell, columns, rows_of

_FORMULA = frozenset("=+-@\t\r\n|＝＋－＠")


def as_text(value: str) -> str:
    """Return a string that a spreadsheet shows and never runs: an apostrophe goes before what could open a formula.

    Control characters, which XML-based spreadsheets refuse, are left out.
    """
    cleaned = "".join(character for character in value if character >= " " or character in "\t\n")
    return "'" + cleaned if cleaned.lstrip(" \u3000\u00a0'\"\ufeff\u200b")[:1] in _FORMULA and cleaned else cleaned


def write_csv(job: Job, output: IO[bytes]) -> int:
    """Write records as CSV (utf-8-sig, CRLF) and return their number. Memory stays flat."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns(job.codebook, job.shape))
    output.write(b"\xef\xbb\xbf")
    count = 0
    for record in job.records:
        writer.writerows([_safe(cell) for cell in row] for row in rows_of(record, job.codebook, job.shape))
        count += 1
        output.write(buffer.getvalue().encode("utf-8", "backslashreplace"))
        buffer.seek(0)
        buffer.truncate()
    output.write(buffer.getvalue().encode())
    return count


def _safe(cell: Cell) -> Cell:
    return as_text(cell) if isinstance(cell, str) else cell
