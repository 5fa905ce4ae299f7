"""Says whether a line announces members, denies them, or tells what they do; and whether it speaks of companies."""

import re

from pipeline.assemble.members.cues import Cues
from pipeline.assemble.view import View
from pipeline.shapes import shape

#: what follows is what they work on or want: "Die Mitglieder arbeiten an:"
_DEED_END_RE = shape(r"(?<!\w)(an|mit|über|um|für|auf|zu|wollen|sollen|können|erhalten|planen|wünschen)\s*:?\s*$")
_FOLLOWING_RE = shape(r"(?<!\w)folgende[nrms]?(?!\w)", re.IGNORECASE)
_THESE_RE = shape(r"(?<!\w)(?:diese|folgende)(?!\w)", re.IGNORECASE)
_GAP_RE = shape(r"[\s:•*·–-]{0,12}")
_MEMBER_KINDS = frozenset(["municipal", "company"])
_TOPIC_KINDS = frozenset(["noun", "verb"])


def announces(view: View, cues: Cues, start: int, end: int) -> bool:
    """Say whether a stretch announces members, and no topics or deeds of theirs."""
    return (
        _tells_members(view, cues, start, end)
        and not (
            any(hit.entry.kind in _TOPIC_KINDS for hit in view.hits("topic_cues", start, end)) and not _leads_to_place(view, end)
        )
        and not tells_deeds(view, cues, start, end)
    )


def _tells_members(view: View, cues: Cues, start: int, end: int) -> bool:
    """Say whether a stretch speaks of members: by a cue, by a number of members with "folgende", by a bare type word."""
    found = [cue for cue in cues.within(start, end) if cue.is_positive]
    if any(not cue.weak or cue.kind == "holder" for cue in found):
        return True
    if (found or view.has_mention("network", start, end)) and _these(view, start, end):
        return True
    if any(hit.entry.kind == "participants" for hit in view.hits("section_headings", start, end)):
        return True
    nouns = [hit for hit in view.hits("member_nouns", start, end) if hit.entry.kind in _MEMBER_KINDS]
    words = [*view.hits("form_words", start, end), *nouns]
    if words:
        label = view.text[start:end].strip(" :\n\t*•–-").removeprefix("Die ").removeprefix("Unsere ")
        if any(len(hit.surface) >= 0.6 * len(label) and hit.surface.lower() in _plurals(hit.entry) for hit in words):
            return True
    return view.has_mention("count", start, end) and bool(
        view.has_mention("network", start, end) or _FOLLOWING_RE.search(view.text, start, end)
    )


def _leads_to_place(view: View, end: int) -> bool:
    """Say whether a place with its type word comes first behind a line: "Dazu gehören:" may lead to topics as well."""
    gap = _GAP_RE.match(view.text, end)
    begin = gap.end() if gap else end
    return any(bool(place.value.form) or place.value.kind == "district" for place in view.mentions("place", begin, begin + 1))


def tells_deeds(view: View, cues: Cues, start: int, end: int) -> bool:
    """Say whether a line leads to what members do: "Die Mitglieder arbeiten an:"; not "Dem Netzwerk gehören an:"."""
    deed = _DEED_END_RE.search(view.text, start, end)
    return deed is not None and not any(cue.is_positive and cue.closing >= deed.end(1) for cue in cues.within(start, end))


def _these(view: View, start: int, end: int) -> bool:
    """Say whether "diese" or "folgende" stands right before a noun for members: "arbeiten diese Firmen zusammen"."""
    return any(
        match.end() + 1 == hit.start
        for match in _THESE_RE.finditer(view.text, start, end)
        for hit in view.hits("member_nouns", match.end(), match.end() + 2)
        if hit.entry.kind in _MEMBER_KINDS
    )


def _plurals(entry: object) -> set[str]:
    """Give the plural forms of a type word, or all forms of a noun that are no singular."""
    plural = getattr(entry, "plural", ())
    variants = plural or [form for form in getattr(entry, "variants", ()) if form not in getattr(entry, "singular", ())]
    return {form.lower() for form in variants}


def denied(cues: Cues, start: int, end: int) -> str | None:
    """Give the reason why a line opens a list of those that are no members."""
    if not cues.denied_within(start, end):
        return None
    found = cues.within(start, end)
    if any(cue.is_positive and not cue.weak for cue in found):
        return None
    return next((cue.negative for cue in found if cue.negative and not cue.weak), None)


def speaks_of_firms(view: View, start: int, end: int) -> bool:
    """Say whether a line speaks of companies."""
    kinds = [hit.entry.kind for hit in view.hits("member_nouns", start, end)]
    return "company" in kinds and "municipal" not in kinds


def is_among_firms(view: View, position: int) -> bool:
    """Say whether what stands above counts companies and no municipalities: "Acht Betriebe …"."""
    counts = [count for count in view.mentions("count", 0, position) if not view.is_mute(count.start)]
    nouns = [hit.entry.kind for count in counts for hit in view.hits("member_nouns", count.start, count.end)]
    return "company" in nouns and "municipal" not in nouns
