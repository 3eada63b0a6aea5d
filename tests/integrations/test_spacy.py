"""The component in spaCy's pipelines."""

import tomllib

import pytest
import spacy

from analyzer.errors import ModelError
from analyzer.integrations.spacy import make_policy_coder

TEXT = "到2027年，全市建成5G基站2.6万个𠮷🏙️。坚持绿色低碳，推进节能减排。"


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("zh")
    made.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    made.add_pipe("policy_coder", config={"prefix": "policy_", "groups": ["principles", "stages", "commitment"]})
    return made


def coded(doc):
    return {(name, span.text, span.label_) for name, group in doc.spans.items() for span in group}


def test_every_sentence_is_coded_like_the_tagger_does(nlp, policy):
    from analyzer.pipeline import sentence_segment

    doc = nlp(TEXT)
    assert set(doc.spans) == {"policy_principles", "policy_stages", "policy_commitment"}
    assert ("policy_principles", "坚持绿色低碳，推进节能减排。", "green") in coded(doc)
    assert ("policy_stages", "到2027年，全市建成5G基站2.6万个𠮷🏙️。", "foundation") in coded(doc)
    for sentence, coding in zip(doc.sents, policy.tagger.tag([sentence_segment(span.text, "", "zh") for span in doc.sents]), strict=True):
        assert [code for code, _ in sentence._.policy_codes["commitment"]] == list(coding.assigned("commitment"))
    assert len(doc.spans["policy_principles"].attrs["probability"]) == len(doc.spans["policy_principles"])


def test_settings_survive_the_disk_and_the_result_is_the_same(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.get_pipe("policy_coder").settings == nlp.get_pipe("policy_coder").settings
    docs = again(TEXT), nlp(TEXT)
    assert coded(docs[0]) == coded(docs[1])
    doc = spacy.blank("zh").from_config(again.config).from_bytes(nlp.to_bytes())(TEXT)
    assert coded(doc) == coded(docs[1])


def test_docs_with_codes_survive_bytes(nlp):
    from spacy.tokens import Doc

    doc = nlp(TEXT)
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert coded(again) == coded(doc)


def test_pipe_gives_what_single_calls_give(nlp):
    texts = [TEXT, "", "  ", "成立由市长任组长的领导小组。"]
    piped, single = list(nlp.pipe(texts)), [nlp(text) for text in texts]
    assert [coded(doc) for doc in piped] == [coded(doc) for doc in single]


def test_a_text_without_sentence_boundaries_is_one_sentence():
    made = spacy.blank("en")
    made.add_pipe("policy_coder", config={"groups": ["stance"], "min_probability": 0.0})
    doc = made("Plan first. Then build.")
    assert [span.text for span in doc.spans["stance"]] == [doc.text]


def test_another_model_than_the_saved_one_is_refused(nlp):
    component = nlp.get_pipe("policy_coder")
    other = component.to_bytes().replace(component.analyzer.tagger.name.encode(), b"default-1+0000")
    with pytest.raises(ModelError, match=r"saved with model default-1\+0000"):
        make_policy_coder(None, "policy_coder", None, None, None, "", 0.0).from_bytes(other)


def test_the_entry_point_leads_to_the_factory(root):
    import importlib

    points = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    module, _, name = points["spacy_factories"]["policy_coder"].partition(":")
    assert getattr(importlib.import_module(module), name) is make_policy_coder
    importlib.import_module(points["datasette"]["policy_analyzer"])
