"""Makes what the tests of the batch read: many small announcements in every kind of source."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

from pipeline.bulk.plan import Plan
from pipeline.bulk.shapes import Chunk, Job

NAMES = ("Lippe", "Weser", "Ems", "Ruhr", "Sieg", "Lahn", "Eder", "Fulda", "Werra", "Leine")


def text(number: int) -> str:
    """Write a short announcement; each number another."""
    name = f"{NAMES[number % len(NAMES)]} {number + 1}"
    return f"Das Klimaschutznetzwerk {name} startet im Juli 20{number % 30:02}. Die Städte Lünen und Werne sowie der Kreis Unna machen mit.\n"


def texts(folder: Path, count: int) -> Path:
    """Fill a folder with files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(text(number), encoding="utf-8")
    return folder


def lines(path: Path, count: int, **more: Any) -> Path:
    """Write JSON Lines."""
    rows = [json.dumps({"text": text(number), "id": f"n{number}", **more}, ensure_ascii=False) for number in range(count)]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def record(
    url: str, body: bytes, *, kind: str = "text/html", status: str = "200 OK", what: str = "response", **headers: str
) -> bytes:
    """Write one record of a web archive, as the library does."""
    from fastwarc.warc import WarcRecord, WarcRecordType  # noqa: PLC0415 - an extra

    made = WarcRecord()
    made.init_headers(getattr(WarcRecordType, what))
    made.headers["WARC-Target-URI"] = url
    if what == "response":
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {kind}",
            *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
        ]
        made.headers["Content-Type"] = "application/http; msgtype=response"
        made.set_bytes_content("\r\n".join([*lines, "", ""]).encode() + body)
    else:
        made.headers["Content-Type"] = kind
        made.set_bytes_content(body)
    stream = io.BytesIO()
    made.write(stream)
    return stream.getvalue()


def page(number: int) -> bytes:
    """Write an announcement as a web page."""
    return f"<!doctype html><html><head><title>Meldung {number}</title></head><body><p>{text(number)}</p></body></html>".encode()


def archive(path: Path, records: list[bytes], *, packed: bool) -> Path:
    """Write a web archive, each record packed by itself or none."""
    path.write_bytes(b"".join(gzip.compress(one) if packed else one for one in records))
    return path


def chunks(given: list[Path], job: Job, **more: Any) -> list[Chunk]:
    """Plan to the end."""
    return list(Plan([str(path) for path in given], job, **more))


def results(out: Path) -> list[dict[str, Any]]:
    """Read all reports of a folder, in order."""
    return [json.loads(line) for shard in sorted(out.glob("part-*.jsonl")) for line in shard.read_bytes().splitlines()]


def ledger(out: Path) -> list[dict[str, Any]]:
    """Read the ledger of a folder."""
    return [json.loads(line) for line in (out / "ledger.jsonl").read_bytes().splitlines()]


def written(out: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
