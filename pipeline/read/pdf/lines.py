"""Makes fragments of lines: the words that stand in one column or cell, with the edges of each character."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.read.pdf.gaps import cut_at_bars, mark_cells, rejoin, split_row
from pipeline.read.pdf.glyphs import Glyph
from pipeline.read.pdf.words import MARKER_RE, STRONG_BULLETS, Word, close_up, find_rows, find_words, lift_small

_ACCENTS = {"\u00a8": "\u0308", "\u00b4": "\u0301", "`": "\u0300", "\u02c6": "\u0302", "\u02da": "\u030a"}
Dot = tuple[float, float, float]
#: stands for a bullet that is drawn and no character
DRAWN = "\u2022"
#: a page with more of them is no text; comparing all with all would take its time
_MOST_SIGNS = 400


@dataclass
class Fragment:
    """A line, or the part of it that stands in one column or cell.

    ``text``: words parted by single blanks; ``edges``: where each character begins and the last ends; ``first``, ``last``:
    places in the order of drawing; ``marker``: the bullet or number before the text; where ``drawn_marker``, it is none of its characters.
    ``indent``: where the marker begins.
    ``whole``: the ``id`` of the fragment it was cut from, or 0.
    """

    page: int
    text: str
    edges: list[float]
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    first: int
    last: int
    marker: str = ""
    indent: float = 0.0
    drawn_marker: bool = False
    whole: int = 0

    def cut(self, at: int) -> tuple["Fragment", "Fragment"]:
        """Cut it before the word that begins at a character; both parts remember the ``whole``."""
        whole = self.whole or id(self)
        first = replace(self, text=self.text[: at - 1], edges=self.edges[:at], right=self.edges[at - 1], whole=whole)
        rest = replace(self, text=self.text[at:], edges=self.edges[at:], left=self.edges[at], marker="", whole=whole)
        return first, rest

    @property
    def first_width(self) -> float:
        """Give the width of the first word."""
        end = self.text.find(" ")
        return self.edges[end if end > 0 else len(self.text)] - self.edges[0]

    def overlaps(self, other: "Fragment") -> bool:
        """Say whether one stands above the other."""
        return min(self.right, other.right) - max(self.left, other.left) > 0.1 * self.size


def build_fragments(glyphs: list[Glyph], page: int, dots: Sequence[Dot] = (), bars: Sequence[Dot] = ()) -> list[Fragment]:
    """Find the fragments of a page, top to bottom, left to right.

    Args:
        glyphs: of one turn.
        page: its number.
        dots: what may be drawn bullets: middle across and down, width.
        bars: upright rules: place across, top, bottom; no line goes over one.
    """
    shown = sum(not glyph.is_blank for glyph in glyphs)
    spaced = sum(glyph.is_blank for glyph in glyphs) > 0.05 * shown
    rows = [find_words(row, spaced=spaced) for row in find_rows(glyphs)]
    rows = lift_small([row for row in rows if row])
    if spaced:
        mark_cells(rows)
    fragments = [
        _fragment(words, page)
        for row in rejoin([split_row(row) for row in rows])
        for part in row
        for words in cut_at_bars(part, bars)
    ]
    fragments = _with_signs([fragment for fragment in fragments if fragment.text], dots)
    return sorted(fragments, key=lambda each: (each.base, each.left))


def _with_signs(fragments: list[Fragment], dots: Sequence[Dot]) -> list[Fragment]:
    """Give lines the bullets that are drawn before them, as a shape or as a character on a line of its own."""
    signs = [each for each in fragments if len(each.text) == 1 and each.text in STRONG_BULLETS]
    marks = [(each.right, (each.top + each.bottom) / 2, id(each)) for each in signs] + [(x, y, 0) for x, y, _ in dots]
    used: set[int] = set()
    for right, middle, sign in marks[:_MOST_SIGNS]:
        near = [
            each
            for each in fragments
            if 0 < each.left - right < 3 * each.size and each.top <= middle <= each.bottom and each.text not in STRONG_BULLETS
        ]
        if near:
            line = min(near, key=lambda each: each.left)
            if not line.marker:
                line.marker, line.drawn_marker, line.indent = DRAWN, True, right
                used.add(sign)
    return [each for each in fragments if id(each) not in used]


def _fragment(words: list[Word], page: int) -> Fragment:
    """Write a fragment down: its text with single blanks, and the edges of each character."""
    marker, indent = "", words[0].left
    if len(words) > 1 and MARKER_RE.match(words[0].text):
        marker = words[0].text
    elif words[0].text[0] in STRONG_BULLETS:
        marker = words[0].text[0]
        words = [Word(words[0].glyphs[:1]), Word(words[0].glyphs[1:]), *words[1:]] if len(words[0].glyphs) > 1 else words
    words = close_up(words)
    text, edge = "", 0.0
    edges: list[float] = []
    for word in words:
        if text:
            text += " "
            edges.append(max(edges[-1], edge))
        before: Glyph | None = None
        for glyph in word.glyphs:
            char = _combined(glyph.char, text) if before and glyph.left < (before.left + before.right) / 2 else None
            before = glyph
            if char is not None:
                text = text[:-1] + char
                continue
            text += glyph.char
            edges += [max(glyph.left, edges[-1] if edges else glyph.left)] * len(glyph.char)
        edge = max(word.right, edges[-1])
    glyphs = [glyph for word in words for glyph in word.glyphs]
    edges.append(max(edge, edges[-1]))
    main = median(glyph.size for glyph in glyphs)
    letters = [glyph for glyph in glyphs if glyph.char.isalnum()] or glyphs
    return Fragment(
        page,
        text,
        [round(each, 2) for each in edges],
        min(glyph.left for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
        median(glyph.base for glyph in glyphs),
        main,
        sum(glyph.bold for glyph in letters) > 0.8 * len(letters),
        min(glyph.order for glyph in glyphs),
        max(glyph.order for glyph in glyphs),
        marker,
        indent,
    )


def _combined(char: str, text: str) -> str | None:
    """Join an accent that is drawn as a sign of its own to its letter; None where there is nothing to join."""
    if char in _ACCENTS and text[-1:].isalpha():
        joined = unicodedata.normalize("NFC", text[-1] + _ACCENTS[char])
    elif text[-1:] in _ACCENTS and char.isalpha():
        joined = unicodedata.normalize("NFC", char + _ACCENTS[text[-1]])
    else:
        return None
    return joined if len(joined) == 1 else None


def bounds(fragments: Iterable[Fragment]) -> tuple[float, float, float, float]:
    """Give the box around some fragments."""
    every = list(fragments)
    return (
        min(each.left for each in every),
        min(each.top for each in every),
        max(each.right for each in every),
        max(each.bottom for each in every),
    )
