"""How well documents are read: measured on files with known text and on real ones, beside pdfplumber, pypdf and pdftotext.

Usage: python -m tests.perf.reading [SECTION ...] [--documents ../shared/real] [--pages 2] [--sentences 10] [--seen 2] [--write]

Sections: text heads columns tables broken scans places (all when none is named). Files are made with words of the written corpus by WeasyPrint, reportlab and
LibreOffice (where installed) in fonts of Debian (fonts-noto-cjk, fonts-liberation, fonts-dejavu); same seeds, same text. `broken` and `places` also read the PDFs
of --documents where that folder is. With --write the results go to tests/perf/READING.md, where sections that were not run keep their last results.
"""

import argparse
import logging
from pathlib import Path

from tests.perf import reading_broken, reading_places, reading_scans, reading_text
from tests.perf.results import keep, result

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("READING.md")
OPENING = ["# Measured reading", "", "Written by `make reading`; see `reading.py` for what is measured and how."]
LIBRARIES = ("pypdfium2", "pdfplumber", "pypdf", "pikepdf", "weasyprint", "reportlab", "onnxruntime")
SECTIONS = {
    "text": ("Characters of text layers", reading_text.text),
    "columns": ("Order of columns", reading_text.columns),
    "heads": ("Running heads and feet", reading_text.heads),
    "tables": ("Rows of tables", reading_text.tables),
    "broken": ("Broken text layers", reading_broken.broken_fonts),
    "scans": ("Scans", reading_scans.scanned),
    "places": ("Pages and boxes of sentences", reading_places.places),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", nargs="*", choices=[*SECTIONS, []], help="what to measure")
    parser.add_argument("--documents", type=Path, default=ROOT.parent / "shared/real", help="a folder of real files")
    parser.add_argument("--pages", type=int, default=2, help="pages a language in `scans`")
    parser.add_argument("--sentences", type=int, default=10, help="sentences a file in `places`")
    parser.add_argument("--seen", type=int, default=2, help="of these drawn and recognised")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    # The makers of files warn of what they do not know in our styles.
    logging.disable(logging.WARNING)
    found = {}
    for name in options.section or SECTIONS:
        title, measure = SECTIONS[name]
        lines = measure(options)
        print(f"\n{title}\n", *lines, sep="\n", flush=True)
        found[name] = result(lines, LIBRARIES)
        if options.write:
            keep(RESULTS, OPENING, {name: title for name, (title, _) in SECTIONS.items()}, found)


if __name__ == "__main__":
    main()
