"""Decides which stated number is the number of a network's members."""

import re

from pipeline.assemble.model import Draft, Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.mention import Mention

#: words that mean a network, or what is like one; "Netz" only at the end of a word
_NETWORK_WORDS = (
    "netzwerk", "bündnis", "pakt", "verbund", "konvoi", "arbeitsgemeinschaft", "initiative", "kooperation", "zusammenarbeit",
    "zusammenschluss", "gemeinsam", "tisch",
)  # fmt: skip
_NET_RE = shape(r"netz\b", re.IGNORECASE)
#: old and foreign letters that are small letters in another guise
_GUISES = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})
_POSITIVE = frozenset(["joins", "holder", "intro"])
#: what a number means that bounds instead of counting
_BOUNDS = {"max": "an upper bound, not a count", "min": "a lower bound, not a count", "range": "a range, not a count"}
_SCOPES = {
    "elsewhere": "a number of something larger",
    "interested": "counts those that are interested",
    "former": "a number that no longer holds",
}
#: cues that name the one to which further ones come
_BESIDE = frozenset(["gemeinsam-mit", "neben"])
_ADDED = frozenset(["dazukommen", "neumitglied"])
_ADDED_CHARS, _ADDED_BEFORE_CHARS = 40, 16
_PARTICLE_RE = shape(r"\s+(?:neu\s+)?hinzu(?!\w)")
_CLAUSE_RE = shape(r"[.,;:!?()]")
_CLOSE_CHARS = 260
_LIST_CHARS = 60
_TITLE_CHARS = 400
_MOST = 0.95


def read_counts(view: View, scope: Scope, ledger: Ledger) -> None:
    """Read ``participants_stated``: the surest number wins, and one that equals the members listed is surer."""
    for mention in view.mentions("count"):
        if view.is_mute(mention.start):
            continue
        indexes = scope.of(mention.start)
        reason = _against(view, mention, several=len(scope.drafts) > 1 and len(indexes) > 1)
        for index in indexes:
            members = len(scope.drafts[index].lists.get("participants", {}))
            number = _number(view, scope.drafts[index], mention)
            why = reason or _of_all(scope, index, number)
            confidence = 0.0 if why else _confidence(view, mention, number, members)
            if not confidence:
                why = why or "no word of membership and no network near it"
                claim = _confidence(view, mention, number, members) or mention.confidence / 2
                ledger.refuse(
                    "participants_stated", mention.start, mention.end, mention.text, mention.rule, why, index, claim=claim
                )
            else:
                trace = Trace(mention.start, mention.end, mention.rule, round(min(confidence, _MOST), 3), _cue(view, mention))
                scope.drafts[index].propose("participants_stated", number, trace)


def _number(view: View, draft: Draft, mention: Mention) -> int:
    """Give the number meant: "neben Lage zehn weitere Kommunen" are eleven, where eleven are listed."""
    members = len(draft.lists.get("participants", {}))
    number: int = mention.value.number + mention.extra.get("plus", 0)
    owned = "ihrer" in mention.text or "seiner" in mention.text
    if owned and _OWN_RE.search(mention.text) and _DISTRICT_AND_RE.search(view.text, max(0, mention.start - 24), mention.start):
        return number + 1
    if not mention.extra.get("further"):
        return number
    sentence = view.sentence(mention.start)
    beside = _listed_before(view, draft, mention, sentence.start)
    if beside > 1:
        return number + beside
    if members != number and _is_joined(view, mention, sentence.start, sentence.end):
        return number + 1
    if members != number + 1:
        return number
    beside = any(
        hit.entry.kind == "host" or hit.entry.id in _BESIDE for hit in view.hits("participant_cues", sentence.start, sentence.end)
    )
    return number + 1 if beside else number


#: "der Landkreis und acht seiner Kommunen"
_OWN_RE = shape(r"\s(?:seiner|ihrer)\s")
_DISTRICT_AND_RE = shape(r"[Kk]reis\s+(?:und|sowie)\s+$")
_WE_RE = shape(r"\b(?:[Ww]ir|[Uu]ns)\b")
_AND_RE = shape(r"\s+(?:und|sowie)\s+$")


def _cue(view: View, mention: Mention) -> tuple[int, int] | None:
    """Give the noun that is counted, else the nearest word of membership."""
    inside = (mention.start, mention.end, mention.start, mention.end)
    sentence = view.sentence(mention.start)
    return (
        view.nearest_hit("member_nouns", *inside)
        or view.nearest_hit("form_words", *inside)
        or view.nearest_hit("participant_cues", mention.start, mention.end, sentence.start, sentence.end, _POSITIVE)
    )


def _is_joined(view: View, mention: Mention, start: int, end: int) -> bool:
    """Say whether one member more stands beside the number: "die Stadtwerke Nord und 14 weitere", "wir mit elf weiteren"."""
    if _WE_RE.search(view.text, start, end):
        return True
    gap = _AND_RE.search(view.text, max(start, mention.start - 12), mention.start)
    if gap is None:
        return False
    beside = [*view.mentions("organisation", start, mention.start), *view.mentions("place", start, mention.start)]
    return any(body.end == gap.start() for body in beside)


def _listed_before(view: View, draft: Draft, mention: Mention, low: int) -> int:
    """Count the members of a list that a number of further ones closes: "A, B, C und fünf weitere Kommunen"."""
    gap = _AND_RE.search(view.text, max(low, mention.start - 12), mention.start)
    if gap is None:
        return 0
    spans = {(trace.start, trace.end) for item in draft.lists.get("participants", {}).values() for trace in item.traces}
    inside = [span for span in spans if low <= span[0] and span[1] <= mention.start]
    closes = any(view.text[end : gap.start()].strip(" ()") == "" for _, end in inside)
    return len(inside) if closes else 0


def _of_all(scope: Scope, index: int, number: int) -> str | None:
    """Say whether a number is that of all networks of the document together, by the members listed for each."""
    listed = [len(draft.lists.get("participants", {})) for draft in scope.drafts]
    if len(listed) > 1 and number == sum(listed) and number != listed[index]:
        return "a number for several networks together"
    return None


def _against(view: View, mention: Mention, *, several: bool) -> str | None:
    """Name the check that rules a number out, or None."""
    extra = mention.extra
    if extra.get("several") or several:
        return "a number for several networks together"
    if extra.get("bound") in _BOUNDS:
        return _BOUNDS[extra["bound"]]
    if extra.get("scope") in _SCOPES:
        return _SCOPES[extra["scope"]]
    sentence = view.sentence(mention.start)
    if _INTEREST_RE.search(view.text, sentence.start, sentence.end):
        return _SCOPES["interested"]
    if _GUESTS_RE.search(view.text, sentence.start, sentence.end):
        return "counts those that came to a meeting"
    if _ASKED_RE.search(view.text, sentence.start, sentence.end):
        return "counts those that were asked"
    if _OUTGROWN_RE.search(view.text, max(sentence.start, mention.start - _HOPE_CHARS), mention.start) and _NOW_RE.search(
        view.text, mention.end, sentence.end + _NEXT_CHARS
    ):
        return _SCOPES["former"]
    low = max(sentence.start, mention.start - _HOPE_CHARS)
    if _HOPED_RE.search(view.text, low, mention.start) or _IF_RE.match(view.text, mention.end, sentence.end):
        return "a number that is only hoped for or needed"
    if _LEAVE_RE.match(view.text, mention.end, sentence.end):
        return "counts those that leave"
    if _ONLY_RE.search(view.text, max(sentence.start, mention.start - 24), mention.start):
        return "counts only a part"
    cues = view.hits("participant_cues", sentence.start, sentence.end)
    if any(hit.entry.kind == "not_member" and not hit.entry.weak for hit in cues) and not any(
        hit.entry.kind in _POSITIVE for hit in cues
    ):
        return "counts those that are no members"
    return None


_INTEREST_RE = shape(
    r"\bInteresse\b[^.;]{0,80}\b(?:bekundet|gezeigt|angemeldet|signalisiert|geäußert)\b|\b(?:bekundeten|zeigten|signalisierten)\b[^.;]{0,60}\bInteresse\b"
)
_GUESTS_RE = shape(
    r"\b(?:Gesprächen?|Umfrage|\w*[Ii]nfo(?:rmations)?veranstaltung|Infoabend|Workshop|Befragung)\b[^.;]{0,80}\b(?:teilgenommen|teil|beteiligt|beteiligten)\b"
)
_ASKED_RE = shape(r"\b(?:wurden|hatten|haben|hat|hatte)\b[^.;]{0,60}\b(?:angeschrieben|angesprochen|befragt|angefragt)\b")
#: "Gestartet war es mit fünf Mitgliedern, inzwischen sind es neun"
_OUTGROWN_RE = shape(
    r"\b(?:[Gg]estartet|[Bb]egonnen|[Aa]ngefangen|[Aa]ngetreten|[Ss]tartete|[Bb]egann|[Ff]ing|[Aa]nfangs|[Uu]rsprünglich|[Dd]amals|[Zz]u Beginn|[Aa]us)\b[^.;]{0,50}$"
)
_NOW_RE = shape(
    r"\b(?:[Ii]nzwischen|[Mm]ittlerweile|[Hh]eute|[Nn]un|[Jj]etzt|[Aa]ktuell|[Dd]erzeit|[Zz]urzeit)\b(?:\s\w+){0,3}\s(?:sind|zähl\w+|gehören|machen|hat)\b|\bsind es\s(?:inzwischen|mittlerweile|heute|nun|jetzt|aktuell)\b|\bwurden\s(?:inzwischen|mittlerweile|schnell|bald)\b"
)
_NEXT_CHARS = 60
#: "hofft auf 20 Mitglieder", "angestrebt sind zehn Kommunen"
_HOPED_RE = shape(
    r"\b(?:hofft|hoffen|hoffte|peilt|peilen|rechnet|rechnen|wünscht|erhofft)\b[^.;,]{0,50}\b(?:auf|mit|sich)\s(?:\w+\s)?$|\b(?:angestrebt|gewünscht|erhofft|vorgesehen|notwendig|nötig|erforderlich)\s(?:sind|waren|werden)\s(?:\w+\s)?$"
)
#: "Mit sechs Teilnehmern können wir den Antrag stellen"
_IF_RE = shape(r"\s(?:können\swir|könnte\w*|wäre\w*|ließe\w*|würde\w*|sind\s(?:nötig|erforderlich|notwendig|ideal))(?!\w)")
_LEAVE_RE = shape(
    r"[^.;:!?,]{0,50}\s(?:nicht\s(?:mehr|weiter|wieder|länger)|ausgestiegen|ausgeschieden|steigen\saus|scheiden\saus|hören\sauf)(?!\w)"
)
_HOPE_CHARS = 70
_ONLY_RE = shape(r"\b(?:nur|lediglich|bloß|allein|außerdem|ferner|zudem|weder)\s+(?:aus\s+|in\s+|von\s+|den\s+)*$")


def _confidence(view: View, mention: Mention, number: int, members: int) -> float:
    """Weigh a number: by what its sentence says, by the network near it, by the members that were listed. 0: no reason at all."""
    sentence = view.sentence(mention.start)
    hits = view.hits("participant_cues", sentence.start, sentence.end)
    cues = any(hit.entry.kind in _POSITIVE for hit in hits)
    network = view.has_mention("network", sentence.start, sentence.end) or _speaks_of_network(
        view.text[sentence.start : sentence.end]
    )
    close = view.has_mention("network", max(0, sentence.start - _CLOSE_CHARS), sentence.end + _CLOSE_CHARS)
    heading = view.segment(mention.start).kind == "heading" or mention.start < _TITLE_CHARS
    listed = view.has_mention("place", mention.end, mention.end + _LIST_CHARS)
    agrees = members > 2 and number == members  # noqa: PLR2004 - two agree by chance
    if not (cues or network or heading or listed or close or agrees):
        return 0.0
    confidence = 0.58 + 0.13 * cues + 0.1 * network + 0.05 * close + 0.06 * heading + 0.06 * listed + 0.14 * agrees
    further = mention.extra.get("further") or _is_added(view, mention)
    further = further and number <= mention.value.number + 1  # a list that it closes makes the number a whole
    confidence -= 0.25 * bool(further and not agrees) + 0.1 * (mention.extra.get("scope") == "planned")
    if mention.rule == "counts.label":
        confidence += 0.2
    return confidence if confidence >= 0.6 else 0.0  # noqa: PLR2004 - below it a wrong number is likelier than a right one


def _speaks_of_network(sentence: str) -> bool:
    """Say whether a sentence has a word that means a network or what is like one: "Zum Bündnis gehören zehn Kommunen"."""
    if not sentence.isascii():
        sentence = sentence.translate(_GUISES)
    lowered = sentence.lower()
    for word in _NETWORK_WORDS:
        if word in lowered:
            return True
    return "netz" in lowered and _NET_RE.search(sentence) is not None


def _is_added(view: View, mention: Mention) -> bool:
    """Say whether a number only counts those that came later: "zwei Kommunen kamen neu hinzu", "nun kamen drei Gemeinden hinzu"."""
    if _PARTICLE_RE.match(view.text, mention.end):
        return True
    for hit in view.hits("participant_cues", max(0, mention.start - _ADDED_CHARS), mention.end + _ADDED_CHARS):
        if hit.entry.id in _ADDED and hit.start >= mention.end and not _CLAUSE_RE.search(view.text, mention.end, hit.start):
            return True
        if hit.entry.id in _ADDED and mention.start - _ADDED_BEFORE_CHARS < hit.end <= mention.start:
            return True
    return False
