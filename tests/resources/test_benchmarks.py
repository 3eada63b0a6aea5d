import re

import pytest

from analyzer.domain.benchmark import Verdict
from analyzer.errors import InputError
from analyzer.resources.benchmarks import benchmark_files, load_benchmarks, read_benchmark
from analyzer.resources.codebooks import load_codebook

BOOK = load_codebook()
ALL = {benchmark.id: benchmark for benchmark in load_benchmarks(BOOK)}
PROGRAMMES = {
    "new-york-connected-city", "digital-paris", "tokyo-ubiquitous", "singapore-in2015", "singapore-ida", "stockholm-intelligent-transport",
    "chicago-green-city", "korea-u-city", "japan-low-carbon-cities", "eu-smart-cities",
}  # fmt: skip


def test_every_programme_of_the_source_article_is_there():
    assert set(ALL) >= PROGRAMMES


def test_every_claim_has_a_verdict_that_says_why():
    claims = [claim for benchmark in ALL.values() for claim in benchmark.claims]
    assert len(claims) >= 12
    assert {claim.verdict for claim in claims} <= set(Verdict)
    assert all(claim.why["en"] and claim.why["zh"] for claim in claims)
    assert [claim.id for claim in claims if claim.verdict is not Verdict.UNVERIFIED and not claim.facts] == [], "a verdict rests on facts"


@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_summaries_are_long_enough_in_both_languages_and_cite_every_sentence(name):
    benchmark = ALL[name]
    assert sum(len(sentence.text.split()) for sentence in benchmark.summary_in("en")) >= 250
    assert sum(len(re.findall(r"[\u4e00-\u9fff]", sentence.text)) for sentence in benchmark.summary_in("zh-Hans")) >= 400
    assert [sentence.text for sentence in benchmark.summary if not (sentence.grounds.facts or sentence.grounds.claims)] == []
    assert all(set(sentence.codes) == {group.name for group in BOOK.groups} for sentence in benchmark.summary)


@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_figures_of_a_target_stand_in_the_facts_it_cites(name):
    benchmark = ALL[name]
    facts = {fact.id: fact.text["en"] for fact in benchmark.facts}
    for target in benchmark.targets:
        digits = re.findall(r"\d+", target.figure.replace(",", ""))
        cited = " ".join(facts[fact] for fact in target.grounds.facts).replace(",", "")
        assert all(re.search(rf"(?<!\d){number}(?!\d)", cited) for number in digits), (target.figure, cited)


def test_the_paris_benchmark_holds_the_leading_group_and_four_project_teams():
    names = [body.name["en"].lower() for body in ALL["digital-paris"].bodies]
    assert any("leading group" in name for name in names)
    assert sum("project team" in name for name in names) == 4


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('facts = ["f1"]', 'facts = ["f999"]', "cites f999"),
        ("schema = 1", "schema = 9", "schema 9"),
        ('stages = ["foundation"', 'stages = ["foundations"', "foundations"),
    ],
)
def test_a_faulty_benchmark_is_refused_with_the_place(tmp_path, old, new, message):
    source = next(path for path in benchmark_files() if path.stem == "singapore-in2015").read_text("utf-8")
    assert old in source
    path = tmp_path / "faulty.toml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_benchmark(path, BOOK)
    assert "\n" not in str(caught.value)
