"""Turns the characters of one page into glyphs as a reader sees them: page upright, first corner top left, unseen ones gone."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pipeline.read.pdf.wire import PageChars

_BOLD_RE = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
#: text of an OCR layer is not drawn (3); text that only clips is never seen (7)
_UNSEEN_MODE = 7
_STROKED = 2
_WHITE, _DARK = 0.06, 0.12
_QUARTERS = 4
_MOST_GROUNDS = 200
_TURN_TOLERANCE = 6.0
_BLANKS = frozenset(" \u00a0\t\r\n")
_HYPHEN = 0x02
#: private characters that fonts of signs use for bullets
_SIGNS = {
    0xF0B7: 0x2022,
    0xF0A7: 0x25AA,
    0xF0D8: 0x25BA,
    0xF0FC: 0x2022,
    0xF02D: 0x2013,
    0xF06E: 0x25A0,
    0xF076: 0x2022,
    0xF0A8: 0x2022,
}
#: areas of private use, and scripts of East Asia, which numbers of glyphs are taken for
_UNTOLD = (range(0xE000, 0xF900), range(0x2E80, 0xA000), range(0xAC00, 0xD800))
_CONTROL_WEIGHT = 10


class Style(NamedTuple):
    """How an object's characters look. ``size``: points, as seen; ``turn``: quarters to the right, or -1 for a slant."""

    size: float
    bold: bool
    turn: int
    seen: bool
    white: bool


class Glyph(NamedTuple):
    """One character; ``order``: its place in the order of drawing; ``owner``: the drawn object. Unit: points from the top left."""

    char: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    order: int
    owner: int

    @property
    def is_blank(self) -> bool:
        """Say whether it shows nothing."""
        return self.char in _BLANKS


class Sheet(NamedTuple):
    """One page: its glyphs by their turn (0 upright, 1 to 3 quarters, -1 slanted), upright rules and links, in points from the top left.

    ``bars``: upright rules: place across, top, bottom; ``dots``: middle (across, down) and width of what may be a drawn bullet.
    """

    number: int
    width: float
    height: float
    glyphs: dict[int, list[Glyph]]
    bars: list[tuple[float, float, float]]
    dots: list[tuple[float, float, float]]
    links: list[tuple[float, float, float, float, str]]
    pictures: int
    strange: int


_Place = Callable[[float, float], tuple[float, float]]


def open_sheet(page: PageChars) -> Sheet:
    """Lay a page upright."""
    place, width, height = _placing(page.head["bounds"], page.head["rotation"])
    looks = [_read_style(style, page.head["rotation"]) for style in page.head["styles"]]
    styles = [looks[number] for number in page.head["owned"]]
    shapes = [(*_box(place, shape), shape[4]) for shape in page.head["shapes"]]
    grounds = [shape for shape in shapes if shape[4] > _DARK and shape[3] - shape[1] > 4][:_MOST_GROUNDS]  # noqa: PLR2004 - no ground is so low
    glyphs: dict[int, list[Glyph]] = {}
    strange = 0
    for turn, glyph, style in _glyphs(page, styles, place, width, height):
        if style.white and not _on_ground(glyph, grounds):
            continue
        strange += _strangeness(glyph.char)
        glyphs.setdefault(turn, []).append(glyph)
    return Sheet(
        page.head["number"],
        width,
        height,
        glyphs,
        _bars(shapes),
        [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0]) for box in shapes if _is_dot(box)],
        [(*_box(place, link), link[4]) for link in page.head["links"]],
        page.head["pictures"],
        strange,
    )


def _strangeness(char: str) -> int:
    r"""Say how much a character speaks for a font that does not tell its letters; controls never stand in a text by right.

    >>> [_strangeness(char) for char in ("a", "\ufffd", "\x03", "\u02d8", "\u8000")]
    [0, 1, 10, 0, 1]
    """
    code = ord(char[0])
    if code < 0x20:  # noqa: PLR2004 - a blank
        return 0 if char in "\t\n\r\x02" else _CONTROL_WEIGHT
    return int(char == "\ufffd" or any(code in codes for codes in _UNTOLD))


def _placing(bounds: list[float], rotation: int) -> tuple[_Place, float, float]:
    """Give what turns the page's own coordinates into those of the page as it is shown."""
    left, bottom, right, top = bounds
    places: tuple[_Place, ...] = (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )
    width, height = right - left, top - bottom
    return places[rotation], *((height, width) if rotation % 2 else (width, height))


def _box(place: _Place, box: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - four numbers and more
    first, second = place(box[0], box[1]), place(box[2], box[3])
    return min(first[0], second[0]), min(first[1], second[1]), max(first[0], second[0]), max(first[1], second[1])


def _read_style(style: list[Any], rotation: int) -> Style:
    size, weight, name, colour, mode, (a, b, c, d) = style
    angle = math.degrees(math.atan2(b, a))
    quarters, rest = divmod(-angle + rotation * 90 + 45, 90)
    turn = int(quarters) % _QUARTERS if abs(rest - 45) <= _TURN_TOLERANCE else -1
    scale = math.hypot(c, d) or 1.0
    red, green, blue, alpha = colour
    white = mode != 3 and (red + green + blue) / 765 > 1 - _WHITE  # noqa: PLR2004 - 3: the unseen layer of a scan
    bold = weight >= _BOLD_WEIGHT or _BOLD_RE.search(name) is not None or mode == _STROKED
    return Style(max(abs(size) * scale, 0.1), bold, turn, mode != _UNSEEN_MODE and (alpha > 0 or mode == 3), white)  # noqa: PLR2004


def _glyphs(page: PageChars, styles: list[Style], place: _Place, width: float, height: float) -> Iterator[tuple[int, Glyph, Style]]:
    """Give the glyphs on the page with their turn; turned ones lie in a frame of their own, in which they run to the right."""
    boxes = page.boxes
    turned = {turn: _turning(turn, width, height) for turn in (-1, 0, 1, 2, 3)}
    for index, (code, owner) in enumerate(zip(page.codes, page.owners, strict=True)):
        style = styles[owner]
        if not style.seen or code == 0:
            continue
        at = 6 * index
        left, top = place(boxes[at], boxes[at + 3])
        right, bottom = place(boxes[at + 2], boxes[at + 1])
        left, right = (left, right) if left <= right else (right, left)
        top, bottom = (top, bottom) if top <= bottom else (bottom, top)
        middle, centre = (left + right) / 2, (top + bottom) / 2
        if not (0 <= middle <= width and 0 <= centre <= height):
            continue
        base = place(boxes[at + 4], boxes[at + 5])
        char = chr(_SIGNS.get(code, 0x2D if code == _HYPHEN else code)) if not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004
        if style.turn:
            left, right, top, bottom, line = turned[style.turn](left, right, top, bottom, base)
        else:
            line = base[1]
        if bottom - top < 0.3 * style.size:  # a font that does not tell its height
            top, bottom = line - 0.8 * style.size, line + 0.2 * style.size
        yield style.turn, Glyph(char, left, right, top, bottom, line, style.size, style.bold, index, owner), style


_Turn = Callable[[float, float, float, float, tuple[float, float]], tuple[float, float, float, float, float]]


def _turning(turn: int, width: float, height: float) -> _Turn:
    """Give what lays turned text so that it runs to the right; slanted text stays where it is."""
    turns: dict[int, _Turn] = {
        1: lambda left, right, top, bottom, base: (top, bottom, width - right, width - left, width - base[0]),
        2: lambda left, right, top, bottom, base: (width - right, width - left, height - bottom, height - top, height - base[1]),
        3: lambda left, right, top, bottom, base: (height - bottom, height - top, left, right, base[0]),
    }
    return turns.get(turn, lambda left, right, top, bottom, base: (left, right, top, bottom, base[1]))


def turn_back(turn: int, box: tuple[float, float, float, float], width: float, height: float) -> tuple[float, float, float, float]:
    """Give the place on the page of a box in the frame of turned text.

    >>> turn_back(1, (10.0, 20.0, 60.0, 30.0), 500.0, 800.0)
    (470.0, 10.0, 480.0, 60.0)
    """
    left, top, right, bottom = box
    if turn == 1:
        return width - bottom, left, width - top, right
    if turn == 2:  # noqa: PLR2004 - half round
        return width - right, height - bottom, width - left, height - top
    if turn == 3:  # noqa: PLR2004 - three quarters
        return top, height - right, bottom, height - left
    return box


def _on_ground(glyph: Glyph, grounds: list[tuple[float, float, float, float, float]]) -> bool:
    """Say whether white text stands on something that is not white."""
    x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom, _ in grounds)


def _is_dot(shape: tuple[float, float, float, float, float]) -> bool:
    """Say whether a shape is a bullet: about as wide as high, and no larger than a letter."""
    wide, high = shape[2] - shape[0], shape[3] - shape[1]
    return 1.2 < wide < 9 and 0.7 < wide / max(high, 0.1) < 1.4  # noqa: PLR2004 - points


def _bars(shapes: list[tuple[float, float, float, float, float]]) -> list[tuple[float, float, float]]:
    """Give the upright rules: thin shapes, and the sides of frames no larger than a cell."""
    bars = []
    for left, top, right, bottom, darkness in shapes:
        if bottom - top < 6:  # noqa: PLR2004 - points; a shorter one is a sign
            continue
        if right - left < 3:  # noqa: PLR2004 - points
            bars.append(((left + right) / 2, top, bottom))
        elif darkness < 0 and bottom - top < 200:  # noqa: PLR2004 - a cell, not the frame of a page
            bars += [(left, top, bottom), (right, top, bottom)]
    return bars
