"""Datasette: titles, facets and search for a corpus that is opened with `datasette city.db`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from analyzer.domain.message import mark
from analyzer.export.job import Job
from analyzer.i18n import tr_in

SEARCHED = {"fts_table": "sentence_index", "fts_pk": "key"}
STYLE = "data:text/css,@media(min-width:600px){td.col-text,td.col-evidence{min-width:24em}}"
"""A style sheet in its own address: a column of Chinese would be as narrow as one character."""
_PAPERS = ("kind", "place", "year", "language")
_VIEWS: Mapping[str, Mapping[str, Any]] = {
    "sentences": {
        "title": mark("Sentences"),
        "description": mark("Every sentence with its place and its codes; search takes Chinese as it is written."),
        "facets": [{"array": "codes"}, *_PAPERS, "coder"],
        **SEARCHED,
    },
    "sentence_codes": {
        "title": mark("Sentences by code"),
        "description": mark("Every assigned code of every sentence, with its probability."),
        "facets": ["code_group", "code", *_PAPERS, "coder"],
        **SEARCHED,
    },
    "policies": {
        "title": mark("Documents"),
        "description": mark("Every document with what it says of itself and its score; not validated by human experts."),
        "facets": ["kind", "level", "place", "year", "language"],
        "sort_desc": "score",
    },
    "elements": {
        "title": mark("Elements of the recommended approach"),
        "description": mark("How each document shows each element, with its best sentence."),
        "facets": ["criterion", "element", "presence", *_PAPERS],
    },
}
_HIDDEN = ("coders", "codings", "documents", "runs", "scores", "segments", "tags", "sentence_terms", "sentence_index")
"""Tables behind the views."""


def tables(language: str, *, plugin: bool) -> dict[str, Any]:
    """Return the metadata of a corpus's views and tables, as Datasette reads it; only this project's plugin cuts what is searched for into words."""
    shown = {name: {**view, "title": tr_in(language, view["title"]), "description": tr_in(language, view["description"])} for name, view in _VIEWS.items()}
    if not plugin:
        shown["sentences"]["description"] = tr_in(language, mark("Every sentence with its place and its codes; put blanks between Chinese words to search."))
    return {**shown, **{name: {"hidden": True} for name in _HIDDEN}}


def write_metadata(job: Job, output: IO[bytes]) -> int:
    """Write the file for `datasette city.db --metadata FILE`, for a Datasette that lacks this project's plugin; return the number of views."""
    metadata = {"extra_css_urls": [STYLE], "databases": {job.name: {"tables": tables(job.language, plugin=False)}}}
    output.write((json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode())
    return len(_VIEWS)
