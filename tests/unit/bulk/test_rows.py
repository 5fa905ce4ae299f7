"""Rows are read range by range, from wherever the last range ended."""

from pathlib import Path

import pytest

from pipeline.bulk.rows import Rows
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
    found = []
    for first in range(step):
        rows = Rows()
        found += [(number, row["text"]) for piece in pieces[first::step] for number, row in rows.read(piece)]
        rows.close()
    assert sorted(found) == [(number + 1, str(number)) for number in range(1_000)]


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
