import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.codebook import Cue
from analyzer.segment.scripts import fold
from analyzer.tag.cues import WIDE_FAMILIES, CueMatcher

GREEN = Cue(
    "green",
    {"zh": ("绿色", "绿色低碳", "碳排放"), "en": ("green", "decarboni*", "heat pump"), "ja": ("脱炭素",), "ko": ("탄소중립",)},
    {"zh": ("绿色通道",), "en": ("green paper",)},
)
NET = Cue("network", {"zh": ("5G", "网络"), "en": ("5g", "fibre")}, {})


def found(text, language):
    return [(match.cue, match.span.of(text)) for match in CueMatcher([GREEN, NET], fold).find(text, language)]


def test_terms_are_found_inside_running_chinese():
    assert found("推进碳排放监测网络建设", "zh-Hans") == [("green", "碳排放"), ("network", "网络")]


def test_the_longest_term_wins():
    assert found("绿色低碳发展", "zh-Hans") == [("green", "绿色低碳")]


def test_a_veto_term_hides_the_term_inside_it_but_not_others():
    assert found("开通绿色通道，建设绿色社区", "zh-Hans") == [("green", "绿色")]
    assert found("The green paper on green roofs", "en") == [("green", "green")]


def test_traditional_text_matches_simplified_terms_and_quotes_itself():
    assert found("綠色低碳網絡", "zh-Hant") == [("green", "綠色低碳"), ("network", "網絡")]


def test_a_term_that_begins_with_a_star_may_end_a_compound():
    trade = Cue("trade", {"de": ("*industrie", "Handwerk"), "en": ("*works",)}, {"de": ("*rüstungsindustrie",)})
    matcher = CueMatcher([trade], fold, families=WIDE_FAMILIES)
    assert [match.span.of(text) for text in ("Die Möbelindustrie wächst",) for match in matcher.find(text, "de")] == ["industrie"]
    for text in ("Möbelindustrien", "Kunsthandwerk", "die Rüstungsindustrie"):
        assert matcher.find(text, "de") == []


def test_alphabetic_terms_need_word_boundaries_unless_they_may_run_on():
    assert found("evergreen greens Green decarbonisation", "en") == [("green", "Green"), ("green", "decarbon" + "i")]


def test_full_width_and_upper_case_letters_match():
    assert found("建设５Ｇ基站", "zh-Hans") == [("network", "５Ｇ")]
    assert found("5g网络", "zh-Hans") == [("network", "5g"), ("network", "网络")]


@pytest.mark.parametrize(("text", "language"), [("脱炭素を進める", "ja"), ("탄소중립을 추진한다", "ko")])
def test_japanese_and_korean_terms_match_as_parts_of_words(text, language):
    assert [cue for cue, _ in found(text, language)] == ["green"]


@given(st.text(alphabet="绿色通道碳排放綠 green5GÉİ𠮷", max_size=60), st.sampled_from(["zh-Hans", "zh-Hant", "en", "ja"]))
def test_folding_keeps_offsets_and_matches_quote_the_text(text, language):
    assert len(fold(text, language)) == len(text)
    for match in CueMatcher([GREEN, NET], fold).find(text, language):
        assert 0 <= match.span.start < match.span.end <= len(text)


def test_a_traditional_sentence_gets_the_codes_of_its_simplified_twin(policy):
    pairs = [
        ("到2027年，全市建成5G基站2.6萬個，千兆光網覆蓋所有鄉鎮。", "到2027年，全市建成5G基站2.6万个，千兆光网覆盖所有乡镇。"),
        ("成立由市長任組長的專班，按季度通報各區進展，杜絕重複建設。", "成立由市长任组长的专班，按季度通报各区进展，杜绝重复建设。"),
        ("系統根據水位預測自動調度泵站，無需人工干預。", "系统根据水位预测自动调度泵站，无需人工干预。"),
    ]
    for traditional, simplified in zip(policy.tag([pair[0] for pair in pairs]), policy.tag([pair[1] for pair in pairs]), strict=True):
        assert traditional.groups == simplified.groups
        assert [(item.span, item.code) for item in traditional.evidence] == [(item.span, item.code) for item in simplified.evidence]
    assert policy.tag([pairs[0][0]])[0].evidence[0].text in pairs[0][0]


def test_the_cues_whose_veto_stands_in_a_text_are_told():
    (found,) = CueMatcher([GREEN, NET], fold).read_all(["开通绿色通道"], ["zh-Hans"])
    assert found.matches == []
    assert found.vetoed == {GREEN.name}
