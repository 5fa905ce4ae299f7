"""Reads firms that a sentence counts and then lists: "Sechs Unternehmen arbeiten zusammen: A GmbH, B, C und D"."""

from pipeline.assemble.members.cues import Cues
from pipeline.assemble.members.firms import is_made
from pipeline.assemble.members.labels import read_value, value_of
from pipeline.assemble.members.runs import Run
from pipeline.assemble.view import View
from pipeline.shapes import shape

_OPENS_RE = shape(r"[^.;!?:()]{0,140}(?:(:)|(\())\s*")
_ABOUT_RE = shape(r"handelte?\s(?:es\s)?sich\s(?:\w+\s){0,2}um\s+")
_RESUMING_RE = shape(r"handelt")
_LISTED_RE = shape(r":\s+")
_BEFORE_CHARS = 260
_LIST, _SHOWN = 3, 2
_SHOWING = frozenset(["organisation.legal-form", "organisation.head", "organisation.known"])


def counts_firms(view: View) -> bool:
    """Say whether a document counts companies anywhere."""
    return _counts_firms(view, 0, len(view.text))


def find_resuming(text: str) -> list[int]:
    """Give where a sentence may resume firms that the one before has counted: "Dabei handelt es sich um A, B und C"."""
    return [match.start() for match in _RESUMING_RE.finditer(text)]


def read_enumeration(view: View, cues: Cues, stretch: tuple[int, int], *, counted: bool) -> Run | None:
    """Read the list of firms that a sentence announces by their number, or by a word of membership beside its network.

    Taken only where enough of the list shows that it holds firms. ``counted``: the document counts companies somewhere.
    """
    opened = _counted(view, *stretch) if counted else None
    if opened is None and view.text.find(":", *stretch) >= 0:
        opened = _spoken(view, cues, *stretch)
    if opened is None:
        return None
    start, bracket = opened
    if bracket:
        stop = view.text.find(")", view.text.rfind(",", start, stretch[1]) + 1, stretch[1])
        stop = stop if stop > 0 else stretch[1]
    else:
        start, stop = value_of(view, start, view.segment(start).end)
    found = read_value(view, start, stop, firms=True)
    shown = sum(mention.rule in _SHOWING or is_made(mention) for mention in found)
    if len(found) < _LIST or shown < _SHOWN or any(mention.label == "place" and mention.value.form for mention in found):
        return None
    run = Run(found, found[0].start, found[-1].end)
    run.accept(0.86, "enumerated")
    return run


def _counted(view: View, start: int, end: int) -> tuple[int, bool] | None:
    """Give where a list of firms begins that were counted, and whether brackets hold it."""
    text = view.text
    about = _ABOUT_RE.search(text, start, end)
    if about and _counts_firms(view, max(0, start - _BEFORE_CHARS), about.start()):
        return about.end(), False
    for count in view.mentions("count", start, end):
        if not count.extra.get("scope") and _counts_firms(view, count.start, count.end):
            match = _OPENS_RE.match(text, count.end, end)
            if match:
                return match.end(), bool(match[2])
    return None


def _spoken(view: View, cues: Cues, start: int, end: int) -> tuple[int, bool] | None:
    """Give where a list begins behind a colon, where a network and a word of membership stand before it."""
    listed = _LISTED_RE.search(view.text, start, end)
    if listed and view.has_mention("network", start, listed.start()):
        found = cues.within(start, listed.start())
        if any(cue.is_positive for cue in found) and not any(cue.negative for cue in found):
            return listed.end(), False
    return None


def _counts_firms(view: View, start: int, end: int) -> bool:
    """Say whether a number of companies stands in a stretch."""
    return any(
        hit.entry.kind == "company"
        for count in view.mentions("count", start, end)
        for hit in view.hits("member_nouns", count.start, count.end)
    )
