"""`export` and `search` as a user meets them."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.commands.export import _FORMATS
from analyzer.corpus.store import Corpus
from analyzer.export.formats import FORMATS

EXTRAS = {"parquet": "pyarrow", "cas": "cassis"}


def run(*arguments, code=0):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == code, result.output
    return result


def test_the_command_offers_every_format():
    assert tuple(FORMATS) == _FORMATS


@pytest.mark.parametrize("form", _FORMATS)
def test_every_format_is_written_whole_and_counted(corpus_path, tmp_path, form):
    output = tmp_path / "out" / f"file.{form}"
    output.parent.mkdir()
    result = run("export", "--corpus", corpus_path, "--to", form, output)
    assert output.stat().st_size > 500
    assert {"qdc": "25 codes", "datasette": "4 views"}.get(form, "7 sentences") in result.stdout
    beside = {"label-studio": ["file.config.xml", "file.label-studio"]}.get(form, [output.name])
    assert sorted(os.listdir(output.parent)) == beside


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--years", "1999"], "no sentence passes these filters"),
        (["--years", "soon"], "neither a year nor a span"),
        (["--code", "greem"], "is no code of smart-city"),
        (["--group", "colours"], "is no group of smart-city; it has principles"),
        (["--code", "planning", "--group", "stages"], "no sentence passes these filters"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "qdpx", "label-studio"])
def test_options_that_leave_nothing_give_one_line_and_no_file(corpus_path, tmp_path, form, options, words):
    output = tmp_path / "out" / "file"
    output.parent.mkdir()
    result = run("export", "--corpus", corpus_path, "--to", form, *options, output, code=1)
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert os.listdir(output.parent) == []


@pytest.mark.parametrize(
    ("form", "options", "words"),
    [
        ("csv", ["--crlf"], "--crlf is for qdpx alone"),
        ("cas", ["--pdf-as-text"], "--pdf-as-text is for qdpx alone"),
        ("jsonl", ["--shape", "long"], "--shape long is for csv, xlsx, parquet alone"),
    ],
)
def test_options_that_a_format_does_not_know_are_refused(corpus_path, tmp_path, form, options, words):
    result = run("export", "--corpus", corpus_path, "--to", form, *options, tmp_path / "file", code=1)
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "file").exists()


def test_an_empty_corpus_gives_one_line(tmp_path):
    Corpus(tmp_path / "empty.db", create=True).close()
    result = run("export", "--corpus", tmp_path / "empty.db", "--to", "xlsx", tmp_path / "out.xlsx", code=1)
    assert "holds no documents; scan some first" in result.stderr
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("form", EXTRAS)
def test_a_missing_extra_is_named_and_nothing_is_left(corpus_path, tmp_path, form, monkeypatch):
    monkeypatch.setitem(sys.modules, EXTRAS[form], None)
    output = tmp_path / "out" / "file"
    output.parent.mkdir()
    result = run("export", "--corpus", corpus_path, "--to", form, output, code=1)
    assert result.stderr == f"policy-analyzer: this format needs {EXTRAS[form]}; install it with: pip install 'smart-city-policy-analyzer[{form}]'\n"
    assert os.listdir(output.parent) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize("form", [form for form in _FORMATS if form not in {"qdc", "parquet"}])
def test_a_full_disk_gives_one_line_and_leaves_the_old_file(corpus_path, tmp_path, form):
    output = tmp_path / "out" / "file"
    output.parent.mkdir()
    output.write_text("old")
    script = (
        "import resource; from analyzer.commands import cli; from analyzer.export.formats import Format; write = Format.write\n"
        "def limited(*arguments): resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)); return write(*arguments)\n"
        f"Format.write = limited; cli({['export', '--corpus', str(corpus_path), '--to', form, str(output)]!r})"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stderr
    assert "cannot be written" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert output.read_text() == "old"
    assert os.listdir(output.parent) == ["file"]


def test_the_corpus_itself_is_never_written_over(corpus_path):
    before = corpus_path.read_bytes()
    assert "is the corpus itself" in run("export", "--corpus", corpus_path, "--to", "csv", corpus_path, code=1).stderr
    assert corpus_path.read_bytes() == before


def test_a_pdf_that_was_moved_is_coded_as_text_and_named(samples, tmp_path):
    (tmp_path / "plan.pdf").write_bytes((samples / "jingchuan-hardware-2025-2027.pdf").read_bytes())
    run("scan", tmp_path / "plan.pdf", "--corpus", tmp_path / "c.db", "--workers", 1)
    (tmp_path / "plan.pdf").write_bytes(b"another")
    result = run("export", "--corpus", tmp_path / "c.db", "--to", "qdpx", tmp_path / "p.qdpx")
    assert "1 PDFs are not where they were scanned" in result.stderr
    assert "plan.pdf" in result.stderr


def test_search_shows_place_codes_and_sentence(corpus_path):
    shown = run("search", "--corpus", corpus_path, "智慧城市建设").stdout
    assert "plans/a.txt · ¶ 1" in shown
    assert "𠮷林市智慧城市建设规划" in shown
    assert "1 sentences found, 1 shown" in shown
    record = json.loads(run("search", "--corpus", corpus_path, "绿色低碳", "--format", "json").stdout)
    assert [row["text"] for row in record["sentences"]] == ["推進綠色低碳 🌱🌱 發展。"]


def test_a_query_without_words_says_so(corpus_path):
    assert "holds no word to search for" in run("search", "--corpus", corpus_path, "。，", code=1).stderr


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="no such name here")
def test_records_may_be_written_to_standard_output(corpus_path):
    command = [sys.executable, "cli.py", "export", "--corpus", str(corpus_path), "--to", "jsonl", "/dev/stdout"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 7
    assert done.stderr == "7 sentences: /dev/stdout\n"
