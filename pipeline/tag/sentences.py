"""Splits a segment into sentences: at stops, none of which belongs to an abbreviation, an ordinal or an initial."""

from collections.abc import Iterator

from pipeline.shapes import shape

_ABBREVIATIONS = frozenset(
    ["z", "b", "d", "h", "u", "a", "bzw", "ca", "nr", "st", "dr", "prof", "dipl", "ing", "inkl", "mio", "mrd", "tel", "ggf", "etc", "ff", "vgl", "sog", "i", "r", "hrsg", "abs", "art", "max", "min", "mind", "gem", "lt", "evtl", "usw", "jan", "feb", "febr", "mär", "apr", "aug", "sep", "sept", "okt", "nov", "dez", "str", "bspw", "co", "zzt", "zz", "ehem", "geb", "verw", "insb", "insbes", "einschl", "exkl", "rd", "tsd", "o", "ä", "e", "v", "s", "m", "n", "p", "bd", "jg", "kfm", "med", "phil", "rer", "nat", "jur", "gde", "phys", "geogr", "volksw", "betriebsw", "kffr", "biol", "chem", "math"]
)  # fmt: skip
#: a stop and what makes it the end of a sentence: blanks and a capital or digit behind it, or the end of its line. Each alternative
#: begins at the stop, which the engine finds ten times faster than a pattern that may begin anywhere
_STOP_RE = shape(
    r"[.!?…](?:(?<![.!?…].)[.!?…]*[\"“”»«')\]]*\s++(?=[\"„“»«'(\[–-]*\s*[A-ZÄÖÜ0-9])|(?<=[!?…])[\"“”]*\s*\n|(?<=[.!?])(?P<blank>\s*\n+))",
)
#: no sentence is longer; what has no full stop for so long is cut, since each mention reads its whole sentence
_MAX_SENTENCE_CHARS = 4000
#: how far before a full stop its word begins, at most
_WORD_CHARS = 24
_LAST_WORD_RE = shape(r"\w+\Z")
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
        if stop - begin > _MAX_SENTENCE_CHARS:
            yield from _shortened(text, begin, stop)
        else:
            yield begin, stop


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
        stop, after = match.span()
        if match.lastgroup is not None:
            yield begin, match.start("blank")
        else:
            if text[stop] == "." and _is_inside(text, begin, stop, after):
                continue
            yield begin, stop + len(match.group().rstrip())
        begin = after
    if begin < end:
        yield begin, end


def _is_inside(text: str, begin: int, stop: int, after: int) -> bool:
    """Say whether the full stop belongs to an abbreviation, an ordinal or an initial."""
    token = text[max(begin, stop - _WORD_CHARS) : stop].rpartition(" ")[2]
    if not token.isalnum():
        word = _LAST_WORD_RE.search(token)
        if word is None:
            return False
        token = word.group()
    if len(token) == 1:
        return not token.isdigit() or _MONTH_START_RE.match(text, after) is not None
    if token.isdigit():
        return len(token) == 2 and _MONTH_START_RE.match(text, after) is not None  # noqa: PLR2004 - a year may end a sentence
    token = token.lower()
    return token in _ABBREVIATIONS and not (token in {"etc", "usw", "str"} and text[after : after + 1].isupper())
