"""rjieba, as the tokenizer uses it, gives jieba's words: the peer that it is held to."""

import logging
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.pipeline import read_document
from analyzer.resources.words import user_words
from analyzer.segment.segments import segment_document
from analyzer.segment.tokens import USER_FREQUENCY, Tokenizer

PLANS = (
    "jingchuan-hardware-2025-2027.pdf",
    "lanhai-scheme-2025-2027.docx",
    "qinghe-plan-2026-2030.pdf",
    "yuntai-opinion.txt",
)


@pytest.fixture(scope="module")
def jieba_cut():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own regular expressions warn when first compiled
        import jieba
    jieba.setLogLevel(logging.WARNING)
    peer = jieba.Tokenizer()
    peer.initialize()
    # jieba counts a word twice whose frequency is replaced; rjieba does not.
    twice = sum(peer.FREQ.get(word, 0) for word in user_words())
    for word in user_words():
        peer.add_word(word, USER_FREQUENCY, "nz")
    peer.total -= twice
    return peer.lcut


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer(user_words())


@pytest.mark.parametrize("name", PLANS)
def test_the_sample_plans_are_cut_as_by_jieba(jieba_cut, tokenizer, samples, name):
    sentences = [segment.text for segment in segment_document(read_document(samples / name)).segments if segment.language == "zh-Hans"]
    assert len(sentences) > 20
    for sentence in sentences:
        assert [token.text for token in tokenizer.tokens(sentence, "zh-Hans")] == [word for word in jieba_cut(sentence) if word.strip()]


# Single characters of Chinese only: at equal chances of two ways to cut unknown words, such as 比比比, the two may differ.
@given(
    st.lists(
        st.sampled_from([*"2019aZx+#&._%-，。（ “城", "C++", "c#", "AT&T", "5G", "12.5%", "2021-2035", "数据", "e_mail", "T恤", "www.city.cn", "\r\n"]),
        max_size=20,
    )
)
def test_runs_of_ascii_are_cut_as_by_jieba(jieba_cut, tokenizer, parts):
    text = "".join(parts)
    assert [token.text for token in tokenizer.tokens(text, "zh-Hans")] == [word for word in jieba_cut(text) if word.strip()]


@pytest.mark.parametrize("text", ["SBLX_0001类", "open-data平台2.6万个", "ZFBZ_ZFSX char"])
def test_words_for_search_hold_runs_of_ascii_as_they_are_cut(tokenizer, text):
    words = tokenizer.words(text, "zh-Hans").split()
    assert words == [token.text.lower() for token in tokenizer.tokens(text, "zh-Hans") if token.text.isalnum() or "." in token.text]


@given(st.text(alphabet="城市数据2-5.a\ud83d\udc00?，", max_size=20))
def test_halves_of_surrogate_pairs_are_tokens_that_quote_themselves(tokenizer, text):
    tokens = tokenizer.tokens(text, "zh-Hans")
    assert all(token.span.of(text) == token.text for token in tokens)
    assert "".join(token.text for token in tokens) == text
