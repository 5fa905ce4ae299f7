"""Reports as an Excel workbook: a sheet for each sort of thing, and what people settled."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl

from pipeline.write.rows import REVIEW_SHEETS, SHEETS
from pipeline.write.workbook import Workbook, texts
from schemas.record import Report


def _book(*reports: Report) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream)
    for report in reports:
        book.add(report)
    book.close()
    return stream.getvalue()


def test_a_workbook_has_a_sheet_for_each_sort_of_thing(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """Everything of the record is in a sheet, with heading, filter and frozen first row."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", network))))
    assert book.sheetnames == ["about", *SHEETS]
    for sheet in book.worksheets[1:]:
        assert tuple(cell.value for cell in sheet[1]) == SHEETS[sheet.title]
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.auto_filter.ref
    assert [row[3] for row in book["participants"].iter_rows(min_row=2, values_only=True)] == ["Lage", "Unna"]
    assert book["actors"]["D2"].value == "funder"
    assert book["values"].max_row == 1 + 9
    assert book["findings"]["E2"].value == "10 stated, 2 listed"


def test_a_workbook_keeps_texts_as_texts(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """No formula, no number made of a key with a leading zero, no apostrophe added."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", network))))
    name, ags = book["networks"]["E2"], book["participants"]["G2"]
    assert (name.value, name.data_type) == ("=cmd|'/c calc'!A0", "s")
    assert (ags.value, ags.data_type) == ("05766040", "s")
    assert book["participants"]["J2"].value == 51.99


def test_a_workbook_is_the_same_again(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """Same reports, same bytes: no clock inside."""
    report = make_report("x", network)
    assert _book(report) == _book(report)
    with zipfile.ZipFile(io.BytesIO(_book(report))) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_a_cell_never_exceeds_what_excel_takes(make_report: Callable[..., Report]) -> None:
    """Excel refuses a file with a cell above 32,767 characters."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", {"name": "N" * 40_000}))))
    assert len(str(book["networks"]["E2"].value)) == 32_767


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


def _column(sheet: Any, name: str) -> list[Any]:
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(name)].value for row in sheet.iter_rows(min_row=2)]


def test_what_people_settled_has_sheets_of_its_own(make_report: Callable[..., Report], settled: Report) -> None:
    """Who settled what, when and why, what the machine had, and what was taken out, stand behind the other sheets."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", {"name": "A"}), settled)))
    assert book.sheetnames == ["about", *SHEETS, *REVIEW_SHEETS]
    review, refused = book["review"], book["refused"]
    assert _column(review, "reviewer") == ["Anna", "Anna", "Björn <b>"]
    assert _column(review, "value") == ["Netz Nord", "2021", "Stadt Bach"]
    assert _column(review, "machine_value") == [None, "2012", None]
    assert _column(review, "reason") == [None, "Zahlendreher", None]
    assert _column(review, "made_at") == [datetime(2026, 11, 23, 8, 15, 2)] * 3  # noqa: DTZ001 - a spreadsheet knows no zones
    assert _column(refused, "state") == ["rejected", "absent", "held", "conflict", "rejected"]
    assert _column(refused, "value") == ["Stadt Lage [05766040]", None, "Büro B", "2020", "=Netz West"]
    assert _column(refused, "network_name")[-1] == "Netz West"
    assert all(sheet.auto_filter.ref for sheet in (review, refused))


def test_without_a_review_there_is_no_sheet_of_it(make_report: Callable[..., Report]) -> None:
    """Nobody wonders who settled nothing."""
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", {"name": "A"}))))
    assert not REVIEW_SHEETS.keys() & set(book.sheetnames)
    assert texts()["de"]["settling"] not in [row[0] for row in book["about"].iter_rows(values_only=True)]


def test_the_first_sheet_says_what_is_in_the_book(settled: Report) -> None:
    """Counts, versions, reviewers and the way to every sheet, in German and English."""
    book = openpyxl.load_workbook(io.BytesIO(_book(settled, settled)))
    facts = {row[0]: row[2] for row in book["about"].iter_rows(values_only=True) if row[0]}
    said = texts()["de"]
    assert facts[said["documents"]] == 2
    assert facts[said["networks"]] == 4
    assert facts[said["settled"]] == 14
    assert facts[said["wrong"]] == 0.8
    assert facts["geprüft von Anna"] == 12
    assert facts["geprüft von Björn <b>"] == 2
    links = {row[2].hyperlink.location for row in book["about"].iter_rows() if row[2].hyperlink}
    assert links == {f"'{name}'!A1" for name in (*SHEETS, *REVIEW_SHEETS)}


def test_the_words_of_the_first_sheet_exist_in_both_languages() -> None:
    """Every key has its words, with the same slots, and every sheet is explained."""
    german, english = texts()["de"], texts()["en"]
    assert german.keys() == english.keys()
    assert all(words.strip() for side in (german, english) for words in side.values())
    assert {key for key in german if key.startswith("sheet.")} == {f"sheet.{name}" for name in (*SHEETS, *REVIEW_SHEETS)}


def test_colour_says_how_grave_a_finding_is(make_report: Callable[..., Report]) -> None:
    """An error, a warning and a note have each a ground of its own."""
    findings = [{"code": "x", "severity": severity, "message": "m"} for severity in ("error", "warning", "note")]
    book = openpyxl.load_workbook(io.BytesIO(_book(make_report("x", {"name": "A", "findings": findings}))))
    at = SHEETS["findings"].index("severity") + 1
    assert len({book["findings"].cell(row, at).fill.fgColor.rgb for row in (2, 3, 4)}) == 3
