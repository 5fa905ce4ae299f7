"""Walks the tree of a page once and has written down what a visitor sees, block by block.

The parser closes nothing by itself, so unclosed ``li``, ``td`` and ``p`` nest; the walk therefore starts a new block wherever a
block element opens or closes, and never relies on a neat tree. It keeps its own stack: a page 10,000 elements deep is no fault.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.read.block_writer import BlockWriter
from pipeline.read.boilerplate import Boilerplate, is_hidden
from pipeline.read.page_frames import BLOCKS, BREAKS_CELL, BREAKS_ROW, DROPPED, GROUPS, HEADINGS, LISTS, Frame
from pipeline.read.page_parts import PageParts

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

#: a longer table cell holds a text, not a value
_CELL_CHARS = 400
_CELL_PARAGRAPHS = 2


class VisibleText:
    """Read one parsed page; afterwards ``text``, ``blocks``, ``links`` and what the head declares are there."""

    def __init__(self, soup: "BeautifulSoup", names: PageParts) -> None:
        from bs4.element import NavigableString, Tag  # noqa: PLC0415 - pages only

        self._tag_type, self._string_type = Tag, NavigableString
        self._boilerplate = Boilerplate(names)
        self._writer = BlockWriter()
        self._groups = 0
        self.metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self.times: list[tuple[str, bool]] = []
        self.title: str | None = None
        self._walk(soup)
        self.text = self._writer.text
        self.blocks = tuple(self._boilerplate.settle(self.text, self._writer.blocks))
        self.links = tuple(self._writer.links)

    def _walk(self, soup: "BeautifulSoup") -> None:
        """Visit every node once, in order."""
        tag_type, string_type, write = self._tag_type, self._string_type, self._writer.write
        stack: list[tuple[Iterator[object], Frame, str]] = [(iter(soup.contents), Frame("paragraph", "", None), "")]
        while stack:
            children, frame, closing = stack[-1]
            for child in children:
                if type(child) is string_type:
                    write(child, frame)
                elif isinstance(child, tag_type):
                    opened = self._enter(child, frame)
                    if opened is not None:
                        stack.append((iter(child.contents), *opened))
                        break
            else:
                stack.pop()
                if closing == "block":
                    self._leave_block(frame)
                elif closing:
                    self._writer.end_link()
        self._writer.end_block()
        self._writer.end_link()

    def _enter(self, tag: "Tag", frame: Frame) -> tuple[Frame, str] | None:
        """Open an element: give the frame for its content and what its end means; None drops it."""
        name = tag.name
        if name in BLOCKS or "-" in name:
            return self._enter_block(tag, name, frame), "block"
        if name == "br":
            self._writer.break_line(frame)
            return (frame, "") if tag.contents else None
        if name in {"td", "th"}:
            return self._enter_cell(name, frame)
        if name in DROPPED:
            if name == "script" and "ld+json" in str(tag.attrs.get("type", "")):
                self.scripts.append(_own_text(tag))
            return None
        if name == "title":
            self.title = self.title or _own_text(tag)
            return None
        return self._enter_inline(tag, name, frame)

    def _enter_inline(self, tag: "Tag", name: str, frame: Frame) -> tuple[Frame, str] | None:
        """Open an element inside a line; what hides there (address traps, icons) is no visible text."""
        attributes = tag.attrs
        if name == "meta":
            self._keep_meta(tag)
        elif attributes and is_hidden(tag):
            return None
        elif attributes and frame.owner.kind == "paragraph" and not self._writer.is_open:
            kind = self._boilerplate.named(tag, name)
            if kind == "hidden":
                return None
            if kind and kind != "reveal":
                inner = Frame("paragraph", name, frame)
                inner.part = self._boilerplate.open(kind, frame)
                return inner, "block"
        if name == "a":
            self._writer.start_link(str(attributes.get("href", "")).strip())
            return frame, "link"
        if name == "time" and frame.part is None and "datetime" in attributes:
            says = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
            self.times.append((str(attributes["datetime"]), "pubdate" in attributes or "publish" in says))
        elif name in {"sup", "sub"} and _own_text(tag)[:1].isdigit():
            self._writer.keep_apart()
        return frame, ""

    def _enter_block(self, tag: "Tag", name: str, frame: Frame) -> Frame:
        """Open a block element: a new block begins, or inside a table cell a new line."""
        kind = BLOCKS.get(name)
        if frame.row is not None and not self._leaves_row(name, frame):
            self._writer.break_line(frame)
            kind = None
        else:
            self._writer.end_block()
        inner = Frame(kind, name, frame)
        if kind == "heading":
            inner.level = HEADINGS.get(name, 6)
        elif name == "tr":
            inner.row = None if self._is_layout(tag) else inner
        elif name in GROUPS:
            self._enter_group(inner, name)
        elif name in {"pre", "textarea", "listing", "xmp"}:
            inner.pre = True
        elif name == "article":
            inner.in_main = True
        if name in BREAKS_CELL:
            inner.row = None
        if tag.attrs:
            self._boilerplate.mark(tag, name, inner, frame)
        else:
            self._boilerplate.mark_plain(name, inner, frame)
        return inner

    def _enter_group(self, inner: Frame, name: str) -> None:
        """Give a list or table its number; a list inside a list belongs to the outer one."""
        if not inner.group or name == "table":
            self._groups += 1
            inner.group = self._groups
        if name in LISTS:
            inner.depth += 1

    def _enter_cell(self, name: str, frame: Frame) -> tuple[Frame, str]:
        """Open a table cell: a tab parts it from the one before; in a layout table it is a block of its own."""
        if frame.row is None:
            self._writer.end_block()
            return Frame("paragraph", name, frame), "block"
        self._writer.break_cell()
        return frame, ""

    def _leaves_row(self, name: str, frame: Frame) -> bool:
        """Say whether a block inside a cell is too much for one line of a table."""
        if name in BREAKS_ROW:
            return True
        if self._writer.open_chars() > _CELL_CHARS:
            frame.row = None
            return True
        return False

    def _leave_block(self, frame: Frame) -> None:
        if frame.row is not None and frame.row is not frame:
            self._writer.break_line(frame)
        else:
            self._writer.end_block()

    def _is_layout(self, row: "Tag") -> bool:
        """Say whether a table row only lays a page out: a cell holds headings, tables, or several paragraphs."""
        for cell in row.contents:
            if isinstance(cell, self._tag_type) and cell.name in {"td", "th"}:
                inside = [child.name for child in cell.contents if isinstance(child, self._tag_type)]
                if inside.count("p") > _CELL_PARAGRAPHS or any(name in BREAKS_CELL and name not in LISTS for name in inside):
                    return True
        return False

    def _keep_meta(self, tag: "Tag") -> None:
        name = tag.attrs.get("property") or tag.attrs.get("name") or tag.attrs.get("itemprop")
        content = tag.attrs.get("content")
        if name and content:
            self.metas.setdefault(str(name).strip().lower(), str(content))


def _own_text(tag: "Tag") -> str:
    """Give the text right inside an element."""
    return "".join(str(part) for part in tag.contents if isinstance(part, str))
