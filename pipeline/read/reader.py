"""Decides what a source is and hands it to the one that reads its kind."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.read.encoding import decode
from pipeline.read.failure import Failure
from pipeline.read.jsonlines import read_lines
from pipeline.read.page_parts import PageParts
from pipeline.read.plaintext import read_plaintext
from pipeline.read.sources import expand, list_folder, read_file, read_file_lines, refuse_binary, refuse_large
from pipeline.read.webpage import read_markup, read_webpage
from pipeline.settings import Settings, printable
from schemas.document import Document

_PAGE_START_RE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)
_PAGE_TEXT_RE = re.compile(r"\s*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE)
_TAG_RE = re.compile(rb"<[a-zA-Z!/]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _read_text(reader: "Reader", data: bytes, source: str, media_type: str) -> Iterator[Document | Failure]:
    digest = sha256(data).hexdigest()
    yield read_plaintext(data, source=source, identity=digest[:16], sha256=digest, media_type=media_type)


def _read_page(reader: "Reader", data: bytes, source: str, media_type: str) -> Iterator[Document | Failure]:
    digest = sha256(data).hexdigest()
    yield read_webpage(data, source=source, identity=digest[:16], sha256=digest, parts=reader.parts)


def _read_json_lines(reader: "Reader", data: bytes, source: str, media_type: str) -> Iterator[Document | Failure]:
    if data.startswith(_WIDE_MARKS):
        data = decode(data).text.encode("utf-8", "replace")
    yield from read_lines(data.split(b"\n"), source=source)


ReadKind = Callable[["Reader", bytes, str, str], Iterator[Document | Failure]]

#: how each kind is read; a new kind is one line here and one in EXTENSIONS
READERS: dict[str, ReadKind] = {
    "text/plain": _read_text,
    "text/markdown": _read_text,
    "text/html": _read_page,
    "application/jsonl": _read_json_lines,
}
EXTENSIONS = {
    ".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown",
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".jsonl": "application/jsonl", ".ndjson": "application/jsonl",
}  # fmt: skip
_ALIASES = {"application/x-ndjson": "application/jsonl", "application/xhtml+xml": "text/html", "text/x-markdown": "text/markdown"}


class Reader:
    """Turn sources into documents.

    What cannot be read comes out as a ``Failure`` between the documents; nothing is raised for a bad source.
    """

    name = "read"
    requires = ()
    assigns = ("id", "source", "media_type", "sha256", "raw", "title", "declared_date", "blocks", "links")

    def __init__(self, settings: Settings, *, parts: PageParts | None = None) -> None:
        self._settings = settings
        self._parts = parts

    @cached_property
    def parts(self) -> PageParts:
        """Load the names of page parts when the first page comes."""
        return self._parts or PageParts.load(self._settings.lexicons)

    def expand(self, paths: Iterable[str], *, notes: list[str] | None = None) -> list[str]:
        """List the sources behind files, folders (with what is below them) and patterns.

        Args:
            paths: as a user types them; ``-`` is standard input.
            notes: gets a line for each file in a folder that is passed over.
        """
        return expand(paths, frozenset(EXTENSIONS), notes)

    def read(self, path_or_dash: str) -> Iterator[Document | Failure]:
        """Read one source: a file, a folder, or standard input for ``-``."""
        try:
            if path_or_dash == "-":
                yield from self._read_standard_input()
            elif Path(path_or_dash).is_dir():
                yield from self._read_folder(path_or_dash)
            else:
                yield from self._read_path(path_or_dash)
        except ReadError as error:
            yield Failure(printable(path_or_dash), str(error))

    def read_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Iterator[Document | Failure]:
        """Read bytes from anywhere; without a media type their content decides."""
        try:
            refuse_large(data, self._settings.max_bytes)
            refuse_binary(data)
            kind = self._kind(data, media_type)
            for found in READERS[kind](self, data, source, kind):
                yield found if isinstance(found, Failure) else self._dated(found)
        except ReadError as error:
            yield Failure(source, str(error))

    def read_text(self, text: str, *, source: str) -> Document:
        """Read characters that are already decoded: a form field, a test; a page where they begin like one."""
        data = text.encode("utf-8", "surrogatepass")
        digest = sha256(data).hexdigest()
        if _PAGE_TEXT_RE.match(text):
            return self._dated(read_markup(text, source=source, identity=digest[:16], sha256=digest, parts=self.parts))
        plain = read_plaintext(b"", source=source, identity=digest[:16], sha256=digest)
        return self._dated(plain.adding(raw=text, findings=() if text.strip() else plain.findings))

    def _read_path(self, path: str) -> Iterator[Document | Failure]:
        media_type = EXTENSIONS.get(Path(path).suffix.lower())
        if media_type == "application/jsonl":
            yield from self._read_json_lines_file(path)
            return
        data = read_file(path, max_bytes=self._settings.max_bytes)
        yield from self.read_bytes(data, source=printable(path), media_type=media_type)

    def _read_json_lines_file(self, path: str) -> Iterator[Document | Failure]:
        """Read line by line: such a file may be larger than any single source."""
        lines = read_file_lines(path, max_bytes=self._settings.max_bytes)
        first = next(lines, b"")
        if first.startswith(_WIDE_MARKS):
            data = read_file(path, max_bytes=self._settings.max_bytes)
            yield from self.read_bytes(data, source=printable(path), media_type="application/jsonl")
            return
        refuse_binary(first)
        for found in read_lines(_chain(first, lines), source=printable(path)):
            yield found if isinstance(found, Failure) else self._dated(found)

    def _read_folder(self, folder: str) -> Iterator[Document | Failure]:
        paths = list_folder(folder, frozenset(EXTENSIONS))
        if not paths:
            kinds = ", ".join(sorted(EXTENSIONS))
            yield Failure(printable(folder), f"the folder holds no documents that can be read ({kinds})")
        for path in paths:
            yield from self.read(path)

    def _read_standard_input(self) -> Iterator[Document | Failure]:
        if sys.stdin is None:  # closed by the shell: <&-
            msg = "standard input is closed; give a file, or a text through a pipe"
            raise ReadError(msg)
        data = sys.stdin.buffer.read(self._settings.max_bytes + 1)
        yield from self.read_bytes(data, source="-")

    def _kind(self, data: bytes, media_type: str | None) -> str:
        """Choose the kind: what was said, unless the content is plainly a page, or plainly none.

        Raises:
            ReadError: the media type is one that is not read.
        """
        kind = (media_type or "").partition(";")[0].strip().lower()
        kind = _ALIASES.get(kind, kind)
        if kind and kind not in READERS:
            msg = f"the media type {media_type!r} is not read yet; known are {', '.join(READERS)}"
            raise ReadError(msg)
        if kind in {"", "text/plain"} and _PAGE_START_RE.match(data):
            return "text/html"
        if kind == "text/html" and not _TAG_RE.search(data) and b"\0" not in data[:100]:
            return "text/plain"  # lines without a single tag would run together
        return kind or ("application/jsonl" if _is_json_lines(data) else "text/plain")

    def _dated(self, document: Document) -> Document:
        """Let the user's date stand in where the source declares none."""
        if self._settings.date is None or document.declared_date is not None:
            return document
        return document.adding(declared_date=self._settings.date)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _is_json_lines(data: bytes) -> bool:
    """Say whether the first line is a JSON object with a text."""
    line = data.lstrip().partition(b"\n")[0]
    if not line.startswith(b"{"):
        return False
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and "text" in values
