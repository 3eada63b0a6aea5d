"""The variables of the PMC index from TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import cause, say
from analyzer.domain.pmc import FirstLevel, PmcVariables, SecondLevel
from analyzer.errors import CodebookError
from analyzer.resources.locate import corpora, sha256_of

DEFAULT = "criteria.toml"
_SCHEMA = 1


def load_variables(codebook: Codebook, path: Path | None = None) -> PmcVariables:
    """Read the variables (the project's own when `path` is `None`).

    Raises `CodebookError` when the file is missing, is not TOML or of another schema, or names an element that the codebook lacks.
    """
    path = path or corpora() / "pmc" / DEFAULT
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise CodebookError(say("{file}: cannot be read ({error}); name an existing file of variables", file=path, error=cause(error))) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(say("{file}: is not valid TOML ({error}); mend that place", file=path, error=error)) from error
    if table.get("schema") != _SCHEMA:
        raise CodebookError(say("{file}: has schema {schema!r}, this version reads schema {needed}", file=path, schema=table.get("schema"), needed=_SCHEMA))
    try:
        variables = tuple(_first(entry) for entry in table["variables"])
        grades = tuple((float(entry["from"]), dict(entry["names"])) for entry in table["grades"])
        counted = tuple(table["counted"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CodebookError(say("{file}: holds a value of the wrong kind ({error}); compare it with the project's own file", file=path, error=error)) from error
    known = {f"{criterion.id}.{element.id}" for criterion in codebook.criteria for element in criterion.elements}
    for variable in (second for first in variables for second in first.variables):
        if variable.element not in known:
            raise CodebookError(
                say("{file}: {id} names the unknown element {element!r}; `codebook show` lists them", file=path, id=variable.id, element=variable.element)
            )
    if (
        not variables
        or not all(first.variables for first in variables)
        or [share for share, _ in grades] != sorted((share for share, _ in grades), reverse=True)
    ):
        raise CodebookError(say("{file}: needs variables with at least one below each, and grades from the highest down", file=path))
    return PmcVariables(variables, counted, grades, sha256_of(raw))


def _first(entry: dict[str, Any]) -> FirstLevel:
    return FirstLevel(
        str(entry["id"]), dict(entry["names"]), tuple(SecondLevel(str(item["id"]), str(item["element"]), dict(item["names"])) for item in entry["second"])
    )
