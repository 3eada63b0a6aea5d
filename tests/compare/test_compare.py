"""Comparisons of sides made by hand, and of a sample with benchmarks."""

import json

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.compare.elements import compare
from analyzer.domain.comparison import Dated, Passage, Shown, Side, SideKind
from analyzer.domain.results import Presence
from analyzer.resources.benchmarks import load_benchmarks
from analyzer.resources.codebooks import load_codebook

BOOK = load_codebook()
KEYS = [(criterion.id, element.id) for criterion in BOOK.criteria for element in criterion.elements]
NETWORKS, GOALS, REVIEW = ("orderly_phases", "networks"), ("strategy_first", "goals"), ("strategy_first", "review")


def side(name, shown, **how):
    passage = Passage("a sentence", 2, page=3)
    elements = {key: Shown(shown.get(key, Presence.ABSENT), (passage,) if key in shown else ()) for key in KEYS}
    defaults = {"kind": SideKind.DOCUMENT, "stages": {}, "fields": {}, "start": 2025, "dated": (), "document_kind": "plan", "level": "city", "score": 50.0}
    values = {**defaults, **how}
    return Side(name, values.pop("kind"), "en", elements, values.pop("stages"), values.pop("fields"), values.pop("start"), values.pop("dated"), **values)


def test_an_element_that_only_the_other_shows_is_lacking_and_the_reverse_is_added():
    result = compare(side("draft", {GOALS: Presence.PRESENT}), side("other", {NETWORKS: Presence.PRESENT}), BOOK)
    assert [(item.criterion, item.element) for item in result.lacks] == [NETWORKS]
    assert [(item.criterion, item.element) for item in result.adds] == [GOALS]
    assert len(result.neither) == len(KEYS) - 2


def test_an_aim_beside_a_measure_is_lacking_and_like_beside_like_is_shared():
    result = compare(side("d", {GOALS: Presence.WEAK, REVIEW: Presence.WEAK}), side("o", {GOALS: Presence.PRESENT, REVIEW: Presence.WEAK}), BOOK)
    assert [(item.criterion, item.element) for item in result.lacks] == [GOALS]
    assert result.both == (REVIEW,)


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 10.0),
        ({"kind": SideKind.BENCHMARK}, None),
        ({"score": None}, None),
        ({"document_kind": "law"}, None),
        ({"document_kind": None}, None),
        ({"level": "national"}, None),
    ],
)
def test_points_are_compared_only_between_scored_plans_of_the_same_kind_and_level(change, points):
    result = compare(side("d", {}, score=60.0), side("o", {}, **change), BOOK)
    assert result.points == points
    assert (result.points_reason is None) == (points is not None)


def test_stages_and_fields_that_only_one_works_on_are_told():
    result = compare(side("d", {}, stages={"foundation": 2, "maturity": 0}, fields={"health": 1}), side("o", {}, stages={"maturity": 1}), BOOK)
    assert (result.stages_lacking, result.stages_adding, result.fields_adding) == (("maturity",), ("foundation",), ("health",))


def test_years_to_a_stage_count_from_the_start_and_are_undefined_without_years():
    dated = (Dated(2026, 2027, ("foundation",), (), Passage("x", 3)), Dated(2026, 2030, ("foundation",), (), Passage("y", 3)))
    result = compare(side("d", {}, dated=dated), side("o", {}, dated=dated, start=None), BOOK)
    timing = {item.stage: (item.draft, item.other) for item in result.timing}
    assert timing["foundation"] == (1, None)
    assert timing["maturity"] == (None, None)


def test_a_sample_is_compared_with_every_benchmark_and_every_difference_has_its_passages(samples, monkeypatch, tmp_path):
    monkeypatch.setenv("POLICY_ANALYZER_HOME", str(tmp_path))
    result = CliRunner().invoke(cli, ["compare", str(samples / "lanhai-scheme-2025-2027.docx"), "--format", "json"])
    assert result.exit_code == 0, result.output
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == len(load_benchmarks(BOOK))
    for record in records:
        assert record["schema"] == 1
        assert record["points"] is None
        for item in record["draft_lacks"]:
            assert item["other"]["passages"]
            assert all(passage["sources"] or passage["text"] for passage in item["other"]["passages"])
        for item in record["draft_adds"]:
            assert all(passage["paragraph"] for passage in item["draft"]["passages"])
    cited = [passage for record in records for item in record["draft_lacks"] for passage in item["other"]["passages"]]
    assert cited
    assert all(url.startswith("http") for passage in cited for url in passage["sources"])


def test_own_benchmarks_are_added_listed_and_compared_with(samples, monkeypatch, tmp_path):
    monkeypatch.setenv("POLICY_ANALYZER_HOME", str(tmp_path))
    strong, draft = str(samples / "qinghe-plan-2026-2030.pdf"), str(samples / "lanhai-scheme-2025-2027.docx")
    runner = CliRunner()
    assert runner.invoke(cli, ["benchmarks", "add", strong, "--id", "neighbour"]).exit_code == 0
    assert "neighbour" in runner.invoke(cli, ["benchmarks", "list"]).stdout
    again = runner.invoke(cli, ["benchmarks", "add", strong, "--id", "neighbour"])
    assert again.exit_code == 1
    assert "neighbour" in again.stderr
    record = json.loads(runner.invoke(cli, ["compare", draft, "--with", "neighbour", "--format", "json"]).stdout)
    assert "review" in {item["element"] for item in record["draft_lacks"]}
    assert all(passage["page"] for item in record["draft_lacks"] for passage in item["other"]["passages"])


def test_an_unknown_benchmark_is_refused_with_the_command_that_lists_them(samples):
    result = CliRunner().invoke(cli, ["compare", str(samples / "ironmoor-en.md"), "--with", "atlantis"])
    assert result.exit_code == 1
    assert "benchmarks list" in result.stderr
