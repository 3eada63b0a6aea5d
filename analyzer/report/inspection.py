"""How a file was read, to look at: pages with the boxes of what was read, in which order, what was left out and why, and the health of fonts."""

from __future__ import annotations

import base64
import html
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from analyzer.domain.document import Block, BlockKind, Box, Document, Dropped, DropReason, Page, PageHealth
from analyzer.domain.message import mark
from analyzer.i18n import current, tr
from analyzer.report.html.page import content_policy

KINDS = {
    BlockKind.HEADING: mark("heading"),
    BlockKind.PARAGRAPH: mark("paragraph"),
    BlockKind.ITEM: mark("list item"),
    BlockKind.ROW: mark("table row"),
    BlockKind.LETTERHEAD: mark("official head or foot"),
}
REASONS = {
    DropReason.HEADER: mark("running head"),
    DropReason.FOOTER: mark("running foot"),
    DropReason.PAGE_NUMBER: mark("page number"),
    DropReason.CONTENTS: mark("table of contents"),
    DropReason.HIDDEN: mark("does not show"),
    DropReason.NOTE_NUMBER: mark("number of a note"),
    DropReason.WEB_PAGE: mark("around the article"),
    DropReason.UNREADABLE: mark("broken text layer"),
}
_TEXT = 400
"""Characters of a block that are shown."""
_DROPPED = 200
_CSS = """
body{margin:0;font:14px/1.45 system-ui,sans-serif;color:#1d2430;background:#f3f4f6}
header{padding:1.2rem 1.6rem;background:#fff;border-bottom:1px solid #d5d9e0}
h1{font-size:1.25rem;margin:0 0 .3rem}h2{font-size:1rem;margin:0 0 .6rem}
p{margin:.2rem 0}.remark{color:#9a3412}
.key span{display:inline-block;margin:0 1rem .2rem 0;padding:.05rem .45rem;border:2px solid;border-radius:3px}
section{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1.2rem;padding:1.2rem 1.6rem;border-bottom:1px solid #d5d9e0;break-after:page}
figure{margin:0;position:relative;background:#fff;box-shadow:0 1px 4px #0003;align-self:start}
figure svg{display:block;width:100%;height:auto}
.list{overflow-wrap:anywhere}ol{margin:0;padding-left:2.4rem}li{margin:.15rem 0}
.kind{font-size:.8em;color:#5b6472;margin-right:.4rem}.columns{color:#5b6472}
.heading{stroke:#b91c1c;color:#b91c1c}.paragraph{stroke:#1d4ed8;color:#1d4ed8}.item{stroke:#047857;color:#047857}.row{stroke:#7c3aed;color:#7c3aed}.letterhead{stroke:#b45309;color:#b45309}
.out{stroke:#6b7280;color:#6b7280}li.heading{font-weight:600}li{color:inherit!important}
rect{fill:none;stroke-width:1}rect.out{stroke-dasharray:3 2;fill:#6b72802e}
polyline{fill:none;stroke:#f59e0b;stroke-width:1.2;opacity:.75}
text{font:7px sans-serif;fill:#92400e}
table{border-collapse:collapse;margin:.5rem 0;font-size:.9em}td,th{border:1px solid #d5d9e0;padding:.1rem .45rem;text-align:left}
.bad{color:#b91c1c;font-weight:600}details{margin-top:.6rem}
@media(max-width:900px){section{grid-template-columns:1fr}}
"""


def inspection_lines(document: Document) -> list[str]:
    """Return what there is to say of a reading as lines of text."""
    kinds = Counter(block.kind for block in document.blocks)
    lines = [
        tr(
            "read by {reader}; {pages} pages, {characters:,} characters, quality {score:.2f}",
            reader=document.reader,
            pages=len(document.pages),
            characters=len(document.text),
            score=document.quality.score,
        ),
        "  ".join(f"{tr(KINDS[kind])} {kinds[kind]:,}" for kind in KINDS if kinds[kind]),
    ]
    left = Counter(one.reason for one in document.dropped)
    if left:
        lines.append(tr("left out: {what}", what=", ".join(f"{tr(REASONS[reason])} {count:,}" for reason, count in left.most_common())))
    lines += [tr("note: {note}", note=tr(note)) for note in document.quality.notes]
    lines += [tr("page {page}: its text is not used: {reason}", page=page.page, reason=tr(page.reason)) for page in document.health if page.reason]
    return lines


def inspection_html(name: str, document: Document, pictures: Mapping[int, bytes]) -> str:
    """Return a reading as one HTML file without script, its pictures inside; pages without a picture are left out, but for formats without pages."""
    blocks = _by_page(document)
    body = "".join(_page(document, page, pictures[page.number], blocks[page.number]) for page in document.pages if page.number in pictures)
    if not document.pages:
        body = f'<section><div class="list"><ol>{"".join(_entry(document, block) for _, block in blocks[0])}</ol></div>{_left_out(document.dropped)}</section>'
    policy = content_policy(_CSS, pictures=True)
    title = html.escape(tr("How {name} was read", name=name))
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in inspection_lines(document))
    shown = sum(page.number in pictures for page in document.pages)
    if shown < len(document.pages):
        lines += (
            f'<p class="remark">{html.escape(tr("{shown} of {pages} pages are shown; --pages chooses others", shown=shown, pages=len(document.pages)))}</p>'
        )
    key = "".join(f'<span class="{kind}">{html.escape(tr(word))}</span>' for kind, word in KINDS.items())
    key += f'<span class="out">{html.escape(tr("left out"))}</span>'
    return (
        f'<!doctype html>\n<html lang="{current()}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_CSS}</style></head>'
        f'<body><header><h1>{title}</h1>{lines}<p class="key">{key}</p></header>{body}</body></html>\n'
    )


def _by_page(document: Document) -> dict[int, list[tuple[list[Box], Block]]]:
    """Return the blocks of each page with their boxes there, in reading order; page 0 holds those without a place."""
    found: dict[int, list[tuple[list[Box], Block]]] = defaultdict(list)
    for block in document.blocks:
        pages: dict[int, list[Box]] = defaultdict(list)
        for line in document.lines_of(block.span):
            if line.box is not None:
                pages[line.page].append(line.box)
            else:
                pages.setdefault(line.page, [])
        for page, boxes in pages.items() or {0: []}.items():
            found[page].append((boxes, block))
    return found


def _page(document: Document, page: Page, picture: bytes, blocks: Sequence[tuple[list[Box], Block]]) -> str:
    """Return one page: its picture with boxes and the way of reading, and what was read beside it."""
    left_out = [one for one in document.dropped if one.page == page.number]
    width, height = page.width or 1.0, page.height or 1.0
    image = f'<image href="data:image/png;base64,{base64.b64encode(picture).decode()}" width="{width:g}" height="{height:g}" preserveAspectRatio="none"/>'
    drawing = "".join(_drawn(blocks)) + "".join(_rectangle(one.box, "out") for one in left_out if one.box is not None)
    entries = "".join(_entry(document, block) for _, block in blocks)
    health = next((one for one in document.health if one.page == page.number), None)
    figure = f'<figure><svg viewBox="0 0 {width:g} {height:g}" role="img">{image}{drawing}</svg></figure>'
    title = html.escape(tr("page {number}", number=page.number))
    return f'<section>{figure}<div class="list"><h2>{title}</h2><ol>{entries}</ol>{_left_out(left_out)}{_fonts(health)}</div></section>'


def _drawn(blocks: Sequence[tuple[list[Box], Block]]) -> Iterator[str]:
    """Yield the boxes of lines, a number at each block, and a line from block to block in the order of reading."""
    starts: list[tuple[float, float]] = []
    for number, (boxes, block) in enumerate(blocks, 1):
        for box in boxes:
            yield _rectangle(box, block.kind)
        if boxes:
            starts.append((boxes[0].x0, (boxes[0].y0 + boxes[0].y1) / 2))
            yield f'<text x="{max(boxes[0].x0 - 12, 0):.1f}" y="{boxes[0].y1:.1f}">{number}</text>'
    for (x0, y0), (x1, y1) in pairwise(starts):
        yield f'<polyline points="{x0:.1f},{y0:.1f} {x1:.1f},{y1:.1f}"/>'


def _rectangle(box: Box, kind: str) -> str:
    width, height = max(box.x1 - box.x0, 0.5), max(box.y1 - box.y0, 0.5)
    return f'<rect class="{kind}" x="{box.x0:.1f}" y="{box.y0:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _entry(document: Document, block: Block) -> str:
    kind = tr(KINDS[block.kind]) + (f" {block.level}" if block.level else "")
    columns = f' <span class="columns">[{html.escape(" | ".join(block.columns))}]</span>' if block.columns else ""
    return f'<li class="{block.kind}"><span class="kind">{html.escape(kind)}</span>{html.escape(_shortened(block.span.of(document.text)))}{columns}</li>'


def _left_out(dropped: Sequence[Dropped]) -> str:
    if not dropped:
        return ""
    rows = "".join(f"<tr><td>{html.escape(tr(REASONS[one.reason]))}</td><td>{html.escape(_shortened(one.text))}</td></tr>" for one in dropped[:_DROPPED])
    title = html.escape(tr("left out: {count}", count=len(dropped)))
    return f"<details><summary>{title}</summary><table>{rows}</table></details>"


def _fonts(health: PageHealth | None) -> str:
    """Return the verdict on a page and the health of its fonts."""
    if health is None:
        return ""
    verdict = f'<p class="bad">{html.escape(tr("the text of this page is not used: {reason}", reason=tr(health.reason)))}</p>' if health.reason else ""
    rows = "".join(
        f"<tr><td>{html.escape(font.name or '–')}</td><td>{font.characters:,}</td>"
        f"<td{' class=bad' if font.reason else ''}>{html.escape(tr(font.reason) if font.reason else tr('well'))}</td></tr>"
        for font in sorted(health.fonts, key=lambda font: (-font.characters, font.name))
    )
    heads = "".join(f"<th>{html.escape(word)}</th>" for word in (tr("font"), tr("characters"), tr("health")))
    return f"{verdict}<details{' open' if health.reason else ''}><summary>{html.escape(tr('fonts'))}</summary><table><tr>{heads}</tr>{rows}</table></details>"


def _shortened(text: str) -> str:
    return text if len(text) <= _TEXT else text[:_TEXT] + " …"
