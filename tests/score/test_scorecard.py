"""Scores of small documents whose codings are made by hand."""

import pytest

from analyzer.domain.codebook import GroupKind
from analyzer.domain.coding import CodeProbability, Coding
from analyzer.domain.document import Document, ReadQuality, Span
from analyzer.domain.results import Level, Presence
from analyzer.domain.segment import Segment, segment_id
from analyzer.resources.codebooks import load_codebook
from analyzer.score.scorecard import score_document
from analyzer.segment.scripts import fold, simplify
from analyzer.tag.cues import WIDE_FAMILIES, CueMatcher

BOOK = load_codebook()
MATCHERS = (CueMatcher(BOOK.cues, fold, simplify), CueMatcher(BOOK.scoring_cues, fold, simplify, WIDE_FAMILIES))
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


def cues_in(text, language):
    tagged, scored = MATCHERS
    return scored.read_all([text], [language])[0].over(match.cue for match in tagged.find(text, language))


def score(*sentences, title="某市智慧城市规划", quality=1.0, paragraphs=(), confidences=()):
    segments, codings, start = [], [], 0
    for number, (text, heading, items, cues) in enumerate(sentences):
        identity = segment_id("d", f"{text}{number}", 0)
        segments.append(
            Segment(
                identity,
                "d",
                Span(start, start + len(text)),
                text,
                heading,
                "paragraph",
                "zh-Hans",
                paragraphs[number] if paragraphs else number + 1,
                page=number + 1,
                confidence=confidences[number] if confidences else None,
            )
        )
        codings.append(Coding(identity, "hand", items, (), cues))
        start += len(text) + 1
    reading = ReadQuality(quality, ocr_confidence=sum(confidences) / len(confidences) if confidences else None)
    document = Document("ab" * 32, "\n".join(sentence[0] for sentence in sentences), (), reading, "r", "txt", title=title)
    return score_document(document, segments, codings, BOOK, cues_in)


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
    fillers = [coded(f"建网{number}", fields=("city_management",), **NETWORK) for number in range(8)] + [
        coded(f"农业{number}", level=0, digital=False) for number in range(30)
    ]
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


def test_an_element_tells_its_level():
    for level, name in enumerate(Level):
        card = score(coded("建网", level=level, **NETWORK), coded("目标", level=1, principles=("planning",)))
        assert element(card, "orderly_phases", "infrastructure").level is name


@pytest.mark.parametrize("heading", ["一、发展现状", "二、国外经验借鉴", "(二)先进城市案例"])
def test_present_state_and_other_places_earn_nothing(heading):
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    assert element(score(*fillers, coded("建网", heading=(heading,), **NETWORK)), "orderly_phases", "infrastructure").level is Level.ABSENT
    assert element(score(*fillers, coded("建网", heading=("三、主要任务",), **NETWORK)), "orderly_phases", "infrastructure").level is Level.MEASURE


def test_a_line_of_responsible_units_raises_the_measure_before_it_once():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    line = coded("（责任单位：市数据局、市财政局）", level=3, digital=False, principles=("government_led",), cues=("lead_body",))
    plain = score(*fillers, coded("建网", **NETWORK))
    raised = score(*fillers, coded("建网", **NETWORK), line)
    again = score(*fillers, coded("建网", **NETWORK), line, coded("（市发展改革委牵头，市财政局配合）", level=3, digital=False, principles=("government_led",)))
    assert element(plain, "orderly_phases", "infrastructure").level is Level.MEASURE
    found = element(raised, "orderly_phases", "infrastructure")
    assert found.level is Level.ACCOUNTABLE
    assert found.evidence[0].units == "（责任单位：市数据局、市财政局）"
    assert element(again, "orderly_phases", "infrastructure").score == found.score
    # A slogan is not raised, and twenty lines are one piece of evidence for the lead body.
    slogan = score(*fillers, coded("建网", level=1, **NETWORK), line)
    assert element(slogan, "orderly_phases", "infrastructure").level is Level.SLOGAN
    many = score(
        *fillers,
        *(
            item
            for number in range(20)
            for item in (
                coded(f"建网{number}", **NETWORK),
                coded(f"责任单位：第{number}局", level=3, digital=False, principles=("government_led",), cues=("lead_body",)),
            )
        ),
    )
    assert element(many, "government_guides", "lead_body").sentences == 1


PLANNED = (("建网", "foundation"), ("数据共享", "integration"), ("自动调度", "maturity"))


def in_time(*times):
    return score(
        *(coded(text, heading=(time,), stages=(stage,)) for (text, stage), time in zip(PLANNED, times, strict=True)),
        coded("目标", principles=("planning",), cues=("goals",)),
    )


@pytest.mark.parametrize(
    "times",
    [
        ("近期", "中期目标", "远期"),
        ("第一阶段", "第二阶段", "第三阶段"),
        ("2025—2026年", "到2028年", "到2030年"),
        ("第一步（2026年）", "第二步（2028年）", "第三步（2030年）"),
    ],
)
def test_the_plans_own_order_is_read_from_its_headings(times):
    ahead, back = in_time(*times), in_time(*reversed(times))
    assert (ahead.phasing.order, back.phasing.order) == (1, -1)
    assert element(ahead, "orderly_phases", "time_order").score > element(back, "orderly_phases", "time_order").score == 0
    assert element(back, "orderly_phases", "time_order").level is Level.SLOGAN
    assert [item.score for item in ahead.criteria[:-1]] == [item.score for item in back.criteria[:-1]]


def test_livelihood_fields_come_before_the_others_within_a_stage():
    def first(*fields):
        sentences = [
            coded(f"应用{field}", heading=(f"第{number}阶段",), stages=("development",), fields=(field,)) for number, field in zip("一二", fields, strict=True)
        ]
        return score(*sentences).phasing.order

    assert first("health", "commerce") == 1
    assert first("commerce", "health") == -1
    assert first("health", "transport") is None


def test_present_and_planned_stage_are_kept_apart_and_a_leap_is_told():
    now = coded("已建光纤", level=0, heading=("一、现状",), **NETWORK)
    elsewhere = coded("新加坡自动调度", level=0, heading=("二、国外经验",), stages=("maturity",))
    card = score(now, elsewhere, coded("数据共享", stages=("integration",)), coded("自动调度", stages=("maturity",)))
    assert (card.phasing.present_stage, card.phasing.planned_stage, card.phasing.leap) == ("foundation", "maturity", None)
    leap = score(coded("自动调度", stages=("maturity",)), coded("自动审批", stages=("maturity",))).phasing.leap
    assert "Start: information infrastructure or Integration: joined up" in leap
    assert score(coded("自动调度", stages=("maturity",)), now).phasing.leap.endswith("show Integration: joined up; ask how the steps between are to be taken")


def test_a_large_loss_to_conflict_is_to_be_confirmed():
    base = [coded(f"目标{number}", principles=("planning",), cues=(cue,), level=3) for number, cue in enumerate(("goals", "phases", "indicators", "review"))]
    clean, spoiled = (criterion(score(*base, *more), "strategy_first") for more in ((), (coded("先建后规划", stance="conflict", principles=("planning",)),)))
    assert (clean.conflict_loss, clean.confirm) == (0, False)
    assert spoiled.confirm
    assert spoiled.conflict_loss == pytest.approx(clean.score - spoiled.score, abs=0.11)


def test_a_conflict_that_carries_no_code_offends_the_likeliest_criterion():
    card = score(coded("目标", principles=("planning",), cues=("goals",)), coded("照搬", stance="conflict"))
    assert sum(bool(item.conflicts) for item in card.criteria) == 1


def test_bad_reading_widens_the_interval():
    sentences = [coded(f"建网{number}", level=number % 4, principles=("planning",), cues=("goals", "phases"), **NETWORK) for number in range(6)]
    good, poor = (score(*sentences, quality=quality).interval for quality in (1.0, 0.6))
    assert poor[1] - poor[0] > good[1] - good[0]


def test_a_long_annex_does_not_take_the_title_away():
    plan = [coded(f"建网{number}", **NETWORK) for number in range(9)] + [
        coded("成立领导小组", digital=False, principles=("government_led",), cues=("lead_body",))
    ]
    annex = [coded(f"农机{number}", level=0, digital=False, heading=("附件 章程",)) for number in range(400)]
    assert score(*plan, *annex).score == score(*plan).score
    assert score(*plan, *annex, title=None).score == score(*plan, title=None).score


def test_the_same_wording_counts_where_it_commits_most():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    card = score(*fillers, coded("建网", heading=("一、现状",), **NETWORK), coded("建网", heading=("二、任务",), **NETWORK))
    assert element(card, "orderly_phases", "infrastructure").level is Level.MEASURE


def test_a_year_gone_by_is_no_step_of_the_plan():
    card = in_time("2009年", "到2028年", "到2030年")
    assert [step.year for step in card.phasing.steps] == [2028, 2030]


def test_a_bracket_of_units_at_the_end_raises_the_measures_before_it_in_its_paragraph():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    last = coded("推进协同。（省大数据局牵头，省财政厅配合）", level=3, principles=("government_led",), cues=("lead_body",))
    apart = score(*fillers, coded("建网。", **NETWORK), last)
    together = score(*fillers, coded("建网。", **NETWORK), last, paragraphs=(*range(1, 9), 9, 9))
    assert element(apart, "orderly_phases", "infrastructure").level is Level.MEASURE
    found = element(together, "orderly_phases", "infrastructure")
    assert found.level is Level.ACCOUNTABLE
    assert found.evidence[0].units == "（省大数据局牵头，省财政厅配合）"
    # It reaches back no further than the bracket before it.
    both = score(*fillers, coded("建网。", **NETWORK), last, coded("推进共享。（省发展改革委牵头）", level=3), paragraphs=(*range(1, 9), 9, 9, 9))
    assert element(both, "orderly_phases", "infrastructure").evidence[0].units == "（省大数据局牵头，省财政厅配合）"


@pytest.mark.parametrize(
    ("name", "part", "text", "codes"),
    [
        ("strategy_first", "review", "开展数字城市发展水平评估", {"principles": ("government_led",)}),
        ("strategy_first", "indicators", "研究建立统计指标体系", {"principles": ("government_led",)}),
        ("government_guides", "private_capital", "鼓励社会资本参与光纤网络建设", {}),
        ("government_guides", "no_duplication", "平台统建共用，避免重复建设", {}),
        ("green_liveable", "supervision", "在工业园区布设水质在线分析仪", {}),
        ("green_liveable", "clean_energy", "将屋顶光伏接入调度平台", {}),
        ("green_liveable", "ecology", "用无人机巡查湿地", {}),
        ("green_liveable", "living_environment", "垃圾清运车辆安装定位终端", {}),
        ("green_liveable", "greener_work_life", "推广碳普惠小程序", {}),
        ("people_centred", "participation", "上线居民议事平台", {}),
        ("people_centred", "satisfaction", "政务大厅接入好差评系统", {}),
        ("orderly_phases", "near_term_fields", "开设互联网医院", {}),
    ],
)
def test_a_plain_word_shows_an_element_whatever_else_the_sentence_is_about(name, part, text, codes):
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    card = score(*fillers, coded(text, cues=cues_in(text, "zh-Hans"), **codes))
    assert element(card, name, part).level is Level.MEASURE
    assert element(score(*fillers, coded("建设网络", **codes)), name, part).level is Level.ABSENT


def test_words_of_ones_own_show_a_trait_only_beside_what_it_is():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]

    def industry(text):
        return element(score(*fillers, coded(text, cues=cues_in(text, "zh-Hans"))), "own_character", "resources_industry").level

    assert industry("立足本地的陶瓷作坊建设交易平台") is Level.MEASURE
    assert industry("为陶瓷作坊建设交易平台") is Level.ABSENT
    assert industry("立足本地建设交易平台") is Level.ABSENT


def test_a_trait_that_is_none_of_the_elements_shows_none():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    card = score(*fillers, coded("打造美丽名片", principles=("local_character",)))
    assert criterion(card, "own_character").score == 0


def test_each_body_by_its_duties_is_neither_a_lead_nor_coordination():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]

    def levels(text):
        card = score(*fillers, coded(text, level=3, principles=("government_led",), cues=cues_in(text, "zh-Hans")))
        return [element(card, "government_guides", part).level for part in ("lead_body", "coordination")]

    assert levels("各有关部门按职责分工负责") == [Level.ABSENT, Level.ABSENT]
    assert levels("市数据局牵头，各有关部门按职责分工负责")[0] is Level.ACCOUNTABLE


def test_a_line_that_is_labelled_as_a_yardstick_is_a_measure_though_it_has_no_verb():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]

    def indicators(text, heading=()):
        return element(score(*fillers, coded(text, level=0, heading=heading, cues=cues_in(text, "zh-Hans"))), "strategy_first", "indicators").level

    assert indicators("考核指标：网上办件占比、平均等候时间") is Level.MEASURE
    assert indicators("网上办件占比曾被列入考核指标") is Level.ABSENT
    assert indicators("考核指标：网上办件占比、平均等候时间", ("一、发展现状",)) is Level.ABSENT


def test_measures_in_two_numbered_phases_under_one_heading_are_a_timetable():
    def phases(*texts):
        lines = [coded(text, heading=("三、步骤",)) for text in texts]
        return element(score(coded("建网", **NETWORK), *lines), "strategy_first", "phases").level

    assert phases("第一阶段建机房", "第二阶段接入各部门") is Level.MEASURE
    assert phases("第一阶段建机房", "第一阶段铺光缆") is Level.ABSENT


def test_the_environment_that_a_plan_improves_is_no_present_state():
    fillers = [coded(f"共享{number}", stages=("integration",)) for number in range(8)]
    for heading, level in (("二、发展环境", Level.ABSENT), ("七、优化产业发展环境", Level.MEASURE), ("一、智慧林业的内涵与重要意义", Level.ABSENT)):
        assert element(score(*fillers, coded("建网", heading=(heading,), **NETWORK)), "orderly_phases", "infrastructure").level is level


GOALS = ("三、主要目标",)


def test_what_stands_under_a_heading_of_goals_is_a_goal_unless_it_is_a_plain_measure():
    network = coded("建网", **NETWORK)
    target = coded("平台覆盖率达到90%", level=3, heading=GOALS, cues=("target_figures",))
    card = score(network, target)
    assert element(card, "strategy_first", "goals").level is Level.ACCOUNTABLE
    assert element(card, "strategy_first", "indicators").level is Level.ACCOUNTABLE
    measure = score(network, coded("建设平台", heading=GOALS))
    assert element(measure, "strategy_first", "goals").level is Level.ABSENT
    elsewhere = score(network, coded("平台覆盖率达到90%", level=3, heading=("四、目标任务",), cues=("target_figures",)))
    assert element(elsewhere, "strategy_first", "goals").level is Level.ABSENT


def near(chance):
    """A measure on review whose principle falls short of being assigned."""
    text, heading, items, cues = coded("定期检查计划的执行", digital=False, cues=("review",))
    principles = tuple(CodeProbability(item.code, chance if item.code == "planning" else item.probability, item.assigned) for item in items["principles"])
    return text, heading, {**items, "principles": principles}, cues


def test_a_code_that_falls_just_short_counts_in_part_beside_the_words_of_an_element():
    network = coded("建网", **NETWORK)
    assert element(score(network, near(0.1)), "strategy_first", "review").score == 0
    lower, higher = (element(score(network, near(chance)), "strategy_first", "review").score for chance in (0.25, 0.35))
    full = element(score(network, coded("定期检查计划的执行", digital=False, principles=("planning",), cues=("review",))), "strategy_first", "review").score
    assert 0 < lower < higher < full


def test_what_is_not_digital_counts_where_a_third_of_its_part_is():
    part = ("二、能源管理",)
    panels = coded("在屋顶安装光伏板", digital=False, principles=("green",), cues=("clean_energy",), heading=part)
    beside = score(coded("建网", **NETWORK), coded("建系统", heading=part), panels)
    assert element(beside, "green_liveable", "clean_energy").level is Level.MEASURE
    apart = score(coded("建网", **NETWORK), *[coded(f"植树{number}", digital=False, heading=part) for number in range(3)], panels)
    assert element(apart, "green_liveable", "clean_energy").level is Level.ABSENT


def test_borrowed_figures_make_no_measure_accountable_and_a_duty_in_its_words_does():
    def level(text, cues=(), **how):
        return element(score(coded(text, cues=cues, **NETWORK | how)), "orderly_phases", "infrastructure").level

    assert level("新建光缆300公里", level=3) is Level.ACCOUNTABLE
    assert level("按照《2025年规划》铺设光缆", level=3) is Level.MEASURE
    assert level("铺设光缆") is Level.MEASURE
    assert level("铺设光缆，副市长任组长", cues=("duty_assigned",)) is Level.ACCOUNTABLE


def test_the_opposite_in_so_many_words_is_in_conflict_whatever_the_coder_says():
    base = [coded("建网", **NETWORK), coded("目标", principles=("planning",), cues=("goals",))]
    said = score(*base, coded("先建设后规划", principles=("planning",), cues=("opposite",)))
    assert [item.text for item in criterion(said, "strategy_first").conflicts] == ["先建设后规划"]
    assert criterion(said, "strategy_first").score < criterion(score(*base), "strategy_first").score
    text, heading, items, cues = coded("防止先建设后规划", principles=("planning",), cues=("opposite",))
    stance = tuple(CodeProbability(item.code, chance, item.assigned) for item, chance in zip(items["stance"], (0.6, 0.3, 0.1), strict=True))
    warned = score(*base, (text, heading, {**items, "stance": stance}, cues))
    assert criterion(warned, "strategy_first").conflicts == ()


def test_measures_due_in_several_years_under_one_heading_are_a_timetable():
    def phases(*years, heading=("二、任务",)):
        lines = [coded(f"{year}年底前建成{number}号平台", level=3, heading=heading, cues=("deadline_words",)) for number, year in enumerate(years)]
        return element(score(coded("建网", **NETWORK), *lines), "strategy_first", "phases").level

    assert phases(2026, 2027) is Level.ACCOUNTABLE
    assert phases(2026, 2026) is Level.ABSENT


def test_deadlines_all_over_a_plan_are_a_timetable_from_three_years_on():
    def phases(*years):
        lines = [coded(f"{year}年底前建成平台", level=3, heading=(f"任务{year}",), cues=("deadline_words",)) for year in years]
        return element(score(coded("建网", **NETWORK), *lines), "strategy_first", "phases").level

    assert phases(2026, 2027, 2028) is Level.MEASURE
    assert phases(2026, 2027) is Level.ABSENT


def test_a_programme_of_an_industry_has_no_score_unless_its_title_names_a_smart_city():
    works = [coded(f"改造第{number}条生产线", fields=("commerce",), stages=("development",)) for number in range(12)]
    card = score(*works, title="智能制造三年行动计划")
    assert card.score is None
    assert "industry" in card.reason
    assert score(*works).score is not None
    lives = [coded(f"开通第{number}项便民服务", fields=("daily_life",), stages=("development",)) for number in range(6)]
    assert score(*works, *lives, title="数字化三年行动计划").score is not None


def test_a_score_that_rests_on_sentences_of_which_ocr_is_unsure_reaches_lower():
    measures = [coded(f"建网{number}", level=3, cues=("goals", "phases"), **NETWORK) for number in range(2)]
    others = [coded(f"河流{number}", level=0, digital=False) for number in range(9)]
    given = ((0.99, 0.99, *[0.7] * 9), (0.7, 0.7, *[0.99] * 9))
    sure, unsure = (score(*measures, *others, quality=0.8, confidences=confidences) for confidences in given)
    assert sure.score == unsure.score
    assert sum(item.interval[0] for item in sure.criteria) > sum(item.interval[0] for item in unsure.criteria)


def test_a_document_that_was_not_scanned_has_the_interval_of_its_quality():
    sentences = [coded(f"建网{number}", level=3, **NETWORK) for number in range(4)]
    assert score(*sentences, quality=0.8).interval == score(*sentences, quality=0.8, confidences=[0.8] * 4).interval
