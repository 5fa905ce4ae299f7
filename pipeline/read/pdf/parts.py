"""Holds the blocks to be of a PDF, and what their text's end tells."""

import re
from dataclasses import dataclass, field

from pipeline.read.pdf.lines import Fragment

TERMINAL_RE = re.compile(r"[.!?:…;][\"“”»«')\]]*$")
#: the dots of "e. V.", "z. B." and "Dr." end nothing
STOP_RE = re.compile(r"(?<!\b[a-zäöü])(?<!\bDr)(?<!\bProf)(?<!\bNr)(?<!\bAbs)(?<!\bTel)[.!?…][\"“”»«')\]]*$")
#: so much larger than the text a heading is; what a line leaves is room for a word, in parts of the font size
HEADING_SIZE = 1.13
ROOM = 0.4


@dataclass
class Line:
    """A fragment as part of a block. ``skip``: characters of its marker, which are not written; ``broken``: the author ended it."""

    fragment: Fragment
    skip: int = 0
    broken: bool = False

    @property
    def text(self) -> str:
        """Give the characters that are written."""
        return self.fragment.text[self.skip :]


@dataclass
class Part:
    """One block to be.

    ``full``: its last line left no room; ``cells``: of a row; ``unit``: the column it comes from; ``edge``: a lone line at the
    upper or lower end of the page; ``room``: what its last line left, in points; ``short``: it was the author's to end it there.
    """

    kind: str
    lines: list[Line]
    unit: int = 0
    level: int = 0
    full: bool = False
    boilerplate: str | None = None
    cells: list[list[Line]] = field(default_factory=list)
    turn: int = 0
    edge: bool = False
    room: float = 0.0
    short: bool = False

    @property
    def size(self) -> float:
        """Give the font size of its first line."""
        return self.lines[0].fragment.size

    @property
    def text(self) -> str:
        """Give its text with blanks at line ends, to look at."""
        return " ".join(line.text for line in self.lines)
