"""Finds member lists in the layout: items and rows under an opening line, and what stands behind a label."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.assemble.members.announcements import announces, denied, is_among_firms, speaks_of_firms, tells_deeds
from pipeline.assemble.members.companies import is_body, read_brand, read_line
from pipeline.assemble.members.cues import Cues
from pipeline.assemble.members.labels import ANY_LABEL_RE, LEAD_RE, LEFT_OUT, read_labels
from pipeline.assemble.members.runs import Run, begin_of, find_runs
from pipeline.assemble.members.stretches import find_wrapped, stretch_of
from pipeline.assemble.members.tables import Table, read_table
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Segment
from schemas.mention import Mention

_STOPS = frozenset(".!?")
#: short forms that lead to a list though a full stop ends them
_SHORT = ("u. a.", "u.a.", "z. B.", "z.B.")
_SHORT_RE = shape(r"\b(?:u\. ?a\.|z\. ?B\.)\Z")
_SHORT_CHARS = 40
_HEAD_LEAD_RE = shape(r"(?:(?:das sind|dies sind|hier|die|unsere|alle|diese)\s+)*", re.IGNORECASE)
_RULE_RE = shape(r"[\s|:+=_-]+")
_PARENT_RE = shape(r"\s*/\s*")
_OPENER_CHARS = 170
_LINE_CHARS = 130
_FIRM_CHARS = 80


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
    text = view.text
    rows = {number for table in tables for number in table.segments}
    opener: _Opener | None = None
    for number, segment in enumerate(view.segments):
        if segment.boilerplate or number in rows or view.is_mute(segment.start):
            continue
        if opener is not None and _is_line(view, segment, opener):
            opener.lines.append((segment.start, segment.end))
            continue
        if opener is not None and _is_frame(view, segment, opener):
            continue
        if opener is not None and opener.lines:
            yield from _flush(view, cues, opener)
        if text.find(":", segment.start, segment.end) >= 0:
            for run in read_labels(view, cues, segment):
                if run.mentions or run.inherited:
                    yield run
        opener = _open(view, cues, segment, opener)
    if opener is not None and opener.lines:
        yield from _flush(view, cues, opener)


# -- what opens a list ----------------------------------------------------------------------------------------------------


def _open(view: View, cues: Cues, segment: Segment, before: _Opener | None) -> _Opener | None:
    """Say whether a segment opens a list: a heading of members, a line with a word of membership before a colon."""
    section = view.document.sections[segment.section]
    if section.kind in LEFT_OUT:
        return None
    if segment.kind == "heading":
        start, end = segment.start, segment.end
        if (section.kind == "participants" or announces(view, cues, start, end)) and not tells_deeds(view, cues, start, end):
            return _Opener(start, end, 0.95, "heading", denied(cues, start, end), speaks_of_firms(view, start, end))
        return None
    stopped = view.text[segment.end - 1] in _STOPS and not view.text.endswith(_SHORT, 0, segment.end)
    if stopped and not find_wrapped(view):
        return None
    begin, end = stretch_of(view, segment.end - 1, segment.end)
    if _is_closed(view.text, begin, end):
        return None
    leads = end - begin < _OPENER_CHARS or view.text[begin:end].rstrip().endswith(":")
    begin = max(begin, end - _OPENER_CHARS)
    reason = denied(cues, begin, end)
    if leads and announces(view, cues, begin, end):
        return _Opener(begin, end, 0.94, "list", reason, speaks_of_firms(view, begin, end))
    if reason:
        return _Opener(begin, end, 0.0, "refused", reason, speaks_of_firms(view, begin, end))
    if before is not None and before.rule == "heading" and not before.lines and section.kind == "participants":
        return _Opener(begin, end, before.confidence, "heading", None, before.firms or speaks_of_firms(view, begin, end))
    return None


def _is_closed(text: str, begin: int, end: int) -> bool:
    """Say whether a line ends in a full stop, so that nothing follows from it; that of "u. a." and "z. B." is none."""
    if begin >= end:
        return True
    if text[end - 1] not in _STOPS:
        return False
    return not (text.endswith(_SHORT, begin, end) and _SHORT_RE.search(text[max(begin, end - _SHORT_CHARS) : end]))


# -- lines ----------------------------------------------------------------------------------------------------------------


def _is_line(view: View, segment: Segment, opener: _Opener) -> bool:
    """Say whether a segment can be a line of the open list."""
    line = view.text[segment.start : segment.end]
    if (len(line) > _LINE_CHARS and segment.kind != "item") or ANY_LABEL_RE.match(line):
        return False
    if segment.kind == "item":
        return True
    if opener.firms and _is_firm_line(view, segment, opener):
        return True
    if segment.kind == "heading" and not opener.lines:
        return False
    run = _leading_run(view, segment.start, segment.end)
    if run is None:
        return False
    rest = view.text[run.end : segment.end].strip(" .,;\n\t")
    return not rest or rest[0] == "|" or (len(rest) < 24 and rest[0] in "(–-/")  # noqa: PLR2004 - "(ab 2015)", "– Landrat Muster"


def _is_firm_line(view: View, segment: Segment, opener: _Opener) -> bool:
    """Say whether a bare line right below names a firm, where firms are announced."""
    last = opener.lines[-1][1] if opener.lines else opener.end
    between = view.text[last : segment.start]
    if segment.kind == "heading" and (opener.lines or between.count("\n") != 1):
        return False  # the first of bare lines may look like a heading
    if between.strip() or between.count("\n") > (1 if opener.lines else 2):
        return False
    return segment.end - segment.start < _FIRM_CHARS and read_line(view, segment.start, segment.end) is not None


def _is_frame(view: View, segment: Segment, opener: _Opener) -> bool:
    """Say whether a line only frames a table drawn with strokes: its rules, and its header."""
    line = view.text[segment.start : segment.end]
    return bool(_RULE_RE.fullmatch(line)) or (line.lstrip().startswith("|") and not opener.lines)


def _leading_run(view: View, start: int, end: int) -> Run | None:
    """Give the run with which a line begins."""
    lead = LEAD_RE.match(view.text, start, end)
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
        if (
            second.label == "place"
            and second.value.kind == "district"
            and first.label == "place"
            and first.value.kind != "district"
            and _PARENT_RE.fullmatch(between)
        ):
            run.mentions.pop()


def _words(view: View, cues: Cues, start: int, end: int) -> tuple[int, int]:
    """Give the words of an opening line that announce members: the last one of membership, else all of it."""
    found = [cue for cue in cues.within(start, end) if cue.is_positive]
    if found:
        return found[-1].start, found[-1].end
    line = view.text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip(" :\n\t"))


def _flush(view: View, cues: Cues, opener: _Opener) -> Iterator[Run]:
    """Read the lines of a list that is complete."""
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
            found.accept(opener.confidence, opener.rule, _words(view, cues, opener.start, opener.end))
        yield found


def _firms(view: View, opener: _Opener, runs: Sequence[Run | None]) -> list[Mention]:
    """Read each line as a firm, or as the town that stands among them; none where the lines do not look like firms."""
    found: list[Mention] = []
    missed = bodies = 0
    unread: list[tuple[int, int]] = []
    for (start, end), run in zip(opener.lines, runs, strict=True):
        if run is not None and run.mentions[0].label == "place" and (run.mentions[0].value.form or run.end >= end - 2):
            found.extend(run.mentions)
            continue
        firm = read_line(view, start, end)
        if firm is None:
            missed += 1
            unread.append((start, end))
            continue
        bodies += is_body(view, firm)
        found.append(firm)
    vouched = (
        opener.firms or bodies * 4 >= len(opener.lines) or (_heads_members(view, opener) and is_among_firms(view, opener.start))
    )
    if not vouched or missed * 3 > len(opener.lines):
        return []
    brands = [brand for start, end in unread if (brand := read_brand(view, start, end)) is not None]
    return sorted([*found, *brands], key=lambda item: item.start)


def _heads_members(view: View, opener: _Opener) -> bool:
    """Say whether a heading begins with the members themselves: "Die Mitglieder des Bündnisses"; not "Vorteile für Mitglieder"."""
    lead = _HEAD_LEAD_RE.match(view.text, opener.start, opener.end)
    begin = lead.end() if lead else opener.start
    return any(
        hit.entry.kind in {"participants", "holder"}
        for name in ("section_headings", "participant_cues")
        for hit in view.hits(name, opener.start, begin + 1)
    )


# -- tables and labels ----------------------------------------------------------------------------------------------------


def _table_runs(view: View, cues: Cues, table: Table) -> Iterator[Run]:
    """Take the cells of the members' column, each row for the network it names."""
    opener = _above(view, cues, table)
    if opener is None and not table.announced:
        return
    for start, end in table.lists:
        run = _leading_run(view, start, end)
        if run is not None:
            run.accept(0.93, "table")
            yield run
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
            run.accept(0.95 if opener else 0.9, "table", _words(view, cues, opener.start, opener.end) if opener else table.head)
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
