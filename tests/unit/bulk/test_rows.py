"""Rows are read range by range, from wherever the last range ended."""

import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from pipeline.bulk.rows import Rows, content_of
from pipeline.bulk.shapes import Job
from tests.unit.bulk.material import chunks

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Give a file of 1,000 rows in groups of 400."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": [str(number) for number in range(1_000)]}), path, row_group_size=400)
    return path


@pytest.mark.parametrize("step", [1, 2, 3])
def test_every_row_is_read_once_with_its_number(table: Path, step: int) -> None:
    """By one worker that takes every piece, or every second or third, as several do."""
    pieces = [piece for chunk in chunks([table], Job(documents=70)) for piece in chunk.pieces]
    found: list[tuple[int, Any]] = []
    for first in range(step):
        rows = Rows()
        found += [(number, row) for piece in pieces[first::step] for number, row in rows.read(piece)]
        rows.close()
    assert sorted(found, key=itemgetter(0)) == [(number + 1, {"text": str(number)}) for number in range(1_000)]


def test_going_back_opens_the_file_anew(table: Path) -> None:
    """A second try of a piece gives the same rows."""
    pieces = [piece for chunk in chunks([table], Job(documents=70)) for piece in chunk.pieces]
    rows = Rows()
    assert list(rows.read(pieces[2])) == list(rows.read(pieces[2]))
    assert next(iter(rows.read(pieces[0])))[0] == 1
    rows.close()


def test_a_file_without_a_text_is_refused(tmp_path: Path) -> None:
    """The message names the columns that it has."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"body": ["x"]}), path)
    assert "'body'" in chunks([path], Job())[0].pieces[0].fault


def _read(path: Path) -> list[tuple[int, Any]]:
    rows = Rows()
    found = [row for chunk in chunks([path], Job()) for piece in chunk.pieces for row in rows.read(piece)]
    rows.close()
    return found


DAYS = {
    "billionths": (pa.array([0, 86_400_000_000_001, None], pa.timestamp("ns")), ["1970-01-01", "1970-01-02", None]),
    "billionths of a zone": (
        pa.array([0, 82_800_000_000_001, None], pa.timestamp("ns", "Europe/Berlin")),
        ["1970-01-01", "1970-01-02", None],
    ),
    "no such year": (
        pa.array([0, 10**8, 1], pa.int32()).cast(pa.date32()),
        ["1970-01-01", "100000000 (date32[day])", "1970-01-02"],
    ),
    "no such zone": (
        pa.array([0, None, None], pa.timestamp("us", "Nirgends/Dort")),
        ["0 (timestamp[us, tz=Nirgends/Dort])", None, None],
    ),
    "no such second": (pa.array([0, 2**62, None], pa.timestamp("us")), ["1970-01-01", f"{2**62} (timestamp[us])", None]),
}


@pytest.mark.parametrize(("days", "expected"), DAYS.values(), ids=DAYS.keys())
def test_a_day_that_python_cannot_hold_costs_the_day_at_most(tmp_path: Path, days: Any, expected: list[str | None]) -> None:
    """Its row and the others are read."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": ["a", "b", "c"], "date": days}), path)
    found = [json.loads(content_of(row)[0]) for _, row in _read(path)]
    assert [row["text"] for row in found] == ["a", "b", "c"]
    assert [row.get("date") for row in found] == expected


def test_a_text_that_is_no_utf8_is_read_with_signs_in_place_of_what_is_not(tmp_path: Path) -> None:
    """As where the column holds bytes."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"text": pa.array([b"a", b"b\xff", b"c"]).view(pa.string())}), path)
    assert [json.loads(content_of(row)[0])["text"] for _, row in _read(path)] == ["a", "b\ufffd", "c"]


def test_each_row_of_a_damaged_group_is_named(tmp_path: Path) -> None:
    """What goes in comes out or is in the ledger."""
    path = tmp_path / "a.parquet"
    table = pa.table({"text": [f"Text {number}" * 20 for number in range(6)]})
    parquet.write_table(table, path, row_group_size=3, compression="zstd", use_dictionary=False)
    column = parquet.ParquetFile(path).metadata.row_group(0).column(0)
    start, size = column.data_page_offset, column.total_compressed_size
    data = bytearray(path.read_bytes())
    data[start : start + size] = b"\xff" * size
    path.write_bytes(data)
    found = _read(path)
    assert [number for number, _ in found] == [1, 2, 3, 4, 5, 6]
    assert [isinstance(row, str) for _, row in found] == [True] * 3 + [False] * 3
