"""The file of words: what is read, and how mistakes in it are told."""

import pytest

from analyzer.domain.description import DocumentKind
from analyzer.errors import CodebookError
from analyzer.resources.documents import PATTERNS, load_vocabulary
from analyzer.resources.locate import corpora

SOURCE = corpora() / "codebooks" / "documents.toml"


def changed(tmp_path, old, new):
    text = SOURCE.read_text("utf-8")
    assert old in text
    path = tmp_path / "documents.toml"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_every_language_has_words_for_the_main_kinds():
    for name, wording in load_vocabulary().wordings.items():
        assert {DocumentKind.PLAN, DocumentKind.ACTION_PLAN, DocumentKind.LAW, DocumentKind.OTHER, DocumentKind.PROPOSAL} <= set(wording.nouns), name
        assert set(wording.patterns) == PATTERNS


def test_an_unknown_language_is_read_with_the_words_of_english():
    vocabulary = load_vocabulary()
    assert vocabulary.wording("it") is vocabulary.wordings["en"]
    assert vocabulary.wording("zh-Hant") is vocabulary.wordings["zh"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema = 1", "schema = 9", "schema 9"),
        ("[languages.en", "[languages.xx", "'en'"),
        ("work_report = [", "wrok_report = [", "wrok_report"),
        ("boilerplate = [", "boilerplates = [", "boilerplates"),
        ("draft = ['", "draft = ['(", "does not compile"),
        ("march = 3", 'march = "3"', "give a number"),
        ("schema = 1", "schema = ", "not valid TOML"),
    ],
)
def test_mistakes_name_the_place(tmp_path, old, new, message):
    with pytest.raises(CodebookError, match=message):
        load_vocabulary(changed(tmp_path, old, new))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CodebookError, match="name an existing"):
        load_vocabulary(tmp_path / "none.toml")
