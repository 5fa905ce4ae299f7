"""Reads founding, start, end and duration: a date belongs to the nearest word that says what it is a date of."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pipeline.assemble.facts.clues import (
    ACTIVE_RE,
    ELLIPTIC,
    FIELD,
    MEETINGS,
    MEMBERS_RE,
    Clue,
    find_breaks,
    find_cues,
    goes_on,
    is_label,
    is_own,
    is_relative,
    look_around,
    nearest_cue,
    speaks_of_network,
)
from pipeline.assemble.facts.date_cues import cue_of_date
from pipeline.assemble.facts.durations import read_duration
from pipeline.assemble.model import Draft, FieldValue, Ledger, Trace
from pipeline.assemble.networks.doubt import is_conditional
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.linear import LinearModel
from pipeline.shapes import shape
from schemas.edtf import bounds
from schemas.mention import Mention
from schemas.time import TimeValue

_OTHER_TARGET_RE = shape(
    r"\b(?:klimaneutral\w*|treibhausgasneutral\w*|\w*neutralität|CO2-neutral|einsparen|Einsparung\w*|sparen|senken|reduzieren|Prozent|Anmeldung|anmelden|Frist|beitreten|Beitritt|bewerben|Uhr|[Aa]nträge?|den Job|die Stelle|im Dienst|im Amt)\b"
)
_FOREIGN_RE = shape(
    r"\b(?:weitere|andere[nrms]?|ähnliche|bestehende|benachbarte\w*|Nachbar\w*)\s+(?:\w+\s+)?(?:Netzwerke?n?|Bündnisse?|Kommunen|Landkreise?)\b|\banderswo\b|\bdie ersten\s+(?:entstanden|gründeten|starteten|gab|wurden)\b|\bin anderen\b",
    re.IGNORECASE,
)
_SEVERAL = r"(?:mehrere|zahlreiche|viele|etliche|mehr als \d+|über \d+)\s"
_SEVERAL_RE = shape(_SEVERAL, re.IGNORECASE)
_SEVERAL_NETWORKS_RE = shape(rf"\b{_SEVERAL}+(?:\w+\s+)?[\w-]*netzwerke\b", re.IGNORECASE)
#: "Was 2017 als Versuch begann, geht weiter": the one before
_ONCE_RE = shape(r"\s*Was\b[^,.;]{3,60}\b(?:begann|startete|angefangen hat|begonnen hat|entstand)\b")
_TERM_LABEL_RE = shape(r"(?:zeitraum|laufzeit|dauer|projektzeit|netzwerkzeit|wann|zeit)[^.:]{0,24}:?[^.]{0,12}$")
_OWN_START_RE = shape(r"\b(?:[Vv]or dem|[Ss]eit dem|[Zz]um|[Bb]eim|[Dd]er)\s+(?:Netzwerks|Projekts|S)tart\b")
#: one member signs: its joining, not the network's founding
_JOINING_RE = shape(
    r"\b(?:Teilnahme|Beitritts?)(?:vereinbarung|erklärung|vertrag)\b|\bdarauf\b|\b[Bb]undesweit\w*\b|\bBundesregierung\b"
)
_BODY_RE = shape(r"\b(?:GmbH|gGmbH|AG|e\.\s?V\.|Verein|Gesellschaft|Unternehmen|Stadtwerke|\w*[Aa]gentur|\w*[Ii]nstitut)\b")
_FEAST = "timeline.closing-feast"
#: a grant that runs for a span gives the network's term; the day it was given is none of its dates
_GRANTS = frozenset({"bewilligt", "zuwendungsbescheid"})
_GRANT_HOLDS_RE = shape(r"\b(?:gilt|gelten|läuft|laufen|reicht|bewilligt|umfasst|erstreckt|bezuschusst|gefördert)\b")
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
_WEEKDAY = "dates.weekday"


class _Reading(NamedTuple):
    """Say what a date is a date of, by which rule, how surely."""

    field: str
    rule: str
    confidence: float


def read_timeline(view: View, scope: Scope, ledger: Ledger, terms: LinearModel | None = None) -> None:
    """Give every network its dates and its duration. ``terms`` weighs durations that no rule knows."""
    view.notes["one network"] = len(scope.drafts) == 1
    for stretch, dates in _dated_sentences(view):
        cues = find_cues(view, *stretch, dates, several=len(scope.drafts) > 1)
        breaks = find_breaks(view, stretch)
        for mention in dates:
            cue = nearest_cue(view, mention, cues, dates, breaks)
            clue = look_around(view, mention, cue, breaks, stretch)
            if mention.value.months is not None and mention.value.edtf is None:
                read_duration(view, scope, ledger, clue, cues, terms)
            else:
                _date(view, scope, ledger, clue, dates)
    for draft in scope.drafts:
        _mend(view, draft, ledger)


def _dated_sentences(view: View) -> Iterator[tuple[tuple[int, int], list[Mention]]]:
    """Give the sentences outside noise that have dates or durations, with these."""
    for number, found in groupby(view.live_mentions("date"), key=itemgetter(0)):
        dates = [mention for _, mention in found if isinstance(mention.value, TimeValue)]
        if dates:
            sentence = view.sentences[number]
            yield (sentence.start, sentence.end), dates


def _date(view: View, scope: Scope, ledger: Ledger, clue: Clue, dates: list[Mention]) -> None:
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
            field = FIELD.get(clue.cue.entry.kind or "", "start") if clue.cue else "start"
            claim = mention.confidence if clue.cue and clue.cue.entry.kind in FIELD else mention.confidence / 2
            ledger.refuse(field, mention.start, mention.end, mention.text, mention.rule, reading, index, claim=claim)
            continue
        cue = cue_of_date(view, mention, clue.clause, clue.cue)
        trace = Trace(mention.start, mention.end, reading.rule, reading.confidence, cue)
        if value.from_ is not None and value.until is not None:
            _propose(draft, "start", value.from_, trace)
            end = Trace(partner.start, partner.end, reading.rule, reading.confidence, cue) if partner else trace
            _propose(draft, "end", value.until, end)
        elif (point := value.edtf or value.from_ or value.until) is not None:
            _propose(draft, reading.field, point, trace)


def _names_foreign(view: View, scope: Scope, clue: Clue) -> bool:
    """Say whether a clause names only networks that the text is not about."""
    named = [mention for mention in view.mentions("network", *clue.clause) if mention.value.name is not None]
    if not named or not scope.drafts[0].named:
        return False
    foreign = {(mention.start, mention.end) for cluster in scope.foreign for mention in cluster.mentions}
    return all((mention.start, mention.end) in foreign for mention in named)


_FUTURE_RE = shape(r"\b(?:soll|sollen|wird|werden|will|wollen|möchten|geplant|vorgesehen|startet|beginnt)\b")
_PASSED_RE = shape(r"\b(?:wurden?|worden|war|waren|ging|gingen|begann|startete|lief|endete|fand|fanden)\b")
_YEAR_CHARS = 4


def _lean(view: View, clue: Clue, value: TimeValue) -> TimeValue:
    """Move a date without a year to the side its clause tells of: "soll im Herbst starten" is the next autumn."""
    today = view.document.date
    if not today or value.edtf is None or value.implied != ("year",) or not value.edtf[:_YEAR_CHARS].isdigit():
        return value
    expression = clue.mention.extra.get("expression")
    if expression is None or expression.point is None or expression.point.shift is not None:
        return value
    first, last = bounds(value.edtf)
    now = bounds(today)[0]
    year = int(value.edtf[:_YEAR_CHARS])
    if last < now and _FUTURE_RE.search(view.text, *clue.clause) and not _PASSED_RE.search(view.text, *clue.clause):
        return replace(value, edtf=f"{year + 1:04}{value.edtf[_YEAR_CHARS:]}")
    if first > now and _PASSED_RE.search(view.text, *clue.clause) and not _FUTURE_RE.search(view.text, *clue.clause):
        return replace(value, edtf=f"{year - 1:04}{value.edtf[_YEAR_CHARS:]}")
    return value


_ALL_RE = shape(
    r"\b(?:beide[nrs]?|alle (?:drei|vier|fünf)|zwei|drei|vier|jeweils|gemeinsam)\b|\bNetz(?:werk)?e\b|netz(?:werk)?e\b",
    re.IGNORECASE,
)


def _speaks_of_all(view: View, clue: Clue) -> bool:
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


_DASH_RE = shape(r"\s*[–—-]\s*")
_JOINT_RE = shape(r"[\s,]*(?:an)?[\s,]*(?:und)?[\s,]*(?:zunächst|vorerst)?\s*")


def _other_end(text: str, clue: Clue, dates: list[Mention]) -> Mention | None:
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


def _read(view: View, clue: Clue, value: TimeValue) -> "_Reading | str":
    """Say what the date is a date of, or why it is none of the network's."""
    text, clause = view.text, view.text[clue.clause[0] : clue.clause[1]]
    if is_conditional(text, *clue.clause):
        return "in a clause of if or could"
    if (told := _read_attribute(view, clue, value)) is not None:
        return told
    if _FOREIGN_RE.search(text, *clue.clause) or _has_several_networks(view, clue.clause):
        return "of other networks"
    if view.notes.get("one network") and _ONCE_RE.match(text, clue.sentence[0], clue.clause[1]):
        return "of what came before the network"
    if value.from_ is not None and value.until is not None:
        return _read_range(view, clue, clause)
    cue = clue.cue
    if value.from_ is not None and value.until is None and "day" in value.implied and is_own(view, clue):
        return _Reading("founded", "timeline.since-day", 0.8)  # "seit gestern gibt es …"
    if cue is not None and cue.entry.id in _GRANTS and value.until is not None and is_own(view, clue):
        return _Reading("end", "timeline.until", 0.8)
    if clue.mention.rule == _WEEKDAY and (cue is None or cue.entry.kind not in FIELD):
        return "a weekday of something else"
    if cue is not None and cue.entry.id in MEETINGS and value.edtf is None:
        cue = None  # "seit Mai 2020 haben sie sich viermal getroffen"
    if cue is not None and cue.entry.kind == "other":
        return f"a date of something else ({cue.surface!r})"
    if not _is_adjacent(clue) and _has_other_target(text, clue):
        return "a target year or a term of something else"
    if cue is None:
        return _read_bare(view, clue, clause, value)
    return _read_cued(view, clue, clause, value, cue)


def _has_several_networks(view: View, clause: tuple[int, int]) -> bool:
    """Say whether a clause tells of networks in the plural: "mehrere kommunale Netzwerke"."""
    return view.may_match(_SEVERAL_RE, *clause) and _SEVERAL_NETWORKS_RE.search(view.text, *clause) is not None


#: "das seit 2016 bestehende Netzwerk", "das bis 2024 laufende Projekt"
_ATTRIBUTE_RE = shape(
    r"\s+(?:\w+\s+){0,2}?(?:bestehend|laufend|arbeitend|existierend|andauernd|gültig|geltend|befristet|aktiv|tätig|gefördert|geförderten|betrieben)e?[nrsm]?\s+(?:\w+\s+){0,2}?(?P<noun>[A-ZÄÖÜ][\w-]+)"
)
_BRACKETED_RE = shape(r"[“\"”«]?\s?\((?:\w{2,12}\s)?$")
_TERM_BEFORE_RE = shape(r"\b(?:Jahren?|Monaten?)(?:\s+lang)?,\s*$")


def _read_attribute(view: View, clue: Clue, value: TimeValue) -> "_Reading | None":
    """Read an open date that is said of the network by form alone: attribute, bracket behind its name, apposition to its term."""
    if (value.from_ is None) == (value.until is None):
        return None
    field = "start" if value.from_ is not None else "end"
    start, end = clue.mention.start, clue.mention.end
    attribute = _ATTRIBUTE_RE.match(view.text, end, clue.sentence[1])
    if attribute and (
        speaks_of_network(view.text, *attribute.span("noun")) or view.has_mention("network", *attribute.span("noun"))
    ):
        return _Reading(field, f"timeline.attribute.{field}", 0.84)
    before = [mention for mention in view.mentions("network", clue.sentence[0], start) if start - mention.end <= _BRACKET_REACH]
    if before and view.text.startswith(")", end) and _BRACKETED_RE.fullmatch(view.text, before[-1].end, start):
        return _Reading(field, f"timeline.bracket.{field}", 0.84)
    if field == "end" and _TERM_BEFORE_RE.search(view.text, max(clue.sentence[0], start - 30), start) and clue.cue is None:
        return _Reading(field, "timeline.term.end", 0.8)
    return None


_BRACKET_REACH = 20


def _has_other_target(text: str, clue: Clue) -> bool:
    """Say whether something else than a network has this date: in its clause, from the last colon to the next.

    "Energie sparen im Verbund: Seit Mai arbeiten …" is a date of the network.
    """
    left = text.rfind(": ", clue.clause[0], clue.mention.start) + 1 or clue.clause[0]
    right = text.find(": ", clue.mention.end, clue.clause[1])
    right = right if right >= 0 else clue.clause[1]
    return text.find("%", left, right) >= 0 or _OTHER_TARGET_RE.search(text, left, right) is not None


def _is_adjacent(clue: Clue) -> bool:
    """Say whether a date is told by a founding, or hangs right on its word: "vor dem Start 2018"."""
    if clue.cue is None:
        return False
    gap = max(clue.mention.start - clue.cue.end, clue.cue.start - clue.mention.end)
    return clue.cue.entry.kind == "founding" or (clue.cue.entry.kind == "start" and gap <= 4 and len(clue.cue.surface) > 4)  # noqa: PLR2004


def _read_range(view: View, clue: Clue, clause: str) -> "_Reading | str":
    """Read a range: the network's term with a word of term or a label, or where the clause speaks of the network."""
    before = view.text[clue.sentence[0] : clue.mention.start].lower()
    cue = clue.cue
    if view.section(clue.mention.start).kind == "dates" or _TERM_LABEL_RE.search(before):
        return _Reading("start", "timeline.range.label", 0.96)
    if cue is not None and cue.entry.kind in {"duration", "start", "end"}:
        return _Reading("start", f"timeline.range.{cue.entry.kind}", 0.92)
    if cue is not None and cue.entry.id in _GRANTS and _GRANT_HOLDS_RE.search(view.text, *clue.clause):
        return _Reading("start", "timeline.range.grant", 0.8)
    if cue is not None and cue.entry.kind == "other":
        if cue.entry.id not in _VETOES and _is_long(clue.value) and is_own(view, clue):
            return _Reading("start", "timeline.range.long", 0.76)
        return f"a range of something else ({cue.surface!r})"
    if _GRANTED_RE.search(view.text, *clue.clause):
        return "the time of a grant that is told as past"
    if len(clause) < 60 or is_own(view, clue):  # noqa: PLR2004 - a line of a list
        return _Reading("start", "timeline.range.bare", 0.8)
    return "a range without a word of the network's term"


_GRANTED_RE = shape(r"\b(?:hat|haben|wurden?)\b[^.;]{0,240}\b(?:gefördert|bezuschusst)\b")


def _touches_network(view: View, clue: Clue) -> bool:
    """Recognise "das Netzwerk Nord bringt seit 2022 …" and "damit befasst sich seit Januar das Netzwerk Nord"."""
    start, end = clue.mention.start, clue.mention.end
    for mention in view.mentions("network", *clue.clause):
        if mention.end <= start and _SUBJECT_BEFORE_RE.fullmatch(view.text, mention.end, start):
            return True
        if mention.start >= end and _SUBJECT_BEHIND_RE.fullmatch(view.text, end, mention.start):
            return True
    return False


_SUBJECT_BEFORE_RE = shape(r"[“\"”«]?(?:\s\([^)]{1,40}\))?\s+(?!wurde|war|hat|wird)\w+\s+(?:(?:bereits|schon|sich|uns)\s+)*")
_SUBJECT_BEHIND_RE = shape(r"\s+(?:(?:bereits|schon)\s+)?(?:das|der|die|unser|ein)?\s*[„\"»]?")


def _is_long(value: TimeValue) -> bool:
    """Say whether a range is long enough for a network's term: meetings "von 2016 bis 2019" span one."""
    if value.from_ is None or value.until is None:
        return False
    return (bounds(value.until)[1] - bounds(value.from_)[0]).days > _TERM_MONTHS * 30


_NO_WORD = "no word near it says what it is a date of"


def _read_bare(view: View, clue: Clue, clause: str, value: TimeValue) -> "_Reading | str":
    """Read an open range without an event word: "seit Juli 2020 arbeiten im Netzwerk …", "es läuft bis Ende 2023"."""
    planned = value.edtf is not None and clue.lead.rstrip().endswith("für") and _PLANNED_FOR_RE.search(view.text, *clue.clause)
    if value.from_ is None and value.until is None and not planned:
        return _NO_WORD
    spoken = is_own(view, clue) and not ("gibt es" in clause and not speaks_of_network(view.text, *clue.clause))
    if value.from_ is not None and (_touches_network(view, clue) or (spoken and ACTIVE_RE.search(view.text, *clue.clause))):
        return _Reading("start", "timeline.since", 0.8)
    if value.from_ is not None and spoken and _WILL_RE.search(view.text, *clue.clause):
        return _Reading("start", "timeline.from", 0.78)
    if (
        value.until is not None
        and (spoken or _FUNDED_RE.search(view.text, *clue.clause))
        and (lasts := _LASTS_RE.search(view.text, *clue.clause))
    ):
        if (
            _HELPED_RE.match(lasts.group())
            and not _PASSIVE_RE.search(clause)
            and not (_GUIDED_RE.match(lasts.group()) and "ördermittel" not in clause)
        ):
            return "what others do for the network until then"
        return _Reading("end", "timeline.until", 0.8)
    if planned and spoken:
        return _Reading("start", "timeline.planned-for", 0.76)
    return _NO_WORD


_FUNDED_RE = shape(
    r"\b(?:Die|Diese|Ihre|Seine)\s+(?:\w+\s+)?Förderung\b(?!\s+(?:solcher|von|der|für))|\b[Dd]ie Förderung\s+(?:wurde|wird|läuft|ist)\b"
)
_PLANNED_FOR_RE = shape(r"\b(?:plan(?:t|en)|vorgesehen|geplant|anvisiert|angepeilt)\b")
_LASTS_RE = shape(
    r"\b(?:Gefördert|Begleitet|Betreut|Geplant|Vorgesehen|Befristet|Angelegt|Finanziert|Verlängert|läuft|laufen|gilt|gelten|dauert|angelegt|Luft|andauern|tauschen|arbeiten|bestehen|besteht|bewilligt|zusammenarbeiten|zusammenzuarbeiten|gesichert|finanziert"
    r"|betreiben|verlängert|befristet|fortgesetzt|fortgeführt|weitergeführt|begleite[nt]|begleitete[nt]?|betreut|betreuen|moderier\w+|Management|unterstützt|gefördert|geplant|vorgesehen|dabei\w*|treffen|trifft|teil|zusammenkommen|reicht|reichen|erstreckt)\b"
)
#: what others do for the network is its term only where it is told of the network: "wird bis 2023 begleitet"
_HELPED_RE = shape(r"\b(?:begleitet|betreut|unterstützt|gefördert|geplant|vorgesehen)\b")
#: who guides the network until then guides it to its end
_GUIDED_RE = shape(r"begleite|betreu|moderier|manag")
_PASSIVE_RE = shape(r"\b(?:wird|werden|ist|sind)\b")
_WILL_RE = shape(
    r"\b(?:werden|wird|wollen|will|sollen|soll|möchten)\b.*\b(?:zusammenarbeiten|kooperieren|gemeinsam|arbeiten|teilnehmen|treffen|austauschen|starten|beginnen|folgen)\b|\bfolgt\b"
)
#: signing and agreeing speak of the network anywhere in their sentence
_AGREEING = frozenset(
    {"unterzeichnet", "vereinbart", "vereinbarung-geschlossen", "schlossen-vereinbarung", "haben-unterzeichnet", "wollen-gruenden"}
)


def _read_cued(view: View, clue: Clue, clause: str, value: TimeValue, cue: Hit) -> "_Reading | str":
    """Read a single date by its event word; a weak word needs the network in its clause."""
    kind = cue.entry.kind or "other"
    until = (value.until is not None and value.from_ is None) or bool("bis" in clue.lead and _UNTIL_RE.search(clue.lead))
    since = (value.from_ is not None and value.until is None) or bool(_SINCE_RE.search(clue.lead))
    label = is_label(view, cue) or view.section(clue.mention.start).kind == "dates"
    if kind == "founding" and (_is_apposition(view, clue) or _is_of_a_body(view, clue)):
        return f"{cue.surface!r} is said of a body"
    if is_relative(view, clue) and _is_of_nameless(view, clue):
        return "of a network the text only mentions"
    if kind == "founding" and _JOINING_RE.search(view.text, *clue.clause):
        return "the joining of one member"
    if cue.entry.weak and not (label or _is_near(view, clue, clause, cue)):
        if not goes_on(view.text, *clue.clause):
            return f"{cue.surface!r} is said of something else than the network"
        base = 0.76
    else:
        base = 0.94 if label else 0.9 if not cue.entry.weak else 0.86
    if kind == "duration":
        inner = [hit for hit in view.hits("event_cues", cue.end, clue.mention.start) if hit.entry.kind in {"start", "end"}]
        if inner:  # "Laufzeit: Start im 3. Quartal 2022"
            return _read_cued(view, clue, clause, value, inner[-1])
        if until:
            return _Reading("end", "timeline.until", min(base, 0.88))
        if since or _FROM_RE.search(clue.lead):
            return _Reading("start", "timeline.from", min(base, 0.84))
        return "a single date beside a duration"
    if kind == "founding" and until:
        if any(hit.entry.kind == "duration" for hit in view.hits("event_cues", *clue.clause)):
            return _Reading("end", "timeline.until", min(base, 0.84))
        return _read_bare(view, clue, clause, value)
    if kind == "founding" and value.edtf and _AS_OF_RE.search(clue.lead):
        return _Reading("start", "timeline.from", min(base, 0.84))
    if kind == "start" and until:
        return _Reading("end", "timeline.until", min(base, 0.8))
    if kind == "end" and since:
        return _Reading("start", "timeline.from", min(base, 0.78))
    if kind not in FIELD:
        return f"a date of something else ({cue.surface!r})"
    if cue.entry.id == "abschlussveranstaltung":
        return _Reading("end", _FEAST, 0.74)  # the feast is near the end of the term, seldom on it
    return _Reading(FIELD[kind], f"timeline.{kind}", base)


_UNTIL_RE = shape(r"\bbis\b")
_SINCE_RE = shape(r"\b(?:seit|ab)\b")
_FROM_RE = shape(r"\b(?:von|vom|beginn\w*|am|zum)\b")
_AS_OF_RE = shape(r"\b(?:zum|ab)\s*$")


def _is_near(view: View, clue: Clue, clause: str, cue: Hit) -> bool:
    """Say whether a weak event word is said of the network: named beside it, or the only thing the clause can be about."""
    stretch = clue.sentence if cue.entry.id in _AGREEING else clue.clause
    if view.has_mention("network", *stretch) or speaks_of_network(view.text, *stretch):
        return True
    if is_relative(view, clue) or _is_elliptic(view, clue, clause, cue):
        return True
    return cue.entry.kind == "start" and bool(MEMBERS_RE.search(clause) or _OWN_START_RE.search(clause))


_SUBJECT_RE = shape(r"^\s*(?:Der|Die|Das|Diese[rs]?|Eine?)\s+(?:[a-zäöü]\w*\s+)?(?P<noun>[A-ZÄÖÜ][\w-]+)")


def _is_elliptic(view: View, clue: Clue, clause: str, cue: Hit) -> bool:
    """Say whether a short sentence says nothing else than its event; "Die Arbeiten beginnen im Juni" has a subject of its own."""
    if len(clause) >= ELLIPTIC or clue.sentence[1] - clue.sentence[0] >= 2 * ELLIPTIC:
        return False
    subject = _SUBJECT_RE.match(clause)
    if subject is None or subject["noun"] in cue.surface or MEMBERS_RE.match(subject["noun"]):
        return True
    start = clue.clause[0] + subject.start("noun")
    return any(hit.entry.kind in FIELD or hit.entry.kind == "duration" for hit in view.hits("event_cues", start, start + 1))


def _is_of_nameless(view: View, clue: Clue) -> bool:
    """Say whether a relative clause hangs on a nameless network beside a named one: "folgt auf ein Netzwerk, das 2016 …"."""
    before = view.mentions("network", clue.sentence[0], clue.clause[0])
    if not before or before[-1].value.name is not None:
        return False
    indefinite = _INDEFINITE_RE.search(view.text, max(clue.sentence[0], before[-1].start - 30), before[-1].start + 8)
    return indefinite is not None and any(mention.value.name is not None for mention in before[:-1])


_INDEFINITE_RE = shape(r"\b(?:ein|eine[mnrs]?|vorherige\w*|frühere\w*|anderes?)\s(?:\w+\s)?")


def _is_of_a_body(view: View, clue: Clue) -> bool:
    """Recognise "Die Energieagentur Nord gGmbH wurde 1999 gegründet": a body, and no word of a network or of parties."""
    if (
        clue.cue is None
        or not clue.cue.surface.lower().startswith(("gegründet", "gründ"))
        or view.has_mention("network", *clue.clause)
    ):
        return False
    text, clause = view.text, clue.clause
    if not view.has_mention("organisation", *clause) and _BODY_RE.search(text, *clause) is None:
        return False
    return not speaks_of_network(text, *clause) and MEMBERS_RE.search(text, *clause) is None


_APPOSITION_RE = shape(r",\s*(?:(?:im Jahr(?:e)?|schon|bereits|erst|im|Anfang|Ende|Mitte)\s+)*$")


def _is_apposition(view: View, clue: Clue) -> bool:
    """Recognise "die Stadtwerke, 1995 gegründet, …": what was founded stands right before the comma, and it is no network."""
    gap = _APPOSITION_RE.search(view.text, max(clue.sentence[0], clue.mention.start - 40), clue.mention.start)
    if gap is None or clue.cue is None or not clue.cue.end <= clue.mention.end + 40:
        return False
    closes = view.text[clue.cue.end : clue.cue.end + 1] == "," and clue.cue.start >= clue.mention.end
    return closes and not any(mention.end >= gap.start() - 1 for mention in view.mentions("network", clue.sentence[0], gap.start()))


def _mend(view: View, draft: Draft, ledger: Ledger) -> None:
    """Drop an end before the start where one of them was read unsurely; two sure dates stay, with a finding."""
    start, end = draft.scalars.get("start"), draft.scalars.get("end")
    if start and end and bounds(end.value)[1] < bounds(start.value)[0]:
        weaker = "end" if end.traces[0].confidence < start.traces[0].confidence else "start"
        if draft.scalars[weaker].traces[0].confidence < 0.85:  # noqa: PLR2004
            lost = draft.scalars.pop(weaker).traces[0]
            reason = "the network would end before it begins, and the other date was read more surely"
            text = view.text[lost.start : lost.end]
            ledger.refuse(weaker, lost.start, lost.end, text, lost.rule, reason, draft.index, claim=lost.confidence)
