"""Writes reports to a file or a stream in the format asked for, one report at a time, in the order they come."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from pipeline.write.atomic import writing
from pipeline.write.parquet import ParquetTable
from pipeline.write.records import report_json, report_line
from pipeline.write.tables import CsvTable, TerminalTable
from pipeline.write.workbook import Workbook
from schemas.record import Report

FORMATS = ("json", "jsonl", "table", "csv", "xlsx", "parquet")


class Sink(Protocol):
    """Take reports one by one; ``close`` ends what was begun."""

    def add(self, report: Report) -> None:
        """Take one report."""

    def close(self) -> None:
        """Write what only the end knows."""


class JsonLines:
    """Write one report a line, each sent on at once, so that a reader of the pipe need not wait."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def add(self, report: Report) -> None:
        """Write one line."""
        self._stream.write(report_line(report))
        self._stream.flush()

    def close(self) -> None:
        """End the lines; they need nothing for that."""


class JsonArray:
    """Write several reports as an array, which JSON demands where a file holds more than one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._count = 0

    def add(self, report: Report) -> None:
        """Write one object, after a comma where another went before."""
        self._stream.write((b",\n" if self._count else b"[\n") + report_json(report).rstrip(b"\n"))
        self._count += 1

    def close(self) -> None:
        """Close the array."""
        self._stream.write(b"\n]\n" if self._count else b"[]\n")


class OneOrMany:
    """Write a single report as one object over several lines.

    One input may still hold many documents (JSON Lines on standard input): the first report waits until it is clear.
    """

    def __init__(self, stream: IO[bytes], many: Sink) -> None:
        self._stream = stream
        self._many = many
        self._first: Report | None = None
        self._alone = b""
        self._count = 0

    def add(self, report: Report) -> None:
        """Keep the first; from the second on all go the way of many."""
        if not self._count:
            self._alone = report_json(report)  # now, so that what cannot be written fails with its own document
            self._first = report
        else:
            if self._first is not None:
                self._many.add(self._first)
                self._first = None
            self._many.add(report)
        self._count += 1

    def close(self) -> None:
        """Write the only one, or end the many."""
        if self._first is not None:
            self._stream.write(self._alone)
        elif self._count:
            self._many.close()


class Writer:
    """Write reports in one format.

    ``form`` is one of ``FORMATS``; without one, a single input gives ``json``, several give ``jsonl``.
    ``single``: one input was given, so that ``json`` is one object and not an array.
    """

    def __init__(self, form: str | None, *, single: bool = False) -> None:
        self._form = form
        self._single = single

    @contextmanager
    def open(self, output: Path | None) -> Iterator[Sink]:
        """Open a file, or standard output where none is named.

        A file appears whole when the block ends well, and not at all otherwise. A stream gets what was written before.

        Raises:
            OSError: the file's folder is missing or may not be written to.
            SettingsError: the format needs a library that is not installed.
        """
        with writing(output) as stream:
            sink = self._sink(stream, is_file=output is not None)
            yield sink
            sink.close()

    @contextmanager
    def to(self, stream: IO[bytes]) -> Iterator[Sink]:
        """Write to a binary stream that is to become a file (a download, say); it is ended, not closed, when the block ends well.

        Raises:
            SettingsError: the format needs a library that is not installed.
        """
        sink = self._sink(stream, is_file=True)
        yield sink
        sink.close()

    def _sink(self, stream: IO[bytes], *, is_file: bool) -> Sink:
        if self._form == "csv":
            return CsvTable(stream, mark=is_file)
        if self._form == "xlsx":
            return Workbook(stream)
        if self._form == "parquet":
            return ParquetTable(stream)
        if self._form == "table":
            return TerminalTable(stream, width=120 if is_file else None)
        many = JsonArray(stream) if self._form == "json" else JsonLines(stream)
        return OneOrMany(stream, many) if self._single and self._form != "jsonl" else many
