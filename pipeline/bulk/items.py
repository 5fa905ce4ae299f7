"""Turns the pieces of a chunk into items, each of which the reader makes documents of: a file, some lines, a page of an archive, a row."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from pipeline.bulk.pages import page_of
from pipeline.bulk.rows import Rows, about_line, content_of, words
from pipeline.bulk.shapes import Piece
from pipeline.bulk.warc import records
from pipeline.errors import ReadError
from pipeline.read import READERS, Failure, Reader
from pipeline.settings import Settings, printable
from schemas.document import Document

_JSON_LINES = "application/jsonl"
#: what servers say of a text of any kind; its content tells more
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/unknown"})
#: other names of kinds that are read; of XML only feeds are documents, and those say so
_ALIASES = {"application/xhtml+xml": "text/html", "application/atom+xml": "application/rss+xml"}


@dataclass(frozen=True, slots=True)
class Item:
    """Hold what is read in one go. ``data`` None: the file itself. ``first``: the number of its first line.

    ``address`` and ``row`` are what is known of it besides its content; ``fault``: why it cannot be read.
    """

    source: str
    data: bytes | None = None
    kind: str = ""
    first: int = 1
    address: str | None = None
    row: dict[str, Any] | None = None
    fault: str = ""


#: stands for a record of an archive that is no document: an image, a redirect
PASSED = Item("")


class ItemReader(Reader):
    """Read items as ``Reader`` reads paths; ``item`` is the one that is read next."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.item = PASSED
        self._max_bytes = settings.max_bytes
        self._rows = Rows()

    def items(self, piece: Piece) -> Iterator[Item]:
        """Yield what is in a piece; a piece that is not as it was planned is an item that says so."""
        fault = piece.fault or _changed(piece)
        if fault:
            yield Item(printable(piece.path), fault=fault)
            return
        if piece.kind == "file":
            yield Item(piece.path)
        elif piece.kind == "lines":
            yield from self._of_lines(piece)
        elif piece.kind == "rows":
            yield from self._of_rows(piece)
        else:
            yield from self._of_archive(piece)

    def read(self, path_or_dash: str) -> Iterator[Document | Failure]:
        """Read the item; its path is named only for whoever expects one."""
        item = self.item
        if item.fault:
            yield Failure(item.source, item.fault)
        elif item.data is None:
            yield from super().read(item.source)
        else:
            for found in self.read_bytes(item.data, source=item.source, media_type=item.kind):
                yield self._finished(found, item)

    def close(self) -> None:
        """Close what is kept open between two chunks."""
        self._rows.close()

    def _of_lines(self, piece: Piece) -> Iterator[Item]:
        path = printable(piece.path)
        if piece.end - piece.start > self._max_bytes:  # a single line: others are cut long before
            reason = f"is a line of more than {self._max_bytes // 1_048_576} MB and was left out"
            yield Item(f"{path}:{piece.first}", fault=reason)
            return
        data = _stretch(piece)
        if b"\0" not in data:
            yield Item(path, data, _JSON_LINES, piece.first)
            return
        # as a power cut leaves them in a log: the reader would take all of the stretch for binary data
        number = piece.first
        for is_binary, group in groupby(BytesIO(data), key=lambda line: b"\0" in line):
            lines = list(group)
            if not is_binary:
                yield Item(path, b"".join(lines), _JSON_LINES, number)
            else:
                for at in range(number, number + len(lines)):
                    yield Item(f"{path}:{at}", fault="is binary data, not JSON")
            number += len(lines)

    def _of_rows(self, piece: Piece) -> Iterator[Item]:
        path = printable(piece.path)
        try:
            for number, row in self._rows.read(piece):
                yield Item(f"{path}:{number}", fault=row) if isinstance(row, str) else _of_row(path, number, row)
        except ReadError as error:
            yield Item(path, fault=str(error))

    def _of_archive(self, piece: Piece) -> Iterator[Item]:
        path = printable(piece.path)
        for record in records(piece, max_bytes=self._max_bytes):
            where = f"{path}@{record.at}"
            if record.fault:
                yield Item(where, fault=record.fault)
                continue
            try:
                page = page_of(record.data, max_bytes=self._max_bytes)
            except ReadError as error:
                yield Item(where, fault=str(error))
                continue
            kind = _kind(page.kind) if page else None
            if page is None or kind is None:
                yield PASSED
            else:
                yield Item(printable(page.address) or where, page.data, kind, address=printable(page.address) or None)

    def _finished(self, found: Document | Failure, item: Item) -> Document | Failure:
        """Give lines the numbers they have in their file, and pages what is known of them besides."""
        source = found.source
        if item.kind == _JSON_LINES and item.first > 1 and source.startswith(f"{item.source}:"):
            number = source[len(item.source) + 1 :]
            if number.isdecimal():
                return replace(found, source=f"{item.source}:{int(number) + item.first - 1}")
        if isinstance(found, Failure) or found.source != item.source:
            return found
        if item.row is not None:
            found = self._told(found, item.row)
        return found if item.address is None or found.address else found.adding(address=item.address)

    def _told(self, page: Document, row: dict[str, Any]) -> Document:
        """Let the columns beside a page say what it does not say itself; the id is always theirs."""
        for told in self.read_bytes(about_line(row), source=page.source, media_type=_JSON_LINES):
            if isinstance(told, Document):
                return page.adding(
                    id=told.id if row.get("id") is not None and row["id"] != "" else page.id,
                    title=page.title or told.title,
                    declared_date=page.declared_date or told.declared_date,
                    findings=(*page.findings, *(finding for finding in told.findings if finding.code == "date-unreadable")),
                )
        return page


def _of_row(path: str, number: int, row: dict[str, Any]) -> Item:
    """Make a row what the reader reads; one that nothing can be made of costs only itself."""
    try:
        data, kind = content_of(row)
        if kind == _JSON_LINES:
            return Item(path, data, kind, number)
        url = printable(words(row.get("url")))
        return Item(url or f"{path}:{number}", data, kind, number, url or None, row)
    except Exception as error:  # noqa: BLE001 - a cell may hold anything
        return Item(f"{path}:{number}", fault=f"cannot be made sense of ({type(error).__name__}: {error})")


def _kind(said: str) -> str | None:
    """Choose the reader of what a server said; None where no document is to be expected."""
    kind = said.partition(";")[0].strip().lower()
    kind = _ALIASES.get(kind, kind)
    if kind in _VAGUE:
        return ""
    return kind if kind in READERS else None


def _changed(piece: Piece) -> str:
    """Say how a file differs from what was planned; a worker must not take one for the other."""
    try:
        status = os.stat(piece.path)  # noqa: PTH116 - a million of them
    except (FileNotFoundError, NotADirectoryError):
        return "is not there any more"
    except (OSError, ValueError) as error:
        return f"cannot be read ({getattr(error, 'strerror', None) or error})"
    if (piece.changed or piece.size) and (status.st_size, status.st_mtime_ns) != (piece.size, piece.changed):
        return "has changed while the batch ran and was left out; the same command reads it as it is now"
    return ""


def _stretch(piece: Piece) -> bytes:
    with Path(piece.path).open("rb") as file:
        file.seek(piece.start)
        return file.read(piece.end - piece.start)


def all_items(reader: ItemReader, pieces: tuple[Piece, ...]) -> Iterator[Item]:
    """Yield the items of all pieces, in order."""
    return chain.from_iterable(map(reader.items, pieces))
