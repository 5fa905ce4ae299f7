"""Reads founding, start, end and duration: a date belongs to the nearest word that says what it is a date of."""

import re
from dataclasses import dataclass, replace

from pipeline.assemble.facts.events import torn_events
from pipeline.assemble.model import Draft, FieldValue, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.edtf import bounds
from schemas.mention import Mention
from schemas.time import TimeValue

_BREAK_RE = re.compile(
    r"[;!?]|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:dass|weil|wenn|während|nachdem|bevor|sodass|wobei|wo|womit|aber|sondern|der|die|das|den|dem|denen|deren|welche[rs]?)\b|\s–\s|\s-\s(?=[a-zäöü])|\b(?:aber|während)\b"
)
_HYPOTHETICAL_RE = re.compile(
    r"\b(?:könnte|könnten|wäre|wären|ob|falls|angedacht|denkbar|vorstellbar|würde|würden|hätte|hätten)\b", re.IGNORECASE
)
_OTHER_TARGET_RE = re.compile(
    r"\b(?:klimaneutral\w*|treibhausgasneutral\w*|\w*neutralität|CO2-neutral|einsparen|Einsparung\w*|sparen|senken|reduzieren|Prozent|Anmeldung|anmelden|Frist|beitreten|Beitritt|bewerben|Uhr)\b|%"
)
_NETWORK_RE = re.compile(
    r"netzwerk|netze?\b|zusammen(?:zu)?arbeit|kooperation|projekt|vorhaben|bündnis|pakt\b|laufzeit|konvoi|initiative|arbeitsgemeinschaft|verbund|\btisch\b|vereinbarung|vertrag|verträge|erklärung|urkunde|\bhat das\b|gemeinsam",
    re.IGNORECASE,
)
_PRONOUN_RE = re.compile(
    r"^\s*(?:(?:Der|Die|Das|Dessen|Deren|Sein|Seine|Ihre)\s+)?(?:offizielle[rs]?\s+)?"
    r"(?:Es|Sie|Er|Das Ganze|Dieses|Dies|Los geht|Start\w*|Gestartet|Begonnen|Gearbeitet|Offiziell|Beginn\w*|Laufzeit|Dauer|Zeitraum|Auftakt|Gründung|Ende|Abschluss)\b"
    r"(?!\s+(?:der|des|einer|eines)\s+(?!Netz|Zusammen|Projekt|Kooperation|Laufzeit|Arbeit|Vorhaben))"
    r"|\b(?:es|sie|ihre Arbeit|seine Arbeit|die Arbeit|Netzwerkphase|Laufzeit)\b"
)
_FOREIGN_RE = re.compile(
    r"\b(?:weitere|andere[nrms]?|ähnliche|bestehende|benachbarte\w*|Nachbar\w*)\s+(?:\w+\s+)?(?:Netzwerke?n?|Bündnisse?|Kommunen|Landkreise?)\b|\banderswo\b|\bdie ersten\s+(?:entstanden|gründeten|starteten|gab|wurden)\b|\bin anderen\b",
    re.IGNORECASE,
)
#: "Was 2017 als Versuch begann, geht weiter": the one before
_ONCE_RE = re.compile(r"^\s*Was\b[^,.;]{3,60}\b(?:begann|startete|angefangen hat|begonnen hat|entstand)\b")
_ACTIVE_RE = re.compile(
    r"\b(?:arbeite[nt]+|läuft|laufen|besteht|bestehen|existiert|gibt es|kooperieren|engagiert|engagieren|unterstützt|tauschen|treffen|trifft|aktiv|profitieren|profitiert|lernen|vernetzen|vernetzt|verfolgen|ermitteln|setzen|fahren|wollen|gehen|planen|plant|bündeln|stellen|machen|kümmern|beschäftigen|widmen|ziehen)\b",
    re.IGNORECASE,
)
_TERM_LABEL_RE = re.compile(r"(?:zeitraum|laufzeit|dauer|projektzeit|netzwerkzeit|wann|zeit)[^.:]{0,24}:?[^.]{0,12}$")
#: "vorbehaltlich der Bewilligung", "nach jetzigem Stand" say nothing of a date
_ASIDE_RE = re.compile(r"\b(?:[Vv]orbehaltlich (?:der|einer|des|eines)|[Nn]ach (?:jetzigem|derzeitigem|aktuellem|heutigem))\s+$")
#: "nahm mit einer Videokonferenz den Betrieb auf": the setting of an event, not the event
_SETTING_RE = re.compile(r"\b(?:mit|bei|in|auf|im Rahmen)\s+(?:einem|einer|ihrer|seiner|der|dem)\s+(?:\w+\s+)?$")
_MEMBERS_RE = re.compile(
    r"\b(?:Unternehmen|Betriebe|Firmen|Kommunen|Gemeinden|Städte|Partner|Teilnehmer|Mitglieder|Verwaltungen|Rathäuser)\b"
)
_OWN_START_RE = re.compile(r"\b(?:[Vv]or dem|[Ss]eit dem|[Zz]um|[Bb]eim|[Dd]er)\s+(?:Netzwerks|Projekts|S)tart\b")
#: one member signs: its joining, not the network's founding
_JOINING_RE = re.compile(
    r"\b(?:Teilnahme|Beitritts?)(?:vereinbarung|erklärung|vertrag)\b|\bdarauf\b|\b[Bb]undesweit\w*\b|\bBundesregierung\b"
)
_BODY_RE = re.compile(r"\b(?:GmbH|gGmbH|AG|e\.\s?V\.|Verein|Gesellschaft|Unternehmen|Stadtwerke|\w*[Aa]gentur|\w*[Ii]nstitut)\b")
_FEAST = "timeline.closing-feast"
_BRACKET_CHARS = 24
_ELLIPTIC = 60  # "Seit dem 1.10.2019, Abschluss am 30.9.2022." says nothing else
_REACH, _FAR_REACH = 120, 260
_WEAK_COST, _OTHER_COST, _BREAK_COST, _DATE_COST, _JOIN_COST = 12.0, 8.0, 60.0, 30.0, 25.0
_LABEL_GAIN, _LABEL_LOSS = 20.0, 80.0
_RIVAL_COST = 90.0  # "trafen sich zur Gründung": a sure word of founding goes before a meeting
#: a grant that runs for a span gives the network's term; the day it was given is none of its dates
_GRANTS = frozenset({"bewilligt", "zuwendungsbescheid"})
_GRANT_HOLDS_RE = re.compile(r"\b(?:gilt|gelten|läuft|laufen|reicht|bewilligt|umfasst|erstreckt|bezuschusst|gefördert)\b")
#: what a long range can be of even in a clause about the network
_VETOES = frozenset(
    {
        "zieljahr",
        "amtszeit",
        "gesetz",
        "richtlinie",
        "einsparung",
        "klimaneutral-bis",
        "vorgaenger",
        "jubilaeum",
        "foto",
        "gewinnungsphase",
        "baubeginn",
        "bewilligt",
        "zuwendungsbescheid",
    }
)
_TERM_MONTHS = 12
_MEETINGS = frozenset({"netzwerktreffen", "sitzung", "veranstaltung", "uebergabe"})
_COMMA_COST = 40.0
_JOINED_RE = re.compile(r"\bund\s+(?!(?:\w+\s+){0,2}?[A-ZÄÖÜ])|\bund\s+(?:endet|läuft|begann|wurde|wird)\b")
_WEEKDAY = "dates.weekday"
_FIELD = {"founding": "founded", "start": "start", "end": "end"}


@dataclass(frozen=True, slots=True)
class _Clue:
    """Hold a date with its surroundings. ``clause`` is cut at hard breaks that lie in no other mention."""

    mention: Mention
    value: TimeValue
    sentence: tuple[int, int]
    clause: tuple[int, int]
    lead: str
    cue: Hit | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Say what a date is a date of, by which rule, how surely."""

    field: str
    rule: str
    confidence: float


def read_timeline(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network its dates and its duration."""
    view.notes["one network"] = len(scope.drafts) == 1
    for sentence in view.live_sentences:
        dates = [mention for mention in view.mentions("date", sentence.start, sentence.end) if isinstance(mention.value, TimeValue)]
        if not dates:
            continue
        stretch = (sentence.start, sentence.end)
        cues = _cues(view, *stretch, dates, several=len(scope.drafts) > 1)
        breaks = _breaks(view, stretch)
        for mention in dates:
            cue = _nearest(view, mention, cues, dates, breaks)
            clue = _look(view, mention, cue, breaks, stretch)
            if mention.value.months is not None and mention.value.edtf is None:
                _duration(view, scope, ledger, clue, cues)
            else:
                _date(view, scope, ledger, clue, dates)
    for draft in scope.drafts:
        _mend(draft)


def _is_aside(text: str, hit: Hit, start: int, *, several: bool) -> bool:
    """Say whether a word that would make a date one of something else does not: a condition, a setting, the verb "treffen"."""
    if _ASIDE_RE.search(text, max(start, hit.start - 24), hit.start):
        return True
    if hit.entry.id in _MEETINGS:
        return hit.surface == "treffen" or bool(_SETTING_RE.search(text, max(start, hit.start - 40), hit.start))
    return several and hit.entry.id == "vorgaenger" and hit.surface.lower().startswith("erste")


def _cues(view: View, start: int, end: int, dates: list[Mention], *, several: bool) -> list[Hit]:
    """Give the event words of a sentence; a word inside a date ("bis Ende 2017") belongs to the date."""
    return [
        hit
        for hit in (*view.hits("event_cues", start, end), *torn_events(view, start, end))
        if hit.entry.kind
        and not (hit.entry.kind == "other" and _is_aside(view.text, hit, start, several=several))
        and not any(date.start < hit.end and hit.start < date.end for date in dates)
        and (hit.entry.id != "label-ende" or _is_label(view, hit))
    ]


def _look(view: View, mention: Mention, cue: Hit | None, breaks: list[tuple[int, int]], sentence: tuple[int, int]) -> _Clue:
    left = max((stop for _, stop in breaks if stop <= mention.start), default=sentence[0])
    right = min((start for start, _ in breaks if start >= mention.end), default=sentence[1])
    lead = view.text[max(sentence[0], mention.start - 16) : mention.start].lower()
    return _Clue(mention, mention.value, sentence, (left, right), lead, cue)


def _breaks(view: View, sentence: tuple[int, int]) -> list[tuple[int, int]]:
    """Find the hard breaks of a sentence; a dash or comma inside a name is none."""
    inside = [
        (item.start, item.end)
        for label in ("network", "organisation", "place", "date", "person")
        for item in view.mentions(label, *sentence)
    ]
    return [
        match.span() for match in _BREAK_RE.finditer(view.text, *sentence)
        if not any(start <= match.start() < end for start, end in inside)
    ]  # fmt: skip


def _is_label(view: View, cue: Hit) -> bool:
    """Say whether a cue is a label: a noun with a colon right behind it."""
    return cue.surface[:1].isupper() and view.text.startswith(":", cue.end)


def _is_told_before(cues: list[Hit], mention: Mention) -> bool:
    """Say whether a word before a date already says what it is a date of."""
    return any(cue.end <= mention.start and cue.entry.kind in _FIELD for cue in cues)


def _nearest(view: View, mention: Mention, cues: list[Hit], dates: list[Mention], breaks: list[tuple[int, int]]) -> Hit | None:
    """Find the cue that a date hangs on: the nearest, a clause break or another date between counting against it."""
    best: tuple[float, Hit] | None = None
    founding = any(cue.entry.kind == "founding" and not cue.entry.weak for cue in cues)
    for cue in cues:
        low, high = (cue.end, mention.start) if cue.end <= mention.start else (mention.end, cue.start)
        cost = float(high - low)
        cost += _BREAK_COST * sum(low <= start < high for start, _ in breaks)
        cost += _DATE_COST * sum(other is not mention and low <= other.start < high for other in dates)
        cost += (_RIVAL_COST if founding and cue.entry.id in _MEETINGS else _OTHER_COST) if cue.entry.kind == "other" else 0.0
        cost += _WEAK_COST if cue.entry.weak else 0.0
        between = view.text[low:high]
        cost += _BREAK_COST / 2 if ": " in between and not _is_label(view, cue) else 0.0
        cost += _JOIN_COST if cue.start >= mention.end and _JOINED_RE.search(between) else 0.0  # "begann am … und endet am …"
        if cue.start >= mention.end and view.text.startswith(", ", mention.end) and _is_told_before(cues, mention):
            cost += _COMMA_COST  # "los ging es im Juli 2021, Schluss war im Juni 2024"
        if _is_label(view, cue):  # a label speaks of the date behind it: "Beginn: 1.10.2019, Ende: 30.9.2022"
            cost += -_LABEL_GAIN if cue.end <= mention.start else _LABEL_LOSS
        reach = _REACH if cue.entry.weak or cue.entry.kind == "other" or len(dates) > 1 else _FAR_REACH
        if cost <= reach and (best is None or cost < best[0]):
            best = (cost, cue)
    return best[1] if best else None


# -- dates --------------------------------------------------------------------------------------------------------------


def _date(view: View, scope: Scope, ledger: Ledger, clue: _Clue, dates: list[Mention]) -> None:
    mention, value = clue.mention, clue.value
    indexes = scope.of(mention.start)
    partner = _other_end(view.text, clue, dates)
    if partner is not None:
        value = TimeValue(from_=value.from_ or value.edtf, until=partner.value.until or partner.value.edtf)
    value = _lean(view, clue, value)
    reading = _read(view, clue, value)
    if not isinstance(reading, str) and _names_foreign(view, scope, clue):
        reading = "of a network the text only names"
    if len(indexes) > 1 and not isinstance(reading, str) and not _speaks_of_all(view, clue):
        reading = "in a sentence about several networks"
    for index in indexes:
        draft = scope.drafts[index]
        if isinstance(reading, str):
            ledger.refuse("start", mention.start, mention.end, mention.text, mention.rule, reading, index)
            continue
        trace = Trace(mention.start, mention.end, reading.rule, reading.confidence)
        if value.from_ is not None and value.until is not None:
            _propose(draft, "start", value.from_, trace)
            end = Trace(partner.start, partner.end, reading.rule, reading.confidence) if partner else trace
            _propose(draft, "end", value.until, end)
        elif (point := value.edtf or value.from_ or value.until) is not None:
            _propose(draft, reading.field, point, trace)


def _names_foreign(view: View, scope: Scope, clue: _Clue) -> bool:
    """Say whether a clause names only networks that the text is not about."""
    named = [mention for mention in view.mentions("network", *clue.clause) if mention.value.name is not None]
    if not named or not scope.drafts[0].named:
        return False
    foreign = {(mention.start, mention.end) for cluster in scope.foreign for mention in cluster.mentions}
    return all((mention.start, mention.end) in foreign for mention in named)


_FUTURE_RE = re.compile(r"\b(?:soll|sollen|wird|werden|will|wollen|möchten|geplant|vorgesehen|startet|beginnt)\b")
_PASSED_RE = re.compile(r"\b(?:wurden?|worden|war|waren|ging|gingen|begann|startete|lief|endete|fand|fanden)\b")
_YEAR_CHARS = 4


def _lean(view: View, clue: _Clue, value: TimeValue) -> TimeValue:
    """Move a date without a year to the side its clause tells of: "soll im Herbst starten" is the next autumn."""
    today = view.document.date
    if not today or value.edtf is None or value.implied != ("year",) or not value.edtf[:_YEAR_CHARS].isdigit():
        return value
    expression = clue.mention.extra.get("expression")
    if expression is None or expression.point is None or expression.point.shift is not None:
        return value
    clause = view.text[clue.clause[0] : clue.clause[1]]
    first, last = bounds(value.edtf)
    now = bounds(today)[0]
    year = int(value.edtf[:_YEAR_CHARS])
    if last < now and _FUTURE_RE.search(clause) and not _PASSED_RE.search(clause):
        return replace(value, edtf=f"{year + 1:04}{value.edtf[_YEAR_CHARS:]}")
    if first > now and _PASSED_RE.search(clause) and not _FUTURE_RE.search(clause):
        return replace(value, edtf=f"{year - 1:04}{value.edtf[_YEAR_CHARS:]}")
    return value


_ALL_RE = re.compile(
    r"\b(?:beide[nrs]?|alle (?:drei|vier|fünf)|zwei|drei|vier|jeweils|gemeinsam)\b|\bNetz(?:werk)?e\b|netz(?:werk)?e\b",
    re.IGNORECASE,
)


def _speaks_of_all(view: View, clue: _Clue) -> bool:
    """Say whether a clause is about all networks of the document, not about "ein Netzwerk" among them."""
    return bool(_ALL_RE.search(view.text, *clue.clause)) or bool(
        view.mentions("network", *clue.clause) and not re.search(r"\b[Ee]in\b", view.text[clue.clause[0] : clue.clause[1]])
    )


def _propose(draft: Draft, field: str, point: str, trace: Trace) -> None:
    """Offer a date; one that says the same more exactly replaces the coarser."""
    present = draft.scalars.get(field)
    if present is not None and present.value != point:
        if point.startswith(f"{present.value}-") and trace.rule != _FEAST:
            draft.scalars[field] = FieldValue(point, [trace, *present.traces])
            return
        if str(present.value).startswith(f"{point}-"):
            present.traces.append(trace)
            return
    draft.propose(field, point, trace)


_DASH_RE = re.compile(r"\s*[–—-]\s*")
_JOINT_RE = re.compile(r"[\s,]*(?:an)?[\s,]*(?:und)?[\s,]*(?:zunächst|vorerst)?\s*")


def _other_end(text: str, clue: _Clue, dates: list[Mention]) -> Mention | None:
    """Join "vom 2. Halbjahr 2014 an zunächst bis Ende 2017": a begin and an end side by side are one range."""
    if clue.value.until is not None or (clue.value.from_ is None and clue.value.edtf is None):
        return None
    for other in dates:
        if other.start < clue.mention.end:
            continue
        if other.value.until is not None and other.value.from_ is None:
            return other if _JOINT_RE.fullmatch(text, clue.mention.end, other.start) else None
        return other if other.value.edtf and _DASH_RE.fullmatch(text, clue.mention.end, other.start) else None
    return None


def _read(view: View, clue: _Clue, value: TimeValue) -> "_Reading | str":
    """Say what the date is a date of, or why it is none of the network's."""
    clause = view.text[clue.clause[0] : clue.clause[1]]
    if _HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
    if _FOREIGN_RE.search(clause):
        return "of other networks"
    if view.notes.get("one network") and _ONCE_RE.search(view.text[clue.sentence[0] : clue.clause[1]]):
        return "of what came before the network"
    if value.from_ is not None and value.until is not None:
        return _read_range(view, clue, clause)
    cue = clue.cue
    if value.from_ is not None and value.until is None and "day" in value.implied and _is_own(view, clue, clause):
        return _Reading("founded", "timeline.since-day", 0.8)  # "seit gestern gibt es …"
    if cue is not None and cue.entry.id in _GRANTS and value.until is not None and _is_own(view, clue, clause):
        return _Reading("end", "timeline.until", 0.8)
    if clue.mention.rule == _WEEKDAY and (cue is None or cue.entry.kind not in _FIELD):
        return "a weekday of something else"
    if cue is not None and cue.entry.kind == "other":
        return f"a date of something else ({cue.surface!r})"
    if _OTHER_TARGET_RE.search(_part(view.text, clue)) and not _is_adjacent(clue):
        return "a target year or a term of something else"
    if cue is None:
        return _read_bare(view, clue, clause, value)
    return _read_cued(view, clue, clause, value, cue)


def _part(text: str, clue: _Clue) -> str:
    """Give the clause from the last colon to the next: "Energie sparen im Verbund: Seit Mai arbeiten …"."""
    left = text.rfind(": ", clue.clause[0], clue.mention.start) + 1 or clue.clause[0]
    right = text.find(": ", clue.mention.end, clue.clause[1])
    return text[left : right if right >= 0 else clue.clause[1]]


def _is_adjacent(clue: _Clue) -> bool:
    """Say whether a date is told by a founding, or hangs right on its word: "vor dem Start 2018"."""
    if clue.cue is None:
        return False
    gap = max(clue.mention.start - clue.cue.end, clue.cue.start - clue.mention.end)
    return clue.cue.entry.kind == "founding" or (clue.cue.entry.kind == "start" and gap <= 4 and len(clue.cue.surface) > 4)  # noqa: PLR2004


def _read_range(view: View, clue: _Clue, clause: str) -> "_Reading | str":
    """Read a range: the network's term with a word of term or a label, or where the clause speaks of the network."""
    before = view.text[clue.sentence[0] : clue.mention.start].lower()
    cue = clue.cue
    if view.section(clue.mention.start).kind == "dates" or _TERM_LABEL_RE.search(before):
        return _Reading("start", "timeline.range.label", 0.96)
    if cue is not None and cue.entry.kind in {"duration", "start", "end"}:
        return _Reading("start", f"timeline.range.{cue.entry.kind}", 0.92)
    if cue is not None and cue.entry.id in _GRANTS and _GRANT_HOLDS_RE.search(clause):
        return _Reading("start", "timeline.range.grant", 0.8)
    if cue is not None and cue.entry.kind == "other":
        if cue.entry.id not in _VETOES and _is_long(clue.value) and _is_own(view, clue, clause):
            return _Reading("start", "timeline.range.long", 0.76)
        return f"a range of something else ({cue.surface!r})"
    if _is_own(view, clue, clause) or len(clause) < 60:  # noqa: PLR2004 - a line of a list
        return _Reading("start", "timeline.range.bare", 0.8)
    return "a range without a word of the network's term"


def _touches_network(view: View, clue: _Clue) -> bool:
    """Recognise "das Netzwerk Nord bringt seit 2022 …" and "damit befasst sich seit Januar das Netzwerk Nord"."""
    start, end = clue.mention.start, clue.mention.end
    for mention in view.mentions("network", *clue.clause):
        if mention.end <= start and _SUBJECT_BEFORE_RE.fullmatch(view.text, mention.end, start):
            return True
        if mention.start >= end and _SUBJECT_BEHIND_RE.fullmatch(view.text, end, mention.start):
            return True
    return False


_SUBJECT_BEFORE_RE = re.compile(r"[“\"”«]?(?:\s\([^)]{1,40}\))?\s+(?!wurde|war|hat|wird)\w+\s+(?:(?:bereits|schon|sich|uns)\s+)*")
_SUBJECT_BEHIND_RE = re.compile(r"\s+(?:(?:bereits|schon)\s+)?(?:das|der|die|unser|ein)?\s*[„\"»]?")


def _is_long(value: TimeValue) -> bool:
    """Say whether a range is long enough for a network's term: meetings "von 2016 bis 2019" span one."""
    if value.from_ is None or value.until is None:
        return False
    return (bounds(value.until)[1] - bounds(value.from_)[0]).days > _TERM_MONTHS * 30


def _is_own(view: View, clue: _Clue, clause: str) -> bool:
    """Say whether a clause is about the network: it names or means it, its members are the subject, or it goes on about it."""
    if _NETWORK_RE.search(clause) or _PRONOUN_RE.search(clause):
        return True
    if view.mentions("count", *clue.clause) or len(view.mentions("place", *clue.clause)) > 1:
        return True
    if _is_relative(view, clue):
        return True
    number = view.sentence_index(clue.mention.start)
    segment = view.segment(clue.mention.start)
    if view.notes.get("one network") and _MEMBERS_RE.search(clause) and _MEET_RE.search(clause):
        return True
    if not view.mentions("network", segment.start, clue.sentence[0]):
        return False
    return bool(_MEMBERS_RE.search(clause) or view.mentions("network", view.sentences[number - 1].start, clue.sentence[0]))


_MEET_RE = re.compile(
    r"\b(?:treffen|tauschen|arbeiten|kommen|lernen|besuchen)\b[^.;]{0,40}\b(?:sich|zusammen|gemeinsam|voneinander|einander)\b|\btreffen sich\b"
)
_RELATIVE_RE = re.compile(r",\s+(?:das|der|die|dem|welche[sr]?)$")


def _is_relative(view: View, clue: _Clue) -> bool:
    """Say whether a clause is relative to a network right before it: "… vom KEEN Nord (KN), das am Mittwoch …"."""
    comma = _RELATIVE_RE.search(view.text, max(clue.sentence[0], clue.clause[0] - 12), clue.clause[0])
    if comma is None:
        return False
    return any(
        comma.start() - mention.end <= _BRACKET_CHARS for mention in view.mentions("network", clue.sentence[0], comma.start())
    )


def _read_bare(view: View, clue: _Clue, clause: str, value: TimeValue) -> "_Reading | str":
    """Read an open range without an event word: "seit Juli 2020 arbeiten im Netzwerk …", "es läuft bis Ende 2023"."""
    spoken = _is_own(view, clue, clause) and not ("gibt es" in clause and not _NETWORK_RE.search(clause))
    if value.from_ is not None and (_touches_network(view, clue) or (spoken and _ACTIVE_RE.search(clause))):
        return _Reading("start", "timeline.since", 0.8)
    if value.from_ is not None and spoken and _WILL_RE.search(clause):
        return _Reading("start", "timeline.from", 0.78)
    if value.until is not None and spoken and (lasts := _LASTS_RE.search(clause)):
        if _HELPED_RE.match(lasts.group()) and not _PASSIVE_RE.search(clause):
            return "what others do for the network until then"
        return _Reading("end", "timeline.until", 0.8)
    if value.edtf is not None and _PLANNED_FOR_RE.search(clause) and spoken and clue.lead.rstrip().endswith("für"):
        return _Reading("start", "timeline.planned-for", 0.76)
    return "no word near it says what it is a date of"


_PLANNED_FOR_RE = re.compile(r"\b(?:plan(?:t|en)|vorgesehen|geplant|anvisiert|angepeilt)\b")
_LASTS_RE = re.compile(
    r"\b(?:läuft|laufen|gilt|gelten|dauert|angelegt|Luft|andauern|tauschen|arbeiten|bestehen|besteht|bewilligt|zusammenarbeiten|zusammenzuarbeiten|gesichert|finanziert"
    r"|betreiben|verlängert|befristet|fortgesetzt|fortgeführt|weitergeführt|begleitet|betreut|unterstützt|gefördert|geplant|vorgesehen|dabei\w*|treffen|trifft|teil|zusammenkommen|reicht|reichen|erstreckt)\b"
)
#: what others do for the network is its term only where it is told of the network: "wird bis 2023 begleitet"
_HELPED_RE = re.compile(r"\b(?:begleitet|betreut|unterstützt|gefördert|geplant|vorgesehen)\b")
_PASSIVE_RE = re.compile(r"\b(?:wird|werden|ist|sind)\b")
_WILL_RE = re.compile(
    r"\b(?:werden|wird|wollen|will|sollen|soll|möchten)\b.*\b(?:zusammenarbeiten|kooperieren|gemeinsam|arbeiten|teilnehmen|treffen|austauschen|starten|beginnen|folgen)\b|\bfolgt\b"
)
#: signing and agreeing speak of the network anywhere in their sentence
_AGREEING = frozenset(
    {"unterzeichnet", "vereinbart", "vereinbarung-geschlossen", "schlossen-vereinbarung", "haben-unterzeichnet", "wollen-gruenden"}
)


def _read_cued(view: View, clue: _Clue, clause: str, value: TimeValue, cue: Hit) -> "_Reading | str":
    """Read a single date by its event word; a weak word needs the network in its clause."""
    kind = cue.entry.kind or "other"
    until = (value.until is not None and value.from_ is None) or bool(re.search(r"\bbis\b", clue.lead))
    since = (value.from_ is not None and value.until is None) or bool(re.search(r"\b(?:seit|ab)\b", clue.lead))
    label = _is_label(view, cue) or view.section(clue.mention.start).kind == "dates"
    stretch = clue.sentence if cue.entry.id in _AGREEING else clue.clause
    near = label or bool(_NETWORK_RE.search(view.text, *stretch)) or bool(view.mentions("network", *stretch))
    near = near or _is_relative(view, clue) or (len(clause) < _ELLIPTIC and clue.sentence[1] - clue.sentence[0] < 2 * _ELLIPTIC)
    near = near or (kind == "start" and bool(_MEMBERS_RE.search(clause) or _OWN_START_RE.search(clause)))
    if kind == "founding" and (_is_apposition(view, clue) or _is_of_a_body(view, clue)):
        return f"{cue.surface!r} is said of a body"
    if _is_relative(view, clue) and _is_of_nameless(view, clue):
        return "of a network the text only mentions"
    if kind == "founding" and _JOINING_RE.search(clause):
        return "the joining of one member"
    if cue.entry.weak and not near:
        if not _PRONOUN_RE.search(clause):
            return f"{cue.surface!r} is said of something else than the network"
        base = 0.76
    else:
        base = 0.94 if label else 0.9 if not cue.entry.weak else 0.86
    if kind == "duration":
        if until:
            return _Reading("end", "timeline.until", min(base, 0.88))
        if since or re.search(r"\b(?:von|vom|beginn\w*|am|zum)\b", clue.lead):
            return _Reading("start", "timeline.from", min(base, 0.84))
        return "a single date beside a duration"
    if kind == "founding" and until:
        return _read_bare(view, clue, clause, value)
    if kind == "founding" and re.search(r"\b(?:zum|ab)\s*$", clue.lead) and value.edtf:
        return _Reading("start", "timeline.from", min(base, 0.84))
    if kind == "start" and until:
        return _Reading("end", "timeline.until", min(base, 0.8))
    if kind == "end" and since:
        return _Reading("start", "timeline.from", min(base, 0.78))
    if kind not in _FIELD:
        return f"a date of something else ({cue.surface!r})"
    if cue.entry.id == "abschlussveranstaltung":
        return _Reading("end", _FEAST, 0.74)  # the feast is near the end of the term, seldom on it
    return _Reading(_FIELD[kind], f"timeline.{kind}", base)


def _is_of_nameless(view: View, clue: _Clue) -> bool:
    """Say whether a relative clause hangs on a nameless network beside a named one: "folgt auf ein Netzwerk, das 2016 …"."""
    before = view.mentions("network", clue.sentence[0], clue.clause[0])
    if not before or before[-1].value.name is not None:
        return False
    indefinite = _INDEFINITE_RE.search(view.text, max(clue.sentence[0], before[-1].start - 30), before[-1].start + 8)
    return indefinite is not None and any(mention.value.name is not None for mention in before[:-1])


_INDEFINITE_RE = re.compile(r"\b(?:ein|eine[mnrs]?|vorherige\w*|frühere\w*|anderes?)\s(?:\w+\s)?")


def _is_of_a_body(view: View, clue: _Clue) -> bool:
    """Recognise "Die Energieagentur Nord gGmbH wurde 1999 gegründet": a body, and no word of a network or of parties."""
    clause = view.text[clue.clause[0] : clue.clause[1]]
    if clue.cue is None or not clue.cue.surface.lower().startswith(("gegründet", "gründ")) or _NETWORK_RE.search(clause):
        return False
    bodies = view.mentions("organisation", *clue.clause)
    return bool(bodies or _BODY_RE.search(clause)) and not view.mentions("network", *clue.clause) and not _MEMBERS_RE.search(clause)


_APPOSITION_RE = re.compile(r",\s*(?:(?:im Jahr(?:e)?|schon|bereits|erst|im|Anfang|Ende|Mitte)\s+)*$")


def _is_apposition(view: View, clue: _Clue) -> bool:
    """Recognise "die Stadtwerke, 1995 gegründet, …": what was founded stands right before the comma, and it is no network."""
    gap = _APPOSITION_RE.search(view.text, max(clue.sentence[0], clue.mention.start - 40), clue.mention.start)
    if gap is None or clue.cue is None or not clue.cue.end <= clue.mention.end + 40:
        return False
    closes = view.text[clue.cue.end : clue.cue.end + 1] == "," and clue.cue.start >= clue.mention.end
    return closes and not any(mention.end >= gap.start() - 1 for mention in view.mentions("network", clue.sentence[0], gap.start()))


def _mend(draft: Draft) -> None:
    """Drop an end before the start where one of them was read unsurely; two sure dates stay, with a finding."""
    start, end = draft.scalars.get("start"), draft.scalars.get("end")
    if start and end and bounds(end.value)[1] < bounds(start.value)[0]:
        weaker = "end" if end.traces[0].confidence < start.traces[0].confidence else "start"
        if draft.scalars[weaker].traces[0].confidence < 0.85:  # noqa: PLR2004
            del draft.scalars[weaker]


# -- durations ----------------------------------------------------------------------------------------------------------

_GENERIC_RE = re.compile(
    r"\b(?:üblich\w*|in der Regel|maximal|höchstens|normalerweise|mindestens|typisch\w*|grundsätzlich|jeweils|bis zu\b|durchschnittlich|(?<!beide )(?<!Beide )(?<!zwei )(?<!drei )(?<!neue )(?<!neuen )Netzwerke\b|erfahrungsgemäß|je Netzwerk|generell|spätestens)",
    re.IGNORECASE,
)
_PAST_RE = re.compile(r"\b(?:[Vv]or|[Ss]eit|[Nn]ach|[Aa]lle|in den (?:vergangenen|letzten))\s+(?:\w+\s+)?$")
_WITHIN_RE = re.compile(r"\b(?:innerhalb|binnen|im Laufe)\s+(?:von\s+|der\s+)?$")
#: "in den drei Jahren", "die drei Jahre": a term that was spoken of
_DEFINITE_RE = re.compile(
    r"\b(?:[Dd]ie|[Dd]en|[Dd]er|[Dd]iese[nr]?|[Aa]ller?)\s+(?:gesamten\s+|vollen\s+|kommenden\s+|nächsten\s+)?$"
)
_PROVIDED_RE = re.compile(
    r"\s+(?:(?:sind|ist|werden|waren|wurden|hat|haben)\s+)?(?:\w+\s+){0,6}?(?:hinweg|hindurch|dabeibleiben|dabeizubleiben|kooperieren|vorgesehen|veranschlagt|eingeplant|geplant|Zeit\b|um\b|vorbei|zusammenbleiben)"
)
_FOR_RE = re.compile(
    r"\b(?:auf|für|über|von|dauert|läuft|gilt|beträgt|Dauer)\s*:?\s+(?:die Dauer von\s+|einen Zeitraum von\s+|vorerst\s+|zunächst\s+|insgesamt\s+|rund\s+|etwa\s+|mindestens\s+|weitere\s+|die\s+)*$"
)
_AHEAD_RE = re.compile(r"\b(?:kommenden|nächsten|folgenden)\b")
_UNIT_OF_NETWORK_RE = re.compile(r"(?:projekt|netzwerk|förder)(?:jahr|monat)|jährig|monatig", re.IGNORECASE)


def _duration(view: View, scope: Scope, ledger: Ledger, clue: _Clue, cues: list[Hit]) -> None:
    """Take a duration for the network's term where a word says so."""
    mention = clue.mention
    verdict = _judge_duration(view, clue, cues)
    for index in scope.of(mention.start):
        if isinstance(verdict, str):
            ledger.refuse("duration_months", mention.start, mention.end, mention.text, mention.rule, verdict, index)
        else:
            scope.drafts[index].propose(
                "duration_months", mention.value.months, Trace(mention.start, mention.end, "timeline.duration", verdict)
            )


_PREPARED_RE = re.compile(r"\bvorbereitet\b|\bVorbereitung(?:szeit|sphase)?\b|\bVorlauf\w*\b")
_PLEDGE_RE = re.compile(r"\b(?:verpflicht\w+|mitzuarbeiten|mitzumachen|zusammenzuarbeiten|dabeizubleiben|zugesagt)\b")
_OVER_RE = re.compile(r"\b(?:Schluss|Ende|abgeschlossen|vorbei|Bilanz|fertig|Ergebnis(?:se)?|Fazit|beendet)\b")
_SHALL_RE = re.compile(r"\b(?:soll|sollen|wollen|werden|möchten)\b")
_LEAST_TERM, _LONGEST_TERM = 12, 72


def _is_term(months: int | None) -> bool:
    """Say whether a duration is as long as the terms of networks are."""
    return months is not None and _LEAST_TERM <= months <= _LONGEST_TERM


def _judge_duration(view: View, clue: _Clue, cues: list[Hit]) -> float | str:
    """Give the confidence that a duration is the network's, or the reason why it is not."""
    clause = view.text[clue.clause[0] : clue.clause[1]]
    before = view.text[max(clue.sentence[0], clue.mention.start - 48) : clue.mention.start]
    after = view.text[clue.mention.end : clue.mention.end + 30]
    own = _is_own(view, clue, clause) or len(clause) < 50  # noqa: PLR2004 - a label's line
    near = view.text[max(clue.clause[0], clue.mention.start - 50) : min(clue.clause[1], clue.mention.end + 40)]
    if re.search(r"zusätzlich|weitere", clue.mention.text + before[-14:]) and not re.search(r"Laufzeit|Phase", clause):
        return "an extension, not the whole term"
    if _GENERIC_RE.search(near):
        return "a general duration, not this network's"
    if re.match(r"\w*\s+(?:Bestehen|Jubiläum|Erfahrung|Geschichte|Berufserfahrung|Firmen)", after):
        return "the age of something"
    if _PREPARED_RE.search(clause):
        return "the time of preparation"
    if re.search(r"\bAbstand von\s*$", before):
        return "a distance in time"
    if (
        re.search(r"\b[Nn]ach\s*$", before)
        and (own or len(clause) < _ELLIPTIC)
        and (any(hit.entry.kind == "end" for hit in cues) or _OVER_RE.search(clause))
    ):
        return 0.8
    if _HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
    if re.match(r"\s+(?:(?:kommunales|Kommunales)\s+)?[\w-]*[Nn]etzwerk\b", after) and _is_term(clue.value.months):
        return 0.8  # "Drei Jahre Energienetzwerk: …"
    if re.match(r"\s+(?:gemeinsam|miteinander)\b", after) and _SHALL_RE.search(clause) and _is_term(clue.value.months):
        return 0.78
    if _WITHIN_RE.search(before) and own:
        return 0.76 if _SHALL_RE.search(clause) else "a time within which something is done"
    if (_PROVIDED_RE.match(after) or _DEFINITE_RE.search(before)) and own and _is_term(clue.value.months):
        return 0.78
    if _UNIT_OF_NETWORK_RE.search(clue.mention.text):
        return 0.88
    if _PAST_RE.search(before):
        return "a time that has passed"
    if any(hit.entry.kind == "duration" and clue.clause[0] <= hit.start < clue.clause[1] for hit in cues):
        return 0.9 if own else 0.82
    if re.match(r"\s+(?:lang|Laufzeit|Projektlaufzeit|Projekt|gilt)\b", after) and (
        own or re.search(r"\b(?:wollen|werden|haben|gemeinsam)\b", clause)
    ):
        return 0.84
    if re.match(r"\s+(?:bestehen|arbeiten|laufen|zusammenarbeiten|andauern|dauern|dabei\w*|zusammen\b)", after) and own:
        return 0.82
    if _PLEDGE_RE.search(clause) and own and _is_term(clue.value.months):
        return 0.78
    if _FOR_RE.search(before) and own:
        return 0.84
    if _AHEAD_RE.search(clue.mention.text) or (_AHEAD_RE.search(before[-24:])):
        tells = (
            own
            or re.search(r"\b(?:wollen|werden|soll|sollen)\b", clause)
            or (_ACTIVE_RE.search(clause) and _is_term(clue.value.months))
        )
        return 0.78 if tells else "no word says that it is the network's term"
    return "no word says that it is the network's term"
