"""Chunks follow from the sources alone: the same each time, in order, none of them too large, nothing left out or doubled."""

import json
import os
from pathlib import Path

import pytest

from pipeline.bulk.plan import Plan
from pipeline.bulk.shapes import Job
from tests.unit.bulk.material import archive, chunks, lines, page, record, texts

SMALL = Job(documents=3, size=10_000)


def test_the_same_sources_give_the_same_chunks(tmp_path: Path) -> None:
    """Whatever the order they are named in."""
    given = [texts(tmp_path / "a", 5), lines(tmp_path / "b.jsonl", 8)]
    planned = chunks(given, SMALL)
    assert planned == chunks(given[::-1], SMALL)
    assert [chunk.number for chunk in planned] == list(range(len(planned)))
    assert len({chunk.digest for chunk in planned}) == len(planned)


def test_small_files_are_packed_and_large_ones_cut(tmp_path: Path) -> None:
    """Three documents a chunk; what is left over of one file shares a chunk with the next."""
    planned = chunks([texts(tmp_path / "a", 4), lines(tmp_path / "b.jsonl", 8), texts(tmp_path / "c", 1)], SMALL)
    assert [sum(piece.documents for piece in chunk.pieces) for chunk in planned] == [3, 1, 3, 3, 3]


def test_a_chunk_is_full_at_its_bytes_too(tmp_path: Path) -> None:
    """One file or line that is larger is a chunk by itself."""
    (tmp_path / "a.txt").write_text("x" * 9_000)
    (tmp_path / "b.txt").write_text("x" * 50_000)
    (tmp_path / "c.jsonl").write_text("".join(json.dumps({"text": "x" * size}) + "\n" for size in (4_000, 40_000, 4_000, 4_000)))
    assert [[piece.weight // 1000 for piece in chunk.pieces] for chunk in chunks([tmp_path], SMALL)] == [[9], [50], [4], [40], [8]]


@pytest.mark.parametrize("end", ["\n", ""])
def test_the_pieces_of_a_file_are_the_whole_file(tmp_path: Path, end: str) -> None:
    """No line is lost or doubled at a cut, empty lines included, and each keeps its number."""
    path = tmp_path / "a.jsonl"
    path.write_text("\n\n".join(json.dumps({"text": f"Text {number}"}) for number in range(10)) + end)
    pieces = [piece for chunk in chunks([path], SMALL) for piece in chunk.pieces]
    assert [pieces[0].start, *(piece.end for piece in pieces)] == [*(piece.start for piece in pieces), path.stat().st_size]
    whole = path.read_bytes()
    assert [whole[: piece.start].count(b"\n") + 1 for piece in pieces] == [piece.first for piece in pieces]


def test_a_plain_archive_is_cut_between_records(tmp_path: Path) -> None:
    """Requests do not count, records are leapt over."""
    pair = [record("http://a.example/", b"GET", what="request"), record("http://a.example/", page(1))]
    path = archive(tmp_path / "a.warc", pair * 7, packed=False)
    pieces = [piece for chunk in chunks([path], SMALL) for piece in chunk.pieces]
    assert [path.read_bytes()[piece.start :].startswith(b"WARC/") for piece in pieces] == [True, True, True]
    assert pieces[-1].end == path.stat().st_size


def test_a_changed_file_changes_its_chunk_only(tmp_path: Path) -> None:
    """What is done of the others stays done."""
    folder = texts(tmp_path, 9)
    before = [chunk.digest for chunk in chunks([folder], SMALL)]
    os.utime(folder / "0004.txt", ns=(1, 1))
    assert [one == two for one, two in zip(before, (chunk.digest for chunk in chunks([folder], SMALL)), strict=True)] == [
        True,
        False,
        True,
    ]


def test_settings_and_versions_change_every_chunk(tmp_path: Path) -> None:
    """A shard made by other rules is not taken for one of these."""
    folder = texts(tmp_path, 1)
    jobs = [Job(), Job(explain=True), Job(date="2021"), Job(form="parquet"), Job(fingerprint="b")]
    assert len({chunks([folder], job)[0].digest for job in jobs}) == len(jobs)


@pytest.mark.parametrize("name", ["a.parquet", "a.warc.gz", "a.warc"])
def test_a_broken_container_is_a_piece_with_a_fault(tmp_path: Path, name: str) -> None:
    """It becomes a row of the ledger."""
    (tmp_path / name).write_bytes(b"no such thing")
    [chunk] = chunks([tmp_path], SMALL)
    assert chunk.pieces[0].fault.startswith("is no ")


def test_the_weight_of_all_is_known_beforehand(tmp_path: Path) -> None:
    """And it is what the chunks weigh together."""
    given = [texts(tmp_path / "a", 5), lines(tmp_path / "b.jsonl", 8)]
    assert Plan([str(path) for path in given], SMALL).weigh() == sum(chunk.weight for chunk in chunks(given, SMALL))


def test_what_cannot_be_foreseen_in_a_source_costs_that_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library may raise anything; the sources behind it are planned."""

    def cut(*_: object) -> None:
        msg = "an absurd\nnumber"
        raise OverflowError(msg)

    monkeypatch.setattr("pipeline.bulk.plan.cut_lines", cut)
    lines(tmp_path / "a.jsonl", 1)
    texts(tmp_path / "b", 1)
    [chunk] = chunks([tmp_path], SMALL)
    assert [piece.fault for piece in chunk.pieces] == ["cannot be made sense of (OverflowError: an absurd number)", ""]


@pytest.mark.parametrize("length", ["9" * 25, "9" * 5_000, str(2**62), "-1", "1e3"])
def test_an_absurd_length_does_not_stop_the_plan(tmp_path: Path, length: str) -> None:
    """The records after it are cut as before."""
    pytest.importorskip("fastwarc")
    good = [record(f"http://a.example/{number}", page(number)) for number in range(4)]
    bad = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\nx\r\n\r\n".encode()
    path = archive(tmp_path / "a.warc", [good[0], bad, *good[1:]], packed=False)
    pieces = [piece for chunk in chunks([path], SMALL) for piece in chunk.pieces]
    assert [(piece.fault, path.read_bytes()[piece.start :].startswith(b"WARC/")) for piece in pieces] == [("", True)] * 2
