"""OCR: pages set upright, engines that fail, and scans read end to end where an engine is installed."""

import importlib.util
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from analyzer.batch.task import status_of
from analyzer.domain.document import Box, Span
from analyzer.errors import ReadError
from analyzer.read import helper, read_bytes
from analyzer.read.ocr import page as pages
from analyzer.read.ocr import recogniser, tesseract
from analyzer.read.ocr.engine import EngineError, OcrLine, sureness
from analyzer.read.ocr.ink import measured
from analyzer.read.ocr.picture import Picture, slope, upright, without_specks
from analyzer.read.ocr.recogniser import RecognisedPage
from analyzer.read.ocr.turn import Turn
from tests.perf import measures, scans

TEXT = [
    "The city shall build one data platform for all departments by 2030, and the mayor leads the work.",
    "Residents are asked every year what they need, and the answers are printed in the report of the city.",
    "Each district names one officer who answers for the sensors, the networks and the protection of the data.",
]
KOREAN = ["시민이 필요로 하는 서비스부터 단계적으로 추진한다. 시장이 사업을 총괄하고 매년 결과를 시민에게 알린다."]
has_fonts = all(Path(path).is_file() for path, _ in scans.FONTS.values()) and importlib.util.find_spec("PIL") is not None
needs_rapid = pytest.mark.skipif(pages.models() is None or not has_fonts, reason="the ocr extra or the fonts are not installed")
needs_korean = pytest.mark.skipif(
    not has_fonts or "kor" not in (tesseract.installed() or ("", ()))[1], reason="Tesseract with Korean, or the fonts, are not installed"
)


@pytest.fixture(scope="module", autouse=True)
def end_helper():
    yield
    helper.stop()


def lines_of_print(degrees=0.0, height=800, width=600):
    """A picture with bars in place of lines of print, sloping down to the right."""
    pixels = np.full((height, width), 250, dtype=np.uint8)
    across = np.arange(60, width - 60)
    for top in range(80, height - 80, 24):
        down = np.rint(top + (across - width / 2) * math.tan(math.radians(degrees))).astype(int)
        for thick in range(9):
            pixels[down + thick, across] = 20
    return pixels


@pytest.mark.parametrize("degrees", [-7.3, -2.0, -0.4, 0.0, 0.6, 3.1, 8.8])
def test_the_slope_of_lines_is_found(degrees):
    assert slope(lines_of_print(degrees))[0] == pytest.approx(degrees, abs=0.15)


def test_lines_stand_out_along_their_direction():
    print_on_its_side = np.rot90(lines_of_print(1.0))
    assert slope(lines_of_print(1.0))[1] > 2 * slope(print_on_its_side)[1]


@pytest.mark.parametrize("degrees", [-4.0, 2.5])
def test_a_tilted_page_is_set_upright(degrees):
    turned, turn = upright(Picture(lines_of_print(degrees), 100), 0, slope(lines_of_print(degrees))[0])
    assert abs(slope(turned.pixels)[0]) <= 0.15
    assert turn.degrees == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, 3.0])
def test_a_point_finds_its_way_back(quarters, degrees):
    pixels = np.full((300, 200), 250, dtype=np.uint8)
    pixels[50:54, 120:124] = 0
    turned, turn = upright(Picture(pixels, 100), quarters, degrees)
    down, across = np.nonzero(turned.pixels < 128)
    assert turn.back(across.mean() + 0.5, down.mean() + 0.5) == pytest.approx((122, 52), abs=1.0)


def test_boxes_of_a_turned_page_lie_on_the_page():
    page = RecognisedPage([], Turn(1, 0.0, 300.0, 200.0))
    assert page.on_page(Box(1, 10, 20, 50, 30)) == Box(1, 170, 10, 180, 50)
    assert RecognisedPage([], Turn(0, 0.0, 300.0, 200.0)).on_page(Box(1, 1, 2, 3, 4)) == Box(1, 1, 2, 3, 4)


def test_noise_is_calmed_and_clean_print_left_alone():
    clean = Picture(lines_of_print(), 100)
    assert without_specks(clean) is clean
    noisy = np.clip(clean.pixels + np.random.default_rng(1).normal(0, 25, clean.pixels.shape), 0, 255).astype(np.uint8)
    calm = without_specks(Picture(noisy, 100))
    assert np.abs(calm.pixels.astype(int) - clean.pixels).mean() < 0.6 * np.abs(noisy.astype(int) - clean.pixels).mean()


def test_boxes_are_drawn_in_to_the_ink():
    line = measured(Picture(lines_of_print(), 100), [OcrLine("text", 50, 70, 550, 98, 0.9)])[0]
    assert (line.y0, line.y1, line.baseline) == (80, 89, 89)
    assert measured(Picture(lines_of_print(), 100), [OcrLine("x", 0, 0, 20, 20, 0.9)])[0].baseline == 16


def test_confidence_is_that_of_the_characters():
    assert sureness([OcrLine("abc", 0, 0, 1, 1, 1.0), OcrLine("d", 0, 0, 1, 1, 0.2)]) == pytest.approx(0.8)
    assert sureness([]) == 0.0


class Oriented:
    """An engine that reads only pages that stand as its text does."""

    name = "oriented"

    def __init__(self, upright_pixels) -> None:
        self.upright, self.asked = upright_pixels, 0

    def read(self, picture):
        self.asked += 1
        right = picture.pixels.shape == self.upright.shape and np.array_equal(picture.pixels, self.upright)
        return [OcrLine("a line that was read", 60, 80, 500, 100, 0.98 if right else 0.4)]

    def close(self):
        pass


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_whichever_way_it_lies(quarters, monkeypatch):
    monkeypatch.setattr(pages, "models", lambda: None)
    monkeypatch.setattr(pages, "installed", lambda: None)
    pixels = lines_of_print()
    pixels[80:120, 60:70] = 20  # so that no two ways look alike
    engines = pages.Engines()
    engines._tesseract = engine = Oriented(pixels)
    read = engines.read(Picture(np.rot90(pixels, -quarters), 100))
    assert read.turn.quarters == quarters
    assert read.lines[0].confidence == 0.98
    assert engine.asked <= 3


class TurnsLines:
    """An engine that turns single lines itself: it reads a page on its side as surely, with its lines on end."""

    name = "turns lines"

    def __init__(self, upright_shape) -> None:
        self.shape, self.asked = upright_shape, 0

    def read(self, picture):
        self.asked += 1
        across, down = (440, 20) if picture.pixels.shape == self.shape else (20, 440)
        return [OcrLine("a line that was read", 60, 80, 60 + across, 80 + down, 0.98)]

    def close(self):
        pass


@pytest.mark.parametrize("quarters", [0, 1])
@pytest.mark.parametrize("sharper", [0.5, 1.0, 1.2, 2.0])
def test_a_page_whose_columns_are_as_sharp_as_its_lines_is_set_upright(quarters, sharper, monkeypatch):
    monkeypatch.setattr(pages, "models", lambda: None)
    monkeypatch.setattr(pages, "installed", lambda: None)
    pixels = np.rot90(lines_of_print(), -quarters)
    monkeypatch.setattr(pages, "slope", lambda seen: (0.0, 10.0 if seen.shape == pixels.shape else 10.0 * sharper))
    engines = pages.Engines()
    engines._tesseract = engine = TurnsLines(lines_of_print().shape)
    read = engines.read(Picture(pixels, 100))
    assert read.turn.quarters % 2 == quarters
    assert engine.asked <= 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_tesseract_that_hangs_is_ended_with_all_it_started(monkeypatch, tmp_path):
    hanging = tmp_path / "tesseract"
    hanging.write_text("#!/bin/sh\nsleep 98763 &\nsleep 98763\n", encoding="utf-8")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(tesseract, "PAGE_SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(EngineError, match="TimeoutExpired"):
        tesseract._read(b"P5 1 1 255\n0", "eng", 200)
    assert time.monotonic() - begun < 1 + 2
    time.sleep(0.2)
    assert [process for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"] == ["sleep", "98763"]] == []


def test_without_an_engine_nothing_is_recognised(monkeypatch):
    monkeypatch.setattr(pages, "models", lambda: None)
    monkeypatch.setattr(pages, "installed", lambda: None)
    assert pages.Engines().names == []
    with pytest.raises(EngineError):
        pages.Engines().read(Picture(lines_of_print(), 100))


def pdf_of(paragraphs, language="en", dpi=200, turn=0):
    return scans.as_pdf([scans.turned(scans.draw(paragraphs, language, dpi), turn)])


@pytest.mark.skipif(not has_fonts, reason="the fonts or Pillow are not installed")
def test_without_an_engine_a_scan_is_no_text_and_the_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(recogniser, "engines", tuple)
    with pytest.raises(ReadError) as caught:
        read_bytes(pdf_of(TEXT), "scan.pdf")
    assert caught.value.status == "no_text"
    assert "pip install" in caught.value.reason
    with pytest.raises(ReadError, match="--ocr auto"):
        read_bytes(pdf_of(TEXT), "scan.pdf", ocr="never")


@needs_rapid
def test_a_scan_is_read_with_boxes_and_confidence():
    document = read_bytes(pdf_of(TEXT), "scan.pdf")
    assert [block.span.of(document.text) for block in document.blocks] == TEXT
    assert document.quality.pages_by_ocr == (1,)
    assert document.quality.pages_without_text == ()
    assert 0.95 < document.quality.ocr_confidence <= 1
    assert document.quality.score == pytest.approx(document.quality.ocr_confidence, abs=0.001)
    assert document.confidence_of(Span(0, 20)) > 0.9
    assert any("read by OCR" in note for note in document.quality.notes)
    assert status_of(document)[0] == "ok"
    first = document.lines[0].box
    assert 72 <= first.x0 <= 110 and 70 <= first.y0 <= first.y1 <= 92


@needs_rapid
def test_a_page_on_its_side_has_its_boxes_where_they_lie():
    document = read_bytes(pdf_of(TEXT, turn=90), "scan.pdf")
    assert document.text.split("\n") == TEXT
    width, height = document.pages[0].width, document.pages[0].height
    first = document.lines[0].box
    assert width > height
    assert first.y1 - first.y0 > 5 * (first.x1 - first.x0)
    assert 70 <= first.x0 <= 92


@needs_korean
def test_korean_is_read():
    document = read_bytes(pdf_of(KOREAN, "ko"), "scan.pdf")
    assert measures.error_rate(document.text, KOREAN[0], "ko") < 0.05


@needs_rapid
def test_always_reads_the_picture_and_not_the_text_layer(samples):
    data = (samples / "brightport-en.pdf").read_bytes()
    assert read_bytes(data, "a.pdf").quality.pages_by_ocr == ()
    seen = read_bytes(data, "a.pdf", ocr="always")
    assert seen.quality.pages_by_ocr == tuple(range(1, len(seen.pages) + 1))
    assert measures.error_rate(seen.text, read_bytes(data, "a.pdf").text, "en") < 0.1
