"""What only the look of a page tells: heads of letters, headings one below the other, cells, line ends of filled columns."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from pipeline.read.item import Item
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf.document import _findings
from pipeline.read.pdf.glyphs import _strangeness
from pipeline.read.pdf.layout import Layout
from pipeline.read.text_builder import TextBuilder
from schemas.document import Document

_TEXT = (
    "Die Stadt Lage hat mit sechs Nachbarn ein Netzwerk für Energieeffizienz gegründet, das drei Jahre",
    "lang läuft und vom Bund gefördert wird. Die Verwaltungen wollen ihre Gebäude gemeinsam prüfen und",
    "die Kosten für Strom und Wärme spürbar senken. Den Anfang machen die Schulen und die Rathäuser.",
)
_WORDS = (
    "Das Netzwerk tagt viermal im Jahr und wird von der Energieagentur geleitet, die auch die Ergebnisse sammelt und alle "
    "Berichte schreibt, sobald sie vorliegen und von den Kommunen geprüft worden sind, was meist bis zum Herbst geschieht."
)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10.8, spaceAfter=6, alignment=4)
_ITEM = ParagraphStyle("item", _BODY, leftIndent=8, bulletIndent=2, spaceAfter=1.6)


def _read(draw: Callable[[Canvas], None]) -> Document:
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(595, 842), invariant=True)
    draw(canvas)
    canvas.save()
    return read_pdf(Item(paper.getvalue(), "a.pdf", "application/pdf"))


def _flow(*paragraphs: Paragraph, columns: int = 3, height: float = 700) -> Document:
    paper = io.BytesIO()
    width = (A4[0] - 72 - 16 * (columns - 1)) / columns
    document = BaseDocTemplate(paper, pagesize=A4, invariant=1)
    frames = [Frame(36 + number * (width + 16), 770 - height, width, height, 0, 0, 0, 0) for number in range(columns)]
    document.addPageTemplates([PageTemplate("page", frames)])
    document.build(list(paragraphs))
    return read_pdf(Item(paper.getvalue(), "a.pdf", "application/pdf"))


def _lines(canvas: Canvas, x: float, y: float, lines: tuple[str, ...], size: float = 10, font: str = "Helvetica") -> None:
    for number, line in enumerate(lines):
        canvas.setFont(font, size)
        canvas.drawString(x, y - number * 1.3 * size, line)


def _blocks(document: Document, *, noise: bool = False) -> list[tuple[str, str]]:
    return [(block.kind, document.raw[block.start : block.end]) for block in document.blocks if bool(block.boilerplate) == noise]


def test_a_small_letterhead_in_the_upper_margin_is_a_header() -> None:
    """Its address belongs to no message."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 7.5)
        for number, line in enumerate(("Pressestelle Auental", "Kaiserstraße 12, 31785 Auental", "www.auental.example")):
            canvas.drawRightString(525, 812 - 10 * number, line)
        _lines(canvas, 70, 760, ("Neues Netzwerk",), size=16, font="Helvetica-Bold")
        _lines(canvas, 70, 735, _TEXT, size=10.5)

    document = _read(draw)
    assert [text for _, text in _blocks(document, noise=True)] == [
        "Pressestelle Auental",
        "Kaiserstraße 12, 31785 Auental",
        "www.auental.example",
    ]
    assert {block.boilerplate for block in document.blocks} == {None, "header"}


def test_what_a_message_says_of_itself_at_its_top_stays_text() -> None:
    """A kicker as large as the text, a small date and "Pressemitteilung" are no letterhead, nor is the block of an address."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 812, ("Pressemitteilung",), size=8)
        _lines(canvas, 430, 812, ("Lage, 3. Mai 2021",), size=8)
        _lines(canvas, 60, 770, ("Stadt Lage", "Am Drawen Hof 1", "32791 Lage"))
        _lines(canvas, 60, 700, _TEXT)

    assert not _blocks(_read(draw), noise=True)


def test_halves_of_a_running_head_are_read_with_no_column() -> None:
    """Of a lone page too, and hardly smaller than its text: the right half does not begin the last column."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 36, 816, ("Rundbrief Auental",), size=7.5)
        _lines(canvas, 500, 816, ("Ausgabe 4/2016",), size=7.5)
        for number in range(3):
            _lines(canvas, 36 + 180 * number, 770, tuple(f"{line[:30]} {number}" for line in _TEXT * 4), size=8)

    document = _read(draw)
    assert [text for _, text in _blocks(document, noise=True)] == ["Rundbrief Auental", "Ausgabe 4/2016"]
    assert document.raw.index("Ausgabe") > document.raw.rindex("lang läuft")


def test_a_heading_over_two_lines_is_one_and_two_apart_stay_two() -> None:
    """The step between them tells, measured by their own size; a line broken inside a word goes on."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 780, ("Auszeichnung für ostsäch-", "sische Betriebe"), size=19, font="Helvetica-Bold")
        _lines(canvas, 60, 725, _TEXT, size=12)
        _lines(canvas, 60, 640, ("Klimaschutz-Netzwerk Lippe 1",), size=19, font="Helvetica-Bold")
        _lines(canvas, 60, 606, ("Start: Dezember 2020",), size=19, font="Helvetica-Bold")
        _lines(canvas, 60, 580, _TEXT, size=12)
        _lines(canvas, 60, 500, ("18.02.2021",), size=14, font="Helvetica-Bold")
        _lines(canvas, 60, 480, _TEXT, size=12)

    found = [text for kind, text in _blocks(_read(draw)) if kind == "heading"]
    assert found == [
        "Auszeichnung für ostsäch-\nsische Betriebe",
        "Klimaschutz-Netzwerk Lippe 1",
        "Start: Dezember 2020",
        "18.02.2021",
    ]


def test_a_sign_between_the_words_of_a_headline_makes_no_item() -> None:
    """Not even where a line begins with it."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 780, ("Start für das Netzwerk Holzminden", "• Höxter"), size=19, font="Helvetica-Bold")
        _lines(canvas, 60, 725, _TEXT, size=12)

    assert [kind for kind, _ in _blocks(_read(draw))] == ["heading", "paragraph"]


def test_cells_that_nearly_touch_are_cells_where_others_begin_below_them() -> None:
    """The longest cell of a printed page's column leaves no more room than a blank takes."""
    rows = (
        ("Amt Joachimsthal (Schorfheide)", "Amtsausschuss 08.04.2025"),
        ("Amt Britz-Chorin-Oderberg", "Amtsausschuss 29.04.2025"),
        ("Gemeinde Schorfheide im Barnim", "Gemeindevertretung 14.05.2025"),
    )

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 36, 760, _TEXT)
        second = 36 + max(canvas.stringWidth(name, "Helvetica", 12) for name, _ in rows) + 3.6
        canvas.setFont("Helvetica", 12)
        for number, (name, day) in enumerate(rows):
            canvas.drawString(36, 700 - 16.6 * number, name)
            canvas.drawString(second, 700 - 16.6 * number, day)

    assert [text for kind, text in _blocks(_read(draw)) if kind == "row"] == ["\t".join(row) for row in rows]


def test_a_table_goes_on_with_a_lone_row_on_the_next_page() -> None:
    """The running head between its rows comes after them."""
    rows = [("Kommune", "Einwohner"), ("Stadt Ebern", "7.300"), ("Stadt Eltmann", "5.300"), ("Gemeinde Knetzgau", "6.500")]

    def draw(canvas: Canvas) -> None:
        for page in (rows[:3], rows[3:]):
            _lines(canvas, 60, 815, ("Netzwerktreffen",), size=7)
            for number, (name, count) in enumerate(page):
                _lines(canvas, 60, 760 - 18 * number, (name,))
                _lines(canvas, 300, 760 - 18 * number, (count,))
            if page is rows[3:] or len(page) == 1:
                _lines(canvas, 60, 700, _TEXT)
            canvas.showPage()

    document = _read(draw)
    assert "\n".join("\t".join(row) for row in rows) in document.raw
    assert len(_blocks(document, noise=True)) == 2


def test_the_dot_of_an_abbreviation_ends_no_item() -> None:
    """A line that begins with "V." goes on from the "e." above it."""
    document = _flow(
        Paragraph(
            "Der Landkreis richtet zusammen mit den Städten und Gemeinden das Netzwerk Friesland ein.", _ITEM, bulletText="1."
        ),
        Paragraph(
            "Mit dem Management wird das Umweltbildungszentrum Jade e.<br/>V. beauftragt. Der Vertrag ist vorzulegen.",
            _ITEM,
            bulletText="2.",
        ),
        Paragraph("Für die Netzwerkphase wird eine Zuwendung beantragt.", _ITEM, bulletText="3."),
    )
    items = [" ".join(text.split()) for kind, text in _blocks(document) if kind == "item"]
    assert len(items) == 3
    assert "Jade e. V. beauftragt" in items[1]


def test_a_line_that_ends_before_the_edge_of_a_filled_column_was_ended_by_the_author() -> None:
    """Names below each other stay lines, though the next word would not have stood beside; full lines go on."""
    names = ("Samtgemeinde Flotwedel", "Samtgemeinde Lachendorf", "Samtgemeinde Wathlingen", "Landkreis Celle")
    document = _flow(Paragraph(_WORDS, _BODY), Paragraph("<br/>".join(names), _BODY), Paragraph(_WORDS, _BODY), columns=4)
    assert "\n".join(names) in document.raw
    assert document.raw.count(_WORDS) == 2


def test_two_words_that_fill_a_line_are_no_cells() -> None:
    """However wide the blank between them is, they are drawn in one go from edge to edge; one word alone fills no line."""
    address = "r.rentsch-dresden@handelskammer.example"
    contact = f"Kontakt: Industrie- und Handelskammer Dresden, Paul Rentsch, die Telefone 0351 2802-139, {address} oder {address}"
    document = _flow(Paragraph(_WORDS, _BODY), Paragraph(contact, _BODY), columns=3)
    assert contact in document.raw


def test_a_list_at_a_columns_foot_does_not_run_on_into_a_new_paragraph() -> None:
    """Its last line is short."""
    names = "Teilnehmende Unternehmen sind Süderelbe Recycling, Kühlhaus Steinwerder, Tanklager Nord GmbH, Werft Norderwerk"
    document = _flow(
        Paragraph(_WORDS, _BODY), Paragraph(names, _BODY), Paragraph(f"Seit 2003 haben viele Firmen mitgemacht. {_WORDS}", _BODY),
        height=135,
    )  # fmt: skip
    assert [text for _, text in _blocks(document)][1:] == [names, f"Seit 2003 haben viele Firmen mitgemacht. {_WORDS}"]


def test_the_first_lines_of_the_last_column_are_read_last() -> None:
    """A few lines high on the right end the column beside them; they are no head of the page."""
    title = ParagraphStyle("title", _BODY, fontName="Helvetica-Bold", fontSize=13, leading=16, spaceAfter=9, alignment=0)
    document = _flow(Paragraph("Neues aus unseren Netzwerken", title), *(Paragraph(_WORDS, _BODY) for _ in range(3)), height=200)
    assert document.anchors[-1].box is not None
    assert document.anchors[-1].box[0] > 200
    assert [text for _, text in _blocks(document)] == ["Neues aus unseren Netzwerken", *[_WORDS] * 3]


def test_a_small_line_with_a_credit_is_a_caption() -> None:
    """What names its picture's maker describes a picture."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 760, _TEXT, size=10.5)
        _lines(
            canvas, 60, 690, ("In Hamm schickten der Minister und die Betreuer das Projekt ins Rennen. (Foto: Dörte Vahle)",), 8.4
        )

    assert [kind for kind, _ in _blocks(_read(draw))] == ["paragraph", "caption"]


def test_attached_files_are_named_in_one_finding() -> None:
    """As those of a mail are."""
    about = {"cut": False, "form": False, "bad_pages": 0, "files": ["a.xml", "b.xml"]}
    paper = TextBuilder()
    found = [each for each in _findings(Layout(shown=1), about, paper) if each.code == "attachment-not-read"]
    assert [each.values for each in found] == [{"names": "a.xml, b.xml"}]


def test_controls_in_place_of_letters_are_no_text() -> None:
    """A font that does not say its letters gives numbers of glyphs: blanks come as controls, letters as other ones."""
    assert sum(map(_strangeness, "'LH\x036WfGWH\x03/fQHQ\x03XQG")) * 2 > len("'LH\x036WfGWH\x03/fQHQ\x03XQG")
    assert sum(map(_strangeness, "Die Städte Lünen und\x02\n")) == 0


def test_a_form_is_named() -> None:
    """What was filled in is not read, and the report says so."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    canvas.drawString(72, 700, "Die Stadt Lage macht mit.")
    canvas.acroForm.textfield(name="ort", value="Lage", x=72, y=600, width=100, height=20)
    canvas.save()
    document = read_pdf(Item(stream.getvalue(), "a.pdf", "application/pdf"))
    assert [finding.code for finding in document.findings] == ["form-not-read"]
