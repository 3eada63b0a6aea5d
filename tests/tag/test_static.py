import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.segment.tokens import quick_words
from analyzer.tag.static import TABLE_FILE, WORDS_FILE, WORDS_READ, StaticEncoder, WordIds

WORDS = ["智慧", "城市", "city", "the", "0000"]
BUCKETS = 50


@pytest.fixture(scope="module")
def encoder():
    rng = np.random.default_rng(5)
    table = io.BytesIO()
    vectors = rng.normal(size=(len(WORDS) + 1 + BUCKETS, 8)).astype(np.float16)
    np.savez(table, vectors=vectors, weights=rng.normal(size=(16, 12)).astype(np.float32), bias=np.zeros(12, dtype=np.float32))
    return StaticEncoder("static-test", {TABLE_FILE: table.getvalue(), WORDS_FILE: "".join(f"{word}\n" for word in WORDS).encode()}, quick_words)


def test_words_have_their_own_numbers_and_pairs_share_the_rest():
    ids = WordIds(WORDS, BUCKETS, quick_words)
    numbers, starts = ids.of(["The City 2031", "", "智慧城市"])
    assert numbers[:3].tolist() == [3, 2, 4]
    assert starts.tolist() == [0, 5, 6]
    assert numbers[5] == len(WORDS)  # an empty text reads as one unknown word
    assert all(len(WORDS) < number < ids.rows for number in (*numbers[3:5], numbers[8]))


def test_the_order_of_words_shows_in_the_pairs():
    ids = WordIds(WORDS, BUCKETS, quick_words)
    one, other = ids.of(["the city"])[0], ids.of(["city the"])[0]
    assert sorted(one[:2]) == sorted(other[:2])
    assert one[2] != other[2]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
def test_a_text_has_the_same_numbers_in_any_company(texts):
    ids = WordIds(WORDS, BUCKETS, quick_words)
    together, starts = ids.of(texts)
    bounds = [*starts.tolist(), len(together)]
    for number, text in enumerate(texts):
        assert together[bounds[number] : bounds[number + 1]].tolist() == ids.of([text])[0].tolist()


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_a_sentence_has_the_same_vector_in_any_company(encoder, texts):
    together = encoder.encode(texts, ["目标"] * len(texts))
    alone = np.vstack([encoder.encode([text], ["目标"]) for text in texts])
    assert np.array_equal(together, alone)


def test_headings_count_and_no_sentences_give_no_rows(encoder):
    one, two = encoder.encode(["智慧城市", "智慧城市"], ["the city", ""])
    assert not np.allclose(one, two)
    assert encoder.encode([], []).shape == (0, 12)


def test_halves_of_surrogates_and_endless_texts_are_read(encoder):
    assert np.isfinite(encoder.encode(["\ud800智慧", "长" * 3_000_000], ["", "长" * 3_000_000])).all()


def test_no_more_than_the_limit_is_read():
    ids = WordIds(WORDS, BUCKETS, quick_words)
    assert len(ids.words("word " * 1000)) == WORDS_READ
