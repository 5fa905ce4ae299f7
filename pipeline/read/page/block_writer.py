"""Writes visible characters down, block by block; white space is settled at the latest moment, as in a browser."""

import re
from typing import Any, NamedTuple

from pipeline.read.page.frames import Frame
from schemas.document import Link

_SPACE_RE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
_SPACES = " \t\n\r\f"
_TIGHT = frozenset({"item", "row", "term"})
#: how often an element gives its kind to a line: an unclosed ``li`` must not make items of the rest of the page
_LINES = {"item": 1, "heading": 2}


class Written(NamedTuple):
    """A finished block.

    ``part`` is the index of the boilerplate part it lies in, ``tag`` the element that holds all of it, ``line`` where its first
    element begins. Unit: code points of the text.
    """

    kind: str
    start: int
    end: int
    level: int
    part: int | None
    tag: Any
    line: int


class BlockWriter:
    """Collect text, blocks and links in one pass.

    Shape: blocks in text order, never overlapping, parted by a blank line (items, rows and terms of one list by a line end).
    """

    def __init__(self) -> None:
        self.blocks: list[Written] = []
        self.links: list[Link] = []
        self.is_open = False
        self.length = 0
        self._out: list[str] = []
        self._pending = ""
        self._block: tuple[str, int, Frame] = ("paragraph", 0, Frame(None, "", None))
        self._group_before = 0
        self._link: list[int] | None = None
        self._href = ""

    @property
    def text(self) -> str:
        """Give all characters written so far."""
        return "".join(self._out)

    def write(self, text: str, frame: Frame) -> None:
        """Append characters of one text node."""
        if frame.pre:
            core = text.strip(_SPACES)
            lead = text[: len(text) - len(text.lstrip(_SPACES))]
            trail = text[len(text.rstrip(_SPACES)) :]
        else:
            if "  " in text or not text.isprintable():  # line ends and tabs are not printable
                text = _SPACE_RE.sub(" ", text)
            core = text.strip(" ")
            if len(core) == len(text):
                lead = trail = ""
            else:
                lead, trail = (" " if text[0] == " " else ""), (" " if text[-1] == " " else "")
        if not core:
            if lead and (frame.pre or not self._pending):
                self._pending += lead
            return
        if not self.is_open:
            self._begin(frame)
        elif self._pending or lead:
            self._put(self._pending + lead if frame.pre else self._pending or lead)
        begin = self.length
        self.length = end = begin + len(core)
        self._out.append(core)
        link = self._link
        if link is not None:
            if link[0] < 0:
                link[0] = begin
            link[1] = end
        self._pending = trail

    def _put(self, text: str) -> None:
        self._out.append(text)
        self.length += len(text)

    def break_line(self, frame: Frame) -> None:
        """Note a line end inside a block; more than a blank line says nothing more, and a cell's lines stay one row."""
        if not self.is_open or self._pending.startswith("\t"):
            return
        if frame.pre:
            self._pending += "\n"
        else:
            self._pending = "\n\n" if self._pending.startswith("\n") and frame.row is None else "\n"

    def break_cell(self) -> None:
        """Note a cell's border; empty cells leave theirs too."""
        if self.is_open:
            self._pending = self._pending + "\t" if self._pending.startswith("\t") else "\t"

    def keep_apart(self) -> None:
        """Part what follows by a blank if it is a number right behind a number: a note's sign is no digit of the year."""
        if self._out and self._out[-1][-1:].isdigit():
            self._pending = self._pending or " "

    def open_chars(self) -> int:
        """Tell how long the open block is."""
        return self.length - self._block[1] if self.is_open else 0

    def _begin(self, frame: Frame) -> None:
        """Start a block at its first visible character: only now its kind is known."""
        owner = frame.owner
        kind = owner.kind or "paragraph"
        limit = _LINES.get(kind)
        if limit is not None:
            owner.uses += 1
            kind = kind if owner.uses <= limit else "paragraph"
        group = frame.group if kind in _TIGHT or owner.name == "dd" else 0
        if self.length:
            self._put("\n" if group and group == self._group_before else "\n\n")
        self._group_before = group
        self._pending = ""
        self._block = (kind, self.length, frame)
        self.is_open = True

    def end_block(self) -> None:
        """Close the open block, if there is one."""
        if self.is_open:
            kind, start, frame = self._block
            level = frame.owner.level if kind == "heading" else frame.depth if kind == "item" else 0
            around = frame.row or frame
            self.blocks.append(Written(kind, start, self.length, level, frame.part, around.tag, around.line))
            self.is_open = False
        self._pending = ""

    def start_link(self, href: str) -> None:
        """Open a link; mark-up that forgot to close the one before is no reason to nest them."""
        if self._link is not None:
            self.end_link()
        if href and href[0] != "#" and href[:11].lower() != "javascript:":
            self._link, self._href = [-1, -1], href

    def end_link(self) -> None:
        """Close the open link, if it holds any text."""
        if self._link is not None and self._link[0] >= 0:
            self.links.append(Link(self._link[0], self._link[1], self._href))
        self._link = None
