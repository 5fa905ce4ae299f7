"""Letters, notes and columns of real papers are read as a person reads them."""

import io
from collections.abc import Callable

from reportlab.pdfgen.canvas import Canvas

from pipeline.read.item import Item
from pipeline.read.pdf import read_pdf
from pipeline.read.pdf.joints import joint
from schemas.document import Document

_TEXT = (
    "Die Stadt Lage hat mit sechs Nachbarn ein Netzwerk für Energieeffizienz gegründet, das drei Jahre",
    "lang läuft und vom Bund gefördert wird. Die Verwaltungen wollen ihre Gebäude gemeinsam prüfen und",
    "die Kosten für Strom und Wärme spürbar senken. Den Anfang machen die Schulen und die Rathäuser.",
)
_COLUMN = (
    "Das Netzwerk tagt viermal im Jahr und",
    "wird von der Energieagentur geleitet, die",
    "auch die Ergebnisse sammelt und alle",
    "Berichte für den Bund schreibt, sobald sie",
)


def _read(draw: Callable[[Canvas], None]) -> Document:
    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(595, 842), invariant=True)
    draw(canvas)
    canvas.save()
    return read_pdf(Item(paper.getvalue(), "a.pdf", "application/pdf"))


def _lines(canvas: Canvas, x: float, y: float, lines: tuple[str, ...], size: float = 10, font: str = "Helvetica") -> None:
    for number, line in enumerate(lines):
        canvas.setFont(font, size)
        canvas.drawString(x, y - number * 1.2 * size, line)


def _order(document: Document, *starts: str) -> list[str]:
    return sorted(starts, key=document.raw.index)


def test_a_letter_is_read_from_its_head_to_its_foot() -> None:
    """The address, then the block beside it, then the date, the subject and the text; the small foot is noise."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 720, ("An die Redaktion", "Lippische Nachrichten", "32791 Lage"))
        _lines(canvas, 400, 720, ("Auskunft: Frau Meier", "Telefon 05232 601-123", "meier@lage.example"), size=8)
        _lines(canvas, 430, 640, ("Lage, 3. Mai 2021",))
        _lines(canvas, 60, 610, ("Sieben Kommunen gründen Netzwerk",), font="Helvetica-Bold")
        _lines(canvas, 60, 580, _TEXT)
        _lines(canvas, 60, 40, ("Sparkasse Lippe, Konto 12345, Sprechzeiten nach Absprache",), size=7)

    document = _read(draw)
    wanted = ["An die Redaktion", "Auskunft", "Lage, 3. Mai 2021", "Sieben Kommunen", "Die Stadt Lage", "Sparkasse"]
    assert _order(document, *wanted) == wanted
    assert document.raw.startswith("An die Redaktion\nLippische Nachrichten\n32791 Lage")
    assert [block.boilerplate for block in document.blocks if block.boilerplate] == ["footer"]
    assert " ".join(document.raw.split()).find(" ".join(_TEXT)) > 0


def test_notes_in_the_margin_tear_no_sentence() -> None:
    """A note beside the text stands before or after it, never inside."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 40, 688, ("Förderung", "des Bundes"), size=7)
        _lines(canvas, 110, 700, _TEXT, size=9)

    assert " ".join(_TEXT) in " ".join(_read(draw).raw.split())


def test_a_footnote_does_not_part_the_sentence_that_goes_on_over_it() -> None:
    """The note comes after the paragraph that ends on the next page."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 160, _TEXT[:1])
        _lines(
            canvas, 60, 148, ("lang läuft und vom Bund gefördert wird. Die Verwaltungen wollen ihre Gebäude gemeinsam prüfen und",)
        )
        _lines(canvas, 60, 100, ("1 Gefördert wird höchstens drei Jahre lang, und zwar mit bis zu sechzig Prozent.",), size=7)
        canvas.showPage()
        _lines(canvas, 60, 780, _TEXT[2:])

    assert "prüfen und die Kosten" in _read(draw).raw


def test_a_headline_over_two_columns_comes_first_and_what_follows_both_last() -> None:
    """Columns under a headline are read down, then across; a line under both ends them."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 60, 700, ("Ein Netzwerk für das ganze Lipperland und alle Nachbarn",), size=16, font="Helvetica-Bold")
        _lines(canvas, 60, 660, _COLUMN)
        _lines(
            canvas,
            320,
            660,
            (
                "vorliegen. Danach beginnt die Umsetzung",
                "in allen sieben Rathäusern.",
                "Und das ist gut so, sagen alle, die dabei",
                "gewesen sind.",
            ),
        )
        _lines(
            canvas,
            60,
            590,
            ("Weitere Auskünfte gibt die Pressestelle der Stadt Lage am Markt 1, wo auch das Netzwerk seinen Sitz hat.",),
        )

    document = _read(draw)
    wanted = ["Ein Netzwerk", "Das Netzwerk tagt", "vorliegen.", "Weitere Auskünfte"]
    assert _order(document, *wanted) == wanted
    assert "sobald sie vorliegen" in document.raw


def test_three_narrow_columns_are_no_table() -> None:
    """Text that stands side by side on the same lines is still read down."""

    def draw(canvas: Canvas) -> None:
        for number in range(3):
            _lines(canvas, 50 + 175 * number, 700, tuple(f"{line[:26]} {number}" for line in _COLUMN * 4), size=9)

    document = _read(draw)
    assert {block.kind for block in document.blocks} == {"paragraph"}
    digits = [char for char in document.raw if char.isdigit()]
    assert digits == sorted(digits)


def test_what_a_browser_prints_around_a_page_is_noise() -> None:
    """Hour and title above, address and number below."""

    def draw(canvas: Canvas) -> None:
        _lines(canvas, 25, 820, ("23.11.26, 12:52",), size=7)
        _lines(canvas, 280, 820, ("Netzwerk Lage",), size=7)
        _lines(canvas, 60, 700, _TEXT)
        _lines(canvas, 25, 15, ("https://www.lage.example/netzwerk",), size=7)
        _lines(canvas, 550, 15, ("1/2",), size=7)

    document = _read(draw)
    assert [block.boilerplate for block in document.blocks] == [None, "header", "header", "footer", "footer"]


def test_labels_in_lines_of_their_own_stay_apart() -> None:
    """A line that begins with a label is no continuation, however full the line above is."""

    def draw(canvas: Canvas) -> None:
        _lines(
            canvas,
            60,
            700,
            ("Träger: Kommunale Umweltstiftung Neiße und Partner im Kreis", "Laufzeit: 2013 bis 2016", "Förderung: Land Sachsen"),
        )

    assert _read(draw).raw.count("\n") == 2


def test_addresses_broken_at_their_signs_are_whole() -> None:
    """A hyphen inside an address belongs to it."""
    assert joint("Mail: hauth-", "becker@ea.example", broken=False) == ""
    assert joint("siehe https://ea.example/", "netz", broken=False) == ""
    assert joint("bei der Stadt Lage.", "danach", broken=False) == " "
