"""What a report says, whatever its form."""

from dataclasses import replace

import pytest

from analyzer.domain.document import Page
from analyzer.domain.precedent import Precedent
from analyzer.domain.results import Phasing, Step
from analyzer.report.content.context import Context
from analyzer.report.content.document import document_report
from analyzer.report.content.text import stretches, strip_of, text_of
from analyzer.report.content.timeline import timeline_of
from analyzer.report.records import versions_record


@pytest.fixture(scope="session")
def analysis(policy, samples):
    return policy.analyze(policy.read(samples / "qinghe-plan-2026-2030.pdf"))


def test_the_verdict_is_three_sentences_and_counts_what_the_checklist_shows(sample_report):
    report = sample_report("lanhai-scheme-2025-2027.docx", "en")
    assert len(report.verdict) == 3
    levels = [element.level for part in report.criteria for element in part.elements]
    assert f"of {len(levels)} elements" in report.verdict[1]
    assert f"{levels.count('absent')} were not found" in report.verdict[1]
    assert len(report.gaps) == levels.count("absent") + levels.count("slogan")
    assert len(report.firm) == levels.count("measure")
    assert all(gap.quotes == () for gap in report.gaps if gap.level == "absent")


def test_what_a_document_says_itself_is_no_example_of_others(policy, analysis):
    text = analysis.segments[80].text
    given = [Precedent(text, "Twin", "zh", 3, ()), Precedent("另一座城市的写法。", "Other", "zh", 1, ())]
    keys = [(criterion.id, element.id) for criterion in policy.codebook.criteria for element in criterion.elements]
    versions = versions_record(policy.codebook, policy.model_versions)
    report = document_report(analysis, policy.codebook, file="q.pdf", versions=versions, examples=dict.fromkeys(keys, given))
    names = {example.source for gap in (*report.gaps, *report.firm) for example in gap.examples}
    assert "Other" in names
    assert "Twin" not in names


def test_a_document_without_a_score_says_why_and_shows_its_text(make_document, report_on):
    report = report_on(make_document(["Peel the apples.", "Add sugar and butter.", "Bake for an hour."]), "recipe.txt")
    assert report.score is None
    assert report.verdict[0].startswith("The document has no score: ")
    assert report.criteria == report.gaps == ()
    assert sum(len(page.sentences) for page in report.text) == 3


def test_every_sentence_of_the_document_stands_in_the_text_as_it_was(analysis, policy):
    context = Context(analysis, policy.codebook, "zh")
    pages = text_of(context, stretches(context))
    shown = ["".join(text for text, _ in sentence.parts) for page in pages for sentence in page.sentences]
    assert sorted(shown) == sorted(segment.text for segment in analysis.segments)
    marked = {text for page in pages for sentence in page.sentences for text, evidence in sentence.parts if evidence}
    assert {note for page in pages for sentence in page.sentences for code in sentence.notes for note in code.words} - marked <= {
        item.text for coding in analysis.codings for item in coding.evidence
    }


def test_the_strip_covers_every_page_and_counts_every_code(analysis, policy):
    context = Context(analysis, policy.codebook, "en")
    strip = strip_of(context, stretches(context))
    assert strip.stretches == len(analysis.document.pages)
    assert (strip.first, strip.last) == ("Page 1", f"Page {len(analysis.document.pages)}")
    for row, code in zip(strip.rows, [("principles", item.id) for item in policy.codebook.group("principles").codes], strict=False):
        assert row.total == sum(code[1] in coding.assigned(code[0]) for coding in analysis.codings)
    many = replace(analysis, document=replace(analysis.document, pages=tuple(Page(number) for number in range(1, 401))))
    context = Context(many, policy.codebook, "en")
    assert strip_of(context, stretches(context)).stretches <= 75


def test_many_years_share_columns_and_no_sentence_is_lost(analysis, policy):
    steps = (*tuple(Step(2020 + number, None, (("foundation", number), ("maturity", 1))) for number in range(20)), Step(None, 2, (("integration", 3),)))
    phasing = Phasing((("foundation", 2),), (("maturity", 4),), "foundation", "maturity", steps, -0.2, None)
    timeline = timeline_of(Context(analysis, policy.codebook, "en"), phasing)
    columns = [column for column in timeline.columns if column.kind == "step"]
    assert len(columns) <= 9
    assert columns[0].name == "2020–2022"
    assert columns[-1].name == "Phase 2"
    assert [sum(column.counts[place] for column in columns) for place in (0, 2, 3)] == [190, 3, 20]
    assert "against the recommended order" in timeline.sentences[2]
    assert timeline.columns[0].furthest == 0
