"""The way back from a span to its place in the source, and from a long document to its volumes."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from pipeline.parts import split_volumes
from schemas.document import Block, Document, Link
from schemas.origin import Anchor, locate


def _document(raw: str, **layers: object) -> Document:
    return dataclasses.replace(Document(id="7", source="a", media_type="text/plain", sha256="", raw=raw), **layers)  # type: ignore[arg-type]


def test_a_span_over_two_lines_has_two_rectangles() -> None:
    """Each line gives the part of its box that the span covers."""
    lines = [
        Anchor(start, start + 10, page=1, box=(0.0, top, 100.0, top + 10), edges=tuple(range(0, 101, 10)))
        for start, top in ((0, 0.0), (11, 12.0))
    ]
    assert [anchor.box for anchor in locate(lines, 8, 14)] == [(80, 0.0, 100, 10.0), (0, 12.0, 30, 22.0)]


def test_blanks_between_anchors_belong_to_none() -> None:
    """A span over nothing but a gap has no place."""
    assert locate([Anchor(0, 4, path="a"), Anchor(6, 9, path="b")], 4, 6) == []
    assert locate([], 0, 5) == []


def test_neighbours_in_one_element_are_one_place() -> None:
    """Two pieces of one paragraph are named once."""
    assert [(found.start, found.end) for found in locate([Anchor(0, 4, paragraph=2), Anchor(4, 9, paragraph=2)], 0, 9)] == [(0, 4)]


@given(st.lists(st.integers(1, 40), max_size=30), st.integers(5, 60))
def test_volumes_hold_every_character_once(sizes: list[int], volume_chars: int) -> None:
    """Cut anywhere, the volumes of a document are the document, their blocks, links and anchors where they stood."""
    raw, blocks = "", []
    for number, size in enumerate(sizes):
        raw += "\n\n" * (number > 0)
        blocks.append(Block("paragraph", len(raw), len(raw) + size))
        raw += chr(97 + number % 26) * size
    links = tuple(Link(block.start, block.end, "x") for block in blocks)
    anchors = tuple(Anchor(block.start, block.end, path=str(number)) for number, block in enumerate(blocks))
    volumes = list(split_volumes(_document(raw, blocks=tuple(blocks), links=links, anchors=anchors), volume_chars=volume_chars))
    assert "".join(volume.raw for volume in volumes) == raw
    assert sum(len(volume.blocks) for volume in volumes) == len(blocks)
    for volume in volumes:
        for layer in (volume.blocks, volume.links, volume.anchors):
            for stretch in layer:
                assert 0 <= stretch.start < stretch.end <= len(volume.raw)
                assert len(set(volume.raw[stretch.start : stretch.end])) == 1
    assert len({volume.id for volume in volumes}) == len(volumes)


def test_volumes_of_plain_text_know_their_line() -> None:
    """Where a source has only characters, a volume says on which of its lines it begins."""
    volumes = list(split_volumes(_document("a\nb\n\nc\nd\n\n" * 3), volume_chars=10))
    assert [(volume.part, volume.anchors[0].line) for volume in volumes] == [("1/3", 1), ("2/3", 7), ("3/3", 13)]


def test_a_document_of_bearable_length_is_one_volume() -> None:
    """It is handed on as it is."""
    document = _document("kurz")
    assert list(split_volumes(document)) == [document]
