import shutil

import pytest

from analyzer.domain.codebook import GroupKind
from analyzer.errors import CodebookError
from analyzer.resources.codebooks import default_codebook_path, load_codebook


@pytest.fixture
def copy(tmp_path):
    """A copy of the project's codebook and lexicon that a test may spoil."""
    folder = tmp_path / "codebooks"
    shutil.copytree(default_codebook_path().parent, folder)

    def spoil(old, new, name="smart-city.toml"):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder / "smart-city.toml"

    return spoil


def test_the_codebook_holds_the_codes_and_criteria_of_the_approach():
    book = load_codebook()
    assert [code.id for code in book.group("principles").codes] == ["planning", "people_centred", "green", "government_led", "local_character"]
    assert [code.id for code in book.group("stages").codes] == ["foundation", "development", "integration", "maturity"]
    assert [code.value for code in book.group("commitment").codes] == [0, 1, 2, 3]
    assert [code.value for code in book.group("digital").codes] == [False, True]
    assert [item.id for item in book.criteria] == ["strategy_first", "own_character", "green_liveable", "people_centred", "government_guides", "orderly_phases"]
    assert all(item.names.keys() >= {"en", "zh"} for criterion in book.criteria for item in (criterion, *criterion.elements))


def test_every_code_has_a_cue_in_all_six_languages():
    book = load_codebook()
    cues = {cue.name: cue for cue in book.cues}
    for group in book.groups:
        if group.kind is GroupKind.MULTI:
            assert [code.id for code in group.codes if not all(cues[code.id].terms.get(language) for language in ("zh", "en", "fr", "ja", "ko"))] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('any = [{ principles = ["planning"], cues = ["phases"] }]', 'any = [{ principles = ["planing"], cues = ["phases"] }]', "unknown code 'planing'"),
        ('any = [{ principles = ["planning"], cues = ["phases"] }]', 'any = [{ principle = ["planning"] }]', "unknown group 'principle'"),
        ('cues = ["goals"]', 'cues = ["gaols"]', "the lexicon lacks"),
        ('kind = "ordinal"', 'kind = "ranked"', "use multi, single or ordinal"),
        ("schema = 1", "schema = 2", "schema"),
        ('id = "smart-city"', 'id = "smart-city', "not valid TOML"),
        ('default = "endorse"', 'default = "agree"', "none of its codes"),
    ],
)
def test_a_malformed_codebook_is_refused_with_the_place_of_the_fault(copy, old, new, message):
    path = copy(old, new)
    with pytest.raises(CodebookError, match=message) as caught:
        load_codebook(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_hash_covers_codebook_and_lexicon(copy):
    before = load_codebook(copy("schema = 1", "schema = 1")).sha256
    assert load_codebook(copy('version = "1.1.0"', 'version = "1.1.1"')).sha256 != before
    assert load_codebook(copy("schema = 1", "schema = 1 ", "lexicon.toml")).sha256 != before


def test_lexicon_terms_are_simplified_and_unique_within_a_cue():
    from analyzer.segment.scripts import simplify

    for cue in load_codebook().cues:
        for words in (*cue.terms.values(), *cue.vetoes.values()):
            assert len(set(words)) == len(words), cue.name
        assert [word for word in cue.terms.get("zh", ()) if simplify(word) != word] == [], cue.name


def test_every_veto_holds_a_term_of_its_cue():
    for cue in load_codebook().cues:
        for language, vetoes in cue.vetoes.items():
            terms = [term.rstrip("*").lower() for source in {language, "en"} for term in cue.terms.get(source, ())]
            assert [veto for veto in vetoes if not any(term in veto.lower() for term in terms)] == [], (cue.name, language)
