"""Cuts the sources of a batch into chunks, lazily: what is planned is not held, and most of it is not read either."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pipeline.bulk.shapes import Chunk, Job, Piece
from pipeline.bulk.walk import LINES, PARQUET, WARC, is_regular, walk
from pipeline.errors import ReadError, SettingsError
from pipeline.settings import printable

#: of UTF-16: such lines cannot be told apart in bytes, so the file is read as a whole
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLOCK = 1 << 20
#: of what a library says of a source, in characters
_MOST_WORDS = 200


class Plan:
    """Yield the chunks of a batch, again and again the same while the sources are the same.

    Chunks follow the paths of the files in their order and are full at ``job.documents`` documents or ``job.size`` bytes; neither the
    number of workers nor what is done already has a say. Small files are packed together, large ones of many documents are cut: lines by
    counting them, rows of Parquet by its own table of contents, WARCs into stretches of bytes.

    Args:
        given: files, folders and patterns as a user types them.
        job: says when a chunk is full.
        leave: the folder of the results, which is not read.
        passed: hears of files in folders that are of no kind that is read.
    """

    def __init__(
        self,
        given: Sequence[str],
        job: Job,
        *,
        leave: Path | None = None,
        passed: Callable[[str], None] = lambda _path: None,
    ) -> None:
        self._given = tuple(given)
        self._job = job
        self._leave = leave
        self._passed = passed

    def __iter__(self) -> Iterator[Chunk]:
        """Cut the sources, reading no more of them than has to be looked at."""
        waiting: list[Piece] = []
        documents = weight = number = 0
        for piece in self._pieces():
            is_full = documents + piece.documents > self._job.documents or weight + piece.weight > self._job.size
            if waiting and is_full:
                yield self._chunk(number, waiting)
                waiting, documents, weight, number = [], 0, 0, number + 1
            waiting.append(piece)
            documents += piece.documents
            weight += piece.weight
        if waiting:
            yield self._chunk(number, waiting)

    def weigh(self) -> int:
        """Add up the bytes of all sources, to tell the time left; it looks at each file, but into none."""
        total = 0
        for path, fault in walk(self._given, leave=self._leave):
            if not fault:
                try:
                    total += os.stat(path).st_size  # noqa: PTH116 - a million of them
                except OSError:  # its piece says so
                    continue
        return total

    def _chunk(self, number: int, pieces: list[Piece]) -> Chunk:
        digest = sha256(repr(astuple(self._job)).encode())
        for piece in pieces:
            digest.update(repr(astuple(piece)).encode("utf-8", "surrogateescape"))
        return Chunk(number, tuple(pieces), digest.hexdigest())

    def _pieces(self) -> Iterator[Piece]:
        for path, fault in walk(self._given, leave=self._leave, passed=self._passed):
            if fault:
                yield Piece(path, "file", fault=fault)
                continue
            try:
                yield from self._cut(path)
            except SettingsError:  # an extra is missing: nothing of the kind could be read
                raise
            except Exception as error:  # noqa: BLE001 - whatever is in a source, it never costs the others
                yield Piece(path, "file", fault=_reason(path, error))

    def _cut(self, path: str) -> Iterator[Piece]:
        status = os.stat(path)  # noqa: PTH116 - a million of them
        whole = Piece(path, "file", status.st_size, status.st_mtime_ns, weight=status.st_size)
        name = path.lower()
        if not is_regular(status) or not name.endswith((*LINES, *PARQUET, *WARC)):
            yield whole  # what is no file, the reader says better
        elif name.endswith(PARQUET):
            from pipeline.bulk.rows import cut_rows  # noqa: PLC0415 - an extra

            yield from cut_rows(whole, self._job)
        elif name.endswith(WARC):
            from pipeline.bulk.warc import cut_warc  # noqa: PLC0415 - few sources need it

            yield from cut_warc(whole, self._job)
        else:
            with Path(path).open("rb") as file:
                yield from cut_lines(whole, self._job, file)


def cut_lines(whole: Piece, job: Job, file: BinaryIO) -> Iterator[Piece]:
    """Cut JSON Lines between lines; one that is longer than a chunk may be is a piece by itself."""
    first = number = 1
    start = end = 0
    while line := file.readline(_BLOCK):
        if number == 1 and line.startswith(_WIDE_MARKS):
            yield whole
            return
        length = len(line)
        while len(line) == _BLOCK and not line.endswith(b"\n"):
            line = file.readline(_BLOCK)
            length += len(line)
        if number > first and (number - first == job.documents or end + length - start > job.size):
            yield _lines(whole, start, end, first, number)
            first, start = number, end
        end += length
        number += 1
    if number > first:
        yield _lines(whole, start, end, first, number)
    elif number == 1:
        yield whole  # empty; the reader has words for it


def _lines(whole: Piece, start: int, end: int, first: int, number: int) -> Piece:
    return Piece(
        whole.path, "lines", whole.size, whole.changed, start, end, first, weight=end - start, documents=number - first
    )  # fmt: skip


def _reason(path: str, error: Exception) -> str:
    if isinstance(error, OSError):
        text = error.strerror or str(error)
    elif isinstance(error, ReadError):
        text = str(error)
    else:
        text = f"cannot be made sense of ({type(error).__name__}: {' '.join(str(error).split())[:_MOST_WORDS]})"
    return text.removeprefix(f"{printable(path)}: ")
