"""Decides what a source is and hands it to the one that reads its kind."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import ReadError
from pipeline.read.encoding import decode
from pipeline.read.failure import Failure
from pipeline.read.item import Item
from pipeline.read.jsonlines import read_lines
from pipeline.read.kinds import EXTENSIONS, WORD, find_kind, is_page_text
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup, read_webpage
from pipeline.read.plaintext import read_plaintext
from pipeline.read.sources import expand, list_folder, local_path, read_file, read_file_lines, refuse_binary, refuse_large
from pipeline.read.unreadable import Unreadable, unreadable_document
from pipeline.settings import Settings, printable
from schemas.document import Document

_MAY_BE_EMPTY = frozenset({"text/plain", "text/markdown", "text/html", "application/jsonl"})
_HALF_RE = re.compile("[\ud800-\udfff]")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
Found = Iterator[Document | Failure]


def _read_text(reader: "Reader", item: Item) -> Found:
    yield read_plaintext(item)


def _read_markdown(reader: "Reader", item: Item) -> Found:
    from pipeline.read.markdown import read_markdown  # noqa: PLC0415 - few sources need it

    yield read_markdown(item, parts=reader.parts)


def _read_page(reader: "Reader", item: Item) -> Found:
    yield read_webpage(item, parts=reader.parts)


def _read_json_lines(reader: "Reader", item: Item) -> Found:
    data = item.data
    if data.startswith(_WIDE_MARKS):
        data = decode(data).text.encode("utf-8", "replace")
    yield from read_lines(data.split(b"\n"), source=item.source)


def _read_pdf(reader: "Reader", item: Item) -> Found:
    from pipeline.read.pdf import read_pdf  # noqa: PLC0415 - few sources need it

    yield read_pdf(item)


def _read_word(reader: "Reader", item: Item) -> Found:
    from pipeline.read.word.document import read_word  # noqa: PLC0415 - few sources need it

    yield read_word(item)


def _read_mail(reader: "Reader", item: Item) -> Found:
    """Read a message, then each attachment as a document of its own."""
    from pipeline.read.mail.message import read_mail  # noqa: PLC0415 - few sources need it

    message, attachments = read_mail(item, parts=reader.parts)
    yield message
    for attachment in attachments:
        yield from reader.read_inner(item, attachment.name, attachment.data, attachment.kind)


def _read_mailbox(reader: "Reader", item: Item) -> Found:
    """Read each message of a mailbox."""
    from pipeline.read.mail.mailbox import split_mailbox  # noqa: PLC0415 - few sources need it

    for number, message in enumerate(split_mailbox(item), start=1):
        yield from reader.read_inner(item, str(number), message, "message/rfc822")


def _read_feed(reader: "Reader", item: Item) -> Found:
    from pipeline.read.feed import read_feed  # noqa: PLC0415 - few sources need it

    yield from read_feed(item, parts=reader.parts)


def _read_archive(reader: "Reader", item: Item) -> Found:
    """Read what lies in an archive, each file as a document of its own."""
    from pipeline.read.archive import unpack  # noqa: PLC0415 - few sources need it

    for member in unpack(item):
        if isinstance(member, Failure):
            yield member
        else:
            yield from reader.read_inner(item, member.name, member.data, None)


#: how each kind is read; a new kind is one line here and one in ``kinds.EXTENSIONS``
READERS: dict[str, Callable[["Reader", Item], Found]] = {
    "text/plain": _read_text,
    "text/markdown": _read_markdown,
    "text/html": _read_page,
    "multipart/related": _read_mail,
    "application/jsonl": _read_json_lines,
    "application/pdf": _read_pdf,
    WORD: _read_word,
    "message/rfc822": _read_mail,
    "application/mbox": _read_mailbox,
    "application/rss+xml": _read_feed,
    "application/zip": _read_archive,
}


class Reader:
    """Turn sources into documents.

    What cannot be read comes out as a ``Failure`` between the documents; nothing is raised for a bad source.
    """

    name = "read"
    requires = ()
    assigns = ("id", "source", "media_type", "sha256", "raw", "title", "declared_date", "blocks", "links", "anchors", "address")

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
            path = local_path(path_or_dash)
            if path == "-":
                yield from self._read_standard_input()
            elif Path(path).is_dir():
                yield from self._read_folder(path)
            else:
                yield from self._read_path(path)
        except ReadError as error:
            yield Failure(printable(path_or_dash), str(error))

    def read_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Iterator[Document | Failure]:
        """Read bytes from anywhere; without a media type their content decides."""
        yield from self._read_item(Item(data, source, media_type or ""))

    def read_inner(self, outer: Item, name: str, data: bytes, media_type: str | None) -> Iterator[Document | Failure]:
        """Read what was packed inside another source: an attachment, a file of an archive."""
        kind = media_type or EXTENSIONS.get(Path(name).suffix.lower(), "")
        source = f"{outer.source}!{printable(name)}"
        if outer.depth >= outer.budget.depth:
            yield Failure(source, f"is packed more than {outer.budget.depth} times over and was not read; unpack it yourself")
            return
        try:
            yield from self._read_item(Item(data, source, kind, outer.depth + 1, outer.budget))
        except Exception as error:  # noqa: BLE001 - a defect costs its file, not what is packed beside it
            yield Failure(
                source, f"a defect of Netzlese stopped this file ({type(error).__name__}: {error}); please report it with the file"
            )

    def _read_item(self, item: Item) -> Iterator[Document | Failure]:
        try:
            refuse_large(item.data, self._settings.max_bytes)
            item = replace(item, kind=find_kind(item.data, item.kind, READERS))
            _refuse_empty(item)
            for found in READERS[item.kind](self, item):
                yield found if isinstance(found, Failure) else self._dated(_writable(found))
        except Unreadable as error:
            yield unreadable_document(item, error.code, str(error))
        except ReadError as error:
            yield Failure(item.source, str(error))

    def read_text(self, text: str, *, source: str) -> Document:
        """Read characters that are already decoded: a form field, a test; a page where they begin like one."""
        item = Item(text.encode("utf-8", "surrogatepass"), source, "text/plain")
        if is_page_text(text):
            return self._dated(read_markup(text, replace(item, kind="text/html"), parts=self.parts))
        plain = read_plaintext(replace(item, data=b""))
        findings = () if text.strip() else plain.findings
        return self._dated(plain.adding(id=item.identity, sha256=item.sha256, raw=text, findings=findings))

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
        found = None
        for found in read_lines(_chain(first, lines), source=printable(path)):
            yield found if isinstance(found, Failure) else self._dated(found)
        if found is None:
            yield Failure(printable(path), "holds no line with a document")

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

    def _dated(self, document: Document) -> Document:
        """Let the user's date stand in where the source declares none."""
        if self._settings.date is None or document.declared_date is not None:
            return document
        return document.adding(declared_date=self._settings.date)


def _refuse_empty(item: Item) -> None:
    """Refuse a file without bytes where an empty one means a loss: a text may well be empty, a PDF not.

    Raises:
        Unreadable: it is empty.
    """
    if not item.data.strip() and item.kind not in _MAY_BE_EMPTY:
        msg = "is empty; get the file again"
        raise Unreadable(code="damaged", message=msg)


def _writable(document: Document) -> Document:
    """Put the sign for what is lost in the place of half characters, which no file could hold; the text keeps its length."""
    broken: dict[str, Any] = {}
    for name in ("raw", "title", "address", "id", "source"):
        text: str | None = getattr(document, name)
        if text and not text.isascii() and _HALF_RE.search(text):
            broken[name] = _HALF_RE.sub("\ufffd", text)
    if any(_HALF_RE.search(link.href) for link in document.links):
        broken["links"] = tuple(replace(link, href=_HALF_RE.sub("\ufffd", link.href)) for link in document.links)
    return document.adding(**broken) if broken else document


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
