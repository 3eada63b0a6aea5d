"""The Chinese of the command line: complete, with the same placeholders, and shown wherever people read."""

import ast
import importlib.util
import io
import json
import re
import string
from pathlib import Path

import click
import pytest
from babel.messages.mofile import read_mo
from click.testing import CliRunner

from analyzer import i18n
from analyzer.commands import cli
from analyzer.commands.bilingual import asked_language, width, wrapped
from analyzer.domain.message import Message, cause, mark, of_error, restored, say, stored, translated
from analyzer.errors import InputError, ReadError

_SPEC = importlib.util.spec_from_file_location("messages", Path(__file__).parent / "tools" / "messages.py")
catalogue = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(catalogue)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[a-z]{2,}){2,}")
"""Three English words in a row, the later ones in small letters."""
MESSAGES = catalogue.messages()
ENTRIES = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in catalogue.catalogue() if entry.id}


def zh(*arguments, code=0):
    result = CliRunner().invoke(cli, ["--ui-language", "zh", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def placeholders(text):
    named = [(name, spec, turned) for _, name, spec, turned in string.Formatter().parse(text) if name is not None]
    return sorted(named, key=str) + sorted(re.findall(r"%\(\w+\)s", text))


def test_the_compiled_catalogue_is_that_of_the_text():
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.catalogue()), "run tests/tools/messages.py"
    assert read_mo(io.BytesIO(catalogue.MO.read_bytes())).get("Options").string == "选项"


@pytest.mark.parametrize("text", sorted(MESSAGES, key=str))
def test_every_message_is_translated_with_its_placeholders(text):
    single = text if isinstance(text, str) else text[0]
    assert single in ENTRIES, "run tests/tools/messages.py, then translate"
    entry = ENTRIES[single]
    chinese = catalogue.translation(entry)
    assert chinese
    assert not entry.fuzzy
    forms = [text] if isinstance(text, str) else text
    if MESSAGES[text] == {catalogue.CLICK}:
        # Click's words may leave a value out, or use that of their plural.
        assert set(placeholders(chinese)) <= {item for form in forms for item in placeholders(form)}
    else:
        assert placeholders(chinese) == placeholders(text)


def test_the_catalogue_holds_nothing_that_is_not_said():
    said = {text if isinstance(text, str) else text[0] for text in MESSAGES}
    assert {text for text, entry in ENTRIES.items() if text not in said and "click" not in {place for place, _ in entry.locations}} == set()


@pytest.mark.parametrize("path", sorted(Path(catalogue.ROOT / "analyzer").rglob("*.py")), ids=lambda path: path.name)
def test_no_text_to_translate_is_put_together_before(path):
    assert [line for text, line in catalogue.texts_in(ast.parse(path.read_text("utf-8"))) if text is None] == []


@pytest.mark.parametrize("path", sorted(Path(catalogue.ROOT / "analyzer").rglob("*.py")), ids=lambda path: path.name)
def test_no_failure_is_told_in_words_that_cannot_be_translated(path):
    bare = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"InputError", "CodebookError", "ModelError", "CorpusError", "ReadError"}
        ):
            words = node.args[-1] if node.args else None
            if isinstance(words, ast.JoinedStr) or (isinstance(words, ast.Constant) and isinstance(words.value, str)):
                bare.append(node.lineno)
    assert bare == []


def paths(command=cli, trail=()):
    yield trail
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            yield from paths(command.get_command(click.Context(command), name), (*trail, name))


@pytest.mark.parametrize("trail", list(paths()), ids=" ".join)
def test_help_in_chinese_holds_no_english_sentence(trail):
    text = zh(*trail, "--help").stdout
    shown = "\n".join(line for line in text.splitlines() if "policy-analyzer " not in line and "用法：" not in line).replace("models/default", "")
    assert CHINESE.search(shown)
    assert not SENTENCE.search(shown)
    assert not re.search(r"Usage|Options|Commands|Example|default|required|Show", shown)
    assert max(width(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize("trail", list(paths()), ids=" ".join)
def test_help_in_english_holds_no_chinese(trail):
    zh(*trail, "--help")
    assert not CHINESE.search(CliRunner().invoke(cli, [*trail, "--help"]).stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["scna"], "没有命令 'scna'"),
        (["--bogus"], "没有选项 '--bogus'"),
        (["scan"], "缺少参数"),
        (["scan", ".", "--corpus"], "需要1个值"),
        (["score", "x", "--format", "xml"], "不在可选值之内：'text', 'json'"),
        (["scan", ".", "--corpus", "x.db", "--workers", "999"], "999 不在"),
        (["scan", "nowhere", "--corpus", "x.db"], "'nowhere' 不存在"),
        (["status", "more", "--corpus", "x.db"], "多余的参数（more）"),
    ],
)
def test_complaints_about_the_command_line_are_in_chinese(arguments, words):
    result = zh(*arguments, code=2)
    assert words in result.stderr
    assert not SENTENCE.search(result.stderr.replace("policy-analyzer", ""))


def test_a_complaint_about_the_options_before_the_command_is_in_the_language_they_ask_for():
    assert "没有选项" in CliRunner().invoke(cli, ["--bogus", "--ui-language=zh"]).stderr
    assert asked_language(["--ui-language", "zh", "scan"]) == "zh"
    assert asked_language(["scan", "--ui-language", "zh"]) is None


def test_a_failure_is_one_line_in_chinese(tmp_path):
    result = zh("status", "--corpus", tmp_path / "none.db", code=1)
    assert result.stderr.startswith(f"policy-analyzer: {tmp_path / 'none.db'}：语料库不存在；")
    assert len(result.stderr.splitlines()) == 1
    result = zh("score", tmp_path / "none.pdf", code=1)
    assert result.stderr == f"policy-analyzer: {tmp_path / 'none.pdf'}：文件不存在；请检查文件名\n"


def test_a_broken_line_is_named_in_chinese(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a"}\n', encoding="utf-8")
    assert f"{source} 第1行：缺少文本 'text'" in zh("tag", source, "--output", tmp_path / "out", code=1).stderr


def test_score_in_text_is_in_chinese(samples):
    text = zh("score", samples / "qinghe-plan-2026-2030.pdf").stdout
    assert re.search(r"得分 \d+\.\d（满分 100；", text)
    assert "战略先行\n" in text
    assert re.search(r"第\d+页：", text)
    assert "起步：信息基础设施" in text
    assert not SENTENCE.search(text.split("\n", 1)[1])


def test_json_is_the_same_in_every_language(tmp_path):
    path = tmp_path / "recipe.txt"
    path.write_text("Peel the apples. Add sugar and butter. Bake for an hour.", encoding="utf-8")
    english = CliRunner().invoke(cli, ["score", str(path), "--format", "json"]).stdout
    assert zh("score", path, "--format", "json").stdout == english
    assert "at least" in json.loads(english)["reason"]
    assert "不评分：3条语句中只有0条" in zh("score", path).stdout


def test_a_corpus_keeps_its_reasons_in_english_and_shows_them_in_chinese(tmp_path):
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "empty.txt").write_bytes(b"")
    (plans / ".hidden").write_text("x", encoding="utf-8")
    (plans / "recipe.txt").write_text("Peel the apples. Add sugar and butter.", encoding="utf-8")
    corpus = tmp_path / "c.db"
    scanned = zh("scan", plans, "--corpus", corpus, "--workers", 1).stdout
    assert "共3个文件：" in scanned
    assert "无新增；3个未变动" in zh("scan", plans, "--corpus", corpus, "--workers", 1).stdout
    for text in (scanned, zh("status", "--corpus", corpus).stdout):
        assert "是隐藏文件或临时文件；如需扫描请改名" in re.sub(r"\s", "", text)
        assert not SENTENCE.search(text)
    entries = json.loads(zh("status", "--corpus", corpus, "--format", "json").stdout)["inputs"]
    assert {entry["status"] for entry in entries} == {"ok", "no_text", "skipped"}
    assert not any(CHINESE.search(entry["reason"] or "") for entry in entries)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_comparison_has_a_language_of_its_own(samples, language):
    other = {"en": "zh", "zh": "en"}[language]
    arguments = ["compare", str(samples / "yuntai-opinion.txt"), "--with", "singapore-in2015", "--language", language]
    result = CliRunner().invoke(cli, ["--ui-language", other, *arguments])
    assert ("对照" in result.stdout.splitlines()[0]) == (language == "zh")
    assert ("no points compared" in result.stdout) == (language == "en")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_SG"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_locale_tells_the_language(environment, language):
    assert i18n.default_language(environment) == language


def test_the_commands_follow_the_locale(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "用法：" in CliRunner().invoke(cli, ["--help"]).stdout


def test_a_message_is_its_english_and_survives_processes_and_json():
    import copy

    inner = say("{file}, line {line}", file=Path("a{b}.txt"), line=3)
    message = say("{where}: lacks the text {key!r}; add it", where=inner, key="text")
    assert message == "a{b}.txt, line 3: lacks the text 'text'; add it"
    for made in (copy.copy(message), restored(str(message), json.loads(json.dumps(stored(message)))), of_error(InputError(message))):
        assert isinstance(made, Message)
        assert translated(made, i18n.catalogue("zh")) == "a{b}.txt 第3行：缺少文本 'text'；请补充"
    error = copy.copy(ReadError("no_text", say("the file is empty")))
    assert isinstance(error.reason, Message)


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        ["x"],
        ["another text", {}],
        ["{x}", {}],
        ["{x.__class__}", {"x": 1}],
        ["{x:>999999999}", {"x": 1}],
        ["{x", {"x": 1}],
        [3, {}],
        ["{0}", {}],
        ["{x:d}", {"x": "a"}],
    ],
)
def test_a_stored_message_that_was_tampered_with_is_shown_as_its_text(record):
    assert not isinstance(restored("text", record), Message)


def test_an_unknown_cause_is_said_as_the_system_says_it():
    assert str(cause(OSError(5, "odd {cause}"))) == "odd {cause}"
    assert i18n.tr_in("zh", cause(OSError(2, "No such file or directory"))) == "文件或文件夹不存在"
    assert i18n.tr_in("zh", mark("")) == ""


def test_chinese_is_wrapped_by_its_width_and_no_line_opens_with_a_stop():
    text = "读取文件和文件夹，逐句编码；每个文件有且只有一个状态，可用 `status` 查看（见 README）。"
    for columns in range(12, 60):
        lines = wrapped(text, columns)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width(line) <= columns for line in lines)
        assert not any(line[0] in "，；。）" for line in lines)
