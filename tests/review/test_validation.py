"""Forms, agreement and bias; the published example of Shrout & Fleiss 1979."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.errors import InputError
from analyzer.review.agreement import icc, validity
from analyzer.review.ratings import Rating, forms, read_forms

PUBLISHED = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
"""Six targets, four judges (Shrout & Fleiss 1979, table 2); ICC(2,1) = .29, ICC(2,4) = .62."""


def test_icc_of_the_published_example():
    single, mean = icc(PUBLISHED)
    assert single.value == pytest.approx(0.29, abs=0.005)
    assert mean.value == pytest.approx(0.62, abs=0.005)
    assert (single.low, single.high) == pytest.approx((0.019, 0.761), abs=0.002)
    assert (mean.low, mean.high) == pytest.approx((0.071, 0.927), abs=0.002)


def test_icc_is_one_for_equal_raters_and_undefined_without_variation():
    assert icc([(1, 1), (5, 5), (9, 9)])[0].value == 1
    assert icc([(4, 4), (4, 4)]) is None
    assert icc([(1, 2)]) is None
    assert icc([]) is None


def test_bias_and_rank_correlation_against_the_mean_of_raters():
    ratings = [Rating(rater, f"p{plan}", "total", 20 * plan + shift) for plan in range(5) for rater, shift in (("a", 0), ("b", 2))]
    found = validity("total", ratings, {f"p{plan}": 20 * plan + 6 for plan in range(5)})
    assert found.spearman == pytest.approx(1)
    assert found.bias == pytest.approx(5)
    assert found.limits == pytest.approx((5, 5))
    assert validity("total", ratings, {}).spearman is None
    assert validity("green_liveable", ratings, {}).plans == 0


def test_forms_are_blind_shuffled_and_reproducible():
    plans = [f"plan-{number}.pdf" for number in range(30)] + ["=1+1.pdf"]
    made = forms(plans, 3, ["green_liveable"])
    assert made == forms(plans, 3, ["green_liveable"])
    rows = {name: list(csv.DictReader(io.StringIO(text))) for name, text in made.items()}
    orders = [[row["plan"].removeprefix("'") for row in given] for given in rows.values()]
    assert all(sorted(order) == sorted(plans) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
    assert "'=1+1.pdf" in {row["plan"] for row in rows["rater-1.csv"]}
    assert {row["total"] for row in rows["rater-1.csv"]} == {""}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rater,plan,total\nr,p,101\n", "from 0 to 100"),
        ("rater,plan,total\nr,p,nan\n", "from 0 to 100"),
        ("rater,plan,total\nr,p,1\nr,p,2\n", "rated p before"),
        ("rater,plan,total\n,p,1\n", "lacks the rater"),
        ("a,b\n1,2\n", "lacks the columns"),
    ],
)
def test_a_broken_form_is_refused_in_one_line(tmp_path, text, message):
    (tmp_path / "f.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        read_forms([tmp_path / "f.csv"], ["green_liveable"])


def test_from_forms_to_report(tmp_path):
    run = CliRunner().invoke
    plans = [f"plan-{number}.pdf" for number in range(6)]
    assert run(cli, ["validation", "forms", *plans, "--output", str(tmp_path / "forms")]).exit_code == 0
    assert run(cli, ["validation", "forms", *plans, "--output", str(tmp_path / "forms")]).exit_code == 1
    for rater, path in enumerate(sorted((tmp_path / "forms").iterdir())):
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
        for row in rows:
            row["total"] = str(int(row["plan"][5]) * 10 + rater)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    lines = [{"file": f"x/plan-{number}.pdf", "score": number * 10 + 11.0, "criteria": []} for number in range(6)]
    (tmp_path / "scores.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    filled = [str(path) for path in sorted((tmp_path / "forms").iterdir())]
    shown = run(cli, ["validation", "report", *filled, "--scores", str(tmp_path / "scores.jsonl"), "--format", "json"])
    assert shown.exit_code == 0, shown.output
    total = json.loads(shown.output)["criteria"][-1]
    assert (total["plans"], total["raters"], round(total["spearman"], 3), total["bias"]) == (6, 3, 1.0, 10.0)
    text = run(cli, ["validation", "report", *filled, "--scores", str(tmp_path / "scores.jsonl")])
    assert text.exit_code == 0
    assert "10.0 (10.0–10.0)" in text.output
