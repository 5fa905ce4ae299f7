"""Reads founding, start, end, duration and status: a date belongs to the nearest word that says what it is a date of."""

import re
from dataclasses import dataclass

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.scope import Scope
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from schemas.edtf import bounds
from schemas.mention import Mention

_BREAK_RE = re.compile(r"[;!?]|\.\s+(?=[A-ZÄÖÜ„])|,\s+(?:dass|weil|wenn|während|nachdem|bevor|sodass|wobei|wo|womit|aber|sondern|der|die|das|welche[rs]?)\b|\s[–-]\s|\b(?:aber|während)\b")
_GENERIC_RE = re.compile(r"\b(?:üblich\w*|in der Regel|maximal|höchstens|normalerweise|mindestens|typisch\w*|grundsätzlich|jeweils|bis zu|durchschnittlich|Netzwerke\b|erfahrungsgemäß|je Netzwerk|generell)", re.IGNORECASE)
_HYPOTHETICAL_RE = re.compile(r"\b(?:könnte|könnten|wäre|wären|ob|wenn|falls|angedacht|denkbar|vorstellbar|würde|würden)\b", re.IGNORECASE)
_OTHER_TARGET_RE = re.compile(r"\b(?:klimaneutral\w*|treibhausgasneutral\w*|Treibhausgasneutralität|Klimaneutralität|CO2-neutral|einsparen|Einsparung|senken|reduzieren|Prozent|Ziel der|Anmeldung|anmelden|Frist|beitreten|Beitritt|bewerben|Uhr)\b")
_NETWORK_RE = re.compile(r"netzwerk|netz\b|zusammenarbeit|kooperation|projekt|vorhaben|bündnis|pakt|laufzeit|konvoi|initiative|arbeitsgemeinschaft|verbund", re.IGNORECASE)
_REACH = 110
_FIELD = {"founding": "founded", "start": "start", "end": "end"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """Say what a date is a date of, by which cue, how surely."""

    field: str
    cue: Hit | None
    rule: str
    confidence: float


def read_timeline(view: View, scope: Scope, ledger: Ledger) -> None:
    """Give every network its dates, its duration and its status."""
    for sentence in view.live_sentences:
        dates = [mention for mention in view.mentions("date", sentence.start, sentence.end) if mention.value is not None]
        for mention in dates:
            _place(view, scope, ledger, mention, dates, sentence.start, sentence.end)
    for draft in scope.drafts:
        _mend(draft)


def _mend(draft: "object") -> None:
    """Drop a start that only repeats the founding, when no cue told them apart, and an end before the start."""
    scalars = draft.scalars  # type: ignore[attr-defined]
    start, end = scalars.get("start"), scalars.get("end")
    if start and end and bounds(end.value)[1] < bounds(start.value)[0]:
        weaker = "end" if end.traces[0].confidence < start.traces[0].confidence else "start"
        if scalars[weaker].traces[0].confidence < 0.8:  # noqa: PLR2004 - two sure dates stay, with a finding
            del scalars[weaker]


def _place(view: View, scope: Scope, ledger: Ledger, mention: Mention, dates: list[Mention], start: int, end: int) -> None:
    value = mention.value
    indexes = scope.of(mention.start)
    clause_start, clause_end = _clause(view.text, mention, start, end)
    cues = [hit for hit in view.hits("event_cues", start, end) if hit.end <= mention.start or hit.start >= mention.end]
    if value.months is not None and value.edtf is None and value.from_ is None and value.until is None:
        reason = _duration_refusal(view, mention, cues, clause_start, clause_end, start)
        _apply(view, scope, ledger, indexes, mention, "duration_months", value.months, reason, "timeline.duration", 0.88)
        return
    cue = _nearest(view.text, mention, cues, dates, start, end)
    reading = _read(view, mention, cue, start, clause_start, clause_end)
    if isinstance(reading, str):
        for index in indexes:
            ledger.refuse("start", mention.start, mention.end, mention.text, mention.rule, reason=reading, network=index)
        return
    if value.from_ is not None and value.until is not None:
        _apply(view, scope, ledger, indexes, mention, "start", value.from_, None, reading.rule, reading.confidence)
        _apply(view, scope, ledger, indexes, mention, "end", value.until, None, reading.rule, reading.confidence)
        return
    point = value.edtf or value.from_ or value.until
    if point is None:
        return
    _apply(view, scope, ledger, indexes, mention, reading.field, point, None, reading.rule, reading.confidence)


def _apply(
    view: View, scope: Scope, ledger: Ledger, indexes: tuple[int, ...], mention: Mention, field: str, value: object, reason: str | None, rule: str, confidence: float
) -> None:
    for index in indexes:
        if reason:
            ledger.refuse(field, mention.start, mention.end, mention.text, rule, reason, index)
        else:
            scope.drafts[index].propose(field, value, Trace(mention.start, mention.end, rule, confidence))
    del view


def _clause(text: str, mention: Mention, start: int, end: int) -> tuple[int, int]:
    left = start
    for match in _BREAK_RE.finditer(text, start, mention.start):
        left = match.end()
    right = _BREAK_RE.search(text, mention.end, end)
    return left, right.start() if right else end


def _nearest(text: str, mention: Mention, cues: list[Hit], dates: list[Mention], start: int, end: int) -> Hit | None:
    """Find the cue that a date hangs on: the nearest, a clause break or another date between counting against it."""
    best: tuple[float, Hit] | None = None
    for cue in cues:
        low, high = (cue.end, mention.start) if cue.end <= mention.start else (mention.end, cue.start)
        between = text[low:high]
        cost = float(len(between))
        cost += 60.0 * len(_BREAK_RE.findall(between))
        cost += 25.0 * sum(other is not mention and low <= other.start < high for other in dates)
        cost += 12.0 if " und " in between else 0.0
        cost += 8.0 if cue.entry.kind == "other" else 0.0
        cost -= 10.0 if ":" in between[:2] else 0.0
        if best is None or cost < best[0]:
            best = (cost, cue)
    del start, end
    return best[1] if best and best[0] <= _REACH else None


def _read(view: View, mention: Mention, cue: Hit | None, start: int, clause_start: int, clause_end: int) -> "_Reading | str":
    """Say what the date is a date of, or why it is none of the network's."""
    text = view.text
    value = mention.value
    clause = text[clause_start:clause_end]
    lead = text[max(start, mention.start - 14) : mention.start].lower()
    is_range = value.from_ is not None and value.until is not None
    section = view.section(mention.start)
    if _HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
    if cue is not None and cue.entry.kind == "other":
        return f"a date of something else ({cue.surface!r})"
    if _OTHER_TARGET_RE.search(clause) and (cue is None or cue.entry.kind not in {"founding"}) and not is_range:
        return "a target year or a term of something else"
    open_from = value.from_ is not None and value.until is None
    open_until = value.until is not None and value.from_ is None
    if is_range:
        if cue is not None and cue.entry.kind in {"duration", "start", "end"}:
            return _Reading("start", cue, f"timeline.range.{cue.entry.kind}", 0.93)
        if section.kind == "dates" or re.search(r"(?:zeitraum|laufzeit|dauer|projektzeit|netzwerkzeit)[^.]{0,20}$", text[start : mention.start].lower()):
            return _Reading("start", cue, "timeline.range.label", 0.93)
        if cue is None and (_NETWORK_RE.search(clause) or len(clause) < 60):  # noqa: PLR2004
            return _Reading("start", None, "timeline.range.bare", 0.72)
        return "a range without a word of the network's term"
    if cue is None:
        if open_from and re.search(r"\bseit\b", lead + mention.text.lower()) and _NETWORK_RE.search(clause):
            return _Reading("start", None, "timeline.since", 0.74)
        return "no word near it says what it is a date of"
    kind = cue.entry.kind or "other"
    if kind == "duration":
        if open_until or re.search(r"\bbis\b", lead):
            return _Reading("end", cue, "timeline.until", 0.86)
        if open_from or re.search(r"\b(?:ab|seit|von|vom|beginn\w*)\b", lead):
            return _Reading("start", cue, "timeline.from", 0.84)
        return "a single date beside a duration"
    if kind == "start" and (open_until or re.search(r"\bbis\b", lead)):
        return _Reading("end", cue, "timeline.until", 0.8)
    if kind == "end" and (open_from or re.search(r"\b(?:seit|ab)\b", lead)):
        return _Reading("start", cue, "timeline.from", 0.78)
    if kind not in _FIELD:
        return f"a date of something else ({cue.surface!r})"
    return _Reading(_FIELD[kind], cue, f"timeline.{kind}", 0.9)


def _duration_refusal(view: View, mention: Mention, cues: list[Hit], clause_start: int, clause_end: int, start: int) -> str | None:
    clause = view.text[clause_start:clause_end]
    if _GENERIC_RE.search(clause):
        return "a general duration, not this network's"
    if _HYPOTHETICAL_RE.search(clause):
        return "in a clause of if or could"
    near = [hit for hit in cues if clause_start <= hit.start < clause_end]
    if any(hit.entry.kind == "duration" for hit in near):
        return None
    after = view.text[mention.end : mention.end + 40]
    before = view.text[max(start, mention.start - 40) : mention.start]
    if re.search(r"\b(?:auf|für|über|binnen|innerhalb von)\s+(?:die Dauer von\s+)?(?:zunächst\s+|insgesamt\s+|rund\s+)?$", before) and _NETWORK_RE.search(clause):
        return None
    if re.match(r"\w*jährig|\w*monatig", mention.text) or re.match(r"\s*(?:lang\b|Laufzeit|Projektlaufzeit|Projekt|Netzwerk)", after) and _NETWORK_RE.search(clause):
        return None
    if re.search(r"jährig|monatig", mention.text) and _NETWORK_RE.search(clause):
        return None
    if any(hit.entry.kind in {"start", "end"} for hit in near) and re.search(r"\bin den (?:kommenden|nächsten)\s*$", before):
        return None
    return "no word says that it is the network's term"


# -- status -------------------------------------------------------------------------------------------------------------


def read_status(view: View, scope: Scope) -> None:
    """Say of every network whether it is planned, running or completed, as the text presents it."""
    for draft in scope.drafts:
        weights: dict[str, tuple[float, Trace]] = {}
        for sentence in view.live_sentences:
            for hit in view.hits("status_cues", sentence.start, sentence.end):
                if draft.index not in scope.of(hit.start):
                    continue
                _weigh(view, hit, sentence.start, sentence.end, weights)
        _from_dates(view, draft, weights)
        if weights:
            status = max(weights, key=lambda name: weights[name][0])
            total = sum(weight for weight, _ in weights.values())
            trace = weights[status][1]
            share = weights[status][0] / total if total else 0.5
            draft.propose("status", status, Trace(trace.start, trace.end, trace.rule, round(0.5 + 0.45 * share, 3)))


_PROPER_STATUS = {"planned", "running", "completed"}


def _weigh(view: View, hit: Hit, start: int, end: int, weights: dict[str, tuple[float, Trace]]) -> None:
    status = str(hit.entry.value)
    if status not in _PROPER_STATUS:
        return
    sentence = view.text[start:end]
    near = view.mentions("network", start, end)
    weight = 1.0 if near else 0.35
    if near and min(abs(mention.start - hit.end) for mention in near) < 60:  # noqa: PLR2004
        weight += 0.8
    if _HYPOTHETICAL_RE.search(sentence):
        weight *= 0.3
    if view.segment(start).kind == "heading" or start < 300:  # noqa: PLR2004 - headline and lead
        weight *= 1.5
    if status == "planned" and not near:
        weight *= 0.5
    if hit.entry.weak:
        weight *= 0.4
    if status == "completed" and near:
        weight *= 3.0  # the last word on a network: what was founded and ran is over
    _raise(weights, status, weight, Trace(hit.start, hit.end, f"status.{hit.entry.id}", 0.8))


def _raise(weights: dict[str, tuple[float, Trace]], status: str, weight: float, trace: Trace) -> None:
    before = weights.get(status)
    weights[status] = (weight, trace) if before is None else (before[0] + weight, before[1])


def _from_dates(view: View, draft: "object", weights: dict[str, tuple[float, Trace]]) -> None:
    """Let the record's own dates speak: over before the document's day, not begun by it, or begun."""
    scalars = draft.scalars  # type: ignore[attr-defined]
    today = bounds(view.document.date)[0] if view.document.date else None
    for name in ("end", "start", "founded"):
        found = scalars.get(name)
        if found is None:
            continue
        first, last = bounds(found.value)
        trace = found.traces[0]
        mark = Trace(trace.start, trace.end, f"status.from-{name}", 0.7)
        if today is None:
            if name != "end":
                _raise(weights, "running", 0.6, mark)
            continue
        if name == "end":
            _raise(weights, "completed" if last < today else "running", 1.6 if last < today else 0.5, mark)
        elif first > today:
            _raise(weights, "planned", 1.6, mark)
        else:
            _raise(weights, "running", 1.2, mark)
