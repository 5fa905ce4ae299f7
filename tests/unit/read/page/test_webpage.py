"""Web pages: what is seen, how it is laid out, what it says of itself; no mark-up is too broken."""

import html
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup, read_webpage
from schemas.document import Document

ROOT = Path(__file__).resolve().parents[4]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "read" / "pages.yaml").read_text(encoding="utf-8"))
PARTS = PageParts.load(ROOT / "corpus" / "lexicons")


def page(markup: str) -> Document:
    """Read mark-up."""
    return read_markup(markup, Item(b"", "a.html", "text/html"), parts=PARTS)


def blocks(document: Document) -> list[list[str]]:
    """Write blocks as the cases do, those joined from several paragraphs as these."""
    texts = [
        [block.kind, document.raw[anchor.start : anchor.end], block.boilerplate]
        for block in document.blocks
        for anchor in document.anchors
        if block.start <= anchor.start and anchor.end <= block.end
    ]
    return [[value for value in text if value is not None] for text in texts]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_shows_its_blocks(case: dict[str, Any]) -> None:
    """Each collected page has the blocks written beside it."""
    assert blocks(page(case["text"])) == case["expect"]


def test_text_is_parted_by_blank_lines_and_lists_by_line_ends() -> None:
    """Paragraphs stand apart, items of one list and rows of one table together."""
    document = page(
        "<h1>A</h1><ul><li>b</li><li>c</li></ul><ul><li>d</li></ul><table><tr><td>e</td></tr><tr><td>f</td></tr></table>"
    )
    assert document.raw == "A\n\nb\nc\n\nd\n\ne\nf"


def test_levels_of_headings_and_items() -> None:
    """Headings keep their level, items their depth."""
    document = page("<h3>A</h3><ul><li>b<ul><li>c</li></ul></li></ul><p>d</p>")
    assert [block.level for block in document.blocks] == [3, 1, 2, 0]


def test_links_point_at_their_text() -> None:
    """A link covers its words without the blanks around them; anchors and scripts are none."""
    document = page(
        "<p>Mehr <a href='https://lage.example'> zur Stadt </a>, <a href='#x'>oben</a> <a href='javascript:x'>js</a> <a href=y></a></p>"
    )
    assert [(document.raw[link.start : link.end], link.href) for link in document.links] == [("zur Stadt", "https://lage.example")]


def test_paragraphs_of_one_run_are_one_block_with_an_anchor_each() -> None:
    """Neighbours of one element are joined; boxes, other parts and other elements are not."""
    document = page("<div><p>a</p><p>b</p></div><p>c</p><div>d</div><div>e</div><p class=cookie>f</p><p>g</p><p>h</p>")
    texts = [document.raw[block.start : block.end] for block in document.blocks]
    assert texts == ["a\n\nb", "c", "d", "e", "f", "g\n\nh"]
    assert [document.raw[anchor.start : anchor.end] for anchor in document.anchors] == list("abcdefgh")


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Netzwerk | Stadt Lage</title><h1>Zehn sparen</h1>", "Zehn sparen"),
        ("<title>Netzwerk Nord | Stadt Lage</title><h1>Stadt Lage</h1><h1>Netzwerk Nord</h1>", "Stadt Lage"),
        ("<title>Netzwerk Nord</title><h1>Portal</h1><h1>Netzwerk Nord</h1>", "Netzwerk Nord"),
        ("<title>Netzwerk Nord | Stadt Lage</title><p>x</p>", "Netzwerk Nord"),
        ("<title>A - B</title><meta property='og:title' content='Netz - Nord'><p>x</p>", "Netz - Nord"),
        ("<nav><h1>Menü</h1></nav><p>x</p>", None),
        ("<h1>Energie&shy;netz\n Nord</h1>", "Energienetz Nord"),
    ],
)
def test_title(markup: str, title: str | None) -> None:
    """The message's own heading is its title, then what the head says without the site's name."""
    assert page(markup).title == title


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ("<meta property='article:published_time' content='2019-06-12T09:30:00+02:00'>", "2019-06-12"),
        ("<meta name='DC.Date' content='2020-02'>", "2020-02"),
        ("<meta name=date content='12.06.2019'>", "2019-06-12"),
        ("<meta name=date content='0001-01-01'><time datetime='2019-06-12'>x</time>", "2019-06-12"),
        (
            '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": "2021-05-03T10:00"}</script>',
            "2021-05-03",
        ),
        (
            '<script type=\'application/ld+json\'>{"@graph": [{"@type": ["WebPage"], "datePublished": "2021-05-03"}]}</script>',
            "2021-05-03",
        ),
        ('<script type=\'application/ld+json\'>{"@type": "ItemList", "datePublished": "2021-05-03"}</script>', None),
        ("<script type='application/ld+json'>{broken \"datePublished\"</script>", None),
        ("<p><time datetime='2019-06-12'>12. Juni</time></p>", "2019-06-12"),
        ("<time datetime='2019-06-12'>a</time><time datetime='2019-07-12'>b</time>", None),
        ("<time datetime='2019-06-12' itemprop=datePublished>a</time><time datetime='2019-07-12'>b</time>", "2019-06-12"),
        ("<aside><time datetime='2019-06-12'>a</time></aside>", None),
        ("<meta property='article:modified_time' content='2019-06-12'>", None),
        ("<p>Lage, 3. Mai 2021</p>", None),
    ],
)
def test_declared_date(markup: str, date: str | None) -> None:
    """Only the page's own machine-written date counts, and never one of change."""
    assert page(markup + "<p>Text</p>").declared_date == date


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=iso-8859-1><p>Bürger für 5 €".encode("cp1252"),
        "<meta http-equiv=content-type content='text/html; charset=windows-1252'><p>Bürger für 5 €".encode("cp1252"),
        "<meta charset=iso-8859-1><p>Bürger für 5 €".encode(),  # says one thing, is another
        "\ufeff<p>Bürger für 5 €".encode(),
        "<p>Bürger für 5 €".encode("utf-16"),
        "<p>Bürger für 5 €".encode("utf-16-le"),
        "<meta charset=nonsense><p>Bürger für 5 €".encode("cp1252"),
        "<?xml version='1.0' encoding='iso-8859-15'?><p>Bürger für 5 €".encode("cp1252"),
    ],
)
def test_encodings(data: bytes) -> None:
    """Mark, bytes, declaration: in that order, and a wrong declaration harms nothing."""
    document = read_webpage(Item(data, "a.html", "text/html"), parts=PARTS)
    assert document.raw == "Bürger für 5 €"


HOSTILE = {
    "deep": "<div>" * 10_000 + "Text" + "</div>" * 10_000,
    "deep-text": "<div>" * 50_000 + "x</div>" * 50_000,
    "deep-inline": "<span>x" * 20_000,
    "unclosed-items": "<ul><li>Stadt" * 5_000,
    "unclosed-links": "<a href=x>y" * 10_000,
    "comments": "<p>x</p>" + "<!-- " * 50_000,
    "openings": "<a " * 50_000,
    "quotes": '<a title="' * 30_000 + ">",
    "sections": "<![foo" * 5_000 + "]>Text",
    "instructions": "<?" * 50_000 + ">",
    "doctypes": "<!DOCTYPE html [" * 5_000 + ">Text",
    "ends": "</div>" * 50_000,
    "tables": "<table><tr><td>" * 2_000 + "x",
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">x",
    "long-class": "<p class='" + "ab-" * 100_000 + "'>x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_in_seconds(name: str) -> None:
    """Mark-up made to hurt is read, without recursion and without squares of time."""
    begin = time.process_time()
    page(HOSTILE[name])
    assert time.process_time() - begin < 20


def test_a_page_beyond_measure_is_cut_with_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not read is said."""
    monkeypatch.setattr("pipeline.read.page.tokens.MOST_ELEMENTS", 6)
    document = page("<p>Stadt Lage</p>" * 50)
    assert [finding.code for finding in document.findings] == ["page-cut"]
    assert len(document.anchors) == 6


def test_a_page_without_text_is_a_finding() -> None:
    """An empty page is a document nobody can read anything from."""
    assert [finding.code for finding in page("<html><body></body></html>").findings] == ["empty-document"]


MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div class=nav>", "</div>", "<li>", "<ul>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<h2>", "</h2>", "<a href=x>",
         "</a>", "<b>", "</b>", " ", "\n", "Stadt", "Lage.", "<pre>", "</pre>", "&nbsp;", "&shy;", "<!--", "-->", "<![x", "<", ">", "<main>", "</main>",
         "<span hidden>", "</span>", "<footer>", "<script>", "</script>", "<sup>1</sup>", "\x00", "<dl><dt>", "<dd>", "<button>", "\ud83d\ude00"]
    ), max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(MARKUP)
def test_blocks_cover_all_that_is_seen(markup: str) -> None:
    """Blocks lie in order, without blanks at their ends, and between them stand line ends only; links lie inside the text."""
    document = page(markup)
    at = 0
    for block in document.blocks:
        assert document.raw[at : block.start].strip("\n") == ""
        piece = document.raw[block.start : block.end]
        assert piece
        assert piece == piece.strip(" \n\t")
        at = block.end
    assert at == len(document.raw)
    for link in document.links:
        assert 0 <= link.start < link.end <= len(document.raw)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=30), max_size=8))
def test_text_wrapped_as_a_page_keeps_its_lines(lines: list[str]) -> None:
    """A text whose lines become paragraphs shows the same lines."""
    markup = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    assert [line for line in page(markup).raw.split("\n") if line] == lines


def test_announcements_wrapped_as_pages_keep_their_lines(corpus: Path) -> None:
    """The same for every announcement of the corpus, white space apart."""
    for path in sorted((corpus / "dev" / "announcements").glob("*.txt")):
        lines = [" ".join(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]
        markup = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"
        assert [" ".join(line.split()) for line in page(markup).raw.split("\n") if line] == [line for line in lines if line]


def test_gold_titles_and_dates(corpus: Path) -> None:
    """Title and declared date of the corpus's pages are those of the gold, where the head gives a date."""
    import json  # noqa: PLC0415 - one test's need

    for path in sorted((corpus / "dev" / "announcements").glob("*.html")):
        gold = json.loads((corpus / "dev" / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))["document"]
        document = read_webpage(Item(path.read_bytes(), path.name, "text/html"), parts=PARTS)
        assert document.title == gold["title"], path.name
        assert document.declared_date in {None, gold["date"]}, path.name
