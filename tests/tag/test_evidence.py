import pytest

from analyzer import pipeline
from analyzer.segment.tokens import quick_words
from analyzer.tag.evidence import MOST_PARTS, _carrying, _parts

SENTENCES = (
    ("到2027年，建成智慧停车泊位3万个，由市城管局牵头。", ""),
    ("The City will build a shared data platform that joins transit and police data by 2030.", ""),
    ("推进园区绿色低碳改造，推广分布式光伏。", "绿色发展"),
    ("依托千年陶瓷文化底蕴，打造数字陶瓷产业集群。", ""),
    ("Seniors without a smartphone get a printed pass at every library.", "Inclusion"),
    ("La Ville publie chaque année un bilan du plan.", "Gouvernance"),
)


@pytest.fixture(scope="module")
def policy():
    return pipeline.load()


@pytest.fixture(scope="module")
def explained(policy):
    segments = [pipeline.sentence_segment(text, heading) for text, heading in SENTENCES]
    return segments, policy.explain(segments, policy.tag(segments))


def test_without_its_evidence_a_code_is_less_sure(policy, explained):
    segments, codings = explained
    falls = []
    for segment, coding in zip(segments, codings, strict=True):
        for item in coding.evidence:
            rest = segment.text[: item.span.start] + segment.text[item.span.end :]
            (without,) = policy.tag([pipeline.sentence_segment(rest, " > ".join(segment.heading), segment.language)])
            falls.append(coding.probability(item.group, item.code) - without.probability(item.group, item.code))
    assert len(falls) >= 10
    assert min(falls) > 0


def test_evidence_quotes_the_sentence_and_belongs_to_assigned_codes(explained):
    segments, codings = explained
    for segment, coding in zip(segments, codings, strict=True):
        for item in coding.evidence:
            assert item.span.of(segment.text) == item.text
            assert item.code in coding.assigned(item.group)


def test_codes_and_probabilities_stay_as_they_were(policy, explained):
    segments, codings = explained
    assert [coding.groups for coding in codings] == [coding.groups for coding in policy.tag(segments)]


def test_a_lead_body_is_named_for_government_led(explained):
    _, codings = explained
    assert any("牵头" in item.text for item in codings[0].evidence if item.code == "government_led")


def test_a_sentence_without_codes_has_no_evidence(policy):
    segments = [pipeline.sentence_segment("Page intentionally left blank")]
    assert policy.explain(segments, policy.tag(segments))[0].evidence == ()


def test_long_sentences_are_cut_into_few_runs_of_words():
    text = "word " * 400
    parts = _parts(text, quick_words)
    assert 1 < len(parts) <= MOST_PARTS
    assert parts[-1].end == len(text.rstrip())


def test_a_single_word_cannot_be_taken_out():
    assert _parts("Goals", quick_words) == []


def test_neighbours_are_joined_and_weak_parts_left_out():
    text = "by the year 2030"
    parts = _parts(text, quick_words)
    assert [span.of(text) for span in _carrying(parts, [0.4, 0.01, 0.35, 0.3], text)] == ["by", "year 2030"]
    assert _carrying(parts, [0.02, 0.0, 0.0, 0.01], text) == []
