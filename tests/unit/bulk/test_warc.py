"""Stretches of a web archive give each record once, wherever they are cut and whatever is damaged."""

import gzip
import random
import resource
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.bulk.pages import page_of
from pipeline.bulk.shapes import Job, Piece
from pipeline.bulk.warc import cut_warc, records
from pipeline.errors import ReadError
from tests.unit.bulk.material import archive, page, record

pytest.importorskip("fastwarc")

LIMIT = 1_000_000
PAGES = [record(f"https://a.example/{number}", page(number) * (number % 5 + 1)) for number in range(20)]


def _addresses(path: Path, *cuts: int) -> list[str]:
    bounds = [0, *cuts, path.stat().st_size]
    found: list[str] = []
    for start, end in pairwise(bounds):
        for one in records(Piece(str(path), "warc", start=start, end=end), max_bytes=LIMIT):
            read = page_of(one.data, max_bytes=LIMIT) if one.data else None
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


HEAD = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/bad\r\nContent-Type: text/html\r\n"
BAD = {
    "absurd": HEAD + b"Content-Length: " + b"9" * 25 + b"\r\n\r\nx\r\n\r\n",
    "endless": HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nx\r\n\r\n",
    "large": HEAD + b"Content-Length: 4611686018427387904\r\n\r\nx\r\n\r\n",
    "over the next": HEAD + b"Content-Length: 700\r\n\r\nx\r\n\r\n",
    "small": HEAD + b"Content-Length: 2\r\n\r\n<p>Lage</p>\r\n\r\n",
    "none": HEAD + b"\r\nx\r\n\r\n",
    "no end of headers": HEAD,
    "no record": b"<html>\r\n\r\n",
}


@pytest.mark.parametrize("way", ["plain", "packed", "packed as a whole"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_record_with_a_wrong_length_costs_only_itself(tmp_path: Path, bad: bytes, way: str) -> None:
    """The records before and after it are read, and one row names it."""
    path = archive(tmp_path / "a.warc", [*PAGES[:2], bad, *PAGES[2:5]], packed=way == "packed")
    if way == "packed as a whole":
        path.write_bytes(gzip.compress(path.read_bytes()))
    found = _addresses(path)
    good_at = found.index("is damaged")
    assert (good_at, [*found[:good_at], *found[good_at + 1 :]]) == (2, ALL[:5])


def test_a_stretch_behind_damage_begins_where_the_plan_says(tmp_path: Path) -> None:
    """Plan and reader leap to the same place, so that nothing is lost or doubled."""
    path = archive(tmp_path / "a.warc", [PAGES[0], BAD["none"], PAGES[1], BAD["absurd"], *PAGES[2:9]], packed=False)
    whole = Piece(str(path), "file", path.stat().st_size)
    starts = [piece.start for piece in cut_warc(whole, Job(documents=2))]
    assert len(starts) == 6
    assert [one for one in _addresses(path, *starts[1:]) if one.isdigit()] == ALL[:9]


def _bomb(how: str) -> bytes:
    pack = zlib.compressobj(9, wbits=15 if how == "deflate" else 31)
    block = bytes(1 << 20)
    packed = b"".join([*(pack.compress(block) for _ in range(256)), pack.flush()])
    return gzip.compress(packed) if how == "gzip, gzip" else packed


@pytest.mark.parametrize("how", ["gzip", "deflate", "gzip, gzip"])
def test_a_page_is_unpacked_to_the_bound_and_no_further(how: str) -> None:
    """256 MB in 250 kB, or in less when packed twice: it is named, and memory stays small."""
    made = record("https://a.example/", _bomb(how), Content_Encoding=how)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReadError, match="unpacks to more than"):
        page_of(made, max_bytes=LIMIT)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_page_that_is_packed_many_times_over_is_left_out() -> None:
    """Each packing takes its time."""
    with pytest.raises(ReadError, match="times over"):
        page_of(record("https://a.example/", b"x", Content_Encoding="gzip, " * 9), max_bytes=LIMIT)


def _sent(body: bytes, **headers: str) -> bytes | None:
    read = page_of(record("https://a.example/", body, **headers), max_bytes=LIMIT)
    return read.data if read else None


def test_packings_are_undone_as_the_headers_say() -> None:
    """One in another, in chunks, and not where the archive has undone them itself."""
    packed = gzip.compress(b"Lage")
    chunked = b"%x;a=b\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    assert _sent(packed, Content_Encoding="x-gzip") == b"Lage"
    assert _sent(zlib.compress(b"Lage"), Content_Encoding="deflate") == b"Lage"
    assert _sent(gzip.compress(packed), Content_Encoding="gzip, gzip") == b"Lage"
    assert _sent(chunked, Content_Encoding="gzip", Transfer_Encoding="chunked") == b"Lage"
    assert _sent(packed, Content_Encoding="gzip", Transfer_Encoding="chunked") == b"Lage"
    assert _sent(b"Lage", Content_Encoding="gzip", Transfer_Encoding="chunked") == b"Lage"
    assert _sent(b"Lage", Content_Encoding="br") == b"Lage"
    assert _sent(b"Lage", Content_Encoding="unheard-of") == b"Lage"
    assert _sent(b"", Content_Encoding="gzip") is None


def test_an_archive_inside_a_record_is_not_taken_for_records(tmp_path: Path) -> None:
    """What was downloaded stands in the archive as it is, since it could not be packed any more; its pages are not the crawl's."""
    noise = random.Random(1).randbytes(300_000)  # noqa: S311 - a test
    inner = gzip.compress(record("https://injected.example/666", page(666)))
    outer = record("https://a.example/file", noise + inner + noise, kind="application/octet-stream")
    path = archive(tmp_path / "a.warc.gz", [PAGES[0], outer, PAGES[1]], packed=True)
    inside = path.read_bytes().index(inner[20:]) - 100
    found = []
    for start, end in pairwise([0, inside, path.stat().st_size]):
        found += [one.fault or one.data[:400] for one in records(Piece(str(path), "warc", start=start, end=end), max_bytes=LIMIT)]
    assert not [one for one in found if isinstance(one, bytes) and b"injected" in one]
    assert [isinstance(one, str) for one in found] == [False, False, True, False]


def test_a_stretch_is_entered_where_the_archive_breaks_off(tmp_path: Path) -> None:
    """The records before its end are read."""
    path = archive(tmp_path / "a.warc.gz", PAGES, packed=True)
    path.write_bytes(path.read_bytes()[:-100])
    assert _addresses(path, path.stat().st_size // 2) == [*ALL[:19], "is damaged"]
