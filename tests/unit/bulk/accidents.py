"""Stands in for ``work.process`` in workers: names of files say what becomes of the process that reads them, as a broken library would have it."""

import os
import signal
import time
from pathlib import Path

from pipeline.bulk import work
from pipeline.bulk.shapes import Begin, Chunk, Job, Receipt, Skip

NAME = "tests.unit.bulk.accidents:process"
POISON, HANG, ONCE = "poison.txt", "hang.txt", "once.txt"

prepare = work.prepare


def process(chunk: Chunk, out: Path, job: Job, *, begin: Begin, skip: Skip) -> Receipt:
    """Carry out a chunk; some names are not survived."""

    def suffer(step: int, source: str) -> None:
        begin(step, source)
        name, met = Path(source).name, out.with_name("met")
        if name == POISON:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif name == HANG:
            time.sleep(600)
        elif name == ONCE and not met.exists():
            met.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return work.process(chunk, out, job, begin=suffer, skip=skip)
