"""Unpacks ZIP archives into memory, member by member: nothing is written to disk, and no size in a header is believed."""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.errors import ReadError
from pipeline.read.failure import Failure
from pipeline.read.item import Item
from pipeline.read.kinds import EXTENSIONS, MOST_ENTRIES, lists_too_many
from pipeline.read.unreadable import Unreadable
from pipeline.settings import printable

#: what the standard library raises over bytes that are no sound archive
ZIP_ERRORS = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, LookupError)
_CHUNK_BYTES = 65_536
_MEMBER_BYTES = 64 * 1024 * 1024
_RATIO = 200
_HARMLESS_BYTES = 20 * 1024 * 1024
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNICODE_PATH = 0x7075
_SHOWN = 5
_CONTROL_RE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_DIGITS_RE = re.compile(r"([0-9]+)")
_GERMAN = frozenset("äöüÄÖÜßéèáàçñôâê§°–´")
#: what archives of old Windows programs wrote names in, besides the standard's own cp437; German letters are the same in cp850
_NAME_CODES = ("cp437", "cp1252", "cp850")


class Member(NamedTuple):
    """One file of an archive: its name as shown, folders included, and what it holds."""

    name: str
    data: bytes


class _Meter:
    """Count what really comes out of one archive: members may share their bytes, so the whole is measured, not each alone."""

    def __init__(self, item: Item) -> None:
        self._budget = item.budget
        self._most = max(_RATIO * len(item.data), _HARMLESS_BYTES)
        self._size = 0

    def take(self, count: int) -> None:
        """Count unfolded bytes.

        Raises:
            Unreadable: the archive unfolds to far more than any documents would.
            ReadError: the source as a whole does.
        """
        self._size += count
        if self._size > self._most:
            msg = f"unfolds to more than {_RATIO} times its size, as no documents do, and was not read further; unpack it yourself"
            raise Unreadable(code="unfolds-too-far", message=msg)
        self._budget.take_bytes(count)


def open_zip(data: bytes) -> ZipFile:
    """Open an archive in memory.

    Raises:
        Unreadable: it is damaged.
        ReadError: its list of entries is too long.
    """
    if lists_too_many(data):
        msg = f"lists more than {MOST_ENTRIES:,} files; unpack it yourself and give the folder"
        raise ReadError(msg)
    try:
        return ZipFile(BytesIO(data))
    except ZIP_ERRORS as error:
        msg = "is damaged: its list of files cannot be read; pack or send it again"
        raise Unreadable(code="damaged", message=msg) from error


def unfold(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """Give the bytes of a member in small pieces; whoever takes them counts, and stops in time.

    Raises:
        NotImplementedError: it is packed by a method of which one piece may unfold to gigabytes (bzip2), or by one not known.
    """
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        msg = f"compression method {info.compress_type}"
        raise NotImplementedError(msg)
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def unpack(item: Item) -> Iterator[Member | Failure]:
    """Give each member of a kind that is read, in the order a person would list them; others are passed over as in a folder.

    Raises:
        Unreadable: the archive is damaged, or unfolds to far more than any documents would.
        ReadError: it holds too much, or nothing that is read.
    """
    with open_zip(item.data) as archive:
        entries = _named(archive.infolist())
        wanted = [(name, info) for name, info in entries if _is_wanted(name)]
        if not wanted:
            raise ReadError(_holds_nothing([name for name, _ in entries]))
        meter = _Meter(item)
        for name, info in sorted(wanted, key=lambda entry: _natural(entry[0])):
            item.budget.take_file()
            problem = _refusal(info)
            data = b""
            if not problem:
                try:
                    data, problem = _read(archive, info, meter)
                except ZIP_ERRORS:
                    problem = "is damaged inside the archive and was not read; pack or send it again"
            yield Failure(f"{item.source}!{name}", problem) if problem else Member(name, data)


def _read(archive: ZipFile, info: ZipInfo, meter: "_Meter") -> tuple[bytes, str]:
    """Unfold one member, counting what really comes out; gives the bytes, or why there are none."""
    chunks: list[bytes] = []
    size = 0
    for chunk in unfold(archive, info):
        size += len(chunk)
        meter.take(len(chunk))
        if size > _MEMBER_BYTES:
            return b"", f"unfolds to more than {_MEMBER_BYTES // 1_048_576} MB and was not read; split it"
        chunks.append(chunk)
    return b"".join(chunks), ""


def _refusal(info: ZipInfo) -> str:
    """Say why a member is not even opened; empty where nothing speaks against it."""
    if info.flag_bits & _ENCRYPTED:
        return "is protected by a password; unpack it yourself and give the folder"
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return f"is packed by a method that is not read ({info.compress_type}); pack it again as an ordinary ZIP"
    return ""


def _named(infos: list[ZipInfo]) -> list[tuple[str, ZipInfo]]:
    """Give each file with the name it is shown under; a second one of the same name is numbered."""
    seen: Counter[str] = Counter()
    named = []
    for info in infos:
        name = decode_name(info)
        if name.endswith("/"):
            continue
        seen[name] += 1
        if seen[name] > 1:
            path = PurePosixPath(name)
            name = f"{name.removesuffix(path.suffix)} ({seen[name]}){path.suffix}"
        named.append((name, info))
    return named


def decode_name(info: ZipInfo) -> str:
    r"""Read a member's name: marked as UTF-8, else UTF-8 if it is, else the code page that gives German letters.

    >>> info = ZipInfo("x"); info.orig_filename = "Träger.txt".encode("cp1252").decode("cp437"); decode_name(info)
    'Träger.txt'
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        with suppress(UnicodeEncodeError):  # the library had another reason to read it otherwise
            name = _guess_name(name.encode("cp437"), info.extra)
    if "/" not in name:
        name = name.replace("\\", "/")
    return _CONTROL_RE.sub(lambda match: match.group().encode("unicode_escape").decode(), printable(name))


def _guess_name(raw: bytes, extra: bytes) -> str:
    told = _unicode_path(raw, extra)
    for given in (told, raw):
        try:
            return given.decode("utf-8") if given else ""
        except UnicodeDecodeError:
            continue
    read = [raw.decode(code, "replace") for code in _NAME_CODES]
    return max(read, key=lambda name: sum(char in _GERMAN for char in name) - name.count("\ufffd"))


def _unicode_path(raw: bytes, extra: bytes) -> bytes:
    """Give the UTF-8 name that Info-ZIP keeps in an extra field, if it belongs to this name; else the name itself."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and size > 5 and field[1:5] == struct.pack("<I", zlib.crc32(raw)):  # noqa: PLR2004 - version, sum
            return field[5:]
        at += 4 + size
    return raw


def _is_wanted(name: str) -> bool:
    """Say whether a member is a document; hidden files, lock files of Word and what macOS adds are none.

    >>> [_is_wanted(name) for name in ("a/b.PDF", "__MACOSX/a/._b.pdf", ".git/a.txt", "a/~$b.docx", "a.exe", "../a.txt")]
    [True, False, False, False, False, True]
    """
    parts = PurePosixPath(name).parts
    if not parts or "__MACOSX" in parts or parts[-1].startswith("~$"):
        return False
    return PurePosixPath(name).suffix.lower() in EXTENSIONS and not any(part.startswith(".") and part != ".." for part in parts)


def _holds_nothing(names: list[str]) -> str:
    if not names:
        return "is an empty archive"
    shown = ", ".join(sorted(names, key=_natural)[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return f"the archive holds no documents that can be read ({', '.join(sorted(EXTENSIONS))}), only {shown}"


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort "Anlage 2" before "Anlage 10"; a number with thousands of digits is only text."""
    parts = _DIGITS_RE.split(name.casefold())
    return [(0, int(part), "") if part.isascii() and part.isdigit() and len(part) < 19 else (1, 0, part) for part in parts]  # noqa: PLR2004 - 64 bits
