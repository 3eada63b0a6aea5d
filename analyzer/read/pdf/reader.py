"""PDF: the text layer as printed lines with their place, read with pdfium (the only module that knows pdfium).

pdfium is not thread-safe and aborts when memory runs out: call from one thread of a worker process.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from analyzer.domain.document import Box, Document, DropReason, Page, PageHealth, page_list
from analyzer.domain.limits import limits
from analyzer.domain.message import Message, mark, say
from analyzer.errors import ReadError
from analyzer.read import READER_VERSION
from analyzer.read.flow import Flow
from analyzer.read.ocr.recogniser import Recogniser
from analyzer.read.pdf.extractor import Extractor
from analyzer.read.pdf.glyphs import mend_ligatures
from analyzer.read.pdf.layout import flow_of_pages
from analyzer.read.pdf.printed import PageLines
from analyzer.read.pdf.properties import property_notes
from analyzer.read.pdf.scanned import Scans
from analyzer.read.pdf.text_layer import TextLayers

READER = f"pdf/{READER_VERSION}"

_ANNOTATIONS = 200
"""Annotations that are looked at on a page."""
_HIDDEN = 12
"""Letters that do not show from which on a file says so."""
_PATH = 2
_OUTLINED_TEXT = 200
"""A page without text but with this many drawn shapes most likely shows text as outlines."""
_XFA = (2, 3)
_LEFT_OUT = mark("the text of pages {pages} was left out: {reason}")
_RECOGNISED = mark("the text of pages {pages} was read by OCR instead: {reason}")


def read_pdf(data: bytes, document_id: str, *, ocr: str = "never") -> Document:
    """Read the text layer of a PDF, and pages without a usable one by OCR.

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


def _forget(pypdfium2: Any) -> None:
    """Start pdfium anew, so that nothing of earlier files is left in it.

    It measures letters of fonts that a file lacks with one font for all, whose weight and width stay as the last file set them: lines would
    fall apart differently after other files. Not while this program has other files open.
    """
    from pypdfium2.internal import bases

    if not any(bases.ObjectTracker.values()):
        pypdfium2.raw.FPDF_DestroyLibrary()
        pypdfium2.raw.FPDF_InitLibraryWithConfig(pypdfium2.raw.FPDF_LIBRARY_CONFIG(version=2))


def _open(pypdfium2: Any, data: bytes) -> Any:
    """Open the file or say in our words why it does not open; pdfium's own messages are not to be relied on."""
    _forget(pypdfium2)
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
    hidden: Counter[int] = Counter()
    length = typed = 0
    extract, layers, scans = Extractor(raw), TextLayers(), Scans(recogniser)
    for number in range(1, count + 1):
        page = None
        try:
            page = document[number - 1]
            lines = extract.page(page, number)
            lines.health = layers.judge(lines) if lines.runs else None
            typed += _typed_in(raw, page)
            sheet = Page(number, lines.width, lines.height)
            shows = not lines.runs and _shows_something(raw, page)
            lines = scans.page(raw, page, lines, shows=shows)
            if shows and not lines.runs:
                pictures.append(number)
        except pypdfium2.PdfiumError:
            failed.append(number)
            pages.append(Page(number))
            continue
        finally:
            if page is not None:
                page.close()
        pages.append(sheet)
        printed.append(lines)
        hidden[number] += _drop(extract, flow, number)
        length += sum(len(run.text) for run in lines.runs)
        if length > flow.limit:
            notes.append(say("text after page {page} was left out", page=number))
            flow.truncated = True
            break
    if len(failed) == count:
        raise ReadError("unreadable", say("no page of the PDF can be opened: get the file again from its source"))
    notes += [*_of_sizes(printed), *_of_pages(typed, hidden, failed, sum(not page.runs for page in printed) - len(pictures), count)]
    health = [layers.settled(page.health) for page in printed if page.health is not None]
    recognised = _read_broken(document, raw, scans, printed, health)
    broken = _leave_out_broken(printed, [page for page in health if page not in recognised], flow)
    if not any(page.runs for page in printed):
        raise _no_text(broken, recogniser)
    notes += [*_of_broken(broken, _LEFT_OUT), *_of_broken(recognised, _RECOGNISED)]
    scans.even_sizes(printed)
    mend_ligatures([run for page in printed for run in page.runs])
    flow_of_pages(printed, flow)
    return scans.settled(
        flow.document(
            document_id=document_id,
            reader=reader,
            format="pdf",
            pages=pages,
            pages_without_text=sorted({*pictures, *failed, *(page.page for page in broken)}),
            notes=notes,
            health=health,
            remedy=recogniser.remedy if pictures or broken else "",
        )
    )


def _drop(extract: Extractor, flow: Flow, number: int) -> int:
    """Record what the page held beside its text; returns the number of letters that do not show."""
    for text in extract.hidden:
        flow.drop(text, DropReason.HIDDEN, number)
    for text in extract.raised:
        flow.drop(text, DropReason.NOTE_NUMBER, number)
    return sum(character.isalnum() for text in extract.hidden for character in text)


def _no_text(broken: list[PageHealth], recogniser: Recogniser) -> ReadError:
    if broken:
        return ReadError("no_text", say("the PDF's text cannot be used: {reason}; {remedy}", reason=broken[0].reason or "", remedy=recogniser.remedy))
    return ReadError("no_text", say("the PDF holds only pictures of text or blank pages: {remedy}", remedy=recogniser.remedy))


def _read_broken(document: Any, raw: Any, scans: Scans, printed: list[PageLines], health: list[PageHealth]) -> list[PageHealth]:
    """Put recognised lines in place of those of broken text layers, as far as there is an engine; returns the verdicts on these pages."""
    verdicts = {page.page: page for page in health if page.reason is not None}
    recognised = []
    for index, lines in enumerate(printed):
        verdict = verdicts.get(lines.number)
        if verdict is None:
            continue
        page = document[lines.number - 1]
        try:
            printed[index] = scans.page(raw, page, lines, shows=False, broken=True)
        finally:
            page.close()
        if printed[index] is not lines:
            recognised.append(verdict)
    return recognised


def _leave_out_broken(printed: list[PageLines], health: list[PageHealth], flow: Flow) -> list[PageHealth]:
    """Take off the pages what their text layer gives wrong, and record it; returns the verdicts on pages that lost all."""
    verdicts = {page.page: page for page in health}
    for lines in printed:
        verdict = verdicts.get(lines.number)
        fonts = {font.name for font in verdict.fonts if font.reason is not None} if verdict is not None else set()
        if verdict is None or (verdict.reason is None and not fonts):
            continue
        kept = []
        for run in lines.runs:
            if verdict.reason is None and run.font not in fonts:
                kept.append(run)
            else:
                flow.drop(run.text, DropReason.UNREADABLE, lines.number, Box(lines.number, *(round(side, 2) for side in (run.x0, run.y0, run.x1, run.y1))))
        lines.runs = kept
    return [page for page in health if page.reason is not None]


def _of_pages(typed: int, hidden: Counter[int], failed: list[int], blank: int, count: int) -> list[Message]:
    """Return the notes on typed-in text, on letters that do not show, and on pages of `count` that are blank or could not be opened."""
    notes: list[Message] = []
    if typed:
        notes.append(say("{count} form fields or notes hold typed text, which was not read: print the PDF to a new PDF and scan that", count=typed))
    if hidden.total() >= _HIDDEN:
        notes.append(_of_hidden(hidden))
    if blank:
        notes.append(say("{count} of {pages} pages are blank", count=blank, pages=count))
    if failed:
        notes.append(say("{count} pages could not be opened, the first of them page {page}", count=len(failed), page=failed[0]))
    return notes


def _of_sizes(printed: list[PageLines]) -> list[Message]:
    """Return the note on pages whose size cannot be."""
    odd = [page.number for page in printed if page.impossible]
    if not odd:
        return []
    return [say("{count} pages have an impossible size, the first of them page {page}: places on them may be wrong", count=len(odd), page=odd[0])]


def _of_hidden(hidden: Counter[int]) -> Message:
    """Return the note on letters that do not show, from their number on each page."""
    first = min(page for page, letters in hidden.items() if letters)
    return say(
        "{count:,} letters that do not show (white, tiny, covered, off the paper, on a hidden layer) were left out, the first on page {page}",
        count=hidden.total(),
        page=first,
    )


def _of_broken(broken: list[PageHealth], words: str) -> list[Message]:
    """Return a note in these words for each way in which the text layer of pages is broken."""
    reasons = dict.fromkeys(page.reason for page in broken if page.reason is not None)
    return [say(words, pages=page_list([page.page for page in broken if page.reason == reason]), reason=reason) for reason in reasons]


def _shows_something(raw: Any, page: Any) -> bool:
    """Tell whether a page without text shows a picture or drawn text, and so is not just blank."""
    count = min(raw.FPDFPage_CountObjects(page), _OUTLINED_TEXT)
    if count >= _OUTLINED_TEXT:
        return True
    kinds = [raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index)) for index in range(count)]
    return any(kind > _PATH for kind in kinds)
