"""Markdown -> Document, by rules on lines: files made by OCR break tables and lists, which a strict parser would lose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyzer.domain.document import BlockKind, Document, DropReason, Page
from analyzer.read import READER_VERSION
from analyzer.read.encodings import decode
from analyzer.read.flow import Flow, PrintedLine, clean
from analyzer.read.markdown.lines import HEADING, HTML_TABLE, ITEM, PAGE_MARK, survey
from analyzer.read.markdown.marks import is_cut_link, strip_marks
from analyzer.read.markdown.tables import BREAK, Tables
from analyzer.read.text.furniture import Printed
from analyzer.read.text.paragraphs import group
from analyzer.read.text.wording import close_up, guess_title, join_lines

_EMPTY_HEADING = re.compile(r"^\s*#{1,6}\s*$")
_HEADING_ATTRIBUTE = re.compile(r"\s*\{:?\s*[#.][^{}]{1,200}\}\s*#*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s*){3,})$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]{1,200}\]:\s+\S+")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title\s*:\s*[\"']?(.{1,300}?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)


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


class _Reading:
    """One reading of one file: the lines of the paragraph, item or table that is open."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.pages: set[int] = set()
        self._page: int | None = None
        self._lines: list[Printed] = []
        self._item = False
        self._rows: list[str] = []
        self._wrapped = False
        self._tables = Tables(flow)

    def read(self, text: str) -> None:
        """Append the blocks of the file in order."""
        text = _COMMENT.sub(lambda match: match.group(0) if PAGE_MARK.match(match.group(0)) else " ", text)
        lines = text.split("\n")
        ground = survey(lines)
        self._wrapped = ground.wrapped
        number = 0
        while number < len(lines):
            line = lines[number]
            if (end := ground.code.get(number)) is not None:
                self._end()
                self._code(lines[number:end])
                number = end
                continue
            number += 1
            place = number - 1
            if match := PAGE_MARK.match(line):
                self._turn(int(next(group for group in match.groups() if group)))
            elif (reason := ground.furniture.get(place)) is not None:
                if reason is DropReason.CONTENTS:
                    self._end()
                self.flow.drop(strip_marks(line), reason, self._page)
                self._end_table()
                self._tables.broken = True
            elif place in ground.fences:
                self._end()
            elif place in ground.tables:
                if not self._rows:
                    self._end()
                self._rows.append(line)
            elif HTML_TABLE.search(line):
                number = self._html_table(lines, place)
            elif place not in ground.bridged and place not in ground.skipped:
                self._end_table()
                self._line(line, resumed=place in ground.resumed)
        self._end()

    def _turn(self, page: int) -> None:
        self._page = page
        self.pages.add(page)
        self._end_table()
        self._tables.broken = True

    def _code(self, lines: Sequence[str]) -> None:
        """Append the lines of a code block, whose marks are text."""
        printed = [Printed(text, self._page) for line in lines if (text := clean(line))]
        for paragraph in group(printed):
            self._add([PrintedLine(line.text, line.page) for line in paragraph])

    def _add(self, lines: Sequence[PrintedLine], kind: BlockKind = BlockKind.PARAGRAPH, level: int | None = None) -> None:
        """Append a block that is no row: a table after it is a new one."""
        if any(clean(line.text) for line in lines):
            self._tables.forget()
            self.flow.add(lines, kind, level=level)

    def _line(self, line: str, *, resumed: bool) -> None:
        """Take one line outside fences, tables and furniture."""
        if self._parts(line):
            self._end()
        elif match := HEADING.match(line):
            self._end()
            wording = _HEADING_ATTRIBUTE.sub("", match.group(2))
            self._add([PrintedLine(close_up(strip_marks(wording)), self._page)], BlockKind.HEADING, len(match.group(1)))
        elif match := _SETEXT.match(line):
            if self._lines and not self._item and len(self._lines) <= 3:
                self._add([PrintedLine(one.text, one.page) for one in self._taken()], BlockKind.HEADING, 1 if "=" in line else 2)
            else:
                self._end()
        elif (match := ITEM.match(line)) and not self._runs_on(match.group(2)):
            self._end()
            self._item = True
            self._lines.append(Printed(f"{match.group(2)} {match.group(3)}" if match.group(2) else match.group(3), self._page))
        else:
            self._lines.append(Printed(line.lstrip().lstrip(">"), self._page, resumed=resumed))

    def _runs_on(self, number: str | None) -> bool:
        """Tell whether a number at a line's start belongs to a wrapped sentence (until // 2030. The city): only 1 opens a list in a paragraph."""
        return self._wrapped and number is not None and bool(self._lines) and not self._item and number[:-1] != "1"

    def _parts(self, line: str) -> bool:
        """Tell whether a line only ends what is open: blank, an empty heading, a rule, the target of a link."""
        if not line.strip() or _EMPTY_HEADING.match(line) or _REFERENCE.match(line):
            return True
        return _RULE.match(line) is not None and not (self._lines and _SETEXT.match(line))

    def _end_table(self) -> None:
        """End the open table."""
        if self._rows:
            rows, self._rows = self._rows, []
            self._tables.add(rows, self._page)

    def _end(self) -> None:
        """End the open paragraph, item or table."""
        self._end_table()
        item, self._item = self._item, False
        lines = self._taken()
        for paragraph in [lines] if item else ([line] for line in lines) if self._wrapped else group(lines):
            self._add([PrintedLine(line.text, line.page) for line in paragraph], BlockKind.ITEM if item else BlockKind.PARAGRAPH)

    def _taken(self) -> list[Printed]:
        """Return the collected lines without marks, and collect anew.

        Lines that wrap are joined before, since links and emphasis run over their ends.
        """
        raw, self._lines = self._lines, []
        runs: list[list[Printed]] = []
        for line in raw:
            last = runs[-1][-1] if runs else None
            if last is not None and last.page == line.page and (self._wraps(last.text, line.text) or is_cut_link(last.text, line.text)):
                runs[-1].append(line)
            else:
                runs.append([line])
        taken: list[Printed] = []
        for run in runs:
            whole = join_lines([line.text.strip() for line in run])
            parts = [close_up(text) for part in BREAK.split(whole) if (text := clean(strip_marks(part)))]
            taken += [Printed(part, run[0].page, resumed=run[0].resumed and place == 0) for place, part in enumerate(parts)]
        return taken

    def _wraps(self, before: str, after: str) -> bool:
        """Tell whether a line end is a wrap: in a wrapped file all are but those marked as breaks."""
        return self._wrapped and (not before.endswith(("  ", "\\")) or after.lstrip()[:1].islower())

    def _html_table(self, lines: Sequence[str], start: int) -> int:
        """Read an HTML table that begins at `start`; returns the position after it."""
        from analyzer.read.html.reader import add_markup

        self._end()
        self._tables.forget()
        stop = start
        while stop < len(lines) and "</table" not in lines[stop].lower():
            stop += 1
        add_markup(self.flow, "\n".join(lines[start : stop + 1]))
        return stop + 1
