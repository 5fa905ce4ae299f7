"""Says of every network whether it is planned, running or completed, as the text presents it."""

import re
from dataclasses import dataclass, field
from datetime import date

from pipeline.assemble.facts.events import torn_events
from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.edtf import bounds

_STATUSES = frozenset({"planned", "running", "completed"})
_HYPOTHETICAL_RE = shape(
    r"\b(?:könnte|könnten|wäre|wären|ob|wenn|falls|angedacht|denkbar|vorstellbar|würde|würden|hätte|hätten)\b", re.IGNORECASE
)
_MODAL = r"\b(?:soll|sollen|will|wollen|möchten|möchte|wird|werden|planen|plant|beabsichtigen|beabsichtigt|hat vor|haben vor)\b"
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
_SELF_RE = shape(
    r"\b(?:\w*[Nn]etzwerk\w*|Laufzeit|Zeitraum|Projekt\w*|(?:Zusammena|Netzwerka|A)rbeit|Bündnis|Pakt|\w*[Tt]isch|Konvoi|Vorhaben|Arbeitsgemeinschaft|Initiative|Verbund|Förderung|Kooperation|Runde|Netz)\b"
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
    for draft in scope.drafts:
        scale = _Scale()
        for sentence in view.live_sentences:
            for hit in view.hits("status_cues", sentence.start, sentence.end):
                if draft.index in scope.of(hit.start):
                    _weigh_cue(view, hit, sentence.start, sentence.end, scale)
            if draft.index in scope.of(sentence.start):
                _weigh_intent(view, sentence.start, sentence.end, scale)
                _weigh_members(view, sentence.start, sentence.end, scale)
                _weigh_events(view, sentence.start, sentence.end, scale)
                _weigh_roles(view, sentence.start, sentence.end, scale)
        _weigh_dates(view, draft, scale)
        _weigh_successor(view, draft, scope, scale)
        _decide(view, draft, scope, scale)


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


def _weigh_cue(view: View, hit: Hit, start: int, end: int, scale: _Scale) -> None:
    status = str(hit.entry.value)
    if status not in _STATUSES:
        return
    weight = _CUE_WEIGHT[status] * (_WEAK if hit.entry.weak or hit.entry.id == "startet-demnaechst" else 1.0)
    clause = _clause(view.text, hit, start, end)
    weight *= _aboutness(view, hit, clause, start, end)
    if "entsteh" in hit.surface.lower() and not _NEW_NETWORK_RE.search(clause):
        weight *= 0.15  # "so entstehen Konzepte"
    if hit.entry.id == "geplant" and _INNER_PLAN_RE.search(clause) and not _PLANNED_DATE_RE.search(clause):
        weight *= 0.2  # "geplant sind vier Treffen"
    if status == "running" and _BEFORE_RE.match(view.text, hit.end):
        weight *= _FAR  # "zusammengetan hatten"
    if status == "completed":
        weight *= _ended(hit, clause, view.text[start:end])
    if _HYPOTHETICAL_RE.search(clause):
        weight *= 0.2
    if any(other.entry.value == "negated" and abs(other.start - hit.start) < 30 for other in view.hits("status_cues", start, end)):  # noqa: PLR2004
        weight *= 0.2
    if status == "running" and _is_ahead(hit, clause):
        status, weight = "planned", 1.3
    if status == "running" and not hit.entry.weak and view.segment(hit.start).kind == "heading":
        weight *= _HEADED
    if weight < _LEAST:
        return
    scale.add(status, weight, Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.8))


def _aboutness(view: View, hit: Hit, clause: str, start: int, end: int) -> float:
    """Say how surely a cue is said of the network: named in its clause, meant by it, or only somewhere in the sentence."""
    if _SELF_RE.search(clause) or any(
        hit.start - 160 < mention.start < hit.end + 160 for mention in view.mentions("network", start, end)
    ):
        return 1.0
    if _PRONOUN_RE.search(clause):
        return 0.8
    return _NEARBY if _SELF_RE.search(view.text, start, end) else _FAR


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
    return (
        hit.entry.id in _BEGINNINGS
        and bool(re.search(r"(?:et|en|ft|gt)$", hit.surface))
        and bool(_FUTURE_RE.search(clause))
        and not _PAST_RE.search(clause)
    )


_BREAK_RE = shape(r"[;!?]|[,:]\s|\s[–-]\s|\bund\b")


def _clause(text: str, hit: Hit, start: int, end: int) -> str:
    left = start
    for match in _BREAK_RE.finditer(text, start, hit.start):
        left = match.end()
    right = _BREAK_RE.search(text, hit.end, end)
    return text[left : right.start() if right else end]


def _weigh_intent(view: View, start: int, end: int, scale: _Scale) -> None:
    """Read "soll … eingerichtet werden", "wollen … gründen", "der Start ist für Mai vorgesehen" about the network as planned."""
    if _HYPOTHETICAL_RE.search(view.text, start, end):
        return
    intent = _INTENT_RE.search(view.text, start, end)
    about = view.mentions("network", start, end) or _SELF_RE.search(view.text, start, end)
    if intent is not None and about and not _PAST_RE.search(intent.group()):
        weight = 1.5 if view.mentions("network", start, end) else 0.7
        scale.add("planned", weight, Trace(*intent.span("modal"), "status.intent", 0.7))
    planned = _PLANNED_DATE_RE.search(view.text, start, end)
    if planned is not None:
        scale.add("planned", 1.6, Trace(planned.start(), planned.end(), "status.planned-date", 0.7))


def _weigh_members(view: View, start: int, end: int, scale: _Scale) -> None:
    """Take members told in the past for a sign that the network is over, in the present for one that it runs."""
    past = _PAST_MEMBERS_RE.search(view.text, start, end)
    if past is not None and not _EVENT_RE.search(view.text, start, end):
        scale.add("completed", 0.8, Trace(past.start(), past.end(), "status.past-members", 0.6))
    now = _MEMBERS_RE.search(view.text, start, end)
    if now is not None and (view.mentions("network", start, end) or len(view.mentions("place", start, end)) > 1):
        scale.add("running", 0.3, Trace(now.start(), now.end(), "status.members", 0.6))


def _weigh_events(view: View, start: int, end: int, scale: _Scale) -> None:
    """Take a torn event for a sign: "schlossen sich … zusammen" is a network that runs, "lief … aus" one that is over."""
    for hit in torn_events(view, start, end)[::2]:
        if not hit.entry.value:
            continue
        ahead = _FUTURE_RE.search(view.text, max(start, hit.start - 30), hit.start)
        if hit.entry.kind != "founding" and not _TOLD_RE.match(hit.surface):
            continue  # "nimmt am 1. April die Arbeit auf" may lie ahead
        status = "planned" if ahead and hit.entry.kind != "end" else str(hit.entry.value)
        weight = 1.2 if status == "running" else _CUE_WEIGHT[status]
        scale.add(status, weight * (0.6 if hit.entry.weak else 1.0), Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.7))


_TOLD_RE = shape(r"nahm|legte|ging|lief")


def _weigh_roles(view: View, start: int, end: int, scale: _Scale) -> None:
    """Take a role told in the present tense for a sign, weakly, that the network runs."""
    for hit in view.hits("role_cues", start, end):
        if (
            hit.entry.frame == "verb"
            and hit.surface.endswith(("t", "en", "n"))
            and not hit.surface.lower().startswith("ge")
            and hit.surface not in hit.entry.participle
        ):
            scale.add("running", 0.25, Trace(hit.start, hit.end, "status.role", 0.6))
            return


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
