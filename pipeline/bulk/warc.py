"""Reads web archives (WARC): pages and files as a crawler stored them, in stretches of bytes that need not begin with a record.

An archive is packed record by record, so that a reader may begin anywhere: it looks for the next member that unpacks to a record, as
others have done with split files since Hadoop. So nothing of fifty gigabytes is read for the plan, a damaged record costs only itself, and each record
belongs to the stretch in which it begins.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pipeline.bulk.members import BLOCK, END, FILLING, GZIP, LONGEST_START, SIGN, START, Member, begins, enter, find_member, is_more
from pipeline.bulk.shapes import Job, Piece
from pipeline.errors import ReadError

#: of a record's own headers; more is damage
_MOST_HEADERS = 1 << 16
#: of a length that is believed: more bytes than any disk has, and still a place in a file
_MOST_DIGITS = 18
#: of a member, which is given up then: more than any accident does
_MOST_FAULTS = 1000
#: records that hold what a visitor gets; a request, say, does not
_KEPT = frozenset({b"response", b"resource", b"conversion"})


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one record as it stands in the archive, or why it cannot be had. Unit: ``at`` in bytes of the file."""

    at: int
    data: bytes = b""
    fault: str = ""


def cut_warc(whole: Piece, job: Job) -> Iterator[Piece]:
    """Cut an archive into stretches: a packed one anywhere, a plain one between records, which can be leapt over.

    Raises:
        ReadError: it does not begin like one.
    """
    with Path(whole.path).open("rb") as file:
        head = file.read(len(SIGN))
        if not head.startswith((GZIP, SIGN)):
            msg = "is no WARC file"
            raise ReadError(msg)
        starts = range(0, whole.size, job.size) if head.startswith(GZIP) else _plain_starts(file, whole, job)
        # how many records a stretch holds is not known before it is unpacked: it is taken for full
        before = None
        for start in starts:
            if before is not None:
                yield _stretch(whole, before, start, job)
            before = start
        if before is not None:
            yield _stretch(whole, before, whole.size, job)


def _stretch(whole: Piece, start: int, end: int, job: Job) -> Piece:
    return replace(whole, kind="warc", start=start, end=end, weight=end - start, documents=job.documents)


def _plain_starts(file: BinaryIO, whole: Piece, job: Job) -> Iterator[int]:
    """Yield where stretches of an archive that is not packed begin."""
    start = records = 0
    yield 0
    for place in _places(file, 0, whole.size):
        if place.at > start and (records >= job.documents or place.at - start >= job.size):
            yield place.at
            start, records = place.at, 0
        records += place.kind in _KEPT or bool(place.fault)


@dataclass(frozen=True, slots=True)
class _Place:
    """Say where a record of an archive lies that is not packed, or what is there in its stead."""

    at: int
    kind: bytes = b""
    head: int = 0
    length: int = 0
    fault: str = ""


def _places(file: BinaryIO, start: int, end: int) -> Iterator[_Place]:
    """Leap from record to record. Where one does not end where it says, the next line that begins one is looked for.

    Plan and reader both leap with it, so that a record behind damage is in the same stretch for both.
    """
    size = file.seek(0, 2)
    at: int | None = start
    while at is not None and at < end:
        file.seek(at)
        head = _headers(file.readline)
        kind, length = _about(head)
        after = None if length is None else _after(file, at + len(head) + length, size)
        if length is None or after is None:
            yield _Place(at, fault=_fault(head, length, is_short=length is not None and at + len(head) + length > size))
            at = _next_start(file, at + 1, end)
        else:
            yield _Place(at, kind, len(head), length)
            at = after


def _fault(head: bytes, length: int | None, *, is_short: bool) -> str:
    if not head:
        what = "no headers of a record"
    elif length is None:
        what = "it does not say how long it is"
    else:
        what = "it breaks off" if is_short else "it says a wrong length"
    return f"is damaged ({what}); the records after it are read"


def _after(file: BinaryIO, at: int, size: int) -> int | None:
    """Give what follows when a record ends here; None if none does: neither an end as it should be is here, nor the next one, nor the file's."""
    if at > size:
        return None
    file.seek(at)
    is_ended = file.read(len(END)) == END
    file.seek(at)
    while (line := file.readline(BLOCK)) and not line.strip(FILLING):
        at += len(line)
    return at if is_ended or not line or line.startswith(SIGN) else None


def _next_start(file: BinaryIO, start: int, end: int) -> int | None:
    """Find the first line in a stretch that begins a record."""
    at = start
    while at < end:
        file.seek(at)
        block = file.read(BLOCK)
        if found := START.search(block):
            place = at + found.start() + 1
            return place if place < end else None
        if len(block) < BLOCK:
            return None
        at += BLOCK - LONGEST_START
    return None


def _headers(readline: Callable[[int], bytes]) -> bytes:
    """Take the headers of a record with the empty line behind them; nothing at the end, or where none begins."""
    line = readline(BLOCK)
    if not line.startswith(SIGN):
        return b""
    lines = [line]
    size = len(line)
    while line.strip() and size < _MOST_HEADERS:
        line = readline(BLOCK)
        lines.append(line)
        size += len(line)
        if not line or line.startswith(SIGN):  # the next record: these headers have no end
            return b""
    return b"".join(lines)


def _about(head: bytes) -> tuple[bytes, int | None]:
    """Give type and length that the headers say; a length of more digits than any file's is none."""
    kind, length = b"", None
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        if name.lower() == b"warc-type":
            kind = value.strip().lower()
        elif name.lower() == b"content-length" and value.strip().isdigit():
            length = int(value) if len(value.strip()) <= _MOST_DIGITS else None
    return kind, length


def records(piece: Piece, *, max_bytes: int) -> Iterator[Record]:
    """Yield the records that begin in a stretch and may hold a document; damage is a record that says so.

    Args:
        piece: the stretch.
        max_bytes: of a record; of a longer one nothing is kept.

    Raises:
        OSError: the file cannot be read.
    """
    with Path(piece.path).open("rb") as file:
        if not file.read(len(GZIP)).startswith(GZIP):
            yield from _plain(file, piece, max_bytes)
            return
        at, passed = enter(file, piece.start, piece.end) if piece.start else (0, None)
        if passed is not None:
            yield Record(
                passed, fault="lies inside another record, or before damage, and was left out up to where records follow each other"
            )
        while at is not None and at < piece.end:
            try:
                member = Member(file, at)
                yield from _unpacked(member, at, max_bytes)
                at = member.end()
            except zlib.error as error:
                yield Record(at, fault=f"is damaged ({error}); the records after it are read")
                at = find_member(file, at + 1, piece.end)
                continue
            if not begins(file, at):  # also behind the stretch: whoever has the next one looks for a good beginning
                if is_more(file, at):
                    yield Record(at, fault="is damaged (no record begins here); the records after it are read")
                at = find_member(file, at + 1, piece.end)


def _unpacked(member: Member, at: int, max_bytes: int) -> Iterator[Record]:
    """Yield the records of a member: one as a rule, all of them where the whole archive was packed at once."""
    faults = 0
    while not member.is_over:
        head = _headers(member.readline)
        kind, length = _about(head)
        is_small = length is not None and length <= max_bytes
        parts: list[bytes] = []
        is_short = length is not None and member.take(length, parts.append if is_small else lambda _: None) < length
        if head and length is not None and not is_short and member.goes_on():
            yield from _record(at, kind, [head, *parts], is_small=is_small)
            continue
        yield Record(at, fault=_fault(head, length, is_short=is_short))
        faults += 1
        # headers without an end may have taken the first line of the next record
        member.put_back(b"".join(parts) if head else b"\n" + member.last)
        if faults == _MOST_FAULTS or not member.find_start():
            return


def _plain(file: BinaryIO, piece: Piece, max_bytes: int) -> Iterator[Record]:
    for place in _places(file, piece.start, piece.end):
        if place.fault:
            yield Record(place.at, fault=place.fault)
        elif place.kind in _KEPT:
            is_small = place.length <= max_bytes
            file.seek(place.at)
            parts = [file.read(place.head + place.length)] if is_small else []
            yield from _record(place.at, place.kind, parts, is_small=is_small)


def _record(at: int, kind: bytes, parts: list[bytes], *, is_small: bool) -> Iterator[Record]:
    if kind in _KEPT:
        yield Record(at, b"".join(parts)) if is_small else Record(at, fault="is larger than what is read and was left out")
