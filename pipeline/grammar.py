"""German grammar that several rooms share: gaps between list members, nominative forms. Words are data, elsewhere."""

import re
from functools import lru_cache

from pipeline.shapes import shape

#: what may stand between two members of one list; a conjunction may bring its own article
LIST_GAP_RE = shape(
    r"\s*(?:,\s*(?:und|sowie|u\.)?|;|/|\||•|·|&|\n|\t|–(?=\s)|\s-(?=\s)|\bund\b|\bu\.|\bsowie\b|\bwie auch\b|\bals auch\b|\bbzw\.|\boder\b)\s*"
    r"(?:auch\s+|ebenso\s+|schließlich\s+|zudem\s+|jeweils\s+|natürlich\s+|ferner\s+|außerdem\s+|erneut\s+|ebenfalls\s+|zuletzt\s+)?"
    r"(?:(?:die|der|den|dem|das|des|von|vom|seine[nmr]?|ihre[nmr]?|deren|dessen)\s+)?",
)

_FEMININE_RE = shape(
    r"(?:ung|schaft|heit|keit|ität|tur|ale|kasse|bank|schule|kammer|stiftung|akademie|initiative|allianz|union|region|gruppe|stelle|zentrale|agentur|aktion|kommission|regierung|stadt|gemeinde|GmbH|AG|KG|eG|runde|kooperation|in|plattform)$"
)
_NEUTER_RE = shape(
    r"(?:amt|institut|büro|zentrum|ministerium|werk|präsidium|netz|bündnis|unternehmen|forum|cluster|projekt|team|land|referat|werkstatt)$",
    re.IGNORECASE,
)
_PLURAL_RE = shape(r"(?:werke|netzwerke|kommunen|städte|betriebe|gemeinden)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def ending_of(noun: str) -> str:
    """Give the ending an adjective takes before a noun, nominative without article, judged by the noun's own ending.

    >>> ending_of("Netzwerk"), ending_of("Energieagentur"), ending_of("Pakt")
    ('es', 'e', 'er')
    """
    if _PLURAL_RE.search(noun):
        return "e"
    if _FEMININE_RE.search(noun):
        return "e"
    if _NEUTER_RE.search(noun):
        return "es"
    return "er"


#: what a part of a university begins with
CHAIR_RE = shape(r"(?:Lehrstuhl|Institut|Fachbereich|Fakultät|Professur|Fachgebiet|Umwelt-Campus|Campus)\b")
_ADJECTIVE_RE = shape(r"([A-ZÄÖÜa-zäöü][\wäöüß-]*?[a-zäöüß])(?:e|er|es|en|em)$")


@lru_cache(maxsize=4096)
def nominative_adjective(word: str, noun: str) -> str:
    """Bring an attributive adjective into the nominative its noun asks for.

    >>> nominative_adjective("Kommunalen", "Energieeffizienz-Netzwerk")
    'Kommunales'
    >>> nominative_adjective("Bremer", "Energieagentur")
    'Bremer'
    """
    if word.endswith("er") and word[0].isupper() and not word.endswith(("ischer", "licher", "aler", "ster", "iger", "ener")):
        return word
    match = _ADJECTIVE_RE.match(word)
    return match[1] + ending_of(noun) if match else word


def clean_spaces(words: str) -> str:
    r"""Join words that a line break or several blanks part.

    >>> clean_spaces("Stadtwerke\n  Lage")
    'Stadtwerke Lage'
    """
    return " ".join(words.split())
