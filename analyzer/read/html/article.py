"""The element tree of a web page -> blocks: what is article, what is furniture, what is hidden, what is a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.domain.document import BlockKind, DropReason
from analyzer.domain.enumerator import find_enumerator
from analyzer.domain.message import say
from analyzer.read.flow import Flow, clean
from analyzer.read.html.law import LegalHeading, is_remark, is_running_head, legal_heading
from analyzer.read.rows import Cell, add_rows
from analyzer.read.text.paragraphs import split_inside
from analyzer.read.text.wording import close_up, is_web_line, is_web_word

if TYPE_CHECKING:
    from lxml.etree import _Element

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}"
    r"|(?<![-\w])color\s*:\s*(?:#fff(?:fff)?|white)\s*(?:;|$)(?!.*background)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|navbar|nav|navigation|menu|sidebar|cookies?|share|sharing|social|pagination|skip-?links?|toolbar|advert)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SILENT = frozenset(
    "script style template noscript head iframe object embed svg canvas audio video map select datalist textarea input"
    " img picture source link meta"
    " base param track applet frame".split()
)
_EMBEDDED = frozenset(("iframe", "object", "embed", "frame", "applet"))
_AROUND = frozenset("nav aside button menu dialog".split())
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li"
    " listing main ol p plaintext pre section summary table tbody td tfoot th thead tr ul caption xmp".split()
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_BLANK = re.compile(r"[ \t\r\n\f]+")
_LEAD = re.compile(r"[–—•●■·*-]|[‘“'\"«]?\(?(?:[ivxlc]{1,6}|[a-z]{1,2}|\*?\d{1,3}[a-z]?)\)|[‘“'\"«]\d{1,3}(?:\.\d{1,3}){0,3}\.")
_POINT = re.compile(r"\((?:[ivxlc]{1,6}|[a-z]{1,2}|\d{1,3})\)|[a-z]\)|\d{1,3}[.)]")
_LAYOUT_CELL = 250
_FEW_LINKS = 4


class Article:
    """Collects the blocks of one page; `title` is the page's own, `notes` what a person should know."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.title: str | None = None
        self.notes: list[str] = []
        self._inline: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._level: int | None = None
        self._lead = ""
        self._legal: str | None = None
        self._open: LegalHeading | None = None
        self._cells = 0
        self._articles = 0
        self._hidden = 0
        self._total = 0

    def read(self, root: _Element) -> None:
        """Append the blocks of the page in order. The tree is walked without recursion, since pages nest deep."""
        from lxml import etree

        title = root.find(".//title")
        self.title = clean(text_of(title)) or None if title is not None else None
        if any(True for _ in root.iter(*_EMBEDDED)):
            self.notes.append(say("embedded frames and objects were not fetched"))
        self._total = sum(len(text) for text in root.itertext())
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: _Element | None = None
        for event, node in walker:
            if not isinstance(node.tag, str):
                continue
            if event == "start":
                if self._start(node):
                    self._inline.append(node.text or "")
                else:
                    walker.skip_subtree()
                    skipped = node
            else:
                if node is skipped:
                    skipped = None
                else:
                    self._end(node)
                self._inline.append(node.tail or "")
        self._flush()
        self._close()
        if self._hidden:
            self.notes.append(say("{count} hidden parts of the page were left out", count=self._hidden))

    def _start(self, node: _Element) -> bool:
        """Open an element; returns whether its content is to be walked."""
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if tag in _SILENT or tag == "title":
            return False
        if tag in _BLOCKS or tag == "br":
            self._flush(in_cell=self._cells > 0)
        if is_hidden(node):
            text = clean(text_of(node))
            self._hidden += bool(text)
            self.flow.drop(text, DropReason.HIDDEN)
            return False
        if self._is_furniture(node, tag):
            self._flush()
            self.flow.drop("".join(visible_text(node)), DropReason.WEB_PAGE)
            return False
        if tag == "table" and is_running_head(node):
            self.flow.drop(" ".join("".join(visible_text(node)).split()), DropReason.HEADER)
            return False
        if tag == "table" and not is_layout(node):
            self._close()
            self._table(node)
            return False
        if tag in _LEVELS:
            self._kind, self._level = BlockKind.HEADING, _LEVELS[tag]
        elif tag == "p" and not self._cells and (legal := legal_heading(node)) is not None:
            # In cells stand the articles that an act puts into another one.
            self._kind, (self._legal, self._level) = BlockKind.HEADING, legal
        elif tag in ("li", "dd"):
            self._kind, self._level = BlockKind.ITEM, None
        elif tag in ("td", "th", "dt"):
            self._cells += 1
        elif tag in ("article", "main"):
            self._articles += 1
        return True

    def _end(self, node: _Element) -> None:
        """Close an element whose content was walked."""
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if tag in _BLOCKS:
            self._flush(in_cell=self._cells > 0)
            if tag in _LEVELS or tag in ("li", "dd", "p"):
                self._kind, self._level, self._legal = BlockKind.PARAGRAPH, None, None
        if tag in ("td", "th", "dt"):
            self._cells -= 1
        elif tag in ("article", "main"):
            self._articles -= 1
        elif tag in ("tr", "table", "dl") and self._lead:
            lead, self._lead = self._lead, ""
            self.flow.add(lead)

    def _flush(self, *, in_cell: bool = False) -> None:
        """End the block that is being collected. A lone number in a cell of a layout table is kept for the text beside it."""
        if not self._inline:
            return
        raw = _BLANK.sub(" ", "".join(self._inline))
        self._inline.clear()
        parts = [" | ".join(cells) for cells in split_inside(raw)] if "　　" in raw.strip() else [raw]
        for part in parts:
            self._add(clean(part), in_cell=in_cell)

    def _add(self, text: str, *, in_cell: bool) -> None:
        if not text:
            return
        if is_web_line(text):
            self.flow.drop(text, DropReason.WEB_PAGE)
            return
        text = close_up(text)
        if self._kind is not BlockKind.HEADING and ((in_cell and is_lead(text)) or (not self._lead and _POINT.fullmatch(text))):
            self._close()
            self._lead = f"{self._lead} {text}".strip()
            return
        if self._legal is not None and self._level is not None and not is_remark(text):
            if self._open is not None and self._open.takes(text, self._legal):
                self._open.lines.append(text)
                self._open.kind = self._legal
                return
            self._close()
            self._open = LegalHeading([text], self._level, self._legal)
            return
        lead = self._lead if self._kind is not BlockKind.HEADING else ""
        self._lead = "" if lead else self._lead
        self._close()
        kind, level = (BlockKind.PARAGRAPH, None) if self._legal is not None else (self._kind, self._level)
        self.flow.add(f"{lead} {text}" if lead else text, kind, level=level)

    def _close(self) -> None:
        """Append what waited for its next line: a heading of law, or a number without text."""
        if self._open is not None:
            heading, self._open = self._open, None
            self.flow.add(heading.text, BlockKind.HEADING, level=heading.level)
        if self._lead:
            lead, self._lead = self._lead, ""
            self.flow.add(lead)

    def _is_furniture(self, node: _Element, tag: str) -> bool:
        """Tell whether an element stands around the article: by its name, its class, or as a bar of links."""
        if tag in _AROUND:
            return True
        if tag in ("header", "footer"):
            # Inside an article these hold its own head; at the page's level those of the site.
            return self._articles == 0 and self._small(node)
        if tag in ("div", "ul", "section", "p", "form") and self._marked(node) and self._small(node):
            return True
        return tag == "ul" and _is_link_bar(node)

    def _marked(self, node: _Element) -> bool:
        marks = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('role') or ''}"[:400]
        return _FURNITURE.search(marks) is not None

    def _small(self, node: _Element) -> bool:
        """Tell whether an element holds less than a third of the page: a whole page in a "header" is no header."""
        length = 0
        for text in node.itertext():
            length += len(text)
            if length > 0.33 * self._total:
                return False
        return True

    def _table(self, node: _Element) -> None:
        rows: list[list[Cell]] = []
        heads = 0
        for row in own_rows(node):
            cells = [
                Cell("".join(visible_text(cell)), _span(cell), cell.tag == "th")
                for cell in row
                if isinstance(cell.tag, str) and cell.tag in ("td", "th") and not is_hidden(cell)
            ]
            group = row.getparent()
            if cells and heads == len(rows) and (all(cell.head for cell in cells) or (group is not None and group.tag == "thead")):
                heads += 1
            rows.append(cells)
        if heads == len(rows):
            heads = 0
        caption = node.find("caption")
        if caption is not None:
            self.flow.add("".join(visible_text(caption)))
        words = [cell.text.strip() for row in rows for cell in row if cell.text.strip()]
        if words and all(is_web_word(word) or is_web_line(word) for word in words):
            self.flow.drop(" ".join(words), DropReason.WEB_PAGE)
            return
        add_rows(self.flow, rows, heads=heads or None)


def text_of(node: _Element) -> str:
    """Return all characters within an element."""
    return "".join(str(text) for text in node.itertext())


def _span(cell: _Element) -> int:
    text = cell.get("colspan") or "1"
    return min(max(int(text), 1), 64) if text.isdecimal() and len(text) < 4 else 1


def is_lead(text: str) -> bool:
    """Tell whether a text is nothing but a part's number or a bullet, set in a cell of its own."""
    if len(text) > 8:
        return False
    enumerator = find_enumerator(text + " x")
    return (enumerator is not None and enumerator.end >= len(text)) or _LEAD.fullmatch(text) is not None


def is_hidden(node: _Element) -> bool:
    """Tell whether an element is kept from the reader's eye."""
    if node.get("hidden") is not None or (node.get("aria-hidden") or "").lower() == "true":
        return True
    style = node.get("style")
    return style is not None and _HIDING.search(style[:2000]) is not None


def visible_text(node: _Element) -> Iterator[str]:
    """Yield the text of an element without scripts and hidden parts; blocks and breaks are parted by a space."""
    from lxml import etree

    walker = etree.iterwalk(node, events=("start", "end"))
    for event, inner in walker:
        if not isinstance(inner.tag, str):
            continue
        if event == "start":
            if inner.tag in _SILENT or (inner is not node and is_hidden(inner)):
                walker.skip_subtree()
                continue
            if inner.tag in _BLOCKS or inner.tag == "br":
                yield " "
            yield inner.text or ""
        else:
            if inner.tag in _BLOCKS:
                yield " "
            if inner is not node:
                yield inner.tail or ""


def own_rows(table: _Element) -> Iterator[_Element]:
    """Yield the rows of a table that are not those of a table inside it."""
    for node in table:
        if node.tag == "tr":
            yield node
        elif node.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in node if row.tag == "tr")


def is_layout(table: _Element) -> bool:
    """Tell whether a table only places text: one column, tables within, numbers beside their text, or whole texts in cells."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in own_rows(table)]
    if not rows or max(len(cells) for cells in rows) < 2:
        return True
    if any(True for _ in table.iter("th")):
        return False
    if table.find(".//table") is not None or next(table.iter("h1", "h2", "h3", "ul", "ol"), None) is not None:
        return True
    texts = [[text_of(cell).strip() for cell in cells] for cells in rows]
    first = [row[0] for row in texts if row]
    if all(is_lead(clean(text)) or not text for text in first):
        return len(max(texts, key=len)) == 2
    longest = max(len(text) for row in texts for text in row)
    return longest > _LAYOUT_CELL if len(rows) == 1 else longest > 8 * _LAYOUT_CELL and len(rows) < 4


def _is_link_bar(node: _Element) -> bool:
    """Tell whether a list is a bar of short links."""
    links = [len(text_of(link).strip()) for link in node.iter("a")]
    if len(links) < _FEW_LINKS or sum(links) > 16 * len(links):
        return False
    return sum(links) > 0.85 * sum(len(text.strip()) for text in node.itertext())
