"""Reads dates that a machine wrote about a document: in a tag, a header, a file's properties; as EDTF, never one in prose."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from schemas.edtf import bounds

_ISO_RE = re.compile(r"\s*(\d{4})(?:[-/]?(\d{2})(?:[-/]?(\d{2}))?)?(?=$|[T\s~]|\Z)")
_GERMAN_RE = re.compile(r"\s*(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)")
_EPOCH_RE = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")
#: older years are the zero of some clock, later ones a slip
_YEARS = range(1990, 2101)
_NUMBER_RE = re.compile(r"[0-9]+")


def to_edtf(value: str) -> str | None:
    """Read a machine-written date; None where it is none, or no real day.

    >>> to_edtf("2019-06-12T09:30:00+02:00"), to_edtf("12.06.2019"), to_edtf("2019-06"), to_edtf("1556668800")
    ('2019-06-12', '2019-06-12', '2019-06', '2019-05-01')
    >>> to_edtf("0001-01-01"), to_edtf("2019-02-30"), to_edtf("gestern")
    (None, None, None)
    """
    epoch = _EPOCH_RE.match(value)
    if epoch:
        return _checked(datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%d"))
    iso = _ISO_RE.match(value)
    if iso:
        return _checked("-".join(part for part in iso.groups() if part))
    german = _GERMAN_RE.match(value)
    if german:
        return _checked(f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}")
    return parse_declared(value)


@lru_cache(maxsize=4096)
def parse_declared(text: str) -> str | None:
    """Read the date a source declares about itself, in a tag, a mail header or a file's properties; EDTF, or None.

    dateparser reads what stands there in any language; a text without a full day is left alone, since it would pad it.

    >>> parse_declared("2021-05-03T10:15:00+02:00"), parse_declared("Mon, 03 May 2021 08:00:00 GMT"), parse_declared("Mai")
    ('2021-05-03', '2021-05-03', None)
    """
    stamp = text.strip()
    if len(_NUMBER_RE.findall(stamp)) < 2:  # noqa: PLR2004 - a day and a year at least; "gestern" is no stamp
        return None
    try:
        return date.fromisoformat(stamp[:10]).isoformat()
    except ValueError:
        pass
    import dateparser  # noqa: PLC0415 - costs 0.1 to 0.3 s, and few sources need it

    settings: Any = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    parsed = dateparser.parse(stamp[:80], languages=["de", "en"], settings=settings)
    return parsed.date().isoformat() if parsed else None


def _checked(value: str) -> str | None:
    """Refuse what is no real day of our time; a month of 13 and more would be a season to EDTF."""
    try:
        bounds(value)
    except ValueError:
        return None
    month = value[5:7]
    return value if int(value[:4]) in _YEARS and (not month or int(month) <= 12) else None  # noqa: PLR2004 - December
