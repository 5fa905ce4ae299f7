"""Cuts a very long document into parts that are read one after the other, so that time and memory stay linear.

No announcement is longer than a few pages; what is longer is a collection, and its pieces have little to do with each other.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.document import Block, Document

#: a document up to this length is read in one go. Unit: code points
PART_CHARS = 60_000
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
    start = number = 0
    first_block = 0
    while start < len(document.raw):
        end = _cut(document.raw, start, part_chars, block_starts)
        blocks: list[Block] = []
        while first_block < len(document.blocks) and document.blocks[first_block].start < end:
            block = document.blocks[first_block]
            blocks.append(replace(block, start=block.start - start, end=min(block.end, end) - start))
            first_block += 1
        yield (
            start,
            replace(
                document,
                raw=document.raw[start:end],
                blocks=tuple(blocks),
                links=(),
                findings=document.findings if number == 0 else (),
            ),
        )
        start, number = end, number + 1


def _cut(raw: str, start: int, part_chars: int, block_starts: list[int]) -> int:
    """Find where a part that begins at ``start`` should end."""
    limit = start + part_chars
    if limit >= len(raw):
        return len(raw)
    lowest = start + int(part_chars * _SEARCH_FROM)
    if block_starts:
        between = [position for position in block_starts if lowest <= position <= limit]
        if between:
            return between[-1]
    for seam in _SEAMS:
        ends = [match.end() for match in seam.finditer(raw, lowest, limit)]
        if ends:
            return ends[-1]
    return limit
