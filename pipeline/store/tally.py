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
#: columns of a question that are kept up: its items, their documents, the doubt that orders it, what is stated to be wrong
_SUMS = ("number", "documents", "doubt", "wrong")


def wrong_and_doubt(confidence: float | None, doubt: float | None) -> tuple[int, int]:
    """Give the chance that a value is wrong: as it is stated, and as it orders. Unit: whole millionths, so that sums are exact.

    >>> wrong_and_doubt(0.93, 0.2), wrong_and_doubt(None, None)  # without a confidence it is as likely wrong as right
    ((70000, 200000), (500000, 500000))
    """
    wrong = MILLION - round((0.5 if confidence is None else confidence) * MILLION)
    return wrong, wrong if doubt is None else round(doubt * MILLION)


class Tally:
    """Collect what a transaction changes, and write it in one go at its end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._questions: dict[str, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
        self._first: dict[str, tuple[Item, str]] = {}
        self._fields: dict[str, int] = defaultdict(int)

    def forget(self, document: int) -> None:
        """Take off what the items of a document, as they are stored, had added."""
        mine = select(items.c.question, items.c.confidence, items.c.doubt).where(items.c.document == document, IS_QUESTION)
        seen: set[str] = set()
        for key, confidence, doubt in self._connection.execute(mine):
            wrong, doubted = wrong_and_doubt(confidence, doubt)
            self._change(key, -1, 0 if key in seen else -1, -doubted, -wrong)
            seen.add(key)
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
                wrong, doubted = wrong_and_doubt(item.confidence, item.doubt)
                self._change(item.question, 1, 0 if item.question in seen else 1, doubted, wrong)
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

    def _change(self, key: str, *more: int) -> None:
        sums = self._questions[key]
        for place, number in enumerate(more):
            sums[place] += number

    def _write_questions(self, changed: Mapping[str, list[int]]) -> None:
        new, old = [], []
        for key, change in changed.items():
            sums = dict(zip(_SUMS, change, strict=True))
            first = self._first.get(key)
            if first is None:
                old.append({"the_key": key, **{f"more_{name}": number for name, number in sums.items()}})
            else:
                item, surface = first
                asked = {"field": item.field, "rule": item.rule or "", "surface": surface, "value": item.value}
                new.append({"key": key, **asked, **sums})
        if new:
            self._connection.execute(self._upsert(questions, _SUMS), new)
        if old:
            more = {name: questions.c[name] + bindparam(f"more_{name}") for name in _SUMS}
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
