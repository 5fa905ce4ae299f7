"""German grammar that several rooms share: sentences, gaps between list members, nominative forms. Words are data, elsewhere."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.shapes import shape

#: what may stand between two members of one list; a conjunction may bring its own article
LIST_GAP_RE = shape(
    r"\s*(?:,\s*(?:und|sowie|u\.)?|;|/|\||•|·|&|\n|\t|–(?=\s)|\s-(?=\s)|\bund\b|\bu\.|\bsowie\b|\bwie auch\b|\bals auch\b|\bbzw\.|\boder\b)\s*"
    r"(?:auch\s+|ebenso\s+|schließlich\s+|zudem\s+|jeweils\s+|natürlich\s+|ferner\s+|außerdem\s+|erneut\s+|ebenfalls\s+|zuletzt\s+)?"
    r"(?:(?:die|der|den|dem|das|des|von|vom|seine[nmr]?|ihre[nmr]?|deren|dessen)\s+)?",
)

_ABBREVIATIONS = frozenset(
    ["z", "b", "d", "h", "u", "a", "bzw", "ca", "nr", "st", "dr", "prof", "dipl", "ing", "inkl", "mio", "mrd", "tel", "ggf", "etc", "ff", "vgl", "sog", "i", "r", "hrsg", "abs", "art", "max", "min", "mind", "gem", "lt", "evtl", "usw", "jan", "feb", "febr", "mär", "apr", "aug", "sep", "sept", "okt", "nov", "dez", "str", "bspw", "co", "zzt", "zz", "ehem", "geb", "verw", "insb", "insbes", "einschl", "exkl", "rd", "tsd", "o", "ä", "e", "v", "s", "m", "n", "p", "bd", "jg", "kfm", "med", "phil", "rer", "nat", "jur", "gde", "phys", "geogr", "volksw", "betriebsw", "kffr", "biol", "chem", "math"]
)  # fmt: skip
_STOP_RE = shape(r"(?<![.!?…])[.!?…]+[\"“”»«')\]]*\s++(?=[\"„“»«'(\[–-]*\s*[A-ZÄÖÜ0-9])|[!?…][\"“”]*\s*\n|(?<=[.!?])\s*\n+")
#: no sentence is longer; what has no full stop for so long is cut, since each mention reads its whole sentence
_MAX_SENTENCE_CHARS = 4000
_LAST_WORD_RE = shape(r"(\w+)\.$")
_MONTH_START_RE = shape(
    r"\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Halbjahr|Quartal|Platz|Auflage|Netzwerk|Energie|Klima|Kommunal|Bürgermeister|Generation|Sitzung|und |bis )"
)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split one segment at sentence ends that are none of an abbreviation, an ordinal or an initial.

    What is longer than any sentence, a table without stops for one, is cut at blanks.

    >>> text = "Am 1. Juli startete es z. B. in Lage. Dr. A. Muster sprach."
    >>> [text[a:b] for a, b in split_sentences(text, 0, len(text))]
    ['Am 1. Juli startete es z. B. in Lage.', 'Dr. A. Muster sprach.']
    """
    for begin, stop in _sentences(text, start, end):
        yield from _shortened(text, begin, stop) if stop - begin > _MAX_SENTENCE_CHARS else ((begin, stop),)


def _shortened(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch that is too long for a sentence, at blanks where it has some."""
    while stop - begin > _MAX_SENTENCE_CHARS:
        limit = begin + _MAX_SENTENCE_CHARS
        blank = max(text.rfind(" ", begin + 1, limit), text.rfind("\n", begin + 1, limit))
        cut = blank + 1 if blank > 0 else limit
        yield begin, blank if blank > 0 else limit
        begin = cut
    yield begin, stop


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _STOP_RE.finditer(text, start, end):
        if text[match.start()] == "." and _is_inside(text, begin, match.start(), match.end()):
            continue
        yield begin, match.end() - (len(match.group()) - len(match.group().rstrip()))
        begin = match.end()
    if begin < end:
        yield begin, end


def _is_inside(text: str, begin: int, stop: int, after: int) -> bool:
    """Say whether the full stop belongs to an abbreviation, an ordinal or an initial."""
    word = _LAST_WORD_RE.search(text, max(begin, stop - 24), stop + 1)
    if word is None:
        return False
    token = word[1]
    if token.isdigit():
        return len(token) <= 2 and bool(_MONTH_START_RE.match(text, after))  # noqa: PLR2004 - a year may end a sentence
    if len(token) == 1:
        return True
    return token.lower() in _ABBREVIATIONS and not (token.lower() in {"etc", "usw", "str"} and text[after : after + 1].isupper())


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
