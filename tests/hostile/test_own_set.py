"""A small set of files made to hurt, through the real `scan`: each ends in its status, nothing leaks, nothing steers the terminal."""

import io
import json
import os
import struct
import threading
import unicodedata
import zipfile
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from analyzer.commands import cli

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
CANARY = "CANARY-OF-THE-HOSTILE-TEST"


def word(body, prologue="", members=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", f'{prologue}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def lying(data):
    """Return a package whose directory says that the document unfolds to 100 bytes."""
    made = bytearray(data)
    place = made.rindex(b"word/document.xml") - 46
    assert made[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", made, place + 24, 100)
    return bytes(made)


def pdf(pages, stream=b"BT /F1 12 Tf 72 700 Td (The city shall build it by 2030.) Tj ET", catalogue=b""):
    packed = zlib.compress(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
        pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out) + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))


ONE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def cases(canary, address):
    """Name -> (bytes, status, whether a flag or reason must stand on the row)."""
    entity = f'<!DOCTYPE w [<!ENTITY e SYSTEM "file://{canary}">]>'
    remote = f'<!DOCTYPE w SYSTEM "{address}/evil.dtd" [<!ENTITY % p SYSTEM "{address}/p"> %p;]>'
    laughs = "<!DOCTYPE w [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
    return {
        "fine.docx": (word(p("到2030年建成智慧城市。")), "ok", False),
        "bomb.docx": (word(p("A" * 3_000_000)), "too_large", True),
        "lying.docx": (lying(word(p("A" * 3_000_000))), "too_large", True),
        "entity.docx": (word(p("&e;"), entity), "unreadable", True),
        "remote.docx": (word(p("x"), remote), "unreadable", True),
        "laughs.docx": (word(p("&a9;"), laughs), "unreadable", True),
        "members.docx": (word(p("到2030年建成。"), members=[("../../PWNED", "x"), ("/tmp/PWNED-BY-TEST", "x")]), "ok", False),
        "cut.docx": (word(p("x"))[:200], "unreadable", True),
        "empty.docx": (b"", "unreadable", True),
        "loop.pdf": (pdf(b"<< /Type /Pages /Count 100000 /Kids [2 0 R] >>"), "too_large", True),
        "lost.pdf": (pdf(b"<< /Type /Pages /Count 3 /Kids [99 0 R null 7 0 R] >>"), "unreadable", True),
        "script.pdf": (pdf(ONE, catalogue=b"/OpenAction << /S /JavaScript /JS (while\\(true\\){}) >>"), "ok", True),
        "blank.pdf": (pdf(ONE, b""), "no_text", True),
        "page.pdf": (b"<!doctype html><html><body>Please log in</body></html>", "unreadable", True),
        "noise.pdf": (bytes(range(256)) * 64, "unreadable", True),
        "long.txt": ("第一条。\n".encode() * 20_000, "partial", True),
        "frame.html": (
            f'<!doctype html><body><p>Plan for 2030.</p><iframe src="file://{canary}"></iframe><img src="{address}/i"></body>'.encode(),
            "ok",
            False,
        ),
        "deep.html": (b"<html><body>" + b"<div>" * 300 + b"The city shall act by 2030." + b"</div>" * 300, "ok", False),
        "\x1b]0;owned\x07\x1b[31m.txt": ("到2030年建成。\x1b[2J".encode(), "ok", False),
        "-rf.txt": ("到2027年建成。".encode(), "ok", False),
        "new\nline.pdf": (b"%PDF-1.7 nothing", "unreadable", True),
    }


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """The set, scanned once under tight limits, beside a web server that nobody may ask for anything."""
    top = tmp_path_factory.mktemp("hostile")
    canary = top / "secret.txt"
    canary.write_text(CANARY, encoding="utf-8")
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    table = cases(canary, f"http://127.0.0.1:{server.server_port}")
    folder = top / "in"
    folder.mkdir()
    for name, (data, _, _) in table.items():
        (folder / name).write_bytes(data)
    os.mkfifo(folder / "pipe")
    (folder / "out").symlink_to(canary)
    before = sorted(path.name for path in top.iterdir())
    corpus = top / "c.db"
    limits = ["--max-expansion", "1", "--max-characters", "20000", "--timeout", "120"]
    result = CliRunner().invoke(cli, ["scan", str(folder), "--corpus", str(corpus), "--workers", "1", *limits])
    assert result.exit_code == 0, result.output
    server.shutdown()
    server.server_close()
    after = sorted(path.name for path in top.iterdir() if not path.name.startswith("c.db"))
    assert after == before
    return corpus, table, result, asked


def run(*arguments):
    result = CliRunner().invoke(cli, [str(item) for item in arguments])
    assert result.exit_code == 0, result.output
    return result


def test_each_file_ends_in_its_status_with_one_line(scanned):
    corpus, table, _, _ = scanned
    entries = {entry["file"].split("in/", 1)[1]: entry for entry in json.loads(run("status", "--corpus", corpus, "--format", "json").stdout)["inputs"]}
    expected = {name.encode("unicode_escape").decode(): status for name, (_, status, _) in table.items()} | {"pipe": "skipped", "out": "skipped"}
    assert {name: entry["status"] for name, entry in entries.items()} == expected
    for name, (_, status, told) in table.items():
        entry = entries[name.encode("unicode_escape").decode()]
        assert bool(entry["reason"] or entry["flags"]) >= told, name
        assert status == "ok" or (entry["reason"] and entry["reason"].isprintable()), name
        assert "Traceback" not in str(entry) and "Error" not in (entry["reason"] or ""), name


def test_nothing_was_fetched_or_leaked(scanned, tmp_path):
    corpus, _, result, asked = scanned
    run("export", "--corpus", corpus, "--to", "jsonl", tmp_path / "out.jsonl")
    assert asked == []
    for data in (corpus.read_bytes(), result.output.encode(), (tmp_path / "out.jsonl").read_bytes()):
        assert CANARY.encode() not in data
    assert not os.path.exists("/tmp/PWNED-BY-TEST")


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_control_character_reaches_the_terminal(scanned, form):
    corpus, _, result, _ = scanned
    for shown in (result.output, run("status", "--corpus", corpus, "--format", form).output):
        assert [character for character in shown if unicodedata.category(character) in {"Cc", "Cf"} and character != "\n"] == []
    failed = CliRunner().invoke(cli, ["score", "\x1b]0;owned\x07.pdf"])
    assert failed.exit_code != 0
    assert "\x1b" not in failed.output
