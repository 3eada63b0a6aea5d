"""Rankings, profiles and differences of versions as reports made of tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

from analyzer.domain.codebook import Codebook, Criterion
from analyzer.domain.message import mark
from analyzer.domain.profile import PROFILE_GROUPS, Profile
from analyzer.domain.ranking import Ranked, Ranking, Unranked
from analyzer.domain.results import Citation
from analyzer.domain.versions import Change, ChangeKind, Difference, EditKind, Version
from analyzer.i18n import name_in, tr_in
from analyzer.report.content.charts import Bar, Bars, Interval, Intervals, crossed, heat_rows
from analyzer.report.content.context import place_word
from analyzer.report.content.document import LIMITS
from analyzer.report.content.tables import Passage, Section, TableCell, TablesReport
from analyzer.report.words import document_word, language_word

_CHANGES = {
    ChangeKind.ADDED: mark("added"),
    ChangeKind.DROPPED: mark("dropped"),
    ChangeKind.MOVED: mark("moved"),
    ChangeKind.REWRITTEN: mark("rewritten"),
    ChangeKind.READ_ANEW: mark("same words, coded otherwise"),
}

_DRAWN = 40
"""So many documents a chart shows; its table has them all."""
_WEIGHTIEST = 10
_SEEN = 0.005
"""Points below this are nothing at two digits."""


def ranking_report(rankings: Sequence[Ranking], unranked: Sequence[Unranked], name: str, language: str, by: Criterion | None = None) -> TablesReport:
    """Return the rankings of a corpus, by the total or by one criterion, each with the places that a plan may hold."""
    tr = partial(tr_in, language)
    sections = []
    for ranking in rankings:
        title = f"{document_word(ranking.kind, language)} · {document_word(ranking.level, language)}"
        rows = tuple(
            (
                item.entry.title or item.entry.name,
                _places(item),
                round(item.score, 1),
                f"{item.interval[0]:.0f}–{item.interval[1]:.0f}",
                item.entry.year,
                language_word(item.entry.language, language),
            )
            for item in ranking.ranked
        )
        lead = tr("Plans whose intervals overlap cannot be told apart: each has the span of places that it may hold.")
        if len(rows) > _DRAWN:
            lead += tr(" The first {count} of {all} are drawn.", count=_DRAWN, all=len(rows))
        head = (tr("document"), tr("places"), tr("Points"), tr("Interval"), tr("year"), tr("language"))
        sections.append(Section(title, lead, head, rows, _ranks(ranking)))
    if unranked:
        reasons = tuple((item.entry.title or item.entry.name, tr(item.reason)) for item in unranked)
        lead = tr("These are shown apart, with the reason; nothing is counted as zero.")
        sections.append(Section(tr("Not ranked"), lead, (tr("document"), tr("reason")), reasons))
    ranked = sum(len(ranking.ranked) for ranking in rankings)
    summary = tr("{ranked} documents in {rankings} rankings, {unranked} in none.", ranked=ranked, rankings=len(rankings), unranked=len(unranked))
    made = tuple((tr("tagger"), f"{ranking.coder} · {ranking.fingerprint[:16]}") for ranking in rankings[:1])
    over = tr("Ranking") if by is None else tr("Ranking by “{criterion}”", criterion=name_in(by.names, language))
    return TablesReport(language, over, name, (summary,), tuple(sections), ((tr("corpus"), name), *made), tuple(tr(limit) for limit in LIMITS[:3]))


def _ranks(ranking: Ranking) -> Intervals:
    rows = (
        Interval(f"{_places(item)}  {item.entry.title or item.entry.name}", item.interval[0], item.score, item.interval[1], f"{item.score:.1f}")
        for item in ranking.ranked[:_DRAWN]
    )
    return Intervals(tuple(rows))


def _places(item: Ranked) -> str:
    return f"{item.best}" if item.best == item.worst else f"{item.best}–{item.worst}"


def profile_report(result: Profile, codebook: Codebook, name: str, language: str) -> TablesReport:
    """Return stages, principles and fields, two by two."""
    tr = partial(tr_in, language)
    sections = []
    for columns, rows in combinations(PROFILE_GROUPS, 2):
        across, down = ({code.id: name_in(code.names, language) for code in codebook.group(group).codes} for group in (columns, rows))
        counts = {(row, column): result.cells.get((column, row), 0) for row in down for column in across}
        names = tuple(name_in(codebook.group(group).names, language) for group in (rows, columns))
        lead = tr("Sentences that carry both codes; the darker, the more.")
        chart = crossed(counts, down, across)
        sections.append(Section(" × ".join(names), lead, (names[0], *across.values()), heat_rows(chart), chart, folded=True))
    summary = tr(
        "{sentences} aims and measures of {documents} documents; a sentence may stand in several cells", sentences=result.sentences, documents=result.documents
    )
    made = ((tr("codebook"), f"{codebook.id} {codebook.version}"), (tr("sha256 of the codebook"), codebook.sha256))
    return TablesReport(language, tr("Profile"), name, (summary,), tuple(sections), made, (tr(LIMITS[0]),))


def difference_report(result: Difference, codebook: Codebook, language: str) -> TablesReport:
    """Return what changed between two versions: the scores, the criteria, and every change with its place and points."""
    tr = partial(tr_in, language)

    def points(version: Version) -> str:
        return tr("{score:.1f} points", score=version.score) if version.score is not None else tr("no score: {reason}", reason=tr(version.reason or ""))

    counts = {kind: sum(change.kind is kind for change in result.changes) for kind in ChangeKind}
    told = tr("; ").join(f"{tr(_CHANGES[kind])} {count}" for kind, count in counts.items() if count)
    summary = [tr("{old}: {before}. {new}: {after}.", old=result.old.name, before=points(result.old), new=result.new.name, after=points(result.new))]
    summary.append(tr("{unchanged} sentences stayed; changes: {told}.", unchanged=result.unchanged, told=told or tr("none")))
    sections = [
        _criteria(result, codebook, language),
        _weightiest(result, language),
        Section(
            tr("Changes"),
            tr("In the order of the new version; on the right, the part of the score's change that falls to each."),
            (tr("change"), tr("before"), tr("after"), tr("elements"), tr("Points")),
            tuple(_change_row(change, codebook, language) for change in result.changes),
        ),
    ]
    made = ((tr("codebook"), f"{codebook.id} {codebook.version}"), (tr("sha256 of the codebook"), codebook.sha256))
    title = tr("{old} and {new}", old=result.old.name, new=result.new.name)
    shown = tuple(section for section in sections if section.rows)
    return TablesReport(language, tr("What changed between two versions"), title, tuple(summary), shown, made, tuple(tr(limit) for limit in LIMITS[:2]))


def _criteria(result: Difference, codebook: Codebook, language: str) -> Section:
    """Return the criteria before and after, each as a band between the two."""
    tr = partial(tr_in, language)
    both = [
        (name_in(item.names, language), result.old.criteria[item.id], result.new.criteria[item.id])
        for item in codebook.criteria
        if item.id in result.old.criteria and item.id in result.new.criteria
    ]
    bands = tuple(Interval(name, min(old, new), new, max(old, new), f"{old:.0f} → {new:.0f}") for name, old, new in both)
    lead = tr("The band runs from the points before to the points after; the tick is after.")
    rows = tuple((name, round(old, 1), round(new, 1), f"{new - old:+.1f}") for name, old, new in both)
    head = (tr("Criterion"), tr("before"), tr("after"), tr("difference"))
    return Section(tr("Criteria"), lead, head, rows, Intervals(bands) if bands else None, folded=True)


def _weightiest(result: Difference, language: str) -> Section:
    """Return how the score's change falls to the changes that weigh most, and to all else."""
    tr = partial(tr_in, language)
    split = result.split
    weighty = sorted((change for change in result.changes if abs(change.points or 0.0) >= _SEEN), key=lambda change: -abs(change.points or 0.0))
    parts: list[tuple[str, float]] = []
    for change in weighty[:_WEIGHTIEST]:
        cited = (change.new or change.old)[0]
        words = tr("{place}: {sentence}", place=place_word(cited.page, cited.paragraph, language), sentence=cited.text)
        parts.append((tr("{change}, {sentence}", change=tr(_CHANGES[change.kind]), sentence=words), change.points or 0.0))
    if split is not None:
        named = sum(points for _, points in parts)
        others = sum(change.points or 0.0 for change in result.changes) - named
        for name, points in ((tr("all other changes"), others), (tr("sentences that stayed, and rounding"), split.rest)):
            if abs(points) >= _SEEN:
                parts.append((name, points))
    lead = tr("Which part of the score's change falls to which change of the text; the parts add up to the whole.")
    rows = tuple((name, f"{points:+.2f}") for name, points in parts)
    bars = Bars(tuple(Bar(name, (points,), f"{points:+.2f}") for name, points in parts)) if parts else None
    return Section(tr("What moved the score"), lead, (tr("change"), tr("Points")), rows, bars, folded=True)


def _change_row(change: Change, codebook: Codebook, language: str) -> tuple[TableCell, ...]:
    tr = partial(tr_in, language)
    names = {(item.id, element.id): name_in(element.names, language) for item in codebook.criteria for element in item.elements}

    def said(citations: Sequence[Citation], own: EditKind) -> TableCell:
        if not citations:
            return None
        places = tr("; ").join(dict.fromkeys(place_word(item.page, item.paragraph, language) for item in citations))
        if change.words:
            pieces = [(edit.text, edit.kind is own) for edit in change.words if edit.kind in {EditKind.SAME, own}]
        else:
            pieces = [(" ".join(item.text for item in citations), False)]
        return Passage((*pieces, (f" ({places})", False)))

    touched = tr("; ").join(names[item.criterion, item.element] for item in change.bearings)
    points = f"{change.points:+.2f}" if change.points is not None and abs(change.points) >= _SEEN else None
    return tr(_CHANGES[change.kind]), said(change.old, EditKind.OUT), said(change.new, EditKind.IN), touched or None, points
