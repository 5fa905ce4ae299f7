"""Reads where a network is: regions, districts and states that the text ties to it or to its members together."""

import re

from pipeline.assemble.facts.region_names import MEMBERS, find_reach, find_regions
from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.shapes import shape
from schemas.layout import Sentence

_LABEL_RE = shape(r"(?:Netzwerkregion|Projektregion|Region|Gebiet|Raum|Bundesland|Land|Landkreis|Kreis|Einzugsgebiet)\s*:\s*")
_PLACED_RE = shape(
    r"\b(?:[Ii]m|[Ii]n|[Ii]n der|in den|im ganzen|zwischen|zwischen dem|zwischen der|aus|aus dem|aus der|aus den|[Ii]n der Region|aus der Region|der Region|des|der|rund um den|rund um die|[Rr]ings um den|[Rr]und um|[Aa]m|[Aa]n der|[Aa]uf der|[Aa]uf dem|entlang der|entlang des|vom|von der|quer durch|für die Region|für das|für den|für die|[Ii]m (?:Norden|Süden|Osten|Westen|Nordosten|Nordwesten|Südosten|Südwesten|Herzen) (?:der|des|von)|[Ii]m Raum|[Rr]und um den|[Rr]und um die)\s+\Z"
)
#: members or the network's houses, right before the region: "Kommunen aus …", "Gebäude in …", "Netzwerke am …", "das erste seiner Art in …"
_MEMBERS_RE = shape(
    rf"(?:{MEMBERS}|seiner Art|ihrer Art|(?:dieser|solcher) Art(?: gibt es)?(?: bisher| bislang)?|[Nn]etzwerke?s?|[Nn]etze?s?|Bündnis|Zusammenschluss)"
    r"(?:,)?\s(?:allesamt\s|überwiegend\s|alle\s|sämtlich\s)?\Z"
)
#: "…, allesamt im Kreis Mayen-Koblenz"
_ALL_THERE_RE = shape(r"(?:,|\s[–-])\s(?:allesamt|alle|sämtlich|durchweg|ausnahmslos|samt und sonders)\s\Z")
#: whose members a region in the genitive, as an adjective or as the first part of a word has: "Brandenburgs Rathäuser", "Barnimer Kommunen"
_OWN_MEMBERS_RE = shape(rf"(?:\s|-)(?:(?:[a-zäöüß]+(?:e|en|er)|\d+|Städte und)\s){{0,2}}{MEMBERS}(?![\w-])")
#: "Thüringen: Städte schließen sich zusammen" over a report, "Die Uckermark gründet ein Netzwerk"
_KICKER_RE = shape(r":\s+(?=[A-ZÄÖÜ\d])")
_FOUNDS_RE = shape(
    r"\s(?:gründe\w*|starte\w*|knüpf\w*|bekommt|bekam|erhält|erhielt|vernetzt\ssich|rückt\szusammen|spart\sgemeinsam|geht\sgemeinsam|hat\s(?:jetzt\s|nun\s)?ein)(?!\w)"
)
#: what runs elsewhere is only told for comparison
_COMPARED_RE = shape(
    r"\b(?:Zum Vergleich|[Vv]erglichen|(?:schon|bereits|längst)\s(?:vor|seit|gute|ein|ähnlich\w*|mehrere|viele|eigene\w*)|gibt es (?:bereits|schon|längst)|eigene[nrms]*\s\w*[Nn]etz\w*)\b"
)
_NETWORK_RE = shape(r"netzwerk|netze?\b|bündnis|pakt\b|konvoi|arbeitsgemeinschaft", re.IGNORECASE)
_OTHERS_RE = shape(
    r"\b(?:anderswo|andere[nr]?|weitere[nrs]? \w*[Nn]etz\w*|benachbarte[nr]?|kein[e]?|nicht(?! viele)|Vorbild|ähnlich\w*|Nachbar\w*)\b",
    re.IGNORECASE,
)
_OFFICE_RE = shape(
    r"\b(?:Minister\w*|Land|Freistaat|Bürgermeister\w*|Landrat|Landrätin|Ministerium|Regierung|Ziel|Ziele|Haushalt|Eigenanteil|Kreistag\w*|Kreisverwaltung|Stellen|Energieagentur|Richtlinie|Beitrag|Klimaschutzagentur)\s+(?:des|der|von|im|in)\s+\Z"
)
_JOINED_RE = shape(
    rf"\b{MEMBERS}\b[^.]{{0,80}}\b(?:zusammengetan|zusammengeschlossen|verbündet|zusammen)\b|\bschließen sich\b[^.]{{0,60}}\bzusammen\b"
)
_JOINING_RE = shape(r"\b(?:haben|hatten) sich\s\Z")
#: what makes "ein Netzwerk" the one that the text announces
_FOUNDED_RE = shape(
    r"\b(?:ge|zu )?gründe[nt]e?n?\b|\bgegründet|einzurichten|eingerichtet|entsteht|entstehen|aufgebaut|aufzubauen|aufbauen|gestartet|startet|starten|startete|ins Leben gerufen|auf den Weg gebracht|aus der Taufe|an den Start|geschlossen|geknüpft|beginnt|begonnen|bewilligt|gefördert|unterstützt|fördert|zu Ende|beendet|abgeschlossen|Mitglied"
)
_BOUND_RE = shape(r"(?:,\s?)?(?:und|sowie|/)?(?:\s?(?:aus dem|aus der|aus|vom|von der|in der|im|der|dem|den))?")
#: what a firm says of itself: "Seit 2016 begleiten wir Kommunen in …"
_SERVED_RE = shape(
    r"\b(?:begleite[nt]|beraten|berät|betreuen|betreut|unterstützen|unterstützt|bringt|bringen|vernetzt|vernetzen|schult|schulen|informiert|informieren)\b"
)
#: "alle niedersächsischen Kommunen", "für brandenburgische Städte": said of every one, not of the members
_EVERY_RE = shape(
    r"\b(?:[Aa]llen?|[Aa]ller|[Ss]ämtliche[nr]?|[Jj]ede[rnms]?|[Vv]iele[nr]?|[Dd]ie meisten|[Dd]en meisten|[Mm]anche[nr]?)\s\Z"
)
_AS_RE = shape(r"\bAls\s[A-ZÄÖÜ]\w+\s?\Z|\bAls\s[A-ZÄÖÜ]\w+\s(?:in|im|für)\s[\w\s-]{0,30}\b(?:und|sowie)\s?\Z")
#: "Die Mitglieder stammen aus den Kreisen A und B", "Aus dem Landkreis A kommen sechs davon"
_COME_RE = shape(r"\b(?:kommen|stammen|liegen|kommt|stammt|liegt|verteilen)\b")
_BREAK_RE = shape(r"[,;:–]|\b(?:ist|sind|hat|haben|wird|werden|wurde|war|soll|sollen|geht|sagt)\b")
_HEAD_RE = shape(r"\b(?:Landkreise[ns]?|Landkreis|Kreise[ns]?|Kreis)\s+\Z")
_FIRST_RE = shape(r"\W*(?:(?:Der|Die|Das|Im|In)\s)?\Z")
#: a district and a state act as bodies; a landscape cannot, so that what it does its members do
_BODIES = frozenset(["region.district", "region.state"])
_ATTRIBUTIVE = frozenset(["region.adjective", "region.compound"])
#: what regions are parts of the names of; no name is longer
_NAMED = ("organisation", "person", "network", "programme", "place")
_NAME_CHARS = 120
_LABEL_CHARS = 90
#: no noun for members with what follows it is longer
_MEMBERS_CHARS = 60
_CLOSE_CHARS = 45
_OPENING_CHARS = 26
#: a kicker stands in one of the first lines
_HEAD_SEGMENTS = 3


def read_regions(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take regions, districts and states where the text says the network is there; where its members come from one by one it is not."""
    for sentence, (start, end, value, rule) in find_regions(view):
        indexes = scope.of(start)
        if not indexes or _is_part(view, start, end):
            continue
        reason = _refusal(view, sentence, start, end, rule)
        cue = None if reason else _cue(view, sentence, start, end)
        for index in indexes:
            if reason:
                ledger.refuse("regions", start, end, value, rule, reason, index)
            else:
                scope.drafts[index].add("regions", value, value, Trace(start, end, rule, 0.76, cue))


def _cue(view: View, sentence: Sentence, start: int, end: int) -> tuple[int, int] | None:
    """Give what ties a region to the network: its label, else the network, or the noun for members, that stands nearest."""
    label = _LABEL_RE.match(view.text, sentence.start, start)
    if label:
        return label.start(), label.end()
    near = view.nearest_hit("member_nouns", start, end, sentence.start, sentence.end)
    found = [(item.start, item.end) for item in view.mentions("network", sentence.start, sentence.end)]
    found += [near] if near else []
    found = [span for span in found if span[1] <= start or span[0] >= end]
    return min(found, key=lambda span: max(start - span[1], span[0] - end), default=None)


def _is_part(view: View, start: int, end: int) -> bool:
    """Say whether a region is only part of a name: of a body, a person, a network, a town."""
    low = max(0, start - _NAME_CHARS)
    for label in _NAMED:
        for other in view.mentions(label, low, end):
            if other.end < end or other.start > start or (other.end == end and other.start == start):
                continue
            if label != "place" or not (_LABEL_RE.match(other.text) or other.text.startswith("Region ")):
                return True
    return False


def _refusal(view: View, sentence: Sentence, start: int, end: int, rule: str) -> str | None:
    """Give the check that a region fails; None where the text says that the network is there."""
    text = view.text
    if _COMPARED_RE.search(text, sentence.start, sentence.end):
        return "told for comparison"
    low, high = find_reach(view, sentence)
    if low <= start < high or _has_members(view, sentence, start, end, rule):
        return None
    if rule in _ATTRIBUTIVE:
        return "no noun for members behind it"
    if _heads(view, sentence, start, end, rule):
        return None
    label = _LABEL_RE.match(text, sentence.start, sentence.end)
    if label:
        return None if start - label.end() < _LABEL_CHARS and "." not in text[label.end() : start] else "not behind the label"
    begin = _list_start(view, start)
    placed = _PLACED_RE.search(text, max(sentence.start, begin - 30), begin)
    if placed is None:
        return "named, but nothing is said to be there"
    before = text[sentence.start : placed.start()]
    if _OFFICE_RE.search(text, max(sentence.start, begin - 50), begin):
        return "belongs to somebody's office"
    beside = any(0 <= placed.start() - mention.end <= 1 for mention in view.mentions("network", sentence.start, placed.start() + 1))
    if _OTHERS_RE.search(before) or (not beside and view.mentions("money", sentence.start, sentence.end)):
        return "speaks of others, or of money"
    if "Als" in before and _AS_RE.search(before):
        return "where somebody works, not where the network is"
    if _COME_RE.search(text, sentence.start, sentence.end) and _counts_members(view, sentence):
        return None
    if _ALL_THERE_RE.search(before):
        return None
    if _MEMBERS_RE.search(before[-_MEMBERS_CHARS:]):
        served = _SERVED_RE.search(before) and not view.mentions("network", sentence.start, sentence.end)
        return "where somebody works, not where the network is" if served else None
    word = placed.group().split()[0]
    if word in {"des", "der", "vom", "aus"}:
        return "not said to be where the network is"
    return None if _tied(view, sentence, placed.start(), start) else "not said to be where the network is"


def _has_members(view: View, sentence: Sentence, start: int, end: int, rule: str) -> bool:
    """Say whether members are called by the region: "Brandenburgs Rathäuser", "sieben Barnimer Kommunen", "sechs Altmark-Kommunen"."""
    text = view.text
    if rule not in _ATTRIBUTIVE and not (text[end - 1] == "s" and rule != "region.district"):
        return False
    if rule in _ATTRIBUTIVE and _EVERY_RE.search(text, max(sentence.start, start - 16), start):
        return bool(view.mentions("network", sentence.start, sentence.end))
    return bool(_OWN_MEMBERS_RE.match(text, end, sentence.end)) and not (
        _SERVED_RE.search(text, sentence.start, sentence.end) and not view.mentions("network", sentence.start, sentence.end)
    )


def _heads(view: View, sentence: Sentence, start: int, end: int, rule: str) -> bool:
    """Say whether a region opens what is told of the network: "Thüringen: Städte schließen …", "Die Uckermark gründet ein Netzwerk"."""
    text = view.text
    if not _FIRST_RE.fullmatch(text, sentence.start, start) or not _NETWORK_RE.search(text, end, sentence.end):
        return False
    if _KICKER_RE.match(text, end, sentence.end):
        return sentence.segment <= _HEAD_SEGMENTS or view.segment(start).kind == "heading"
    return rule not in _BODIES and bool(_FOUNDS_RE.match(text, end, sentence.end))


def _counts_members(view: View, sentence: Sentence) -> bool:
    """Say whether a sentence counts or names members: "Aus dem Landkreis A kommen sechs davon"."""
    return bool(view.mentions("count", sentence.start, sentence.end)) or any(
        hit.entry.kind == "holder" for hit in view.hits("participant_cues", sentence.start, sentence.end)
    )


def _tied(view: View, sentence: Sentence, place: int, start: int) -> bool:
    """Say whether a network, or those who join, stand beside the region: "Im Vorharz rollt der Konvoi an", "Netzwerk zur Anpassung in der Wetterau"."""
    text = view.text
    founded = bool(_FOUNDED_RE.search(text, sentence.start, sentence.end))
    networks = [
        mention
        for mention in view.mentions("network", sentence.start, sentence.end)
        if mention.value.name or founded or not mention.value.article.startswith("ein")
    ]
    begin = max(sentence.start, text.rfind(":", sentence.start, place) + 1)
    if networks and "Region" in text[place:start]:
        return True
    opening = place - begin < _OPENING_CHARS or bool(_JOINING_RE.search(text, max(begin, place - 20), place))
    named = bool(networks) or (
        not view.mentions("network", sentence.start, sentence.end) and _NETWORK_RE.search(text, place, sentence.end)
    )
    if opening and named:
        return True
    if opening and _JOINED_RE.search(text, start, sentence.end):
        return True
    return any(
        0 <= mention.start - start < 60  # noqa: PLR2004 - right behind it
        or (0 <= place - mention.end < _CLOSE_CHARS and not _BREAK_RE.search(text, mention.end, place))
        for mention in networks
    )


def _list_start(view: View, start: int) -> int:
    """Give where the list begins that a district or region is in: "aus den Landkreisen A und B", "aus dem A-Kreis und dem Harz"."""
    begin = start
    earlier = [
        (mention.start, mention.end)
        for mention in view.mentions("place", max(0, start - 160), start)
        if mention.value.kind == "district"
    ]
    earlier += [(hit.start, hit.end) for hit in view.hits("regions", max(0, start - 160), start)]
    for low, high in sorted(earlier, reverse=True):
        if high <= begin and begin - high > 0 and _BOUND_RE.fullmatch(view.text[high:begin].strip()):
            begin = low
    head = _HEAD_RE.search(view.text, max(0, begin - 20), begin)
    return head.start() if head else begin
