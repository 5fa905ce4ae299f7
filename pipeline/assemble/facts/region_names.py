"""Finds what names a region in a sentence: landscapes, districts and states, as noun, as adjective, or as the bounds of an area."""

from collections.abc import Iterator

from pipeline.assemble.view import View
from pipeline.grammar import nominative_adjective
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

#: start, end, value in the nominative, rule
Region = tuple[int, int, str, str]

#: nouns for those who can be members, in any case: "Kommunen aus …", "Barnimer Kommunen", "Altmark-Kommunen"
MEMBERS = (
    r"(?:Kommunen|(?:Industrie|Handwerks|Gewerbe|Produktions|Mittelstands|Familien)(?:betrieben?|unternehmen)|Städten?|Gemeinden?|Ortsgemeinden|Betrieben?|Unternehmen|Rathäusern?|Verwaltungen|Verwaltungsämtern|Mitgliedern?|Orten?|[Ee]nergieversorgern?|[Vv]ersorgern?|Stadtwerken?|Firmen"
    r"|Häusern?|Landkreisen?|Kreisen?|Teilnehmern?|Teilnehmenden|Partnern?|Verbänden?|Ämtern?|Klimaschutzmanager:?innen|Klimaschutzmanagern|-manager|Projekt|Gebietskörperschaften|Verbandsgemeinden|Samtgemeinden"
    r"|Gebäuden?|Liegenschaften|Bürgermeistern?|Akteuren?|Kliniken|Krankenhäusern?|Mittelständlern?|Schulen|Dörfern?|Gastgebern?)"
)
_DIRECTION_RE = shape(r"\b((?:nörd|süd|öst|west|nordöst|nordwest|südöst|südwest|mittl|ober|unter)(?:lich|er)?e[nrsm])\s\Z")
#: "St. Wendeler Land", "Strausberger Umland", "Hamburger Hafen": a town's adjective before a noun of landscapes
_LAND_RE = shape(
    r"(?<![\w-])(?:(?:St\.|Bad|Sankt)\s)?(?!Unser|Dieser|Jeder|Weiter|Groß|Eigen|Ander|Frank|Deutscher|Österreicher|Schweizer)[A-ZÄÖÜ][a-zäöüß]{3,}er\s(?:Land|Umland|Börde|Heide|Becken|Moos|Alb|Seenplatte|Schweiz|Bucht|Geest|Marsch|Platte|Senke|Gäu|Winkel|Bergland|Hügelland|Oberland|Unterland|Seenland|Raum|Hafen|Becken|Küste|Speckgürtel|Region)(?![\w-])"
)
_NAMED_REGION_RE = shape(
    r"(?<![\w-])(?:Region|Raum)\s(?=[A-ZÄÖÜ])(?!(?:Es|Die|Das|Der|Und)\b)[A-ZÄÖÜ][a-zäöüß]{3,}(?:(?:[-/]|\s[-–]\s)[A-ZÄÖÜ][a-zäöüß]+)?(?![\w-])"
)
_REGION_WORD_RE = shape(
    r"(?<![\w-])(?!Metropol|Modell|Netzwerk|Klima|Energie|Bio|Projekt|Muster|Öko|Ziel|Umwelt|Urlaubs|Grenz|Umland|Wirtschafts|Partner|Nachbar|Tourismus|Ferien|Heimat|Planungs|Kern)[A-ZÄÖÜ][a-zäöüß]{2,}region(?!\w)"
)
#: "Das Netzwerk reicht vom Kraichgau bis an den Bodensee"
_REACH_RE = shape(
    r"(?<!\w)(?:reich[te]+n?|erstreck\w+\ssich|spannt\ssich)\s(?:vom|von)\s(?:(?:dem|der|den)\s)?[\w\s-]{3,40}\sbis\s(?:(?:an|in|zu|zum|zur|auf|ins)\s)?(?:(?:den|die|das|dem|der)\s)?[A-ZÄÖÜ][\w-]+"
)
_STATE_WORD_RE = shape(r"(?:Land(?:es)?|Freistaat(?:e?s)?)\s+")
#: they are towns too, and mostly meant so
_CITY_STATES = frozenset({"DE-BE", "DE-HB", "DE-HH"})
_LISTED_RE = shape(r",\s|\s(?:und|sowie)\s|,\s(?:und|sowie)\s")
_LIST_CHARS = 12


def find_regions(view: View, sentence: Sentence) -> Iterator[Region]:
    """Give what names a region in a sentence, with its value in the nominative."""
    yield from _landscapes(view, sentence)
    yield from _states(view, sentence)
    yield from _shaped(view, sentence)
    for hit in view.hits("region_adjectives", sentence.start, sentence.end):
        yield hit.start, hit.end, str(hit.entry.value), "region.adjective"
    for mention in view.mentions("place", sentence.start, sentence.end):
        if mention.value.kind == "district":
            name = f"{mention.value.form} {mention.value.name}" if mention.value.form else str(mention.value.name)
            yield mention.start, mention.end, name, "region.district"


def find_reach(view: View, sentence: Sentence) -> tuple[int, int]:
    """Give the stretch that says from where to where a network reaches; an empty one where nothing does."""
    match = _REACH_RE.search(view.text, sentence.start, sentence.end)
    return match.span() if match else (0, 0)


def _landscapes(view: View, sentence: Sentence) -> Iterator[Region]:
    text = view.text
    for hit in view.hits("regions", sentence.start, sentence.end):
        if text[hit.end : hit.end + 1] != "-" and text[hit.start - 1 : hit.start] != "-":
            start, value = _with_direction(text, hit.start + _named_region(hit), _uninflected(hit))
            yield start, hit.end, value, f"region.{hit.entry.id}"
        elif text[hit.end : hit.end + 1] == "-" and text[hit.start - 1 : hit.start] != "-":
            yield hit.start, hit.end, hit.entry.label, "region.compound"


def _states(view: View, sentence: Sentence) -> Iterator[Region]:
    for hit in view.hits("states", sentence.start, sentence.end):
        if hit.entry.value in _CITY_STATES:
            if hit.surface.startswith("Land "):
                yield hit.start, hit.end, hit.surface, "region.state"
        elif not _STATE_WORD_RE.match(hit.surface) and not _is_listed(view, hit):
            start, value = _with_direction(view.text, hit.start, hit.entry.label)
            yield start, hit.end, value, "region.state"


def _shaped(view: View, sentence: Sentence) -> Iterator[Region]:
    """Give what its own shape shows to be a region: "Hellwegregion", "Strausberger Umland", "Region Halle"."""
    text = view.text
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


def _named_region(hit: Hit) -> int:
    """Give how many characters of "Region OWL" say that it is a region, and are no part of its name."""
    return len("Region ") if hit.surface.startswith("Region ") else 0


def _is_listed(view: View, hit: Hit) -> bool:
    """Say whether a state stands in a list of states: that is where a company works, no region of one network."""
    return any(
        _LISTED_RE.fullmatch(view.text, hit.end, other.start) for other in view.hits("states", hit.end, hit.end + _LIST_CHARS)
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
