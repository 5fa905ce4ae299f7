"""Reads tables: which column holds the members, and which says to which network a row belongs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.assemble.view import View
from pipeline.shapes import shape

_NETWORK_HEAD_RE = shape(r"(?:Netzwerk|Netz|Runde|Gruppe)e?s?", re.IGNORECASE)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_NUMBER_RE = shape(r"(?:Nr\.?|Nummer|#|\d{1,3}\.?|)")
_ENOUGH_ROWS = 2
_PAIR = 2
_LISTING_RE = shape(r"[,;]\s|\s(?:und|sowie)\s")
_LABEL_CHARS = 40


@dataclass(slots=True)
class Table:
    """Hold the cells of the members' column. ``cells``: (start, end, network editions the row belongs to or None).

    ``lists``: cells behind a label in the same row, each with a list of members.
    ``announced``: its own header says that it lists members. ``firms``: the header speaks of companies.
    """

    segments: list[int]
    cells: list[tuple[int, int, tuple[int, ...] | None]] = field(default_factory=list)
    lists: list[tuple[int, int]] = field(default_factory=list)
    announced: bool = False
    firms: bool = False
    head: tuple[int, int] | None = None  # the header cell over the members


def read_table(view: View) -> list[Table]:
    """Read every table of the document that has a column of members.

    Unit of the networks in ``cells``: the number in the row, to be matched with editions.
    """
    groups: dict[int, list[int]] = {}
    for number, segment in enumerate(view.segments):
        if segment.kind == "row" and segment.list_id is not None and not segment.boilerplate:
            groups.setdefault(segment.list_id, []).append(number)
    return [table for numbers in groups.values() if (table := _read(view, numbers)) is not None]


def _read(view: View, numbers: list[int]) -> Table | None:
    """Read one table by its header; without one, by its first column."""
    rows = [list(_cells(view, number)) for number in numbers]
    if len(rows) < _ENOUGH_ROWS:
        return None
    table = Table(numbers)
    labelled = [row for row in rows if len(row) == _PAIR and _label_kind(view, *row[0])]
    if any(_LISTING_RE.search(view.text, *row[1]) for row in labelled) and all(len(row) <= _PAIR for row in rows):
        table.announced = True
        for row in labelled:
            table.lists.append(row[1])
        return table
    column = _member_column(view, rows[0], table)
    body = rows[1:] if column is not None or not _has_place(view, rows[0]) else rows
    if column is None:
        column = 1 if all(_NUMBER_RE.fullmatch(view.text[row[0][0] : row[0][1]]) for row in body if row) and len(rows[0]) > 1 else 0
    network = next((index for index, (start, end) in enumerate(rows[0]) if _NETWORK_HEAD_RE.fullmatch(view.text, start, end)), None)
    for row in body:
        if column < len(row):
            start, end = row[column]
            owner = _owner(view.text[slice(*row[network])]) if network is not None and network < len(row) else None
            if start < end:
                table.cells.append((start, end, owner))
    return table


def _cells(view: View, number: int) -> Iterator[tuple[int, int]]:
    """Give the cells of a row, trimmed."""
    segment = view.segments[number]
    position = segment.start
    for piece in view.text[segment.start : segment.end].split("\t"):
        start = position + len(piece) - len(piece.lstrip())
        yield start, max(start, position + len(piece.rstrip()))
        position += len(piece) + 1


def _member_column(view: View, header: list[tuple[int, int]], table: Table) -> int | None:
    """Find the column whose head names members; one of districts only where no other does."""
    second = None
    for index, (start, end) in enumerate(header):
        kind = _head_kind(view, start, end)
        if kind == "district":
            second = index if second is None else second
        elif kind is not None:
            table.announced, table.firms, table.head = True, kind == "company", (start, end)
            return index
    if second is not None:
        table.announced, table.head = True, header[second]
    return second


def _label_kind(view: View, start: int, end: int) -> bool:
    """Say whether a cell is a label of members ("Teilnehmer", "Beteiligte Kommunen"), and not one of their number."""
    if end - start > _LABEL_CHARS:
        return False
    return any(
        hit.start == start and hit.end >= end - 1 and hit.entry.kind in {"holder", "participants"}
        for name in ("participant_cues", "section_headings")
        for hit in view.hits(name, start, end)
    )


def _head_kind(view: View, start: int, end: int) -> str | None:
    """Say what a header cell speaks of: municipal, district, company or generic."""
    length = end - start
    for name in ("participant_cues", "section_headings", "member_nouns", "form_words"):
        for hit in view.hits(name, start, end):
            if (hit.end - hit.start) * 5 < length * 3:
                continue
            if name == "participant_cues" and hit.entry.kind == "holder":
                return "generic"
            if name == "section_headings" and hit.entry.kind == "participants":
                return "generic"
            if name == "member_nouns" and hit.entry.kind in {"municipal", "company", "generic"}:
                return "district" if hit.entry.role == "district" else hit.entry.kind
            if name == "form_words":
                return "district" if hit.entry.kind == "district" or hit.entry.value in {"Kreis", "Region"} else "municipal"
    return None


def _has_place(view: View, row: list[tuple[int, int]]) -> bool:
    return bool(row) and bool(view.mentions("place", row[0][0], row[-1][1]))


def _owner(cell: str) -> tuple[int, ...] | None:
    """Read the networks a row belongs to: "I", "2", "I und II"."""
    numbers = [_ROMAN.get(word) or int(word) for word in re.findall(r"(?<!\w)(?:IV|I{1,3}|V|[1-9])(?!\w)", cell) if word]
    return tuple(numbers) or None
