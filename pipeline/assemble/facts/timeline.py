"""Reads founding, start, end and duration: a date belongs to the nearest word that says what it is a date of."""

import re
from dataclasses import dataclass

from pipeline.assemble.model import Draft, FieldValue, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.edtf import bounds
from schemas.mention import Mention
from schemas.time import TimeValue

_BREAK_RE = re.compile(
    r"[;!?]|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:dass|weil|wenn|während|nachdem|bevor|sodass|wobei|wo|womit|aber|sondern|der|die|das|den|dem|denen|deren|welche[rs]?)\b|\s[–-]\s|\b(?:aber|während)\b"
)
_HYPOTHETICAL_RE = re.compile(
    r"\b(?:könnte|könnten|wäre|wären|ob|falls|angedacht|denkbar|vorstellbar|würde|würden|hätte|hätten)\b", re.IGNORECASE
)
_OTHER_TARGET_RE = re.compile(
    r"\b(?:klimaneutral\w*|treibhausgasneutral\w*|\w*neutralität|CO2-neutral|einsparen|Einsparung\w*|sparen|senken|reduzieren|Prozent|Anmeldung|anmelden|Frist|beitreten|Beitritt|bewerben|Uhr)\b|%"
)
_NETWORK_RE = re.compile(
    r"netzwerk|netze?\b|zusammenarbeit|kooperation|projekt|vorhaben|bündnis|pakt\b|laufzeit|konvoi|initiative|arbeitsgemeinschaft|verbund|\btisch\b|vereinbarung|vertrag|verträge|erklärung|urkunde|\bhat das\b|gemeinsam",
    re.IGNORECASE,
)
_PRONOUN_RE = re.compile(
    r"^\s*(?:Es|Sie|Er|Das Ganze|Dieses|Dies|Los geht|Start\w*|Gestartet|Begonnen|Gearbeitet|Offiziell|Beginn\w*|Laufzeit|Dauer|Zeitraum|Auftakt|Gründung|Ende|Abschluss)\b|\b(?:es|sie|ihre Arbeit|seine Arbeit|die Arbeit|Netzwerkphase|Laufzeit)\b"
)
_FOREIGN_RE = re.compile(
    r"\b(?:weitere|andere[nrms]?|ähnliche|bestehende|benachbarte\w*|Nachbar\w*)\s+(?:\w+\s+)?(?:Netzwerke?n?|Bündnisse?|Kommunen|Landkreise?)\b|\banderswo\b|\bin anderen\b",
    re.IGNORECASE,
)
_ACTIVE_RE = re.compile(
    r"\b(?:arbeite[nt]+|läuft|laufen|besteht|bestehen|existiert|gibt es|kooperieren|engagiert|engagieren|unterstützt|tauschen|treffen|trifft|aktiv|fahren|wollen|gehen|planen|plant|bündeln|stellen|machen|kümmern|beschäftigen|widmen|ziehen)\b",
    re.IGNORECASE,
)
_TERM_LABEL_RE = re.compile(r"(?:zeitraum|laufzeit|dauer|projektzeit|netzwerkzeit|wann|zeit)[^.:]{0,24}:?[^.]{0,12}$")
_REACH, _FAR_REACH = 120, 260
_WEAK_COST, _OTHER_COST, _BREAK_COST, _DATE_COST, _JOIN_COST = 12.0, 8.0, 60.0, 30.0, 25.0
_LABEL_GAIN, _LABEL_LOSS = 20.0, 80.0
_RIVAL_COST = 40.0  # "trafen sich zur Gründung": a sure word of founding goes before a meeting
_MEETINGS = frozenset({"netzwerktreffen", "sitzung", "veranstaltung", "uebergabe"})
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
    for sentence in view.live_sentences:
        dates = [mention for mention in view.mentions("date", sentence.start, sentence.end) if isinstance(mention.value, TimeValue)]
        if not dates:
            continue
        stretch = (sentence.start, sentence.end)
        cues = _cues(view, *stretch, dates)
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


def _cues(view: View, start: int, end: int, dates: list[Mention]) -> list[Hit]:
    """Give the event words of a sentence; a word inside a date ("bis Ende 2017") belongs to the date."""
    return [
        hit
        for hit in view.hits("event_cues", start, end)
        if not any(date.start < hit.end and hit.start < date.end for date in dates)
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
    """Say whether a cue is a label: a colon stands right behind it."""
    return view.text.startswith(":", cue.end)


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
        cost += _JOIN_COST if cue.start >= mention.end and " und " in view.text[low:high] else 0.0  # "begann am … und endet am …"
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
    reading = _read(view, clue, value)
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
        if point.startswith(f"{present.value}-"):
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
    if value.from_ is not None and value.until is not None:
        return _read_range(view, clue, clause)
    cue = clue.cue
    if clue.mention.rule == _WEEKDAY and (cue is None or cue.entry.kind != "founding"):
        return "a weekday of something else"
    if cue is not None and cue.entry.kind == "other":
        return f"a date of something else ({cue.surface!r})"
    if _OTHER_TARGET_RE.search(clause) and (cue is None or cue.entry.kind != "founding"):
        return "a target year or a term of something else"
    if cue is None:
        return _read_bare(view, clue, clause, value)
    return _read_cued(view, clue, clause, value, cue)


def _read_range(view: View, clue: _Clue, clause: str) -> "_Reading | str":
    """Read a range: the network's term with a word of term or a label, or where the clause speaks of the network."""
    before = view.text[clue.sentence[0] : clue.mention.start].lower()
    cue = clue.cue
    if view.section(clue.mention.start).kind == "dates" or _TERM_LABEL_RE.search(before):
        return _Reading("start", "timeline.range.label", 0.96)
    if cue is not None and cue.entry.kind in {"duration", "start", "end"}:
        return _Reading("start", f"timeline.range.{cue.entry.kind}", 0.92)
    if cue is not None and cue.entry.kind == "other":
        return f"a range of something else ({cue.surface!r})"
    if _is_own(view, clue, clause) or len(clause) < 60:  # noqa: PLR2004 - a line of a list
        return _Reading("start", "timeline.range.bare", 0.8)
    return "a range without a word of the network's term"


def _is_own(view: View, clue: _Clue, clause: str) -> bool:
    """Say whether a clause is about the network: it names or means it, its members are the subject, or it goes on about it."""
    if _NETWORK_RE.search(clause) or _PRONOUN_RE.search(clause):
        return True
    if view.mentions("count", *clue.clause) or len(view.mentions("place", *clue.clause)) > 1:
        return True
    number = view.sentence_index(clue.mention.start)
    before = view.sentences[number - 1] if number else None
    if before is None or before.segment != view.sentences[number].segment:
        return False
    return bool(view.mentions("network", before.start, before.end))


def _read_bare(view: View, clue: _Clue, clause: str, value: TimeValue) -> "_Reading | str":
    """Read an open range without an event word: "seit Juli 2020 arbeiten im Netzwerk …", "es läuft bis Ende 2023"."""
    spoken = _is_own(view, clue, clause) and not ("gibt es" in clause and not _NETWORK_RE.search(clause))
    if value.from_ is not None and spoken and _ACTIVE_RE.search(clause):
        return _Reading("start", "timeline.since", 0.8)
    if value.until is not None and spoken and _LASTS_RE.search(clause):
        return _Reading("end", "timeline.until", 0.8)
    return "no word near it says what it is a date of"


_LASTS_RE = re.compile(
    r"\b(?:läuft|laufen|gilt|dauert|angelegt|Luft|andauern|tauschen|arbeiten|bestehen|besteht|bewilligt|zusammenarbeiten)\b"
)


def _read_cued(view: View, clue: _Clue, clause: str, value: TimeValue, cue: Hit) -> "_Reading | str":
    """Read a single date by its event word; a weak word needs the network in its clause."""
    kind = cue.entry.kind or "other"
    until = (value.until is not None and value.from_ is None) or bool(re.search(r"\bbis\b", clue.lead))
    since = (value.from_ is not None and value.until is None) or bool(re.search(r"\b(?:seit|ab)\b", clue.lead))
    label = _is_label(view, cue) or view.section(clue.mention.start).kind == "dates"
    near = label or bool(_NETWORK_RE.search(clause)) or bool(view.mentions("network", *clue.clause))
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
        base = 0.74  # the feast is near the end of the term, seldom on it
    return _Reading(_FIELD[kind], f"timeline.{kind}", base)


def _mend(draft: Draft) -> None:
    """Drop an end before the start where one of them was read unsurely; two sure dates stay, with a finding."""
    start, end = draft.scalars.get("start"), draft.scalars.get("end")
    if start and end and bounds(end.value)[1] < bounds(start.value)[0]:
        weaker = "end" if end.traces[0].confidence < start.traces[0].confidence else "start"
        if draft.scalars[weaker].traces[0].confidence < 0.85:  # noqa: PLR2004
            del draft.scalars[weaker]


# -- durations ----------------------------------------------------------------------------------------------------------

_GENERIC_RE = re.compile(
    r"\b(?:üblich\w*|in der Regel|maximal|höchstens|normalerweise|mindestens|typisch\w*|grundsätzlich|jeweils|bis zu|durchschnittlich|Netzwerke\b|erfahrungsgemäß|je Netzwerk|generell|spätestens)",
    re.IGNORECASE,
)
_PAST_RE = re.compile(r"\b(?:vor|seit|nach|alle|innerhalb von|binnen|in den (?:vergangenen|letzten))\s+(?:\w+\s+)?$")
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


def _judge_duration(view: View, clue: _Clue, cues: list[Hit]) -> float | str:
    """Give the confidence that a duration is the network's, or the reason why it is not."""
    clause = view.text[clue.clause[0] : clue.clause[1]]
    before = view.text[max(clue.sentence[0], clue.mention.start - 48) : clue.mention.start]
    after = view.text[clue.mention.end : clue.mention.end + 30]
    own = _is_own(view, clue, clause) or len(clause) < 50  # noqa: PLR2004 - a label's line
    near = view.text[max(clue.clause[0], clue.mention.start - 50) : min(clue.clause[1], clue.mention.end + 40)]
    if _GENERIC_RE.search(near):
        return "a general duration, not this network's"
    if re.search(r"\bAbstand von\s*$", before):
        return "a distance in time"
    if re.search(r"\b[Nn]ach\s*$", before) and own and any(hit.entry.kind == "end" for hit in cues):
        return 0.8
    if _HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
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
    if _FOR_RE.search(before) and own:
        return 0.84
    if _AHEAD_RE.search(clue.mention.text) or (_AHEAD_RE.search(before[-24:])):
        return 0.78 if own or re.search(r"\b(?:wollen|werden)\b", clause) else "no word says that it is the network's term"
    return "no word says that it is the network's term"
