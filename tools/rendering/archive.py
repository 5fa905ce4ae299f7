"""Renders an announcement as a file in an archive, among others and inside a folder."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.rendering import html, pdf, word
from tools.rendering.formats import Rendered, Rendering
from tools.rendering.structure import Announcement
from tools.rendering.surroundings import OTHER_ENTRIES

_EPOCH = (1980, 1, 1, 0, 0, 0)


def _pack(*members: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(ZipInfo(name, _EPOCH), data, ZIP_DEFLATED)
    return out.getvalue()


def _with(inner: Rendering, *, nested: bool = False) -> Callable[[Announcement], Rendered | None]:
    """Make a renderer that packs what another renders, behind a small text file; ``nested``: in an archive of its own."""

    def render(announcement: Announcement) -> Rendered | None:
        rendered = inner.render(announcement)
        if rendered is None:
            return None
        note = "\n\n".join(OTHER_ENTRIES[0]).encode()
        member = (f"Müller & Söhne/mitteilung{inner.suffix}", rendered.data)
        member = ("z/inhalt.zip", _pack(member)) if nested else member
        return Rendered(_pack(("LIESMICH.txt", note), member), rendered.known)

    return render


_PAGE = next(rendering for rendering in html.RENDERINGS if rendering.name == "html-town")
_PDF = next(rendering for rendering in pdf.RENDERINGS if rendering.name == "pdf-small")
_DOCX = next(rendering for rendering in word.RENDERINGS if rendering.name == "word-styled")

RENDERINGS = (
    Rendering("zip-page", ".zip", _with(_PAGE), place=-1, noisy=True),
    Rendering("zip-pdf", ".zip", _with(_PDF), place=-1),
    Rendering("zip-docx", ".zip", _with(_DOCX, nested=True), place=-1),
)
