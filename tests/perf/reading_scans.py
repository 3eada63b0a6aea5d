"""Measures reading of scans: pages with known text as pictures, clean and spoilt."""

import time

from analyzer.errors import ReadError
from analyzer.read import helper, read_bytes
from analyzer.read.ocr.recogniser import engines
from tests.perf import measures, printed_documents, scans

TURNED = ("zh-Hans", "en")
COLUMNS = ("zh-Hans", "en", "ja")
LIMITS = {
    "clean 200 dpi": 0.03,
    "tilted, noisy 150 dpi": 0.08,
    "on its side, 200 dpi": 0.03,
    "on its head, 200 dpi": 0.03,
    "two columns, 200 dpi": 0.03,
}


def _pages(language, count):
    """Yield the name of each way to draw and spoil pages, the pages, and their text."""
    glue = "" if language in printed_documents.UNSPACED else " "
    left = [glue.join(part) for part in printed_documents.paragraphs(language, 20 * count, 900)]
    clean, noisy = [], []
    for number in range(count):
        clean.append(scans.draw(left, language, 200))
        noisy.append(scans.spoil(scans.draw(clean[-1].paragraphs, language, 150), degrees=2.3 * (-1) ** number, noise=18, blur=0.7, seed=number))
        left = left[len(clean[-1].paragraphs) :]
    for name, pages in (("clean 200 dpi", clean), ("tilted, noisy 150 dpi", noisy)):
        yield name, scans.as_pdf(pages), " ".join(text for page in pages for text in page.paragraphs), len(pages)
    if language in TURNED:
        for name, degrees in (("on its side, 200 dpi", 90), ("on its head, 200 dpi", 180)):
            yield name, scans.as_pdf([scans.turned(clean[0], degrees)]), " ".join(clean[0].paragraphs), 1
    if language in COLUMNS:
        document = printed_documents.woven(language, 950, columns=2, style="none", count=18)
        pages = scans.photographed(document.data, 200)
        yield "two columns, 200 dpi", scans.as_pdf(pages), document.text, len(pages)


def scanned(options):
    """Return the lines on scans."""
    if not engines():
        return ["No OCR engine is installed."]
    lines = [
        f"Pages of 12 points drawn as pictures and read with {', '.join(engines())}. Spoilt pages are tilted by 2.3 degrees, blurred, unevenly lit, strewn with noise,",
        "and packed as JPEG. White space counts where the script has it. Other readers have no recognition and give nothing.",
        "",
        "| language | pages | | characters | character error rate | target | mean confidence | s a page |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for language in scans.FONTS:
        for kind, data, meant, count in _pages(language, options.pages):
            begun = time.monotonic()
            try:
                document = read_bytes(data, "scan.pdf", ocr="auto")
                read, sure = document.text, document.quality.ocr_confidence or 0.0
            except ReadError:
                read, sure = "", 0.0
            seconds = (time.monotonic() - begun) / count
            errors = measures.error_rate(read, meant, language)
            size = len(measures.comparable(meant, language))
            lines.append(f"| {language} | {count} | {kind} | {size} | **{errors:.2%}** | {LIMITS[kind]:.0%} | {sure:.3f} | {seconds:.1f} |")
            print(lines[-1], flush=True)
    helper.stop()
    return lines
