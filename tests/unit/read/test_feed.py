"""Feeds: one document for each entry, with its title, date and address, and a word where the feed holds only its beginning."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read import Failure, Reader
from pipeline.read.feed import read_feed
from pipeline.read.item import Budget, Item
from pipeline.settings import Settings
from schemas.document import Document

PARTS = Reader(Settings()).parts
HEAD = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kreis</title>'
ENTRY = (
    "<item><title>Zwölf Kommunen gründen Netzwerk</title><link>https://lage.example/1</link><guid>n-1</guid>"
    "<pubDate>Mon, 03 May 2021 10:15:00 +0200</pubDate><description>Kurz</description>"
    "<content:encoded><![CDATA[<p>Die <b>Stadt</b> Lage</p><ul><li>Lemgo</li></ul>]]></content:encoded></item>"
)


def read(markup: str | bytes, budget: Budget | None = None) -> list[Document | Failure]:
    """Read a feed."""
    data = markup.encode() if isinstance(markup, str) else markup
    return list(read_feed(Item(data, "feed.xml", "application/rss+xml", 0, budget or Budget()), parts=PARTS))


def only(markup: str | bytes) -> Document:
    """Expect one entry."""
    (document,) = read(markup)
    assert isinstance(document, Document), document
    return document


def rss(entries: str) -> str:
    """Wrap entries."""
    return f"{HEAD}{entries}</channel></rss>"


def entry(text: str, title: str = "Netzwerk im Kreis gegründet") -> Document:
    """Read one entry with a text."""
    return only(rss(f"<item><title>{title}</title><description><![CDATA[{text}]]></description></item>"))


def test_entry_is_a_document() -> None:
    """The fullest text counts; title, date, address and source are the entry's."""
    document = only(rss(ENTRY))
    assert document.raw == "Zwölf Kommunen gründen Netzwerk\n\nDie Stadt Lage\n\nLemgo"
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "item"]
    assert (document.title, document.declared_date) == ("Zwölf Kommunen gründen Netzwerk", "2021-05-03")
    assert (document.address, document.source) == ("https://lage.example/1", "feed.xml!1")
    assert document.media_type == "application/rss+xml"


def test_identity_is_that_of_the_entry() -> None:
    """The same entry in a longer feed keeps its id."""
    found = read(rss("<item><title>Anderes</title></item>" + ENTRY))
    assert [document.id for document in found if isinstance(document, Document)][1] == only(rss(ENTRY)).id


def test_atom_entry() -> None:
    """Atom says the same in other words; mark-up inside it is mark-up."""
    document = only(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Kreis</title><entry><title type="html">Netzwerk &amp;amp; Stadt</title>'
        '<link rel="edit" href="https://x.example"/><link href="https://lage.example/1"/><updated>2021-06-01T00:00:00Z</updated>'
        '<published>2021-05-03T10:00:00+02:00</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Stadt Lage</p>'
        "<p>Kreis Lippe</p></div></content></entry></feed>"
    )
    assert document.raw == "Netzwerk & Stadt\n\nStadt Lage\n\nKreis Lippe"
    assert (document.declared_date, document.address) == ("2021-05-03", "https://lage.example/1")


def test_rdf_feed() -> None:
    """RSS 1.0 keeps its entries beside the channel."""
    document = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>K</title></channel>'
        "<item><title>Stadt Lage</title><dc:date>2021-05-03</dc:date><description>tritt bei</description></item></rdf:RDF>"
    )
    assert (document.raw, document.declared_date) == ("Stadt Lage\n\ntritt bei", "2021-05-03")


def test_title_is_not_said_twice() -> None:
    """A text that begins with its title has its headline."""
    assert entry("<h2>Netzwerk im Kreis gegründet</h2><p>Text</p>").raw.count("gegründet") == 1


def test_plain_text_keeps_its_lines() -> None:
    """A text without mark-up is laid out by its line ends."""
    assert entry("Stadt Lage\nStadt Lemgo\n\nKreis < Land").raw.endswith("\n\nStadt Lage\nStadt Lemgo\n\nKreis < Land")


@pytest.mark.parametrize("tail", ["…", " [...]", "[mehr]", "… <a href='x'>Weiterlesen</a>", "<p>Weiterlesen »</p>", " [&hellip;]"])
def test_cut_entry_says_so(tail: str) -> None:
    """A teaser must not be taken for the announcement."""
    findings = entry(f"<p>Die Städte Lage und Lemgo haben{tail}</p>").findings
    assert [(finding.code, finding.severity) for finding in findings] == [("entry-cut", "warning")]


def test_whole_entry_says_nothing() -> None:
    """Three dots inside a text are none at its end."""
    assert entry("<p>Lage … und Lemgo wollen mehr.</p>").findings == ()


def test_names_of_html_and_bare_signs_are_read() -> None:
    """Feeds are written as XML and thought of as HTML."""
    document = only("<rss><channel><item><title>B&uuml;ro M&B</title><description>S & P</description></item></channel></rss>")
    assert document.raw == "Büro M&B\n\nS & P"


def test_wrong_encoding_is_no_loss() -> None:
    """A feed that calls itself UTF-8 and is not keeps its umlauts."""
    assert only(rss("<item><title>Städte</title></item>").encode("cp1252")).raw == "Städte"


def test_unclosed_entries_are_entries() -> None:
    """A feed whose entries nobody closed still has them."""
    found = read("<rss><channel>" + "<item><title>Stadt Lage</title>" * 3)
    assert [document.raw for document in found if isinstance(document, Document)] == ["Stadt Lage"] * 3


def test_feed_without_entries_is_a_failure() -> None:
    """Plain words say what to do."""
    with pytest.raises(ReadError, match="without entries"):
        read(rss(""))


def test_nothing_outside_is_read() -> None:
    """Entities neither grow without end nor open a file."""
    head = (
        '<!DOCTYPE r [<!ENTITY a "' + "a" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '"><!ENTITY x SYSTEM "file:///etc/hostname">]>'
    )
    document = only(f"{head}<rss><channel><item><title>&b; &x; Stadt</title></item></channel></rss>")
    assert len(document.raw) < 100


def test_a_feed_of_any_length_is_read_whole() -> None:
    """Its entries are no files that unfold: however many, they are no more than the feed itself."""
    found = read(rss(ENTRY * 3), Budget(files=2))
    assert [type(each) for each in found] == [Document, Document, Document]


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_an_exception(data: bytes) -> None:
    """Whatever stands in a file, reading it ends in plain words."""
    for each in (data, b"<rss><channel><item>" + data, HEAD.encode() + data):
        with suppress(ReadError):
            read(each)


@settings(deadline=None)
@given(st.data())
def test_damaged_feed_is_no_exception(data: st.DataObject) -> None:
    """A feed with bytes lost or changed is read as far as it goes."""
    good = rss(ENTRY * 2).encode()
    start = data.draw(st.integers(0, len(good)))
    bad = good[:start] + data.draw(st.binary(max_size=20)) + good[data.draw(st.integers(start, len(good))) :]
    with suppress(ReadError):
        read(bad)
