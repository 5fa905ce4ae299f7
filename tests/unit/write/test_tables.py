"""Reports as tables: CSV, workbook and terminal."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from pipeline.write.rows import NETWORK_COLUMNS, SHEETS, defuse
from pipeline.write.tables import CsvTable, TerminalTable, Workbook
from schemas.record import Report

NETWORK: dict[str, Any] = {
    "name": "=cmd|'/c calc'!A0",
    "edition": 2,
    "start": "2020-07",
    "participants": [
        {
            "name": "Lage",
            "form": "Stadt",
            "kind": "municipality",
            "place": {"ags": "05766040", "state": "DE-NW", "latitude": 51.99},
        },
        {"name": "Unna", "kind": "district"},
    ],
    "funders": [{"name": "BAFA", "kind": "organisation"}],
    "people": [{"name": "Erika Muster", "title": "Dr.", "role": "Bürgermeisterin"}],
    "targets": [{"quantity": 11.5, "unit": "GWh", "subject": "Strom", "status": "planned"}],
    "phones": ["+49 5232 1234"],
    "findings": [{"code": "count-differs", "severity": "warning", "message": "10 stated, 2 listed", "path": "/participants"}],
}


def _csv(*reports: Report, mark: bool = False) -> bytes:
    stream = io.BytesIO()
    table = CsvTable(stream, mark=mark)
    for report in reports:
        table.add(report)
    table.close()
    return stream.getvalue()


def _book(*reports: Report) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream)
    for report in reports:
        book.add(report)
    book.close()
    return stream.getvalue()


def test_csv_has_one_row_a_network(make_report: Callable[..., Report]) -> None:
    """A page with two networks gives two rows, one without none."""
    text = _csv(make_report("x", NETWORK, {"name": "B"}), make_report("y")).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["network"] for row in rows] == ["0", "1"]
    assert tuple(rows[0]) == NETWORK_COLUMNS
    assert rows[0]["participants"] == "Stadt Lage [05766040] | Unna"
    assert rows[0]["people"] == "Dr. Erika Muster (Bürgermeisterin)"
    assert rows[0]["targets"] == "11.5 GWh Strom planned"
    assert rows[1]["start"] == ""


def test_csv_runs_no_formula(make_report: Callable[..., Report]) -> None:
    """A name that begins like a formula gets an apostrophe before it."""
    rows = list(csv.DictReader(io.StringIO(_csv(make_report("x", NETWORK)).decode())))
    assert rows[0]["name"] == "'=cmd|'/c calc'!A0"
    assert rows[0]["phones"] == "'+49 5232 1234"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\r=1"])
def test_every_sign_that_begins_a_formula_is_defused(text: str) -> None:
    """The signs that spreadsheets take for a formula's beginning."""
    assert defuse(text) == f"'{text}"


def test_numbers_are_left_alone() -> None:
    """A number below zero is no formula."""
    assert defuse(-1.5) == -1.5


def test_only_a_file_begins_with_the_utf8_mark(make_report: Callable[..., Report]) -> None:
    """Excel needs it in a file; in a pipe it would stick to the first column's name."""
    assert _csv(make_report(), mark=True).startswith(b"\xef\xbb\xbfdocument_id,")
    assert _csv(make_report()).startswith(b"document_id,")


def test_a_workbook_has_a_sheet_for_each_sort_of_thing(make_report: Callable[..., Report]) -> None:
    """Everything of the record is in a sheet, with heading, filter and frozen first row."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", NETWORK))))
    assert book.sheetnames == list(SHEETS)
    for sheet in book.worksheets:
        assert tuple(cell.value for cell in sheet[1]) == SHEETS[sheet.title]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
    assert [row[3] for row in book["participants"].iter_rows(min_row=2, values_only=True)] == ["Lage", "Unna"]
    assert book["actors"]["D2"].value == "funder"
    assert book["values"].max_row == 1 + 9
    assert book["findings"]["E2"].value == "10 stated, 2 listed"


def test_a_workbook_keeps_texts_as_texts(make_report: Callable[..., Report]) -> None:
    """No formula, no number made of a key with a leading zero, no apostrophe added."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", NETWORK))))
    name, ags = book["networks"]["E2"], book["participants"]["G2"]
    assert (name.value, name.data_type) == ("=cmd|'/c calc'!A0", "s")
    assert (ags.value, ags.data_type) == ("05766040", "s")
    assert book["participants"]["J2"].value == 51.99


def test_a_workbook_is_the_same_again(make_report: Callable[..., Report]) -> None:
    """Same reports, same bytes: no clock inside."""
    report = make_report("x", NETWORK)
    assert _book(report) == _book(report)
    with zipfile.ZipFile(io.BytesIO(_book(report))) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_cell_never_exceeds_what_excel_takes(make_report: Callable[..., Report]) -> None:
    """Excel refuses a file with a cell above 32,767 characters."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", {"name": "N" * 40_000}))))
    assert len(str(book["networks"]["E2"].value)) == 32_767


def test_the_terminal_table_names_every_document(make_report: Callable[..., Report]) -> None:
    """A page without a network is named too; brackets in a name are no mark-up."""
    stream = io.BytesIO()
    table = TerminalTable(stream, width=100)
    table.add(make_report("x", {"name": "Netz [bold]Nord", "start": "2020-07"}))
    table.add(make_report("y", source="b.txt"))
    table.close()
    shown = stream.getvalue().decode()
    assert "Netz [bold]Nord" in shown
    assert "from 2020-07" in shown
    assert "no network announced" in shown


def test_a_workbook_names_the_place_in_the_file(make_report: Callable[..., Report]) -> None:
    """The sheet of values says where in its file each one stands, and that of documents where they come from."""
    source = [{"page": 2, "box": (70.9, 112.4, 131.0, 124.1)}, {"page": 2, "box": (70.9, 126.0, 99.0, 138.0)}]
    cell = {
        "start": 0,
        "end": 1,
        "text": "E",
        "rule": "test.rule",
        "confidence": 0.9,
        "source": [{"paragraph": 14, "path": "tbl[1]"}],
    }
    network = {"name": "E", "edition": 2, "start": "2020", "evidence": {"/name": [{**cell, "source": source}], "/start": [cell]}}
    document = {"part": "2/7", "address": "https://aue.example/netz.pdf", "media_type": "application/pdf"}
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("Ein Text.", network, document=document))))
    place, pointer = SHEETS["values"].index("place"), SHEETS["values"].index("pointer")
    places = {row[pointer]: row[place] for row in book["values"].iter_rows(min_row=2, values_only=True)}
    assert places == {"/name": "page 2", "/edition": None, "/start": "paragraph 14, tbl[1]"}
    row = dict(zip(SHEETS["documents"], next(book["documents"].iter_rows(min_row=2, values_only=True)), strict=True))
    assert {key: row[key] for key in document} == document
