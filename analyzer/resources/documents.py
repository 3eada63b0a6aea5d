"""The words by which documents name themselves, from TOML: read, compiled, checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from analyzer.domain.description import DocumentKind, DocumentLevel, Vocabulary, Wording
from analyzer.domain.message import cause, say
from analyzer.errors import CodebookError
from analyzer.resources.locate import corpora, sha256_of

PATTERNS = frozenset(
    "notice enclosed boilerplate section sentence joins issuer issuer_list issuer_said number place country date date_line date_said "
    "grantor draft draft_said in_force in_force_said period period_said".split()
)
"""The lists of patterns that a language may have."""

_SCHEMA = 1
_Name = TypeVar("_Name", bound=StrEnum)


@lru_cache(maxsize=4)
def load_vocabulary(path: Path | None = None) -> Vocabulary:
    """Read the vocabulary of documents. Raises `CodebookError` naming file, place and remedy."""
    path = path or corpora() / "codebooks" / "documents.toml"
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise CodebookError(say("{file}: cannot be read ({error}); name an existing vocabulary file", file=path, error=cause(error))) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(say("{file}: is not valid TOML ({error}); mend that place", file=path, error=error)) from error
    if table.get("schema") != _SCHEMA:
        raise CodebookError(say("{file}: has schema {schema!r}, this version reads schema {needed}", file=path, schema=table.get("schema"), needed=_SCHEMA))
    languages = _table(table, "languages", path)
    if "en" not in languages:
        raise CodebookError(say("{file}: 'languages' lacks 'en', to which unknown languages fall back; add it", file=path))
    return Vocabulary(
        str(table.get("version", "")),
        sha256_of(raw),
        {name: _wording(entry, f"languages.{name}", path) for name, entry in languages.items()},
        _years(_table(table, "eras", path), "eras", path),
        _years(_table(table, "plans", path), "plans", path),
    )


def _wording(entry: Mapping[str, Any], where: str, path: Path) -> Wording:
    patterns = _table(entry, "patterns", path)
    for name in patterns.keys() - PATTERNS:
        raise CodebookError(
            say(
                "{file}: {where}.patterns has the unknown list {name!r}; known are {known}",
                file=path,
                where=where,
                name=name,
                known=", ".join(sorted(PATTERNS)),
            )
        )
    boundary = r"\b" if entry.get("spaced") else ""

    def noun(words: list[str]) -> re.Pattern[str]:
        # Longest first: an alternation takes the first that fits.
        return _compile("|".join(f"{boundary}(?:{word}){boundary}" for word in sorted(words, key=len, reverse=True)), where, path)

    return Wording(
        last_noun=bool(entry.get("last_noun")),
        nouns={_member(DocumentKind, name, where, path): noun(words) for name, words in _table(entry, "nouns", path).items()},
        said={_member(DocumentKind, name, where, path): _all(words, where, path) for name, words in _table(entry, "said", path).items()},
        patterns={name: _all(patterns.get(name, []), f"{where}.patterns.{name}", path) for name in sorted(PATTERNS)},
        levels={_member(DocumentLevel, name, where, path): _all(words, where, path) for name, words in _table(entry, "levels", path).items()},
        levels_said={_member(DocumentLevel, name, where, path): _all(words, where, path) for name, words in entry.get("levels_said", {}).items()},
        months=_years(entry.get("months", {}), f"{where}.months", path),
    )


def _table(table: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise CodebookError(say("{file}: lacks the table {key!r}; add it", file=path, key=key))
    return value


def _member(names: type[_Name], name: str, where: str, path: Path) -> _Name:
    try:
        return names(name)
    except ValueError as error:
        raise CodebookError(say("{file}: {where} names {name!r}; known are {known}", file=path, where=where, name=name, known=", ".join(names))) from error


def _all(words: object, where: str, path: Path) -> tuple[re.Pattern[str], ...]:
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise CodebookError(say("{file}: {where} is no list of patterns; write one in brackets", file=path, where=where))
    return tuple(_compile(word, where, path) for word in words)


def _compile(pattern: str, where: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise CodebookError(
            say("{file}: {where} has a pattern that does not compile ({error}): {pattern}", file=path, where=where, error=error, pattern=pattern)
        ) from error


def _years(entry: Mapping[str, Any], where: str, path: Path) -> dict[str, int]:
    for name, value in entry.items():
        if not isinstance(value, int):
            raise CodebookError(say("{file}: {where}.{name} is {value!r}; give a number", file=path, where=where, name=name, value=value))
    return dict(entry)
