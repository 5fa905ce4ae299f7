"""One consistent view of the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from pipeline.errors import StoreError
from pipeline.store import rows
from pipeline.store.audit import odd_rows, odd_sums
from pipeline.store.lists import Lists, document_rows, paged
from pipeline.store.tables import (
    decisions,
    documents,
    extractions,
    findings,
    items,
    readings,
    reports,
    runs,
    versions,
)
from schemas.review import DecisionKind, FindingState, Item
from schemas.store import (
    DocumentRow,
    ExtractionRow,
    Run,
    StoredDecision,
    VersionRow,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """Say when a decision was made and about what, to measure how long people take."""

    reviewer: str
    document: int
    kind: str
    field: str | None
    batch: str | None
    made_at: str


class Reading(Lists):
    """Look things up. Everything seen through one of these is as of one moment."""

    # documents

    def document(self, document: int) -> DocumentRow | None:
        """Give a document, None where there is none."""
        return self._document(documents.c.id == document)

    def find(self, key: str) -> DocumentRow | None:
        """Give the document of a source, None where it was never taken in."""
        return self._document(documents.c.key == key)

    def namesakes(self, key: str, most: int = 100) -> tuple[DocumentRow, ...]:
        """Give the documents that share a name: that of this key, and those whose key goes on behind it with a ``~``."""
        same = (documents.c.key == key) | _begins(f"{key}~")
        return self._documents(document_rows().where(same).order_by(documents.c.id).limit(most))

    def holds_file(self, key: str) -> bool:
        """Say whether a document was read from the file of this key, or from something inside it."""
        inside = (documents.c.key == key) | _begins(f"{key}!")
        return self._connection.scalar(select(documents.c.id).where(inside).limit(1)) is not None

    def by_content(self, sha256: str, text_sha256: str) -> tuple[DocumentRow, ...]:
        """Give the documents whose current version has these bytes and this text."""
        return self._documents(
            document_rows()
            .join(versions, (versions.c.document == documents.c.id) & (versions.c.number == documents.c.version))
            .where(versions.c.sha256 == sha256, versions.c.text_sha256 == text_sha256)
            .order_by(documents.c.id)
        )

    def keys(self) -> tuple[str, ...]:
        """Give the key of every document."""
        return tuple(self._connection.scalars(select(documents.c.key)))

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
        return self._decisions(paged(statement, page, size)), total

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

    # whether it is whole

    def oddities(self, document: int | None = None) -> Iterator[tuple[str, str]]:
        """Yield what contradicts itself in the tables of a document, or of the store as a whole: where, and what in words."""
        return odd_sums(self._connection) if document is None else odd_rows(self._connection, document)

    # helpers

    def _document(self, condition: Any) -> DocumentRow | None:  # noqa: ANN401 - an SQL condition of any sort
        row = self._connection.execute(document_rows().where(condition)).one_or_none()
        return None if row is None else rows.document_row(row)

    def _decisions(self, statement: Select[Any]) -> tuple[StoredDecision, ...]:
        return tuple(map(rows.stored_decision, self._connection.execute(statement)))


def _begins(start: str) -> ColumnElement[bool]:
    """Choose the keys with a beginning; by their order, which an index serves in both databases."""
    return (documents.c.key >= start) & (documents.c.key <= start + "\U0010ffff")


def _decision_rows() -> Select[Any]:
    return select(decisions.c.document, decisions.c.revision, decisions.c.body)


def _found(thing: T | None, what: str) -> T:
    if thing is None:
        msg = f"the store has no {what}; it may be that of another one"
        raise StoreError(msg)
    return thing
