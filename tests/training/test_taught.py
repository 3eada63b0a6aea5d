"""Sentences that a teacher coded: stored without text, put back, learned from."""

import importlib.util
import json
import random

import numpy as np
import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.errors import InputError, ModelError
from analyzer.resources.codebooks import load_codebook
from analyzer.training.hydrate import Reference, StandoffSentence, sha1_of
from analyzer.training.taught import find_taught, read_taught, taught_lines
from analyzer.training.unread import few_of_each, unread_sentences

BOOK = load_codebook()
CODES = sum(len(group.codes) for group in BOOK.groups)
TEXT = "The city builds a library. The trams run until midnight.\n\nResidents vote on the park every year.\n"
needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the extra training")


def coded(*names, sha1=""):
    return [StandoffSentence("city", name, "c1", Reference(sha1, 0), (), "en", {}, "") for name in names]


def unread_of(folder, text=TEXT, names=("a.txt", "b.txt")):
    (folder / "city").mkdir()
    for name in names:
        (folder / "city" / name).write_text(text, "utf-8")
    return unread_sentences(coded(*names), folder, lambda _: None)


def chances_for(sentences):
    rng = np.random.default_rng(3)
    return rng.random((len(sentences), CODES)).astype(np.float32)


def test_what_was_written_comes_back_with_text_and_chances_in_hundredths(tmp_path):
    unread = few_of_each(unread_of(tmp_path), [], 10)
    chances = chances_for(unread)
    file = tmp_path / "taught.jsonl"
    file.write_text("\n".join(taught_lines(unread, chances, BOOK, "teacher")) + "\n", "utf-8")
    assert "library" not in file.read_text("utf-8")
    found = find_taught(read_taught(file, BOOK), tmp_path, lambda _: None)
    assert found.missing == 0
    wanted = {item.segment.text: row for item, row in zip(unread, chances, strict=True)}
    assert {segment.text for segment in found.segments} == set(wanted)
    for segment, row in zip(found.segments, found.chances, strict=True):
        assert np.allclose(row, wanted[segment.text], atol=0.0051)


def test_sentences_that_the_documents_no_longer_hold_are_counted(tmp_path):
    unread = unread_of(tmp_path)
    file = tmp_path / "taught.jsonl"
    file.write_text("\n".join(taught_lines(unread, chances_for(unread), BOOK, "teacher")) + "\n", "utf-8")
    for name in ("a.txt", "b.txt"):
        (tmp_path / "city" / name).write_text("The trams run until midnight.\n", "utf-8")
    found = find_taught(read_taught(file, BOOK), tmp_path, lambda _: None)
    assert {segment.text for segment in found.segments} == {"The trams run until midnight."}
    assert len(found.segments) + found.missing == len({(item.source, item.segment.text) for item in unread})


def test_each_wording_is_taught_once_and_none_that_people_coded(tmp_path):
    unread = unread_of(tmp_path)
    known = sha1_of("Thetramsrununtilmidnight.")
    kept = few_of_each(unread, coded("a.txt", sha1=known), 10)
    assert sorted(item.segment.text for item in kept) == ["Residents vote on the park every year.", "The city builds a library."]
    assert len(few_of_each(unread, [], 1)) == len({item.source for item in kept})


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"teacher": "x", "codes": ["principles:planning"]}],
        [{"teacher": "x", "codes": None}, {"repository": "r"}],
        [{"teacher": "x"}, {"repository": "r", "path": "p", "commit": "c", "chances": []}],
    ],
)
def test_a_file_for_other_codes_or_of_another_kind_is_refused(tmp_path, lines):
    file = tmp_path / "taught.jsonl"
    codes = [f"{group.name}:{code.id}" for group in BOOK.groups for code in group.codes]
    file.write_text("".join(json.dumps({"codes": codes, **line} if number else line) + "\n" for number, line in enumerate(lines)), "utf-8")
    with pytest.raises(InputError, match="make it anew"):
        read_taught(file, BOOK)


def test_a_line_that_lacks_its_source_is_refused(tmp_path):
    file = tmp_path / "taught.jsonl"
    codes = [f"{group.name}:{code.id}" for group in BOOK.groups for code in group.codes]
    file.write_text(json.dumps({"teacher": "x", "codes": codes}) + "\n" + json.dumps({"repository": "r"}) + "\n", "utf-8")
    with pytest.raises(InputError, match="no file of taught sentences"):
        read_taught(file, BOOK)


@needs_torch
def test_rows_that_are_seen_once_are_spread_over_the_rounds():
    from analyzer.training.fit import Examples, _rounds

    examples = Examples([[0]] * 17, np.zeros((17, 1), np.float32), np.zeros((17, 1), np.float32), once=10)
    rounds = _rounds(examples, 3, random.Random(1))
    assert [sorted(rows)[:7] for rows in rounds] == [list(range(7))] * 3
    assert sorted(row for rows in rounds for row in rows if row >= 7) == list(range(7, 17))
    assert {len(rows) for rows in rounds} == {10, 11}


def test_a_file_that_is_no_language_model_is_refused(tmp_path):
    decoder = pytest.importorskip("analyzer.training.decoder")
    file = tmp_path / "model.gguf"
    file.write_bytes(b"something else" * 100)
    with pytest.raises(ModelError, match="is no readable GGUF file"):
        decoder.read_gguf(file, 2)


def test_teaching_names_what_is_missing(tmp_path):
    result = CliRunner().invoke(
        cli, ["corpus", "teach", "--language-model", str(tmp_path / "x.gguf"), "--documents", str(tmp_path), "--output", str(tmp_path / "o")]
    )
    assert result.exit_code == 1
    assert not (tmp_path / "o").exists()
