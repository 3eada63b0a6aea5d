"""Measures whether pages and boxes of sentences are right: what stands in a sentence's boxes is read back."""

import random
from functools import lru_cache

from analyzer.errors import ReadError
from analyzer.read import helper, read_bytes
from analyzer.read.ocr.recogniser import Recogniser, engines
from analyzer.segment.segments import segment_document
from tests.perf import drawn_documents as drawn
from tests.perf import measures, scans
from tests.perf import office_documents as office
from tests.perf import printed_documents as printed

_LEAST = 12
"""Characters of a sentence that is sampled."""
_DPI = 200
_PAD = 2.5
"""Points that are drawn around a box."""
_WHITE = 40
"""Points of white between and around the boxes of a sentence, which are recognised as one picture."""
_AGREE, _AGREE_SEEN = 0.95, 0.85
"""Agreement of letters from which on a text layer, and a recognised picture, says the sentence."""
_TIGHT = 1.35
"""How much more than the sentence's own lines its boxes may hold."""


@lru_cache(maxsize=1)
def _recogniser():
    return Recogniser("always")


def read_page(data, number):
    """Return what recognition reads on a page."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return _recognised(pdf[number - 1].render(scale=_DPI / 72, grayscale=True).to_pil())


def _recognised(image):
    found = _recogniser().read(image.tobytes(), *image.size, _DPI)
    return " ".join(line.text for line in found.lines) if found is not None else ""


def by_layer(pdf, box):
    """Return the text that pdfium finds within a box."""
    page = pdf[box.page - 1]
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()
    sides = {
        0: (left + box.x0, top - box.y1, left + box.x1, top - box.y0),
        90: (left + box.y0, bottom + box.x0, left + box.y1, bottom + box.x1),
        180: (right - box.x1, bottom + box.y0, right - box.x0, bottom + box.y1),
        270: (right - box.y1, top - box.x1, right - box.y0, top - box.x0),
    }[turn]
    return page.get_textpage().get_text_bounded(*sides)


def by_eye(pdf, boxes):
    """Return what recognition reads in the boxes, drawn below each other."""
    from PIL import Image

    scale, cuts, drawn_pages = _DPI / 72, [], {}
    for box in boxes:
        if box.page not in drawn_pages:
            drawn_pages[box.page] = pdf[box.page - 1].render(scale=scale, grayscale=True).to_pil()
        sides = (box.x0 - _PAD, box.y0 - _PAD, box.x1 + _PAD, box.y1 + _PAD)
        cuts.append(drawn_pages[box.page].crop(tuple(round(side * scale) for side in sides)))
    white, step = round(_WHITE * scale), round(8 * scale)
    sheet = Image.new("L", (max(cut.width for cut in cuts) + 2 * white, sum(cut.height + step for cut in cuts) + 2 * white), 255)
    down = white
    for cut in cuts:
        sheet.paste(cut, (white, down))
        down += cut.height + step
    return _recognised(sheet)


def _sampled(data, name, count, seed, ocr="never"):
    """Return a document and some of its sentences with boxes."""
    document = read_bytes(data, name, ocr=ocr)
    segments = [one for one in segment_document(document).segments if len(one.text) >= _LEAST and one.boxes]
    return document, random.Random(seed).sample(segments, min(count, len(segments)))


def _layer_says(pdf, document, segment):
    """Tell whether the boxes hold the sentence, and little else than its lines."""
    found = "".join(by_layer(pdf, box) for box in segment.boxes)
    lines = "".join(line.span.of(document.text) for line in document.lines_of(segment.span))
    held = measures.agreement(segment.text, found) >= _AGREE
    return held and len(measures.squeezed(found)) <= _TIGHT * len(measures.squeezed(lines)) + 4


def _generated():
    yield "WeasyPrint, 1 column", [printed.woven(language, 800 + seed, chapters=5) for seed, language in enumerate(printed.FAMILIES)]
    yield "WeasyPrint, 2 columns", [printed.woven(language, 810 + seed, columns=2, chapters=5) for seed, language in enumerate(printed.FAMILIES)]
    yield "LibreOffice, 2 columns", office.written([(language, 820 + seed, 2) for seed, language in enumerate(printed.FAMILIES)])
    yield "fonts only named", [drawn.unembedded(language, 830 + seed) for seed, language in enumerate(drawn.UNEMBEDDED)]
    yield "tables", [printed.tabled(language, 840 + seed, ruled=True, bold=True) for seed, language in enumerate(("zh-Hans", "en", "ja"))]


def places(options):
    """Return the lines on pages and boxes."""
    import pypdfium2

    lines = [
        "Sentences drawn at random. `text layer`: pdfium's text within the sentence's boxes on its pages holds the sentence (95 % of its letters) and no more than",
        "its lines. `seen`: the boxes are drawn at 200 dpi and recognised; 85 % of the letters agree (some of the sentences, none in Korean, whose script cannot be",
        "told from one line).",
        "",
        "| files | | sentences | text layer | seen | of |",
        "|---|---|---|---|---|---|",
    ]
    kinds = [(kind, [(document.data, document.name, document.language) for document in documents]) for kind, documents in _generated()]
    real = sorted(options.documents.rglob("*.pdf")) if options.documents.is_dir() else []
    kinds.append(("real", [(path.read_bytes(), path.name, "") for path in real]))
    failures = []
    for kind, files in kinds:
        layer = seen = looked = total = read = 0
        for number, (data, name, language) in enumerate(files):
            try:
                document, segments = _sampled(data, f"{name}.pdf", options.sentences, number)
            except ReadError:
                continue
            read += 1
            with pypdfium2.PdfDocument(data) as pdf:
                for place, segment in enumerate(segments):
                    said = _layer_says(pdf, document, segment)
                    total, layer = total + 1, layer + said
                    if not said:
                        failures.append((name, segment, "".join(by_layer(pdf, box) for box in segment.boxes)))
                    if place < options.seen and language != "ko" and engines():
                        found = by_eye(pdf, segment.boxes)
                        agrees = measures.agreement(segment.text, found) >= _AGREE_SEEN
                        looked, seen = looked + 1, seen + agrees
                        if not agrees:
                            failures.append((name, segment, found))
        lines.append(f"| {read} | {kind} | {total} | **{_share(layer, total)}** | {_share(seen, looked)} | {looked} |")
    lines.append(_of_scans(options, failures))
    for name, segment, found in failures:
        print(f"    {name}, page {segment.page}: {segment.text[:80]!r} in {len(segment.boxes)} boxes, found {found[:100]!r}")
    helper.stop()
    return lines


def _of_scans(options, failures):
    """Return the line on pictures of pages, whose boxes are recognition's own."""
    import pypdfium2

    seen = looked = files = 0
    for number, language in enumerate(("zh-Hans", "zh-Hant", "en", "fr", "ja")) if engines() else ():
        page = scans.draw([" ".join(part) for part in printed.paragraphs(language, 20, 850 + number)], language, 200)
        data = scans.as_pdf([page])
        _, segments = _sampled(data, "scan.pdf", 2 * options.seen, number, ocr="auto")
        files += 1
        with pypdfium2.PdfDocument(data) as pdf:
            for segment in segments:
                found = by_eye(pdf, segment.boxes)
                agrees = measures.agreement(segment.text, found) >= _AGREE_SEEN
                looked, seen = looked + 1, seen + agrees
                if not agrees:
                    failures.append((f"scan, {language}", segment, found))
    return f"| {files} | scans, 200 dpi | {looked} | | {_share(seen, looked)} | {looked} |"


def _share(part, whole):
    return f"{part / whole:.3f}" if whole else "–"
