"""Finds the noun phrases of a sentence that can be a topic: enumerations of phrases, each with the extents it can have."""

from typing import NamedTuple

from pipeline.assemble.facts.topic_lists import nominative_topic, trim_member, without_article
from pipeline.assemble.view import View
from pipeline.shapes import shape

#: lower-case words with an adjective's ending that are none
_NO_ADJECTIVE = (
    "der|die|das|den|dem|des|eine?|einer|eines|einen|einem|ihre[nrms]?|seine[nrms]?|unsere[nrms]?|alle[nmrs]?|jede[nrms]?|diese[nrms]?|jene[nr]?|welche[nrs]?|keine[nrs]?|viele[nr]?"
    "|mehrere[nr]?|einige[nr]?|weitere[nrs]?|andere[nmrs]?|beide[nr]?|werden|wurden?|wollen|soll(?:t?e)?n?|können|konnten?|möchten?|müssen|haben|hätten?|hatten?|waren|wäre|stehen|standen|gehen|kommen|kamen|liegen"
    "|lagen|bilden|bildeten|nehmen|folgen|folgten|rücken|rückten|gehören|gehörten|zählen|zählten|sehen|geben|machen|machten|bleiben|arbeiten|setzen|umfassen|lassen|sparen|erhalten|bekommen|helfen|tauschen|treffen"
    "|reichen|bringen|suchen|planen|prüfen|nutzen|bauen|werten|begleiten|beraten|besprechen|sammeln|entwickeln|über|unter|oder|aber|hinter|außer|weder|immer|weiter|später|früher|wieder|bisher|seither|daher|vorher"
    "|nachher|woher|dafür|ohne|sowie|wie|heute|gerne|ferne|ob|eher|lieber|sonst|neben|gegen|zwischen|wegen|trotz|statt|innen|außen|oben|unten|zusammen|dabei|sie|wir|hier|seien?|deren|dessen|denen|wenn|denn|dann|worden"
    "|gewesen|unterdessen|inzwischen|etwa|sagte|erklärte|betonte|lobte|begrüßte|freute|mehr|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|erste[nrs]?|zweite[nrs]?|dritte[nrs]?|nächste[nrs]?|letzte[nrs]?"
    "|verschiedene[nr]?|zahlreiche[nr]?|etliche|wenige[nr]?|solche[nr]?|manche[nr]?|kommende[nr]?|jeweilige[nr]?|eigene[nrs]?"
)


def _by_letter(alternatives: str) -> str:
    """Order the alternatives of an expression by their first letter, so that few are tried where none fits.

    >>> _by_letter("der|eine?|die")
    'd(?:er|ie)|e(?:ine?)'
    """
    letters: dict[str, list[str]] = {}
    for alternative in alternatives.split("|"):
        letters.setdefault(alternative[0], []).append(alternative[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in letters.items())


#: a word that ends as an adjective does
_INFLECTED = r"[a-zäöüß][\wäöüß-]{0,40}(?:e|en|er|es|em)"
_ADJECTIVE = rf"(?!(?:{_by_letter(_NO_ADJECTIVE)})\s){_INFLECTED}"
_ADVERBS = "besonders|gemeinsam|fair|regional|energetisch|nachhaltig|ökologisch|sozial|möglichst|weniger|digital"
_NOUN = r"(?:[A-ZÄÖÜ][\wäöüß]{0,40}[-‐]\s(?:und|oder|bzw\.|sowie)\s)?(?:[A-Z]{2,5}\s)?[A-ZÄÖÜ][\wäöüß]{0,60}(?:[-‐/&][\wäöüßÄÖÜ]{1,40}){0,4}"
#: an adjective that opens a line: "Energiesparende Beleuchtung"; only where another capital follows it is its ending looked at
_CAPITAL = r"(?:(?=[A-ZÄÖÜ][a-zäöüß-]+\s[A-ZÄÖÜ])[A-ZÄÖÜ][a-zäöüß-]{2,40}(?:lich|isch|ig|end|bar|sam|ell|al|iv|ert|elt|tet|neuerbar|reich|arm|frei|los)e[rs]?\s(?=[A-ZÄÖÜ]))?"
#: what must stand where a phrase begins with a small letter: an adverb, or an adjective with the noun or another such word behind it
_GUARD = rf"(?=(?:{_ADVERBS})\s|(?={_INFLECTED}\s){_ADJECTIVE}\s(?:[A-ZÄÖÜ]|(?:und|oder)\s|{_INFLECTED}\s))"
_PHRASE_RE = shape(
    rf"(?<![\wäöüÄÖÜß-])(?:(?=[A-ZÄÖÜ]){_CAPITAL}{_NOUN}"
    rf"|{_GUARD}(?:(?:(?:{_ADVERBS})\s)?(?:{_ADJECTIVE}\s(?:und|oder)\s)?{_ADJECTIVE}\s)?(?:{_ADJECTIVE}\s)?{_NOUN})"
)
#: how a phrase goes on: a genitive, with or without article, or a preposition with its noun
_TAIL_RE = shape(
    rf"\s(?:der|des|eines|einer|ihrer|ihres|unserer|seiner|aller)\s(?:{_ADJECTIVE}\s)?{_NOUN}"
    rf"|\s(?!(?:oder|über|unter|aber|unserer|ihrer|seiner|weiter|immer|hinter|außer|wieder|später|bisher|der|einer|dieser|jeder|sehr|daher)\s)[a-zäöüß]{{1,40}}er\s{_NOUN}"
    r"|\s(?:in|im|auf|fürs?|von|vom|zum?|zur|mit|aus|beim?|an|am|gegen|vor|zwischen|über|nach|als|unter|durch|gegenüber|rund\sum)\s"
    rf"(?:(?:die|den|dem|der|das|des|eine?|einen|einem|einer|ihre[nrm]?|unsere[nr]?|allen?|ihr)\s)?(?:{_ADJECTIVE}\s)?{_NOUN}"
)
#: "von Schulen und Turnhallen": the tail's noun may be two
_PAIRED_RE = shape(rf"\sund\s(?:{_ADJECTIVE}\s)?{_NOUN}(?=[.;:,]|\s[a-zäöüß]|\Z)")
#: what stands between two members of an enumeration; a preposition or an article may be repeated
_BETWEEN_RE = shape(
    r"(?:\s?,\s?(?:(?:und|sowie|oder|aber\sauch|auch|außerdem|dazu|schließlich|zuletzt)\s)?|\s(?:und|sowie|oder|aber\sauch|ebenso\swie|wie\sauch|und\sauch|sowie\sauch|bzw\.|und\szuletzt|bis\shin\szu[rm]?|bis\szu[rm]?|über|neben)\s"
    r"|\s?/\s?|\s?[;·•|&]\s?|\s[–-]\s|\n)(?:(?:in|im|auf|für|von|vom|zum?|zur|mit|beim?|an|am|um|über|gegen)\s)?"
    r"(?:(?:die|den|dem|der|das|des|eine?|einen|einem|einer|eines|ihre[nmr]?|unsere[nmr]?|das\sThema|dem\sThema|die\sThemen)\s)?(?:(?:neue[nrs]?|bessere[nrs]?|eigene[nrs]?|leidige)\s)?"
)
_ARTICLE_RE = shape(r"\b([Dd]er|[Dd]ie|[Dd]as|[Dd]en|[Dd]es|[Ee]ine[srnm]?|[Dd]em)\s\Z")
#: what an article's adjective only says in passing: "das neue Heizungsgesetz", "ein eigenes Energiemanagement"
_WORN_RE = shape(r"(?:neu|besser|eigen|leidig)e[nrsm]?\s")
_GENITIVE_S_RE = shape(r"(?<=[a-zäöüß])(?<!s)(?:(?<=utz)es|s)\Z")
#: "keine Wärmepumpen", "ohne Photovoltaik"
_DENIED_RE = shape(r"\b(?:[Kk]eine?[nrms]?|[Oo]hne|[Ss]tatt|[Nn]icht)\s\Z")
#: an adjective that stands for a thing, and says nothing of one: "Grundsätzliches"
_NOUN_LIKE_RE = shape(r"[A-ZÄÖÜ][a-zäöüß]*(?:lich|isch|ig|ell|al|kret|akt)es")
_ARTICLE_CHARS = 8
#: no words that join two members are longer
_BETWEEN_CHARS = 60
_MOST_TAILS = 3
#: no sentence that speaks of topics holds more phrases; a longer one is a table or a list of names
_MOST_PHRASES = 60


class Phrase(NamedTuple):
    """A noun phrase. ``ends``: where it can end, after its noun and after each tail. ``paired``: its last tail has two nouns.

    ``inside``: it is the tail of another phrase. Unit: code points in the cleaned text.
    """

    start: int
    ends: tuple[int, ...]
    paired: bool
    inside: bool

    @property
    def stop(self) -> int:
        """Give where the phrase ends at the latest, its second noun left out."""
        return self.ends[-2] if self.paired else self.ends[-1]


def find_groups(text: str, start: int, end: int) -> list[list[Phrase]]:
    """Find the phrases of a stretch, those of one enumeration together; behind them their tails, each with what may be enumerated with it.

    >>> text = "Themen sind neue Pumpen, die Sanierung von Schulen sowie Carsharing."
    >>> [[text[one.start : one.stop] for one in group] for group in find_groups(text, 0, len(text))]
    [['Themen'], ['neue Pumpen', 'Sanierung von Schulen', 'Carsharing'], ['Schulen', 'Carsharing']]
    """
    groups: list[list[Phrase]] = []
    chain: list[Phrase] = []
    inner: list[Phrase] = []
    reached = inner_reached = -1  # where the last phrase of the chain ends, and of the enumeration in its tail
    for match in _PHRASE_RE.finditer(text, start, end):
        begin, stop = match.span()
        inside = begin < reached
        # a tail begins with a blank and a small letter
        tail = _TAIL_RE.match(text, stop, end) if stop + 1 < end and text[stop + 1].islower() else None
        phrase = _extend(text, begin, stop, tail.end(), end, inside=inside) if tail else Phrase(begin, (stop,), False, inside)
        stop = phrase.stop if tail else stop
        joined = (
            not inside
            and 0 < begin - reached <= _BETWEEN_CHARS
            and bool(chain)
            and _BETWEEN_RE.fullmatch(text, reached, begin) is not None
        )
        if joined and inner and inner_reached == reached:
            inner.append(phrase)  # "Kräfte bei Pumpen und Lüftung": the enumeration may be the tail's
            inner_reached = stop
        if inside:
            inner = [phrase]
            inner_reached = stop
            groups.append(inner)
        else:
            reached = stop
            if joined:
                chain.append(phrase)
            else:
                chain, inner = [phrase], []
                groups.append(chain)
        if len(groups) > _MOST_PHRASES:
            break
    return groups


def _extend(text: str, start: int, stop: int, further: int, end: int, *, inside: bool) -> Phrase:
    """Give a phrase, of which the first tail is known, all the ends it can have."""
    ends = [stop, further]
    while len(ends) <= _MOST_TAILS and (tail := _TAIL_RE.match(text, ends[-1], end)):
        ends.append(tail.end())
    pair = _PAIRED_RE.match(text, ends[-1], end)
    return Phrase(start, (*ends, pair.end()) if pair else tuple(ends), pair is not None, inside)


def topic_value(view: View, start: int, end: int, floor: int, *, dative: bool) -> tuple[int, int, str] | None:
    """Give a phrase as a topic: without article, in the nominative; None where it can be no topic.

    Shape: (start, end, value).
    """
    before = _ARTICLE_RE.search(view.text, max(floor, start - _ARTICLE_CHARS), start)
    article = before[1].lower() if before else ""
    worn = _WORN_RE.match(view.text, start, end) if before else None
    start = worn.end() if worn else start
    if _DENIED_RE.search(view.text, max(floor, start - _ARTICLE_CHARS), start):
        return None
    if view.text.endswith("es", start, end) and _NOUN_LIKE_RE.fullmatch(view.text, start, end):
        return None
    genitive = article in {"des", "eines"}
    trimmed = trim_member(view, start, end, dative=dative or genitive or article in {"dem", "einem"})
    if trimmed is None or worn:
        return trimmed
    value = trimmed[2]
    if article in {"der", "das"} and not dative and view.text[trimmed[0] : trimmed[1]].partition(" ")[0].endswith("e"):
        value = without_article(value, article)
    elif genitive:
        words = value.split(" ")
        noun = next((place for place, word in enumerate(words) if word[:1].isupper()), 0)
        words[noun] = _GENITIVE_S_RE.sub("", words[noun])
        value = nominative_topic(" ".join(words), dative=True)
    return trimmed[0], trimmed[1], value
