"""What goes between the reading process and ours: frames of one letter, one length and that many bytes; nothing that runs."""

import json
import struct
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

_FRAME = struct.Struct("<cIQ")
#: four-byte numbers on every machine; the letters are those of ``array``
_WHOLE, _REAL = "i", "f"
_REALS = 6
#: no header is longer: names, addresses of links and styles of one page
_MOST_HEAD = 64 * 1024 * 1024
_MOST_BODY = 1024 * 1024 * 1024


@dataclass
class PageChars:
    """Hold the characters of one page as pdfium gives them, in the order in which they are drawn.

    ``codes``: code points; ``owners``: the number of the drawn object each belongs to; ``boxes``: six numbers a character
    (left, bottom, right, top, origin x, origin y), in points from the page's own corner, turned by nothing.
    ``head``: ``bounds``, ``rotation``, ``styles``, ``owned`` (the style of each object), ``shapes``, ``links``, ``pictures``.
    """

    head: dict[str, Any]
    codes: "array[int]"
    owners: "array[int]"
    boxes: "array[float]"


def new_page() -> PageChars:
    """Give a page without characters."""
    return PageChars({}, array(_WHOLE), array(_WHOLE), array(_REAL))


def send(write: Callable[[bytes], object], kind: bytes, head: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame."""
    packed = json.dumps(head).encode("ascii")
    write(_FRAME.pack(kind, len(packed), len(body)))
    write(packed)
    if body:
        write(body)


def receive(stream: BinaryIO) -> tuple[bytes, dict[str, Any], bytes] | None:
    """Read one frame; None at the end, or where what came is none."""
    lead = _read(stream, _FRAME.size)
    if lead is None:
        return None
    kind, head_size, body_size = _FRAME.unpack(lead)
    if head_size > _MOST_HEAD or body_size > _MOST_BODY:
        return None
    packed, body = _read(stream, head_size), _read(stream, body_size)
    if packed is None or body is None:
        return None
    return kind, json.loads(packed), body


def _read(stream: BinaryIO, size: int) -> bytes | None:
    data = stream.read(size)
    return data if data is not None and len(data) == size else None


def pack_page(page: PageChars) -> bytes:
    """Write a page's characters down as bytes."""
    return page.codes.tobytes() + page.owners.tobytes() + page.boxes.tobytes()


def unpack_page(head: dict[str, Any], body: bytes) -> PageChars:
    """Read them back.

    >>> page = new_page(); page.codes.append(65); page.owners.append(0); page.boxes.extend([1, 2, 3, 4, 5, 6])
    >>> unpack_page({}, pack_page(page)) == page
    True
    """
    page = new_page()
    page.head = head
    count = len(body) // (4 * (2 + _REALS))
    page.codes.frombytes(body[: 4 * count])
    page.owners.frombytes(body[4 * count : 8 * count])
    page.boxes.frombytes(body[8 * count : (8 + 4 * _REALS) * count])
    return page
