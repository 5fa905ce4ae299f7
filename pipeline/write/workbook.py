"""Writes reports as an Excel workbook for people who filter: a page that says what is in it, then one sheet for each sort of thing.

Sheets and columns keep their names; the sheets of what people settled are there only where somebody did. Texts are never read
as formulas, links or numbers.
"""

import io
import json
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from pipeline.write.rows import REVIEW_SHEETS, SHEETS, Row, sheet_rows
from schemas.record import Report

ABOUT = "about"
#: no clock in a workbook: the same reports give the same bytes
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_CELL_CHARS = 32_767
_WIDEST_CHARS = 60
_NARROWEST_CHARS = 8
_LOW_CONFIDENCE = 0.7
_COLUMNS = {**SHEETS, **REVIEW_SHEETS}
#: columns that stay in view when a reader scrolls to the right
_KEPT_COLUMNS = {"networks": 5, "participants": 4, "actors": 3, "people": 4}
#: ink, ground
_HUES = {
    "heading": ("#FFFFFF", "#17616B"),
    "error": ("#8C1D1D", "#FBE3E0"),
    "warning": ("#7A4A00", "#FBEFD7"),
    "note": ("#3D4D60", "#E8EDF2"),
    "settled": ("#1F5A28", "#DFF0E0"),
}
_STATE_HUES = {
    "accepted": "settled",
    "corrected": "settled",
    "added": "settled",
    "rejected": "warning",
    "absent": "warning",
    "held": "note",
    "conflict": "error",
}
_NUMBERS = {
    "confidence": "0%",
    "latitude": "0.0000",
    "longitude": "0.0000",
    "characters": "#,##0",
    "made_at": "yyyy-mm-dd hh:mm:ss",
}
_TIMES = frozenset({"made_at"})


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Read the words of the first sheet. Shape: language -> key -> words."""
    plain: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("workbook_texts.json").read_text(encoding="utf-8"))
    return plain


class Workbook:
    """Gather the rows of all reports and write the workbook at the end; Excel's format allows no earlier."""

    def __init__(self, stream: IO[bytes]) -> None:
        import xlsxwriter  # noqa: PLC0415 - only for this format

        self._stream = stream
        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(self._buffer, options)
        self._book.set_properties({"title": "Netzlese", "created": _CREATED})
        self._formats: dict[tuple[str | None, str | None], Any] = {}
        self._about = self._book.add_worksheet(ABOUT)
        self._sheets: dict[str, Any] = {}
        self._rows: dict[str, int] = {}
        self._widths: dict[str, list[int]] = {}
        self._tally = _Tally()
        for name in SHEETS:
            self._begin(name)

    def _begin(self, name: str) -> None:
        columns = _COLUMNS[name]
        self._sheets[name] = sheet = self._book.add_worksheet(name)
        self._rows[name] = 0
        self._widths[name] = [max(len(column) + 2, _NARROWEST_CHARS) for column in columns]  # room for the filter's arrow
        sheet.freeze_panes(1, _KEPT_COLUMNS.get(name, 0))
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._format("heading"))

    def _format(self, hue: str | None, number: str | None = None) -> Any:  # noqa: ANN401 - xlsxwriter brings no types
        """Give the look of a cell; each is made once."""
        if (hue, number) not in self._formats:
            look: dict[str, Any] = {"valign": "top", "text_wrap": hue != "heading"}
            if hue:
                ink, ground = _HUES[hue]
                look |= {"font_color": ink, "bg_color": ground, "bold": hue == "heading"}
            if number:
                look["num_format"] = number
            self._formats[hue, number] = self._book.add_format(look)
        return self._formats[hue, number]

    def add(self, report: Report) -> None:
        """Write the rows of one report into every sheet."""
        rows = list(sheet_rows(report))  # all of them or, where one cannot be made, none
        for name in REVIEW_SHEETS:
            if report.review is not None and name not in self._sheets:
                self._begin(name)
        self._tally.add(report)
        for name, row in rows:
            self._rows[name] += 1
            for place, column in enumerate(_COLUMNS[name]):
                self._write(name, place, column, row)

    def _write(self, name: str, place: int, column: str, row: Row) -> None:
        value = row.get(column)
        if value is None:
            return
        sheet, at, look = self._sheets[name], self._rows[name], self._format(_hue(column, value), _NUMBERS.get(column))
        moment = _moment(value) if column in _TIMES else None
        if moment is not None:
            sheet.write_datetime(at, place, moment, look)
        elif isinstance(value, str):
            sheet.write_string(at, place, value[:_MOST_CELL_CHARS], look)
        else:
            sheet.write_number(at, place, value, look)
        longest = max(map(len, str(value).splitlines()), default=0)
        self._widths[name][place] = min(_WIDEST_CHARS, max(self._widths[name][place], longest))

    def close(self) -> None:
        """Set filters and widths, say on the first sheet what is in the book, and write the file."""
        for name, sheet in self._sheets.items():
            sheet.autofilter(0, 0, max(self._rows[name], 1), len(_COLUMNS[name]) - 1)
            for place, width in enumerate(self._widths[name]):
                sheet.set_column(place, place, width + 2)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
        self._write_about()
        self._book.close()
        self._stream.write(self._buffer.getvalue())

    def _write_about(self) -> None:
        """Fill the first sheet: what it is in both languages, versions, counts, sheets and colours."""
        sheet, german, english = self._about, texts()["de"], texts()["en"]
        bold, title = self._book.add_format({"bold": True, "bottom": 1}), self._book.add_format({"bold": True, "font_size": 16})
        plain = self._format(None)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 64)
        sheet.set_column(1, 1, 64)
        sheet.set_column(2, 2, 44)
        at = 0
        for key in ("title", "lead", "dates"):
            look = title if key == "title" else plain
            sheet.write_string(at, 0, german[key], look)
            sheet.write_string(at, 1, english[key], look)
            at += 1
        for heading, lines in self._tally.sections(list(self._sheets)):
            at += 1
            sheet.write_string(at, 0, german[heading], bold)
            sheet.write_string(at, 1, english[heading], bold)
            sheet.write_blank(at, 2, None, bold)
            for key, value, slots in lines:
                at += 1
                sheet.write_string(at, 0, german[key].format(**slots), plain)
                sheet.write_string(at, 1, english[key].format(**slots), plain)
                self._write_fact(at, key, value)
            at += 1

    def _write_fact(self, at: int, key: str, value: str | float) -> None:
        """Write what a line of the first sheet says: a number, words, the way to a sheet, or a colour."""
        kind, _, name = key.partition(".")
        if kind == "sheet":
            self._about.write_url(at, 2, f"internal:'{name}'!A1", string=name)
        elif isinstance(value, str):
            self._about.write_string(at, 2, value[:_MOST_CELL_CHARS], self._format(name if kind == "colour" else None))
        else:
            self._about.write_number(at, 2, value, self._format(None, "#,##0.0" if isinstance(value, float) else "#,##0"))


def _hue(column: str, value: str | float) -> str | None:
    """Choose the colour of a cell: by severity, by what a person did, by how sure a value is."""
    if column == "severity":
        return str(value)
    if column == "state":
        return _STATE_HUES.get(str(value))  # the participants' state is a Land and has no colour
    return "warning" if column == "confidence" and isinstance(value, float | int) and value < _LOW_CONFIDENCE else None


def _moment(value: str | float) -> datetime | None:
    """Read a time as a spreadsheet wants it, in UTC without saying so; None where it is none."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


#: a line of the first sheet: key of its words, what it says, slots of its words
_Line = tuple[str, str | float, dict[str, str]]


class _Tally:
    """Count what the first sheet says of all reports."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.versions: dict[str, dict[str, None]] = {"netzlese": {}, "lexicons": {}, "places": {}}
        self.reviewers: Counter[str] = Counter()
        self.wrong = 0.0

    def add(self, report: Report) -> None:
        """Count one report."""
        meta = report.meta
        places = " ".join(filter(None, (meta.places.source, meta.places.date)))
        for name, value in (("netzlese", meta.netzlese), ("lexicons", meta.lexicons), ("places", places)):
            self.versions[name][value] = None
        self.counts["documents"] += 1
        self.counts["networks"] += len(report.networks)
        for finding in (*report.findings, *(finding for record in report.networks for finding in record.findings)):
            self.counts[finding.severity] += 1
        for record in report.networks:
            self.counts["participants"] += len(record.participants)
            for pieces in record.evidence.values():
                self.counts["evidence"] += len(pieces)
                self.counts["unsure"] += sum(piece.confidence < _LOW_CONFIDENCE for piece in pieces)
        if report.review is not None:
            self.counts["total"] += report.review.total
            self.counts["settled"] += report.review.settled
            self.wrong += report.review.wrong
            self.reviewers.update(value.reviewer for value in report.review.values)
            self.reviewers.update(refused.reviewer for refused in report.review.refused if refused.state != "conflict")

    def sections(self, sheets: list[str]) -> list[tuple[str, list[_Line]]]:
        """Give the lines of the first sheet under their headings."""
        counted = ("documents", "networks", "participants", "evidence", "unsure", "error", "warning", "note")
        sections: list[tuple[str, list[_Line]]] = [
            ("counts", [(key, self.counts[key], {}) for key in counted]),
            ("versions", [(key, "\n".join(values), {}) for key, values in self.versions.items()]),
            ("sheets", [(f"sheet.{name}", name, {}) for name in sheets]),
            ("colours", [(f"colour.{hue}", "123", {}) for hue in _HUES if hue != "heading"]),
        ]
        if "review" in sheets:
            by: list[_Line] = [("reviewer", count, {"name": name}) for name, count in sorted(self.reviewers.items(), key=_busiest)]
            settling: list[_Line] = [
                ("total", self.counts["total"], {}),
                ("settled", self.counts["settled"], {}),
                ("wrong", self.wrong, {}),
            ]
            sections.insert(1, ("settling", [*settling, *by]))
        return sections


def _busiest(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
