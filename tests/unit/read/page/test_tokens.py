"""Cutting mark-up: the same tree as html.parser's where it is sound, and an end in linear time where it is not."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.page import tokens as page_tokens
from pipeline.read.page.tokens import Tokens
from pipeline.read.page.tree import new_tree

ROOT = Path(__file__).resolve().parents[4]
ANNOUNCEMENTS = sorted((ROOT / "corpus" / "dev" / "announcements").glob("*.html"))
DROPPED = {"script", "style", "svg", "iframe"}


def fill(markup: str) -> tuple[Any, Tokens]:
    """Fill a tree."""
    tree = new_tree()
    return tree, Tokens(markup, tree)


def lean(node: Any) -> list[Any]:
    """Write our tree as nested lists."""
    return [child if isinstance(child, str) else [child.name, child.sourceline, *lean(child)] for child in node.contents]


def shown(node: Tag) -> list[Any]:
    """Write BeautifulSoup's tree the same way, without what the reader leaves out."""
    found: list[Any] = []
    for child in node.contents:
        if isinstance(child, Tag):
            found.append([child.name, child.sourceline, *([] if child.name in DROPPED else shown(child))])
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            found.append(str(child))
    return found


def words(tree: list[Any]) -> list[Any]:
    """Fold white space: bs4 shortens what is nothing else."""
    return [" ".join(node.split()) if isinstance(node, str) else [*node[:2], *words(node[2:])] for node in tree]


@pytest.mark.parametrize("path", ANNOUNCEMENTS, ids=lambda path: path.stem)
def test_sound_markup_gives_the_tree_of_html_parser(path: Path) -> None:
    """Elements, their lines and their words are those another parser finds."""
    markup = path.read_text(encoding="utf-8")
    assert words(lean(fill(markup)[0])) == words(shown(BeautifulSoup(markup, "html.parser")))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b", "a < b"),
        ("<p>Lage</p><!-- Rest", "Lage<!-- Rest"),
        ("a<!-- > -- -->b<!-->c<!--->d<!-- x --!>e", "abcde"),
        ("a<![CDATA[ > x ]]>b<![if !IE]>c<![endif]>d<!>e</>f<?php x ?>g", "abcdefg"),
        ("a<![CDATA[ x>b", "ab"),
        ("<!DOCTYPE html>a", "a"),
        ("<script>if (a</b/) '<p>x</p>'</script>a<style>p{}</style >b", "ab"),
        ("a<script>rest of the page", "a"),
        ("a<script src=x />b", "ab"),
        ("a<svg><title>x</title><svg><g/></svg>y</svg>b<svg/>c", "abc"),
        ("a<svg><p>never closed", "anever closed"),
        ("<title>A <b> & C</title>d", "A <b> & Cd"),
        ("<title>A<p>never closed", "Anever closed"),
        ("a<iframe src=x>never closed", "anever closed"),
        ("a<iframe src=x><p>for old browsers</p></iframe>b", "ab"),
        ('<p title="a>b">c</p><p title=\'"\'>d</p><p class=a"b>e</p>', "cde"),
        ('<a href="x>c</a> <a href="y">d</a>', "d"),
        ('<a href="x>c</a>', "c"),
        ("a<p", "a<p"),
        ("F&ouml;rder&shyung &#8211; &#150; R&D &foo; &amp;lt;", "F\u00f6rder\u00adung \u2013 \u2013 R&D &foo; &lt;"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("a</br>b<br></br>c", "abc"),
        ("<P>a</P\n>b", "ab"),
        ("a<0>b<\u00e4>c", "a<0>b<\u00e4>c"),
    ],
)
def test_text_of_odd_markup(markup: str, text: str) -> None:
    """What browsers show is text; what is never closed does not take the page with it, but for scripts and styles."""

    def collect(node: Any) -> str:
        return "".join(child if isinstance(child, str) else collect(child) for child in node.contents)

    assert collect(fill(markup)[0]) == text


def test_attributes_are_those_the_reader_looks_at() -> None:
    """The first of two counts, references are read where they end, and a picture inside an address is no attribute."""
    markup = f"<a href='?a=1&copy=2&amp;b' HREF=x onclick='y' class=\"k &uuml;\" src='data:{'A' * 20_000}' hidden>x</a>"
    (tag,) = fill(markup)[0].contents
    assert tag.attrs == {"href": "?a=1&copy=2&b", "class": "k \u00fc", "src": "", "hidden": ""}


def test_structured_data_and_scripts_are_told_apart() -> None:
    """JSON-LD is kept, other scripts are counted."""
    _, tokens = fill('<script>x</script><script type="application/ld+json">{"a": 1}</script>')
    assert (tokens.scripts, tokens.structured) == (2, ['{"a": 1}'])


@pytest.mark.parametrize(("limit", "value"), [("MOST_ELEMENTS", 10), ("MOST_CHARS", 40), ("MOST_TOKENS", 20)])
def test_limits_cut_only_what_is_longer(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    """A page that fits exactly is whole; a longer one is cut at a tag or a character, and says at what."""
    monkeypatch.setattr(page_tokens, limit, value)
    assert fill("<p>abc</p>" * 10)[1].limit is None
    assert fill("<p>abc</p>" * 11)[1].limit is not None


HOSTILE = [
    "<", "<!", "<![", "<![CDATA[", "<!-- ", "<!-- x>", "&", "&#x", "&#9", "<a ", '<a title="', "<a b='\">", '<a b=">" c=">"', "</", "</b>",
    "<script>x", "</script ", "<svg>", "<svg ", "<title>x", "<iframe src=x>", "<b><div>x</b>", "<pre>x", "<br></b>", "<p a=1/b ", "\0<",
]  # fmt: skip
RUNNER = """
import sys, time
from pipeline.read.page.tokens import Tokens
from pipeline.read.page.tree import new_tree
for unit in sys.stdin.read().split("|"):
    took = []
    for size in (100_000, 1_000_000):
        begin = time.process_time()
        Tokens(unit * (size // len(unit)) + ">", new_tree())
        took.append(time.process_time() - begin)
    print(f"{took[0]:.4f} {took[1]:.4f}")
"""


def test_hostile_markup_takes_linear_time() -> None:
    """Ten times the page takes about ten times the time, whatever is repeated; a square would be a hundred times."""
    done = subprocess.run(
        [sys.executable, "-c", RUNNER], input="|".join(HOSTILE), capture_output=True, text=True, check=True, cwd=ROOT, timeout=300
    )
    for unit, line in zip(HOSTILE, done.stdout.splitlines(), strict=True):
        small, large = map(float, line.split())
        assert large < 40 * max(small, 0.02), unit


def test_fifty_megabytes_fit_into_memory() -> None:
    """The largest page there may be is read within a gigabyte."""
    code = (
        "import resource\nfrom pathlib import Path\nfrom pipeline.read.item import Item\nfrom pipeline.read.page.parts import PageParts\n"
        "from pipeline.read.page.webpage import read_webpage\n"
        'unit = \'<div class="c d"><p>Die Stadt Lage ist dabei. <a href="https://lage.example">Mehr</a></p></div>\\n\'.encode()\n'
        "page = read_webpage(Item(unit * (50_000_000 // len(unit)), 'a', 'text/html'), parts=PageParts([]))\n"
        "print([finding.code for finding in page.findings], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=300)
    codes, kilobytes = done.stdout.rsplit(" ", 1)
    assert codes == "['page-cut']"
    assert int(kilobytes) < 1_000_000
    assert resource.RUSAGE_SELF == 0


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "/", "!", "--", "-->", "<!--", "[", "]]>", "<![CDATA[", "p", "a", "b", " ", "=", "'", '"', "&", "#", "x", ";", "script", "<p", "</p>",
         "<script>", "</script>", "<svg>", "</svg>", "<title>", "</title>", "<b>", "</b>", "<div>", "</div>", "\n", "\0", "\u00e4", "<td>", "</td>"]
    ), max_size=60,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(MARKUP)
def test_no_markup_raises(markup: str) -> None:
    """Any characters give a tree whose elements lie inside it, on lines the file has."""
    tree, _ = fill(markup)
    stack = [tree]
    while stack:
        for child in stack.pop().contents:
            if not isinstance(child, str):
                assert 1 <= child.sourceline <= markup.count("\n") + 1
                stack.append(child)
