"""Takes the page out of a record of a web archive: what a server sent, unpacked as its headers say and never beyond a bound."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from typing import Any

from pipeline.errors import ReadError, SettingsError

#: what of a packing is undone, tried in this order: many archives keep the words of one that they have undone themselves
_UNPACKINGS = tuple(product((True, False), repeat=2))
#: packings one in another; honest servers use one and send it in chunks
_MOST_PACKINGS = 4
#: of a line that says how long the next chunk is
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what was stored under an address; ``kind`` is the media type that the server said."""

    address: str
    kind: str
    data: bytes


def page_of(record: bytes, *, max_bytes: int) -> Page | None:
    """Take the page out of a record; None where it is an error page, a redirect or empty.

    The library would unpack the whole of a body before it hands on its first byte, so that a few kilobytes could fill the memory: here
    its headers are read with it, the body is unpacked bit by bit.

    Raises:
        ReadError: the record cannot be made sense of, or its page is larger than the bound.
        SettingsError: the library is not installed.
    """
    try:
        from fastwarc.warc import WarcRecord  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "reading WARC needs fastwarc, which is not installed; install it with: pip install fastwarc"
        raise SettingsError(msg) from error
    try:
        read = WarcRecord.from_bytes(record)
        address = (read.headers.get("WARC-Target-URI") or "").strip("<> ")
        if not read.is_http:
            return Page(address, read.headers.get("Content-Type") or "", read.reader.read())
        read.parse_http(auto_decode="none")
        headers = read.http_headers
        status = headers.status_code or 0
        if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's codes of success
            return None
        content, transfer = (_packings(headers, name) for name in ("Content-Encoding", "Transfer-Encoding"))
        data = _unpacked(read.reader.read(), content, transfer, max_bytes)
        return Page(address, headers.get("Content-Type") or "", data) if data.strip() else None
    except ReadError:
        raise
    except Exception as error:  # whatever is in a record, it costs this record only
        msg = f"cannot be made sense of ({' '.join(str(error).split())[:200] or type(error).__name__})"
        raise ReadError(msg) from error


def _packings(headers: Any, name: str) -> list[str]:  # noqa: ANN401 - an extra
    """Give what a header names, in the order in which it was done."""
    named = ",".join(headers.get_multiple(name)).lower().split(",")
    return [one.strip() for one in named if one.strip() not in {"", "identity"}]


def _unpacked(sent: bytes, content: list[str], transfer: list[str], max_bytes: int) -> bytes:
    """Undo what the headers name, or as much of it as was not undone already.

    Raises:
        ReadError: more than the bound comes out.
    """
    if len(content) + len(transfer) > _MOST_PACKINGS:
        msg = f"is packed more than {_MOST_PACKINGS} times over and was not read"
        raise ReadError(msg)
    for is_chunked, is_packed in _UNPACKINGS:
        data = sent
        try:
            for name in reversed([*(content if is_packed else []), *(transfer if is_chunked else [])]):
                data = _undone(name, data, max_bytes)
        except OSError:
            continue
        return data
    return sent


def _undone(name: str, data: bytes, max_bytes: int) -> bytes:
    """Undo one packing.

    Raises:
        OSError: it is not packed so.
        ReadError: more than the bound comes out.
    """
    if name == "chunked":
        return _joined(data)
    if name not in {"gzip", "x-gzip", "deflate", "br", "zstd"}:
        msg = f"{name} is not known"
        raise OSError(msg)
    from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader  # noqa: PLC0415 - an extra

    packed = BytesIO(data)
    if name == "br":
        return _bounded(BrotliReader(packed).read, max_bytes)
    if name == "zstd":
        return _bounded(ZstdReader(packed).read, max_bytes)
    return _bounded(GzipReader(packed, zlib=name == "deflate").read, max_bytes)


def _bounded(read: Callable[[int], bytes], max_bytes: int) -> bytes:
    """Read to the end, at most one byte more than the bound.

    Raises:
        OSError: it is damaged.
        ReadError: more than the bound comes out.
    """
    parts: list[bytes] = []
    left = max_bytes + 1
    while left and (part := read(min(left, 1 << 16))):
        parts.append(part)
        left -= len(part)
    if not left:
        msg = f"unpacks to more than {max_bytes / 1_048_576:,.1f} MB and was left out"
        raise ReadError(msg)
    return b"".join(parts)


def _joined(data: bytes) -> bytes:
    """Join what was sent in chunks; less comes out than goes in.

    Raises:
        OSError: it was not sent so, or breaks off.
    """
    sent = BytesIO(data)
    parts: list[bytes] = []
    while True:
        digits = sent.readline(1 << 12).partition(b";")[0].strip()
        if not digits.isalnum() or len(digits) > _MOST_DIGITS:
            msg = "no chunk begins here"
            raise OSError(msg)
        try:
            length = int(digits, 16)
        except ValueError as error:
            msg = "no chunk begins here"
            raise OSError(msg) from error
        part = sent.read(length)
        if len(part) < length:
            msg = "it breaks off"
            raise OSError(msg)
        if not length:
            return b"".join(parts)
        parts.append(part)
        sent.readline(2)
