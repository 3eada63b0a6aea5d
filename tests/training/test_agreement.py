import json

import pytest

from analyzer.errors import InputError
from analyzer.resources.codebooks import load_codebook
from analyzer.training.agreement import agreement, read_codings

BOOK = load_codebook()


def coder(tmp_path, name, rows):
    path = tmp_path / name
    path.write_text("".join(json.dumps({"id": str(n), **row}) + "\n" for n, row in enumerate(rows)))
    return read_codings(path, BOOK)


def alphas(first, second):
    return {(item.group, item.code): item for item in agreement(first, second, BOOK)}


def test_equal_codings_agree_wholly(tmp_path):
    rows = [{"principles": ["green"], "commitment": 1}, {"principles": [], "commitment": 3}]
    found = alphas(coder(tmp_path, "a", rows), coder(tmp_path, "b", rows))
    assert found["principles", ""].alpha == found["commitment", ""].alpha == found["principles", "green"].alpha == 1.0


def test_nominal_alpha_is_krippendorffs(tmp_path):
    """Twelve pairs with two values; alpha = 1 - Do/De by hand: Do = 4/24 * 1, computed from the coincidence matrix."""
    one = [{"stance": v} for v in ["endorse"] * 8 + ["caution"] * 4]
    two = [{"stance": v} for v in ["endorse"] * 7 + ["caution"] * 4 + ["endorse"]]
    # 7 pairs e-e, 3 c-c, 2 mixed: observed 4 of 24 ordered pairs differ; values: 16 e, 8 c; expected 2*16*8/(24*23).
    expected = 1 - (4 / 24) / (2 * 16 * 8 / (24 * 23))
    assert alphas(coder(tmp_path, "a", one), coder(tmp_path, "b", two))["stance", ""].alpha == pytest.approx(expected)


def test_levels_that_lie_near_disagree_less_than_levels_far_apart(tmp_path):
    base = [{"commitment": level} for level in (0, 1, 2, 3, 0, 3)]
    near = [{"commitment": level} for level in (0, 1, 2, 3, 1, 3)]
    far = [{"commitment": level} for level in (0, 1, 2, 3, 3, 3)]
    first = coder(tmp_path, "a", base)
    assert alphas(first, coder(tmp_path, "b", near))["commitment", ""].alpha > alphas(first, coder(tmp_path, "c", far))["commitment", ""].alpha


def test_sets_that_overlap_agree_in_part(tmp_path):
    first = coder(tmp_path, "a", [{"principles": ["green", "planning"]}, {"principles": []}, {"principles": ["planning"]}])
    second = coder(tmp_path, "b", [{"principles": ["green"]}, {"principles": []}, {"principles": ["planning"]}])
    found = alphas(first, second)["principles", ""]
    assert 0 < found.alpha < 1
    assert found.agreed == pytest.approx(2 / 3)


def test_no_variation_gives_no_alpha(tmp_path):
    rows = [{"stance": "endorse"}] * 3
    assert alphas(coder(tmp_path, "a", rows), coder(tmp_path, "b", rows))["stance", ""].alpha is None


def test_codings_of_other_sentences_are_refused(tmp_path):
    path = tmp_path / "x"
    path.write_text('{"id": "other", "stance": "endorse"}\n')
    with pytest.raises(InputError, match="no 'id' in common"):
        agreement(coder(tmp_path, "a", [{"stance": "endorse"}]), read_codings(path, BOOK), BOOK)


@pytest.mark.parametrize("line", ['{"stance": "endorse"}', '{"id": "a", "stance": "endorse"}\n{"id": "a", "stance": "endorse"}'])
def test_an_id_that_lacks_or_repeats_is_named(tmp_path, line):
    path = tmp_path / "x"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match=r"line [12]"):
        read_codings(path, BOOK)
