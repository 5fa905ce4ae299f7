"""Looks at what is drawn beside the characters: rules of tables, coloured grounds, pictures, and the areas of links."""

import ctypes
from typing import Any

import pypdfium2_raw as pdfium

_PATH, _IMAGE, _SHADING, _FORM = 2, 3, 4, 5
_URI = 3
_ADDRESS_BYTES = 4_096
_DEPTH = 3


def find_shapes(page: Any, most: int) -> tuple[list[list[float]], int]:  # noqa: ANN401 - a handle of pdfium
    """Give drawn areas as (left, bottom, right, top, darkness), and the number of pictures.

    Darkness: 0 for white, 1 for black, -1 for a path that is not filled; pictures count as dark.
    """
    shapes: list[list[float]] = []
    pictures = 0
    for number in range(min(pdfium.FPDFPage_CountObjects(page), most)):
        drawn = pdfium.FPDFPage_GetObject(page, number)
        kind = pdfium.FPDFPageObj_GetType(drawn) if drawn else 0
        if kind == _IMAGE or (kind == _FORM and _holds_picture(drawn, _DEPTH)):
            pictures += 1
        if kind in {_PATH, _IMAGE, _SHADING, _FORM} and (box := _bounds(drawn)) is not None:
            if kind != _FORM:
                shapes.append([*box, _darkness(drawn) if kind == _PATH else 1.0])
            elif pictures:
                shapes.append([*box, 1.0])
    return shapes, pictures


def _holds_picture(form: Any, depth: int) -> bool:  # noqa: ANN401
    for number in range(min(pdfium.FPDFFormObj_CountObjects(form), 50)):
        drawn = pdfium.FPDFFormObj_GetObject(form, number)
        kind = pdfium.FPDFPageObj_GetType(drawn) if drawn else 0
        if kind == _IMAGE or (kind == _FORM and depth and _holds_picture(drawn, depth - 1)):
            return True
    return False


def _bounds(drawn: Any) -> tuple[float, float, float, float] | None:  # noqa: ANN401
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *(ctypes.byref(side) for side in sides)):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _darkness(path: Any) -> float:  # noqa: ANN401
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(mode), ctypes.byref(stroked))
    if not mode.value:
        return -1.0
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(path, *(ctypes.byref(part) for part in parts)):
        return 1.0
    red, green, blue, alpha = (part.value for part in parts)
    return (1 - (red + green + blue) / 765) * alpha / 255


def find_links(document: Any, page: Any, most: int) -> list[tuple[float, float, float, float, str]]:  # noqa: ANN401
    """Give the areas that lead to an address: left, bottom, right, top, address."""
    links: list[tuple[float, float, float, float, str]] = []
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    for _ in range(most):
        if not pdfium.FPDFLink_Enumerate(page, ctypes.byref(position), ctypes.byref(link)):
            break
        address = _address(document, link)
        rect = pdfium.FS_RECTF()
        if address and pdfium.FPDFLink_GetAnnotRect(link, ctypes.byref(rect)):
            links.append((rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top), address))
    return links


def _address(document: Any, link: Any) -> str:  # noqa: ANN401
    action = pdfium.FPDFLink_GetAction(link)
    if not action or pdfium.FPDFAction_GetType(action) != _URI:
        return ""
    buffer = ctypes.create_string_buffer(_ADDRESS_BYTES)
    size = pdfium.FPDFAction_GetURIPath(document, action, buffer, _ADDRESS_BYTES)
    if not 1 < size <= _ADDRESS_BYTES:
        return ""
    address = buffer.value.decode("utf-8", "replace").strip()
    return "" if address[:11].lower() == "javascript:" else address
