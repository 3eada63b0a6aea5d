import os
import subprocess
import sys

import numpy as np
import pytest

from analyzer import pipeline
from analyzer.resources.locate import PACKAGE


@pytest.fixture(scope="module")
def encoder():
    return pipeline.load().tagger.encoder


def test_one_row_a_sentence_and_equal_rows_for_equal_sentences(encoder):
    matrix = encoder.encode(["建设5G基站。", "Trams run until midnight.", "建设5G基站。"], ["目标", "", "目标"])
    assert matrix.dtype == np.float32
    assert np.array_equal(matrix[0], matrix[2])
    assert not np.allclose(matrix[0], matrix[1])


def test_headings_are_read_with_the_sentence(encoder):
    one, two = encoder.encode(["全市建成三千个。", "全市建成三千个。"], ["5G基站", "养老床位"])
    assert not np.allclose(one, two, atol=0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="looks into the home folder of POSIX")
def test_the_runtime_leaves_no_trace_of_its_use(tmp_path):
    """onnxruntime keeps a store of events in the user's cache and reports them, unless it is told not to."""
    code = f"import sys; sys.path[:0] = [{str(PACKAGE.parent)!r}]; from analyzer import pipeline; pipeline.load().tag(['x'])"
    subprocess.run([sys.executable, "-c", code], env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}, check=True)
    assert list(tmp_path.rglob("*")) == []


def test_no_sentences_give_no_rows_of_the_same_width(encoder):
    assert encoder.encode([], []).shape == (0, encoder.encode(["x"], [""]).shape[1])


def test_empty_texts_and_unknown_scripts_have_vectors(encoder):
    assert np.isfinite(encoder.encode(["", "ᚠᚢᚦ", "\ud800"], ["", "", ""])).all()


def test_what_is_too_long_is_cut_and_cannot_exhaust_memory(encoder):
    long = "长" * 2_000_000
    assert encoder.encode([long], [long]).shape[0] == 1


def test_the_vector_does_not_hang_on_the_neighbours(encoder):
    texts = ["到2027年建成智慧停车泊位3万个。", "坚持以人民为中心。", "The City will publish a roadmap by June 2026."]
    together = encoder.encode(texts, [""] * 3)
    assert np.array_equal(together, np.vstack([encoder.encode([text], [""]) for text in texts]))
