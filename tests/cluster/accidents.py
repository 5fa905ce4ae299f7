"""Stands in for ``work.process`` in workers: the real work, but a source whose name says so meets with an accident.

As a script it leads a batch over a cluster, so that the one who leads can be killed, too::

    python -m tests.cluster.accidents IN OUT SCHEDULER
"""

import os
import signal
import sys
import time
from pathlib import Path

from pipeline.bulk import work
from pipeline.bulk.dask_engine import DaskEngine
from pipeline.bulk.progress import watching
from pipeline.bulk.runner import Batch
from pipeline.bulk.shapes import Begin, Chunk, Engine, Job, Receipt, Skip

NAME = "tests.cluster.accidents:process"
#: documents of a shard
SHARD = 4
_SLOW_SECONDS = 0.05
#: the folder in which nothing is slow: its results are what others are compared with
ALONE = "alone"

prepare = work.prepare


def process(chunk: Chunk, out: Path, job: Job, *, begin: Begin, skip: Skip) -> Receipt:
    """Carry out a chunk, and see to what the names of its sources ask for."""

    def begin_with_accidents(step: int, source: str) -> None:
        begin(step, source)
        _meet_with(Path(source).name, out)

    return work.process(chunk, out, job, begin=begin_with_accidents, skip=skip)


def _meet_with(name: str, out: Path) -> None:
    if "poison" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "once" in name and _is_first(out.with_name(f"{out.name}-{name}.met")):
        os.kill(os.getpid(), signal.SIGKILL)
    if "plague" in name:  # takes the worker of Dask with it, as where a whole container is ended for want of memory
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
    if "hang" in name:
        time.sleep(600)
    if "slow" in name and out.name != ALONE:
        time.sleep(_SLOW_SECONDS)


def _is_first(met: Path) -> bool:
    try:
        met.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def lead(source: Path, out: Path, engine: Engine) -> list[str]:
    """Lead a batch to its end, and give what a person was told."""
    told: list[str] = []
    with watching() as watcher:
        Batch([str(source)], out, Job(documents=SHARD), tell=told.append).run(engine, watcher)
    return told


if __name__ == "__main__":
    print(*lead(Path(sys.argv[1]), Path(sys.argv[2]), DaskEngine(sys.argv[3], timeout=60, process=NAME)), sep="\n")  # noqa: T201
