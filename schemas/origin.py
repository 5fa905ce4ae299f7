"""The way back from the text to the file it was read from: page and rectangle, element, paragraph."""

from bisect import bisect_right
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from schemas.layer import layer

Box = tuple[float, float, float, float]


@layer(frozen=True, slots=True)
class Anchor:
    """Say where in the source a stretch of ``raw`` stands; a source of plain characters needs none.

    ``page``: of a PDF, from 1. ``box``: left, top, right, bottom on that page, from its top left corner. ``edges``: where each
    character of the stretch begins, and where the last one ends, so that a part of a line has its own rectangle.
    ``path``: an element, as CSS selects it (HTML), or as mark-up nests it (``tbl[1]/tr[2]/tc[1]/p[1]`` in Word); in a mail behind its
    part (``part 1.2: body > p``), in a feed behind its entry. ``line``: of the source file, or of the part of a mail as decoded, from 1,
    where that element begins. ``paragraph``: of a Word file, from 1.
    Unit: code points in ``raw``, half-open; points (1/72 inch) for ``box`` and ``edges``.
    """

    start: int
    end: int
    page: int | None = None
    box: Box | None = None
    edges: tuple[float, ...] | None = None
    path: str | None = None
    line: int | None = None
    paragraph: int | None = None


def _unset(value: object) -> bool:
    return value is None


class Locator(BaseModel):
    """Point into the file a text was read from; what does not fit its format is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    page: int | None = Field(default=None, ge=1, exclude_if=_unset, description="Page of a PDF, from 1.", examples=[2])
    box: Box | None = Field(
        default=None,
        exclude_if=_unset,
        description="Left, top, right, bottom on the page, from its top left corner. Unit: points (1/72 inch).",
        examples=[(70.9, 112.4, 131.0, 124.1)],
    )
    path: str | None = Field(
        default=None,
        exclude_if=_unset,
        description="Element: a CSS selector (HTML), the nesting of paragraphs and tables (Word), the part of a mail, the entry of a feed.",
        examples=["body > main:nth-of-type(1) > p:nth-of-type(2)"],
    )
    line: int | None = Field(
        default=None, ge=1, exclude_if=_unset, description="Line of the file where the element begins, from 1."
    )
    paragraph: int | None = Field(default=None, ge=1, exclude_if=_unset, description="Paragraph of a Word file, from 1.")


class Piece(Locator):
    """Say where a stretch of the text stands in its file. Unit: code points in ``report.text``, half-open."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class LinkTarget(BaseModel):
    """Keep the address behind a linked text. Unit: code points in ``report.text``, half-open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    href: str = Field(min_length=1, description="As it stands in the source.", examples=["mailto:info@example.org"])


class Layout(BaseModel):
    """Say how the text lies in its file; only for sources that have more than characters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pieces: list[Piece] = Field(
        default_factory=list, description="In text order, not overlapping: one a block, or a line of a PDF."
    )
    links: list[LinkTarget] = Field(default_factory=list, description="Links of a page or mail, in text order.")


def locate(anchors: Sequence[Anchor], start: int, end: int) -> list[Anchor]:
    """Give the anchors of a span, cut to it where their characters have edges; those of one place become one.

    >>> line = Anchor(0, 10, page=1, box=(0.0, 5.0, 100.0, 17.0), edges=tuple(range(0, 101, 10)))
    >>> [(found.page, found.box) for found in locate([line], 2, 4)]
    [(1, (20, 5.0, 40, 17.0))]
    >>> [found.path for found in locate([Anchor(0, 4, path="p"), Anchor(6, 9, path="li")], 2, 6)]
    ['p']
    """
    found: list[Anchor] = []
    at = max(bisect_right(anchors, start, key=_start) - 1, 0)
    while at < len(anchors) and anchors[at].start < end:
        anchor = anchors[at]
        at += 1
        first, last = max(anchor.start, start), min(anchor.end, end)
        if first >= last:
            continue
        box = anchor.box
        if box is not None and anchor.edges is not None:
            left, right = anchor.edges[first - anchor.start], anchor.edges[last - anchor.start]
            box = (left, box[1], right, box[3])
        cut = Anchor(first, last, anchor.page, box, None, anchor.path, anchor.line, anchor.paragraph)
        if not (found and box is None and _place(found[-1]) == _place(cut)):
            found.append(cut)
    return found


def _start(anchor: Anchor) -> int:
    return anchor.start


def _place(anchor: Anchor) -> tuple[object, ...]:
    return anchor.page, anchor.box, anchor.path, anchor.line, anchor.paragraph
