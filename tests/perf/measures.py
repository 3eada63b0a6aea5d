"""How near a reading comes to what was printed, and the readers that ours is held against."""

import io
import re
import shutil
import subprocess
import tempfile
import unicodedata
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from analyzer.domain.document import BlockKind, DropReason
from analyzer.read import read_bytes
from tests.perf.printed_documents import UNSPACED

FURNITURE = {DropReason.HEADER, DropReason.FOOTER, DropReason.PAGE_NUMBER}
_GAP = 15
"""Points between words from which on they are two running heads."""
_LETTER = r"\u3041-\u30ff\u3400-\u9fff"
_BLANK = re.compile(rf"(?<![{_LETTER}])\s+|\s+(?![{_LETTER}])")
_ENDS = 10
"""Characters at the end of a sentence and at the beginning of the next that must stand together."""


def ours(data):
    """Return the text of a PDF as the analyser reads it, without recognition."""
    return read_bytes(data, "file.pdf", ocr="never").text


def by_pdfplumber(data):
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\n".join(page.extract_text() or "" for page in pdf.pages)


def by_pdfplumber_tables(data):
    """Return the rows of the tables that pdfplumber finds, a line each."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return "\n".join(" | ".join(re.sub(r"\s+", " ", cell or "") for cell in row) for table in tables for row in table)


def by_pypdf(data):
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def by_pdftotext(data, *, layout=False):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.pdf"
        path.write_bytes(data)
        return subprocess.run(["pdftotext", *(["-layout"] if layout else []), "-enc", "UTF-8", str(path), "-"], check=True, capture_output=True).stdout.decode(
            "utf-8", "replace"
        )


def peers():
    """Return our reader and those of others, by name."""
    found = {"ours": ours, "pdfplumber": by_pdfplumber, "pypdf": by_pypdf}
    return found | ({"pdftotext": by_pdftotext} if shutil.which("pdftotext") else {})


def table_peers():
    """Return our reader and those ways of others that keep the rows of tables."""
    found = {"ours": ours, "pdfplumber's tables": by_pdfplumber_tables, "pypdf": by_pypdf}
    return found | ({"pdftotext -layout": partial(by_pdftotext, layout=True)} if shutil.which("pdftotext") else {})


def squeezed(text):
    """Return a text without white space."""
    return re.sub(r"[\s\u00ad]+", "", unicodedata.normalize("NFC", text))


def comparable(text, language):
    """Return a text without what is no matter of reading characters: the amount of white space, or all of it in scripts that have none.

    A blank between two letters of such a script on one line stays: it parts what is one word.
    """
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    if language not in UNSPACED:
        return " ".join(text.split())
    return "".join(_BLANK.sub("", line) for line in text.splitlines())


def edits(read, meant, language):
    """Return Levenshtein's distance between two texts, and the length of the one that is meant."""
    meant = comparable(meant, language)
    return Levenshtein.distance(comparable(read, language), meant), len(meant)


def error_rate(read, meant, language):
    """Return edits over characters."""
    wrong, length = edits(read, meant, language)
    return wrong / length


def furniture(document):
    """Return for each page what stands in its margins, piece by piece, as pdfplumber finds it."""
    import pdfplumber

    if document.margins is None:
        return []
    top, bottom = document.margins
    pages = []
    with pdfplumber.open(io.BytesIO(document.data)) as pdf:
        for page in pdf.pages:
            words = [word for word in page.extract_words(use_text_flow=False) if word["bottom"] < top or word["top"] > float(page.height) - bottom]
            pieces = [[words[0]]] if words else []
            for one, two in pairwise(words):
                if abs(one["top"] - two["top"]) < 4 and 0 <= two["x0"] - one["x1"] < _GAP:
                    pieces[-1].append(two)
                else:
                    pieces.append([two])
            pages.append([" ".join(word["text"] for word in piece) for piece in pieces])
    return pages


def without_furniture(text, pages):
    """Return a text without lines that are nothing but running heads, feet and page numbers: they are not held against a reader here."""
    pieces = {squeezed(piece) for page in pages for piece in page} | {squeezed("".join(page)) for page in pages}
    heads = sorted((piece for page in pages for piece in page if len(piece) > _ENDS), key=len, reverse=True)
    kept = [line for line in text.split("\n") if squeezed(line) not in pieces]
    found = "\n".join(kept)
    for head in dict.fromkeys(heads):
        found = found.replace(head, "")
    return found


def adjacent(document, text):
    """Return how many pairs of neighbouring sentences stand one directly after the other, and how many there are."""
    flat = squeezed(text)
    pairs = [(squeezed(one)[-_ENDS:] + squeezed(two)[:_ENDS]) in flat for one, two in pairwise(document.sentences)]
    return sum(pairs), len(pairs)


def removed(document):
    """Return (pieces of furniture that were left out, all of them, what was left out as furniture, rightly so) for our reader."""
    pages = furniture(document)
    dropped = [(one.page, squeezed(one.text).replace("|", "")) for one in read_bytes(document.data, "file.pdf", ocr="never").dropped if one.reason in FURNITURE]
    found = wanted = right = 0
    for number, found_pieces in enumerate(pages, 1):
        wanted += len(found_pieces)
        pieces = [squeezed(piece).replace("|", "") for piece in found_pieces]
        texts = [text for page, text in dropped if page == number]
        found += sum(any(piece in text for text in texts) for piece in pieces)
        for text in texts:
            left = text
            for piece in sorted(pieces, key=len, reverse=True):
                left = left.replace(piece, "", 1) if piece in left else ("" if left in piece else left)
            right += not left
    return found, wanted, len(dropped), right


def cells_in_row(document, text):
    """Return how many cells of a table stand in the line that holds their row, and how many there are; a line of more than one row holds none."""
    lines = [squeezed(line).replace("|", "") for line in text.split("\n")]
    good = total = 0
    for table in document.tables:
        for row in table[1:]:
            cells = sorted(map(squeezed, row), key=len, reverse=True)
            total += len(cells)
            best = 0
            for line in lines:
                if cells[0][:12] not in line or len(line) > 2 * sum(map(len, cells)):
                    continue
                left, count = line, 0
                for cell in cells:
                    if cell in left:
                        left, count = left.replace(cell, "", 1), count + 1
                best = max(best, count)
            good += best
    return good, total


def agreement(meant, read):
    """Return how much of a text stands in another one, letters and figures only, 0 to 1."""
    one, two = ("".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum()) for text in (meant, read))
    if not one or not two:
        return 0.0
    return fuzz.partial_ratio(one, two) / 100 if len(one) <= len(two) else fuzz.ratio(one, two) / 100


def average(values):
    """Return the mean, 0 of nothing."""
    values = list(values)
    return mean(values) if values else 0.0


def rows_with_heads(document):
    """Return the share of a table's rows that carry the heads of all their columns in our reading."""
    blocks = [block for block in read_bytes(document.data, "file.pdf", ocr="never").blocks if block.kind is BlockKind.ROW]
    heads = tuple(document.tables[0][0])
    return sum(block.columns == heads for block in blocks) / (len(document.tables[0]) - 1)
