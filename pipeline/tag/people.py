"""Finds people: by given name, by title or salutation, by office; with what the text says of them."""

import re
from collections.abc import Iterable, Sequence

from pipeline.lexicon import Hit
from schemas.mention import Mention
from schemas.value import PersonName

_SURNAME = r"(?:(?:von|van|de|zu|vom|ter|zur|von der|van der|von dem|Freiherr von|Graf von)[ \u00a0])?[A-ZÄÖÜ][a-zäöüßéèçğışñ’']+(?:[A-Z][a-zäöüß]+)?(?:-[A-ZÄÖÜ][a-zäöüß]+)*"
_GIVEN_MORE = r"(?:[ \u00a0-](?:[A-ZÄÖÜ]\.|{given}))*"
_SURNAME_RE = re.compile(rf"[ \u00a0](?:[A-ZÄÖÜ]\.[ \u00a0])?({_SURNAME})")
_INITIAL_NAME_RE = re.compile(rf"(?<![\w.])((?:[A-ZÄÖÜ]\.[ \u00a0-]?){{1,2}})[ \u00a0]?({_SURNAME})")
_TITLE_END_RE = re.compile(
    r"((?:(?:Prof(?:essor|essorin|\.)?(?:in)?|Dr\.(?:-Ing\.|[ \u00a0]?(?:med|phil|rer|jur|nat|h|c|oec|agr|iur|pol|techn)\.)*|Dipl\.-\w+\.?(?:[ \u00a0]\(FH\))?|PD|Mag\.|Ing\.|M\.[ ]?(?:Sc|A|Eng)\.|B\.[ ]?(?:Sc|A|Eng)\.)[ \u00a0]*)+)$"
)
_TITLE_RE = re.compile(
    rf"(?<!\w)((?:(?:Prof\.|Professorin|Professor|Dr\.(?:-Ing\.|[ \u00a0]?(?:med|phil|rer|jur|nat|h|c)\.)*)[ \u00a0]*)+)({_SURNAME}(?:[ \u00a0]{_SURNAME}){{0,2}})"
)
_SALUTATION_RE = re.compile(rf"(?<!\w)(?:Herrn|Herr|Frau)[ \u00a0](?:((?:(?:Prof\.|Dr\.(?:-Ing\.)?|Dipl\.-\w+\.)[ \u00a0]*)+))?({_SURNAME}(?:[ \u00a0]{_SURNAME}){{0,2}})")
_NOT_SURNAMES = frozenset(
    "GmbH AG Stadt Gemeinde Kreis Landkreis Straße Str Platz Schule Gymnasium Stiftung Haus Halle Weg Allee Institut Hochschule Universität Netzwerk Klimaschutznetzwerk Uhr Und Der Die Das "
    "Bürgermeister Bürgermeisterin Landrat Landrätin Oberbürgermeister Oberbürgermeisterin Energie Klimaschutz Netz Nord Süd Ost West Januar Februar März April Mai Juni Juli August September "
    "Oktober November Dezember Markt Rathaus Werke Verlag Foto Energieagentur Stadtwerke Ingenieurbüro Ingenieure Kommunen Partner Consulting".split()
)  # fmt: skip
_NOBLE_GIVEN_RE = re.compile(r"-?[A-ZÄÖÜ][a-zäöüßé]+")


def find_people(text: str, hits: dict[str, list[Hit]], organisations: Sequence[Mention]) -> list[Mention]:
    """Find the people a text names; inside the name of a body or behind "Straße" there is none.

    Shape: mentions in text order, not overlapping; value is a PersonName without title in the name.
    """
    blocked = [(mention.start, mention.end) for mention in organisations if mention.value.kind == "organisation"]
    places = {(hit.start, hit.end) for hit in hits.get("places", ())}
    found = [*_by_office(text, hits), *_by_given_name(text, hits, places), *_by_title(text)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda item: (item.start - item.end, -item.confidence)):
        inside_body = any(start < mention.end and mention.start < end and not (start >= mention.end) for start, end in blocked)
        if not inside_body and all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda item: item.start)


def _mention(text: str, start: int, end: int, rule: str, value: PersonName, confidence: float) -> Mention:
    return Mention("person", start, end, text[start:end], rule, confidence, value)


def _title_before(text: str, start: int) -> str | None:
    match = _TITLE_END_RE.search(text, max(0, start - 60), start)
    return " ".join(match[1].split()) if match else None


def _by_given_name(text: str, hits: dict[str, list[Hit]], places: set[tuple[int, int]]) -> Iterable[Mention]:
    """Read a given name and the surname behind it; a given name that is also a word needs an office or title before it."""
    given = {hit.start: hit for hit in hits.get("first_names", ())}
    office_ends = {hit.end for hit in hits.get("offices", ())}
    done = -1
    for start, hit in given.items():
        if start < done or (start and (text[start - 1].isalnum() or text[start - 1] == "-")):
            continue
        end = hit.end
        while text[end : end + 1] in {" ", "-"} and (end + 1 in given):
            end = given[end + 1].end
        if text[end : end + 1] == "-":
            double = _NOBLE_GIVEN_RE.match(text, end)
            end = double.end() if double else end
        surname = _SURNAME_RE.match(text, end)
        if surname is None or surname[1] in _NOT_SURNAMES or surname[1].endswith(("straße", "schule", "netzwerk", "kreis")):
            if end == hit.end or text.rfind(" ", hit.end, end) < 0:
                continue
            stop = end  # two given names: the second is the surname
        else:
            stop = surname.end()
        if text[stop : stop + 1] in {"-", "&"} or text[stop : stop + 2] == " &":
            continue
        title = _title_before(text, start)
        if hit.entry.ambiguous and title is None and start - 1 not in office_ends and not text[stop : stop + 2] in {", ", " ("}:
            continue
        if hit.entry.ambiguous and title is None and start - 1 not in office_ends and (hit.start, hit.end) in places:
            continue
        done = stop
        yield _mention(text, start, stop, "person.given-name", PersonName(" ".join(text[start:stop].split()), title), 0.93)


def _by_title(text: str) -> Iterable[Mention]:
    """Read "Dr. Muster", "Frau Muster", "Frau Dr. Erika Muster"."""
    for match in _SALUTATION_RE.finditer(text):
        start, end = match.span(2)
        title = " ".join(match[1].split()) if match[1] else None
        yield _mention(text, start, end, "person.salutation", PersonName(match[2], title, surname_only=" " not in match[2]), 0.85)
    for match in _TITLE_RE.finditer(text):
        start, end = match.span(2)
        if match[2].split()[0] in _NOT_SURNAMES:
            continue
        value = PersonName(match[2], " ".join(match[1].split()), surname_only=" " not in match[2])
        yield _mention(text, start, end, "person.title", value, 0.86)


_AFTER_OFFICE_RE = re.compile(
    rf"[ \u00a0](?:((?:(?:Prof\.|Dr\.(?:-Ing\.)?|Dipl\.-\w+\.(?:[ \u00a0]\(FH\))?)[ \u00a0]*)+))?((?:[A-ZÄÖÜ]\.[ \u00a0-]?)?{_SURNAME}(?:[ \u00a0]{_SURNAME})?)"
)


_PLURAL_OFFICE_RE = re.compile(r"(?:innen|Innen|ern|erInnen|[:*_]in(?:nen)?|[tn]en|räte|räten|leute)$")
_NOUN_ENDINGS = ("ung", "ungen", "heit", "keit", "schaft", "schaften", "ion", "ionen", "tät", "netzwerk", "netzwerks", "konzept", "management", "projekt", "kommunen", "kommune")


def _by_office(text: str, hits: dict[str, list[Hit]]) -> Iterable[Mention]:
    """Read the name right behind an office: "Bürgermeisterin Erika Muster", "Landrat Muster"."""
    for hit in hits.get("offices", ()):
        match = _AFTER_OFFICE_RE.match(text, hit.end)
        if match is None or _PLURAL_OFFICE_RE.search(hit.surface):
            continue
        words = match[2].split()
        if any(word.endswith(_NOUN_ENDINGS) for word in words):
            continue
        if words[0] in _NOT_SURNAMES or any(word in _NOT_SURNAMES for word in words) or words[0].endswith(("ung", "schaft", "netzwerk", "stadt", "heit", "keit")):
            continue
        start, end = match.span(2)
        title = " ".join(match[1].split()) if match[1] else None
        surname_only = len(words) == 1
        yield _mention(text, start, end, "person.office", PersonName(" ".join(words), title, surname_only=surname_only), 0.7 if surname_only else 0.84)
