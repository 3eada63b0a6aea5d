"""`inspect` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.commands import cli

PLANS = Path(__file__).resolve().parents[2] / "corpora" / "samples" / "plans"


def test_a_pdf_is_shown_with_its_pages(tmp_path: Path) -> None:
    out = tmp_path / "plan.html"
    result = CliRunner().invoke(cli, ["--ui-language", "en", "inspect", str(PLANS / "qinghe-plan-2026-2030.pdf"), "--html", str(out), "--pages", "1-2"])
    assert result.exit_code == 0, result.output
    assert "pages" in result.output
    shown = out.read_text("utf-8")
    assert shown.count("<figure>") == 2
    assert shown.count("data:image/png;base64,") == 2
    assert len(shown) < 1_000_000
    assert list(tmp_path.iterdir()) == [out]


def test_other_formats_are_shown_without_pictures(tmp_path: Path) -> None:
    out = tmp_path / "plan.html"
    result = CliRunner().invoke(cli, ["--ui-language", "en", "inspect", str(PLANS / "ironmoor-en.md"), "--html", str(out)])
    assert result.exit_code == 0, result.output
    assert "<figure>" not in out.read_text("utf-8")


@pytest.mark.parametrize("pages", ["0", "x", "5-2", "1-999"])
def test_pages_that_make_no_sense_are_refused(pages: str) -> None:
    result = CliRunner().invoke(cli, ["--ui-language", "en", "inspect", str(PLANS / "ironmoor-en.md"), "--pages", pages])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n")
    result = CliRunner().invoke(cli, ["--ui-language", "en", "inspect", str(broken)])
    assert result.exit_code == 1
    assert "broken" in result.output
