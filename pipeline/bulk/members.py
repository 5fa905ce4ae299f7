"""Unpacks web archives member by member: each record is packed by itself, so that a reader may begin at any of them."""

import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

GZIP = b"\x1f\x8b\x08"
SIGN = b"WARC/"
#: a line that begins a record, after another line; it is looked for behind damage only
START = re.compile(rb"\nWARC/\d\.\d{1,3}\r?\n")
LONGEST_START = 16
#: stands between two records and behind the last one
FILLING = b"\0\r\n"
#: closes a record; what is behind it is not its fault
END = b"\r\n\r\n"
_BLANK = re.compile(rb"[\0\r\n]*")
BLOCK = 1 << 16
_BREAKS_OFF = "it breaks off"
#: of members that follow each other until it is believed that they are not inside another one: an archive that is stored in a record
#: is interrupted by packing at least every 64 KB. Unit: bytes
_SURE = 1 << 17


class Member:
    """Unpack one member of a packed archive, a little at a time; ``file`` ends behind it."""

    def __init__(self, file: BinaryIO, at: int) -> None:
        self._file = file
        self._unpack = zlib.decompressobj(wbits=31)
        self._packed = b""
        self.last = b""  # line that was taken
        self._ready = bytearray()  # from whose front taking is cheap
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
            packed = self._packed or self._file.read(BLOCK)
            more = self._unpack.decompress(packed, BLOCK)
            self._packed = self._unpack.unconsumed_tail
            if more:
                self._ready += more
                return True
            if not packed:
                raise zlib.error(_BREAKS_OFF)
        return False

    def readline(self, size: int) -> bytes:
        """Take a line."""
        end = -1
        while (end := self._ready.find(b"\n", 0, size)) < 0 and len(self._ready) < size and self._fill():
            pass
        self.last = self._taken(min(size, end + 1 or len(self._ready)))
        return self.last

    def take(self, length: int, keep: Callable[[bytes], object]) -> int:
        """Hand on so many bytes, and say how many there were."""
        left = length
        while left and (self._ready or self._fill()):
            part = self._taken(min(left, len(self._ready), BLOCK))
            keep(part)
            left -= len(part)
        return length - left

    def put_back(self, data: bytes) -> None:
        """Have bytes taken once more."""
        self._ready[:0] = data

    def goes_on(self) -> bool:
        """Take the line ends that stand between two records, and say whether a record ended here; see ``warc.py``."""
        while len(self._ready) < len(END) and self._fill():
            pass
        is_ended = self._ready.startswith(END)
        while self._ready or self._fill():
            blank = _BLANK.match(self._ready)
            del self._ready[: blank.end() if blank else 0]
            if self._ready:
                break
        while len(self._ready) < len(SIGN) and self._fill():
            pass
        return is_ended or not self._ready or self._ready.startswith(SIGN)

    def find_start(self) -> bool:
        """Go to the next line that begins a record, and say whether there is one."""
        while not (found := START.search(self._ready)):
            del self._ready[: max(0, len(self._ready) - LONGEST_START)]
            if not self._fill():
                return False
        del self._ready[: found.start() + 1]
        return True

    def _taken(self, length: int) -> bytes:
        taken = bytes(self._ready[:length])
        del self._ready[:length]
        return taken

    def end(self) -> int:
        """Take what is left and say where in the file the member ends.

        Raises:
            zlib.error: it is damaged.
        """
        self._ready.clear()
        while self._fill():
            self._ready.clear()
        return self._file.tell() - len(self._unpack.unused_data)


def find_member(file: BinaryIO, start: int, end: int) -> int | None:
    """Find the first place in a stretch where a packed record begins."""
    at = start
    while at < end:
        file.seek(at)
        block = file.read(BLOCK)
        found = block.find(GZIP)
        while found >= 0 and at + found < end:
            if begins(file, at + found):
                return at + found
            found = block.find(GZIP, found + 1)
        if len(block) < BLOCK:
            return None
        at += len(block) - len(GZIP) + 1
    return None


def begins(file: BinaryIO, at: int) -> bool:
    """Say whether a member that unpacks to a record begins there."""
    file.seek(at)
    head = file.read(1024)
    try:
        return head.startswith(GZIP) and zlib.decompressobj(wbits=31).decompress(head, len(SIGN)) == SIGN
    except zlib.error:
        return False


def is_more(file: BinaryIO, at: int) -> bool:
    """Say whether anything but filling stands there."""
    file.seek(at)
    return bool(file.read(BLOCK).strip(FILLING))


def enter(file: BinaryIO, start: int, end: int) -> tuple[int | None, int | None]:
    """Find the first member of a stretch that is not inside another one, and where one was passed over that may be.

    A record may hold an archive that was downloaded; where it could hardly be packed any more its members stand in it as they are.
    """
    passed = None
    at = find_member(file, start, end)
    while at is not None:
        broken = _break(file, at)
        if broken is None:
            break
        passed = at if passed is None else passed
        at = find_member(file, broken, end)
    return at, passed


def _break(file: BinaryIO, start: int) -> int | None:
    """Follow members for a while; say behind where to look on if they do not go on, although the file does."""
    at = start
    while at - start < _SURE:
        try:
            after = Member(file, at).end()
        except zlib.error as error:
            return None if _BREAKS_OFF in str(error) else at + 1
        if not begins(file, after):
            return after if is_more(file, after) else None
        at = after
    return None
