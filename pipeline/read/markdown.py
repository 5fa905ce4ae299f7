"""Reads Markdown: what its page would show, with the way back to the lines of the file.

The Markdown becomes mark-up in which every block begins on the line on which it begins in the file, and that is read as any page
is; so names carry no asterisks, links no brackets, and headings, lists and tables are what they are.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.read.encoding import decode
from pipeline.read.item import Item
from pipeline.read.page.parts import PageParts
from pipeline.read.page.webpage import read_markup
from pipeline.read.plaintext import read_plaintext
from pipeline.read.stamps import to_edtf
from pipeline.read.text_builder import merge_paragraphs
from pipeline.read.wraps import find_width, is_soft
from schemas.document import Document
from schemas.finding import Finding

if TYPE_CHECKING:
    from markdown_it.token import Token

#: the parser needs up to five hundred times the memory of its text
_MOST_CHARS = 1_000_000
_FRONT_RE = re.compile(r"\A\s{0,20}---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
#: "Bürger*innen und Teilnehmer*innen" is no emphasis; neither is a star between blanks or digits
_GENDER_RE = re.compile(r"(?<=[a-zäöüß])\*(?=in(?:nen)?(?![a-zäöüß])|r(?:innen|in)?\b)")
#: "3. Mai 2021" at the start of a line is a date, not the third item
_DATE_RE = re.compile(r"^( {0,3}\d{1,2})\.(?=[ \t]*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zäöü]*\b)", re.MULTILINE)
#: a line under a paragraph that would make a heading of all its lines
_RULE_RE = re.compile(r"^( {0,3})(-{2,}|={2,})[ \t]*$", re.MULTILINE)
_BLANK_LINE_RE = re.compile(r"\n[ \t]*\r?\n")
#: the parser takes the square of the time for marks inside one paragraph
_MOST_PARAGRAPH = 50_000
_TASK_RE = re.compile(r"\[[ xX]\][ \t]+")
_HEADING_CHARS = 200
_DATES = ("date", "datum", "published", "pubdate")
#: columns set with blanks; a page would run them together
_GAP_RE = re.compile("(?<=\\S) {3,}(?=\\S)")
_INLINE = {"em": "em", "strong": "strong", "s": "s"}


def read_markdown(item: Item, *, parts: PageParts) -> Document:
    r"""Read a Markdown file.

    >>> parts = PageParts(())
    >>> read_markdown(Item(b"# Netzwerk *Nord*\n\n- Stadt **Lage**\n", "a.md", "text/markdown"), parts=parts).raw
    'Netzwerk Nord\n\nStadt Lage'
    """
    text, _, findings = decode(item.data)
    if len(text) > _MOST_CHARS or any(len(part) > _MOST_PARAGRAPH for part in _BLANK_LINE_RE.split(text)):
        message = "the file, or a paragraph of it, is too long to look for marks; it was read as plain text"
        plain = read_plaintext(replace(item, kind="text/plain"))
        found = Finding(code="markdown-as-text", severity="note", message=message)
        return plain.adding(media_type=item.kind, findings=(*plain.findings, found))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    text, front = _take_front_matter(text)
    markup = _to_markup(text)
    title = str(front.get("title") or front.get("titel") or "").strip()
    if title and "<h1>" not in markup:
        markup = f"<h1>{escape(title)}</h1>{markup}"
    page = read_markup(markup, replace(item, data=b"", kind="text/html"), parts=parts, findings=findings)
    dates = (to_edtf(str(front.get(name) or "")) for name in _DATES)
    return page.adding(
        id=item.identity,
        sha256=item.sha256,
        media_type=item.kind,
        title=page.title or title or None,
        declared_date=next(filter(None, dates), None) or page.declared_date,
        blocks=tuple(merge_paragraphs(page.blocks)),
        anchors=tuple(replace(anchor, path=None) for anchor in page.anchors),
    )


def _take_front_matter(text: str) -> tuple[str, dict[str, Any]]:
    r"""Read the head between dashes, and blank it out so that lines keep their numbers.

    >>> _take_front_matter("---\ntitle: Netzwerk\n---\nText")
    ('\n\n\nText', {'title': 'Netzwerk'})
    """
    match = _FRONT_RE.match(text)
    if match is None:
        return text, {}
    import yaml  # noqa: PLC0415 - few files have a head

    try:
        values = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return text, {}
    head = {str(key).lower(): value for key, value in values.items()}
    return "\n" * match.group().count("\n") + text[match.end() :], head


def _to_markup(text: str) -> str:
    """Turn Markdown into mark-up line by line; code blocks are texts that were set in."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - few sources need it

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(["table", "strikethrough"]).disable(["code"])
    source = _DATE_RE.sub(r"\1\\.", _GENDER_RE.sub(r"\\*", text))
    writer = _Writer(source.split("\n"))
    for token in parser.parse(source):
        writer.write(token)
    return writer.markup


class _Writer:
    """Write tokens as mark-up, each block on its own line of the file."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._width = find_width(lines)
        self._out: list[str] = []
        self._line = 0
        self._closing: list[str] = []

    @property
    def markup(self) -> str:
        """Give all that was written."""
        return "".join(self._out)

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._line += text.count("\n")

    def write(self, token: "Token") -> None:
        """Write one block token."""
        if token.map and token.nesting >= 0 and token.map[0] > self._line:
            self._put("\n" * (token.map[0] - self._line))
        if token.type == "inline":
            for piece in _inline(token, self._lines, self._width):
                self._put(piece)
        elif token.type in {"fence", "code_block"}:
            self._put(f"<pre>{escape(token.content)}</pre>")
        elif token.type == "html_block":
            self._put(token.content)
        elif token.type == "hr":
            self._put("<hr>")
        elif token.nesting == 1:
            tag = "p" if token.type == "heading_open" and self._is_prose(token) else token.tag
            self._closing.append(tag)
            self._put("" if token.hidden else f"<{tag}>")
        elif token.nesting == -1:
            tag = self._closing.pop()
            self._put("" if token.hidden else f"</{tag}>")

    def _is_prose(self, token: "Token") -> bool:
        """Say whether a line of dashes only parts a paragraph from what follows, as in old text files."""
        if token.markup not in {"-", "="} or not token.map:
            return False
        first, stop = token.map
        lines = self._lines[first : stop - 1]
        return len(lines) > 2 or sum(map(len, lines)) > _HEADING_CHARS or lines[-1].rstrip().endswith((".", ",", ";"))  # noqa: PLR2004


def _inline(token: "Token", lines: list[str], width: int | None) -> Iterator[str]:
    """Write what stands inside a block; pictures say nothing, and what the file marks as done or open is no word."""
    children = token.children or []
    first = token.map[0] if token.map else 0
    breaks = 0
    for number, child in enumerate(children):
        if child.type == "text":
            text = _TASK_RE.sub("", child.content, count=1) if number == 0 and _TASK_RE.match(child.content) else child.content
            yield _shown(text)
        elif child.type == "code_inline":
            yield escape(child.content)
        elif child.type == "html_inline":
            yield child.content
        elif child.type == "softbreak":
            yield _line_end(lines, first + breaks, width)
            breaks += 1
        elif child.type == "hardbreak":
            yield "<br>\n"
            breaks += 1
        elif child.type == "link_open":
            yield f'<a href="{escape(str(child.attrGet("href") or ""))}">'
        elif child.type == "link_close":
            yield "</a>"
        elif child.tag in _INLINE and child.nesting:
            yield f"<{'/' if child.nesting < 0 else ''}{_INLINE[child.tag]}>"


def _line_end(lines: list[str], number: int, width: int | None) -> str:
    """Say what a line end inside a paragraph is: a blank where an editor broke the line at its column, else the author's own.

    Strictly it is always a blank; but lines like "Träger: Stadt Lage" are meant as lines by whoever wrote them.
    """
    if width is None or number + 1 >= len(lines):
        return "<br>\n"
    above, below = lines[number].rstrip(), lines[number + 1].lstrip(" \t>")
    return "\n" if is_soft(above, below, width) and not above.endswith("-") else "<br>\n"


def _shown(text: str) -> str:
    """Write characters so that they stay what they are, columns set with blanks too."""
    return _GAP_RE.sub(lambda gap: "\u00a0" * len(gap.group()), escape(text))
