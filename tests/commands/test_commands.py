"""The commands as a user meets them: what they print, write and return."""

import csv
import json
import os
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from analyzer.commands import _COMMANDS, cli
from analyzer.resources.tagged import training_files

PLAN = """海澜市智慧城市建设规划（2026—2030年）

一、总体目标
到2030年，全面建成智慧城市，重点指标按年度评估修订。
二、组织保障
成立由市长任组长的智慧城市领导小组，市数据局牵头，按季度通报各部门进展，防止重复建设。
三、重点任务
2027年底前建成5G基站3000个，千兆光网覆盖所有社区。
打通卫健、民政、公安等部门数据，实现“出生一件事”一窗通办。
开通远程医疗平台，市第一医院为山区老人提供在线问诊。
依托渔港老街和海洋产业，建设具有本市特色的数字文旅平台。
布设200个水质传感器，实时监测入海排污口。
系统根据潮位预测自动调度泵站，无需人工干预。
"""


def run(*arguments, code=0):
    """Run a command; its exit code must be `code`. Returns the result."""
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def folder(tmp_path):
    """A folder with a good plan, its copy, and files that cannot be read."""
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "plan.txt").write_text(PLAN, encoding="utf-8")
    (plans / "copy.txt").write_text(PLAN, encoding="utf-8")
    (plans / "empty.txt").write_bytes(b"")
    (plans / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    (plans / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (plans / ".hidden").write_text("x", encoding="utf-8")
    return plans


@pytest.fixture
def scanned(folder, tmp_path):
    corpus = tmp_path / "city.db"
    return corpus, run("scan", folder, "--corpus", corpus, "--workers", 1)


def statuses(corpus):
    table = json.loads(run("status", "--corpus", corpus, "--format", "json").stdout)
    return {os.path.basename(entry["file"]): entry for entry in table["inputs"]}


def test_every_input_of_a_scan_ends_in_one_status_with_cause_and_remedy(scanned):
    corpus, result = scanned
    found = statuses(corpus)
    assert {name: entry["status"] for name, entry in found.items()} == {
        "plan.txt": "ok", "copy.txt": "ok", "empty.txt": "no_text", "broken.pdf": "unreadable", "picture.png": "unsupported", ".hidden": "skipped",
    }  # fmt: skip
    for entry in found.values():
        assert entry["status"] == "ok" or (entry["reason"] and "\n" not in entry["reason"])
    assert "6 inputs" in result.stdout


def test_a_second_scan_does_nothing_and_a_third_only_what_changed(scanned, folder):
    corpus, _ = scanned
    assert "nothing new; 6 unchanged" in run("scan", folder, "--corpus", corpus, "--workers", 1).stdout
    (folder / "plan.txt").write_text(PLAN + "四、保障\n安排专项资金5000万元。\n", encoding="utf-8")
    assert "1 ok; 5 unchanged" in run("scan", folder, "--corpus", corpus, "--workers", 1).stdout


def test_scan_score_and_export_tell_the_same_of_one_document(scanned, folder, tmp_path):
    corpus, _ = scanned
    card = json.loads(run("score", folder / "plan.txt", "--format", "json").stdout)
    assert card["score"] == statuses(corpus)["plan.txt"]["score"]
    output = tmp_path / "out.jsonl"
    run("export", "--corpus", corpus, "--to", "jsonl", output)
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert {os.path.basename(record["file"]) for record in records} == {"plan.txt", "copy.txt"}
    assert {record["schema"] for record in records} == {1}
    for record in records:
        for item in record["evidence"]:
            assert record["text"][item["start"] : item["end"]] == item["text"]


def test_two_runs_export_the_same_bytes(folder, tmp_path):
    outputs = []
    for name in ("one", "two"):
        corpus = tmp_path / f"{name}.db"
        run("scan", folder, "--corpus", corpus, "--workers", 1)
        run("export", "--corpus", corpus, "--to", "csv", tmp_path / f"{name}.csv")
        outputs.append((tmp_path / f"{name}.csv").read_bytes())
    assert outputs[0] == outputs[1]


def test_csv_opens_in_excel_and_holds_no_formula(tmp_path):
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "p.txt").write_text(PLAN + '\n=HYPERLINK("http://127.0.0.1/","智慧城市")。\n', encoding="utf-8")
    corpus, output = tmp_path / "c.db", tmp_path / "out.csv"
    run("scan", plans, "--corpus", corpus, "--workers", 1)
    run("export", "--corpus", corpus, "--to", "csv", output)
    raw = output.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert any(row["text"].startswith("'=HYPERLINK") for row in rows)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_score_as_json_holds_what_the_format_promises(folder):
    card = json.loads(run("score", folder / "plan.txt", "--format", "json").stdout)
    assert card["schema"] == 1
    assert 0 <= card["interval"][0] <= card["score"] <= card["interval"][1] <= 100
    assert [item["id"] for item in card["criteria"]] == [
        "strategy_first",
        "own_character",
        "green_liveable",
        "people_centred",
        "government_guides",
        "orderly_phases",
    ]
    for criterion in card["criteria"]:
        assert criterion["missing"] == [element["id"] for element in criterion["elements"] if element["presence"] == "absent"]
        for element in criterion["elements"]:
            assert element["presence"] in {"present", "weak", "absent"}
            assert bool(element["evidence"]) == (element["presence"] != "absent")
            assert all({"text", "page", "paragraph"} <= item.keys() for item in element["evidence"])
    assert [stage["id"] for stage in card["stages"]] == ["foundation", "development", "integration", "maturity"]
    assert card["language"] == "zh-Hans"
    assert card["versions"]["model"]["sha256"]
    assert card["versions"]["codebook"]["sha256"]


def test_score_in_text_shows_verdict_elements_and_places(samples):
    text = run("score", samples / "qinghe-plan-2026-2030.pdf").stdout
    assert re.search(r"score \d+\.\d of 100", text)
    assert "p. " in text
    assert "Strategy first" in text


def test_a_document_about_something_else_gets_no_score_but_a_reason(tmp_path):
    path = tmp_path / "recipe.txt"
    path.write_text("Peel the apples. Add sugar and butter. Bake for an hour. Serve warm with cream.", encoding="utf-8")
    card = json.loads(run("score", path, "--format", "json").stdout)
    assert card["score"] is None
    assert "at least" in card["reason"]


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("none.pdf", None, "unreadable"),
        ("empty.txt", b"", "no_text"),
        ("noise.txt", bytes(range(256)) * 40, "unreadable"),
        ("cut.docx", b"PK\x03\x04 cut", "unreadable"),
    ],
)
def test_a_file_that_cannot_be_scored_gives_one_clear_line_and_exit_code_1(tmp_path, name, content, status):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    result = run("score", path, "--format", "json", code=1)
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    record = json.loads(result.stdout)
    assert (record["status"], record["score"]) == (status, None)


def test_tag_codes_every_sentence_in_order_and_finds_the_plain_cases(tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": "a", "text": "到2027年，全市建成5G基站2.6万个，千兆光网覆盖所有乡镇。", "heading": "一、新型基础设施", "lang": "zh"},
        {"id": "b", "text": "The leading group, chaired by the mayor, will coordinate all departments and report every quarter."},
    ]
    source.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    run("tag", source, "--output", output)
    first, second = (json.loads(line) for line in output.read_text("utf-8").splitlines())
    assert [first["id"], second["id"]] == ["a", "b"]
    assert {"principles", "stages", "fields", "commitment", "stance", "digital", "evidence"} <= first.keys()
    assert "foundation" in [item["code"] for item in first["stages"] if item["assigned"]]
    assert first["commitment"] == 3
    assert first["digital"] is True
    assert "government_led" in [item["code"] for item in second["principles"] if item["assigned"]]
    assert (first["text"], first["heading"], second["lang"]) == (lines[0]["text"], "一、新型基础设施", "en")
    measured = json.loads(run("evaluate", output, "--format", "json").stdout)
    assert {group["macro_f1"] for group in measured["groups"].values() if group["macro_f1"] is not None} == {1.0}


def test_sentences_without_codes_cannot_be_evaluated(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Trams run until midnight."}\n', encoding="utf-8")
    assert "holds no codes to compare with; add fields such as principles" in run("evaluate", source, code=1).stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{broken", "line 2: is not valid JSON"),
        ('["a"]', "line 2: holds list"),
        ('{"id": "x"}', "line 2: lacks the text 'text'"),
        ('{"text": 3}', "line 2: lacks the text"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_written(tmp_path, line, message):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "x"}\n' + line + "\n", encoding="utf-8")
    output.write_text("kept", encoding="utf-8")
    result = run("tag", source, "--output", output, code=1)
    assert message in result.stderr
    assert output.read_text() == "kept"


def test_evaluate_names_an_unknown_code(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"text": "x", "principles": ["greem"]}\n', encoding="utf-8")
    assert "unknown value 'greem'" in run("evaluate", gold, code=1).stderr


def test_evaluate_measures_each_group_that_the_gold_carries(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"text": "建设5G基站500个。", "stages": ["foundation"], "commitment": 3}\n', encoding="utf-8")
    measured = json.loads(run("evaluate", gold, "--format", "json").stdout)
    assert set(measured["groups"]) == {"stages", "commitment"}
    assert measured["groups"]["stages"]["macro_f1"] == 1.0


def test_evaluate_shows_what_is_taken_for_what_and_splits_by_a_field(tmp_path):
    gold = tmp_path / "gold.jsonl"
    lines = [
        {"text": "建设5G基站500个。", "stages": ["foundation"], "lang": "zh"},
        {"text": "The mayor thanked all guests.", "stages": ["integration"], "lang": "en"},
    ]
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    measured = json.loads(run("evaluate", gold, "--by", "lang", "--format", "json").stdout)
    pairs = {(item["gold"], item["predicted"]): item["sentences"] for item in measured["confusions"]["stages"]}
    assert pairs == {("foundation", "foundation"): 1, ("integration", "–"): 1}
    assert {value: part["stages"]["sentences"] for value, part in measured["by"]["lang"].items()} == {"zh": 1, "en": 1}
    shown = run("evaluate", gold, "--by", "lang").stdout
    assert "coded by people (rows)" in shown
    assert "macro-F1 by lang" in shown


def test_evaluate_splits_by_a_column_of_a_table_of_documents(tmp_path):
    gold, table = tmp_path / "gold.jsonl", tmp_path / "INDEX.tsv"
    lines = [{"text": "建设5G基站500个。", "stages": ["foundation"], "doc": name} for name in ("a.pdf", "b.pdf", "b.pdf")]
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    table.write_text("file\ttype\nplans/a.pdf\tplan\nplans/b.pdf\tlaw\n", encoding="utf-8")
    measured = json.loads(run("evaluate", gold, "--by", "type", "--table", table, "--format", "json").stdout)
    assert {value: part["stages"]["sentences"] for value, part in measured["by"]["type"].items()} == {"plan": 1, "law": 2}
    table.write_text("name\nx\n", encoding="utf-8")
    assert "with a column `file`" in run("evaluate", gold, "--by", "type", "--table", table, code=1).stderr


def test_corpus_lint_lists_leaks_and_returns_one(tmp_path):
    held = tmp_path / "held.jsonl"
    first = training_files()[0].read_text("utf-8").splitlines()[0]
    held.write_text(first + "\n", encoding="utf-8")
    result = run("corpus", "lint", "--held-out", held, code=1)
    assert "held-out sentence held.jsonl:1" in result.stderr
    assert "| sentences |" in result.stdout
    assert "faults: 1" in result.stdout


def test_corpus_agreement_prints_alpha_per_group(tmp_path):
    one, two = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for path in (one, two):
        path.write_text('{"id": "1", "stance": "endorse"}\n{"id": "2", "stance": "caution"}\n', encoding="utf-8")
    assert "1.000" in run("corpus", "agreement", one, two).stdout


@pytest.mark.parametrize("command", ["export --to csv out.csv", "status"])
def test_a_missing_corpus_gives_one_line_and_makes_no_file(tmp_path, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*command.split(), "--corpus", "none.db", code=1)
    assert len(result.stderr.strip().splitlines()) == 1
    assert os.listdir(tmp_path) == []


def test_an_export_that_cannot_be_written_leaves_nothing_behind(scanned, tmp_path):
    corpus, _ = scanned
    result = run("export", "--corpus", corpus, "--to", "jsonl", tmp_path / "no" / "out.jsonl", code=1)
    assert "cannot be written" in result.stderr


def test_a_scan_in_which_nothing_can_be_read_ends_with_exit_code_1(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    run("scan", tmp_path / "empty.txt", "--corpus", tmp_path / "c.db", "--workers", 1, code=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_codebook_show_prints_every_code_and_element(language):
    from analyzer.resources.codebooks import load_codebook

    text = re.sub(r"\s+", "", run("codebook", "show", "--language", language).stdout)
    for group in load_codebook().groups:
        for code in group.codes:
            assert re.sub(r"\s+", "", code.names[language]) in text
    for criterion in load_codebook().criteria:
        assert criterion.id in text


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_explains_itself_with_an_example(command):
    inner = {"codebook": ["show"], "corpus": ["hydrate"], "benchmarks": ["add"]}.get(command, [])
    text = run(command, *inner, "--help").stdout
    assert "policy-analyzer" in text.split("Example", 1)[1]


def test_help_needs_no_heavy_library():
    script = "import sys; from analyzer.commands import cli\ntry: cli(['--help'])\nexcept SystemExit: pass\nprint([m for m in ('numpy','pandas','sklearn','spacy','jieba','rich','lxml','lets_plot','pypdfium2') if m in sys.modules])"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert output.strip().splitlines()[-1] == "[]"
