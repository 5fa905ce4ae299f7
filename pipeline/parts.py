"""Cuts a very long document into parts that are read one after the other, so that time stays linear and memory bounded.

No announcement is longer than a few pages; what is longer is a collection, and its pieces have little to do with each other.
A document of up to ``VOLUME_CHARS`` gives one report, read in parts; a longer one gives several reports, its volumes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from schemas.document import Block, Document, Link
from schemas.origin import Anchor

#: a document up to this length is read in one go. Unit: code points
PART_CHARS = 60_000
#: a longer document gives several reports: the records of a report are held together until it is written
VOLUME_CHARS = 1_000_000
_SEARCH_FROM = 0.7
_SEAMS = (re.compile(r"\n[ \t]*\n"), re.compile(r"\n"), re.compile(r"[.!?]\s"), re.compile(r"\s"))


def split_document(document: Document, *, part_chars: int = PART_CHARS) -> Iterator[tuple[int, Document]]:
    """Yield the parts with the offset at which each begins in the whole; a short document is its own only part.

    Cuts fall between blocks, else at a blank line, a line end, a sentence end, a blank, in this order of preference. Findings
    of the reader stay with the first part.
    """
    if len(document.raw) <= part_chars:
        yield 0, document
        return
    block_starts = [block.start for block in document.blocks]
    blocks, links = list(document.blocks[::-1]), list(document.links[::-1])
    start = number = 0
    while start < len(document.raw):
        end = _cut(document.raw, start, part_chars, block_starts)
        yield (
            start,
            replace(
                document,
                raw=document.raw[start:end],
                blocks=tuple(_taken(blocks, start, end)),
                links=tuple(_taken(links, start, end)),
                findings=document.findings if number == 0 else (),
            ),
        )
        start, number = end, number + 1


def split_volumes(document: Document, *, volume_chars: int = VOLUME_CHARS) -> Iterator[Document]:
    """Yield documents short enough for one report each; a shorter one is yielded as it is.

    Volumes are cut as parts are; each is a document of its own, with offsets into its own text and an id that ends in its
    number. In a plain text an anchor says on which line of the source it begins.
    """
    if len(document.raw) <= volume_chars:
        yield document
        return
    cuts = [0]
    starts = [block.start for block in document.blocks]
    while cuts[-1] < len(document.raw):
        cuts.append(_cut(document.raw, cuts[-1], volume_chars, starts))
    line = 1
    blocks, links, anchors = list(document.blocks[::-1]), list(document.links[::-1]), list(document.anchors[::-1])
    for number, (start, end) in enumerate(pairwise(cuts), start=1):
        raw = document.raw[start:end]
        yield replace(
            document,
            id=document.id if number == 1 else f"{document.id}-{number}",
            part=f"{number}/{len(cuts) - 1}",
            raw=raw,
            blocks=tuple(_taken(blocks, start, end)),
            links=tuple(_taken(links, start, end)),
            anchors=tuple(_taken(anchors, start, end)) if document.anchors else (Anchor(0, len(raw), line=line),),
            findings=document.findings if number == 1 else (),
        )
        line += raw.count("\n")


_Stretch = TypeVar("_Stretch", Block, Link, Anchor)


def _taken(waiting: list[_Stretch], start: int, end: int) -> Iterator[_Stretch]:
    """Take the stretches that begin before ``end`` off a list in falling order, and move them to where they stand in the volume."""
    while waiting and waiting[-1].start < end:
        stretch = waiting.pop()
        yield replace(stretch, start=stretch.start - start, end=min(stretch.end, end) - start)


def _cut(raw: str, start: int, part_chars: int, block_starts: list[int]) -> int:
    """Find where a part that begins at ``start`` should end."""
    limit = start + part_chars
    if limit >= len(raw):
        return len(raw)
    lowest = start + int(part_chars * _SEARCH_FROM)
    if block_starts:
        last = bisect_right(block_starts, limit) - 1
        if last >= 0 and block_starts[last] >= lowest:
            return block_starts[last]
    for seam in _SEAMS:
        ends = [match.end() for match in seam.finditer(raw, lowest, limit)]
        if ends:
            return ends[-1]
    return limit
