"""Results between processes as JSON: a worker that a document has taken over can hand back wrong values, but run nothing."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from analyzer.batch.task import TaskResult
from analyzer.corpus.rows import DocumentRows
from analyzer.domain.message import restored, stored
from analyzer.domain.results import Status

_LISTS, _VALUES = {list}, {str, int, float, bool, type(None)}


def encoded(result: TaskResult) -> bytes:
    """Return a result as UTF-8 JSON. Halves of surrogate pairs, which are no characters, become question marks."""
    rows = result.rows
    record = {
        "status": result.status,
        "reason": [result.reason, stored(result.reason)],
        "flags": [[flag, stored(flag)] for flag in result.flags],
        "size": result.size,
        "sha256": result.sha256,
        "rows": rows and [rows.document, rows.segments, rows.codings, rows.score, rows.coder],
        "peak": result.peak,
        "pages": result.pages,
        "limited": result.limited,
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decoded(data: bytes) -> TaskResult:
    """Return the result in `data`. Raises ValueError for anything that is not one."""
    try:
        record = json.loads(data)
        rows = record["rows"] and _rows(record["rows"], record["sha256"])
        return TaskResult(
            Status(record["status"]),
            _text(record["reason"]),
            tuple(_text(flag) for flag in record["flags"]),
            int(record["size"]),
            record["sha256"] if record["sha256"] is None else str(record["sha256"]),
            rows,
            int(record["peak"]),
            int(record["pages"]),
            limited=bool(record["limited"]),
        )
    except (KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(type(error).__name__) from error


def _rows(parts: Any, document: str) -> DocumentRows:
    """Return rows that speak of no other document than the one that was read."""
    rows = DocumentRows(_row(parts[0]), _table(parts[1]), _table(parts[2]), _row(parts[3]), str(parts[4]))
    if rows.document[0] != document or rows.score[0] != document or any(segment[1] != document for segment in rows.segments):
        raise ValueError("rows of another document")
    return rows


def _text(pair: Any) -> str:
    text, message = pair
    return restored(str(text), message)


def _row(values: Any) -> tuple[Any, ...]:
    return _table([values])[0]


def _table(rows: Any) -> tuple[tuple[Any, ...], ...]:
    """Return rows of plain values. The corpus refuses rows with too few or too many of them."""
    if not isinstance(rows, list) or not _LISTS.issuperset(map(type, rows)) or not _VALUES.issuperset(map(type, chain.from_iterable(rows))):
        raise ValueError("no rows of a table")
    return tuple(map(tuple, rows))
