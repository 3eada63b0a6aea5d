import pytest

from analyzer.domain.coding import CodeProbability, Coding
from analyzer.resources.codebooks import load_codebook
from analyzer.score.scope import Statement
from analyzer.score.timing import Timed, concordance, phase_in, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2027年建成5G基站2.6万个", (2027, 2027)),
        ("2026—2028年分步实施，2030年评估", (2026, 2030)),
        ("between 2025-27", (2025, 2027)),
        ("令和8年度から令和10年度まで", (2026, 2028)),
        ("民國115年底前完成", (2026, 2026)),
        ("建成基站2030个", None),
        ("投资2025万元", None),
        ("编号12025号", None),
        ("no year", None),
    ],
)
def test_years_are_told_from_quantities(text, years):
    assert years_in(text) == years


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("第二阶段：全面推进", 2),
        ("（三）联通提升阶段。各区平台接入", 3),
        ("（三）起草阶段性报告", None),
        ("Phase two: applications", 2),
        ("PHASE III", 3),
        ("3단계 지능화", 3),
        ("第１段階", 1),
        ("fase 1: cimientos", 1),
        ("政务云二期扩容", None),
        ("the next phase", None),
    ],
)
def test_phases_are_told_by_number(text, phase):
    assert phase_in(text) == phase


@pytest.mark.parametrize(
    ("text", "years"),
    [("4.2021年启动平台建设", (2021, 2021)), ("12.2022年底前完成", (2022, 2022)), ("同比增长3.2021个百分点", None), ("第3.2021号", None)],
)
def test_the_number_of_an_item_does_not_hide_the_year_behind_it(text, years):
    assert years_in(text) == years


def timed_of(*entries):
    """Statements of a stage that are due in a year."""
    return [
        Timed(Statement(None, Coding(str(number), "hand", {"stages": (CodeProbability(stage, 1, True),), "fields": ()}, (), ()), 2), year, None)
        for number, (stage, year) in enumerate(entries)
    ]


def test_a_single_sentence_is_no_order():
    order = load_codebook().order
    assert concordance(timed_of(("foundation", 2025), ("maturity", 2027), ("maturity", 2028), ("maturity", 2029)), order) is None
    assert concordance(timed_of(("foundation", 2025), ("foundation", 2026), ("maturity", 2027), ("maturity", 2028)), order) == 1
    assert concordance(timed_of(("maturity", 2025), ("maturity", 2026), ("foundation", 2027), ("foundation", 2028)), order) == -1
    assert concordance(timed_of(("foundation", 2025), ("maturity", 2027)), order) == 1
