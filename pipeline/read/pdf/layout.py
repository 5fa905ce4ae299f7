"""Puts the pages of a PDF together to one run of blocks in the order of reading."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.read.pdf.columns import Unit, find_units
from pipeline.read.pdf.compose import Frames, frame_of
from pipeline.read.pdf.flow import hold_back, join_parts, open_row
from pipeline.read.pdf.glyphs import open_sheet
from pipeline.read.pdf.lines import Fragment, bounds, build_fragments
from pipeline.read.pdf.paragraphs import cut_units
from pipeline.read.pdf.parts import Line, Part
from pipeline.read.pdf.running import find_running
from pipeline.read.pdf.tables import find_tables, go_on_table
from pipeline.read.pdf.wire import PageChars

#: part of the page's height
_EDGE = 0.1
#: pieces of one page, and comparisons in one file, beyond which no text of this kind goes: lines are then read from top to bottom
_MOST_PIECES, _MOST_COMPARED = 1_000, 80_000_000


@dataclass
class _Leaf:
    """One page: its fragments by their turn, the one with most characters first."""

    height: float
    turns: list[tuple[int, list[Fragment]]]


@dataclass
class Layout:
    """What was found: blocks in order, pages with their links, and counts: of what was compared, of characters, of those that say nothing."""

    parts: list[Part] = field(default_factory=list)
    frames: Frames = field(default_factory=dict)
    empty: list[int] = field(default_factory=list)
    compared: int = 0
    shown: int = 0
    strange: int = 0


def lay_out(pages: Iterable[PageChars]) -> Layout:
    """Read the pages; their characters are let go one page after the other."""
    layout = Layout()
    leaves = [leaf for page in pages if (leaf := _leaf(page, layout)) is not None]
    body = _body_size(leaves)
    running = find_running([(leaf.height, leaf.turns[0][1]) for leaf in leaves], body)
    unit = 1
    for leaf in leaves:
        for turn, fragments in leaf.turns:
            unit = _add_page(layout, leaf.height, turn, fragments, running, unit, body)
    return layout


def _leaf(page: PageChars, layout: Layout) -> _Leaf | None:
    sheet = open_sheet(page)
    shown = sum(not glyph.is_blank for glyphs in sheet.glyphs.values() for glyph in glyphs)
    layout.frames[sheet.number] = frame_of(sheet)
    layout.shown += shown
    layout.strange += sheet.strange
    if not shown:
        if sheet.pictures or page.head["shapes"]:
            layout.empty.append(sheet.number)
        return None
    turns = sorted(sheet.glyphs.items(), key=lambda each: -len(each[1]))
    return _Leaf(
        sheet.height,
        [
            (turn, found)
            for turn, glyphs in turns
            if (found := build_fragments(glyphs, sheet.number, *(((), ()) if turn else (sheet.dots, sheet.bars))))
        ],
    )


def _body_size(leaves: list[_Leaf]) -> float:
    """Give the font size most characters have."""
    sizes: Counter[float] = Counter()
    for leaf in leaves:
        for fragment in leaf.turns[0][1]:
            sizes[round(fragment.size * 4) / 4] += len(fragment.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _add_page(
    layout: Layout, height: float, turn: int, fragments: list[Fragment], running: dict[int, str], unit: int, body: float
) -> int:
    units = _units([each for each in fragments if id(each) not in running], layout)
    parts = cut_units(units, unit, body)
    held = hold_back(layout.parts, parts)
    for part in parts:
        if held and part.kind != parts[0].kind:
            layout.parts += held
            held = []
        part.turn = turn
        part.edge = len(part.lines) == 1 and not _EDGE * height < part.lines[0].fragment.base < (1 - _EDGE) * height
        if turn < 0:
            part.boilerplate = "watermark"
        if not join_parts(layout.parts, part, body):
            layout.parts.append(part)
    layout.parts += held
    for each in fragments:
        if id(each) in running:
            layout.parts.append(Part("paragraph", [Line(each)], boilerplate=running[id(each)], turn=turn))
    return unit + len(units) + 1


def _units(fragments: list[Fragment], layout: Layout) -> list[Unit]:
    """Find the columns and tables of a page; where there is too much to compare, the lines as they come."""
    layout.compared += len(fragments) ** 2
    if not fragments:
        return []
    if len(fragments) > _MOST_PIECES or layout.compared > _MOST_COMPARED:
        return [Unit(bounds(fragments), fragments)]
    tables, rest = find_tables(fragments)
    return find_units(*go_on_table(rest, tables, open_row(layout.parts)))
