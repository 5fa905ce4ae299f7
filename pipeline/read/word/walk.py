"""Walks the mark-up of a part of a Word file once, event by event, and keeps what a reader of the document sees.

No tree is built: a file of forty megabytes would need a gigabyte for it. What is struck by tracked changes, hidden, or shown by
older programs in place of something newer is passed over, but its paragraphs are counted, so that numbers lead back to them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.read.word.lines import Closer, Field, Handler, Lines
from pipeline.read.word.marks import METHODS, PARAGRAPHS, get
from pipeline.read.word.package import Relation
from pipeline.read.word.parts import Container, Paragraph, Row, Table, Writing
from pipeline.read.word.styles import Styles, is_on

_MOST_PARAGRAPHS = 300_000
_MOST_PARTS = 800_000
_MOST_OPEN = 40_000
#: a gap of this many twips (five points) parts paragraphs as a blank line does
_GAP = 100


class Note(NamedTuple):
    """A reference to a header, footer, footnote or endnote."""

    kind: str
    target: str


class Walker(Lines):
    """Take the events of one part; afterwards ``root`` holds what is visible.

    ``counts_all``: number the paragraphs of the whole document. ``notes``: by id, what a part of footnotes holds.
    ``mentioned``: headers, footers and notes in the order they are referred to. ``pictures``, ``struck``, ``foreign``: how many
    pictures, deleted stretches and embedded documents there are. ``cut``: there was more than is read.
    """

    def __init__(self, styles: Styles, relations: Mapping[str, Relation], *, name: str = "", counts_all: bool = False) -> None:
        super().__init__(styles, relations)
        self.depth = 0
        self.root = Container(name)
        self.notes: dict[str, Container] = {}
        self.mentioned: list[Note] = []
        self.pictures = self.struck = self.foreign = 0
        self.cut = False
        self._counts_all = counts_all
        self._in_body = False
        self._numbers = self._parts = 0
        self._closers: list[tuple[int, Closer]] = []
        self._skipped = 0
        self._holders = [self.root]
        self._tables: list[Table] = []
        self._kept_fields: list[tuple[list[Field], int]] = []
        self._chosen: list[bool] = []
        self._section: list[tuple[str, str, str]] = []
        self._first_differs = False
        self._handlers: dict[str, Handler] = {mark: getattr(self, method) for mark, method in METHODS.items()}

    # events

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        self.depth += 1
        if self._skipped:
            if self._in_body and tag in PARAGRAPHS:
                self._numbers += 1
            return
        handler = self._handlers.get(tag)
        if handler is not None:
            closer = handler(attributes)
            if closer is not None:
                self._closers.append((self.depth, closer))

    def end(self, tag: str) -> None:
        """Close an element."""
        if self._skipped == self.depth:
            self._skipped = 0
        elif self._closers and self._closers[-1][0] == self.depth:
            self._closers.pop()[1]()
        self.depth -= 1

    def data(self, text: str) -> None:
        """Take characters; only those of texts and instructions matter."""
        if self._text is not None and not self._skipped:
            self._text.append(text)

    def finish(self) -> None:
        """Close what a torn part left open."""
        self._text = None
        while self._closers:
            self._closers.pop()[1]()
        self._flush(self.root)

    # structure

    def _skip(self, _: Mapping[str, str]) -> None:
        self._skipped = self.depth

    def _body(self, _: Mapping[str, str]) -> Closer:
        self._in_body = self._counts_all

        def close() -> None:
            self._in_body = False

        return close

    def _is_full(self) -> bool:
        self._parts += 1
        self.cut = self.cut or self._parts > _MOST_PARTS or self._numbers > _MOST_PARAGRAPHS or len(self._closers) > _MOST_OPEN
        return self.cut

    def _paragraph(self, _: Mapping[str, str]) -> Closer | None:
        if self._in_body:
            self._numbers += 1
        if self._is_full():
            self._skipped = self.depth
            return None
        holder = self._holders[-1]
        holder.paragraphs += 1
        number = self._numbers if self._in_body else None
        paragraph = Paragraph(number, holder.path(f"p[{holder.paragraphs}]"))
        self._writing.append(Writing(paragraph, holder, self._styles.paragraph(None)))
        boxes = len(holder.items)
        run, props = self._run, self._props
        self._run, self._props, self._list = None, "", {}

        def close() -> None:
            self._run, self._props = run, props
            self._end_paragraph(self._writing.pop(), boxes)

        return close

    def _end_paragraph(self, writing: Writing, boxes: int) -> None:
        """Keep a paragraph that shows anything, before the text boxes that hang on it."""
        writing.end_link()
        for field in self._fields:  # an instruction that never ends would swallow all that follows
            if not field.shown:
                field.shown = True
                self._hiding -= 1
        holder, paragraph = writing.holder, writing.paragraph
        paragraph.text = "".join(writing.out)
        if not paragraph.text:
            if len(holder.items) == boxes:
                holder.gap = True
            return
        style = writing.style
        paragraph.links = tuple(writing.links)
        if style.kind in {"heading", "item", "caption", "contents"}:
            paragraph.kind, paragraph.level = str(style.kind), style.level
        paragraph.strong = writing.strong == writing.chars > 0
        paragraph.joined, holder.carried = holder.carried, None
        if writing.mark_deleted:
            holder.carried = paragraph
            return
        above = 0 if style.contextual else style.before or 0
        paragraph.gap, paragraph.spaced = holder.gap, max(above, holder.space) >= _GAP
        holder.gap, holder.space = False, 0 if style.contextual else style.after or 0
        holder.items.insert(boxes, paragraph)

    def _end_holder(self) -> None:
        holder = self._holders.pop()
        self._flush(holder)
        self._fields, self._hiding = self._kept_fields.pop()

    @staticmethod
    def _flush(holder: Container) -> None:
        if holder.carried is not None:
            holder.items.append(holder.carried)
            holder.carried = None

    def _open_holder(self, holder: Container) -> Closer:
        self._holders.append(holder)
        self._kept_fields.append((self._fields, self._hiding))
        self._fields, self._hiding = [], 0
        return self._end_holder

    def _box(self, _: Mapping[str, str]) -> Closer:
        holder = self._holders[-1]
        box = Container(f"p[{holder.paragraphs}]/txbx", holder)
        run, props, writing = self._run, self._props, self._writing
        self._run, self._props, self._writing = None, "", []
        end = self._open_holder(box)

        def close() -> None:
            end()
            self._run, self._props, self._writing = run, props, writing
            holder.items += box.items

        return close

    def _note(self, attributes: Mapping[str, str]) -> Closer | None:
        if get(attributes, "type") in {"separator", "continuationSeparator", "continuationNotice"} or self._is_full():
            self._skipped = self.depth
            return None
        identity = get(attributes, "id") or ""
        note = Container(f"{self.root.name}[{identity[:12]}]")
        self.notes.setdefault(identity, note)
        return self._open_holder(note)

    def _table(self, _: Mapping[str, str]) -> Closer | None:
        if self._is_full():
            self._skipped = self.depth
            return None
        holder = self._holders[-1]
        self._flush(holder)
        holder.tables += 1
        self._tables.append(Table(holder, holder.tables))

        def close() -> None:
            table = self._tables.pop()
            if table.rows:
                holder.items.append(table)
                holder.gap = True

        return close

    def _row(self, _: Mapping[str, str]) -> Closer | None:
        if not self._tables or self._tables[-1].holder is not self._holders[-1] or self._is_full():
            return None
        table = self._tables[-1]
        table.tall += 1
        row = Row()
        table.rows.append(row)

        def close() -> None:
            if row.hidden or not any(cell.items for cell in row.cells):
                table.rows.pop()

        return close

    def _cell(self, _: Mapping[str, str]) -> Closer | None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.holder is not self._holders[-1] or not table.rows or self._is_full():
            return None
        row = table.rows[-1]
        row.columns += 1
        cell = Container(f"tbl[{table.index}]/tr[{table.tall}]/tc[{row.columns}]", table.holder)
        row.cells.append(cell)
        end = self._open_holder(cell)

        def close() -> None:
            end()
            if cell.merged:
                row.cells.pop()

        return close

    def _row_properties(self, _: Mapping[str, str]) -> Closer:
        self._props = "row"
        return self._leave_properties

    def _cell_properties(self, _: Mapping[str, str]) -> Closer:
        self._props = "cell"
        return self._leave_properties

    def _leave_properties(self) -> None:
        self._props = ""

    def _merge(self, attributes: Mapping[str, str]) -> None:
        if self._props == "cell" and get(attributes, "val") != "restart":
            self._holders[-1].merged = True

    def _cell_deleted(self, _: Mapping[str, str]) -> None:
        if self._props == "cell":
            self._holders[-1].merged = True

    def _hide_row(self, attributes: Mapping[str, str]) -> None:
        if self._props == "row" and self._tables and self._tables[-1].rows and is_on(get(attributes, "val")):
            self._tables[-1].rows[-1].hidden = True

    def _delete(self, attributes: Mapping[str, str]) -> None:
        """Meet a deletion: of a row, of a paragraph's end, or of the runs inside it."""
        if self._props == "row":
            self._hide_row({})
        elif self._props == "mark" and self._writing:
            self._writing[-1].mark_deleted = True
        elif not self._props:
            self._skipped = self.depth
        self.struck += 1

    # choices

    def _alternate(self, _: Mapping[str, str]) -> Closer:
        self._chosen.append(False)

        def close() -> None:
            self._chosen.pop()

        return close

    def _choice(self, _: Mapping[str, str]) -> None:
        if self._chosen:
            if self._chosen[-1]:
                self._skipped = self.depth
            self._chosen[-1] = True

    # what lies elsewhere

    def _refer(self, kind: str, attributes: Mapping[str, str]) -> None:
        if self._writing and not self._hiding and not self._is_hidden():
            self.mentioned.append(Note(kind, get(attributes, "id") or ""))

    def _footnote(self, attributes: Mapping[str, str]) -> None:
        self._refer("footnote", attributes)

    def _endnote(self, attributes: Mapping[str, str]) -> None:
        self._refer("endnote", attributes)

    def _section_properties(self, _: Mapping[str, str]) -> Closer:
        before = self._props
        self._props, self._section, self._first_differs = "section", [], False

        def close() -> None:
            self._props = before
            for kind, which, identity in self._section:
                relation = self._relations.get(identity)
                if relation is not None and not relation.external and (which != "first" or self._first_differs):
                    self.mentioned.append(Note(kind, relation.target))

        return close

    def _header(self, attributes: Mapping[str, str]) -> None:
        self._section.append(("header", get(attributes, "type") or "default", get(attributes, "id") or ""))

    def _footer(self, attributes: Mapping[str, str]) -> None:
        self._section.append(("footer", get(attributes, "type") or "default", get(attributes, "id") or ""))

    def _title_page(self, attributes: Mapping[str, str]) -> None:
        self._first_differs = is_on(get(attributes, "val"))

    def _picture(self, _: Mapping[str, str]) -> None:
        self.pictures += 1

    def _embedded(self, _: Mapping[str, str]) -> None:
        self.foreign += 1
