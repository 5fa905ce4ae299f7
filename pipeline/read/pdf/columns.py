"""Links fragments to the columns they stand in and puts what results into the order of reading."""

from dataclasses import dataclass

from pipeline.read.pdf.lines import Fragment, bounds
from pipeline.read.pdf.tables import Table

Box = tuple[float, float, float, float]
#: parts of the font size
_NEAR, _SAME_LINE = 1.3, 0.4
_SIZES = 1.3
#: comparing all with all; a page of more pieces is a poster or a map
_MOST_UNITS = 120
_COLUMN_LINES, _COLUMN_WIDTH = 3, 0.27
_LONG_COLUMN, _GUTTER = 6, 2.6


@dataclass
class Unit:
    """What is read in one go: lines of one column, or a table."""

    box: Box
    lines: list[Fragment]
    table: Table | None = None


def find_units(fragments: list[Fragment], tables: list[Table]) -> list[Unit]:
    """Give the columns and tables of a page in the order of reading."""
    units = [Unit(bounds(chain), chain) for chain in _chains(fragments)]
    units += [Unit(table.box(), [], table) for table in tables]
    return _ordered(units)


def _chains(fragments: list[Fragment]) -> list[list[Fragment]]:
    """Hang each fragment below the one it goes on from; where that is not one alone, a new column begins."""
    chains: list[list[Fragment]] = []
    opened: list[list[Fragment]] = []
    at = 0
    while at < len(fragments):
        end = at + 1
        while end < len(fragments) and fragments[end].base - fragments[at].base < _SAME_LINE * fragments[at].size:
            end += 1
        row = fragments[at:end]
        wanted = [[chain for chain in opened if _continues(chain[-1], fragment)] for fragment in row]
        for fragment, found in zip(row, wanted, strict=True):
            alone = len(found) == 1 and sum(found[0] is other for each in wanted for other in each) == 1
            if alone:
                found[0].append(fragment)
            else:
                opened = [chain for chain in opened if not any(chain is other for other in found)]
                chains.append([fragment])
                opened.append(chains[-1])
        low = row[0].base
        opened = [chain for chain in opened if low - chain[-1].bottom < _NEAR * 3 * chain[-1].size]
        at = end
    return chains


def _continues(above: Fragment, fragment: Fragment) -> bool:
    gap = fragment.top - above.bottom
    size = max(above.size, fragment.size)
    ratio = size / max(min(above.size, fragment.size), 0.1)
    return ratio < _SIZES and -0.8 * size < gap < _NEAR * size and fragment.base > above.base and fragment.overlaps(above)


def _ordered(units: list[Unit]) -> list[Unit]:
    """Sort so that what stands above is read first, and a column to the left before the one to its right."""
    units = sorted(units, key=lambda each: (each.box[1], each.box[0]))
    if len(units) > _MOST_UNITS:
        return units
    width = max((unit.box[2] for unit in units), default=0.0) - min((unit.box[0] for unit in units), default=0.0)
    before: list[set[int]] = [set() for _ in units]
    for first, one in enumerate(units):
        for second, other in enumerate(units):
            if first != second and _precedes(one, other, units, width):
                before[second].add(first)
    order: list[Unit] = []
    left = list(range(len(units)))
    done: set[int] = set()
    while left:
        number = next((each for each in left if before[each] <= done), left[0])
        left.remove(number)
        done.add(number)
        order.append(units[number])
    return order


def _precedes(first: Unit, second: Unit, units: list[Unit], width: float) -> bool:
    """Say whether the one is read before the other, as far as the two alone can tell."""
    one, other = first.box, second.box
    if _beside(one, other) > 1:
        return (one[1], one[0]) < (other[1], other[0])
    if one[0] > other[0]:  # it stands to the right: only the head of a page is read before what is lower to its left
        return one[3] <= other[1] + 1 and not _is_column(first, other, units, width)
    if other[3] > one[1] + 1:
        return True
    return _is_column(second, one, units, width) and not any(_parts(unit.box, other, one) for unit in units)


def _is_column(unit: Unit, lower: Box, units: list[Unit], width: float) -> bool:
    """Say whether something high on the right is a column: text enough, or more of it beside what stands lower on the left."""
    box = unit.box
    if unit.table is not None or (len(unit.lines) > _COLUMN_LINES and box[2] - box[0] > _COLUMN_WIDTH * width):
        return True
    if any(_follows_column(unit, other, units) for other in units):
        return True
    return any(
        other is not unit and _beside(other.box, box) > 1 and _beside(other.box, lower) <= 0 and other.box[3] > lower[1]
        for other in units
    )


def _follows_column(unit: Unit, other: Unit, units: list[Unit]) -> bool:
    """Say whether a few lines stand as far from a long column as columns do, and beside its beginning or its heading."""
    near = 0 < unit.box[0] - other.box[2] < _GUTTER * unit.lines[0].size and len(other.lines) > _LONG_COLUMN
    return near and any(
        abs(each.box[0] - other.box[0]) < 2  # noqa: PLR2004 - points
        and each.box[2] < other.box[2] + 2
        and each.box[1] < unit.box[3]
        and each.box[3] > unit.box[1]
        for each in units
    )


def _beside(one: Box, other: Box) -> float:
    """Give how much of the width two boxes share."""
    return min(one[2], other[2]) - max(one[0], other[0])


def _parts(between: Box, upper: Box, lower: Box) -> bool:
    """Say whether something stands between two boxes and across both."""
    return between[1] >= upper[3] - 2 and between[3] <= lower[1] + 2 and _beside(between, upper) > 1 and _beside(between, lower) > 1
