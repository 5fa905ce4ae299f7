"""Writes down the text of a paged or mailed document, block by block, with the way back to where each stretch stood."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from schemas.document import Block, Link
from schemas.origin import Anchor, Box


class Piece(NamedTuple):
    """Some characters and where they stand in the source; see ``schemas.origin.Anchor`` for the fields."""

    text: str
    page: int | None = None
    box: Box | None = None
    edges: tuple[float, ...] | None = None
    path: str | None = None
    line: int | None = None
    paragraph: int | None = None

    @property
    def is_placed(self) -> bool:
        """Say whether it points anywhere; blanks between two pieces do not."""
        return self[1:] != _NOWHERE


_NOWHERE = (None,) * 6


class TextBuilder:
    r"""Collect blocks.

    Blocks are parted by a blank line, items and rows that follow one another by a line end, as the reader of pages does it.

    >>> paper = TextBuilder()
    >>> paper.add("heading", [Piece("Lage", page=1)], level=1)
    >>> paper.add("item", [Piece("Stadt A", page=1)]); paper.add("item", [Piece("Stadt B", page=2)])
    >>> paper.text, [(block.kind, block.start) for block in paper.blocks], [anchor.page for anchor in paper.anchors]
    ('Lage\n\nStadt A\nStadt B', [('heading', 0), ('item', 6), ('item', 14)], [1, 1, 2])
    """

    def __init__(self) -> None:
        self._group = 0
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.length = 0
        self._out: list[str] = []

    @property
    def text(self) -> str:
        """Give all characters written so far."""
        return "".join(self._out)

    def add(self, kind: str, pieces: Iterable[Piece], *, level: int = 0, boilerplate: str | None = None, group: int = 0) -> None:
        """Write one block of the kinds of ``schemas.document.Block``; one without characters is left out.

        ``group``: items and rows of one list or table share it; those of two neighbours are parted by a blank line.
        """
        written = [piece for piece in pieces if piece.text]
        if not any(piece.text.strip() for piece in written):
            return
        if self.blocks:
            last = self.blocks[-1]
            tight = kind in {"item", "row", "term"} and last.kind == kind and group == self._group
            self._put("\n" if tight else "\n\n")
        self._group = group
        start = self.length
        for piece in written:
            if piece.is_placed:
                self.anchors.append(Anchor(self.length, self.length + len(piece.text), *piece[1:]))
            self._put(piece.text)
        self.blocks.append(Block(kind, start, self.length, level, boilerplate))

    def _put(self, text: str) -> None:
        self._out.append(text)
        self.length += len(text)


_Stretch = TypeVar("_Stretch", Block, Link, Anchor)


def moved(stretches: Iterable[_Stretch], by: int) -> Iterator[_Stretch]:
    """Move blocks, links or anchors to where their characters stand behind others."""
    return (replace(stretch, start=stretch.start + by, end=stretch.end + by) for stretch in stretches)


def merge_paragraphs(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join paragraphs that follow one another, so that lists and headings among them are seen as in a text."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None and block.kind == "paragraph" and block.boilerplate == waiting.boilerplate:
            waiting = replace(waiting, end=block.end)
            continue
        if waiting is not None:
            yield waiting
        waiting = block if block.kind == "paragraph" else None
        if waiting is None:
            yield block
    if waiting is not None:
        yield waiting
