"""Reports as Parquet: one row a network, with nested columns."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.errors import SettingsError
from pipeline.write import FORMATS, Writer, parquet
from pipeline.write.parquet import ParquetTable
from schemas.record import LIST_FIELDS, SCALAR_FIELDS, Report


def _file(*reports: Report) -> io.BytesIO:
    stream = io.BytesIO()
    table = ParquetTable(stream)
    for report in reports:
        table.add(report)
    table.close()
    return io.BytesIO(stream.getvalue())


def _rows(*reports: Report) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(_file(*reports)).to_pylist()
    return rows


def test_there_is_one_row_a_network(make_report: Callable[..., Report], network: dict[str, Any]) -> None:
    """A page with two networks gives two rows, one without none; lists and structs stay what they are."""
    rows = _rows(make_report("x", network, {"name": "B"}), make_report("y"))
    assert [(row["network"], row["name"]) for row in rows] == [(0, network["name"]), (1, "B")]
    assert [item["name"] for item in rows[0]["participants"]] == ["Lage", "Unna"]
    assert rows[0]["participants"][0]["place"]["ags"] == "05766040"
    assert rows[0]["targets"][0]["quantity"] == "11.5"
    assert rows[0]["findings"][0]["code"] == "count-differs"


def test_every_field_of_a_record_is_a_column(make_report: Callable[..., Report]) -> None:
    """A field that the record gains is in the file without a second list; without any network the columns are there too."""
    names = pq.read_schema(_file(make_report("x"))).names
    assert {*SCALAR_FIELDS, *LIST_FIELDS, "evidence", "findings", "document_id", "network"} <= set(names)


def test_evidence_comes_with_its_pointer(make_report: Callable[..., Report]) -> None:
    """Each piece says which value it proves, where it stands and where in the file that is."""
    piece = {"start": 0, "end": 3, "text": "Ein", "rule": "r", "confidence": 0.5, "source": [{"page": 2, "box": (1, 2, 3, 4)}]}
    row = _rows(make_report("Ein Text", {"name": "Ein", "evidence": {"/name": [piece]}}))[0]
    assert [(piece["pointer"], piece["text"], piece["confidence"]) for piece in row["evidence"]] == [("/name", "Ein", 0.5)]
    assert row["evidence"][0]["source"][0]["box"] == [1, 2, 3, 4]


def test_what_people_settled_is_in_columns_of_its_own(make_report: Callable[..., Report], settled: Report) -> None:
    """With who, when and what the machine had; null and empty without a review."""
    north, south = _rows(settled)
    assert [value["reviewer"] for value in north["review_values"]] == ["Anna", "Anna", "Björn <b>"]
    assert north["review_values"][1]["machine"] == '"2012"'
    assert [refused["state"] for refused in north["review_refused"]] == ["rejected", "absent", "held", "conflict"]
    assert [refused["network_name"] for refused in south["document_refused"]] == ["Netz West"]
    assert (north["review_total"], north["review_settled"], north["review_wrong"]) == (10, 7, 0.4)
    plain = _rows(make_report("x", {"name": "A"}))[0]
    assert (plain["review_values"], plain["review_total"]) == ([], None)


def test_rows_are_written_group_by_group(make_report: Callable[..., Report], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written need not be kept, so that a long run needs no more memory than a short one."""
    monkeypatch.setattr(parquet, "_ROWS", 2)
    stream = _file(*(make_report("x", {"name": str(number)}) for number in range(5)))
    assert [pq.ParquetFile(stream).metadata.row_group(at).num_rows for at in range(3)] == [2, 2, 1]
    assert pq.read_table(stream)["name"].to_pylist() == ["0", "1", "2", "3", "4"]


def test_many_reports_keep_their_order(make_report: Callable[..., Report]) -> None:
    """They are put together in bundles on the way, since an Arrow batch of one row takes a hundred times the room of its data."""
    names = [str(number) for number in range(3 * parquet._LOOSE + 1)]
    assert [row["name"] for row in _rows(*(make_report("x", {"name": name}) for name in names))] == names


def test_the_same_reports_give_the_same_bytes(settled: Report) -> None:
    """No clock inside."""
    assert _file(settled).getvalue() == _file(settled).getvalue()


def test_a_report_that_cannot_be_written_costs_no_other(make_report: Callable[..., Report]) -> None:
    """Half a character is no UTF-8; it fails with its own document."""
    stream = io.BytesIO()
    table = ParquetTable(stream)
    table.add(make_report("x", {"name": "A"}))
    with pytest.raises(UnicodeEncodeError):
        table.add(make_report("x", {"name": "B\ud800"}))
    table.add(make_report("x", {"name": "C"}))
    table.close()
    assert pq.read_table(io.BytesIO(stream.getvalue()))["name"].to_pylist() == ["A", "C"]


def test_a_run_that_breaks_off_leaves_no_file(make_report: Callable[..., Report], tmp_path: Path) -> None:
    """Nor half of one; and an older file stays as it was."""
    path = tmp_path / "r.parquet"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), Writer("parquet").open(path) as sink:
        sink.add(make_report("x", {"name": "A"}))
        raise RuntimeError
    assert path.read_bytes() == b"old"
    with Writer("parquet").open(path) as sink:
        sink.add(make_report("x", {"name": "A"}))
    assert pq.read_table(path).num_rows == 1


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pyarrow is an extra; who asks for the format is told the command."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SettingsError, match=r"pip install pyarrow"):
        ParquetTable(io.BytesIO())


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_a_stream_too(form: str, settled: Report) -> None:
    """A download is written as a file is, and the stream stays open for who owns it."""
    stream = io.BytesIO()
    with Writer(form).to(stream) as sink:
        sink.add(settled)
    assert len(stream.getvalue()) > 20
    if form == "csv":
        assert stream.getvalue().startswith(b"\xef\xbb\xbf")
