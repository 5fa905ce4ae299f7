"""Says where a block stands in its page: a CSS selector and the line of the start tag.

The selector fits the tree that html.parser makes, which for sound mark-up is that of browsers, but for the ``tbody`` that browsers
put in where the mark-up left it out: a row is therefore not looked for right below its table, but as one that lies in no table
further in. Where an inline element was closed across blocks (``<b><p>…</b>…</p>``) parsers disagree about what is inside it; the selector then names
the element around, which holds the text for all of them, while the line stays that of the element itself.
"""

import re
from typing import Any, NamedTuple

from pipeline.read.page.frames import BLOCKS

#: a longer path begins at the nearest element with an id of its own, or is left out
_MOST_STEPS = 40
_IDENTITY_RE = re.compile(r"[A-Za-z][\w-]{0,60}", re.ASCII)
_ODD_RE = re.compile(r"[^a-z0-9_-]")
#: rows of tables deeper than this are looked for right below them
_MOST_TABLES = 8
#: paths of what is around the head and body
_TOPS = frozenset({"", "html"})
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
#: of elements that stand in no body: browsers put them into one
_TOP = ":not(:not(html, body) > *)"


class _Known(NamedTuple):
    """What is known of an element.

    Its path and number of steps, the nearest element with an id, how far up that is, and in how many tables it lies or is.
    """

    path: str | None
    steps: int
    landmark: Any
    distance: int
    tables: int


class ElementPaths:
    """Give the paths of elements of one tree; all of them together in linear time, however deep it is."""

    def __init__(self, tree: Any) -> None:  # noqa: ANN401 - a class made at run time
        self._tree = tree
        self._known = {id(tree): _Known("", 0, None, 0, 0)}
        #: of each element asked for, and those beside it, its number among those of its name
        self._placed: dict[int, int] = {}
        self._grouped: set[int] = set()

    def find(self, tag: Any) -> str | None:  # noqa: ANN401 - a lean tag
        """Give the selector of an element; None where it would be too long, and for the root."""
        if tag is self._tree or self._tree.is_lost:
            return None
        found = self._known
        known = found.get(id(tag))
        if known is None:
            chain: list[Any] = []
            at = tag
            while known is None:
                chain.append(at)
                at = at.parent
                known = found.get(id(at))
            for element in reversed(chain):
                known = found[id(element)] = self._next(element, known)
        return known.path if known.path is not None else self._from_landmark(tag, known)

    def _next(self, element: Any, around: _Known) -> _Known:  # noqa: ANN401 - a lean tag
        """Go one step down."""
        above, steps, landmark, distance, tables = around
        path = None
        if above is not None and steps < _MOST_STEPS:
            path = self._step(element, around) if above in _TOPS else above + self._link(element, tables)
        if element.name == "table":
            tables += 1
        identity = element.attrs.get("id") if element.attrs else None
        if identity and self._tree.identities[identity] == 1 and _IDENTITY_RE.fullmatch(identity):
            return _Known(path, steps + 1, element, 0, tables)
        return _Known(path, steps + 1, landmark, distance + 1, tables)

    def _from_landmark(self, tag: Any, known: _Known) -> str | None:  # noqa: ANN401 - a lean tag
        """Begin at an element with an id of its own."""
        if known.landmark is None or known.distance > _MOST_STEPS:
            return None
        steps: list[str] = []
        while tag is not known.landmark:
            steps.append(self._link(tag, self._known[id(tag)].tables))
            tag = tag.parent
        return "".join([f"#{tag.attrs['id']}", *reversed(steps)])

    def _link(self, element: Any, tables: int) -> str:  # noqa: ANN401 - a lean tag
        """Write the step from the element around; ``tables`` counts those an element lies in."""
        name = element.name
        place = self._placed.get(id(element)) or self._place(element)
        step = f"{name if name in BLOCKS else _escaped(name)}:nth-of-type({place})"
        if name != "tr" or element.parent.name != "table" or id(element.parent) in self._grouped or tables > _MOST_TABLES:
            return f" > {step}"
        return f" {step}:not({'table ' * (tables + 1)}tr)"

    def _step(self, element: Any, around: _Known) -> str:  # noqa: ANN401 - a lean tag
        """Go down from the root, or from ``html``."""
        name, path = element.name, around.path or ""
        if name == "html" and not path:
            return "html"
        if name == "body":
            return "body"
        return f"{_escaped(name)}:nth-of-type({self._place(element)}){_TOP}" if name != "head" else "head"

    def _place(self, element: Any) -> int:  # noqa: ANN401 - a lean tag
        """Count an element among those of its name."""
        placed = self._placed
        if id(element) not in placed:
            counts: dict[str, int] = {}
            for child in element.parent.contents:
                if type(child) is not str:
                    name = child.name
                    placed[id(child)] = counts[name] = counts.get(name, 0) + 1
            if not counts.keys().isdisjoint(_ROW_GROUPS):
                self._grouped.add(id(element.parent))
        return placed[id(element)]


def _escaped(name: str) -> str:
    r"""Write an element's name as CSS has it.

    >>> _escaped("o:p"), _escaped("h2")
    ('o\\:p', 'h2')
    """
    return _ODD_RE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    return f"\\{ord(match.group()):x} " if not match.group().isprintable() or match.group().isalnum() else f"\\{match.group()}"
