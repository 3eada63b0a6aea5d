import json
import shutil

import numpy as np
import pytest

from analyzer.errors import ModelError
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.locate import models
from analyzer.resources.taggers import load_model, save_model


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(models() / "default", tmp_path / "model")
    return tmp_path / "model"


def test_the_default_model_belongs_to_the_codebook_and_has_a_card():
    stored = load_model(load_codebook())
    assert set(stored.arrays) == {group.name for group in load_codebook().groups}
    assert stored.sha256 in (models() / "default" / "MODEL_CARD.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["weights.npz", "encoder.onnx", "pieces.model"])
def test_an_altered_file_is_refused_and_named(folder, name):
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    with pytest.raises(ModelError, match=f"{name}: sha256 differs"):
        load_model(load_codebook(), folder)


def test_a_card_cannot_name_files_outside_its_folder(folder):
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["files"]["../../../../etc/hostname"] = "0" * 64
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="no readable model"):
        load_model(load_codebook(), folder)


def test_a_card_without_weights_is_no_model(folder):
    card = json.loads((folder / "model.json").read_text("utf-8"))
    del card["files"]["weights.npz"]
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="no readable model"):
        load_model(load_codebook(), folder)


def test_a_model_of_other_codes_is_refused(folder):
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["coding_sha256"] = "0" * 64
    (folder / "model.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelError, match="other codes or cues"):
        load_model(load_codebook(), folder)


def test_a_missing_model_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(ModelError, match="policy-analyzer train"):
        load_model(load_codebook(), tmp_path)


def test_saving_the_same_arrays_gives_the_same_bytes(tmp_path):
    book = load_codebook()
    parts = ("weights", "bias", "slope", "offset", "thresholds")
    arrays = {group.name: {part: np.ones((2, len(group.codes)), dtype=np.float32) for part in parts} for group in book.groups}
    for name in ("one", "two"):
        save_model(
            tmp_path / name, name="m", version="1", encoder="e", features=("f",), arrays=arrays, files={"encoder.onnx": b"graph"}, codebook=book, card={}
        )
    assert (tmp_path / "one" / "weights.npz").read_bytes() == (tmp_path / "two" / "weights.npz").read_bytes()
    first = load_model(book, tmp_path / "one")
    assert first.sha256 == load_model(book, tmp_path / "two").sha256
    assert dict(first.files) == {"encoder.onnx": b"graph"}
