"""The lists of the store: inbox, sums, questions over all documents, conflicts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pipeline.store import rows
from pipeline.store.inbox import counting, first, fitting, is_in, neighbour, ordering
from pipeline.store.tables import (
    IS_CONFLICT,
    IS_QUESTION,
    IS_SHARED,
    IS_UNANSWERED,
    MILLION,
    documents,
    findings,
    items,
    open_fields,
    questions,
    searches,
)
from schemas.store import DocumentRow, Filter, Group, InboxPage, Occurrence, Totals

#: what it takes to answer a question, where the caller does not say. Unit: seconds
_SECONDS = {"question": 6.0, "occurrence": 1.5}
_SECONDS_A_MINUTE = 60.0
_STATES = ("open", "settled", "conflict", "unread")


class Lists:
    """Give what is looked at page by page."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def inbox(self, wanted: Filter) -> InboxPage:
        """Give one page of the documents that fit; a page behind the last is the last."""
        total = self._count(counting(wanted))
        pages = max(1, -(-total // wanted.size))
        page = min(max(1, wanted.page), pages)
        chosen = paged(select(documents.c.id).where(*fitting(wanted)).order_by(*ordering(wanted.order)), page, wanted.size)
        found = self._documents(document_rows().where(documents.c.id.in_(chosen)).order_by(*ordering(wanted.order)))
        return InboxPage(found, total, page, pages)

    def next_document(self, document: int, wanted: Filter) -> int | None:
        """Give the document behind one in the order of a filter, None behind the last.

        Where it no longer fits the filter, as when all of it was just settled, that is the filter's first.
        """
        if self._connection.scalar(is_in(document, wanted)) is None:
            return self._connection.scalar(first(wanted))
        return self._connection.scalar(neighbour(document, wanted, backwards=False))

    def previous_document(self, document: int, wanted: Filter) -> int | None:
        """Give the document before one in the order of a filter, None before the first and where it does not fit."""
        if self._connection.scalar(is_in(document, wanted)) is None:
            return None
        return self._connection.scalar(neighbour(document, wanted, backwards=True))

    def totals(self) -> Totals:
        """Sum up the store."""
        self._settle_sums()
        columns = (documents.c[name] for name in ("networks", "total", "settled", "conflicts", "wrong"))
        sums = (func.coalesce(func.sum(column), 0) for column in columns)
        by_state = select(documents.c.state, func.count(), *sums).group_by(documents.c.state)
        states, added = dict.fromkeys(_STATES, 0), [0.0] * 5
        for state, count, *more in self._connection.execute(by_state):
            states[state] = count
            added = [one + other for one, other in zip(added, more, strict=True)]
        codes = select(findings.c.code, func.count()).where(IS_UNANSWERED).group_by(findings.c.code).order_by(findings.c.code)
        fields = select(open_fields.c.field, open_fields.c.number).where(open_fields.c.number > 0).order_by(open_fields.c.field)
        number, (networks, values, settled, conflicts, wrong) = sum(states.values()), added
        return Totals(
            number, int(networks), int(values), int(settled), int(conflicts), float(wrong), {"all": number, **states},
            _counts(self._connection.execute(codes)), _counts(self._connection.execute(fields)),
        )  # fmt: skip

    def groups(
        self, page: int = 1, size: int = 50, min_count: int = 2, *, seconds: Mapping[str, float] | None = None
    ) -> tuple[tuple[Group, ...], int]:
        """Give one page of the questions that several open values share, and how many there are.

        The one whose answer is expected to remove most errors a minute comes first.

        Args:
            page: from 1.
            size: groups on a page.
            min_count: of values that share the question, 2 or more.
            seconds: what it takes to understand a ``question``, and to look at one ``occurrence`` of it.
        """
        self._settle_sums()
        gain = _gain(seconds).label("gain")
        shared = [IS_SHARED, questions.c.number >= min_count]
        total = self._count(select(func.count()).select_from(questions).where(*shared))
        best = select(questions.c.key, gain).where(*shared).order_by(gain.desc(), questions.c.key)
        chosen = paged(best, page, size).subquery()
        statement = select(questions, chosen.c.gain).join(chosen, chosen.c.key == questions.c.key)
        found = self._connection.execute(statement.order_by(chosen.c.gain.desc(), questions.c.key))
        return tuple(self._group(row, row.gain) for row in found), total

    def group_of(self, key: str) -> Group | None:
        """Give one question, None where no open value has it."""
        self._settle_sums()
        statement = select(questions, _gain(None).label("gain")).where(questions.c.key == key)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else self._group(row, row.gain)

    def group(self, key: str, limit: int = 500) -> tuple[Occurrence, ...]:
        """Give the open values that share a question, by document."""
        return self._occurrences(_occurrence_rows().where(IS_QUESTION, items.c.question == key), 1, limit)

    def conflicts(self, page: int = 1, size: int = 50) -> tuple[tuple[Occurrence, ...], int]:
        """Give one page of the values in conflict, by document, and how many there are."""
        total = self._count(select(func.count()).select_from(items).where(IS_CONFLICT))
        return self._occurrences(_occurrence_rows().where(IS_CONFLICT), page, size), total

    def _occurrences(self, statement: Select[Any], page: int, size: int) -> tuple[Occurrence, ...]:
        ordered = statement.order_by(items.c.document, items.c.position)
        return tuple(map(rows.occurrence, self._connection.execute(paged(ordered, page, size))))

    def _group(self, row: rows.AnyRow, gain: float) -> Group:
        return Group(
            row.key, row.field, row.rule, row.surface, row.value, row.number, row.documents, row.wrong / MILLION, float(gain),
        )  # fmt: skip

    # helpers

    def _settle_sums(self) -> None:
        """Bring sums up to date before they are looked at; only a transaction that writes has any to bring."""

    def _documents(self, statement: Select[Any]) -> tuple[DocumentRow, ...]:
        return tuple(map(rows.document_row, self._connection.execute(statement)))

    def _count(self, statement: Select[Any]) -> int:
        return int(self._connection.scalar(statement) or 0)


def document_rows() -> Select[Any]:
    """Select documents with their summaries."""
    return select(*rows.DOCUMENT).outerjoin_from(documents, searches, searches.c.document == documents.c.id)


def paged(statement: Select[Any], page: int, size: int) -> Select[Any]:
    """Cut a page out of a list, counted from 1."""
    return statement.limit(size).offset((max(1, page) - 1) * size)


def _occurrence_rows() -> Select[Any]:
    mine = (items.c.document, items.c.before, items.c.after, *rows.ITEM)
    return select(*mine, documents.c.revision, documents.c.source, documents.c.label).join(
        documents, documents.c.id == items.c.document
    )


def _gain(seconds: Mapping[str, float] | None) -> Any:  # noqa: ANN401 - an SQL expression
    """Compute the errors a minute that answering a question removes, as ``pipeline.settle.group_gain`` does for its values."""
    times = {**_SECONDS, **(seconds or {})}
    return questions.c.doubt * (_SECONDS_A_MINUTE / MILLION) / (questions.c.number * times["occurrence"] + times["question"])


def _counts(found: Any) -> dict[str, int]:  # noqa: ANN401 - rows of a name and a number
    return {str(name): int(count) for name, count in found}
