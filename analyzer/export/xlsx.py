"""Excel workbooks: every text is written as a text, so that none is a formula, a link or a number."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from typing import IO, Any

from analyzer.export.job import Job
from analyzer.export.tables import Cell, columns, rows_of

MAX_ROWS = 1_048_576
"""Rows that a sheet holds; what is beyond goes to a further sheet."""
MAX_CHARACTERS = 32_767
"""Characters that a cell holds, in UTF-16 code units; longer texts are cut and end in an ellipsis."""
_WIDTHS = {"file": 28, "title": 28, "heading": 32, "text": 80, "evidence": 24, "coder": 20}
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes every time; Excel's dates have no zone


def write_xlsx(job: Job, output: IO[bytes]) -> int:
    """Write records as a workbook and return their number. Memory stays flat; the same records give the same bytes."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    # Written apart and then copied: of an archive that it cannot finish Python would complain long after the disk was found to be full.
    with tempfile.TemporaryFile() as whole, tempfile.TemporaryDirectory() as folder:  # in which nothing stays when the disk is full
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "tmpdir": folder}
        try:
            count = _fill(xlsxwriter.Workbook(whole, options), job)
        except FileCreateError as error:  # what XlsxWriter makes of a full disk
            raise OSError(*error.args[0].args) from error
        whole.seek(0)
        shutil.copyfileobj(whole, output)
    return count


def _fill(book: Any, job: Job) -> int:
    """Write all records to a workbook, close it, and return their number."""
    book.set_properties({"created": _FIXED})
    bold = book.add_format({"bold": True})
    names = columns(job.codebook, job.shape)
    count, row, sheet = 0, 0, None
    for record in job.records:
        for cells in rows_of(record, job.codebook, job.shape):
            if sheet is None or row == MAX_ROWS:
                sheet, row = _sheet(book, names, bold), 1
            for column, cell in enumerate(cells):
                _write(sheet, row, column, cell)
            row += 1
        count += 1
    if sheet is None:
        _sheet(book, names, bold)
    book.close()
    return count


def _sheet(book: Any, names: tuple[str, ...], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS.get(name, 12))
        sheet.write_string(0, column, name, bold)
    return sheet


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, column, fitting(cell))
    elif cell is not None:
        sheet.write_number(row, column, cell)


def fitting(text: str) -> str:
    """Return text as a cell can hold it: without lone surrogates, cut to `MAX_CHARACTERS`."""
    data = text.encode("utf-16-le", "replace")
    if len(data) > MAX_CHARACTERS * 2:
        return data[: (MAX_CHARACTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"
    return data.decode("utf-16-le")
