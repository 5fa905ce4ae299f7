"""Cuts the mark-up of a page into tags and text and fills its tree, once from left to right, in linear time, whatever it holds.

``html.parser`` gives up on some mark-up, and it searches the rest of the page again for every opening that nothing closes (a page
of two megabytes can take it an hour); so BeautifulSoup's tree is filled from here. On sound mark-up the tree is the same; on broken
mark-up it is what browsers make of it, but for three kindnesses: a comment, title or frame that is never closed does not swallow
the rest of the page.

Left out, since nobody sees it: comments, scripts (but JSON-LD), styles, drawings; attributes that the reader does not look at.
"""

import re
from html import unescape
from string import ascii_letters
from typing import Any, Final

from pipeline.read.page.tree import VOID

#: what a page may hold; the reader needs some 400 bytes for an element
MOST_ELEMENTS: Final = 300_000
MOST_CHARS: Final = 12_000_000
MOST_TOKENS: Final = 3_000_000
#: what a page needs at least of characters for an element or tag, and for a character that counts
_LEAST_TAG, _LEAST_CHAR = 3, 0.5
#: tags that are kept to be known again, and how long they may be
_MOST_KNOWN, _KNOWN_CHARS = 2_000, 200
_MOST_ATTRIBUTES = 300
_ATTRIBUTE_CHARS = 10_000
_NAME_CHARS = 64
_TITLE_CHARS = 3_000
_SCRIPT_CHARS = 500_000
_MOST_BROKEN = 100

_SIGNS = frozenset(f"{ascii_letters}/!?")
_OPENING_RE = re.compile(r"<[a-zA-Z/!?]")
_TAG_RE = re.compile(
    r"<([a-zA-Z][^\s/>\x00]*+)"
    r"((?:\s++[^\s/>=\"'<]++(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'=<`]++))?+){0,300}+)"
    r"\s*+(/?)>"
)
_PLAIN_RE = re.compile(r"<([a-z][a-z0-9]{0,20}+) ([a-z-]++)=\"([^\"&>]*+)\"(?: ([a-z-]++)=\"([^\"&>]*+)\")?+>")
_PAIR_RE = re.compile(r"([^\s/>=\"'<]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'=<`]+)))?")
_NAME_RE = re.compile(r"<([a-zA-Z][^\s/>\x00]*)")
_ODD_PAIR_RE = re.compile(r"[\s/]*+([^\s/>][^\s/=>]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|((?![\"'])[^>\s]*+)))?+")
_TAG_END_RE = re.compile(r"\s*+(?:/\s*+)*+>")
_END_NAME_RE = re.compile(r"</([a-zA-Z][^\s/>\x00]*+)[^>]*+>")
_COMMENT_END_RE = re.compile(r"--!?>")
_REFERENCE_RE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LONG_NUMBER_RE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_DRAWING_RE = re.compile(r"<svg(?=[\s>])[^<>]*(?<!/)>|</svg\s*>", re.IGNORECASE)
_WANTED = frozenset(
    "aria-hidden aria-level class content datetime hidden href id itemprop name open property pubdate rel role shadowrootmode src "
    "style type".split()
)
#: attributes that differ from tag to tag: such a tag will hardly come again
_OWN = frozenset({"content", "datetime", "href", "src"})
#: elements whose contents are characters up to their own end tag, and are no visible text
_RAW = frozenset({"script", "style", "iframe", "noembed"})
#: elements whose tags are always looked at
_SPECIAL = _RAW | {"svg", "title"}
_RAW_END_RE = {name: re.compile(rf"</{name}(?=[\s/>])[^<>]*>", re.IGNORECASE) for name in (*_RAW, "title")}


class Tokens:
    """Fill a tree from mark-up; afterwards the scripts, their number, and what stopped the reading are known."""

    def __init__(self, markup: str, tree: Any) -> None:  # noqa: ANN401 - a class made at run time
        self._markup = markup
        self._tree = tree
        self._line, self._line_end = 1, -1
        #: what stands between ``<`` and ``>`` of tags met before -> name, attributes (None for an end tag), whether it is closed
        self._known: dict[str, tuple[str, dict[str, str] | None, bool]] = {}
        self._endless: set[str] = set()
        self._broken = 0
        self._chars = self._elements = self._tokens = 0
        self.scripts = 0
        self.structured: list[str] = []
        self.limit: str | None = None
        self._fill()

    def _fill(self) -> None:
        """Read from the first character to the last."""
        markup, tree = self._markup, self._tree
        at = self._fill_known(int(min(_LEAST_CHAR * MOST_CHARS, _LEAST_TAG * MOST_ELEMENTS, _LEAST_TAG * MOST_TOKENS)))
        while at < len(markup):
            opening = _OPENING_RE.search(markup, at)
            start = opening.start() if opening else len(markup)
            if start > at:
                self._write(markup[at:start])
            if opening is None or self._is_full():
                break
            self._tokens += 1
            at = self._token(start)
        tree.endData()

    def _fill_known(self, until: int) -> int:
        """Read the first part of a page, in which no limit can be reached, and give the place where it ends.

        Most tags of a page are a few that come again and again: what was read once is known by its characters. Only tags are known
        whose first ``>`` ends them, so that what follows cannot matter.
        """
        markup, tree, known = self._markup, self._tree, self._known
        find, stack, waiting = markup.find, tree.tagStack, tree.current_data
        at = chars = elements = tokens = 0
        while at < until:
            start = find("<", at)
            if not 0 <= start < until:
                break
            close = find(">", start, start + _KNOWN_CHARS)
            tag = known.get(markup[start + 1 : close]) or self._plain(start) if close >= 0 else None
            if tag is None:
                if markup[start + 1 : start + 2] not in _SIGNS:
                    opening = _OPENING_RE.search(markup, start)
                    if opening is None or opening.start() >= until:
                        break
                    start = opening.start()
                if start > at:
                    self._write(markup[at:start])
                self._tokens += 1
                at = self._token(start)
                continue
            tokens += 1
            if start > at:
                text = markup[at:start]
                chars += 1 if text.isspace() else len(text) + 1
                if "&" in text:
                    text = read_references(text)
                if waiting:
                    waiting.append(text)
                else:
                    stack[-1].contents.append(text)
            if waiting:
                tree.endData()
            at = close + 1
            name, attrs, is_closed = tag
            if attrs is None:
                tree.close(name)
            else:
                if start > self._line_end:
                    self._next_line(start)
                elements += 1
                tree.open(name, attrs, self._line, is_closed=is_closed)
        self._chars += chars
        self._elements += elements
        self._tokens += tokens
        return at

    def _plain(self, start: int) -> tuple[str, dict[str, str] | None, bool] | None:
        """Read a start tag with one or two attributes, if it is written as most are: in small letters and double quotes."""
        match = _PLAIN_RE.match(self._markup, start)
        if match is None:
            return None
        name, key, value, second, other = match.groups()
        if name in _SPECIAL:
            return None
        attrs = {key: value} if key in _WANTED else {}
        if second in _WANTED and second not in attrs:
            attrs[second] = other
        tag = name, attrs, False
        if _OWN.isdisjoint(attrs):
            self._know(start, match.end(), tag)
        return tag

    def _token(self, start: int) -> int:
        """Read what begins with a ``<``, and give the place behind it."""
        sign = self._markup[start + 1]
        if sign == "/":
            return self._end_tag(start)
        return self._declaration(start) if sign in "!?" else self._start_tag(start)

    def _is_full(self) -> bool:
        """Say whether a page holds more than may be, though something is left of it."""
        if self._chars > MOST_CHARS:
            self.limit = f"{MOST_CHARS:,} characters"
        elif self._tokens >= MOST_TOKENS:
            self.limit = f"{MOST_TOKENS:,} tags"
        return self.limit is not None

    def _write(self, text: str) -> None:
        """Keep characters, their references read as browsers do."""
        room = MOST_CHARS - self._chars
        if len(text) > room:
            text = text[: max(room, 0)]
            self.limit = f"{MOST_CHARS:,} characters"
        self._chars += 1 if text.isspace() else len(text) + 1
        if "&" in text:
            text = read_references(text)
        self._tree.current_data.append(text)

    def _start_tag(self, start: int) -> int:
        """Open an element and give the place after its tag; what has no end is text."""
        if self._elements >= MOST_ELEMENTS:
            self.limit = f"{MOST_ELEMENTS:,} elements"
            return len(self._markup)
        match = _TAG_RE.match(self._markup, start)
        if match is not None:
            name, given, slash = match.groups()
            name, end, is_closed = name.lower(), match.end(), bool(slash)
            attrs: dict[str, str] = {}
            if given:
                for key, double, single, bare in _PAIR_RE.findall(given):
                    if key in _WANTED:
                        if key not in attrs:
                            attrs[key] = _value(double or single or bare)
                    elif not key.islower():
                        _keep(attrs, key, double or single or bare)
            if name not in _SPECIAL and _OWN.isdisjoint(attrs):
                self._know(start, end, (name[:_NAME_CHARS], attrs, is_closed))
        else:
            found = self._odd_tag(start)
            if found is None:
                return self._text_to_end(start)
            name, attrs, is_closed, end = found
        self._elements += 1
        if start > self._line_end:
            self._next_line(start)
        if name in _SPECIAL and not is_closed:
            return self._special(name, attrs, end)
        self._tree.open(name[:_NAME_CHARS], attrs, self._line, is_closed=is_closed)
        return end

    def _next_line(self, start: int) -> None:
        """Count the lines up to a place behind the end of the last one."""
        self._line += self._markup.count("\n", max(self._line_end, 0), start)
        end = self._markup.find("\n", start)
        self._line_end = end if end >= 0 else len(self._markup)

    def _know(self, start: int, end: int, tag: tuple[str, dict[str, str] | None, bool]) -> None:
        """Keep a tag to be known by its characters, if no quote hides a ``>`` in it."""
        if end - start <= _KNOWN_CHARS and len(self._known) < _MOST_KNOWN and self._markup.find(">", start, end) == end - 1:
            self._known[self._markup[start + 1 : end - 1]] = tag

    def _special(self, name: str, attrs: dict[str, str], start: int) -> int:
        """Read an element whose contents are not mark-up like that around it."""
        if name in _RAW:
            return self._raw(name, attrs, start)
        if name == "svg":
            return self._drawing(attrs, start)
        self._tree.open(name, attrs, self._line)
        return self._title(start)

    def _odd_tag(self, start: int) -> tuple[str, dict[str, str], bool, int] | None:
        """Read a start tag that is not written as it should be; None where no end of it is found."""
        markup = self._markup
        close = markup.find(">", start)
        match = _NAME_RE.match(markup, start)
        if close < 0 or match is None:
            return None
        attrs: dict[str, str] = {}
        at = match.end()
        for _ in range(_MOST_ATTRIBUTES if self._broken < _MOST_BROKEN else 0):
            end = _TAG_END_RE.match(markup, at)
            if end is not None:
                return match[1].lower(), attrs, "/" in end.group(), end.end()
            pair = _ODD_PAIR_RE.match(markup, at)
            if pair is None:
                break
            _keep(attrs, pair[1], pair[2] or pair[3] or pair[4] or "")
            at = pair.end()
        else:
            close = markup.find(">", at)
        if at >= len(markup) or close < 0:  # a quote that is never closed hides the end
            self._broken += 1
            close = markup.find(">", match.end())
        return match[1].lower(), attrs, markup[close - 1] == "/", close + 1

    def _end_tag(self, start: int) -> int:
        """Close an element."""
        match = _END_NAME_RE.match(self._markup, start)
        if match is not None:
            name = match[1].lower()[:_NAME_CHARS]
            self._tree.close(name)
            if name not in VOID:  # such an end parts no text
                self._know(start, match.end(), (name, None, False))
            return match.end()
        end = self._markup.find(">", start)
        return end + 1 if end >= 0 else self._text_to_end(start)

    def _declaration(self, start: int) -> int:
        """Pass over comments, document types, instructions and marked sections."""
        markup = self._markup
        if markup.startswith("<!--", start):
            return self._comment(start)
        if markup.startswith("<![CDATA[", start) and "]]>" not in self._endless:
            end = markup.find("]]>", start)
            if end >= 0:
                return end + 3
            self._endless.add("]]>")
        end = markup.find(">", start)
        return end + 1 if end >= 0 else self._text_to_end(start)

    def _comment(self, start: int) -> int:
        markup = self._markup
        for empty in ("<!-->", "<!--->"):
            if markup.startswith(empty, start):
                return start + len(empty)
        end = None if "-->" in self._endless else _COMMENT_END_RE.search(markup, start + 4)
        self._tree.endData()
        if end is not None:
            return end.end()
        self._endless.add("-->")
        self._write("<!--")
        return start + 4

    def _text_to_end(self, start: int) -> int:
        """Take the rest of the page for text: no ``>`` is left that could end a tag."""
        self._write(self._markup[start:])
        return len(self._markup)

    def _raw(self, name: str, attrs: dict[str, str], start: int) -> int:
        """Pass over what is no text; unclosed scripts and styles take the rest with them, as in browsers."""
        end = None if name in self._endless else _RAW_END_RE[name].search(self._markup, start)
        stop = len(self._markup) if end is None else end.start()
        if name == "script":
            self.scripts += 1
            if "ld+json" in attrs.get("type", "") and stop - start <= _SCRIPT_CHARS:
                self.structured.append(self._markup[start:stop])
        self._tree.open(name, attrs, self._line, is_closed=True)
        if end is not None:
            return end.end()
        self._endless.add(name)
        return stop if name in {"script", "style"} else start

    def _drawing(self, attrs: dict[str, str], start: int) -> int:
        """Pass over a drawing with the drawings inside it; one that is never closed is taken for empty."""
        self._tree.open("svg", attrs, self._line, is_closed=True)
        if "svg" in self._endless:
            return start
        depth = 1
        for match in _DRAWING_RE.finditer(self._markup, start):
            depth += -1 if match.group()[1] == "/" else 1
            if depth == 0:
                return match.end()
        self._endless.add("svg")
        return start

    def _title(self, start: int) -> int:
        """Take a title's contents for characters; one that is not closed soon ends at the next tag."""
        end = _RAW_END_RE["title"].search(self._markup, start, start + _TITLE_CHARS)
        stop = end.start() if end else self._markup.find("<", start)
        stop = len(self._markup) if stop < 0 else stop
        self._write(self._markup[start:stop])
        self._tree.close("title")
        return end.end() if end else stop


def _keep(attrs: dict[str, str], name: str, value: str) -> None:
    """Keep an attribute that the reader looks at; of several the first, as browsers do."""
    name = name.lower()
    if name in _WANTED and name not in attrs:
        attrs[name] = _value(value)


def _value(value: str) -> str:
    """Read the references in an attribute's value; pictures and programs inside are left out."""
    if len(value) > _ATTRIBUTE_CHARS:
        return ""
    return _REFERENCE_RE.sub(_read_reference, value) if "&" in value else value


def _read_reference(match: re.Match[str]) -> str:
    return unescape(match.group())


def read_references(text: str) -> str:
    r"""Read character references in text as browsers do, without their semicolon too.

    >>> read_references("F&ouml;rder&shyung &#8211; 5 &euro; R&D &unknown; &#99999999999;")
    'Förder\xadung – 5 € R&D &unknown; \ufffd'
    """
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return unescape(_LONG_NUMBER_RE.sub("\ufffd", text))
