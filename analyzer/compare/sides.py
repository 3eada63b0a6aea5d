"""What a comparison needs of each side, from a document's results or from a benchmark's summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analyzer.domain.benchmark import Benchmark, SummarySentence
from analyzer.domain.comparison import Dated, Passage, Shown, Side, SideKind
from analyzer.domain.results import Citation, ElementScore, Scorecard

_PASSAGES = 3

Elements = Mapping[tuple[str, str], ElementScore]


def passage_of(citation: Citation) -> Passage:
    """Return a sentence cited from a document as a passage."""
    return Passage(citation.text, citation.commitment, citation.page, citation.paragraph)


def cited_passage(record: Mapping[str, Any]) -> Passage:
    """Return a sentence cited in a stored scorecard as a passage."""
    return Passage(record["text"], record["commitment"], record["page"], record["paragraph"])


def document_side(
    name: str,
    language: str,
    elements: Elements,
    counts: tuple[Mapping[str, int], Mapping[str, int]],
    dated: Sequence[Dated],
    *,
    start: int | None,
    document_kind: str | None,
    level: str | None,
    scorecard: Scorecard,
) -> Side:
    """Return a document as a side; `counts` are its aims and measures by stage and by field."""
    shown = {key: Shown(score.presence, tuple(passage_of(item) for item in score.evidence[:_PASSAGES])) for key, score in elements.items()}
    stages, fields = counts
    return Side(name, SideKind.DOCUMENT, language, shown, stages, fields, start, tuple(dated), document_kind, level, scorecard.score, scorecard.interval)


def benchmark_side(benchmark: Benchmark, language: str, elements: Elements, sentences: Mapping[str, SummarySentence]) -> Side:
    """Return a benchmark as a side; `sentences` maps segment ids to the summary's sentences, whose sources become the passages' own.

    Stages count the phases that worked on them, fields the phases and sectors.
    """

    def passage(citation: Citation) -> Passage:
        return Passage(citation.text, citation.commitment, sources=benchmark.sources(sentences[citation.segment_id].grounds))

    short = "zh" if language.startswith("zh") else "en"
    shown = {key: Shown(score.presence, tuple(passage(item) for item in score.evidence[:_PASSAGES])) for key, score in elements.items()}
    stages: dict[str, int] = {}
    fields: dict[str, int] = {}
    dated = []
    for phase in benchmark.phases:
        for code in phase.stages:
            stages[code] = stages.get(code, 0) + 1
        for code in phase.fields:
            fields[code] = fields.get(code, 0) + 1
        named = Passage(phase.names.get(short, phase.names["en"]), 0, sources=benchmark.sources(phase.grounds))
        dated.append(Dated(*phase.years, phase.stages, phase.fields, named))
    for sector in benchmark.sectors:
        fields[sector.field] = fields.get(sector.field, 0) + 1
    name = benchmark.names.get(short, benchmark.names["en"])
    return Side(name, SideKind.BENCHMARK, language, shown, stages, fields, benchmark.years[0], tuple(dated))
