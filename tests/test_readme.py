"""The README shows what the commands print. `REGENERATE=1 make test` writes it anew; CI never may."""

import os
import re
import shlex

import pytest
from click.testing import CliRunner

from analyzer.commands import _COMMANDS, cli

READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"<!-- output of: policy-analyzer (?P<command>.+?) -->\n```\n(?P<output>.*?)```", re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_the_readme_shows_what_the_commands_print(name, root, tmp_path, monkeypatch):
    (tmp_path / "corpora").symlink_to(root / "corpora")
    monkeypatch.chdir(tmp_path)
    readme = root / name
    text = readme.read_text("utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) == 2
    for match in reversed(blocks):
        result = CliRunner().invoke(cli, shlex.split(match["command"]))
        assert result.exit_code == 0, result.output
        printed = "".join(line.rstrip() + "\n" for line in result.stdout.splitlines()).strip("\n") + "\n"
        text = text[: match.start("output")] + printed + text[match.end("output") :]
    if os.environ.get("REGENERATE"):
        assert not os.environ.get("CI"), "CI does not write golden files"
        readme.write_text(text, encoding="utf-8")
    assert readme.read_text("utf-8") == text, f"{name} is out of date: run REGENERATE=1 make test"


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", [name for name in _COMMANDS if name not in {"train", "corpus"}])
def test_the_readme_names_every_command(root, readme, command):
    assert re.search(rf"policy-analyzer (--ui-language zh )?{command}\b", (root / readme).read_text("utf-8"))


def test_both_readmes_show_the_same_commands_and_point_to_each_other(root):
    english, chinese = ((root / name).read_text("utf-8") for name in READMES)
    shown = [match["command"] for match in BLOCK.finditer(english)]
    assert [match["command"] for match in BLOCK.finditer(chinese)] == [f"--ui-language zh {command}" for command in shown]
    assert len(re.findall("^## ", english, re.MULTILINE)) == len(re.findall("^## ", chinese, re.MULTILINE))
    assert READMES[1] in english
    assert f"({READMES[0]})" in chinese
