"""Cuts the lines of a column into paragraphs, items and headings, and says which line ends the author made."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles

from pipeline.read.pdf.columns import Unit
from pipeline.read.pdf.lines import Fragment
from pipeline.read.pdf.words import STRONG_BULLETS

_TERMINAL_RE = re.compile(r"[.!?:…;][\"“”»«')\]]*$")
_STOP_RE = re.compile(r"[.!?…][\"“”»«')\]]*$")
_CAPTION_RE = re.compile(r"(?:Abb\.|Abbildung|Foto|Bild|Bildunterschrift|Grafik|Tabelle|Tab\.|Quelle)\b\s*(?:\d+|[:(©])|©")
_NUMBER_RE = re.compile(r"\(?(\d{1,2}|[a-z])[.)]")
#: "Träger: Stadt Lage"; what is said aloud follows a colon too, but in quotes
_LABELLED_RE = re.compile(r"[A-ZÄÖÜ][\w/()-]{2,}(?: [\w/()-]+){0,2}: ?(?![„\"“»\s])\S")
_OPEN_END_RE = re.compile(
    r"(?:[,;&/–-]|\b(?:und|oder|sowie|der|die|das|des|den|dem|ein|eine|einer|von|vom|für|mit|in|im|am|zu|zum|zur))$"
)
#: parts of the font size, but the first, which is one of the usual step from line to line
_LEADING, _USUAL_LEADING, _ROOM = 1.32, 1.45, 0.4
_SIZE_STEP = 1.12
_HEADING_SIZE = 1.13
_HEADING_CHARS, _HEADING_LINES = 160, 4
_LABEL_CHARS = 90
_OUTDENT = 0.5
_MOST_EDGES = 3


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
    upper or lower end of the page; ``room``: what its last line left, in points.
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

    @property
    def size(self) -> float:
        """Give the font size of its first line."""
        return self.lines[0].fragment.size

    @property
    def text(self) -> str:
        """Give its text with blanks at line ends, to look at."""
        return " ".join(line.text for line in self.lines)


def cut_units(units: list[Unit], first_unit: int, body: float) -> list[Part]:
    """Cut the columns and tables of a page into blocks."""
    numbered = _numbered(fragment for unit in units for fragment in unit.lines)
    parts: list[Part] = []
    for number, unit in enumerate(units):
        if unit.table is not None:
            parts += _rows(unit, first_unit + number)
            continue
        margin = _margin(unit, units)
        for part in _Cutter(unit.lines, margin, numbered).parts():
            part.unit = first_unit + number
            _judge(part, body)
            parts.append(part)
    return _with_plain_headings(parts)


def _rows(unit: Unit, number: int) -> list[Part]:
    rows = unit.table.rows if unit.table else []
    ends: dict[int, float] = {}
    for row in rows:
        for column, cell in enumerate(row):
            ends[column] = max([ends.get(column, 0.0), *(fragment.right for fragment in cell)])
    parts = []
    for row in rows:
        cells = []
        for column, cell in enumerate(row):
            lines = [Line(fragment, _strong_skip(fragment)) for fragment in cell]
            for line, below in pairwise(lines):
                line.broken = _has_room(line.fragment, below.fragment, ends[column])
            cells.append(lines)
        parts.append(Part("row", [line for cell in cells for line in cell], number, cells=cells))
    return parts


def _strong_skip(fragment: Fragment) -> int:
    if fragment.marker and fragment.marker in STRONG_BULLETS and not fragment.drawn_marker:
        return len(fragment.text) - len(fragment.text[len(fragment.marker) :].lstrip())
    return 0


def _numbered(fragments: Iterable[Fragment]) -> set[int]:
    """Find the lines that carry the numbers of a list: the one before or after stands near, at the same left."""
    marked = [(value, each) for each in fragments if each.marker and (value := _value(each.marker)) is not None and not each.bold]
    found: set[int] = set()
    for (value, one), (following, other) in pairwise(marked):
        near = abs(one.indent - other.indent) < 0.5 * one.size and one.marker[-1] == other.marker[-1]
        if following == value + 1 and near and (other.base - one.base < 9 * one.size or other.base < one.base):
            found |= {id(one), id(other)}
    return found


def _value(marker: str) -> int | None:
    match = _NUMBER_RE.fullmatch(marker)
    if match is None:
        return None
    return int(match[1]) if match[1].isdigit() else ord(match[1])


def _margin(unit: Unit, units: list[Unit]) -> float:
    """Say how far the lines of a column may go."""
    left, top, right, bottom = unit.box
    size = unit.lines[0].size
    rights = sorted(line.right for line in unit.lines)
    long = sum(right - each < 0.12 * (right - left) for each in rights)
    if len(rights) > 3 and long > 0.55 * len(rights):  # noqa: PLR2004 - running text shows its own margin
        return right
    margin = max([right, *(other.box[2] for other in units if abs(other.box[0] - left) < 2 * size or _holds(other, unit))])
    for other in units:
        beside = min(bottom, other.box[3]) - max(top, other.box[1]) > 0
        if beside and other.box[0] > right:
            margin = min(margin, max(right, other.box[0] - 0.8 * size))
    return margin


def _holds(other: Unit, unit: Unit) -> bool:
    return other.table is None and other.box[0] - 2 <= unit.box[0] and other.box[2] >= unit.box[2]


def _has_room(line: Fragment, below: Fragment, margin: float) -> bool:
    """Say whether the next word would have stood on the line: then its end is the author's."""
    return margin - line.right > below.first_width + _ROOM * line.size


class _Cutter:
    """Cut one column."""

    def __init__(self, lines: list[Fragment], margin: float, numbered: set[int]) -> None:
        self._lines = lines
        self._margin = margin
        self._numbered = numbered
        steps = [(below.base - above.base) / max(below.size, 0.1) for above, below in pairwise(lines)]
        usual = quantiles(steps, n=4)[0] if len(steps) > 2 else min([*steps, _USUAL_LEADING])  # noqa: PLR2004
        self._leading = max(usual, 0.9)
        self._left = min(line.left for line in lines)
        self._labelled = sum(_LABELLED_RE.match(line.text) is not None for line in lines) > 1

    def parts(self) -> list[Part]:
        """Give the blocks of the column."""
        parts: list[Part] = []
        above: Fragment | None = None
        for fragment in self._lines:
            line = Line(fragment, self._marker_skip(fragment, above))
            is_item = line.skip > 0 or fragment.drawn_marker
            if above is None or is_item or self._begins(parts[-1], above, fragment):
                parts.append(Part("item" if is_item else "paragraph", [line], level=int(is_item)))
            else:
                parts[-1].lines[-1].broken = self._breaks(above, fragment)
                parts[-1].lines.append(line)
            above = fragment
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            last = part.lines[-1].fragment
            word = following.lines[0].fragment.first_width if following else 6 * last.size
            part.room = self._margin - last.right
            part.full = self._margin - last.right <= word + _ROOM * last.size
        return parts

    def _marker_skip(self, fragment: Fragment, above: Fragment | None) -> int:
        """Give the characters of a list's sign at the line's start; 0 where it is no such sign."""
        marker = fragment.marker
        if not marker or fragment.drawn_marker:
            return 0
        skip = len(fragment.text) - len(fragment.text[len(marker) :].lstrip())
        if marker in STRONG_BULLETS or id(fragment) in self._numbered:
            return skip
        if marker[-1] in ".)" or skip >= len(fragment.text):
            return 0
        fresh = above is None or bool(_TERMINAL_RE.search(above.text)) or _has_room(above, fragment, self._margin)
        return skip if fresh or bool(above and above.marker == marker) or fragment.indent > self._left + fragment.size else 0

    def _begins(self, part: Part, above: Fragment, fragment: Fragment) -> bool:
        """Say whether a line begins a block of its own."""
        usual = self._leading * max(above.size, fragment.size)
        if fragment.base - above.base > max(_LEADING * usual, usual + 1.5):
            return True
        ratio = max(above.size, fragment.size) / max(min(above.size, fragment.size), 0.1)
        goes_on = fragment.text[:1].islower() and not _STOP_RE.search(above.text)
        if ratio > _SIZE_STEP or (above.bold != fragment.bold and not goes_on):
            return True
        if part.kind == "item":
            first = part.lines[0].fragment
            inner = first.edges[part.lines[0].skip]
            return fragment.left < inner - _OUTDENT * fragment.size and (
                fragment.left < first.indent - 1 or _has_room(above, fragment, self._margin) or bool(_STOP_RE.search(above.text))
            )
        ended = bool(_STOP_RE.search(above.text))
        if fragment.left > above.left + 0.7 * fragment.size and abs(above.left - self._left) < 2 and ended:  # noqa: PLR2004
            return True
        return ended and _has_room(above, fragment, self._margin)

    def _breaks(self, above: Fragment, fragment: Fragment) -> bool:
        if above.text.endswith(("-", "\u00ad")):
            return False
        label = self._labelled and _LABELLED_RE.match(fragment.text) and not _OPEN_END_RE.search(above.text)
        return bool(label) or _has_room(above, fragment, self._margin)


def _judge(part: Part, body: float) -> None:
    """Tell headings and captions."""
    if part.kind != "paragraph":
        return
    text, size = part.text, part.size
    if _CAPTION_RE.match(text) and size < 0.97 * body:
        part.kind = "caption"
        return
    short = len(text) <= _HEADING_CHARS and len(part.lines) <= _HEADING_LINES
    if not short or not any(char.isalpha() for char in text):
        return
    large = size > _HEADING_SIZE * body
    bold = all(line.fragment.bold for line in part.lines)
    is_label = text.rstrip().endswith(":")
    plain_end = not _STOP_RE.search(text) or text.rstrip().endswith(("?", "!"))
    if (large and plain_end) or (bold and plain_end and len(text) <= 110 and (is_label or ": " not in text)):  # noqa: PLR2004
        part.kind, part.level = "heading", 6
        for line in part.lines:
            line.broken = False


def _with_plain_headings(parts: list[Part]) -> list[Part]:
    """Take a short line over a paragraph for its heading though it looks like the text: only its shape tells."""
    listed = False
    for part, below in pairwise(parts):
        among, listed = listed, part.kind == "paragraph" and len(part.lines) == 1 and not _STOP_RE.search(part.text)
        if among or not listed or part.full or below.kind not in {"paragraph", "item", "row"}:
            continue
        text = part.text
        plain = (
            len(text) <= _LABEL_CHARS
            and text[0].isupper()
            and text[-1] not in ".,;!–-"
            and not any(sign in text for sign in ("@", "www.", "://", ": "))
            and not text.startswith(("Tel", "Fax", "Mobil"))
        )
        longer = below.kind == "paragraph" and len(below.text) > max(60, 1.3 * len(text)) and _STOP_RE.search(below.text)
        leads = below.kind != "paragraph" and text.endswith(":")
        if plain and (longer or leads):
            part.kind, part.level, listed = "heading", 6, False
    return parts


def join_parts(flow: list[Part], part: Part, body: float) -> bool:
    """Join a block to the one it goes on from, over the end of a column or page; running heads and notes do not part them."""
    if part.kind != "paragraph" or part.boilerplate:
        return False
    passed: list[Part] = []
    for above in reversed(flow[-12:]):
        if above.edge and len(passed) < _MOST_EDGES and part.lines[0].fragment.text[:1].islower():
            passed.append(above)
            continue
        if above.boilerplate or above.kind == "caption" or above.size < 0.93 * min(body, part.size):
            continue
        if above.unit == part.unit or above.kind not in {"paragraph", "item"} or above.turn != part.turn:
            return False
        first, last = part.lines[0].fragment, above.lines[-1].fragment
        if abs(first.size - last.size) > 0.1 * last.size or first.bold != last.bold:
            return False
        small = first.text[:1].islower()
        hyphen = last.text[-1:] in "-\u00ad" and last.text[-2:-1].isalpha() and above.full
        open_end = (
            not _TERMINAL_RE.search(last.text) and above.room <= first.first_width + _ROOM * last.size and len(above.lines) > 1
        )
        if (small and (above.full or not _STOP_RE.search(last.text)) and len(last.text) > 12) or hyphen or open_end:  # noqa: PLR2004
            above.lines += part.lines
            above.full, above.room = part.full, part.room
            for each in passed:  # a sentence went on around them
                each.kind, each.level, each.boilerplate = "paragraph", 0, "footer"
            return True
        return False
    return False
