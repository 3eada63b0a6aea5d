"""The PMC index against figures worked out by hand."""

import contextlib
import csv
import hashlib
import io
import json
import shutil
import sqlite3

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.domain.pmc import PmcIndex
from analyzer.errors import CodebookError
from analyzer.export.documents import COLUMNS, documents_csv
from analyzer.export.pmc import pmc_index, pmc_record, pmc_rows
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.pmc import load_variables

BOOK = load_codebook()


def card(**presences):
    """A stored scorecard with these presences, all other elements absent."""

    def element(criterion, one):
        presence = presences.get(f"{criterion.id}_{one.id}", "absent")
        evidence = [] if presence == "absent" else [{"text": f"{one.id}。", "page": 2, "paragraph": 7, "added": "later"}]
        return {"id": one.id, "presence": presence, "score": 1.0, "sentences": 1, "evidence": evidence, "added": "later"}

    return {"criteria": [{"id": criterion.id, "elements": [element(criterion, one) for one in criterion.elements]} for criterion in BOOK.criteria]}


def test_the_index_is_the_sum_of_means_and_every_one_is_cited():
    found = pmc_index(card(strategy_first_goals="present", strategy_first_phases="measure", own_character_difference="accountable"), load_variables(BOOK))
    assert [value for _, value, _ in found.values] == [0.4, 0.25, 0.0, 0.0, 0.0, 0.0]
    assert found.index == pytest.approx(0.65)
    assert found.grade["en"] == "low consistency"
    for _, _, second in found.values:
        for item in second:
            assert (item.text is not None) == bool(item.value)
    assert found.surface == ((0.4, 0.25, 0.0), (0.0, 0.0, 0.0))


@pytest.mark.parametrize("presence", ["weak", "slogan", "absent", "unheard of"])
def test_an_aim_alone_counts_nothing(presence):
    assert pmc_index(card(strategy_first_goals=presence), load_variables(BOOK)).index == 0


def test_a_document_without_a_score_has_no_index():
    assert pmc_index({"criteria": []}, load_variables(BOOK)) is None
    assert pmc_record("a.txt", None, None)["index"] is None


def test_a_full_plan_reaches_the_number_of_variables():
    everything = {f"{criterion.id}_{element.id}": "present" for criterion in BOOK.criteria for element in criterion.elements}
    found = pmc_index(card(**everything), load_variables(BOOK))
    assert found.index == len(BOOK.criteria)
    assert found.grade["zh"] == "完美"
    rows = list(pmc_rows(pmc_record("a.txt", "题", found), "zh"))
    assert len(rows) == sum(len(criterion.elements) for criterion in BOOK.criteria)


@pytest.mark.parametrize(("count", "shape"), [(1, (1, 1)), (5, (2, 3)), (9, (3, 3)), (10, (3, 4))])
def test_surfaces_are_as_square_as_can_be(count, shape):
    surface = PmcIndex(tuple((None, 0.5, ()) for _ in range(count)), 0.5 * count, {}).surface
    assert (len(surface), len(surface[0])) == shape
    assert sum(cell is not None for row in surface for cell in row) == count


def test_variables_are_data(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        'schema = 1\ncounted = ["weak", "present"]\ngrades = [{ from = 0.0, names = { en = "any" } }]\n'
        '[[variables]]\nid = "A"\nnames = { en = "One" }\nsecond = [{ id = "A1", element = "strategy_first.goals", names = { en = "Goals" } }]\n',
        encoding="utf-8",
    )
    assert pmc_index(card(strategy_first_goals="weak"), load_variables(BOOK, file)).index == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = ", "is not valid TOML"),
        ("schema = 9", "has schema 9"),
        ("schema = 1", "wrong kind"),
        (
            'schema = 1\ncounted=[]\ngrades=[]\n[[variables]]\nid="A"\nnames={}\nsecond=[{id="A1",element="strategy_first.gaols",names={}}]',
            "unknown element 'strategy_first.gaols'",
        ),
        ("schema = 1\ncounted=[]\ngrades=[]\nvariables=[]", "needs variables"),
    ],
)
def test_a_broken_file_of_variables_says_what_is_wrong(tmp_path, text, words):
    (tmp_path / "v.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=words):
        load_variables(BOOK, tmp_path / "v.toml")
    with pytest.raises(CodebookError, match="cannot be read"):
        load_variables(BOOK, tmp_path / "none.toml")


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def scanned(tmp_path_factory, request):
    folder = tmp_path_factory.mktemp("scanned")
    plan = request.config.rootpath / "corpora" / "samples" / "plans" / "lanhai-scheme-2025-2027.docx"
    run("scan", plan, "--corpus", folder / "c.db", "--workers", 1)
    return folder / "c.db"


def test_the_command_tells_the_same_in_every_format(scanned, tmp_path):
    (document,) = json.loads(run("pmc", "--corpus", scanned, "--format", "json").stdout)["documents"]
    assert document["index"] == pytest.approx(sum(item["value"] for item in document["variables"]), abs=1e-3)
    run("pmc", "--corpus", scanned, "--format", "csv", "--output", tmp_path / "p.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text("utf-8-sig"), newline="")))
    assert {float(row["index"]) for row in rows} == {document["index"]}
    assert all(bool(row["text"]) == (row["second_value"] == "1") for row in rows)
    assert f"{document['index']:.2f}" in run("pmc", "--corpus", scanned).stdout


def test_methods_name_versions_hashes_thresholds_and_accuracy(scanned, tmp_path):
    from analyzer.resources.taggers import load_model

    text = run("methods", "--corpus", scanned).stdout
    model = load_model(BOOK)
    assert model.sha256 in text
    assert BOOK.sha256 in text
    assert "1 documents (docx 1) with 83 sentences" in text
    planning = model.card["held_out"]["groups"]["principles"]["codes"]["planning"]
    assert f"| Planning first | {planning['threshold']:.2f} | {planning['positives']} | {planning['f1']:.2f} |" in text
    assert "not validated by human experts" in text
    run("methods", "--corpus", scanned, "--output", tmp_path / "m.md")
    assert (tmp_path / "m.md").read_text("utf-8") == text


def test_methods_count_and_hash_the_documents_as_sha256sum_does(scanned, samples, tmp_path):
    own = hashlib.sha256((samples / "lanhai-scheme-2025-2027.docx").read_bytes()).hexdigest()
    text = run("methods", "--corpus", scanned, "--documents", tmp_path / "d.csv").stdout
    assert f"| documents | 1 | {hashlib.sha256(f'{own}{chr(10)}'.encode()).hexdigest()} |" in text
    assert "1 files were scanned: ok 1." in text
    assert "| action plan | zh-Hans | 1 | 83 | 1 |" in text
    (row,) = csv.DictReader(io.StringIO((tmp_path / "d.csv").read_bytes().decode("utf-8-sig"), newline=""))
    assert (row["sha256"], row["status"], row["kind"], row["language"], row["sentences"]) == (own, "ok", "action_plan", "zh-Hans", "83")
    assert row["file"].endswith("lanhai-scheme-2025-2027.docx")


def test_the_list_of_documents_runs_nothing_and_keeps_the_files_that_failed():
    row = dict.fromkeys(COLUMNS) | {"file": "=1.pdf", "status": "password", "title": "a\ud800,\nb"}
    text = documents_csv([row]).decode("utf-8-sig")
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (read["file"], read["status"], read["title"], read["score"]) == ("'=1.pdf", "password", "a\\ud800,\nb", "")


def change(corpus, *statements):
    with contextlib.closing(sqlite3.connect(corpus)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def test_methods_tell_documents_of_another_run_and_refuse_those_of_another_model(scanned, tmp_path):
    copy = shutil.copy(scanned, tmp_path / "c.db")
    change(copy, "UPDATE documents SET fingerprint='x'")
    assert "1 were read by an earlier version or with other options" in run("methods", "--corpus", copy).stdout
    change(
        copy,
        "INSERT INTO coders (name, kind) VALUES ('another', 'model')",
        "UPDATE scores SET coder=(SELECT id FROM coders WHERE name='another')",
    )
    assert "1 documents were coded by another model than the rest" in run("methods", "--corpus", copy, "--documents", tmp_path / "d.csv", code=1).stderr
    assert not (tmp_path / "d.csv").exists()


def test_methods_of_a_corpus_by_another_model_are_refused(scanned, tmp_path):
    copy = shutil.copy(scanned, tmp_path / "c.db")
    change(copy, "UPDATE runs SET model_sha256='x'")
    assert "was coded by another model" in run("methods", "--corpus", copy, code=1).stderr


@pytest.mark.parametrize("command", ["pmc", "methods"])
def test_an_empty_corpus_gives_one_line(tmp_path, command):
    from analyzer.corpus.store import Corpus

    Corpus(tmp_path / "empty.db", create=True).close()
    assert "holds no documents" in run(command, "--corpus", tmp_path / "empty.db", code=1).stderr
