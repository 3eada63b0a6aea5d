"""Text files -> Document: paragraphs found again, whatever the line ends mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document, DropReason, Page
from analyzer.domain.message import say
from analyzer.read import READER_VERSION
from analyzer.read.encodings import decode
from analyzer.read.flow import Flow, PrintedLine, clean
from analyzer.read.text.furniture import Printed, cut_glued_numbers, dropped_lines, goes_on
from analyzer.read.text.gutters import mixed_share, unfold_columns
from analyzer.read.text.paragraphs import group, split_inside
from analyzer.read.text.wording import close_up, guess_title

# Bullets of Word's symbol fonts lie in the private area.
_SYMBOL_BULLET = re.compile(r"^\s*[\uf020-\uf0ff]\s*")
_MIXED = 0.02
_BREAK = re.compile(r"\r\n|\r|\n|\v|\x85|\u2028|\u2029|\x1c|\x1d|\x1e")


def read_plain(data: bytes, document_id: str) -> Document:
    """Read a text file in any encoding. Pages are given where the file has form feeds. Raises ReadError `unreadable`."""
    decoded = decode(data)
    flow = Flow()
    pages = add_text(flow, decoded.text, paged=True)
    document = flow.document(
        document_id=document_id,
        reader=f"plain {READER_VERSION}",
        format="text",
        pages=pages,
        encoding=decoded.encoding,
        notes=decoded.notes,
    )
    if (share := mixed_share([line for sheet in decoded.text.split("\f") for line in unfold_columns(_BREAK.split(sheet))])) > _MIXED:
        note = say("columns of print stand side by side in {share:.0%} of the lines: sentences there may be mixed, scan the PDF instead", share=share)
        quality = document.quality
        document = replace(document, quality=replace(quality, score=round(quality.score * (1 - share), 4), notes=(*quality.notes, note)))
    return replace(document, title=guess_title(document.text))


def add_text(flow: Flow, text: str, *, paged: bool = False) -> list[Page]:
    """Append running text to `flow`, paragraph by paragraph; furniture goes to its dropped texts. Returns the pages, if any."""
    lines = printed_lines(text, paged=paged)
    furniture = dropped_lines(lines)
    for printed, page in cut_glued_numbers(lines):
        flow.drop(printed, DropReason.PAGE_NUMBER, page)
    kept: list[Printed] = []
    turned = broken = False
    blanks = 0
    for number, line in enumerate(lines):
        reason = furniture.get(number)
        if reason is not None:
            flow.drop(line.text, reason, line.page)
            turned = True
            broken = broken or reason is not DropReason.CONTENTS
            blanks = max(blanks, line.blanks)
            continue
        line.resumed = broken and bool(kept) and goes_on(kept[-1].text, line.text)
        line.turned, line.blanks = line.turned or turned, max(line.blanks, blanks)
        turned = broken = False
        blanks = 0
        kept.append(line)
    for paragraph in group(kept):
        flow.add([PrintedLine(close_up(line.text) if len(paragraph) == 1 else line.text, line.page) for line in paragraph], _kind(paragraph))
    last = lines[-1].page if lines else None
    return [Page(number) for number in range(1, last + 1)] if last is not None else []


def _kind(paragraph: Sequence[Printed]) -> BlockKind:
    return BlockKind.ROW if len(paragraph) == 1 and " | " in paragraph[0].text else BlockKind.PARAGRAPH


def printed_lines(text: str, *, paged: bool) -> list[Printed]:
    """Split text into its lines without blank ones; wide gaps between Han texts part paragraphs as well."""
    sheets = text.split("\f")
    if not sheets[-1].strip():
        sheets.pop()
    by_page = paged and len(sheets) > 1
    lines: list[Printed] = []
    blanks = 0
    for number, sheet in enumerate(sheets, 1):
        turned = number > 1
        for raw in unfold_columns(_BREAK.split(sheet)):
            if not raw.strip():
                blanks += 1
                continue
            for place, cells in enumerate(split_inside(raw)):
                shown = clean(_SYMBOL_BULLET.sub("• ", " | ".join(cells)))
                if not shown:
                    continue
                lines.append(Printed(close_up(shown), number if by_page else None, blanks if place == 0 else 1, turned, place == 0 and raw[:1] == "　"))
                blanks, turned = 0, False
    return lines
