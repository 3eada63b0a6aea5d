"""JSON Lines: one sentence record a line."""

from __future__ import annotations

import json
from typing import IO

from analyzer.export.job import Job
from analyzer.export.records import as_json


def write_jsonl(job: Job, output: IO[bytes]) -> int:
    """Write records as UTF-8 lines and return their number."""
    count = 0
    for record in job.records:
        output.write(json.dumps(as_json(record, job.codebook), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        count += 1
    return count
