"""Anchors of pages: an independent parser finds the words of every block where its anchor says they stand."""

import html
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup
from schemas.document import Document

ROOT = Path(__file__).resolve().parents[4]
PARTS = PageParts.load(ROOT / "corpus" / "lexicons")
ANNOUNCEMENTS = sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.html"))


def page(markup: str) -> Document:
    """Read mark-up."""
    return read_markup(markup, Item(b"", "a.html", "text/html"), parts=PARTS)


def folded(text: str) -> str:
    """Take all white space out: parsers differ in it, words do not."""
    return "".join(text.split())


def paths(markup: str) -> list[str | None]:
    """List the paths of a page's blocks."""
    return [anchor.path for anchor in page(markup).anchors]


def check(markup: str, *, least: float = 1.0) -> None:
    """Expect every anchor's element, as html.parser sees the page, to hold the words of its block."""
    document = page(markup)
    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup.find_all(["script", "style", "svg", "noscript", "template", "iframe"]):
        hidden.clear()  # nobody sees their contents; the elements stay, so that the others keep their numbers
    lines = markup.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert {block.start for block in document.blocks} <= {anchor.start for anchor in document.anchors}
    assert {block.end for block in document.blocks} <= {anchor.end for anchor in document.anchors}
    found = 0
    for anchor in document.anchors:
        assert anchor.line is not None
        assert 1 <= anchor.line <= len(lines)
        if anchor.path is None:
            continue
        element = soup.select_one(anchor.path)
        assert isinstance(element, Tag), anchor.path
        assert folded(document.raw[anchor.start : anchor.end]) in folded(element.get_text()), anchor.path
        assert element.sourceline == anchor.line, anchor.path
        assert f"<{element.name}" in lines[anchor.line - 1].lower()
        found += 1
    assert found >= least * len(document.anchors)


PAGES = {
    "paragraphs": "<html><head><title>x</title></head><body><p>Stadt Lage</p>\n<p>Kreis Lippe</p></body></html>",
    "nested": "<html><body><div>\n<div><p>a</p></div>\n<div><p>b</p><p>c</p></div></div><div><p>d</p></div></body></html>",
    "loose-text": "<html><body><div>Lage <b>und <i>Herford</i></b><p>Absatz</p>danach <span>noch\netwas</span></div></body></html>",
    "lists": "<html><body><ul><li>a<ul><li>b</li>\n<li>c</li></ul></li><li>d</li></ul><ol><li>e</li></ol></body></html>",
    "tables": "<html><body><table><tbody><tr><th>a</th><th>b</th></tr>\n<tr><td><p>c</p></td><td>d<br>e</td></tr></tbody></table></body></html>",
    "list-in-cell": "<html><body><table><tr><td>Wer</td><td><ul><li>Lage</li><li>Herford</li></ul>und mehr</td></tr></table></body></html>",
    "layout": "<html><body><table><tr><td><h1>T</h1><p>a</p></td><td>Rand</td></tr></table></body></html>",
    "scripts": "<html><body><script>if (a < b) {\n'<p>';}</script><svg>\n<g><text>x</text></g></svg><p>a</p><!-- <p>\n --><style>p > a {}</style><p>b</p></body></html>",
    "attributes": "<html><body><p title=\"<p>\n>\">a</p><p title='x\n\"y'>b</p><div data-x=1>c</div><P CLASS=x>d</P></body></html>",
    "unclosed": "<html><body><p>a<p>b\n<p>c<ul><li>d<li>e</ul><table><tr><td>f<td>g<tr><td>h</table></body></html>",
    "fragment": "<p>a</p>\n<div><p>b</p></div><p>c</p>",
    "no-body": "<html><head><title>x</title></head><p>a</p>\n<div><p>b</p></div></html>",
    "word": "<html><body><o:p>a</o:p><p class=MsoNormal>b<o:p></o:p></p>\n<st1:place>c</st1:place></body></html>",
    "void": "<html><body><p>a<br>b<br/>c</br>d<img src=x>e<hr>f</p></body></html>",
    "windows-lines": "<html>\r\n<body>\r\n<p>a</p>\r\n\r\n<p>b</p></body></html>",
    "definition": "<html><body><dl><dt>Laufzeit</dt>\n<dd>2020</dd></dl><figure><figcaption>Bild</figcaption></figure></body></html>",
    "details": "<html><body><details><summary>Mehr</summary>\n<p>Text</p></details><address>Amt<br>Lage</address></body></html>",
    "navigation": "<html><body><nav><ul><li><a href=x>Start</a></li></ul></nav><main><h1>Netz</h1></main><footer>Amt</footer></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_anchor_leads_to_the_words(name: str) -> None:
    """Whatever the mark-up, another parser finds the block's words in the element its anchor names, on the line it names."""
    check(PAGES[name])


@pytest.mark.parametrize("path", ANNOUNCEMENTS, ids=lambda path: path.stem)
def test_anchors_of_the_corpus_lead_to_the_words(path: Path) -> None:
    """The same for every page of the corpus."""
    check(path.read_text(encoding="utf-8"))


def test_path_is_a_selector_from_the_body() -> None:
    """A path names each element on the way and which of its kind it is."""
    assert paths("<html><body><div></div><div><p>a</p>b</div></body></html>") == [
        "body > div:nth-of-type(2) > p:nth-of-type(1)", "body > div:nth-of-type(2)"
    ]  # fmt: skip


NESTED_TABLES = (
    "<html><body><table><tr><td>a</td></tr><tr><td><table><tr><td>b</td></tr><tr><td>c</td></tr></table></td></tr>"
    "<tr><td>d</td></tr></table><table><thead><tr><th>e</th></tr></thead><tr><td>f</td></tr></table></body></html>"
)


def test_path_of_a_row_fits_parsers_that_add_a_tbody() -> None:
    """Browsers put rows into a ``tbody``; the path leads to the same row with it and without, however tables are nested."""
    markup = NESTED_TABLES
    browsers = markup.replace("<table><tr>", "<table><tbody><tr>").replace("</tr></table><table>", "</tr></tbody></table><table>")
    browsers = browsers.replace("<td>c</td></tr></table>", "<td>c</td></tr></tbody></table>")
    document = page(markup)
    for parser_sees in (markup, browsers):
        soup = BeautifulSoup(parser_sees, "html.parser")
        for anchor in document.anchors[:4]:
            found = soup.select(str(anchor.path))
            assert [element.get_text() for element in found] == [document.raw[anchor.start : anchor.end]]


def test_path_of_a_page_without_body_fits_parsers_that_add_one() -> None:
    """A fragment's outermost elements are found whether or not a parser puts them into a body."""
    (path,) = paths("<p>a</p>")
    assert path is not None
    for markup in ("<p>a</p>", "<html><body><p>a</p></body></html>"):
        found = BeautifulSoup(markup, "html.parser").select_one(path)
        assert found is not None
        assert found.get_text() == "a"


def test_inline_element_closed_across_blocks_is_passed_over() -> None:
    """Where parsers disagree about what a badly closed element holds, the path names the one around it; the line stays."""
    document = page("<html><body><div>\n<b><p>a</b>\n<p>b</p></div><div>c</div></body></html>")
    assert [(anchor.path, anchor.line) for anchor in document.anchors] == [
        ("body > div:nth-of-type(1)", 2), ("body > div:nth-of-type(1)", 3), ("body > div:nth-of-type(2)", 3)
    ]  # fmt: skip


def test_deep_path_begins_at_an_id_or_is_left_out() -> None:
    """Beyond forty steps a path begins at the nearest element with an id of its own; without one the line must do."""
    deep = "<div>" * 60
    assert paths(f"<html><body>{deep}<p>a</p>{'</div>' * 60}</body></html>") == [None]
    assert paths(f"<html><body>{deep}<section id=netz><p>a</p></section></body></html>") == ["#netz > p:nth-of-type(1)"]
    twice = f"<html><body>{deep}<section id=netz><p>a</p></section><i id=netz></i></body></html>"
    assert page(twice).anchors[0] == page(twice).anchors[0].__class__(0, 1, line=1)


def test_text_outside_all_elements_has_the_line_of_the_document() -> None:
    """Loose text at the top lies in no element; the document begins on line 1."""
    assert [(anchor.path, anchor.line) for anchor in page("\n\nLage").anchors] == [(None, 1)]


@pytest.mark.parametrize(
    "unit", ["<div>x", "<pre>x", "<div><p>x</p>", "<ul><li>x", "<b><div>x</b>", "<p>x</p>", "<div id=a>x", "<table><tr><td>x"]
)
def test_paths_take_linear_time_and_bounded_room(unit: str) -> None:
    """Ten times the page takes about ten times the processor's time, and no path grows without end."""
    took = []
    for count in (3_000, 30_000):
        begin = time.process_time()
        document = page("<html><body>" + unit * count)
        took.append(time.process_time() - begin)
        assert max((len(anchor.path or "") for anchor in document.anchors), default=0) < 2_000
    assert took[1] < 40 * took[0]


TREE = st.recursive(
    st.sampled_from(["Lage ", "<b>Stadt</b> ", "<br>", "\n", "<a href=x>Kreis</a>", "<!-- - -->", "<script>1 < 2</script>", "&uuml;"]),
    lambda inner: st.tuples(
        st.sampled_from(["div", "p", "ul", "li", "section", "span", "em", "h2", "table", "tr", "td", "blockquote", "nav", "dl", "dt", "dd"]),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(TREE)
def test_anchors_of_closed_mark_up_lead_to_the_words(markup: str) -> None:
    """However elements are nested, as long as each is closed, anchors are right."""
    check(f"<html><body>{html.unescape(markup)}</body></html>")
