"""Gathers segments under headings and says what each section is about."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from operator import itemgetter

from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Segment, TextSection

_START = itemgetter(0)
#: what may stand before a heading word in its line, and what may follow it without taking the line over
_LEAD_RE = shape(r"(?:\s*\d{1,2}[.)]?\s+)?(?:(?:Die|Das|Der|Unsere?|Ihre?|Alle|Weitere|Unser|Ihr|Zu den|Zum|Zur)\s+)?")
_GOES_ON_RE = shape(r"\s*(?:(?:des|der|im|in|am|an|für|von|vom|und|&|sowie|zum|zur|bei|beim|durch|mit|aus)\b|[(:–/-])")
Values = dict[str, int | str | None]
#: noise that closes a page
_TAIL_KINDS = frozenset({"footer", "navigation", "menu", "imprint", "share", "breadcrumb"})
_CLOSE_CHARS = 2  # a subtitle stands right under its heading

#: noise that is one line ("Bild", "Drucken"): what follows it is not under it
_SINGLE_LINES = frozenset({"caption", "share", "navigation", "menu", "breadcrumb", "form", "advert"})


def build_sections(
    text: str, segments: tuple[Segment, ...], hits: dict[str, list[Hit]], bounded: frozenset[int] = frozenset()
) -> tuple[tuple[Segment, ...], tuple[TextSection, ...]]:
    """Open a section at each heading; a heading right under another is its subtitle, unless it names a section of its own.

    ``bounded`` are segments that the source itself sets apart as noise: behind such an inset the section before it goes on. What
    closes the page (footer, share buttons) is a section of noise, so that no heading above seems to have a text.
    Shape: sections cover the text from the first character to the last, in order; segments point at theirs.
    """
    lead = segments[0].start if segments else 0
    opened: list[Values] = [{"kind": "body", "heading": None, "level": 0, "start": 0, "body": lead, "heading_end": 0}]
    labelled: list[Segment] = []
    tail = _tail_start(segments)
    before: Segment | None = None
    inset = False
    for number, segment in enumerate(segments):
        if number == tail:
            opened.append(
                {
                    "kind": "boilerplate",
                    "heading": None,
                    "level": 0,
                    "start": segment.start,
                    "body": segment.start,
                    "heading_end": segment.start,
                }
            )
        elif segment.kind == "heading" and segment.boilerplate not in _SINGLE_LINES:
            inset = number in bounded
            _open(text, segment, before, _kind(text, segment, hits), opened)
        elif inset and number not in bounded:
            inset = False
            _go_on(segment, opened)
        labelled.append(_in_section(segment, len(opened) - 1))
        before = segment
    return tuple(labelled), tuple(_close(text, opened))


def _in_section(segment: Segment, number: int) -> Segment:
    """Let a segment point at its section; the first is what it points at from the beginning."""
    if segment.section == number:
        return segment
    return Segment(segment.start, segment.end, segment.kind, segment.level, segment.list_id, segment.boilerplate, number)


def _open(text: str, segment: Segment, before: Segment | None, kind: str, opened: list[Values]) -> None:
    """Open a section at a heading, or lengthen the heading above by its subtitle."""
    above = before is not None and before.kind == "heading" and text.count("\n", before.end, segment.start) <= _CLOSE_CHARS
    fits = opened[-1]["kind"] == "body" and (kind == "body" or opened[-1]["level"] == 0)
    if above and fits and text[segment.end - 1] != ":":
        opened[-1]["body"] = segment.end
        return
    heading = text[segment.start : segment.end]
    opened.append(
        {
            "kind": kind,
            "heading": heading,
            "level": segment.level or 1,
            "start": segment.start,
            "body": segment.end,
            "heading_end": segment.end,
        }
    )


def _go_on(segment: Segment, opened: list[Values]) -> None:
    """Go on with the section before an inset."""
    earlier = next((values for values in reversed(opened) if values["kind"] != "boilerplate"), None)
    if earlier is not None:
        start = segment.start
        opened.append({**earlier, "heading": None, "start": start, "body": start, "heading_end": start})


def _tail_start(segments: tuple[Segment, ...]) -> int | None:
    """Give the first of the segments that close the page; None where the page has no such tail, or nothing else."""
    number = len(segments)
    while number and segments[number - 1].boilerplate in _TAIL_KINDS:
        number -= 1
    return number if 0 < number < len(segments) else None


def _kind(text: str, segment: Segment, hits: dict[str, list[Hit]]) -> str:
    """Read a section's kind from its heading; the heading word must carry the line."""
    if segment.boilerplate:
        return "boilerplate"
    words: Sequence[Hit] = hits.get("section_headings", ())
    first = bisect_left(words, segment.start, key=_START)
    best: Hit | None = None
    for hit in islice(words, first, None):
        if hit.start >= segment.end:
            break
        if hit.end <= segment.end and (best is None or hit.end - hit.start > best.end - best.start):
            best = hit
    if best is None or not _carries(text, segment, best) or _heads_a_name(text, segment, best, hits.get("network_heads", ())):
        return "body"
    return best.entry.kind or "body"


def _heads_a_name(text: str, segment: Segment, hit: Hit, heads: Sequence[Hit]) -> bool:
    """Say whether a heading word is the head of a network's name: "Netzwerk" alone is a label, "Netzwerk Nord" a network."""
    follows = text[hit.end : segment.end].lstrip()
    return (
        follows[:1].isalnum()
        and follows[:1].upper() == follows[:1]
        and any((head.start, head.end) == (hit.start, hit.end) for head in heads)
    )


def _carries(text: str, segment: Segment, hit: Hit) -> bool:
    """Say whether a heading word carries its line: "Teilnehmende Kommunen im Netzwerk", but not "Kommunen gründen Netzwerk"."""
    line = text[segment.start : segment.end].rstrip(" :?!.")
    if (hit.end - hit.start) * 2 >= len(line):
        return True
    if _LEAD_RE.fullmatch(text, segment.start, hit.start) is None or hit.entry.kind == "boilerplate":
        return False
    return line[-1:] == ":" or hit.end >= segment.start + len(line) or bool(_GOES_ON_RE.match(text, hit.end, segment.end))


def _close(text: str, opened: list[dict[str, int | str | None]]) -> list[TextSection]:
    """Give each section its end and its id; an empty lead section is dropped only when it holds no character."""
    sections = []
    for number, values in enumerate(opened):
        end = int(opened[number + 1]["start"] or 0) if number + 1 < len(opened) else len(text)
        sections.append(
            TextSection(
                id=f"s{number}",
                kind=str(values["kind"]),
                heading=None if values["heading"] is None else str(values["heading"]),
                level=int(values["level"] or 0),
                start=int(values["start"] or 0),
                end=end,
                body=int(values["body"] or 0),
                heading_end=int(values["heading_end"] or 0),
            )
        )
    return sections
