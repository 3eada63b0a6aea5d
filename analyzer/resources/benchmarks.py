"""Benchmarks from TOML: read, checked, every citation resolved."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analyzer.domain.benchmark import Benchmark, Body, Claim, Fact, Grounds, Phase, Sector, SummarySentence, Target, Verdict
from analyzer.domain.codebook import Codebook
from analyzer.domain.message import cause, say
from analyzer.errors import InputError
from analyzer.resources.locate import corpora
from analyzer.resources.tagged import codes_of

_SCHEMA = 1


def benchmark_files() -> list[Path]:
    """Return the files of the project's benchmarks, in the order of their names."""
    return sorted((corpora() / "benchmarks").glob("*.toml"))


def load_benchmarks(codebook: Codebook) -> tuple[Benchmark, ...]:
    """Return the project's benchmarks."""
    return tuple(read_benchmark(path, codebook) for path in benchmark_files())


def read_benchmark(path: Path, codebook: Codebook) -> Benchmark:
    """Read one benchmark. `InputError` names the file and what it lacks or cites in vain."""
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise InputError(say("{file}: cannot be read ({error}); check the name", file=path, error=cause(error))) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(say("{file}: is not valid TOML ({error}); mend that place", file=path, error=error)) from error
    if table.get("schema") != _SCHEMA:
        raise InputError(
            say("{file}: has schema {schema!r}, this version reads benchmarks of schema {needed}", file=path, schema=table.get("schema"), needed=_SCHEMA)
        )
    try:
        benchmark = _benchmark(table, codebook, path)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(say("{file}: lacks or misspells {error}; see corpora/benchmarks/DATASHEET.md for the format", file=path, error=error)) from error
    _check(benchmark, codebook, path)
    return benchmark


def _benchmark(table: Mapping[str, Any], codebook: Codebook, path: Path) -> Benchmark:
    years = table["years"]
    return Benchmark(
        id=table["id"],
        names=_text(table["names"]),
        place=_text(table["place"]),
        country=table["country"],
        kind=table["kind"],
        years=(int(years[0]), int(years[1]) if len(years) > 1 else None),
        bodies=tuple(Body(_text(item["name"]), _text(item["role"]), _grounds(item)) for item in table.get("bodies", ())),
        sectors=tuple(Sector(item["field"], _text(item["text"]), _grounds(item)) for item in table.get("sectors", ())),
        phases=tuple(_phase(item) for item in table.get("phases", ())),
        targets=tuple(
            Target(_text(item["text"]), item["figure"], item.get("value"), item.get("unit"), item.get("year"), _grounds(item))
            for item in table.get("targets", ())
        ),
        facts=tuple(Fact(item["id"], _text(item["text"]), tuple(item["sources"]), item.get("conflict")) for item in table["facts"]),
        claims=tuple(
            Claim(item["id"], _text(item["text"]), Verdict(item["verdict"]), _text(item["why"]), tuple(item.get("facts", ())))
            for item in table.get("article_claims", ())
        ),
        summary=tuple(
            SummarySentence(item["text"], item.get("heading", ""), item["lang"], codes_of(item, codebook, say("{file}, summary", file=path)), _grounds(item))
            for item in table["summary"]
        ),
    )


def _text(value: Mapping[str, str]) -> dict[str, str]:
    return {"en": value["en"], **value}


def _grounds(item: Mapping[str, Any]) -> Grounds:
    return Grounds(tuple(item.get("facts", ())), tuple(item.get("claims", ())))


def _phase(item: Mapping[str, Any]) -> Phase:
    years = item["years"]
    return Phase((int(years[0]), int(years[-1])), _text(item["names"]), tuple(item.get("stages", ())), tuple(item.get("fields", ())), _grounds(item))


def _check(benchmark: Benchmark, codebook: Codebook, path: Path) -> None:
    facts, claims = {fact.id for fact in benchmark.facts}, {claim.id for claim in benchmark.claims}
    cited = [item.grounds for group in (benchmark.bodies, benchmark.sectors, benchmark.phases, benchmark.targets, benchmark.summary) for item in group]
    for grounds in (*cited, *(Grounds(claim.facts) for claim in benchmark.claims)):
        if lost := (set(grounds.facts) - facts) | (set(grounds.claims) - claims):
            raise InputError(
                say("{file}: cites {lost}, which it does not hold; add the fact or claim, or mend the citation", file=path, lost=", ".join(sorted(lost)))
            )
    known = {group.name: {code.id for code in group.codes} for group in codebook.groups}
    used = {"fields": {sector.field for sector in benchmark.sectors}, "stages": set()}
    for phase in benchmark.phases:
        used["fields"] |= set(phase.fields)
        used["stages"] |= set(phase.stages)
    for group, codes in used.items():
        if unknown := codes - known[group]:
            raise InputError(
                say(
                    "{file}: uses {unknown}, no code of {group}; known are {known}",
                    file=path,
                    unknown=", ".join(sorted(unknown)),
                    group=group,
                    known=", ".join(sorted(known[group])),
                )
            )
    for fact in benchmark.facts:
        if not fact.sources or not all(url.startswith(("http://", "https://")) for url in fact.sources):
            raise InputError(say("{file}: fact {fact} names no source URL; add one that begins with http", file=path, fact=fact.id))
