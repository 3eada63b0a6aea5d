"""What a block of printed lines is: heading, paragraph, item or table row, and the level of headings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from analyzer.domain.document import BlockKind
from analyzer.domain.enumerator import find_enumerator
from analyzer.read.flow import is_unspaced
from analyzer.read.pdf.printed import Row, opens_item

SENTENCE_END = re.compile(r"[.!?。！？…][”’\"'」』）)\]》〉]*\d{0,3}$|[:：;；]$")
_NO_HEADING_END = re.compile(r"[.!?。！？…,，、;；:：][”’\"'」』）)]*$")
_LETTER = re.compile(r"[^\W\d_]")
_CAPTION = re.compile(
    r"\s*(?:(?:figure|fig\.|table|box|map|exhibit|chart|diagram|photo|tableau|carte|graphique|encadré|schéma|abbildung|tabelle)\s*(?:[A-Z][-.]?)?\d"
    r"|(?:图|圖|図|表|专栏|專欄)\s*(?:[\dA-Z]|[一二三四五六七八九十]+(?:[\s:：、]|$))|(?:그림|표)\s*\d)",
    re.IGNORECASE,
)
_LABEL = 24
"""A caption that is no longer is but a label, whose wording stands on the next line."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
_DATE = re.compile(
    rf"\W*(?:(?:\d{{1,2}}(?:st|nd|rd|th|er)?\.?\s+)?{_MONTH}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?\s+(?:19|20)\d\d"
    r"|[\d〇零一二三四五六七八九十]{4}\s*[年년](?:\s*[\d一二三四五六七八九十]{1,3}\s*[月월])?(?:\s*[\d一二三四五六七八九十]{1,3}\s*[日일])?)\W*",
    re.IGNORECASE,
)
_HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LARGER = 1.1
"""How much larger than the body a line's type must be to rank as a heading's."""
_RANKS = 4
_COVER_BLOCKS, _COVER_LINES = 16, 4
"""Blocks on a cover at most, and lines of each."""
_COVER_TITLE = 0.6
"""Share of the largest type on a cover from which on a line belongs to the title."""
_SENTENCE = 40
_CAPITALS, _CAPITALS_MOST = 6, 70
"""Characters of a heading that is only set in capitals."""
_LIST_LINES = 3
"""Lines of an entry of a list at most, where the entries have no stop."""
_LABELS = 6
"""Short lines after each other on a page, without any text, from which on they are labels."""


def rounded(size: float) -> float:
    """Sizes that differ by less than half a point are one size."""
    return round(size * 2) / 2


class Style:
    """The type of a document: size of its body, and how far lines of each size stand apart."""

    def __init__(self, rows: Sequence[Row]) -> None:
        sizes: Counter[float] = Counter()
        steps: dict[float, Counter[float]] = defaultdict(Counter)
        before: Row | None = None
        for row in rows:
            size = rounded(row.size)
            sizes[size] += len(row.text)
            if before is not None and before.page == row.page and rounded(before.size) == size:
                step = row.baseline - before.baseline
                if 0.8 * size < step < 3 * size and row.x0 < before.x1 and before.x0 < row.x1:
                    steps[size][round(step * 2) / 2] += 1
            before = row
        fonts: Counter[str] = Counter()
        for row in rows:
            fonts[row.font] += len(row.text)
        self.font = min(fonts, key=lambda font: (-fonts[font], font)) if fonts else ""
        self.body = min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 10.0
        self._leading = {size: min(counts, key=lambda step: (-counts[step], step)) for size, counts in steps.items()}
        self._share = self._leading.get(self.body, 1.3 * self.body) / max(self.body, 1)

    def leading(self, size: float) -> float:
        """Return the usual step from baseline to baseline for a size."""
        return self._leading.get(rounded(size), self._share * size)


@dataclass(slots=True)
class PrintedBlock:
    """Rows that form one heading, paragraph, item or table row."""

    rows: list[Row] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH


def set_kinds(blocks: Sequence[PrintedBlock], style: Style) -> None:
    """Set the kind of each block by its type, its wording and its neighbours."""
    before: PrintedBlock | None = None
    for block in blocks:
        block.kind = _kind(block, style)
        if block.kind is BlockKind.HEADING and before is not None and _goes_on_caption(before, block, style):
            block.kind = BlockKind.PARAGRAPH
        before = block
    _clear_cover(blocks)
    _clear_labels(blocks)
    _clear_lists(blocks, style)


def _goes_on_caption(before: PrintedBlock, block: PrintedBlock, style: Style) -> bool:
    """Tell whether a block is the wording of the caption whose label (Figure 3) stands right above it."""
    last, first = before.rows[-1], block.rows[0]
    if len(before.rows) > 1 or len(last.text) > _LABEL or not _CAPTION.match(last.text) or last.page != first.page:
        return False
    return abs(last.size - first.size) < 0.2 * last.size and 0 <= first.baseline - last.baseline < 2.2 * style.leading(first.size)


def _clear_cover(blocks: Sequence[PrintedBlock]) -> None:
    """On a cover only what is set largest is a heading: office, version and addressee open no part."""
    if not blocks or blocks[-1].rows[0].page - blocks[0].rows[0].page < 2:
        return
    cover = [block for block in blocks if block.rows[0].page == blocks[0].rows[0].page]
    headings = [block for block in cover if block.kind is BlockKind.HEADING]
    if not headings or len(cover) > _COVER_BLOCKS or any(_is_running_text(block) for block in cover):
        return
    largest = max(block.rows[0].size for block in headings)
    for block in headings:
        if block.rows[0].size < _COVER_TITLE * largest:
            block.kind = BlockKind.PARAGRAPH


def _clear_labels(blocks: Sequence[PrintedBlock]) -> None:
    """Make paragraphs of what is no heading since no text follows: the labels of maps and charts, an imprint, lines of a form.

    Of many short lines after each other on a page only the last may head the text below, and the first the picture, if none is set larger.
    """
    begin = 0
    # A row that stands alone is two labels side by side, several are a table.
    tables = {id(block) for pair in pairwise(blocks) for block in pair if pair[0].kind is pair[1].kind is BlockKind.ROW}
    for _, group in groupby(blocks, key=lambda block: (block.rows[0].page, id(block) not in tables and _may_be_label(block))):
        run = list(group)
        end = begin + len(run)
        headings = [block for block in run if block.kind is BlockKind.HEADING]
        _clear_captioned(run)
        if len(run) >= _LABELS and len(headings) >= _LABELS // 2 and run[0].rows[0].page != blocks[0].rows[0].page and _may_be_label(run[0]):
            others = max(block.rows[0].size for block in headings[1:])
            follows = end < len(blocks) and blocks[end].rows[0].page == run[0].rows[0].page
            for block in headings:
                if not (block is run[-1] and follows) and not (block is headings[0] and block.rows[0].size > others):
                    block.kind = BlockKind.PARAGRAPH
        begin = end


def _clear_captioned(run: Sequence[PrintedBlock]) -> None:
    """Make paragraphs of the headings among the labels of a picture, which its caption stands above or below."""
    caption = next((number for number, block in enumerate(run) if _CAPTION.match(block.rows[0].text)), None)
    if caption is None or len(run) < _LABELS:
        return
    for number, block in enumerate(run):
        between = run[number + 1 :] if number > caption else run[:number]
        if block.kind is BlockKind.HEADING and sum(one.kind is not BlockKind.HEADING for one in between) >= _LABELS // 2:
            block.kind = BlockKind.PARAGRAPH


def _clear_lists(blocks: Sequence[PrintedBlock], style: Style) -> None:
    """Make paragraphs of numbered lines that follow each other without any text: a list; and of what stands above nothing but figures: a chart's title."""
    for number, block in enumerate(blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        under = [row for one in blocks[number + 1 : number + 1 + _LABELS // 2] for row in one.rows][: _LABELS // 2]
        if len(under) == _LABELS // 2 and all(row.page == block.rows[0].page and _says_nothing(row) for row in under):
            block.kind = BlockKind.PARAGRAPH
    for underlined, group in groupby(blocks, key=lambda block: block.kind is BlockKind.HEADING and block.rows[0].underlined and not block.rows[0].bold):
        links = list(group)
        if underlined and len(links) >= _LABELS // 2:
            for block in links:
                block.kind = BlockKind.PARAGRAPH
    listed = [False] * len(blocks)
    for number in range(1, len(blocks)):
        if _counts_on(blocks[number - 1], blocks[number], style):
            listed[number - 1] = listed[number] = True
    for block, is_listed in zip(blocks, listed, strict=True):
        if is_listed and block.kind is BlockKind.HEADING:
            block.kind = BlockKind.PARAGRAPH


def _says_nothing(row: Row) -> bool:
    """Tell whether a line is figures alone."""
    return row.grid is None and len(_LETTER.findall(row.text)) < 2


def _counts_on(upper: PrintedBlock, lower: PrintedBlock, style: Style) -> bool:
    """Tell whether two blocks in the body's type, one right under the other, are numbered n and n + 1."""
    one, two = upper.rows[0], lower.rows[0]
    if any(row.bold or row.underlined or row.size > _LARGER * style.body or row.grid is not None for row in (one, two)):
        return False
    if BlockKind.HEADING not in (upper.kind, lower.kind) or BlockKind.ROW in (upper.kind, lower.kind) or len(upper.rows) > _LIST_LINES:
        return False
    first, second = find_enumerator(one.text), find_enumerator(two.text)
    if first is None or second is None or first.style != second.style:
        return False
    last, value = _value(one.text[: first.end]), _value(two.text[: second.end])
    return bool(last) and value == (*last[:-1], last[-1] + 1) and SENTENCE_END.search(upper.rows[-1].text[-8:]) is None


def _may_be_label(block: PrintedBlock) -> bool:
    """Tell whether a block is a heading or a short line that says nothing."""
    if block.kind is BlockKind.HEADING:
        return True
    text = block.rows[-1].text
    if block.kind is BlockKind.ROW:
        return block.rows[0].grid is None and len(text) < _SENTENCE
    return block.kind is BlockKind.PARAGRAPH and sum(len(row.text) for row in block.rows) < _SENTENCE and SENTENCE_END.search(text[-8:]) is None


def _is_running_text(block: PrintedBlock) -> bool:
    """Tell whether a block belongs to a text that has begun: a sentence, an item, a numbered part."""
    text = block.rows[-1].text
    if block.kind is BlockKind.ITEM or find_enumerator(block.rows[0].text) is not None:
        return True
    ended = SENTENCE_END.search(text[-8:]) is not None
    return block.kind is BlockKind.PARAGRAPH and (len(block.rows) > _COVER_LINES or (ended and sum(len(row.text) for row in block.rows) >= _SENTENCE))


def _kind(block: PrintedBlock, style: Style) -> BlockKind:
    """Tell what a block is by its type and wording."""
    first = block.rows[0]
    if len(first.cells) > 1 or first.grid is not None:
        return BlockKind.ROW
    if opens_item(first.text) and len(first.text) > 1:
        return BlockKind.ITEM
    length = sum(len(row.text) for row in block.rows)
    wide = is_unspaced(first.text[-1])
    if len(block.rows) > 4 or length > (60 if wide else 200) or _is_no_heading(block):
        return BlockKind.PARAGRAPH
    larger = first.size > _LARGER * style.body
    numbered = find_enumerator(first.text) is not None
    if first.turned or (first.text[0].islower() and not larger and not numbered):
        return BlockKind.PARAGRAPH
    if larger and (not SENTENCE_END.search(block.rows[-1].text[-8:]) or (block.rows[-1].text[-1] in "?？" and len(block.rows) < 3)):
        return BlockKind.HEADING
    if _NO_HEADING_END.search(block.rows[-1].text[-8:]):
        return BlockKind.PARAGRAPH
    if all(row.bold or row.underlined for row in block.rows) or (larger and len(block.rows) < 3) or _is_in_capitals(block, style):
        return BlockKind.HEADING
    if numbered and len(block.rows) == 1 and length <= (40 if wide else 90):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _is_in_capitals(block: PrintedBlock, style: Style) -> bool:
    """Tell whether a block is one line of words in capitals, in another type than the text's but no smaller."""
    row = block.rows[0]
    if len(block.rows) > 1 or row.font == style.font or row.size < 0.95 * style.body or not row.text.isupper():
        return False
    return _CAPITALS <= len(row.text) <= _CAPITALS_MOST and sum(character.isalpha() for character in row.text) > 0.7 * len(row.text)


def _is_no_heading(block: PrintedBlock) -> bool:
    """Tell whether the wording is none of a heading: a caption, a date, hardly a letter."""
    text = block.rows[0].text if len(block.rows) == 1 else " ".join(row.text for row in block.rows)
    return len(_LETTER.findall(text)) < 2 or _CAPTION.match(text) is not None or _DATE.fullmatch(text) is not None


def heading_levels(blocks: Sequence[PrintedBlock], style: Style) -> list[int | None]:
    """Return the level of each block: for headings larger than the body the rank of their size, 1 the largest.

    A heading whose number follows that of an earlier one of its kind stands beside it, whatever its size.
    """
    sizes = {rounded(block.rows[0].size) for block in blocks if block.kind is BlockKind.HEADING}
    larger = sorted((size for size in sizes if size > _LARGER * style.body), reverse=True)
    ranks = {size: min(rank, _RANKS) for rank, size in enumerate(larger, 1)}
    levels: list[int | None] = []
    counted: dict[tuple[str, int], tuple[tuple[int, ...], int | None]] = {}
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            levels.append(None)
            continue
        level = ranks.get(rounded(block.rows[0].size))
        text = block.rows[0].text
        enumerator = find_enumerator(text)
        value = _value(text[: enumerator.end]) if enumerator is not None else ()
        if enumerator is not None and value:
            kind = (enumerator.style, len(value))
            last = counted.get(kind)
            if last is not None and value == (*last[0][:-1], last[0][-1] + 1):
                level = last[1]
            counted[kind] = (value, level)
        levels.append(level)
    return levels


def _value(number: str) -> tuple[int, ...]:
    """Return the members of an enumerator's number ("2.4" gives 2 and 4, 第十二章 gives 12), none where it has no figures."""
    figures = re.findall(r"\d+", number)
    if figures:
        return tuple(int(figure) for figure in figures)
    total, digit, found = 0, 0, False
    for character in number:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit, found = 0, True
        elif character in _HAN_DIGITS:
            digit, found = _HAN_DIGITS[character], True
    return (total + digit,) if found else ()
