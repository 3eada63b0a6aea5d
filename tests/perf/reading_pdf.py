"""Measure reading of PDF on documents with known text, beside pdfplumber, pypdf and pdftotext, and on real files.

    python tests/perf/reading_pdf.py [FOLDER_OF_REAL_PDFS]

Character error rate is edits over characters, white space left out. Order is the share of neighbouring sentences found in
order. Heads are sentences of running heads and page numbers: found in the text they count against precision of what is kept,
text that is missing counts against recall. Rows of tables: cells found in the line of their row.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import printed_documents as made

from analyzer.domain.document import BlockKind, DropReason
from analyzer.errors import ReadError
from analyzer.read import read_bytes

FURNITURE = {DropReason.HEADER, DropReason.FOOTER, DropReason.PAGE_NUMBER}


def ours(data: bytes) -> str:
    return read_bytes(data, "file.pdf").text


def by_pdfplumber(data: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def by_pypdf(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def by_pdftotext(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(data)
        return subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], check=True, capture_output=True).stdout.decode("utf-8", "replace")


def peers() -> dict:
    found = {"ours": ours, "pdfplumber": by_pdfplumber, "pypdf": by_pypdf}
    return found | ({"pdftotext": by_pdftotext} if shutil.which("pdftotext") else {})


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def distance(one: str, two: str) -> int:
    """Levenshtein's distance, counted in the bits of whole numbers (Myers 1999, in Hyyrö's form)."""
    if not one or not two:
        return len(one) + len(two)
    masks: dict[str, int] = {}
    for place, character in enumerate(one):
        masks[character] = masks.get(character, 0) | 1 << place
    last, whole = 1 << (len(one) - 1), (1 << len(one)) - 1
    up, down, score = whole, 0, len(one)
    for character in two:
        match = masks.get(character, 0)
        cross = match | down
        level = (((match & up) + up) ^ up) | match
        rise, fall = down | ~(level | up), up & level
        score += bool(rise & last) - bool(fall & last)
        rise, fall = rise << 1 | 1, fall << 1
        up, down = (fall | ~(cross | rise)) & whole, rise & cross & whole
    return score


def error_rate(document: made.Printed, text: str) -> float:
    """Return the rate, running heads and page numbers in the text not held against it."""
    for head in document.furniture:
        text = text.replace(head, "")
    text = re.sub(r"—\s*\d+\s*—", "", text)
    want = squeezed("".join(document.paragraphs))
    return distance(want, squeezed(text)) / len(want)


def order(document: made.Printed, text: str) -> float:
    """Return the share of neighbouring paragraphs whose starts are found one after the other."""
    flat = squeezed(text)
    places = [flat.find(squeezed(paragraph)[:20]) for paragraph in document.paragraphs]
    return sum(0 <= one < two for one, two in pairwise(places)) / max(len(places) - 1, 1)


def table_rows(document: made.Printed, text: str) -> float:
    """Return the share of cells that stand in the line that holds their row's number and text."""
    lines = [squeezed(line) for line in text.split("\n")]
    good = total = 0
    for table in document.tables:
        for row in table[1:]:
            cells = [squeezed(cell) for cell in row]
            total += len(cells)
            good += max(sum(cell in line for cell in cells) if cells[1][:12] in line else 0 for line in lines)
    return good / max(total, 1)


def column_heads(document: made.Printed, data: bytes) -> float:
    """Return the share of a table's rows that carry the heads of all their columns."""
    blocks = [block for block in read_bytes(data, "file.pdf").blocks if block.kind is BlockKind.ROW]
    heads = tuple(document.tables[0][0])
    return sum(block.columns == heads for block in blocks) / max(len(document.tables[0]) - 1, 1)


def documents() -> list[made.Printed]:
    found = [made.woven(language, seed, columns=columns) for seed, language in enumerate(made.FAMILIES) for columns in (1, 2)]
    found += [made.unembedded(language, 40) for language in made.UNEMBEDDED]
    found += [made.subset(language, 50) for language in ("en", "fr", "de")]
    found += [document for language in ("zh-Hans", "en", "ja") if (document := made.written(language, 60)) is not None]
    return found


def measure_text() -> None:
    readers = peers()
    print(f"{'document':38}" + "".join(f"{name:>22}" for name in readers) + "   (character error rate, order of paragraphs)")
    sums = {name: [0.0, 0.0] for name in readers}
    every = documents()
    removed = wrong = expected = 0
    for document in every:
        line = f"{document.name:38}"
        for name, read in readers.items():
            text = read(document.data)
            rate, ordered = error_rate(document, text), order(document, text)
            sums[name][0] += rate
            sums[name][1] += ordered
            line += f"{rate:14.3%}{ordered:8.2f}"
        print(line)
        if document.furniture:
            reading = read_bytes(document.data, "file.pdf")
            dropped = [one.text for one in reading.dropped if one.reason in FURNITURE]
            right = sum(squeezed(text) == squeezed(document.furniture[0]) or re.fullmatch(r"— \d+ —", text) is not None for text in dropped)
            removed += right
            wrong += len(dropped) - right
            expected += 2 * len(reading.pages)
    print(f"{'mean':38}" + "".join(f"{rate / len(every):14.3%}{ordered / len(every):8.2f}" for rate, ordered in sums.values()))
    print(f"running heads and page numbers: precision {removed / max(removed + wrong, 1):.3f}, recall {removed / max(expected, 1):.3f} of {expected}")


def measure_tables() -> None:
    readers = peers()
    print(f"\n{'table':38}" + "".join(f"{name:>14}" for name in readers) + "   rows with all heads (ours)")
    for language in ("zh-Hans", "en", "ja"):
        for ruled in (True, False):
            for bold in (True, False):
                document = made.tabled(language, 70, ruled=ruled, bold=bold)
                line = f"{document.name:38}" + "".join(f"{table_rows(document, read(document.data)):14.3f}" for read in readers.values())
                print(line + f"{column_heads(document, document.data):14.3f}")


def measure_health(real: Path | None) -> None:
    broken = found = 0
    for document in documents():
        if "unembedded" in document.name:
            continue
        for spoil in (made.without_table_to_unicode, made.with_shuffled_table, made.with_private_codes):
            data = spoil(document.data)
            if squeezed(by_pypdf(data)) == squeezed(by_pypdf(document.data)):
                continue
            count = len(read_bytes(document.data, "file.pdf").pages)
            broken += count
            try:
                reading = read_bytes(data, "file.pdf")
                found += len(reading.quality.pages_without_text)
                if error_rate(document, reading.text) < 0.1:
                    broken -= count - len(reading.quality.pages_without_text)
            except ReadError:
                found += count
    print(f"\nbroken pages found: {found} of {broken} ({found / broken:.3f})")
    if real is None:
        return
    pages = alarms = letters = 0
    for path in sorted(real.glob("*.pdf")):
        try:
            reading = read_bytes(path.read_bytes(), path.name)
        except ReadError:
            continue
        pages += len(reading.health)
        alarms += sum(page.reason is not None for page in reading.health)
        letters += sum(one.reason is DropReason.UNREADABLE for one in reading.dropped)
    print(f"false alarms on real files: {alarms} of {pages} pages, {letters} runs left out for their font")


def measure_time(real: Path) -> None:
    import pypdfium2

    bare = whole = 0.0
    for path in sorted(real.glob("*.pdf")):
        data = path.read_bytes()
        start = time.process_time()
        with pypdfium2.PdfDocument(data) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()
        middle = time.process_time()
        try:
            read_bytes(data, path.name)
        except ReadError:
            continue
        bare += middle - start
        whole += time.process_time() - middle
    print(f"CPU of reading real files: {whole:.2f} s, {whole / bare:.2f} times pdfium's bare text ({bare:.2f} s)")


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    measure_text()
    measure_tables()
    measure_health(folder)
    if folder is not None:
        measure_time(folder)
