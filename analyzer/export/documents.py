"""The list of a corpus's documents as a table, for the supplement of a paper."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from analyzer.export.csv import as_text

COLUMNS = (
    *("file", "sha256", "status", "reason", "title", "kind", "level", "state", "issuer", "number", "place", "date", "period_start", "period_end", "language"),
    *("pages", "sentences", "quality", "score"),
)


def documents_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table (utf-8-sig, CRLF) with a row a file; each row gives the values of `COLUMNS` by name, `None` where there is none."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([as_text(row[name]) if isinstance(row[name], str) else row[name] for name in COLUMNS] for row in rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "backslashreplace")
