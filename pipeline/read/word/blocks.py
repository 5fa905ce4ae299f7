"""Writes the paragraphs and tables of a Word file down as blocks: headings, items, rows, and text as one would have typed it.

Consecutive plain paragraphs become one block, parted by blank lines, short ones that stand close together by line ends: authors
type lists of places, addresses and headings without any style, and the section room reads such lines from their look, as it does
in plain text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.text_builder import Piece, TextBuilder
from pipeline.read.word.parts import Item, Paragraph, Row, Table
from schemas.document import Link

#: a longer table cell holds a text, not a value
_CELL_CHARS = 400
_CELL_PARAGRAPHS = 2
_HEADING_CHARS = 200
_STRONG_CHARS = 110
_MANY_STRONG = 3
_TEXT_CHARS = 60
_TEXT_SHARE = 1.3
_LINE_CHARS = 80
#: one empty paragraph to so many others
_MANY_LINES = 8
_SENTENCE_RE = re.compile(r"[.!?…][\"“”»«')\]]*$")
_SENTENCE_END_RE = re.compile(r"[.,;!–-]$")
#: addresses, labelled values, columns, and the line of place and date
_NO_HEADING_RE = re.compile(
    r"@|www\.|://|: |^(?:Tel\.|Telefon|Fax|Mobil)|^[a-zäöüß]|\n\n|\t|\d{1,2}\. ?(?:\d{1,2}\.|[A-Z][a-zä]{2,8}\.?) ?(?:\d{4}|\d{2})$"
)


@dataclass(slots=True)
class _Line:
    """A row of a table: the paragraphs of its cells."""

    cells: list[list[Paragraph]]
    table: int


_Unit = Paragraph | _Line


class BlockMaker:
    """Write what one container holds; afterwards ``links`` has the addresses behind its texts."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._group = 0
        self._tables = 0
        self._has_heading = False
        self._loose = True
        self.links: list[Link] = []

    def write(self, items: Sequence[Item], *, boilerplate: str | None = None) -> None:
        """Write paragraphs and tables in order; noise has no headings, or the text that follows would be under them."""
        units = list(self._flatten(items))
        headings = _strong_headings(units) if boilerplate is None else frozenset()
        self._loose = not _has_empty_lines(units)
        run: list[Paragraph] = []
        for index, unit in enumerate(units):
            if (
                isinstance(unit, Paragraph)
                and index not in headings
                and (_is_plain(unit) or (boilerplate and unit.kind == "heading"))
            ):
                run.append(unit)
                continue
            self._write_run(run, boilerplate)
            self._write_unit(unit, units[index - 1] if index else None, boilerplate, heading=index in headings)
        self._write_run(run, boilerplate)

    def _write_run(self, run: list[Paragraph], boilerplate: str | None) -> None:
        """Write plain paragraphs that follow one another, and forget them."""
        if not run:
            return
        parts: list[Paragraph | str] = []
        for paragraph in run:
            if parts:
                parts.append("\n" if _is_line(parts[-1], paragraph, loose=self._loose) else "\n\n")
            parts.append(paragraph)
        self._add("paragraph", parts, boilerplate=boilerplate)
        run.clear()

    def _write_unit(self, unit: _Unit, above: _Unit | None, boilerplate: str | None, *, heading: bool) -> None:
        if isinstance(unit, _Line):
            self._add("row", _row_parts(unit.cells), boilerplate=boilerplate, group=-unit.table)
        elif heading or unit.kind == "heading":
            level = unit.level if unit.kind == "heading" else 2 if self._has_heading else 1
            self._has_heading = True
            self._add("heading", [unit], level=level, boilerplate=boilerplate)
        elif unit.kind == "contents":
            self._add("paragraph", [unit], boilerplate=boilerplate or "navigation")
        elif unit.kind == "item":
            self._group += not (isinstance(above, Paragraph) and above.kind == "item")
            self._add("item", [unit], level=unit.level, boilerplate=boilerplate, group=self._group)
        else:
            self._add(unit.kind, [unit], boilerplate=boilerplate)

    def _add(
        self, kind: str, parts: Iterable[Paragraph | str], *, level: int = 0, boilerplate: str | None = None, group: int = 0
    ) -> None:
        """Write one block, and put its links where they came to stand."""
        pieces: list[Piece] = []
        links: list[Link] = []
        at = 0
        for part in parts:
            for each in _joined(part) if isinstance(part, Paragraph) else ():
                text = each.text.replace("\t", " ") if kind == "row" else each.text
                pieces.append(Piece(text, path=each.path, paragraph=each.number))
                links += [Link(at + link.start, at + link.end, link.href) for link in each.links]
                at += len(text)
            if isinstance(part, str):
                pieces.append(Piece(part))
                at += len(part)
        count = len(self._builder.blocks)
        self._builder.add(kind, pieces, level=level, boilerplate=boilerplate, group=group)
        if len(self._builder.blocks) > count:
            start = self._builder.blocks[-1].start
            self.links += [Link(start + link.start, start + link.end, link.href) for link in links]

    def _flatten(self, items: Sequence[Item]) -> Iterator[_Unit]:
        """Give paragraphs and rows in order; tables that only lay a page out are opened, however deep they nest."""
        stack: list[Iterator[Item | Row]] = [iter(items)]
        while stack:
            item = next(stack[-1], None)
            if item is None:
                stack.pop()
            elif isinstance(item, Paragraph):
                yield item
            elif isinstance(item, Table):
                self._tables += 1
                stack.append(iter([_Numbered(row, self._tables, item) for row in item.rows]))
            elif isinstance(item, _Numbered):
                if _is_layout(item, item.table):
                    stack.append(iter([inner for cell in item.cells for inner in cell.items]))
                else:
                    yield from _row_units(item, item.number)


class _Numbered(Row):
    """A row that knows its table."""

    __slots__ = ("number", "table")

    def __init__(self, row: Row, number: int, table: Table) -> None:
        self.cells, self.columns, self.hidden = row.cells, row.columns, row.hidden
        self.number = number
        self.table = table


def _joined(paragraph: Paragraph) -> list[Paragraph]:
    """Give a paragraph after those whose ends were deleted: together they are one."""
    chain = [paragraph]
    while chain[-1].joined is not None:
        chain.append(chain[-1].joined)
    return chain[::-1]


def _is_layout(row: Row, table: Table) -> bool:
    """Say whether a row only lays a page out: a frame around a text, a cell with tables, headings, or several paragraphs."""
    filled = [cell for cell in row.cells if cell.items]
    if any(isinstance(item, Table) for cell in filled for item in cell.items):
        return True
    if len(table.rows) == 1 and len(row.cells) == 1:
        return True
    paragraphs = [[item for item in cell.items if isinstance(item, Paragraph)] for cell in filled]
    if len(filled) > 1 and all(len(inside) == 1 for inside in paragraphs):
        return False
    return any(
        any(each.kind == "heading" for each in inside)
        or (len(inside) > _CELL_PARAGRAPHS and sum(len(each.text) for each in inside) > _CELL_CHARS)
        for inside in paragraphs
    )


def _row_units(row: Row, number: int) -> Iterator[_Unit]:
    """Give a row as one line, or, where a cell holds a list, as lines and items."""
    cells = [[item for item in cell.items if isinstance(item, Paragraph)] for cell in row.cells]
    if not any(sum(each.kind == "item" for each in inside) > 1 for inside in cells):
        yield _Line(cells, number)
        return
    open_cells: list[list[Paragraph]] = []
    for inside in cells:
        open_cells.append([])
        for paragraph in inside:
            if paragraph.kind != "item":
                open_cells[-1].append(paragraph)
                continue
            if any(open_cells):
                yield _Line(open_cells, number)
            open_cells = [[]]
            yield paragraph
    if any(open_cells):
        yield _Line(open_cells, number)


def _row_parts(cells: list[list[Paragraph]]) -> Iterator[Paragraph | str]:
    """Part cells by tabs and their paragraphs by line ends; empty cells at the edges leave no tab."""
    pending = ""
    begun = False
    for number, inside in enumerate(cells):
        pending += "\t" if number and begun else ""
        for index, paragraph in enumerate(inside):
            if index:
                yield "\n"
            elif pending:
                yield pending
            yield paragraph
            pending, begun = "", True


def _has_empty_lines(units: Sequence[_Unit]) -> bool:
    """Say whether an author parts what belongs apart by empty paragraphs: then the space that styles leave parts nothing."""
    plain = [unit for unit in units if isinstance(unit, Paragraph) and unit.kind == "paragraph"]
    return sum(unit.gap for unit in plain) * _MANY_LINES >= len(plain)


def _is_line(above: Paragraph | str, paragraph: Paragraph, *, loose: bool) -> bool:
    """Say whether a paragraph is the next line of an address, a list of places, or a text pasted with its line ends."""
    if paragraph.gap or (loose and paragraph.spaced) or isinstance(above, str) or _SENTENCE_RE.search(above.text):
        return False
    return len(above.text) > _LINE_CHARS or len(paragraph.text) <= _LINE_CHARS or paragraph.text[0].islower()


def _is_plain(paragraph: Paragraph) -> bool:
    return paragraph.kind == "paragraph" or (paragraph.kind == "heading" and not _can_head(paragraph))


def _can_head(paragraph: Paragraph) -> bool:
    """Say whether a paragraph in a heading's style is short enough for one; whole texts are set in such styles, too."""
    text = paragraph.text
    return len(text) <= _HEADING_CHARS and not (len(text) > _STRONG_CHARS and text.endswith("."))


def _strong_headings(units: Sequence[_Unit]) -> frozenset[int]:
    """Give the paragraphs that head a text by their look alone: short, wholly bold, no sentence, and a text or list below.

    A bold line over short lines stays as it is: it may be a name over an address, and the section room knows the words of labels.
    """
    found: set[int] = set()
    chain = 0
    for index in range(len(units) - 2, -1, -1):
        unit, below = units[index], units[index + 1]
        if not isinstance(unit, Paragraph) or not _looks_strong(unit, below):
            chain = 0
            continue
        if index + 1 in found:
            chain += 1
        elif _is_text(below, unit):
            chain = 1
        else:
            chain = 0
        if 0 < chain <= _MANY_STRONG:
            found.add(index)
    return frozenset(found)


def _looks_strong(unit: Paragraph, below: _Unit) -> bool:
    if not unit.strong or unit.kind not in {"paragraph", "item"} or unit.joined is not None or unit.links:
        return False
    if unit.kind == "item" and isinstance(below, Paragraph) and below.kind == "item":
        return False
    text = unit.text
    return len(text) <= _STRONG_CHARS and not _SENTENCE_END_RE.search(text) and not _NO_HEADING_RE.search(text)


def _is_text(below: _Unit, heading: Paragraph) -> bool:
    if isinstance(below, _Line) or below.kind == "item":
        return True
    if below.strong or below.kind != "paragraph":
        return False
    return heading.text.endswith(":") or len(below.text) > max(_TEXT_CHARS, _TEXT_SHARE * len(heading.text))
