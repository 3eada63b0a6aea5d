"""Documents read one by one in a confined process: the same documents as read here, and no other outcome than a status."""

import json
import os
import shutil
import time
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from analyzer.batch.confined import ConfinedReader
from analyzer.batch.documents import decoded_document, encoded_document
from analyzer.commands import cli
from analyzer.domain.limits import Limits
from analyzer.domain.message import Message
from analyzer.errors import ReadError
from analyzer.pipeline import read_document
from analyzer.read.pdf.reader import page_sizes

PLANS = Path(__file__).resolve().parents[2] / "corpora" / "samples" / "plans"


@pytest.fixture(scope="module")
def reader():
    with ConfinedReader() as started:
        yield started


@pytest.mark.parametrize("path", sorted(PLANS.iterdir()), ids=lambda path: path.name)
def test_a_document_is_the_one_that_is_read_without_confinement(reader, path):
    if path.suffix == ".toml":
        pytest.skip("no document")
    there, here = reader.read(path), read_document(path)
    assert there == here
    assert [type(note) for note in there.quality.notes] == [type(note) for note in here.quality.notes]


def test_page_sizes_and_pictures_come_from_the_confined_process(reader):
    plan = PLANS / "qinghe-plan-2026-2030.pdf"
    assert reader.page_sizes(plan) == page_sizes(plan.read_bytes())
    pictures = reader.pictures(plan, [1, 999])
    assert list(pictures) == [1] and pictures[1].startswith(b"\x89PNG")


def test_refusals_keep_their_status_and_their_message(reader, tmp_path):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    os.mkfifo(tmp_path / "pipe")
    for name, status in (("broken.pdf", "unreadable"), ("none.pdf", "unreadable"), ("pipe", "skipped"), ("", "unsupported")):
        with pytest.raises(ReadError) as error:
            reader.read(tmp_path / name)
        assert error.value.status == status
        assert isinstance(error.value.reason, Message)


def test_a_process_that_dies_is_replaced_and_one_that_hangs_is_ended(tmp_path):
    (tmp_path / "plan.txt").write_text("到2030年建成智慧城市。", encoding="utf-8")
    (tmp_path / "slow.pdf").write_bytes((PLANS / "qinghe-plan-2026-2030.pdf").read_bytes())
    with ConfinedReader() as reader:
        assert reader.read(tmp_path / "plan.txt").text
        first = reader._process.pid
        psutil.Process(first).kill()
        assert reader.read(tmp_path / "plan.txt").text
        assert reader._process.pid != first
        psutil.Process(reader._process.pid).suspend()
        reader.limits = Limits(seconds=1)
        begun = time.monotonic()
        with pytest.raises(ReadError, match="took longer than 1 s") as error:
            reader.read(tmp_path / "plan.txt")
        assert error.value.status == "timeout"
        assert time.monotonic() - begun < 1 + 2
        reader.limits = Limits()
        assert reader.read(tmp_path / "plan.txt").text


def test_a_document_that_needs_too_much_memory_says_so(tmp_path):
    (tmp_path / "big.txt").write_text("规划" * 30_000_000, encoding="utf-8")
    with ConfinedReader(limits=Limits(memory=200 * 2**20, characters=10**9)) as reader, pytest.raises(ReadError, match="200 MB") as error:
        reader.read(tmp_path / "big.txt")
    assert error.value.status == "too_large"


def test_nothing_is_left_when_the_reader_is_closed():
    with ConfinedReader() as reader:
        assert reader.read(PLANS / "ironmoor-en.md").text
        pids = [reader._process.pid, *(child.pid for child in psutil.Process(reader._process.pid).children(recursive=True))]
        scratch = Path(reader._scratch.name)
    assert len(pids) > 1
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids[:1])
    assert not scratch.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "f" * 64},
        {"text": 5},
        {"text": ""},
        {"blocks": [[0, 10**9, "paragraph", None, []]]},
        {"blocks": [[5, 2, "paragraph", None, []]]},
        {"blocks": [[0, 1, "poem", None, []]]},
        {"lines": [[3, 4, 1, None, None], [0, 2, 1, None, None]]},
        {"lines": [[0, 1, 1, [2, 0, 0, 1, 1], None]]},
        {"pages": [["x", 1, 1]]},
        {"quality": {}},
        {"dropped": 3},
    ],
)
def test_nonsense_from_a_reader_is_refused(change):
    document = read_document(PLANS / "ironmoor-en.md")
    record = json.loads(encoded_document(document))
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        decoded_document(json.dumps({**record, **change}).encode(), document.id)


@pytest.mark.parametrize("command", [["score"], ["inspect"], ["compare"], ["profile"], ["diff", str(PLANS / "ironmoor-en.md")], ["benchmarks", "add"]])
def test_commands_read_documents_in_the_confined_process_alone(command, tmp_path, monkeypatch):
    """The readers are taken away from this process: only the confined one has them."""
    import analyzer.read

    monkeypatch.setattr(analyzer.read, "reader_of", None)
    monkeypatch.setattr("analyzer.pipeline.read_bytes", None)
    monkeypatch.setenv("POLICY_ANALYZER_HOME", str(tmp_path))
    plan = shutil.copy(PLANS / "ironmoor-en.md", tmp_path)
    result = CliRunner().invoke(cli, [*command, str(plan)])
    assert result.exit_code == 0, result.output
