"""A chunk becomes a shard with the very reports that ``extract`` gives, and what cannot be read becomes a row."""

import gzip
import json
import os
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch import Failed, extract_all, extract_one
from pipeline.bulk import work
from pipeline.bulk.items import ItemReader
from pipeline.bulk.ledger import receipt_path, shard_path
from pipeline.bulk.shapes import Chunk, Job, Piece, Receipt
from pipeline.errors import SettingsError
from pipeline.settings import Settings
from pipeline.write import report_line
from schemas.record import Report
from tests.unit.bulk.material import archive, chunks, lines, page, record, results, text, texts, written

JOB = Job()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give a folder for results, as the runner makes it."""
    folder = tmp_path / "out"
    (folder / "receipts").mkdir(parents=True)
    return folder


def _do(given: list[Path], out: Path, job: Job = JOB) -> list[Receipt]:
    return [work.process(chunk, out, job) for chunk in chunks(given, job, leave=out)]


def _rows(out: Path, number: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(receipt_path(out, number).read_bytes())["rows"]
    return rows


def _extracted(*given: Path) -> bytes:
    found = [result for _, result in extract_all(map(str, given), Settings())]
    assert not [result for result in found if isinstance(result, Failed)]
    return b"".join(report_line(result) for result in found if isinstance(result, Report))


def test_files_give_the_reports_of_extract(tmp_path: Path, out: Path, corpus: Path) -> None:
    """To the byte, of every kind."""
    folder = texts(tmp_path / "in", 3)
    (folder / "page.html").write_bytes(page(1))
    lines(folder / "more.jsonl", 2)
    paths = sorted(folder.iterdir())
    [receipt] = _do([folder], out)
    assert shard_path(out, 0, "jsonl").read_bytes() == _extracted(*paths)
    assert (receipt.documents, receipt.networks, receipt.failed) == (6, 6, 0)


def test_lines_of_a_cut_file_keep_their_numbers(tmp_path: Path, out: Path) -> None:
    """A line is named by its place in the file, not in its chunk."""
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text(number)}) + "\n" for number in range(7)))
    _do([path], out, replace(JOB, documents=2))
    assert b"".join(shard.read_bytes() for shard in sorted(out.glob("part-*"))) == _extracted(path)


def test_a_broken_line_is_a_row(tmp_path: Path, out: Path) -> None:
    """With its number, and the others are read."""
    path = lines(tmp_path / "a.jsonl", 3)
    path.write_bytes(path.read_bytes().replace(b'{"text"', b'{"text', 1))
    [receipt] = _do([path], out)
    assert (receipt.documents, receipt.failed, receipt.defects) == (2, 1, 0)
    assert [(row["what"], row["source"], row["file"]) for row in _rows(out)] == [("unread", f"{path}:1", str(path))]


def test_what_went_or_changed_since_the_plan_is_a_row(tmp_path: Path, out: Path) -> None:
    """Nothing is taken for what it is not."""
    folder = texts(tmp_path / "in", 3)
    [chunk] = chunks([folder], JOB)
    (folder / "0000.txt").unlink()
    os.utime(folder / "0001.txt", ns=(1, 1))
    assert work.process(chunk, out, JOB).failed == 2
    assert [row["reason"].split(" ")[:3] for row in _rows(out)] == [["is", "not", "there"], ["has", "changed", "while"]]


def test_documents_without_a_text_are_rows_and_reports(tmp_path: Path, out: Path) -> None:
    """As ``extract`` keeps them in its results and ends with 3."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\nbroken")
    [receipt] = _do([tmp_path / "a.pdf"], out)
    assert (receipt.documents, receipt.failed) == (1, 1)
    assert _rows(out)[0]["what"] == "unread"


def test_a_defect_costs_its_document(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row says so, the trace is for the screen only."""
    folder = texts(tmp_path / "in", 3)

    def extract(document: Any, pipeline: Any) -> Any:
        return Failed(document.source, "broken", "Traceback …") if "0001" in document.source else extract_one(document, pipeline)

    monkeypatch.setattr(work, "extract_one", extract)
    [receipt] = _do([folder], out)
    assert (receipt.documents, receipt.failed, receipt.defects, receipt.traces) == (2, 1, 1, ("Traceback …",))
    assert [row["what"] for row in _rows(out)] == ["defect"]


def test_doing_a_chunk_twice_gives_the_same_bytes(tmp_path: Path, out: Path) -> None:
    """So that an engine may."""
    [chunk] = chunks([texts(tmp_path / "in", 3)], JOB)
    work.process(chunk, out, JOB)
    before = written(out)
    work.process(chunk, out, JOB)
    assert written(out) == before


def test_steps_are_announced_and_left_out(tmp_path: Path, out: Path) -> None:
    """Every step can be left out by its number, which costs one document, and all else stays."""
    folder = texts(tmp_path / "in", 3)
    [chunk] = chunks([folder], JOB)
    begun: list[tuple[int, str]] = []
    work.process(chunk, out, JOB, begin=lambda step, source: begun.append((step, Path(source).name)))
    assert [step for step, _ in begun] == list(range(len(begun)))
    whole = [report["document"]["id"] for report in results(out)]
    for step, name in begun:
        number = int(name[:4])
        receipt = work.process(chunk, out, JOB, skip={step: "why"})
        left = [report["document"]["id"] for report in results(out)]
        is_after_it = [name for _, name in begun[: step + 1]].count(name) > 3  # the reader is asked whether there is more
        assert left == (whole if is_after_it else [*whole[:number], *whole[number + 1 :]])
        assert receipt.aside == 1
        assert (_rows(out)[0]["what"], _rows(out)[0]["source"], _rows(out)[0]["reason"]) == ("aside", str(folder / name), "why")


def test_a_worker_of_another_version_refuses(tmp_path: Path, out: Path) -> None:
    """Its records would differ from those of the others."""
    with pytest.raises(SettingsError, match="another Netzlese"):
        _do([texts(tmp_path / "in", 1)], out, replace(JOB, fingerprint="other"))


def test_shards_that_cannot_be_written_stop_the_work(tmp_path: Path) -> None:
    """That is nothing a ledger could hold."""
    with pytest.raises(OSError, match="folder"):
        work.process(Chunk(0, (), ""), tmp_path / "gone", JOB)


def test_parquet_shards_have_a_row_for_each_network(tmp_path: Path, out: Path) -> None:
    """As ``extract --format parquet`` has."""
    parquet = pytest.importorskip("pyarrow.parquet")
    job = replace(JOB, form="parquet")
    _do([texts(tmp_path / "in", 3)], out, job)
    assert parquet.read_table(shard_path(out, 0, "parquet")).column("name").to_pylist() == [
        "Klimaschutznetzwerk Lippe 1",
        "Klimaschutznetzwerk Weser 2",
        "Klimaschutznetzwerk Ems 3",
    ]


def test_pages_of_an_archive_are_read_as_pages(tmp_path: Path, out: Path) -> None:
    """Under their address; images, redirects, errors and requests are passed over, damage is a row, packing is undone."""
    pytest.importorskip("fastwarc")
    records = [
        record("https://a.example/1", page(1)),
        record("https://a.example/1", b"GET", what="request"),
        record("https://a.example/logo", b"\x89PNG", kind="image/png"),
        record("https://a.example/moved", page(9), status="301 Moved"),
        record("https://a.example/2", gzip.compress(page(2)), Content_Encoding="gzip"),
        record("https://a.example/3", page(3), Content_Encoding="gzip"),
        record("https://a.example/4.txt", text(4).encode(), what="conversion", kind="text/plain"),
        record("https://a.example/5", b"\x89PNG\r\n", kind="text/html"),
    ]
    path = archive(tmp_path / "a.warc.gz", records, packed=True)
    [receipt] = _do([path], out)
    assert [report["document"]["source"][-1] for report in results(out)] == ["1", "2", "3", "t"]
    assert [network["name"][-1] for report in results(out) for network in report["networks"]] == ["2", "3", "4", "5"]
    assert (receipt.passed, receipt.failed) == (2, 1)
    assert (_rows(out)[0]["source"], _rows(out)[0]["file"]) == ("https://a.example/5", str(path))


def test_rows_of_parquet_are_read_as_lines_or_pages(tmp_path: Path, out: Path) -> None:
    """With id, address, day and title of the other columns."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    from datetime import date  # noqa: PLC0415 - the test of one column

    rows = {
        "text": [text(0), None, text(2)],
        "html": [None, page(1).decode(), None],
        "id": ["n0", "n1", "n2"],
        "url": [None, "https://a.example/1", "https://a.example/2"],
        "date": [date(2021, 5, 3), date(2021, 5, 4), None],
        "other": [1, 2, 3],
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(rows), path)
    _do([path], out, replace(JOB, documents=2))
    documents = [report["document"] for report in results(out)]
    assert [document["id"] for document in documents] == ["n0", "n1", "n2"]
    assert [document["source"] for document in documents] == [f"{path}:1", "https://a.example/1", "https://a.example/2"]
    assert [document["date"] for document in documents][:2] == ["2021-05-03", "2021-05-04"]
    assert [report["networks"][0]["name"][-1] for report in results(out)] == ["1", "2", "3"]


def test_a_piece_that_cannot_be_read_is_a_row(out: Path) -> None:
    """What the plan has found out is not tried again."""
    receipt = work.process(Chunk(0, (Piece("a.parquet", "file", fault="is no Parquet"),), ""), out, JOB)
    assert (receipt.failed, _rows(out)[0]["reason"]) == (1, "is no Parquet")


def test_a_line_that_is_too_long_is_not_held(tmp_path: Path) -> None:
    """It is named with its number."""
    [item] = ItemReader(Settings(max_bytes=1 << 20)).items(Piece(str(tmp_path), "lines", start=0, end=1 << 21, first=7))
    assert (item.source, item.data, "more than 1 MB" in item.fault) == (f"{tmp_path}:7", None, True)


def test_a_line_of_binary_data_costs_only_itself(tmp_path: Path, out: Path) -> None:
    """As a power cut leaves it in a log; the others keep their numbers."""
    path = lines(tmp_path / "a.jsonl", 4)
    kept = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([kept[0], bytes(3) + b"\n", *kept[1:3], bytes(5) + kept[3]]))
    [receipt] = _do([path], out)
    assert (receipt.documents, receipt.failed, receipt.defects) == (3, 2, 0)
    assert [row["source"] for row in _rows(out)] == [f"{path}:2", f"{path}:5"]
    assert [report["document"]["source"] for report in results(out)] == [f"{path}:{number}" for number in (1, 3, 4)]


def test_a_document_counts_once_as_failed(tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows speak of it."""

    def twice(document: Any, pipeline: Any) -> Any:
        report = extract_one(document, pipeline)
        assert isinstance(report, Report)
        return (
            report.model_copy(update={"findings": report.findings * 2})
            if hasattr(report, "model_copy")
            else replace(report, findings=report.findings * 2)
        )

    monkeypatch.setattr(work, "extract_one", twice)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\nbroken")
    [receipt] = _do([tmp_path / "a.pdf"], out)
    assert (receipt.documents, receipt.failed) == (1, 1)
    assert len(_rows(out)) > 1


def test_a_bomb_in_an_archive_costs_its_record(tmp_path: Path, out: Path) -> None:
    """The pages before and behind it are read."""
    pytest.importorskip("fastwarc")
    pack = zlib.compressobj(9, wbits=31)
    block = bytes(1 << 20)
    bomb = b"".join([*(pack.compress(block) for _ in range(70)), pack.flush()])
    pages = [record(f"https://a.example/{number}", page(number)) for number in (1, 2)]
    made = [pages[0], record("https://a.example/bomb", bomb, Content_Encoding="gzip"), pages[1]]
    [receipt] = _do([archive(tmp_path / "a.warc.gz", made, packed=True)], out)
    assert (receipt.documents, receipt.failed, receipt.defects) == (2, 1, 0)
    assert "unpacks to more than 64.0 MB" in _rows(out)[0]["reason"]


def test_an_odd_cell_beside_a_page_costs_the_cell(tmp_path: Path, out: Path) -> None:
    """A list for an id, a day that no calendar has."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    days = pa.array([18_750, 10**8], pa.int32()).cast(pa.date32())
    parquet.write_table(pa.table({"html": [page(1), page(2)], "id": [["n1"], ["n2"]], "date": days}), path)
    [receipt] = _do([path], out)
    assert (receipt.documents, receipt.failed) == (2, 0)
    assert [report["document"]["date"] for report in results(out)] == ["2021-05-03", None]
