"""Reads web pages: decodes, fills BeautifulSoup's tree, and freezes the visible text with blocks, links, anchors, title and date."""

import re
from collections.abc import Iterator

from pipeline.read.encoding import decode
from pipeline.read.findings import empty_finding
from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.tokens import Tokens
from pipeline.read.page.tree import new_tree
from pipeline.read.page.visible import VisibleText
from schemas.document import Block, Document
from schemas.finding import Finding

_CHARSET_RE = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4096
#: a page that shows less than this has its text elsewhere, if it has frames or scripts
_HARDLY_ANY = 200
_SHOWN_NAMES = 5
_SITE_RE = re.compile(r"\s+(?:[|–—-]|::|»)\s+")


def declared_charset(data: bytes) -> str | None:
    """Give the encoding that a page names in its first kilobytes.

    >>> declared_charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">')
    'iso-8859-1'
    """
    match = _CHARSET_RE.search(data[:_HEAD_BYTES])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def read_webpage(item: Item, *, parts: PageParts, charset: str | None = None) -> Document:
    """Read a page from its bytes; ``charset`` is what a header says they are, which counts more than the page's own word."""
    markup, _, findings = decode(item.data, charset or declared_charset(item.data))
    return read_markup(markup, item, parts=parts, findings=findings)


def read_markup(markup: str, item: Item, *, parts: PageParts, findings: tuple[Finding, ...] = ()) -> Document:
    """Read a page from its characters: the visible text is frozen here, and every offset points into it."""
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    tree = new_tree()
    tokens = Tokens(markup, tree)
    page = VisibleText(tree, parts)
    shown = page.message_chars
    if page.has_fallback and shown < _HARDLY_ANY:
        fallback = VisibleText(tree, parts, fallback=True)
        page = fallback if fallback.message_chars > 2 * shown else page
    page.head.read_structured(tokens.structured)
    return Document(
        id=item.identity,
        source=item.source,
        media_type=item.kind,
        sha256=item.sha256,
        raw=page.text,
        title=_choose_title(page),
        declared_date=page.head.date,
        address=page.head.address(markup),
        blocks=page.blocks,
        links=page.links,
        anchors=page.anchors,
        findings=(*findings, *_findings(page, tokens, shown)),
    )


def _findings(page: VisibleText, tokens: Tokens, shown: int) -> Iterator[Finding]:
    """Say what of a page was not read; ``shown`` counts the characters of its message."""
    if not page.text:
        yield empty_finding()
    if tokens.limit is not None:
        message = f"the page holds more than {tokens.limit}; the rest was not read, so split the page"
        yield Finding(code="page-cut", severity="warning", message=message, values={"limit": tokens.limit})
    if page.frames and (page.has_frameset or shown < _HARDLY_ANY):
        names = ", ".join(page.frames[:_SHOWN_NAMES])
        message = f"the text stands in frames that are files of their own: {names}; save and read those"
        yield Finding(code="frames-not-read", severity="warning", message=message, values={"names": names})
    elif tokens.scripts and shown < _HARDLY_ANY and (page.has_fallback or shown == 0):
        message = f"the page shows {shown} characters without its scripts; open it in a browser and save what you see"
        yield Finding(code="needs-script", severity="warning", message=message, values={"characters": shown})


def _choose_title(page: VisibleText) -> str | None:
    """Choose the heading that titles the message; among several the one the head repeats, else what the head says."""
    said = page.head
    head = _tidy(said.metas.get("og:title", "")) or _tidy(said.title or "")
    tops = [page.text[block.start : block.end] for block in page.blocks if _is_top(block)]
    tops = [_tidy(top) for top in tops]
    for top in tops:
        if top in head or (head and head in top):
            return top
    if tops:
        return tops[0]
    if said.metas.get("og:title"):
        return head or None
    return _tidy(said.headline) or _SITE_RE.split(head)[0] or None


def _is_top(block: Block) -> bool:
    return block.kind == "heading" and block.level == 1 and block.boilerplate is None


def _tidy(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())
