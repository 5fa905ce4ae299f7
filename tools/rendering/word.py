"""Renders an announcement as Word files: with styles, with everything in one style, with content controls and a text box."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.markdown import known_plain
from tools.rendering.structure import Announcement, Block
from tools.rendering.surroundings import FOOTER, LETTERHEAD

_EPOCH = (1980, 1, 1, 0, 0, 0)
_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOX = (
    f'<w:p {_SPACE} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:r><mc:AlternateContent><mc:Choice Requires="wps">'
    '<w:drawing><wp:inline><wp:extent cx="1800000" cy="900000"/><wp:docPr id="7" name="Textfeld 7"/><a:graphic>'
    '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
    "<wps:spPr/><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
    "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox><w:txbxContent>{content}</w:txbxContent>"
    "</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
_CONTROL = '<w:sdt {space}><w:sdtPr><w:alias w:val="Absatz"/></w:sdtPr><w:sdtContent/></w:sdt>'


def _new(announcement: Announcement) -> Any:  # noqa: ANN401 - the library's class is hidden behind a function
    """Open an empty file that declares the title and the day, or none."""
    from docx import Document as open_word  # noqa: N813, PLC0415 - it is a function

    paper = open_word()
    properties = paper.core_properties
    properties.title = announcement.title or ""
    properties.author, properties.comments = "", ""
    if announcement.date:
        properties.created = properties.modified = (
            datetime.fromisoformat(announcement.date).replace(tzinfo=UTC).replace(tzinfo=None)
        )
    return paper


def _save(paper: Any, *, dated: bool) -> bytes:  # noqa: ANN401 - not typed
    """Pack the file without the clock; a file without a day has no stamp at all."""
    out = BytesIO()
    paper.save(out)
    packed = BytesIO()
    with ZipFile(out) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml" and not dated:
                data = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", data)
            new.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return packed.getvalue()


def _write_lines(paragraph: Any, text: str, *, bold: bool = False, pieces: int = 1) -> None:  # noqa: ANN401 - not typed
    """Write text in runs; the author's line end is a break, and Word likes to cut words into several runs."""
    for number, line in enumerate(text.split("\n")):
        if number:
            paragraph.add_run().add_break()
        size = max(1, -(-len(line) // pieces))
        for start in range(0, len(line), size):
            paragraph.add_run(line[start : start + size]).bold = bold or None


def _write_table(paper: Any, rows: list[list[str]]) -> None:  # noqa: ANN401 - not typed
    width = max(len(row) for row in rows)
    table = paper.add_table(rows=0, cols=width)
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row + [""] * (width - len(row)), strict=True):
            cell.text = text


def _level(block: Block) -> int:
    """Give a heading its level below the title."""
    return min(max(block.level, 2), 6)


def _runs(announcement: Announcement) -> list[list[Block]]:
    return [list(run) for _, run in groupby(announcement.message, key=lambda block: (block.kind, block.group))]


def _styled(announcement: Announcement) -> Rendered:
    """Write with the styles of headings and lists, a header and a footer with the number of the page."""
    paper = _new(announcement)
    section = paper.sections[0]
    section.header.paragraphs[0].text = " · ".join(LETTERHEAD)
    section.footer.paragraphs[0].text = FOOTER
    is_untitled = True
    for members in _runs(announcement):
        if members[0].kind == "row":
            _write_table(paper, [block.text.split("\t") for block in members])
            continue
        for block in members:
            if block.kind == "heading":
                is_title = is_untitled and block.text == announcement.title
                is_untitled = is_untitled and not is_title
                _write_lines(paper.add_heading(level=1 if is_title else _level(block)), block.text)
            elif block.kind == "item":
                _write_lines(paper.add_paragraph(style="List Number" if block.number else "List Bullet"), block.text)
            else:
                style = "Caption" if block.kind == "caption" else None
                _write_lines(paper.add_paragraph(style=style), block.text, pieces=3)
    return Rendered(_save(paper, dated=announcement.date is not None))


def _bare(announcement: Announcement) -> Rendered:
    """Write everything in one style: bold lines for headings, typed bullets, empty paragraphs between."""
    paper = _new(announcement)
    for members in _runs(announcement):
        if members[0].kind == "row":
            _write_table(paper, [block.text.split("\t") for block in members])
        for block in members if members[0].kind != "row" else ():
            lead = (f"{block.number}. " if block.number else "- ") if block.kind == "item" else ""
            _write_lines(paper.add_paragraph(), lead + block.text, bold=block.kind == "heading")
            if block.kind not in {"item", "heading"}:
                paper.add_paragraph()
        if members[0].kind == "item":
            paper.add_paragraph()
    has_table = any(block.kind == "row" for block in announcement.message)  # its cells say more than the lines of a plain text
    return Rendered(_save(paper, dated=announcement.date is not None), None if has_table else known_plain(announcement))


def _controlled(announcement: Announcement) -> Rendered:
    """Write paragraphs into content controls, and the last into a text box with its twin for old programs; one change tracked."""
    from docx.oxml import parse_xml  # noqa: PLC0415

    paper = _new(announcement)
    runs = _runs(announcement)
    for number, members in enumerate(runs):
        if members[0].kind == "row":
            _write_table(paper, [block.text.split("\t") for block in members])
        for block in members if members[0].kind != "row" else ():
            style = {"heading": f"Heading {_level(block)}", "item": "List Bullet"}.get(block.kind)
            paragraph = paper.add_paragraph(
                style="Heading 1" if style == "Heading 2" and block.text == announcement.title else style
            )
            _write_lines(paragraph, block.text)
            if block.kind == "paragraph" and number % 2:
                control = parse_xml(_CONTROL.format(space=_SPACE))
                paragraph._p.addprevious(control)  # noqa: SLF001 - the library's own way to its tree
                control[-1].append(paragraph._p)  # noqa: SLF001 - likewise
            elif block.kind == "paragraph" and block is runs[-1][-1]:
                _put_in_box(paragraph)
    gone = f'<w:del {_SPACE} w:id="90" w:author="A"><w:r><w:delText>Alter Stand: Rinteln</w:delText></w:r></w:del>'
    paper.paragraphs[0]._p.append(parse_xml(gone))  # noqa: SLF001 - likewise
    return Rendered(_save(paper, dated=announcement.date is not None))


def _put_in_box(paragraph: Any) -> None:  # noqa: ANN401 - not typed
    """Move a paragraph into a text box that stands twice, as Word writes it."""
    from docx.oxml import parse_xml  # noqa: PLC0415
    from lxml.etree import tostring  # noqa: PLC0415

    content = tostring(paragraph._p, encoding="unicode", with_tail=False)  # noqa: SLF001 - likewise
    box = parse_xml(_BOX.replace("{content}", content))
    paragraph._p.addprevious(box)  # noqa: SLF001 - likewise
    paragraph._p.getparent().remove(paragraph._p)  # noqa: SLF001 - likewise


def _rendering(name: str, render: Callable[[Announcement], Rendered]) -> Rendering:
    return Rendering(f"word-{name}", ".docx", render)


RENDERINGS = (_rendering("styled", _styled), _rendering("bare", _bare), _rendering("controls", _controlled))
