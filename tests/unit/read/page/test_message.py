"""What of a page is its message: how it is built tells, and where it does not, nothing is marked."""

from pathlib import Path

from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup

PARTS = PageParts.load(Path(__file__).resolve().parents[4] / "corpus" / "lexicons")
PROSE = "Die Stadt Lage und die Gemeinde Borchen sind dem Netzwerk im Mai beigetreten und sparen gemeinsam Energie."


def marks(markup: str) -> dict[str, str | None]:
    """Give each block's mark by its first words."""
    document = read_markup(f"<html><body>{markup}</body></html>", Item(b"", "a.html", "text/html"), parts=PARTS)
    return {
        document.raw[anchor.start : anchor.end][:24]: block.boilerplate
        for block in document.blocks
        for anchor in document.anchors
        if block.start <= anchor.start < block.end
    }


def test_outside_main_is_no_message() -> None:
    """Boxes beside the one main element are marked, a title above it is not."""
    found = marks(f"<div>Wetter: 9 Grad</div><h1>Netz</h1><p>Lage.</p><main><p>{PROSE}</p></main><div>Besucher: 7</div>")
    assert found == {"Wetter: 9 Grad": "aside", "Netz": None, "Lage.": None, PROSE[:24]: None, "Besucher: 7": "aside"}


def test_main_without_the_prose_is_not_trusted() -> None:
    """A main element around a picture says nothing."""
    assert set(marks(f"<main><p>Bild</p></main><div><p>{PROSE}</p></div>").values()) == {None}


def test_outside_the_element_of_title_and_prose_is_no_message() -> None:
    """Without a main element, the one that holds title, prose and lists is found."""
    found = marks(
        f"<div>Wetter</div><div><div><h1>Netz</h1><p>{PROSE}</p><p>a {PROSE}</p><p>b {PROSE}</p><ul><li>Lage</li></ul></div>"
        "<div>Umfrage</div></div>"
    )
    assert {name: kind for name, kind in found.items() if kind} == {"Wetter": "aside", "Umfrage": "aside"}


def test_lists_beside_the_prose_stay() -> None:
    """A box that holds the members is part of the message, however short the page."""
    members = "".join(f"<li>Gemeinde Musterort an der langen Lenne Nummer {number}</li>" for number in range(12))
    found = marks(f"<div><h1>Netz</h1><p>{PROSE}</p><p>a {PROSE}</p><p>b {PROSE}</p></div><div><ul>{members}</ul></div>")
    assert set(found.values()) == {None}


def test_heading_of_other_messages_makes_teasers() -> None:
    """What such a heading heads is marked as far as its element reaches, up to the next heading of its rank."""
    found = marks(
        f"<h1>Netz</h1><p>{PROSE}</p><div><h2>Weitere Meldungen</h2><h3>Netzwerk Nord</h3><p>endet</p></div><h2>Ziel</h2><p>sparen</p>"
    )
    assert [name for name, kind in found.items() if kind == "teaser"] == ["Weitere Meldungen", "Netzwerk Nord", "endet"]


def test_heading_over_the_message_itself_makes_no_teasers() -> None:
    """A heading like "Aktuelle Meldungen" over the only prose names the section the message stands in."""
    assert set(marks(f"<h2>Aktuelle Meldungen</h2><h3>Netz</h3><p>{PROSE}</p>").values()) == {None}


def test_no_page_is_noise_only() -> None:
    """Where all prose lies in a part by its name, the name was wrong."""
    found = marks("<aside>" + f"<p>{PROSE}</p>" * 4 + "</aside>")
    assert set(found.values()) == {None}


def test_heading_of_a_banner_heads_nothing() -> None:
    """The heading of a cookie banner must not take the message below it for its own."""
    document = read_markup(
        f"<div class=cookie-banner><h2>Cookies</h2><p>Nein</p></div><div>{PROSE}</div>", Item(b"", "a", "text/html"), parts=PARTS
    )
    assert [(block.kind, block.boilerplate) for block in document.blocks] == [
        ("paragraph", "cookie"), ("paragraph", "cookie"), ("paragraph", None)
    ]  # fmt: skip


def test_button_that_unfolds_a_section_is_its_heading() -> None:
    """In an accordion the button is the heading, with or without a heading around it."""
    found = marks("<h2><button>Wer ist dabei?</button></h2><p>Lage</p><button class=accordion-button>Ziel</button><p>sparen</p>")
    assert found == {"Wer ist dabei?": None, "Lage": None, "Ziel": None, "sparen": None}
