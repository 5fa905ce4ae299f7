"""Markdown: what its page shows, and the line of the file where it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read import Reader
from pipeline.read.item import Item
from pipeline.read.markdown import read_markdown
from pipeline.settings import Settings
from schemas.document import Document

PARTS = Reader(Settings()).parts


def read(text: str) -> Document:
    """Read a file."""
    return read_markdown(Item(text.encode(), "a.md", "text/markdown"), parts=PARTS)


def kinds(text: str) -> list[tuple[str, str]]:
    """Give the blocks' kinds and characters."""
    document = read(text)
    return [(block.kind, document.raw[block.start : block.end]) for block in document.blocks]


@pytest.mark.parametrize("text", ["# Netzwerk Nord #\n\nText", "Netzwerk Nord\n===\nText", "---\ntitle: Netzwerk Nord\n---\nText"])
def test_first_heading_is_the_title(text: str) -> None:
    """However it is written; a title in the file's head stands above the text, as on its page."""
    document = read(text)
    assert (document.raw, document.title) == ("Netzwerk Nord\n\nText", "Netzwerk Nord")
    assert document.blocks[0].kind == "heading"


def test_head_of_the_file_dates_it() -> None:
    """A date between the dashes is declared; a head that is none stays text."""
    assert read("---\ndate: 2021-05-03\n---\nText").declared_date == "2021-05-03"
    assert read("---\nTräger: [\n---\nText").raw.startswith("Träger")


def test_marks_are_no_characters() -> None:
    """Emphasis, links, pictures and comments leave the words alone."""
    document = read(
        'Die **Stadt _Lage_** und [Lemgo](https://lemgo.example "x") ![Logo](l.png)<!-- alt --> `Kreis` <https://n.example>.'
    )
    assert document.raw == "Die Stadt Lage und Lemgo Kreis https://n.example."
    assert [(document.raw[link.start : link.end], link.href) for link in document.links] == [
        ("Lemgo", "https://lemgo.example"),
        ("https://n.example", "https://n.example"),
    ]


def test_reference_link() -> None:
    """An address given elsewhere is the link's, and no text."""
    document = read("Siehe [Lage][1].\n\n[1]: https://lage.example\n")
    assert (document.raw, document.links[0].href) == ("Siehe Lage.", "https://lage.example")


def test_lists_are_items() -> None:
    """Nested, ordered and ticked ones."""
    text = "- Stadt Lage\n  - Ortsteil\n- [x] Stadt Lemgo\n\n1. Kreis Lippe\n2. Kreis Höxter\n"
    assert kinds(text) == [("item", name) for name in ("Stadt Lage", "Ortsteil", "Stadt Lemgo", "Kreis Lippe", "Kreis Höxter")]


def test_table_rows() -> None:
    """Cells are parted by tabs, the line of dashes is nothing."""
    assert kinds("| Stadt | Seit |\n|---|---:|\n| Lage | 2021 |\n") == [
        ("row", "Stadt\tSeit"),
        ("row", "Lage\t2021"),
    ]


@pytest.mark.parametrize(
    "text", ["Bürger*innen und Teilnehmer*innen", "3. Mai 2021: Die Stadt tritt bei", "2 * 3 * 4", "snake_case_name"]
)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    """Gender stars are no emphasis, a date is no list."""
    assert read(text).raw == text


def test_dashes_below_a_paragraph_make_no_heading() -> None:
    """Old text files part their pieces so."""
    text = "Die Stadt Lage tritt bei.\n-------\nMehr folgt."
    assert [kind for kind, _ in kinds(text)] == ["paragraph"]


def test_lines_of_the_author_stay_lines() -> None:
    """Labelled lines are lines; those an editor broke at its column are joined."""
    assert read("Träger: Stadt Lage\nLaufzeit: 2021 bis 2024").raw == "Träger: Stadt Lage\nLaufzeit: 2021 bis 2024"
    wrapped = "Die Städte Lage, Lemgo, Detmold, Blomberg, Horn, Steinheim und\nBarntrup haben am vergangenen Freitag im Rathaus von Detmold\n"
    wrapped += "gemeinsam ein Netzwerk gegründet, mit dem sie in drei Jahren\nviel Energie sparen wollen, wie sie sagen."
    assert read(wrapped).raw == wrapped.replace("\n", " ")


def test_columns_set_with_blanks_stay_apart() -> None:
    """A page would run them together."""
    assert read("Stadt Lage      2021").raw == "Stadt Lage\u00a0\u00a0\u00a0\u00a0\u00a0\u00a02021"


def test_anchors_give_the_line_of_the_file() -> None:
    """Each block leads back to the line on which it begins."""
    document = read(
        "---\ndate: 2021-05-03\n---\n# Netzwerk\n\nErster\nzweiter\n\n- Lage\n- Lemgo\n\n\n| A | B |\n|---|---|\n| C | D |\n\nEnde\n"
    )
    lines = {document.raw[anchor.start : anchor.end].split("\t")[0].split("\n")[0]: anchor.line for anchor in document.anchors}
    assert lines == {"Netzwerk": 4, "Erster": 6, "Lage": 9, "Lemgo": 10, "A": 13, "C": 15, "Ende": 17}


def test_long_file_is_read_as_text() -> None:
    """What the parser's memory cannot hold keeps its marks, and a note says so."""
    document = read("# Netzwerk\n\n" + "Stadt Lage.\n" * 90_000)
    assert document.raw.startswith("# Netzwerk")
    assert [(finding.code, finding.severity) for finding in document.findings] == [("markdown-as-text", "note")]


@settings(deadline=None)
@given(st.text(alphabet="ab# *_-`>|[]()!<&\n\t1.:~\\=äß\r", max_size=200))
def test_no_text_is_an_exception(text: str) -> None:
    """Whatever the marks, blocks and anchors stay inside the text."""
    document = read(text)
    places = [(block.start, block.end) for block in document.blocks] + [(anchor.start, anchor.end) for anchor in document.anchors]
    assert all(0 <= first < last <= len(document.raw) for first, last in places)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_an_exception(data: bytes) -> None:
    """Any file is a text of some sort."""
    read_markdown(Item(data, "a.md", "text/markdown"), parts=PARTS)
