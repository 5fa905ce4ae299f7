"""What the marks inside a paragraph of a Word file mean: its settings, its characters, its fields and links."""

from collections.abc import Callable, Mapping

from pipeline.read.word.marks import field_address, get
from pipeline.read.word.package import Relation
from pipeline.read.word.parts import Writing, symbol
from pipeline.read.word.styles import Style, Styles, is_on, to_number

_FIELD_CHARS = 4_000
_HEADING_LEVELS = 6
_BODY_LEVEL = 9
_LARGE = 1.3
_LARGE_SIZE = 26
_USUAL_SIZE = 20

Closer = Callable[[], None]
Handler = Callable[[Mapping[str, str]], Closer | None]


class Field:
    """A field: first its instruction, then what it shows."""

    __slots__ = ("instruction", "shown", "size")

    def __init__(self) -> None:
        self.instruction: list[str] = []
        self.size = 0
        self.shown = False


class Lines:
    """Fill the open paragraphs: each method meets a mark, and gives what its end means, if anything.

    ``_writing``: the open paragraphs, of which only the last is filled (a text box hangs inside another). ``_props``: whose
    settings are being read. ``_run``: those of the open run. ``_hiding``: how many open fields still give their instruction.
    """

    def __init__(self, styles: Styles, relations: Mapping[str, Relation]) -> None:
        self._styles, self._relations = styles, relations
        self._writing: list[Writing] = []
        self._fields: list[Field] = []
        self._hiding = 0
        self._text: list[str] | None = None
        self._props = ""
        self._run: dict[str, bool | int | None] | None = None
        self._list: dict[str, str] = {}

    # settings of paragraphs and runs

    def _paragraph_properties(self, _: Mapping[str, str]) -> Closer | None:
        if not self._writing:
            return None
        self._props, self._list = "paragraph", {}

        def close() -> None:
            self._props = ""
            self._settle_list()

        return close

    def _settle_list(self) -> None:
        writing = self._writing[-1]
        number, style = self._list.get("numId"), writing.style
        if number is None or style.kind in {"heading", "contents", "caption"}:
            return
        level = to_number(self._list.get("ilvl")) or 0
        kind, level = ("item", level + 1) if self._styles.is_list(number) else ("paragraph", 0)
        writing.style = style._replace(kind=kind, level=level)

    def _paragraph_style(self, attributes: Mapping[str, str]) -> None:
        if self._props == "paragraph":
            self._writing[-1].style = self._styles.paragraph(get(attributes, "val"))

    def _outline(self, attributes: Mapping[str, str]) -> None:
        level = to_number(get(attributes, "val"))
        if self._props != "paragraph" or level is None or self._writing[-1].style.kind == "contents":
            return
        kind, level = ("heading", min(max(level, 0) + 1, _HEADING_LEVELS)) if level < _BODY_LEVEL else ("paragraph", 0)
        self._writing[-1].style = self._writing[-1].style._replace(kind=kind, level=level)

    def _spacing(self, attributes: Mapping[str, str]) -> None:
        if self._props == "paragraph":
            style = self._writing[-1].style
            before, after = (to_number(get(attributes, name)) for name in ("before", "after"))
            self._writing[-1].style = style._replace(
                before=style.before if before is None else before, after=style.after if after is None else after
            )

    def _contextual(self, attributes: Mapping[str, str]) -> None:
        if self._props == "paragraph":
            self._writing[-1].style = self._writing[-1].style._replace(contextual=is_on(get(attributes, "val")))

    def _list_level(self, attributes: Mapping[str, str]) -> None:
        self._list["ilvl"] = get(attributes, "val") or ""

    def _list_number(self, attributes: Mapping[str, str]) -> None:
        self._list["numId"] = get(attributes, "val") or ""

    def _begin_run(self, _: Mapping[str, str]) -> Closer:
        before = self._run
        self._run = {}

        def close() -> None:
            self._run = before

        return close

    def _run_properties(self, _: Mapping[str, str]) -> Closer:
        before = self._props
        self._props = "mark" if before == "paragraph" else "run" if self._run is not None else "other"

        def close() -> None:
            self._props = before

        return close

    def _run_style(self, attributes: Mapping[str, str]) -> None:
        if self._props == "run" and self._run is not None:
            style = self._styles.of(get(attributes, "val"))
            for name, value in (("b", style.bold), ("vanish", style.hidden), ("u", style.underlined), ("sz", style.size)):
                if value is not None:
                    self._run.setdefault(name, value)

    def _set(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._props == "run" and self._run is not None:
            self._run[name] = is_on(get(attributes, "val"))

    def _bold(self, attributes: Mapping[str, str]) -> None:
        self._set("b", attributes)

    def _vanish(self, attributes: Mapping[str, str]) -> None:
        self._set("vanish", attributes)

    def _underline(self, attributes: Mapping[str, str]) -> None:
        self._set("u", attributes)

    def _size(self, attributes: Mapping[str, str]) -> None:
        if self._props == "run" and self._run is not None:
            self._run["sz"] = to_number(get(attributes, "val"))

    def _setting(self, name: str, style: int | None, default: int | None) -> int | None:
        """Give what holds for the open run: its own word, its style's, the paragraph's, the document's."""
        own = self._run.get(name) if self._run else None
        return own if own is not None else style if style is not None else default

    def _is_hidden(self) -> bool:
        return bool(self._setting("vanish", self._writing[-1].style.hidden, self._styles.default.hidden))

    def _is_strong(self, style: Style) -> bool:
        default = self._styles.default
        if self._setting("b", style.bold, default.bold) or self._setting("u", style.underlined, default.underlined):
            return True
        size = self._setting("sz", style.size, default.size) or 0
        usual = self._styles.paragraph(None).size or default.size or _USUAL_SIZE
        return size >= max(_LARGE_SIZE, _LARGE * usual)

    # characters

    def _put(self, text: str) -> None:
        if self._writing and not self._hiding and not self._is_hidden():
            writing = self._writing[-1]
            writing.put(text, strong=self._is_strong(writing.style))

    def _take_text(self, attributes: Mapping[str, str]) -> Closer:
        self._text = []
        keeps = attributes.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"

        def close() -> None:
            text, self._text = "".join(self._text or ()), None
            self._put(text if keeps else text.strip(" \t\r\n"))

        return close

    def _tab(self, _: Mapping[str, str]) -> None:
        if not self._props:  # else a tab stop
            self._put("\t")

    def _line(self, _: Mapping[str, str]) -> None:
        if self._writing and not self._hiding and not self._is_hidden():
            self._writing[-1].break_line()

    def _hyphen(self, _: Mapping[str, str]) -> None:
        self._put("-")

    def _soft_hyphen(self, _: Mapping[str, str]) -> None:
        self._put("\u00ad")

    def _symbol(self, attributes: Mapping[str, str]) -> None:
        self._put(symbol(get(attributes, "char")))

    # fields and links

    def _instruction(self, _: Mapping[str, str]) -> Closer:
        self._text = []

        def close() -> None:
            text, self._text = "".join(self._text or ())[:_FIELD_CHARS], None
            if self._fields and not self._fields[-1].shown and self._fields[-1].size < _FIELD_CHARS:
                self._fields[-1].size += len(text)
                self._fields[-1].instruction.append(text)

        return close

    def _field_mark(self, attributes: Mapping[str, str]) -> None:
        kind = get(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(Field())
            self._hiding += 1
        elif kind == "separate" and self._fields and not self._fields[-1].shown:
            self._fields[-1].shown = True
            self._hiding -= 1
            href = field_address("".join(self._fields[-1].instruction))
            if href and self._writing:
                self._writing[-1].start_link(href)
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            self._hiding -= 0 if field.shown else 1
            if self._writing and field_address("".join(field.instruction)):
                self._writing[-1].end_link()

    def _simple_field(self, attributes: Mapping[str, str]) -> Closer | None:
        return self._link_to(field_address((get(attributes, "instr") or "")[:_FIELD_CHARS]))

    def _hyperlink(self, attributes: Mapping[str, str]) -> Closer | None:
        relation = self._relations.get(get(attributes, "id") or "")
        anchor = get(attributes, "anchor")
        if relation is None or not relation.external:
            return None
        return self._link_to(relation.target + (f"#{anchor}" if anchor and "#" not in relation.target else ""))

    def _link_to(self, href: str) -> Closer | None:
        if not href or not self._writing:
            return None
        self._writing[-1].start_link(href)
        return self._writing[-1].end_link
