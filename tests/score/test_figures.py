"""Numbers and years that are not a measure's own."""

import pytest

from analyzer.domain.document import Span
from analyzer.domain.segment import Segment
from analyzer.score.figures import only_borrowed, without_borrowed
from analyzer.score.timing import years_in
from tests.score.test_scorecard import cues_in


def sentence(text, language):
    return Segment("s", "d", Span(0, len(text)), text, (), "paragraph", language, 1)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("按照《2021—2025年信息化规划》的要求推进平台建设", "zh-Hans"),
        ("依据某发〔2019〕12号文件完善工作制度", "zh-Hans"),
        ("推进5G与千兆光网融合应用", "zh-Hans"),
        ("执行GB/T 36333—2018的要求", "zh-Hans"),
        ("做好12345热线的升级改造", "zh-Hans"),
        ("Sensors will be installed in line with Vision 2040", "en"),
        ("New systems will follow ISO 37120 and Directive 2010/40/EU", "en"),
        ("Kiosks will be set up beside the station (to be opened in 2029)", "en"),
        ("The platform runs 24/7 and is extended to all districts", "en"),
        ("Shuttles will connect the centre [14]", "en"),
    ],
)
def test_figures_of_laws_plans_techniques_and_others_are_borrowed(text, language):
    assert only_borrowed(sentence(text, language), cues_in)
    assert len(without_borrowed(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("按照《信息化规划》新建5G基站1200座", "zh-Hans"),
        ("依据某发〔2019〕12号文件，每季度通报一次进展", "zh-Hans"),
        ("推进5G网络建设，由市通信管理局负责", "zh-Hans"),
        ("举办各类数字技能培训110场", "zh-Hans"),
        ("In line with Vision 2040, 300 sensors will be installed", "en"),
        ("Under Act 12 the Transport Department will report every year", "en"),
        ("The platform runs 24/7 and has a budget of two million euros", "en"),
        ("No figure stands here at all", "en"),
    ],
)
def test_a_figure_a_body_a_rhythm_or_a_budget_of_its_own_can_be_checked(text, language):
    assert not only_borrowed(sentence(text, language), cues_in)


def test_years_of_names_date_nothing():
    assert years_in("Imagine Vision 2040: sensors everywhere") is None
    assert years_in("The 2030 Mobility Plan is carried on") is None
    assert years_in("按照《2025年规划》建设") is None
    assert years_in("Vision 2040: sensors by 2027") == (2027, 2027)
