"""Reads topics told as deeds: "wollen die Kommunen Schulhöfe begrünen, Pumpen tauschen und ein Kataster aufbauen"."""

import re

from pipeline.assemble.facts.topic_lists import trim_member
from pipeline.assemble.view import View
from schemas.layout import Sentence

#: a wish and those who wish it; what follows are its objects with their infinitives
_WISH_RE = re.compile(
    r"\b(?:[Ww]ill|[Ww]ollen|[Mm]öchten?|[Ss]ollen)\s(?:(?:die|sich|das|der|sie|wir|alle|gemeinsam|[a-zäöüß]+)\s){0,3}"
    r"(?:(?:Kommunen|Städte|Gemeinden|Betriebe|Unternehmen|Partner|Mitglieder|Verwaltungen|Teilnehmer|Ämter|Beteiligten|Netzwerk|Bündnis|Konvoi)\s)?"
    r"(?:(?:gemeinsam|künftig|vor allem|unter anderem|zunächst|zusammen|nun)\s)*"
)
_SUBJECT_RE = re.compile(
    r"\b(?:[Ww]ir|[Ss]ie|Kommunen|Städte|Gemeinden|Betriebe|Unternehmen|Partner|Mitglieder|Verwaltungen|Teilnehmer|Ämter|Beteiligten)\b|[Nn]etzwerk|[Bb]ündnis|[Kk]onvoi"
)
_CUT_RE = re.compile(r",\s(?:und\s|oder\s)?|\s(?:und|oder|sowie)\s")
#: object, up to two adverbs, infinitive; "auf den Weg bringen" and the like count as one verb
_DEED_RE = re.compile(
    r"(?:(?:den|die|das|ein|eine|einen|ihre[nrms]?|ihr|gemeinsame?)\s)?(?P<object>(?:[a-zäöüß-]{3,}(?:e|en|es)\s)?[A-ZÄÖÜ][\wäöüß-]{3,})"
    r"(?:\s[a-zäöüß]{3,}){0,2}?(?:\sauf\sden\sWeg|\sin\sAngriff|\sunter\sdie\sLupe)?\s(?:[a-zäöüß]{3,}(?:en|ern|eln))[.!]?\s*\Z"
)
_LEAST = 2


def read_deeds(view: View, sentence: Sentence) -> list[tuple[int, int, str]]:
    """Read the objects of a wish that joins two deeds or more; one of them must be a known topic.

    Shape: (start, end, value) in text order; empty where a single deed does not fit, for then it is some other sentence.
    """
    wish = _WISH_RE.search(view.text, sentence.start, sentence.end)
    if (
        wish is None
        or not _SUBJECT_RE.search(view.text, sentence.start, wish.end())
        or not view.hits("topics", wish.end(), sentence.end)
    ):
        return []
    low, found = wish.end(), []
    for cut in [*_CUT_RE.finditer(view.text, wish.end(), sentence.end), None]:
        deed = _DEED_RE.fullmatch(view.text, low, cut.start() if cut else sentence.end)
        topic = trim_member(view, *deed.span("object")) if deed else None
        if topic is None:
            return []
        found.append(topic)
        low = cut.end() if cut else low
    return found if len(found) >= _LEAST else []
