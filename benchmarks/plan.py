"""Measure what a run over 50 million pages needs, and write the figures and the plan that follows from them into docs/fifty-million.md.

::

    python benchmarks/plan.py                  # some minutes; nothing else should run on the machine
    python benchmarks/plan.py --pages 20000    # more pages, for figures that swing less on a fast machine

What is assumed and not measured stands below in capitals; change it and run again.
"""

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pages import pages, write_warc  # noqa: E402 - a script finds its project first
from benchmarks.texts import made_up  # noqa: E402
from pipeline.bulk import ledger  # noqa: E402
from pipeline.bulk.dask_engine import DaskEngine  # noqa: E402
from pipeline.bulk.hand import Hand, Task, carry_out  # noqa: E402
from pipeline.bulk.local import LocalEngine, cores  # noqa: E402
from pipeline.bulk.plan import Plan  # noqa: E402
from pipeline.bulk.shapes import BYTES, Begin, Chunk, Engine, Form, Job, Receipt, Skip  # noqa: E402

#: what is planned for
PAGES = 50_000_000
#: pages that announce a network, of a crawl of towns' news
SHARE = 0.02
#: a core of a rented machine for an hour, and a terabyte of storage for a month. Unit: euro
CORE_HOUR_EUR = 0.04
TB_MONTH_EUR = 20.0
#: cores of a machine, and how many machines the plan looks at
NODE_CORES = 16
NODES = (1, 4, 16, 64)
#: machines that are taken away while they work (such as are cheap because that may happen), in a thousand hours of one
LOST_PER_1000_HOURS = 50
#: documents of a shard in such a run: ``--shard``
SHARD = 5_000
#: what a page takes of other documents on its machine when all cores work is measured with so many processes here
WORKERS = (1, 2, 3, 4)

PAGE = ROOT / "docs" / "fifty-million.md"
_BEGIN, _END = "<!-- measured by `python benchmarks/plan.py`: do not edit -->", "<!-- end of what was measured -->"
#: of a part, here: small ones, so that even a few pages make many
_CHUNK, _BYTES = 50, 200_000

_HANDED_OUT = 1_200


def nothing(chunk: Chunk, out: Path, job: Job, *, begin: Begin, skip: Skip) -> Receipt:
    """Carry out a chunk without doing anything, to see how many an engine can hand out."""
    return Receipt(chunk.number, chunk.digest)


@dataclass(frozen=True, slots=True)
class Kind:
    """Hold what one process does with one kind of source. Unit: documents a second, bytes."""

    rate: float
    taken: float
    given: float
    peak: int


def one_worker(source: Path, folder: Path, form: Form = "jsonl") -> Kind:
    """Have one process read a source; the first chunk, with which much is loaded, does not count."""
    out = _folder(folder / "out")
    job = Job(form=form, documents=_CHUNK, size=_BYTES)
    hand = Hand(Task(out, job, timeout=300.0))
    receipts = [carry_out(hand, chunk, print) for chunk in Plan([str(source)], job)]
    peak = _memory(hand.pid or 0, "VmHWM")
    hand.close()
    counted = receipts[1:] or receipts
    documents = sum(receipt.documents for receipt in receipts)
    given = sum(path.stat().st_size for path in out.glob("part-*"))
    return Kind(
        sum(receipt.documents for receipt in counted) / sum(receipt.seconds for receipt in counted),
        _size(source) / documents,
        given / documents,
        peak,
    )


def unpacking(source: Path) -> float:
    """Give the seconds that it takes to get a page out of a web archive, before anything is read of it."""
    from pipeline.bulk.items import ItemReader
    from pipeline.settings import Settings

    reader, begun = ItemReader(Settings()), time.perf_counter()
    count = sum(1 for chunk in Plan([str(source)], Job()) for piece in chunk.pieces for _item in reader.items(piece))
    return (time.perf_counter() - begun) / count


def engine_rate(engine: Engine, source: Path, folder: Path, workers: int) -> float:
    """Give documents a second of an engine at work: from when each of its workers has given its first receipt to the last receipt."""
    out = _folder(folder / "out")
    job = Job(documents=_CHUNK, size=_BYTES)
    seen: list[tuple[float, int]] = []
    engine.run(
        Plan([str(source)], job), out, job, lambda receipt: seen.append((time.perf_counter(), receipt.documents)), tell=print
    )
    first = seen[workers - 1][0]
    return sum(documents for _when, documents in seen[workers:]) / (seen[-1][0] - first)


def chunks_a_second(folder: Path) -> float:
    """Give how many chunks a second one client can hand out and take back, where the work takes no time and sixteen threads wait for it."""
    from distributed import LocalCluster

    from pipeline.bulk.dask_cluster import quiet

    out = _folder(folder / "out")
    seen: list[float] = []
    some = (Chunk(number, (), str(number)) for number in range(_HANDED_OUT))
    with (
        quiet(),
        LocalCluster(n_workers=2, threads_per_worker=8, dashboard_address="127.0.0.1:0", local_directory=str(folder)) as cluster,
    ):
        engine = DaskEngine(cluster.scheduler_address, process="benchmarks.plan:nothing")
        engine.run(some, out, Job(), lambda _receipt: seen.append(time.perf_counter()), tell=print)
    begun = _HANDED_OUT // 4
    return (len(seen) - begun) / (seen[-1] - seen[begun - 1])


def start(folder: Path) -> float:
    """Give the seconds until a process is ready for its first document."""
    times = []
    for _ in range(3):
        hand = Hand(Task(folder, Job(), timeout=300.0))
        begun = time.perf_counter()
        hand.prepare()
        times.append(time.perf_counter() - begun)
        hand.close()
    return statistics.median(times)


def dask_memory() -> int:
    """Give what a worker of Dask holds itself, beside the process that does the work."""
    from distributed import Client

    from pipeline.bulk.dask_cluster import own_cluster, quiet

    with quiet(), own_cluster(1) as address, Client(address, set_as_default=False) as client:
        client.submit(_load, pure=False).result()
        return max(int(each) for each in client.run(_own_memory).values())


def _load() -> None:
    from pipeline.bulk import dask_worker  # noqa: F401 - what a worker loads with its first chunk


def _own_memory() -> int:
    return _memory(os.getpid(), "VmRSS")


def _memory(process: int, name: str) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _folder(path: Path) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    (path / ledger.RECEIPTS).mkdir(parents=True)
    return path


def _sources(folder: Path, count: int) -> dict[str, Path]:
    """Write the sources that are measured on."""
    found = {name: folder / f"{name}.warc.gz" for name in ("with", "without", "mixed")}
    write_warc(found["with"], list(pages(count // 2, 1.0)))
    without = list(pages(count, 0.0))
    write_warc(found["without"], without)
    write_warc(found["mixed"], list(pages(count * 2, SHARE)))
    found["files"] = folder / "files"
    found["files"].mkdir()
    for number, (_address, page) in enumerate(without):
        (found["files"] / f"{number:08}.html").write_text(page, encoding="utf-8")
    found["text"] = _lines(folder / "text.jsonl", ({"text": text} for text in made_up(count)))
    return found


def _size(source: Path) -> int:
    files = source.iterdir() if source.is_dir() else (source,)
    return sum(path.stat().st_size for path in files)


def _lines(path: Path, rows: Iterator[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def measure(count: int) -> dict[str, Any]:
    """Measure everything, one thing after the other."""
    with tempfile.TemporaryDirectory(prefix="netzlese-plan-") as name:
        folder = Path(name)
        sources = _sources(folder, count)
        found: dict[str, Any] = {"start": start(folder)}
        for kind, source in sources.items():
            _say(kind)
            found[kind] = one_worker(source, folder)
            if kind == "mixed":
                found["unpacking"] = unpacking(source)
                found["packed"] = _packed(folder)
        found["parquet"] = one_worker(sources["mixed"], folder, "parquet")
        planning = time.perf_counter()
        for _ in Plan([str(sources["text"])], Job()):
            pass
        found["planning"] = _size(sources["text"]) / (time.perf_counter() - planning)
        for workers in (each for each in WORKERS if each <= cores()):
            _say(f"{workers} workers")
            found[f"local {workers}"] = engine_rate(LocalEngine(workers), sources["mixed"], folder, workers)
            found[f"dask {workers}"] = engine_rate(DaskEngine(workers=workers), sources["mixed"], folder, workers)
        found["chunks"] = chunks_a_second(folder)
        found["dask memory"] = dask_memory()
    return found


def _packed(folder: Path) -> float:
    """Give the share of their size that shards of JSON Lines have when they are packed."""
    import gzip

    shard = next((folder / "out").glob("part-*.jsonl")).read_bytes()
    return len(gzip.compress(shard, 6)) / len(shard)


def write(found: dict[str, Any]) -> str:
    """Write what was measured, and the plan, as tables."""
    kinds = {
        "with": "web pages that announce a network (.warc.gz)",
        "without": "web pages that announce none (.warc.gz)",
        "mixed": f"both, {SHARE:.0%} with a network (.warc.gz)",
        "files": "the same, each a file (.html)",
        "text": "announcements of 2.5 kB as text (JSON Lines)",
    }
    lines = [
        f"Measured on {cores()} cores of {platform.machine()}, Python {platform.python_version()}, made-up pages (`benchmarks/pages.py`).",
        "",
        "| one process reads | pages/s | bytes in | bytes out, JSON Lines | peak memory |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, title in kinds.items():
        kind: Kind = found[name]
        lines.append(f"| {title} | {kind.rate:,.0f} | {kind.taken:,.0f} | {kind.given:,.0f} | {kind.peak / 1e6:,.0f} MB |")
    lines += [
        "",
        "| also | |",
        "|---|---:|",
        f"| unpacking and reading the WARC, share of the time | {found['unpacking'] * found['mixed'].rate:.1%} |",
        f"| bytes out a page as Parquet (a row for each network) | {found['parquet'].given:,.0f} |",
        f"| JSON Lines packed with gzip, share of their size | {found['packed']:.0%} |",
        f"| start of a process, to its first document | {found['start']:.1f} s |",
        f"| memory of a Dask worker beside the process it leads | {found['dask memory'] / 1e6:,.0f} MB |",
        f"| parts a second that one Dask client can hand out and take back | {found['chunks']:,.0f} |",
        f"| planning of JSON Lines (the client reads them once; WARCs are not read) | {found['planning'] / 1e6:,.0f} MB/s |",
        "",
        "| workers | local, pages/s | of ideal | Dask, pages/s | of ideal |",
        "|---:|---:|---:|---:|---:|",
    ]
    counted = [each for each in WORKERS if f"local {each}" in found]
    base = found["local 1"]
    for workers in counted:
        local, dask = found[f"local {workers}"], found[f"dask {workers}"]
        lines.append(f"| {workers} | {local:,.0f} | {local / base / workers:.0%} | {dask:,.0f} | {dask / base / workers:.0%} |")
    return "\n".join([*lines, "", *_plan(found, found[f"dask {counted[-1]}"] / counted[-1])])


def _plan(found: dict[str, Any], rate: float) -> list[str]:
    """Work out the run, at the rate of a core among busy ones."""
    hours = PAGES / rate / 3600
    part = min(SHARD, BYTES / found["mixed"].taken)
    again = LOST_PER_1000_HOURS / 1000 * (part / rate / 2 + found["start"]) / 3600
    taken, given = PAGES * found["mixed"].taken, PAGES * found["mixed"].given
    parquet, packed = PAGES * found["parquet"].given, given * found["packed"]
    summary = (
        f"**{PAGES / 1e6:,.0f} million pages** at {rate:,.0f} pages a second and busy core: **{hours:,.0f} core-hours**, "
        f"**{hours * CORE_HOUR_EUR:,.0f} €** at {CORE_HOUR_EUR} € an hour of a core. Done twice because machines are taken away "
        f"({LOST_PER_1000_HOURS} in 1,000 hours): {again:.3%}."
    )
    lines = [
        summary,
        "",
        f"| machines of {NODE_CORES} cores | hours | parts of {part:,.0f} pages a second | of what one client can | reads, MB/s |",
        "|---:|---:|---:|---:|---:|",
    ]
    for nodes in NODES:
        pages_a_second = nodes * NODE_CORES * rate
        parts = pages_a_second / part
        lines.append(
            f"| {nodes} | {PAGES / pages_a_second / 3600:,.1f} | {parts:,.2f} | {parts / found['chunks']:.1%} "
            f"| {pages_a_second * found['mixed'].taken / 1e6:,.0f} |"
        )
    return [
        *lines,
        "",
        "| storage | TB | € a month |",
        "|---|---:|---:|",
        *(
            f"| {title} | {size / 1e12:,.2f} | {size / 1e12 * TB_MONTH_EUR:,.0f} |"
            for title, size in (
                ("pages in, as .warc.gz", taken),
                ("reports out, JSON Lines", given),
                ("the same, packed afterwards", packed),
                ("or: networks out, Parquet", parquet),
            )
        ),
    ]


def _say(what: str) -> None:
    print(what, "…", file=sys.stderr)


def main() -> None:
    """Measure, and put the tables into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=1_200, help="how many pages are read for a figure")
    found = measure(parser.parse_args().pages)
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
    tail = rest.partition(_END)[2]
    PAGE.write_text(f"{head}{_BEGIN}\n\n{write(found)}\n\n{_END}{tail}", encoding="utf-8")
    print(write(found))


if __name__ == "__main__":
    main()
