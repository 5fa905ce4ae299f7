"""What a page says of itself: address, headline, date."""

from pathlib import Path

import pytest

from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup, read_webpage
from schemas.document import Document

PARTS = PageParts.load(Path(__file__).resolve().parents[4] / "corpus" / "lexicons")
LD = "<script type='application/ld+json'>%s</script>"


def page(markup: str) -> Document:
    """Read mark-up."""
    return read_markup(markup, Item(b"", "a.html", "text/html"), parts=PARTS)


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("<link rel=canonical href='https://lage.example/netz'>", "https://lage.example/netz"),
        ("<link rel=Canonical href='https://lage.example/a'><meta property='og:url' content='https://lage.example/b'>", "https://lage.example/a"),
        ("<meta property='og:url' content='https://lage.example/b'>", "https://lage.example/b"),
        ("<base href='https://lage.example/presse/'><link rel=canonical href='netz.html'>", "https://lage.example/presse/netz.html"),
        ("<link rel=canonical href='/netz'><meta property='og:url' content='https://lage.example/b'>", "https://lage.example/netz"),
        ("<link rel=canonical href='/netz'>", None),
        ("<link rel=canonical href='file:///C:/netz.html'>", None),
        ("<link rel=canonical href='https:// lage'>", None),
        ("<link rel=canonical href='http://[bad'>", None),
        (LD % '{"@type": "NewsArticle", "url": "https://lage.example/c"}', "https://lage.example/c"),
        (LD % '{"@type": "Article", "mainEntityOfPage": {"@id": "https://lage.example/d"}}', "https://lage.example/d"),
        (LD % '{"@type": "Article", "mainEntityOfPage": "https://lage.example/e"}', "https://lage.example/e"),
        (LD % '{"@type": "Organization", "url": "https://lage.example"}', None),
        ("<!-- saved from url=(0027)https://lage.example/netz -->", "https://lage.example/netz"),
        ("<!-- saved from url=(0014)about:internet -->", None),
        ("", None),
    ],
)  # fmt: skip
def test_address(head: str, address: str | None) -> None:
    """The address a page gives itself, made complete where that can be done, else the one it was saved from."""
    assert page(f"<html><head>{head}</head><body><p>Text</p></body></html>").address == address


def test_headline_titles_a_page_without_headings() -> None:
    """JSON-LD knows the headline without the site's name."""
    headline = LD % '{"@type": "NewsArticle", "headline": "Zehn sparen"}'
    assert page(f"<title>Zehn sparen - Bote - Lippe</title>{headline}<p>x</p>").title == "Zehn sparen"
    assert page(f"<title>A</title>{headline}<h1>Zehn Orte sparen</h1>").title == "Zehn Orte sparen"


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ("<span itemprop=datePublished content='2021-05-03'>3. Mai</span>", "2021-05-03"),
        ("<meta itemprop=datePublished content='2021-05-03T10:00'>", "2021-05-03"),
        ("<div itemprop='datePublished' content='2021-05-03'>3. Mai</div>", "2021-05-03"),
        ("<time datetime='2022-01-01' itemprop=dateModified>x</time><time datetime='2021-05-03'>y</time>", "2021-05-03"),
        ("<time class='updated' datetime='2022-01-01'>x</time>", None),
        ("<span itemprop=dateModified content='2022-01-01'>x</span>", None),
        ("<aside><span itemprop=datePublished content='2021-05-03'>x</span></aside>", None),
        (LD % '{"@type": "Article", "dateModified": "2022-01-01"}', None),
        (LD % '{"@type": "Article", "dateModified": "2022-01-01", "datePublished": "2021-05-03"}', "2021-05-03"),
    ],
)
def test_date_of_publication_never_of_change(markup: str, date: str | None) -> None:
    """Microdata and JSON-LD count where they speak of publication."""
    assert page(f"{markup}<p>Text</p>").declared_date == date


def test_charset_of_a_header_counts_more_than_the_page() -> None:
    """What the server or the mail says of the bytes is believed first."""
    data = "<meta charset=cp1252><p>B\u00fcrger \u010d".encode("iso8859-2")
    assert read_webpage(Item(data, "a", "text/html"), parts=PARTS, charset="iso-8859-2").raw == "B\u00fcrger \u010d"


@pytest.mark.parametrize(
    ("markup", "codes"),
    [
        ("<frameset cols='20%,*'><frame src=menu.html><frame src='inhalt.html'><noframes><p>Ohne Rahmen</p></noframes></frameset>", ["frames-not-read"]),
        ("<p>Kurz.</p><iframe src='https://lage.example/netz'></iframe>", ["frames-not-read"]),
        ("<p>Kurz.</p><iframe src='about:blank'></iframe>", []),
        (f"<p>{'Die Stadt Lage ist dabei. ' * 20}</p><iframe src='karte.html'></iframe>", []),
        ("<div id=app></div><script>run()</script>", ["empty-document", "needs-script"]),
        ("<div id=app></div><noscript>Bitte JavaScript einschalten.</noscript><script>run()</script>", ["needs-script"]),
        ("<p>Stadt Lage</p><script>count()</script>", []),
    ],
)  # fmt: skip
def test_text_that_stands_elsewhere_is_a_finding(markup: str, codes: list[str]) -> None:
    """Frames that were not read and scripts that did not run are said; a map beside a message is not."""
    assert [finding.code for finding in page(markup).findings] == codes


def test_frames_are_named_and_their_fallback_is_read() -> None:
    """Whoever has the files of the frames can give them instead."""
    document = page("<frameset><frame src=menu.html><frame src=inhalt.html><noframes><p>Ohne Rahmen</p></noframes></frameset>")
    assert document.findings[0].values == {"names": "menu.html, inhalt.html"}
    assert document.raw == "Ohne Rahmen"


def test_fallback_for_readers_without_scripts() -> None:
    """It is shown where it is most of what there is, and only there."""
    text = "Die Stadt Lage ist dabei. " * 3
    assert page(f"<p>Lade</p><noscript><p>{text}</p></noscript>").raw == f"Lade\n\n{text.strip()}"
    assert page(f"<p>{text}</p><noscript>Bild</noscript>").raw == text.strip()


def test_links_stay_as_they_stand() -> None:
    """Mail and telephone links are links too, and nothing is cut off them."""
    markup = "<p><a href='mailto:a@lage.example?subject=x'>Mail</a> <a href='tel:+49 5232'>Ruf</a> <a href='/x?utm_source=y'>Mehr</a></p>"
    assert [link.href for link in page(markup).links] == ["mailto:a@lage.example?subject=x", "tel:+49 5232", "/x?utm_source=y"]
