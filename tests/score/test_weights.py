from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.score.weights import rank_ranges, total_range

POINTS = st.lists(st.floats(0, 100), min_size=1, max_size=6)


@given(POINTS)
def test_the_range_holds_every_corner_and_is_reached(points):
    low, high = total_range(points, [1.0] * len(points))
    corners = [sum(w * p for w, p in zip(weights, points, strict=True)) / sum(weights) for weights in product((0.8, 1.2), repeat=len(points))]
    assert low == pytest.approx(min(corners), abs=1e-9)
    assert high == pytest.approx(max(corners), abs=1e-9)


def test_a_rank_is_stable_where_no_weighting_turns_the_pair():
    assert rank_ranges([[90, 90], [10, 10]], [1, 1]) == [(1, 1, 1), (2, 2, 2)]
    assert rank_ranges([[52, 50], [50, 51]], [1, 1]) == [(1, 1, 1), (2, 2, 2)]
    assert rank_ranges([[60, 41], [40, 60]], [1, 1]) == [(1, 1, 2), (2, 1, 2)]
    assert rank_ranges([[50, 50], [50, 50]], [1, 1]) == [(1, 1, 1), (1, 1, 1)]
