import pytest

from analyzer.segment.languages import identify, languages_of
from analyzer.segment.scripts import is_traditional, simplify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("加快建设智慧城市，推进数据共享。", "zh-Hans"),
        ("加速建設智慧城市，推動資料共享。", "zh-Hant"),
        ("スマートシティの整備を推進する。", "ja"),
        ("스마트도시 계획을 수립한다.", "ko"),
        ("The city will publish its open data strategy next year.", "en"),
        ("La ville publiera sa stratégie de données ouvertes l'année prochaine.", "fr"),
        ("Die Stadt wird im nächsten Jahr ihre Strategie für offene Daten veröffentlichen.", "de"),
        ("12 345", "und"),
    ],
)
def test_languages_of_the_project_are_told_apart(text, language):
    assert identify(text) == language


def test_a_short_foreign_block_follows_its_document_and_a_long_one_does_not():
    french = "Le conseil municipal adopte le plan climat et confie son exécution à la direction de la transition écologique et du climat de la ville."
    main, blocks = languages_of(["The council adopts the climate plan and reports on it every year in public."] * 5 + ["Plan climat", french])
    assert (main, blocks[5], blocks[6]) == ("en", "en", "fr")


def test_simplifying_keeps_the_length_and_characters_outside_the_basic_plane():
    text = "資訊𠮷發展臺灣後台😀"
    assert len(simplify(text)) == len(text)
    assert simplify("發展規劃") == "发展规划"
    assert is_traditional("後台發展")
    assert not is_traditional("后台发展")
