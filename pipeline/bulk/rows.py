"""Reads rows of Parquet as documents: the columns are the fields of JSON Lines, or ``html`` in place of ``text``."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pipeline.bulk.shapes import Job, Piece
from pipeline.errors import ReadError, SettingsError

#: the columns that are read, the others cost nothing; ``html`` counts where ``text`` is missing or empty
COLUMNS = ("text", "html", "id", "url", "date", "title")
_CONTENT = ("text", "html")
#: rows taken out of the file at a time, and bytes of them, as far as the table of contents tells
_BATCH = 100
_BATCH_BYTES = 1 << 24


def cut_rows(whole: Piece, job: Job) -> Iterator[Piece]:
    """Cut a file by its table of contents, within its row groups; nothing else of it is read.

    Raises:
        ReadError: it is no Parquet, or has no column with documents.
        SettingsError: the library is not installed.
    """
    file = _opened(whole.path)
    with file:
        about = file.metadata
        if about.num_rows <= 0:
            msg = "has no rows"
            raise ReadError(msg)
        before = 0
        for group in range(about.num_row_groups):
            rows, size = about.row_group(group).num_rows, about.row_group(group).total_byte_size
            step = max(1, min(job.documents, job.size * rows // max(size, 1)))
            for start in range(0, rows, step):
                end = min(start + step, rows)
                weight = whole.size * (before + end) // about.num_rows - whole.size * (before + start) // about.num_rows
                yield replace(whole, kind="rows", first=group, start=start, end=end, documents=end - start, weight=weight)
            before += rows


def _opened(path: str) -> Any:  # noqa: ANN401 - an extra without types
    """Open a file whose columns hold documents.

    Raises:
        ReadError: it is no Parquet, or has no such column.
        SettingsError: the library is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        msg = "reading Parquet needs pyarrow, which is not installed; install it with: pip install pyarrow"
        raise SettingsError(msg) from error
    try:
        file = parquet.ParquetFile(path, pre_buffer=False, buffer_size=1 << 20)
        names = file.schema_arrow.names
    except (pa.ArrowException, ValueError) as error:
        msg = f"is no Parquet, or damaged ({' '.join(str(error).split())})"
        raise ReadError(msg) from error
    if not set(_CONTENT) & set(names):
        file.close()
        msg = f"has no column 'text' or 'html' (columns: {', '.join(map(repr, names[:8])) or 'none'})"
        raise ReadError(msg)
    return file


class Rows:
    """Give the rows of pieces, keeping the last file open: the next piece of a row group goes on where the last one ended.

    Rows of a group can only be read from its beginning, so that opening it anew for each piece would take quadratic time.
    """

    def __init__(self) -> None:
        self._key: tuple[str, int, int] | None = None
        self._file: Any = None
        self._batches: Iterator[Any] = iter(())
        self._batch: Any = None
        self._at = 0  # the row of the group that the current batch begins with
        self._before = 0

    def read(self, piece: Piece) -> Iterator[tuple[int, dict[str, Any] | str]]:
        """Yield each row with its number in the file, from 1; in place of one that cannot be read, why.

        Raises:
            ReadError: the file cannot be opened (any more).
        """
        key = (piece.path, piece.changed, piece.first)
        if key != self._key or self._at > piece.start:
            self.close()
            self._open(piece)
            self._key = key
        at = piece.start
        try:
            while at < piece.end:
                while self._batch is None or self._at + len(self._batch) <= at:
                    self._at += len(self._batch) if self._batch is not None else 0
                    self._batch = next(self._batches)
                taken = self._batch.slice(at - self._at, piece.end - at)
                columns = [(name, taken.column(name)) for name in taken.schema.names]
                for row in range(len(taken)):
                    at += 1
                    yield self._before + at, {name: _cell(column[row]) for name, column in columns}
        except Exception as error:  # noqa: BLE001 - the library has no base for what it raises at damage
            self.close()
            reason = f"is damaged in row group {piece.first} ({' '.join(str(error).split()) or 'too few rows'})"
            # each row that was counted is named: what goes in comes out or is in the ledger
            for number in range(at, piece.end):
                yield self._before + number + 1, reason

    def _open(self, piece: Piece) -> None:
        self._file = _opened(piece.path)
        self._at = 0
        self._before = sum(self._file.metadata.row_group(group).num_rows for group in range(piece.first))
        columns = [name for name in COLUMNS if name in self._file.schema_arrow.names]
        group = self._file.metadata.row_group(piece.first)
        rows = max(1, min(_BATCH, _BATCH_BYTES * group.num_rows // max(group.total_byte_size, 1)))
        self._batches = self._file.iter_batches(rows, row_groups=[piece.first], columns=columns, use_threads=False)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        self._file, self._key, self._batch, self._batches = None, None, None, iter(())


def _cell(cell: Any) -> Any:  # noqa: ANN401 - an extra without types
    """Give what is in a cell; of what Python has no value for, as much as can be said, so that a wrong day costs the day only."""
    for attempt in (_value, _rounded, _bytes, _number):
        try:
            return attempt(cell)
        except Exception:  # noqa: BLE001, S112 - the library lets out whatever Python's own types raise
            continue
    return None


def _value(cell: Any) -> Any:  # noqa: ANN401
    return cell.as_py()


def _rounded(cell: Any) -> Any:  # noqa: ANN401
    """Give a time of billionths of a second, for which Python has no type."""
    import pyarrow as pa  # noqa: PLC0415 - an extra, and heavy

    return cell.cast(pa.timestamp("us", cell.type.tz), safe=False).as_py()


def _bytes(cell: Any) -> bytes:  # noqa: ANN401
    """Give a text that is no UTF-8."""
    return bytes(cell.as_buffer())


def _number(cell: Any) -> str:  # noqa: ANN401
    """Give a day that no calendar has, in words that the reader finds unreadable and says so."""
    return f"{cell.value} ({cell.type})"


def content_of(row: dict[str, Any]) -> tuple[bytes, str]:
    """Give what the reader is handed for a row, and its media type.

    >>> content_of({"text": "Stadt Lage", "id": 7, "html": None, "date": date(2021, 5, 3)})
    (b'{"text": "Stadt Lage", "id": 7, "date": "2021-05-03"}', 'application/jsonl')
    >>> content_of({"text": None, "html": "<p>Lage"})
    (b'<p>Lage', 'text/html')
    """
    html = row.get("html")
    if html and not row.get("text"):
        return html if isinstance(html, bytes) else str(html).encode("utf-8", "surrogatepass"), "text/html"
    return _line({name: value for name, value in row.items() if name != "html"}), "application/jsonl"


def about_line(row: dict[str, Any]) -> bytes:
    """Give a row without its page as a line of JSON Lines, so that its day and title are read as there."""
    return _line({**{name: value for name, value in row.items() if name not in _CONTENT}, "text": " "})


def words(value: Any) -> str:  # noqa: ANN401 - a cell may hold anything
    """Give a cell as a text, empty where there is nothing in it."""
    return "" if value is None else str(_plain(value))


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps({name: _plain(value) for name, value in row.items() if value is not None}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell may hold anything
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str | int | float | bool) else str(value)
