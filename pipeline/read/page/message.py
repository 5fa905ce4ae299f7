"""Finds what of a page is its message and what stands around it, from how the page is built rather than from names.

Three rules, all careful, since a value that is lost costs more than a line that is kept. What lies outside the one ``main`` element,
or else outside the innermost element that holds the title, nearly all prose and nearly all lists, is not the message. A heading like
"Weitere Meldungen" makes teasers of what it heads. And no page is noise only.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from pipeline.read.page.block_writer import Written
from schemas.document import Link

_SENTENCE_RE = re.compile(r"[.!?:]")
_PROSE_CHARS = 80
_LEAST = 0.6
_MOST_TEASERS = 0.4
_NEARLY = 0.8
_TITLE_CHARS = range(15, 200)
_FEW, _MANY = 3, 3_000
_RESCUED_CHARS = 300
_MOST_REFUSED = 20
#: how far up an element is looked for around a block; deeper pages are no pages
_FAR = 120
_EDGES = " \t\n:.…»›>+-–—*•"
_HEADING_CHARS = 60
_HEADING_KINDS = frozenset({"heading", "paragraph", "row", "term"})
#: elements that hold a heading and what it heads, parted by line ends only
_BOXES = frozenset({"td", "div"})


class Message:
    """Mark blocks of one page that are no part of its message, by where they stand.

    Args:
        text: of the page.
        written: its blocks.
        kinds: what each is marked as so far; marks are added in place.
        title: as the page's head has it.
        links: of the page, in text order.
    """

    def __init__(
        self, text: str, written: Sequence[Written], kinds: list[str | None], *, title: str = "", links: Sequence[Link] = ()
    ) -> None:
        self._text = text
        self._title = _folded(title)
        self._starts = [link.start for link in links]
        self._links = links
        self._written = written
        self._kinds = kinds
        self._sizes = [block.end - block.start for block in written]
        #: of each block, its characters if it is prose, else 0
        self._prose = [
            size if size > _PROSE_CHARS and _SENTENCE_RE.search(text, block.start, block.end) else 0
            for size, block in zip(self._sizes, written, strict=True)
        ]

    def rescue(self, sure: frozenset[str]) -> None:
        """Where no prose is left at all, take back the marks of the sort that holds most of it: no page is noise only."""
        if self._all_free_prose():
            return
        prose: dict[str, int] = {}
        for index, kind in enumerate(self._kinds):
            if kind is not None and kind not in sure and self._prose[index]:
                prose[kind] = prose.get(kind, 0) + self._prose[index]
        most = max(prose, key=lambda kind: prose[kind], default=None)
        if most is not None and prose[most] > _RESCUED_CHARS:
            self._kinds[:] = [None if kind == most else kind for kind in self._kinds]

    def mark_around(self, mains: Sequence[Any]) -> None:
        """Mark what lies outside the message's element, but for a title above it and what stands between them."""
        region = mains[0] if len(mains) == 1 else self._region() if not mains else None
        if region is None:
            return
        inside = [_is_inside(block.tag, region) for block in self._written]
        free = [index for index, kind in enumerate(self._kinds) if kind is None]
        within = sum([self._prose[index] for index in free if inside[index]])
        if not within or within < _LEAST * sum([self._prose[index] for index in free]):
            return
        start = inside.index(True)
        title = next((index for index in free if self._is_title(index)), start)
        for index in free:
            if not inside[index] and not (title <= index < start):
                self._kinds[index] = "aside"

    def _region(self) -> Any:  # noqa: ANN401 - a lean tag
        """Find the innermost element that holds the title and nearly all prose; None where there is little."""
        prose = [index for index in range(len(self._written)) if self._free_prose(index)]
        lists = [index for index in range(len(self._written)) if self._is_value(index)]
        title = next((index for index, kind in enumerate(self._kinds) if kind is None and self._is_title(index)), None)
        if not _FEW <= len(prose) <= _MANY or len(lists) > _MANY:
            return None
        total = sum([self._sizes[index] for index in (*prose, *lists)])
        shares: dict[int, int] = {}
        for index in (*prose, *lists):
            for tag in _upwards(self._written[index].tag):
                shares[id(tag)] = shares.get(id(tag), 0) + self._sizes[index]
        first = prose[0] if title is None else title
        return next((tag for tag in _upwards(self._written[first].tag) if shares.get(id(tag), 0) >= _NEARLY * total), None)

    def mark_teasers(self, cues: frozenset[str]) -> None:
        """Mark what stands under a heading that names other pages' messages, as far as the element around it reaches.

        Where that is much of the page's prose, the heading titles the message itself ("Aktuelle Meldungen").
        """
        total = self._all_free_prose()
        index = refused = 0
        while index < len(self._written) and refused < _MOST_REFUSED:
            start = index
            index += 1
            if not self._heads_teasers(self._written[start], cues):
                continue
            is_whole = "\n" in self._text[self._written[start].start : self._written[start].end]
            index = self._end_of_element(start) if is_whole else self._end_of_teasers(start)
            if sum(self._free_prose(each) for each in range(start, index)) <= _MOST_TEASERS * total:
                for each in range(start, index):
                    self._kinds[each] = self._kinds[each] or "teaser"
            else:
                index, refused = start + 1, refused + 1

    def _end_of_teasers(self, start: int) -> int:
        """Give the first block after a heading that is not under it."""
        heading, around, index = self._written[start], self._around(start), start + 1
        while index < len(self._written) and around is not None:
            after = self._written[index]
            if not _is_inside(after.tag, around) or (after.kind == "heading" and 0 < after.level <= heading.level):
                break
            index += 1
        return index

    def _end_of_element(self, start: int) -> int:
        """Give the first block behind the element of a block that holds its own heading."""
        index = start + 1
        while index < len(self._written) and _is_inside(self._written[index].tag, self._written[start].tag):
            index += 1
        return index

    def _free_prose(self, index: int) -> int:
        """Count the characters of a block that is prose and not marked."""
        return self._prose[index] if self._kinds[index] is None else 0

    def _all_free_prose(self) -> int:
        """Count the characters of all blocks that are prose and not marked."""
        return sum([size for size, kind in zip(self._prose, self._kinds, strict=True) if kind is None])

    def _heads_teasers(self, block: Written, cues: frozenset[str]) -> bool:
        """Say whether a block is such a heading, a line that stands for one, or a cell or box that begins with one."""
        if block.kind not in _HEADING_KINDS or block.level == 1:
            return False
        start, end = block.start, block.end
        if block.tag.name in _BOXES:
            line_end = self._text.find("\n", start, end)
            end = end if line_end < 0 else line_end
        return end - start <= _HEADING_CHARS and self._text[start:end].strip(_EDGES).casefold() in cues

    def _around(self, index: int) -> Any:  # noqa: ANN401 - a lean tag
        """Give the nearest element around a heading that holds the block after it too; None at the end of the page."""
        if index + 1 >= len(self._written):
            return None
        after = self._written[index + 1].tag
        ancestors = {id(tag) for tag in _upwards(after)}
        for tag in _upwards(self._written[index].tag):
            if id(tag) in ancestors:
                return tag
        return None

    def _is_title(self, index: int) -> bool:
        """Say whether a block titles the message: by its rank, or since the page's own title repeats it."""
        block = self._written[index]
        if block.kind == "heading" and block.level == 1:
            return True
        return (
            _TITLE_CHARS.start <= self._sizes[index] < _TITLE_CHARS.stop
            and _folded(self._text[block.start : block.end]) in self._title
        )

    def _is_value(self, index: int) -> bool:
        """Say whether a block is an item or row that is not marked and no link."""
        block = self._written[index]
        if self._kinds[index] is not None or block.kind not in {"item", "row", "term"}:
            return False
        at = bisect_left(self._starts, block.start)
        return at >= len(self._starts) or self._starts[at] >= block.end


def _folded(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").casefold().split())


def _upwards(tag: Any) -> list[Any]:  # noqa: ANN401 - a lean tag
    """List an element and those around it, the nearest first."""
    found: list[Any] = []
    while tag is not None and len(found) < _FAR:
        found.append(tag)
        tag = tag.parent
    return found


def _is_inside(tag: Any, around: Any) -> bool:  # noqa: ANN401 - lean tags
    """Say whether an element lies inside another."""
    for _ in range(_FAR):
        if tag is around:
            return True
        if tag is None:
            return False
        tag = tag.parent
    return False
