"""The full text with its codes, the choices that filter it, and the strip that shows where each code speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from analyzer.domain.codebook import CodeGroup, GroupKind
from analyzer.domain.coding import Coding, Evidence
from analyzer.domain.document import BlockKind
from analyzer.domain.segment import Segment
from analyzer.report.content.context import Context, place_word
from analyzer.report.content.model import Cell, CodeNote, Filter, Sentence, Strip, StripRow, TextPage

STRIP_GROUPS = ("principles", "stages")
"""The code groups that the strip shows."""
_COLUMNS = 75
_STRETCHES = 40
"""Into so many stretches the text of a format without pages is cut."""
_STRONG, _SOME = 4, 2
"""From how many sentences a stretch speaks strongly of a code, and from how many clearly."""
_PARTIAL = "coded"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some sentences that stand together: a page, or some paragraphs; `items` are their numbers."""

    anchor: str
    name: str
    items: tuple[int, ...]


def stretches(context: Context) -> tuple[Stretch, ...]:
    """Cut the sentences of a document by page, or by paragraph in formats without pages. A page without sentences is a stretch, too."""
    segments = context.analysis.segments
    groups: dict[int, list[int]] = {page.number: [] for page in context.analysis.document.pages}
    paged = bool(groups)
    width = max(ceil(len(context.analysis.document.blocks) / _STRETCHES), 1)
    last = 1
    for number, segment in enumerate(segments):
        last = (segment.page or last) if paged else (segment.paragraph - 1) // width
        groups.setdefault(last, []).append(number)
    made = []
    for key, items in sorted(groups.items()):
        if paged:
            made.append(Stretch(f"p{key}", context.tr("Page {page}", page=key), tuple(items)))
        else:
            ends = segments[items[0]].paragraph, segments[items[-1]].paragraph
            made.append(Stretch(f"p{key}", context.tr("Paragraphs {first}–{last}", first=ends[0], last=ends[1]), tuple(items)))
    return tuple(made)


def strip_of(context: Context, parts: Sequence[Stretch]) -> Strip | None:
    """Return where each code of the strip's groups speaks, at most 75 stretches wide; `None` for a document without sentences."""
    if not parts:
        return None
    paged = bool(context.analysis.document.pages)
    together = ceil(len(parts) / _COLUMNS)
    columns = [parts[start : start + together] for start in range(0, len(parts), together)]
    rows = []
    for group in (context.codebook.group(name) for name in STRIP_GROUPS):
        for tone, code in enumerate(group.codes):
            cells = []
            for place, column in enumerate(columns):
                count = sum(code.id in context.analysis.codings[item].assigned(group.name) for part in column for item in part.items)
                where = column[0].name if len(column) == 1 else context.tr("{first} to {last}", first=column[0].name, last=column[-1].name)
                label = context.tr("{place}: {count} sentences", place=where, count=count)
                cells.append(Cell(place, count, 0 if not count else 3 if count >= _STRONG else 2 if count >= _SOME else 1, label, column[0].anchor))
            rows.append(StripRow(group.name, context.name(code.names), tone, sum(cell.count for cell in cells), tuple(cells)))
    if not paged:
        unit = context.tr("each column is a stretch of paragraphs")
    elif together == 1:
        unit = context.tr("each column is a page")
    else:
        unit = context.tr("each column is {count} pages", count=together)
    return Strip(tuple(rows), len(columns), unit, parts[0].name, parts[-1].name)


def choices(context: Context) -> Mapping[tuple[str, str], str]:
    """Return the key of every code that the text can be filtered by: all but the codes that a sentence has when nothing is said."""
    wanted = [(group.name, code.id) for group in context.codebook.groups for code in group.codes if code.id != group.default]
    return {code: f"k{number}" for number, code in enumerate(wanted)}


def filters_of(context: Context, pages: Sequence[TextPage]) -> tuple[Filter, ...]:
    """Return the choices that keep at least one sentence, group by group."""
    counts: dict[str, int] = {}
    for page in pages:
        for sentence in page.sentences:
            for mark in sentence.marks:
                counts[mark] = counts.get(mark, 0) + 1
    keys = choices(context)
    made = [Filter(_PARTIAL, context.tr("all coded sentences"), counts.get(_PARTIAL, 0), "")]
    for group in context.codebook.groups:
        for code in group.codes:
            key = keys.get((group.name, code.id))
            if key is not None and counts.get(key):
                made.append(Filter(key, context.name(code.names), counts[key], context.name(group.names)))
    return tuple(made)


def text_of(context: Context, parts: Sequence[Stretch]) -> tuple[TextPage, ...]:
    """Return the full text, page by page, with the codes of each sentence."""
    keys = choices(context)
    return tuple(TextPage(part.anchor, part.name, tuple(_sentences(context, part, keys))) for part in parts if part.items)


def _sentences(context: Context, part: Stretch, keys: Mapping[tuple[str, str], str]) -> Iterator[Sentence]:
    before = None
    for number in part.items:
        segment, coding = context.analysis.segments[number], context.analysis.codings[number]
        notes = tuple(_notes(context, coding))
        carried = [(group.name, code) for group in context.codebook.groups for code in coding.assigned(group.name)]
        marks = tuple(keys[code] for code in carried if code in keys)
        level, stance = (_unless_default(context, coding, context.codebook.group(name)) for name in ("commitment", "stance"))
        yield Sentence(
            context.anchors[segment.id],
            tuple(_parts(segment, coding.evidence)),
            segment.kind is BlockKind.HEADING,
            segment.paragraph != before,
            notes,
            level or "",
            stance,
            (*marks, _PARTIAL) if notes else marks,
            place_word(segment.page, segment.paragraph, context.language),
        )
        before = segment.paragraph


def _notes(context: Context, coding: Coding) -> Iterator[CodeNote]:
    for group in context.codebook.groups:
        if group.kind is not GroupKind.MULTI:
            continue
        for code in coding.assigned(group.name):
            words = dict.fromkeys(item.text for item in coding.evidence if (item.group, item.code) == (group.name, code))
            yield CodeNote(context.name(group.code(code).names), coding.probability(group.name, code), tuple(words))


def _unless_default(context: Context, coding: Coding, group: CodeGroup) -> str | None:
    code = coding.one(group.name)
    return None if code == group.default else context.name(group.code(code).names)


def _parts(segment: Segment, evidence: Sequence[Evidence]) -> Iterator[tuple[str, bool]]:
    """Cut a sentence where evidence begins and ends; overlapping evidence is one piece."""
    at = 0
    for start, end in sorted({(item.span.start, item.span.end) for item in evidence}):
        if end <= at:
            continue
        if start > at:
            yield segment.text[at:start], False
        yield segment.text[max(start, at) : end], True
        at = end
    if at < len(segment.text):
        yield segment.text[at:], False
