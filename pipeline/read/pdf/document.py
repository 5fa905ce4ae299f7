"""Makes a document of a PDF."""

import re
from collections.abc import Iterator
from typing import Any

from pipeline.read.findings import empty_finding, name_some
from pipeline.read.item import Item
from pipeline.read.pdf.child import CHILD, Child, ChildError
from pipeline.read.pdf.compose import find_links, write_parts
from pipeline.read.pdf.layout import Layout, lay_out
from pipeline.read.pdf.limits import Limits
from pipeline.read.pdf.wire import PageChars
from pipeline.read.stamps import to_edtf
from pipeline.read.text_builder import TextBuilder
from pipeline.read.unreadable import Unreadable
from schemas.document import Document
from schemas.finding import Finding

_STAMP_RE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_TEXTLESS = "no-text-layer"
_BLANK_RE = re.compile(r"\s+")


def read_pdf(item: Item, *, child: Child = CHILD) -> Document:
    """Read a PDF.

    Raises:
        Unreadable: it is protected, damaged, a bomb, or holds pictures only.
    """
    source = _Source(child)
    layout = lay_out(source.pages(item.data))
    about = source.about
    _refuse_textless(layout, about)
    paper = write_parts(layout.parts, layout.frames)
    return Document(
        id=item.identity,
        source=item.source,
        media_type=item.kind,
        sha256=item.sha256,
        raw=paper.text,
        title=_title(about["meta"].get("Title", ""), paper),
        declared_date=_declared(about["meta"]),
        blocks=tuple(paper.blocks),
        links=find_links(paper.text, paper.anchors, layout.frames),
        anchors=tuple(paper.anchors),
        findings=tuple(_findings(layout, about, paper)),
    )


class _Source:
    """Give the pages of a file from the reading process, or from this one where none can be started."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self.about: dict[str, Any] = {}

    def pages(self, data: bytes) -> Iterator[PageChars]:
        try:
            yield from self._child.read(data)
            self.about = self._child.about
        except ChildError:
            yield from self._pages_here(data, self._child.limits)

    def _pages_here(self, data: bytes, limits: Limits) -> Iterator[PageChars]:
        from pipeline.read.pdf.extract import Extractor, Refused  # noqa: PLC0415 - native code, wanted in this process last of all

        extractor = Extractor()
        try:
            yield from extractor.pages(data, limits)
        except Refused as refused:
            raise Unreadable(refused.code, str(refused)) from refused
        self.about = extractor.about


def _refuse_textless(layout: Layout, about: dict[str, Any]) -> None:
    """Refuse a file whose pages show pictures only, or letters that cannot be told."""
    if layout.shown and layout.strange * 2 <= layout.shown:
        return
    if layout.shown:
        msg = "its letters cannot be told: the fonts do not say what they stand for; run text recognition (OCR) over it"
        raise Unreadable(_TEXTLESS, msg)
    if layout.empty or not about["bad_pages"]:
        msg = "holds pictures of pages and no text; run text recognition (OCR) over it"
        if layout.empty:
            raise Unreadable(_TEXTLESS, msg)


def _declared(meta: dict[str, str]) -> str | None:
    """Read the day the file was made, or else changed.

    >>> _declared({"CreationDate": "D:20210503101500+02'00'"}), _declared({"ModDate": "D:00000000"})
    ('2021-05-03', None)
    """
    for name in ("CreationDate", "ModDate"):
        stamp = _STAMP_RE.match(meta.get(name, "").strip())
        day = to_edtf("-".join(stamp.groups())) if stamp else None
        if day:
            return day
    return None


def _title(stated: str, paper: TextBuilder) -> str | None:
    """Trust the title in the properties only where the text says it too: many keep the one of an older file."""
    wanted = _plain(stated)
    if not wanted:
        return None
    text = paper.text
    own = [block for block in paper.blocks if not block.boilerplate]
    lines = [text[block.start : block.end] for number, block in enumerate(own) if number == 0 or block.kind == "heading"]
    return next((_BLANK_RE.sub(" ", line).strip() for line in lines if _plain(line) == wanted), None)


def _plain(text: str) -> str:
    return _BLANK_RE.sub(" ", text).strip().casefold()


def _findings(layout: Layout, about: dict[str, Any], paper: TextBuilder) -> Iterator[Finding]:
    if not paper.text.strip():
        yield empty_finding()
    if about["cut"]:
        read, pages = about["read_pages"], about["pages"]
        msg = f"only the first {read} of {pages} pages were read, since the document is too long; split it and give the parts"
        yield Finding(code="document-cut", severity="warning", message=msg, values={"read": read, "pages": pages})
    if layout.empty:
        pages = _ranges(layout.empty)
        msg = f"holds no text on page {pages}: pictures there are not read; run text recognition (OCR) over them"
        yield Finding(code="pages-without-text", severity="warning", message=msg, values={"pages": pages})
    if about["bad_pages"]:
        count = about["bad_pages"]
        msg = f"{count} of {about['pages']} pages are damaged and were not read; get the file again"
        yield Finding(code="pages-damaged", severity="warning", message=msg, values={"damaged": count, "pages": about["pages"]})
    if about["form"]:
        msg = "holds a form, and what was filled in is not read; print it as PDF again to have it in the text"
        yield Finding(code="form-not-read", severity="warning", message=msg)
    if about["files"]:
        names = name_some(about["files"])
        msg = f"attached and not read: {names}; save it and give it too"
        yield Finding(code="attachment-not-read", severity="note", message=msg, values={"names": names})


def _ranges(numbers: list[int]) -> str:
    """Write page numbers down shortly.

    >>> _ranges([2, 3, 4, 7])
    '2-4, 7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
