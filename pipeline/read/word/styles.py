"""Says what the styles of a Word file make of a paragraph or a run: heading, item, caption, bold, hidden, spaced."""

import re
from typing import Any, NamedTuple

#: names of styles in English and German; Word keeps built-in ones in English whatever its own language
_HEADING_RE = re.compile(r"(?:heading|(?:über|ueber|ber)schrift|headline|titre)\s*-?_?\s*([1-9])?(?!\w)")
_ANY_HEADING_RE = re.compile(r"heading|überschrift|ueberschrift|headline")
_TOP_RE = re.compile(r"title|titel|haupttitel|hauptüberschrift")
_SUBTITLE_RE = re.compile(r"sub-?title|untertitel|unterüberschrift|subheadline|subhead")
_CAPTION_RE = re.compile(r"caption|beschriftung|bild-?(?:unterschrift|text|beschriftung)|bildunterzeile|figure|abbildung")
_CONTENTS_RE = re.compile(r"(?:toc|verzeichnis|contents|inhaltsverzeichnis)\s*(?:\d|heading|[üu]e?berschrift)?")
_ITEM_RE = re.compile(r"(?:list (?:bullet|number)|aufzählung(?:szeichen)?|listennummer)\s*(\d)?")
#: heads of table columns are cells of a table, and those of indexes no headings of the text
_NO_HEADING_RE = re.compile(r"table|tabelle|index|toc|verzeichnis|header|footer|kopfzeile|fußzeile|char(?:acter)?$|zchn$")
_MOST_LEVEL = 6
_BODY_LEVEL = 9
_MOST_CHAIN = 50


class Style(NamedTuple):
    """What a style says, with what it inherits; None leaves it to others. Unit: half points for ``size``, twips for the rest."""

    kind: str | None = None  # heading, item, caption, contents
    level: int = 0
    bold: bool | None = None
    hidden: bool | None = None
    underlined: bool | None = None
    size: int | None = None
    before: int | None = None
    after: int | None = None
    contextual: bool | None = None


class Styles:
    """Know the styles of one file and which of its numberings show nothing."""

    def __init__(self, tree: Any = None, numbering: Any = None) -> None:  # noqa: ANN401 - lxml has no types
        self._nodes: dict[str, Any] = {}
        self._known: dict[str, Style] = {}
        self._bare = _bare_numberings(numbering)
        self.default = Style()
        self._usual = ""
        if tree is None:
            return
        for node in tree.iter("docDefaults"):
            self.default = self._own(node)._replace(kind=None, level=0)
        for node in tree.iter("style"):
            name = node.get("styleId", "")
            self._nodes.setdefault(name, node)
            if node.get("type") == "paragraph" and is_on(node.get("default", "0")):
                self._usual = self._usual or name

    def paragraph(self, name: str | None) -> Style:
        """Give the style of a paragraph; without a name, or with one nobody defined, the usual one."""
        style = self.of(name if name in self._nodes else self._usual)
        if name and name not in self._nodes:
            kind, level = _named(name.casefold())
            style = style._replace(kind=kind, level=level) if kind else style
        if style.before is None or style.after is None:
            default = self.default
            return style._replace(
                before=default.before if style.before is None else style.before,
                after=default.after if style.after is None else style.after,
            )
        return style

    def of(self, name: str | None) -> Style:
        """Give a style with all it inherits; styles based on one another in a circle end somewhere."""
        chain: list[str] = []
        at = name or ""
        while at in self._nodes and at not in self._known and at not in chain and len(chain) < _MOST_CHAIN:
            chain.append(at)
            at = _value(self._nodes[at], "basedOn") or ""
        style = self._known.get(at, Style())
        for each in reversed(chain):
            style = self._known[each] = _over(self._own(self._nodes[each]), style)
        return style

    def is_list(self, number: str) -> bool:
        """Say whether a numbering shows bullets or numbers."""
        return number != "0" and number not in self._bare

    def _own(self, node: Any) -> Style:  # noqa: ANN401 - lxml has no types
        """Read what a style itself says."""
        kind, level = _named(_value(node, "name") or "") if node.tag == "style" else (None, 0)
        outline = to_number(_value(node, "outlineLvl"))
        if outline is not None and kind != "contents":
            kind, level = ("heading", min(outline + 1, _MOST_LEVEL)) if outline < _BODY_LEVEL else ("paragraph", 0)
        listed = next(node.iter("numPr"), None)
        if kind is None and listed is not None:
            number = _value(listed, "numId")
            shown = number is None or self.is_list(number)
            kind, level = ("item", (to_number(_value(listed, "ilvl")) or 0) + 1) if shown else ("unlisted", 0)
        spacing = next(node.iter("spacing"), None)
        spaces = {} if spacing is None or spacing.getparent().tag == "rPr" else spacing.attrib
        return Style(
            kind, level, _flag(node, "b"), _flag(node, "vanish"), _underline(node), to_number(_value(node, "sz")),
            to_number(spaces.get("before")), to_number(spaces.get("after")), _flag(node, "contextualSpacing"),
        )  # fmt: skip


def _over(own: Style, base: Style) -> Style:
    """Lay what a style says over what it is based on."""
    merged = base._replace(**{name: value for name, value in own._asdict().items() if value is not None})
    if own.kind is None or (own.kind in {"item", "unlisted"} and base.kind == "heading"):  # a heading may be numbered
        return merged._replace(kind=base.kind, level=base.level)
    return merged._replace(kind="paragraph" if own.kind == "unlisted" else own.kind, level=own.level)


def _named(name: str) -> tuple[str | None, int]:
    """Read what a style is for from its name.

    >>> _named("heading 2"), _named("Titel"), _named("PM Zwischenüberschrift"), _named("Table Heading"), _named("Normal")
    (('heading', 2), ('heading', 1), ('heading', 2), (None, 0), (None, 0))
    """
    name = name.casefold().strip()
    if _CONTENTS_RE.fullmatch(name):
        return "contents", 0
    if _TOP_RE.fullmatch(name):
        return "heading", 1
    if _SUBTITLE_RE.fullmatch(name):
        return "heading", 2
    if _CAPTION_RE.fullmatch(name):
        return "caption", 0
    item = _ITEM_RE.fullmatch(name)
    if item:
        return "item", int(item[1] or 1)
    if _NO_HEADING_RE.search(name):
        return None, 0
    heading = _HEADING_RE.match(name)
    if heading:
        return "heading", min(int(heading[1] or 2), _MOST_LEVEL)
    return ("heading", 2) if _ANY_HEADING_RE.search(name) else (None, 0)


def _bare_numberings(tree: Any) -> frozenset[str]:  # noqa: ANN401 - lxml has no types
    """Give the numberings whose first level shows nothing: they only indent."""
    if tree is None:
        return frozenset()
    bare = set()
    for node in tree.iter("abstractNum"):
        level = next(node.iter("lvl"), None)
        if level is not None and _value(level, "numFmt") == "none" and not (_value(level, "lvlText") or "").strip():
            bare.add(node.get("abstractNumId"))
    return frozenset(node.get("numId", "") for node in tree.iter("num") if _value(node, "abstractNumId") in bare)


def is_on(value: str | None) -> bool:
    """Read a switch: named without a value it is on.

    >>> is_on(None), is_on("1"), is_on("off"), is_on("false")
    (True, True, False, False)
    """
    return value is None or value.lower() not in {"0", "false", "off", "none"}


def to_number(value: str | None) -> int | None:
    """Read a whole number; None where it is none, or no bearable one."""
    if value is None or len(value) > 9 or not value.removeprefix("-").isdecimal():  # noqa: PLR2004 - a thousand million
        return None
    return int(value)


def _value(node: Any, name: str) -> str | None:  # noqa: ANN401 - lxml has no types
    found = next(node.iter(name), None)
    return None if found is None else found.get("val")


def _flag(node: Any, name: str) -> bool | None:  # noqa: ANN401 - lxml has no types
    found = next(node.iter(name), None)
    return None if found is None else is_on(found.get("val"))


def _underline(node: Any) -> bool | None:  # noqa: ANN401 - lxml has no types
    found = next(node.iter("u"), None)
    return None if found is None else is_on(found.get("val"))
