"""Reads Word files (DOCX): what a reader of the printed page sees, in order, with the paragraph each stretch stands in."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from pipeline.read.findings import empty_finding
from pipeline.read.item import Item
from pipeline.read.stamps import to_edtf
from pipeline.read.text_builder import TextBuilder
from pipeline.read.unreadable import Unreadable
from pipeline.read.word.blocks import BlockMaker
from pipeline.read.word.package import Package, Relation
from pipeline.read.word.parts import Container
from pipeline.read.word.styles import Styles
from pipeline.read.word.walk import Walker
from pipeline.read.word.xml_events import feed, parse_tree
from schemas.document import Document
from schemas.finding import Finding

_NOTE_KINDS = {"footnote": "footnotes", "endnote": "endnotes"}
#: files of programs that never set their dates bear that of the template they were made from
_TEMPLATE_STAMPS = frozenset({"2013-12-23T23:15:00Z"})
_DAY_RE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
_DAY_CHARS = 10
_MOST_DAYS = 92
_MOST_MARGINS = 60


class _Read(NamedTuple):
    """The parts of a file that hold text."""

    body: Walker
    headers: list[Container]
    footers: list[Container]
    notes: list[Container]
    torn: list[str]


def read_word(item: Item) -> Document:
    """Read a Word file.

    Raises:
        Unreadable: it is encrypted, damaged, a picture of a text, or unfolds too far.
        ReadError: it is a file of another kind under this name.
    """
    if not item.data.strip(b"\0 \r\n\t"):
        return _document(item, TextBuilder(), BlockMaker(TextBuilder()), (empty_finding(),))
    package = Package(item)
    read = _read_parts(package)
    builder = TextBuilder()
    maker = BlockMaker(builder)
    _write_margins(maker, read.headers, "header")
    maker.write(read.body.root.items)
    for note in read.notes:
        maker.write(note.items)
    has_text = any(block.boilerplate is None for block in builder.blocks)
    _write_margins(maker, read.footers, "footer")
    if not has_text and read.body.pictures:
        msg = "holds only pictures of a text; let a program for text recognition (OCR) read it, or ask for the text itself"
        raise Unreadable(code="no-text-layer", message=msg)
    if not builder.blocks and read.torn:
        msg = "is damaged, and no text in it can be read; open it in Word and save it again"
        raise Unreadable(code="damaged", message=msg)
    core = _core(package)
    document = _document(item, builder, maker, tuple(_findings(read, empty=not builder.blocks)))
    return document.adding(title=_title(core, document), declared_date=_declared(core))


def _document(item: Item, builder: TextBuilder, maker: BlockMaker, findings: tuple[Finding, ...]) -> Document:
    return Document(
        id=item.identity, source=item.source, media_type=item.kind, sha256=item.sha256, raw=builder.text, findings=findings,
        blocks=tuple(builder.blocks), anchors=tuple(builder.anchors), links=tuple(maker.links),
    )  # fmt: skip


def _read_parts(package: Package) -> _Read:
    """Read the text, then the headers, footers and notes it refers to; a torn part is read as far as it goes."""
    main = package.main
    relations = package.relations(main)
    styles = _styles(package, relations)
    body = Walker(styles, relations, counts_all=True)
    torn = [] if _walk(package, main, body) else [main]
    margins: dict[str, list[Container]] = {"header": [], "footer": []}
    for kind, target in dict.fromkeys(body.mentioned):
        if kind in margins and len(margins[kind]) < _MOST_MARGINS and package.has(target):
            part = Walker(styles, package.relations(target), name=_short(target))
            torn += [] if _walk(package, target, part) else [target]
            margins[kind].append(part.root)
    notes = _notes(package, relations, styles, body, torn)
    torn += [name for name in package.torn if name not in torn]
    return _Read(body, margins["header"], margins["footer"], notes, torn)


def _walk(package: Package, name: str, walker: Walker) -> bool:
    """Read one part and say whether it was sound."""
    sound = feed(package.chunks(name), walker)
    walker.finish()
    return sound


def _styles(package: Package, relations: dict[str, Relation]) -> Styles:
    trees: dict[str, Any] = {"styles": None, "numbering": None}
    for relation in relations.values():
        if relation.kind in trees and not relation.external and package.has(relation.target):
            trees[relation.kind] = parse_tree(package.small(relation.target))
    return Styles(trees["styles"], trees["numbering"])


def _notes(package: Package, relations: dict[str, Relation], styles: Styles, body: Walker, torn: list[str]) -> list[Container]:
    """Give the notes the text refers to, in the order of their signs; footnotes first."""
    found: list[Container] = []
    for kind, part in _NOTE_KINDS.items():
        wanted = dict.fromkeys(note.target for note in body.mentioned if note.kind == kind)
        target = next((each.target for each in relations.values() if each.kind == part and not each.external), "")
        if not wanted or not package.has(target):
            continue
        walker = Walker(styles, package.relations(target), name=_short(target))
        torn += [] if _walk(package, target, walker) else [target]
        found += [walker.notes[identity] for identity in wanted if identity in walker.notes]
    return found


def _short(target: str) -> str:
    """Name a part as paths do.

    >>> _short("word/header1.xml")
    'header1'
    """
    return target.rpartition("/")[2].removesuffix(".xml")


def _write_margins(maker: BlockMaker, margins: Iterable[Container], kind: str) -> None:
    """Write headers or footers; the same words in the one of the first page and of the others are written once."""
    seen: set[tuple[object, ...]] = set()
    for margin in margins:
        words = tuple(_words(margin))
        if words and words not in seen:
            seen.add(words)
            maker.write(margin.items, boilerplate=kind)


def _words(holder: Container) -> Iterable[object]:
    """Give what makes two margins the same."""
    pending: list[Any] = list(reversed(holder.items))
    while pending:
        item = pending.pop()
        text = getattr(item, "text", None)
        if text is not None:
            yield text
        else:
            pending += [inner for row in reversed(item.rows) for cell in reversed(row.cells) for inner in reversed(cell.items)]


def _core(package: Package) -> dict[str, str]:
    """Read the properties of the file: title, created, modified."""
    target = next((each.target for each in package.relations("").values() if each.kind == "core-properties"), "docProps/core.xml")
    tree = parse_tree(package.small(target)) if package.has(target) else None
    found: dict[str, str] = {}
    for node in tree.iter("title", "created", "modified") if tree is not None else ():
        found.setdefault(node.tag, " ".join((node.text or "").split()))
    return found


def _title(core: dict[str, str], document: Document) -> str | None:
    """Believe the file's title only where the text says the same in a heading or its first line: most are a template's."""
    title = core.get("title", "")
    if not title:
        return None
    own = [block for block in document.blocks if block.boilerplate is None]
    texts = [document.raw[block.start : block.end] for block in own if block.kind == "heading"]
    texts += [document.raw[own[0].start : own[0].end].partition("\n")[0]] if own else []
    return next((" ".join(text.split()) for text in texts if " ".join(text.split()).casefold() == title.casefold()), None)


def _declared(core: dict[str, str]) -> str | None:
    """Give the day the file was last saved, if it was begun in the same quarter of a year; else neither can be believed.

    Offices write over the file of the last announcement, so that ``created`` may be years old; and archives save old files anew,
    so that ``modified`` may be years young. Where both agree, the later one is nearer to the day of publication.

    >>> _declared({"created": "2021-04-28T08:00:00Z", "modified": "2021-05-03T10:15:00Z"})
    '2021-05-03'
    >>> _declared({"created": "2009-01-12T08:00:00Z", "modified": "2021-05-03T10:15:00Z"}) is None
    True
    """
    days = []
    for name in ("created", "modified"):
        stamp = core.get(name, "")
        day = None if stamp in _TEMPLATE_STAMPS or not _DAY_RE.match(stamp) else to_edtf(stamp[:_DAY_CHARS])
        if day is None:
            return None
        days.append(date.fromisoformat(day))
    return days[1].isoformat() if 0 <= (days[1] - days[0]).days <= _MOST_DAYS else None


def _findings(read: _Read, *, empty: bool) -> Iterable[Finding]:
    """Say what a reader of the report should know about the file."""
    if empty:
        yield empty_finding()
    if read.torn:
        message = (
            f"the file is damaged, and some of its text may be missing ({', '.join(read.torn)}); open it in Word and save it again"
        )
        yield Finding(code="document-damaged", severity="warning", message=message, values={"parts": ", ".join(read.torn)})
    if read.body.cut:
        message = "the document is longer than is read; split it"
        yield Finding(code="document-cut", severity="warning", message=message)
    if read.body.foreign:
        message = f"{read.body.foreign} documents embedded in this one were not read; open it in Word and save it again"
        yield Finding(code="embedded-document", severity="warning", message=message, values={"count": read.body.foreign})
    if read.body.struck:
        message = f"the document holds {read.body.struck} tracked deletions; it was read as if all changes were accepted"
        yield Finding(code="tracked-changes", severity="note", message=message, values={"count": read.body.struck})
