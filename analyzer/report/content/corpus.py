"""The report on a corpus at a glance: scores by kind, place and year, stages by principles, statuses and reading quality."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from statistics import median, quantiles
from typing import Any

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import mark
from analyzer.domain.sameness import Sameness, Tie
from analyzer.i18n import name_in, tr_in
from analyzer.report.content.charts import Bar, Bars, Interval, Intervals, crossed, heat_rows
from analyzer.report.content.document import LIMITS
from analyzer.report.content.tables import Section, TableCell, TablesReport
from analyzer.report.words import document_word, language_word, status_word

Row = Mapping[str, Any]
_POOR = 0.9
_LISTED = 40
_GROUPS = 25
_DRAWN_TIES = (Tie.VERBATIM, Tie.ALIGNMENT)
_QUALITIES = (0.5, 0.7, 0.9, 0.98)
"""Where one class of reading quality ends and the next begins."""


def corpus_report(
    name: str,
    inputs: Sequence[Any],
    scored: Sequence[Row],
    segments: Iterable[Row],
    versions: Sequence[Row],
    book: Codebook,
    language: str,
    same: Sequence[Sameness] | None,
) -> TablesReport:
    """Return the report on a corpus: `inputs`, `scored`, `segments` and `versions` are what the corpus gives, a document at two paths counts once.

    `same` tells how far its local plans repeat one another; `None` when that was not worked out.
    """
    tr = partial(tr_in, language)
    documents = list({row["document"]: row for row in scored}.values())
    points = [row["score"] for row in documents if row["score"] is not None]
    summary = [
        tr("{inputs} inputs, {documents} documents, {scored} of them with a score.", inputs=len(inputs), documents=len(documents), scored=len(points)),
    ]
    if points:
        summary.append(
            tr(
                "The middle score is {median:.0f} of 100; the lowest is {low:.0f}, the highest {high:.0f}.",
                median=median(points),
                low=min(points),
                high=max(points),
            )
        )
    sections = [
        _scores(tr, mark("Scores by kind"), tr("kind"), documents, lambda row: document_word(row["kind"], language)),
        _scores(tr, mark("Scores by place"), tr("place"), documents, lambda row: row["place"] or tr("not told")),
        _scores(tr, mark("Scores by year"), tr("year"), documents, lambda row: _year(row) or tr("not told"), by_name=True),
        _scores(tr, mark("Scores by language"), tr("language"), documents, lambda row: language_word(row["language"], language)),
        _crossing(tr, segments, book, language),
        _ranked(tr, documents),
        _sameness(tr, same),
        _statuses(tr, inputs, language),
        _quality(tr, documents),
        _reasons(tr, documents),
    ]
    last = versions[-1] if versions else {}
    made = [(tr("corpus"), name), *((tr(label), str(last[key])) for key, label in _MADE.items() if last.get(key))]
    limits = (
        LIMITS[0],
        LIMITS[1],
        mark("Scores of documents of different kinds, levels and languages are set side by side here; that does not make them comparable."),
    )
    return TablesReport(
        language,
        tr("Report on a corpus"),
        name,
        tuple(summary),
        tuple(section for section in sections if section.rows),
        tuple(made),
        tuple(tr(limit) for limit in limits),
    )


_MADE = {
    "version": mark("program"),
    "codebook": mark("codebook"),
    "codebook_sha256": mark("sha256 of the codebook"),
    "model": mark("tagger"),
    "model_sha256": mark("sha256 of the tagger"),
    "reader": mark("reader"),
}


def _year(row: Row) -> str | None:
    return str(row["date"])[:4] if row["date"] else str(row["period_start"]) if row["period_start"] else None


def _scores(tr: Callable[..., str], title: str, label: str, documents: Sequence[Row], key: Callable[[Row], str], *, by_name: bool = False) -> Section:
    """Return scores by group: the lowest, the middle half and the highest, and how many documents."""
    groups: dict[str, list[Row]] = {}
    for row in documents:
        groups.setdefault(key(row), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: item[0] if by_name else (-len(item[1]), item[0]))
    rows: list[tuple[TableCell, ...]] = []
    drawn = []
    for name, members in ordered[:_GROUPS]:
        points = [row["score"] for row in members if row["score"] is not None]
        if points:
            low, middle, high = min(points), median(points), max(points)
            rows.append((name, round(low, 1), round(middle, 1), round(high, 1), len(points), len(members)))
            quarters = quantiles(points, method="inclusive") if len(points) > 1 else [middle] * 3
            drawn.append(Interval(name, low, middle, high, f"{middle:.0f} · {len(points)}", (quarters[0], quarters[2])))
        else:
            rows.append((name, None, None, None, 0, len(members)))
    lead = tr("The line runs from the lowest to the highest score, the band holds the middle half, and the tick is the middle one.")
    lead += tr(" On the right stand the middle score and the number of documents.")
    if len(ordered) > _GROUPS:
        lead += tr(" The {count} largest groups of {all}.", count=_GROUPS, all=len(ordered))
    head = (label, tr("lowest"), tr("middle score"), tr("highest"), tr("scored"), tr("documents"))
    return Section(tr(title), lead, head, tuple(rows), Intervals(tuple(drawn)) if drawn else None, folded=bool(drawn))


def _crossing(tr: Callable[..., str], segments: Iterable[Row], book: Codebook, language: str) -> Section:
    """Return stages by principles: sentences that carry both, by the newest coder of each."""
    stages, principles = ({code.id: name_in(code.names, language) for code in book.group(name).codes} for name in ("stages", "principles"))
    counts: Counter[tuple[str, str]] = Counter()
    for row in segments:
        if not row["codings"]:
            continue
        layer = row["codings"][max(row["codings"])]
        found = {group: [code for code, _, assigned, _ in layer.get(group, ()) if assigned] for group in ("stages", "principles")}
        counts.update((stage, principle) for stage in found["stages"] for principle in found["principles"])
    lead = tr("Sentences that carry both codes; the darker, the more.")
    chart = crossed(counts, stages, principles) if counts else None
    return Section(tr("Stages by principles"), lead, (tr("Stage"), *principles.values()), heat_rows(chart) if chart else (), chart, folded=True)


def _ranked(tr: Callable[..., str], documents: Sequence[Row]) -> Section:
    scored = sorted((row for row in documents if row["score"] is not None), key=lambda row: (-row["score"], row["file"]))
    shown = [(row["title"] or row["file"], row["low"], row["score"], row["high"]) for row in scored[:_LISTED]]
    bands = tuple(Interval(name, low, points, high, f"{points:.1f}") for name, low, points, high in shown)
    rows = tuple((name, points, f"{low:.0f}–{high:.0f}") for name, low, points, high in shown)
    lead = tr("Intervals that overlap cannot be told apart.")
    if len(scored) > _LISTED:
        lead += tr(" The first {count} of {all}.", count=_LISTED, all=len(scored))
    head = (tr("document"), tr("Points"), tr("Interval"))
    return Section(tr("Documents by score"), lead, head, rows, Intervals(bands) if bands else None, folded=True)


def _sameness(tr: Callable[..., str], same: Sequence[Sameness] | None) -> Section:
    """Return the shares of each plan's aims and measures that repeat others near-verbatim, come from above, and speak of its own place."""
    title = tr("Sameness of plans")
    if same is None:
        return Section(title, "", (tr("document"),), ((tr("not worked out here; `sameness` tells it for the plans that you choose"),),))
    told = sorted((item for item in same if item.tied and item.peers), key=lambda item: (-(item.share(Tie.VERBATIM) or 0.0), item.entry.name))
    lead = tr("Shares of the aims and measures of cities' and districts' plans; `sameness` shows each sentence beside its twin.")
    if len(told) > _LISTED:
        lead += tr(" The first {count} of {all}.", count=_LISTED, all=len(told))
    rows: tuple[tuple[TableCell, ...], ...] = tuple(
        (
            item.entry.title or item.entry.name,
            *(f"{share or 0:.0%}" for share in (item.share(Tie.VERBATIM), item.share(Tie.ALIGNMENT), item.local_share)),
            len(item.tied),
            item.peers,
        )
        for item in told[:_LISTED]
    )
    head = (tr("document"), tr("repeats other places"), tr("repeats from above"), tr("this place's own"), tr("aims and measures"), tr("plans compared with"))
    bars = tuple(
        Bar(
            item.entry.title or item.entry.name,
            tuple(item.share(tie) or 0.0 for tie in _DRAWN_TIES),
            " · ".join(f"{item.share(tie) or 0:.0%}" for tie in _DRAWN_TIES),
        )
        for item in told[:_LISTED]
    )
    return Section(title, lead, head, rows, Bars(bars, head[1:3], whole=1.0) if bars else None)


def _statuses(tr: Callable[..., str], inputs: Sequence[Any], language: str) -> Section:
    counts = Counter(record.status for record in inputs)
    rows = tuple((status_word(status, language), count) for status, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    bars = Bars(tuple(Bar(name, (float(count),), str(count)) for name, count in rows)) if rows else None
    return Section(tr("Statuses"), tr("Every input ends in exactly one status."), (tr("status"), tr("inputs")), rows, bars, folded=True)


def _quality(tr: Callable[..., str], documents: Sequence[Row]) -> Section:
    poor = sorted((row for row in documents if row["quality"] < _POOR), key=lambda row: (row["quality"], row["file"]))
    lead = tr(
        "{count} of {all} documents were read with a quality below {poor}: what was not read counts as missing.",
        count=len(poor),
        all=len(documents),
        poor=_POOR,
    )
    rows: tuple[tuple[TableCell, ...], ...] = tuple((row["title"] or row["file"], f"{row['quality']:.2f}", row["pages"]) for row in poor[:_LISTED])
    if not documents:
        return Section("", "", (), ())
    if not rows:
        rows = ((tr("none below {poor}", poor=_POOR), None, None),)
    bounds = (0.0, *_QUALITIES, 1.0)
    counts = Counter(bisect_right(_QUALITIES, row["quality"]) for row in documents)
    bars = tuple(Bar(f"{bounds[at]:.2f}–{bounds[at + 1]:.2f}", (float(counts[at]),), str(counts[at])) for at in reversed(range(len(bounds) - 1)))
    return Section(tr("Reading quality"), lead, (tr("document"), tr("reading quality"), tr("pages")), rows, Bars(bars))


def _reasons(tr: Callable[..., str], documents: Sequence[Row]) -> Section:
    without = sorted((row for row in documents if row["score"] is None), key=lambda row: row["file"])
    rows = tuple((row["title"] or row["file"], tr(row["reason"]) if row["reason"] else "") for row in without[:_LISTED])
    return Section(tr("Without a score"), tr("These are shown apart, with the reason; nothing is counted as zero."), (tr("document"), tr("reason")), rows)
