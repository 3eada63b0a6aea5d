"""Zip archives of documents: every member ends in a status of its own, and nothing leaves the archive."""

import io
import zipfile

import pytest

from analyzer.batch.files import find_inputs
from analyzer.batch.pool import Pool
from analyzer.batch.scan import mark_gone, scan
from analyzer.corpus.ledger import GONE, RunVersions
from analyzer.corpus.store import Corpus
from analyzer.domain.limits import Limits
from analyzer.errors import ReadError
from analyzer.read import archive
from analyzer.read.archive import Archive, is_archive, split
from analyzer.read.files import file_bytes
from analyzer.read.package import Package

PLAN = b"The city shall build a data platform by 2030. The mayor leads the work. Residents are asked every year."


def packed(members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as made:
        for name, data in members:
            made.writestr(name, data)
    return buffer.getvalue()


def encrypted(data):
    """Set the flag of encryption in the headers of all members."""
    data = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def ledger(folder, **options):
    """Scan a folder and return (member or name, status) of every input."""
    path = folder.parent / "c.db"
    limits = Limits(**options)
    with Corpus(path, create=True) as corpus, Pool(1, limits) as pool:
        corpus.begin_run(RunVersions("1", "f", "b", "b", "m", "m", "r"), "2026-01-01", limits.key)
        summary = scan(find_inputs([folder]), corpus, pool, limits=limits, force=False, progress=lambda *_: None)
        summary.gone = mark_gone([folder], corpus, summary.keys)
        records = corpus.inputs()
    return summary, {record.member or record.shown.rsplit("/", 1)[-1]: record for record in records}


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scan") / "plans"
    folder.mkdir()
    (folder / "plan.txt").write_bytes(PLAN)
    members = [
        ("a/plan.txt", PLAN),
        ("规划.txt", "市大数据局负责建设数据平台，2030年底前完成。".encode()),
        ("../../climbs.txt", PLAN),
        ("/root.txt", PLAN),
        ("inner.zip", packed([("deep.txt", PLAN)])),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        (".hidden", b"x"),
        ("empty.txt", b""),
        ("folder/", b""),
    ]
    (folder / "all.zip").write_bytes(packed(members))
    (folder / "locked.zip").write_bytes(encrypted(packed([("locked.txt", PLAN)])))
    (folder / "broken.zip").write_bytes(packed([("x.txt", PLAN)])[:-30])
    return folder, *ledger(folder)


def test_every_member_has_its_row_and_status(scanned):
    _, summary, records = scanned
    assert {name: record.status for name, record in records.items()} == {
        "plan.txt": "ok",
        "a/plan.txt": "ok",
        "规划.txt": "ok",
        "../../climbs.txt": "skipped",
        "/root.txt": "skipped",
        "inner.zip": "unsupported",
        "photo.png": "unsupported",
        ".hidden": "skipped",
        "empty.txt": "no_text",
        "locked.txt": "password",
        "broken.zip": "unreadable",
    }
    assert summary.found == len(records) == sum(summary.statuses.values())
    assert all("\n" not in record.reason and (record.reason or record.status == "ok") for record in records.values())
    assert not (scanned[0].parent / "climbs.txt").exists()


def test_the_same_bytes_inside_and_outside_are_one_document(scanned):
    _, _, records = scanned
    assert records["a/plan.txt"].document_id == records["plan.txt"].document_id is not None
    assert records["a/plan.txt"].shown.endswith("all.zip!/a/plan.txt")


def test_a_second_scan_does_nothing_but_what_was_refused(scanned):
    summary, records = ledger(scanned[0])
    assert summary.unchanged >= len(records) - 2
    assert set(summary.statuses) <= {"password", "unreadable"}


def test_a_member_is_read_by_its_name(tmp_path):
    path = tmp_path / "a!" / "b.zip"
    path.parent.mkdir()
    path.write_bytes(packed([("c/plan.txt", PLAN)]))
    assert split(f"{path}!/c/plan.txt") == (str(path), "c/plan.txt")
    assert split(str(path)) is None
    assert file_bytes(path.parent / "b.zip!" / "c" / "plan.txt") == PLAN
    with pytest.raises(ReadError, match="no such file in the archive"):
        file_bytes(path.parent / "b.zip!" / "other.txt")


def test_a_bomb_is_stopped_while_it_expands(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(packed([("zeros.txt", bytes(30 * 2**20))]))
    with pytest.raises(ReadError) as caught:
        Archive(str(path)).sha256("zeros.txt", 8 * 2**20)
    assert caught.value.status == "too_large"


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    path = tmp_path / "many.zip"
    path.write_bytes(packed([(f"{number}.txt", b"x") for number in range(4)]))
    with pytest.raises(ReadError, match="over the limit of 3"):
        Archive(str(path))


def test_a_directory_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "_DIRECTORY", 100)
    path = tmp_path / "wide.zip"
    path.write_bytes(packed([(f"{number}.txt", b"x") for number in range(9)]))
    with pytest.raises(ReadError, match="list of files"):
        Archive(str(path))


def test_names_in_the_coding_of_chinese_machines_are_read(tmp_path):
    raw = packed([("ABCD.txt", PLAN)]).replace(b"ABCD.txt", "规划".encode("gb18030") + b".txt")
    path = tmp_path / "gbk.zip"
    path.write_bytes(raw)
    assert list(Archive(str(path)).members) == ["规划.txt"]


def test_two_members_of_one_name_are_two(tmp_path):
    path = tmp_path / "twice.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        path.write_bytes(packed([("a.txt", b"one"), ("a.txt", b"two")]))
    opened = Archive(str(path))
    assert [b"".join(opened.chunks(name, 100)) for name in opened.members] == [b"one", b"two"]


def test_packages_are_no_archives(samples, tmp_path):
    assert not is_archive(str(samples / "lanhai-scheme-2025-2027.docx"))
    assert not is_archive(str(samples / "yuntai-opinion.txt"))
    renamed = tmp_path / "plans.dat"
    renamed.write_bytes(packed([("a.txt", PLAN)]))
    assert is_archive(str(renamed))


def test_members_are_held_to_the_limits_of_files(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "all.zip").write_bytes(packed([("long.txt", PLAN * 20_000), ("short.txt", PLAN)], zipfile.ZIP_STORED))
    _, records = ledger(folder, bytes=2**20)
    assert {name: record.status for name, record in records.items()} == {"long.txt": "too_large", "short.txt": "ok"}


def test_members_that_left_and_members_of_archives_that_left_are_gone(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    first, second = folder / "first.zip", folder / "second.zip"
    first.write_bytes(packed([("a.txt", PLAN), ("b.txt", PLAN + b" It is paid by the city.")]))
    second.write_bytes(packed([("c.txt", PLAN)]))
    ledger(folder)
    kept = second.read_bytes()
    first.write_bytes(packed([("b.txt", PLAN + b" It is paid by the city.")]))
    second.unlink()
    summary, records = ledger(folder)
    assert summary.gone == 2
    assert {name: GONE in record.flags for name, record in records.items()} == {"a.txt": True, "b.txt": False, "c.txt": True}
    second.write_bytes(kept)
    summary, records = ledger(folder)
    assert summary.gone == 1
    assert {name: GONE in record.flags for name, record in records.items()} == {"a.txt": True, "b.txt": False, "c.txt": False}
    assert all(record.status == "ok" and record.document_id for record in records.values())


def test_ways_of_packing_that_cost_memory_are_refused(tmp_path):
    path = tmp_path / "lzma.zip"
    path.write_bytes(packed([("a.txt", PLAN)], zipfile.ZIP_LZMA))
    with pytest.raises(ReadError, match="unknown way"):
        Archive(str(path)).sha256("a.txt", 2**20)


def test_an_archive_that_lost_bytes_is_damaged_and_does_not_end_the_scan(tmp_path):
    """Its directory then points before the start of the file."""
    folder = tmp_path / "plans"
    folder.mkdir()
    whole = packed([("a.txt", PLAN), ("b.txt", PLAN * 2)])
    cut = whole[:35] + whole[45:]
    (folder / "a.zip").write_bytes(cut)
    _, records = ledger(folder)
    assert {name: record.status for name, record in records.items()} == {"a.txt": "unreadable", "b.txt": "ok"}
    with pytest.raises(ReadError, match="damaged"):
        Package(cut).read("a.txt")
