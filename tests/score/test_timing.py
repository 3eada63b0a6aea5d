import pytest

from analyzer.score.timing import phase_in, years_in


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
