"""Says of every network whether it is planned, running or completed, as the text presents it."""

import re
from dataclasses import dataclass, field
from datetime import date

from pipeline.assemble.model import Draft, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.edtf import bounds

_STATUSES = frozenset({"planned", "running", "completed"})
_HYPOTHETICAL_RE = re.compile(
    r"\b(?:könnte|könnten|wäre|wären|ob|wenn|falls|angedacht|denkbar|vorstellbar|würde|würden|hätte|hätten)\b", re.IGNORECASE
)
_INTENT_RE = re.compile(
    r"\b(?:soll|sollen|will|wollen|möchten|möchte|geplant|vorgesehen|vorbehaltlich|einzurichten|zu gründen|angestrebt|beabsichtigt|beabsichtigen|künftig)\b",
    re.IGNORECASE,
)
_BEGIN_RE = re.compile(
    r"\b(?:start\w*|beginn\w*|gründ\w*|gegründet|einricht\w*|einzurichten|entsteh\w*|aufbau\w*|losgeh\w*|an den Start|Leben|aufnehmen|zusammenschließen|bilden|betreiben|Vorgesehen ist|angehören)\b",
    re.IGNORECASE,
)
_SELF_RE = re.compile(
    r"\b(?:es|sie|er|das|dieses|das Ganze|Netzwerk\w*|netzwerk\w*|Laufzeit|Zeitraum|Projekt\w*|Zusammenarbeit|Bündnis|Pakt|Tisch|Konvoi|Vorhaben|Arbeitsgemeinschaft|Initiative|Verbund)\b",
    re.IGNORECASE,
)
#: what each sort of sign weighs; a word about the network's end is the last word, a date is stronger than a word
_CUE_WEIGHT = {"planned": 1.6, "running": 1.0, "completed": 2.4}
_WEAK = 0.35
_FAR = 0.4
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
_COUNTED = 2


@dataclass(slots=True)
class _Scale:
    """Weigh the signs for each status; only the strongest few of each count, so that a long text does not drown the end."""

    signs: dict[str, list[tuple[float, Trace]]] = field(default_factory=dict)

    def add(self, status: str, weight: float, trace: Trace) -> None:
        self.signs.setdefault(status, []).append((weight, trace))

    def totals(self) -> dict[str, float]:
        return {
            status: sum(sorted((weight for weight, _ in found), reverse=True)[:_COUNTED]) for status, found in self.signs.items()
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
                _weigh_roles(view, sentence.start, sentence.end, scale)
        _weigh_dates(view, draft, scale)
        _decide(draft, scale)


def _decide(draft: Draft, scale: _Scale) -> None:
    totals = scale.totals()
    if not totals:
        return
    status = max(totals, key=lambda name: (totals[name], name))
    share = totals[status] / sum(totals.values())
    trace = scale.best(status)
    draft.propose("status", status, Trace(trace.start, trace.end, trace.rule, round(0.5 + 0.45 * share, 3)))


def _weigh_cue(view: View, hit: Hit, start: int, end: int, scale: _Scale) -> None:
    status = str(hit.entry.value)
    if status not in _STATUSES:
        return
    weight = _CUE_WEIGHT[status] * (_WEAK if hit.entry.weak or hit.entry.id == "startet-demnaechst" else 1.0)
    clause = _clause(view.text, hit, start, end)
    if not (view.mentions("network", start, end) or _SELF_RE.search(view.text, start, end)):
        weight *= _FAR
    if _HYPOTHETICAL_RE.search(clause):
        weight *= 0.2
    if any(other.entry.value == "negated" and abs(other.start - hit.start) < 30 for other in view.hits("status_cues", start, end)):  # noqa: PLR2004
        weight *= 0.2
    scale.add(status, weight, Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.8))


_BREAK_RE = re.compile(r"[;!?]|,\s|\s[–-]\s|\bund\b")


def _clause(text: str, hit: Hit, start: int, end: int) -> str:
    left = start
    for match in _BREAK_RE.finditer(text, start, hit.start):
        left = match.end()
    right = _BREAK_RE.search(text, hit.end, end)
    return text[left : right.start() if right else end]


def _weigh_intent(view: View, start: int, end: int, scale: _Scale) -> None:
    """Read "soll … eingerichtet werden", "wollen … gründen" about the network as planned."""
    intent = _INTENT_RE.search(view.text, start, end)
    if intent is None or not _BEGIN_RE.search(view.text, start, end) or _HYPOTHETICAL_RE.search(view.text, start, end):
        return
    if view.mentions("network", start, end):
        scale.add("planned", 1.1, Trace(intent.start(), intent.end(), "status.intent", 0.7))


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
        trace = Trace(found.traces[0].start, found.traces[0].end, f"status.from-{name}", 0.7)
        if today is None:
            if name != "end":
                scale.add("running", 0.5, trace)
        elif name == "end":
            scale.add("completed" if last < today else "running", _DATE_PAST_END if last < today else 0.4, trace)
        elif first > today:
            begun = _is_past(draft, "founded", today) or any(
                sign[1].rule in _FOUNDED_RULES for sign in scale.signs.get("running", ())
            )
            scale.add("planned", _DATE_BEGUN if begun else _DATE_FUTURE_START, trace)
        else:
            scale.add("running", _DATE_RUNNING, trace)


def _is_past(draft: Draft, name: str, today: date) -> bool:
    found = draft.scalars.get(name)
    return found is not None and bounds(found.value)[0] <= today
