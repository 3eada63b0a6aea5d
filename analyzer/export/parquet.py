"""Parquet (extra `parquet`): the columns of the tables with their types; words that recur are dictionary-encoded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from analyzer.domain.codebook import Codebook, GroupKind
from analyzer.export.job import Job, need
from analyzer.export.records import Record
from analyzer.export.tables import NUMBERS, PLACE, Shape, columns, rows_of

_RECURRING = ("file", "document", "title", "document_kind", "place", "date", "kind", "language", "group", "code", "coder")
_CHUNK = 50_000


def write_parquet(job: Job, output: IO[bytes]) -> int:
    """Write records as Parquet and return their number. Memory stays flat; codes of multi groups are lists in wide tables."""
    arrow, parquet = need("pyarrow", "parquet"), need("pyarrow.parquet", "parquet")
    schema = _schema(arrow, job.codebook, job.shape)
    count = 0
    with parquet.ParquetWriter(output, schema, compression="zstd", version="2.6") as writer:
        while chunk := list(islice(job.records, _CHUNK)):
            rows = [row for record in chunk for row in _rows(record, job)]
            values = list(zip(*rows, strict=True)) or [()] * len(schema)
            arrays = [arrow.array(column, type=field.type) for column, field in zip(values, schema, strict=True)]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(chunk)
    return count


def _rows(record: Record, job: Job) -> Iterator[tuple[Any, ...]]:
    for row in rows_of(record, job.codebook, job.shape):
        named = dict(zip(columns(job.codebook, job.shape), row, strict=True))
        if job.shape is Shape.WIDE:
            for group in job.codebook.groups:
                if group.kind is GroupKind.MULTI:
                    named[group.name] = [item.code for item in record.assigned if item.group == group.name]  # type: ignore[assignment]
        else:
            named["value"] = str(named["value"])
        yield tuple(named.values())


def _schema(arrow: Any, codebook: Codebook, shape: Shape) -> Any:
    recurring = arrow.dictionary(arrow.int32(), arrow.string())
    types = {name: arrow.int32() if name in NUMBERS else recurring if name in _RECURRING else arrow.string() for name in PLACE}
    types |= {"group": recurring, "code": recurring, "value": arrow.string(), "probability": arrow.float64(), "evidence": arrow.string(), "coder": recurring}
    if shape is Shape.WIDE:
        for group in codebook.groups:
            value = group.codes[0].value
            single = arrow.bool_() if isinstance(value, bool) else arrow.int32() if isinstance(value, int) else recurring
            types[group.name] = arrow.list_(recurring) if group.kind is GroupKind.MULTI else single
    return arrow.schema([(name, types[name]) for name in columns(codebook, shape)])
