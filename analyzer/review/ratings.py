"""Ratings of plans by experts: blind forms to fill in, and the answers read back."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.domain.message import cause, say
from analyzer.errors import InputError

TOTAL = "total"
LOWEST, HIGHEST = 0.0, 100.0
_LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater gave one plan on one criterion (or `total`), 0 to 100."""

    rater: str
    plan: str
    criterion: str
    points: float


def forms(plans: Sequence[str], raters: int, criteria: Sequence[str]) -> dict[str, str]:
    """Return one form (CSV) per rater by file name: a row per plan, in an order of the rater's own, with a column per criterion and for the total.

    The order comes from the names of rater and plan, so that the same call gives the same forms; no form tells the program's scores.
    """

    def form(rater: str) -> str:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(["rater", "plan", *criteria, TOTAL, "remarks"])
        order = sorted(plans, key=lambda plan: hashlib.sha256(f"{rater}\0{plan}".encode()).digest())
        writer.writerows([rater, _harmless(plan), *("" for _ in criteria), "", ""] for plan in order)
        return buffer.getvalue()

    return {f"rater-{number}.csv": form(f"rater-{number}") for number in range(1, raters + 1)}


def _harmless(text: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def read_forms(paths: Sequence[Path], criteria: Sequence[str]) -> list[Rating]:
    """Read filled-in forms; empty cells are left out. Raises `InputError` with file, line and remedy."""
    found: dict[tuple[str, str, str], Rating] = {}
    for path in paths:
        for number, row in _rows(path):
            rater, plan = (str(row.get(name) or "").strip() for name in ("rater", "plan"))
            if not rater or not plan:
                raise InputError(say("{file}, line {line}: lacks the rater or the plan; fill in both columns", file=path, line=number))
            for criterion in (*criteria, TOTAL):
                cell = str(row.get(criterion) or "").strip()
                if not cell:
                    continue
                key = (rater, plan.removeprefix("'"), criterion)
                if key in found:
                    raise InputError(say("{file}, line {line}: {rater} rated {plan} before; keep one row", file=path, line=number, rater=rater, plan=plan))
                found[key] = Rating(*key, _points(cell, path, number, criterion))
    return list(found.values())


def _points(cell: str, path: Path, number: int, criterion: str) -> float:
    try:
        points = float(cell.replace(",", "."))
    except ValueError:
        points = -1.0
    if not LOWEST <= points <= HIGHEST:
        raise InputError(
            say("{file}, line {line}: {cell!r} under {column} is no number from 0 to 100; mend the cell", file=path, line=number, cell=cell, column=criterion)
        )
    return points


def _rows(path: Path) -> Sequence[tuple[int, Mapping[str, str | None]]]:
    try:
        data = path.read_bytes()[: _LARGEST + 1]
    except OSError as error:
        raise InputError(say("{file}: cannot be read ({error}); name a filled-in form", file=path, error=cause(error))) from error
    if len(data) > _LARGEST:
        raise InputError(say("{file}: is over 10 MB and no form; name a filled-in form", file=path))
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(say("{file}: is no CSV in UTF-8 ({error}); save the form as CSV UTF-8", file=path, error=str(error))) from error
    if not {"rater", "plan"} <= set(reader.fieldnames or ()):
        raise InputError(say("{file}: lacks the columns rater and plan; use the forms that `validation forms` writes", file=path))
    return rows
