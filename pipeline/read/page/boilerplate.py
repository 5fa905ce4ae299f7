"""Marks the parts of a page that are not its message: by element, role, and names of class and id; nothing is deleted."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.page.block_writer import Written
from pipeline.read.page.frames import Frame
from pipeline.read.page.message import Message
from pipeline.read.page.parts import ROLES, PageParts
from schemas.document import Block, Link

if TYPE_CHECKING:
    from bs4 import Tag

_PARTS = {
    "nav": "navigation", "menu": "navigation", "header": "header", "footer": "footer", "aside": "aside", "dialog": "dialog",
    "form": "form", "select": "form", "textarea": "form", "button": "control",
}  # fmt: skip
#: elements that mean something by themselves; see ``Boilerplate.mark_plain``
ALONE = frozenset({*_PARTS, "main"})
#: elements that cannot be a part whatever they are called
_WHOLE = frozenset({"main", "body", "html"})
#: small controls inside a part are nothing of their own
_SMALL = frozenset({"control", "form"})
_SURE = frozenset({"cookie", "dialog", "hidden"})
#: a heading in one of these heads nothing of the message that follows
_HEADLESS = frozenset({"cookie", "dialog", "hidden", "form", "navigation", "breadcrumb", "share", "control"})
_HIDING_RE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE_RE = re.compile(r"[.!?]")
_PROSE_CHARS = 80
_MOST = 0.6


class _Part(NamedTuple):
    """A stretch set apart; ``parent`` is the index of the part around it."""

    kind: str
    parent: int | None


class Boilerplate:
    """Keep the parts of one page."""

    def __init__(self, names: PageParts) -> None:
        self._names = names
        self._parts: list[_Part] = []
        self._mains: list[Tag] = []

    def open(self, kind: str, frame: Frame) -> int:
        """Begin a part inside a frame and give its index."""
        self._parts.append(_Part(kind, frame.part))
        return len(self._parts) - 1

    def named(self, tag: "Tag", name: str) -> str | None:
        """Name the sort of part that class and id speak of."""
        classes, identity = tag.attrs.get("class", ""), tag.attrs.get("id", "")
        return self._names.kind(name, str(classes), str(identity)) if classes or identity else None

    def mark(self, tag: "Tag", name: str, inner: Frame, outer: Frame) -> None:
        """Decide from names, styles and role whether an element is a part of its own, then from the element alone."""
        attributes = tag.attrs
        role = str(attributes["role"]).lower() if "role" in attributes else ""
        if role == "heading" and inner.kind != "heading":
            inner.become_heading(str(attributes.get("aria-level", "2")))
        if name == "button" and self.named(tag, name) == "reveal":
            inner.become_heading("3")  # what it unfolds stands under it
            return
        name = "main" if role == "main" else name
        kind = None if name in _WHOLE else self._find(tag, name, role, outer)
        if kind is None:
            self.mark_plain(name, inner, outer)
        else:
            inner.part = self.open(kind, outer)

    def _find(self, tag: "Tag", name: str, role: str, outer: Frame) -> str | None:
        kind = self.named(tag, name)
        if kind != "reveal" and role != "tabpanel" and is_hidden(tag):
            return kind or "hidden"
        if kind is not None and kind != "reveal":
            return None if outer.in_main and kind in {"header", "footer"} else kind
        kind = ROLES.get(role) if name != "article" else None
        return None if outer.in_main and kind in {"header", "footer"} else kind

    def mark_plain(self, name: str, inner: Frame, outer: Frame) -> None:
        """Decide from the element alone; ``main`` ends every part around it."""
        kind = _PARTS.get(name)
        if name == "main":
            self._mains.append(inner.tag)
            inner.part = None
            inner.in_main = True
        elif kind is None or (outer.part is not None and kind in _SMALL):
            return
        elif not (outer.in_main and kind == "header") and not (kind == "footer" and outer.name == "blockquote"):
            inner.part = self.open(kind, outer)

    def settle(self, text: str, written: Sequence[Written], title: str = "", links: Sequence[Link] = ()) -> Iterator[Block]:
        """Mark the blocks.

        A part that holds most of the page's prose (an unclosed banner, a form around everything) is none; the first heading of a
        page is its title though it stands in the header.
        """
        kept = self._kept(text, written)
        around: list[int | None] = []  # of each part, the nearest that stays one
        for index, part in enumerate(self._parts):
            around.append(index if kept[index] else None if part.parent is None else around[part.parent])
        kinds: list[str | None] = []
        for block in written:
            inside = block.part
            stays = None if inside is None else around[inside]
            kind = None if stays is None else self._parts[stays].kind
            kinds.append(None if kind == "header" and block.kind == "heading" and block.level == 1 else kind)
        message = Message(text, written, kinds, title=title, links=links)
        message.rescue(_SURE)
        message.mark_around(self._mains)
        message.mark_teasers(self._names.headings)
        for block, kind in zip(written, kinds, strict=True):
            if block.kind != "heading" or kind not in _HEADLESS:
                yield Block(block.kind, block.start, block.end, block.level, kind)
            else:
                yield Block("paragraph", block.start, block.end, 0, kind)

    def _kept(self, text: str, written: Sequence[Written]) -> list[bool]:
        """Say of each part whether it stays one, by its share of the prose."""
        if not self._parts:
            return []
        prose = [0] * len(self._parts)
        total = 0
        for block in written:
            size = block.end - block.start
            if block.kind == "paragraph" and size > _PROSE_CHARS and _SENTENCE_RE.search(text, block.start, block.end):
                total += size
                if block.part is not None:
                    prose[block.part] += size
        for index in range(len(prose) - 1, -1, -1):  # a part stands behind the one around it
            parent = self._parts[index].parent
            if parent is not None:
                prose[parent] += prose[index]
        return [
            size <= 2 * _PROSE_CHARS or (size < total if part.kind in _SURE else size <= _MOST * total)
            for size, part in zip(prose, self._parts, strict=True)
        ]


def is_hidden(tag: "Tag") -> bool:
    """Say whether an element is not shown."""
    attributes = tag.attrs
    if not attributes:
        return False
    return (
        "hidden" in attributes
        or ("aria-hidden" in attributes and str(attributes["aria-hidden"]).lower() == "true")
        or ("style" in attributes and _HIDING_RE.search(str(attributes["style"])) is not None)
        or (tag.name == "dialog" and "open" not in attributes)
    )
