"""Text layers judged: the letters of a language pass, what broken fonts leave of them does not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.document import page_list
from analyzer.read.health import unusable
from analyzer.read.pdf.doubled import without_doubles
from analyzer.read.pdf.printed import PageLines, TextRun
from analyzer.read.pdf.text_layer import TextLayers

WRITTEN = Path(__file__).resolve().parents[2] / "corpora" / "tagged" / "written"
LANGUAGES = ("zh-Hans", "zh-Hant", "ja", "ko", "en", "fr", "de", "es", "sv")
PLAIN = "The city will open its data to everybody and report every year on what was done with it, street by street. " * 3


def passages(language: str, size: int = 12) -> list[str]:
    texts = [json.loads(one)["text"] for path in sorted(WRITTEN.glob(f"{language}-*.jsonl")) for one in path.read_text("utf-8").splitlines()]
    return ["\n".join(texts[start : start + size]) for start in range(0, len(texts) - size, size)]


def shuffled(text: str, seed: int) -> str:
    letters = sorted(set(text) - set("\n "))
    others = random.Random(seed).sample(letters, len(letters))
    return text.translate(str.maketrans(dict(zip(letters, others, strict=True))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_languages_write_is_usable(language: str) -> None:
    assert [text for text in passages(language) if unusable(text) is not None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_shuffled_letters_are_not(language: str) -> None:
    # Few Chinese characters shuffled among themselves stay common ones: only their order tells.
    texts = passages(language, 24 if language.startswith("zh") else 12)
    found = sum(unusable(shuffled(text, number)) is not None for number, text in enumerate(texts))
    assert found >= 0.95 * len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "\ue123\ue124\ue125 " * 20,
        "\ufffd" * 20 + "abc",
        "Le num\x01rique a \x01t\x01 plac\x01 aupr\x04s des habitants de tous les quartiers de la ville. " * 4,
        "智慧城市建设实施方案，推进数据共享和业务协同，提升公共服务水平。".encode("gbk").decode("latin-1") * 3,
        "Les données des écoles et des musées sont publiées là où les élèves étudient.".encode().decode("cp1252") * 12,
        "S m a r t  c i t y  p l a n  f o r  t h e  n e x t  y e a r s " * 8,
        "시 는  모 든  자 료 를  공 개 하 고  해 마 다  보 고 한 다 .  " * 6,
        "".join(chr(code) for code in range(0x300, 0x1300, 7)),
        "锟斤拷" * 40,
    ],
    ids=[
        "private",
        "replacement",
        "accents lost",
        "GBK as Latin",
        "UTF-8 as Latin",
        "letters apart",
        "Hangul apart",
        "codes as characters",
        "lost in conversion",
    ],
)
def test_garbage_is_told(text: str) -> None:
    assert unusable(text) is not None


@pytest.mark.parametrize(
    "text", ["", "12.5 % 2030 47 1,024 " * 40, "5G AI IoT BIM GIS LED " * 3, "•  • \uf0b7 text", "Ёлка стоит в городском саду и радует детей зимой " * 3]
)
def test_too_little_or_other_text_is_left_alone(text: str) -> None:
    assert unusable(text) is None


@given(st.text(max_size=400))
def test_any_text_gets_a_verdict(text: str) -> None:
    verdict = unusable(text)
    assert verdict is None or "\n" not in verdict


def run(text: str, x: float = 72, y: float = 100, font: str = "Song", size: float = 10) -> TextRun:
    return TextRun(text, x, y - size, x + 5 * len(text), y, y, size, font)


def test_a_font_that_is_broken_on_other_pages_is_known_on_a_page_with_little_of_it() -> None:
    layers = TextLayers()
    body = [run(PLAIN, font="Body")]
    heading = "\ue001\ue002\ue003\ue004\ue005\ue006\ue007\ue008\ue009"
    for number in range(1, 8):
        page = PageLines(number, 595, 842, [*body, run(heading + chr(0xE100 + number), font="Title")])
        health = layers.judge(page)
    assert health.reason is None
    assert {font.name: font.reason is None for font in health.fonts} == {"Body": True, "Title": False}


def test_what_is_printed_twice_counts_once() -> None:
    runs = [run("Overall goals"), run("Overall goals", x=72.4), run("Overall goals", y=300), run("TTaasskkss ooff tthhee yyeeaarr", y=400), run("8888", y=500)]
    assert [one.text for one in without_doubles(runs)] == ["Overall goals", "Overall goals", "Tasks of the year", "8888"]


def test_pages_are_listed_as_people_do() -> None:
    assert page_list([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert page_list(list(range(1, 40, 2))).endswith(" …")
