"""Files that others set: fonts that are only named, letters drawn twice or set apart, columns drawn across; their text is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.read import read_bytes
from tests.perf import drawn_documents as drawn
from tests.perf import measures
from tests.perf.printed_documents import Printed

MOST_ERRORS, LEAST_ORDER = 0.005, 0.98


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "ja", "ko"])
@pytest.mark.parametrize("make", [drawn.legacy, drawn.unembedded, drawn.overprinted, drawn.doubled, drawn.tracked, drawn.across])
def test_text_of_fonts_that_are_only_named(make: Callable[..., Printed], language: str) -> None:
    holds(make(language, 7, 8))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("make", [drawn.standard, drawn.overprinted, drawn.doubled, drawn.tracked, drawn.across])
def test_text_of_standard_fonts(make: Callable[..., Printed], language: str) -> None:
    holds(make(language, 8, 8))


def holds(document: Printed) -> None:
    reading = read_bytes(document.data, "file.pdf", ocr="never")
    assert measures.error_rate(reading.text, document.text, document.language) < MOST_ERRORS
    found, pairs = measures.adjacent(document, reading.text)
    assert found >= LEAST_ORDER * pairs
    assert not reading.quality.pages_without_text
