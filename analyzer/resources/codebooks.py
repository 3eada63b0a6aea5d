"""Codebooks from TOML: read, checked, with errors that name file, place and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyzer.domain.codebook import Clause, Code, Codebook, CodeGroup, Criterion, Cue, Element, GroupKind, Order, Scope
from analyzer.domain.message import cause, say
from analyzer.errors import CodebookError
from analyzer.resources.locate import corpora, sha256_of

DEFAULT = "smart-city.toml"
_SCHEMA = 1


def default_codebook_path() -> Path:
    """Return the path of the codebook that is used when none is named."""
    return corpora() / "codebooks" / DEFAULT


def load_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook and the lexicon that it names (a file beside it).

    Raises `CodebookError` when a file is missing, is not TOML, or names a group, code or cue that is not defined.
    """
    path = path or default_codebook_path()
    raw, table = _read(path)
    lexicon_path = path.parent / _text(table, "lexicon", path)
    lexicon_raw, lexicon = _read(lexicon_path)
    try:
        cues = tuple(_cue(name, entry, lexicon_path) for name, entry in _table(lexicon, "cues", lexicon_path).items())
        groups = tuple(_group(entry, path) for entry in _list(table, "groups", path))
        known = {group.name: {code.id for code in group.codes} for group in groups}
        for group in groups:
            _check_codes(group.requires, known, say("'requires' of group {group!r}", group=group.name), path)
        scoring_path = path.parent / _text(table, "scoring_lexicon", path) if "scoring_lexicon" in table else None
        scoring_raw, scoring = _read(scoring_path) if scoring_path else (b"", {"cues": {}})
        scoring_cues = tuple(_cue(name, entry, scoring_path or path) for name, entry in _table(scoring, "cues", scoring_path or path).items())
        names = {cue.name for cue in (*cues, *scoring_cues)}
        scope = _scope(_table(table, "scope", path), known, names, path)
        criteria = tuple(_criterion(entry, known, names, path, scope.near) for entry in _list(table, "criteria", path))
        order = _order(_table(table, "order", path), known, names, criteria, path) if "order" in table else None
        sha256 = sha256_of(raw, lexicon_raw, scoring_raw)
        return Codebook(_text(table, "id", path), _text(table, "version", path), sha256, groups, scope, criteria, cues, order, scoring_cues)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise _fail(path, say("holds a value of the wrong kind ({error}); compare it with the project's own codebook", error=error)) from error


def _read(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CodebookError(say("{file}: cannot be read ({error}); name an existing codebook file", file=path, error=cause(error))) from error
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CodebookError(say("{file}: is not valid TOML ({error}); mend that place", file=path, error=error)) from error
    if table.get("schema") != _SCHEMA:
        raise CodebookError(say("{file}: has schema {schema!r}, this version reads schema {needed}", file=path, schema=table.get("schema"), needed=_SCHEMA))
    return raw, table


def _fail(path: Path, message: str) -> CodebookError:
    return CodebookError(say("{file}: {message}", file=path, message=message))


def _text(table: Mapping[str, Any], key: str, path: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise _fail(path, say("lacks the text {key!r}; add it", key=key))
    return value


def _list(table: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _fail(path, say("lacks the list of tables {key!r}; add it", key=key))
    return value


def _table(table: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise _fail(path, say("lacks the table {key!r}; add it", key=key))
    return value


def _names(table: Mapping[str, Any], key: str, path: Path) -> dict[str, str]:
    value = _table(table, key, path)
    if not all(isinstance(text, str) for text in value.values()) or "en" not in value:
        raise _fail(path, say("{key!r} of {entry!r} needs texts by language, at least 'en'", key=key, entry=table.get("id", table.get("name"))))
    return value


def _group(entry: Mapping[str, Any], path: Path) -> CodeGroup:
    name = _text(entry, "name", path)
    try:
        kind = GroupKind(entry.get("kind", ""))
    except ValueError as error:
        raise _fail(path, say("group {name!r} has kind {kind!r}; use multi, single or ordinal", name=name, kind=entry.get("kind"))) from error
    codes = tuple(
        Code(_text(code, "id", path), code.get("value", code["id"]), _names(code, "names", path), _names(code, "definition", path))
        for code in _list(entry, "codes", path)
    )
    default = entry.get("default")
    if len({code.id for code in codes}) < len(codes):
        raise _fail(path, say("group {name!r} defines a code twice", name=name))
    if kind is not GroupKind.MULTI and default not in {code.id for code in codes}:
        raise _fail(path, say("group {name!r} has the default {default!r}, which is none of its codes", name=name, default=default))
    requires = {group: tuple(ids) for group, ids in entry.get("requires", {}).items()}
    return CodeGroup(name, kind, _names(entry, "names", path), codes, default, requires)


def _check_codes(codes: Mapping[str, tuple[str, ...]], known: Mapping[str, set[str]], where: str, path: Path) -> None:
    for group, ids in codes.items():
        if group not in known:
            raise _fail(path, say("{where} names the unknown group {group!r}; known are {known}", where=where, group=group, known=", ".join(known)))
        for code in ids:
            if code not in known[group]:
                raise _fail(
                    path,
                    say(
                        "{where} names the unknown code {code!r} of {group!r}; known are {known}",
                        where=where,
                        code=code,
                        group=group,
                        known=", ".join(sorted(known[group])),
                    ),
                )


def _check_cues(names: tuple[str, ...], cues: set[str], where: str, path: Path) -> tuple[str, ...]:
    for cue in names:
        if cue not in cues:
            raise _fail(path, say("{where} names the cue {cue!r}, which the lexicon lacks", where=where, cue=cue))
    return names


def _clauses(
    items: list[dict[str, Any]], known: Mapping[str, set[str]], cues: set[str], where: str, path: Path, near: Mapping[str, float]
) -> tuple[Clause, ...]:
    clauses = []
    for item in items:
        codes = {group: tuple(ids) for group, ids in item.items() if group not in {"cues", "beside", "under", "otherwise"}}
        _check_codes(codes, known, where, path)
        words, beside, under = (_check_cues(tuple(item.get(key, ())), cues, where, path) for key in ("cues", "beside", "under"))
        clauses.append(Clause(codes, words, bool(item.get("otherwise")), under, near if words or under else {}, beside))
    return tuple(clauses)


def _scope(entry: Mapping[str, Any], known: Mapping[str, set[str]], cues: set[str], path: Path) -> Scope:
    own, organising = (_clauses(_list(entry, key, path), known, cues, f"scope.{key}", path, {}) for key in ("own", "organising"))
    parts = {part: _check_cues(tuple(words), cues, f"scope.parts.{part}", path) for part, words in entry.get("parts", {}).items()}
    keys = ("programme", "duties", "assigned", "opposite", "yardsticks")
    programme, duties, assigned, opposite, yardsticks = (_check_cues(tuple(entry.get(key, ())), cues, f"scope.{key}", path) for key in keys)
    city = {group: tuple(ids) for group, ids in entry.get("city", {}).items()}
    _check_codes(city, known, "'scope.city'", path)
    near = {group: float(chance) for group, chance in entry.get("near", {}).items()}
    _check_codes(dict.fromkeys(near, ()), known, "'scope.near'", path)
    return Scope(own, organising, programme, parts, duties, city, assigned, opposite, near, yardsticks)


def _order(entry: Mapping[str, Any], known: Mapping[str, set[str]], cues: set[str], criteria: tuple[Criterion, ...], path: Path) -> Order:
    ranks = {group: tuple(tuple(rank) for rank in entry.get(group, ())) for group in ("stages", "fields")}
    summit, base = _text(entry, "summit", path), tuple(entry.get("base", ()))
    for group, ranked in ranks.items():
        _check_codes({group: tuple(code for rank in ranked for code in rank)}, known, "'order'", path)
    _check_codes({"stages": (summit, *base)}, known, "'order'", path)
    element, timetable = _text(entry, "element", path), entry.get("timetable")
    for named in (element, timetable) if timetable else (element,):
        if named not in {item.id for criterion in criteria for item in criterion.elements}:
            raise _fail(path, say("'order' names the element {element!r}, which no criterion holds", element=named))
    horizons = _check_cues(tuple(entry.get("horizons", ())), cues, "order.horizons", path)
    return Order(element, ranks["stages"], ranks["fields"], horizons, summit, base, timetable)


def _criterion(entry: Mapping[str, Any], known: Mapping[str, set[str]], cues: set[str], path: Path, near: Mapping[str, float]) -> Criterion:
    name = _text(entry, "id", path)
    elements = []
    for item in _list(entry, "elements", path):
        element = _text(item, "id", path)
        where = say("element {element!r} of criterion {criterion!r}", element=element, criterion=name)
        clauses = _clauses(_list(item, "any", path), known, cues, where, path, near)
        elements.append(Element(element, _names(item, "names", path), clauses))
    offended = {group: tuple(ids) for group, ids in entry.get("offended_by", {}).items()}
    _check_codes(offended, known, say("'offended_by' of criterion {criterion!r}", criterion=name), path)
    return Criterion(name, _names(entry, "names", path), float(entry.get("weight", 1.0)), tuple(elements), offended)


def _cue(name: str, entry: object, path: Path) -> Cue:
    if not isinstance(entry, dict):
        raise _fail(path, say("cue {name!r} is no table of term lists by language", name=name))
    terms = {language: tuple(words) for language, words in entry.items() if language != "veto"}
    vetoes = {language: tuple(words) for language, words in entry.get("veto", {}).items()}
    for words in (*terms.values(), *vetoes.values()):
        if not all(isinstance(word, str) and word.strip("* ") for word in words):
            raise _fail(path, say("cue {name!r} holds a term that is no text or is empty", name=name))
    return Cue(name, terms, vetoes)
