"""Files with CRLF, astral characters, joined emoji and mixed scripts, from the file through the corpus to a span in every format.

Each format is read back by a reader that is not ours, and every span must quote the words of the file itself.
"""

import csv
import io
import json
import zipfile
from itertools import chain

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from analyzer.corpus.store import Corpus
from analyzer.export.xml import legal
from analyzer.resources.codebooks import load_codebook

LINES = (
    "𠮷林市智慧城市建设规划👨‍👩‍👧",
    "",
    "一、总体要求",
    "",
    "坚持以人为本、绿色低碳🌱，统一规划、分步实施，让居民办事更方便👨‍👩‍👧。到2030年，𠮷林市建成5G基站3000个🏙️，节能减排20%。",
    "二、Open data 平台",
    "All residents get open data through the 數據共享 platform,",
    "données ouvertes, データ連携 and 데이터 공유, by 2028. Citizens take part in planning 🧑🏽‍💻, and emissions of CO₂ fall by 40 %.",
    "=HYPERLINK(1)節能減碳，\t不盲目投資𠮷。",
)
WORDS = "\r\n".join(LINES)
FILES = {
    "plan.txt": WORDS.encode("utf-8-sig"),
    "plan.md": WORDS.replace("一、总体要求", "# 一、总体要求").replace("二、", "## 二、").encode(),
    "plan.html": f"<!DOCTYPE html>\r\n<meta charset=utf-8>\r\n{''.join(f'<p>{line}</p>{chr(13)}{chr(10)}' for line in LINES)}".encode(),
    "plan16.txt": ("\r\n" + WORDS).encode("utf-16"),
}


def run(*arguments):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crlf")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    run("scan", *(folder / name for name in FILES), "--corpus", folder / "c.db", "--workers", 1)
    return folder


@pytest.fixture(scope="module")
def sentences(folder):
    """File -> id -> (document's text, start, end, words, codes) of each of its sentences."""
    found = {}
    with Corpus(folder / "c.db") as corpus:
        texts = {row["document"]: corpus.document(row["document"])["text"] for row in corpus.scored()}
        for row in corpus.coded_segments():
            (layer,) = row["codings"].values()
            codes = {(group, code) for group, items in layer.items() for code, _, assigned, _ in items if assigned}
            for file in row["files"]:
                found.setdefault(file, {})[row["id"]] = (texts[row["document_id"]], row["start"], row["end"], row["text"], codes)
    return found


def together(words):
    """Words as the file has them, but for the white space between."""
    return "".join(words.split())


def exported(folder, form, name, *options):
    run("export", "--corpus", folder / "c.db", "--to", form, *options, folder / name)
    return (folder / name).read_bytes()


def test_every_sentence_quotes_its_document_and_its_file(sentences):
    assert sentences.keys() == FILES.keys()
    for items in sentences.values():
        assert all(text[start:end] == words for text, start, end, words, _ in items.values())
        assert all(together(words) in together(WORDS) for _, _, _, words, _ in items.values())
        assert "".join(together(words) for _, _, _, words, _ in items.values()) == together(WORDS)
        assert not any("\r" in text for text, *_ in items.values()), "line ends are read as one character"


def test_the_file_is_hard_enough(sentences):
    """Some sentence carries several codes of one group, and astral characters and joined emoji stand before and inside sentences."""
    for items in sentences.values():
        groups = [[group for group, _ in codes] for *_, codes in items.values()]
        assert any(found.count("principles") > 1 for found in groups)
        assert sum(any(ord(character) > 0xFFFF for character in words) for _, _, _, words, _ in items.values()) >= 4
        assert any("👨‍👩‍👧" in words for _, _, _, words, _ in items.values())


def check(sentences, file, start, end, words, codes=None, identity=None):
    """Assert that a span that a foreign reader found is one of the file's sentences, with its codes."""
    (found,) = [item for key, item in sentences[file].items() if item[1:3] == (start, end) and identity in {None, key}]
    text, _, _, whole, assigned = found
    assert words == whole == text[start:end]
    assert codes is None or codes == assigned


def test_jsonl(folder, sentences):
    records = [json.loads(line) for line in exported(folder, "jsonl", "o.jsonl").decode().splitlines()]
    for record in records:
        assert all(item["text"] == record["text"][item["start"] : item["end"]] for item in record["evidence"])
        check(sentences, record["file"], record["start"], record["end"], record["text"], identity=record["id"])
    assert len(records) == sum(map(len, sentences.values()))
    assert any(record["evidence"] for record in records)


def test_csv(folder, sentences):
    data = exported(folder, "csv", "o.csv", "--shape", "long").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    for row in rows:
        check(sentences, row["file"], int(row["start"]), int(row["end"]), row["text"].removeprefix("'"), identity=row["id"])
    assert len(rows) == sum(len(item[4]) for item in chain(*(items.values() for items in sentences.values())))
    assert any(row["text"].startswith("'=HYPERLINK") for row in rows)


def test_xlsx(folder, sentences):
    import openpyxl

    exported(folder, "xlsx", "o.xlsx", "--shape", "long")
    head, *rows = openpyxl.load_workbook(folder / "o.xlsx").active.iter_rows()
    names = [cell.value for cell in head]
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        assert cells["text"].data_type == "s"
        check(sentences, cells["file"].value, cells["start"].value, cells["end"].value, cells["text"].value)
    assert len(rows) == sum(len(item[4]) for item in chain(*(items.values() for items in sentences.values())))


def test_parquet(folder, sentences):
    import pyarrow.parquet as pq

    exported(folder, "parquet", "o.parquet")
    rows = pq.read_table(folder / "o.parquet").to_pylist()
    for row in rows:
        check(sentences, row["file"], row["start"], row["end"], row["text"], identity=row["id"])
        assert {("principles", code) for code in row["principles"]} == {item for item in sentences[row["file"]][row["id"]][4] if item[0] == "principles"}
    assert len(rows) == sum(map(len, sentences.values()))


@pytest.mark.parametrize("options", [(), ("--crlf",), ("--last-character",), ("--crlf", "--last-character")])
def test_refi_project(folder, sentences, tmp_path, options):
    from pyrefiqda.refiproject import RefiProject

    exported(folder, "qdpx", "o.qdpx", *options)
    project = RefiProject.load(folder / "o.qdpx", str(tmp_path))
    names = {code.guid: (group.name, code.name) for group in project.code_book.codes.code for code in group.code}
    said = {(group.name, code.id): (group.names["en"], code.names["en"]) for group in load_codebook().groups for code in group.codes}
    assert {source.name for source in project.sources.text_source} == FILES.keys()
    for source in project.sources.text_source:
        text = (tmp_path / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
        assert ("\r\n" in text) == ("--crlf" in options)
        ends = sorted(sentences[source.name].values(), key=lambda item: item[1])
        assert len(ends) == len(source.plain_text_selection)
        for selection, (_, _, _, words, codes) in zip(source.plain_text_selection, ends, strict=True):
            quoted = text[selection.start_position : selection.end_position + ("--last-character" in options)]
            assert quoted.replace("\r\n", "\n") == words
            assert {names[coding.code_ref.target_guid] for coding in selection.coding} == {said[code] for code in codes}


def test_docbin(folder, sentences):
    import spacy
    from spacy.tokens import DocBin

    for doc in DocBin().from_bytes(exported(folder, "spacy", "o.spacy")).get_docs(spacy.blank("xx").vocab):
        items = sentences[doc.user_data["file"]]
        assert {doc.text} == {item[0] for item in items.values()}
        found = {}
        for group, spans in doc.spans.items():
            for span in spans:
                check(sentences, doc.user_data["file"], span.start_char, span.end_char, span.text)
                found.setdefault((span.start_char, span.end_char), set()).add((group, span.label_))
        assert found == {item[1:3]: item[4] for item in items.values()}


def test_label_studio(folder, sentences):
    tasks = json.loads(exported(folder, "label-studio", "o.json"))
    for task in tasks:
        item = sentences[task["data"]["file"]][task["data"]["segment"]]
        assert task["data"]["text"] == item[3]
        given = {(result["from_name"], code) for result in task["predictions"][0]["result"] for code in result["value"]["choices"]}
        assert given == item[4]
    assert len(tasks) == sum(map(len, sentences.values()))


def test_cas(folder, sentences):
    import cassis

    archive = zipfile.ZipFile(io.BytesIO(exported(folder, "cas", "o.zip")))
    types = cassis.load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
    for file, items in sentences.items():
        cas = cassis.load_cas_from_xmi(io.BytesIO(archive.read(f"{file}.xmi")), typesystem=types)
        found = {}
        for code in cas.select("webanno.custom.PolicyCode"):
            assert code.get_covered_text() == cas.sofa_string[code.begin : code.end]
            found.setdefault((code.begin, code.end, code.get_covered_text()), set()).add((code.codegroup, code.code))
        assert found == {(start, end, legal(words)): codes for _, start, end, words, codes in items.values()}


def test_the_same_files_in_another_folder_give_the_same_bytes(folder, tmp_path):
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    run("scan", *(tmp_path / name for name in FILES), "--corpus", tmp_path / "c.db", "--workers", 1)
    for form in ("jsonl", "xlsx", "qdpx", "spacy", "label-studio", "cas", "parquet"):
        assert exported(tmp_path, form, "again") == exported(folder, form, "first"), form
