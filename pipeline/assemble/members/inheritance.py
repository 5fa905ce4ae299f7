"""Takes members over from a sibling network: "Teilnehmer: wie Netzwerk I, außerdem die Stadt A"."""

from pipeline.assemble.members.owners import siblings
from pipeline.assemble.members.runs import Inheritance
from pipeline.assemble.model import FieldValue, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape

_LEAD = r"(?:(?:dieselben|die gleichen)\s+)?(?:wie|siehe|s\.|vgl\.)\s+(?:(?:im|in|beim|bei|zum|das|die|der|dem)\s+)?"
_AS_RE = shape(
    rf"{_LEAD}(?:(?:[A-ZÄÖÜ][\w-]*)?[Nn]etz(?:werk)?(?:s|es)?\s+(?P<number>I{{1,3}}|IV|V|\d)(?![\w.])"
    r"|(?P<ordinal>ersten?|zweiten?|dritten?)[ms]?\s+(?:Netz\w*|Runde|Phase|Auflage|Generation)"
    r"|(?:Vorgänger\w*|Vorläufer\w*|Vorrunde|oben|zuvor|bisher)(?!\w))"
    r"\s*(?:(?:[,;+]|und|sowie|plus|zuzüglich|zusätzlich|außerdem|ferner|dazu|neu(?:\s+dabei)?|:|–)\s*)*"
)
_NUMBERS = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "erste": 1,
    "ersten": 1,
    "zweite": 2,
    "zweiten": 2,
    "dritte": 3,
    "dritten": 3,
}
_CONFIDENCE = 0.86


def read_inheritance(view: View, label: int, start: int, end: int) -> Inheritance | None:
    """Read "wie Netzwerk I" at the beginning of what stands behind a label of members.

    The label's own line names the other network, so that the line before it tells whose members these are.
    """
    match = _AS_RE.match(view.text, start, end)
    if match is None:
        return None
    word = match["number"] or match["ordinal"]
    number = None if word is None else _NUMBERS.get(word) or int(word)
    return Inheritance(view.sentences[max(view.sentence_index(label) - 1, 0)].start, match.start(), match.end(), number)


def inherit(scope: Scope, inherited: Inheritance) -> None:
    """Give the heir what the other one has; nothing where it is unclear who is meant."""
    heirs = scope.of(inherited.anchor)
    if len(heirs) != 1:
        return
    giver = _giver(scope, heirs[0], inherited.number)
    if giver is None or giver == heirs[0]:
        return
    members = scope.drafts[heirs[0]].lists.setdefault("participants", {})
    for key, member in scope.drafts[giver].lists.get("participants", {}).items():
        if key not in members:
            traces = [
                trace._replace(rule="participants.inherited", confidence=min(trace.confidence, _CONFIDENCE))
                for trace in member.traces[:1]
            ]
            traces.append(Trace(inherited.start, inherited.end, "participants.inherited", _CONFIDENCE))
            members[key] = FieldValue(dict(member.value), traces, dict(member.parts))


def _giver(scope: Scope, heir: int, number: int | None) -> int | None:
    """Give the network whose members are taken over: by its number among those of one name, or the one right before."""
    family = siblings(scope, (heir,))
    if number is None:
        return heir - 1 if heir and heir - 1 in family else None
    editions = {scope.drafts[index].scalars["edition"].value: index for index in family if "edition" in scope.drafts[index].scalars}
    if editions:
        return editions.get(number)
    return family[number - 1] if 0 < number <= len(family) else None
