"""Sameness: what is repeated near-verbatim or in substance, from whom, and what is neither."""

import json

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.compare.nearly import near_pairs, place_stem, plain
from analyzer.compare.sameness import Relation, relation, sameness, stated
from analyzer.domain.entries import CodedSentence, Entry
from analyzer.domain.sameness import Tie

PARKING = "建设全市统一的智慧停车平台，接入公共车位三万个，缓解老城区停车难。"
CLINIC = "推进市县医院检查检验结果互认，预约挂号全部线上办理。"
CANAL = "依托古盐运河码头群建设数字盐运博物馆，讲好本市故事。"
SLOGAN = "坚持以人民为中心的发展思想，不断增强群众获得感。"
BACKBONE = "加快政务云和千兆光网建设，夯实数字政府底座。"


def entry(name, place=None, level="city", date="2022", kind="plan", language="zh-Hans"):
    return Entry(name, (name,), None, kind, level, place, date, language, 9, "model", "f", 50.0, (48, 52), None, {})


def sentences(document, *texts, commitment=2, local=()):
    return [
        CodedSentence(
            f"{document}-{number}", document, text, tuple(text.strip("。").split("，")), (), "paragraph", "zh-Hans", number + 1, 3, commitment,
            {"principles": ("local_character",) if text in local else ()},
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip


def result(own, owner, others, *, meanings=None, undated=False):
    entries = {item.id: item for item, _ in others}
    known = {**entries, owner.id: owner}
    fold = lambda text, _: text  # noqa: E731
    everything = [sentence for _, texts in others for sentence in texts]
    (found,) = sameness([owner], list(stated(iter(own), known, fold)), lambda: stated(iter(everything), known, fold), entries, meanings, undated=undated)
    return found


OWNER = entry("ours", "青禾市")


def ties(found):
    return [item.tie for item in found.tied]


def test_another_places_earlier_plan_is_repeated_whatever_the_names_and_figures():
    copied = PARKING.replace("三万个", "两万个")
    found = result(sentences("ours", copied, CANAL, local=(CANAL,)), OWNER, [(entry("theirs", "岚溪市", date="2020"), sentences("theirs", PARKING, CLINIC))])
    assert ties(found) == [Tie.VERBATIM, Tie.OWN]
    assert found.tied[0].twin.sentence.text == PARKING
    assert found.tied[0].twin.sentence.page == 3
    assert (found.share(Tie.VERBATIM), found.local_share) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (entry("o", "岚溪市", date="2021"), Relation.PEER),
        (entry("o", "岚溪市", date="2022-07"), Relation.PEER),
        (entry("o", "岚溪市", date="2023"), Relation.LATER),
        (entry("o", "岚溪市", date=None), Relation.UNDATED),
        (entry("o", "青禾", date="2020"), Relation.SAME_PLACE),
        (entry("o", None, "national"), Relation.UPPER),
        (entry("o", "某省", "province"), Relation.UPPER),
        (entry("o", None, None), Relation.UNKNOWN_LEVEL),
        (entry("o", "岚溪市", kind="work_report"), Relation.OTHER_KIND),
        (entry("o", "岚溪市", kind="opinion"), Relation.PEER),
        (entry("o", "Port", language="en"), Relation.OTHER_LANGUAGE),
    ],
)
def test_only_plans_of_the_same_or_an_earlier_time_and_documents_from_above_count(other, expected):
    assert relation(OWNER, other, undated=False) is expected
    assert relation(entry("ours", "青禾市", "province"), entry("o", "岚溪市"), undated=False) is Relation.LOWER


def test_a_later_month_of_the_same_year_is_later():
    assert relation(entry("a", "青禾市", date="2026-01"), entry("b", "岚溪市", date="2026-04"), undated=False) is Relation.LATER
    assert relation(entry("a", "青禾市", date="2026-04"), entry("b", "岚溪市", date="2026-01"), undated=False) is Relation.PEER


def test_repeating_the_national_plan_is_alignment_even_where_other_cities_repeat_it_too():
    others = [(entry("nation", None, "national"), sentences("nation", BACKBONE)), (entry("theirs", "岚溪市"), sentences("theirs", BACKBONE))]
    found = result(sentences("ours", BACKBONE), OWNER, others)
    assert ties(found) == [Tie.ALIGNMENT]
    assert found.tied[0].twin.entry.id == "nation"
    assert (found.peers, found.upper) == (1, 1)


def test_a_phrase_of_very_many_documents_is_a_set_phrase_and_a_measure_of_many_is_not():
    others = [(entry(f"city-{n}", f"城{n}市"), sentences(f"city-{n}", SLOGAN, commitment=1) + sentences(f"city-{n}", PARKING)) for n in range(6)]
    own = sentences("ours", SLOGAN, commitment=1) + sentences("ours", PARKING)
    assert ties(result(own, OWNER, others)) == [Tie.FORMULA, Tie.VERBATIM]
    assert ties(result(own, OWNER, others[:2])) == [Tie.VERBATIM, Tie.VERBATIM]


def test_the_same_plan_under_another_name_is_a_version_and_not_a_twin():
    texts = (PARKING, CLINIC, CANAL, BACKBONE)
    other = entry("copy", None, date="2022")
    found = result(sentences("ours", *texts), OWNER, [(other, sentences("copy", *texts))])
    assert ties(found) == [Tie.OWN] * 4
    assert found.left_out == {"version": 1}
    named = result(sentences("ours", *texts), OWNER, [(entry("copy", "岚溪市"), sentences("copy", *texts))])
    assert ties(named) == [Tie.VERBATIM] * 4


def test_substance_needs_shared_words_and_meaning():
    def made(document, text):
        (sentence,) = sentences(document, text)
        return CodedSentence(
            *[getattr(sentence, name) if name != "words" else tuple(text.strip("。").replace("，", "/").split("/")) for name in CodedSentence.__slots__]
        )

    own = made("ours", "整合/停车资源/建成/诱导平台/路边车位/停车难题")
    other = made("theirs", "上线/停车资源/全市/诱导平台/路边车位/停车难题")
    filler = [made("theirs", f"第{n}件/别的/事情{n}/与此无关{n}") for n in range(30)]
    others = [(entry("theirs", "岚溪市"), [other, *filler])]
    assert ties(result([own], OWNER, others, meanings=lambda pairs: [0.95] * len(pairs))) == [Tie.SUBSTANCE]
    assert ties(result([own], OWNER, others, meanings=lambda pairs: [0.4] * len(pairs))) == [Tie.OWN]
    assert ties(result([own], OWNER, others)) == [Tie.OWN]


def test_an_empty_plan_has_no_share():
    found = result([], OWNER, [(entry("theirs", "岚溪市"), sentences("theirs", PARKING))])
    assert found.share(Tie.VERBATIM) is None
    assert found.local_share is None


def test_names_and_figures_are_left_out_and_pairs_are_the_same_every_time():
    assert [place_stem(name) for name in ("青禾市", "内蒙古自治区", "市", None, "Harrowmere")] == ["青禾", "内蒙古", "", "", "Harrowmere"]
    fold = lambda text, _: text  # noqa: E731
    (one,), (two,) = sentences("a", "青禾市建成基站4500个。"), sentences("b", "岚溪市建成基站120个。")
    assert plain(one, "青禾市", fold).words == plain(two, "岚溪市", fold).words
    many = [plain(item, None, fold) for item in sentences("a", PARKING, CLINIC, CANAL, SLOGAN)]
    assert list(near_pairs(many, many)) == list(near_pairs(many, many))
    assert {(number, item.sentence.id) for number, item, _ in near_pairs(many, many)} >= {(n, f"a-{n}") for n in range(4)}


def test_the_copied_sample_is_found_out_and_the_original_stands_on_its_own(samples, tmp_path):
    names = ("qinghe-plan-2026-2030.pdf", "lanxi-copied-2026-2030.html", "lanhai-scheme-2025-2027.docx")
    corpus, about = tmp_path / "city.db", tmp_path / "about.csv"
    runner = CliRunner()
    assert runner.invoke(cli, ["scan", *[str(samples / name) for name in names], "--corpus", str(corpus)]).exit_code == 0
    about.write_text("file,date\nqinghe-plan-2026-2030.pdf,2026-01\nlanxi-copied-2026-2030.html,2026-04\n", encoding="utf-8")
    output = runner.invoke(cli, ["sameness", "--corpus", str(corpus), "--about", str(about), "--format", "json"])
    shares = {record["files"][0].rsplit("/", 1)[-1]: record["sameness"] for record in map(json.loads, output.stdout.splitlines())}
    assert shares["lanxi-copied-2026-2030.html"] > 0.9
    assert shares["qinghe-plan-2026-2030.pdf"] < 0.05
    assert shares["lanhai-scheme-2025-2027.docx"] < 0.05
    text = runner.invoke(cli, ["sameness", "--corpus", str(corpus), "--about", str(about), str(samples / names[1])])
    assert text.exit_code == 0, text.output
    assert "qinghe-plan-2026-2030.pdf" in text.stdout
    assert "p. " in text.stdout
