"""What equal open items of all documents come to, kept up change by change: adding up 300,000 rows for each list would take a second."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.store.tables import IS_OPEN, IS_QUESTION, MILLION, items, open_fields, questions
from schemas.review import Item
from schemas.store import Projection

#: of PostgreSQL's advisory lock: sums of several transactions are written one after the other, or they would wait for each other in a ring
_LOCK = 0x4E5A4C54


def doubt(confidence: float | None) -> int:
    """Give the chance that a value is wrong. Unit: whole millionths, so that sums are exact.

    >>> doubt(0.93), doubt(None)  # a value without a confidence is as likely wrong as right
    (70000, 500000)
    """
    return MILLION - round((0.5 if confidence is None else confidence) * MILLION)


class Tally:
    """Collect what a transaction changes, and write it in one go at its end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._questions: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # items, documents, doubt
        self._first: dict[str, tuple[Item, str]] = {}
        self._fields: dict[str, int] = defaultdict(int)

    def forget(self, document: int) -> None:
        """Take off what the items of a document, as they are stored, had added."""
        mine = select(items.c.question, items.c.confidence).where(items.c.document == document, IS_QUESTION)
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for key, confidence in self._connection.execute(mine):
            sums[key][0] += 1
            sums[key][1] += doubt(confidence)
        for key, (count, doubts) in sums.items():
            self._change(key, -count, -1, -doubts)
        fields = select(items.c.field, func.count()).where(items.c.document == document, IS_OPEN).group_by(items.c.field)
        for field, count in self._connection.execute(fields):
            self._fields[field] -= count

    def count(self, projection: Projection) -> None:
        """Add what a document's new items come to."""
        seen: set[str] = set()
        for item, (_, surface, _) in zip(projection.items, projection.contexts, strict=True):
            if item.state != "open":
                continue
            self._fields[item.field] += 1
            if item.question is not None:
                self._change(item.question, 1, 0 if item.question in seen else 1, doubt(item.confidence))
                self._first.setdefault(item.question, (item, " ".join(surface.split())))
                seen.add(item.question)

    def write(self) -> None:
        """Write the sums; within one transaction, as often as somebody asks for them."""
        changed = {key: change for key, change in self._questions.items() if any(change)}
        fields = {field: count for field, count in self._fields.items() if count}
        self._questions.clear()
        self._fields.clear()
        if not changed and not fields:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        self._write_questions(changed)
        self._write_fields(fields)
        self._first.clear()

    def _change(self, key: str, count: int, documents: int, doubts: int) -> None:
        sums = self._questions[key]
        sums[0] += count
        sums[1] += documents
        sums[2] += doubts

    def _write_questions(self, changed: Mapping[str, list[int]]) -> None:
        new, old = [], []
        for key, (count, documents, doubts) in changed.items():
            sums = {"number": count, "documents": documents, "doubt": doubts}
            first = self._first.get(key)
            if first is None:
                old.append({"the_key": key, **{f"more_{name}": number for name, number in sums.items()}})
            else:
                item, surface = first
                asked = {"field": item.field, "rule": item.rule or "", "surface": surface, "value": item.value}
                new.append({"key": key, **asked, **sums})
        if new:
            self._connection.execute(self._upsert(questions, ("number", "documents", "doubt")), new)
        if old:
            more = {name: questions.c[name] + bindparam(f"more_{name}") for name in ("number", "documents", "doubt")}
            self._connection.execute(questions.update().where(questions.c.key == bindparam("the_key")).values(more), old)
        gone = [{"the_key": key} for key, change in changed.items() if change[0] < 0]
        if gone:
            self._connection.execute(
                delete(questions).where(questions.c.key == bindparam("the_key"), questions.c.number <= 0), gone
            )

    def _write_fields(self, fields: Mapping[str, int]) -> None:
        if fields:
            rows = [{"field": field, "number": count} for field, count in fields.items()]
            self._connection.execute(self._upsert(open_fields, ("number",)), rows)

    def _upsert(self, table: Any, sums: tuple[str, ...]) -> Any:  # noqa: ANN401 - the dialects share no type for this
        """Insert a row, or add its sums to those of the row that is there."""
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        statement = make(table)
        more = {name: table.c[name] + statement.excluded[name] for name in sums}
        return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=more)
