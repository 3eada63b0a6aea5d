"""Which reader a file gets, and what is said of files that none reads."""

import hashlib
import io
import zipfile

import pytest

from analyzer.errors import ReadError
from analyzer.read import read_bytes

PAGE = b"<!doctype html><html><body><h1>Plan</h1><p>The city shall act.</p></body></html>"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return buffer.getvalue()


def status_of(data: bytes, name: str) -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert "\n" not in caught.value.reason
    return caught.value.status


def test_the_id_is_the_sha256_of_the_bytes():
    assert read_bytes(PAGE, "a.html").id == hashlib.sha256(PAGE).hexdigest()


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a.docx", "a"])
def test_the_content_decides_and_a_wrong_suffix_becomes_a_note(name):
    document = read_bytes(PAGE, name)
    assert document.format == "html"
    assert document.text == "Plan\nThe city shall act."
    if name.endswith((".doc", ".docx")):
        assert any("the name says" in note for note in document.quality.notes)


def test_a_web_page_saved_as_pdf_is_refused():
    assert status_of(PAGE, "a.pdf") == "unreadable"


@pytest.mark.parametrize(
    ("name", "status"), [("a.txt", "no_text"), ("a.md", "no_text"), ("a.pdf", "unreadable"), ("a.docx", "unreadable"), ("a.html", "unreadable")]
)
def test_an_empty_file_is_broken_where_no_text_file_is_expected(name, status):
    assert status_of(b"", name) == status
    assert status_of(b"\0" * 1000, name) == status


def test_text_that_mentions_a_tag_stays_text():
    assert read_bytes(b"Use <html> tags.\n\nSecond paragraph.", "a.txt").format == "text"


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"", "a.txt", "no_text"),
        (b" \r\n\t", "a.txt", "no_text"),
        ("\u3000 \n".encode(), "a.txt", "no_text"),
        (b"\xef\xbb\xbf", "a.txt", "no_text"),
        (b'<html><body><div id="root"></div><script src="/app.js"></script></body></html>', "a.html", "no_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(500), "a.doc", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(500), "a.docx", "password"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.txt", "unsupported"),
        (zipped(OFD_dot_xml=b"<x/>"), "a.ofd", "unreadable"),
        (zipped(xl__workbook_dot_xml=b"<x/>"), "a.docx", "unsupported"),
        (zipped(a=b"b"), "a.docx", "unsupported"),
        (b"not a document", "a.docx", "unreadable"),
        (bytes(range(256)) * 200, "a.txt", "unreadable"),
        (b"\x05User " + bytes(150), "~$plan.docx", "skipped"),
    ],
)
def test_what_cannot_be_read_gets_its_status(data, name, status):
    assert status_of(data, name) == status


def test_every_real_file_is_read_with_blocks_that_tile_the_text(shared):
    files = sorted(path for path in (shared / "real").glob("*/*") if path.suffix in {".docx", ".txt", ".md", ".html", ".csv"} and path.stat().st_size < 400_000)
    assert len(files) > 200
    for path in files[::4]:
        document = read_bytes(path.read_bytes(), path.name)
        assert "\n".join(block.span.of(document.text) for block in document.blocks) == document.text, path.name
        assert document.quality.score > 0.8, path.name  # some sources are damaged, and told to be
        assert all(block.span.start <= line.span.start for block, line in zip(document.blocks[:1], document.lines[:1], strict=False))
