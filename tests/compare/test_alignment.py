"""Alignment of versions, the words that changed, and the split of a number over changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.compare.alignment import align, unit
from analyzer.compare.attribution import rounded_to, shapley
from analyzer.compare.wording import edits
from analyzer.domain.versions import EditKind
from analyzer.segment.tokens import Tokenizer

PARKS = "建设智慧停车平台，接入全市公共车位。"
CARE = "为独居老人安装烟感和紧急呼叫设备。"
CLOUD = "二〇二六年完成政务云扩容。"
TEAM = "成立由市长任组长的领导小组，统筹各项工作。"
WORDS = Tokenizer().tokens
WORDS("规划", "zh-Hans")  # loads the dictionary before any example is timed
BUS = "The city will show live bus times at every stop by 2028."
WARD = "Each ward gets a library with free internet."


def aligned(old, new, cosine=0.0):
    pairs = align([unit(text) for text in old], [unit(text) for text in new], lambda asked: [cosine] * len(asked))
    return [(tuple(old[i] for i in pair.old), tuple(new[j] for j in pair.new), pair.same, pair.moved) for pair in pairs]


def test_the_same_text_is_unchanged_whatever_its_numbering_punctuation_and_spaces():
    assert aligned(["一、" + PARKS, BUS], ["（二） " + PARKS.replace("，", ","), BUS.replace(" bus", "  bus")]) == [
        (("一、" + PARKS,), ("（二） " + PARKS.replace("，", ","),), True, False),
        ((BUS,), (BUS.replace(" bus", "  bus"),), True, False),
    ]


def test_added_dropped_and_rewritten_sentences_are_told_apart():
    new = [PARKS, CARE.replace("烟感和", "烟感、水表和"), BUS]
    assert aligned([PARKS, CARE, CLOUD], new) == [
        ((PARKS,), (PARKS,), True, False),
        ((CARE,), (new[1],), False, False),
        ((CLOUD,), (), False, False),
        ((), (BUS,), False, False),
    ]


def test_a_sentence_in_another_place_is_moved_and_its_neighbours_are_not():
    assert [(new, moved) for _, new, _, moved in aligned([PARKS, CARE, CLOUD, TEAM], [CARE, CLOUD, TEAM, PARKS])] == [
        ((CARE,), False),
        ((CLOUD,), False),
        ((TEAM,), False),
        ((PARKS,), True),
    ]


def test_a_moved_sentence_may_be_rewritten_as_well():
    later = PARKS.replace("全市公共车位", "全市路边车位")
    assert ((PARKS,), (later,), False, True) in aligned([PARKS, CARE, CLOUD, TEAM], [CARE, CLOUD, TEAM, later])


def test_split_and_joined_sentences_stay_one_change_and_cut_otherwise_they_are_unchanged():
    whole = "整合城管、应急、水务系统，建设运行平台，统一受理事件。"
    halves = ["整合城管、应急、水务系统。", "建设运行平台，统一受理事件。"]
    assert aligned([PARKS, whole], [PARKS, *halves])[1:] == [((whole,), tuple(halves), True, False)]
    assert aligned([*halves, PARKS], [whole + "限时办结。", PARKS])[0] == (tuple(halves), (whole + "限时办结。",), False, False)


def test_other_words_with_the_same_meaning_count_only_between_the_same_neighbours():
    said, again = "从群众最关心的事做起，增强获得感。", "把群众反映最强烈的问题放在首位，让群众得到实惠。"
    assert ((said,), (again,), False, False) in aligned([PARKS, said, CLOUD], [PARKS, again, CLOUD], cosine=0.9)
    assert ((said,), (), False, False) in aligned([PARKS, said, CLOUD], [PARKS, again, CLOUD], cosine=0.5)
    assert ((said,), (), False, False) in aligned([PARKS, said, CLOUD], [PARKS, CLOUD, again], cosine=0.9)


@given(
    st.lists(st.sampled_from([PARKS, CARE, CLOUD, TEAM, BUS, WARD, "a", "智慧"]), max_size=12),
    st.lists(st.sampled_from([PARKS, CARE, TEAM, BUS, "智慧"]), max_size=12),
)
def test_every_sentence_stands_in_exactly_one_pair_and_new_ones_in_order(old, new):
    pairs = align([unit(text) for text in old], [unit(text) for text in new], lambda asked: [0.9] * len(asked))
    assert sorted(i for pair in pairs for i in pair.old) == list(range(len(old)))
    assert [j for pair in pairs for j in pair.new] == list(range(len(new)))
    assert all(not pair.same or (pair.old and pair.new) for pair in pairs)
    if old == new:
        assert all(pair.same and not pair.moved for pair in pairs)


@given(st.text("智慧交通医疗ab 12，。", max_size=20), st.text("智慧交通医疗ab 12，。", max_size=20))
def test_edits_make_up_both_texts_up_to_folding(old, new):
    found = edits(old, new, WORDS(old, "zh-Hans"), WORDS(new, "zh-Hans"), str)
    assert "".join(edit.text for edit in found if edit.kind is not EditKind.OUT) == new
    assert "".join("".join(edit.text for edit in found if edit.kind is not EditKind.IN).split()) == "".join(old.split())


def test_edits_name_the_figures_that_changed():
    old, new = "2027年底前建成基站4500个。", "2026年底前建成基站5200个。"
    found = edits(old, new, WORDS(old, "zh-Hans"), WORDS(new, "zh-Hans"), str)
    assert [(edit.kind.value, edit.text) for edit in found if edit.kind is not EditKind.SAME] == [
        ("out", "2027"),
        ("in", "2026"),
        ("out", "4500"),
        ("in", "5200"),
    ]


def saturating(state):
    return {"total": min(len(state & {0, 1, 2}), 1) * 10.0 + len(state & {3}) * 2.0}


def test_players_that_could_stand_in_for_each_other_share_and_others_keep_their_own():
    shares, orders = shapley(5, saturating)
    assert orders >= 2
    assert shares[3]["total"] == pytest.approx(2.0)
    assert shares[4]["total"] == pytest.approx(0.0)
    assert sum(share["total"] for share in shares) == pytest.approx(12.0)
    assert all(share["total"] > 0 for share in shares[:3])


def test_two_players_are_split_exactly_and_the_same_way_every_time():
    shares, _ = shapley(2, saturating)
    assert [share["total"] for share in shares] == [5.0, 5.0]
    assert shapley(9, saturating) == shapley(9, saturating)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30))
def test_rounded_parts_add_up_to_the_rounded_total_and_stay_near(parts):
    rounded = rounded_to(sum(parts), parts)
    assert round(sum(rounded), 6) == pytest.approx(round(sum(parts), 2), abs=1e-6)
    assert all(abs(after - before) <= 0.0101 for after, before in zip(rounded, parts, strict=True))
