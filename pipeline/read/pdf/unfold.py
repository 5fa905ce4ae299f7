"""Measures what the packed streams of a PDF unfold to, before anything else reads them: a bomb is small on the disk."""

import re
import zlib
from base64 import a85decode
from binascii import Error as BinasciiError
from binascii import unhexlify
from collections.abc import Iterator

_STREAM_RE = re.compile(rb"\bstream\r?\n")
_END_RE = re.compile(rb"endstream")
_FILTER_RE = re.compile(rb"/(FlateDecode|Fl\b|LZWDecode|LZW\b|RunLengthDecode|RL\b|ASCII85Decode|A85\b|ASCIIHexDecode|AHx\b)")
_IMAGE_RE = re.compile(rb"/Subtype\s*/Image\b")
_NO_HEX_RE = re.compile(rb"[^0-9A-Fa-f]")
#: a stream's dictionary stands right before it; what is longer is no dictionary of a stream
_HEAD_BYTES = 2_048
_STEP = 1 << 18
#: the most one byte of such a stream can stand for
_RATIOS = {b"LZWDecode": 4, b"LZW": 4, b"RunLengthDecode": 64, b"RL": 64}


def exceeds(data: bytes, limit: int) -> bool:
    r"""Say whether the packed streams of a PDF unfold to more than a limit; linear in the file and the limit.

    Pictures do not count, since none is ever unfolded here.

    >>> packed = zlib.compress(bytes(100_000))
    >>> bomb = b"1 0 obj <</Filter /FlateDecode>> stream\n" + packed + b"\nendstream"
    >>> exceeds(bomb, 50_000), exceeds(bomb, 200_000)
    (True, False)
    """
    total = 0
    for filters, packed in _streams(data):
        for size in _sizes(filters, packed):
            total += size
            if total > limit:
                return True
    return False


def _streams(data: bytes) -> Iterator[tuple[list[bytes], memoryview]]:
    """Find the packed streams by their words, whatever lengths they claim to have."""
    view = memoryview(data)
    at = 0
    while (begin := _STREAM_RE.search(data, at)) is not None:
        end = _END_RE.search(data, begin.end())
        stop = end.start() if end else len(data)
        head = data[max(at, begin.start() - _HEAD_BYTES) : begin.start()]
        head = head[head.rfind(b"obj") + 1 :]
        filters = _FILTER_RE.findall(head)
        if filters and not _IMAGE_RE.search(head):
            yield filters, view[begin.end() : stop]
        at = max(stop, begin.end())


def _sizes(filters: list[bytes], packed: memoryview) -> Iterator[int]:
    """Unfold one stream piece by piece and tell the size of each, layer upon layer; what is broken ends where it breaks."""
    pieces: Iterator[bytes] = (bytes(packed[at : at + _STEP]) for at in range(0, len(packed), _STEP))
    for name in filters:
        if name in {b"FlateDecode", b"Fl"}:
            pieces = _inflate(pieces)
        elif name in {b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"}:
            pieces = iter([_plain(b"".join(pieces), hexadecimal=b"H" in name)])
        else:
            yield from (len(piece) * _RATIOS[name] for piece in pieces)
            return
    yield from (len(piece) for piece in pieces)


def _inflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest and not unpacker.eof:
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
    except zlib.error:
        return


def _plain(data: bytes, *, hexadecimal: bool) -> bytes:
    try:
        if hexadecimal:
            digits = _NO_HEX_RE.sub(b"", data)
            return unhexlify(digits[: len(digits) // 2 * 2])
        return a85decode(data.partition(b"~>")[0].removeprefix(b"<~"))
    except (ValueError, BinasciiError):
        return b""
