"""Scores of small documents whose codings are made by hand."""

import pytest

from analyzer.domain.codebook import GroupKind
from analyzer.domain.coding import CodeProbability, Coding
from analyzer.domain.document import Document, ReadQuality, Span
from analyzer.domain.results import Presence
from analyzer.domain.segment import Segment, segment_id
from analyzer.resources.codebooks import load_codebook
from analyzer.score.scorecard import score_document

BOOK = load_codebook()
LEVELS = ("context", "aspiration", "measure", "accountable")


def coded(text, *, level=2, digital=True, stance="endorse", cues=(), heading=(), certain=0.97, **groups):
    """A sentence with its codes; `certain` is the probability of each assigned code."""
    assigned = {**groups, "commitment": (LEVELS[level],), "digital": ("digital" if digital else "not_digital",), "stance": (stance,)}
    items = {}
    for group in BOOK.groups:
        chosen = assigned.get(group.name, ())
        rest = 0.02 if group.kind is GroupKind.MULTI else (1 - certain) / max(len(group.codes) - 1, 1)
        items[group.name] = tuple(CodeProbability(code.id, certain if code.id in chosen else rest, code.id in chosen) for code in group.codes)
    return text, heading, items, tuple(sorted(cues))


def score(*sentences, title="某市智慧城市规划", quality=1.0):
    segments, codings, start = [], [], 0
    for number, (text, heading, items, cues) in enumerate(sentences):
        identity = segment_id("d", f"{text}{number}", 0)
        segments.append(Segment(identity, "d", Span(start, start + len(text)), text, heading, "paragraph", "zh-Hans", number + 1, page=number + 1))
        codings.append(Coding(identity, "hand", items, (), cues))
        start += len(text) + 1
    document = Document("ab" * 32, "\n".join(sentence[0] for sentence in sentences), (), ReadQuality(quality), "r", "txt", title=title)
    return score_document(document, segments, codings, BOOK, lambda text, _: frozenset({"smart_city"} if "智慧城市" in text else ()))


def criterion(card, name):
    return next(item for item in card.criteria if item.id == name)


def element(card, name, part):
    return next(item for item in criterion(card, name).elements if item.id == part)


NETWORK = {"stages": ("foundation",)}


@pytest.mark.parametrize(("level", "presence"), [(0, Presence.ABSENT), (1, Presence.WEAK), (2, Presence.PRESENT), (3, Presence.PRESENT)])
def test_an_element_is_as_present_as_its_best_sentence_is_committed(level, presence):
    card = score(coded("建网", level=level, **NETWORK), coded("目标", level=1, principles=("planning",)))
    assert element(card, "orderly_phases", "infrastructure").presence is presence


def test_more_commitment_earns_more():
    values = [element(score(coded("建网", level=level, **NETWORK), coded("目标", level=1)), "orderly_phases", "infrastructure").score for level in range(4)]
    assert values == sorted(values)
    assert len(set(values)) == 4


def test_repeating_a_slogan_earns_nothing_and_repeating_a_sentence_neither():
    once = score(coded("绿色", level=1, principles=("green",), cues=("ecology",)))
    ten = score(*(coded(f"绿色{number}", level=1, principles=("green",), cues=("ecology",)) for number in range(10)))
    assert ten.score == once.score
    single = score(coded("建网", **NETWORK), coded("目标", level=1))
    double = score(coded("建网", **NETWORK), coded("建 网", **NETWORK), coded("目标", level=1))
    assert double.score == single.score


def test_several_different_measures_earn_more_than_one_but_stay_bounded():
    one = element(score(coded("建网", **NETWORK)), "orderly_phases", "infrastructure").score
    many = element(score(*(coded(f"建网{number}", **NETWORK) for number in range(40))), "orderly_phases", "infrastructure").score
    assert one < many <= 0.7


def test_what_is_not_digital_counts_only_when_it_organises_the_programme():
    def lead(**how):
        return coded("成立领导小组", digital=False, principles=("government_led",), cues=("lead_body",), **how)

    park = coded("建公园", digital=False, principles=("green",), cues=("living_environment",))
    fillers = [coded(f"建网{number}", **NETWORK) for number in range(8)] + [coded(f"农业{number}", level=0, digital=False) for number in range(30)]
    titled = score(lead(), park, *fillers)
    assert element(titled, "government_guides", "lead_body").presence is Presence.PRESENT
    assert element(titled, "green_liveable", "living_environment").presence is Presence.ABSENT
    assert dict(titled.general)["green"] == 1
    other = score(lead(), lead(heading=("三、智慧城市",)), park, *fillers, title="政府工作报告")
    assert element(other, "government_guides", "lead_body").sentences == 0 or other.in_scope == 9


def test_a_sentence_in_conflict_costs_its_criterion_points_and_is_cited():
    base = [coded("建网", **NETWORK), coded("目标", principles=("planning",), cues=("goals",))]
    clean = score(*base)
    spoiled = score(*base, coded("先建后规划", stance="conflict", principles=("planning",), cues=("goals",)))
    assert criterion(spoiled, "strategy_first").score < criterion(clean, "strategy_first").score
    assert [item.text for item in criterion(spoiled, "strategy_first").conflicts] == ["先建后规划"]
    assert criterion(spoiled, "orderly_phases").score == criterion(clean, "orderly_phases").score


def test_missing_names_the_absent_elements_and_evidence_its_page():
    card = score(coded("建网", **NETWORK))
    assert "goals" in criterion(card, "strategy_first").missing
    assert "infrastructure" not in criterion(card, "orderly_phases").missing
    assert element(card, "orderly_phases", "infrastructure").evidence[0].page == 1


def test_too_little_or_badly_read_text_has_no_score_but_a_reason():
    few = score(*(coded(f"建网{number}", **NETWORK) for number in range(7)), title="报告")
    assert few.score is None
    assert "7 of 7 sentences" in few.reason
    bad = score(*(coded(f"建网{number}", **NETWORK) for number in range(9)), quality=0.3)
    assert bad.score is None
    assert "30%" in bad.reason
    assert few.interval is bad.interval is None


def test_the_interval_holds_the_score_and_widens_with_doubt():
    def width(certain):
        card = score(
            *(coded(f"建网{number}", level=number % 4, certain=certain, principles=("planning",), cues=("goals", "phases"), **NETWORK) for number in range(12))
        )
        assert card.interval[0] <= card.score <= card.interval[1]
        return card.interval[1] - card.interval[0]

    assert width(0.6) > width(0.99)


def test_stage_shares_count_aims_and_measures_and_are_undefined_without_any():
    card = score(coded("建网", **NETWORK), coded("共享", stages=("integration",)), coded("已建", level=0, stages=("maturity",)))
    assert {stage.id: stage.share for stage in card.stages} == {"foundation": 0.5, "development": 0.0, "integration": 0.5, "maturity": 0.0}
    assert {stage.share for stage in score(coded("目标", level=1)).stages} == {None}


def test_a_cover_that_names_the_programme_makes_it_one_only_where_the_text_bears_it_out():
    lead = coded("成立领导小组", digital=False, principles=("government_led",), cues=("lead_body",))
    cover = coded("某市智慧城市", level=0, digital=False)
    borne_out = [coded(f"建网{number}", **NETWORK) for number in range(10)]
    banner = [coded(f"农业{number}", level=2, digital=False) for number in range(300)]
    programme = score(cover, lead, *borne_out, title=None)
    assert element(programme, "government_guides", "lead_body").presence is Presence.PRESENT
    assert score(cover, lead, *borne_out, *banner, title=None).score is None
