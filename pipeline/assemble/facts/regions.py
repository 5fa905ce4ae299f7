"""Reads where a network is: regions, districts and states that the text ties to it or to its members together."""

import re
from collections.abc import Iterator

from pipeline.assemble.model import Ledger, Trace
from pipeline.assemble.networks.scope import Scope
from pipeline.assemble.view import View
from pipeline.grammar import nominative_adjective
from pipeline.lexicon import Hit
from schemas.layout import Sentence

Region = tuple[int, int, str, str]

_LABEL_RE = re.compile(r"(?:Netzwerkregion|Projektregion|Region|Gebiet|Raum|Bundesland|Land|Landkreis|Kreis|Einzugsgebiet)\s*:\s*")
_PLACED_RE = re.compile(
    r"\b(?:[Ii]m|[Ii]n|[Ii]n der|in den|im ganzen|aus|aus dem|aus der|aus den|[Ii]n der Region|aus der Region|der Region|des|der|rund um den|rund um die|[Aa]m|[Aa]n der|entlang der|vom|quer durch|für die Region|für das|für den|für die|[Ii]m (?:Norden|Süden|Osten|Westen|Nordosten|Nordwesten|Südosten|Südwesten|Herzen) (?:der|des|von)|[Ii]m Raum|[Rr]und um den|[Rr]und um die)\s+\Z"
)
_DIRECTION_RE = re.compile(r"\b((?:nörd|süd|öst|west|nordöst|nordwest|südöst|südwest|mittl|ober|unter)(?:lich|er)?e[nrsm])\s\Z")
#: members or the network's houses, right before the region: "Kommunen aus …", "Gebäude in …", "Netzwerke am …", "das erste seiner Art in …"
_MEMBERS_RE = re.compile(
    r"(?:Kommunen|Städten?|Gemeinden?|Städten und Gemeinden|Betrieben?|Unternehmen|Rathäusern?|Verwaltungen|Verwaltungsämtern|Mitgliedern?|Orten?|[Ee]nergieversorgern?|[Vv]ersorgern?|Stadtwerken?|Firmen|Häusern?|Landkreisen?|Kreisen?|Teilnehmern?|Teilnehmenden|Partnern?|Verbänden?|Ämtern?|Klimaschutzmanager\w*|-manager|Projekt|Gebietskörperschaften|Verbandsgemeinden|Samtgemeinden|Gebäuden?|Liegenschaften|Bürgermeistern?|Akteuren?|seiner Art|ihrer Art|[Nn]etzwerke?s?|[Nn]etze?s?|Bündnis|Zusammenschluss)"
    r"(?:,)?\s(?:allesamt\s|überwiegend\s|alle\s|sämtlich\s)?\Z"
)
_NETWORK_RE = re.compile(r"netzwerk|netze?\b|bündnis|pakt\b|konvoi|arbeitsgemeinschaft", re.IGNORECASE)
_OTHERS_RE = re.compile(
    r"\b(?:anderswo|andere[nr]?|weitere[nr]? Netz\w*|benachbarte[nr]?|kein[e]?|nicht|Vorbild|ähnlich\w*|Nachbar\w*)\b",
    re.IGNORECASE,
)
_OFFICE_RE = re.compile(
    r"\b(?:Minister\w*|Land|Freistaat|Bürgermeister\w*|Landrat|Landrätin|Ministerium|Regierung|Ziel|Ziele|Haushalt|Eigenanteil|Kreistag\w*|Kreisverwaltung|Stellen|Energieagentur|Richtlinie|Beitrag|Klimaschutzagentur)\s+(?:des|der|von|im|in)\s+\Z"
)
_JOINED_RE = re.compile(
    r"\b(?:Kommunen|Städte|Gemeinden|Rathäuser|Betriebe|Unternehmen|Verwaltungen|Partner|Landkreise)\b[^.]{0,80}\b(?:zusammengetan|zusammengeschlossen|verbündet|zusammen)\b"
    r"|\bschließen sich\b[^.]{0,60}\bzusammen\b"
)
_JOINING_RE = re.compile(r"\b(?:haben|hatten) sich\s\Z")
#: what makes "ein Netzwerk" the one that the text announces
_FOUNDED_RE = re.compile(
    r"\b(?:ge|zu )?gründe[nt]e?n?\b|\bgegründet|einzurichten|eingerichtet|entsteht|entstehen soll|aufgebaut|aufzubauen|gestartet|startet|starten|startete|ins Leben gerufen|auf den Weg gebracht|aus der Taufe|an den Start|geschlossen|geknüpft|beginnt|begonnen|bewilligt|gefördert|unterstützt|fördert|zu Ende|beendet|abgeschlossen|Mitglied"
)
_BOUND_RE = re.compile(r"(?:,\s?)?(?:und|sowie|/)?(?:\s?(?:aus dem|aus der|aus|vom|in der|im|der|dem|den))?")
#: what a firm says of itself: "Seit 2016 begleiten wir Kommunen in …"
_SERVED_RE = re.compile(r"\b(?:begleite[nt]|beraten|berät|betreuen|betreut|unterstützen|unterstützt)\b")
_AS_RE = re.compile(r"\bAls\s[A-ZÄÖÜ]\w+\s?\Z|\bAls\s[A-ZÄÖÜ]\w+\s(?:in|im|für)\s[\w\s-]{0,30}\b(?:und|sowie)\s?\Z")
#: "Die Mitglieder stammen aus den Kreisen A und B", "Aus dem Landkreis A kommen sechs davon"
_COME_RE = re.compile(r"\b(?:kommen|stammen|liegen|kommt|stammt|liegt|verteilen)\b")
#: "St. Wendeler Land", "Strausberger Umland": a town's adjective before a noun of landscapes
_LAND_RE = re.compile(
    r"(?<![\w-])(?:(?:St\.|Bad|Sankt)\s)?(?!Unser|Dieser|Jeder|Weiter|Groß|Eigen|Ander|Frank|Deutscher|Österreicher|Schweizer)[A-ZÄÖÜ][a-zäöüß]{3,}er\s(?:Land|Umland|Börde|Heide|Becken|Moos|Alb|Seenplatte|Schweiz|Bucht|Geest|Marsch|Platte|Senke|Gäu|Winkel|Bergland|Hügelland|Oberland|Unterland|Seenland|Raum)(?![\w-])"
)
_NAMED_REGION_RE = re.compile(
    r"(?<![\w-])Region\s(?=[A-ZÄÖÜ])(?!(?:Es|Die|Das|Der|Und)\b)[A-ZÄÖÜ][a-zäöüß]{3,}(?:[-/][A-ZÄÖÜ][a-zäöüß]+)?(?![\w-])"
)
_BREAK_RE = re.compile(r"[,;:–]|\b(?:ist|sind|hat|haben|wird|werden|wurde|war|soll|sollen|geht|sagt)\b")
_HEAD_RE = re.compile(r"\b(?:Landkreise[ns]?|Landkreis|Kreise[ns]?|Kreis)\s+\Z")
_REGION_WORD_RE = re.compile(
    r"(?<![\w-])(?!Metropol|Modell|Netzwerk|Klima|Energie|Bio|Projekt|Muster|Öko|Ziel|Umwelt|Urlaubs|Grenz|Umland|Wirtschafts|Partner|Nachbar|Tourismus|Ferien|Heimat|Planungs|Kern)[A-ZÄÖÜ][a-zäöüß]{2,}region(?!\w)"
)
_STATE_WORD_RE = re.compile(r"(?:Land(?:es)?|Freistaat(?:e?s)?)\s+")
#: they are towns too, and mostly meant so
_CITY_STATES = frozenset({"DE-BE", "DE-HB", "DE-HH"})
_LABEL_CHARS = 90
_CLOSE_CHARS = 45
_OPENING_CHARS = 26


def read_regions(view: View, scope: Scope, ledger: Ledger) -> None:
    """Take regions, districts and states where the text says the network is there; where its members come from one by one it is not."""
    for sentence in view.live_sentences:
        for start, end, value, rule in _candidates(view, sentence):
            if _is_part(view, start, end):
                continue
            reason = _refusal(view, sentence, start)
            for index in scope.of(start):
                if reason:
                    ledger.refuse("regions", start, end, value, rule, reason, index)
                else:
                    scope.drafts[index].add("regions", value, value, Trace(start, end, rule, 0.76))


def _candidates(view: View, sentence: Sentence) -> Iterator[Region]:
    """Give what names a region in a sentence; value in the nominative."""
    text = view.text
    for hit in view.hits("regions", sentence.start, sentence.end):
        if text[hit.end : hit.end + 1] != "-" and text[hit.start - 1 : hit.start] != "-":
            start, value = _with_direction(text, hit.start + _named_region(hit), _uninflected(hit))
            yield start, hit.end, value, f"region.{hit.entry.id}"
    for hit in view.hits("states", sentence.start, sentence.end):
        if not _STATE_WORD_RE.match(hit.surface) and hit.entry.value not in _CITY_STATES:
            start, value = _with_direction(text, hit.start, hit.entry.label)
            if not _is_listed(view, hit):
                yield start, hit.end, value, "region.state"
    for word in _REGION_WORD_RE.finditer(text, sentence.start, sentence.end):
        yield word.start(), word.end(), word.group(), "region.word"
    listed = {hit.start for hit in view.hits("regions", sentence.start, sentence.end)}
    for word in _LAND_RE.finditer(text, sentence.start, sentence.end):
        if word.start() not in listed:
            yield word.start(), word.end(), word.group(), "region.land"
    for word in _NAMED_REGION_RE.finditer(text, sentence.start, sentence.end):
        known = (hit for hit in view.hits("regions", word.start(), word.end()) if hit.end == word.end())
        if all(text[hit.start - 1] == "-" for hit in known):
            yield word.start(), word.end(), word.group(), "region.named"
    for mention in view.mentions("place", sentence.start, sentence.end):
        if mention.value.kind == "district":
            name = f"{mention.value.form} {mention.value.name}" if mention.value.form else str(mention.value.name)
            yield mention.start, mention.end, name, "region.district"


def _named_region(hit: Hit) -> int:
    """Give how many characters of "Region OWL" say that it is a region, and are no part of its name."""
    return len("Region ") if hit.surface.startswith("Region ") else 0


def _is_listed(view: View, hit: Hit) -> bool:
    """Say whether a state stands in a list of states: that is where a company works, no region of one network."""
    return any(
        re.fullmatch(r",\s|\s(?:und|sowie)\s|,\s(?:und|sowie)\s", view.text[hit.end : other.start])
        for other in view.hits("states", hit.end, hit.end + 12)
    )


def _uninflected(hit: Hit) -> str:
    """Give the text's word in the nominative: the label where they differ by endings only, else the text's own short form."""
    surface = hit.surface[_named_region(hit) :]
    words, label = surface.split(), hit.entry.label.split()
    same = len(words) == len(label) and all(
        word[: max(2, len(other) - 2)] == other[: max(2, len(other) - 2)] for word, other in zip(words, label, strict=True)
    )
    return hit.entry.label if same else surface


def _with_direction(text: str, start: int, value: str) -> tuple[int, str]:
    """Take "nördlichen" along: "im nördlichen Saarland" is the "nördliches Saarland"."""
    direction = _DIRECTION_RE.search(text, max(0, start - 20), start)
    if direction is None:
        return start, value
    return direction.start(1), f"{nominative_adjective(direction[1], value)} {value}"


def _is_part(view: View, start: int, end: int) -> bool:
    """Say whether a region is only part of a name: of a body, a person, a network, a town."""
    for label in ("organisation", "person", "network", "programme", "place"):
        for other in view.mentions(label, max(0, start - 120), end):
            if label == "place" and (_LABEL_RE.match(other.text) or other.text.startswith("Region ")):
                continue
            if other.start <= start and end <= other.end and (other.start, other.end) != (start, end):
                return True
    return False


def _refusal(view: View, sentence: Sentence, start: int) -> str | None:
    """Give the check that a region fails; None where the text says that the network is there."""
    text = view.text
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
    if _AS_RE.search(before):
        return "where somebody works, not where the network is"
    if _COME_RE.search(text, sentence.start, sentence.end) and _counts_members(view, sentence):
        return None
    if _MEMBERS_RE.search(before):
        served = _SERVED_RE.search(before) and not view.mentions("network", sentence.start, sentence.end)
        return "where somebody works, not where the network is" if served else None
    word = placed.group().split()[0]
    if word in {"des", "der", "vom", "aus"}:
        return "not said to be where the network is"
    return None if _tied(view, sentence, placed.start(), start) else "not said to be where the network is"


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
