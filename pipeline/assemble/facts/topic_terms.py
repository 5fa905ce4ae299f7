"""Knows the terms of the trade: the noun phrase around a known topic, and whether a member speaks of one."""

import re
from typing import NamedTuple

from pipeline.assemble.facts.topic_lists import nominative_topic, trim_member, without_article
from pipeline.assemble.view import View
from pipeline.lexicon import Hit
from pipeline.shapes import shape

#: what compounds of the trade are made of, where the list has not the whole word
_STEM_RE = shape(
    r"beleuchtung|leuchte|heizung|heizkurv|wärme(?!ns)|solar|photovoltaik|pumpe|lüftung|dämmung|sanierung|ladesäul|ladestation|elektro|e-auto|fuhrpark"
    r"|radweg|radverkehr|radabstell|regenwasser|starkregen|hitze|gründ[aä]ch|begrünung|entsiegelung|recycling|kläran|druckluft|kälte|mobilität|carsharing"
    r"|energiemanagement|energiecontrolling|energiebericht|hausmeister|nutzer|sensibilisierung|thermostat|regelungstechnik|blockheiz|biogas|biomasse"
    r"|speicher|quartier|beschaffung|erneuerbare|windkraft|windenergie|wasserstoff|bauleitplan|abfall|verpackung|artenschutz|artenvielfalt|biodiversit|moor|verbräuche|wasserverlust|leckage",
    re.IGNORECASE,
)
#: those of two or three letters, which stand inside too many other words to be looked for: "PV", "LED", "LED-…"
_SHORT_STEM_RE = shape(r"[PpLl](?:(?<=\b[Pp])[Vv]\b|(?<=\b[Ll])[Ee][Dd]\b|(?<=[Ll])[Ee][Dd]-)")
#: what stands before a term in its noun phrase: an adjective or two, the first half of a shared compound
_LEFT_RE = shape(
    r"(?<![\wäöüÄÖÜß-])(?:(?!(?:den|die|das|der|dem|des|ein|eine|einen|einem|einer|eines|ihre|ihren|ihrer|ihrem|ihres|seine|seinen|seiner|unsere|unseren|unserer|alle|allen|aller|jede|jeden|jeder|diese|diesen|dieser|keine|keinen|keiner|viele|vielen|mehrere|einige|weitere|weiteren|eigene|eigenen|eigener|ihrem|ohne|viele|heute|gerne|künftigen|möchten|wollen|sollen|werden|haben|sowie|beide|beiden|zahlreiche|zahlreichen|verschiedene|verschiedenen|etliche|erste|ersten|etwaige|deren|dessen|wenige)\b)[a-zäöüß-]{3,}e[nmrs]?\s){0,2}"
    r"(?:[A-ZÄÖÜ][\wäöüß]*-\s(?:und|oder|bzw\.)\s)?(?:[A-ZÄÖÜ][\wäöüß]*-)?\Z"
)
_WORD_RE = shape(r"[A-ZÄÖÜ](?<![\w-].)[\wäöüß-]{4,}")
_JOINED_RE = shape(r"-[A-ZÄÖÜ][\wäöüß]+")
_ENDING_CHARS = 3
_ACRONYM_RE = shape(r"\s\([A-ZÄÖÜ][\w.-]{1,9}\)")
#: the term goes on in a genitive or a place: "Sanierung von Schulen"
_RIGHT_RE = shape(r"\s(?:von|der|des)\s(?:[a-zäöüß]+e[nr]\s)?[A-ZÄÖÜ][\wäöüß-]+")
_GENITIVE_RE = shape(r"\b(?:eines|des|ihres|seines|unseres|dieses)\s\Z")
_ARTICLE_RE = shape(r"\b([Dd]as|[Dd]er)\s\Z")
_PLAIN_ENDING_RE = shape(r"(?<=[a-zäöüß])(?<!s)e?s\Z")


class Span(NamedTuple):
    """A stretch that stands for a hit. Unit: code points in the cleaned text."""

    start: int
    end: int


class Term(NamedTuple):
    """A known topic with its noun phrase. Unit: code points in the cleaned text."""

    start: int
    end: int
    value: str


def is_known(view: View, start: int, end: int) -> bool:
    """Say whether a stretch speaks of a topic of the trade, by the list or by what its compounds are made of."""
    return view.has_hit("topics", start, end) or has_stem(view.text, start, end)


def has_short_stem(text: str, start: int, end: int) -> bool:
    """Say whether "PV" or "LED" stands in a stretch."""
    return _SHORT_STEM_RE.search(text, start, end) is not None


def has_stem(text: str, start: int, end: int, *, short: bool = True) -> bool:
    """Say whether the words of a stretch are made of a part of the trade.

    ``short``: whether one of the short parts stands near, and may be in the stretch.

    >>> has_stem("Sporthallenbeleuchtung", 0, 22), has_stem("Sporthalle", 0, 10)
    (True, False)
    """
    return _STEM_RE.search(text, start, end) is not None or (short and has_short_stem(text, start, end))


def is_strong(view: View, start: int, end: int) -> bool:
    """Say whether a stretch speaks of a topic that not every network shares."""
    hits = view.hits("topics", start, end)
    return any(not hit.entry.weak for hit in hits) if hits else has_stem(view.text, start, end)


def compounds(view: View, start: int, end: int) -> list[Span]:
    """Give the capitalised words of a stretch whose parts are of the trade, where no list has them."""
    text = view.text
    short = has_short_stem(text, start, end)
    if not short and not view.may_match(_STEM_RE, start, end):
        return []
    found = []
    for word in _WORD_RE.finditer(text, start, end):
        low, high = word.span()
        if _is_compound(text, low, high, short=short) and all(
            high <= hit.start or hit.end <= low for hit in view.hits("topics", start, end)
        ):
            found.append(Span(low, high))
    return found


def _is_compound(text: str, start: int, end: int, *, short: bool) -> bool:
    """Say whether a word has a part of the trade and more than that: "Photovoltaik-Projekte", not "Pumpen".

    ``short``: whether one of the short parts stands near, and may be in the word.
    """
    stem = _STEM_RE.search(text, start, end)
    if short and (other := _SHORT_STEM_RE.search(text, start, end)) and (stem is None or other.start() < stem.start()):
        stem = other
    return stem is not None and end - start - len(stem.group()) > _ENDING_CHARS


def term_around(view: View, hit: Hit | Span, floor: int, *, dative: bool = False) -> Term | None:
    """Give the noun phrase of a known topic, in the nominative; None where it can be no topic."""
    text = view.text
    left = _LEFT_RE.search(text, max(floor, hit.start - 60), hit.start)
    start = left.start() if left else hit.start
    acronym = _ACRONYM_RE.match(text, hit.end)
    end = acronym.end() if acronym else hit.end
    if joined := _JOINED_RE.match(text, hit.end):
        end = joined.end()
    if not acronym and (right := _RIGHT_RE.match(text, end)) and not view.mentions("place", end, right.end()):
        end = right.end()
    genitive = bool(_GENITIVE_RE.search(text, max(floor, start - 10), start))
    trimmed = trim_member(view, start, end, dative=dative or genitive)
    if trimmed is None:
        return None
    article = _ARTICLE_RE.search(text, max(floor, start - 8), start)
    weak = text[trimmed[0] : trimmed[1]].partition(" ")[0].endswith("e")
    value = without_article(trimmed[2], article[1]) if article and weak and not dative else trimmed[2]
    if genitive and end == hit.end:
        value = nominative_topic(_PLAIN_ENDING_RE.sub("", value), dative=True)
    return Term(trimmed[0], trimmed[1], value)
