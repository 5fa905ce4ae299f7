"""Tells headings and captions from paragraphs."""

import re
from itertools import pairwise

from pipeline.read.pdf.parts import HEADING_SIZE, STOP_RE, Part

_CAPTION_RE = re.compile(r"(?:Abb\.|Abbildung|Foto|Bild|Bildunterschrift|Grafik|Tabelle|Tab\.|Quelle)\b\s*(?:\d+|[:(©])|©")
_CREDIT_RE = re.compile(r"[(\[/|] ?(?:Foto|Fotos|Bild|Grafik|Quelle): ?[^()]{2,60}[)\]]?$")
_DATE_RE = re.compile(r"\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})\b")
_HEADING_CHARS, _HEADING_LINES, _LARGE_LINES = 160, 4, 8
_LABEL_CHARS = 90


def judge(part: Part, body: float) -> None:
    """Tell headings and captions."""
    if part.kind != "paragraph":
        return
    text, size = part.text, part.size
    if (_CAPTION_RE.match(text) and size < 0.97 * body) or (_CREDIT_RE.search(text) and size < 0.9 * body):
        part.kind = "caption"
        return
    large = size > HEADING_SIZE * body
    short = len(text) <= _HEADING_CHARS and len(part.lines) <= (_LARGE_LINES if large else _HEADING_LINES)
    if not short or not (any(char.isalpha() for char in text) or _DATE_RE.fullmatch(text)):
        return
    bold = all(line.fragment.bold for line in part.lines)
    is_label = text.rstrip().endswith(":")
    plain_end = not STOP_RE.search(text) or text.rstrip().endswith(("?", "!"))
    if (large and plain_end) or (bold and plain_end and len(text) <= 110 and (is_label or ": " not in text)):  # noqa: PLR2004
        part.kind, part.level = "heading", 6
        for line in part.lines:
            line.broken = False


def with_plain_headings(parts: list[Part]) -> list[Part]:
    """Take a short line over a paragraph for its heading though it looks like the text: only its shape tells."""
    listed = False
    for part, below in pairwise(parts):
        among, listed = listed, part.kind == "paragraph" and len(part.lines) == 1 and not STOP_RE.search(part.text)
        if among or not listed or part.full or below.kind not in {"paragraph", "item", "row"}:
            continue
        text = part.text
        plain = (
            len(text) <= _LABEL_CHARS
            and text[0].isupper()
            and text[-1] not in ".,;!–-"
            and not any(sign in text for sign in ("@", "www.", "://", ": "))
            and not text.startswith(("Tel", "Fax", "Mobil"))
        )
        longer = below.kind == "paragraph" and len(below.text) > max(60, 1.3 * len(text)) and STOP_RE.search(below.text)
        leads = below.kind != "paragraph" and text.endswith(":")
        if plain and (longer or leads):
            part.kind, part.level, listed = "heading", 6, False
    return parts
