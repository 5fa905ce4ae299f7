"""Very long documents are read in parts, and the parts add up."""

from pipeline.parts import split_document
from pipeline.run import Pipeline
from schemas.document import Block, Document


def _document(raw: str, blocks: tuple[Block, ...] = ()) -> Document:
    return Document(id="1", source="-", media_type="text/plain", sha256="0" * 64, raw=raw, blocks=blocks)


def test_a_short_document_is_its_own_only_part() -> None:
    """Nothing is copied where nothing is to be cut."""
    document = _document("Kurz.")
    assert [(base, part is document) for base, part in split_document(document)] == [(0, True)]


def test_parts_join_to_the_whole_without_gap_or_overlap() -> None:
    """Every character stands in exactly one part, at its base."""
    raw = "Ein Satz über Netze. " * 300 + "\n\n" + "x" * 5000 + "\n" + "Noch einer.\n" * 400
    parts = list(split_document(_document(raw), part_chars=1000))
    assert "".join(part.raw for _, part in parts) == raw
    assert all(raw.startswith(part.raw, base) for base, part in parts)
    assert max(len(part.raw) for _, part in parts) <= 1000


def test_cuts_fall_between_blocks_and_blocks_move_with_their_part() -> None:
    """A block of a page is never torn, and its offsets count from its part."""
    raw = "".join(f"{'a' * 98}\n\n" for _ in range(30))
    blocks = tuple(Block("paragraph", at, at + 98) for at in range(0, len(raw), 100))
    for base, part in split_document(_document(raw, blocks), part_chars=450):
        assert base % 100 == 0
        assert all(part.raw[block.start : block.end] == "a" * 98 for block in part.blocks)


def test_a_collection_of_announcements_keeps_every_network_and_its_place(chain: Pipeline) -> None:
    """Evidence of a later part points into the whole text; a note says that the text was read in parts."""
    filler = "Im Rathaus wurde über die Öffnungszeiten des Freibads gesprochen. " * 1200
    last = "Im Mai 2021 wurde das Klimaschutznetzwerk Mustertal gegründet. Mitglieder sind die Städte Lage, Lemgo und Detmold."
    report = chain.extract_text(f"{filler}\n\n{last}")
    assert [network.name for network in report.networks] == ["Klimaschutznetzwerk Mustertal"]
    assert report.networks[0].evidence["/founded"][0].start > 50_000
    assert "read-in-parts" in [finding.code for finding in report.findings]
