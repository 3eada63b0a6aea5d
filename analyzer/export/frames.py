"""Results as pandas frames with fixed dtypes.

`sentences`: one row a sentence and coder. `file`, `document`, `title`, `document_kind`, `place`, `date`, `kind`, `language` and `coder` are
`category`; `id`, `heading`, `text` and `evidence` are `str`; `start`, `end`, `page` and `paragraph` are `Int64` (`<NA>` where a format has no
pages); of the code groups, multi groups are `object` (tuples of codes), the others `category`, `Int64` or `boolean` after the codebook's values.

`codes`: one row a sentence, coder and assigned code, with the same columns for the place, and `group` and `code` (`category`), `value` (`str`)
and `probability` (`float64`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from analyzer.domain.codebook import Codebook, CodeGroup, GroupKind
from analyzer.export.records import Record
from analyzer.export.tables import NUMBERS, Shape, columns, rows_of

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("id", "heading", "text", "evidence", "value")


def sentences(records: Iterable[Record], codebook: Codebook) -> pd.DataFrame:
    """Return a frame with one row a sentence and coder; see the module for its dtypes."""
    kept = list(records)
    frame = _frame([next(rows_of(record, codebook, Shape.WIDE)) for record in kept], columns(codebook, Shape.WIDE))
    for group in codebook.groups:
        if group.kind is GroupKind.MULTI:
            frame[group.name] = [tuple(item.code for item in record.assigned if item.group == group.name) for record in kept]
    return _typed(frame, {group.name: _dtype(group) for group in codebook.groups})


def codes(records: Iterable[Record], codebook: Codebook) -> pd.DataFrame:
    """Return a frame with one row a sentence, coder and assigned code; see the module for its dtypes."""
    frame = _frame([row for record in records for row in rows_of(record, codebook, Shape.LONG)], columns(codebook, Shape.LONG))
    frame["value"] = frame["value"].map(str)
    return _typed(frame, {"probability": "float64"})


def _frame(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _typed(frame: pd.DataFrame, own: dict[str, str]) -> pd.DataFrame:
    usual = {name: "Int64" if name in NUMBERS else "str" if name in _TEXTS else "category" for name in map(str, frame.columns)}
    return frame.astype({**usual, **own})


def _dtype(group: CodeGroup) -> str:
    value = group.codes[0].value
    if group.kind is GroupKind.MULTI:
        return "object"
    return "boolean" if isinstance(value, bool) else "Int64" if isinstance(value, int) else "category"
