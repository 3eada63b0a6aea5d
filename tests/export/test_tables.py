"""CSV and Excel: the same rows, nothing that runs, nothing lost."""

import csv
import errno
import gc
import io
import json
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from analyzer.domain.document import Span
from analyzer.export.csv import as_text, write_csv
from analyzer.export.job import Job
from analyzer.export.jsonl import write_jsonl
from analyzer.export.records import Filter
from analyzer.export.tables import Shape, columns
from analyzer.export.xlsx import MAX_CHARACTERS, fitting, write_xlsx
from analyzer.resources.codebooks import load_codebook

HOSTILE = [
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://127.0.0.1/x","click")', "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1",
    "＋1", "－1", "＠SUM(1)", '"=1+1', "'=1+1", "=1+1;x", 'x","=1+1', 'x"\r\n=1+1', "\ufeff=1+1", "\u200b=1+1", "-5% by 2030", "\x00=1", "\x0b=1",
    "_x003D_1+1", "1E400", "00123", "2025-1-2", "TRUE", "#REF!", "x" * 40_000, "𠮷" * 20_000,
]  # fmt: skip


def job(records, shape=Shape.WIDE):
    return Job(iter(records), load_codebook(), dict, None, None, shape=shape)


def with_texts(records, texts):
    return [replace(records[1], text=text, span=Span(0, len(text)), title=text, heading=(text,), evidence=()) for text in texts]


def sheet_rows(data):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]


@pytest.mark.parametrize("shape", Shape)
def test_excel_shows_every_text_to_the_letter_and_runs_none(records, shape):
    output = io.BytesIO()
    write_xlsx(job(with_texts(records, HOSTILE), shape), output)
    header, *rows = sheet_rows(output.getvalue())
    assert [cell.value for cell in header] == list(columns(load_codebook(), shape))
    column = [cell.value for cell in header].index("text")
    assert all(cell.data_type in "snb" for row in rows for cell in row), "no formula, no error, no date"
    assert not any(cell.hyperlink for row in rows for cell in row)
    # XML reads a lone CR as a line feed.
    lines = lambda texts: list(dict.fromkeys(text.replace("\r\n", "\n").replace("\r", "\n") for text in texts))  # noqa: E731
    assert lines(unescape(row[column].value) for row in rows) == lines(map(fitting, HOSTILE))


def test_texts_too_long_for_a_cell_are_cut_in_excels_own_units():
    assert fitting("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    cut = fitting("𠮷" * MAX_CHARACTERS)
    assert cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CHARACTERS


@pytest.mark.parametrize("shape", Shape)
def test_csv_holds_no_cell_that_opens_a_formula(records, shape):
    output = io.BytesIO()
    write_csv(job(with_texts(records, HOSTILE), shape), output)
    raw = output.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert list(dict.fromkeys(row["text"] for row in rows)) == list(dict.fromkeys(as_text(text) for text in HOSTILE))
    assert not any(value.lstrip(' \u3000\ufeff\u200b"').startswith(tuple("=+-@＝＋－＠\t\r\n")) for row in rows for value in row.values())


def test_long_and_wide_tell_the_same(records):
    tables = []
    for shape in Shape:
        output = io.BytesIO()
        write_csv(job(records, shape), output)
        tables.append(list(csv.DictReader(io.StringIO(output.getvalue().decode("utf-8-sig"), newline=""))))
    wide, long = tables
    assert len(wide) == len(records)
    for row in wide:
        codes = [item for item in long if (item["id"], item["coder"]) == (row["id"], row["coder"])]
        assert row["principles"].split("; ") == [item["code"] for item in codes if item["group"] == "principles"]
        assert [row["commitment"]] == [item["value"] for item in codes if item["group"] == "commitment"]
    assert {item["probability"] for item in long if item["code"] == "green"} == {"0.4"}


@pytest.mark.parametrize("write", [write_csv, write_xlsx, write_jsonl])
@pytest.mark.parametrize("shape", Shape)
def test_tables_are_the_same_bytes_every_time(records, write, shape):
    outputs = [io.BytesIO(), io.BytesIO()]
    for output in outputs:
        assert write(job(records, shape), output) == len(records)
    assert outputs[0].getvalue() == outputs[1].getvalue()


def test_json_lines_keep_what_was_weighed_but_not_assigned(records):
    output = io.BytesIO()
    write_jsonl(job(records), output)
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert {"code": "planning", "probability": 0.2, "assigned": False} in lines[-1]["principles"]
    assert [line["text"][item["start"] : item["end"]] for line in lines for item in line["evidence"]] == [
        item["text"] for line in lines for item in line["evidence"]
    ]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(), 7), (Filter(codes=("green",)), 6), (Filter(codes=("principles:planning",)), 1), (Filter(codes=("stages:planning",)), 0),
        (Filter(codes=("green", "planning")), 7), (Filter(language="zh"), 5), (Filter(language="zh-Hant"), 1), (Filter(language="z"), 0),
        (Filter(kind="plan"), 7), (Filter(kind="law"), 0), (Filter(place="林市"), 7), (Filter(place="x"), 0), (Filter(years=(2020, 2026)), 5),
        (Filter(years=(2027, 2030)), 0), (Filter(codes=("green",), probability=0.5), 0), (Filter(coder="ada"), 1), (Filter(coder="model"), 6),
    ],
)  # fmt: skip
def test_filters(records, wanted, count):
    assert len(list(wanted.apply(records))) == count


def test_a_probability_takes_codes_away_with_their_evidence(records):
    for record in Filter(probability=0.5).apply(records):
        assert all(item.probability >= 0.5 for item in record.assigned)
        assert not record.evidence
    assert any(record.evidence for record in records)


class FullDisk(io.BytesIO):
    """Takes some bytes and no more."""

    def write(self, data):
        if self.tell() + len(data) > 2000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.filterwarnings("error")
def test_a_disk_that_fills_while_a_workbook_is_written_leaves_nothing_behind_to_complain(records):
    with pytest.raises(OSError, match="No space left"):
        write_xlsx(job(records), FullDisk())
    gc.collect()
