"""PDF: the text layer as printed lines with their place, read with pdfium (the only module that knows pdfium).

pdfium is not thread-safe and aborts when memory runs out: call from one thread of a worker process.
"""

from __future__ import annotations

import ctypes
import math
import re
from typing import Any

from analyzer.domain.document import Document, DropReason, Page
from analyzer.domain.limits import limits
from analyzer.domain.message import say
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.flow import Flow
from analyzer.read.ocr.recogniser import Recogniser
from analyzer.read.pdf.glyphs import meant_characters, mend_ligatures
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines, TextRun
from analyzer.read.pdf.properties import property_notes
from analyzer.read.pdf.raised import raised_numbers, without_raised_runs
from analyzer.read.pdf.scanned import Scans

READER = f"pdf/{READER_VERSION}"

_WIDE_GAP = 1.2
"""Ems between two pieces of a line from which on they may be table cells or columns."""
_SPLITTABLE = 1_000
"""Longer lines are no print lines; they are not searched for gaps, which would be quadratic."""
_GAPS = 30
"""Gaps of a line that are looked up; no table has more columns."""
_ANNOTATIONS = 200
"""Annotations that are looked at on a page."""
_TAKEN_OUT = "\x1a"
_BREAKS = str.maketrans({"\ufffe": "\u00ad\n", "\x02": "\u00ad\n"})
_ODD = re.compile("[\u2e80-\u2fdf\uf000-\uf0ff\ud800-\udfff]")
_MEANT = meant_characters()
_BLACK = ("bold", "black", "heavy", "semibold", "demi", "simhei", "stheiti", "heiti", "黑体")
_IMAGE, _PATH = 3, 2
_OUTLINED_TEXT = 200
"""A page without text but with this many drawn shapes most likely shows text as outlines."""
_XFA = (2, 3)
_Sides = tuple[float, float, float, float]


def read_pdf(data: bytes, document_id: str, *, ocr: str = "never") -> Document:
    """Read the text layer of a PDF, and pages without a readable one by OCR.

    Takes the file's bytes, the id for the document and the mode of OCR (`recogniser.MODES`); gives the document with pages, lines and boxes (points from the
    top left corner of the page as it is shown). Pages that show something but hold no text are listed in
    `quality.pages_without_text`. Raises ReadError: `password`, `unreadable`, `unsupported`, `too_large`, `no_text`.
    """
    import pypdfium2
    from pypdfium2.version import PDFIUM_INFO

    document = _open(pypdfium2, data)
    recogniser = Recogniser(ocr)
    try:
        count = len(document)
        if count <= 0:
            raise ReadError("unreadable", say("the PDF has no pages that can be found: get the file again from its source"))
        if count > limits().pages:
            raise ReadError(
                "too_large",
                say(
                    "the PDF declares {pages:,} pages, more than {limit:,}: split it and scan the parts, or allow more with --max-pages",
                    pages=count,
                    limit=limits().pages,
                ),
            )
        notes = [*property_notes(pypdfium2.raw, document, data), *_notes(pypdfium2.raw, document)]
        return _read(pypdfium2, document, document_id, f"{READER} pdfium/{PDFIUM_INFO.build}", count, notes, recogniser)
    finally:
        document.close()
        recogniser.close()


def page_sizes(data: bytes) -> list[tuple[float, float]]:
    """Return width and height of every page as it is shown, in points. Raises ReadError like `read_pdf`."""
    import pypdfium2

    document = _open(pypdfium2, data)
    try:
        return [document.get_page_size(index) for index in range(len(document))]
    finally:
        document.close()


def _open(pypdfium2: Any, data: bytes) -> Any:
    """Open the file or say in our words why it does not open; pdfium's own messages are not to be relied on."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ReadError("password", say("the PDF asks for a password: save a copy without one and scan that")) from None
        if code == pypdfium2.raw.FPDF_ERR_SECURITY:
            raise ReadError("unsupported", say("the PDF's encryption is not known here: save a copy without protection and scan that")) from None
        raise ReadError("unreadable", say("the file is broken or no PDF: open it in a PDF viewer, or get it again from its source")) from None


def _notes(raw: Any, document: Any) -> list[str]:
    """Tell what a person should know of the file besides its text."""
    notes: list[str] = []
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(document):
        notes.append(say("the file is damaged and was repaired while reading: text may be missing"))
    attached = raw.FPDFDoc_GetAttachmentCount(document)
    if attached > 0:
        notes.append(say("the PDF holds {count} attached files, which were not scanned", count=attached))
    form = raw.FPDF_GetFormType(document)
    if form in _XFA:
        notes.append(say("the PDF is an XFA form, whose text only Adobe's viewer shows: print it to a new PDF and scan that"))
    return notes


def _typed_in(raw: Any, page: Any) -> int:
    """Count what was typed onto a page (form fields with a value, free text notes): it is no part of the page's own text."""
    count = 0
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        key = {raw.FPDF_ANNOT_WIDGET: b"V", raw.FPDF_ANNOT_FREETEXT: b"Contents"}.get(kind)
        # Two bytes are but the closing NUL.
        if key is not None and raw.FPDFAnnot_GetStringValue(annotation, key, None, 0) > 2:
            count += 1
        raw.FPDFPage_CloseAnnot(annotation)
    return count


def _read(pypdfium2: Any, document: Any, document_id: str, reader: str, count: int, notes: list[str], recogniser: Recogniser) -> Document:
    """Read all pages and build the document."""
    raw = pypdfium2.raw
    flow = Flow()
    pages: list[Page] = []
    printed: list[PageLines] = []
    pictures: list[int] = []
    failed: list[int] = []
    length = typed = 0
    extract = _Extractor(raw)
    scans = Scans(recogniser)
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            failed.append(number)
            pages.append(Page(number))
            continue
        try:
            lines = extract.page(page, number)
            typed += _typed_in(raw, page)
            pages.append(Page(number, lines.width, lines.height))
            shows = not lines.runs and _shows_something(raw, page)
            lines = scans.page(raw, page, lines, shows=shows)
            if shows and not lines.runs:
                pictures.append(number)
        except pypdfium2.PdfiumError:
            failed.append(number)
            pages[number - 1 :] = [Page(number)]
            continue
        finally:
            page.close()
        printed.append(lines)
        for text in extract.hidden:
            flow.drop(text, DropReason.HIDDEN, number)
        for text in extract.raised:
            flow.drop(text, DropReason.NOTE_NUMBER, number)
        length += sum(len(run.text) for run in lines.runs)
        if length > flow.limit:
            notes.append(say("text after page {page} was left out", page=number))
            flow.truncated = True
            break
    if typed:
        notes.append(say("{count} form fields or notes hold typed text, which was not read: print the PDF to a new PDF and scan that", count=typed))
    if len(failed) == count:
        raise ReadError("unreadable", say("no page of the PDF can be opened: get the file again from its source"))
    notes += _lacking(printed, len(pictures), failed, count)
    if not any(page.runs for page in printed):
        raise ReadError("no_text", say("the PDF holds only pictures of text or blank pages: {remedy}", remedy=recogniser.remedy))
    scans.even_sizes(printed)
    mend_ligatures([run for page in printed for run in page.runs])
    flow_of_pages(printed, flow)
    document_read = flow.document(
        document_id=document_id,
        reader=reader,
        format="pdf",
        pages=pages,
        pages_without_text=sorted(pictures + failed),
        notes=notes,
        remedy=recogniser.remedy if pictures else "",
    )
    return scans.settled(document_read)


def _lacking(printed: list[PageLines], pictures: int, failed: list[int], count: int) -> list[str]:
    """Return the notes on pages that hold nothing at all and on pages that cannot be opened."""
    notes: list[str] = []
    if blank := sum(not page.runs for page in printed) - pictures:
        notes.append(say("{count} of {pages} pages are blank", count=blank, pages=count))
    if failed:
        notes.append(say("{count} pages could not be opened, the first of them page {page}", count=len(failed), page=failed[0]))
    return notes


def _shows_something(raw: Any, page: Any) -> bool:
    """Tell whether a page without text shows a picture or drawn text, and so is not just blank."""
    count = min(raw.FPDFPage_CountObjects(page), _OUTLINED_TEXT)
    if count >= _OUTLINED_TEXT:
        return True
    kinds = [raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index)) for index in range(count)]
    return any(kind > _PATH for kind in kinds)


class _Extractor:
    """Takes the printed lines off pages; holds the buffers that pdfium writes into, so that they are made once a file."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.hidden: list[str] = []
        self.raised: list[str] = []
        # Kept at hand: a page needs hundreds of these calls.
        self._count_rects, self._get_rect = raw.FPDFText_CountRects, raw.FPDFText_GetRect
        self._get_size, self._get_matrix, self._get_font = raw.FPDFText_GetFontSize, raw.FPDFText_GetMatrix, raw.FPDFText_GetFontInfo
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._pointers = tuple(ctypes.pointer(side) for side in self._sides)
        self._matrix = raw.FS_MATRIX()
        self._matrix_pointer = ctypes.pointer(self._matrix)
        self._name = ctypes.create_string_buffer(160)
        self._flags = ctypes.pointer(ctypes.c_int())
        self._fonts: dict[bytes, tuple[str, bool]] = {}

    def page(self, page: Any, number: int) -> PageLines:
        """Return the printed lines of one page in the order of its content.

        Text beyond its edges goes to `hidden`, note numbers above the line to `raised`.
        """
        self.hidden, self.raised = [], []
        self._rotation = page.get_rotation()
        self._bounds = page.get_bbox()
        width, height = page.get_size()
        lines = PageLines(number, width, height)
        textpage = page.get_textpage()
        try:
            text, shift = self._text(textpage)
            if text.strip():
                self._lines(textpage.raw, text, shift, lines)
        finally:
            textpage.close()
        lines.runs, raised = without_raised_runs(lines.runs)
        self.raised += raised
        return lines

    def _text(self, textpage: Any) -> tuple[str, bool]:
        """Return the page's text, and whether positions in it differ from pdfium's own count of characters."""
        raw = self.raw
        count = raw.FPDFText_CountChars(textpage)
        if count <= 0:
            return "", False
        first = 0
        while first < count and raw.FPDFText_GetTextIndexFromCharIndex(textpage, first) < 0:
            first += 1
        if first == count:
            return "", False
        # One place more than characters for the closing NUL; pdfium leaves characters out but adds none.
        units = (ctypes.c_ushort * (count - first + 2))()
        written = raw.FPDFText_GetText(textpage, first, count - first, units)
        text = bytes(memoryview(units).cast("B")[: max(written - 1, 0) * 2]).decode("utf-16-le", "surrogatepass")
        shift = first > 0 or len(text) != count
        return (text.translate(_MEANT) if _ODD.search(text) else text), shift

    def _lines(self, textpage: Any, text: str, shift: bool, page: PageLines) -> None:
        """Cut the text into printed lines and find the place of each."""
        to_character = self.raw.FPDFText_GetCharIndexFromTextIndex
        start = 0
        astral = shift and max(text) > "\uffff"
        for part in text.split("\r\n"):
            # A hyphen at the end of a line swallows the line break.
            for line in part.translate(_BREAKS).split("\n") if "\ufffe" in part or "\x02" in part else (part,):
                size = len(line)
                if not line.isspace() and line:
                    lead = size - len(line.lstrip())
                    first = start + lead
                    last = start + len(line.rstrip()) - 1 + (sum(character > "\uffff" for character in line) if astral else 0)
                    if shift:
                        first, last = to_character(textpage, first), to_character(textpage, last)
                    if last >= first >= 0:
                        self._line(textpage, line.strip(), first, last, page)
                # pdfium counts characters beyond the first plane twice.
                start += size + (sum(character > "\uffff" for character in line) if astral else 0)
            start += 2

    def _line(self, textpage: Any, text: str, first: int, last: int, page: PageLines) -> None:
        """Append the line of characters `first` to `last`, cut where a gap may part cells or columns."""
        count = self._count_rects(textpage, first, last - first + 1)
        # A character in the middle tells the type: the first may be a bullet or a raised number.
        middle = len(text) // 2
        middle = first + (middle if text[middle].isalpha() else _letter_near(text, middle))
        size, turned, baseline = self._type(textpage, middle)
        name, bold = self._font(textpage, middle)
        opens_bold = bold
        boxes: list[_Sides] = []
        get, (left, top, right, bottom), pointers = self._get_rect, self._sides, self._pointers
        for index in range(count):
            get(textpage, index, *pointers)
            boxes.append((left.value, bottom.value, right.value, top.value))
        if count > 1:
            opens_bold = self._font(textpage, first if text[0].isalpha() else first + _letter_near(text, 0))[1]
            bold = bold and opens_bold and self._font(textpage, last)[1]
        if "\ue000" <= text[0] <= "\uf8ff" and text[1:2] in {"", " "}:
            # A private character before a text is a bullet, whichever font it is from.
            text = "•" + text[1:]
        if "\x00" in text:
            text = text.replace("\x00", " ")
        whole = self._shown(boxes)
        if whole is None or size < 1 or whole[2] <= 0 or whole[3] <= 0 or whole[0] >= page.width or whole[1] >= page.height:
            self.hidden.append(text)
            return
        if count > 1 and turned == 0 and last - first < _SPLITTABLE and len(text) == last - first + 1:
            text = self._without_raised(textpage, text, first, size, baseline)
            gaps = self._gaps(boxes, size)
            if gaps:
                begin, box_begin = 0, 0
                for box_end, end in [*self._cuts(textpage, gaps, first, last), (count, len(text))]:
                    piece, place = text[begin:end].replace(_TAKEN_OUT, "").strip(), self._shown(boxes[box_begin:box_end])
                    if piece and place:
                        page.runs.append(TextRun(piece, *place, baseline, size, name, bold, opens_bold, turned))
                    begin, box_begin = end, box_end
                return
            text = text.replace(_TAKEN_OUT, "").strip()
        page.runs.append(TextRun(text, *whole, baseline, size, name, bold, opens_bold, turned))

    def _without_raised(self, textpage: Any, text: str, first: int, size: float, baseline: float) -> str:
        """Return the text of a line with its raised note numbers blotted out, so that its places in the page stay known."""

        def kind(position: int) -> tuple[float, float]:
            printed, turned, line = self._type(textpage, first + position)
            return (printed, line) if turned == 0 else (size, baseline)

        for begin, end in raised_numbers(text, size, baseline, kind):
            self.raised.append(text[begin:end])
            text = text[:begin] + _TAKEN_OUT * (end - begin) + text[end:]
        return text

    def _shown(self, boxes: list[_Sides]) -> _Sides | None:
        """Return the rectangle around boxes, from pdfium's system to points from the top left corner of the page as shown."""
        if not boxes:
            return None
        low_x, low_y, high_x, high_y = boxes[0]
        for x0, y0, x1, y1 in boxes[1:]:
            low_x = min(low_x, x0)
            low_y = min(low_y, y0)
            high_x = max(high_x, x1)
            high_y = max(high_y, y1)
        left, bottom, right, top = self._bounds
        if self._rotation == 0:
            return low_x - left, top - high_y, high_x - left, top - low_y
        if self._rotation == 90:
            return low_y - bottom, low_x - left, high_y - bottom, high_x - left
        if self._rotation == 180:
            return right - high_x, low_y - bottom, right - low_x, high_y - bottom
        return top - high_y, right - high_x, top - low_y, right - low_x

    def _gaps(self, boxes: list[_Sides], size: float) -> list[int]:
        """Return the numbers of the boxes before which a line is wide open."""
        low, high = (0, 2) if self._rotation % 180 == 0 else (1, 3)
        wide = _WIDE_GAP * size
        return [
            index for index in range(1, len(boxes)) if boxes[index][low] - boxes[index - 1][high] > wide or boxes[index - 1][low] - boxes[index][high] > wide
        ]

    def _cuts(self, textpage: Any, gaps: list[int], first: int, last: int) -> list[tuple[int, int]]:
        """Return (boxes, characters) before each gap."""
        cuts: list[tuple[int, int]] = []
        start = 0
        for index in gaps[:_GAPS]:
            # The fewest characters that show more than `index` boxes end with the first character after the gap.
            high = last - first + 1
            while start < high:
                middle = (start + high) // 2
                if self._count_rects(textpage, first, middle) > index:
                    high = middle
                else:
                    start = middle + 1
            if start > 1:
                cuts.append((index, start - 1))
        return cuts

    def _type(self, textpage: Any, index: int) -> tuple[float, int, float]:
        """Return the printed size of a character in points, the direction of its line in degrees (0 is upright) and its baseline.

        The baseline is measured across the line: from the top for upright lines, from the left for those set on end.
        """
        matrix = self._matrix
        size: float = self._get_size(textpage, index)
        if not self._get_matrix(textpage, index, self._matrix_pointer):
            return size, 0, 0.0
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size = abs(size * d) if c == 0 else abs(size * math.hypot(c, d))
        angle = (0 if a >= 0 else 180) if abs(a) >= abs(b) else (90 if b > 0 else 270)
        left, bottom, right, top = self._bounds
        turned = (angle - self._rotation) % 360
        across = {0: top - matrix.f, 90: matrix.e - left, 180: matrix.f - bottom, 270: right - matrix.e}
        return size, turned, across[angle if turned == 0 else (self._rotation + turned) % 360]

    def _font(self, textpage: Any, index: int) -> tuple[str, bool]:
        """Return the name of a character's font, and whether it is a bold one."""
        length = self._get_font(textpage, index, self._name, 160, self._flags)
        name = self._name.value if 0 < length <= 160 else b""
        known = self._fonts.get(name)
        if known is None:
            plain = name.decode("utf-8", "replace").rpartition("+")[2]
            known = self._fonts[name] = (plain, any(word in plain.lower() for word in _BLACK))
        return known


def _letter_near(text: str, start: int) -> int:
    """Return the position of the first letter from `start` on, else of the first figure, else `start`."""
    figure = -1
    for index in range(start, min(start + 12, len(text))):
        if text[index].isalpha():
            return index
        if figure < 0 and text[index].isdigit():
            figure = index
    return max(figure, start)
