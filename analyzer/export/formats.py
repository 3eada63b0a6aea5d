"""The formats, by the name under which they are asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from analyzer.export.job import Job


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its writer as `module:function`, and one that makes a companion file `<name><beside>`; `every_file` repeats a document per path."""

    writer: str
    every_file: bool = False
    beside: str = ""
    companion: str = ""

    def write(self, job: Job, output: IO[bytes]) -> int:
        """Write a job and return the number of records."""
        return int(_function(self.writer)(job, output))

    def companion_of(self, job: Job) -> bytes:
        """Return the companion file's content."""
        return bytes(_function(self.companion)(job))


def _function(name: str) -> Callable[..., int | bytes]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(f"analyzer.export.{module}"), function)  # type: ignore[no-any-return]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format("csv:write_csv", every_file=True),
        "xlsx": Format("xlsx:write_xlsx", every_file=True),
        "jsonl": Format("jsonl:write_jsonl", every_file=True),
        "parquet": Format("parquet:write_parquet", every_file=True),
        "qdc": Format("refi:write_codebook"),
        "qdpx": Format("refi:write_project"),
        "spacy": Format("spacy:write_docbin"),
        "label-studio": Format("label_studio:write_tasks", beside=".config.xml", companion="label_studio:config"),
        "cas": Format("cas:write_cas"),
        "datasette": Format("datasette:write_metadata"),
    }
)
