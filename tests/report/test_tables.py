"""Reports on a corpus and on a comparison, as a user asks for them."""

import json
import re

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.report.content.charts import HeatCell, crossed, heat_rows, shaded


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="session")
def corpus(samples, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "c.db"
    plans = [samples / name for name in ("brightport-en.pdf", "lanhai-scheme-2025-2027.docx", "yuntai-opinion.txt")]
    bad = path.with_name("<b>x.pdf")
    bad.write_bytes(b"%PDF-1.7 nothing more")
    run("scan", *plans, bad, "--corpus", path, "--workers", 1)
    return path


def test_counts_are_shaded_by_thirds_of_the_largest():
    assert [shaded(count, 9).strength for count in [0, 1, 5, 9]] == [0, 1, 2, 3]
    chart = crossed({("a", "x"): 2}, {"a": "A"}, {"x": "X", "y": "Y"})
    assert chart.cells == ((HeatCell("2", 3), HeatCell("·", 0)),)
    assert heat_rows(chart) == (("A", "2", None),)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_on_a_corpus_shows_every_table_and_fits(corpus, browser, tmp_path, language):
    path = tmp_path / "corpus.html"
    run("status", "--corpus", corpus, "--html", path, "--report-language", language)
    page = browser.load(path, width=390)
    assert page.console == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelectorAll('main section h2').length") >= 7
    text = page.evaluate("document.body.textContent")
    entries = json.loads(run("status", "--corpus", corpus, "--format", "json").stdout)["inputs"]
    points = [f"{entry['score']}" for entry in entries if entry["score"] is not None]
    assert points
    assert all(item in text for item in points)
    assert page.evaluate("document.querySelectorAll('b').length") == 0


def test_the_report_on_a_corpus_tells_how_far_plans_repeat_one_another(samples, tmp_path):
    corpus, path = tmp_path / "c.db", tmp_path / "c.html"
    run("scan", samples / "qinghe-plan-2026-2030.pdf", samples / "lanxi-copied-2026-2030.html", "--corpus", corpus, "--workers", 1)
    run("status", "--corpus", corpus, "--html", path, "--report-language", "en")
    section = next(part for part in path.read_text("utf-8").split("<section") if ">Sameness of plans</h2>" in part)
    told = [json.loads(line) for line in run("sameness", "--corpus", corpus, "--no-substance", "--format", "json").stdout.splitlines()]
    assert max(item["shares"]["verbatim"] or 0 for item in told) > 0.3
    for item in told:
        assert (item["title"] in section) == bool(item["compared"]["peers"])
        if not item["compared"]["peers"]:
            continue
        assert f"{item['shares']['verbatim']:.0%}" in section


def test_the_page_of_a_comparison_shows_both_sides_of_every_difference(samples, browser, tmp_path):
    path = tmp_path / "comparison.html"
    arguments = ["compare", samples / "brightport-en.pdf", "--with", "singapore-in2015", "--with", samples / "ironmoor-en.md"]
    run(*arguments, "--html", path)
    page = browser.load(path, width=390)
    assert page.console == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    text = " ".join(page.evaluate("document.body.textContent").split())
    for line in run(*arguments, "--format", "json").stdout.splitlines():
        record = json.loads(line)
        assert record["draft_lacks"]
        for item in record["draft_lacks"]:
            assert all(" ".join(passage["text"].split()) in text for passage in item["other"]["passages"][:2])
    assert page.evaluate("document.querySelectorAll('tbody tr').length") == 36
    assert set(re.findall(r'(?:src|action)="', path.read_text("utf-8"))) == set()


def test_one_report_is_on_one_document_and_never_overwrites_it(samples, tmp_path):
    both = [samples / "yuntai-opinion.txt", samples / "ironmoor-en.md"]
    assert "name one file" in run("score", *both, "--html", tmp_path / "x.html", code=1).stderr
    draft = tmp_path / "draft.txt"
    draft.write_bytes((samples / "yuntai-opinion.txt").read_bytes())
    assert "is the document itself" in run("score", draft, "--html", draft, code=1).stderr
    assert draft.read_bytes() == (samples / "yuntai-opinion.txt").read_bytes()
    assert "is no Word file" in run("score", draft, "--comments", tmp_path / "c.docx", code=1).stderr
    assert not (tmp_path / "c.docx").exists()


def test_the_same_document_gives_the_same_bytes(samples, tmp_path):
    for name in ("a", "b"):
        run("score", samples / "yuntai-opinion.txt", "--html", tmp_path / f"{name}.html", "--docx", tmp_path / f"{name}.docx")
    for kind in ("html", "docx"):
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()


def test_every_example_stands_in_its_sample_plan(policy, samples):
    from analyzer.resources.samples import load_examples

    texts = "".join("".join(policy.read(samples / name).text.split()) for name in ("harrowmere-en.pdf", "qinghe-plan-2026-2030.pdf"))
    for language in ("en", "zh"):
        for items in load_examples(language).values():
            assert all("".join(example.text.split()) in texts and example.invented for example in items)
    assert len(load_examples("zh")) >= 28
