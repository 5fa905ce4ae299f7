"""Finds sources on disk and opens only what can be read: regular files of a bearable size that hold text."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from glob import glob, has_magic
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.read.encoding import wide_encoding

#: first bytes of what is not read (yet), and what to call it
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"), (b"MM\0*", "a TIFF image"), (b"{\\rtf", "an RTF file"), (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"), (b"SQLite format 3", "an SQLite database"),
)  # fmt: skip
_ADDRESS_RE = re.compile(r"(?:file|https?|ftp):", re.IGNORECASE)
_SAMPLE_BYTES = 8192
_TEXT_BYTES = bytes(code for code in range(256) if code >= 32 or code in {7, 8, 9, 10, 11, 12, 13, 27, 2, 26})  # noqa: PLR2004 - blank
_KINDS = ((stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))
_SHOWN_NOTES = 20
#: names that are no documents of the user's: hidden ones, and Word's notes that a file is open
_HIDDEN = (".", "~$")


def binary_kind(data: bytes) -> str | None:
    r"""Name what a source is if it is no text, judged by its first bytes.

    >>> binary_kind(b"GIF89a"), binary_kind("Stadt Lage".encode("utf-16-le")), binary_kind(b"a\0\0\0b")
    ('a GIF image', None, 'binary data')
    """
    head = data[:_SAMPLE_BYTES]
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "a WebP image"
    for sign, name in _MAGIC:
        if head.startswith(sign):
            return name
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or wide_encoding(head):
        return None
    controls = len(head.translate(None, _TEXT_BYTES))
    return "binary data" if b"\0" in head or controls * 10 > len(head) else None


def refuse_binary(data: bytes) -> None:
    """Refuse what holds no text.

    Raises:
        ReadError: the bytes are of a kind that is not read.
    """
    kind = binary_kind(data)
    if kind:
        msg = f"is {kind}, which is not read; save it as PDF, Word (DOCX), HTML or text (UTF-8)"
        raise ReadError(msg)


def check_file(path: str, *, max_bytes: int | None) -> None:
    """Refuse what cannot be opened as a regular file, before opening it (a FIFO would wait for ever).

    Raises:
        ReadError: it is missing, no regular file, or too large.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - paths are strings here
    except (OSError, ValueError) as error:
        raise ReadError(_reason(path, error)) from error
    for is_kind, name in _KINDS:
        if is_kind(status.st_mode):
            msg = f"is {name}, not a file; give its content on standard input with -"
            raise ReadError(msg)
    if max_bytes is not None and status.st_size > max_bytes:
        raise ReadError(_too_large(max_bytes))


def read_file(path: str, *, max_bytes: int) -> bytes:
    """Read a whole file.

    Raises:
        ReadError: it cannot be read; the message says why and what to do.
    """
    check_file(path, max_bytes=max_bytes)
    try:
        with Path(path).open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise ReadError(_reason(path, error)) from error
    if len(data) > max_bytes:
        raise ReadError(_too_large(max_bytes))
    return data


def read_file_lines(path: str, *, max_bytes: int) -> Iterator[bytes]:
    """Give the lines of a file one by one; of a line that is too long only the beginning, which then fails by itself.

    Raises:
        ReadError: the file cannot be read.
    """
    check_file(path, max_bytes=None)
    try:
        with Path(path).open("rb") as file:
            while line := file.readline(max_bytes):
                yield line
                while len(line) == max_bytes and not line.endswith(b"\n"):
                    line = file.readline(max_bytes)  # skip what is left of it
    except OSError as error:
        raise ReadError(_reason(path, error)) from error


def refuse_large(data: bytes, max_bytes: int) -> None:
    """Refuse what is over the limit.

    Raises:
        ReadError: there are more bytes than that.
    """
    if len(data) > max_bytes:
        raise ReadError(_too_large(max_bytes))


def _too_large(max_bytes: int) -> str:
    return f"is larger than {max_bytes / 1_048_576:,.1f} MB; split it, or raise max_bytes"


def _reason(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no file matches this pattern" if has_magic(path) else "there is no such file; look at the spelling"
    if isinstance(error, PermissionError):
        return "you may not read this file; change its permissions"
    if isinstance(error, IsADirectoryError):
        return "is a folder"
    return f"cannot be read ({getattr(error, 'strerror', None) or error})"


def local_path(name: str) -> str:
    """Give the path behind the address of a local file, as browsers show it; other names stay.

    Raises:
        ReadError: the address is not of this machine; nothing is ever fetched.

    >>> local_path("file:///home/anna/Netz%20Lippe.html"), local_path("pages/a.html")
    ('/home/anna/Netz Lippe.html', 'pages/a.html')
    """
    scheme = _ADDRESS_RE.match(name)
    if scheme is None or os.path.lexists(name):
        return name
    from urllib.parse import urlsplit  # noqa: PLC0415 - rarely needed
    from urllib.request import url2pathname  # noqa: PLC0415

    try:
        parts = urlsplit(name)
        host = parts.netloc.lower()
    except ValueError:
        parts, host = urlsplit(""), "?"
    if parts.scheme.lower() != "file" or (host not in {"", "localhost"} and os.name != "nt"):
        msg = "is an address on the network, and Netzlese fetches nothing; save the page and give the file"
        raise ReadError(msg)
    return url2pathname(parts.path if host in {"", "localhost"} else f"//{parts.netloc}{parts.path}")


def expand(paths: Iterable[str], extensions: frozenset[str], notes: list[str] | None = None) -> list[str]:
    """Turn files, folders and patterns into a list of sources, each once, folders sorted by path.

    A folder without documents stays in the list, so that reading it can say so.
    """
    found: dict[str, None] = {}
    for given in paths:
        path = _as_path(given)
        if path == "-" or not (has_magic(path) and not os.path.lexists(path)):
            names = [path]
        else:
            names = sorted(glob(path, recursive=True)) or [path]  # noqa: PTH207 - results stay the strings users typed
        for name in names:
            inside = list_folder(name, extensions, notes) if name != "-" and Path(name).is_dir() else [name]
            found.update(dict.fromkeys(inside or [name]))
    return list(found)


def _as_path(given: str) -> str:
    """Take an address of this machine as a path; one of the network stays, so that reading it can say so."""
    try:
        return local_path(given)
    except ReadError:
        return given


def list_folder(folder: str, extensions: frozenset[str], notes: list[str] | None = None) -> list[str]:
    """List the readable documents below a folder; hidden names and folders already seen (links in a circle) are skipped."""
    found: list[str] = []
    passed: list[str] = []
    seen: set[tuple[int, int]] = set()
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            status = os.stat(here)  # noqa: PTH116 - paths are strings here
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            passed.append(f"{here}: {_reason(here, error)}")
            continue
        for entry in entries:
            if entry.name.startswith(_HIDDEN):
                continue
            if _is(entry, folder=True):
                pending.append(entry.path)
            elif _is(entry, folder=False) and Path(entry.name).suffix.lower() in extensions:
                found.append(entry.path)
            else:
                passed.append(f"{entry.path}: passed over, not a kind of file that is read")
    if notes is not None:
        notes += passed[:_SHOWN_NOTES]
        if len(passed) > _SHOWN_NOTES:
            notes.append(f"{folder}: {len(passed) - _SHOWN_NOTES} more passed over")
    return sorted(found)


def _is(entry: "os.DirEntry[str]", *, folder: bool) -> bool:
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:  # a link that leads to itself
        return False
