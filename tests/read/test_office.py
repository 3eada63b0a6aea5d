"""Old Word, RTF and OpenDocument texts by way of LibreOffice, and what is said without it."""

import io
import subprocess
import sys
import time
import zipfile

import psutil
import pytest

from analyzer.domain.document import BlockKind
from analyzer.errors import ReadError
from analyzer.read import helper, read_bytes
from analyzer.read.office import convert

RTF = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0 SimSun;}}\f0\fs24 {\b\fs32 The plan}\par The city shall build a data platform by 2030.\par \u24314?\u35774?\u26234?\u24935?\u22478?\u24066?\u12290?\par}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
needs_libreoffice = pytest.mark.skipif(convert.program() is None, reason="LibreOffice is not installed")


@pytest.fixture(autouse=True)
def fresh_helper():
    helper.stop()
    yield
    helper.stop()


def refused(data, name):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert "\n" not in caught.value.reason
    return caught.value


@needs_libreoffice
def test_rtf_is_read():
    document = read_bytes(RTF, "plan.rtf")
    assert document.text.split("\n") == ["The plan", "The city shall build a data platform by 2030.", "建设智慧城市。"]
    assert document.format == "rtf"
    assert "libreoffice/" in document.reader


@needs_libreoffice
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_a_sample_says_the_same_in_old_formats(samples, tmp_path, suffix):
    source = samples / "lanhai-scheme-2025-2027.docx"
    command = [
        convert.program(),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        tmp_path,
        source,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    document = read_bytes((tmp_path / f"{source.stem}.{suffix}").read_bytes(), f"plan.{suffix}")
    meant = read_bytes(source.read_bytes(), source.name)
    said, wanted = ({"".join(block.span.of(one.text).split()) for block in one.blocks} for one in (document, meant))
    assert len(said & wanted) > 0.95 * len(wanted)
    assert any(block.kind is BlockKind.ROW and block.columns for block in document.blocks)


@needs_libreoffice
def test_macros_links_and_the_network_are_off(tmp_path):
    """A document that would load a file and a page when it is opened comes out without either."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words of a local file", encoding="utf-8")
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text><text:p>Words of the document.</text:p>'
        f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/><text:p>Old words.</text:p></text:section>'
        "</office:text></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", body)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
    document = read_bytes(packed.getvalue(), "a.odt")
    assert "Words of the document." in document.text
    assert "secret" not in document.text


@needs_libreoffice
def test_what_libreoffice_cannot_open_is_unreadable():
    error = refused(OLE + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(2000), "a.doc")
    assert error.status == "unreadable"
    assert "LibreOffice" in error.reason


def test_what_is_neither_word_nor_works_under_the_name_wps_is_refused():
    error = refused(OLE + bytes(504) + bytes(range(256)) * 8, "a.wps")
    assert error.status == "unsupported"


def test_without_libreoffice_the_line_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    error = refused(RTF, "a.rtf")
    assert error.status == "unsupported"
    assert "install LibreOffice" in error.reason


def test_an_encrypted_old_word_file_asks_for_its_password():
    information = b"\xec\xa5\xc1\x00" + bytes(6) + (0x0100).to_bytes(2, "little")
    assert refused(OLE + bytes(504) + information + "WordDocument".encode("utf-16-le") + bytes(2000), "a.doc").status == "password"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_conversion_that_hangs_is_ended_with_all_it_started(monkeypatch, tmp_path):
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 98762 &\nsleep 98762\n", encoding="utf-8")
    hanging.chmod(0o755)
    monkeypatch.setattr(convert, "program", lambda: str(hanging))
    monkeypatch.setattr(convert, "SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(convert.ConversionError, match="timeout"):
        convert.convert(RTF, "rtf")
    assert time.monotonic() - begun < 1 + 2
    time.sleep(0.2)
    assert [process for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"] == ["sleep", "98762"]] == []
