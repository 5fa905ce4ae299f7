"""Reads members behind a label: "Teilnehmer: A, B und C", at the beginning of a line or, for firms, within a paragraph."""

import re
from collections.abc import Iterator

from pipeline.assemble.members.announcements import announces, denied, is_among_firms, speaks_of_firms
from pipeline.assemble.members.companies import read_chunk, split_chunks
from pipeline.assemble.members.cues import Cues
from pipeline.assemble.members.inheritance import read_inheritance
from pipeline.assemble.members.runs import Run, begin_of, find_runs
from pipeline.assemble.members.stretches import stretch_of
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Segment
from schemas.mention import Mention

ANY_LABEL_RE = shape(r"^[ \t]*(?:[•*·–-]\s*)?[A-ZÄÖÜ][^:\n.!?]{1,40}:(?:\s|$)", re.MULTILINE)
LEAD_RE = shape(r"[\s|•*·►–-]*(?:(?:und|sowie|erneut|auch|ebenso|neu|seit\s\d{4})[: ]\s*)*(?:(?:die|der|das|den|dem)\s)?")
LEFT_OUT = frozenset(["contact", "download", "boilerplate", "links"])
_LABEL_RE = shape(r"^[ \t]*(?:[•*·–-]\s*)?([A-ZÄÖÜ][^:\n.!?]{2,90}?)[ ]?:(?=[ \t\n]+\S)", re.MULTILINE)
#: the same in the middle of a paragraph, where only firms are read behind it: sentences read the places
_INNER_LABEL_RE = shape(r"(?<=[.!?][ \n])([A-ZÄÖÜ][^:\n.!?]{2,90}?)[ ]?:(?=[ \n]+\S)")
#: a sentence ends here; not behind an initial or a short form in a firm's name ("H. Zeller", "Gebr. Maurer")
_STOP_RE = shape(
    r"(?<=[.!?])(?<!\b[A-ZÄÖÜ]\.)(?<!\bGebr\.)(?<!\bFa\.)(?<!\bCo\.)(?<!\bSt\.)(?<!\bInh\.)(?<!\bDr\.)(?<!\bProf\.)(?<!\bIng\.)\s+(?=[A-ZÄÖÜ„])"
)
_NUMBER_ONLY_RE = shape(r"\s*(?:rund |etwa |ca\. )?\d")
_SEATS = 3
_BLANKS = (" ", "\t", "\n")
_BULLETS = ("•", "*", "·", "–", "-")
_STOPS = (".", "!", "?", "\n")
_LABEL_CHARS = 96


def read_labels(view: View, cues: Cues, segment: Segment) -> Iterator[Run]:
    """Read what stands behind a label of members: "Teilnehmer: A, B und C"."""
    text = view.text
    for match in _find_labels(text, segment.start, segment.end):
        start, stop = match.span(1)
        if view.document.sections[segment.section].kind in LEFT_OUT:
            continue
        reason = denied(cues, start, stop)
        if not reason and not announces(view, cues, start, stop):
            continue
        value, end = value_of(view, match.end(), segment.end)
        if _NUMBER_ONLY_RE.match(text, value, end):
            continue
        inherited = read_inheritance(view, start, value, end)
        value = inherited.end if inherited else value
        firms = speaks_of_firms(view, start, stop) or _lists_firms(view, start, value, end)
        if match.re is _INNER_LABEL_RE.compiled and not (firms and _shows_firms(view, value, end)):
            continue
        found = Run(read_value(view, value, end, firms=firms), value, end)
        if inherited is not None:
            found.anchor, found.inherited = inherited.anchor, inherited
        if reason:
            found.refuse(reason)
        else:
            found.accept(0.94, "label", (start, stop))
        yield found


def _find_labels(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Find the labels of a stretch, first those that begin a line: each ends at a colon, and no other sign stands in it."""
    colons = []
    colon = text.find(":", start, end)
    while colon >= 0:
        if text.startswith(_BLANKS, colon + 1):
            colons.append(colon)
        colon = text.find(":", colon + 1, end)
    found = []
    for colon in colons:
        begin = max(text.rfind("\n", start, colon) + 1, start)
        if text[start:begin].rstrip().endswith(_BULLETS):  # a bullet on a line of its own
            found = list(_LABEL_RE.finditer(text, start, end))
            break
        match = _LABEL_RE.match(text, begin, end)
        if match is not None and match.end() == colon + 1:
            found.append(match)
    for colon in colons:
        low = max(0, colon - _LABEL_CHARS)
        stop = max([text.rfind(sign, low, colon) for sign in _STOPS])
        if stop >= 0:
            begin = stop + (1 if text[stop] == "\n" else 2)
            match = _INNER_LABEL_RE.match(text, max(start, begin), end)
            if match is not None and match.end() == colon + 1:
                found.append(match)
    return found


def value_of(view: View, start: int, end: int) -> tuple[int, int]:
    """Give the stretch behind a label: to the end of its sentence, or to the next label."""
    text = view.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    following = ANY_LABEL_RE.search(text, start, end)
    stop = following.start() if following else max(end, stretch_of(view, max(start, end - 1), end)[1])
    sentence = _STOP_RE.search(text, start, stop)
    return start, sentence.start() if sentence else stop


def _shows_firms(view: View, start: int, end: int) -> bool:
    """Say whether firms show in a stretch: one with a legal form, or seats in brackets behind several."""
    legal = any(item.rule == "organisation.legal-form" for item in view.mentions("organisation", start, end))
    return legal or view.text.count(")", start, end) >= _SEATS


def _is_behind(firm: Mention, item: Mention) -> bool:
    """Say whether a mention is only the seat behind a firm's name."""
    return item.start >= firm.end and item.label == "place" and item.value.form is None


def _lists_firms(view: View, label: int, start: int, end: int) -> bool:
    """Say whether a stretch lists firms: two bodies or more with a legal form, or one where companies were counted; no typed place."""
    bodies = sum(item.rule == "organisation.legal-form" for item in view.mentions("organisation", start, end))
    if any(place.value.form for place in view.mentions("place", start, end)):
        return False
    return bodies > 1 or (bodies == 1 and is_among_firms(view, label))


def read_value(view: View, start: int, end: int, *, firms: bool) -> list[Mention]:
    """Read the members behind a label: runs of places and bodies, and firms that only their place in the list marks."""
    runs = find_runs(view, start, end)
    if not firms and ";" not in view.text[start:end]:
        lead = LEAD_RE.match(view.text, start, end)
        first = runs[0] if runs and runs[0].start <= (lead.end() if lead else start) else None
        return first.mentions if first else []
    found: list[Mention] = []
    for low, high in split_chunks(view, start, end):
        inside = [item for run in runs for item in run.mentions if low <= item.start < high]
        lead = LEAD_RE.match(view.text, low, high)
        begins = bool(inside) and begin_of(inside[0]) <= max(low, lead.end() if lead else low)
        longer = read_chunk(view, low, high) if begins and inside[0].label == "organisation" else None
        if (
            longer is not None
            and longer.start == inside[0].start
            and longer.end > inside[0].end
            and all(_is_behind(longer, item) for item in inside[1:])
        ):
            found.append(longer)
        elif begins:
            found.extend(inside)
        elif (firm := read_chunk(view, low, high)) is not None:
            found.append(firm)
    return found
