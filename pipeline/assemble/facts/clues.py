"""A date with its surroundings: its clause, the event words of its sentence, and the one it hangs on."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.assemble.facts.events import torn_events
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import Shape, shape
from schemas.mention import Mention
from schemas.time import TimeValue

#: each of its branches begins with a letter or sign, which lets the engine leap to the next; a dash stands behind a blank
_BREAK_RE = shape(
    r";|!|\?|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:dass|weil|wenn|während|nachdem|bevor|sodass|wobei|wo|womit|aber|sondern|der|die|das|den|dem|denen|deren|welche[rs]?)\b|–(?<=\s–)\s|-(?<=\s-)\s(?=[a-zäöü])|aber(?<!\waber)\b|während(?<!\wwährend)\b"
)
_NET_RE = shape(r"[Nn][Ee][Tt][Zz](?:[Ww][Ee][Rr][KkK]|[Ee]?\b)")
_JOINT_WORK_RE = shape(
    r"zusammen(?:zu)?arbeit|kooperation|projekt|vorhaben|bündnis|pakt\b|laufzeit|konvoi|initiative|arbeitsgemeinschaft|verbund|\btisch\b|vereinbarung|vertrag|verträge|erklärung|urkunde|fortsetzung|\bhat das\b|gemeinsam",
    re.IGNORECASE,
)
_OPENS_RE = shape(
    r"\s*(?:(?:Der|Die|Das|Dessen|Deren|Sein|Seine|Ihre)\s+)?(?:offizielle[rs]?\s+)?"
    r"(?:Es|Sie|Er|Alle (?:beiden?|zwei|drei|vier|fünf)|Beide|Das Ganze|Dieses|Dies|Los geht|Start\w*|Gestartet|Begonnen|Gearbeitet|Offiziell|Beginn\w*|Laufzeit|Dauer|Zeitraum|Auftakt|Gründung|Ende|Abschluss)\b"
    r"(?!\s+(?:der|des|einer|eines)\s+(?!Netz|Zusammen|Projekt|Kooperation|Laufzeit|Arbeit|Vorhaben))"
)
_PRONOUN_RE = shape(r"(?:es(?<!\wes)|sie(?<!\wsie))\b")
_ITS_WORK_RE = shape(r"\b(?:ihre Arbeit|seine Arbeit|die Arbeit|Netzwerkphase|Laufzeit)\b")
ACTIVE_RE = shape(
    r"\b(?:arbeite[nt]+|läuft|laufen|besteht|bestehen|existiert|gibt es|kooperieren|engagiert|engagieren|unterstützt|tauschen|treffen|trifft|getroffen|trafen|aktiv|profitieren|profitiert|lernen|vernetzen|vernetzt|verfolgen|ermitteln|setzen|fahren|wollen|gehen|planen|plant|bündeln|stellen|machen|kümmern|beschäftigen|widmen|ziehen)\b",
    re.IGNORECASE,
)
#: "vorbehaltlich der Bewilligung", "nach jetzigem Stand" say nothing of a date
_ASIDE_RE = shape(r"\b(?:[Vv]orbehaltlich (?:der|einer|des|eines)|[Nn]ach (?:jetzigem|derzeitigem|aktuellem|heutigem))\s+$")
#: "nahm mit einer Videokonferenz den Betrieb auf": the setting of an event, not the event
_SETTING_RE = shape(r"\b(?:mit|bei|in|auf|im Rahmen)\s+(?:einem|einer|ihrer|seiner|der|dem)\s+(?:\w+\s+)?$")
MEMBERS_RE = shape(
    r"\b(?:Unternehmen|Betriebe|Firmen|Kommunen|Gemeinden|Städte|Partner|Teilnehmer|Mitglieder|Verwaltungen|Rathäuser|Beteiligten|Teilnehmenden|Netzwerkpartner)\b"
)
_BRACKET_CHARS = 24
ELLIPTIC = 60  # "Seit dem 1.10.2019, Abschluss am 30.9.2022." says nothing else
_REACH, _FAR_REACH = 120, 260
_WEAK_COST, _OTHER_COST, _BREAK_COST, _DATE_COST, _JOIN_COST = 12.0, 8.0, 60.0, 30.0, 25.0
_LABEL_GAIN, _LABEL_LOSS = 20.0, 80.0
_RIVAL_COST = 90.0  # "trafen sich zur Gründung": a sure word of founding goes before a meeting
MEETINGS = frozenset({"netzwerktreffen", "sitzung", "veranstaltung", "uebergabe"})
_COMMA_COST = 40.0
_PREPOSED = 16
_JOINED_RE = shape(r"\bund\s+(?!(?:\w+\s+){0,2}?[A-ZÄÖÜ])|\bund\s+(?:endet|läuft|begann|wurde|wird)\b")
FIELD = {"founding": "founded", "start": "start", "end": "end"}


class Clue(NamedTuple):
    """Hold a date with its surroundings. ``clause`` is cut at hard breaks that lie in no other mention."""

    mention: Mention
    value: TimeValue
    sentence: tuple[int, int]
    clause: tuple[int, int]
    lead: str
    cue: Hit | None


def speaks_of_network(text: str, start: int, end: int) -> bool:
    """Say whether a stretch has a word for the network or for what it does: "Netzwerk", "das Projekt", "gemeinsam"."""
    return _NET_RE.search(text, start, end) is not None or _JOINT_WORK_RE.search(text, start, end) is not None


def goes_on(text: str, start: int, end: int) -> bool:
    """Say whether a clause goes on about what was told of before: "Es läuft …", "Gestartet …", "… nahm seine Arbeit auf"."""
    return (
        _OPENS_RE.match(text, start, end) is not None
        or _PRONOUN_RE.search(text, start, end) is not None
        or _ITS_WORK_RE.search(text, start, end) is not None
    )


def _is_aside(text: str, hit: Hit, start: int, *, several: bool) -> bool:
    """Say whether a word that would make a date one of something else does not: a condition, a setting, the verb "treffen"."""
    if _ASIDE_RE.search(text, max(start, hit.start - 24), hit.start):
        return True
    if hit.entry.id in MEETINGS:
        return hit.surface == "treffen" or bool(_SETTING_RE.search(text, max(start, hit.start - 40), hit.start))
    return several and hit.entry.id == "vorgaenger" and hit.surface.lower().startswith("erste")


def find_cues(view: View, start: int, end: int, dates: list[Mention], *, several: bool) -> list[Hit]:
    """Give the event words of a sentence; a word inside a date ("bis Ende 2017") belongs to the date."""
    return [
        hit
        for hit in (*view.hits("event_cues", start, end), *torn_events(view, start))
        if hit.entry.kind
        and not _is_inside(hit, dates)
        and not (hit.entry.kind == "other" and _is_aside(view.text, hit, start, several=several))
        and (hit.entry.id != "label-ende" or is_label(view, hit))
        and (hit.entry.id != "ab" or _stands_before(view.text, hit, dates))
    ]


def _is_inside(hit: Hit, dates: list[Mention]) -> bool:
    """Say whether a word touches one of some dates."""
    for date in dates:  # noqa: SIM110 - asked for each word of each date's sentence
        if date.start < hit.end and hit.start < date.end:
            return True
    return False


def _stands_before(text: str, hit: Hit, dates: list[Mention]) -> bool:
    """Say whether "ab" stands right before a date; "leitet ein Ziel ab, das im Sommer …" is a part of a verb."""
    return any(0 <= date.start - hit.end <= _PREPOSED and "," not in text[hit.end : date.start] for date in dates)


def look_around(view: View, mention: Mention, cue: Hit | None, breaks: list[tuple[int, int]], sentence: tuple[int, int]) -> Clue:
    """Gather what stands around a date: its part of the sentence, the words right before it, the word that goes with it."""
    left, right = sentence
    if breaks:
        left = max((stop for _, stop in breaks if stop <= mention.start), default=left)
        right = min((start for start, _ in breaks if start >= mention.end), default=right)
    lead = view.text[max(sentence[0], mention.start - 16) : mention.start].lower()
    return Clue(mention, mention.value, sentence, (left, right), lead, cue)


def find_breaks(view: View, sentence: tuple[int, int]) -> list[tuple[int, int]]:
    """Find the hard breaks of a sentence; a dash or comma inside a name is none."""
    breaks = [*cut_spans(_BREAK_RE, view.text, *sentence)]
    if not breaks:
        return breaks
    inside = [
        (item.start, item.end)
        for label in ("network", "organisation", "place", "date", "person")
        for item in view.mentions(label, *sentence)
    ]
    return [span for span in breaks if not any(start <= span[0] < end for start, end in inside)]


def cut_spans(pattern: Shape, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give where an expression cuts a stretch. A cut at a dash begins with the blank before it, which no other cut may have taken."""
    last = start
    for match in pattern.finditer(text, start, end):
        low, high = match.span()
        if text[low] in "–-":
            low -= 1
            if low < last:
                continue
        yield low, high
        last = high


def is_label(view: View, cue: Hit) -> bool:
    """Say whether a cue is a label: a noun with a colon behind it, "Beginn:", "Beginn der Förderung:"."""
    return cue.surface[:1].isupper() and _COLON_RE.match(view.text, cue.end) is not None


_COLON_RE = shape(r"(?:\s(?:der|des)\s[A-ZÄÖÜ]\w+)?\s?:")


def _is_told_before(cues: list[Hit], mention: Mention) -> bool:
    """Say whether a word before a date already says what it is a date of."""
    return any(cue.end <= mention.start and cue.entry.kind in FIELD for cue in cues)


def nearest_cue(view: View, mention: Mention, cues: list[Hit], dates: list[Mention], breaks: list[tuple[int, int]]) -> Hit | None:
    """Find the cue that a date hangs on: the nearest, a clause break or another date between counting against it."""
    best: tuple[float, Hit] | None = None
    founding = any(cue.entry.kind == "founding" and not cue.entry.weak for cue in cues)
    for cue in cues:
        before = cue.end <= mention.start
        low, high = (cue.end, mention.start) if before else (mention.end, cue.start)
        label = is_label(view, cue)
        cost = float(high - low)
        if breaks:
            cost += _BREAK_COST * sum(low <= start < high for start, _ in breaks)
        if len(dates) > 1:
            cost += _DATE_COST * sum(other is not mention and low <= other.start < high for other in dates)
        if cue.entry.kind == "other":
            cost += _RIVAL_COST if founding and cue.entry.id in MEETINGS else _OTHER_COST
        cost += _WEAK_COST if cue.entry.weak else 0.0
        cost += _BREAK_COST / 2 if not label and ": " in view.text[low:high] else 0.0
        if cue.start >= mention.end:
            cost += _JOIN_COST if _JOINED_RE.search(view.text[low:high]) else 0.0  # "begann am … und endet am …"
            if view.text.startswith(", ", mention.end) and _is_told_before(cues, mention):
                cost += _COMMA_COST  # "los ging es im Juli 2021, Schluss war im Juni 2024"
        if label:  # a label speaks of the date behind it: "Beginn: 1.10.2019, Ende: 30.9.2022"
            cost += -_LABEL_GAIN if before else _LABEL_LOSS
        reach = _REACH if cue.entry.weak or cue.entry.kind == "other" or len(dates) > 1 else _FAR_REACH
        if cost <= reach and (best is None or cost < best[0]):
            best = (cost, cue)
    return best[1] if best else None


def is_own(view: View, clue: Clue) -> bool:
    """Say whether a clause is about the network: it names or means it, its members are the subject, or it goes on about it."""
    text, clause = view.text, clue.clause
    if speaks_of_network(text, *clause) or view.has_mention("count", *clause) or len(view.mentions("place", *clause)) > 1:
        return True
    if is_relative(view, clue) or goes_on(text, *clause):
        return True
    if view.notes.get("one network") and _MEET_RE.search(text, *clause) and MEMBERS_RE.search(text, *clause):
        return True
    if not view.has_mention("network", view.segment(clue.mention.start).start, clue.sentence[0]):
        return False
    before = view.sentences[view.sentence_index(clue.mention.start) - 1].start
    return view.has_mention("network", before, clue.sentence[0]) or MEMBERS_RE.search(text, *clause) is not None


_MEET_RE = shape(
    r"\b(?:treffen|tauschen|arbeiten|kommen|lernen|besuchen)\b[^.;]{0,40}\b(?:sich|zusammen|gemeinsam|voneinander|einander)\b|\btreffen sich\b"
)
_RELATIVE_RE = shape(r",\s+(?:das|der|die|dem|welche[sr]?)$")


def is_relative(view: View, clue: Clue) -> bool:
    """Say whether a clause is relative to a network right before it: "… vom KEEN Nord (KN), das am Mittwoch …"."""
    comma = _RELATIVE_RE.search(view.text, max(clue.sentence[0], clue.clause[0] - 12), clue.clause[0])
    if comma is None:
        return False
    return any(
        comma.start() - mention.end <= _BRACKET_CHARS for mention in view.mentions("network", clue.sentence[0], comma.start())
    )
