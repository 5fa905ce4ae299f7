"""Takes a MIME message apart: a flat list of its leaves, with their place in the tree; broken messages give what can be had.

The standard library parses headers and undoes transfer encodings; its parser of whole messages calls itself once for each level,
so the splitting is done here, level by level, with a bound on depth and number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value
from itertools import islice

from pipeline.read.encoding import decode

#: the rest of a longer header is not looked at; nobody writes one by hand
_HEAD_BYTES = 262_144
_VALUE_CHARS = 8_192
_HEADERS = 500
MOST_DEPTH = 20
MOST_PARTS = 1_000
_HEAD_END_RE = re.compile(rb"\r?\n[ \t]*\r?\n|\r\r")
_HEADER_LINE_RE = re.compile(rb"[!-9;-~]+[ \t]*:")
_ENVELOPE_RE = re.compile(rb">?From [^\n]*\n")
_ENCODED_WORD_RE = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")
_FOLD_RE = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_CONTROL_RE = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(eq=False)
class MailPart:
    """Hold one node of the tree. ``number`` counts as mail programs do: "1.2" is the second part of the first."""

    head: Message
    body: bytes
    number: str
    depth: int
    children: list["MailPart"] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Give the media type, in small letters; text where none is told or none can be read."""
        try:
            return self.head.get_content_type()
        except Exception:  # noqa: BLE001 - broken headers raise many things, and none matters
            return "text/plain"

    @property
    def disposition(self) -> str:
        """Say whether it is meant as ``inline`` or ``attachment``; "" where nothing is said."""
        return self.header("content-disposition").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        """Give the name under which it is sent, without folders; "" where it has none."""
        name = self.parameter("filename", "content-disposition") or self.parameter("name")
        name = _CONTROL_RE.sub("", decode_words(name)).replace("\\", "/")
        return name.rpartition("/")[2].strip()[:200]

    def header(self, name: str) -> str:
        """Give a header with its encoded words read; "" where it is missing."""
        for key, value in self.head.raw_items():
            if key.lower() == name:
                return decode_words(str(value))
        return ""

    def parameter(self, name: str, header: str = "content-type") -> str:
        """Give a parameter of a header ("charset"); "" where it is missing or broken."""
        try:
            found = self.head.get_param(name, header=header)
            return "" if found is None else _shown(collapse_rfc2231_value(found)).strip()
        except Exception:  # noqa: BLE001 - as above
            return ""

    def content(self) -> bytes:
        """Undo the transfer encoding; what it cannot undo stays as it is."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        if encoding not in {"base64", "quoted-printable", "x-uuencode", "uuencode", "uue", "x-uue"}:
            return self.body
        leaf = Message()
        leaf["Content-Transfer-Encoding"] = encoding
        body = self.body
        if encoding == "base64":
            body = _base64_only(body)
        leaf.set_payload(body.decode("ascii", "surrogateescape"))
        try:
            content = leaf.get_payload(decode=True)
        except Exception:  # noqa: BLE001 - uuencode raises several
            return self.body
        return content if isinstance(content, bytes) else self.body

    def walk(self) -> Iterator["MailPart"]:
        """Give this part and all below it, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def _base64_only(body: bytes) -> bytes:
    """Drop what is no base64, and the odd sign at the end that a cut message leaves."""
    letters = re.sub(rb"[^A-Za-z0-9+/=]+", b"", body)
    core = letters.rstrip(b"=")
    return core[:-1] if len(core) % 4 == 1 else letters


def _shown(text: str) -> str:
    """Read bytes that stand undeclared in a header."""
    try:
        text.encode("ascii")
    except UnicodeEncodeError:
        try:
            return decode(text.encode("ascii", "surrogateescape")).text
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace").decode("utf-8", "replace")
    return text


def decode_words(value: str) -> str:
    r"""Read a header's encoded words and unfold it; a word that cannot be read stays as it is.

    >>> decode_words("Städte für =?utf-8?Q?f=C3=BCnf?= €")
    'Städte für fünf €'
    >>> decode_words("=?utf-8?Q?Netzwerk_f=C3=BCr?= =?iso-8859-1?B?IEz8bmVidXJn?=\n Nord"), decode_words("=?x-none?Q?L=FCneburg?=")
    ('Netzwerk für Lüneburg Nord', 'Lüneburg')
    """
    value = _shown(_FOLD_RE.sub(" ", value[:_VALUE_CHARS]))
    if _ENCODED_WORD_RE.search(value):
        try:
            pieces = decode_header(value)
        except (HeaderParseError, ValueError):
            pieces = [(value, None)]
        value = "".join(_read_piece(piece, charset) for piece, charset in pieces)
    return " ".join(_CONTROL_RE.sub(" ", value).split())


def _read_piece(piece: str | bytes, charset: str | None) -> str:
    """Read a piece as the library gives it: what stands between encoded words it has escaped in a way of Python's own."""
    if isinstance(piece, str):
        return piece
    return decode(piece, charset).text if charset else piece.decode("raw-unicode-escape", "replace")


def parse_message(data: bytes) -> tuple[MailPart, bool]:
    """Take a message apart.

    Returns:
        its tree, and whether parts were left whole because it is nested too deep or has too many.
    """
    root = _read_part(data, "1", 0)
    waiting, count, cut = [root], 1, False
    while waiting:
        part = waiting.pop()
        if not part.kind.startswith("multipart/"):
            continue
        if part.depth >= MOST_DEPTH:
            cut = True
            continue
        for number, piece in enumerate(_pieces(part), start=1):
            if count >= MOST_PARTS:
                cut = True
                break
            count += 1
            name = f"{part.number}.{number}" if part.depth else str(number)
            part.children.append(_read_part(piece, name, part.depth + 1))
        waiting.extend(reversed(part.children))
    return root, cut


def _read_part(data: bytes, number: str, depth: int) -> MailPart:
    """Part headers from body."""
    data = data.lstrip(b"\r\n \t\xef\xbb\xbf") if depth == 0 else data
    envelope = _ENVELOPE_RE.match(data)
    start = envelope.end() if envelope else 0
    if data[start : start + 2] == b"\r\n" or data[start : start + 1] == b"\n":
        return MailPart(Message(), data[start:].lstrip(b"\r\n"), number, depth)
    if not _HEADER_LINE_RE.match(data, start):
        return MailPart(Message(), data[start:], number, depth)
    end = _HEAD_END_RE.search(data, start)
    head = data[start : min(end.start() if end else len(data), start + _HEAD_BYTES)]
    body = data[end.end() :] if end else b""
    return MailPart(_read_head(head), body, number, depth)


def _read_head(head: bytes) -> Message:
    """Parse headers; each is cut to a sane length, since their readers are slow on long ones."""
    try:
        parsed = BytesHeaderParser().parsebytes(head + b"\n\n")
    except Exception:  # noqa: BLE001 - a message without headers is still a text
        return Message()
    short: Message = Message()
    for number, (name, value) in enumerate(parsed.raw_items()):
        if number >= _HEADERS:
            break
        short.set_raw(name, str(value)[:_VALUE_CHARS])
    return short


def _pieces(part: MailPart) -> Iterator[bytes]:
    """Split a multipart's body at its boundary; one without a boundary, or whose boundary never comes, is one piece."""
    boundary = part.parameter("boundary").encode("utf-8", "surrogateescape").rstrip()
    body = part.body
    marks = _marks(boundary, body) if boundary else []
    if not marks:
        guessed = re.match(rb"\s*--([^\s-][^\r\n]{0,70})\r?\n", body)
        if guessed is None:
            yield body
            return
        marks = _marks(guessed[1].rstrip(), body)
    part.body = b""  # its pieces hold it now
    for number, mark in enumerate(marks):
        if mark[1]:
            break
        stop = marks[number + 1].start() if number + 1 < len(marks) else len(body)
        piece = body[mark.end() : stop]
        yield piece[2:] if piece.startswith(b"\r\n") else piece[1:]


def _marks(boundary: bytes, body: bytes) -> list[re.Match[bytes]]:
    """Find the lines that are the boundary; more than anyone needs are not looked for."""
    pattern = re.compile(rb"(?:\A|\r?\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    return list(islice(pattern.finditer(body), MOST_PARTS + 1))
