"""One consistent view of the store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from pipeline.errors import StoreError
from pipeline.store import rows
from pipeline.store.inbox import counting, first, fitting, is_in, neighbour, ordering
from pipeline.store.tables import (
    IS_CONFLICT,
    IS_QUESTION,
    IS_SHARED,
    IS_UNANSWERED,
    MILLION,
    decisions,
    documents,
    extractions,
    findings,
    items,
    open_fields,
    questions,
    readings,
    reports,
    runs,
    searches,
    versions,
)
from schemas.review import DecisionKind, FindingState, Item
from schemas.store import (
    DocumentRow,
    ExtractionRow,
    Filter,
    Group,
    InboxPage,
    Occurrence,
    Run,
    StoredDecision,
    Totals,
    VersionRow,
)

T = TypeVar("T")

#: what it takes to answer a question, where the caller does not say. Unit: seconds
_SECONDS = {"question": 6.0, "occurrence": 1.5}
_SECONDS_A_MINUTE = 60.0
_STATES = ("open", "settled", "conflict", "unread")


@dataclass(frozen=True, slots=True)
class Pace:
    """Say when a decision was made and about what, to measure how long people take."""

    reviewer: str
    document: int
    kind: str
    field: str | None
    batch: str | None
    made_at: str


class Reading:
    """Look things up. Everything seen through one of these is as of one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # documents

    def document(self, document: int) -> DocumentRow | None:
        """Give a document, None where there is none."""
        return self._document(documents.c.id == document)

    def find(self, key: str) -> DocumentRow | None:
        """Give the document of a source, None where it was never taken in."""
        return self._document(documents.c.key == key)

    def by_content(self, sha256: str, text_sha256: str) -> tuple[DocumentRow, ...]:
        """Give the documents whose current version has these bytes and this text."""
        return self._documents(
            _document_rows()
            .join(versions, (versions.c.document == documents.c.id) & (versions.c.number == documents.c.version))
            .where(versions.c.sha256 == sha256, versions.c.text_sha256 == text_sha256)
            .order_by(documents.c.id)
        )

    def document_ids(self) -> Iterator[int]:
        """Yield the number of every document, oldest first."""
        return iter(self._connection.scalars(select(documents.c.id).order_by(documents.c.id)).all())

    def versions(self, document: int) -> tuple[VersionRow, ...]:
        """Give the versions of a document, oldest first."""
        statement = select(*rows.VERSION).where(versions.c.document == document).order_by(versions.c.number)
        return tuple(map(rows.version_row, self._connection.execute(statement)))

    def by_text(self, sha256: str) -> tuple[VersionRow, ...]:
        """Give all versions, of all documents, that were read from these bytes."""
        statement = select(*rows.VERSION).where(versions.c.sha256 == sha256).order_by(versions.c.document, versions.c.number)
        return tuple(map(rows.version_row, self._connection.execute(statement)))

    def read_document(self, document: int, version: int) -> bytes:
        """Give the frozen document of a version.

        Raises:
            StoreError: there is no such version.
        """
        statement = select(readings.c.body).where(readings.c.document == document, readings.c.number == version)
        body: bytes | None = self._connection.scalar(statement)
        return _found(body, f"version {version} of document {document}")

    def extraction(self, extraction: int) -> ExtractionRow:
        """Give an extraction.

        Raises:
            StoreError: there is no such extraction.
        """
        row = self._connection.execute(select(*rows.EXTRACTION).where(extractions.c.id == extraction)).one_or_none()
        return rows.extraction_row(_found(row, f"extraction {extraction}"))

    def extractions(self, document: int) -> tuple[ExtractionRow, ...]:
        """Give the extractions of a document, oldest first."""
        statement = select(*rows.EXTRACTION).where(extractions.c.document == document).order_by(extractions.c.id)
        return tuple(map(rows.extraction_row, self._connection.execute(statement)))

    def report(self, extraction: int) -> bytes:
        """Give the report of an extraction as it was stored.

        Raises:
            StoreError: there is no such extraction.
        """
        body: bytes | None = self._connection.scalar(select(reports.c.body).where(reports.c.extraction == extraction))
        return _found(body, f"report of extraction {extraction}")

    def networks(self, document: int) -> tuple[str, ...]:
        """Give the ids of all networks a document ever had, in the order they came."""
        ids = dict.fromkeys(network for one in self.extractions(document) for network in one.networks)
        for stored in self.decisions(document):
            ids.update(dict.fromkeys(one for one in (stored.decision.network, stored.decision.to) if one is not None))
        return tuple(ids)

    def runs(self) -> tuple[Run, ...]:
        """Give the runs, newest first."""
        return tuple(map(rows.run_row, self._connection.execute(select(runs).order_by(runs.c.id.desc()))))

    # decisions

    def decisions(self, document: int) -> tuple[StoredDecision, ...]:
        """Give what was decided about a document, oldest first."""
        statement = _decision_rows().where(decisions.c.document == document)
        return self._decisions(statement.order_by(decisions.c.revision, decisions.c.place))

    def batch(self, batch: str) -> tuple[StoredDecision, ...]:
        """Give what was decided at once, over all documents, oldest first."""
        return self._decisions(_decision_rows().where(decisions.c.batch == batch).order_by(decisions.c.place))

    def decisions_by_id(self, ids: Sequence[str]) -> dict[str, StoredDecision]:
        """Give decisions by their ids; unknown ones are left out."""
        found = self._decisions(_decision_rows().where(decisions.c.id.in_(ids))) if ids else ()
        return {stored.decision.id: stored for stored in found}

    def all_decisions(
        self, page: int = 1, size: int = 50, reviewer: str | None = None, kind: DecisionKind | None = None
    ) -> tuple[tuple[StoredDecision, ...], int]:
        """Give one page of all decisions, newest first, and how many there are."""
        conditions = []
        if reviewer is not None:
            conditions.append(decisions.c.reviewer == reviewer)
        if kind is not None:
            conditions.append(decisions.c.kind == kind)
        total = self._count(select(func.count()).select_from(decisions).where(*conditions))
        statement = _decision_rows().where(*conditions).order_by(decisions.c.place.desc())
        return self._decisions(_paged(statement, page, size)), total

    def reviewers(self) -> tuple[str, ...]:
        """Give the names of all who decided anything, in alphabetical order."""
        return tuple(self._connection.scalars(select(decisions.c.reviewer).distinct().order_by(decisions.c.reviewer)))

    def decision_times(self, limit: int = 10_000) -> tuple[Pace, ...]:
        """Give when the newest decisions were made, newest first."""
        named = (decisions.c[name] for name in Pace.__slots__)
        statement = select(*named).order_by(decisions.c.place.desc()).limit(limit)
        return tuple(Pace(*row) for row in self._connection.execute(statement))

    # what is worked out

    def items(self, document: int) -> tuple[Item, ...]:
        """Give where the values of a document stand, in the order of the projection."""
        statement = select(*rows.ITEM).where(items.c.document == document).order_by(items.c.position)
        return tuple(map(rows.item, self._connection.execute(statement)))

    def contexts(self, document: int) -> tuple[tuple[str, str, str], ...]:
        """Give the characters of the items of a document with what stands around them, in the same order."""
        statement = select(items.c.before, items.c.surface, items.c.after).where(items.c.document == document)
        found = self._connection.execute(statement.order_by(items.c.position))
        return tuple((before or "", surface or "", after or "") for before, surface, after in found)

    def findings(self, document: int) -> tuple[FindingState, ...]:
        """Give which findings of a document were answered, in the order of the projection."""
        named = (findings.c[name] for name in FindingState.model_fields)
        statement = select(*named).where(findings.c.document == document).order_by(findings.c.position)
        return tuple(FindingState.model_validate(dict(row._mapping)) for row in self._connection.execute(statement))  # noqa: SLF001 - SQLAlchemy's public name

    # lists

    def inbox(self, wanted: Filter) -> InboxPage:
        """Give one page of the documents that fit; a page behind the last is the last."""
        total = self._count(counting(wanted))
        pages = max(1, -(-total // wanted.size))
        page = min(max(1, wanted.page), pages)
        chosen = _paged(select(documents.c.id).where(*fitting(wanted)).order_by(*ordering(wanted.order)), page, wanted.size)
        found = self._documents(_document_rows().where(documents.c.id.in_(chosen)).order_by(*ordering(wanted.order)))
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
        chosen = _paged(best, page, size).subquery()
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
        return tuple(map(rows.occurrence, self._connection.execute(_paged(ordered, page, size))))

    def _group(self, row: rows.AnyRow, gain: float) -> Group:
        return Group(
            row.key, row.field, row.rule, row.surface, row.value, row.number, row.documents, row.doubt / MILLION, float(gain),
        )  # fmt: skip

    # helpers

    def _settle_sums(self) -> None:
        """Bring sums up to date before they are looked at; only a transaction that writes has any to bring."""

    def _document(self, condition: Any) -> DocumentRow | None:  # noqa: ANN401 - an SQL condition of any sort
        row = self._connection.execute(_document_rows().where(condition)).one_or_none()
        return None if row is None else rows.document_row(row)

    def _documents(self, statement: Select[Any]) -> tuple[DocumentRow, ...]:
        return tuple(map(rows.document_row, self._connection.execute(statement)))

    def _decisions(self, statement: Select[Any]) -> tuple[StoredDecision, ...]:
        return tuple(map(rows.stored_decision, self._connection.execute(statement)))

    def _count(self, statement: Select[Any]) -> int:
        return int(self._connection.scalar(statement) or 0)


def _document_rows() -> Select[Any]:
    return select(*rows.DOCUMENT).outerjoin_from(documents, searches, searches.c.document == documents.c.id)


def _decision_rows() -> Select[Any]:
    return select(decisions.c.document, decisions.c.revision, decisions.c.body)


def _occurrence_rows() -> Select[Any]:
    mine = (items.c.document, items.c.before, items.c.after, *rows.ITEM)
    return select(*mine, documents.c.revision, documents.c.source, documents.c.label).join(
        documents, documents.c.id == items.c.document
    )


def _gain(seconds: Mapping[str, float] | None) -> Any:  # noqa: ANN401 - an SQL expression
    """Compute the errors a minute that answering a question removes, as ``pipeline.settle.group_gain`` does for its values."""
    times = {**_SECONDS, **(seconds or {})}
    return questions.c.doubt * (_SECONDS_A_MINUTE / MILLION) / (questions.c.number * times["occurrence"] + times["question"])


def _paged(statement: Select[Any], page: int, size: int) -> Select[Any]:
    return statement.limit(size).offset((max(1, page) - 1) * size)


def _counts(found: Any) -> dict[str, int]:  # noqa: ANN401 - rows of a name and a number
    return {str(name): int(count) for name, count in found}


def _found(thing: T | None, what: str) -> T:
    if thing is None:
        msg = f"the store has no {what}; it may be that of another one"
        raise StoreError(msg)
    return thing
