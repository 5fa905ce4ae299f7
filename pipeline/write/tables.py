"""Writes reports as plain tables: CSV for programs, a small table for the terminal.

CSV follows RFC 4180: commas, CRLF, UTF-8. A file begins with the UTF-8 mark, because Excel reads umlauts wrong without it; a
stream has none, because it would stick to the first column's name in a pipe.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import PurePath
from typing import IO

from pipeline.settings import printable
from pipeline.write.rows import NETWORK_COLUMNS, defuse, network_rows
from schemas.finding import UNREAD_CODES
from schemas.record import Record, Report

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvTable:
    """Write one row a network, as the reports come."""

    def __init__(self, stream: IO[bytes], *, mark: bool) -> None:
        self._stream = stream
        self._stream.write((BYTE_ORDER_MARK if mark else b"") + _csv_line(NETWORK_COLUMNS))

    def add(self, report: Report) -> None:
        """Write the rows of one report."""
        lines = [_csv_line(defuse(row[name]) for name in NETWORK_COLUMNS) for row in network_rows(report)]
        self._stream.write(b"".join(lines))  # all of them or, where one cannot be written, none

    def close(self) -> None:
        """End the table; a CSV needs nothing for that."""


def _csv_line(cells: Iterable[object]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue().encode()


def _time(record: Record) -> str:
    """Write the status with the term, or the founding where there is none: ``running, from 2021-07``."""
    if record.start and record.end:
        dates = f"{record.start} – {record.end}"
    else:
        words = (("from", record.start), ("until", record.end), ("founded", record.founded))
        dates = next((f"{word} {date}" for word, date in words if date), "")
    return ", ".join(filter(None, (record.status, dates)))


class TerminalTable:
    """Show one line a network; a document without one is named too, so that nobody looks for it."""

    def __init__(self, stream: IO[bytes], *, width: int | None = None) -> None:
        self._stream = stream
        self._width = width
        self._rows: list[tuple[str, ...]] = []

    def add(self, report: Report) -> None:
        """Keep the lines of one report; a table needs all of them to find its widths."""
        source = PurePath(report.document.source).name or report.document.source
        if not report.networks:
            unread = any(finding.code in UNREAD_CODES for finding in report.findings)
            said = "not read" if unread else "no network announced"
            self._rows.append((source, said, "", "", str(len(report.findings))))
        for record in report.networks:
            counts = (str(len(record.participants)), str(len(record.findings) + len(report.findings)))
            self._rows.append((source, record.name or "(no name)", _time(record), *counts))

    def close(self) -> None:
        """Draw the table."""
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - only for this format
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        text = io.StringIO()
        console = Console(file=text, width=self._width, legacy_windows=False, highlight=False)
        table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
        table.add_column("source", overflow="ellipsis", no_wrap=True, max_width=max(18, console.width // 3))
        table.add_column("network", overflow="fold")
        table.add_column("status and dates", overflow="fold", max_width=30)
        table.add_column("members", justify="right", no_wrap=True)
        table.add_column("findings", justify="right", no_wrap=True)
        for row in self._rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        console.print(table)
        self._stream.write(text.getvalue().encode())
