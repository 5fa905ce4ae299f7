"""Writes the blocks of a PDF down: text, anchors of each line with the edges of its characters, links."""

from collections.abc import Iterator

from pipeline.read.pdf.glyphs import Sheet, turn_back
from pipeline.read.pdf.joints import joint
from pipeline.read.pdf.parts import Line, Part
from pipeline.read.text_builder import Piece, TextBuilder
from schemas.document import Link
from schemas.origin import Anchor

#: width, height and links of each page, by its number
Frames = dict[int, tuple[float, float, list[tuple[float, float, float, float, str]]]]


def frame_of(sheet: Sheet) -> tuple[float, float, list[tuple[float, float, float, float, str]]]:
    """Keep what is needed of a page once its glyphs are gone."""
    return sheet.width, sheet.height, sheet.links


def write_parts(parts: list[Part], frames: Frames) -> TextBuilder:
    """Write all blocks in their order."""
    paper = TextBuilder()
    levels = _levels(parts)
    for part in parts:
        pieces = list(_row_pieces(part, frames) if part.cells else _line_pieces(part.lines, part.turn, frames))
        level = levels[_rank(part)] if part.kind == "heading" else part.level
        group = part.unit if part.kind == "row" else 0
        paper.add(part.kind, pieces, level=level, boilerplate=part.boilerplate, group=group)
    return paper


def _rank(part: Part) -> tuple[float, bool]:
    return -round(part.size * 2) / 2, not part.lines[0].fragment.bold


def _levels(parts: list[Part]) -> dict[tuple[float, bool], int]:
    """Give the looks of headings their levels: the largest is the first."""
    ranks = sorted({_rank(part) for part in parts if part.kind == "heading"})
    return {rank: min(number + 1, 6) for number, rank in enumerate(ranks)}


def _row_pieces(part: Part, frames: Frames) -> Iterator[Piece]:
    cells = part.cells
    while cells and not cells[-1]:
        cells = cells[:-1]
    for number, cell in enumerate(cells):
        if number:
            yield Piece("\t")
        yield from _line_pieces(cell, part.turn, frames)


def _line_pieces(lines: list[Line], turn: int, frames: Frames) -> Iterator[Piece]:
    above: Line | None = None
    for line in lines:
        if above is not None:
            yield Piece(joint(above.text, line.text, broken=above.broken))
        yield from _anchored(line, turn, frames)
        above = line


def _anchored(line: Line, turn: int, frames: Frames) -> Iterator[Piece]:
    """Give a line its place; turned text runs in no direction that edges could tell, so each word has its own."""
    fragment, text, edges = line.fragment, line.text, line.fragment.edges[line.skip :]
    if not turn:
        box = (edges[0], round(fragment.top, 2), edges[-1], round(fragment.bottom, 2))
        yield Piece(text, page=fragment.page, box=box, edges=tuple(edges))
        return
    width, height, _ = frames[fragment.page]
    at = 0
    for number, word in enumerate(text.split(" ")):
        if number:
            yield Piece(" ")
        box = turn_back(turn, (edges[at], fragment.top, edges[at + len(word)], fragment.bottom), width, height)
        left, top, right, bottom = (round(side, 2) for side in box)
        yield Piece(word, page=fragment.page, box=(left, top, right, bottom))
        at += len(word) + 1


def find_links(text: str, anchors: list[Anchor], frames: Frames) -> tuple[Link, ...]:
    """Find the characters that the areas of links cover."""
    by_page: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        by_page.setdefault(anchor.page or 0, []).append(anchor)
    spans = []
    for page, (_, _, areas) in frames.items():
        for left, top, right, bottom, address in areas:
            for anchor in by_page.get(page, ()):
                span = _covered(anchor, left, top, right, bottom)
                if span and text[span[0] : span[1]].strip():
                    spans.append((*_trim(text, *span), address))
    return tuple(_merged(text, sorted(set(spans))))


def _covered(anchor: Anchor, left: float, top: float, right: float, bottom: float) -> tuple[int, int] | None:
    box = anchor.box
    if box is None or not top - 1 <= (box[1] + box[3]) / 2 <= bottom + 1 or box[2] < left or box[0] > right:
        return None
    if anchor.edges is None:
        return (anchor.start, anchor.end) if left - 1 <= (box[0] + box[2]) / 2 <= right + 1 else None
    inside = [
        number
        for number, (begin, end) in enumerate(zip(anchor.edges, anchor.edges[1:], strict=False))
        if left - 1 <= (begin + end) / 2 <= right + 1
    ]
    return (anchor.start + inside[0], anchor.start + inside[-1] + 1) if inside else None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _merged(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Link]:
    """Join the lines of one link; where two lie upon each other, the first stays."""
    open_span: tuple[int, int, str] | None = None
    for start, end, address in spans:
        if open_span is not None:
            near = start - open_span[1] <= 2 and not text[open_span[1] : start].strip()  # noqa: PLR2004 - a blank or a line end
            if near and address == open_span[2]:
                open_span = (open_span[0], max(end, open_span[1]), address)
                continue
            if start < open_span[1]:
                continue
            yield Link(*open_span)
        open_span = (start, end, address)
    if open_span is not None:
        yield Link(*open_span)
