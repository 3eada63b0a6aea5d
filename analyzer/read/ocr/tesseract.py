"""Tesseract, the program: reads Korean, and everything where RapidOCR is not installed."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from analyzer.read.children import run
from analyzer.read.ocr.engine import EngineError, OcrLine, sureness
from analyzer.read.ocr.picture import Picture, without_specks

PAGE_SECONDS = 600.0
_SCRIPT = re.compile(r"^Script: (\w+)", re.MULTILINE)
_MODELS = {"Hangul": ("kor",), "Korean": ("kor",), "Japanese": ("jpn",), "Han": ("chi_sim", "chi_tra"), "Latin": ("eng+fra",)}
"""The models for a script as Tesseract names it; of several the surest answer is taken."""
_SINGLE_COLUMN, _SCRIPT_ONLY = "4", "0"
"""Kinds of page layout. With its own layout analysis (3) Tesseract takes wide word spaces for columns."""


@lru_cache(maxsize=1)
def installed() -> tuple[str, frozenset[str]] | None:
    """Return Tesseract's version and languages, `None` where it is not installed."""
    if shutil.which("tesseract") is None:
        return None
    try:
        version = _run("--version").split("\n", 1)[0].split()[-1]
        return version, frozenset(_run("--list-langs").split("\n")[1:])
    except (EngineError, IndexError):
        return None


class TesseractEngine:
    """Tesseract, one run a page, in one thread. `hangul` tells whether it can read Korean."""

    def __init__(self) -> None:
        found = installed()
        assert found is not None
        self._languages = found[1]
        self.hangul = "kor" in self._languages
        known = [name for name in ("chi_sim", "chi_tra", "eng", "fra", "jpn", "kor", "osd") if name in self._languages]
        self.name = f"tesseract/{found[0]} {','.join(known)}"

    def read(self, picture: Picture) -> Sequence[OcrLine]:
        """Find out the script of a picture and read it in the models of that script that are installed."""
        return self.read_script(picture, self.script(picture))

    def read_script(self, picture: Picture, script: str) -> Sequence[OcrLine]:
        """Read a picture in the models of a script that are installed."""
        image = _pgm(without_specks(picture))
        read: Sequence[OcrLine] = ()
        for wanted in _MODELS.get(script, _MODELS["Latin"]):
            names = "+".join(model for model in wanted.split("+") if model in self._languages)
            if names:
                read = max(read, _read(image, names, picture.dpi), key=sureness)
        return read

    def script(self, picture: Picture) -> str:
        """Return the script of a picture as Tesseract names it (Hangul, Japanese, Han, Latin, ...), empty where it cannot tell."""
        if "osd" not in self._languages:
            return ""
        try:
            found = _SCRIPT.search(_run("-", "-", "--psm", _SCRIPT_ONLY, "--dpi", str(round(picture.dpi)), image=_pgm(picture)))
        except EngineError:
            return ""
        return found[1] if found else ""

    def close(self) -> None:
        """Nothing is held."""


def _pgm(picture: Picture) -> bytes:
    return b"P5 %d %d 255\n" % (picture.width, picture.height) + picture.pixels.tobytes()


def _run(*arguments: str, image: bytes = b"") -> str:
    try:
        done = run(["tesseract", *arguments], image, seconds=PAGE_SECONDS)
        done.check_returncode()
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(type(error).__name__) from error
    return done.stdout.decode("utf-8", "replace")


def _read(image: bytes, models: str, dpi: float) -> list[OcrLine]:
    """Return the lines: their text from Tesseract's plain text, which knows word spaces of Hangul, place and confidence from its table."""
    with tempfile.TemporaryDirectory(prefix="policy-ocr-") as folder:
        base = Path(folder) / "page"
        _run("-", str(base), "-l", models, "--psm", _SINGLE_COLUMN, "--dpi", str(round(dpi)), "txt", "tsv", image=image)
        table, plain = base.with_suffix(".tsv").read_text("utf-8"), base.with_suffix(".txt").read_text("utf-8")
    lines = _lines(table)
    texts = [line.strip() for line in plain.replace("\f", "\n").split("\n") if line.strip()]
    if ["".join(text.split()) for text in texts] != ["".join(line.text.split()) for line in lines]:
        return lines
    return [OcrLine(" ".join(text.split()), line.x0, line.y0, line.x1, line.y1, line.confidence) for text, line in zip(texts, lines, strict=True)]


def _lines(table: str) -> list[OcrLine]:
    """Join the words of Tesseract's table to lines; a line's confidence is the mean over its characters."""
    lines: list[list[OcrLine]] = []
    last: list[str] = []
    for row in table.split("\n")[1:]:
        fields = row.split("\t")
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
            continue
        x, y, width, height = (float(value) for value in fields[6:10])
        if fields[1:5] != last:
            lines.append([])
            last = fields[1:5]
        lines[-1].append(OcrLine(fields[11].strip(), x, y, x + width, y + height, max(float(fields[10]), 0.0) / 100))
    return [
        OcrLine(
            " ".join(word.text for word in words),
            min(word.x0 for word in words),
            min(word.y0 for word in words),
            max(word.x1 for word in words),
            max(word.y1 for word in words),
            round(sureness(words), 4),
        )
        for words in lines
    ]
