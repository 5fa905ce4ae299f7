"""Owner of dates as strings: the part of EDTF (ISO 8601-2) that announcements need.

Shape: ``2020``, ``2020-07``, ``2020-07-01``; seasons 21-24, quarters 33-36, halves 40-41 in the place of the month; an
approximate date ends in ``~``. Precision is kept, missing parts are never padded.
Source: Library of Congress, Extended Date/Time Format Specification, level 2 (2019).
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_EDTF_RE = re.compile(r"(?P<year>\d{4})(?:-(?P<part>\d{2})(?:-(?P<day>\d{2}))?)?(?P<approximate>~)?", re.ASCII)

#: first and last month of every sub-year grouping; winter begins in December and is counted to the year of its January..March here
_MONTHS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (1, 3),
    33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    40: (1, 6), 41: (7, 12),
}  # fmt: skip


@lru_cache(maxsize=4096)
def bounds(value: str) -> tuple[date, date]:
    """Give the first and the last day an EDTF string may mean.

    Raises:
        ValueError: the string is not of the shape this module describes, or names no real day.

    >>> bounds("2020-07")
    (datetime.date(2020, 7, 1), datetime.date(2020, 7, 31))
    >>> bounds("2020-13")
    Traceback (most recent call last):
    ...
    ValueError: '2020-13' is no EDTF date; expected YYYY, YYYY-MM, YYYY-MM-DD or a season, quarter or half
    """
    match = _EDTF_RE.fullmatch(value)
    msg = f"{value!r} is no EDTF date; expected YYYY, YYYY-MM, YYYY-MM-DD or a season, quarter or half"
    if match is None:
        raise ValueError(msg)
    year, part, day = int(match["year"]), match["part"], match["day"]
    try:
        if part is None:
            return date(year, 1, 1), date(year, 12, 31)
        month = int(part)
        if day is not None:
            return date(year, month, int(day)), date(year, month, int(day))
        first, last = _MONTHS.get(month, (month, month))
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError as error:
        raise ValueError(msg) from error


def is_edtf(value: str) -> bool:
    """Say whether a string is an EDTF date of the supported shape.

    >>> is_edtf("2022-33"), is_edtf("Juli 2020")
    (True, False)
    """
    try:
        bounds(value)
    except ValueError:
        return False
    return True
