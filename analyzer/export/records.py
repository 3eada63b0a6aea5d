"""The one record type of all exports: a sentence with its place and its codes by one coder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analyzer.domain.codebook import Codebook, GroupKind

SCHEMA = 1


def sentence_records(rows: Iterable[Mapping[str, Any]], codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Yield one record per segment, file and coder from the corpus's coded segments.

    `start` and `end` are code points into the document's text; evidence is quoted from the sentence.
    """
    for row in rows:
        for file in row["files"]:
            for coder, layer in row["codings"].items():
                yield {
                    "schema": SCHEMA,
                    "file": file,
                    "document": row["document_id"],
                    "id": row["id"],
                    "start": row["start"],
                    "end": row["end"],
                    "title": row["title"],
                    "document_kind": row["document_kind"],
                    "place": row["place"],
                    "date": row["date"],
                    "page": row["page"],
                    "paragraph": row["paragraph"],
                    "kind": row["kind"],
                    "language": row["language"],
                    "heading": row["heading"],
                    "text": row["text"],
                    **_codes(layer, codebook),
                    "evidence": _evidence(layer, row["text"]),
                    "coder": coder,
                }


def _codes(layer: Mapping[str, Any], codebook: Codebook) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for group in codebook.groups:
        items = {code: (probability, assigned) for code, probability, assigned, _ in layer.get(group.name, ())}
        if group.kind is GroupKind.MULTI:
            record[group.name] = [
                {"code": code.id, "probability": items[code.id][0], "assigned": items[code.id][1]} for code in group.codes if code.id in items
            ]
        else:
            record[group.name] = next((code.value for code in group.codes if items.get(code.id, (0, False))[1]), None)
    return record


def _evidence(layer: Mapping[str, Any], text: str) -> list[dict[str, Any]]:
    return [
        {"group": group, "code": code, "start": start, "end": end, "text": text[start:end]}
        for group, items in layer.items()
        for code, _, _, spans in items
        for start, end in spans
    ]
