"""Assigns targets and results to the networks that the text connects them with."""

from typing import Any

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence

#: whose aim it is, where it is not the network's
_FOREIGN_RE = shape(
    r"\b(?:Vorbild(?:er)?|[Vv]ergleichbare Netzwerke|[Bb]estehende Netzwerke|[Bb]isherige Netzwerke|Deutschland|Bundesregierung|der Bund|die EU|Das Land|Das Ziel des Landes|in der Regel|meist|üblicherweise|typischerweise|andere Netzwerke|lassen sich|lässt sich|ließen sich|Erfahrungsgemäß|Erfahrungen)\b"
)
#: a town, perhaps as an example, and its verb: "Musterstadt etwa senkte", "Die Stadt X spart allein"
_ALONE_RE = shape(
    r"\s(?:(?:hat|hatte|konnte|ist|wurde|spart|sparte)\s)?(?:etwa|zum Beispiel|beispielsweise|z\.\s?B\.)\s|\s(?:allein\s)?(?:senkte|sparte?|spart|reduzierte|verringerte|gewann|konnte)\s"
)
#: what was done in one town: "In Musterstadt ist die Beleuchtung ausgetauscht worden"
_THERE_RE = shape(r"\s(?:ist|wurde|wird|sank|sinkt|spart|sparte|braucht|verbraucht|verbrauchte|senkt|kostet)\s(?![^.]*[Nn]etzwerk)")
_OWN_TOWN_RE = shape(r"\b(?:[Ss]eine|[Ii]hre|[Uu]nsere)\s(?:Stadt|Gemeinde|Kommune)\b")
_SUBJECT_CHARS = 25


def read_targets(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take what was aimed at or reached by the network; what is usual elsewhere, or a state's aim, is refused."""
    for mention in view.mentions("target"):
        if view.is_mute(mention.start):
            continue
        value = mention.value
        sentence = view.sentence(mention.start)
        foreign = _FOREIGN_RE.search(view.text, sentence.start, sentence.end)
        alone = _of_one_member(view, sentence, mention.start)
        record = {name: getattr(value, name) for name in ("quantity", "unit", "subject", "period", "status")}
        for index in scope.of(mention.start):
            if foreign or alone:
                reason = f"not this network's ({foreign.group()})" if foreign else "one member's alone"
                ledger.refuse("targets", mention.start, mention.end, mention.text, mention.rule, reason, index)
            else:
                cue = view.nearest_hit("saving_cues", mention.start, mention.end, sentence.start, sentence.end)
                trace = Trace(mention.start, mention.end, mention.rule, 0.8, cue)
                kept = scope.drafts[index].add("targets", (str(value.quantity), value.unit), record, trace)
                _complete(kept.value, record)


def _complete(kept: dict[str, Any], again: dict[str, Any]) -> None:
    """Take from a second telling what the first, often a headline, left out."""
    for name, value in again.items():
        if kept[name] is None:
            kept[name] = value


def _of_one_member(view: View, sentence: Sentence, start: int) -> bool:
    """Say whether a single town is the subject: "Musterstadt etwa senkte die Kosten um 9.000 Euro"."""
    if _OWN_TOWN_RE.search(view.text, sentence.start, start):
        return True
    for place in view.mentions("place", sentence.start, min(start, sentence.start + _SUBJECT_CHARS)):
        if place.value.kind != "district" and _ALONE_RE.match(view.text, place.end, start):
            return True
        inside = view.text[sentence.start : place.start].strip('„"» ') in {"In", "In der Stadt", "In der Gemeinde"}
        if inside and place.value.kind == "municipality" and _THERE_RE.match(view.text, place.end, start):
            return True
    return False
