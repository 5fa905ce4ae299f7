"""Reads web pages: decodes, parses with BeautifulSoup, and freezes the visible text with its blocks, links, title and date."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.read.encoding import decode
from pipeline.read.page_dates import declared_date
from pipeline.read.page_frames import BLOCKS
from pipeline.read.page_parts import PageParts
from pipeline.read.plaintext import empty_finding
from pipeline.read.visible import VisibleText
from schemas.document import Block, Document
from schemas.finding import Finding

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString

_CHARSET_RE = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4096
#: what is longer is cut: the parser needs a hundred times the memory of its text
_PAGE_CHARS = 12_000_000
#: mark-up that makes html.parser give up
_MARKED_SECTION_RE = re.compile(r"<!\[(?!CDATA\[)|<!(?=[^\w\-\[>])")
_NESTED_INLINE = 50
_SITE_RE = re.compile(r"\s+(?:[|–—-]|::|»)\s+")


def declared_charset(data: bytes) -> str | None:
    """Give the encoding that a page names in its first kilobytes.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">')
    'iso-8859-1'
    """
    match = _CHARSET_RE.search(data[:_HEAD_BYTES])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def read_webpage(data: bytes, *, source: str, identity: str, sha256: str, parts: PageParts) -> Document:
    """Read a page from its bytes."""
    markup, _, findings = decode(data, declared_charset(data))
    return read_markup(markup, source=source, identity=identity, sha256=sha256, parts=parts, findings=findings)


def read_markup(
    markup: str, *, source: str, identity: str, sha256: str, parts: PageParts, findings: tuple[Finding, ...] = ()
) -> Document:  # fmt: skip
    """Read a page from its characters: the visible text is frozen here, and every offset points into it."""
    markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    if len(markup) > _PAGE_CHARS:
        markup = markup[:_PAGE_CHARS]
        message = f"the page is longer than {_PAGE_CHARS:,} characters; the rest was not read"
        findings += (Finding(code="page-cut", severity="warning", message=message),)
    page = VisibleText(_parse(_defuse(markup)), parts)
    if not page.text:
        findings += (empty_finding(),)
    return Document(
        id=identity,
        source=source,
        media_type="text/html",
        sha256=sha256,
        raw=page.text,
        title=_choose_title(page),
        declared_date=declared_date(page.metas, page.scripts, page.times),
        blocks=page.blocks,
        links=tuple(page.links),
        findings=findings,
    )


def _defuse(markup: str) -> str:
    r"""Turn openings that nothing closes into text: html.parser would look for their ends again and again.

    >>> _defuse("<p>Lage</p><!-- Rest"), _defuse("a < b")
    ('<p>Lage</p>&lt;!-- Rest\n', 'a &lt; b\n')
    """
    markup = markup.replace("<?xml", "<?x") + "\n"  # else bs4 warns: of XML read as HTML, of mark-up that looks like a file name
    tail = markup.rfind(">") + 1
    if "<" in markup[tail:]:
        markup = markup[:tail] + markup[tail:].replace("<", "&lt;")
    start = markup.find("<!--", markup.rfind("-->") + 1)
    return markup if start < 0 else markup[:start] + markup[start:].replace("<!--", "&lt;!--")


def _parse(markup: str) -> "BeautifulSoup":
    """Parse leniently; what makes the parser give up is defused and parsed again."""
    from bs4.exceptions import ParserRejectedMarkup  # noqa: PLC0415

    # positions in the source and class lists are not needed, and a fifth of the time
    lean: dict[str, Any] = {"store_line_numbers": False, "multi_valued_attributes": None, "string_containers": {}}
    try:
        return _tree_type()(markup, "html.parser", **lean)
    except (ParserRejectedMarkup, AssertionError, ValueError):
        return _tree_type()(_MARKED_SECTION_RE.sub("&lt;!", markup), "html.parser", **lean)


@cache
def _tree_type() -> "type[BeautifulSoup]":
    """Give BeautifulSoup with two habits of browsers, which keep words of two blocks from running together, and a leaner tree."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - pages only, 60 ms
    from bs4.element import NavigableString  # noqa: PLC0415

    class Tree(BeautifulSoup):
        """Ignore the end of an inline element that would tear blocks open; take a stray ``</p>`` for a new paragraph."""

        def endData(self, containerClass: type["NavigableString"] | None = None) -> None:  # noqa: N802, N803 - bs4's names
            """Keep text and drop comments; bs4 links each string to its neighbours and walks up the whole tree for it."""
            if self.current_data:
                if containerClass is None and self.currentTag is not None:
                    self.currentTag.contents.append(NavigableString("".join(self.current_data)))
                self.current_data = []

        def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
            if name == "p" and not self.open_tag_counter.get(name):
                self.handle_starttag("hr", None, None, {})
                name = "hr"
            elif name not in BLOCKS and self.currentTag is not None and self.currentTag.name != name and self._tears(name):
                return
            super().handle_endtag(name, nsprefix)

        def _tears(self, name: str) -> bool:
            for tag in self.tagStack[:-_NESTED_INLINE:-1]:
                if tag.name == name:
                    return False
                if tag.name in BLOCKS or tag.name in {"td", "th"}:
                    return name not in {"td", "th"}
            return False

    return Tree


def _choose_title(page: VisibleText) -> str | None:
    """Choose the heading that titles the message; among several the one the head repeats, else what the head says."""
    head = _tidy(page.metas.get("og:title", "")) or _tidy(page.title or "")
    tops = [page.text[block.start : block.end] for block in page.blocks if _is_top(block)]
    tops = [_tidy(top) for top in tops]
    for top in tops:
        if top in head or (head and head in top):
            return top
    if tops:
        return tops[0]
    return (_SITE_RE.split(head)[0] if page.title and not page.metas.get("og:title") else head) or None


def _is_top(block: Block) -> bool:
    return block.kind == "heading" and block.level == 1 and block.boilerplate is None


def _tidy(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())
