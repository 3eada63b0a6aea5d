"""`diff` on small plans of our own and on a sample in another format."""

import json

import pytest
from click.testing import CliRunner

from analyzer.commands import cli

BODY = """# 云溪市智慧城市建设规划

## 总体目标

到2027年底，全市智慧城市框架基本建成，政务服务事项网上可办率达到95%。

## 共享

由市大数据局牵头，2026年6月底前建成公共数据共享平台，归集数据项5000项。

各部门数据按目录共享，跨部门业务一窗办理。

## 交通

完成80个路口信号联网，优化公交线网，缓解学校周边停车难。

## 养老

在10个社区为老年人提供智慧助餐和紧急呼叫服务。

## 保障

成立由市长任组长的领导小组，按季度通报进展。

建立网络安全责任制度，制定数据管理办法。
"""


def run(tmp_path, old, new, *more):
    for name, text in (("old.md", old), ("new.md", new)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["diff", str(tmp_path / "old.md"), str(tmp_path / "new.md"), *more])
    assert result.exit_code == 0, result.output
    return result.stdout if not more else json.loads(result.stdout)


def test_a_text_beside_itself_has_no_changes(tmp_path):
    record = run(tmp_path, BODY, BODY, "--format", "json")
    assert record["schema"] == 1
    assert record["changes"] == []
    assert record["difference"] == 0
    assert record["counts"]["unchanged"] == record["old"]["sentences"]


def test_changes_their_elements_and_points_that_add_up(tmp_path):
    dropped = "在10个社区为老年人提供智慧助餐和紧急呼叫服务。"
    new = BODY.replace(dropped, "").replace("归集数据项5000项", "归集数据项8000项")
    record = run(tmp_path, BODY, new, "--format", "json")
    kinds = {change["kind"]: change for change in record["changes"] if change["kind"] != "read_anew"}
    assert set(kinds) == {"dropped", "rewritten"}
    assert kinds["dropped"]["old"][0]["text"] == dropped
    assert "inclusion" in {item["element"] for item in kinds["dropped"]["elements"] if item["after"] is None}
    assert [item["text"] for item in kinds["rewritten"]["words"] if item["kind"] != "same"] == ["5000", "8000"]
    points = sum(change["points"] for change in record["changes"]) + record["split"]["rest_points"]
    assert points == pytest.approx(record["difference"], abs=1e-6)
    assert record["difference"] == pytest.approx(record["new"]["score"] - record["old"]["score"], abs=1e-6)
    assert kinds["dropped"]["points"] < 0


def test_a_section_that_moved_is_told_as_moved(tmp_path):
    start, end = BODY.index("## 交通"), BODY.index("## 养老")
    section = BODY[start:end]
    record = run(tmp_path, BODY, BODY.replace(section, "") + "\n" + section, "--format", "json")
    assert [change["kind"] for change in record["changes"] if change["kind"] != "read_anew"] == ["moved", "moved"]
    assert record["changes"][-1]["new"][0]["text"].startswith("完成80个路口")


def test_a_version_without_a_score_gets_the_changes_and_the_reason(tmp_path):
    text = run(tmp_path, BODY, "# 通知\n\n请各单位于周五前报送材料。\n")
    assert "no difference in points" in text
    assert "dropped" in text


def test_the_same_plan_in_two_formats_has_hardly_any_changes(samples, root, tmp_path):
    source = (root / "corpora" / "samples" / "sources" / "harrowmere-en.md").read_text("utf-8").split("---", 2)[2]
    (tmp_path / "new.md").write_text(source, encoding="utf-8")
    result = CliRunner().invoke(cli, ["diff", str(samples / "harrowmere-en.pdf"), str(tmp_path / "new.md"), "--format", "json"])
    record = json.loads(result.stdout)
    counts = record["counts"]
    assert counts["unchanged"] + counts["read_anew"] >= 0.95 * record["new"]["sentences"]
    assert counts["moved"] + counts["rewritten"] <= 2
    assert all(item["page"] for change in record["changes"] for item in change["old"])


def test_what_did_not_change_does_not_change_the_score(tmp_path):
    new = BODY.replace("80个路口", "120个路口")
    assert "[-80-]{+120+}" in run(tmp_path, BODY, new)
    record = run(tmp_path, BODY, new, "--format", "json")
    assert record["counts"]["read_anew"] == 0
    assert abs(record["split"]["rest_points"]) <= 0.1


def test_a_missing_file_is_one_line(tmp_path):
    result = CliRunner().invoke(cli, ["diff", str(tmp_path / "none.md"), str(tmp_path / "none.md")])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
