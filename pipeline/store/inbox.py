"""The inbox as SQL: which documents a filter chooses, and in which order."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from pipeline.store.tables import IS_OPEN, IS_UNANSWERED, documents, findings, items, searches
from schemas.store import Filter, InboxOrder

#: column that orders, and whether the largest comes first; ties go by id, in the same direction but for the queue
_ORDERS: dict[InboxOrder, tuple[str, bool, bool]] = {
    "queue": ("gain", True, False),
    "source": ("source", False, False),
    "newest": ("added", True, True),
    "changed": ("changed", True, True),
}


def fitting(wanted: Filter) -> list[ColumnElement[bool]]:
    """Give the conditions of a filter."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.state != "all":
        conditions.append(documents.c.state == wanted.state)
    for word in wanted.words.casefold().split():
        found = select(searches.c.document).where(searches.c.words.contains(word, autoescape=True))
        # a file that was renamed since it was read is looked for by its name of today, too
        conditions.append(or_(documents.c.id.in_(found), func.lower(documents.c.source).contains(word, autoescape=True)))
    if wanted.finding is not None:
        conditions.append(documents.c.id.in_(select(findings.c.document).where(IS_UNANSWERED, findings.c.code == wanted.finding)))
    if wanted.field is not None:
        conditions.append(documents.c.id.in_(select(items.c.document).where(IS_OPEN, items.c.field == wanted.field)))
    return conditions


def ordering(order: InboxOrder, *, backwards: bool = False) -> list[ColumnElement[Any]]:
    """Give what the inbox is ordered by."""
    name, falling, falling_ties = _ORDERS[order]
    return [
        documents.c[name].desc() if falling != backwards else documents.c[name].asc(),
        documents.c.id.desc() if falling_ties != backwards else documents.c.id.asc(),
    ]


def counting(wanted: Filter) -> Select[int]:
    """Count the documents that fit."""
    return select(func.count()).select_from(documents).where(*fitting(wanted))


def neighbour(document: int, wanted: Filter, *, backwards: bool) -> Select[int]:
    """Find the document behind (or before) one in the order of a filter."""
    name, falling, falling_ties = _ORDERS[wanted.order]
    column = documents.c[name]
    here = select(column).where(documents.c.id == document).scalar_subquery()
    further = column < here if falling != backwards else column > here
    further_tie = documents.c.id < document if falling_ties != backwards else documents.c.id > document
    conditions = [*fitting(wanted), or_(further, and_(column == here, further_tie))]
    return select(documents.c.id).where(*conditions).order_by(*ordering(wanted.order, backwards=backwards)).limit(1)


def first(wanted: Filter) -> Select[int]:
    """Find the document a filter begins with."""
    return select(documents.c.id).where(*fitting(wanted)).order_by(*ordering(wanted.order)).limit(1)


def is_in(document: int, wanted: Filter) -> Select[int]:
    """Find a document, if a filter chooses it."""
    return select(documents.c.id).where(documents.c.id == document, *fitting(wanted))
