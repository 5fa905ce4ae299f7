"""Renders an announcement as PDF: six designs of papers, and what a browser prints."""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from tools.rendering.formats import Rendered, Rendering
from tools.rendering.html import print_view
from tools.rendering.structure import Announcement, Block
from tools.rendering.surroundings import FOOTER, LETTERHEAD
from tools.rendering.syllables import soften

#: where systems keep the fonts we like; without them the library's own has the German letters
_FONT_FOLDERS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/dejavu"), Path("/usr/share/fonts/TTF"))
_FACES = {"sans": ("DejaVuSans", "DejaVuSans-Bold"), "serif": ("DejaVuSerif", "DejaVuSerif-Bold")}
_OWN_FACE = ("Vera", "VeraBd")
#: what the library's own font has no sign for
_PLAIN = {"„": '"', "‚": "'", "₂": "2", "→": "->", "●": "•", "►": "•", "▪": "•", "✓": "x", "−": "-", "≥": ">=", "≤": "<="}
_LEAST_MEMBERS = 4
#: of a table cell, left and right
_PADDING = 16.0
#: headings of deeper levels are smaller
_HIGH = 2
_MEMBER_RE = re.compile(r"(?:Stadt|Gemeinde|Markt|Kreis|Landkreis|Samtgemeinde|Verbandsgemeinde|Amt|Hansestadt)\b")
_PRINT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Design:
    """Say how a paper looks. Unit: points."""

    size: tuple[float, float] = (595.28, 841.89)
    margin: float = 70.0
    columns: int = 1
    face: str = "sans"
    points: float = 10.5
    justified: bool = False
    bullet: str = "•"
    letterhead: bool = False
    footer: bool = False
    numbered: str = ""
    council: bool = False
    running: str = ""
    heading_points: float = 1.25
    extra: dict[str, Any] = field(default_factory=dict)


_DESIGNS = {
    "letter": Design(letterhead=True, footer=True, numbered="Seite {} von {}"),
    "columns": Design(columns=2, face="serif", points=9.5, justified=True, margin=56, numbered="{}", running="Amtsblatt Auental"),
    "newsletter": Design(columns=3, points=8, margin=36, bullet="–", running="Rundbrief Weserbogen", justified=True),
    "council": Design(council=True, face="serif", numbered="- {} -", bullet="-", footer=True),
    "small": Design(size=(419.53, 595.28), margin=40, points=9, face="serif", justified=True, numbered="{}"),
    "landscape": Design(size=(841.89, 595.28), margin=60, points=12, bullet="▪", running="Netzwerktreffen", heading_points=1.6),
}


@cache
def _faces(face: str) -> tuple[str, str, bool]:
    """Register a font. Shape: (regular, bold, whether it is the one asked for)."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFError, TTFont  # noqa: PLC0415

    regular, bold = _FACES[face]
    folder = next((folder for folder in _FONT_FOLDERS if (folder / f"{regular}.ttf").exists()), None)
    names = (regular, bold) if folder else _OWN_FACE
    for name in names:
        try:
            registerFont(TTFont(name, str(folder / f"{name}.ttf") if folder else f"{name}.ttf"))
        except TTFError:
            return "Helvetica", "Helvetica-Bold", False
    registerFontFamily(names[0], normal=names[0], bold=names[1], italic=names[0], boldItalic=names[1])
    return names[0], names[1], folder is not None


def _is_member_list(items: Sequence[Block]) -> bool:
    """Say whether most items begin like members do: a paper for a council sets those as a table."""
    named = sum(_MEMBER_RE.match(block.text) is not None for block in items)
    return len(items) >= _LEAST_MEMBERS and 2 * named > len(items) and not any(block.number for block in items)


def _plain(text: str) -> str:
    return "".join(_PLAIN.get(char, char) for char in text)


class _Writer:
    """Lay one announcement out in one design."""

    def __init__(self, announcement: Announcement, design: Design) -> None:
        self._announcement, self._design = announcement, design
        self.regular, self.bold, self.is_full = _faces(design.face)

    def words(self, text: str) -> str:
        """Write mark-up of the library: characters the font has, hyphens where a word may break."""
        text = text if self.is_full else _plain(text)
        if self._design.justified and "&" not in text:  # beside an entity the library loses a blank
            text = soften(text)
        return escape(text, quote=False).replace("\n", "<br/>")

    def style(self, name: str, **more: Any) -> Any:  # noqa: ANN401 - the library is not typed
        """Make a paragraph style."""
        from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT  # noqa: PLC0415
        from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415

        points = self._design.points
        base = {
            "fontName": self.regular, "fontSize": points, "leading": points * 1.35, "spaceAfter": points * 0.8,
            "alignment": TA_JUSTIFY if self._design.justified else TA_LEFT,
        }  # fmt: skip
        return ParagraphStyle(name, **{**base, **more})

    def paragraph(self, text: str, style: Any, **more: Any) -> Any:  # noqa: ANN401 - the library is not typed
        """Make a paragraph; words break at their own hyphens only where the library loses none of those."""
        from reportlab.platypus import Paragraph  # noqa: PLC0415

        is_safe = int("\n" not in text and "&" not in text)
        return Paragraph(self.words(text), style.clone(style.name, embeddedHyphenation=is_safe), **more)

    def flow(self) -> Iterator[Any]:
        """Give the flowables of the message."""
        design, points = self._design, self._design.points
        body = self.style("body")
        is_untitled = True
        for (kind, _), run in groupby(self._announcement.message, key=lambda block: (block.kind, block.group)):
            members = list(run)
            if kind == "row":
                yield self._table([block.text.split("\t") for block in members])
            elif kind == "item" and design.council and _is_member_list(members):
                yield self._table([[str(number), block.text] for number, block in enumerate(members, 1)], head=["Nr.", "Mitglied"])
            elif kind == "item":
                yield from self._items(members)
            else:
                for block in members:
                    is_title = kind == "heading" and is_untitled and block.text == self._announcement.title
                    size = points * (design.heading_points + (0.35 if is_title else -0.1 if block.level > _HIGH else 0))
                    heading = self.style(
                        "title" if is_title else "head",
                        fontName=self.bold, fontSize=size, leading=size * 1.25, spaceBefore=points * 0.6, keepWithNext=1, alignment=0,
                    )  # fmt: skip
                    is_untitled = is_untitled and not is_title
                    small = self.style("small", fontSize=points * 0.8, leading=points)
                    yield self.paragraph(block.text, heading if kind == "heading" else small if kind == "caption" else body)

    def _items(self, members: list[Block]) -> Iterator[Any]:

        points = self._design.points
        style = self.style("item", leftIndent=points * 1.6, bulletIndent=2, spaceAfter=points * 0.2, bulletFontName=self.regular)
        last = self.style("last", leftIndent=points * 1.6, bulletIndent=2, bulletFontName=self.regular)
        for block in members:
            mark = f"{block.number}." if block.number else self._design.bullet
            yield self.paragraph(block.text, last if block is members[-1] else style, bulletText=mark if self.is_full else "-")

    def _table(self, rows: list[list[str]], head: list[str] | None = None) -> Any:  # noqa: ANN401 - the library is not typed
        from reportlab.lib.colors import grey  # noqa: PLC0415
        from reportlab.platypus import Table, TableStyle  # noqa: PLC0415

        width = max(len(row) for row in rows)
        rows = [row + [""] * (width - len(row)) for row in ([head] if head else []) + rows]
        room = (self._design.size[0] - 2 * self._design.margin) / self._design.columns - _PADDING
        widths, points = self._widths(rows, room)
        cell = self.style("cell", fontSize=points, leading=points * 1.3, spaceAfter=0, alignment=0)
        table = Table(
            [[self.paragraph(text, cell) for text in row] for row in rows],
            colWidths=widths,
            hAlign="LEFT",
            repeatRows=bool(head),
            spaceAfter=self._design.points,
        )
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return table

    def _widths(self, rows: list[list[str]], room: float) -> tuple[list[float], float]:
        """Share the room among the columns so that no word is torn; too many columns are set in smaller letters."""
        from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415

        points = self._design.points
        columns = list(zip(*rows, strict=True))
        least = [
            max((stringWidth(word, self.regular, points) for text in column for word in text.split()), default=0.0) + _PADDING
            for column in columns
        ]
        if sum(least) > room:
            factor = 0.95 * (room - _PADDING * len(least)) / (sum(least) - _PADDING * len(least))
            return [(width - _PADDING) * factor / 0.95 + _PADDING for width in least], points * factor
        spare = room - sum(least)
        longest = [min(max(map(len, column)), 60) + 1 for column in columns]
        return [width + spare * size / sum(longest) for width, size in zip(least, longest, strict=True)], points


def _council_head(writer: _Writer) -> list[Any]:
    """Give the table over a paper for a council: number and office, no date, since nothing would tell it from the message's own."""
    from reportlab.platypus import Spacer  # noqa: PLC0415

    rows = [["Vorlage Nr.", "117"], ["Amt:", "Fachbereich 3"], ["Beratung:", "öffentlich"]]
    return [writer._table(rows), Spacer(1, 12)]  # noqa: SLF001 - of one module


def _decorate(canvas: Any, page: int, pages: int, design: Design, faces: tuple[str, str]) -> None:  # noqa: ANN401 - not typed
    """Write what stands on every page: letterhead, running head, footer, page number."""
    width, height = design.size
    canvas.saveState()
    canvas.setFont(faces[0], 7.5)
    if design.letterhead and page == 1:
        for number, line in enumerate(LETTERHEAD):
            canvas.drawRightString(width - design.margin, height - 30 - 10 * number, line)
    if design.running:
        canvas.drawString(design.margin, height - 26, design.running)
        canvas.drawRightString(width - design.margin, height - 26, "Ausgabe 4/2016")
    if design.footer:
        canvas.drawString(design.margin, 30, FOOTER)
    if design.numbered:
        canvas.drawCentredString(width / 2, 18, design.numbered.format(page, pages))
    canvas.restoreState()


def _canvas_type(design: Design, faces: tuple[str, str], date: str | None) -> type:
    """Give a canvas that knows the number of pages when it writes the first, and declares the date or none."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    class Paper(Canvas):  # type: ignore[misc]
        """Keep pages until all are there."""

        def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - the library's
            super().__init__(*args, **more)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the library's name
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._kept, 1):
                self.__dict__.update(page)
                _decorate(self, number, len(self._kept), design, faces)
                Canvas.showPage(self)
            Canvas.save(self)

    return Paper


_STAMP_RE = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{8})(\d{6})[^)]*\)")


def _stamp(data: bytes, date: str | None) -> bytes:
    """Write the declared day over the stamp, in as many bytes; without one the entry gets a name nobody reads."""

    def change(match: re.Match[bytes]) -> bytes:
        if date is None:
            return match.group().replace(match[1], b"X" * len(match[1]))
        return match.group().replace(match[2] + match[3], date.replace("-", "").encode() + b"000000")

    return _STAMP_RE.sub(change, data)


def _render(announcement: Announcement, design: Design) -> Rendered:
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate  # noqa: PLC0415

    writer = _Writer(announcement, design)
    width, height = design.size
    gap = 16.0
    column = (width - 2 * design.margin - gap * (design.columns - 1)) / design.columns
    top = 60.0 if design.letterhead or design.running else design.margin
    frames = [
        Frame(design.margin + number * (column + gap), 50, column, height - 50 - top, 0, 4, 0, 4, id=f"c{number}")
        for number in range(design.columns)
    ]
    out = BytesIO()
    paper = BaseDocTemplate(
        out, pagesize=design.size, invariant=1, title=announcement.title or "", author="", pageCompression=1, lang="de"
    )
    paper.addPageTemplates([PageTemplate("page", frames)])
    flow = [*(_council_head(writer) if design.council else []), *writer.flow()]
    paper.build(flow, canvasmaker=_canvas_type(design, (writer.regular, writer.bold), announcement.date))
    known = None if writer.is_full or announcement.text is None else _plain(announcement.text)
    return Rendered(_stamp(out.getvalue(), announcement.date), known)


def _browser() -> str | None:
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := which(name))), None)


def _print(announcement: Announcement) -> Rendered | None:
    """Let a browser print the page, where there is one; it writes no date of ours, so only undated texts are printed."""
    browser = _browser()
    if browser is None:
        return None
    with TemporaryDirectory() as folder:
        page, paper = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(print_view(announcement), encoding="utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={paper}", page.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, timeout=_PRINT_SECONDS)  # noqa: S603 - our own page
        return Rendered(_stamp(paper.read_bytes(), announcement.date)) if paper.exists() else None


def _design(name: str) -> Callable[[Announcement], Rendered]:
    return lambda announcement: _render(announcement, _DESIGNS[name])


RENDERINGS = (
    *(Rendering(f"pdf-{name}", ".pdf", _design(name)) for name in _DESIGNS),
    Rendering("pdf-browser", ".pdf", _print, rare=True),
)
