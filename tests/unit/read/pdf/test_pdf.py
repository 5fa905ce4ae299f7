"""PDFs become text in reading order, and every character leads back to its place on the page."""

import ctypes
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2_raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from pipeline.read.item import Item
from pipeline.read.pdf import read_pdf
from pipeline.read.unreadable import Unreadable
from schemas.document import Document
from schemas.origin import locate

_WIDTH, _HEIGHT = 595, 842
_LEFT = (
    "Die Energieagentur begleitet das Netzwerk drei Jahre lang",
    "und lädt die Verwaltungen viermal im Jahr zu Treffen ein,",
    "bei denen sie ihre Erfahrungen mit der Wärme-",
    "planung austauschen und gemeinsam Lösungen suchen,",
    "die für alle Orte taugen und die sich auch kleine",
)
_RIGHT = (
    "Gemeinden leisten können. Im Herbst beginnt die Arbeit",
    "mit einer Feier im Rathaus, zu der alle Bürgerinnen und",
    "Bürger eingeladen sind. Danach folgen Besuche vor Ort,",
    "damit jede Gemeinde ihre Gebäude zeigen kann und die",
    "Fachleute sehen, wo die meiste Energie verloren geht.",
)


def _pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(_WIDTH, _HEIGHT), invariant=True, **options)
    draw(canvas)
    canvas.save()
    return paper.getvalue()


def _read(data: bytes) -> Document:
    return read_pdf(Item(data, "a.pdf", "application/pdf"))


def _blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.raw[block.start : block.end]) for block in document.blocks]


def _lines(canvas: Canvas, x: float, y: float, lines: tuple[str, ...], size: float = 10, font: str = "Helvetica") -> None:
    for number, line in enumerate(lines):
        canvas.setFont(font, size)
        canvas.drawString(x, y - number * 1.2 * size, line)


def _chars_in(text: object, box: tuple[float, float, float, float]) -> str:
    """Give the characters whose middle lies in a rectangle that is counted from the top left."""
    found = []
    rect = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(text)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(rect))
        x, y = (rect.left + rect.right) / 2, _HEIGHT - (rect.top + rect.bottom) / 2
        if box[0] <= x <= box[2] and box[1] <= y <= box[3] and code not in {10, 13, 32}:
            found.append("-" if code == 2 else chr(code))
    return "".join(found)


@pytest.fixture
def opened() -> Iterator[Callable[[bytes], object]]:
    """Open the first page of a PDF with pdfium itself."""
    pdfium.FPDF_InitLibrary()
    kept: list[object] = []
    closing: list[Callable[[], None]] = []

    def open_page(data: bytes) -> object:
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        page = pdfium.FPDF_LoadPage(document, 0)
        text = pdfium.FPDFText_LoadPage(page)
        kept.append(data)
        closing.extend(
            [
                lambda: pdfium.FPDF_CloseDocument(document),
                lambda: pdfium.FPDF_ClosePage(page),
                lambda: pdfium.FPDFText_ClosePage(text),
            ]
        )
        return text

    yield open_page
    for close in reversed(closing):
        close()


def _two_columns(canvas: Canvas) -> None:
    _lines(canvas, 50, 780, ("Sieben Städte gründen ein Netzwerk",), size=20, font="Helvetica-Bold")
    _lines(canvas, 50, 730, _LEFT)
    _lines(canvas, 330, 730, _RIGHT)


def test_columns_are_read_one_after_the_other_and_a_paragraph_goes_on_in_the_next() -> None:
    """The headline comes first, then the left column, then the right, and the sentence between them stays whole."""
    document = _read(_pdf(_two_columns))
    kinds = [kind for kind, _ in _blocks(document)]
    assert kinds == ["heading", "paragraph"]
    assert "kleine Gemeinden leisten" in document.raw
    assert "Wärme-\nplanung" in document.raw


def test_columns_drawn_in_turns_are_still_columns() -> None:
    """The order of drawing is a hint, never the order of reading."""

    def draw(canvas: Canvas) -> None:
        for number in reversed(range(5)):
            _lines(canvas, 330, 730 - 12 * number, (_RIGHT[number],))
        for number in reversed(range(5)):
            _lines(canvas, 50, 730 - 12 * number, (_LEFT[number],))

    assert " ".join(_read(_pdf(draw)).raw.split()).startswith("Die Energieagentur begleitet das Netzwerk drei Jahre lang und lädt")


def test_every_word_leads_back_to_its_characters_on_the_page(opened: Callable[[bytes], object]) -> None:
    """The rectangle of any word holds exactly its characters."""
    data = _pdf(_two_columns)
    document = _read(data)
    text = opened(data)
    for match in re.finditer(r"\S+", document.raw):
        if "\n" in document.raw[match.start() : match.end()]:
            continue
        places = locate(document.anchors, match.start(), match.end())
        assert [place.page for place in places] == [1]
        assert _chars_in(text, places[0].box or (0, 0, 0, 0)) == match.group()


def test_every_visible_character_belongs_to_an_anchor() -> None:
    """No character of the text stands without a page and a rectangle."""
    document = _read(_pdf(_two_columns))
    covered = {at for anchor in document.anchors for at in range(anchor.start, anchor.end)}
    assert {at for at, char in enumerate(document.raw) if char.strip()} <= covered
    for anchor in document.anchors:
        assert anchor.edges is not None
        assert len(anchor.edges) == anchor.end - anchor.start + 1
        assert list(anchor.edges) == sorted(anchor.edges)


def test_words_without_blanks_between_them_are_told_apart_by_their_gaps() -> None:
    """LaTeX and browsers draw words at places and no blanks."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 11)
        for line, y in zip(_LEFT, range(700, 600, -14), strict=False):
            x = 60.0
            for word in line.split():
                canvas.drawString(x, y, word)
                x += canvas.stringWidth(word, "Times-Roman", 11) + 2.6

    raw = _read(_pdf(draw)).raw
    assert raw.split() == " ".join(_LEFT).split()


def test_spaced_out_letters_become_words() -> None:
    """Letters that stand apart for emphasis are one word, and the wider gap parts two."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(60, 700, "K L I M A   N E T Z W E R K")
        line = canvas.beginText(60, 650)
        line.setCharSpace(5)
        line.textOut("WASSER")
        canvas.drawText(line)
        _lines(canvas, 60, 600, _LEFT)

    raw = _read(_pdf(draw)).raw
    assert raw.startswith("KLIMA NETZWERK\n")
    assert "\nWASSER\n" in raw


def test_what_is_drawn_twice_counts_once() -> None:
    """A heading made bold by drawing it again is not doubled."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for shift in (0, 0.4):
            canvas.drawString(60 + shift, 700, "Netzwerk Lippe: Wasser, Kaffee, 2022")

    assert _read(_pdf(draw)).raw == "Netzwerk Lippe: Wasser, Kaffee, 2022"


def test_lowered_and_raised_signs_stay_in_their_word() -> None:
    """CO₂ is "CO2", and the square of a metre is "m2"."""

    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(60, 700)
        for text, size, rise in (("spart CO", 12, 0), ("2", 7, -2.5), (" auf 500 m", 12, 0), ("2", 7, 4.5), (" ein", 12, 0)):
            line.setFont("Helvetica", size)
            line.setRise(rise)
            line.textOut(text)
        canvas.drawText(line)

    assert _read(_pdf(draw)).raw == "spart CO2 auf 500 m2 ein"


def test_items_lose_their_bullets_as_on_a_page_of_the_web() -> None:
    """Bullets drawn as characters or as dots, and numbers in a row, make items."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 760, ("Am Netzwerk nehmen teil:",))
        for number, town in enumerate(("Stadt Lage", "Gemeinde Leopoldshöhe", "Stadt Bad Salzuflen, die schon früher")):
            canvas.drawString(60, 740 - 14 * number, "\u2022")
            canvas.drawString(75, 740 - 14 * number, town)
        canvas.drawString(75, 698, "dabei war")
        for number, topic in enumerate(("Wärme", "Strom", "Verkehr"), 1):
            canvas.drawString(60, 660 - 14 * number, f"{number}. {topic}")
        canvas.circle(62, 583, 1.6, fill=1)
        canvas.drawString(75, 580, "Ein Punkt, der gezeichnet ist")

    found = [text for kind, text in _blocks(_read(_pdf(draw))) if kind == "item"]
    assert found[:2] == ["Stadt Lage", "Gemeinde Leopoldshöhe"]
    assert " ".join(found[2].split()) == "Stadt Bad Salzuflen, die schon früher dabei war"
    assert found[3:] == ["Wärme", "Strom", "Verkehr", "Ein Punkt, der gezeichnet ist"]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_keeps_its_rows(ruled: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Cells of a row stand in one line, parted by tabs, also those of several lines."""
    rows = [
        ["Rolle", "Wer"],
        ["Träger", "Stadt Lage"],
        ["Netzwerkmanagement", "Energieagentur Lippe GmbH\nmit Sitz in Oerlinghausen"],
        ["Förderung", "Bundesministerium für Umwelt"],
    ]
    paper = io.BytesIO()
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    table = Table(rows, colWidths=[140, 220], style=TableStyle(style))
    SimpleDocTemplate(paper).build([table])
    found = [" ".join(text.replace("\t", " | ").split()) for kind, text in _blocks(_read(paper.getvalue())) if kind == "row"]
    assert found == [
        "Rolle | Wer",
        "Träger | Stadt Lage",
        "Netzwerkmanagement | Energieagentur Lippe GmbH mit Sitz in Oerlinghausen",
        "Förderung | Bundesministerium für Umwelt",
    ]


def test_running_heads_and_page_numbers_do_not_tear_a_sentence() -> None:
    """They are noise after the paragraph that goes on over the page's end."""

    def draw(canvas: Canvas) -> None:
        for page, lines in enumerate((_LEFT, _RIGHT), 1):
            _lines(canvas, 60, 810, ("Pressemitteilung der Stadt Lage",), size=8)
            _lines(canvas, 60, 140 if page == 1 else 760, lines)
            _lines(canvas, 280, 30, (f"Seite {page} von 2",), size=8)
            canvas.showPage()

    document = _read(_pdf(draw))
    assert "auch kleine Gemeinden leisten" in document.raw
    noise = [block.boilerplate for block in document.blocks if block.boilerplate]
    assert sorted(noise) == ["footer", "footer", "header", "header"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_are_read_as_they_are_shown(turn: int) -> None:
    """Boxes are those of the page as the reader sees it."""

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        wide, high = (_WIDTH, _HEIGHT) if turn == 180 else (_HEIGHT, _WIDTH)  # reportlab turns the paper too
        canvas.translate(wide / 2, high / 2)
        canvas.rotate(turn)
        _lines(canvas, -200, 100, _LEFT)

    document = _read(_pdf(draw))
    assert document.raw.split() == " ".join(_LEFT).split()
    box = document.anchors[0].box
    assert box is not None
    assert abs(box[0] - (_WIDTH / 2 - 200)) < 1
    assert box[3] - box[1] < 20


def test_turned_text_has_one_anchor_a_word() -> None:
    """Text that runs upwards has no edges, but each word its rectangle."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 100, 700, _LEFT)
        canvas.rotate(90)
        canvas.drawString(300, -40, "Hinweis am Rand")

    document = _read(_pdf(draw))
    start = document.raw.index("Rand")
    (place,) = [anchor for anchor in document.anchors if anchor.start == start]
    assert place.edges is None
    left, top, right, bottom = place.box or (0, 0, 0, 0)
    assert 20 < left < right < 50
    assert bottom - top > right - left


def test_unseen_text_is_dropped_and_the_layer_of_a_scan_is_kept() -> None:
    """White on white, off the page: gone; unseen letters over a scan: read; white on dark: read."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 700, "weiss")
        canvas.setFillColorRGB(0, 0, 0.4)
        canvas.rect(50, 640, 300, 30, fill=1, stroke=0)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(60, 650, "Titel auf dunkel")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(60, 900, "daneben")
        layer = canvas.beginText(60, 600)
        layer.setTextRenderMode(3)
        layer.textOut("Text unter dem Bild")
        canvas.drawText(layer)

    assert _read(_pdf(draw)).raw.split() == "Titel auf dunkel Text unter dem Bild".split()


def test_links_lie_on_the_characters_they_cover() -> None:
    """An address behind an area is the link of the words under it; scripts are none."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(60, 700, "Mehr auf der Seite des Netzwerks im Netz")
        start = 60 + canvas.stringWidth("Mehr auf der ", "Helvetica", 12)
        end = start + canvas.stringWidth("Seite des Netzwerks", "Helvetica", 12)
        canvas.linkURL("https://example.org/netz", (start, 697, end, 712))
        canvas.linkURL("javascript:alert(1)", (60, 697, 80, 712))

    document = _read(_pdf(draw))
    assert [(document.raw[link.start : link.end], link.href) for link in document.links] == [
        ("Seite des Netzwerks", "https://example.org/netz")
    ]


def test_the_stated_title_counts_only_where_the_text_says_it() -> None:
    """A title left over from another file is no title."""

    def draw(canvas: Canvas, title: str) -> None:
        canvas.setTitle(title)
        _two_columns(canvas)

    assert (
        _read(_pdf(lambda canvas: draw(canvas, "Sieben Städte gründen ein Netzwerk"))).title == "Sieben Städte gründen ein Netzwerk"
    )
    assert _read(_pdf(lambda canvas: draw(canvas, "Vorlage_alt.docx"))).title is None


def test_the_day_of_making_is_declared() -> None:
    """The date in the properties is EDTF."""
    data = _pdf(_two_columns)
    dated = re.sub(rb"/CreationDate \(D:\d{8}", b"/CreationDate (D:20210503", data)
    assert dated != data
    assert _read(dated).declared_date == "2021-05-03"


def test_pictures_alone_are_no_text() -> None:
    """A scan says what is to be done."""
    with pytest.raises(Unreadable) as caught:
        _read(_pdf(lambda canvas: canvas.rect(50, 50, 400, 600, fill=1)))
    assert caught.value.code == "no-text-layer"
    assert "OCR" in str(caught.value)


def test_some_pages_without_text_are_told() -> None:
    """The pages that are read stay, and the others are named."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 700, _LEFT)
        for _ in range(2):
            canvas.showPage()
            canvas.rect(50, 50, 400, 600, fill=1)

    (finding,) = _read(_pdf(draw)).findings
    assert (finding.code, finding.values) == ("pages-without-text", {"pages": "2-3"})


@pytest.mark.parametrize(("user", "readable"), [("geheim", False), ("", True)])
def test_a_password_to_open_shuts_the_file_and_one_to_change_does_not(user: str, readable: bool) -> None:  # noqa: FBT001
    """What anyone can open is read."""
    data = _pdf(_two_columns, encrypt=StandardEncryption(user, ownerPassword="chef", canPrint=0, canCopy=0))
    if readable:
        assert "Sieben" in _read(data).raw
        return
    with pytest.raises(Unreadable) as caught:
        _read(data)
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\n", b"%PDF-1.4\n%%EOF", b"", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"]
)
def test_what_is_broken_is_damaged(data: bytes) -> None:
    """No page, no text, no traceback."""
    with pytest.raises(Unreadable) as caught:
        _read(data)
    assert caught.value.code == "damaged"


def test_a_cut_file_is_mended_or_damaged() -> None:
    """What pdfium can put right is read; what it cannot is damaged."""
    data = _pdf(_two_columns)
    assert "Sieben" in _read(data[: data.rindex(b"startxref")]).raw
    with pytest.raises(Unreadable):
        _read(data[:200])


def test_text_that_cannot_be_told_is_no_text() -> None:
    """Letters of a private meaning are not letters."""
    from pipeline.read.pdf import document as room  # noqa: PLC0415 - only this test looks inside
    from pipeline.read.pdf.layout import Layout  # noqa: PLC0415

    with pytest.raises(Unreadable) as caught:
        room._refuse_textless(Layout(shown=100, strange=60), {"bad_pages": 0})
    assert caught.value.code == "no-text-layer"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_mutated_file_raises_anything_but_unreadable(data: st.DataObject) -> None:
    """Bytes turned, cut out and doubled anywhere end in a document or a reason."""
    broken = bytearray(_SAMPLE)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(broken) - 1))
        step = data.draw(st.integers(1, 40))
        match data.draw(st.integers(0, 2)):
            case 0:
                broken[at] = data.draw(st.integers(0, 255))
            case 1:
                del broken[at : at + step]
            case _:
                broken[at:at] = broken[at : at + step]
        broken = broken or bytearray(b"%PDF")
    try:
        document = _read(bytes(broken))
    except Unreadable as error:
        if error.code not in {"damaged", "no-text-layer", "encrypted", "unfolds-too-far"}:
            raise
    else:
        assert all(anchor.end <= len(document.raw) for anchor in document.anchors)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_unreadable(data: bytes) -> None:
    """Whatever is called a PDF ends in a reason."""
    with pytest.raises(Unreadable):
        _read(b"%PDF-1.4\n" + data)


_SAMPLE = _pdf(_two_columns, pageCompression=0)


def test_reading_twice_gives_the_same_document() -> None:
    """Nothing is kept from the file before."""
    data = _pdf(_two_columns)
    first = _read(data)
    _read(_pdf(lambda canvas: canvas.drawString(60, 700, "Anderes")))
    assert replace(first) == _read(data)
