"""What a document says of itself, on small documents built by hand."""

import pytest

from analyzer.describe import describe
from analyzer.domain.description import DocumentKind, DocumentLevel, DocumentState, Period
from analyzer.domain.document import BlockKind, Box, DropReason, Page
from analyzer.read.flow import Flow, PrintedLine
from analyzer.resources.documents import load_vocabulary
from analyzer.segment.scripts import simplify
from analyzer.segment.segments import segment_document

H = BlockKind.HEADING
BODY = {
    "zh": "近年来，我市认真落实上级部署，城市治理水平不断提高，群众办事更加方便，数据资源逐步汇聚，公共服务持续改善，各项工作取得了新的进展。",
    "en": "Residents have told us that services are hard to find, that forms are long, and that nobody answers the telephone in the afternoon. ",
    "fr": "Les habitants nous disent que les services sont difficiles à trouver et que les formulaires sont longs à remplir chaque année. ",
    "ja": "市民からは、手続きが分かりにくく、窓口で長く待たされるという声が寄せられている。行政の仕事の進め方を見直す必要がある。",
    "ko": "시민들은 행정 절차가 어렵고 창구에서 오래 기다려야 한다고 말한다. 우리는 일하는 방식을 바꾸어야 한다고 생각한다.",
}


def document_of(*lines, language="zh", tail=(), pages=False, running=()):
    flow = Flow()
    for line in (*lines, BODY[language] * 3, BODY[language], *tail):
        text, kind = line if isinstance(line, tuple) else (line, BlockKind.PARAGRAPH)
        place = [PrintedLine(text, 1, Box(1, 0, 0, 1, 1))] if pages else text
        flow.add(place, kind, level=1 if kind is H else None)
    for text in running:
        flow.drop(text, DropReason.HEADER, 1)
    return flow.document(document_id="d", reader="test/1", format="text", pages=[Page(1)] if pages else [])


def described(*lines, **options):
    document = document_of(*lines, **options)
    segmentation = segment_document(document)
    description = describe(document, segmentation.segments, segmentation.language, load_vocabulary(), simplify)
    for name in description.__slots__:
        finding = getattr(description, name)
        assert finding is None or finding.paragraph is None or finding.quote in document.text
    return description


def values(description):
    found = {name: getattr(description, name) for name in description.__slots__}
    return {name: finding.value for name, finding in found.items() if finding is not None}


# Chinese


def test_a_notice_has_the_kind_title_and_period_of_what_it_issues():
    found = values(
        described(
            "云湖市人民政府办公室关于印发《云湖市智慧城市发展规划（2026—2030年）》的通知",
            "云政办发〔2025〕18号",
            "各县（区）人民政府，市政府各部门：",
            tail=("云湖市人民政府办公室", "2025年12月3日"),
        )
    )
    assert found["kind"] is DocumentKind.PLAN
    assert found["title"] == "云湖市智慧城市发展规划（2026—2030年）"
    assert found["issuer"] == "云湖市人民政府办公室"
    assert found["number"] == "云政办发〔2025〕18号"
    assert found["place"] == "云湖市"
    assert found["period"] == Period(2026, 2030)
    assert found["level"] is DocumentLevel.CITY
    assert found["state"] is DocumentState.IN_FORCE


def test_a_title_over_two_lines_is_joined():
    found = values(described("云湖市人民政府", "关于加快数字社区建设的实施意见", "云政发〔2024〕7号"))
    assert found["title"] == "云湖市人民政府关于加快数字社区建设的实施意见"
    assert found["kind"] is DocumentKind.OPINION
    assert found["issuer"] == "云湖市人民政府"


def test_a_work_report_takes_date_and_place_from_the_line_of_the_congress():
    found = values(described("政府工作报告", "——2025年1月16日在云湖市第十五届人民代表大会第四次会议上", "市长  王某", "各位代表："))
    assert found["kind"] is DocumentKind.WORK_REPORT
    assert (found["date"], found["place"], found["level"]) == ("2025-01-16", "云湖市", DocumentLevel.CITY)


def test_the_speaker_may_stand_beside_the_date_of_a_work_report():
    found = values(described("2026年政府工作报告", "2026年1月27日在云湖市第十六届人民代表大会第四次会议上 云湖市市长 王某", "发布时间：2026-02-02"))
    assert found["date"] == "2026-01-27"


def test_the_first_signature_counts_where_an_attachment_is_signed_too():
    letter = ("各区：", "近日，省里下发了通知，请认真组织。", BODY["zh"], "云湖市数据局", "2024年4月17日", "附件", "北江省数据局", "2024年4月1日")
    found = values(described(*letter))
    assert (found["issuer"], found["date"]) == ("云湖市数据局", "2024-04-17")


def test_a_work_report_without_a_title_is_known_by_whom_it_speaks_for():
    description = described("各位代表：", "现在，我代表市人民政府，向大会报告工作，请予审议。")
    assert description.kind.value is DocumentKind.WORK_REPORT
    assert description.title is None
    assert description.is_plan is False


def test_a_text_without_a_title_says_what_it_is_in_its_first_sentence():
    found = values(described("为培育数据产业，结合我市实际，制定本行动计划。行动计划的实施期为2024-2026年。"))
    assert found["kind"] is DocumentKind.ACTION_PLAN
    assert found["level"] is DocumentLevel.CITY
    assert found["period"] == Period(2024, 2026)
    assert "title" not in found


def test_a_letter_names_what_it_encloses():
    found = values(described("各市有关部门：", "现将《数字乡村工作要点》印发给你们，请认真执行。", tail=("北江省数据局", "北江省财政厅", "2024年5月6日")))
    assert (found["title"], found["kind"]) == ("数字乡村工作要点", DocumentKind.ACTION_PLAN)
    assert found["issuer"] == "北江省数据局、北江省财政厅"
    assert found["date"] == "2024-05-06"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云湖市公共数据管理办法（试行）", DocumentKind.LAW),
        ("智慧灯杆技术规范", DocumentKind.STANDARD),
        ("智慧医院标准体系建设指南", DocumentKind.STANDARD),
        ("云湖市数字经济发展三年行动计划（2023—2025年）", DocumentKind.ACTION_PLAN),
        ("云湖市国民经济和社会发展第十五个五年规划纲要", DocumentKind.PLAN),
        ("《云湖市数据条例》解读", DocumentKind.OTHER),
        ("关于开展优秀案例征集的通知", DocumentKind.OTHER),
    ],
)
def test_the_last_noun_of_a_chinese_title_tells_the_kind(title, kind):
    assert described(title).kind.value is kind


def test_a_five_year_plan_is_dated_by_its_number():
    assert described("云湖市“十四五”数字政府建设规划").period.value == Period(2021, 2025)
    assert described("云湖市国民经济和社会发展第十五个五年规划纲要").period.value == Period(2026, 2030)


def test_a_draft_for_comment_is_a_draft_even_if_it_says_when_it_takes_effect():
    found = values(described("云湖市数据交易管理办法", "（征求意见稿）", tail=("本办法自发布之日起施行。",)))
    assert found["state"] is DocumentState.DRAFT


def test_numbers_of_cited_documents_are_not_the_own_number():
    assert described("云湖市智慧城市建设方案", "根据《某某意见》（国发〔2020〕5号）的要求，制定本方案。").number is None


def test_buttons_and_sources_are_no_titles():
    found = values(described("下载", "字号：大 中 小", "来源：云湖日报", "云湖市智慧交通规划"))
    assert found["title"] == "云湖市智慧交通规划"
    assert "issuer" not in found


def test_traditional_characters_are_read_and_quoted_as_written():
    found = values(described("雲湖市智慧城市發展計畫", "雲湖市政府", "民國114年3月", "我們將為市民提供更多數位服務，並與各機關協調。"))
    assert found["date"] == "2025-03"
    assert found["issuer"] == "雲湖市政府"


def test_dates_in_chinese_digits():
    assert described("云湖市城市更新规划", "二〇二五年三月").date.value == "2025-03"


def test_a_district_is_a_district_and_a_municipality_ranks_with_provinces():
    assert described("云湖市东城区人民政府关于印发《东城区绿化方案》的通知").level.value is DocumentLevel.DISTRICT
    assert described("上海市数字化转型规划").level.value is DocumentLevel.PROVINCE
    assert described("国务院关于加强数字政府建设的指导意见").level.value is DocumentLevel.NATIONAL


# English


def test_an_english_cover():
    found = values(described(("Lakeside Digital Strategy 2025-2028", H), "City of Lakeside", "Adopted March 5, 2025", ("Foreword", H), language="en"))
    assert found == {
        "kind": DocumentKind.PLAN,
        "level": DocumentLevel.CITY,
        "state": DocumentState.IN_FORCE,
        "title": "Lakeside Digital Strategy 2025-2028",
        "issuer": "City of Lakeside",
        "date": "2025-03-05",
        "place": "Lakeside",
        "period": Period(2025, 2028),
    }


def test_an_application_is_a_proposal_whatever_its_title_and_not_issued_by_whom_it_is_addressed_to():
    found = values(
        described(
            ("Moving Together: A Mobility Plan", H),
            "U.S. Department of Transportation",
            "Notice of Funding Opportunity Number AB12",
            "City of Lakeside",
            language="en",
        )
    )
    assert found["kind"] is DocumentKind.PROPOSAL
    assert found["issuer"] == "City of Lakeside"


def test_a_running_head_names_an_application_whose_cover_is_a_picture():
    description = described(language="en", pages=True, running=("Lakeside Smart City Challenge Application",))
    assert description.kind.value is DocumentKind.PROPOSAL
    assert description.kind.paragraph is None
    assert description.kind.page == 1


def test_a_running_head_is_a_title_without_its_page_number():
    found = values(described(language="en", pages=True, running=("2/4/2016 | 1 of 74 | Lakeside Mobility Plan | Page 3",)))
    assert found["title"] == "Lakeside Mobility Plan"


def test_headings_of_a_cover_join_as_far_as_they_name_the_kind():
    cover = (("Climate City Contract", H), ("2030 Climate Neutrality", H), ("Action Plan", H), ("Team Lakeside", H))
    assert described(*cover, language="en").title.value == "Climate City Contract 2030 Climate Neutrality Action Plan"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Climate City Contract 2030 Climate Neutrality Action Plan", DocumentKind.ACTION_PLAN),
        ("Lakeside General Plan", DocumentKind.PLAN),
        ("Annual Report on the Digital Strategy", DocumentKind.OTHER),
        ("Local Authority Review", DocumentKind.OTHER),
        ("Regulation (EU) 2099/12 of the European Parliament", DocumentKind.LAW),
        ("Guidance on open data", DocumentKind.OPINION),
        ("Code of Practice for street lights", DocumentKind.STANDARD),
    ],
)
def test_kinds_of_english_titles(title, kind):
    assert described((title, H), language="en").kind.value is kind


def test_a_horizon_is_a_period_without_a_start():
    assert described(("2030 Climate Neutrality Action Plan", H), language="en").period.value == Period(None, 2030)


@pytest.mark.parametrize(("line", "date"), [("5 March 2025", "2025-03-05"), ("March 2025", "2025-03"), ("DRAFT: July 18, 2012", "2012-07-18")])
def test_english_dates(line, date):
    assert described(("Lakeside Strategy", H), line, language="en").date.value == date


def test_a_date_that_could_be_read_in_two_ways_is_left_out():
    assert described(("Lakeside Strategy", H), "2/4/2016", language="en").date is None
    assert described(("Lakeside Strategy", H), "2/14/2016", language="en").date.value == "2016-02-14"


def test_a_date_inside_a_sentence_is_not_the_date_of_issue():
    assert described(("Lakeside Strategy", H), "The bridge was opened on 5 March 2019 by the mayor of the city.", language="en").date is None


def test_a_paper_presented_to_parliament():
    found = values(
        described(
            ("Better Streets Strategy", H),
            "Presented to Parliament by the Secretary of State for Transport by Command of Her Majesty",
            "Cm 9999",
            language="en",
        )
    )
    assert (found["issuer"], found["number"], found["level"]) == ("Secretary of State for Transport", "Cm 9999", DocumentLevel.NATIONAL)


# French, Japanese, Korean


def test_a_french_cover():
    found = values(described(("Plan d'action numérique 2025-2027", H), "Ville de Belleroche", "mars 2025", language="fr"))
    assert found["kind"] is DocumentKind.ACTION_PLAN
    assert (found["issuer"], found["place"], found["level"]) == ("Ville de Belleroche", "Belleroche", DocumentLevel.CITY)
    assert (found["date"], found["period"]) == ("2025-03", Period(2025, 2027))


def test_a_french_press_kit_is_no_plan():
    assert described(("Dossier de presse", H), "Mars 2024", language="fr").is_plan is False


def test_a_japanese_cover():
    found = values(described("湖浜市スマートシティ推進計画（案）", "令和7年3月", "湖浜市", language="ja"))
    assert found["kind"] is DocumentKind.ACTION_PLAN
    assert found["state"] is DocumentState.DRAFT
    assert (found["date"], found["place"], found["level"]) == ("2025-03", "湖浜市", DocumentLevel.CITY)


def test_a_korean_cover():
    found = values(described("호반시 스마트도시 기본계획(2025-2029)", "2025년 3월", "호반시", language="ko"))
    assert found["kind"] is DocumentKind.PLAN
    assert (found["date"], found["period"]) == ("2025-03", Period(2025, 2029))
    assert (found["place"], found["level"]) == ("호반시", DocumentLevel.CITY)


# All


def test_running_text_alone_says_nothing_of_itself():
    for language in BODY:
        assert values(described(language=language)) == {}


def test_opinions_and_proposals_count_as_plans_and_an_unknown_kind_as_neither():
    assert [kind.value for kind in DocumentKind if kind.is_plan] == ["plan", "action_plan", "opinion", "proposal"]
    assert described(language="en").is_plan is None


def test_findings_tell_page_and_paragraph():
    title = described(("Lakeside Digital Strategy", H), language="en", pages=True).title
    assert (title.page, title.paragraph) == (1, 1)


@pytest.mark.parametrize("line", ["局部" * 48, "市" * 1500, "A" * 1500, "关于" * 49, "Ministry of " + "Aa, " * 20, "市区町村" * 24, "가나 도 시 " * 18])
@pytest.mark.parametrize("language", ["zh-Hans", "en", "fr", "ja", "ko"])
def test_odd_lines_cost_no_more_than_others(line, language):
    from time import process_time

    flow = Flow()
    for _ in range(40):
        flow.add(line)
    document = flow.document(document_id="d", reader="test/1", format="text")
    segments = segment_document(document).segments
    start = process_time()
    describe(document, segments, language, load_vocabulary())
    assert process_time() - start < 2


def test_an_empty_document_has_an_empty_description():
    document = Flow().document(document_id="d", reader="test/1", format="text")
    assert values(describe(document, (), "und", load_vocabulary())) == {}


# Issuer and date on one line, periods beside other words


@pytest.mark.parametrize(
    ("title", "line", "language", "issuer", "date"),
    [
        ("青禾市智慧城市建设规划", "青禾市人民政府2026年1月", "zh", "青禾市人民政府", "2026-01"),
        ("澜海市智慧城市行动方案", "澜海市人民政府办公室 · 2025年3月14日", "zh", "澜海市人民政府办公室", "2025-03-14"),
        ("璟川市智慧城市建设规划", "（2025—2027年）璟川市智慧城市建设指挥部 · 2025年2月", "zh", "璟川市智慧城市建设指挥部", "2025-02"),
        ("霽川市智慧城市發展藍圖", "霽川市政府數位發展局中華民國115年2月", "zh", "霽川市政府數位發展局", "2026-02"),
        ("水凪市スマートシティ推進計画", "水凪市令和8年3月", "ja", "水凪市", "2026-03"),
        (
            "Harrowmere Smart City Strategy",
            "Harrowmere City Council · Adopted by Full Council, 27 November 2025",
            "en",
            "Harrowmere City Council",
            "2025-11-27",
        ),
        ("Clairvanne, feuille de route numérique", "Ville de Clairvanne, juin 2025", "fr", "Ville de Clairvanne", "2025-06"),
    ],
)
def test_issuer_and_date_may_share_a_line(title, line, language, issuer, date):
    found = values(described((title, H), line, language=language))
    assert (found["issuer"], found["date"]) == (issuer, date)
    assert found["level"] is DocumentLevel.CITY


@pytest.mark.parametrize(
    "line",
    ["市政务服务局于2026年1月印发《青禾市数据管理办法》", "2026年1月青禾市人民政府召开智慧城市推进会", "青禾市人民政府与某集团2026年1月签约"],
)
def test_a_date_beside_other_words_is_no_date_of_issue(line):
    assert "date" not in values(described(("青禾市智慧城市建设规划", H), line))


@pytest.mark.parametrize(
    ("line", "language", "period"),
    [
        ("2026—2032 山海之间，步行得到的智慧生活", "zh", Period(2026, 2032)),
        ("令和8年度～令和15年度（2026～2033年度）", "ja", Period(2026, 2033)),
    ],
)
def test_the_period_may_stand_beside_other_words_right_under_the_title(line, language, period):
    title = {"zh": "霁川市智慧城市发展蓝图", "ja": "水凪市スマートシティ推進計画"}[language]
    assert values(described((title, H), line, language=language))["period"] == period
    assert "period" not in values(described((title, H), "前言" if language == "zh" else "はじめに", "水凪", line, language=language))
