"""Finds member lists in the layout: items and rows under an opening line, and what stands behind a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.assemble.companies import read_chunk, read_line, split_chunks
from pipeline.assemble.member_cues import Cues, stretch_of
from pipeline.assemble.member_runs import Run, begin_of, find_runs
from pipeline.assemble.member_tables import Table, read_table
from pipeline.assemble.view import View
from schemas.layout import Segment
from schemas.mention import Mention

_LABEL_RE = re.compile(r"^[ \t]*(?:[•*·–-]\s*)?([A-ZÄÖÜ][^:\n.!?]{2,70}?)[ ]?:(?=[ \t\n]+\S)", re.MULTILINE)
_ANY_LABEL_RE = re.compile(r"^[ \t]*(?:[•*·–-]\s*)?[A-ZÄÖÜ][^:\n.!?]{1,40}:(?:\s|$)", re.MULTILINE)
_OPEN_END_RE = re.compile(r"(?::|[^.!?:]|\b(?:darunter|nämlich|und zwar|unter anderem|u\. ?a\.|z\. ?B\.))\s*$")
_FOLLOWING_RE = re.compile(r"(?<!\w)folgende[nrms]?(?!\w)", re.IGNORECASE)
_RULE_RE = re.compile(r"[\s|:+=_-]+")
_LEAD_RE = re.compile(r"[\s|•*·►–-]*(?:(?:und|sowie|erneut|auch|ebenso|neu|seit\s\d{4})[: ]\s*)*(?:(?:die|der|das|den|dem)\s)?")
_PARENT_RE = re.compile(r"\s*/\s*")
_STOP_RE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„])")
_NUMBER_ONLY_RE = re.compile(r"\s*(?:rund |etwa |ca\. )?\d")
_OPENER_CHARS = 170
_LINE_CHARS = 130
_LEFT_OUT = frozenset(["contact", "download", "boilerplate", "links"])


@dataclass(slots=True)
class _Opener:
    """What announces a list. ``reason``: why what follows are no members, or None. ``firms``: it speaks of companies."""

    start: int
    end: int
    confidence: float
    rule: str
    reason: str | None = None
    firms: bool = False
    lines: list[tuple[int, int]] = field(default_factory=list)


def find_listed(view: View, cues: Cues) -> Iterator[Run]:
    """Give the runs that the layout announces as members, or as none."""
    tables = read_table(view)
    for table in tables:
        yield from _table_runs(view, cues, table)
    rows = {number for table in tables for number in table.segments}
    opener: _Opener | None = None
    for number, segment in enumerate(view.segments):
        if number in rows or view.is_mute(segment.start) or segment.boilerplate:
            continue
        if opener is not None and _is_line(view, segment, opener):
            opener.lines.append((segment.start, segment.end))
            continue
        if opener is not None and _is_frame(view, segment, opener):
            continue
        yield from _flush(view, opener)
        labelled = list(_labelled(view, cues, segment))
        yield from (run for run in labelled if run.mentions)
        opener = _open(view, cues, segment, opener)
    yield from _flush(view, opener)


# -- what opens a list ----------------------------------------------------------------------------------------------------


def _open(view: View, cues: Cues, segment: Segment, before: _Opener | None) -> _Opener | None:
    """Say whether a segment opens a list: a heading of members, a line with a word of membership before a colon."""
    section = view.document.sections[segment.section]
    if section.kind in _LEFT_OUT:
        return None
    if segment.kind == "heading":
        reason = _denied(cues, segment.start, segment.end)
        if section.kind == "participants" or _announces(view, cues, segment.start, segment.end):
            return _Opener(segment.start, segment.end, 0.95, "heading", reason, _speaks_of_firms(view, segment.start, segment.end))
        return None
    begin, end = stretch_of(view, segment.end - 1, segment.end)
    text = view.text[begin:end]
    if not _OPEN_END_RE.search(text[-40:]):
        return None
    begin = max(begin, end - _OPENER_CHARS)
    reason = _denied(cues, begin, end)
    firms = _speaks_of_firms(view, begin, end)
    if _announces(view, cues, begin, end) and (text.rstrip().endswith(":") or len(text) < _OPENER_CHARS):
        return _Opener(begin, end, 0.94, "list", reason, firms)
    if reason:
        return _Opener(begin, end, 0.0, "refused", reason, firms)
    if before is not None and before.rule == "heading" and not before.lines and section.kind == "participants":
        return _Opener(begin, end, before.confidence, "heading", None, firms or before.firms)
    return None


def _announces(view: View, cues: Cues, start: int, end: int) -> bool:
    """Say whether a stretch announces members: by a cue, by a number of members with "folgende", by a bare type word."""
    if view.hits("topic_cues", start, end):
        return False
    if any(cue.is_positive and (not cue.weak or cue.kind == "holder") for cue in cues.within(start, end)):
        return True
    if any(hit.entry.kind == "participants" for hit in view.hits("section_headings", start, end)):
        return True
    label = view.text[start:end].strip(" :\n\t*•–-").removeprefix("Die ").removeprefix("Unsere ")
    nouns = [hit for hit in view.hits("member_nouns", start, end) if hit.entry.kind in {"municipal", "company"}]
    words = [*view.hits("form_words", start, end), *nouns]
    if any(len(hit.surface) >= 0.6 * len(label) and hit.surface.lower() in _plurals(hit.entry) for hit in words):
        return True
    return bool(view.mentions("count", start, end)) and bool(_FOLLOWING_RE.search(view.text, start, end) or view.mentions("network", start, end))


def _plurals(entry: object) -> set[str]:
    """Give the plural forms of a type word, or all forms of a noun that are no singular."""
    plural = getattr(entry, "plural", ())
    variants = plural or [form for form in getattr(entry, "variants", ()) if form not in getattr(entry, "singular", ())]
    return {form.lower() for form in variants}


def _denied(cues: Cues, start: int, end: int) -> str | None:
    """Give the reason why a line opens a list of those that are no members."""
    found = cues.within(start, end)
    if any(cue.is_positive and not cue.weak for cue in found):
        return None
    return next((cue.negative for cue in found if cue.negative and not cue.weak), None)


def _speaks_of_firms(view: View, start: int, end: int) -> bool:
    """Say whether a line speaks of companies."""
    kinds = [hit.entry.kind for hit in view.hits("member_nouns", start, end)]
    return "company" in kinds and "municipal" not in kinds


# -- lines ----------------------------------------------------------------------------------------------------------------


def _is_line(view: View, segment: Segment, opener: _Opener) -> bool:
    """Say whether a segment can be a line of the open list."""
    line = view.text[segment.start : segment.end]
    if (len(line) > _LINE_CHARS and segment.kind != "item") or _ANY_LABEL_RE.match(line):
        return False
    if segment.kind == "item":
        return True
    if segment.kind == "heading" and not opener.lines:
        return False
    run = _leading_run(view, segment.start, segment.end)
    if run is None:
        return False
    rest = view.text[run.end : segment.end].strip(" .,;\n\t")
    return not rest or rest[0] == "|" or (len(rest) < 24 and rest[0] in "(–-/")  # noqa: PLR2004 - "(ab 2015)", "– Landrat Muster"


def _is_frame(view: View, segment: Segment, opener: _Opener) -> bool:
    """Say whether a line only frames a table drawn with strokes: its rules, and its header."""
    line = view.text[segment.start : segment.end]
    return bool(_RULE_RE.fullmatch(line)) or (line.lstrip().startswith("|") and not opener.lines)


def _leading_run(view: View, start: int, end: int) -> Run | None:
    """Give the run with which a line begins."""
    lead = _LEAD_RE.match(view.text, start, end)
    begin = lead.end() if lead else start
    runs = find_runs(view, start, end)
    if not runs or runs[0].start > begin:
        return None
    _drop_parent(view, runs[0])
    return runs[0]


def _drop_parent(view: View, run: Run) -> None:
    """Take off the district that a line only adds behind a slash: "Stadt Bitburg / Eifelkreis"."""
    if len(run.mentions) == 2:  # noqa: PLR2004 - a place and where it lies
        first, second = run.mentions
        between = view.text[first.end : begin_of(second)]
        if second.label == "place" and second.value.kind == "district" and first.label == "place" and first.value.kind != "district" and _PARENT_RE.fullmatch(between):
            run.mentions.pop()


def _flush(view: View, opener: _Opener | None) -> Iterator[Run]:
    """Read the lines of a list that is complete."""
    if opener is None or not opener.lines:
        return
    runs = [_leading_run(view, start, end) for start, end in opener.lines]
    places = [run for run in runs if run is not None and run.mentions[0].label == "place"]
    mentions: list[Mention] = []
    if len(places) * 2 < len(opener.lines):
        mentions = _firms(view, opener, runs)
    else:
        for run in runs:
            if run is not None:
                mentions.extend(run.mentions)
    if mentions:
        found = Run(mentions, mentions[0].start, mentions[-1].end)
        if opener.reason:
            found.refuse(opener.reason)
        else:
            found.accept(opener.confidence, opener.rule)
        yield found


def _firms(view: View, opener: _Opener, runs: Sequence[Run | None]) -> list[Mention]:
    """Read each line as a firm, or as the town that stands among them; none where the lines do not look like firms."""
    found: list[Mention] = []
    missed = bodies = 0
    for (start, end), run in zip(opener.lines, runs, strict=True):
        if run is not None and run.mentions[0].label == "place" and (run.mentions[0].value.form or run.end >= end - 2):
            found.extend(run.mentions)
            continue
        firm = read_line(view, start, end)
        if firm is None:
            missed += 1
            continue
        bodies += firm.rule != "participants.firm"
        found.append(firm)
    vouched = opener.firms or bodies * 4 >= len(opener.lines)
    return found if vouched and missed * 3 <= len(opener.lines) else []


# -- tables and labels ----------------------------------------------------------------------------------------------------


def _table_runs(view: View, cues: Cues, table: Table) -> Iterator[Run]:
    """Take the cells of the members' column, each row for the network it names."""
    opener = _above(view, cues, table)
    if opener is None and not table.announced:
        return
    for start, end, owner in table.cells:
        run = _leading_run(view, start, end)
        if run is None or (table.firms and run.mentions[0].label == "place" and run.end < end - 1):
            firm = read_line(view, start, end) if table.firms or (opener and opener.firms) else None
            if firm is None:
                continue
            run = Run([firm], firm.start, firm.end)
        if opener is not None and opener.reason:
            run.refuse(opener.reason)
        else:
            run.accept(0.95 if opener else 0.9, "table")
        run.owners = owner
        yield run


def _above(view: View, cues: Cues, table: Table) -> _Opener | None:
    """Find what announces a table: the segment right above it, or its heading."""
    number = table.segments[0] - 1
    if number < 0:
        return None
    opener = _open(view, cues, view.segments[number], None)
    if opener is None:
        section = view.document.sections[view.segments[table.segments[0]].section]
        if section.kind == "participants":
            return _Opener(section.start, section.body, 0.95, "heading")
    return opener


def _labelled(view: View, cues: Cues, segment: Segment) -> Iterator[Run]:
    """Read what stands behind a label of members: "Teilnehmer: A, B und C"."""
    text = view.text
    for match in _LABEL_RE.finditer(text, segment.start, segment.end):
        start, stop = match.span(1)
        if view.document.sections[segment.section].kind in _LEFT_OUT:
            continue
        reason = _denied(cues, start, stop)
        if not reason and not _announces(view, cues, start, stop):
            continue
        value, end = _value_of(view, match.end(), segment.end)
        if _NUMBER_ONLY_RE.match(text, value, end):
            continue
        found = Run(_read_value(view, value, end, firms=_speaks_of_firms(view, start, stop)), value, end)
        if reason:
            found.refuse(reason)
        else:
            found.accept(0.94, "label")
        yield found


def _value_of(view: View, start: int, end: int) -> tuple[int, int]:
    """Give the stretch behind a label: to the end of its sentence, or to the next label."""
    text = view.text
    start += len(text[start:end]) - len(text[start:end].lstrip())
    following = _ANY_LABEL_RE.search(text, start, end)
    stop = following.start() if following else max(end, stretch_of(view, max(start, end - 1), end)[1])
    sentence = _STOP_RE.search(text, start, stop)
    return start, sentence.start() if sentence else stop


def _read_value(view: View, start: int, end: int, *, firms: bool) -> list[Mention]:
    """Read the members behind a label: runs of places and bodies, and firms that only their place in the list marks."""
    runs = find_runs(view, start, end)
    if not firms and ";" not in view.text[start:end]:
        lead = _LEAD_RE.match(view.text, start, end)
        first = runs[0] if runs and runs[0].start <= (lead.end() if lead else start) else None
        return first.mentions if first else []
    found: list[Mention] = []
    for low, high in split_chunks(view, start, end):
        inside = [item for run in runs for item in run.mentions if low <= item.start < high]
        lead = _LEAD_RE.match(view.text, low, high)
        if inside and begin_of(inside[0]) <= max(low, lead.end() if lead else low):
            found.extend(inside)
        elif (firm := read_chunk(view, low, high)) is not None:
            found.append(firm)
    return found
