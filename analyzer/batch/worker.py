"""The worker process of a scan: bytes of documents in, their ledger lines and rows out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from analyzer.batch.serving import serve
from analyzer.batch.task import Setup, prepare, run_task
from analyzer.batch.wire import encoded
from analyzer.domain.limits import Limits
from analyzer.segment.languages import identify


def main() -> None:
    """Serve documents, set up as the second argument says in JSON."""
    setup = Setup(**json.loads(sys.argv[2]))
    identify("The city shall build it by 2030.")  # py3langid unpacks its model through a temporary file, which is not to be had later

    def answer(job: dict[str, Any], data: bytes, limits: Limits) -> bytes:
        return encoded(run_task(data, job["name"], limits, setup))

    serve(answer, prepare=lambda: prepare(setup), readable=[Path(setup.model)] if setup.model else [])
