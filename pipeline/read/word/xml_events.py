"""Reads the XML of Word files: leniently, in pieces, without entities and without fetching anything."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from pipeline.read.unreadable import Unreadable

_MOST_NODES = 300_000
_MOST_DEPTH = 100


class Target(Protocol):
    """What takes the events of a parse; ``depth`` counts the elements still open."""

    depth: int

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the begin of an element."""

    def end(self, tag: str) -> None:
        """Take its end."""

    def data(self, text: str) -> None:
        """Take characters."""


class _Guarded:
    """Hand events on, and stop at a document type: no Word file has one, and entities that multiply need it."""

    def __init__(self, target: Target) -> None:
        self.start, self.end, self.data = target.start, target.end, target.data

    def doctype(self, *_: object) -> None:
        msg = "holds a document type declaration, as no Word file does, and was not read; open it in Word and save it again"
        raise Unreadable(code="damaged", message=msg)

    def close(self) -> None:
        """Give nothing: the target keeps what it wants."""


def feed(chunks: Iterable[bytes], target: Target) -> bool:
    """Parse a part in pieces and say whether it was sound; of a torn one all that can be read reaches the target.

    Raises:
        Unreadable: it declares a document type.
    """
    from lxml import etree  # noqa: PLC0415 - few sources need it

    # huge: the parser's own limits are for trees in memory, and here none is built; sizes are bounded by who gives the chunks
    parser = etree.XMLParser(
        target=_Guarded(target), recover=True, huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except (etree.LxmlError, UnicodeError):  # the latter over half a character in an attribute
        return False
    return target.depth == 0 and not len(parser.feed_error_log)


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """Give a name without its namespace: the format has two, strict and transitional, with the same words."""
    return tag.rpartition("}")[2]


class _Tree:
    """Build a small tree whose names have no namespaces; what is too deep or too much is left out."""

    def __init__(self) -> None:
        from lxml import etree  # noqa: PLC0415 - few sources need it

        self._builder = etree.TreeBuilder()
        self._nodes = 0
        self._open: list[str] = []
        self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self._nodes += 1
        if len(self._open) == self.depth - 1 and self.depth <= _MOST_DEPTH and self._nodes <= _MOST_NODES:
            name = local(tag)
            self._open.append(name)
            self._builder.start(name, {local(key): value for key, value in attributes.items()} if attributes else {})

    def end(self, tag: str) -> None:
        if len(self._open) == self.depth:
            self._builder.end(self._open.pop())
        self.depth -= 1

    def data(self, text: str) -> None:
        if self._open and len(self._open) == self.depth:
            self._builder.data(text)

    def root(self) -> Any:  # noqa: ANN401 - lxml has no types
        """Close what is still open and give the root; None where there is none."""
        from lxml import etree  # noqa: PLC0415 - few sources need it

        try:
            while self._open:
                self._builder.end(self._open.pop())
            return self._builder.close()
        except (etree.LxmlError, AssertionError):
            return None


def parse_tree(chunks: Iterable[bytes]) -> Any:  # noqa: ANN401 - lxml has no types
    """Parse a small part (styles, relations) to a tree without namespaces; None where nothing of it can be read."""
    tree = _Tree()
    try:
        feed(chunks, tree)
        return tree.root()
    except (ValueError, Unreadable):
        return None
