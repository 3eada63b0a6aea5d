import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.resources.words import user_words
from analyzer.segment.tokens import Tokenizer


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer(("城市大脑", "一网统管"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("建设城市大脑，推进𠮷林“一网统管”。", "zh-Hans"),
        ("The city's 5G network.", "en"),
        ("データ連携基盤を整備する。", "ja"),
        ("데이터를 공유한다.", "ko"),
        ("L'État publie.", "fr"),
    ],
)
def test_every_token_quotes_its_span(tokenizer, text, language):
    tokens = tokenizer.tokens(text, language)
    assert tokens
    assert all(token.span.of(text) == token.text for token in tokens)


def test_user_words_stay_whole(tokenizer):
    assert {"城市大脑", "一网统管"} <= {token.text for token in tokenizer.tokens("建设城市大脑，推进一网统管。", "zh-Hans")}


def test_words_for_search_are_lower_case_without_punctuation(tokenizer):
    assert tokenizer.words("Open Data, Wi-Fi!", "en").split()[:2] == ["open", "data"]
    assert "," not in tokenizer.words("Open Data, Wi-Fi!", "en")


def test_the_user_words_are_terms_of_the_lexicon():
    assert "智慧城市" in user_words()
    assert all(2 <= len(word) <= 5 for word in user_words())


@given(
    st.lists(
        st.sampled_from("don't (city's) Wi-Fi e.g. U.S. 5G, 3.5% 10am a.m. l'État, aujourd'hui «Données» — www.city.org/a-b x. 2025–2030 … I'm cannot".split())
    ),
    st.sampled_from([" ", "  ", "\u3000", "\t"]),
    st.sampled_from(["en", "fr", "de", "und"]),
)
def test_words_for_search_are_the_tokens_of_the_whole_text(tokenizer, parts, space, language):
    text = space.join(parts)
    tokens = [token.text.lower() for token in tokenizer.tokens(text, language) if token.text[0].isalnum() or token.text[-1].isalnum()]
    assert tokenizer.words(text, language).split() == tokens
