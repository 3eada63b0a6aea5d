"""The Python API as a user meets it."""

from statistics import mean

import pytest

import analyzer
from analyzer.domain.document import Document, Span


def test_load_read_tag_and_score_work_from_the_top(samples):
    policy = analyzer.load()
    document = policy.read(samples / "harrowmere-en.pdf")
    assert isinstance(document, Document)
    card = policy.score(document)
    assert card.score is not None
    assert card == policy.score(samples / "harrowmere-en.pdf")
    coding = policy.tag(["The City will lay 200 km of fibre by 2027."])[0]
    assert coding.assigned("stages") == ("foundation",)


def test_tag_refuses_a_bare_text():
    with pytest.raises(TypeError, match="list of sentences"):
        analyzer.load().tag("one sentence")


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(analyzer.ReadError, match="no such file; check the name"):
        analyzer.load().read(tmp_path / "none.pdf")


def test_page_and_boxes_of_every_pdf_sentence_lie_on_its_page(policy, samples):
    document = policy.read(samples / "qinghe-plan-2026-2030.pdf")
    pages = {page.number: page for page in document.pages}
    segments = policy.segment(document).segments
    assert len(segments) > 100
    for segment in segments:
        assert segment.span.of(document.text) == segment.text
        assert segment.page in pages
        assert segment.boxes
        for box in segment.boxes:
            page = pages[box.page]
            assert 0 <= box.x0 < box.x1 <= page.width + 1
            assert 0 <= box.y0 < box.y1 <= page.height + 1


def test_blocks_and_lines_of_every_sample_point_into_its_text(policy, samples):
    for path in sorted(samples.iterdir()):
        document = policy.read(path)
        end = -1
        for block in document.blocks:
            assert block.span.start == end + 1
            assert "\n" not in block.span.of(document.text)
            end = block.span.end
        assert end == len(document.text)
        for line in document.lines:
            assert "\n" not in line.span.of(document.text)


def test_levels_of_the_samples_come_out_in_their_order(policy, samples):
    cards = {path.name: policy.score(path) for path in samples.iterdir()}
    assert all(card.score is not None or card.reason for card in cards.values())
    scores = {name: card.score or 0.0 for name, card in cards.items()}  # a brochure without any measure may carry no score
    weak = max(scores[name] for name in ("brightport-en.pdf", "yuntai-opinion.txt", "ironmoor-en.md", "jingchuan-hardware-2025-2027.pdf"))
    middling = [
        scores[name] for name in ("clairvanne-fr.html", "haesolju-ko.docx", "lanhai-scheme-2025-2027.docx", "minagi-ja.pdf", "jichuan-blueprint-2026-2032.pdf")
    ]
    strong = [scores[name] for name in ("qinghe-plan-2026-2030.pdf", "harrowmere-en.pdf")]
    assert weak < min(middling)
    assert mean(middling) < min(strong)


def test_every_strong_sample_stands_above_every_middling_one(policy, samples):
    score = {path.name: policy.score(path).score for path in samples.iterdir()}
    middling = ("clairvanne-fr.html", "haesolju-ko.docx", "lanhai-scheme-2025-2027.docx", "minagi-ja.pdf", "jichuan-blueprint-2026-2032.pdf")
    assert max(score[name] for name in middling) < min(score[name] for name in ("qinghe-plan-2026-2030.pdf", "harrowmere-en.pdf"))


def test_the_same_document_gives_the_same_analysis_twice(policy, samples):
    document = policy.read(samples / "lanhai-scheme-2025-2027.docx")
    assert policy.analyze(document) == policy.analyze(document)


def test_a_lines_text_is_found_under_its_span(policy, samples):
    document = policy.read(samples / "harrowmere-en.pdf")
    first = document.lines[0]
    assert Span(first.span.start, first.span.end).of(document.text).strip()
