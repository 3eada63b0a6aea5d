"""The real sentences with their text, put back from the documents."""

import pytest

from analyzer.resources.codebooks import load_codebook
from analyzer.resources.tagged import standoff_files, training_files
from analyzer.training import lint
from analyzer.training.hydrate import hydrate

BOOK = load_codebook()


@pytest.mark.slow
def test_every_real_sentence_is_found_and_none_is_nearly_one_that_is_kept_for_measuring(shared):
    tagged = lint.load(training_files(), standoff_files(), BOOK)
    found = hydrate([item for items in tagged.standoff.values() for item in items], shared / "real", lambda _: None)
    assert not found.missing
    held = lint.read_held_out([shared / "gold" / "dev.jsonl"])
    assert lint.check(tagged, BOOK, held, found.sentences) == []
