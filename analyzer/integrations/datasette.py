"""Datasette's plugin: a corpus comes with titles and facets, and its search box cuts Chinese into words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette import hookimpl

from analyzer.corpus.schema import APPLICATION_ID
from analyzer.corpus.search import counter, expression
from analyzer.export.datasette import STYLE, tables
from analyzer.i18n import default_language
from analyzer.segment.scripts import simplify

_HEADER = 100
_NOTHING = '""'
"""An expression that matches nothing, for a query without words."""


def is_corpus(path: str | None) -> bool:
    """Tell whether a file is a corpus, by the application id in SQLite's header."""
    if not path:
        return False
    try:
        with Path(path).open("rb") as file:
            return file.read(_HEADER)[68:72] == APPLICATION_ID.to_bytes(4, "big")
    except OSError:
        return False


@hookimpl  # type: ignore[untyped-decorator]
def get_metadata(datasette: Any) -> dict[str, Any]:
    """Describe every corpus among the databases."""
    names = [name for name, database in datasette.databases.items() if is_corpus(database.path)]
    return {"databases": {name: {"tables": tables(default_language(), plugin=True)} for name in names}} if names else {}


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(database: str | None, datasette: Any) -> list[str]:
    """Keep the columns of a corpus's pages wide enough to read."""
    known = datasette.databases.get(database)
    return [STYLE] if known and is_corpus(known.path) else []


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    """Replace, in a corpus, the function by which Datasette quotes what stands in the search box."""
    known = datasette.databases.get(database)
    if known is None or not is_corpus(known.path):
        return

    def escape_fts(query: str) -> str:
        return expression(query, counter(conn.execute), lambda text: (simplify(text),)) or _NOTHING

    conn.create_function("escape_fts", 1, escape_fts)
