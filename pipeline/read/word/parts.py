"""What a Word file consists of once its mark-up is read: paragraphs, tables of rows of cells, and who holds them."""

from typing import Union

from pipeline.read.word.styles import Style
from schemas.document import Link

_BLANKS = " \t"
#: what deeper mark-up would need for its names grows with the square of the depth
_NAMED_DEPTH = 30
#: symbols of the fonts that have signs in place of letters; others are shown as a blank
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "►", 0xF0FC: "✓", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "–", 0xF0B0: "°", 0xF0A3: "≤", 0xF0B3: "≥",
    0xF0B1: "±", 0xF0B4: "×", 0xF06D: "µ", 0xF0AE: "→", 0xF0DE: "⇒", 0xF06E: "■", 0xF06C: "●", 0xF071: "☐", 0xF0A8: "☐", 0xF06F: "☐",
    0xF0FE: "☒", 0xF078: "☒", 0xF076: "❖", 0xF028: "☎", 0xF02A: "✉", 0xF020: " ",
}  # fmt: skip
_VISIBLE = {code: _SYMBOLS.get(code, " ") for code in range(0xF000, 0xF100)} | {
    ord("\n"): " ",
    ord("\r"): " ",
    0x1F: "\u00ad",
    0x1E: "-",
}


def symbol(code: str | None) -> str:
    """Give the sign that a symbol font shows for a code in hexadecimal.

    >>> symbol("F0B7"), symbol("00E4"), symbol("quatsch")
    ('•', 'ä', ' ')
    """
    try:
        value = int(code or "", 16)
    except ValueError:
        return " "
    if 0xF000 <= value <= 0xF0FF:  # noqa: PLR2004 - the private area symbol fonts use
        return _SYMBOLS.get(value, " ")
    return chr(value) if 0x20 < value < 0xD800 or 0xF900 <= value < 0xFFFE else " "  # noqa: PLR2004 - signs, no halves of any


class Paragraph:
    """One paragraph with visible text; ``joined`` is the one above whose end somebody deleted, so that both are one.

    ``gap``: an empty one stands above it; ``spaced``: its style keeps it apart. ``strong``: all of it is bold, underlined or large. ``number``: among all of
    the document, from 1; None outside it. Unit: code points of ``text`` for ``links``.
    """

    __slots__ = ("gap", "joined", "kind", "level", "links", "number", "path", "spaced", "strong", "text")

    def __init__(self, number: int | None, path: str | None) -> None:
        self.number = number
        self.path = path
        self.text = ""
        self.kind = "paragraph"
        self.level = 0
        self.gap = self.spaced = False
        self.strong = False
        self.links: tuple[Link, ...] = ()
        self.joined: Paragraph | None = None


class Row:
    """One row of a table."""

    __slots__ = ("cells", "columns", "hidden")

    def __init__(self) -> None:
        self.cells: list[Container] = []
        self.columns = 0
        self.hidden = False


class Table:
    """One table; ``holder`` and ``index`` name it."""

    __slots__ = ("holder", "index", "rows", "tall")

    def __init__(self, holder: "Container", index: int) -> None:
        self.holder = holder
        self.index = index
        self.rows: list[Row] = []
        self.tall = 0


class Container:
    """Hold paragraphs and tables in order: the document, a cell, a text box, a note.

    ``merged``: a cell that only continues another. ``carried``: a paragraph whose end was deleted and that waits for the next.
    """

    __slots__ = ("carried", "depth", "gap", "items", "merged", "name", "paragraphs", "space", "tables", "up")

    def __init__(self, name: str, up: "Container | None" = None) -> None:
        self.name = name
        self.up = up
        self.depth: int = up.depth + 1 if up else 0
        self.items: list[Item] = []
        self.paragraphs = self.tables = 0
        self.merged = False
        self.gap = False
        self.space = 0
        self.carried: Paragraph | None = None

    def path(self, name: str) -> str | None:
        """Give the way to something inside, or None where it would be too long to be of use."""
        if self.depth > _NAMED_DEPTH:
            return None
        names = [name]
        at: Container | None = self
        while at is not None:
            if at.name:
                names.append(at.name)
            at = at.up
        return "/".join(reversed(names))


Item = Union[Paragraph, Table]  # noqa: UP007 - both are classes of this file, and one is named in a string above


class Writing:
    """Gather the visible text of an open paragraph; blanks at the edges of its lines are layout and fall away."""

    __slots__ = ("chars", "holder", "length", "link", "links", "mark_deleted", "out", "paragraph", "pending", "strong", "style")

    def __init__(self, paragraph: Paragraph, holder: Container, style: Style) -> None:
        self.paragraph = paragraph
        self.holder = holder
        self.style = style
        self.out: list[str] = []
        self.length = 0
        self.pending = ""
        self.links: list[Link] = []
        self.link: tuple[str, int, int] | None = None
        self.chars = self.strong = 0
        self.mark_deleted = False

    def put(self, text: str, *, strong: bool = False) -> None:
        """Append characters."""
        text = text.translate(_VISIBLE)
        core = text.strip(_BLANKS)
        if not core:
            if self.length and not self.pending.startswith("\n"):
                self.pending += text
            return
        gap = self.pending
        if self.length and not gap.startswith("\n"):
            gap += text[: text.index(core[0])]
        self._write(gap)
        start = self.length
        self._write(core)
        self.pending = text[len(text.rstrip(_BLANKS)) :]
        if self.link is not None:
            self.link = (self.link[0], start if self.link[1] < 0 else self.link[1], self.length)
        size = len(core) - core.count(" ")
        self.chars += size
        self.strong += size if strong else 0

    def break_line(self) -> None:
        """Note a line end; more than a blank line says nothing more."""
        if self.length:
            self.pending = "\n\n" if self.pending.startswith("\n") else "\n"

    def start_link(self, href: str) -> None:
        """Open a link; a place inside the document is none."""
        self.end_link()
        if href and not href.startswith("#"):
            self.link = (href, -1, -1)

    def end_link(self) -> None:
        """Close the open link, if it holds any text."""
        if self.link is not None and self.link[1] >= 0:
            self.links.append(Link(self.link[1], self.link[2], self.link[0]))
        self.link = None

    def _write(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.length += len(text)
