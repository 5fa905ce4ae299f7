"""Give expressions of time their value: EDTF at the precision of the text, months for durations.

Conventions
-----------
- Nothing is padded: "Juli 2020" is 2020-07, "Ende 2022" is 2022, "Ende Juli 2022" is 2022-07.
- Seasons are 21-24, quarters 33-36, halves 40-41. Winter is counted to the year of its January to March, as in
  ``schemas.edtf``: "Winter 2019/20" is 2020-24; "Winter 2019" keeps the year the text gives.
- EDTF has no week: "KW 12/2021" is the month of its Thursday, 2021-03, and ``week`` says 2021-W12. "vor zwei Wochen" likewise.
- A date without a year lies in the year that brings it nearest to the document's date; a weekday in the text decides if it
  fits only one year. Behind "seit" it is the last one before, behind "bis" the next one after.
- "letzten September" is the last September that is over, "nächsten" the next that has not begun, "diesen" that of the year.
- "vor zwei Jahren" is a year, "vor zwei Monaten" a month, "vor zwei Tagen" a day, "vor wenigen Tagen" the month of the
  document. "vor einigen Monaten" and "zwei Jahre später" have no value: nobody can say which.
- A bare weekday is the last one up to the document's date, or the next one where the clause tells of what is to come
  (``TimeExpression.direction``, which also decides the year of "im Dezember"). "zwei Jahre später" counts from the date told
  before (``begin``), at the precision of its unit. Decades and centuries are ranges of years: 1801/1900.
- Where day and weekday contradict each other ("am gestrigen Donnerstag" on a Monday) there is no value.

What dateparser is for
----------------------
Measured with ``tools/measure_dates.py --forms`` (dateparser 1.5.0, German, DATE_ORDER DMY, RELATIVE_BASE set, 40 strings handed
over already delimited): 23 right (full numeric and month-name dates, "gestern", "vor zwei Wochen", "letztes Jahr"), 4 padded to a
day ("Juli 2020", "2021"), 13 not read at all ("ersten Oktober 2019", "Ende 2022", seasons, halves, quarters, weeks, "letzten
September", "vergangenen Freitag"); 370 microseconds a string. Everything it reads right is plain arithmetic on the parts that the
grammar has read anyway (4 microseconds), so ``resolve`` never asks it. It reads what no grammar of ours covers: the dates that a
source declares about itself, in any language and shape (``parse_declared`` in the read room).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from schemas.edtf import bounds
from schemas.layer import layer
from schemas.time import Shift, TimeExpression, TimePoint, TimeValue, Unit

_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_THURSDAY = 4
_SATURDAY = 5
_NEAR_DAYS = 45
#: how exact a date must be for a count in a unit to start from it. Unit: characters of EDTF
_CHARS_OF = {"year": 4, "decade": 4, "half": 7, "quarter": 7, "month": 7, "week": 10, "day": 10}


@layer(frozen=True, slots=True)
class _Placed:
    """Hold a point on the calendar, and what of it the document's date gave."""

    edtf: str
    week: str | None = None
    implied: tuple[str, ...] = ()


def resolve(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Say what an expression means; None where it needs a document date that is missing, or stays vague.

    Args:
        expression: what the text says.
        reference: the document's own date.

    >>> resolve(TimeExpression(0, 9, "Juli 2020", "date", "month", "", point=TimePoint(year=2020, month=7)), None).edtf
    '2020-07'
    >>> resolve(TimeExpression(0, 8, "6. April", "date", "day_noyear", "", point=TimePoint(month=4, day=6)), None) is None
    True
    """
    return _RESOLVERS[expression.kind](expression, reference)


def _resolve_point(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Resolve a date or a relative date."""
    point = expression.point
    if point is not None and point.shift is not None and point.shift.narrative:
        reference = _story_date(expression, reference)
        point = replace(point, shift=replace(point.shift, narrative=False))
    placed = _place(point, reference, lean=expression.direction, told=True)
    return TimeValue(edtf=placed.edtf, week=placed.week, relative=bool(placed.implied), implied=placed.implied) if placed else None


def _story_date(expression: TimeExpression, reference: date | None) -> date | None:
    """Give the date from which "zwei Jahre später" counts; None where the text tells none, or none exact enough."""
    shift = expression.point.shift if expression.point else None
    anchor = _place(expression.begin, reference)
    if shift is None or anchor is None:
        return None
    edtf = anchor.edtf.rstrip("~")
    return bounds(edtf)[0] if len(edtf) >= _CHARS_OF.get(shift.unit, 10) else None


def _resolve_range(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Resolve a range; its end lies at or behind its begin."""
    if expression.direction and expression.amount is not None and expression.unit is not None:
        return _resolve_span(expression, reference)
    if expression.unit == "decade":
        return _resolve_decade(expression, reference)
    begin = _place(expression.begin, reference)
    if begin is None:
        return None
    finish = _place(expression.finish, reference, after=begin.edtf.rstrip("~"))
    if finish is None:  # "2018 bis heute" without a date for "heute" is still open from 2018
        today = expression.finish is not None and expression.finish.shift == Shift("day", 0)
        return TimeValue(from_=begin.edtf, relative=bool(begin.implied), implied=begin.implied) if today else None
    implied = tuple(dict.fromkeys(begin.implied + finish.implied))
    return TimeValue(from_=begin.edtf, until=finish.edtf, relative=bool(implied), implied=implied)


def _resolve_decade(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Resolve "das kommende Jahrzehnt"; decades begin with a year in 0."""
    shift = expression.begin.shift if expression.begin else None
    if reference is None or shift is None or shift.amount is None:
        return None
    first = reference.year // 10 * 10 + 10 * int(shift.amount)
    if not date.min.year <= first <= date.max.year - 9:
        return None
    return TimeValue(from_=f"{first:04}", until=f"{first + 9:04}", relative=True, implied=("year",))


def _resolve_open(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Resolve an open range."""
    lean = 1 if expression.finish else (-1 if ".since" in expression.rule else 0)
    placed = _place(expression.begin or expression.finish, reference, lean=lean)
    if placed is None:
        return None
    begin, until = (None, placed.edtf) if expression.finish else (placed.edtf, None)
    return TimeValue(from_=begin, until=until, relative=bool(placed.implied), implied=placed.implied)


def _resolve_span(expression: TimeExpression, reference: date | None) -> TimeValue | None:
    """Resolve "in den kommenden drei Jahren": both ends at the precision of the unit, and its months.

    Without a document date the months are still known.
    """
    amount, unit = expression.amount or 0, expression.unit or "day"
    months = months_of(amount, unit)
    if reference is None or amount != int(amount):
        return TimeValue(months=months) if months else None
    far = _shift_date(reference, unit, int(amount) * expression.direction)
    if far is None:
        return None
    first, last = (reference + timedelta(1), far) if expression.direction > 0 else (far, reference - timedelta(1))
    width = 4 if unit in {"year", "decade"} else 7 if unit in {"month", "quarter", "half"} else 10
    implied = ("year", "month", "day")[: width // 3]
    return TimeValue(from_=first.isoformat()[:width], until=last.isoformat()[:width], months=months, relative=True, implied=implied)


def _resolve_duration(expression: TimeExpression, _reference: date | None) -> TimeValue | None:
    """Resolve a duration; "drei bis vier Jahre" is none in months."""
    if expression.amount is None or expression.unit is None or expression.amount_until is not None:
        return TimeValue()
    return TimeValue(months=months_of(expression.amount, expression.unit))


_RESOLVERS: dict[str, Callable[[TimeExpression, date | None], TimeValue | None]] = {
    "date": _resolve_point,
    "relative": _resolve_point,
    "range": _resolve_range,
    "open_range": _resolve_open,
    "duration": _resolve_duration,
}


def months_of(amount: float, unit: Unit) -> int | None:
    """Count the months of a duration; None for days and weeks, and for what is no whole number of months.

    >>> months_of(2.5, "year"), months_of(0.5, "year"), months_of(3, "week")
    (30, 6, None)
    """
    months = amount * _MONTHS_IN.get(unit, 0)
    return int(months) if months and months == int(months) else None


def _place(
    point: TimePoint | None, reference: date | None, *, lean: int = 0, after: str | None = None, told: bool = False
) -> _Placed | None:
    """Put a point on the calendar.

    Args:
        point: what the text says.
        reference: the document's date.
        lean: -1 for the last one before the document's date, 1 for the next one, 0 for the nearest.
        after: EDTF of the begin of the range whose end the point is.
        told: only the tense of the clause leans.
    """
    try:
        if point is None:
            return None
        placed = (
            _place_shifted(point, point.shift, reference, lean)
            if point.shift
            else _place_named(point, reference, lean, after, told=told)
        )
        if placed is None:
            return None
        bounds(placed.edtf)
    except (ValueError, OverflowError):  # the 29th of February of another year, the 53rd week, a year before 1
        return None
    return _Placed(placed.edtf + "~", placed.week, placed.implied) if point.approximate else placed


def _place_named(point: TimePoint, reference: date | None, lean: int, after: str | None, *, told: bool = False) -> _Placed | None:
    """Place a point that names its parts, taking the year from the document's date where it is missing."""
    if point.year is not None:
        return _written(point, point.year)
    if reference is None:
        return None
    if point.month is None and point.day is None and point.weekday is not None:
        return _place_bare_weekday(point.weekday, reference, lean, after)
    if point.month is None and point.day is not None:
        return _Placed(date(reference.year, reference.month, point.day).isoformat(), None, ("year", "month"))
    around = range(reference.year - 1, reference.year + 2)
    years = [year for year in around if _is_possible(point, year, weekday=True)]
    years = years or [year for year in around if _is_possible(point, year)]
    if after is not None:
        begun = bounds(after)[0]
        years = [year for year in [*years, begun.year, begun.year + 1] if bounds(_written(point, year).edtf)[1] >= begun]
        years = [min(years)] if years else []
    elif lean:
        years = _leaning(point, years, reference, lean, told=told)
    if not years:
        return None
    placed = _written(point, min(years, key=lambda year: _distance(_written(point, year).edtf, reference)))
    return _Placed(placed.edtf, placed.week, ("year",))


def _leaning(point: TimePoint, years: list[int], reference: date, lean: int, *, told: bool) -> list[int]:
    """Keep the years that put a point before (lean -1) or behind (lean 1) the document's date.

    Where only the tense of the clause leans, a day near the document's date stays there: "am 5. April wird gefeiert" on the 12th.
    """
    ends = {year: bounds(_written(point, year).edtf) for year in years}
    near = _NEAR_DAYS if point.day is not None else 0
    if told and any(_distance(_written(point, year).edtf, reference)[0] <= near for year in years):
        return years
    return [year for year, (first, last) in ends.items() if (first <= reference if lean < 0 else last >= reference)]


def _is_possible(point: TimePoint, year: int, *, weekday: bool = False) -> bool:
    """Say whether a day exists in a year, if asked on the weekday the text names."""
    if point.day is None or point.month is None:
        return True
    try:
        day = date(year, point.month, point.day)
    except ValueError:
        return False
    return not weekday or point.weekday is None or day.weekday() == point.weekday


def _distance(edtf: str, reference: date) -> tuple[int, str]:
    """Count the days between a date and a period; 0 inside."""
    first, last = bounds(edtf)
    return max((first - reference).days, (reference - last).days, 0), edtf


def _written(point: TimePoint, year: int) -> _Placed:
    """Write a point of a known year at its own precision."""
    if point.week is not None:
        return _of_week(date.fromisocalendar(year, point.week, _THURSDAY))
    if point.month is not None:
        return _Placed(f"{year:04}-{point.month:02}" + (f"-{point.day:02}" if point.day is not None else ""))
    for number, first in ((point.season, 0), (point.quarter, 32), (point.half, 39)):
        if number is not None:
            return _Placed(f"{year:04}-{first + number:02}")
    return _Placed(f"{year:04}")


def _of_week(day: date, implied: tuple[str, ...] = ()) -> _Placed:
    """Write a week: its month, and the ISO week beside it."""
    year, week, weekday = day.isocalendar()
    return _Placed((day + timedelta(_THURSDAY - weekday)).isoformat()[:7], f"{year}-W{week:02}", implied)


def _place_bare_weekday(weekday: int, reference: date, lean: int, after: str | None) -> _Placed:
    """Place "am Mittwoch": the last one up to the document's date, the next one from it on, or the first behind a begin."""
    if after is not None:
        reference, lean = bounds(after)[0], 1
    gap = (weekday - reference.weekday()) % 7
    day = reference + timedelta(gap if lean > 0 or gap == 0 else gap - 7)
    return _Placed(day.isoformat(), None, ("year", "month", "day"))


def _place_weekend(amount: int, reference: date, lean: int) -> _Placed:
    """Place "am Wochenende", "vergangenes Wochenende": the week it ends."""
    gap = _SATURDAY - reference.weekday()  # to the Saturday of this week
    back = amount < 0 or (amount == 0 and (lean < 0 or (lean == 0 and gap > 2)))  # noqa: PLR2004 - up to Wednesday it is the last one
    if back and gap > 0:
        gap -= 7
    return _of_week(reference + timedelta(gap), ("year", "month", "day"))


def _place_shifted(point: TimePoint, shift: Shift, reference: date | None, lean: int) -> _Placed | None:
    """Place a point that is counted from the document's date."""
    if reference is None or shift.narrative:
        return None
    if shift.amount is None:
        return _Placed(reference.isoformat()[:7], None, ("year", "month")) if shift.unit == "day" else None
    if shift.named and shift.unit == "week":
        return _place_weekend(int(shift.amount), reference, lean)
    if shift.named:
        place = _place_weekday if shift.unit == "day" else _place_occurrence
        return place(point, int(shift.amount), reference)
    moved = _shift_date(reference, shift.unit, shift.amount)
    return _cut(point, moved, shift.unit) if moved is not None else None


def _cut(point: TimePoint, moved: date, unit: Unit) -> _Placed | None:
    """Write a shifted date at the precision of its unit, or of the part named inside ("Juli dieses Jahres")."""
    if unit in {"year", "decade"}:
        return _Placed(_written(point, moved.year).edtf, None, ("year",))
    if unit == "month":
        month = moved.isoformat()[:7]
        return _Placed(month if point.day is None else f"{month}-{point.day:02}", None, ("year", "month"))
    if unit == "quarter":
        return _Placed(f"{moved.year}-{33 + (moved.month - 1) // 3}", None, ("year", "quarter"))
    if unit == "half":
        return _Placed(f"{moved.year}-{40 + (moved.month - 1) // 6}", None, ("year", "half"))
    if unit == "week" and point.weekday is not None:
        day = moved + timedelta(point.weekday - moved.weekday())
        return _Placed(day.isoformat(), None, ("year", "month", "day"))
    if unit == "week":
        return _of_week(moved, ("year", "month"))
    if point.weekday is not None and moved.weekday() != point.weekday:
        return None
    return _Placed(moved.isoformat(), None, ("year", "month", "day"))


def _shift_date(day: date, unit: Unit, amount: float) -> date | None:
    """Move a date by whole units; None where the unit is part of a day or the amount is broken."""
    if unit in {"week", "day"}:
        try:
            return day + timedelta(amount * (7 if unit == "week" else 1))
        except OverflowError:
            return None
    months = amount * _MONTHS_IN.get(unit, 0)
    if not months and amount:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    if not date.min.year <= year <= date.max.year:  # "in den 9999 nächsten Jahren"
        return None
    return date(year, month + 1, min(day.day, 28))


def _place_weekday(point: TimePoint, amount: int, reference: date) -> _Placed | None:
    """Place "vergangenen Freitag" (strictly before), "kommenden Montag" (strictly after), "diesen Freitag" (of the week)."""
    if point.weekday is None:
        return None
    gap = point.weekday - reference.weekday()
    if amount < 0:
        gap = (gap % 7 or 7) - 7 if gap % 7 else -7
    elif amount > 0:
        gap = gap % 7 or 7
    return _Placed((reference + timedelta(gap)).isoformat(), None, ("year", "month", "day"))


def _place_occurrence(point: TimePoint, amount: int, reference: date) -> _Placed | None:
    """Place "letzten September", "kommenden Herbst", "diesen Mai"."""
    written = [_written(point, year) for year in range(reference.year - 3, reference.year + 4)]
    if amount == 0:
        return _Placed(written[3].edtf, None, ("year",))
    past = [item for item in written if bounds(item.edtf)[1] < reference]
    ahead = [item for item in written if bounds(item.edtf)[0] > reference]
    chosen = past[amount] if amount < 0 else ahead[amount - 1]
    return _Placed(chosen.edtf, None, ("year",))
