"""Takes the characters of a PDF from pdfium, page by page, with their boxes and styles; decides nothing about them."""

import ctypes
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2_raw as pdfium

from pipeline.read.pdf.limits import Limits
from pipeline.read.pdf.shapes import find_links, find_shapes
from pipeline.read.pdf.unfold import exceeds
from pipeline.read.pdf.wire import PageChars, new_page

_BLANKS = frozenset((0x20, 0xA0, 0x0D, 0x0A, 0x09))
_NAME_BYTES = 256
#: a text of pdfium ends with a wide zero
_NOTHING, _MOST_BYTES = 2, 1 << 20
_STAMPS = ("CreationDate", "ModDate", "Title")
_HEAD_BYTES = 1024
_PASSWORD, _SECURITY = 4, 5
_DAMAGED, _TOO_FAR = "damaged", "unfolds-too-far"


class Refused(Exception):  # noqa: N818 - it says what became of the file
    """Say why a PDF is not read; ``code`` is one of ``schemas.finding.UNREAD_CODES``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Extractor:
    """Open PDFs one after the other; pdfium is set up once, without fonts of the system, scripts or forms.

    ``about`` holds what is known of the last file once its pages are through.
    """

    def __init__(self) -> None:
        config = pdfium.FPDF_LIBRARY_CONFIG()
        config.version = 2
        self._no_folders = (ctypes.POINTER(ctypes.c_char) * 1)()  # fonts of the machine would make results differ
        config.m_pUserFontPaths = self._no_folders
        pdfium.FPDF_InitLibraryWithConfig(ctypes.byref(config))
        self.about: dict[str, Any] = {}

    def pages(self, data: bytes, limits: Limits) -> Iterator[PageChars]:
        """Give the pages of a file.

        Raises:
            Refused: it is protected, damaged or a bomb.
        """
        if exceeds(data, limits.unfolded):
            size = limits.unfolded // 1_048_576
            raise Refused(_TOO_FAR, f"unfolds to more than {size} MB of text and was not read")
        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not document:
            raise _refusal(data, pdfium.FPDF_GetLastError())
        try:
            yield from self._pages(document, limits)
        finally:
            pdfium.FPDF_CloseDocument(document)

    def _pages(self, document: Any, limits: Limits) -> Iterator[PageChars]:  # noqa: ANN401 - a handle of pdfium
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise Refused(_DAMAGED, "holds no page; save or print it as PDF again")
        form = pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE
        self.about = {
            "pages": count,
            "meta": _meta(document),
            "files": _files(document),
            "form": form,
            "bad_pages": 0,
            "cut": False,
        }
        left = limits.characters
        for number in range(min(count, limits.pages)):
            page = _read_page(document, number, left, limits)
            if page is None:
                self.about["bad_pages"] += 1
                continue
            page.head["number"] = number + 1
            left -= len(page.codes)
            yield page
            if left <= 0 or page.head.pop("cut"):
                self.about["cut"] = True
                self.about["read_pages"] = number + 1
                return
        self.about["cut"] = count > limits.pages
        self.about["read_pages"] = min(count, limits.pages)
        if self.about["bad_pages"] == self.about["read_pages"]:
            raise Refused(_DAMAGED, "is damaged: none of its pages can be opened; get the file again")


def _refusal(data: bytes, error: int) -> Refused:
    if error == _PASSWORD:
        return Refused("encrypted", "is protected by a password; save a copy without one")
    if error == _SECURITY:
        return Refused("encrypted", "is protected in a way that is not known; save or print it as PDF again")
    if b"%PDF-" not in data[:_HEAD_BYTES]:
        return Refused(_DAMAGED, "is no PDF, though it is called one; get the file again")
    return Refused(_DAMAGED, "is damaged and cannot be opened; get the file again, or save it anew")


def _wide_text(call: Callable[[Any, int], int]) -> str:
    """Fetch a text whose size pdfium tells first."""
    size = int(call(None, 0))
    if not _NOTHING < size < _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").split("\0")[0]


def _meta(document: Any) -> dict[str, str]:  # noqa: ANN401
    return {
        name: _wide_text(lambda buffer, size, name=name: pdfium.FPDF_GetMetaText(document, name.encode(), buffer, size))  # type: ignore[misc]
        for name in _STAMPS
    }


def _files(document: Any) -> list[str]:  # noqa: ANN401
    names = []
    for number in range(min(pdfium.FPDFDoc_GetAttachmentCount(document), 50)):
        attachment = pdfium.FPDFDoc_GetAttachment(document, number)
        if attachment:
            name = _wide_text(
                lambda buffer, size, file=attachment: pdfium.FPDFAttachment_GetName(  # type: ignore[misc]
                    file, buffer and ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size
                )
            )
            names.append(name or "?")
    return names


def _read_page(document: Any, number: int, most: int, limits: Limits) -> PageChars | None:  # noqa: ANN401
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return None
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            return None
        try:
            found = _read_chars(text, most)
        finally:
            pdfium.FPDFText_ClosePage(text)
        found.head["bounds"] = _bounds(page)
        found.head["rotation"] = max(pdfium.FPDFPage_GetRotation(page), 0) % 4
        found.head["shapes"], found.head["pictures"] = find_shapes(page, limits.shapes)
        found.head["links"] = find_links(document, page, limits.links)
        return found
    finally:
        pdfium.FPDF_ClosePage(page)


def _bounds(page: Any) -> list[float]:  # noqa: ANN401
    rect = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect)) and rect.right > rect.left and rect.top > rect.bottom:
        return [rect.left, rect.bottom, rect.right, rect.top]
    return [0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]


def _read_chars(text: Any, most: int) -> PageChars:  # noqa: ANN401
    """Copy the characters of one page; blanks that pdfium made up are left out."""
    found = new_page()
    codes, owners, boxes = found.codes.append, found.owners.append, found.boxes.extend
    looks: dict[tuple[Any, ...], int] = {}
    numbers: dict[int | None, int] = {}
    owned: list[int] = []
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_rect, at_x, at_y = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    unicode_at, box_at, origin_at = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    owner_at, generated = pdfium.FPDFText_GetTextObject, pdfium.FPDFText_IsGenerated
    count = pdfium.FPDFText_CountChars(text)
    for index in range(min(count, most)):
        code = unicode_at(text, index)
        if code in _BLANKS and generated(text, index):
            continue
        handle = owner_at(text, index)
        key = ctypes.cast(handle, ctypes.c_void_p).value if handle else None
        owner = numbers.get(key)
        if owner is None:
            owner = numbers[key] = len(owned)
            owned.append(looks.setdefault(_style(text, index, handle), len(looks)))
        box_at(text, index, at_rect)
        origin_at(text, index, at_x, at_y)
        codes(code if 0 <= code <= sys.maxunicode else 0xFFFD)
        owners(owner)
        boxes((rect.left, rect.bottom, rect.right, rect.top, x.value, y.value))
    found.head = {"styles": list(looks), "owned": owned, "cut": count > most}
    return found


def _style(text: Any, index: int, handle: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Give an object's look: size, weight, font name, fill (red, green, blue, alpha), render mode, direction (a, b, c, d)."""
    matrix = pdfium.FS_MATRIX()
    turned = (1.0, 0.0, 0.0, 1.0)
    if pdfium.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        turned = (matrix.a, matrix.b, matrix.c, matrix.d)
    name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, _NAME_BYTES, ctypes.byref(flags))
    colour = [ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(255)]
    pdfium.FPDFText_GetFillColor(text, index, *(ctypes.byref(part) for part in colour))
    return (
        pdfium.FPDFText_GetFontSize(text, index),
        pdfium.FPDFText_GetFontWeight(text, index),
        name.value.decode("utf-8", "replace"),
        tuple(part.value for part in colour),
        pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0,
        turned,
    )
