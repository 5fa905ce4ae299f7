"""What the text says of time, as parsed parts (``TimeExpression``), and what that means on the calendar (``TimeValue``)."""

from typing import Literal

from schemas.layer import layer

Kind = Literal["date", "range", "open_range", "duration", "relative"]
Unit = Literal["minute", "hour", "day", "week", "month", "quarter", "half", "year", "decade"]
PartOfPeriod = Literal["early", "mid", "late"]


@layer(frozen=True, slots=True)
class Shift:
    """Say how far from the document's date a point lies, in whole units.

    ``amount``: 0 for "dieses", -1 for "letztes", 1 for "nächstes", -2 for "vor zwei"; None where the text stays vague
    ("vor wenigen Tagen"). ``named``: the shift counts occurrences of a named month, season or weekday ("letzten
    September"), not units. ``narrative``: counted from something else the text told ("drei Wochen später"), so the
    document's date does not help.
    """

    unit: Unit
    amount: float | None
    named: bool = False
    narrative: bool = False


@layer(frozen=True, slots=True)
class TimePoint:
    """Hold the parts of one point in time that the text names; None where it does not.

    ``season``: 21 to 24 (EDTF); ``weekday``: 0 is Monday; ``part``: "Anfang", "Mitte", "Ende" of the smallest period named.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: int | None = None
    quarter: int | None = None
    half: int | None = None
    week: int | None = None
    weekday: int | None = None
    part: PartOfPeriod | None = None
    approximate: bool = False
    shift: Shift | None = None


@layer(frozen=True, slots=True)
class TimeExpression:
    """Mark characters that speak of time, with what they say.

    Unit of ``start`` and ``end``: code points in the searched text, half-open; ``text`` is exactly that slice.

    ``kind``: date (``point``), range (``begin`` and ``finish``), open_range (one of the two), duration (``amount`` and
    ``unit``; ``amount_until`` for "drei bis vier Jahre"), relative (``point`` with a shift). ``cls`` is finer: day,
    day_noyear, month, month_noyear, year, season, quarter, half, week, part, range, range_open, range_relative, duration,
    relative. A range_relative ("in den kommenden drei Jahren") has ``amount``, ``unit`` and ``direction``: 1 ahead, -1 back.
    """

    start: int
    end: int
    text: str
    kind: Kind
    cls: str
    rule: str
    point: TimePoint | None = None
    begin: TimePoint | None = None
    finish: TimePoint | None = None
    amount: float | None = None
    amount_until: float | None = None
    unit: Unit | None = None
    direction: int = 0


@layer(frozen=True, slots=True)
class TimeValue:
    """Say what an expression means on the calendar, at the precision of the text.

    ``edtf``: a point (see ``schemas.edtf``). ``from_``, ``until``: the ends of a range, None where it is open. ``months``:
    a duration; None for days and weeks, which are no whole months. ``week``: the ISO week ("2021-W12") of an expression
    whose unit is the week; EDTF has none, so ``edtf`` then holds the month. ``relative``: the document's date was needed.
    ``implied``: parts taken from the document's date instead of the text, e.g. ("year",).
    """

    edtf: str | None = None
    from_: str | None = None
    until: str | None = None
    months: int | None = None
    week: str | None = None
    relative: bool = False
    implied: tuple[str, ...] = ()
