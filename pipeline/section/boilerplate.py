"""Marks what is not the announcement: navigation, cookie notices, share buttons, imprint, the programme's own blurb."""

from bisect import bisect_right
from dataclasses import replace

from pipeline.lexicon import Hit
from schemas.layout import Segment

#: kinds whose cue may stand anywhere in a segment; the others must fill most of a short line
_ANYWHERE = frozenset({"programme", "cookie"})
_LEADING = frozenset({"caption", "advert", "cookie"})
_SHORT_CHARS = 60
_PARAGRAPH_CHARS = 400


def _stands_alone(text: str, segment: Segment, hit: Hit) -> bool:
    """Tell the label "Anzeige" or "Foto:" from a word that begins a sentence: "Anzeige gegen Unbekannt"."""
    return (
        " " in hit.surface
        or hit.end >= segment.end
        or text[hit.end] in ":\n(/|[©–-"
        or text[hit.end : hit.end + 2] in {" ©", " (", " :", " –", " /"}
    )


def mark_boilerplate(text: str, segments: tuple[Segment, ...], hits: dict[str, list[Hit]]) -> tuple[Segment, ...]:
    """Mark segments whose words give them away; text is never deleted."""
    starts = [segment.start for segment in segments]
    marked = list(segments)
    for hit in hits.get("boilerplate", ()):
        index = bisect_right(starts, hit.start) - 1
        if index < 0 or hit.end > segments[index].end or marked[index].boilerplate:
            continue
        segment = segments[index]
        length = segment.end - segment.start
        kind = hit.entry.kind or "other"
        fills = length < _SHORT_CHARS and (hit.end - hit.start) * 2 >= length
        leads = hit.start == segment.start and kind in _LEADING and length < _PARAGRAPH_CHARS and _stands_alone(text, segment, hit)
        if kind == "caption" and not leads:
            continue
        if kind in _ANYWHERE or fills or leads:
            marked[index] = replace(segment, boilerplate=kind)
    return tuple(marked)
