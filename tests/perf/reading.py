"""How well scans are read: character error rates on pages with known text.

    .venv/bin/python tests/perf/reading.py [--pages 2] [LANGUAGE ...]

Texts are those of corpora/samples/plans, set with fonts of Debian (fonts-noto-cjk, fonts-liberation), drawn, and read as PDF files of
pictures through the whole reader. Rows: clean pages of 200 dpi; 150 dpi tilted by 2.3 degrees with noise, blur, uneven light and JPEG;
pages on their side and on their head. Errors are Levenshtein distance over length, white space counted where the script has it.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import scans  # noqa: E402

from analyzer.read import helper, read_bytes  # noqa: E402
from analyzer.read.ocr.recogniser import engines  # noqa: E402

SOURCES = {
    "zh-Hans": "qinghe-plan-2026-2030.pdf",
    "zh-Hant": "jichuan-blueprint-2026-2032.pdf",
    "en": "harrowmere-en.pdf",
    "fr": "clairvanne-fr.html",
    "ja": "minagi-ja.pdf",
    "ko": "haesolju-ko.docx",
}
TURNED = ("zh-Hans", "en")
LIMITS = {"clean 200 dpi": 0.03, "tilted, noisy 150 dpi": 0.08, "on its side": 0.03, "on its head": 0.03}


def paragraphs_of(language):
    path = ROOT / "corpora" / "samples" / "plans" / SOURCES[language]
    document = read_bytes(path.read_bytes(), path.name)
    texts = [block.span.of(document.text) for block in document.blocks if block.kind.value == "paragraph"]
    return [text for text in texts if len(text) > 25]


def pages_of(language, count):
    """Yield the name of each way to spoil a page, and the pages."""
    left, clean, noisy = paragraphs_of(language), [], []
    for number in range(count):
        clean.append(scans.draw(left, language, 200))
        noisy.append(scans.spoil(scans.draw(clean[-1].paragraphs, language, 150), degrees=2.3 * (-1) ** number, noise=18, blur=0.7, seed=number))
        left = left[len(clean[-1].paragraphs) :]
        if not left:
            break
    yield "clean 200 dpi", clean
    yield "tilted, noisy 150 dpi", noisy
    if language not in TURNED:
        return
    yield "on its side", [scans.turned(clean[0], 90)]
    yield "on its head", [scans.turned(clean[0], 180)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", default=list(SOURCES))
    parser.add_argument("--pages", type=int, default=2)
    chosen = parser.parse_args()
    if not engines():
        sys.exit("no OCR engine is installed")
    print("engines:", *engines())
    print(f"{'language':8}  {'page':24}{'pages':>6}{'characters':>12}{'errors':>9}{'limit':>7}{'confidence':>12}{'seconds a page':>16}")
    for language in chosen.languages:
        for kind, pages in pages_of(language, chosen.pages):
            begun = time.monotonic()
            document = read_bytes(scans.as_pdf(pages), "scan.pdf", ocr="auto")
            seconds = (time.monotonic() - begun) / len(pages)
            meant = scans.comparable(" ".join(text for page in pages for text in page.paragraphs), language)
            errors = scans.error_rate(scans.comparable(document.text, language), meant)
            sure = document.quality.ocr_confidence or 0.0
            print(f"{language:8}  {kind:24}{len(pages):6}{len(meant):12}{errors:9.2%}{LIMITS[kind]:7.0%}{sure:12.3f}{seconds:16.1f}", flush=True)
    helper.stop()


if __name__ == "__main__":
    main()
