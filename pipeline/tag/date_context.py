"""What stands around a match of the date grammar, and whether a date may stand there."""

from typing import NamedTuple

from pipeline.shapes import shape
from schemas.time import TimePoint

DIGITS = "mdnYyN"
_NO_WORD = " |.,/-():#'%"
#: classes before a month or season without a year: "im Mai", "Ende Mai"; "der Mai" and "August Müller" are none
_BARE_PERIOD_CUES = "ilbsatzCEVPO&G"
#: classes before "15.1.": without one it may be the number of a section
_SHORT_DAY_CUES = "lbsatzCpEWw(~uV"
#: classes before a year that lies before 1990 or after 2060
_OLD_YEAR_CUES = "UsablVzEiCt(~PSMBO"


class Found(NamedTuple):
    """Hold a stretch of tokens that the grammar matched, with what stands around it. Unit: tokens, half-open."""

    tokens: list[str]
    codes: str
    start: int
    end: int

    @property
    def own(self) -> tuple[list[str], str]:
        """Give the tokens and classes inside."""
        return self.tokens[self.start : self.end], self.codes[self.start : self.end]

    def before(self) -> str:
        """Give the class of the word before, one blank skipped; "|" at the edge."""
        at = self.start - 2 if self.start > 1 and self.codes[self.start - 1] == " " else self.start - 1
        return self.codes[at] if at >= 0 else "|"

    def behind(self) -> str:
        """Give the class of the word behind, one blank skipped; "|" at the edge."""
        at = self.end + 1 if self.codes[self.end : self.end + 1] == " " else self.end
        return self.codes[at] if at < len(self.codes) else "|"


def is_glued(found: Found) -> bool:
    """Say whether a match hangs on something longer without a blank: a link, an amount, a number of a file."""
    return _is_glued_before(found) or _is_glued_behind(found)


def _is_glued_before(found: Found) -> bool:
    """Look left: "/2020/07/", "204.595", "ISO-2020"."""
    if found.start == 0 or (mark := found.codes[found.start - 1]) in " |('":
        return False
    if mark in "/%" or (mark == "#" and found.tokens[found.start - 1] in "@=?+*~\\<#"):
        return True
    if mark not in ".,:-" or found.start == 1:
        return False
    other = found.codes[found.start - 2]
    return other not in _NO_WORD and (mark in ".-" or other in DIGITS)


def _is_glued_behind(found: Found) -> bool:
    """Look right: "2020,50", "2020.pdf", "Juli-Sitzung", "2012/27/EU"."""
    if found.end + 1 >= len(found.codes) or (mark := found.codes[found.end]) in " |)":
        return False
    other = found.codes[found.end + 1]
    if mark == "#":
        return found.tokens[found.end] in "@=" and other not in _NO_WORD
    if mark not in "./-,:" or other in _NO_WORD:
        return False
    if other in DIGITS:
        return True
    if mark == "-":
        return found.codes[found.end - 1] not in "UJj"
    return (mark == "." and found.tokens[found.end + 1][0].islower()) or (mark == "/" and other == "R")


def is_behind_number(found: Found) -> bool:
    """Say whether a month stands behind a number that is no day of it: "32. Oktober 2015"."""
    before = found.codes[: found.start].rstrip(" ")
    return found.codes[found.start] in "MB" and before.endswith(".") and before[-2:-1] in {*DIGITS}


def is_reference(found: Found) -> bool:
    """Say whether the number behind a label is a reference: "Nr. 7/2023", "Agenda 2030", "DIN 2020"."""
    at = found.start - 1
    while at >= 0 and at > found.start - 5 and found.codes[at] in " .:(":
        at -= 1
    return at >= 0 and found.codes[at] == "R"


def is_behind_digits(found: Found) -> bool:
    """Say whether digits stand before digits, only a blank between: "0521 2020-12" is a telephone number."""
    return found.codes[found.start] in DIGITS and found.codes[found.start - 1 : found.start] == " " and found.before() in DIGITS


def is_bare_year(found: Found) -> bool:
    """Say whether a year without a month is one, and no count, amount, or part of a telephone number."""
    codes = found.codes[found.start : found.end]
    before, behind = found.before(), found.behind()
    if behind == "%" or (codes[0] in "~V" and behind in "X%") or (before == "z" and behind == "u"):
        return False
    if "y" in codes and "Y" not in codes and int(found.tokens[found.end - 1]) < _MODERN:
        return _is_bare_old_year(found, before, behind)
    if "Y" not in codes and codes[0] == "y":
        return before in _OLD_YEAR_CUES
    if before in "mdnNyHQMB" or (codes[0] == "Y" and before in "~V" and behind == "X"):
        return False
    return behind not in "mdnNy" or before in "iU" or found.codes[found.end] != " "


def _is_bare_old_year(found: Found, before: str, behind: str) -> bool:
    """Say whether a number below 1900 is a year: "um 1700", "(1724", "seit 1848"; most such numbers count something."""
    if behind in "X%" or is_before_noun(found):
        return False
    around = found.tokens[found.start].lower() == "um" or found.codes[found.start] == "y"
    return around and (before in _ANCIENT_YEAR_CUES or found.codes[found.start] == "~")


def is_told_year(found: Found) -> bool:
    """Say whether a year before 1990 without a cue before it is one by what follows: "1983 folgte", "gegründet 1954."."""
    if found.codes[found.start : found.end] != "y" or found.before() in "mdnNyY%R~#V79":
        return False
    earlier = found.tokens[: found.start]
    word = next((token.lower() for token in reversed(earlier) if token[0].isalpha()), "")
    if word in _COUNTING or word.endswith(("nummer", "straße")):
        return False
    behind = found.behind()
    if behind == "x":
        return not is_before_noun(found)
    if behind in ".,|":
        return found.before() == "x" and word.endswith(("t", "en", "ung", "rt"))
    return behind in "p)is" and found.before() in "|,.(x"


def is_before_noun(found: Found) -> bool:
    """Say whether a small word and a noun follow: "1950 neue Wohnungen"; "1950 wurde Bonn" has a verb there."""
    rest = found.codes[found.end : found.end + 4]
    if rest != " x X":
        return False
    return not _FINITE_RE.fullmatch(found.tokens[found.end + 1])


_MODERN = 1900
_ANCIENT_YEAR_CUES = "UsaMSBOP("
#: verbs and prepositions before a number that counts
_COUNTING = frozenset({
    "ist", "sind", "war", "waren", "wäre", "wären", "sei", "seien", "mit", "auf", "über", "unter", "bei", "um", "gegen", "als",
    "nur", "noch", "insgesamt", "zählt", "zählte", "kostet", "kosten", "beträgt", "betrug", "von", "haus", "platz", "etwa",
})  # fmt: skip
_FINITE_RE = shape(r"\w+(?:te|ten)|wurden?|war|waren|ist|kam|kamen|gab|ging|gingen|fand|fiel|starb|schrieb|begann|nahm|zog|hatten?")


def is_bare_period(point: TimePoint, found: Found) -> bool:
    """Say whether a period without a year is one: months and seasons need a preposition before them."""
    codes = found.codes[found.start : found.end]
    if point.week is not None or any(code in codes for code in "HQ2") or point.part is not None:
        return True
    if codes[0] not in "MSqeO":
        return codes[0] != "B" and point.weekday is not None
    before = found.before()
    article = found.start - (1 if found.codes[found.start - 1] != " " else 2)
    if before == "p" and codes[0] in "SM" and found.codes[:article].rstrip(" ")[-1:] in {*"sabV"}:  # "seit dem Frühjahr"
        return True
    if before == "p" and codes[0] == "S":  # "den Winter über"
        return found.tokens[found.end + 1 : found.end + 2] == ["über"]
    if before in "u," and codes in {"M", "S"}:  # "im Juni und Juli"
        earlier = found.codes[: found.start].rstrip(" u,")
        return earlier[-1:] in "MS" and bool(earlier)
    return codes[0] == "O" or (before in _BARE_PERIOD_CUES and (before != "l" or found.behind() != "X" or codes[0] == "S"))


#: what announces a day behind a colon: "Frist: 31.1."
_DEADLINE_RE = shape(r"(?:[Ff]rist|[Tt]ermin|[Ss]tichtag|[Bb]eginn|[Ee]nde|[Ss]tart|[Ss]chluss|Wann|[Dd]atum)$")


def is_short_day(found: Found) -> bool:
    """Say whether "15.1." is a day: behind a preposition or weekday, or written with both zeros and not as a heading."""
    tokens, codes = found.own
    if codes[0] in "Ww":
        return True
    before = found.before()
    if before in _SHORT_DAY_CUES:
        return found.behind() != "%"
    if before == ":" and any(_DEADLINE_RE.search(token) for token in found.tokens[max(0, found.start - 12) : found.start]):
        return True
    full = all(len(token) == 2 for token, code in zip(tokens, codes, strict=True) if code in DIGITS)  # noqa: PLR2004
    return full and before not in "|#R" + DIGITS and found.behind() not in "%X"
