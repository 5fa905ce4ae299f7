"""Grammar of German dates as patterns over word classes, and the parts that a matched stretch says.

Every token of a text is one letter (see ``date_words.WordClasses``), so that "von Juli 2020 bis November 2023" reads
``l M Y b M Y``. In the patterns below a blank may stand in the text or not, ``_`` must be one.
"""

import re
from calendar import monthrange
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from pipeline.shapes import shape
from pipeline.tag.date_letters import beginning_with
from pipeline.tag.date_words import WordClasses
from schemas.time import Shift, TimePoint, Unit

_YEAR = "[Yy]"
_MONTH = r"(?:M|B\.?)"
#: "Mai 1500 Besucher" names no year
_YEAR_OF = rf"(?:,? (?:Y|y(?![ ]%))|_'[mdn]| p_U_{_YEAR}|_(?:p_)?D_U|_(?:p_)?F|_(?:p_)?>_U|_;\.? \"\.?)"
_WEEKDAY = r"(?:(?:W|w\.?) ,? (?:p_)?)?"
_NUMBER = r"(?:[mdnNy](?:,[mdnN])?|c|f)"
_UNIT = "[UOKTZHQ1]"
#: "rund", "mehr als", "mindestens"
_ABOUT = r"(?:~\.?_|6_7_|9_)"

_NUMERIC_DAY = (
    rf"[md]\. m\. {_YEAR}|[md]\.m\.[mdn]|[md]-m-{_YEAR}|[md]-m-[mdn]|[md]/m/{_YEAR}|{_YEAR}-m-[md]|{_YEAR}\.m\.[md]|{_YEAR}/m/[md]"
)
_NAMED_DAY = rf"(?:[md]\.?|o_) {_MONTH}{_YEAR_OF}?|{_MONTH}_[md],?_{_YEAR}"
_DAY = rf"{_WEEKDAY}(?:{_NUMERIC_DAY}|{_NAMED_DAY}|[md]\. m\.)|(?:W|w\.?)_{_MONTH}_[md]"
_MONTHLY = rf"(?:P_(?:p_)?)?(?:O_)?{_MONTH}(?:{_YEAR_OF}|_n)?|m [/-] {_YEAR}|m\. {_YEAR}|{_YEAR} [/-] m"
_SEASONAL = rf"(?:P_(?:p_)?)?S(?:_{_YEAR} [/-] (?:{_YEAR}|[mdn])|{_YEAR_OF})?"
_GROUPED = (
    rf"(?:P_(?:p_)?)?(?:m\.|o_|r\.?_) [HQ](?: [/-] {_YEAR}|{_YEAR_OF})?|[qe](?: [/-]? {_YEAR})?|{_YEAR} [/-]? [qe]|r / {_YEAR}"
    rf"|(?:m\.|o_) 2_(?:p_)?(?:U_)?{_YEAR}|(?:m\.|o_) 2_(?:p_D_U|p_U)"
)
_WEEKLY = rf"k\.? [mdn](?: [/.,]? {_YEAR}|{_YEAR_OF})?|[mdn]\. k(?: / {_YEAR}|{_YEAR_OF})?"
_YEARLY = rf"P_(?:p_)?(?:U_)?{_YEAR}|I(?:{_YEAR_OF})?|P(?:_p_U|_(?:p_)?D_[UOKQH]|_(?:p_)?F|_p_[OK])|U_{_YEAR}|~\.?_{_YEAR}|{_YEAR}"
_RELATIVE = (
    rf"D_U_i_[MS]|D_[WUOKSQHM4]|G_[WT]|A|F|[Vi]_{_ABOUT}?(?:{_NUMBER}|v)_{_UNIT}"
    rf"|[MS]_V_(?:{_NUMBER})_U|W_(?:p_)?D_K|[md]\. (?:p_)?D_O|>_[UOKT]|W|4"
)
_POINT = f"(?:[MS]_V_{_NUMBER}_U|[md]\\. (?:p_)?D_O|{_DAY}|{_MONTHLY}|{_SEASONAL}|{_GROUPED}|{_WEEKLY}|{_YEARLY}|{_RELATIVE})"
_TO = r"(?:b_(?:[tpC&9]_)*|[-])"

#: name of the shape -> pattern; the first that matches at a place wins, so the long ones come first
_SHAPES = {
    "era": r"(?:P_(?:p_)?)?(?:=|8 -? U|[md]\. 0\.?|o_0|D_1)|P_(?:p_)?8|(?<=[pD][ ])8",
    "days": rf"(?P<dl>(?:[md]\. , )+[md]\.) u (?P<dr>[md]\. {_MONTH}{_YEAR_OF}?)",
    "weeks": rf"k\.? (?P<kl>[mdn]) {_TO} (?P<kr>[mdn])(?: / (?P<ky>{_YEAR}))?",
    "months": rf"(?P<ml>m/[mdn]) {_TO} (?P<mr>m/[mdn])",
    "range": "|".join([
        rf"z_(?:p_)?(?P<l1>{_POINT})_u_(?:p_)?(?P<r1>{_POINT})",
        rf"z_(?:p_)?(?P<l2>[md]\.?) u_(?:p_)?(?P<r2>{_DAY})",
        rf"(?:l_(?:p_)?)?(?P<l3>{_WEEKDAY}[md]\.?) {_TO} (?P<r3>{_DAY})",
        rf"(?:l_(?:p_)?)?(?P<l4>{_POINT}) {_TO} (?P<r4>{_POINT}|@)",
        rf"(?P<l5>[md]\.?) / (?P<r5>[md]\.? {_MONTH}{_YEAR_OF}?)",
        rf"(?P<l6>[MBS]\.?) / (?P<r6>[MBS]\.?{_YEAR_OF}?)",
        rf"(?P<l7>m\.) (?:/|u) (?P<r7>m\. [HQ](?: / {_YEAR}|{_YEAR_OF})?)",
        rf"(?P<l8>{_YEAR}) (?:/|-) (?P<r8>{_YEAR}|[mdn])",
        r"l_(?P<l9>[md]\.) b_t_(?P<r9>[md]\.)",
    ]),
    "pair": rf"(?P<lp>[md]\.) u (?P<rp>[md]\. {_MONTH}{_YEAR_OF}?)|(?P<lq>{_MONTH})_u_(?P<rq>{_MONTH}(?:_{_YEAR})?)",
    "span": rf"D_{_NUMBER}_{_UNIT}|{_NUMBER}_D_{_UNIT}",
    "since": rf"s_{_ABOUT}?(?P<ns>{_NUMBER}_{_UNIT})",
    "story": rf"{_NUMBER}_{_UNIT}_L|[UOKT]_L",
    "set": rf"!_(?:(?:{_NUMBER}|o)_)?[UOKTQHMSWZ14]|<",
    "vague": rf"(?:D_|c_)?v_{_UNIT}|D_[TZ]|5|(?<=[sVE3][ ])[UOKTZ1]",
    "open": rf"(?P<cue>[sa])_(?:[pt&9]_)*(?P<oa>{_POINT})|b_(?:[tpC&9]_)*(?P<ob>{_POINT})|V_(?:p_)?(?:U_)?(?P<ov>{_YEAR})"
    rf"|l_(?:p_)?(?P<ol>{_POINT})_C(?![ ][mdoWD])",
    "duration": (
        rf"{_NUMBER}_U_u_{_NUMBER}_O|{_ABOUT}?(?:{_NUMBER} (?:b|-|u|/) {_NUMBER}_{_UNIT}|{_NUMBER}(?:_\([mdn]\))?_(?:[gx9]_)?{_UNIT})"
        r"|(?:c_)?h_[UOKTQ]|g_[UOKT]|[mdnN]-? J|[mdnN]-U|j|c- b j|[mdn]- b [mdn]- J"
    ),
    "point": _POINT,
}  # fmt: skip


def _compile(pattern: str) -> str:
    """Turn the blanks of a pattern into blanks that may be, and underscores into blanks that must be."""
    return pattern.replace(" ", " ?").replace("_", " ")


# group names must keep their letters: none of them holds a blank or an underscore
SHAPE_RE = shape("|".join(f"(?P<{name}>{_compile(pattern)})" for name, pattern in _SHAPES.items()))
#: shapes of two sides: each of their patterns asks for one of these letters between them
_TWO_SIDED, JOINTS = frozenset(["days", "weeks", "months", "range", "pair"]), "ub-/"


@lru_cache(maxsize=128)
def one_sided(letter: str) -> re.Pattern[str]:
    """Give the pattern of the shapes that begin with a letter and can stand where none of ``JOINTS`` follows.

    It finds there what ``SHAPE_RE`` finds, and is a fraction of it: a year, for one, begins nothing but points.
    """
    shapes = {name: beginning_with(letter, pattern) for name, pattern in _SHAPES.items() if name not in _TWO_SIDED}
    shapes["point"] = beginning_with(letter, _POINT[len("(?:") : -1])
    return re.compile("|".join(f"(?P<{name}>{_compile(pattern)})" for name, pattern in shapes.items() if pattern) or "(?!)")


POINT_RE = shape(_compile(_POINT))
#: where a shape may begin: a cheap look at one or two classes, which spares eight of nine attempts of the long pattern
START_RE = shape(
    _compile(
        r"[YMBSDPAlkWwGoaVrIqezsbhgFj~!<=>459]|[mdn](?: [./,'JMBbu-]|_[UOKTZHQ1gx9Du(])|y|N(?: [,Jbu/-]|_[DUOKTZHQ1gx9(])"
        r"|[cf](?: [-b/u]|_[UOKTZHQ1gx9Dhv(])|i_[~69mdnNycfv]|U_[YyL]|O_[MBL]|[KT]_L|6_7|8 [- U]|(?<=[pD][ ])8|v_|(?<=[sVE3][ ])[UOKTZ1]"
    )
)
#: the groups that hold the two sides of a shape
SIDES = {
    "range": tuple((f"l{number}", f"r{number}") for number in range(1, 10)),
    "pair": (("lp", "rp"), ("lq", "rq")),
}  # fmt: skip

_CENTURY = 100
_MAX_KNOWN = 20_000
_PIVOT = 60  # two-digit years: 00-59 are 2000s
_PLURAL_RE = shape(r"(?:jahr|monat|quartal|tag)en?$|wochen$|jahrzehnten?$|dekaden$|stunden$|minuten$", re.IGNORECASE)
_UNIT_OF: dict[str, Unit] = {"U": "year", "O": "month", "K": "week", "T": "day", "Q": "quarter", "H": "half", "2": "half", "Z": "hour",
    "1": "decade",
}  # fmt: skip
_NAMED: dict[str, Unit] = {"S": "year", "M": "year", "B": "year", "W": "day", "4": "week"}  # what a named shift counts by


def is_plural(unit_word: str) -> bool:
    """Say whether a unit is plural: "in den letzten Jahren" names no year.

    >>> is_plural("Jahren"), is_plural("Jahres"), is_plural("Woche")
    (True, False, False)
    """
    return _PLURAL_RE.search(unit_word) is not None


def full_year(number: int) -> int:
    """Complete a year of two digits; 00 to 59 are 2000s.

    >>> full_year(22), full_year(99)
    (2022, 1999)
    """
    return number + (2000 if number < _PIVOT else 1900)


_MOST_DIGITS = 12  # of a number that is read; a longer one is none of a date


class PointReader:
    """Read the parts of one point out of its tokens."""

    def __init__(self, classes: WordClasses) -> None:
        self._classes = classes
        self._known: dict[str, TimePoint | None] = {}

    def read(self, tokens: list[str], codes: str) -> TimePoint | None:
        """Read a point; None where its numbers name no date ("32. Oktober", "14.13.2020").

        The same dates come again and again, so what was read once is remembered.

        Shape: ``codes[i]`` is the class of ``tokens[i]``; both come from one match of ``SHAPE_RE``.
        """
        key = "".join(tokens)
        if key not in self._known:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            self._known[key] = self._read(tokens, codes)
        return self._known[key]

    def _read(self, tokens: list[str], codes: str) -> TimePoint | None:
        """Read a point that was not read before."""
        if codes[0] in "Vi":
            return self._read_distance(tokens, codes)
        point = self._read_words(tokens, codes)
        if point.shift is None and (shift := self._read_shift(tokens, codes, point)):
            point = replace(point, shift=shift)
        placed = self._place_numbers(tokens, codes, point)
        return placed if placed is not None and _is_real(placed) else None

    def _read_words(self, tokens: list[str], codes: str) -> TimePoint:
        """Read what the words say by themselves."""
        parts: dict[str, Any] = {}
        for token, code in zip(tokens, codes, strict=True):
            if code in " .,/-pU":
                continue
            meaning: Any = self._classes.meaning(token)
            if code in _SIMPLE_PARTS:
                parts[_SIMPLE_PARTS[code]] = meaning
            elif code == "~":
                parts["approximate"] = True
            elif code == "I":
                parts["part"] = meaning[0]
                parts["shift"] = None if "y" in codes.lower() else Shift(meaning[1], 0)
            elif code in "AGF":
                parts["shift"] = Shift(meaning[1], meaning[0])
            elif code == ";":
                parts["shift"] = Shift("year", meaning)
            elif code == "4" and "D" not in codes:
                parts["shift"] = Shift("week", 0, named=True)
            elif code == ">":
                parts["shift"] = Shift(_UNIT_OF[codes[codes.index(">") + 2]], meaning, narrative=True)
        return TimePoint(**parts)

    def _read_shift(self, tokens: list[str], codes: str, point: TimePoint) -> Shift | None:
        """Read "letzten Jahres", "vergangenen Herbst", "des Monats"."""
        at = codes.find("D")
        if codes[0] in "MS" and "V" in codes:
            return Shift("year", -self.amounts(tokens, codes)[0])
        if at < 0:
            bare = point.part and point.year is None and point.month is None and re.search("p [UOK]", codes)
            return Shift(_UNIT_OF[bare[0][-1]], 0) if bare else None
        amount = cast("int", self._classes.meaning(tokens[at]))
        target = next(code for code in codes[at + 1 :] if code in "UOKQHSMBW4")
        if target in _NAMED:
            return Shift(_NAMED[target], amount, named=True)
        return Shift(_UNIT_OF[target], amount)

    def _read_distance(self, tokens: list[str], codes: str) -> TimePoint | None:
        """Read "vor zwei Jahren", "in fünf Tagen", "vor wenigen Tagen"."""
        unit: Any = self._classes.meaning(tokens[-1])
        amount = None if "v" in codes else self.amounts(tokens, codes)[0]
        direction = -1 if codes[0] == "V" else 1
        return TimePoint(shift=Shift(unit, None if amount is None else direction * amount))

    def amounts(self, tokens: list[str], codes: str) -> list[float]:
        """Read the amounts of a duration: [3.0], [2.5], [3.0, 4.0] for "drei bis vier"."""
        found: list[float] = []
        for index, code in enumerate(codes):
            if code in "mdnNy":
                if index > 1 and codes[index - 1] == "," and codes[index - 2] in "mdnN":
                    found[-1] += float(f"0.{tokens[index][:_MOST_DIGITS]}")
                else:
                    found.append(float(tokens[index][:_MOST_DIGITS]))
            elif code in "cf":
                found.append(cast("float", self._classes.meaning(tokens[index])))
        return found

    def _place_numbers(self, tokens: list[str], codes: str, point: TimePoint) -> TimePoint | None:
        """Give the numbers their places: day, month, year of two digits, week, quarter, half."""
        at = [index for index, code in enumerate(codes) if code in "mdnor"]
        numbers = [int(cast("int", self._classes.meaning(tokens[index]))) for index in at]
        if not numbers or (codes[0] in "MS" and "V" in codes):
            return point
        if codes[0] == "r" and "/" in codes:  # "II/2022"
            return replace(point, quarter=numbers[0])
        for code, unit in (("Q", "quarter"), ("H", "half"), ("2", "half"), ("k", "week")):
            if code in codes:
                return replace(point, **cast("dict[str, Any]", {unit: numbers[0]}))
        if point.season is not None:  # "Winter 2019/20" is the winter that opens 2020
            return replace(point, year=(point.year or 0) + 1) if numbers[0] == ((point.year or 0) + 1) % _CENTURY else None
        if "'" in codes or (point.month is not None and codes[at[-1]] == "n"):
            point = replace(point, year=full_year(numbers.pop()))
            at.pop()
        if point.month is not None:
            return replace(point, day=numbers[0]) if numbers else point
        return _place_numeric(tokens, codes, point, at, numbers)


def _place_numeric(tokens: list[str], codes: str, point: TimePoint, at: list[int], numbers: list[int]) -> TimePoint | None:
    """Read dates without words: 03.05.2021, 2021-05-03, 05/2021, 14.09.22, and the lone day of "3. bis 5. Mai"."""
    if codes[0] in "Yy":
        if len(tokens[at[0]]) == 1 and len(numbers) == 1:
            return None
        return replace(point, month=numbers[0], day=numbers[1] if len(numbers) > 1 else None)
    if len(numbers) == 3:  # noqa: PLR2004
        return replace(point, day=numbers[0], month=numbers[1], year=full_year(numbers[2])) if len(tokens[at[2]]) == 2 else None  # noqa: PLR2004
    if len(numbers) == 2:  # noqa: PLR2004
        return replace(point, day=numbers[0], month=numbers[1])
    if point.year is None:
        return replace(point, day=numbers[0])
    loose = "/" not in codes and (len(tokens[at[0]]) == 1 or (". " in codes and tokens[at[0]][0] != "0"))
    return None if loose else replace(point, month=numbers[0])


_SIMPLE_PARTS = {
    "M": "month", "B": "month", "Y": "year", "y": "year", "S": "season", "W": "weekday", "w": "weekday",
    "P": "part", "q": "quarter", "e": "half",
}  # fmt: skip
_MOST = {"month": 12, "quarter": 4, "half": 2, "week": 53}


def _is_real(point: TimePoint) -> bool:
    """Refuse the 32nd of October, the fifth quarter, the 30th of February."""
    for part, most in _MOST.items():
        number = getattr(point, part)
        if number is not None and not 1 <= number <= most:
            return False
    if point.day is None:
        return True
    return 1 <= point.day <= (monthrange(point.year or 2000, point.month)[1] if point.month else 31)
