"""Comparisons as records and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from analyzer.domain.benchmark import Benchmark, Grounds
from analyzer.domain.codebook import Codebook
from analyzer.domain.comparison import Comparison, ElementDifference, Passage, Shown, Side
from analyzer.report.terminal import safe, shortened


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
    words = _WORDS[language]
    draft, other = comparison.draft, comparison.other
    yield safe(words["head"].format(draft=draft.name, other=other.name))
    if comparison.points is not None:
        yield "  " + words["points"].format(draft=draft.score, other=other.score, points=comparison.points)
    else:
        yield "  " + words["no_points"].format(reason=words["reasons"].get(comparison.points_reason, comparison.points_reason))
    for title, items in (("lacks", comparison.lacks), ("adds", comparison.adds)):
        yield ""
        yield "  " + safe(words[title].format(draft=draft.name, other=other.name, count=len(items)))
        for item in items:
            criterion = next(entry for entry in codebook.criteria if entry.id == item.criterion)
            element = next(entry for entry in criterion.elements if entry.id == item.element)
            yield f"    {criterion.names.get(language)} · {element.names.get(language)}"
            for side, shown in ((draft, item.draft), (other, item.other)):
                yield safe(f"      {side.name}: {words[shown.presence.value]}")
                for passage in shown.passages[:2]:
                    yield safe(f"        {_place(passage, words)}{shortened(passage.text, 200)}")
                    for url in passage.sources[:2]:
                        yield safe(f"          {url}")
    yield ""
    yield from _profile(comparison, codebook, language)
    if comparison.both:
        names = [_element_name(codebook, key, language) for key in comparison.both]
        yield "  " + words["both"].format(names=words["and"].join(names))


def _profile(comparison: Comparison, codebook: Codebook, language: str) -> Iterator[str]:
    words = _WORDS[language]
    draft, other = comparison.draft.name, comparison.other.name
    for group, lacking, adding in (
        ("stages", comparison.stages_lacking, comparison.stages_adding),
        ("fields", comparison.fields_lacking, comparison.fields_adding),
    ):
        names = {code.id: code.names.get(language, code.id) for code in codebook.group(group).codes}
        for side, codes in ((other, lacking), (draft, adding)):
            if codes:
                yield safe("  " + words["only_" + group].format(side=side, codes=words["and"].join(names[code] for code in codes)))
    stages = {code.id: code.names.get(language, code.id) for code in codebook.group("stages").codes}
    for timing in comparison.timing:
        if timing.draft is not None or timing.other is not None:
            ours, theirs = (words["years"].format(years=value) if value is not None else words["unnamed"] for value in (timing.draft, timing.other))
            yield safe("  " + words["timing"].format(stage=stages[timing.stage], draft=draft, ours=ours, other=other, theirs=theirs))


def _place(passage: Passage, words: Mapping[str, Any]) -> str:
    if passage.page is not None:
        return str(words["page"]).format(page=passage.page)
    return str(words["paragraph"]).format(paragraph=passage.paragraph) if passage.paragraph is not None else ""


def _element_name(codebook: Codebook, key: tuple[str, str], language: str) -> str:
    criterion = next(entry for entry in codebook.criteria if entry.id == key[0])
    return next(entry for entry in criterion.elements if entry.id == key[1]).names.get(language, key[1])


def benchmark_lines(benchmark: Benchmark, language: str) -> Iterator[str]:
    """Yield a benchmark as text: years, bodies, phases, targets, facts with sources, claims with verdicts, the summary."""
    words = _WORDS[language]

    def text(names: Mapping[str, str]) -> str:
        return names.get(language, names["en"])

    def grounds(item: Grounds) -> str:
        cited = ", ".join((*item.facts, *item.claims))
        return f" [{cited}]" if cited else ""

    last = benchmark.years[1]
    yield f"{benchmark.id}: {text(benchmark.names)}"
    yield f"  {text(benchmark.place)} · {benchmark.kind} · {benchmark.years[0]}" + (f"–{last}" if last else "")
    for title, lines in (
        ("bodies", [f"{text(body.name)}: {text(body.role)}{grounds(body.grounds)}" for body in benchmark.bodies]),
        ("phases", [f"{phase.years[0]}–{phase.years[1]}: {text(phase.names)}{grounds(phase.grounds)}" for phase in benchmark.phases]),
        ("targets", [f"{text(target.text)}: {target.figure}{grounds(target.grounds)}" for target in benchmark.targets]),
        ("summary", [f"{sentence.text}{grounds(sentence.grounds)}" for sentence in benchmark.summary_in(language)]),
        ("claims", [f"{claim.id} {words[claim.verdict.value]}: {text(claim.text)} – {text(claim.why)}" for claim in benchmark.claims]),
        ("facts", [f"{fact.id} {text(fact.text)} {' '.join(fact.sources)}" for fact in benchmark.facts]),
    ):
        if lines:
            yield ""
            yield f"  {words[title]}"
            yield from (f"    {safe(line)}" for line in lines)


_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "head": "{draft} beside {other}",
        "points": "points: {draft} against {other}, difference {points:+}",
        "no_points": "no points compared: {reason}",
        "reasons": {},
        "lacks": "{draft} lacks what {other} shows ({count}):",
        "adds": "{draft} shows what {other} lacks ({count}):",
        "both": "both show: {names}",
        "present": "a measure",
        "weak": "only an aim",
        "absent": "nothing",
        "page": "p. {page}: ",
        "paragraph": "¶ {paragraph}: ",
        "only_stages": "stages that only {side} works on: {codes}",
        "only_fields": "fields that only {side} works on: {codes}",
        "timing": "{stage}: {draft} {ours}; {other} {theirs}",
        "years": "{years} years after its start",
        "unnamed": "names no year",
        "and": "; ",
        "bodies": "bodies",
        "phases": "phases",
        "targets": "targets",
        "summary": "summary",
        "claims": "claims of the source article",
        "facts": "facts",
        "confirmed": "confirmed",
        "contradicted": "contradicted",
        "unverified": "unverified",
    },
    "zh": {
        "head": "{draft} 与 {other} 对照",
        "points": "得分：{draft} 对 {other}，相差 {points:+}",
        "no_points": "不作分数比较：{reason}",
        "reasons": {
            "a benchmark is known through a summary, which is no yardstick in points": "标杆只有概述，不能作为分数标尺",
            "one of the two has no score": "其中一份没有得分",
            "the two are not plans of the same kind": "两份文件不是同一类规划",
            "the two stand on different levels of government": "两份文件的政府层级不同",
        },
        "lacks": "{other} 有而 {draft} 没有的要素（{count} 项）：",
        "adds": "{draft} 有而 {other} 没有的要素（{count} 项）：",
        "both": "双方都有：{names}",
        "present": "有举措",
        "weak": "只有目标",
        "absent": "未提及",
        "page": "第 {page} 页：",
        "paragraph": "第 {paragraph} 段：",
        "only_stages": "只有 {side} 涉及的阶段：{codes}",
        "only_fields": "只有 {side} 涉及的领域：{codes}",
        "timing": "{stage}：{draft} {ours}；{other} {theirs}",
        "years": "起步后 {years} 年",
        "unnamed": "未写明年份",
        "and": "；",
        "bodies": "机构",
        "phases": "阶段安排",
        "targets": "目标",
        "summary": "概述",
        "claims": "来源文章的说法",
        "facts": "事实",
        "confirmed": "属实",
        "contradicted": "与事实不符",
        "unverified": "未能核实",
    },
}
