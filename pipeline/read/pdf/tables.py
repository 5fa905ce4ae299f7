"""Finds tables among the fragments of a page by the order in which they are drawn: cell by cell, row by row.

Columns of running text are drawn one after the other, which is how the two are told apart; where fragments stand in no such
order, rules drawn between the rows tell.
"""

from dataclasses import dataclass

from pipeline.read.pdf.lines import Fragment, bounds

Cell = list[Fragment]
_ALIGNED = 4.0
_SAME_LINE = 0.4
#: words of one column begin at the same place to a hair
_EXACT, _CELL_GAP = 1.2, 0.4
_ROW_GAP = 3.5
_RISE = 3.0
#: cells of running text are columns, not cells
_CELL_LINES = 12


@dataclass
class Table:
    """Rows of cells, each cell its lines from top to bottom; ``columns``: where each column begins."""

    rows: list[list[Cell]]
    columns: list[float]

    def box(self) -> tuple[float, float, float, float]:
        """Give the box around it."""
        return bounds(fragment for row in self.rows for cell in row for fragment in cell)


def find_tables(fragments: list[Fragment]) -> tuple[list[Table], list[Fragment]]:
    """Split the fragments of a page into tables and the rest."""
    tables: list[Table] = []
    run: list[list[Cell]] = []
    head: list[Cell] = []
    for row in [*_drawn_rows(fragments), []]:
        if row and run:
            row = next((each for each in (row, _split_row(row, run)) if _follows(run, each)), row)  # noqa: PLW2901
            if _follows(run, row):
                run.append(row)
                continue
        found = _table(run, head)
        tables += found
        head = run[0] if len(run) == 1 and not found else []
        run = [row] if len(row) > 1 else []
    taken = {fragment.whole or id(fragment) for table in tables for row in table.rows for cell in row for fragment in cell}
    return tables, [fragment for fragment in fragments if id(fragment) not in taken]


def _split_row(row: list[Cell], rows: list[list[Cell]]) -> list[Cell]:
    """Part the cells that run over the beginning of a column: where columns stand close, the gap alone does not tell."""
    lefts = [bounds(cell)[0] for cell in max(rows, key=len)]
    cells: list[Cell] = []
    for cell in row:
        parts: dict[int, Cell] = {}
        for fragment in cell:
            for piece in _pieces(fragment, lefts, 0.0 if len(row) > 1 else _CELL_GAP * fragment.size):
                parts.setdefault(sum(left < piece.left + _EXACT for left in lefts), []).append(piece)
        cells += [parts[column] for column in sorted(parts)] if len(parts) <= len(lefts) else [cell]
    return cells


def _pieces(fragment: Fragment, lefts: list[float], gap: float) -> list[Fragment]:
    """Cut a fragment where one of its words begins with a column, behind a gap."""
    text, edges = fragment.text, fragment.edges
    cuts = [
        at + 1
        for at, char in enumerate(text)
        if char == " " and edges[at + 1] - edges[at] > gap and any(abs(edges[at + 1] - left) < _EXACT for left in lefts)
    ]
    pieces = []
    for cut in reversed(cuts):
        fragment, rest = fragment.cut(cut)
        pieces.append(rest)
    return [fragment, *reversed(pieces)]


def _drawn_rows(fragments: list[Fragment]) -> list[list[Cell]]:
    """Follow the drawing: to the right is the next cell, straight down the next line of a cell, anything else a new row."""
    rows: list[list[Cell]] = []
    for fragment in sorted(fragments, key=lambda each: each.first):
        row = rows[-1] if rows else None
        if row and _goes_down(row, fragment):
            row[-1].append(fragment)
        elif row and _goes_right(rows, fragment):
            _settle(rows, fragment)
            rows[-1].append([fragment])
        else:
            rows.append([[fragment]])
    return rows


def _goes_down(row: list[Cell], fragment: Fragment) -> bool:
    last = row[-1][-1]
    step = (fragment.base - last.base) / max(last.size, 1.0)
    if not (0.5 < step < 1.9 and fragment.overlaps(last) and not fragment.marker and fragment.bold == last.bold):  # noqa: PLR2004
        return False
    left, _, right, _ = bounds(row[-1])
    middle = abs((fragment.left + fragment.right) - (left + right)) < _ALIGNED
    return len(row) == 1 or abs(fragment.left - left) < _ALIGNED or middle or _begins_word(last, fragment.left)


def _begins_word(fragment: Fragment, place: float) -> bool:
    """Say whether a word of a line begins at a place: its cell stands so close that the two became one."""
    return any(char == " " and abs(fragment.edges[at + 1] - place) < _EXACT for at, char in enumerate(fragment.text))


def _goes_right(rows: list[list[Cell]], fragment: Fragment) -> bool:
    """Say whether a fragment begins the next cell: right of the last, beside it, and no higher than the row above."""
    row = rows[-1]
    _, _, right, bottom = bounds(row[-1] if len(row) > 1 else row[-1][-1:])
    first = row[0][-1].base if len(row) == 1 else min(cell[0].base for cell in row)
    above = bounds(each for cell in rows[-2] for each in cell)[3] if len(rows) > 1 and len(rows[-2]) > 1 else 0.0
    return (
        fragment.left > right - 0.2 * fragment.size
        and fragment.base > first - _RISE * fragment.size
        and (fragment.top > above - _SAME_LINE * fragment.size or above > bottom)
        and fragment.top < bottom
    )


def _settle(rows: list[list[Cell]], fragment: Fragment) -> None:
    """Let lines go that stand above the row: they belong to rows of a single cell."""
    row = rows[-1]
    if len(row) > 1:
        return
    lines = row[0]
    level = next((number for number, line in enumerate(lines) if abs(line.base - fragment.base) < _SAME_LINE * line.size), 0)
    if level:
        rows[-1:] = [[lines[:level]], [lines[level:]]]


def _follows(run: list[list[Cell]], row: list[Cell]) -> bool:
    """Say whether a row goes on with the rows above: below them, near, in their columns."""
    _, _, _, bottom = bounds(fragment for cell in run[-1] for fragment in cell)
    _, top, _, _ = bounds(fragment for cell in row for fragment in cell)
    size = row[0][0].size
    if not -0.5 * size < top - bottom < _ROW_GAP * size:
        return False
    widest = max(run, key=len)
    matched = sum(_column(cell, widest) is not None for cell in row)
    if len(row) == 1:
        place = _column(row[0], widest)
        if place is None or row[0][0].marker:
            return False
        limit = bounds(widest[place + 1])[0] if place + 1 < len(widest) else bounds(widest[place])[2] + 4 * size
        return bounds(row[0])[2] < limit and len(row[0]) <= 2  # noqa: PLR2004 - a heading inside a table, or an empty cell
    return matched >= min(2, len(row)) and matched >= len(row) - 1


def _column(cell: Cell, row: list[Cell]) -> int | None:
    """Find the column a cell stands in: same left, right or middle."""
    left, _, right, _ = bounds(cell)
    for number, other in enumerate(row):
        begin, _, end, _ = bounds(other)
        if abs(left - begin) < _ALIGNED or abs(right - end) < _ALIGNED or abs(left + right - begin - end) < _ALIGNED:
            return number
    return None


def _is_head(head: list[Cell], rows: list[list[Cell]]) -> bool:
    """Say whether a row set otherwise than those below it (in the middle, say) names their columns."""
    widest = max(rows, key=len)
    if len(head) != len(widest):
        return False
    boxes = [bounds(each for row in rows if len(row) == len(widest) for each in row[number]) for number in range(len(widest))]
    tops = [bounds(cell) for cell in head]
    near = all(-_ALIGNED < below[1] - top[3] < _ROW_GAP * head[0][0].size for top, below in zip(tops, boxes, strict=True))
    return near and all(min(top[2], below[2]) > max(top[0], below[0]) for top, below in zip(tops, boxes, strict=True))


def _table(run: list[list[Cell]], head: list[Cell]) -> list[Table]:
    while run and len(run[-1]) == 1:
        run = run[:-1]
    full = [row for row in run if len(row) > 1]
    if len(full) < 2 or any(min(len(cell) for cell in row) > _CELL_LINES for row in full):  # noqa: PLR2004 - one row is a line
        return []
    if len(full) == 2 and _reads_on(full):  # noqa: PLR2004
        return []
    run = [_split_row(row, run) for row in run]
    widest = max(run, key=len)
    columns = [bounds(cell)[0] for cell in widest]
    rows = [_placed(row, widest) for row in run]
    return [Table([head, *rows] if head and _is_head(head, run) else rows, columns)]


def _reads_on(rows: list[list[Cell]]) -> bool:
    """Say whether cells are columns of running text: many full lines in each."""
    return all(len(cell) > 4 for row in rows for cell in row)  # noqa: PLR2004


def _placed(row: list[Cell], widest: list[Cell]) -> list[Cell]:
    """Put the cells into their columns, empty ones between them."""
    placed: list[Cell] = [[] for _ in widest]
    at = 0
    for cell in row:
        column = _column(cell, widest)
        at = max(at, column if column is not None else at)
        if at >= len(placed):
            placed.append([])
        placed[at] = placed[at] + cell
        at += 1
    return placed


def go_on_table(fragments: list[Fragment], tables: list[Table], last: list[Cell]) -> tuple[list[Fragment], list[Table]]:
    """Find the lone row a page begins with: where its cells stand below those of the last row of the page before, it is one more."""
    top = min(fragments, key=lambda each: each.base, default=None)
    if top is None or not last or any(table.box()[1] < top.top for table in tables):
        return fragments, tables
    row = sorted((each for each in fragments if each.base - top.base < _SAME_LINE * top.size), key=lambda each: each.left)
    cells = [[each] for each in row]
    if not 1 < len(cells) == len(last) or any(_column(cell, [above]) is None for cell, above in zip(cells, last, strict=True)):
        return fragments, tables
    taken = {id(each) for each in row}
    return [each for each in fragments if id(each) not in taken], [*tables, Table([cells], [each.left for each in row])]
