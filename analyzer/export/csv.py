"""CSV for Excel: one sentence a row, UTF-8 with a byte order mark, text that is never a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any

_CHUNK = 5_000
_FORMULA = "=+-@\t\r\n|＝＋－＠"
_PLAIN = ("file", "document", "title", "document_kind", "place", "date", "id", "start", "end", "page", "paragraph", "kind", "language", "heading", "text")


def as_text(value: str) -> str:
    """Return a string that a spreadsheet shows and never runs: an apostrophe goes before what could open a formula.

    Control characters, which XML-based spreadsheets refuse, are left out.
    """
    cleaned = "".join(character for character in value if character >= " " or character in "\t\n")
    return "'" + cleaned if cleaned.lstrip(" \u3000\u00a0'\"\ufeff\u200b")[:1] in set(_FORMULA) and cleaned else cleaned


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record as one row: assigned codes joined by `; `."""
    row: dict[str, Any] = {name: record[name] for name in _PLAIN}
    row["heading"] = " > ".join(record["heading"])
    for group, value in record.items():
        if group in _PLAIN or group in {"schema", "coder", "evidence"}:
            continue
        row[group] = "; ".join(item["code"] for item in value if item["assigned"]) if isinstance(value, list) else value
    row["evidence"] = "; ".join(dict.fromkeys(item["text"] for item in record["evidence"]))
    row["coder"] = record["coder"]
    return {name: as_text(value) if isinstance(value, str) else value for name, value in row.items()}


def write_csv(records: Iterable[Mapping[str, Any]], output: IO[bytes]) -> int:
    """Write records as CSV (utf-8-sig, CRLF) and return their number. Memory stays flat: rows are written in chunks."""
    import pandas as pd

    count = 0
    rows = (flat(record) for record in records)
    for number, chunk in enumerate(_chunks(rows)):
        frame = pd.DataFrame(chunk)
        for column in ("page", "paragraph", "start", "end"):
            frame[column] = frame[column].astype("Int64")
        text = frame.to_csv(index=False, header=number == 0, lineterminator="\r\n")
        output.write(text.encode("utf-8-sig" if number == 0 else "utf-8", "backslashreplace"))
        count += len(chunk)
    return count


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk
