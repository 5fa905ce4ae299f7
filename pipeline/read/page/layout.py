"""Tells a table that lays a page out from a table of data, row by row, before any of the row is written.

A row of data is one line: a label and a value, or the columns of a list. A row that lays a page out has columns of their own: a
menu here, the message there. Every element is looked at for the nearest row around it only, so that all rows together take linear
time however tables are nested.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.read.page.frames import BREAKS_CELL, DROPPED, LISTS

#: a longer cell holds a text, not a value
CELL_CHARS = 400
_CELL_PARAGRAPHS = 2
#: two line ends part paragraphs only in a text of some length
_TEXT_CHARS = 160
_LABEL_CHARS = 60
_PARTS = frozenset({"nav", "aside", "header", "footer", "main"})
#: names of parts that are trusted inside a table; others name a column ("share") or something small
_COLUMNS = frozenset({"navigation", "breadcrumb", "aside", "teaser", "footer", "header", "advert", "cookie", "imprint", "comments"})
_FEWEST_LINKS = 3
_LINK_CHARS = 40
_LINK_SHARE = 0.7
_BETWEEN_LINKS = " \t\n\r\f\xa0|·•-–»›>/[]"

Named = Callable[[Any, str], str | None]


class Cell:
    """Count what one cell of a row holds, nested tables and rows left out."""

    __slots__ = (
        "breaks",
        "chars",
        "foreign",
        "is_head",
        "linked",
        "links",
        "loose",
        "paragraphs",
        "parted",
        "parts",
        "structure",
        "tag",
    )

    def __init__(self, tag: Any) -> None:  # noqa: ANN401 - a lean tag
        self.tag = tag
        self.is_head = tag.name == "th"
        self.chars = self.linked = self.links = self.breaks = self.paragraphs = self.loose = 0
        self.parted = self.structure = self.parts = self.foreign = False

    @property
    def is_text(self) -> bool:
        """Say whether it holds more than a value, whatever stands beside it."""
        return self.structure or self.parts or self.paragraphs > _CELL_PARAGRAPHS or (self.parted and self.chars > _TEXT_CHARS)

    @property
    def is_label(self) -> bool:
        """Say whether it can be the label of the cell beside it."""
        return self.is_head or (0 < self.chars <= _LABEL_CHARS and not self.breaks and not self.links)

    @property
    def is_menu(self) -> bool:
        """Say whether it holds hardly more than short links into the same site, set apart by lines or bars.

        Links elsewhere may be those of a network's members, and so may links among commas.
        """
        return (
            self.links >= _FEWEST_LINKS
            and not self.foreign
            and not self.structure
            and self.linked <= _LINK_CHARS * self.links
            and self.linked >= _LINK_SHARE * self.chars
            and self.loose <= self.links
        )


def lays_out(cells: Sequence[Cell]) -> bool:
    """Say whether the cells of a row only lay a page out: one holds headings, tables, parts of a page, or a text."""
    filled = [cell for cell in cells if cell.chars]
    if any(cell.is_text for cell in filled):
        return True
    if any(cell.chars > CELL_CHARS for cell in filled):
        return len(filled) == 1 or not any(cell.is_label for cell in filled)
    return len(filled) == 1 and filled[0].is_menu


def look_at(row: Any, named: Named) -> Iterator[Cell]:  # noqa: ANN401 - a lean tag
    """Count what each cell of a row holds; cells that were never closed nest and are cells of their own all the same."""
    waiting = [child for child in reversed(row.contents) if not isinstance(child, str) and child.name in {"td", "th"}]
    while waiting:
        cell = Cell(waiting.pop())
        cell.parts = named(cell.tag, "td") in _COLUMNS
        waiting.extend(_count(cell, named))
        yield cell


def _count(cell: Cell, named: Named) -> list[Any]:
    """Fill in a cell's counts and give the cells inside it that belong to the same row."""
    nested: list[Any] = []
    breaks = 0  # line ends since the last character
    stack = [(iter(cell.tag.contents), False)]
    while stack:
        children, linked = stack[-1]
        for child in children:
            if isinstance(child, str):
                size = len(child.strip())
                if size:
                    cell.parted |= breaks > 1 and cell.chars > 0
                    breaks = 0
                    cell.chars += size
                    cell.linked += size if linked else 0
                    cell.loose += 0 if linked or not child.strip(_BETWEEN_LINKS) else 1
                continue
            name = child.name
            if name == "br":
                breaks += 1
                cell.breaks += 1
            elif name in {"td", "th"}:
                nested.append(child)
                continue
            elif name == "p":
                cell.paragraphs += 1
            elif name in BREAKS_CELL and name not in LISTS:
                cell.structure = True
            if name in {"tr", "table"} or name in DROPPED:
                continue
            cell.parts = cell.parts or name in _PARTS or (bool(child.attrs) and named(child, name) in _COLUMNS)
            if name == "a" and "href" in child.attrs:
                cell.links += 1
                cell.foreign |= _is_foreign(str(child.attrs["href"]))
            if child.contents:
                stack.append((iter(child.contents), linked or (name == "a" and "href" in child.attrs)))
                break
        else:
            stack.pop()
    return nested[::-1]


def _is_foreign(address: str) -> bool:
    """Say whether a link leads to another site, as far as can be told."""
    return address.strip()[:8].lower().startswith(("http://", "https://", "//"))
