"""Reports as plain tables: CSV and terminal."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.write.rows import NETWORK_COLUMNS, defuse
from pipeline.write.tables import CsvTable, TerminalTable
from schemas.record import Report


def _csv(*reports: Report, mark: bool = False) -> bytes:
    stream = io.BytesIO()
    table = CsvTable(stream, mark=mark)
    for report in reports:
        table.add(report)
    table.close()
    return stream.getvalue()


def test_csv_has_one_row_a_network(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """A page with two networks gives two rows, one without none."""
    text = _csv(make_report("x", network, {"name": "B"}), make_report("y")).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["network"] for row in rows] == ["0", "1"]
    assert tuple(rows[0]) == NETWORK_COLUMNS
    assert rows[0]["participants"] == "Stadt Lage [05766040] | Unna"
    assert rows[0]["people"] == "Dr. Erika Muster (Bürgermeisterin)"
    assert rows[0]["targets"] == "11.5 GWh Strom planned"
    assert rows[1]["start"] == ""


def test_csv_runs_no_formula(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """A name that begins like a formula gets an apostrophe before it."""
    rows = list(csv.DictReader(io.StringIO(_csv(make_report("x", network)).decode())))
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


def test_csv_counts_what_people_settled(make_report: Callable[..., Report], settled: Report) -> None:
    """The last two columns are filled only where somebody looked; the header is the same with and without a review."""
    header, *lines = _csv(settled, make_report("x", {"name": "A"})).decode().splitlines()
    assert header.endswith(",findings,values_settled,values_open")
    assert [line.rsplit(",", 2)[1:] for line in lines] == [["6", "2"], ["0", "1"], ["", ""]]
