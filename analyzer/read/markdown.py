"""Markdown -> Document, by rules on lines: files made by OCR break tables and lists, which a strict parser would lose."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document, DropReason, Page
from analyzer.read import READER_VERSION
from analyzer.read.contents import CONTENTS_HEADING
from analyzer.read.encodings import decode
from analyzer.read.flow import Flow, PrintedLine, clean
from analyzer.read.furniture import Printed, dropped_lines
from analyzer.read.paragraphs import group
from analyzer.read.rows import Cell, add_rows, is_head
from analyzer.read.wording import close_up, guess_title

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:\s+|(?=[^#\s]))(.*?)\s*#*\s*$")
_EMPTY_HEADING = re.compile(r"^\s*#{1,6}\s*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s*){3,})$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•]|(\d{1,4}[.)]))\s+(.*)$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_DIVIDER = re.compile(r"^\s*\|?(?:\s*:?-{1,}:?\s*\|)+(?:\s*:?-{1,}:?\s*)?\|?\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PAGE_MARK = re.compile(
    r"^\s*(?:<!--\s*(?:page|seite|p\.)\s*:?\s*(\d{1,5})\s*-->|\{(\d{1,5})\}-{3,}|\[page\s+(\d{1,5})\]|-{3,}\s*page\s+(\d{1,5})\s*-{3,})\s*$",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\[\]]{0,2000}\](?:\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]]{0,2000})\]\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s+[\"'][^()]{0,500})?\)")
_REFERRING = re.compile(r"\[([^\[\]]{1,2000})\]\[[^\[\]]{0,200}\]")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]{1,200}\]:\s+\S+")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_AUTO = re.compile(r"<(https?://[^<>\s]{1,2000}|[^<>\s@]{1,100}@[^<>\s]{1,100})>")
_STRONG = re.compile(r"(\*{1,3}|(?<![\w_])_{1,3})(?=\S)(.{1,2000}?\S|\S)\1(?!\w)")
_CODE = re.compile(r"`{1,2}([^`]{1,2000})`{1,2}")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~$])")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>")
_HTML_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_MATH = re.compile(r"\$\{?\s*\}?\s*[\^_]\{?\s*(.{1,20}?)\s*\}?\s*\$|\$([^$\n]{1,80})\$")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title\s*:\s*[\"']?(.{1,300}?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(data: bytes, document_id: str) -> Document:
    """Read a Markdown file in any encoding. Pages are given where the file holds page marks. Raises ReadError `unreadable`."""
    decoded = decode(data)
    text = re.sub(r"\r\n?", "\n", decoded.text)
    title = None
    if front := _FRONT.match(text):
        match = _FRONT_TITLE.search(front.group(1))
        title = clean(match.group(1)) if match else None
        text = text[front.end() :]
    reading = _Reading(Flow())
    reading.read(text)
    document = reading.flow.document(
        document_id=document_id,
        reader=f"markdown {READER_VERSION}",
        format="markdown",
        pages=[Page(number) for number in sorted(reading.pages)],
        encoding=decoded.encoding,
        notes=decoded.notes,
    )
    tops = (document.text[b.span.start : b.span.end] for b in document.blocks[:12] if b.kind is BlockKind.HEADING and b.level == 1)
    return replace(document, title=title or next(tops, None) or guess_title(document.text))


def strip_marks(text: str) -> str:
    """Return one line without Markdown's marks: emphasis, links (their text stays), images, code, tags, entities."""
    if "![" in text:
        text = _IMAGE.sub(" ", text)
    if "](" in text or "][" in text:
        text = _REFERRING.sub(r"\1", _LINK.sub(r"\1", text))
    if "[^" in text:
        text = _FOOTNOTE.sub("", text)
    if "<" in text:
        text = _TAG.sub(" ", _AUTO.sub(r"\1", text))
    if "$" in text:
        text = _MATH.sub(_formula, text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _STRONG.sub(r"\2", _STRONG.sub(r"\2", text))
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
        # Converters escape what was escaped before.
        text = html.unescape(text) if "&amp;" in text or "&lt;" in text else text
    return text


def _formula(match: re.Match[str]) -> str:
    """Return a short formula as text: footnote marks vanish, `\\mathrm{CO}_2` becomes CO2; amounts of money stay."""
    inner = match.group(2)
    if inner is None:
        return ""
    if "\\" not in inner and "_" not in inner and "^" not in inner:
        return match.group(0)
    inner = re.sub(r"\\(?:mathrm|text|mathbf|operatorname|left|right|,|;|!|quad|%)", lambda m: "%" if m.group(0) == "\\%" else " ", inner)
    return re.sub(r"\s+", " ", re.sub(r"[{}_^\\~]", "", inner)).strip()


class _Reading:
    """One reading of one file: the lines of the paragraph, item or table that is open."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.pages: set[int] = set()
        self._page: int | None = None
        self._lines: list[Printed] = []
        self._item = False
        self._rows: list[str] = []

    def read(self, text: str) -> None:
        """Append the blocks of the file in order."""
        text = _COMMENT.sub(lambda match: match.group(0) if _PAGE_MARK.match(match.group(0)) else " ", text)
        lines = text.split("\n")
        furniture = _furniture(lines)
        fence = ""
        number = 0
        while number < len(lines):
            line = lines[number]
            number += 1
            if fence:
                if line.strip().startswith(fence):
                    fence = ""
                else:
                    self._lines.append(Printed(clean(line), self._page))
                continue
            if match := _PAGE_MARK.match(line):
                self._turn(int(next(group for group in match.groups() if group)))
            elif (reason := furniture.get(number - 1)) is not None:
                if reason is DropReason.CONTENTS:
                    self._end()
                self.flow.drop(strip_marks(line), reason, self._page)
            elif match := _FENCE.match(line):
                self._end()
                fence = match.group(1)
            elif _HTML_TABLE.search(line):
                number = self._html_table(lines, number - 1)
            else:
                self._line(line, lines[number] if number < len(lines) else "")
        self._end()

    def _turn(self, page: int) -> None:
        self._page = page
        self.pages.add(page)

    def _line(self, line: str, after: str) -> None:
        """Take one line outside fences and HTML."""
        if self._rows and self._in_table(line):
            self._rows.append(line)
            return
        stripped = line.strip()
        if self._parts(line):
            self._end()
        elif stripped.startswith("|") or (_DIVIDER.match(after) and "|" in line):
            self._end()
            self._rows.append(line)
        elif match := _HEADING.match(line):
            self._end()
            self.flow.add([PrintedLine(close_up(strip_marks(match.group(2))), self._page)], BlockKind.HEADING, level=len(match.group(1)))
        elif _SETEXT.match(line):
            if self._lines and not self._item and len(self._lines) <= 3:
                heading, self._lines = self._lines, []
                self.flow.add([PrintedLine(one.text, one.page) for one in heading], BlockKind.HEADING, level=1 if "=" in line else 2)
            else:
                self._end()
        elif match := _ITEM.match(line):
            self._end()
            self._item = True
            text = f"{match.group(2)} {match.group(3)}" if match.group(2) else match.group(3)
            self._lines.append(Printed(clean(strip_marks(text)), self._page))
        else:
            for part in _BREAK.split(stripped.lstrip(">").strip()):
                if shown := clean(strip_marks(part)):
                    self._lines.append(Printed(close_up(shown), self._page))

    def _parts(self, line: str) -> bool:
        """Tell whether a line only ends what is open: blank, an empty heading, a rule, the target of a link."""
        if not line.strip() or _EMPTY_HEADING.match(line) or _REFERENCE.match(line):
            return True
        return _RULE.match(line) is not None and not (self._lines and _SETEXT.match(line))

    def _in_table(self, line: str) -> bool:
        """Tell whether a line belongs to the open table: a row, or the rest of a row whose cells hold several lines."""
        stripped = line.strip()
        if stripped.startswith("|"):
            return True
        if not stripped:
            return False
        # A row is open until a line ends with the bar that closes it.
        return not self._rows[-1].rstrip().endswith("|") and _HEADING.match(line) is None and _PAGE_MARK.match(line) is None

    def _end(self) -> None:
        """End the open paragraph, item or table."""
        if self._rows:
            rows, self._rows = self._rows, []
            self._table(rows)
        if not self._lines:
            self._item = False
            return
        lines, self._lines = [line for line in self._lines if line.text], []
        if self._item:
            self._item = False
            self.flow.add([PrintedLine(line.text, line.page) for line in lines], BlockKind.ITEM)
            return
        for paragraph in group(lines):
            self.flow.add([PrintedLine(line.text, line.page) for line in paragraph])

    def _table(self, lines: Sequence[str]) -> None:
        """Append a pipe table; lines that begin without a bar belong to the row above them."""
        rows: list[list[Cell]] = []
        heads: int | None = None
        row = ""
        for line in [*lines, "|"]:
            stripped = line.strip()
            if row and (stripped.startswith("|") or row.endswith("|")):
                if _DIVIDER.match(row):
                    heads = len(rows) if heads is None and len(rows) == 1 else heads
                else:
                    rows.append([Cell(strip_marks(_BREAK.sub(" ", cell))) for cell in _split_row(row)])
                row = stripped
            else:
                row = f"{row} {stripped}" if row else stripped
        if heads == 1 and not any(cell.text.strip() for cell in rows[0]):
            rows, heads = rows[1:], None
        if heads and (len(rows) < 2 or not is_head(rows[0])):
            # The syntax asks for a head; tables without one have their first row there.
            heads = 0
        add_rows(self.flow, rows, heads=heads, page=self._page)

    def _html_table(self, lines: Sequence[str], start: int) -> int:
        """Read an HTML table that begins at `start`; returns the position after it."""
        from analyzer.read.html import add_markup

        self._end()
        stop = start
        while stop < len(lines) and "</table" not in lines[stop].lower():
            stop += 1
        add_markup(self.flow, "\n".join(lines[start : stop + 1]))
        return stop + 1


def _furniture(lines: Sequence[str]) -> dict[int, DropReason]:
    """Return the lines of printed furniture that OCR took over: contents, page numbers, running heads. Tables and headings are left alone."""
    places: list[int] = []
    printed: list[Printed] = []
    for number, line in enumerate(lines):
        stripped = line.strip()
        if stripped and not stripped.startswith("|") and (not stripped.startswith("#") or CONTENTS_HEADING.match(stripped)):
            places.append(number)
            printed.append(Printed(clean(strip_marks(re.sub(r"^[#>*+\s-]+(?=\S)", "", stripped)))))
    return {places[position]: reason for position, reason in dropped_lines(printed).items()}


def _split_row(row: str) -> list[str]:
    inner = row.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner)]
