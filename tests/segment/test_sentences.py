import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.segment.sentences import MAX_SENTENCE, split_sentences


def split(text, language):
    return [span.of(text) for span in split_sentences(text, language)]


def test_chinese_ends_at_stops_and_list_semicolons_and_keeps_closing_quotes():
    text = "建成“一网通办”。推进共享；落实责任！“真的吗？”是的。"
    assert split(text, "zh-Hans") == ["建成“一网通办”。", "推进共享；", "落实责任！", "“真的吗？”", "是的。"]


def test_japanese_keeps_semicolons_inside_a_sentence():
    assert split("整備する；推進する。検討する。", "ja") == ["整備する；推進する。", "検討する。"]


def test_western_full_stops_end_a_sentence_only_before_a_new_one():
    text = "The U.S. Department will pay $3.5 million. See Fig. 3 for Mr. Smith's plan, e.g. No. 4 of it. Buses run at 5 p.m. daily. It works! Does it?"
    assert split(text, "en") == [
        "The U.S. Department will pay $3.5 million.",
        "See Fig. 3 for Mr. Smith's plan, e.g. No. 4 of it.",
        "Buses run at 5 p.m. daily.",
        "It works!",
        "Does it?",
    ]


def test_a_leading_list_number_is_no_sentence():
    assert split("1. Build the network. 2. Share the data.", "en")[0] == "1. Build the network."


def test_french_guillemets_stay_with_their_sentence():
    assert split("Le plan « climat ». Il vise 2030.", "fr") == ["Le plan « climat ».", "Il vise 2030."]


def test_korean_sentences_end_before_a_space():
    assert split("플랫폼을 구축한다. 2030년까지 확대한다.", "ko") == ["플랫폼을 구축한다.", "2030년까지 확대한다."]


@pytest.mark.parametrize("language", ["zh-Hans", "ja", "en"])
def test_a_run_without_stops_is_cut_to_bounded_pieces(language):
    spans = split_sentences("碳" * 10_000, language)
    assert max(span.end - span.start for span in spans) <= MAX_SENTENCE
    assert sum(span.end - span.start for span in spans) == 10_000


@given(st.text(alphabet="甲乙。；！？.!? ”』)»Ab1\u3000…", max_size=200), st.sampled_from(["zh-Hans", "ja", "en", "fr", "ko"]))
def test_sentences_are_ordered_trimmed_and_cover_all_but_white_space(text, language):
    spans = split_sentences(text, language)
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        position = span.end
    assert not text[position:].strip()


def test_the_number_of_a_note_behind_a_stop_ends_the_sentence():
    assert split("The sites are dispersed.119 Ensuring access is hard.[2] The plan.’3 Finally it works.", "en") == [
        "The sites are dispersed.119",
        "Ensuring access is hard.[2]",
        "The plan.’3",
        "Finally it works.",
    ]
    assert split("See version v.2 Beta, No.5 Road and art.12 Law of it.", "en") == ["See version v.2 Beta, No.5 Road and art.12 Law of it."]


def test_a_full_stop_without_its_space_ends_a_sentence_but_an_address_goes_on():
    assert split("Signs clutter our neighborhoods.We remove them (see 3.4).This helps.", "en") == [
        "Signs clutter our neighborhoods.",
        "We remove them (see 3.4).",
        "This helps.",
    ]
    for whole in ("Read www.city.gov/Plans now.", "The U.S.Department of roads pays."):
        assert split(whole, "en") == [whole]


def test_western_full_stops_end_chinese_sentences_but_not_numbers():
    assert split("(一)指导思想.坚持规划引领.建设3.5公里专网.", "zh-Hans") == ["(一)指导思想.", "坚持规划引领.", "建设3.5公里专网."]
    for whole in ("三.主要任务", "(二).主要任务", "见附件.docx"):
        assert split(whole, "zh-Hans") == [whole]
