"""Profiles as a record and as tables, and the sentences of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.profile import PROFILE_GROUPS, Cell, CellSentence, Profile
from analyzer.i18n import name_in, tr
from analyzer.report.records import SCHEMA
from analyzer.report.terminal import safe, table


def profile_record(result: Profile, codebook: Codebook, least: int) -> dict[str, Any]:
    """Return all cells that are not empty, each with one code, two or three of different groups."""
    group_of = {code.id: name for name in PROFILE_GROUPS for code in codebook.group(name).codes}
    singular = {"stages": "stage", "principles": "principle", "fields": "field"}
    cells = [
        {**dict.fromkeys(singular.values()), **{singular[group_of[code]]: code for code in cell}, "sentences": count} for cell, count in result.cells.items()
    ]
    return {"schema": SCHEMA, "documents": result.documents, "sentences": result.sentences, "least_commitment": least, "cells": cells}


def cell_record(cell: Cell, found: Sequence[CellSentence]) -> dict[str, Any]:
    """Return the sentences of a cell with file, page and heading."""
    return {
        "schema": SCHEMA,
        "cell": list(cell),
        "sentences": [
            {
                "file": item.file,
                "segment": item.sentence.id,
                "text": item.sentence.text,
                "page": item.sentence.page,
                "paragraph": item.sentence.paragraph,
                "heading": list(item.sentence.heading),
                "commitment": item.sentence.commitment,
            }
            for item in found
        ],
    }


def profile_tables(result: Profile, codebook: Codebook) -> Iterator[Any]:
    """Yield three tables of two groups each, with the count of each code at the edge, and how to see the sentences."""
    yield tr(
        "{sentences} aims and measures of {documents} documents; a sentence may stand in several cells", sentences=result.sentences, documents=result.documents
    )
    for columns, rows in combinations(PROFILE_GROUPS, 2):
        down, across = codebook.group(rows), codebook.group(columns)
        head = [(f"{name_in(down.names)} × {name_in(across.names)}", "left"), *((name_in(code.names), "right") for code in across.codes), (tr("all"), "right")]
        body: list[list[object]] = []
        for row in down.codes:
            counts = [result.cells.get((column.id, row.id), 0) or "·" for column in across.codes]
            body.append([name_in(row.names), *counts, result.cells.get((row.id,), 0)])
        body.append([tr("all"), *(result.cells.get((column.id,), 0) for column in across.codes), ""])
        yield table(head, body, wrap_heads=True)
    fullest = max((cell for cell in result.cells if len(cell) == 2), key=lambda cell: result.cells[cell], default=None)
    if fullest:
        yield tr("the sentences of a cell: --cell {example}", example=",".join(fullest))


def cell_lines(cell: Cell, found: Sequence[CellSentence], codebook: Codebook) -> Iterator[str]:
    """Yield the sentences of a cell as text, by document."""
    names = {code.id: name_in(code.names) for name in PROFILE_GROUPS for code in codebook.group(name).codes}
    yield tr("{cell}: {count} sentences", cell=" × ".join(names[code] for code in cell), count=len(found))
    file = None
    for item in found:
        if item.file != file:
            file = item.file
            yield safe(f"  {file}")
        sentence = item.sentence
        where = tr("p. {page}", page=sentence.page) if sentence.page is not None else tr("¶ {paragraph}", paragraph=sentence.paragraph)
        yield safe("    " + tr("{place}: {sentence}", place=where, sentence=sentence.text))
