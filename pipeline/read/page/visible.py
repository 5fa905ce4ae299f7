"""Walks the tree of a page once and has written down what a visitor sees, block by block.

The parser closes nothing by itself, so unclosed ``li``, ``td`` and ``p`` nest; the walk therefore starts a new block wherever a
block element opens or closes, and never relies on a neat tree. It keeps its own stack: a page 10,000 elements deep is no fault.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.read.page.block_writer import BlockWriter
from pipeline.read.page.boilerplate import ALONE, Boilerplate, is_hidden
from pipeline.read.page.frames import BLOCKS, BREAKS_CELL, BREAKS_ROW, DROPPED, GROUPS, HEADINGS, LISTS, Frame
from pipeline.read.page.head import PageHead
from pipeline.read.page.layout import CELL_CHARS, lays_out, look_at
from pipeline.read.page.parts import PageParts
from pipeline.read.page.paths import ElementPaths
from pipeline.read.page.siblings import merge_siblings
from schemas.origin import Anchor

if TYPE_CHECKING:
    from bs4 import Tag


#: attributes that may say that an element inside a line is hidden or a part of its own
_TELLING = frozenset({"aria-hidden", "class", "hidden", "id", "style"})


class VisibleText:
    """Read one parsed page; afterwards ``text``, ``blocks``, ``links``, ``anchors`` and what the head declares are there.

    Args:
        tree: what ``page_tokens`` filled.
        names: the lexicon of page parts.
        fallback: show what stands there for readers without scripts.
    """

    def __init__(self, tree: Any, names: PageParts, *, fallback: bool = False) -> None:  # noqa: ANN401 - a class made at run time
        self._tree = tree
        self._torn: set[int] = tree.torn
        self._inside_torn = 0
        self._fallback = fallback
        self._boilerplate = Boilerplate(names)
        self._writer = BlockWriter()
        self._groups = 0
        self._menus: set[int] = set()
        self.head = PageHead()
        self.frames: list[str] = []
        self.has_frameset = self.has_fallback = False
        self._walk(tree)
        self.text = self._writer.text
        self.links = tuple(self._writer.links)
        title = f"{self.head.title or ''} {self.head.metas.get('og:title', '')}"
        settled = self._boilerplate.settle(self.text, self._writer.blocks, title, self.links)
        self.blocks = tuple(merge_siblings(settled, self._writer.blocks))

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """Say where in the file each block stands; paragraphs that were joined have one each."""
        find = ElementPaths(self._tree).find
        return tuple(
            [Anchor(block.start, block.end, None, None, None, find(block.tag), block.line) for block in self._writer.blocks]
        )  # fmt: skip

    @property
    def message_chars(self) -> int:
        """Count the characters outside navigation and the like."""
        return sum(block.end - block.start for block in self.blocks if block.boilerplate is None)

    def _walk(self, tree: Any) -> None:  # noqa: ANN401 - a class made at run time
        """Visit every node once, in order."""
        write, torn, enter = self._writer.write, self._torn, self._enter
        stack: list[tuple[Iterator[Any], Frame, str, int]] = [(iter(tree.contents), Frame("paragraph", "", None, tree), "", 0)]
        while stack:
            children, frame, closing, identity = stack[-1]
            for child in children:
                if type(child) is str:
                    write(child, frame)
                    continue
                if torn:
                    self._inside_torn += id(child) in torn
                opened = enter(child, frame)
                if opened is not None:
                    contents = child.contents
                    if len(contents) != 1 or type(contents[0]) is not str:
                        stack.append((iter(contents), *opened, id(child)))
                        break
                    inner, end = opened  # most elements hold one text and nothing else
                    write(contents[0], inner)
                    if end:
                        self._leave(inner, end)
                if torn:
                    self._inside_torn -= id(child) in torn
            else:
                stack.pop()
                if torn:
                    self._inside_torn -= identity in torn
                if closing:
                    self._leave(frame, closing)
        self._writer.end_block()
        self._writer.end_link()

    def _frame(self, kind: str | None, tag: "Tag", around: Frame) -> Frame:
        """Open a frame; inside an element whose end was ignored, what is around that element holds the text."""
        return Frame(kind, tag.name, around, around.tag if self._inside_torn else tag, tag.sourceline or 1)

    def _enter(self, tag: "Tag", frame: Frame) -> tuple[Frame, str] | None:
        """Open an element: give the frame for its content and what its end means; None drops it."""
        name = tag.name
        if name == "button" and frame.owner.kind == "heading":
            return frame, ""
        if name in BLOCKS or "-" in name:
            return self._enter_block(tag, name, frame), "block"
        if name == "br":
            self._writer.break_line(frame)
            return (frame, "") if tag.contents else None
        if name in {"td", "th"}:
            return self._enter_cell(tag, frame)
        if name in DROPPED:
            return self._enter_dropped(tag, name, frame)
        if name == "title":
            self.head.title = self.head.title or _own_text(tag)
            return None
        return self._enter_inline(tag, name, frame)

    def _enter_dropped(self, tag: "Tag", name: str, frame: Frame) -> tuple[Frame, str] | None:
        """Pass over what nobody sees, but for what stands there for those who cannot see the rest."""
        if name == "iframe":
            self._keep_frame(tag)
        elif name == "noscript":
            self.has_fallback = True
        if (name == "noscript" and self._fallback) or (name == "noframes" and self.has_frameset) or "shadowrootmode" in tag.attrs:
            self._writer.end_block()
            return self._frame("paragraph", tag, frame), "block"
        return None

    def _keep_frame(self, tag: "Tag") -> None:
        source = str(tag.attrs.get("src", "")).strip()
        if source and not source.startswith(("about:", "javascript:", "data:")):
            self.frames.append(source)
        elif "srcdoc" in tag.attrs:
            self.frames.append("srcdoc")

    def _enter_inline(self, tag: "Tag", name: str, frame: Frame) -> tuple[Frame, str] | None:
        """Open an element inside a line; what hides there (address traps, icons) is no visible text."""
        attributes = tag.attrs
        if name == "frame":
            self._keep_frame(tag)
        elif name in {"meta", "link", "base"}:
            self.head.keep(name, attributes)
        elif not attributes or _TELLING.isdisjoint(attributes):
            pass
        elif is_hidden(tag):
            return None
        elif frame.owner.kind == "paragraph" and not self._writer.is_open:
            kind = self._boilerplate.named(tag, name)
            if kind == "hidden":
                return None
            if kind and kind != "reveal":
                inner = self._frame("paragraph", tag, frame)
                inner.part = self._boilerplate.open(kind, frame)
                return inner, "block"
        if name == "a":
            self._writer.start_link(str(attributes.get("href", "")).strip())
            return frame, "link"
        if name == "time" and frame.part is None and "datetime" in attributes:
            self.head.keep_time(attributes)
        elif "itemprop" in attributes and frame.part is None and name != "meta":
            self.head.keep_property(attributes)
        elif name in {"sup", "sub"} and _own_text(tag)[:1].isdigit():
            self._writer.keep_apart()
        return frame, ""

    def _enter_block(self, tag: "Tag", name: str, frame: Frame) -> Frame:
        """Open a block element: a new block begins, or inside a table cell a new line."""
        kind = BLOCKS.get(name)
        if frame.row is not None and not self._leaves_row(name, frame):
            self._writer.break_line(frame)
            kind = None
        elif self._writer.is_open:
            self._writer.end_block()
        inner = self._frame(kind, tag, frame)
        if name == "p" and not tag.attrs:
            return inner
        if name == "frameset":
            self.has_frameset = True
        if kind == "heading":
            inner.level = HEADINGS.get(name, 6)
        elif name == "tr":
            self._enter_row(tag, inner)
        elif name in GROUPS:
            self._enter_group(inner, name)
        elif name in {"pre", "textarea", "listing", "xmp"}:
            inner.pre = True
        elif name == "article":
            inner.in_main = True
        if name in BREAKS_CELL:
            inner.row = None
        if not tag.attrs:
            if name in ALONE:
                self._boilerplate.mark_plain(name, inner, frame)
        else:
            self._boilerplate.mark(tag, name, inner, frame)
            if "itemprop" in tag.attrs and inner.part is None:
                self.head.keep_property(tag.attrs)
        return inner

    def _enter_group(self, inner: Frame, name: str) -> None:
        """Give a list or table its number; a list inside a list belongs to the outer one."""
        if not inner.group or name == "table":
            self._groups += 1
            inner.group = self._groups
        if name in LISTS:
            inner.depth += 1

    def _enter_row(self, tag: "Tag", inner: Frame) -> None:
        """Open a table row: one line, unless it only lays the page out."""
        cells = list(look_at(tag, self._boilerplate.named))
        inner.row = inner
        if lays_out(cells):
            inner.row = None
            self._menus.update(id(cell.tag) for cell in cells if cell.is_menu)

    def _enter_cell(self, tag: "Tag", frame: Frame) -> tuple[Frame, str]:
        """Open a table cell: a tab parts it from the one before; in a layout table it is a block of its own."""
        if frame.row is None:
            self._writer.end_block()
            inner = self._frame("paragraph", tag, frame)
            if tag.attrs:
                self._boilerplate.mark(tag, "div", inner, frame)
            if id(tag) in self._menus and inner.part == frame.part:
                inner.part = self._boilerplate.open("navigation", frame)
            return inner, "block"
        self._writer.break_cell()
        return frame, ""

    def _leaves_row(self, name: str, frame: Frame) -> bool:
        """Say whether a block inside a cell is too much for one line of a table."""
        if name in BREAKS_ROW:
            return True
        if self._writer.open_chars() > CELL_CHARS:
            frame.row = None
            return True
        return False

    def _leave(self, frame: Frame, closing: str) -> None:
        """Close a block or a link."""
        if closing != "block":
            self._writer.end_link()
        elif frame.row is not None and frame.row is not frame:
            self._writer.break_line(frame)
        elif self._writer.is_open:
            self._writer.end_block()


def _own_text(tag: "Tag") -> str:
    """Give the text right inside an element."""
    return "".join(str(part) for part in tag.contents if isinstance(part, str))
