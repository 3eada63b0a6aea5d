"""Rankings with ties, kept apart by kind, level and coding; filters; the table of the user."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from analyzer.commands import cli
from analyzer.commands.filters import span_of
from analyzer.compare.ranking import not_told, rank
from analyzer.corpus.queries import read_about
from analyzer.domain.entries import Entry, Wanted
from analyzer.errors import InputError


def entry(name, score, low=None, high=None, **how):
    values = {"kind": "plan", "level": "city", "place": "青禾市", "date": "2024-05", "language": "zh-Hans", "coder": "default 3", "fingerprint": "f", **how}
    interval = None if score is None else (low if low is not None else score - 2, high if high is not None else score + 2)
    order = [values[key] for key in ("kind", "level", "place", "date", "language")]
    return Entry(
        name,
        (name,),
        None,
        *order,
        90,
        values["coder"],
        values["fingerprint"],
        score,
        interval,
        None if score else "too little",
        {"green_liveable": (score or 0, interval or (0, 0))},
    )


def test_scores_whose_intervals_overlap_share_their_ranks():
    (ranking,), unranked = rank([entry("c", 40), entry("a", 60), entry("b", 58), entry("d", 37, 35, 38.5)])
    assert [(item.entry.id, item.best, item.worst) for item in ranking.ranked] == [("a", 1, 2), ("b", 1, 2), ("c", 3, 4), ("d", 3, 4)]
    assert unranked == ()


def test_kinds_levels_and_codings_are_never_ranked_together():
    others = [entry("b", 50, kind="opinion"), entry("c", 50, level="province"), entry("d", 50, coder="fast"), entry("e", 50, fingerprint="g")]
    rankings, _ = rank([entry("a", 50), *others])
    assert len(rankings) == 5
    assert all(len(ranking.ranked) == 1 for ranking in rankings)


def test_what_has_no_score_or_does_not_tell_what_it_is_stays_out_with_the_reason():
    rankings, unranked = rank([entry("a", 50), entry("b", None), entry("c", 50, level=None), entry("d", 50, kind=None)])
    assert [item.entry.id for ranking in rankings for item in ranking.ranked] == ["a"]
    assert [item.entry.id for item in unranked] == ["b", "c", "d"]
    assert all(item.reason for item in unranked)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 10)), min_size=1, max_size=12))
def test_every_rank_span_holds_the_place_by_score_and_ends_within_the_list(scores):
    (ranking,), _ = rank([entry(str(number), score, score - width, score + width) for number, (score, width) in enumerate(scores)])
    for place, item in enumerate(ranking.ranked, 1):
        assert 1 <= item.best <= place <= item.worst <= len(scores)


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (Wanted(), True),
        (Wanted(language="zh"), True),
        (Wanted(language="z"), False),
        (Wanted(language="zh-Hant"), False),
        (Wanted(years=(2020, 2024)), True),
        (Wanted(years=(2025, 2026)), False),
        (Wanted(place="青禾"), True),
        (Wanted(level="province"), False),
    ],
)
def test_filters(asked, taken):
    assert asked.takes(entry("a", 50)) is taken


@pytest.mark.parametrize(
    ("asked", "told", "untold"),
    [
        (Wanted(years=(2020, 2024)), {"date": None}, ("years",)),
        (Wanted(years=(2020, 2024), place="青禾"), {"date": None, "place": None}, ("years", "place")),
        (Wanted(years=(2020, 2024), level="province"), {"date": None}, ()),
        (Wanted(years=(2020, 2024)), {}, ()),
        (Wanted(), {"date": None}, ()),
    ],
)
def test_a_document_that_does_not_tell_what_is_asked_for_is_known_as_such(asked, told, untold):
    assert asked.untold(entry("a", 50, **told)) == untold


def test_an_undated_plan_is_listed_not_dropped_when_years_are_asked_for():
    item = not_told(entry("a", 50, date=None), Wanted(years=(2020, 2024)))
    assert item is not None
    assert "does not tell what --years asks for" in item.reason
    assert not_told(entry("a", 50), Wanted(years=(1990, 1991))) is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [({"kind": None}, "what kind of document"), ({"level": None}, "its level of government"), ({"kind": None, "level": None}, "its kind and its level")],
)
def test_what_keeps_a_plan_out_of_every_ranking_is_named(told, reason):
    (item,) = rank([entry("a", 50, **told)])[1]
    assert f"does not tell {reason}" in item.reason


def test_years_are_one_or_a_span():
    assert span_of("2020") == (2020, 2020)
    assert span_of("2019–2023") == (2019, 2023)
    for wrong in ("abc", "2023-2019", "20"):
        with pytest.raises(InputError, match="years"):
            span_of(wrong)


@pytest.fixture(scope="module")
def corpus(samples, tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "city.db"
    files = [
        str(samples / name)
        for name in ("lanhai-scheme-2025-2027.docx", "qinghe-plan-2026-2030.pdf", "lanxi-copied-2026-2030.html", "jingchuan-hardware-2025-2027.pdf")
    ]
    assert CliRunner().invoke(cli, ["scan", *files, "--corpus", str(path)]).exit_code == 0
    return path


def run(*arguments):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_rank_from_a_corpus_with_a_table_of_the_user(corpus, tmp_path):
    record = json.loads(run("rank", "--corpus", corpus, "--format", "json"))
    assert {(item["kind"], item["level"]) for item in record["rankings"]} == {("plan", "city"), ("action_plan", "city")}
    plans = next(item["ranked"] for item in record["rankings"] if item["kind"] == "plan")
    assert [item["score"] for item in plans] == sorted((item["score"] for item in plans), reverse=True)
    about = tmp_path / "about.csv"
    about.write_text("file,level,date\nlanhai-scheme-2025-2027.docx,district,2031\n", encoding="utf-8-sig")
    told = json.loads(run("rank", "--corpus", corpus, "--about", about, "--years", "2031", "--format", "json"))
    assert [item["level"] for item in told["rankings"]] == ["district"]
    assert "1" in run("rank", "--corpus", corpus, "--criterion", "green_liveable")


@pytest.mark.parametrize("text", ["name\nx\n", "file,level\na,town\n", "file,date\na,soon\n"])
def test_a_wrong_table_is_refused_with_its_fault(tmp_path, text):
    path = tmp_path / "about.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"about\.csv"):
        read_about(path)


def test_profile_counts_lead_to_as_many_sentences(corpus, samples):
    record = json.loads(run("profile", "--corpus", corpus, "--format", "json"))
    assert record["documents"] == 4
    cells = [cell for cell in record["cells"] if cell["stage"] and cell["principle"] and not cell["field"]]
    fullest = max(cells, key=lambda cell: cell["sentences"])
    listed = json.loads(run("profile", "--corpus", corpus, "--cell", f"{fullest['principle']},{fullest['stage']}", "--format", "json"))
    assert len(listed["sentences"]) == fullest["sentences"]
    assert all(item["page"] or item["paragraph"] for item in listed["sentences"])
    assert listed["cell"] == [fullest["stage"], fullest["principle"]]
    single = json.loads(run("profile", samples / "lanhai-scheme-2025-2027.docx", "--format", "json"))
    alone = json.loads(run("profile", "--corpus", corpus, "--kind", "action_plan", "--format", "json"))
    assert abs(single["sentences"] - alone["sentences"]) <= 2
    assert "×" in run("profile", "--corpus", corpus)


@pytest.mark.parametrize("cell", ["nonsense", "green,planning", ""])
def test_a_wrong_cell_is_refused(corpus, cell):
    result = CliRunner().invoke(cli, ["profile", "--corpus", str(corpus), "--cell", cell])
    assert result.exit_code == 1
    assert "--cell" in result.stderr
