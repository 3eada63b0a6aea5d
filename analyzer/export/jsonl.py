"""JSON Lines: one sentence record a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any


def write_jsonl(records: Iterable[Mapping[str, Any]], output: IO[bytes]) -> int:
    """Write records as UTF-8 lines and return their number."""
    count = 0
    for record in records:
        output.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        count += 1
    return count
