"""Joins blocks over the ends of columns and pages."""

from itertools import takewhile

from pipeline.read.pdf.lines import Fragment, bounds
from pipeline.read.pdf.parts import ROOM, STOP_RE, TERMINAL_RE, Part

_MOST_EDGES = 3
#: points
_ALIGNED = 4.0


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
            not TERMINAL_RE.search(last.text)
            and not above.short
            and above.room <= first.first_width + ROOM * last.size
            and len(above.lines) > 1
        )
        if (small and (above.full or not STOP_RE.search(last.text)) and len(last.text) > 12) or hyphen or open_end:  # noqa: PLR2004
            above.lines += part.lines
            above.full, above.room, above.short = part.full, part.room, part.short
            for each in passed:  # a sentence went on around them
                each.kind, each.level, each.boilerplate = "paragraph", 0, "footer"
            return True
        return False
    return False


def open_row(flow: list[Part]) -> list[list[Fragment]]:
    """Give the cells of the table the text ends with so far, or none."""
    last = next((part for part in reversed(flow) if not part.boilerplate), None)
    return [[line.fragment for line in cell] for cell in last.cells if cell] if last is not None else []


def hold_back(flow: list[Part], parts: list[Part]) -> list[Part]:
    """Take running heads and feet out of the flow where a list or table goes on behind them; its rows get one unit."""
    tail = list(takewhile(lambda part: part.boilerplate is not None, reversed(flow)))
    above = flow[-len(tail) - 1] if len(flow) > len(tail) else None
    if above is None or not parts or above.kind != parts[0].kind or above.kind not in {"item", "row"}:
        return []
    if above.kind == "row":
        if not _share_columns(above, parts[0]):
            return []
        unit = parts[0].unit
        for part in parts:
            part.unit = above.unit if part.unit == unit else part.unit
    if tail:
        del flow[-len(tail) :]
    return tail[::-1]


def _share_columns(one: Part, other: Part) -> bool:
    """Say whether the cells of two rows begin or end at the same places, as seen from the first."""
    if len(one.cells) != len(other.cells) or not (one.cells[0] and other.cells[0]):
        return False
    begin, start = (bounds(line.fragment for line in part.cells[0])[0] for part in (one, other))
    for cell, below in zip(one.cells, other.cells, strict=True):
        if cell and below:
            first, second = (bounds(line.fragment for line in lines) for lines in (cell, below))
            if abs(first[0] - begin - second[0] + start) > _ALIGNED and abs(first[2] - begin - second[2] + start) > _ALIGNED:
                return False
    return True
