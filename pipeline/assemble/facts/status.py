"""Says of every network whether it is planned, running or completed, as the text presents it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from pipeline.assemble.facts.clues import cut_spans
from pipeline.assemble.facts.events import torn_by_sentence
from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.doubt import is_conditional
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.edtf import bounds
from schemas.layout import Sentence

_STATUSES = frozenset({"planned", "running", "completed"})
_WHEN_RE = shape(r"\bwenn\b", re.IGNORECASE)
_MODAL = r"\b(?:soll|sollen|will|wollen|möchten|möchte|wird|werden|planen|plant|beabsichtigen|beabsichtigt|hat vor|haben vor)\b"
_MODAL_RE = shape(_MODAL)
#: "soll … gegründet werden", "wollen … ein Netzwerk gründen", "wird im Herbst starten": modal and infinitive in one clause
_INTENT_RE = shape(
    rf"(?P<modal>{_MODAL})(?:[^.;:!?–]|(?<=\d)\.){{0,160}}?\b(?:(?:zu\s)?(?:gründen|starten|beginnen|entstehen|einrichten|aufbauen|losgehen|loslegen|loszulegen|aufnehmen|zusammenschließen"
    r"|zusammentun|bilden|einzurichten|aufzubauen|schmieden|unterzeichnen|auflegen|(?:an den Start|ins Leben|aus der Taufe|auf den Weg|auf die Beine)\s(?:zu\s)?(?:gehen|rufen|heben|bringen|stellen))\b"
    r"|(?:gegründet|eingerichtet|aufgebaut|gebildet|unterzeichnet|geschlossen|gestartet|etabliert|aufgelegt|(?:ins Leben gerufen|aus der Taufe gehoben|auf den Weg gebracht)))"
)
_PLANNED_DATE_RE = shape(
    r"\b(?:Start|Beginn|Auftakt|Gründung|Startschuss|Unterzeichnung|Netzwerkstart|Projektstart)\b[^.;:!?]{0,60}\b(?:geplant|vorgesehen|anvisiert|angepeilt|soll)\b"
    r"|\b(?:geplanter?|vorgesehener?|voraussichtlicher?)\s(?:Start|Beginn|Auftakt|Gründung|Laufzeit|Projektstart)\b"
)
_PAST_RE = shape(r"\b(?:wurden?|worden|ist|sind|hat|haben|hatten?|war|waren)\b")
_FUTURE_RE = shape(r"\b(?:wird|werden|soll|sollen|will|wollen|möchten?|müssen|muss)\b")
#: words for the network itself, beside those with "Netzwerk" in them
_SELF_RE = shape(
    r"\b(?:Laufzeit|Zeitraum|Projekt\w*|(?:Zusammena|A)rbeit|Bündnis|Pakt|\w*[Tt]isch|Konvoi|Vorhaben|Arbeitsgemeinschaft|Initiative|Verbund|Förderung|Kooperation|Runde)\b"
)
_NET_RE = shape(r"\bNetz\b")
_PRONOUN_WORD_RE = shape(
    r"(?:es(?<!\wes)|Es(?<!\wEs)|sie(?<!\wsie)|Sie(?<!\wSie)|dieses(?<!\wdieses)|Dieses(?<!\wDieses)|das(?<!\wdas)|Das Ganze(?<!\wDas Ganze))\b"
)
_PRONOUN_RE = shape(r"(?:^|[,;:]\s*|\bund\s)(?:[Ee]s|[Ss]ie|[Dd]ieses|[Dd]as Ganze)\b|\b(?:es|das)\s*$")
#: what is brought to an end without the network ending
_OTHER_END_RE = shape(
    r"\b(?:Verträge?|Vertrags|Vereinbarung(?:en)?|Sanierung(?:en)?|Ausschreibung(?:en)?|Planung(?:en)?|Studium|Gewinnungsphase|Bewerbung|Maßnahmen?|Analysen?|Initialberatung(?:en)?|Umbau|Bau|Ausbildung|Stellen?|Mitarbeiter\w*|Rundgang|Abend|Sitzung)\b"
)
_PAST_MEMBERS_RE = shape(
    r"\b(?:Mitglieder|Teilnehmer|Teilnehmende|Netzwerkpartner|Beteiligte?|[Bb]eteiligt|[Dd]abei|Mitgemacht)\b(?:\s[^.;,]{1,60})?\s(?:waren|hatten|war)\b|\b(?:waren|war)\b[^.;:]{0,80}\b(?:beteiligt|dabei)\b"
    r"|\b(?:[Bb]egleitet|[Uu]nterstützt|[Mm]oderiert|[Bb]etreut|[Kk]oordiniert)\b[^.;:]{0,30}\bwurden?\b|\bwurden?\b[^.;:]{0,80}\b(?:begleitet|moderiert|betreut|koordiniert|veranschlagt)\b|\bwaren\b[^.;:]{0,80}\bveranschlagt\b"
    r"|\b(?:beteiligten sich|machten mit)\b|\b(?:haben|hatten)\b[^.;:]{0,120}\b(?:teilgenommen|mitgemacht|mitgewirkt|zusammengearbeitet)\b"
)
#: what stands in each of these
_PAST_TOLD_RE = shape(r"war|hatten|wurde|haben|beteiligten sich|machten mit")
_MEMBERS_RE = shape(
    r"\b(?:gehören|gehört|beteiligen sich|beteiligt sich|nehmen|machen|machen mit|sind dabei|Mitglieder sind|Teilnehmer sind|[Bb]eteiligt sind|[Mm]it dabei|bilden|Teilnehmer:|Mitglieder:|verfolgen|lernen|profitieren|sparen|senken|ziehen)\b"
)
_EVENT_RE = shape(r"\b(?:Treffen|Sitzung|Veranstaltung|\w*veranstaltung|\w*treffen|Termin|Gespräch\w*|Feier|Workshop|Auftakt)\b")
_SUCCESSOR_RE = shape(
    r"\b(?:Nachfolge\w*|Neuauflage|Folgenetzwerk\w*|Fortsetzung|fortgesetzt|fortgeführt|weitergeführt|geht\b[^.]{0,80}\bweiter|neu auf(?:gelegt)?|folgt|folgte|anknüpfen|zweite\w* (?:Runde|Auflage|Phase|Netzwerkphase)|knüpf\w*|löst\w*)\b"
)
#: what each sort of sign weighs; a word about the network's end is the last word, a date is stronger than a word
_CUE_WEIGHT = {"planned": 1.6, "running": 1.0, "completed": 2.4}
_WEAK = 0.35
_FAR = 0.4
#: a look back is taken half-way through, too
_REVIEW = 0.5
_HEADED = 1.8  # what a headline says is what the text is about
_LEAST = 0.1
_NEARBY = 0.6
_DATE_RUNS = 1.6
_BEGINNINGS = frozenset(
    {"hat-sich-gegruendet", "ins-leben-gerufen", "gestartet", "zusammengeschlossen", "unterzeichnet", "arbeit-aufgenommen"}
)
_DATE_PAST_END, _DATE_FUTURE_START, _DATE_RUNNING, _DATE_BEGUN = 2.6, 2.8, 1.2, 0.5
#: signs that a founding is told as done; a term that begins later does not make it a plan
_FOUNDED_RULES = frozenset(
    {
        "status.hat-sich-gegruendet",
        "status.unterzeichnet",
        "status.ins-leben-gerufen",
        "status.fiel-der-startschuss",
        "status.zusammengeschlossen",
    }
)
#: signs that it has begun; what was planned before is history then
_TOLD_RULES = _FOUNDED_RULES | {"status.gestartet", "status.arbeit-aufgenommen"}
_HISTORY = 0.7
_COUNTED = 2
#: how far from a word the network is named for it to be said of it, and a denial stands that denies it
_NAMED_CHARS, _DENIED_CHARS = 160, 30


class _Sign(NamedTuple):
    """Hold what speaks for a status. ``sentence``: its index; ``position``: what stands there says of which network it is."""

    sentence: int
    position: int
    status: str
    weight: float
    trace: Trace


_IN_ORDER = attrgetter("sentence")


@dataclass(slots=True)
class _Scale:
    """Weigh the signs for each status; only the strongest few of each count, so that a long text does not drown the end."""

    signs: dict[str, list[tuple[float, Trace]]] = field(default_factory=dict)

    def add(self, status: str, weight: float, trace: Trace) -> None:
        self.signs.setdefault(status, []).append((weight, trace))

    def totals(self) -> dict[str, float]:
        told = any(weight >= 1.0 and trace.rule in _TOLD_RULES for weight, trace in self.signs.get("running", ()))
        return {
            status: (_HISTORY if told and status == "planned" else 1.0)
            * sum(sorted((weight for weight, _ in found), reverse=True)[:_COUNTED])
            for status, found in self.signs.items()
        }

    def best(self, status: str) -> Trace:
        return max(self.signs[status], key=lambda sign: sign[0])[1]


def read_status(view: View, scope: Scope) -> None:
    """Give every network the status that most signs speak for; none where nothing does."""
    signs = _told_signs(view, scope)
    for draft in scope.drafts:
        scale = _Scale()
        for sign in signs:
            if draft.index in scope.of(sign.position):
                scale.add(sign.status, sign.weight, sign.trace)
        _weigh_dates(view, draft, scale)
        _weigh_successor(view, draft, scope, scale)
        _decide(view, draft, scope, scale)


def _told_signs(view: View, scope: Scope) -> list[_Sign]:
    """Gather what sentences say of a status, sentence by sentence, whatever network they speak of.

    Each sort of sign is looked for in the whole text: most sentences hold none.
    """
    found = [*_cues(view, scope), *_intents(view), *_planned_dates(view), *_members(view), *_events(view), *_roles(view)]
    found.sort(key=_IN_ORDER)
    return found


def _decide(view: View, draft: Draft, scope: Scope, scale: _Scale) -> None:
    """Take the heaviest status; a network that is told of without any sign of time is told of in the present: it runs."""
    totals = scale.totals()
    if not totals:
        named = [
            mention
            for mention in view.mentions("network")
            if draft.index in scope.of(mention.start) and not view.is_mute(mention.start)
        ]
        if named and draft.has("participants"):
            draft.propose("status", "running", Trace(named[0].start, named[0].end, "status.told", 0.5))
        return
    status = max(totals, key=lambda name: (totals[name], name))
    share = totals[status] / sum(totals.values())
    trace = scale.best(status)
    cue = trace.cue or (trace.start, trace.end)
    draft.propose("status", status, Trace(trace.start, trace.end, trace.rule, round(0.5 + 0.45 * share, 3), cue))


def _cues(view: View, scope: Scope) -> Iterator[_Sign]:
    """Weigh the words that tell a status: "wurde gegründet", "läuft aus"."""
    hits = view.live_hits("status_cues")
    negated = [(number, hit.start) for number, hit in hits if hit.entry.value == "negated"]
    for number, hit in hits:
        if hit.entry.value in _STATUSES and scope.of(hit.start):
            denied = any(other == number and abs(start - hit.start) < _DENIED_CHARS for other, start in negated)
            status, weight = _weigh_cue(view, hit, view.sentences[number], denied=denied)
            if weight >= _LEAST:
                yield _Sign(number, hit.start, status, weight, Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.8))


def _weigh_cue(view: View, hit: Hit, sentence: Sentence, *, denied: bool) -> tuple[str, float]:
    """Weigh one such word; what is told as still to come counts for a plan. ``denied``: a word beside it denies it."""
    entry, status = hit.entry, str(hit.entry.value)
    weight = _CUE_WEIGHT[status] * (_WEAK if entry.weak or entry.id == "startet-demnaechst" else 1.0)
    clause = _Clause(view.text, hit, sentence)
    weight *= _aboutness(view, hit, clause, sentence)
    if "entsteh" in hit.surface.lower() and not _NEW_NETWORK_RE.search(clause.words):
        weight *= 0.15  # "so entstehen Konzepte"
    if entry.id == "geplant" and _INNER_PLAN_RE.search(clause.words) and not _PLANNED_DATE_RE.search(clause.words):
        weight *= 0.2  # "geplant sind vier Treffen"
    if status == "running" and _BEFORE_RE.match(view.text, hit.end):
        weight *= _FAR  # "zusammengetan hatten"
    if status == "completed":
        weight *= _ended(hit, clause.words, view.text[sentence.start : sentence.end])
    if _is_supposed(view, sentence.start, sentence.end) and _is_supposed(view, *clause.span):
        weight *= 0.2
    if denied:
        weight *= 0.2
    if status == "running" and entry.id in _BEGINNINGS and _is_ahead(hit, clause.words):
        status, weight = "planned", 1.3
    if status == "running" and not entry.weak and view.segments[sentence.segment].kind == "heading":
        weight *= _HEADED
    return status, weight


class _Clause:
    """Hold the part of a sentence that a word stands in; it is cut out when first asked for, which most words are not."""

    __slots__ = ("_hit", "_sentence", "_span", "_text")

    def __init__(self, text: str, hit: Hit, sentence: Sentence) -> None:
        self._text, self._hit, self._sentence = text, hit, sentence
        self._span: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Give where it stands."""
        if self._span is None:
            left, right = self._sentence.start, self._sentence.end
            for _, stop in cut_spans(_BREAK_RE, self._text, left, self._hit.start):
                left = stop
            self._span = left, next(cut_spans(_BREAK_RE, self._text, self._hit.end, right), (right, right))[0]
        return self._span

    @property
    def words(self) -> str:
        """Give its characters."""
        start, end = self.span
        return self._text[start:end]


def _aboutness(view: View, hit: Hit, clause: _Clause, sentence: Sentence) -> float:
    """Say how surely a cue is said of the network: named in its clause, meant by it, or only somewhere in the sentence."""
    text, start, end = view.text, sentence.start, sentence.end
    if view.has_mention("network", max(hit.start - _NAMED_CHARS + 1, start), min(hit.end + _NAMED_CHARS, end)):
        return 1.0
    meant = _means_itself(text, start, end)
    if meant and _means_itself(text, *clause.span):
        return 1.0
    if _PRONOUN_WORD_RE.search(text, start, end) and _PRONOUN_RE.search(clause.words):
        return 0.8
    return _NEARBY if meant else _FAR


def _means_itself(text: str, start: int, end: int) -> bool:
    """Say whether a stretch has a word for the network: "Netzwerktreffen", "das Projekt", "die Zusammenarbeit"."""
    return (
        text.find("netzwerk", start, end) >= 0
        or text.find("Netzwerk", start, end) >= 0
        or _SELF_RE.search(text, start, end) is not None
        or (text.find("Netz", start, end) >= 0 and _NET_RE.search(text, start, end) is not None)
    )


_INNER_PLAN_RE = shape(
    r"\b(?:Ende|Abschluss|Treffen|\w*treffen|Workshops?|Maßnahmen?|\w*[Vv]eranstaltung\w*|Termine?|Exkursion\w*|Schulungen|Sitzungen)\b"
)
_NEW_NETWORK_RE = shape(
    r"\b(?:ein|eines|neues|erstes|zweites|drittes|weiteres|das)\s(?:[^\s,]+\s){0,5}?[\w-]*(?:[Nn]etzwerk|[Bb]ündnis|[Vv]erbund|[Kk]onvoi|[Pp]akt|[Tt]isch)\b"
)
_BEFORE_RE = shape(r"\s+(?:worden\s+)?(?:hatten?|waren?)\b")


def _ended(hit: Hit, clause: str, sentence: str) -> float:
    """Weigh a word of an end: not of contracts and courses, not of what the years ahead will bring."""
    if _OTHER_END_RE.search(clause) and not _SELF_RE.search(clause):
        return 0.1
    if hit.entry.id == "zog-bilanz":
        return _REVIEW
    if hit.entry.id in {"nach-drei-jahren", "trug-bei"}:
        return 0.0 if _FUTURE_RE.search(sentence) and not re.search(r"\b(?:wurden?|waren?|haben|hatten)\b", clause) else 0.8
    return 0.5 if re.search(r"\b(?:nach|bis)\s(?:jetzigem|zum|Ende)|\b(?:soll|wird|werden|sollen)\b", clause) else 1.0


def _is_ahead(hit: Hit, clause: str) -> bool:
    """Say whether a participle of beginning is told as still to come: "wird im Herbst gegründet"."""
    return hit.surface.endswith(("et", "en", "ft", "gt")) and bool(_FUTURE_RE.search(clause)) and not _PAST_RE.search(clause)


_BREAK_RE = shape(r";|!|\?|,\s|:\s|–(?<=\s–)\s|-(?<=\s-)\s|und(?<!\wund)\b")


def _intents(view: View) -> Iterator[_Sign]:
    """Read "soll … eingerichtet werden", "wollen … gründen" about the network as planned."""
    for number in view.candidates(_INTENT_RE, _MODAL_RE):
        sentence = view.sentences[number]
        named = view.has_mention("network", sentence.start, sentence.end)
        if not named and not _means_itself(view.text, sentence.start, sentence.end):
            continue
        match = _INTENT_RE.search(view.text, sentence.start, sentence.end)
        if match is not None and not _PAST_RE.search(match.group()) and not _is_supposed(view, sentence.start, sentence.end):
            yield _Sign(number, sentence.start, "planned", 1.5 if named else 0.7, Trace(*match.span("modal"), "status.intent", 0.7))


def _planned_dates(view: View) -> Iterator[_Sign]:
    """Read "der Start ist für Mai vorgesehen" as planned."""
    for number, match in view.first_matches(_PLANNED_DATE_RE):
        sentence = view.sentences[number]
        if not _is_supposed(view, sentence.start, sentence.end):
            yield _Sign(number, sentence.start, "planned", 1.6, Trace(*match.span(), "status.planned-date", 0.7))


def _is_supposed(view: View, start: int, end: int) -> bool:
    """Say whether a stretch tells of what could be only."""
    return is_conditional(view.text, start, end) or _WHEN_RE.search(view.text, start, end) is not None


def _members(view: View) -> Iterator[_Sign]:
    """Take members told in the past for a sign that the network is over, in the present for one that it runs."""
    for number, past in view.first_matches(_PAST_MEMBERS_RE, _PAST_TOLD_RE):
        sentence = view.sentences[number]
        if not _EVENT_RE.search(view.text, sentence.start, sentence.end):
            yield _Sign(number, sentence.start, "completed", 0.8, Trace(*past.span(), "status.past-members", 0.6))
    for number in view.candidates(_MEMBERS_RE):
        start, end = view.sentences[number].start, view.sentences[number].end
        told = view.has_mention("network", start, end) or len(view.mentions("place", start, end)) > 1
        if told and (now := _MEMBERS_RE.search(view.text, start, end)):
            yield _Sign(number, start, "running", 0.3, Trace(*now.span(), "status.members", 0.6))


def _events(view: View) -> Iterator[_Sign]:
    """Take a torn event for a sign: "schlossen sich … zusammen" is a network that runs, "lief … aus" one that is over."""
    for number, halves in torn_by_sentence(view).items():
        start = view.sentences[number].start
        for hit in halves[::2]:
            if not hit.entry.value:
                continue
            ahead = _FUTURE_RE.search(view.text, max(start, hit.start - 30), hit.start)
            if hit.entry.kind != "founding" and not _TOLD_RE.match(hit.surface):
                continue  # "nimmt am 1. April die Arbeit auf" may lie ahead
            status = "planned" if ahead and hit.entry.kind != "end" else str(hit.entry.value)
            weight = 1.2 if status == "running" else _CUE_WEIGHT[status]
            trace = Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.7)
            yield _Sign(number, start, status, weight * (0.6 if hit.entry.weak else 1.0), trace)


_TOLD_RE = shape(r"nahm|legte|ging|lief")


def _roles(view: View) -> Iterator[_Sign]:
    """Take a role told in the present tense for a sign, weakly, that the network runs: the first of each sentence."""
    last = -1
    for number, hit in view.live_hits("role_cues"):
        if (
            number != last
            and hit.entry.frame == "verb"
            and hit.surface.endswith(("t", "en", "n"))
            and not hit.surface.lower().startswith("ge")
            and hit.surface not in hit.entry.participle
        ):
            last = number
            yield _Sign(number, view.sentences[number].start, "running", 0.25, Trace(hit.start, hit.end, "status.role", 0.6))


def _weigh_dates(view: View, draft: Draft, scale: _Scale) -> None:
    """Let the record's own dates speak: over before the document's day, not begun by then, or begun."""
    today = bounds(view.document.date)[0] if view.document.date else None
    for name in ("end", "start", "founded"):
        found = draft.scalars.get(name)
        if found is None:
            continue
        first, last = bounds(found.value)
        trace = Trace(found.traces[0].start, found.traces[0].end, f"status.from-{name}", 0.7, found.traces[0].cue)
        if today is None:
            told = view.sentence(trace.start)
            past = _TOLD_PAST_RE.search(view.text, told.start, told.end)
            ahead = _FUTURE_RE.search(view.text, told.start, told.end)
            over = _TOLD_OVER_RE.search(view.text, told.start, told.end) and not _GOES_ON_RE.search(view.text, told.start, told.end)
            if name == "end" and over and not ahead:
                scale.add("completed", 1.6, trace)
            elif name != "end":
                scale.add("running", 0.8 if past else 0.4 if not ahead else 0.2, trace)
        elif name == "end":
            begun = any(_is_past(draft, other, today) for other in ("start", "founded"))
            goes_on = _DATE_RUNS if begun else 0.4
            scale.add("completed" if last < today else "running", _DATE_PAST_END if last < today else goes_on, trace)
        elif first > today:
            begun = _is_past(draft, "founded", today) or any(
                sign[1].rule in _FOUNDED_RULES for sign in scale.signs.get("running", ())
            )
            scale.add("planned", _DATE_BEGUN if begun else _DATE_FUTURE_START, trace)
        else:
            scale.add("running", _DATE_RUNNING, trace)


def _weigh_successor(view: View, draft: Draft, scope: Scope, scale: _Scale) -> None:
    """Take a network for over where the text tells of the next of its name as the one that follows it."""
    own = draft.scalars.get("name")
    if own is None:
        return
    for other in scope.drafts:
        name = other.scalars.get("name")
        edition = other.scalars.get("edition")
        mine = draft.scalars.get("edition")
        if other is draft or name is None or edition is None or (mine.value if mine else 1) >= edition.value:
            continue
        if _base(str(name.value)) != _base(str(own.value)):
            continue
        told = _SUCCESSOR_RE.search(view.text)
        if told is not None:
            scale.add("completed", _DATE_PAST_END, Trace(told.start(), told.end(), "status.successor", 0.7))
            return


def _base(name: str) -> str:
    """Strip the number of a generation."""
    return re.sub(r"[\s-]+", "", re.sub(r"\s*(?:\b[IVX]+\b|\d(?:\.0)?|\+)\s*$", "", name)).lower()


_TOLD_OVER_RE = shape(r"\b(?:haben|hatten|wurden?|waren?|lief|liefen|dauerte|endete)\b")
_GOES_ON_RE = shape(r"\b(?:läuft|laufen|reicht|reichen|besteht|bestehen|arbeiten|gilt|noch)\b")
_TOLD_PAST_RE = shape(r"\b(?:haben|hatten|wurden?|waren?|lief|liefen|dauerte|endete|seit|gestartet|startete|begann)\b")


def _is_past(draft: Draft, name: str, today: date) -> bool:
    found = draft.scalars.get(name)
    return found is not None and bounds(found.value)[0] <= today
