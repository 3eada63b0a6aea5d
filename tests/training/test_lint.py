import json
import os

from hypothesis import given
from hypothesis import strategies as st

from analyzer.domain.segment import without_white_space
from analyzer.resources.codebooks import load_codebook
from analyzer.resources.locate import corpora
from analyzer.resources.tagged import read_json_lines, standoff_files, training_files
from analyzer.training import lint
from analyzer.training.agreement import agreement, read_codings
from analyzer.training.hydrate import sha1_of
from analyzer.training.taught import KEY, TaughtDocument
from analyzer.training.unread import Source

BOOK = load_codebook()
PLAIN = {"principles": [], "stages": [], "fields": [], "digital": False, "commitment": 0, "stance": "endorse"}


def written(tmp_path, *records):
    path = tmp_path / "w.jsonl"
    path.write_text("".join(json.dumps({"heading": "", "lang": "en", **PLAIN, **record}) + "\n" for record in records), "utf-8")
    return path


def real(tmp_path, *records):
    path = tmp_path / "random.jsonl"
    base = {"repository": "a/b", "path": "plan.pdf", "commit": "0" * 40, "lang": "en", "heading": [], **PLAIN}
    path.write_text("".join(json.dumps({**base, **record}) + "\n" for record in records), "utf-8")
    return path


NOTHING_HELD = lint.HeldOut({}, frozenset())


def faults(written_files=(), real_files=(), held=NOTHING_HELD):
    return lint.check(lint.load(list(written_files), list(real_files), BOOK), BOOK, held)


def test_a_sound_corpus_has_no_faults(tmp_path):
    first = written(tmp_path, {"text": "The harbour board repairs its quays."}, {"text": "Trams will run until midnight."})
    assert faults([first], [real(tmp_path, {"sha1": sha1_of("x"), "length": 1})]) == []


def test_every_broken_line_is_named_and_the_others_are_read(tmp_path):
    path = written(tmp_path, {"text": "One.", "principles": ["gren"]}, {"text": "Two."}, {"text": "Three.", "commitment": 7})
    corpus = lint.load([path], [], BOOK)
    assert [item.text for item in corpus.written["w.jsonl"]] == ["Two."]
    assert "line 1" in corpus.faults[0]
    assert "gren" in corpus.faults[0]
    assert "line 3" in corpus.faults[1]


def test_a_missing_group_is_a_fault(tmp_path):
    path = tmp_path / "w.jsonl"
    path.write_text('{"text": "One.", "lang": "en", "principles": []}\n')
    assert "stages" in faults([path])[0]


def test_a_stage_without_digital_content_is_a_fault(tmp_path):
    assert "w.jsonl:1: has stages without digital" in faults([written(tmp_path, {"text": "Fibre for all villages.", "stages": ["foundation"]})])


def test_two_sentences_alike_but_for_a_name_are_a_fault(tmp_path):
    path = written(
        tmp_path, {"text": "到2027年，青石市建成智慧停车泊位3万个，主城区全覆盖。"}, {"text": "到2028年，白鹭市建成智慧停车泊位5万个，主城区全覆盖。"}
    )
    assert faults([path])[0].startswith("w.jsonl:2: is nearly the same as w.jsonl:1")


def test_the_same_content_at_another_commitment_is_no_duplicate(tmp_path):
    path = written(tmp_path, {"text": "努力改善老城区停车难问题。"}, {"text": "2027年6月底前由市城管局在老城区新建8处立体停车库。"})
    assert faults([path]) == []


def test_a_real_sentence_coded_twice_is_a_fault(tmp_path):
    one = {"sha1": sha1_of("x"), "length": 1}
    assert "is the same sentence" in faults([], [real(tmp_path, one, one)])[0]


def test_taught_sentences_and_documents_that_are_held_out_are_found(tmp_path):
    text = "The tram depots charge from the roof."
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"text": text, "source": {"repo": "c/d", "path": "x.pdf"}}) + "\n")
    key = sha1_of(without_white_space(text))[:KEY]
    documents = [TaughtDocument(Source("c/d", "x.pdf", ""), {}), TaughtDocument(Source("a/b", "y.pdf", ""), {key: (1,), "0" * KEY: (2,)})]
    found = lint.check_taught(documents, lint.read_held_out([gold]))
    assert ["held-out document x.pdf" in line for line in found] == [True, False]
    assert f"taught, y.pdf, {key}: is the held-out sentence gold.jsonl:1" in found[1]


def test_held_out_sentences_and_documents_are_found_in_both_parts(tmp_path):
    gold = tmp_path / "gold.jsonl"
    text = "The tram depot will charge from the roof."
    gold.write_text(json.dumps({"text": text, "source": {"repo": "c/d", "path": "x.pdf"}}) + "\n")
    held = lint.read_held_out([gold])
    near = written(tmp_path, {"text": "The tram depots will charge from the roof."})
    references = real(
        tmp_path, {"sha1": sha1_of(without_white_space(text)), "length": 34}, {"repository": "c/d", "path": "x.pdf", "sha1": sha1_of("y"), "length": 1}
    )
    found = faults([near], [references], held)
    assert "random.jsonl:1: is the held-out sentence gold.jsonl:1; remove it" in found
    assert any("held-out document x.pdf" in line for line in found)
    assert any(line.startswith("w.jsonl:1: is nearly the held-out sentence") for line in found)


def test_the_balance_counts_codes_by_part_and_language(tmp_path):
    path = written(tmp_path, {"text": "One.", "principles": ["green"]}, {"text": "Deux.", "principles": ["green"], "lang": "fr"})
    table = lint.balance(lint.load([path], [real(tmp_path, {"sha1": "0", "length": 1, "principles": ["green"]})], BOOK), BOOK)
    assert table.splitlines()[0] == "|  | written | random | all | en | fr |"
    assert "| green | 2 | 1 | 3 | 2 | 1 |" in table


@given(st.lists(st.text(alphabet="abc甲乙丙", max_size=12), max_size=8))
def test_near_duplicates_hold_every_pair_of_equal_texts(texts):
    pairs = {(i, j) for i, j, _ in lint.near_duplicates(texts)}
    assert {(i, j) for i in range(len(texts)) for j in range(i + 1, len(texts)) if texts[i] == texts[j]} <= pairs


def test_the_corpus_itself_is_sound_and_holds_nothing_that_is_kept_for_measuring(shared):
    tagged = lint.load(training_files(), standoff_files(), BOOK)
    held = lint.read_held_out([shared / "gold" / "dev.jsonl", corpora() / "contrast" / "contrast.jsonl"])
    assert len(held.texts) > 1000
    assert len(held.documents) > 100
    assert lint.check(tagged, BOOK, held) == []


def test_the_datasheet_shows_the_table_that_lint_prints():
    sheet = training_files()[0].parent.parent / "DATASHEET.md"
    text = sheet.read_text("utf-8")
    table = lint.balance(lint.load(training_files(), standoff_files(), BOOK), BOOK)
    start = text.index("|  | written |")
    end = text.index("\n\n", start) + 1
    if os.environ.get("REGENERATE") and not os.environ.get("CI"):
        sheet.write_text(text[:start] + table + text[end:], "utf-8")
    else:
        assert text[start:end] == table


def test_the_datasheet_shows_the_agreement_of_the_two_codings():
    folder = training_files()[0].parent.parent
    first, second = (read_codings(folder / "agreement" / name, BOOK) for name in ("first.jsonl", "second.jsonl"))
    assert len(first) >= 800
    sheet = (folder / "DATASHEET.md").read_text("utf-8")
    for item in agreement(first, second, BOOK):
        if not item.code:
            assert f"| {item.group} | {item.agreed:.3f} | {item.alpha:.3f} |" in sheet


def test_contrast_sentences_are_legal_and_differ_within_each_set():
    path = corpora() / "contrast" / "contrast.jsonl"
    tagged = lint.load([path], [], BOOK)
    alike = "is nearly the same as"  # by design: the sentences of a set lie close together
    assert [line for line in lint.check(tagged, BOOK, NOTHING_HELD) if alike not in line] == []
    sets = {}
    for (_, record), item in zip(read_json_lines(path), tagged.written[path.name], strict=True):
        sets.setdefault(record["set"], []).append(tuple(sorted(item.codes.items())))
    assert len(sets) >= 180
    assert all(len(set(codes)) > 1 for codes in sets.values())
