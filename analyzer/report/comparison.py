"""Comparisons as records and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from analyzer.domain.benchmark import Benchmark, Grounds
from analyzer.domain.codebook import Codebook
from analyzer.domain.comparison import Advice, Comparison, ElementDifference, Passage, Shown, Side, SideKind
from analyzer.domain.message import mark
from analyzer.i18n import name_in, tr_in
from analyzer.report.terminal import safe, shortened
from analyzer.report.words import kind_word, shown_word

NO_SCOPE = mark("A document is compared by all that it says, since a benchmark's summary knows no bounds of a programme; `score` counts the programme alone.")


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison: both sides, the elements that each lacks with passages of both, stages, fields, timing, points."""

    def difference(item: ElementDifference) -> dict[str, Any]:
        return {"criterion": item.criterion, "element": item.element, "draft": _shown(item.draft), "other": _shown(item.other)}

    return {
        "draft": _side(comparison.draft),
        "with": _side(comparison.other),
        "draft_lacks": [difference(item) for item in comparison.lacks],
        "draft_adds": [difference(item) for item in comparison.adds],
        "both_show": [{"criterion": criterion, "element": element} for criterion, element in comparison.both],
        "neither_shows": [{"criterion": criterion, "element": element} for criterion, element in comparison.neither],
        "stages": {"draft_lacks": list(comparison.stages_lacking), "draft_adds": list(comparison.stages_adding)},
        "fields": {"draft_lacks": list(comparison.fields_lacking), "draft_adds": list(comparison.fields_adding)},
        "years_to_stage": [asdict(item) for item in comparison.timing],
        "points": comparison.points,
        "points_reason": comparison.points_reason,
    }


def _shown(shown: Shown) -> dict[str, Any]:
    return {"presence": shown.presence.value, "passages": [_passage(item) for item in shown.passages]}


def _passage(passage: Passage) -> dict[str, Any]:
    return {**asdict(passage), "sources": list(passage.sources)}


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name,
        "kind": side.kind.value,
        "language": side.language,
        "document_kind": side.document_kind,
        "level": side.level,
        "start": side.start,
        "score": side.score,
        "interval": list(side.interval) if side.interval else None,
        "stages": dict(side.stages),
        "fields": dict(side.fields),
        "dated": [{**asdict(item), "passage": _passage(item.passage)} for item in side.dated],
    }


def comparison_lines(comparison: Comparison, codebook: Codebook, language: str) -> Iterator[str]:
    """Yield a comparison as text in `language` (`en` or `zh`): gaps first, each with the passages of both sides and their sources."""
    tr = partial(tr_in, language)
    draft, other = comparison.draft, comparison.other
    yield safe(tr("{draft} beside {other}", draft=draft.name, other=other.name))
    if comparison.points is not None:
        yield "  " + tr("points: {draft} against {other}, difference {points:+}", draft=draft.score, other=other.score, points=comparison.points)
    else:
        yield "  " + tr("no points compared: {reason}", reason=tr(comparison.points_reason or ""))
    lacking = mark("{draft} shows what {other} lacks ({count}):")
    if other.kind is SideKind.BENCHMARK:
        lacking = mark("{draft} shows more than the summary of {other} ({count}):")
    for title, items in (
        (tr("{draft} lacks what {other} shows ({count}):", draft=draft.name, other=other.name, count=len(comparison.lacks)), comparison.lacks),
        (tr(lacking, draft=draft.name, other=other.name, count=len(comparison.adds)), comparison.adds),
    ):
        yield ""
        yield safe(f"  {title}")
        for item in items:
            yield from _difference_lines(item, comparison, codebook, language)
    yield ""
    yield from _profile(comparison, codebook, language)
    if comparison.both:
        names = [_element_name(codebook, key, language) for key in comparison.both]
        yield "  " + tr("both show: {names}", names=tr("; ").join(names))
    yield ""
    yield "  " + tr(NO_SCOPE)


def _difference_lines(item: ElementDifference, comparison: Comparison, codebook: Codebook, language: str) -> Iterator[str]:
    tr = partial(tr_in, language)
    criterion = next(entry for entry in codebook.criteria if entry.id == item.criterion)
    yield f"    {name_in(criterion.names, language)} · {_element_name(codebook, (item.criterion, item.element), language)}"
    for side, shown in ((comparison.draft, item.draft), (comparison.other, item.other)):
        yield safe("      " + tr("{side}: {presence}", side=side.name, presence=shown_word(shown.presence.value, language, side.kind)))
        for passage in shown.passages[:2]:
            text = shortened(passage.text, 200)
            where = _place(passage, language)
            yield safe("        " + (tr("{place}: {sentence}", place=where, sentence=text) if where else text))
            for url in passage.sources[:2]:
                yield safe(f"          {url}")


def _profile(comparison: Comparison, codebook: Codebook, language: str) -> Iterator[str]:
    tr = partial(tr_in, language)
    draft, other = comparison.draft.name, comparison.other.name
    for group, only, lacking, adding in (
        ("stages", mark("stages that only {side} works on: {codes}"), comparison.stages_lacking, comparison.stages_adding),
        ("fields", mark("fields that only {side} works on: {codes}"), comparison.fields_lacking, comparison.fields_adding),
    ):
        names = {code.id: name_in(code.names, language) for code in codebook.group(group).codes}
        for side, codes in ((other, lacking), (draft, adding)):
            if codes:
                yield safe("  " + tr(only, side=side, codes=tr("; ").join(names[code] for code in codes)))
    stages = {code.id: name_in(code.names, language) for code in codebook.group("stages").codes}
    for timing in comparison.timing:
        if timing.draft is not None or timing.other is not None:
            ours, theirs = (_years(value, tr) for value in (timing.draft, timing.other))
            yield safe("  " + tr("{stage}: {draft} {ours}; {other} {theirs}", stage=stages[timing.stage], draft=draft, ours=ours, other=other, theirs=theirs))


def _years(value: int | None, tr: Callable[..., str]) -> str:
    if value is None:
        return tr("names no year")
    return tr("{years} years after its start", years=value) if value >= 0 else tr("{years} years before its start", years=-value)


def _place(passage: Passage, language: str) -> str:
    if passage.page is not None:
        return tr_in(language, "p. {page}", page=passage.page)
    return tr_in(language, "¶ {paragraph}", paragraph=passage.paragraph) if passage.paragraph is not None else ""


def _element_name(codebook: Codebook, key: tuple[str, str], language: str) -> str:
    criterion = next(entry for entry in codebook.criteria if entry.id == key[0])
    return name_in(next(entry for entry in criterion.elements if entry.id == key[1]).names, language)


def advice_record(advice: Advice) -> dict[str, Any]:
    """Return every gap of a draft with the passages of others."""
    return {
        "draft": {"name": advice.name, "language": advice.language},
        "looked_through": {"documents": advice.documents, "benchmarks": advice.benchmarks},
        "gaps": [
            {
                "criterion": gap.criterion,
                "element": gap.element,
                "draft": _shown(gap.draft),
                "others": [
                    {
                        "source": item.source,
                        "kind": item.kind.value,
                        "title": item.title,
                        "place": item.place,
                        "date": item.date,
                        "passage": _passage(item.passage),
                    }
                    for item in gap.examples
                ],
            }
            for gap in advice.gaps
        ],
    }


def advice_lines(advice: Advice, codebook: Codebook, language: str) -> Iterator[str]:
    """Yield every gap of a draft as text in `language`: what the draft says of it, then how others said it, with source and page."""
    tr = partial(tr_in, language)
    counts = tr("{documents} plans and {benchmarks} benchmarks looked through", documents=advice.documents, benchmarks=advice.benchmarks)
    yield safe(tr("{draft}: {count} gaps, and how others said it", draft=advice.name, count=len(advice.gaps)))
    yield "  " + counts
    for gap in advice.gaps:
        criterion = next(entry for entry in codebook.criteria if entry.id == gap.criterion)
        yield ""
        yield f"  {name_in(criterion.names, language)} · {_element_name(codebook, (gap.criterion, gap.element), language)}"
        yield safe("    " + tr("{side}: {presence}", side=advice.name, presence=shown_word(gap.draft.presence.value, language)))
        for passage in gap.draft.passages[:1]:
            yield safe("      " + tr("{place}: {sentence}", place=_place(passage, language), sentence=shortened(passage.text, 200)))
        if not gap.examples:
            yield "    " + tr("no measure for it was found in the others")
        for item in gap.examples:
            where = _place(item.passage, language)
            source = " · ".join(part for part in (item.source, item.title, item.date, where) if part)
            yield safe(f"    {source}")
            yield safe(f"      {shortened(item.passage.text, 300)}")
            for url in item.passage.sources[:2]:
                yield safe(f"      {url}")


def benchmark_lines(benchmark: Benchmark, language: str) -> Iterator[str]:
    """Yield a benchmark as text: years, bodies, phases, targets, facts with sources, claims with verdicts, the summary."""
    tr = partial(tr_in, language)
    verdicts = {"confirmed": tr("confirmed"), "contradicted": tr("contradicted"), "unverified": tr("unverified")}

    def text(names: Mapping[str, str]) -> str:
        return name_in(names, language)

    def grounds(item: Grounds) -> str:
        cited = ", ".join((*item.facts, *item.claims))
        return f" [{cited}]" if cited else ""

    def line(name: str, words: str, cited: Grounds) -> str:
        return tr("{name}: {words}", name=name, words=words) + grounds(cited)

    last = benchmark.years[1]
    yield tr("{name}: {words}", name=benchmark.id, words=text(benchmark.names))
    yield f"  {text(benchmark.place)} · {kind_word(benchmark.kind, language)} · {benchmark.years[0]}" + (f"–{last}" if last else "")
    for title, lines in (
        (tr("bodies"), [line(text(body.name), text(body.role), body.grounds) for body in benchmark.bodies]),
        (tr("phases"), [line(f"{phase.years[0]}–{phase.years[1]}", text(phase.names), phase.grounds) for phase in benchmark.phases]),
        (tr("targets"), [line(text(target.text), target.figure, target.grounds) for target in benchmark.targets]),
        (tr("summary"), [f"{sentence.text}{grounds(sentence.grounds)}" for sentence in benchmark.summary_in(language)]),
        (
            tr("claims of the source article"),
            [line(f"{claim.id} {verdicts[claim.verdict.value]}", f"{text(claim.text)} – {text(claim.why)}", Grounds()) for claim in benchmark.claims],
        ),
        (tr("facts"), [f"{fact.id} {text(fact.text)} {' '.join(fact.sources)}" for fact in benchmark.facts]),
    ):
        if lines:
            yield ""
            yield f"  {title}"
            yield from (f"    {safe(line)}" for line in lines)
