"""The renderers say what the text says, no more and no less, in the format's own manner."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tools.rendering import Announcement, Shelf, load_formats
from tools.rendering.damage import RENDERINGS as DAMAGED
from tools.rendering.grounding import fold
from tools.rendering.syllables import syllables

TEXT = """Netzwerk Auetal gegründet

Die Städte Lage und Lemgo haben am 3. Mai 2021 das „Klimaschutznetzwerk
Auetal“ gegründet. Es läuft bis zum Ende des Jahres 2023 und wird vom
Bund mit 60 % gefördert. Betreut wird es von einem Büro aus der Region,
das auch die Treffen vorbereitet und die Rathäuser zu Heizungen berät,
wie beide Verwaltungen am Freitag in Lage gemeinsam mitgeteilt haben.

Mitglieder:
- Stadt Lage
- Stadt Lemgo

Stadt Lage
Am Markt 1
"""


@pytest.fixture(scope="module")
def announcement(tmp_path_factory: pytest.TempPathFactory) -> Announcement:
    """Give a small announcement with every kind of block."""
    path = tmp_path_factory.mktemp("texts") / "auetal.txt"
    path.write_text(TEXT, encoding="utf-8")
    return Shelf().read(path)


def test_blocks_are_what_a_reader_of_the_text_sees(announcement: Announcement) -> None:
    """A hand-wrapped paragraph is one line, an address keeps its lines, a bullet is an item."""
    kinds = [(block.kind, block.text.count("\n")) for block in announcement.blocks]
    assert kinds == [("heading", 0), ("paragraph", 0), ("heading", 0), ("item", 0), ("item", 0), ("paragraph", 1)]
    assert announcement.title == "Netzwerk Auetal gegründet"


def test_every_word_of_a_message_stands_in_every_page(announcement: Announcement) -> None:
    """What the layout adds is noise; it leaves nothing out."""
    for rendering in load_formats().values():
        if rendering.family == "html":
            rendered = rendering.render(announcement)
            assert rendered is not None
            words = fold(BeautifulSoup(rendered.data, "html.parser").get_text())
            assert [block.text for block in announcement.blocks if fold(block.text) not in words] == [], rendering.name


def test_no_rendering_declares_a_date_the_text_has_not(announcement: Announcement) -> None:
    """A date in a tag or a file's properties would change what "seit Juli" means; only the traps' own dates may stand there."""
    assert announcement.date is None
    for rendering in load_formats().values():
        if rendering.family in {"pdf", "mail"} and not rendering.rare:
            rendered = rendering.render(announcement)
            assert rendered is not None
            assert b"CreationDate" not in rendered.data
            assert b"\nDate:" not in rendered.data


def test_damaged_texts_differ_from_the_text_and_from_each_other(announcement: Announcement) -> None:
    """Each state is one of its own, or it would measure nothing."""
    states = [rendered.data for rendering in DAMAGED if (rendered := rendering.render(announcement)) is not None]
    assert len(states) == len(DAMAGED)
    assert len(set(states)) >= len(DAMAGED) - 2  # a text without odd signs is the same in some of the code pages


@pytest.mark.parametrize("word", ["Klimaschutznetzwerk", "Energieeffizienz", "Bürgermeisterinnen", "Rat"])
def test_syllables_are_the_word(word: str) -> None:
    """Nothing is lost, and no piece is too short to stand alone."""
    parts = syllables(word)
    assert "".join(parts) == word
    assert len(parts) == 1 or min(map(len, parts)) >= 3


def test_a_page_without_its_noise_is_still_its_message(tmp_path: Path) -> None:
    """What formats without a place for noise are measured against has the message and no menu."""
    page = tmp_path / "seite.html"
    page.write_text("<html><body><nav>Rinteln</nav><main><h1>Lage</h1><p>Ein Text.</p></main></body></html>", encoding="utf-8")
    announcement = Shelf().read(page)
    assert announcement.bare.raw == "Lage\n\nEin Text."
    assert "Rinteln" in announcement.known.raw
