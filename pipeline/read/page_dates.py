"""Finds the date a web page declares for itself, as EDTF: meta elements, JSON-LD, ``time``; never a date in the prose."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from schemas.edtf import bounds

#: names and properties of meta elements, the surest first; dates of change are no dates of publication
META_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "publication_date", "publish-date", "publishdate", "pubdate",
    "date", "dc.terms.issued", "citation_publication_date", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
_ISO_RE = re.compile(r"\s*(\d{4})(?:[-/]?(\d{2})(?:[-/]?(\d{2}))?)?(?=$|[T\s~]|\Z)")
_GERMAN_RE = re.compile(r"\s*(\d{1,2})\.\s?(\d{1,2})\.(\d{4})(?!\d)")
_EPOCH_RE = re.compile(r"\s*(\d{10})(?:\d{3})?\s*$")
#: older years are the zero of some clock, later ones a slip
_YEARS = range(1990, 2101)
_OWN_TYPES = frozenset("article newsarticle blogposting webpage pressrelease report socialmediaposting techarticle".split())
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


def declared_date(metas: dict[str, str], things: Iterable[dict[str, Any]], times: Iterable[tuple[str, bool]]) -> str | None:
    """Choose the page's own date.

    Args:
        metas: content of meta elements by lower-case name.
        things: of the page's JSON-LD, its own ones (see ``own_things``).
        times: ``datetime`` values outside boilerplate, each with whether it is marked as the publication's.

    >>> declared_date({"dc.date": "2020-02-27"}, [], [])
    '2020-02-27'
    >>> declared_date({}, [], [("2021-05-01", False), ("2021-06-01", False)]) is None  # dates of events, perhaps
    True
    """
    article = to_edtf(metas.get(META_DATES[0], ""))
    if article:
        return article
    for thing in things:
        value = thing.get("datePublished")
        found = to_edtf(value) if isinstance(value, str) else None
        if found:
            return found
    for name in META_DATES[1:]:
        found = to_edtf(metas.get(name, ""))
        if found:
            return found
    read = [(to_edtf(value), marked) for value, marked in times]
    dates = {value for value, marked in read if value and marked} or {value for value, _ in read if value}
    return dates.pop() if len(dates) == 1 else None


def own_things(data: object) -> list[dict[str, Any]]:
    """Give what JSON-LD says of the page's own article: at the top or in ``@graph``, not inside lists of other pages.

    >>> own_things({"@graph": [{"@type": "WebPage", "url": "a"}, {"@type": ["NewsArticle"], "url": "b"}, {"@type": "ItemList"}]})
    [{'@type': ['NewsArticle'], 'url': 'b'}, {'@type': 'WebPage', 'url': 'a'}]
    """
    things = data if isinstance(data, list) else [data]
    flat: list[dict[str, Any]] = []
    for thing in things:
        if isinstance(thing, dict):
            graph = thing.get("@graph")
            flat += [item for item in graph if isinstance(item, dict)] if isinstance(graph, list) else [thing]
    own = [thing for thing in flat if _types(thing) & _OWN_TYPES]
    return sorted(own, key=lambda thing: "webpage" in _types(thing))


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {str(kind).lower() for kind in (kinds if isinstance(kinds, list) else [kinds])}
