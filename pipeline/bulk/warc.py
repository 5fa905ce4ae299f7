"""Reads web archives (WARC): pages and files as a crawler stored them, in stretches of bytes that need not begin with a record.

An archive is packed record by record, so that a reader may begin anywhere: it looks for the next member that unpacks to a record, as
others have done with split files since Hadoop. So nothing of fifty gigabytes is read for the plan, a damaged record costs only itself, and each record
belongs to the stretch in which it begins.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from pipeline.bulk.shapes import Job, Piece
from pipeline.errors import ReadError, SettingsError

_GZIP = b"\x1f\x8b\x08"
_SIGN = b"WARC/"
_BLOCK = 1 << 16
#: of a record's own headers; more is damage
_MOST_HEADERS = 1 << 16
#: what of a packing is undone, tried in this order: many archives keep the words of one that they have undone themselves
_UNPACKINGS: tuple[Literal["all", "content", "transfer", "none"], ...] = ("all", "content", "transfer", "none")
#: records that hold what a visitor gets; a request, say, does not
_KEPT = frozenset({b"response", b"resource", b"conversion"})


@dataclass(frozen=True, slots=True)
class Record:
    """Hold one record as it stands in the archive, or why it cannot be had. Unit: ``at`` in bytes of the file."""

    at: int
    data: bytes = b""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what was stored under an address; ``kind`` is the media type that the server said."""

    address: str
    kind: str
    data: bytes


def cut_warc(whole: Piece, job: Job) -> Iterator[Piece]:
    """Cut an archive into stretches: a packed one anywhere, a plain one between records, which can be leapt over.

    Raises:
        ReadError: it does not begin like one.
    """
    with Path(whole.path).open("rb") as file:
        head = file.read(len(_SIGN))
        if not head.startswith((_GZIP, _SIGN)):
            msg = "is no WARC file"
            raise ReadError(msg)
        starts = range(0, whole.size, job.size) if head.startswith(_GZIP) else _plain_starts(file, job)
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


def _plain_starts(file: BinaryIO, job: Job) -> Iterator[int]:
    """Yield where stretches of an archive that is not packed begin; behind damage all is one stretch."""
    at = start = records = 0
    yield 0
    file.seek(0)
    while head := _headers(file.readline):
        kind, length = _about(head)
        if length is None:
            return
        if at > start and (records >= job.documents or at - start >= job.size):
            yield at
            start, records = at, 0
        records += kind in _KEPT
        at = file.seek(at + len(head) + length)
        while (line := file.readline(_BLOCK)) in {b"\r\n", b"\n"}:
            at += len(line)
        file.seek(at)


def _headers(readline: Callable[[int], bytes]) -> bytes:
    """Take the headers of a record with the empty line behind them; nothing at the end, or where none begins."""
    line = readline(_BLOCK)
    if not line.startswith(_SIGN):
        return b""
    lines = [line]
    size = len(line)
    while line.strip() and size < _MOST_HEADERS:
        line = readline(_BLOCK)
        lines.append(line)
        size += len(line)
        if not line:
            return b""
    return b"".join(lines)


def _about(head: bytes) -> tuple[bytes, int | None]:
    """Give type and length that the headers say."""
    kind, length = b"", None
    for line in head.splitlines():
        name, _, value = line.partition(b":")
        if name.lower() == b"warc-type":
            kind = value.strip().lower()
        elif name.lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    return kind, length


class _Member:
    """Unpack one member of a packed archive, a little at a time; ``file`` ends behind it."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self._unpack = zlib.decompressobj(wbits=31)
        self._packed = b""
        self._ready = b""
        file.seek(at)

    @property
    def is_over(self) -> bool:
        """Say whether all of it was taken."""
        return not self._ready and not self._fill()

    def _fill(self) -> bool:
        """Unpack some more.

        Raises:
            zlib.error: it is damaged.
        """
        while not self._unpack.eof:
            packed = self._packed or self._file.read(_BLOCK)
            more = self._unpack.decompress(packed, _BLOCK)
            self._packed = self._unpack.unconsumed_tail
            if more:
                self._ready += more
                return True
            if not packed:
                msg = "it breaks off"
                raise zlib.error(msg)
        return False

    def readline(self, size: int) -> bytes:
        """Take a line."""
        end = -1
        while (end := self._ready.find(b"\n")) < 0 and len(self._ready) < size and self._fill():
            pass
        end = min(size, end + 1 or len(self._ready))
        line, self._ready = self._ready[:end], self._ready[end:]
        return line

    def take(self, length: int, keep: Callable[[bytes], object]) -> int:
        """Hand on so many bytes, and say how many there were."""
        left = length
        while left and (self._ready or self._fill()):
            keep(self._ready[:left])
            taken = min(left, len(self._ready))
            self._ready, left = self._ready[taken:], left - taken
        return length - left

    def skip_blank(self) -> None:
        """Take the line ends that stand between two records."""
        while (self._ready or self._fill()) and self._ready[:1] in {b"\r", b"\n"}:
            self._ready = self._ready.lstrip(b"\r\n")

    def end(self) -> int:
        """Take what is left and say where in the file the member ends.

        Raises:
            zlib.error: it is damaged.
        """
        self._ready = b""
        while self._fill():
            self._ready = b""
        return self._file.tell() - len(self._unpack.unused_data)


def records(piece: Piece, *, max_bytes: int) -> Iterator[Record]:
    """Yield the records that begin in a stretch and may hold a document; damage is a record that says so.

    Args:
        piece: the stretch.
        max_bytes: of a record; of a longer one nothing is kept.

    Raises:
        OSError: the file cannot be read.
    """
    with Path(piece.path).open("rb") as file:
        if not file.read(len(_GZIP)).startswith(_GZIP):
            yield from _plain(file, piece, max_bytes)
            return
        at = piece.start if not piece.start else find_member(file, piece.start, piece.end)
        while at is not None and at < piece.end:
            try:
                member = _Member(file, at)
                yield from _unpacked(member, at, max_bytes)
                at = member.end()
            except zlib.error as error:
                yield Record(at, fault=f"is damaged ({error}); the records after it are read")
                at = find_member(file, at + 1, piece.end)
                continue
            if not _begins(file, at):  # also behind the stretch: whoever has the next one looks for a good beginning
                if _is_more(file, at):
                    yield Record(at, fault="is damaged (no record begins here); the records after it are read")
                at = find_member(file, at + 1, piece.end)


def find_member(file: BinaryIO, start: int, end: int) -> int | None:
    """Find the first place in a stretch where a packed record begins."""
    at = start
    while at < end:
        file.seek(at)
        block = file.read(_BLOCK)
        found = block.find(_GZIP)
        while found >= 0 and at + found < end:
            if _begins(file, at + found):
                return at + found
            found = block.find(_GZIP, found + 1)
        if len(block) < _BLOCK:
            return None
        at += len(block) - len(_GZIP) + 1
    return None


def _begins(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    head = file.read(1024)
    try:
        return head.startswith(_GZIP) and zlib.decompressobj(wbits=31).decompress(head, len(_SIGN)) == _SIGN
    except zlib.error:
        return False


def _is_more(file: BinaryIO, at: int) -> bool:
    """Say whether anything but filling stands there."""
    file.seek(at)
    return bool(file.read(_BLOCK).strip(b"\0\r\n"))


def _unpacked(member: _Member, at: int, max_bytes: int) -> Iterator[Record]:
    """Yield the records of a member: one as a rule, all of them where the whole archive was packed at once."""
    while not member.is_over:
        head = _headers(member.readline)
        kind, length = _about(head)
        if not head or length is None:
            yield Record(at, fault="is damaged (no headers of a record)")
            return
        is_kept, is_small = kind in _KEPT, length <= max_bytes
        parts = [head]
        if member.take(length, parts.append if is_kept and is_small else lambda _: None) < length:
            yield Record(at, fault="is damaged (it breaks off)")
            return
        yield from _record(at, kind, parts, is_small=is_small)
        member.skip_blank()


def _plain(file: BinaryIO, piece: Piece, max_bytes: int) -> Iterator[Record]:
    at = file.seek(piece.start)
    while at < piece.end:
        head = _headers(file.readline)
        kind, length = _about(head)
        if not head or length is None:
            yield Record(at, fault="is damaged (no headers of a record); nothing behind it in this stretch is read")
            return
        is_small = length <= max_bytes
        parts = [head]
        if kind in _KEPT and is_small:
            parts.append(file.read(length))
            if len(parts[1]) < length:
                yield Record(at, fault="is damaged (it breaks off)")
                return
        else:
            file.seek(length, 1)
        yield from _record(at, kind, parts, is_small=is_small)
        at += len(head) + length
        file.seek(at)
        while (line := file.readline(_BLOCK)) in {b"\r\n", b"\n"}:
            at += len(line)
        file.seek(at)


def _record(at: int, kind: bytes, parts: list[bytes], *, is_small: bool) -> Iterator[Record]:
    if kind in _KEPT:
        yield Record(at, b"".join(parts)) if is_small else Record(at, fault="is larger than what is read and was left out")


def page_of(record: Record) -> Page | None:
    """Take the page out of a record: what was sent, unpacked; None where it is an error page, a redirect or empty.

    Raises:
        ReadError: the record cannot be made sense of.
        SettingsError: the library is not installed.
    """
    try:
        from fastwarc.warc import WarcRecord  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "reading WARC needs fastwarc, which is not installed; install it with: pip install fastwarc"
        raise SettingsError(msg) from error
    try:
        read = WarcRecord.from_bytes(record.data)
        address = (read.headers.get("WARC-Target-URI") or "").strip("<> ")
        if not read.is_http:
            return Page(address, read.headers.get("Content-Type") or "", read.reader.read())
        for undo in _UNPACKINGS:
            try:
                read = WarcRecord.from_bytes(record.data)
                read.parse_http(auto_decode=undo)
                data = read.reader.read()
                break
            except OSError:
                if undo == _UNPACKINGS[-1]:
                    raise
        status = read.http_headers.status_code or 0
        kind = read.http_headers.get("Content-Type") or ""
    except (OSError, ValueError) as error:
        msg = f"cannot be made sense of ({error})"
        raise ReadError(msg) from error
    return Page(address, kind, data) if 200 <= status < 300 and data.strip() else None  # noqa: PLR2004 - HTTP's codes of success
