"""What must hold for the reader of Word files."""

import random
import struct
import tracemalloc
import zipfile
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from docx import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ReadError
from pipeline.read.item import Item
from pipeline.read.kinds import WORD
from pipeline.read.unreadable import Unreadable
from pipeline.read.word.document import read_word
from schemas.document import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:name w:val="Hausstil"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Untertitel"><w:name w:val="Untertitel"/></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Punkte"><w:name w:val="Punkte"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Kreis1"><w:name w:val="Kreis1"/><w:basedOn w:val="Kreis2"/></w:style>
<w:style w:type="paragraph" w:styleId="Kreis2"><w:name w:val="Kreis2"/><w:basedOn w:val="Kreis1"/></w:style>
<w:style w:type="character" w:styleId="Weg"><w:name w:val="Weg"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
UNDERLINED = '<w:u w:val="single"/>'
TEXT = "Zwölf Kommunen wollen gemeinsam Energie sparen und haben dazu ein Netzwerk gegründet."


def run(text: str, properties: str = "") -> str:
    """Write a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(inner: str, style: str = "", properties: str = "") -> str:
    """Write a paragraph of runs, or of plain text."""
    inner = inner if inner.startswith("<") else run(inner)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """Write a table of cells, each of marked-up paragraphs or of plain text."""
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell if cell.startswith('<') else par(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{lines}</w:tbl>"


def relations(*entries: tuple[str, str, str, bool]) -> str:
    """Write a part of relations: id, type, target, external."""
    nodes = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if out else ""}/>'
        for name, kind, target, out in entries
    )
    return f'<Relationships xmlns="{RELS}">{nodes}</Relationships>'


def parts(body: str, *links: tuple[str, str, str, bool], prolog: str = "", **more: str) -> dict[str, str]:
    """Write the parts of a Word file."""
    spaces = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
    given = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(
            ("a", "officeDocument", "word/document.xml", False), ("c", "metadata/core-properties", "docProps/core.xml", False)
        ),
        "word/_rels/document.xml.rels": relations(
            ("s", "styles", "styles.xml", False), ("n", "numbering", "numbering.xml", False), *links
        ),
        "word/styles.xml": f"<w:styles {spaces}>{STYLES}</w:styles>",
        "word/document.xml": f"{prolog}<w:document {spaces}><w:body>{body}</w:body></w:document>",
    }
    named = {name.replace("__", "/").replace("_xml", ".xml"): f"{text}" for name, text in more.items()}
    return given | {name: text.replace("<w:x>", f"<w:x {spaces}>") for name, text in named.items()}


def pack(contents: dict[str, str]) -> bytes:
    """Pack parts as a file."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)  # without the time of day
    return file.getvalue()


def read(data: bytes) -> Document:
    """Read bytes as a Word file."""
    return read_word(Item(data, "a.docx", WORD))


def read_body(body: str, *links: tuple[str, str, str, bool], **more: str) -> Document:
    """Read a Word file with this body."""
    return read(pack(parts(body, *links, **more)))


def shown(document: Document) -> list[tuple[str, str]]:
    """Give kind and text of each block."""
    return [(block.kind, document.raw[block.start : block.end]) for block in document.blocks]


def full(**core: str) -> bytes:
    """Make a file with a bit of everything, as python-docx writes it."""
    file = WordFile()
    file.core_properties.title = core.get("title", "")
    file.add_heading("Netzwerk Nord startet", 0)
    file.add_paragraph(TEXT)
    file.add_heading("Teilnehmende Kommunen", 1)
    for place in ("Stadt Lage", "Stadt Werne", "Gemeinde Alpen"):
        file.add_paragraph(place, style="List Bullet")
    grid = file.add_table(rows=2, cols=2)
    for row, words in zip(grid.rows, (("Laufzeit", "2020 bis 2023"), ("Träger", "Kreis Unna")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    file.sections[0].header.paragraphs[0].text = "Stadt Lage, Pressestelle"
    file.sections[0].footer.paragraphs[0].text = "Seite 1"
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def test_headings_items_rows_and_margins_become_blocks() -> None:
    """A file of python-docx comes out as the blocks its author meant, margins marked as noise at the edges."""
    document = read(full())
    assert shown(document) == [
        ("paragraph", "Stadt Lage, Pressestelle"),
        ("heading", "Netzwerk Nord startet"),
        ("paragraph", TEXT),
        ("heading", "Teilnehmende Kommunen"),
        ("item", "Stadt Lage"),
        ("item", "Stadt Werne"),
        ("item", "Gemeinde Alpen"),
        ("row", "Laufzeit\t2020 bis 2023"),
        ("row", "Träger\tKreis Unna"),
        ("paragraph", "Seite 1"),
    ]
    assert [block.boilerplate for block in document.blocks if block.boilerplate] == ["header", "footer"]
    assert "Stadt Lage\nStadt Werne\nGemeinde Alpen\n\nLaufzeit\t2020 bis 2023\nTräger\tKreis Unna" in document.raw
    assert document.findings == ()


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("Stadt ") + "<w:ins>" + run("Lage") + "</w:ins><w:del><w:r><w:delText>Werne</w:delText></w:r></w:del>", "Stadt Lage"),
        ("<w:moveFrom>" + run("alt ") + "</w:moveFrom><w:moveTo>" + run("neu") + "</w:moveTo>", "neu"),
        ("<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>" + run("Feld") + "</w:sdtContent></w:sdt>", "Feld"),
        ("<w:smartTag w:element='x'>" + run("Lage") + "</w:smartTag>" + run(" liegt"), "Lage liegt"),
        ("<w:r><w:t>Klima</w:t><w:softHyphen/><w:t>schutz</w:t></w:r>", "Klima\u00adschutz"),
        ("<w:r><w:t>E</w:t><w:noBreakHyphen/><w:t>Mobil</w:t></w:r>", "E-Mobil"),
        ("<w:r><w:t>Tel.</w:t><w:tab/><w:t>05231</w:t></w:r>", "Tel.\t05231"),
        ("<w:r><w:t xml:space='preserve'>A </w:t><w:br/><w:t>B</w:t><w:cr/><w:t>C</w:t><w:br w:type='page'/></w:r>", "A\nB\nC"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0B7'/></w:r>" + run(" Lage"), "• Lage"),
        ("<w:r><w:t xml:space='default'> Lage </w:t></w:r>" + run(" an der Lippe"), "Lage an der Lippe"),
        (run("sichtbar") + run(" geheim", "<w:vanish/>") + run(" auch", '<w:rStyle w:val="Weg"/>'), "sichtbar"),
        (run("doch da", '<w:rStyle w:val="Weg"/><w:vanish w:val="0"/>'), "doch da"),
        ("<w:fldSimple w:instr=' DATE '>" + run("3. Mai 2021") + "</w:fldSimple>", "3. Mai 2021"),
        (run("vor") + "<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>her</w:t></w:r>", "vorher"),
        (
            "<m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>x=1</m:t></m:r></m:oMath>",
            "x=1",
        ),
        ("<w:ruby><w:rt>" + run("klein") + "</w:rt><w:rubyBase>" + run("groß") + "</w:rubyBase></w:ruby>", "groß"),
        ("<w:commentRangeStart w:id='1'/>" + run("Text") + "<w:r><w:annotationRef/><w:commentReference w:id='1'/></w:r>", "Text"),
    ],
)
def test_a_paragraph_shows_what_its_page_shows(inner: str, text: str) -> None:
    """Insertions, controls, breaks and symbols are seen; deletions, hidden text and instructions are not."""
    assert read_body(f"<w:p>{inner}</w:p>").raw == text


def field(instruction: str, result: str) -> str:
    """Write a complex field."""
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    """Fields may nest: what stands in an instruction is not seen, even if it is a field's result."""
    inner = field("IF " + "</w:instrText></w:r>" + field("PAGE", run("9")) + "<w:r><w:instrText>", run("Seite drei"))
    assert read_body(f"<w:p>{run('Auf ')}{inner}</w:p>").raw == "Auf Seite drei"


def test_a_field_without_end_swallows_one_paragraph_at_most() -> None:
    """A torn field costs no text below it."""
    body = par("<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>") + par(TEXT)
    assert read_body(body).raw == TEXT


def test_links_keep_their_addresses() -> None:
    """Relations and HYPERLINK fields give addresses, mail ones too; places inside the document are none."""
    body = (
        f"<w:p>{run('Mehr: ')}<w:hyperlink r:id='h'>{run('Seite')}</w:hyperlink>{run(' oder ')}"
        + field(' HYPERLINK "mailto:a@example.org" ', run("Post"))
        + f"<w:hyperlink w:anchor='oben'>{run(' oben')}</w:hyperlink></w:p>"
        + table(("Netz", f"<w:p><w:fldSimple w:instr='HYPERLINK \"https://b.example\"'>{run('B')}</w:fldSimple></w:p>"))
    )
    document = read_body(body, ("h", "hyperlink", "https://a.example", True))
    assert [(document.raw[link.start : link.end], link.href) for link in document.links] == [
        ("Seite", "https://a.example"),
        ("Post", "mailto:a@example.org"),
        ("B", "https://b.example"),
    ]


BOX = f"<w:txbxContent>{par('Kontakt: Frau Muster')}</w:txbxContent>"


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    """Of the two ways a box is written for new and old programs, only one is read; numbers count both."""
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read_body(par(run("Davor ") + drawn + run("danach.")) + par(TEXT))
    assert document.raw == f"Davor danach.\n\nKontakt: Frau Muster\n\n{TEXT}"
    assert [(anchor.paragraph, anchor.path) for anchor in document.anchors] == [(1, "p[1]"), (2, "p[1]/txbx/p[1]"), (4, "p[2]")]


def test_an_old_text_box_is_read_where_there_is_no_other() -> None:
    """A fallback without a choice is what there is."""
    drawn = f"<w:r><mc:AlternateContent><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    assert read_body(f"<w:p>{drawn}</w:p>").raw == "Kontakt: Frau Muster"


@pytest.mark.parametrize(
    ("style", "level"), [("berschrift1", 1), ("Eigene", 1), ("Titel", 1), ("Untertitel", 2), ("Überschrift 2", 2), ("Heading3", 3)]
)
def test_headings_are_known_by_style(style: str, level: int) -> None:
    """German and English names, inherited ones, and names that no style defines."""
    block = read_body(par("Das Netzwerk", style) + par(TEXT)).blocks[0]
    assert (block.kind, block.level) == ("heading", level)


def test_headings_are_known_by_outline_level() -> None:
    """A level of its own makes a paragraph a heading; the ninth makes it none."""
    document = read_body(
        par("Ziele", "", '<w:outlineLvl w:val="2"/>') + par("Kein Titel.", "berschrift1", '<w:outlineLvl w:val="9"/>')
    )
    assert [(block.kind, block.level) for block in document.blocks] == [("heading", 3), ("paragraph", 0)]


def test_styles_in_a_circle_do_no_harm() -> None:
    """Two styles based on one another are read as if they were not."""
    assert shown(read_body(par(TEXT, "Kreis1"))) == [("paragraph", TEXT)]


def test_a_text_in_a_heading_style_is_no_heading() -> None:
    """Whole paragraphs are set in such styles, too."""
    assert read_body(par(TEXT * 4, "berschrift1")).blocks[0].kind == "paragraph"


def test_a_bold_line_over_a_text_is_a_heading() -> None:
    """Short, wholly bold, no sentence: the first one is the title."""
    bold = "<w:b/>"
    document = read_body(par(run("Netzwerk startet", bold)) + par(TEXT) + par(run("Ziele", bold)) + par(TEXT))
    assert [(block.kind, block.level) for block in document.blocks if block.kind == "heading"] == [("heading", 1), ("heading", 2)]


@pytest.mark.parametrize(
    ("line", "below"),
    [
        (run("Max Muster", "<w:b/>"), "Stadt Lage"),
        (run("Träger: Stadt Lage", "<w:b/>"), TEXT),
        (run("Das Netzwerk ist heute gestartet.", "<w:b/>"), TEXT),
        (run("Netz", "<w:b/>") + run("werk"), TEXT),
        (run("Netzwerk", "<w:b/><w:b w:val='0'/>"), TEXT),
        (run("Lage, den 3. Mai 2021", "<w:b/>"), TEXT),
        (f"<w:hyperlink r:id='h'>{run('Zur Seite', UNDERLINED)}</w:hyperlink>", TEXT),
    ],
)
def test_a_bold_line_may_be_no_heading(line: str, below: str) -> None:
    """A name over an address, a labelled value, a sentence, half a line, a date, a link."""
    document = read_body(par(line) + par(below), ("h", "hyperlink", "https://a.example", True))
    assert all(block.kind != "heading" for block in document.blocks)


def test_lists_are_known_by_numbering_and_style() -> None:
    """Numbering makes items with their depth, also through a style; number 0 takes it away."""
    deep = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr>'
    body = par("Lage", "Punkte") + par("Werne", "", deep) + par("Kein Punkt", "Punkte", '<w:numPr><w:numId w:val="0"/></w:numPr>')
    document = read_body(body)
    assert [(block.kind, block.level) for block in document.blocks] == [("item", 1), ("item", 2), ("paragraph", 0)]
    assert document.raw == "Lage\nWerne\n\nKein Punkt"


def test_a_numbering_that_shows_nothing_makes_no_items() -> None:
    """Some templates number every paragraph with empty signs."""
    numbering = (
        "<w:x><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='none'/><w:lvlText w:val=''/></w:lvl>"
        "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:x>"
    )
    assert read_body(par("Lage", "Punkte"), word__numbering_xml=numbering).blocks[0].kind == "paragraph"


def test_plain_lines_stay_lines_and_gaps_stay_gaps() -> None:
    """Short paragraphs follow one another as lines; an empty one parts them."""
    body = par("Teilnehmer") + par("Stadt Lage") + "<w:p/>" + par("Stadt Werne") + par(TEXT) + par("Alpen")
    assert read_body(body).raw == f"Teilnehmer\nStadt Lage\n\nStadt Werne\n\n{TEXT}\n\nAlpen"


def test_space_parts_lines_where_no_empty_paragraph_does() -> None:
    """Space above is a gap, unless the author parts by empty paragraphs: then each line has the space its style leaves."""
    space = '<w:spacing w:before="240"/>'
    assert read_body(par("Lage") + par("Werne") + par("Alpen", "", space)).raw == "Lage\nWerne\n\nAlpen"
    assert read_body(par("Lage") + "<w:p/>" + par("Werne") + par("Alpen", "", space)).raw == "Lage\n\nWerne\nAlpen"


def test_a_text_pasted_with_its_line_ends_runs_on() -> None:
    """A long line without a full stop goes on in the next paragraph."""
    assert read_body(par(TEXT[:-1] + " für") + par("die Stadt Lage.")).raw == f"{TEXT[:-1]} für\ndie Stadt Lage."


def test_merged_cells_are_read_once() -> None:
    """A cell over two columns or two rows stands where it begins."""
    merged = "<w:tcPr><w:vMerge/></w:tcPr>" + par("alt")
    body = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + par("Teilnehmer") + "</w:tc></w:tr>"
        "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + par("Nord") + "</w:tc><w:tc>" + par("Lage") + "</w:tc></w:tr>"
        f"<w:tr><w:tc>{merged}</w:tc><w:tc>" + par("Werne") + "</w:tc></w:tr></w:tbl>"
    )
    assert shown(read_body(body)) == [("row", "Teilnehmer"), ("row", "Nord\tLage"), ("row", "Werne")]


def test_empty_cells_keep_their_column_between_others() -> None:
    """Tabs count columns from the first filled cell to the last."""
    assert read_body(table(("", "A", "", "B", ""), ("C", "D\tE", "F", "", ""))).raw == "A\t\tB\nC\tD E\tF"


def test_a_layout_table_is_read_as_paragraphs() -> None:
    """One cell around a text, or cells of several long paragraphs, are no rows."""
    frame = table((par("Ziele", "berschrift1") + par(TEXT),))
    columns = table((par(TEXT * 2) * 3, par("Kontakt") + par(TEXT)))
    document = read_body(frame + columns)
    assert [block.kind for block in document.blocks] == ["heading", "paragraph"]
    assert document.raw.count(TEXT) == 8


def test_a_list_in_a_cell_is_a_list() -> None:
    """The cell beside it stays a row of its own."""
    document = read_body(table(("Teilnehmer", par("Lage", "Punkte") + par("Werne", "Punkte"))))
    assert shown(document) == [("row", "Teilnehmer"), ("item", "Lage"), ("item", "Werne")]


def test_a_table_in_a_table_is_read_in_its_place() -> None:
    """The outer one only lays the page out."""
    document = read_body(table((par("Davor.") + table(("A", "B")) + par("Danach."),)))
    assert shown(document) == [("paragraph", "Davor."), ("row", "A\tB"), ("paragraph", "Danach.")]
    assert [anchor.path for anchor in document.anchors] == [
        "tbl[1]/tr[1]/tc[1]/p[1]",
        "tbl[1]/tr[1]/tc[1]/tbl[1]/tr[1]/tc[1]/p[1]",
        "tbl[1]/tr[1]/tc[1]/tbl[1]/tr[1]/tc[2]/p[1]",
        "tbl[1]/tr[1]/tc[1]/p[2]",
    ]


def test_deleted_and_hidden_rows_are_not_seen() -> None:
    """Rows struck by tracked changes are gone; a deleted paragraph end joins two paragraphs."""
    row = "<w:tr><w:trPr>{}</w:trPr><w:tc>" + par("weg") + "</w:tc></w:tr>"
    body = f"<w:tbl>{row.format('<w:del/>')}{row.format('<w:hidden/>')}<w:tr><w:tc>{par('da')}</w:tc><w:tc>{par('x')}</w:tc></w:tr></w:tbl>"
    body += par("Stadt ", "", "<w:rPr><w:del/></w:rPr>") + par(" Lage")
    document = read_body(body)
    assert shown(document)[0] == ("row", "da\tx")
    assert [finding.code for finding in document.findings] == ["tracked-changes"]
    assert [anchor.paragraph for anchor in document.anchors] == [3, 4, 5, 6]


def test_captions_and_contents_are_told_apart() -> None:
    """A caption is one; the table of contents repeats the headings and is noise."""
    document = read_body(par("Ziele\t3", "Verzeichnis1") + par("Bild 1: Auftakt", "Beschriftung"))
    assert [(block.kind, block.boilerplate) for block in document.blocks] == [("paragraph", "navigation"), ("caption", None)]


def test_notes_come_last_and_only_if_they_are_referred_to() -> None:
    """Footnotes follow the text in the order of their signs."""
    notes = "".join(f"<w:footnote w:id='{number}'>{par(f'Note {number}')}</w:footnote>" for number in (1, 2, 3))
    notes += f"<w:footnote w:id='0' w:type='separator'>{par('Strich')}</w:footnote>"
    signs = "".join(f"<w:r><w:footnoteReference w:id='{number}'/></w:r>" for number in (3, 1, 0))
    document = read_body(
        par(run("Text.") + signs), ("f", "footnotes", "footnotes.xml", False), word__footnotes_xml=f"<w:x>{notes}</w:x>"
    )
    assert document.raw == "Text.\n\nNote 3\n\nNote 1"
    assert document.anchors[-1].path == "footnotes[1]/p[1]"
    assert document.anchors[-1].paragraph is None


def test_headers_are_read_once_and_only_if_shown() -> None:
    """The same words on two pages are written once, never as a heading; a first header without a first page is not shown."""
    section = "<w:sectPr>{}<w:headerReference w:type='default' r:id='h1'/><w:headerReference w:type='first' r:id='h2'/></w:sectPr>"
    links = (("h1", "header", "header1.xml", False), ("h2", "header", "header2.xml", False))
    heads = {"word__header1_xml": f"<w:x>{par('Kopf')}</w:x>", "word__header2_xml": f"<w:x>{par('Erste')}</w:x>"}
    heads["word__header1_xml"] = f"<w:x>{par('Kopf', 'Titel')}</w:x>"
    assert read_body(par(TEXT) + section.format(""), *links, **heads).blocks[0].kind == "paragraph"
    assert read_body(par(TEXT) + section.format(""), *links, **heads).raw == f"Kopf\n\n{TEXT}"
    assert read_body(par(TEXT) + section.format("<w:titlePg/>"), *links, **heads).raw == f"Kopf\n\nErste\n\n{TEXT}"
    heads["word__header2_xml"] = heads["word__header1_xml"]
    assert read_body(par(TEXT) + section.format("<w:titlePg/>"), *links, **heads).raw == f"Kopf\n\n{TEXT}"


CORE = "<x xmlns:d='http://purl.org/dc/terms/'><d:title>{}</d:title><d:created>{}</d:created><d:modified>{}</d:modified></x>"


def test_the_title_is_believed_where_the_text_says_the_same() -> None:
    """Most titles in properties are a template's."""
    body = par("Netzwerk startet", "Titel") + par(TEXT)
    assert read_body(body, docProps__core_xml=CORE.format("Netzwerk  startet", "", "")).title == "Netzwerk startet"
    assert read_body(body, docProps__core_xml=CORE.format("Vorlage Presse", "", "")).title is None


@pytest.mark.parametrize(
    ("created", "modified", "declared"),
    [
        ("2021-04-28T08:00:00Z", "2021-05-03T10:15:00Z", "2021-05-03"),
        ("2009-04-28T08:00:00Z", "2021-05-03T10:15:00Z", None),
        ("2021-05-03T08:00:00Z", "2021-04-03T10:15:00Z", None),
        ("2013-12-23T23:15:00Z", "2013-12-23T23:15:00Z", None),
        ("2021-02-30", "2021-05-03", None),
        ("", "2021-05-03T10:15:00Z", None),
    ],
)
def test_the_date_is_believed_where_both_stamps_agree(created: str, modified: str, declared: str | None) -> None:
    """A file begun years before it was saved was written over, or saved anew."""
    assert read_body(par(TEXT), docProps__core_xml=CORE.format("", created, modified)).declared_date == declared


def check_anchors(data: bytes, document: Document) -> None:
    """Prove that each paragraph that is named holds the text it is named for, and that each character of a block is anchored."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        body: Any = parse_xml(archive.read("word/document.xml"))
    paragraphs = list(body.body.iter(qn("w:p")))
    for anchor in document.anchors:
        if anchor.paragraph is not None:
            node = paragraphs[anchor.paragraph - 1]
            held = "".join(each.text or "" for each in node.iter(qn("w:t")) if next(each.iterancestors(qn("w:p"))) is node)
            words = document.raw[anchor.start : anchor.end].split()
            assert words
            assert all(word in held for word in words)
    covered = {place for anchor in document.anchors for place in range(anchor.start, anchor.end)}
    for block in document.blocks:
        assert all(not document.raw[place].strip() for place in range(block.start, block.end) if place not in covered)
    assert all(before.end <= after.start for before, after in pairwise(document.anchors))


def test_every_block_leads_back_to_its_paragraph() -> None:
    """Paragraph numbers count every w:p of the body, in tables, boxes, deletions and fallbacks too."""
    check_anchors(full(), read(full()))


_WORDS = st.sampled_from(["Lage", "Stadt Werne", TEXT, "Ziele", "Träger: Kreis Unna", ""])
_PARAGRAPHS = st.builds(
    lambda text, style, bold, number: par(run(f"{text} {number}", "<w:b/>" if bold else ""), style),
    _WORDS,
    st.sampled_from(["", "Titel", "Punkte", "Beschriftung", "Eigene"]),
    st.booleans(),
    st.integers(0, 99),
)
_DELETED = st.just(f"<w:p><w:del>{run('weg')}</w:del></w:p>")
_BODIES = st.recursive(
    st.one_of(_PARAGRAPHS, _DELETED, st.just("<w:p/>")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(st.lists(inner, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(lambda rows: table(*rows)),
        inner.map(lambda box: par(f"<w:r><w:t>Anker</w:t><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict></w:r>")),
        inner.map(lambda some: f"<w:sdt><w:sdtContent>{some}</w:sdtContent></w:sdt>"),
    ),
    max_leaves=15,
)


@given(_BODIES)
@settings(max_examples=150, deadline=None)
def test_any_nesting_leads_back_to_its_paragraphs(body: str) -> None:
    """However paragraphs, tables, boxes and controls nest, each stretch names the paragraph that holds it."""
    data = pack(parts(par("Anfang") + body))
    check_anchors(data, read(data))


def test_a_strict_document_is_read() -> None:
    """The other set of namespaces says the same."""
    contents = {
        name: text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, text in parts(par("Ziele", "Eigene")).items()
    }
    assert shown(read(pack(contents))) == [("heading", "Ziele")]


def test_a_document_under_another_name_is_found() -> None:
    """The package says where its text is."""
    contents = parts(par(TEXT))
    contents["word/document2.xml"] = contents.pop("word/document.xml")
    contents["word/_rels/document2.xml.rels"] = contents.pop("word/_rels/document.xml.rels")
    contents["_rels/.rels"] = contents["_rels/.rels"].replace("word/document.xml", "/word/document2.xml")
    assert read(pack(contents)).raw == TEXT


def code_of(data: bytes) -> str:
    """Give the code under which a file is refused."""
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.code


def test_entities_are_refused() -> None:
    """A document type is refused before any entity is unfolded or fetched."""
    lol = "".join(f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 12))
    assert code_of(pack(parts(par("&l11;"), prolog=f"<!DOCTYPE x [<!ENTITY l0 'lol'>{lol}]>"))) == "damaged"
    assert code_of(pack(parts(par("&x;"), prolog="<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"))) == "damaged"


def test_entities_in_styles_do_no_harm() -> None:
    """Parts that only describe the text are left out."""
    contents = parts(par(TEXT))
    contents["word/styles.xml"] = "<!DOCTYPE x [<!ENTITY x 'y'>]>" + contents["word/styles.xml"]
    assert read(pack(contents)).raw == TEXT


def test_nothing_outside_the_file_is_read() -> None:
    """Templates, pictures and documents that lie elsewhere are not fetched; an embedded document is spoken of."""
    links = (
        ("t", "attachedTemplate", "http://127.0.0.1:9/x", True),
        ("h", "header", "file:///etc/passwd", True),
        ("s2", "styles", "http://x", True),
    )
    body = par(TEXT) + "<w:altChunk r:id='t'/><w:sectPr><w:headerReference r:id='h'/></w:sectPr>"
    document = read_body(body, *links)
    assert document.raw == TEXT
    assert [finding.code for finding in document.findings] == ["embedded-document"]


def test_a_bomb_is_refused() -> None:
    """A text that unfolds beyond forty megabytes is not read further."""
    assert code_of(pack(parts(par("x" * 42_000_000)))) == "unfolds-too-far"


def test_an_encrypted_file_says_so() -> None:
    """Word keeps it in a container of the old kind."""
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


def test_an_old_file_says_what_to_do() -> None:
    """A DOC under the name of a DOCX is to be saved anew."""
    with pytest.raises(ReadError, match="DOCX") as caught:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert not isinstance(caught.value, Unreadable)


@pytest.mark.parametrize("data", [b"{\\rtf1 Hallo}", b"\x89PNG\r\n" + bytes(90)])
def test_other_files_under_the_name_are_named(data: bytes) -> None:
    """What is of another kind is called by its name."""
    with pytest.raises(ReadError, match=r"is (an RTF file|a PNG image)"):
        read(data)


def test_a_file_without_text_is_empty() -> None:
    """Nothing in it, or nothing at all."""
    for data in (b"", pack(parts("<w:p/>"))):
        document = read(data)
        assert (document.raw, [finding.code for finding in document.findings]) == ("", ["empty-document"])


def test_a_scanned_file_has_no_text() -> None:
    """Pictures alone are no text, even under a letterhead."""
    picture = (
        "<w:p><w:r><w:drawing><a:blip xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'/></w:drawing></w:r></w:p>"
    )
    assert code_of(pack(parts(picture))) == "no-text-layer"
    assert read_body(picture + par(TEXT)).raw == TEXT


def test_a_cut_off_file_is_saved_as_far_as_it_goes() -> None:
    """Without its list of parts the text is still found, and a finding says so."""
    rng = random.Random(4)  # noqa: S311 - words, no secret
    body = "".join(par(f"Absatz {number}: " + "".join(rng.choices("abcdefgh ", k=200))) for number in range(500))
    data = pack(parts(body))
    document = read(data[: len(data) - 12_000])
    assert document.raw.startswith("Absatz 0")
    assert "Absatz 300" in document.raw
    assert [finding.code for finding in document.findings] == ["document-damaged"]


def test_torn_mark_up_is_read_with_a_warning() -> None:
    """What stands before and behind a torn tag is read."""
    document = read_body(par("Davor.") + "<w:p><w:r><w:t>Mitte</w:r></w:p>" + par("Danach."))
    assert [finding.code for finding in document.findings] == ["document-damaged"]
    assert "Davor." in document.raw
    assert "Danach." in document.raw


def test_half_a_character_in_an_attribute_costs_only_what_follows() -> None:
    """The parser stops over it; what stands before is kept."""
    document = read_body(par("Davor.") + "<w:p w:x='&#55296;'/>" + par("Danach."))
    assert document.raw.startswith("Davor.")
    assert [finding.code for finding in document.findings] == ["document-damaged"]


def test_a_wrong_checksum_is_read_with_a_warning() -> None:
    """The text is there; only its sum differs."""
    data = bytearray(pack(parts(par(TEXT))))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        info = archive.getinfo("word/document.xml")
    central = data.index(b"PK\x01\x02")
    while data[central + 46 : central + 46 + len(info.filename)] != info.filename.encode():
        central = data.index(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", data, central + 16, 1)
    document = read(bytes(data))
    assert document.raw == TEXT
    assert [finding.code for finding in document.findings] == ["document-damaged"]


def read_leniently(data: bytes) -> None:
    """Read; only the exceptions that are meant may come."""
    try:
        document = read(data)
    except ReadError:
        return
    assert all(document.raw[block.start : block.end].strip() for block in document.blocks)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PK\x05\x06"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_politely(data: bytes, head: bytes) -> None:
    """No bytes raise anything but a reason."""
    read_leniently(head + data)


@given(st.integers(0, 10_000), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_changed_bytes_raises_nothing_else(cut: int, changes: list[tuple[float, int]]) -> None:
    """A file that lost or changed some bytes is read, or refused with a reason."""
    data = bytearray(pack(parts(par("Ziele", "Eigene") + table(("A", "B")) + par(TEXT))))
    for place, value in changes:
        data[int(place * len(data))] = value
    read_leniently(bytes(data[: len(data) - cut % 300 if cut % 3 == 0 else len(data)]))


@given(
    st.lists(
        st.tuples(st.floats(0, 0.999), st.sampled_from([b"", b"<", b">", b"&", b"</w:p>", b"<w:tc>", b"<w:p>", b"</w:tbl>", b'"']))
    )
)
@settings(max_examples=200, deadline=None)
def test_torn_mark_up_raises_nothing(changes: list[tuple[float, bytes]]) -> None:
    """Whatever is missing or too much in the mark-up, the rest is read."""
    contents: dict[str, Any] = parts(par("Ziele", "Eigene") + table(("A", table(("B",)))) + par(run("x") + f"<w:r>{BOX}</w:r>"))
    text = bytearray(contents["word/document.xml"].encode())
    for place, new in changes:
        at = int(place * len(text))
        text[at : at + max(len(new), 1)] = new
    contents["word/document.xml"] = bytes(text)
    read_leniently(pack(contents))


def test_deep_tables_are_no_fault() -> None:
    """Five thousand tables in one another are read without recursion."""
    depth = 5_000
    document = read_body("<w:tbl><w:tr><w:tc>" * depth + par("tief") + "</w:tc></w:tr></w:tbl>" * depth)
    assert document.raw == "tief"
    assert document.anchors[0].path is None


def test_a_long_file_needs_little_memory() -> None:
    """Twenty thousand paragraphs need a few kilobytes each at most, however large their mark-up."""
    data = pack(parts(par(run("Stadt Lage ist dabei und will bis 2030 sparen.")) * 20_000))
    tracemalloc.start()
    document = read(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(document.anchors) == 20_000
    assert peak < 60_000_000


def test_own_styles_of_python_docx_are_followed() -> None:
    """A style based on a heading is one, whatever its name."""
    file = WordFile()
    style: Any = file.styles.add_style("Amtsblatt", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Heading 2"]
    file.add_paragraph("Neues Netzwerk", style="Amtsblatt")
    out = BytesIO()
    file.save(out)
    assert read(out.getvalue()).blocks[0].level == 2
