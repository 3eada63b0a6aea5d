import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.pipeline import matcher_for, sentence_segment
from analyzer.resources.codebooks import load_codebook
from analyzer.tag import features
from analyzer.tag.features import SURFACE, marks, surface

PIECES = [
    *"年到每将要应须了已し0２20１９%％个：:。“”「」\" \nedEDiıİsſKaé'’",
    "20", "2030", "１２345", "12345", "119", "“N”", "“+”", "底前", "年底前", "百分之", "令和", "年度", "まで", "する", "한다", "했", "매년", "분기",
    "annually", "every year", "quarterly", "by the end of 2030", "until 2031", "ed.", " ed ", "will", "wıll", "WİLL", "muſt", "Shall", "to be", "was", "HAD",
    "has been", "a été", "sera", "per cent", "Parks", "5 MW", "3亿", "€5", "12万元", "d’ici 2030", "一、", "第三章", " | ",
]  # fmt: skip


def plainly(text):
    """Search for every pattern in every text."""
    counted = features._NAMED_FIGURE.sub("", text.translate(features._PLAIN_DIGITS))
    return [bool(pattern.search(counted)) for _, pattern, _ in features._PATTERNS]


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_what_a_text_cannot_hold_need_not_be_searched_for(text):
    assert surface(text, "zh-Hans")[: len(features._PATTERNS)] == plainly(text)


@given(st.text(max_size=30))
def test_any_text_has_the_marks_of_a_plain_search(text):
    assert surface(text, "en")[: len(features._PATTERNS)] == plainly(text)


@pytest.mark.parametrize(
    ("text", "language", "mark"),
    [
        ("到２０３０年，建成基站９０个。", "zh-Hans", "deadline"),
        ("投入12万元。", "zh-Hans", "money"),
        ("The Ed. was late", "en", "past"),
        ("Ten per cent of all buses", "en", "percent"),
        ("毎年見直しを行う。", "ja", "deadline"),
    ],
)
def test_marks_are_found(text, language, mark):
    assert surface(text, language)[SURFACE.index(mark)] == 1.0


def test_hotlines_and_named_figures_count_nothing():
    for text in ("拨打12345热线。", "实施“1+9”行动方案。"):
        assert surface(text, "zh-Hans")[SURFACE.index("digit")] == 0.0


def test_marks_of_a_sentence_do_not_depend_on_its_company():
    segments = [sentence_segment(text, "开放数据") for text in ("公开数据，公开数据，公开3类数据。", "建设5G网络。", "……")]
    matcher = matcher_for(load_codebook())
    together = marks(segments, matcher)
    alone = [marks([segment], matcher) for segment in segments]
    assert np.array_equal(together.matrix, np.vstack([one.matrix for one in alone]))
    assert together.matches == tuple(one.matches[0] for one in alone)
    assert marks([], matcher).matrix.shape == (0, together.matrix.shape[1])
