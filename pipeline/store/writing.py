"""One transaction: all of it is stored, or nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from pipeline.errors import StoreError
from pipeline.store import rows
from pipeline.store.reading import Reading
from pipeline.store.tables import (
    decisions,
    documents,
    extractions,
    findings,
    items,
    readings,
    reports,
    runs,
    searches,
    versions,
)
from pipeline.store.tally import Tally
from schemas.review import Decision
from schemas.store import DocumentRow, Projection, Summary

_NOTHING = Summary(
    title=None, date=None, label="", networks=0, values=0, settled=0, conflicts=0, findings=0, wrong=0.0, gain=0.0, unread=False,
    words="",
)  # fmt: skip


def _now() -> str:
    """Give the moment. Unit: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writing(Reading):
    """Add to the store, and replace what is worked out. There is nothing here that changes or deletes what is true."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._tally = Tally(connection)
        self._locked: set[int] = set()
        self._fresh: set[int] = set()

    def finish(self) -> None:
        """Write what was put off to the end; the store calls it before it commits."""
        self._tally.write()

    # runs

    def begin_run(self, netzlese: str, lexicons: str, places: str, note: str | None = None) -> int:
        """Note that reading begins; gives the number of the run."""
        return self._insert(runs, started=_now(), netzlese=netzlese, lexicons=lexicons, places=places, note=note)

    def finish_run(self, run: int) -> None:
        """Note that a run came to its end."""
        self._connection.execute(update(runs).where(runs.c.id == run).values(finished=_now()))

    # what is true: only ever added

    def lock(self, document: int) -> DocumentRow:
        """Give a document as it is now, and keep others from writing it until this transaction ends.

        Whoever locks several does so in the order of their numbers, so that two never wait for each other.

        Raises:
            StoreError: there is no such document.
        """
        self._lock(document)
        row = self.document(document)
        if row is None:
            msg = f"the store has no document {document}; it may be that of another one"
            raise StoreError(msg)
        return row

    def add_document(self, key: str, source: str) -> int:
        """Add a document without a version yet; gives its number, and locks it.

        Raises:
            StoreError: there is one of this key; ask with ``find`` first.
        """
        now = _now()
        number = self._insert(
            documents, key=key, source=source, version=0, extraction=0, revision=0, added=now, changed=now,
            **rows.summary_columns(_NOTHING),
        )  # fmt: skip
        self._connection.execute(insert(searches).values(document=number, words=""))
        self._locked.add(number)
        self._fresh.add(number)
        return number

    def move(self, document: int, key: str, source: str) -> None:
        """Note that a document comes from somewhere else now: its file was renamed, or its folder moved.

        Its versions stay as they were read, its decisions as they were made, and its revision too: nobody who looks at it has to look again.

        Raises:
            StoreError: there is no such document, or the key belongs to another one.
        """
        self.lock(document)
        holder = self.find(key)
        if holder is not None and holder.id != document:
            msg = f"document {document} cannot come from {source} now: that is document {holder.id}"
            raise StoreError(msg)
        self._set(document, key=key, source=source)

    def add_version(self, document: int, run: int, sha256: str, text_sha256: str, read: bytes) -> int:
        """Add what a document holds now, as it was read; gives the number of the version."""
        number = self.lock(document).version + 1
        self._connection.execute(
            insert(versions).values(document=document, number=number, sha256=sha256, text_sha256=text_sha256, added=_now(), run=run)
        )
        self._connection.execute(insert(readings).values(document=document, number=number, body=read))
        self._set(document, version=number)
        return number

    def add_extraction(self, document: int, version: int, run: int, report: bytes, networks: Sequence[str]) -> int:
        """Add what was read out of a version: the report, and for each of its records the id of its network.

        It is the document's current one from now on; ``touch`` tells those who look at the document.
        """
        self._lock(document)
        number = self._insert(extractions, document=document, version=version, run=run, made=_now(), networks=list(networks))
        self._connection.execute(insert(reports).values(extraction=number, body=report))
        self._set(document, extraction=number)
        return number

    def add_decisions(self, document: int, made: Sequence[Decision]) -> int:
        """Add decisions, made at once; gives the document's new revision, which they share."""
        revision = self.touch(document)
        if made:
            self._connection.execute(insert(decisions), [_decision_columns(document, revision, one) for one in made])
        return revision

    def touch(self, document: int) -> int:
        """Note that a document changed; gives its new revision."""
        self._lock(document)
        statement = update(documents).where(documents.c.id == document)
        self._connection.execute(statement.values(revision=documents.c.revision + 1, changed=_now()))
        return int(self._connection.scalar(select(documents.c.revision).where(documents.c.id == document)) or 0)

    # what is worked out: replaced as a whole

    def project(self, document: int, projection: Projection) -> None:
        """Keep where a document stands now, instead of what was kept before."""
        self._lock(document)
        if document in self._fresh:
            self._fresh.remove(document)
        else:
            self._tally.forget(document)
            self._connection.execute(delete(items).where(items.c.document == document))
            self._connection.execute(delete(findings).where(findings.c.document == document))
        if projection.items:
            pairs = zip(projection.items, projection.contexts, strict=True)
            columns = [rows.item_columns(document, at, item, context) for at, (item, context) in enumerate(pairs)]
            self._connection.execute(insert(items), columns)
        if projection.findings:
            columns = [{"document": document, "position": at, **one.model_dump()} for at, one in enumerate(projection.findings)]
            self._connection.execute(insert(findings), columns)
        self._tally.count(projection)
        self._set(document, **rows.summary_columns(projection.summary))
        words = projection.summary.words.casefold()
        self._connection.execute(update(searches).where(searches.c.document == document).values(words=words))

    # helpers

    def _settle_sums(self) -> None:
        self._tally.write()

    def _lock(self, document: int) -> None:
        """Keep others from writing a document; in SQLite the whole transaction does so from its beginning."""
        if document in self._locked:
            return
        self._connection.execute(select(documents.c.id).where(documents.c.id == document).with_for_update())
        self._locked.add(document)

    def _set(self, document: int, **columns: object) -> None:
        self._connection.execute(update(documents).where(documents.c.id == document).values(columns))

    def _insert(self, table: Table, **columns: object) -> int:
        """Insert a row and give its number."""
        key: Any = self._connection.execute(insert(table).values(columns)).inserted_primary_key
        return int(key[0])


def _decision_columns(document: int, revision: int, one: Decision) -> dict[str, object]:
    return {
        "id": one.id, "document": document, "revision": revision, "kind": one.kind, "field": one.field, "reviewer": one.reviewer,
        "made_at": one.made_at, "batch": one.batch, "body": one.model_dump(mode="json"),
    }  # fmt: skip
