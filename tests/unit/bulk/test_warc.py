"""Stretches of a web archive give each record once, wherever they are cut and whatever is damaged."""

import gzip
import random
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.bulk.shapes import Piece
from pipeline.bulk.warc import page_of, records
from tests.unit.bulk.material import archive, page, record

pytest.importorskip("fastwarc")

LIMIT = 1_000_000
PAGES = [record(f"https://a.example/{number}", page(number) * (number % 5 + 1)) for number in range(20)]


def _addresses(path: Path, *cuts: int) -> list[str]:
    bounds = [0, *cuts, path.stat().st_size]
    found: list[str] = []
    for start, end in pairwise(bounds):
        for one in records(Piece(str(path), "warc", start=start, end=end), max_bytes=LIMIT):
            read = page_of(one) if one.data else None
            found.append(read.address.rpartition("/")[2] if read else one.fault.split(" (")[0])
    return found


ALL = [str(number) for number in range(20)]


@pytest.mark.parametrize("seed", range(20))
def test_a_packed_archive_may_be_cut_anywhere(tmp_path: Path, seed: int) -> None:
    """In the middle of a record, at its first byte, behind it."""
    path = archive(tmp_path / "a.warc.gz", PAGES, packed=True)
    cuts = sorted(random.Random(seed).sample(range(path.stat().st_size), 5))  # noqa: S311 - a test
    assert _addresses(path, *cuts) == ALL


def test_every_cut_near_a_seam_is_good(tmp_path: Path) -> None:
    """Byte by byte around the first seam."""
    path = archive(tmp_path / "a.warc.gz", PAGES, packed=True)
    seam = len(gzip.compress(PAGES[0]))
    assert all(_addresses(path, seam + shift) == ALL for shift in range(-5, 6))


def test_an_archive_that_was_packed_as_a_whole_is_read_in_one_go(tmp_path: Path) -> None:
    """It cannot be entered but at its beginning."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(PAGES)))
    assert _addresses(path, 100, 1000) == ALL


def test_damage_costs_its_record(tmp_path: Path) -> None:
    """The records after it are found again."""
    path = archive(tmp_path / "a.warc.gz", PAGES, packed=True)
    data = bytearray(path.read_bytes())
    begin = len(b"".join(gzip.compress(one) for one in PAGES[:3]))
    data[begin + 60 : begin + 80] = bytes(20)
    path.write_bytes(bytes(data))
    found = _addresses(path)
    assert [one for one in found if one.isdigit()] == [*ALL[:3], *ALL[4:]]
    assert len(found) == 20


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_breaks_off_says_so(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - pytest's way
    """What is whole of it is read."""
    path = archive(tmp_path / "a.warc", PAGES, packed=packed)
    path.write_bytes(path.read_bytes()[:-100])
    assert _addresses(path) == [*ALL[:19], "is damaged"] or _addresses(path)[:19] == ALL[:19]
    assert len(_addresses(path)) == 20


def test_a_record_that_is_too_large_is_not_held(tmp_path: Path) -> None:
    """It is named, the next one is read."""
    path = archive(tmp_path / "a.warc.gz", [record("https://a.example/big", b"x" * (LIMIT + 1)), PAGES[1]], packed=True)
    assert _addresses(path) == ["is larger than what is read and was left out", "1"]
