"""Finds the date a web page declares for itself, as EDTF: meta elements, JSON-LD, ``time``; never a date in the prose."""

from collections.abc import Iterable
from typing import Any

from pipeline.read.stamps import to_edtf

#: names and properties of meta elements, the surest first; dates of change are no dates of publication
META_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "dc.date.created", "dcterms.created", "publication_date", "publish-date", "publishdate", "pubdate",
    "date", "dc.terms.issued", "citation_publication_date", "sailthru.date", "parsely-pub-date",
)  # fmt: skip
_OWN_TYPES = frozenset("article newsarticle blogposting webpage pressrelease report socialmediaposting techarticle".split())


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
