"""Splits a text into segments: from the blocks of the source, or from its lines where it has none."""

import re
from statistics import median

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.document import Block, Document
from schemas.layout import Segment

#: a line without the blanks around it
_LINE_RE = shape(r"\S(?:[^\n]*\S)?")
_BULLET_RE = shape(
    r"\s*(?:[-–—•*·▪►‣◦○●■+»>]|\(?\d{1,2}[.)](?!\d)(?!\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)))\s+(?=\S)"
)
_MARKDOWN_HEADING_RE = shape(r"\s*(#{1,6})\s+(?=\S)")
_TERMINALS, _CLOSING = frozenset(".!?…"), "\"“”»«')]"
_VERB_ENDS = (",", ";", "und", "sowie", "der", "die", "das", "des", "von", "mit", "für", "in", "im", "/")
_VERB_END_RE = shape(r"(?:,|;|\bund|\bsowie|\bder|\bdie|\bdas|\bdes|\bvon|\bmit|\bfür|\bin|\bim|/)\s*$")
_LABEL_RE = shape(r"[A-ZÄÖÜ][^:.!?\n]{1,70}:\s*$")
_NUMBERED_HEADING_RE = shape(r"\d{1,2}(?:\.\d{1,2})*[.)]?\s+[A-ZÄÖÜ„»]")
_DIGEST_RE = shape(r"\+\s?\+\s?\+\s[^\n]{2,90}\s\+\s?\+\s?\+")
#: a line that begins with a label: "Träger: Muster", "Laufzeit: 2019 bis 2022"
_LABELLED_RE = shape(r"[A-ZÄÖÜ][^:.!?\n]{2,40}:\s*\S")
#: a line end that only breaks a sentence: no label, address or number begins behind it
_WRAP_RE = shape(rf"\n(?!{_LABELLED_RE.pattern}|[\w.+-]+@|www\.|https?:|Tel\b|Telefon\b)")

#: what items and numbered headings begin with
_BULLETS = frozenset("-–—•*·▪►‣◦○●■+»>(")

_HEADING_CHARS = 110
_TITLE_CHARS = 90
_WRAP_CHARS = range(48, 112)


def split_segments(document: Document, hits: dict[str, list[Hit]]) -> tuple[Segment, ...]:
    """Cut the text where no sentence may cross: blank lines, headings, items, rows, blocks of the source.

    Shape: segments in text order, not overlapping; blank stretches belong to none.
    """
    labels = frozenset([hit.start for hit in hits.get("section_headings", ())])
    if document.blocks:
        return _from_blocks(document, labels)
    return tuple(_from_lines(document.text, 0, len(document.text), labels, _Rows(document)))


class _Rows:
    """Measure lines as they were written: a word broken over two lines was joined since, and its line became as long as both."""

    def __init__(self, document: Document) -> None:
        self._raw = document.raw
        offsets = document.offsets
        self._offsets = None if offsets is None or offsets.is_identity or not document.raw else offsets

    def lengths(self, lines: list[tuple[int, int]]) -> list[list[int]]:
        """Give for each line of the cleaned text the lengths of the rows it was made of."""
        if self._offsets is None:
            return [[stop - begin] for begin, stop in lines]
        raw, to_raw = self._raw, self._offsets.to_raw
        found = []
        for begin, stop in lines:
            start, end = to_raw(begin, stop)
            found.append([len(row.strip()) for row in raw[start:end].splitlines()] or [0])
        return found


def unwrap(text: str, segments: tuple[Segment, ...]) -> str:
    r"""Put a blank for every line end inside a paragraph: it was only the edge of a page. The text keeps its length.

    A line that begins with a label ("Träger: …") or an address is a line of its own all the same.

    >>> unwrap("Energieversorgung\nInselsberg GmbH\n\nTeil", (Segment(0, 33, "text"), Segment(35, 39, "text")))
    'Energieversorgung Inselsberg GmbH\n\nTeil'
    """
    out: list[str] = []
    done = 0
    for segment in segments:
        if segment.kind in {"text", "item"} and text.find("\n", segment.start, segment.end) >= 0:
            out += (text[done : segment.start], _WRAP_RE.sub(" ", text[segment.start : segment.end]))
            done = segment.end
    return "".join((*out, text[done:])) if done else text


def _from_blocks(document: Document, labels: frozenset[int]) -> tuple[Segment, ...]:
    """Take the source's blocks, and look for lines inside those that hold several."""
    offsets = document.offsets
    rows = _Rows(document)
    segments: list[Segment] = []
    list_id = 0
    before: Block | None = None
    for block in document.blocks:
        start = offsets.to_clean(block.start) if offsets else block.start
        end = offsets.to_clean(block.end) if offsets else block.end
        start, end = _trim(document.text, start, end)
        if start >= end:
            continue
        in_list = block.kind in {"item", "row"}
        if in_list and (before is None or before.kind != block.kind):
            list_id += 1
        if block.kind == "heading" or in_list or block.kind == "caption":
            kind = block.kind
            segments.append(Segment(start, end, kind, block.level, list_id if in_list else None, block.boilerplate))
        else:
            for piece in _from_lines(document.text, start, end, labels, rows):
                shifted = None if piece.list_id is None else piece.list_id + 1000 * (len(segments) + 1)
                segments.append(Segment(piece.start, piece.end, piece.kind, piece.level, shifted, block.boilerplate))
        before = block
    return tuple(segments)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _from_lines(text: str, start: int, end: int, labels: frozenset[int], rows: _Rows) -> list[Segment]:
    """Tell headings, items and paragraphs from the look of the lines. ``labels``: where words begin that head sections."""
    lines = [match.span() for match in _LINE_RE.finditer(text, start, end)]
    lengths = rows.lengths(lines)
    flat = [length for found in lengths for length in found]
    wrapped = _is_wrapped(flat)
    widest = max(flat, default=0)
    segments: list[Segment] = []
    list_id = 0
    open_text = False
    before = 0
    for index, (begin, stop) in enumerate(lines):
        gap = text.count("\n", before, begin) if index else 9
        before = stop
        follows = lines[index + 1] if index + 1 < len(lines) else None
        first = text[begin]
        sign = _read_sign(text, begin, stop) if first in _BULLETS or first == "#" or first.isdecimal() else None
        room = widest - lengths[index - 1][-1] if wrapped and index else None
        if sign and first == "#":
            segments.append(Segment(sign.end(), stop, "heading", len(sign[1])))
            open_text = False
        elif (first == "+" and _DIGEST_RE.fullmatch(text, begin, stop)) or (
            first.isdecimal() and _is_heading_number(text, begin, stop, follows, gap)
        ):
            segments.append(Segment(begin, stop, "heading", 2))
            open_text = False
        elif sign and not (
            open_text
            and gap == 1
            and _is_ordinal(text, sign)
            and _continues(text, segments[-1] if segments else None, begin, stop, room=room, widest=widest)
        ):
            if not segments or segments[-1].kind != "item" or gap > 2:  # noqa: PLR2004 - a blank line may part items
                list_id += 1
            segments.append(Segment(sign.end(), stop, "item", 1, list_id))
            open_text = wrapped
        elif open_text and gap == 1 and _continues(text, segments[-1], begin, stop, room=room, widest=widest):
            last = segments[-1]
            segments[-1] = Segment(last.start, stop, last.kind, last.level, last.list_id)
        elif stop - begin <= _HEADING_CHARS and _looks_like_heading(
            text,
            begin,
            stop,
            follows,
            gap,
            label=begin in labels,
            wrapped=wrapped,
            row_below=lengths[index + 1][0] if follows else 0,
        ):
            segments.append(Segment(begin, stop, "heading", 2))
            open_text = False
        else:
            segments.append(Segment(begin, stop, "text"))
            open_text = True
    return _list_lines(text, segments)


def _read_sign(text: str, begin: int, stop: int) -> re.Match[str] | None:
    """Read what marks a line as a heading of Markdown, or as an item."""
    return _MARKDOWN_HEADING_RE.match(text, begin, stop) or _BULLET_RE.match(text, begin, stop)


def _is_ended(line: str) -> bool:
    """Say whether a line without blanks at its end closes a sentence.

    >>> _is_ended("(„Der Anfang ist gemacht.“)"), _is_ended("Teilnehmer"), _is_ended("")
    (True, False, False)
    """
    return line.rstrip(_CLOSING)[-1:] in _TERMINALS


def _is_heading_number(text: str, begin: int, stop: int, follows: tuple[int, int] | None, gap: int) -> bool:
    """Tell "2. Ziele" over a paragraph, or "2) Netzwerk Nord" over labelled lines, from the item "2. Stadt Lage"."""
    if (
        not _NUMBERED_HEADING_RE.match(text, begin, stop)
        or follows is None
        or text[stop - 1] in ",;."
        or stop - begin > _HEADING_CHARS
    ):
        return False
    if follows[1] - follows[0] > 90:  # noqa: PLR2004 - a paragraph
        return stop - begin < 60 or gap > 1  # noqa: PLR2004
    return gap > 1 and bool(_LABELLED_RE.match(text, *follows)) and text.count("\n", stop, follows[0]) == 1


def _is_wrapped(rows: list[int]) -> bool:
    """Say whether the lines were broken at a column, as in mails and old text files."""
    lengths = [length for length in rows if length > 40]  # noqa: PLR2004 - list lines say nothing
    return len(lengths) >= 4 and max(lengths) in _WRAP_CHARS and median(lengths) > 0.7 * max(lengths)  # noqa: PLR2004


def _is_ordinal(text: str, bullet: re.Match[str]) -> bool:
    r"""Say whether a number at a line's start may be a word of a sentence: "… startete im\n4. Quartal 2018"."""
    before = text[max(0, bullet.start() - 80) : bullet.start()].rstrip()[-1:]
    return bullet.group().strip().rstrip(".").isdigit() and before not in ".:;!?"


def _continues(text: str, last: Segment | None, begin: int, stop: int, *, room: int | None, widest: int) -> bool:
    """Say whether a line goes on with the paragraph above it; ``room`` is what the line above left free in a wrapped text."""
    if last is None:
        return False
    line_start = text.rfind("\n", last.start, last.end) + 1 or last.start
    above = text[max(line_start, last.start) : last.end]
    if "\t" in above or "\t" in text[begin:stop]:
        return False  # columns
    if text[begin].islower():
        return True
    if above.endswith(_VERB_ENDS) and _VERB_END_RE.search(above):
        return not _is_ended(above)
    if room is None or above.endswith(":") or (_LABELLED_RE.match(above) and _LABELLED_RE.match(text, begin, stop)):
        return False
    return room < 0.45 * widest and room < len(text[begin:stop].split(None, 1)[0]) + 14


def _looks_like_heading(
    text: str, begin: int, stop: int, follows: tuple[int, int] | None, gap: int, *, label: bool, wrapped: bool, row_below: int
) -> bool:
    """Judge a line without mark-up: short, no full stop, something longer or a list below it; ``row_below``: as it was written."""
    line = text[begin:stop]
    if (
        line[0].islower()
        or line[-1] in ".,;!–-"
        or line.startswith(("Tel.", "Telefon", "Fax", "Mobil:"))
        or "@" in line
        or "www." in line
        or "://" in line
    ):
        return False
    if _LABEL_RE.fullmatch(line):
        return True
    if (line.endswith("?") and len(line) > 70) or (": " in line and not label):  # noqa: PLR2004
        return False
    if label and follows is None:
        return False
    if label and len(line.split()) <= 5 and ": " not in line:  # noqa: PLR2004
        return True
    if follows is None:
        return False
    below = text[follows[0] : follows[1]]
    if gap > 1 and len(line) < _TITLE_CHARS and _LABELLED_RE.match(below) and not _LABELLED_RE.match(line) and " " in line:
        return True
    blank_below = text.count("\n", stop, follows[0]) > 1
    if text.count("\n", stop, follows[0]) == 1 and below[0].islower():
        return False  # the sentence goes on
    if row_below > max(60, 1.3 * len(line)) and (_is_ended(below) or len(below) > _HEADING_CHARS or wrapped):
        return True
    return gap > 1 and blank_below and len(line) < 90 and len(line.split()) >= 2 and begin == 0  # noqa: PLR2004


_SHORT_LINE_CHARS = 80


def _list_lines(text: str, segments: list[Segment]) -> list[Segment]:
    """Take runs of three or more short lines without a full stop for a list: places one a line, flattened tables."""
    result = list(segments)
    run: list[int] = []
    list_id = 5000
    for index, segment in enumerate(segments):
        start, end = segment.start, segment.end
        if segment.kind == "text" and end - start <= _SHORT_LINE_CHARS and not _is_ended(text[start:end]):
            run.append(index)
        elif run:
            list_id += _gather(run, result, list_id + 1)
            run = []
    _gather(run, result, list_id + 1)
    return result


def _gather(run: list[int], segments: list[Segment], list_id: int) -> bool:
    """Make a list of some lines; two short lines are an address."""
    if len(run) < 3:  # noqa: PLR2004
        return False
    for number in run:
        segments[number] = Segment(segments[number].start, segments[number].end, "item", 1, list_id)
    return True
