"""The tree of a page: BeautifulSoup's, with two habits of browsers, and with no more in it than the reader looks at.

The tags are BeautifulSoup's too, but lean: name, attributes, contents, parent, line. Strings are plain, and comments left out. That
is a quarter of the memory and less than half of the time, and a large page needs both.
"""

from functools import cache
from typing import Any

from pipeline.read.page.frames import BLOCKS

_NESTED_INLINE = 50
#: how far up an inline element is looked for whose end was ignored; beyond, the page's paths are given up
_NESTED_FAR = 300
#: a name of no element, so that it disturbs nobody's count: a stray ``</p>`` ends a block
PARAGRAPH_END = "p-end"
#: elements without contents, whose end tags count for nothing
VOID = frozenset(
    "area base basefont bgsound br col command embed frame hr image img input isindex keygen link meta nextid param source spacer "
    "track wbr".split()
)


@cache
def lean_tree() -> "type[Any]":
    """Give the class of trees; made late, since BeautifulSoup takes 60 ms to load and only pages need it."""
    from bs4 import BeautifulSoup, Tag  # noqa: PLC0415 - pages only

    class LeanTag(Tag):
        """Hold what the reader needs of an element and nothing else."""

        prefix = None

        def __init__(self, name: str, attrs: Any, parent: Any, line: int) -> None:  # noqa: ANN401 - as lean as its contents
            self.name = name
            self.attrs = attrs
            self.contents = []
            self.parent = parent
            self.sourceline = line

    class Tree(BeautifulSoup):
        """Ignore the end of an inline element that would tear blocks open; take a stray ``</p>`` for a new paragraph."""

        #: elements whose end was ignored, by ``id``: what follows is theirs here, but would not be in a neat tree
        torn: set[int]
        #: how often each id stands in the page
        identities: dict[str, int]
        #: stands wherever a stray ``</p>`` does
        paragraph_end: LeanTag
        #: too deep to tell which elements those are
        is_lost = False

        def __init__(self) -> None:
            """Begin with the root and nothing in it; of what bs4 keeps besides (builder, formatter, namespaces) nothing is asked."""
            self.name = self.ROOT_TAG_NAME
            self.prefix = self.parent = self.sourceline = None
            self.attrs = {}
            self.contents = []
            self.current_data = []
            self.tagStack = [self]
            self.open_tag_counter = {}  # type: ignore[assignment]  # a Counter takes three times as long
            self.torn, self.identities = set(), {}
            self.paragraph_end = LeanTag(PARAGRAPH_END, {}, self, 1)

        def open(self, name: str, attrs: dict[str, str], line: int, *, is_closed: bool = False) -> None:
            """Open an element; one that never has contents is closed at once."""
            if self.current_data:
                self.endData()
            stack: Any = self.tagStack
            parent = stack[-1]
            tag = LeanTag(name, attrs, parent, line)
            parent.contents.append(tag)
            if attrs and "id" in attrs:
                self.identities[attrs["id"]] = self.identities.get(attrs["id"], 0) + 1
            if not is_closed and name not in VOID:
                stack.append(tag)
                opened = self.open_tag_counter
                opened[name] = opened.get(name, 0) + 1

        def endData(self, containerClass: Any = None) -> None:  # noqa: ANN401, N802, N803 - bs4's names
            """Keep text; bs4 links each string to its neighbours and walks up the whole tree for it."""
            if self.current_data:
                open_tag: Any = self.tagStack[-1]
                open_tag.contents.append("".join(self.current_data))
                self.current_data.clear()

        def close(self, name: str) -> None:
            """Close an element, and those inside it that were left open."""
            if name in VOID:
                return
            if self.current_data:
                self.endData()
            stack: Any = self.tagStack
            if stack[-1].name == name:
                stack.pop()
                self.open_tag_counter[name] -= 1
                return
            if not self.open_tag_counter.get(name):
                if name == "p":
                    stack[-1].contents.append(self.paragraph_end)
                return
            if name not in BLOCKS and self._tears(name):
                self._note_torn(name)
                return
            self._popToTag(name)

        def popTag(self) -> Any:  # noqa: ANN401, N802 - bs4's name
            """Close the innermost element; bs4 also asks whether it keeps white space or strings of its own."""
            tag = self.tagStack.pop()
            self.open_tag_counter[tag.name] -= 1
            return tag

        def _tears(self, name: str) -> bool:
            for tag in self.tagStack[:-_NESTED_INLINE:-1]:
                if tag.name == name:
                    return False
                if tag.name in BLOCKS or tag.name in {"td", "th"}:
                    return name not in {"td", "th"}
            return False

        def _note_torn(self, name: str) -> None:
            if self.is_lost:
                return
            for tag in self.tagStack[:-_NESTED_FAR:-1]:
                if tag.name == name:
                    self.torn.add(id(tag))
                    return
            self.is_lost = True

    return Tree


def new_tree() -> Any:  # noqa: ANN401 - a class made at run time
    """Give an empty tree, ready to be filled."""
    return lean_tree()()
