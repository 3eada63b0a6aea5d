"""Rankings, profiles and differences of versions as reports made of tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

from analyzer.domain.codebook import Codebook
from analyzer.domain.message import mark
from analyzer.domain.profile import PROFILE_GROUPS, Profile
from analyzer.domain.ranking import Ranking, Unranked
from analyzer.domain.results import Citation
from analyzer.domain.versions import Change, ChangeKind, Difference, Version
from analyzer.i18n import name_in, tr_in
from analyzer.report.content.context import place_word
from analyzer.report.content.document import LIMITS
from analyzer.report.content.tables import Section, Span, TablesReport, crossed
from analyzer.report.words import document_word, language_word

_CHANGES = {
    ChangeKind.ADDED: mark("added"),
    ChangeKind.DROPPED: mark("dropped"),
    ChangeKind.MOVED: mark("moved"),
    ChangeKind.REWRITTEN: mark("rewritten"),
    ChangeKind.READ_ANEW: mark("same words, coded otherwise"),
}


def ranking_report(rankings: Sequence[Ranking], unranked: Sequence[Unranked], name: str, language: str) -> TablesReport:
    """Return the rankings of a corpus, each with the places that a plan may hold."""
    tr = partial(tr_in, language)
    sections = []
    for ranking in rankings:
        title = f"{document_word(ranking.kind, language)} · {document_word(ranking.level, language)}"
        rows = tuple(
            (
                item.entry.title or item.entry.name,
                f"{item.best}" if item.best == item.worst else f"{item.best}–{item.worst}",
                Span(item.interval[0], item.score, item.interval[1]),
                round(item.score, 1),
                item.entry.year,
                language_word(item.entry.language, language),
            )
            for item in ranking.ranked
        )
        lead = tr("Plans whose intervals overlap cannot be told apart: each has the span of places that it may hold.")
        head = (tr("document"), tr("places"), "0–100", tr("Points"), tr("year"), tr("language"))
        sections.append(Section(title, lead, head, rows))
    if unranked:
        reasons = tuple((item.entry.title or item.entry.name, tr(item.reason)) for item in unranked)
        lead = tr("These are shown apart, with the reason; nothing is counted as zero.")
        sections.append(Section(tr("Not ranked"), lead, (tr("document"), tr("reason")), reasons))
    ranked = sum(len(ranking.ranked) for ranking in rankings)
    summary = tr("{ranked} documents in {rankings} rankings, {unranked} in none.", ranked=ranked, rankings=len(rankings), unranked=len(unranked))
    made = tuple((tr("tagger"), f"{ranking.coder} · {ranking.fingerprint[:16]}") for ranking in rankings[:1])
    return TablesReport(language, tr("Ranking"), name, (summary,), tuple(sections), ((tr("corpus"), name), *made), tuple(tr(limit) for limit in LIMITS[:3]))


def profile_report(result: Profile, codebook: Codebook, name: str, language: str) -> TablesReport:
    """Return stages, principles and fields, two by two."""
    tr = partial(tr_in, language)
    sections = []
    for columns, rows in combinations(PROFILE_GROUPS, 2):
        across, down = ({code.id: name_in(code.names, language) for code in codebook.group(group).codes} for group in (columns, rows))
        counts = {(row, column): result.cells.get((column, row), 0) for row in down for column in across}
        names = tuple(name_in(codebook.group(group).names, language) for group in (rows, columns))
        lead = tr("Sentences that carry both codes; the darker, the more.")
        sections.append(Section(" × ".join(names), lead, (names[0], *across.values()), crossed(counts, down, across)))
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
    criteria = tuple(
        (name_in(item.names, language), round(result.old.criteria[item.id], 1), round(result.new.criteria[item.id], 1))
        for item in codebook.criteria
        if item.id in result.old.criteria and item.id in result.new.criteria
    )
    sections = [
        Section(tr("Criteria"), tr("Points before and after."), (tr("Criterion"), tr("before"), tr("after")), criteria),
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


def _change_row(change: Change, codebook: Codebook, language: str) -> tuple[str, str, str, str, str]:
    tr = partial(tr_in, language)
    names = {(item.id, element.id): name_in(element.names, language) for item in codebook.criteria for element in item.elements}

    def said(citations: Sequence[Citation]) -> str:
        return " ".join(f"{item.text} ({place_word(item.page, item.paragraph, language)})" for item in citations) or "–"

    touched = tr("; ").join(names[item.criterion, item.element] for item in change.bearings)
    return tr(_CHANGES[change.kind]), said(change.old), said(change.new), touched, f"{change.points:+.2f}" if change.points is not None else "–"
