"""Finds what names a region in a sentence: landscapes, districts and states, as noun, as adjective, or as the bounds of an area."""

from collections.abc import Iterable, Iterator
from operator import itemgetter

from pipeline.assemble.view import View
from pipeline.grammar import nominative_adjective
from pipeline.lexicon import Hit
from pipeline.shapes import shape
from schemas.layout import Sentence

#: start, end, value in the nominative, rule
Region = tuple[int, int, str, str]
#: with the index of its sentence
Placed = tuple[int, Region]

#: nouns for those who can be members, in any case: "Kommunen aus …", "Barnimer Kommunen", "Altmark-Kommunen"
MEMBERS = (
    r"(?:Kommunen|(?:Industrie|Handwerks|Gewerbe|Produktions|Mittelstands|Familien)(?:betrieben?|unternehmen)|Städten?|Gemeinden?|Ortsgemeinden|Betrieben?|Unternehmen|Rathäusern?|Verwaltungen|Verwaltungsämtern|Mitgliedern?|Orten?|[Ee]nergieversorgern?|[Vv]ersorgern?|Stadtwerken?|Firmen"
    r"|Häusern?|Landkreisen?|Kreisen?|Teilnehmern?|Teilnehmenden|Partnern?|Verbänden?|Ämtern?|Klimaschutzmanager:?innen|Klimaschutzmanagern|-manager|Projekt|Gebietskörperschaften|Verbandsgemeinden|Samtgemeinden"
    r"|Gebäuden?|Liegenschaften|Bürgermeistern?|Akteuren?|Kliniken|Krankenhäusern?|Mittelständlern?|Schulen|Dörfern?|Gastgebern?)"
)
_DIRECTION_RE = shape(r"\b((?:nörd|süd|öst|west|nordöst|nordwest|südöst|südwest|mittl|ober|unter)(?:lich|er)?e[nrsm])\s\Z")
_LAND_NOUN = r"\s(?:Land|Umland|Börde|Heide|Becken|Moos|Alb|Seenplatte|Schweiz|Bucht|Geest|Marsch|Platte|Senke|Gäu|Winkel|Bergland|Hügelland|Oberland|Unterland|Seenland|Raum|Hafen|Becken|Küste|Speckgürtel|Region)"
#: "St. Wendeler Land", "Strausberger Umland", "Hamburger Hafen": a town's adjective before a noun of landscapes
_LAND_RE = shape(
    r"(?<![\w-])(?:(?:St\.|Bad|Sankt)\s)?(?!Unser|Dieser|Jeder|Weiter|Groß|Eigen|Ander|Frank|Deutscher|Österreicher|Schweizer)[A-ZÄÖÜ][a-zäöüß]{3,}er"
    + _LAND_NOUN
    + r"(?![\w-])"
)
_LAND_SPOT_RE = shape(rf"er(?={_LAND_NOUN})")
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


def find_regions(view: View) -> Iterator[tuple[Sentence, Region]]:
    """Give what names a region in each sentence outside noise, with its value in the nominative.

    Each way of naming one is gone through once for the whole text; within a sentence they follow in this order.
    """
    sentences = view.sentences
    found = [*_landscapes(view), *_states(view), *_shaped(view), *_adjectives(view), *_districts(view)]
    for place, region in sorted(found, key=itemgetter(0)):
        yield sentences[place], region


def _sentence_of(view: View, position: int) -> int | None:
    """Give the index of the sentence outside noise that a position lies in."""
    place = view.sentence_index(position)
    sentence = view.sentences[place]
    return place if sentence.start <= position < sentence.end and not view.is_mute(position) else None


def find_reach(view: View, sentence: Sentence) -> tuple[int, int]:
    """Give the stretch that says from where to where a network reaches; an empty one where nothing does."""
    match = _REACH_RE.search(view.text, sentence.start, sentence.end)
    return match.span() if match else (0, 0)


def _landscapes(view: View) -> Iterator[Placed]:
    text = view.text
    for hit in view.hits("regions"):
        place = _sentence_of(view, hit.start)
        if place is None or text[hit.start - 1 : hit.start] == "-":
            continue
        if text[hit.end : hit.end + 1] == "-":
            yield place, (hit.start, hit.end, hit.entry.label, "region.compound")
        else:
            start, value = _with_direction(text, hit.start + _named_region(hit), _uninflected(hit))
            yield place, (start, hit.end, value, f"region.{hit.entry.id}")


def _states(view: View) -> Iterator[Placed]:
    for hit in view.hits("states"):
        place = _sentence_of(view, hit.start)
        if place is None:
            continue
        if hit.entry.value in _CITY_STATES:
            if hit.surface.startswith("Land "):
                yield place, (hit.start, hit.end, hit.surface, "region.state")
        elif not _STATE_WORD_RE.match(hit.surface) and not _is_listed(view, hit):
            start, value = _with_direction(view.text, hit.start, hit.entry.label)
            yield place, (start, hit.end, value, "region.state")


def _adjectives(view: View) -> Iterator[Placed]:
    for hit in view.hits("region_adjectives"):
        place = _sentence_of(view, hit.start)
        if place is not None:
            yield place, (hit.start, hit.end, str(hit.entry.value), "region.adjective")


def _districts(view: View) -> Iterator[Placed]:
    for mention in view.mentions("place"):
        if mention.value.kind == "district" and (place := _sentence_of(view, mention.start)) is not None:
            name = f"{mention.value.form} {mention.value.name}" if mention.value.form else str(mention.value.name)
            yield place, (mention.start, mention.end, name, "region.district")


def _shaped(view: View) -> Iterator[Placed]:
    """Give what its own shape shows to be a region: "Hellwegregion", "Strausberger Umland", "Region Halle"."""
    text = view.text
    for place, sentence in _sentences_at(view, _spots(text, "region")):
        for word in _REGION_WORD_RE.finditer(text, sentence.start, sentence.end):
            yield place, (word.start(), word.end(), word.group(), "region.word")
    for place, sentence in _sentences_at(view, (spot.start() for spot in _LAND_SPOT_RE.finditer(text))):
        for word in _LAND_RE.finditer(text, sentence.start, sentence.end):
            if not view.has_hit("regions", word.start(), word.start() + 1):
                yield place, (word.start(), word.end(), word.group(), "region.land")
    named = sorted([*_spots(text, "Region"), *_spots(text, "Raum")])
    for place, sentence in _sentences_at(view, named):
        for word in _NAMED_REGION_RE.finditer(text, sentence.start, sentence.end):
            known = (hit for hit in view.hits("regions", word.start(), word.end()) if hit.end == word.end())
            if all(text[hit.start - 1] == "-" for hit in known):
                yield place, (word.start(), word.end(), word.group(), "region.named")


def _spots(text: str, letters: str) -> Iterator[int]:
    """Give where some letters stand."""
    spot = text.find(letters)
    while spot >= 0:
        yield spot
        spot = text.find(letters, spot + len(letters))


def _sentences_at(view: View, spots: Iterable[int]) -> Iterator[tuple[int, Sentence]]:
    """Give the sentences outside noise that hold one of some rising positions, each once, with its index."""
    behind = 0
    for spot in spots:
        if spot >= behind and (place := _sentence_of(view, spot)) is not None:
            sentence = view.sentences[place]
            behind = sentence.end
            yield place, sentence


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
