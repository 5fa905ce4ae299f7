"""Cuts the lines of a column into paragraphs and items, and says which line ends the author made."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from statistics import median, quantiles

from pipeline.read.pdf.columns import Unit
from pipeline.read.pdf.headings import judge, with_plain_headings
from pipeline.read.pdf.lines import Fragment
from pipeline.read.pdf.parts import HEADING_SIZE, ROOM, STOP_RE, TERMINAL_RE, Line, Part
from pipeline.read.pdf.words import STRONG_BULLETS

_NUMBER_RE = re.compile(r"\(?(\d{1,2}|[a-z])[.)]")
#: "Träger: Stadt Lage"; what is said aloud follows a colon too, but in quotes
_LABELLED_RE = re.compile(r"[A-ZÄÖÜ][\w/()-]{2,}(?: [\w/()-]+){0,2}: ?(?![„\"“»\s])\S")
_OPEN_END_RE = re.compile(
    r"(?:[,;&/–-]|\b(?:und|oder|sowie|der|die|das|des|den|dem|ein|eine|einer|von|vom|für|mit|in|im|am|zu|zum|zur))$"
)
#: parts of the font size, but the first, which is one of the usual step from line to line
_LEADING, _USUAL_LEADING = 1.32, 1.45
#: lines of a heading stand closer than those of the text
_HEADING_LEADING, _LEAST_LEADING = 1.2, 1.2
#: lines of a filled column end at its edge, but for a sign that hangs over; so many must, and so large a part of them
_HANGING, _FILLED_LINES, _FILLED_PART = 0.35, 5, 0.4
#: points
_TO_EDGE = 0.3
_SIZE_STEP = 1.12
_OUTDENT = 0.5


def cut_units(units: list[Unit], first_unit: int, body: float) -> list[Part]:
    """Cut the columns and tables of a page into blocks."""
    numbered = _numbered(fragment for unit in units for fragment in unit.lines)
    parts: list[Part] = []
    for number, unit in enumerate(units):
        if unit.table is not None:
            parts += _rows(unit, first_unit + number)
            continue
        margin = _margin(unit, units)
        for part in _Cutter(unit.lines, margin, numbered, body).parts():
            part.unit = first_unit + number
            judge(part, body)
            parts.append(part)
    return with_plain_headings(parts)


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
    return margin - line.right > below.first_width + ROOM * line.size


class _Cutter:
    """Cut one column."""

    def __init__(self, lines: list[Fragment], margin: float, numbered: set[int], body: float) -> None:
        self._lines = lines
        self._margin = margin
        self._numbered = numbered
        self._body = body
        self._edge = _filled_edge(lines)
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
            part.full = self._margin - last.right <= word + ROOM * last.size
            part.short = self._is_short(last)
        return parts

    def _is_short(self, line: Fragment) -> bool:
        """Say whether a line of a filled column ends before its edge, as only the author's line ends do; one word fills none."""
        return " " in line.text and self._edge - line.right > _HANGING * line.size

    def _ends(self, line: Fragment, below: Fragment) -> bool:
        """Say whether the author ended a line."""
        return self._is_short(line) or _has_room(line, below, self._margin)

    def _marker_skip(self, fragment: Fragment, above: Fragment | None) -> int:
        """Give the characters of a list's sign at the line's start; 0 where it is no such sign."""
        marker = fragment.marker
        if not marker or fragment.drawn_marker:
            return 0
        skip = len(fragment.text) - len(fragment.text[len(marker) :].lstrip())
        if above is not None and fragment.bold and above.bold and above.size == fragment.size > HEADING_SIZE * self._body:
            return 0  # a sign between the words of a headline
        if marker in STRONG_BULLETS or id(fragment) in self._numbered:
            return skip
        if marker[-1] in ".)" or skip >= len(fragment.text):
            return 0
        fresh = above is None or bool(TERMINAL_RE.search(above.text)) or self._ends(above, fragment)
        return skip if fresh or bool(above and above.marker == marker) or fragment.indent > self._left + fragment.size else 0

    def _begins(self, part: Part, above: Fragment, fragment: Fragment) -> bool:
        """Say whether a line begins a block of its own."""
        if fragment.base - above.base > self._most_step(above, fragment):
            return True
        ratio = max(above.size, fragment.size) / max(min(above.size, fragment.size), 0.1)
        goes_on = fragment.text[:1].islower() and not STOP_RE.search(above.text)
        if ratio > _SIZE_STEP or (above.bold != fragment.bold and not goes_on):
            return True
        if part.kind == "item":
            first = part.lines[0].fragment
            inner = min([first.edges[part.lines[0].skip], *(line.fragment.left for line in part.lines[1:2])])
            return fragment.left < inner - _OUTDENT * fragment.size and (
                fragment.left < first.indent - 1 or self._ends(above, fragment) or bool(STOP_RE.search(above.text))
            )
        ended = bool(STOP_RE.search(above.text))
        if fragment.left > above.left + 0.7 * fragment.size and abs(above.left - self._left) < 2 and ended:  # noqa: PLR2004
            return True
        return ended and self._ends(above, fragment)

    def _most_step(self, above: Fragment, fragment: Fragment) -> float:
        """Give the widest step from line to line inside a block; a heading's lines are measured by their own size."""
        if min(above.size, fragment.size) > HEADING_SIZE * self._body:
            return _HEADING_LEADING * max(self._leading, _LEAST_LEADING) * max(above.size, fragment.size)
        usual = self._leading * max(above.size, fragment.size)
        return max(_LEADING * usual, usual + 1.5)

    def _breaks(self, above: Fragment, fragment: Fragment) -> bool:
        if above.text.endswith(("-", "\u00ad")):
            return False
        reaches = self._edge > 0 and self._edge - above.right < _TO_EDGE
        label = self._labelled and not reaches and _LABELLED_RE.match(fragment.text) and not _OPEN_END_RE.search(above.text)
        return bool(label) or self._ends(above, fragment)


def _filled_edge(lines: list[Fragment]) -> float:
    """Give the right edge of a column filled to its margin, or 0: elsewhere hardly two lines end at the same place."""
    rights = Counter(round(line.right) for line in lines)
    edge, _ = rights.most_common(1)[0]
    there = [line.right for line in lines if abs(line.right - edge) < 1]
    return median(there) if len(there) >= max(_FILLED_LINES, _FILLED_PART * len(lines)) else 0.0
