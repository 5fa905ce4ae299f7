"""Reads RSS and Atom feeds: one document for each entry, from the fullest text the feed holds of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import parsedate_tz
from html import escape
from html.entities import html5
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import ReadError
from pipeline.read.encoding import decode
from pipeline.read.failure import Failure
from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import declared_charset, read_markup
from pipeline.read.stamps import to_edtf
from pipeline.read.text_builder import merge_paragraphs
from schemas.document import Document
from schemas.finding import Finding
from schemas.origin import Anchor

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENTRIES = frozenset({"item", "entry"})
#: where an entry's text may stand, by name without namespace
_TEXTS = frozenset({"encoded", "content", "description", "summary", "body", "div"})
_PUBLISHED = frozenset({"pubDate", "published", "issued", "date"})
_UPDATED = frozenset({"updated", "modified", "lastBuildDate"})
_ENTRY_RE = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_NAMED_RE = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_RE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_CONTROL_RE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG_RE = re.compile(r"<(?:[a-zA-Z][^<>]{0,2000}|/[a-zA-Z]\w*\s*)>|&(?:#\d+|[a-zA-Z]\w+);")
_UNSEEN_RE = re.compile(r"<[^<>]{0,2000}>|\s+")
_CUT_RE = re.compile(
    r"(?:(?:\[\s*)?(?:…|\.\.\.|&hellip;|&#8230;)(?:\s*\])?|\[\s*mehr\s*\]|\(mehr\)|>>\s*mehr|»\s*mehr|\bmehr\s*[>»]+)"
    r"(?:\s*(?:weiterlesen|mehr lesen|mehr|lesen sie (?:hier )?(?:mehr|weiter)|continue reading|read more)[^\n]{0,80})?\s*$"
    r"|(?:^|\n|\s)(?:weiterlesen|mehr lesen|mehr erfahren|zur vollständigen meldung|continue reading|read more)\s*(?:…|\.\.\.|[»>→]+|[:\"„][^\n]{1,120})?\s*$",
    re.IGNORECASE,
)
_APPEARED_RE = re.compile(
    r"\n+(?:Der Beitrag|The post) [^\n]{1,300}(?:erschien zuerst auf|erschien auf|appeared first on|first appeared on)[^\n]{0,120}\s*$"
)
_TAIL_CHARS = 240
#: with fewer letters an entry's text is a teaser, even where nothing says that it goes on
_TITLE_CHARS = 300


@dataclass
class _Entry:
    """What was found of one entry. ``texts``: candidates, each with whether it is mark-up."""

    title: str = ""
    link: str = ""
    identity: str = ""
    published: str = ""
    updated: str = ""
    texts: list[tuple[str, bool]] = field(default_factory=list)
    line: int = 0


_HALF = r"&#(?:(?:5529[6-9]|55[3-9]\d\d|5[67]\d{3})|[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2});"
#: references to halves of a character, which XML does not allow
_HALVES_RE = re.compile(f"(?:{_HALF})+")
_CODE_RE = re.compile(r"&#(\d+|[xX][0-9a-fA-F]+);")


def read_feed(item: Item, *, parts: PageParts) -> Iterator[Document | Failure]:
    """Read the entries of a feed.

    Raises:
        ReadError: it is no feed, or has no entries.
    """
    markup, _, findings = decode(item.data, declared_charset(item.data))
    data = _mended(markup)
    announced = len(_ENTRY_RE.findall(data))
    count = 0
    for number, entry in enumerate(_entries(data), start=1):
        count += 1
        yield _document(entry, item, number, parts, findings)
    if not count:
        msg = "is a feed without entries; open the address of its page instead, and save that"
        raise ReadError(msg)
    if count < announced:
        yield Failure(item.source, f"the feed is damaged: only {count:,} of {announced:,} entries could be read; load it again")


def _mended(markup: str) -> bytes:
    """Make names of HTML and bare ampersands what XML allows; inside CDATA they mean the same afterwards."""
    markup = _CONTROL_RE.sub("", markup)
    if "&" in markup:
        markup = _HALVES_RE.sub(_as_character, _BARE_RE.sub("&amp;", _NAMED_RE.sub(_as_number, markup)))
    return markup.lstrip().encode("utf-8", "replace")


def _as_character(match: re.Match[str]) -> str:
    """Put together the two halves that some write one sign beyond the first 65,536 in ("&#55357;&#56832;"); a half alone is lost."""
    halves = "".join(chr(int(code[1:], 16) if code[:1] in "xX" else int(code)) for code in _CODE_RE.findall(match.group()))
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _as_number(match: re.Match[str]) -> str:
    name = match[1]
    if name in {"amp", "lt", "gt", "quot", "apos"}:
        return match.group()
    found = html5.get(name + ";")
    return "".join(f"&#{ord(char)};" for char in found) if found else match.group()


def _entries(data: bytes) -> Iterator[_Entry]:
    """Parse entry by entry, so that a long feed needs no more memory than its longest entry; nothing outside is looked up."""
    from lxml import etree  # noqa: PLC0415 - few sources need it

    options: dict[str, Any] = {
        "recover": True,
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
    }
    events = etree.iterparse(
        BytesIO(data), events=("start", "end"), encoding="utf-8", remove_pis=True, remove_comments=True, **options
    )
    entry: _Element | None = None
    try:
        for event, element in events:
            if _name(element) not in _ENTRIES or (event == "end" and element is not entry):
                continue
            if entry is not None:  # its end, or the next one's beginning where nobody closed it
                yield _read_entry(entry)
                _forget(entry, inside=event == "start")
            entry = element if event == "start" else None
    except etree.XMLSyntaxError:  # what came before it is read
        pass
    if entry is not None:
        yield _read_entry(entry)


def _forget(element: "_Element", *, inside: bool) -> None:
    """Free an entry and what stood before it; one that still holds the next is kept."""
    if inside:
        return
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: "_Element") -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read_entry(element: "_Element") -> _Entry:
    """Gather what an entry says; of several links the one to its page."""
    entry = _Entry(line=int(element.sourceline or 0))
    for child in element:
        name, text = _name(child), "".join(child.itertext()).strip() if not len(child) else ""
        if name == "title" and not entry.title:
            entry.title = text or " ".join("".join(child.itertext()).split())
        elif name == "link":
            if child.get("rel", "alternate") == "alternate" and not entry.link:
                entry.link = (child.get("href") or text).strip()
        elif name in {"guid", "id"}:
            entry.identity = entry.identity or text
        elif name in _PUBLISHED:
            entry.published = entry.published or text
        elif name in _UPDATED:
            entry.updated = entry.updated or text
        elif name in _TEXTS:
            entry.texts.append(_text_of(child, text))
    return entry


def _text_of(element: "_Element", text: str) -> tuple[str, bool]:
    """Give a text and whether it is mark-up: XHTML inside the feed, escaped HTML, or plain characters."""
    kind = element.get("type", "")
    if len(element):
        from lxml import etree  # noqa: PLC0415 - few sources need it

        inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
        return (escape(element.text or "") + inner, True)
    if kind in {"text", "text/plain"}:
        return text, False
    return text, kind in {"html", "text/html", "xhtml"} or _TAG_RE.search(text) is not None


def _document(entry: _Entry, item: Item, number: int, parts: PageParts, findings: tuple[Finding, ...]) -> Document:
    """Make a document of an entry; its title stands above its text unless the text begins with it."""
    source = f"{item.source}!{number}"
    text, is_markup = max(entry.texts, key=lambda each: len(_UNSEEN_RE.sub("", each[0])), default=("", False))
    markup = text if is_markup else "".join(f"<p>{_lines(each)}</p>" for each in re.split(r"\n[ \t]*\n", text))
    title = " ".join(_plain(entry.title).split())
    own = Item((entry.identity or entry.link or f"{title}\n{text}").encode("utf-8", "replace"), source, "application/rss+xml")
    page = read_markup(markup, replace(own, kind="text/html"), parts=parts, findings=findings)
    if title and not _fold(page.raw[:_TITLE_CHARS]).startswith(_fold(title)):
        page = read_markup(f"<h1>{escape(title)}</h1>{markup}", replace(own, kind="text/html"), parts=parts, findings=findings)
    link = entry.link or (entry.identity if entry.identity.startswith("http") else "")
    anchors = tuple(replace(anchor, line=entry.line or None, path=_path(number, anchor.path)) for anchor in page.anchors) or (
        (Anchor(0, len(page.raw), path=f"entry {number}", line=entry.line or None),) if page.raw else ()
    )
    return page.adding(
        id=own.identity,
        sha256=own.sha256,
        media_type="application/rss+xml",
        title=title or page.title,
        declared_date=_date(entry.published) or _date(entry.updated) or page.declared_date,
        address=link if re.match(r"https?://", link) else None,
        blocks=tuple(merge_paragraphs(page.blocks)),
        anchors=anchors,
        findings=page.findings + _cut_findings(page.raw, link),
    )


def _path(number: int, path: str | None) -> str:
    return f"entry {number}: {path}" if path else f"entry {number}"


def _lines(text: str) -> str:
    """Keep the line ends of plain characters."""
    return "<br>".join(escape(line) for line in text.strip().split("\n"))


def _plain(title: str) -> str:
    """Read a title that is mark-up itself."""
    from html import unescape  # noqa: PLC0415 - beside its only use

    return unescape(re.sub(r"<[^<>]{0,500}>", " ", title)) if _TAG_RE.search(title) else title


def _cut_findings(raw: str, link: str) -> tuple[Finding, ...]:
    """Say so where the feed holds only the beginning of a text."""
    tail = _APPEARED_RE.sub("", raw[-_TAIL_CHARS:])
    if not raw or not _CUT_RE.search(tail):
        return ()
    message = "the feed holds only the beginning of this text; read the page itself" + (f" ({link})" if link else "")
    return (Finding(code="entry-cut", severity="warning", message=message, values={"address": link} if link else {}),)


def _date(value: str) -> str | None:
    """Read a feed's date: of mails (RSS) or ISO (Atom)."""
    value = value.strip()[:80]
    try:
        parsed = parsedate_tz(value) if re.match(r"[A-Za-z]{3}|\d{1,2} [A-Za-z]", value) else None
        stamp = "%04d-%02d-%02d" % parsed[:3] if parsed else value  # noqa: UP031 - of a tuple
    except (ValueError, TypeError, IndexError):
        stamp = value
    return to_edtf(stamp) if stamp else None


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
