"""From a match of the grammar to an expression of time: which parts it has, and whether its surroundings allow it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, cast

from pipeline.shapes import shape
from pipeline.tag.date_context import (
    DIGITS,
    Found,
    is_bare_period,
    is_bare_year,
    is_behind_digits,
    is_behind_number,
    is_glued,
    is_reference,
    is_short_day,
    is_told_year,
)
from pipeline.tag.date_grammar import JOINTS, POINT_RE, SHAPE_RE, SIDES, START_RE, PointReader, is_plural, one_sided
from pipeline.tag.date_words import WordClasses
from schemas.time import Kind, Shift, TimeExpression, TimePoint, Unit

_CLOCK_UNITS = ("hour", "minute")
_MAX_SHORT_RANGE = 15
_MODERN = 1900
_LAST_CENTURY = 21
_EARLIEST_SHORT, _LATEST_SHORT = 10, 50
_REPEATED: dict[str, Unit] = {"M": "year", "S": "year", "W": "week", "4": "week"}
_COMPOUND_RE = shape(r"(?!viertel|halb)\w{3,}(?:jahr|monat|woche)\w{0,2}")


class Draft(NamedTuple):
    """Hold an expression before it knows its place in the text. Unit: tokens, half-open."""

    start: int
    end: int
    kind: Kind
    cls: str
    rule: str
    parts: dict[str, Any]

    def expression(self, start: int, text: str) -> TimeExpression:
        """Give the expression at its place."""
        return TimeExpression(start, start + len(text), text, self.kind, self.cls, self.rule, **self.parts)


class DateRules:
    """Read all expressions of one window."""

    def __init__(self, classes: WordClasses) -> None:
        self._classes = classes
        self._reader = PointReader(classes)
        self._builders: dict[str, Callable[[re.Match[str], Found], list[Draft]]] = {
            "range": self._range, "pair": self._pair, "span": self._span, "since": self._since, "story": self._story,
            "open": self._open, "duration": self._duration, "point": self._point, "era": self._era, "days": self._days,
            "weeks": self._weeks, "months": self._months, "set": self._set, "vague": self._vague,
        }  # fmt: skip

    def read(self, tokens: list[str], codes: str) -> list[Draft]:
        """Read the expressions of a window, in order, not overlapping."""
        drafts: list[Draft] = []
        place = 0
        joint = max(map(codes.rfind, JOINTS))
        while first := START_RE.search(codes, place):
            start = first.start()
            place = start + 1
            match = (SHAPE_RE if start < joint else one_sided(codes[start])).match(codes, start)
            if match is not None and (made := self._build(match, tokens, codes)):
                drafts.extend(made)
                place = made[-1].end
        return drafts

    def _build(self, match: re.Match[str], tokens: list[str], codes: str) -> list[Draft]:
        """Build what matched; where a long shape fails, try the point that starts at the same place."""
        found = Found(tokens, codes, match.start(), match.end())
        shape = cast("str", match.lastgroup)
        if is_glued(found):
            made: list[Draft] = []
        else:
            made = self._builders[shape](match, found)
        if made or shape == "point" or (shorter := POINT_RE.match(codes, match.start())) is None:
            return made
        found = Found(tokens, codes, shorter.start(), shorter.end())
        return [] if is_glued(found) else self._point(shorter, found)

    # points

    def _read(self, match: re.Match[str], group: str, found: Found) -> TimePoint | None:
        """Read one side of a match."""
        start, end = match.span(group)
        return self._reader.read(found.tokens[start:end], found.codes[start:end])

    def _point(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build a single point: a date, or a relative one."""
        tokens, codes = found.own
        if codes[0] == "i" and (draft := self._span_of_work(found)):
            return draft
        point = self._reader.read(tokens, codes)
        if point is None or not self._is_time(point, found):
            return []
        if ">" in codes and is_plural(tokens[-1]):
            return []
        if _names_many(tokens, codes):
            return [self._uncounted(found)]
        if codes == "W" and tokens[0].endswith("s") and found.before() != "p":  # "Montags"
            return [self._repeated(found, "week")]
        kind: Kind = "date" if point.shift is None and codes != "W" else "relative"
        cls = name = class_of(point)
        if "y" in codes and point.month is None and not is_bare_year(found):
            name = "news.year"
        if (codes[0] == "S" and found.before() == "p") or (codes in {"M", "S"} and found.before() in "u,"):
            name = "news.bare"
        return [Draft(found.start, found.end, kind, cls, rule_of(name, point), {"point": point})]

    def _is_time(self, point: TimePoint, found: Found) -> bool:
        """Say whether a point is one in its surroundings."""
        codes = found.codes[found.start : found.end]
        if point.shift is not None:
            return point.shift.unit not in _CLOCK_UNITS
        if point.day is not None and point.year is not None and "-R" in found.codes[: found.start][-3:]:
            return False  # "Software-Version 3.11.20"
        if point.day is not None:
            return point.year is not None or "M" in codes or "B" in codes or is_short_day(found)
        if (codes[0] in DIGITS + "r" and is_reference(found)) or is_behind_number(found):
            return False
        if point.year is None:
            return is_bare_period(point, found)
        if point.month is not None and is_behind_digits(found):
            return False
        return point.month is not None or not set(codes) <= set("Yy~V. ") or is_bare_year(found) or is_told_year(found)

    # ranges

    def _range(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build a range out of its two sides; what one leaves out it takes from the other."""
        left, right = next(pair for pair in SIDES["range"] if match.start(pair[0]) >= 0)
        begin = self._read(match, left, found)
        if begin is None or _names_many(*found.own):
            return []
        if match[right] == "@":
            rule = rule_of("range-ongoing", begin)
            return [Draft(found.start, found.end, "open_range", "range_open", rule, {"begin": begin})]
        finish = self._short_year(begin, match, found) if right == "r8" else self._read(match, right, found)
        if right == "r7" and finish is not None:  # "1./2. Quartal": the first number is no day
            grouped = "quarter" if finish.quarter is not None else "half"
            begin = replace(finish, **cast("dict[str, Any]", {grouped: begin.day}))
        if finish is None or is_bare_day(finish) != (is_bare_day(begin) and right == "r9"):
            return []
        if found.codes[found.start] in DIGITS and begin.day is None and (is_reference(found) or not is_bare_year(found)):
            return []
        if begin.year is None and begin.shift is None and finish.year is None and not self._has_words(begin, finish, found):
            return []
        begin, finish = complete(begin, finish)
        if _is_ancient(begin) and found.behind() in "X%":  # "von 1500 bis 1800 Gäste"
            return []
        rule = rule_of("range", begin if _is_of_news(begin) else finish)
        return [Draft(found.start, found.end, "range", "range", rule, {"begin": begin, "finish": finish})]

    @staticmethod
    def _has_words(begin: TimePoint, finish: TimePoint, found: Found) -> bool:
        """Say whether a range without years has months in words, or days with a preposition."""
        codes = found.codes[found.start : found.end]
        return bool(set(codes) & set("MBSAGDPQHk")) or codes[0] in "lz" or (begin.day is not None and finish.day is not None)

    @staticmethod
    def _short_year(begin: TimePoint, match: re.Match[str], found: Found) -> TimePoint | None:
        """Complete the second year of "2019/20" and "2019–22"; "2016/05" and "2010-12" are months."""
        token = found.tokens[match.start("r8")]
        first = cast("int", begin.year)
        year = int(token) if len(token) == 4 else first // 100 * 100 + int(token)  # noqa: PLR2004
        mark = re.sub(r"\s", "", "".join(found.tokens[match.end("l8") : match.start("r8")]))
        gap = 1 if mark == "/" and len(token) == 2 else _MAX_SHORT_RANGE  # noqa: PLR2004
        month_like = mark == "-" and len(token) == 2 and int(token) <= 12  # noqa: PLR2004
        return TimePoint(year=year) if first < year <= first + gap and len(token) in {2, 4} and not month_like else None

    def _pair(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "3. und 4. Mai" as a range where both follow each other, else as two points."""
        left, right = next(pair for pair in SIDES["pair"] if match.start(pair[0]) >= 0)
        begin, finish = self._read(match, left, found), self._read(match, right, found)
        if begin is None or finish is None or (finish.year is None and left == "lq" and not is_bare_period(begin, found)):
            return []
        begin, finish = complete(begin, finish)
        step = (finish.day or 0) - (begin.day or 0) if finish.day else (finish.month or 0) - (begin.month or 0)
        if step == 1:
            return [Draft(found.start, found.end, "range", "range", "dates.range-pair", {"begin": begin, "finish": finish})]
        return [
            Draft(*match.span(side), "relative" if point.shift else "date", class_of(point), "dates.pair", {"point": point})
            for side, point in ((left, begin), (right, finish))
        ]

    def _open(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "seit Juli 2020", "ab 2021", "bis Ende 2024", "vor 2000"."""
        sides = match.groupdict()  # a pattern of one letter has only some of them
        side = next(name for name in ("oa", "ob", "ov", "ol") if sides.get(name) is not None)
        if side == "ol" and found.tokens[found.end - 1].lower() != "an":
            return []
        inner = Found(found.tokens, found.codes, *match.span(side))
        point = self._read(match, side, inner)
        if point is None or _names_many(*inner.own) or not self._is_time(point, inner):
            return []
        end = "begin" if side in {"oa", "ol"} else "finish"
        rule = {"oa": "since" if sides.get("cue") == "s" else "from", "ol": "from", "ob": "until", "ov": "before"}[side]
        return [Draft(found.start, found.end, "open_range", "range_open", rule_of(rule, point), {end: point})]

    def _days(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "5., 12. und 19. Oktober 2021": each day by itself."""
        last = self._read(match, "dr", found)
        if last is None:
            return []
        drafts = []
        for index in range(*match.span("dl")):
            if found.codes[index] in DIGITS:
                point = replace(last, day=int(found.tokens[index]))
                drafts.append(Draft(index, index + 2, "date", class_of(point), "dates.days", {"point": point}))
        return [*drafts, Draft(*match.span("dr"), "date", class_of(last), "dates.days", {"point": last})]

    @staticmethod
    def _weeks(match: re.Match[str], found: Found) -> list[Draft]:
        """Build "Kalenderwochen 20 bis 22"."""
        first, last = int(found.tokens[match.start("kl")]), int(found.tokens[match.start("kr")])
        year = int(found.tokens[match.start("ky")]) if match["ky"] else None
        if not 1 <= first < last <= 53:  # noqa: PLR2004
            return []
        parts = {"begin": TimePoint(year=year, week=first), "finish": TimePoint(year=year, week=last)}
        return [Draft(found.start, found.end, "range", "range", "dates.range-weeks", parts)]

    @staticmethod
    def _months(match: re.Match[str], found: Found) -> list[Draft]:
        """Build "07/20 – 06/23"; one side alone could be anything."""
        sides = []
        for name in ("ml", "mr"):
            month, _, year = found.tokens[match.start(name) : match.end(name)]
            if len(month) != 2 or len(year) != 2 or not _EARLIEST_SHORT <= int(year) < _LATEST_SHORT:  # noqa: PLR2004
                return []
            sides.append(TimePoint(year=2000 + int(year), month=int(month)))
        begin, finish = sides
        if (begin.year, begin.month) >= (finish.year, finish.month) or is_reference(found):
            return []
        return [Draft(found.start, found.end, "range", "range", "dates.range-months", {"begin": begin, "finish": finish})]

    def _era(self, _match: re.Match[str], found: Found) -> list[Draft]:
        """Build "Mitte der 90er-Jahre", "19. Jahrhundert", "kommendes Jahrzehnt": a range of years."""
        tokens, codes = found.own
        cls = "part" if codes[0] == "P" else "range"
        if "D" in codes:
            if is_plural(tokens[-1]):
                return [self._uncounted(found)]
            point = TimePoint(shift=Shift("decade", cast("int", self._classes.meaning(tokens[codes.index("D")]))))
            return [Draft(found.start, found.end, "range", "relative", "dates.news.decade", {"begin": point, "unit": "decade"})]
        at = next(index for index, code in enumerate(codes) if code in "=8mdo")
        if codes[at] == "8" and codes[-1] == "8" and found.behind() == "X":  # "die 80er Gruppe"
            return []
        number = cast("int", self._classes.meaning(tokens[at]))
        if codes[at] in "mdo" and not 1 <= number <= _LAST_CENTURY:
            return []
        first, last = (number, number + 9) if codes[at] in "=8" else (number * 100 - 99, number * 100)
        parts = {"begin": TimePoint(year=first), "finish": TimePoint(year=last)}
        return [Draft(found.start, found.end, "range", cls, "dates.news.era", parts)]

    def _since(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "seit drei Jahren"."""
        tokens, codes = found.tokens[match.start("ns") : found.end], found.codes[match.start("ns") : found.end]
        amount, unit = self._reader.amounts(tokens, codes)[0], cast("Unit", self._classes.meaning(tokens[-1]))
        if unit in _CLOCK_UNITS:
            return []
        point = TimePoint(shift=Shift(unit, -amount))
        return [Draft(found.start, found.end, "open_range", "range_open", "dates.since-duration", {"begin": point})]

    def _span(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "in den kommenden drei Jahren" and "die letzten 3 Wochen"; "diese drei Jahre" is a duration."""
        tokens, codes = found.own
        direction = cast("int", self._classes.meaning(tokens[codes.index("D")]))
        amount, unit = self._reader.amounts(tokens, codes)[0], cast("Unit", self._classes.meaning(tokens[-1]))
        if abs(direction) > 1:
            return []
        if direction == 0:
            return [self._lasting(Found(found.tokens, found.codes, found.start + 2, found.end), amount, unit)]
        parts = {"amount": amount, "unit": unit, "direction": direction}
        return [Draft(found.start, found.end, "range", "range_relative", "dates.span", parts)]

    # durations

    def _story(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build "zwei Jahre später": a point, but counted from the story and not from the document's date."""
        tokens, codes = found.own
        amounts, unit = self._reader.amounts(tokens, codes), cast("Unit", self._classes.meaning(tokens[-3]))
        if not amounts and is_plural(tokens[-3]):
            return []
        amount = (amounts[0] if amounts else 1) * cast("int", self._classes.meaning(tokens[-1]))
        point = TimePoint(shift=Shift(unit, amount, narrative=True))
        rule = "dates.story" if amounts else "dates.news.story"
        return [Draft(found.start, found.end, "relative", "relative", rule, {"point": point})]

    def _set(self, _match: re.Match[str], found: Found) -> list[Draft]:
        """Build "jedes Jahr", "alle zwei Wochen", "jährlich": a repetition, at its distance."""
        tokens, codes = found.own
        if codes == "<":
            return [self._repeated(found, cast("Unit", self._classes.meaning(tokens[0])))]
        if not tokens[0].lower().startswith(("jed", "alle")) or (codes[-1] in "MS" and tokens[0].lower().startswith("all")):
            return []
        unit = _REPEATED[codes[-1]] if codes[-1] in _REPEATED else cast("Unit", self._classes.meaning(tokens[-1]))
        amounts = self._reader.amounts(tokens, codes)
        amount = amounts[0] if amounts else cast("float", self._classes.meaning(tokens[2])) if "o" in codes else 1.0
        return [self._repeated(found, unit, float(amount))]

    @staticmethod
    def _repeated(found: Found, unit: Unit, amount: float = 1.0) -> Draft:
        return Draft(found.start, found.end, "duration", "set", "dates.news.set", {"amount": amount, "unit": unit})

    def _vague(self, _match: re.Match[str], found: Found) -> list[Draft]:
        """Build "einige Jahre", "jahrelang", the plural of "seit Jahren"."""
        tokens, codes = found.own
        if codes == "5" or is_plural(tokens[-1]):
            return [self._uncounted(found)]
        if codes == "D T" and self._classes.meaning(tokens[0]) == 1:  # "am nächsten Tag"
            point = TimePoint(shift=Shift("day", 1, narrative=True))
            return [Draft(found.start, found.end, "relative", "relative", "dates.news.story", {"point": point})]
        return []

    def _uncounted(self, found: Found) -> Draft:
        """Build the draft of a duration that nobody counted."""
        unit = self._classes.meaning(found.tokens[found.end - 1])
        return Draft(found.start, found.end, "duration", "duration", "dates.news.vague", {"unit": unit})

    def _duration(self, match: re.Match[str], found: Found) -> list[Draft]:
        """Build a duration; "ab 18 Jahren" is an age, "alle zwei Jahre" a frequency."""
        if found.codes[found.start] == "~" and found.tokens[found.start].lower() in {"um", "gegen"}:  # "um drei Jahre verlängert"
            found = found._replace(start=found.codes.index(" ", found.start) + 1)
        tokens, codes = found.own
        if codes[0] == "c" and tokens[0].lower() == "eines" and tokens[-1].lower() == "tages":
            return []
        if found.before() in "a!" or (codes.startswith("c") and codes[2:3] == "x" and not tokens[2].endswith(("e", "en"))):
            return []
        if codes[-1] == "j":
            amount, unit = cast("tuple[float, Unit]", self._classes.meaning(tokens[-1]))
            low = self._reader.amounts(tokens[:1], codes[:1])  # "drei- bis vierjährig"
            return [self._lasting(found, low[0] if low else amount, unit, amount if low else None)]
        amounts, unit = self._reader.amounts(tokens, codes), cast("Unit", self._classes.meaning(tokens[-1]))
        if "(" in codes:  # "fünf (5) Jahre"
            amounts = amounts[:1]
        if "h" in codes:
            return [self._lasting(found, 0.5, unit)]
        if "U" in codes[:-1]:
            return [self._lasting(found, amounts[0] * 12 + amounts[1], "month")]
        return [self._lasting(found, amounts[0] if amounts else 1.0, unit, amounts[1] if len(amounts) > 1 else None)]

    @staticmethod
    def _lasting(found: Found, amount: float, unit: Unit, until: float | None = None) -> Draft:
        """Build the draft of a duration."""
        parts = {"amount": amount, "unit": unit, "amount_until": until}
        return Draft(found.start, found.end, "duration", "duration", "dates.duration", parts)

    def _span_of_work(self, found: Found) -> list[Draft] | None:
        """Read "in drei Projektjahren" as a duration: such years lie in the project, not ahead of today."""
        tokens, codes = found.own
        if "D" in codes or "v" in codes or codes[-1] not in "UOKTZHQ1":
            return None
        unit, first = cast("Unit", self._classes.meaning(tokens[-1])), next(i for i, code in enumerate(codes) if code in "mdnNycf")
        accusative = codes[first] == "c" and tokens[first].lower() in {"ein", "eine"}  # "in etwa ein Jahr"
        if not (accusative or unit in _CLOCK_UNITS or _COMPOUND_RE.fullmatch(tokens[-1].lower())):
            return None
        amount = self._reader.amounts(tokens, codes)[0]
        return [self._lasting(Found(found.tokens, found.codes, found.start + first, found.end), amount, unit)]


def rule_of(name: str, point: TimePoint) -> str:
    """Name the rule; ``dates.news.`` marks what has no use as a date of a record: weekdays, the story's own time, old years."""
    return f"dates.news.{name}" if not name.startswith("news.") and _is_of_news(point) else f"dates.{name}"


def _is_of_news(point: TimePoint) -> bool:
    """Say whether a point has no use for a record."""
    shift = point.shift
    if shift is None:
        return (point.weekday is not None and point.day is None) or _is_ancient(point)
    return shift.narrative or (shift.named and shift.unit == "week") or (shift.unit == "quarter" and abs(shift.amount or 0) > 1)


def _is_ancient(point: TimePoint) -> bool:
    return point.year is not None and point.year < _MODERN


def class_of(point: TimePoint) -> str:
    """Name the class of a point: the smallest part it knows, and whether the year is missing."""
    if point.shift is not None or (point.weekday is not None and point.day is None):
        return "relative"
    if point.day is not None:
        return "day" if point.year is not None else "day_noyear"
    for part in ("week", "quarter", "half", "season"):
        if getattr(point, part) is not None:
            return part
    if point.part is not None:
        return "part"
    if point.month is not None:
        return "month" if point.year is not None else "month_noyear"
    return "year"


def is_bare_day(point: TimePoint) -> bool:
    """Say whether a point is a day and nothing else: the "3." of "3. bis 5. Mai"."""
    return point.day is not None and point.month is None


def complete(begin: TimePoint, finish: TimePoint) -> tuple[TimePoint, TimePoint]:
    """Give each side of a range what only the other one says, so that the range runs forward.

    >>> complete(TimePoint(month=11), TimePoint(month=2, year=2021))[0].year
    2020
    """
    if begin.month is None and begin.day is not None:
        begin = replace(begin, month=finish.month)
    shift = finish.shift
    if begin.shift is None and begin.year is None and shift is not None and shift.unit == "year" and not shift.named:
        return replace(begin, shift=finish.shift), finish
    if begin.year is None and finish.year is not None and begin.shift is None:
        return replace(begin, year=finish.year - (_order(begin) > _order(finish))), finish
    if finish.year is None and begin.year is not None and finish.shift is None:
        return begin, replace(finish, year=begin.year + (_order(finish) < _order(begin)))
    return begin, finish


def _order(point: TimePoint) -> tuple[float, int]:
    """Place a point within its year, roughly, to compare two."""
    if point.month is not None:
        return point.month, point.day or 0
    if point.season is not None:
        return (point.season - 21) * 3 + 4 if point.season < 24 else 1.5, 0  # noqa: PLR2004 - winter opens the year, as in schemas.edtf
    if point.quarter is not None:
        return point.quarter * 3 - 2, 0
    if point.half is not None:
        return point.half * 6 - 5, 0
    return (point.week or 0) / 4.4, 0


def _names_many(tokens: list[str], codes: str) -> bool:
    """Say whether a shift stands before a plural: "in den letzten Jahren", "den kommenden Monaten"."""
    at = codes.find("D")
    unit = next((index for index in range(at, len(codes)) if codes[index] in "UOKQHT1Z"), None) if at >= 0 else None
    return unit is not None and is_plural(tokens[unit])
