"""Cuts an enumeration of topics into its members, in the text's words, without articles, in the nominative."""

import re
from collections.abc import Iterator

from pipeline.assemble.view import View
from pipeline.grammar import clean_spaces, nominative_adjective
from pipeline.shapes import shape

#: what may stand before a member and is none of it
_LEADING_RE = shape(
    r"(?:(?:und|oder|sowie|Auch|auch|aber|unter anderem|u\. ?a\.|etwa|zum Beispiel|z\. ?B\.|beispielsweise|dabei|dort|hier|derzeit|aktuell|zunächst|vor allem|insbesondere|besonders|nun|künftig|bisher|außerdem|zudem|ferner|ebenso|schließlich|"
    r"sollen|soll|sollten|können|werden|wird|Themen wie|Maßnahmen wie|(?:Fragen|Aspekte|Aspekten|Belange|Belangen)\s(?:der|des|zu|zum|zur|rund um)|(?:Grundsätzliches|Grundlegendes|Praktisches|Konkretes|Dinge|Dingen|Punkte|Punkten|Aspekte|Aspekten)\swie|Bereiche|Bereichen|Themen|Thema|wie|von|vom|an|am|zum|zur|mit|rund um|den|der|die|das|dem|des|ein|eine|einer|einem|einen|eines|ihre[nrm]?|seine[nrm]?|unsere[nrm]?|bei|beim|über|um|auf|für|in|im)\s+|[:–„\"»•*·-]\s*|\d{1,2}\.?\)\s*|\d{1,2}\.\s+)+",
)
_TAIL_RE = shape(
    r"(?:\s*(?:etc\b\.*|usw\b\.?|u\. ?v\. ?m\.|u\. ?a\. ?m\.|und vieles mehr|und mehr|und Co\.|u\. ?a\.|\.\.\.|…)|\s+(?:stehen|steht|standen|liegen|sein|werden|im Fokus|im Mittelpunkt|im Vordergrund|auf dem Programm|gearbeitet|behandelt|besprochen|diskutiert|bearbeitet|thematisiert|aufgegriffen|untersucht|gehen|geht|in den Vordergrund|in den Mittelpunkt|in den Fokus))*[\s.:;,!“”\"«]*\Z"
)
#: what a stretch ends with that has such a tail; or with a blank
_TAIL_ENDS = (
    ".", ":", ";", ",", "!", "“", "”", '"', "«", "…", "etc", "usw", "mehr", "stehen", "steht", "standen", "liegen", "sein", "werden", "Fokus", "Mittelpunkt", "Vordergrund",
    "Programm", "gearbeitet", "behandelt", "besprochen", "diskutiert", "bearbeitet", "thematisiert", "aufgegriffen", "untersucht", "gehen", "geht",
)  # fmt: skip
#: what is in no member: a verb or whoever does it, a number with its unit, a person, an enumeration that goes on behind an aside
#: ("Blöcke und, wo vorhanden, Plattenbauten")
_FOREIGN_RE = shape(
    r"\b(?:ist|sind|war|waren|wird|werden|wurden?|hat|haben|hatten|soll|sollen|kann|können|will|wollen|muss|müssen|steht|stehen|liegt|liegen|gibt|kommt|kommen|sagte?|bringt|macht|ermöglicht|wir|sie|er|es|man|dass|damit|weil|zu|zuerst|gemeinsam|(?<!der\s)(?:Kommunen|Städte|Gemeinden)|Mitglieder|Teilnehmer|Landkreise?|ersten|zweiten|dritten"
    r"|Prozent|Euro|Tonnen|Herrn?|Frau)\b|\d\s?(?:%|Prozent|Euro|€|GWh|MWh|kWh|t\b)|:\s|\s(?:und|oder|sowie)\Z"
)
#: where or when something stands is no part of the topic: "Mobilstationen an den Bahnhöfen", "Rufbus am Wochenende"
_SPOT_RE = shape(r"(?<=[a-zäöüß])(?<!ung)\s(?:am|an den)\s[A-ZÄÖÜ][a-zäöüß]+\Z")
#: where an enumeration ends inside its sentence
_STOP_RE = shape(
    r"[“”\"«],|[.;!?](?=\s|\Z)|\n(?=[A-ZÄÖÜ][\wäöüß. -]{2,40}:)|\s[–-]\s|\((?=[^)]{0,200}\Z)|,\s(?:vor allem|insbesondere|besonders|auch)\s(?:in|an|bei|auf|im|am|beim|für)\s|\s(?:gehört|gehören|gehörten?|zählt|zählen|zählten?|spielen|spielt)\s|,?\s\b(?:wobei|damit|dass|weil|welche[rs]?|im Mittelpunkt|im Fokus|im Vordergrund|im Zentrum)\b|,\s(?:wo|wie|ob|was|wann|wer|welche[nrs]?|warum|seien|sei)\s|,\s(?:im|am|beim)\s(?:ersten|zweiten|dritten|anderen|nächsten)\s|,\s(?:um|die|der|das|den|wie|aber|bei|die sich|so)\s(?=[^,]{0,80}\b[a-zäöüß]+(?:t|en)\b[.,]?\s*(?:\Z|[.,]))"
)
#: what closes the bracket that a modal verb opened: "sollen … stehen."
_INFINITIVE_RE = shape(r"\s(?:stehen|liegen|sein|werden|gehen|rücken|gearbeitet werden)[.!]?\s*\Z")
#: "Straßen-, Innen- und Außenbeleuchtung" is one member
_COMMA_RE = shape(r"(?<!-),")
_SLASHED_RE = shape(r"\s+/\s+|;\s*|\s\|\s|\s[·•]\s|\n")
_AND_ALSO_RE = shape(r"\ssowie\s")
_LAST_RE = shape(r"(?<!-)\s(?:sowie|und|aber auch|oder auch|ebenso wie|oder)\s(?!Co\b)")
_ALSO_RE = shape(r"\s*(?:aber auch|ebenso|sowie auch|und auch|auch|außerdem|zudem|dazu)\s")
_AND_AFTER_COMMA_RE = shape(r"\A\s*(?:und|sowie|oder)\s")
#: dative plurals whose nominative lacks the -n; "-en" of feminines (Anlagen, Heizungen) stays
_DATIVE_RE = shape(
    r"(?:ern|eln|(?:bänk|rest|plän|werk|netz|gerät|system|gebäud|konzept|projekt|betrieb|stoff|höf|räum|bäum|produkt|element|park|verkehr|brett|speich|büch|zaun|zäun|stellplätz|plätz|dämm|fahrzeug|test|modell|material|instrument|standort|grundstück|angebot|radweg|gehweg|schulweg|verbräuch|fäll|ström|verträg|aufträg|einkäuf|bäch|dämm)en)\Z",
    re.IGNORECASE,
)
_ADJECTIVE_RE = shape(r"[a-zäöüß][\wäöüß-]*e[nmrs]\Z")
_STEM_RE = shape(r"e[nmr]\Z")
#: the ending an adjective takes over from its article
_STRONG = {"der": "r", "das": "s"}
_GENITIVE_S_RE = shape(r"(?<=[a-zäöüß])(?<!s)(?:(?<=utz)es|s)\Z")
_NEUTER_RE = shape(
    r"(?:konzept|management|netz|kataster|system|angebot|projekt|programm|modell|verfahren|gebäude|thema|controlling|monitoring|contracting|carsharing|gutachten|ziel|siegel|wasser)\Z",
    re.IGNORECASE,
)
_FEMININE = ("ie", "ik", "e", "tion", "ung", "heit", "keit", "schaft", "ität", "enz", "anz")
#: what a meeting's programme holds beside its topics
_EVENT_RE = shape(
    r"(?:Rundg[aä]ng|Blick\b|Besichtigung|Führung\b|Besuch\b|Vortr[aä]g|Imbiss|Exkursion|Begrüßung|Vorstellungsrunde|Mittagessen|dazu\b|(?:zwei|drei|vier|fünf|sechs|acht|zehn|zwölf)\s)"
)
_CHARS = range(3, 75)
_MOST_WORDS = 7
_MOST = 12


def cut_list(view: View, start: int, end: int, *, dative: bool = False) -> list[tuple[int, int, str]]:
    """Cut a stretch into its members; it ends before the first that can be none.

    Shape: (start, end, value) in text order.
    """
    closing = _INFINITIVE_RE.search(view.text, start, end)
    end = closing.start() if closing else end
    stop = _STOP_RE.search(view.text, start + 1, end)
    members: list[tuple[int, int, str]] = []
    for low, high in _pieces(view.text, start, stop.start() if stop else end):
        trimmed = trim_member(view, low, high, dative=dative)
        if trimmed is None:
            break
        members.append(trimmed)
    return members[:_MOST]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part at slashes or commas; only the last part holds the "und" of the enumeration, the others keep theirs."""
    piece = text[start:end]
    separator = _COMMA_RE if "," in piece else _SLASHED_RE
    cuts = [match.span() for match in separator.finditer(text, start, end)]
    bounds = [start, *(edge for cut in cuts for edge in cut), end]
    parts = list(zip(bounds[::2], bounds[1::2], strict=True))
    low, high = parts[-1]
    closed = len(parts) == 2 and _ALSO_RE.match(text, low, high)  # noqa: PLR2004 - "A und B, aber auch C"
    inner = _LAST_RE.search(text, *parts[0]) if closed else None
    if inner:
        yield parts[0][0], inner.start()
        yield inner.end(), parts[0][1]
    else:
        yield from parts[:-1]
    led = _AND_AFTER_COMMA_RE.match(text[low:high]) or closed
    last = None if led else _LAST_RE.search(text, low, high)
    if last is None:
        yield low, high
        return
    yield low, last.start()
    again = _AND_ALSO_RE.search(text, last.end(), high)
    if again:
        yield last.end(), again.start()
        yield again.end(), high
    else:
        yield last.end(), high


def trim_member(view: View, start: int, end: int, *, dative: bool = False) -> tuple[int, int, str] | None:
    """Take articles and particles off a member; None where it can be no topic."""
    text = view.text
    while start < end and text[start].isspace():
        start += 1
    lead = _LEADING_RE.match(text, start, end)
    start = lead.end() if lead else start
    if (end > start and text[end - 1].isspace()) or text.endswith(_TAIL_ENDS, start, end):
        tail = _TAIL_RE.search(text, start, end)
        end = tail.start() if tail else end
    words = text[start:end]
    if ("am" in words or "an den" in words) and (spot := _SPOT_RE.search(text, start, end)):
        end = spot.start()
        words = text[start:end]
    if len(words) not in _CHARS or not words[0].isalnum() or words[-1] == "-" or words.islower() or _EVENT_RE.match(words):
        return None
    if len(words.split()) > _MOST_WORDS or _FOREIGN_RE.search(words):
        return None
    if not any(char.isupper() for char in words) or _is_named(view, start) or _is_shell(view, start, end):
        return None
    article = lead.group().split()[-1:] if lead else ()
    return start, end, nominative_topic(without_article(clean_spaces(words), *article), dative=dative)


def _is_named(view: View, start: int) -> bool:
    """Say whether something begins here that has a name, and is no topic."""
    return any(view.has_mention(label, start, start + 1) for label in ("person", "organisation", "network", "date", "money"))


def without_article(words: str, article: str = "") -> str:
    """Give adjective and noun the endings they have without the article: "der neue Radweg", "des Energiemanagements".

    >>> without_article("hydraulische Abgleich", "der"), without_article("Energiemanagements", "des")
    ('hydraulischer Abgleich', 'Energiemanagement')
    """
    first, _, rest = words.partition(" ")
    if article in _STRONG and rest[:1].isupper() and first.islower() and first.endswith("e"):
        return f"{first}{_STRONG[article]} {rest}"
    if article == "des":
        noun = next((place for place, part in enumerate(words.split(" ")) if part[:1].isupper()), 0)
        parts = words.split(" ")
        parts[noun] = _GENITIVE_S_RE.sub("", parts[noun])
        return " ".join(parts)
    return words


def _is_shell(view: View, start: int, end: int) -> bool:
    """Say whether a member is a word that only announces a topic, or says nothing of one: "die Frage", "Erfahrungen"."""
    return any(hit.entry.kind == "shell" and hit.end >= end for hit in view.hits("topic_cues", start, start + 1))


def nominative_topic(words: str, *, dative: bool) -> str:
    """Bring a topic into the nominative: its adjectives without article, its dative plural without -n.

    >>> nominative_topic("papierarmer Verwaltung", dative=True), nominative_topic("Mitfahrbänken", dative=True)
    ('papierarme Verwaltung', 'Mitfahrbänke')
    """
    if not dative and " " not in words:
        return words
    parts = words.split(" ")
    noun = next((place for place, part in enumerate(parts) if part[:1].isupper()), 0)
    if dative and _DATIVE_RE.search(parts[noun]):
        parts[noun] = parts[noun][:-1]
    for place in range(noun):
        if (
            _ADJECTIVE_RE.match(parts[place])
            and (dative or parts[place].endswith(("en", "em")))
            and not parts[place].endswith("es")
        ):
            plural = parts[place].endswith("en") and (parts[noun].endswith("n") or parts[noun] != words.split(" ")[noun])
            if _NEUTER_RE.search(parts[noun]) and not plural:
                parts[place] = _STEM_RE.sub("es", parts[place])
                continue
            feminine = parts[noun].endswith(_FEMININE)
            parts[place] = (
                _STEM_RE.sub("e", parts[place]) if plural or feminine else nominative_adjective(parts[place], parts[noun])
            )
    return " ".join(parts)
