import pandas as pd
import pytest

from analyzer.export import frames
from analyzer.resources.codebooks import load_codebook


def test_sentences_have_the_documented_dtypes(records):
    frame = frames.sentences(records, load_codebook())
    assert len(frame) == len(records)
    assert {name: str(frame[name].dtype) for name in ("page", "digital", "commitment", "stance", "text", "coder", "place")} == {
        "page": "Int64",
        "digital": "boolean",
        "commitment": "Int64",
        "stance": "category",
        "text": "str",
        "coder": "category",
        "place": "category",
    }
    assert frame["page"].isna().all()
    assert frame.explode("principles").groupby("principles").size().to_dict() == {"people_centred": 6, "green": 6, "planning": 1}


def test_codes_have_the_documented_dtypes_and_can_be_counted(records):
    frame = frames.codes(records, load_codebook())
    assert {name: str(frame[name].dtype) for name in ("group", "code", "value", "probability")} == {
        "group": "category",
        "code": "category",
        "value": "str",
        "probability": "float64",
    }
    assert frame.groupby("code", observed=True).size()["green"] == 6


@pytest.mark.parametrize("make", [frames.sentences, frames.codes])
def test_no_records_make_an_empty_frame_of_the_same_dtypes(records, make):
    empty, full = make([], load_codebook()), make(records, load_codebook())
    assert list(empty.columns) == list(full.columns)
    numbers = [name for name in full.columns if pd.api.types.is_numeric_dtype(full[name])]
    assert [str(empty[name].dtype) for name in numbers] == [str(full[name].dtype) for name in numbers]
