"""Charts: plain, the same each time, in colours that everyone can tell apart, and texts that stay within their lines."""

import os
import re
import subprocess
import sys
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from analyzer.report.charts import canvas, strip
from analyzer.report.charts.figure import figure
from analyzer.report.content.charts import Bar, Bars, HeatCell, HeatMap, Interval, Intervals
from analyzer.report.content.model import Cell, Strip, StripRow

HARM = '<a href="javascript:window.PWN=1">x</a> \\(x^2\\) </text><script>1</script> & "\'\u202e'
CHARTS = {
    "intervals": Intervals((Interval(HARM, 10, 20, 30, "20 (10–30)"), Interval("乙", 0, 0, 0, "0", strong=True), Interval("丙", 1, 50, 99, "", (40, 60)))),
    "heat": HeatMap(("甲", HARM), ("2026", "2027", "2028"), (tuple(HeatCell(str(at), at) for at in range(3)), (HeatCell(HARM, 3),) * 3), 1, upward=True),
    "bars": Bars((Bar(HARM, (2.5,), "+2.50"), Bar("乙", (-1.0,), "−1.00"))),
    "parts": Bars((Bar("甲", (0.4, 0.1), "40 %"), Bar("乙", (0.0, 0.0), "0 %")), ("one", "other"), 1.0),
    "strip": Strip((StripRow("principles", HARM, 0, 2, (Cell(0, 0, 0, "", "p1"), Cell(1, 2, 2, HARM, "p2"))),), 2, "a page", "Page 1", "Page 2"),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_shapes_and_text_and_nothing_else(kind):
    for drawn, suffix in zip(figure(CHARTS[kind], "c", HARM, "en"), "wn", strict=True):
        found = list(etree.fromstring(drawn).iter())
        assert {etree.QName(item).localname for item in found} <= {"svg", "g", "rect", "line", "path", "text", "tspan", "title", "desc", "a"}
        attributes = [(name, value) for item in found for name, value in item.attrib.items()]
        assert not {name for name, _ in attributes} & {"style", "class", "clip-path"}
        assert not [name for name, _ in attributes if name.startswith("on") or "{" in name]
        assert {value for name, value in attributes if name == "href"} <= {"#p2"}
        assert {value for name, value in attributes if name == "id"} == {f"c-{suffix}-t", f"c-{suffix}-d"}
        assert not [value for name, value in attributes if re.search(r"\d\.\d\d", value)]
        assert not re.search("[\ue000\ue001\u202e]", drawn)


def test_what_looks_like_a_link_or_a_formula_stays_as_it_was_written():
    wide, _ = figure(Intervals((Interval('<a href="#x">\\(x\\)', 1, 2, 3, ""),)), "c", "t", "en")
    assert '&lt;a href="#x"&gt;\\(x\\)' in wide


def test_a_chart_is_the_same_in_every_process():
    script = (
        "from analyzer.report.charts.figure import figure; from analyzer.report.content.charts import *\n"
        "print(figure(Bars((Bar('甲', (0.1, 1 / 3), 'x'), Bar('乙', (0.2, 0.7), 'y')), ('one', 'other'), 1.0), 'c', 't', 'en'))"
    )
    made = [subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in "12"]
    assert made[0] == made[1]
    assert b"<rect" in made[0]


def test_each_stretch_of_a_strip_is_a_link_on_a_screen_and_text_on_a_phone():
    wide, narrow = figure(CHARTS["strip"], "c", "t", "en")
    assert wide.count("<a ") == 1
    assert 'href="#p2"' in wide
    assert "<a " not in narrow


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=80), st.integers(20, 300))
def test_a_wrapped_text_keeps_to_its_width_and_its_order(text, pixels):
    lines = canvas.wrapped(text, pixels, most=99).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(canvas.breadth(line) <= pixels or len(line) == 1 for line in lines)
    cut = canvas.wrapped(text, pixels, most=2)
    assert len(cut.split("\n")) <= 2
    assert cut == "\n".join(lines) or cut.endswith("…")


def test_chinese_breaks_anywhere_but_before_a_closing_sign_and_after_an_opening_one():
    assert canvas.wrapped("智慧城市，建设（规划）", 4 * canvas.SIZE) == "智慧城\n市，建设\n（规划）"


def channels(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(colour):
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(colour)]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_in_charts_can_be_read_on_what_they_stand_on():
    """WCAG 2.2 asks 4.5 to 1 of text and 3 to 1 of shapes that carry meaning."""
    pairs = [(canvas.SOFT, "#ffffff"), ("#ffffff", canvas.SHADES[3]), *((canvas.INK, shade) for shade in canvas.SHADES[:3])]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert contrast(canvas.DARK, canvas.BAND) >= 3
    assert all(contrast(colour, "#ffffff") >= 3 for colour in canvas.PARTS[:3])


# Viénot, Brettel and Mollon (1999), applied to linear light: what protanopes and deuteranopes see.
SIGHTS = {
    "protan": ((0.1124, 0.8876, 0.0), (0.1124, 0.8876, 0.0), (0.0040, -0.0040, 1.0)),
    "deutan": ((0.2928, 0.7072, 0.0), (0.2928, 0.7072, 0.0), (-0.0223, 0.0223, 1.0)),
}


@pytest.mark.parametrize("sight", SIGHTS)
def test_parts_of_bars_and_groups_of_a_strip_differ_for_the_colour_blind(sight):
    def seen(colour):
        linear = [value**2.2 for value in channels(colour)]
        return [max(sum(weight * value for weight, value in zip(row, linear, strict=True)), 0) ** (1 / 2.2) for row in SIGHTS[sight]]

    def distance(one, other):
        return sum((a - b) ** 2 for a, b in zip(seen(one), seen(other), strict=True)) ** 0.5

    assert min(distance(*pair) for pair in combinations(canvas.PARTS[:3], 2)) > 0.2
    # Rows of a strip carry their names: neighbours need only not to run into one another.
    tones = strip._TONES["principles"]
    assert min(distance(one, other) for one, other in pairwise(tones)) > 0.3
