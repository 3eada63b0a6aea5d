"""Word files: the report opens in LibreOffice and keeps its words; comments change nothing but what they must."""

import io
import re
import subprocess
import zipfile

import docx
import pytest
from lxml import etree

from analyzer.errors import InputError
from analyzer.report.word.annotate import annotated
from analyzer.report.word.places import find, letters
from analyzer.report.word.report import document_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def converted(soffice, path, form):
    """Convert a file by LibreOffice and return the new file's path."""
    home = path.parent / "office"
    command = ["nice", soffice, "--headless", f"-env:UserInstallation={home.as_uri()}", "--convert-to", form, "--outdir", str(path.parent / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return path.parent / "out" / f"{path.stem}.{form.split(':')[0]}"


def words(text):
    return "".join(text.split())


@pytest.mark.parametrize("name", ["lanhai-scheme-2025-2027.docx", "brightport-en.pdf"])
def test_the_word_report_holds_what_the_page_holds_and_libreoffice_keeps_it(sample_report, soffice, tmp_path, name):
    report = sample_report(name)
    path = tmp_path / "report.docx"
    path.write_bytes(document_docx(report))
    assert document_docx(report) == path.read_bytes()
    text = words(converted(soffice, path, "txt:Text (encoded):UTF8").read_text("utf-8-sig"))
    expected = [*report.verdict, *report.limits]
    expected += [element.name for part in report.criteria for element in part.elements]
    expected += [sentence.parts[0][0] for page in report.text for sentence in page.sentences]
    expected += [item.text for gap in report.gaps for item in gap.examples]
    assert [line for line in expected if words(line) not in text] == []


def test_comments_leave_every_other_part_and_every_word_of_the_draft_as_it_was(sample_report, samples, soffice, tmp_path):
    for name in ("lanhai-scheme-2025-2027.docx", "haesolju-ko.docx"):
        before = (samples / name).read_bytes()
        after, count, lost = annotated(before, sample_report(name), name)
        assert count > 20
        assert lost == 0
        old, new = zipfile.ZipFile(io.BytesIO(before)), zipfile.ZipFile(io.BytesIO(after))
        made = {"word/comments.xml"}
        touched = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
        assert set(new.namelist()) == set(old.namelist()) | made
        assert all(old.read(item) == new.read(item) for item in old.namelist() if item not in touched | made)
        drafts = [etree.fromstring(package.read("word/document.xml")) for package in (old, new)]
        texts = ["".join(node.text or "" for node in draft.iter(f"{W}t")) for draft in drafts]
        assert texts[1].startswith(texts[0])
        ids = [node.get(f"{W}id") for node in etree.fromstring(new.read("word/comments.xml"))]
        for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            assert sorted(node.get(f"{W}id") for node in drafts[1].iter(W + mark)) == sorted(ids)
        assert len(docx.Document(io.BytesIO(after)).tables) == len(docx.Document(io.BytesIO(before)).tables) + 1
        path = tmp_path / name
        path.write_bytes(after)
        kept = words(converted(soffice, path, "txt:Text (encoded):UTF8").read_text("utf-8-sig"))
        # LibreOffice writes no text boxes into plain text.
        plain = [item for item in drafts[0].find(f"{W}body").iterchildren(f"{W}p") if item.find(f".//{W}txbxContent") is None]
        said = [words("".join(node.text or "" for node in item.iter(f"{W}t"))) for item in plain]
        assert [text for text in said if text not in kept] == []


def commented_texts(root):
    """Return, by comment, the text between its marks."""
    found, open_ranges = {}, set()
    for node in root.iter():
        if node.tag == f"{W}commentRangeStart":
            open_ranges.add(node.get(f"{W}id"))
        elif node.tag == f"{W}commentRangeEnd":
            open_ranges.discard(node.get(f"{W}id"))
        elif node.tag == f"{W}t":
            for number in open_ranges:
                found[number] = found.get(number, "") + (node.text or "")
    return found


def test_a_comment_stands_at_exactly_its_sentence(policy, report_on, tmp_path):
    draft = docx.Document()
    draft.add_paragraph("海澜市智慧城市建设规划")
    paragraph = draft.add_paragraph("坚持以人为本。到2027年底前建成")
    paragraph.add_run("5G基站3000个").bold = True
    paragraph.add_run("，由市数据局牵头。为老年人提供在线问诊服务。")
    draft.add_table(rows=1, cols=2).rows[0].cells[0].text = "建设智慧养老平台，为老年人提供便捷服务"
    draft.add_comment(runs=paragraph.runs[0], text="an older remark", author="someone", initials="S")
    path = tmp_path / "draft.docx"
    draft.save(path)
    report = report_on(policy.read(path), "draft.docx")
    after, _, lost = annotated(path.read_bytes(), report, "draft.docx")
    assert lost == 0
    package = zipfile.ZipFile(io.BytesIO(after))
    comments = etree.fromstring(package.read("word/comments.xml"))
    assert comments[0].get(f"{W}author") == "someone"
    found = commented_texts(etree.fromstring(package.read("word/document.xml")))
    sentences = {words("".join(text for text, _ in sentence.parts)) for page in report.text for sentence in page.sentences}
    ours = [node.get(f"{W}id") for node in comments if node.get(f"{W}author") == "policy-analyzer"]
    assert ours
    assert all(any(words(found[number]) in sentence for sentence in sentences) for number in ours)
    assert "到2027年底前建成5G基站3000个，由市数据局牵头。" in {words(text) for text in found.values()}
    bold = [node for node in etree.fromstring(package.read("word/document.xml")).iter(f"{W}r") if node.find(f"{W}rPr/{W}b") is not None]
    assert "5G基站3000个" in {"".join(node.itertext()) for node in bold}


def test_payloads_stay_text_in_word_files(make_document, report_on):
    payloads = ["</w:t><w:r>", "<script>1</script>", "a\x00b\x1b[31m", "\u202egnp.exe", "&amp;", "=HYPERLINK(1)"]
    document = make_document([f"智慧城市到2027年建成{item}平台，服务老年人。" for item in payloads], title=payloads[0], dropped=payloads)
    report = report_on(document, payloads[1])
    text = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(document_docx(report))).paragraphs)
    assert "</w:t><w:r>" in text
    assert not re.search("[\x00-\x08\x1b\u202e]", text)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused_in_one_line(sample_report, data):
    with pytest.raises(InputError, match="is no Word file"):
        annotated(data, sample_report("brightport-en.pdf"), "draft.pdf")


def test_a_place_is_found_without_its_automatic_number_and_in_the_longest_cell():
    body = docx.Document()
    body.add_paragraph("建成统一的数据平台。再建一个。")
    body.add_table(rows=1, cols=2)
    body.tables[0].rows[0].cells[1].text = "新建养老服务站二十个"
    places = find(body.element.body, ["（一）建成统一的数据平台。", "再建一个。", "3 | 新建养老服务站二十个", "没有这句话。"])
    said = ["".join(character for character, _ in letters(place.paragraph)) if place else None for place in places]
    assert said == ["建成统一的数据平台。再建一个。"] * 2 + ["新建养老服务站二十个", None]


def test_a_sentence_over_several_paragraphs_is_commented_from_its_first_letter_to_its_last(policy, report_on, tmp_path):
    draft = docx.Document()
    for line in ("海澜市智慧城市建设规划", "到2027年底前建成5G基站3000个，", "由市数据局牵头，为老年人", "提供在线问诊服务。建设智慧养老平台。"):
        draft.add_paragraph(line)
    path = tmp_path / "draft.docx"
    draft.save(path)
    places = find(draft.element.body, ["到2027年底前建成5G基站3000个，由市数据局牵头，为老年人提供在线问诊服务。", "建设智慧养老平台。"])
    bodies = [paragraph._p for paragraph in draft.paragraphs]
    assert [(bodies.index(place.paragraph), bodies.index(place.end)) for place in places] == [(1, 3), (3, 3)]
    assert (places[0].first.at, places[0].last.at, places[1].first.at) == (0, 8, 9)
    after, _, lost = annotated(path.read_bytes(), report_on(policy.read(path), "draft.docx"), "draft.docx")
    assert lost == 0
    assert docx.Document(io.BytesIO(after)).paragraphs[3].text == "提供在线问诊服务。建设智慧养老平台。"
