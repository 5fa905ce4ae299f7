"""The words of a network's name and before it: the head in the nominative singular, adjectives, articles, ordinals."""

import re
from functools import lru_cache

from pipeline.grammar import clean_spaces, nominative_adjective
from pipeline.lexicon import Hit
from pipeline.shapes import shape

_LOWER_LEFT_RE = shape(r"((?:(?<![\w-])[a-zäöüß][\wäöüß-]*?(?:e|er|es|en|em),?\s(?:und\s)?){1,4})$")
_ARTICLES = (
    r"(der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|diese[srmn]?|unsere?[srmn]?|vom|zum|zur|im|am|beim|ins|keine?[nsmr]?|ihre?[nsmr]?|seine?[nsmr]?|jede[sm]|solche?[sm]?|"
    r"weitere[sn]?|viele|zahlreiche|mehrere|einige|alle|aller|beide[nr]?|andere[ns]?|zwei|drei|vier)"
)
_ARTICLE_RE = shape(rf"(?<![\w-]){_ARTICLES}\s+(?:Projekte?s?\s|Vorhabens?\s)?$", re.IGNORECASE)
_ARTICLE_WORD_RE = shape(_ARTICLES, re.IGNORECASE)
_BEHIND_ARTICLE = ("projekt", "projekts", "projekte", "projektes", "vorhaben", "vorhabens")
_ARTICLE_REACH = 30
#: what the words end in that ``_LOWER_LEFT_RE`` takes
_LOWER_ENDS = ("e", "er", "es", "en", "em", "und")
_LOWER_REACH = 80
_ORDINALS = {"erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "fünft": 5, "sechst": 6, "siebt": 7, "neunt": 9, "zehnt": 10}
ORDINAL_RE = shape(
    r"\b(erst|zweit|dritt|viert|fünft|sechst|siebt|neunt|zehnt)e[nrsm]?\b|(?<![\w.])(\d{1,2})\.(?=\s)", re.IGNORECASE
)
_PLURAL_RE = shape(
    r"(?:netzwerke|netzwerken|netze|netzen|bündnisse|bündnissen|pakte|pakten|tische|tischen|allianzen|verbünde|verbünden|gemeinschaften|initiativen|konvois|kreise|kreisen|gruppen)",
    re.IGNORECASE,
)
_SINGULAR_RE = shape(
    r"(?<=werk)(?:e|en|s|es)$|(?<=netz)(?:e|en|es)$|(?<=nis)(?:ses|se|sen)$|(?<=pakt)(?:e|en|s|es)$|(?<=tisch)(?:e|en|s|es)$|(?<=bund)(?:s|es)$|(?<=konvoi)s$|(?<=kreis)(?:es|e|en)$|(?<=schaft)en$|(?<=gruppe)n$|(?<=allianz)en$|(?<=initiative)n$|(?<=schluss)es$|(?<=forum)s$",
    re.IGNORECASE,
)
PART_GAP_RE = shape(r"[-\s]")
#: the letters that every ending ends in which ``_SINGULAR_RE`` takes off, and the longest of them
_SINGULAR_LETTERS, _LONGEST_ENDING = frozenset("ensENSſ"), 4
ADJECTIVE_FORM_RE = shape(
    r"(?:isch|lich|al|iv|ig|neu|erst|zweit|dritt|ell|nah|weit|fähig|arm|frei|bewusst|gerecht|stark|grün|end|neutral)e[nrsm]?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_plural(head: str) -> bool:
    """Say whether a head speaks of several networks."""
    lowered = head.lower()
    return (
        lowered.endswith(("e", "en", "ois", "ünde", "ünden"))
        and _PLURAL_RE.search(lowered[-12:]) is not None
        and singular(lowered) != lowered
    )


@lru_cache(maxsize=4096)
def singular(head: str) -> str:
    """Give the head noun in the nominative singular.

    >>> singular("Energieeffizienz-Netzwerks"), singular("Mobilnetze"), singular("Bündnisses")
    ('Energieeffizienz-Netzwerk', 'Mobilnetz', 'Bündnis')
    """
    if head.lower().endswith("verbünde"):
        return head[:-5] + "bund"
    if head[-1:] not in _SINGULAR_LETTERS:
        return head
    ending = _SINGULAR_RE.search(head, max(0, len(head) - _LONGEST_ENDING))
    return head[: ending.start()] if ending else head


def nominative(phrase: str, hit: Hit) -> str:
    """Bring adjectives and head into the nominative singular: "Kommunalen Energieeffizienz-Netzwerks"."""
    head = singular(hit.surface)
    left = phrase[: len(phrase) - len(hit.surface)].split()
    if not left:
        return head
    noun = PART_GAP_RE.split(head)[-1] or head
    words = [nominative_adjective(word, noun) if ADJECTIVE_FORM_RE.search(word) else word for word in left]
    return " ".join([*words, head])


def read_before(text: str, start: int) -> tuple[str, str]:
    """Read adjectives in small letters before a name, and the article before those."""
    lower = lower_left(text, start)
    adjectives = clean_spaces(lower[1]) if lower else ""
    article = _article_before(text, start)
    if article is None and lower:
        words = lower[1].split()
        article = _article_before(text, lower.start())
        if article is None and _ARTICLE_WORD_RE.fullmatch(words[0]):
            return " ".join(words[1:]), words[0].lower()
    return adjectives, article or ""


def lower_left(text: str, start: int) -> re.Match[str] | None:
    """Find the adjectives in small letters before a place; most have an article or a verb there, which a look at one word tells."""
    if not text[start - 1 : start].isspace():
        return None
    words = text[max(0, start - _ARTICLE_REACH) : start].rsplit(None, 1)
    word = words[-1].rstrip(",") if words else ""
    if words and (not word.endswith(_LOWER_ENDS) or (len(words) > 1 and word.isalpha() and word[0].isupper())):
        return None
    return _LOWER_LEFT_RE.search(text, max(0, start - _LOWER_REACH), start)


def _article_before(text: str, start: int) -> str | None:
    """Read the article that ends right before a place, "Projekt" or "Vorhaben" allowed between; in small letters."""
    if not text[start - 1 : start].isspace():
        return None
    words = text[max(0, start - _ARTICLE_REACH) : start].rsplit(None, 1)
    word = words[-1] if words else ""
    if len(words) > 1 and word.isalpha() and word.lower() not in _BEHIND_ARTICLE:
        return word.lower() if _ARTICLE_WORD_RE.fullmatch(word) else None
    found = _ARTICLE_RE.search(text, max(0, start - _ARTICLE_REACH), start)
    return found[1].lower() if found else None


def read_ordinal(words: str) -> int | None:
    """Read "zweites", "2." among the words before a head."""
    match = ORDINAL_RE.search(words) if words != " " else None
    if match is None:
        return None
    return int(match[2]) if match[2] else _ORDINALS.get(match[1].lower())
