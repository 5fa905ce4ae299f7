"""Reads web pages: decodes, parses with BeautifulSoup, and freezes the visible text with its blocks, links, title and date."""

import re
from typing import TYPE_CHECKING, Any

from pipeline.read.encoding import decode
from pipeline.read.page_dates import declared_date
from pipeline.read.page_parts import PageParts
from pipeline.read.plaintext import empty_finding
from pipeline.read.visible import VisibleText
from schemas.document import Block, Document
from schemas.finding import Finding

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_CHARSET_RE = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4096
#: what is longer is cut: the parser needs a hundred times the memory of its text
_PAGE_CHARS = 12_000_000
#: mark-up that makes html.parser give up
_MARKED_SECTION_RE = re.compile(r"<!\[(?!CDATA\[)|<!(?=[^\w\-\[>])")
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
    from bs4 import BeautifulSoup  # noqa: PLC0415 - pages only, 60 ms
    from bs4.exceptions import ParserRejectedMarkup  # noqa: PLC0415

    # positions in the source and class lists are not needed, and a fifth of the time
    lean: dict[str, Any] = {"store_line_numbers": False, "multi_valued_attributes": None, "string_containers": {}}
    try:
        return BeautifulSoup(markup, "html.parser", **lean)
    except (ParserRejectedMarkup, AssertionError, ValueError):
        return BeautifulSoup(_MARKED_SECTION_RE.sub("&lt;!", markup), "html.parser", **lean)


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
