"""How others said what a draft lacks: the choice of passages, and the command over a corpus."""

import json

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.compare.advice import STRONG, Candidate, advise, strongest
from analyzer.domain.comparison import Example, Passage, Shown, SideKind
from analyzer.domain.results import Presence
from analyzer.resources.codebooks import load_codebook

BOOK = load_codebook()
KEYS = [(criterion.id, element.id) for criterion in BOOK.criteria for element in criterion.elements]
KEY = ("strategy_first", "review")


def candidate(source, text, *, key=KEY, strength=0.9, commitment=2, kind=SideKind.DOCUMENT):
    return Candidate(key, strength, Example(source, kind, None, None, "2024", Passage(text, commitment, 4, 9)))


def advice(candidates, cosine, *, weak=False):
    missing = Shown(Presence.WEAK, (Passage("will look at it again", 1, 2, 3),)) if weak else Shown(Presence.ABSENT, ())
    shown = {key: missing if key == KEY else Shown(Presence.PRESENT, (Passage("done", 3, 1, 1),)) for key in KEYS}
    return advise("draft", "en", shown, [], candidates, BOOK, lambda pairs: [cosine(*pair) for pair in pairs], documents=3, benchmarks=1)


def test_only_gaps_get_examples_and_the_nearest_measures_come_first():
    near, far = candidate("a", "reviewed every year by the council"), candidate("b", "a plan")
    result = advice([far, near, candidate("c", "we value review", commitment=1)], lambda one, two: 0.9 if "year" in one + two else 0.2)
    (gap,) = result.gaps
    assert (gap.criterion, gap.element) == KEY
    assert [item.source for item in gap.examples] == ["a", "b"]
    assert gap.examples[0].passage.page == 4


def test_each_source_speaks_once_a_gap_and_what_says_the_same_is_left_out():
    pool = [candidate("a", "one"), candidate("a", "two"), candidate("b", "one again"), candidate("c", "three"), candidate("p", "four", kind=SideKind.BENCHMARK)]
    (gap,) = advice(pool, lambda one, two: 0.99 if {one, two} == {"one", "one again"} else 0.5).gaps
    assert [item.source for item in gap.examples] == ["a", "c", "p"]


def test_a_weak_element_is_asked_for_with_the_drafts_own_words():
    asked = []
    advice([candidate("a", "other")], lambda one, two: asked.append((one, two)) or 0.5, weak=True)
    assert ("will look at it again", "other") in asked


def test_only_the_documents_that_show_an_element_best_are_looked_through():
    pool = [candidate(f"d{n:02}", "x", strength=n / 100) for n in range(STRONG + 5)] + [candidate("bench", "x", strength=0.0, kind=SideKind.BENCHMARK)]
    kept = {item.example.source for item in strongest(pool)[KEY]}
    assert kept == {f"d{n:02}" for n in range(5, STRONG + 5)} | {"bench"}


def test_compare_with_a_corpus_cites_its_plans_by_page_and_benchmarks_by_source(samples, tmp_path, monkeypatch):
    monkeypatch.setenv("POLICY_ANALYZER_HOME", str(tmp_path))
    runner, corpus = CliRunner(), tmp_path / "city.db"
    draft = samples / "lanhai-scheme-2025-2027.docx"
    assert runner.invoke(cli, ["scan", str(draft), str(samples / "qinghe-plan-2026-2030.pdf"), "--corpus", str(corpus)]).exit_code == 0
    result = runner.invoke(cli, ["compare", str(draft), "--corpus", str(corpus), "--format", "json"])
    assert result.exit_code == 0, result.output
    (record,) = map(json.loads, result.stdout.splitlines())
    assert record["looked_through"]["documents"] == 1
    gaps = {gap["element"]: gap for gap in record["gaps"]}
    assert "review" in gaps
    assert all(gap["draft"]["presence"] != "present" for gap in gaps.values())
    cited = [item for gap in gaps.values() for item in gap["others"]]
    plans = [item for item in cited if item["kind"] == "document"]
    assert plans
    assert all(item["passage"]["page"] and "qinghe" in item["source"] and item["passage"]["commitment"] >= 2 for item in plans)
    assert all(item["passage"]["sources"] for item in cited if item["kind"] == "benchmark")
    both = runner.invoke(cli, ["compare", str(draft), "--corpus", str(corpus), "--with", "singapore-in2015", "--format", "json"])
    assert len(both.stdout.splitlines()) == 2
    assert "how others said it" in runner.invoke(cli, ["compare", str(draft), "--corpus", str(corpus), "--language", "en"]).stdout


@pytest.mark.parametrize("command", [["rank"], ["profile"], ["sameness"], ["compare", "x.md"]])
def test_a_missing_corpus_is_one_line(command, tmp_path, samples):
    arguments = [str(samples / "ironmoor-en.md") if item == "x.md" else item for item in command]
    result = CliRunner().invoke(cli, [*arguments, "--corpus", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert "none.db" in result.stderr
    assert result.stderr.count("\n") == 1
