"""A report on one document, from its analysis, the benchmarks and examples of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.comparison import Side
from analyzer.domain.message import mark
from analyzer.report.content.context import Coded, Context, report_language
from analyzer.report.content.gaps import Precedents, confirm_of, gaps_of, parts_of
from analyzer.report.content.model import DocumentReport, LeftOut
from analyzer.report.content.text import filters_of, stretches, strip_of, text_of
from analyzer.report.content.timeline import timeline_of
from analyzer.report.content.verdict import verdict_of
from analyzer.report.words import document_word, drop_word, language_word

LIMITS = (
    mark("No human expert has validated the score or the codes. Read the sentences before you rely on either."),
    mark("The score says how closely the text follows one recommended approach. It does not say whether a plan is good, lawful, funded or carried out."),
    mark("The interval speaks of the uncertainty of the coding and of reading, and of nothing else."),
    mark("“Absent” means that no sentence was found in what could be read, not that the city does nothing."),
    mark("Benchmarks are known through analysts' summaries: one that does not show an element may still have had it."),
    mark("Sample plans are of invented cities: they show wording, not experience."),
)
_SAMPLES = {"hidden": 12}
_OF_OTHERS = 2
_LENGTH = 160


def document_report(
    analysis: Coded,
    codebook: Codebook,
    *,
    file: str,
    versions: Mapping[str, Any],
    sides: Sequence[Side] = (),
    examples: Precedents | None = None,
    language: str | None = None,
) -> DocumentReport:
    """Return the report on a document in `language` (`en`, `zh`; its own by default).

    `sides` are the benchmarks to show beside it, in that language; `examples` are sentences of others by criterion and element.
    """
    context = Context(analysis, codebook, language or report_language(analysis.language))
    card = analysis.scorecard
    criteria = parts_of(context, sides)
    gaps = tuple(gaps_of(context, criteria, sides, examples or {}))
    parts = stretches(context)
    text = text_of(context, parts)
    low, high = card.interval or (None, None)
    firm = tuple(gap for gap in gaps if gap.level == "measure")
    return DocumentReport(
        language=context.language,
        title=analysis.document.title or file,
        file=file,
        document_language=analysis.language,
        facts=tuple(_facts(context)),
        score=card.score,
        low=low,
        high=high,
        verdict=verdict_of(context, criteria, gaps),
        criteria=criteria,
        benchmarks=tuple(side.name for side in sides),
        strip=strip_of(context, parts),
        timeline=timeline_of(context, card.phasing),
        gaps=tuple(gap for gap in gaps if gap not in firm),
        firm=firm,
        confirm=tuple(confirm_of(context, criteria)),
        filters=filters_of(context, text),
        text=text,
        made=tuple(_made(context, file, versions)),
        notes=tuple(context.tr(note) for note in analysis.document.quality.notes),
        left_out=tuple(_left_out(context)),
        limits=tuple(context.tr(limit) for limit in LIMITS),
    )


def _facts(context: Context) -> Iterator[tuple[str, str]]:
    said = context.analysis.description
    tr = context.tr
    for label, finding in ((tr("kind"), said.kind), (tr("level"), said.level), (tr("state"), said.state)):
        if finding is not None:
            yield label, document_word(finding.value.value, context.language)
    for label, text in ((tr("issuer"), said.issuer), (tr("number"), said.number), (tr("place"), said.place), (tr("date"), said.date)):
        if text is not None:
            yield label, text.value
    if said.period is not None:
        years = (said.period.value.start, said.period.value.end)
        yield tr("period"), "–".join(str(year) for year in years if year)


def _made(context: Context, file: str, versions: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    tr = context.tr
    document, card = context.analysis.document, context.card
    quality = document.quality
    yield tr("file"), file
    yield tr("sha256 of the file"), document.id
    yield tr("read as"), tr("{format}, reader {reader}", format=document.format, reader=document.reader)
    if document.pages:
        unread = len(quality.pages_without_text)
        yield tr("pages"), str(len(document.pages)) if not unread else tr("{pages}, {unread} of them without text", pages=len(document.pages), unread=unread)
    yield tr("reading quality"), tr("{quality:.2f} of 1", quality=quality.score)
    if quality.encoding:
        yield tr("encoding"), quality.encoding
    yield tr("language"), language_word(context.analysis.language, context.language)
    yield tr("sentences"), tr("{sentences}, of which {in_scope} are scored as smart-city content", sentences=card.sentences, in_scope=card.in_scope)
    if card.weight_range is not None:
        low, high = card.weight_range
        yield tr("if the weights of the criteria changed by a fifth"), tr("{low:.1f} to {high:.1f} points", low=low, high=high)
    book, model = versions["codebook"], versions["model"]
    yield tr("codebook"), f"{book['id']} {book['version']}"
    yield tr("sha256 of the codebook"), book["sha256"]
    yield tr("tagger"), f"{model['name']} {model['version']} · {model['encoder']}"
    yield tr("sha256 of the tagger"), model["sha256"]
    if "program" in versions:
        yield tr("program"), f"policy-analyzer {versions['program']}"


def _left_out(context: Context) -> Iterator[LeftOut]:
    """Yield what was read but left out, reason by reason; of hidden text more is shown, since somebody hid it."""
    found: dict[str, list[str]] = {}
    for item in context.analysis.document.dropped:
        found.setdefault(item.reason.value, []).append(" ".join(item.text.split()))
    for reason, texts in sorted(found.items()):
        distinct = [text for text in dict.fromkeys(texts) if text]
        shown = tuple(text if len(text) <= _LENGTH else text[:_LENGTH] + "…" for text in distinct[: _SAMPLES.get(reason, _OF_OTHERS)])
        yield LeftOut(drop_word(reason, context.language), len(texts), shown)
