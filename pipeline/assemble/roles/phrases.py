"""Where a noun phrase begins: its determiner and adjectives, and the preposition that governs it."""

import re

from pipeline.shapes import shape

DETERMINER = r"(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:e[nrms]?)?|[Uu]nser(?:e[nrms]?)?|[Ii]hr(?:e[nrms]?)?|[Ss]ein(?:e[nrms]?)?|[Dd]iese[nrms]?|[Jj]ene[nrms]?)"
_DETERMINERS = frozenset(
    [f"d{ending}" for ending in ("er", "ie", "as", "en", "em", "es")]
    + [stem + ending for stem in ("ein", "unser", "ihr", "sein") for ending in ("", "e", "en", "er", "em", "es")]
    + [stem + ending for stem in ("diese", "jene") for ending in ("", "n", "r", "m", "s")]
)
_ADJECTIVE_ENDINGS = ("e", "en", "er", "em", "es")
_TOWN_ENDINGS = ("er", *(stem + ending for stem in ("isch", "lich") for ending in _ADJECTIVE_ENDINGS))
#: those that are nothing else: "Einer" may as well be one from "Einen"
_PLAIN_DETERMINERS = _DETERMINERS | {word.title() for word in _DETERMINERS if word == "der" or not word.endswith("er")}
_BLANKS = " \u00a0\n"
#: what the last word of a noun phrase before its noun ends in; and that, or a sign it begins behind, where a line ends
_PHRASE_LETTERS = "enrms" + _BLANKS
_BEFORE_BREAK = 'enrms(„"'
_PHRASE_CHARS = 60
_PREPOSITION_CHARS = 24
_TOWN_ADJECTIVE = r"[A-ZÄÖÜ][a-zäöüß]+(?:er|isch(?:e[nrms]?)|lich(?:e[nrms]?))[ \u00a0\n]"
_ADJECTIVES = rf"(?:(?!{DETERMINER}[ \u00a0\n])[a-zäöüß][\wäöüß-]*e[nrms]?[ \u00a0\n]|{_TOWN_ADJECTIVE}){{0,2}}"
_NP_START_RE = shape(rf"(?:(?<=[\s(„\"])|^)({DETERMINER}[ \u00a0\n]+{_ADJECTIVES}|(?:{_TOWN_ADJECTIVE})?)$")
_PREPOSITIONS = (
    "gemeinsam mit|zusammen mit|in Zusammenarbeit mit|in Kooperation mit|zugunsten|unter|vonseiten|von Seiten|von|vom|durch|seitens|über|mit|bei|beim|an|ans|am|für"
    "|fürs|in|im|aus|nach|zu|zum|zur|auf|neben|außer|sowie|gegenüber|laut|ohne|statt|anstelle|wie|als|um|zwischen|gegen|vor|trotz|wegen|dank|seit|gemäß"
)
_PREPOSITION_RE = shape(rf"(?<!\w)({_PREPOSITIONS})[ \u00a0\n]+$", re.IGNORECASE)
_PREPOSITION_ENDS = frozenset(words.rsplit(" ", 1)[-1].lower() for words in _PREPOSITIONS.split("|"))


def find_phrase(text: str, floor: int, position: int) -> tuple[int, str]:
    """Find where the noun phrase begins whose noun stands at a position, and its determiner, lower case.

    The word before tells most cases; the expression is asked where that may be an adjective or does not stand free.
    """
    low = max(floor, position - _PHRASE_CHARS)
    if position <= low:
        return position, ""
    blank, last = text[position - 1], text[position - 2 : position - 1]
    if blank == "\n":
        if last and last not in _BEFORE_BREAK and not last.isspace():
            return position, ""
    elif blank not in _BLANKS or last not in _PHRASE_LETTERS:
        return position, ""
    elif last.isalpha() and position - 1 > low:
        word = text[low : position - 1].rsplit(None, 1)[-1]
        begin = position - 1 - len(word)
        if word in _PLAIN_DETERMINERS:
            if begin > low and text[begin - 1] in _BLANKS:
                return begin, word.lower()
        elif word.isalpha() and not word.endswith(_TOWN_ENDINGS if word[0].isupper() else _ADJECTIVE_ENDINGS):
            return position, ""
    match = _NP_START_RE.search(text, low, position)
    np_start = match.start(1) if match else position
    determiner = (text[np_start:position].split() or [""])[0].lower()
    return np_start, determiner if determiner in _DETERMINERS else ""


def find_preposition(text: str, floor: int, position: int) -> re.Match[str] | None:
    """Find the preposition right before a noun phrase."""
    low = max(floor, position - _PREPOSITION_CHARS)
    if position <= low or text[position - 1] not in _BLANKS:
        return None
    word = text[low:position].rsplit(None, 1)[-1:]
    if (
        word
        and word[0].isascii()
        and (not word[0][-1].isalpha() or (word[0].isalpha() and word[0].lower() not in _PREPOSITION_ENDS))
    ):
        return None
    return _PREPOSITION_RE.search(text, low, position)
