"""Tells running heads, feet and page numbers from the text: they stand at the edge and come again on other pages."""

import re
from collections import Counter
from itertools import pairwise

from pipeline.read.pdf.lines import Fragment

_PAGE_RE = re.compile(
    r"(?:[-–—|]\s*)?(?:(?:Seite|Page|S\.|Blatt)\s*)?(\d{1,4})(?:\s*(?:von|of|/|\|)\s*\d{1,4})?(?:\s*[-–—|])?\s*", re.IGNORECASE
)
_SAID_RE = re.compile(r"(?:.*\s)?(?:Seite|Page|Blatt)\s+\d{1,4}(?:\s*(?:von|of|/)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE)
_PRINTED_RE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2}|(?:https?|file)://\S+$")
_DIGITS_RE = re.compile(r"\d+")
#: parts of the page's height
_HEAD, _FOOT = 0.13, 0.86
_NARROW_HEAD, _NARROW_FOOT = 0.07, 0.92
_SAME_HEIGHT = 6.0
_MOST_CHARS = 200
_EDGE_POINTS = 34.0
_MOST_PIECES = 600
#: a foot stands below the margin of the text, which nobody makes smaller than two centimetres
_FOOT_POINTS, _FOOT_PIECES, _SMALL = 60.0, 16, 0.9
#: so much one line and several lines stand apart from the text, in its font size; how far these may go down, part of the page's height
_APART, _APART_LINES, _LOW_HEAD = 1.2, 0.8, 0.12
#: two halves of a running head stand far apart (part of the width) and high above the text, and are hardly smaller than it
_HALVES_GAP, _HALVES_APART, _HALVES_SIZE = 0.2, 2.5, 0.97
#: what a message says of itself at its top, in small letters too
_OWN_RE = re.compile(
    r"(?:Presse|Medien)(?:mitteilung|information)|\b\d{1,2}\. ?(?:\d{1,2}\. ?|[A-ZÄÖÜ][a-zäöü]+ )\d{4}\b", re.IGNORECASE
)


def find_running(pages: list[tuple[float, list[Fragment]]], body: float) -> dict[int, str]:
    """Give the running fragments by their ``id``, as ``header`` or ``footer``.

    Args:
        pages: height and fragments of each page.
        body: the font size of the text.
    """
    seen: Counter[tuple[str, int]] = Counter()
    for height, fragments in pages:
        keys = {key for each in fragments if (side := _side(each, height)) for key in _keys(each, side)}
        seen.update(keys)
    found: dict[int, str] = {}
    for height, fragments in pages:
        for each in fragments:
            side = _side(each, height)
            if side is None:
                continue
            again = len(pages) > 1 and any(seen[key] > 1 for key in _keys(each, side))
            if again or _is_page_number(each, height, fragments):
                found[id(each)] = side
        for each in _browser_rows(height, fragments):
            found[id(each)] = "header" if each.base < height / 2 else "footer"
        for each in _small_foot(height, [each for each in fragments if id(each) not in found], body):
            found[id(each)] = "footer"
        for each in _small_head(height, [each for each in fragments if id(each) not in found], body):
            found[id(each)] = "header"
    return found


def _browser_rows(height: float, fragments: list[Fragment]) -> list[Fragment]:
    """Find the lines a browser prints around a page: the hour of printing and the title, the address and the page's number."""
    edge = [each for each in fragments if each.bottom < _EDGE_POINTS or each.top > height - _EDGE_POINTS]
    signs = [each.base for each in edge if _PRINTED_RE.match(each.text)]
    return [each for each in edge if any(abs(each.base - base) < 3 for base in signs)]  # noqa: PLR2004 - points


def _small_foot(height: float, fragments: list[Fragment], body: float) -> list[Fragment]:
    """Find the foot of a letter: a few small lines near the paper's end, apart from the text above."""
    foot = [each for each in fragments if each.top > height - _FOOT_POINTS]
    above = max((each.base for each in fragments if each.top <= height - _FOOT_POINTS), default=0.0)
    if not foot or max(each.size for each in foot) > _SMALL * body:
        return []
    apart = min(each.base for each in foot) - above > 2 * body
    return foot if apart and len(foot) <= _FOOT_PIECES else []


def _small_head(height: float, fragments: list[Fragment], body: float) -> list[Fragment]:
    """Find a letterhead, or the running head of a lone page: small lines in the upper margin, apart from the text below."""
    at, low, inner = 0, 0.0, 0.0
    for each in fragments[: _FOOT_PIECES + 1]:
        goes_on = low > 0 and each.top - low < 0.8 * each.size and each.bottom < _LOW_HEAD * height
        if each.size > _SMALL * body or not (each.bottom < _FOOT_POINTS or goes_on):
            break
        inner = max(inner, each.top - low) if at and each.top > low else inner
        at, low = at + 1, max(low, each.bottom)
    several = at > 1 and fragments[at - 1].base - fragments[0].base > fragments[0].size
    distance = max(_APART_LINES * body, 2 * inner) if several else _APART * body
    if at > _FOOT_PIECES or not _stands_apart(fragments, at, distance):
        return _halves(fragments, body)
    own = [each.base for each in fragments[:at] if _OWN_RE.search(each.text)]
    return [each for each in fragments[:at] if not any(abs(each.base - base) < 3 for base in own)]  # noqa: PLR2004 - points


def _halves(fragments: list[Fragment], body: float) -> list[Fragment]:
    """Find a running head of two or three parts that are spread over the width of the page."""
    row = [each for each in fragments if each.bottom < _FOOT_POINTS and each.base - fragments[0].base < 3]  # noqa: PLR2004 - points
    if len(row) < 2 or not _stands_apart(fragments, len(row), _HALVES_APART * body):  # noqa: PLR2004
        return []
    row = sorted(row, key=lambda each: each.left)
    width = max(each.right for each in fragments) - min(each.left for each in fragments)
    spread = all(after.left - before.right > _HALVES_GAP * width for before, after in pairwise(row))
    small = all(each.size < _HALVES_SIZE * body for each in row)
    return row if spread and small and not any(_OWN_RE.search(each.text) for each in row) else []


def _stands_apart(fragments: list[Fragment], at: int, distance: float) -> bool:
    """Say whether the first fragments of a page stand above all others."""
    if not 0 < at < len(fragments):
        return False
    return min(each.top for each in fragments[at:]) - max(each.bottom for each in fragments[:at]) > distance


def _side(fragment: Fragment, height: float) -> str | None:
    if len(fragment.text) > _MOST_CHARS:
        return None
    middle = (fragment.top + fragment.bottom) / 2
    return "header" if middle < _HEAD * height else "footer" if middle > _FOOT * height else None


def _keys(fragment: Fragment, side: str) -> list[tuple[str, int]]:
    """Name a fragment by its text without numbers and its height; two heights, since one may fall on the border of a step."""
    shape = side + _DIGITS_RE.sub("0", fragment.text)
    return [(shape, int(fragment.base // _SAME_HEIGHT)), (shape, int((fragment.base + _SAME_HEIGHT / 2) // _SAME_HEIGHT) + 100_000)]


def _is_page_number(fragment: Fragment, height: float, fragments: list[Fragment]) -> bool:
    middle = (fragment.top + fragment.bottom) / 2
    if _NARROW_HEAD * height < middle < _NARROW_FOOT * height:
        return False
    if len(fragments) > _MOST_PIECES or not (_PAGE_RE.fullmatch(fragment.text) or _SAID_RE.fullmatch(fragment.text)):
        return False
    outer = [each for each in fragments if each is not fragment]
    return not outer or middle < min(each.bottom for each in outer) or middle > max(each.top for each in outer)
