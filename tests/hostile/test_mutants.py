"""Damaged files, odd names, links and special files through the real `scan`: each ends in a status with one line; the long form is `mutants.py`."""

import sqlite3
import sys
import threading
import time
from contextlib import closing, suppress

import pytest
from click.testing import CliRunner

from analyzer.commands import cli
from tests.hostile import mutants

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names and files that POSIX has")


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """Where the files are, what the odd ones must end as, the corpus, and what was said."""
    top = tmp_path_factory.mktemp("mutants")
    mutants.write_mutants(top / "mutants", 60, 11)
    expected = mutants.write_oddities(top / "odd")
    before = sorted(path.name for path in top.iterdir())
    command = ["scan", str(top / "mutants"), str(top / "odd"), "--corpus", str(top / "c.db"), "--tagger", "fast", "--ocr", "never", "--workers", "2"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in top.iterdir() if not path.name.startswith("c.db")) == before
    return top, expected, top / "c.db", result.output


def test_each_file_has_one_row_with_a_status_and_no_raw_message(scanned):
    top, _, corpus, output = scanned
    assert mutants.wrongs(corpus) == []
    rows = sqlite3.connect(corpus).execute("SELECT path, count(DISTINCT member) FROM inputs GROUP BY path").fetchall()
    files = {path.name for folder in ("mutants", "odd") for path in (top / folder).iterdir()}
    assert len(rows) == len(files)
    assert "Traceback" not in output


def test_odd_names_links_and_special_files_end_as_they_should(scanned):
    top, expected, corpus, output = scanned
    statuses = {path: status for path, _, status, *_ in mutants.outcomes(corpus)}
    assert {name: statuses.get(b"odd/" + name) for name in expected} == expected
    assert not any("SECRET-OUTSIDE" in text for *_, text in mutants.outcomes(corpus))
    assert not (top / "PWNED").exists()
    assert [character for character in output if not character.isprintable() and character != "\n"] == []


def test_files_that_change_or_vanish_while_they_are_read_end_in_a_status(tmp_path):
    """A hand that writes, truncates, removes and swaps files while the scan goes on."""
    folder = tmp_path / "in"
    folder.mkdir()
    names = [folder / f"{number:03}.txt" for number in range(120)]
    for number, name in enumerate(names):
        name.write_text(f"到2030年建成{number}个充电桩。\n" * 2000, encoding="utf-8")
    over = threading.Event()

    def meddle():
        turn = 0
        while not over.is_set() and not any(True for _ in rows_of(tmp_path / "c.db")):
            time.sleep(0.01)  # until the files are listed
        while not over.is_set():
            name = names[turn * 7 % len(names)]
            match turn % 4:
                case 0:
                    with name.open("a", encoding="utf-8") as file:
                        file.write("到2031年建成。\n" * 50)
                case 1:
                    name.open("w").close()
                case 2:
                    name.unlink(missing_ok=True)
                case _:
                    name.unlink(missing_ok=True)
                    name.symlink_to("/dev/zero")
            turn += 1
            time.sleep(0.01)

    hand = threading.Thread(target=meddle)
    hand.start()
    try:
        command = ["scan", str(folder), "--corpus", str(tmp_path / "c.db"), "--tagger", "fast", "--max-characters", "5000", "--workers", "1"]
        result = CliRunner().invoke(cli, command)
    finally:
        over.set()
        hand.join()
    assert result.exit_code in {0, 1} and "Traceback" not in result.output, result.output
    rows = list(mutants.outcomes(tmp_path / "c.db"))
    assert len(rows) == len(names)
    assert len({row[2] for row in rows}) > 1
    assert {row[2] for row in rows} <= {"ok", "partial", "no_text", "unreadable", "skipped"}
    assert mutants.wrongs(tmp_path / "c.db") == []
    # Left in peace, every file that is still there is read.
    for name in names:
        name.unlink(missing_ok=True)
        name.write_text("到2030年建成充电桩。", encoding="utf-8")
    assert CliRunner().invoke(cli, command).exit_code == 0
    assert {row[2] for row in mutants.outcomes(tmp_path / "c.db")} == {"ok"}


def rows_of(corpus):
    """Yield the rows of a corpus that may not be there yet."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{corpus.as_uri()}?mode=ro", uri=True)) as db:
        yield from db.execute("SELECT path FROM inputs")
