"""Sorts names, however many."""

import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

#: names sorted in memory at a time; the rest waits in a file
_RUN = 50_000


def in_order(names: Iterable[str], *, run: int = _RUN) -> Iterator[str]:
    """Yield names sorted; more than fit into one run wait in nameless files until they are merged.

    >>> list(in_order(["b", "c", "a", "d", "0"], run=2))
    ['0', 'a', 'b', 'c', 'd']
    """
    waiting = iter(names)
    files: list[IO[bytes]] = []
    try:
        while block := sorted(islice(waiting, run)):
            if not files and len(block) < run:
                yield from block
                return
            file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
            file.writelines(os.fsencode(name) + b"\0" for name in block)
            file.seek(0)
            files.append(file)
        yield from heapq.merge(*map(_names_of, files))
    finally:
        for file in files:
            file.close()


def _names_of(file: IO[bytes]) -> Iterator[str]:
    rest = b""
    while block := file.read(1 << 16):
        *names, rest = (rest + block).split(b"\0")
        yield from map(os.fsdecode, names)
