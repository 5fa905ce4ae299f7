"""Joins the paragraphs of one run, so that the section room sees lists and headings among them as it does in a text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.read.page.block_writer import Written
from schemas.document import Block


def merge_siblings(blocks: Iterable[Block], written: Sequence[Written]) -> Iterator[Block]:
    """Join ``p`` elements that follow one another in one element and are marked alike; each keeps its own anchor.

    Only these: a box or a card is a paragraph too as far as blocks go, but it stands for itself.
    """
    waiting: Block | None = None
    end = 0  # of what is joined with the block that waits
    around: Any = None
    for block, source in zip(blocks, written, strict=True):
        parent = source.tag.parent if block.kind == source.kind == "paragraph" and source.tag.name == "p" else None
        if waiting is not None and parent is not None and parent is around and block.boilerplate == waiting.boilerplate:
            end = block.end
            continue
        if waiting is not None:
            yield _reaching(waiting, end)
        waiting, around, end = (None, None, 0) if parent is None else (block, parent, block.end)
        if waiting is None:
            yield block
    if waiting is not None:
        yield _reaching(waiting, end)


def _reaching(block: Block, end: int) -> Block:
    """Give a block that ends at a place."""
    return block if block.end == end else Block(block.kind, block.start, end, block.level, block.boilerplate)
