"""Checks that evidence stands in the source where it says, with other tools than the reader's own walk."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from schemas.origin import Locator
from schemas.record import Evidence, Report

_FOLD_RE = re.compile(r"[\s\u00ad\u2010\u2011\u1806\x02\u200b\ufffe-]+")


def fold(text: str) -> str:
    r"""Level blanks, hyphens and composed letters.

    >>> fold("Klima-\nschutz im\u00a0Kreis")
    'KlimaschutzimKreis'
    """
    return _FOLD_RE.sub("", unicodedata.normalize("NFKC", text))


def count_grounded(data: bytes, suffix: str, reports: Sequence[Report]) -> tuple[int, int, list[str]]:
    """Count evidence whose place holds its words. Shape: (grounded, all, those that are not)."""
    open_source, check = _CHECKS.get(suffix, (bytes, _in_text))
    opened = open_source(data)
    wrong: list[str] = []
    total = 0
    for report in reports:
        for pointer, piece in _evidence(report):
            total += 1
            if not check(opened, report, piece):
                places = [place.model_dump(exclude_unset=True) for place in piece.source]
                wrong.append(f"{pointer} {piece.text!r} {places}")
    return total - len(wrong), total, wrong


def _evidence(report: Report) -> Iterator[tuple[str, Evidence]]:
    for record in report.networks:
        for pointer, pieces in record.evidence.items():
            yield from ((pointer, piece) for piece in pieces)


def _in_text(_: bytes, report: Report, piece: Evidence) -> bool:
    return report.text[piece.start : piece.end] == piece.text


class _Page:
    """Find elements of a page, each only once."""

    def __init__(self, data: bytes) -> None:
        from bs4 import BeautifulSoup  # noqa: PLC0415

        from pipeline.read.encoding import decode  # noqa: PLC0415
        from pipeline.read.page.webpage import declared_charset  # noqa: PLC0415

        self._soup = BeautifulSoup(decode(data, declared_charset(data)).text, "html.parser")
        self.words = lru_cache(maxsize=None)(self._words)

    def _words(self, path: str) -> str | None:
        found = self._soup.select_one(path)
        return None if found is None else fold(found.get_text())


def _in_page(page: _Page, report: Report, piece: Evidence) -> bool:
    if not piece.source or not all(place.path for place in piece.source):
        return False
    words = "".join(page.words(str(place.path)) or "" for place in piece.source)
    return fold(piece.text) in words


def _open_pdf(data: bytes) -> Any:  # noqa: ANN401 - the library is not typed
    import pypdfium2  # noqa: PLC0415

    document = pypdfium2.PdfDocument(data)
    pages: dict[int, tuple[Any, float]] = {}
    for number, page in enumerate(document, 1):
        pages[number] = (page.get_textpage(), page.get_height())
    return document, pages


def _in_pdf(opened: Any, report: Report, piece: Evidence) -> bool:  # noqa: ANN401 - the library is not typed
    pages = opened[1]
    words = ""
    for place in piece.source:
        if place.page is None or place.box is None:
            return False
        textpage, height = pages[place.page]
        left, top, right, bottom = place.box
        words += textpage.get_text_bounded(left - 0.6, height - bottom, right + 0.6, height - top)
    return bool(piece.source) and fold(piece.text) in fold(words)


def _open_word(data: bytes) -> list[str]:
    from docx import Document as open_word  # noqa: N813, PLC0415 - it is a function

    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = open_word(BytesIO(data)).element.body
    return [fold("".join(node.text or "" for node in paragraph.iter(f"{space}t"))) for paragraph in body.iter(f"{space}p")]


def _in_word(paragraphs: list[str], report: Report, piece: Evidence) -> bool:
    places: list[Locator] = list(piece.source)
    if not places or not all(place.paragraph for place in places):
        return False
    words = "".join(paragraphs[place.paragraph - 1] for place in places if place.paragraph and place.paragraph <= len(paragraphs))
    return fold(piece.text) in words


#: how each kind of file is opened, and how a piece of evidence is looked up in it
_CHECKS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any, Report, Evidence], bool]]] = {
    ".html": (_Page, _in_page),
    ".pdf": (_open_pdf, _in_pdf),
    ".docx": (_open_word, _in_word),
}
