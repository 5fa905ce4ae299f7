"""What an element of a page means for the text inside it: the tables of elements, and the frame that is open while it is."""

from typing import Any

DROPPED = frozenset(
    "script style noscript template svg canvas audio video iframe object embed applet map area datalist colgroup noembed noframes "
    "rp rt".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: element -> kind of block; None takes the kind of what is around it
BLOCKS: dict[str, str | None] = {
    **dict.fromkeys([*HEADINGS, "summary"], "heading"),
    **dict.fromkeys(["li", "option"], "item"),
    **dict.fromkeys(["caption", "figcaption"], "caption"),
    "tr": "row",
    "dt": "term",
    **dict.fromkeys(
        "dd ul ol menu dl table main body html article section nav header footer aside form fieldset legend select textarea button "
        "dialog optgroup".split(),
        "paragraph",
    ),
    **dict.fromkeys(
        "p div blockquote address pre figure center details hgroup thead tbody tfoot hr search dir listing xmp marquee "
        "frameset".split()
    ),
}
GROUPS = frozenset({"ul", "ol", "menu", "dl", "table", "select"})
LISTS = frozenset({"ul", "ol", "menu"})
#: what is too much for one line of a table
BREAKS_CELL = frozenset({*HEADINGS, "table", "ul", "ol", "dl", "form", "article", "section"})
BREAKS_ROW = BREAKS_CELL | {"tr", "li", "dt", "dd", "caption"}


class Frame:
    """What an open block element lends to the text inside it.

    ``owner`` is the frame whose kind the text takes, ``part`` the boilerplate it lies in, ``group`` its list or table, ``row``
    the table row whose one line it belongs to, ``tag`` the element that holds the text, ``line`` where it begins in the file.
    """

    __slots__ = ("depth", "group", "in_main", "kind", "level", "line", "name", "owner", "part", "pre", "row", "tag", "uses")

    def __init__(self, kind: str | None, name: str, parent: "Frame | None", tag: Any = None, line: int = 1) -> None:  # noqa: ANN401 - a lean tag
        self.kind = kind
        self.name = name
        self.level: int = 0
        self.uses: int = 0
        self.tag = tag
        self.line: int = line
        self.owner: Frame
        self.part: int | None
        self.row: Frame | None
        self.group: int
        self.depth: int
        self.pre: bool
        self.in_main: bool
        if parent is None:
            self.owner, self.part, self.row = self, None, None
            self.group = self.depth = 0
            self.pre = self.in_main = False
        else:
            self.owner = parent.owner if kind is None else self
            self.part = parent.part
            self.row = parent.row
            self.group = parent.group
            self.depth = parent.depth
            self.pre = parent.pre
            self.in_main = parent.in_main

    def become_heading(self, level: str) -> None:
        """Turn into a heading that only its role declares."""
        self.kind, self.owner = "heading", self
        self.level = int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
