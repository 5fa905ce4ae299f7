"""The tables: what is true (versions, extractions, decisions), what is large, and what is worked out and may be replaced."""

import json
import zlib
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from pipeline.errors import StoreError

metadata = MetaData()

#: how chances are kept where they are added up: whole millionths, so that sums stay exact however often they change
MILLION = 1_000_000
#: fast, and nearly as small as slower levels on texts of some thousand characters
_ZLIB_LEVEL = 6


class Plain(TypeDecorator[str]):
    """Text that both databases keep and order alike: no NUL (PostgreSQL has none), no lone surrogates, ordered by code point."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Order by code point in PostgreSQL too, as SQLite does."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be kept by a picture of it."""
        return None if value is None else keepable(value)


def keepable(text: str) -> str:
    r"""Give a text as the store keeps it: what no database can hold is replaced by a picture of it.

    >>> keepable("Netz\0werk")
    'Netz␀werk'
    """
    return text.replace("\0", "\N{SYMBOL FOR NULL}").encode("utf-8", "backslashreplace").decode("utf-8")


class Json(TypeDecorator[Any]):
    """Any JSON value as compact text: exact, readable in the database, the same in both."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - JSON
        """Write it; None is the database's own null."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON
        """Read it back."""
        return None if value is None else json.loads(value)


class Packed(TypeDecorator[bytes]):
    """Compressed bytes."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Compress them."""
        return None if value is None else zlib.compress(value, _ZLIB_LEVEL)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Give them back as they were."""
        try:
            return None if value is None else zlib.decompress(value)
        except zlib.error as error:
            msg = "a part of the store is damaged and cannot be read back; bring the store back from a copy, or ingest the source again"
            raise StoreError(msg) from error


def _document(*, primary: bool = False) -> Column[int]:
    return Column("document", Integer, ForeignKey("documents.id"), primary_key=primary, nullable=False)


runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", Plain, nullable=False),
    Column("finished", Plain),
    Column("netzlese", Plain, nullable=False),
    Column("lexicons", Plain, nullable=False),
    Column("places", Plain, nullable=False),
    Column("note", Plain),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Plain, nullable=False, unique=True),
    Column("source", Plain, nullable=False),
    Column("version", Integer, nullable=False),
    Column("extraction", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("added", Plain, nullable=False),
    Column("changed", Plain, nullable=False),
    # worked out: the summary, all but its words
    Column("state", Plain, nullable=False),
    Column("title", Plain),
    Column("date", Plain),
    Column("label", Plain, nullable=False),
    Column("networks", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("settled", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("wrong", Float, nullable=False),
    Column("gain", Float, nullable=False),
    Column("unread", Boolean, nullable=False),
)

#: what a search looks through; apart, since it is longer than the rest of a row
searches = Table("searches", metadata, _document(primary=True), Column("words", Plain, nullable=False))

versions = Table(
    "versions",
    metadata,
    _document(primary=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", Plain, nullable=False),
    Column("text_sha256", Plain, nullable=False),
    Column("added", Plain, nullable=False),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
)

#: the read documents, large
readings = Table(
    "readings",
    metadata,
    _document(primary=True),
    Column("number", Integer, primary_key=True),
    Column("body", Packed, nullable=False),
)

extractions = Table(
    "extractions",
    metadata,
    Column("id", Integer, primary_key=True),
    _document(),
    Column("version", Integer, nullable=False),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("made", Plain, nullable=False),
    Column("networks", Json, nullable=False),
)

#: the reports, large
reports = Table(
    "reports",
    metadata,
    Column("extraction", Integer, ForeignKey("extractions.id"), primary_key=True),
    Column("body", Packed, nullable=False),
)

#: only ever added to; triggers refuse the rest
decisions = Table(
    "decisions",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("id", Plain, nullable=False, unique=True),
    _document(),
    Column("revision", Integer, nullable=False),
    Column("kind", Plain, nullable=False),
    Column("field", Plain),
    Column("reviewer", Plain, nullable=False),
    Column("made_at", Plain, nullable=False),
    Column("batch", Plain),
    Column("body", Json, nullable=False),
)

items = Table(
    "items",
    metadata,
    _document(primary=True),
    Column("position", Integer, primary_key=True),
    Column("network", Plain, nullable=False),
    Column("field", Plain, nullable=False),
    Column("item", Plain, nullable=False),
    Column("state", Plain, nullable=False),
    Column("value", Json),
    Column("machine", Json),
    Column("record", Integer),
    Column("pointer", Plain),
    Column("start", Integer),
    Column("end", Integer),
    Column("rule", Plain),
    Column("confidence", Float),
    Column("doubt", Float),
    Column("question", Plain),
    Column("decision", Plain),
    Column("quote", Json),
    Column("conflict", Plain),
    Column("before", Plain),
    Column("surface", Plain),
    Column("after", Plain),
)

findings = Table(
    "findings",
    metadata,
    _document(primary=True),
    Column("position", Integer, primary_key=True),
    Column("key", Plain, nullable=False),
    Column("network", Plain),
    Column("code", Plain, nullable=False),
    Column("severity", Plain, nullable=False),
    Column("answered", Plain),
)

#: worked out: what equal open items of all documents come to, kept up with every change (``pipeline.store.tally``)
questions = Table(
    "questions",
    metadata,
    Column("key", Plain, primary_key=True),
    Column("field", Plain, nullable=False),
    Column("rule", Plain, nullable=False),
    Column("surface", Plain, nullable=False),
    Column("value", Json),
    Column("number", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("doubt", BigInteger, nullable=False),
    Column("wrong", BigInteger, nullable=False),
)

#: worked out: open items by field, kept up likewise
open_fields = Table("open_fields", metadata, Column("field", Plain, primary_key=True), Column("number", Integer, nullable=False))

# a partial index serves only a query that says its condition in so many words, hence literals where a parameter would be usual
IS_OPEN = items.c.state == literal_column("'open'")
IS_CONFLICT = items.c.state == literal_column("'conflict'")
IS_QUESTION = IS_OPEN & items.c.question.is_not(None)
IS_UNANSWERED = findings.c.answered.is_(None)
IS_SHARED = questions.c.number > literal_column("1")


def _partly(name: str, *columns: Column[Any], where: Any = None) -> Index:  # noqa: ANN401 - an SQL condition of any sort
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


Index("documents_by_gain", documents.c.gain.desc(), documents.c.id)
Index("documents_by_state", documents.c.state, documents.c.gain.desc(), documents.c.id)
Index("documents_by_source", documents.c.source, documents.c.id)
Index("documents_by_added", documents.c.added, documents.c.id)
Index("documents_by_changed", documents.c.changed, documents.c.id)
Index("versions_by_sha256", versions.c.sha256)
Index("extractions_by_document", extractions.c.document, extractions.c.id)
Index("decisions_by_document", decisions.c.document, decisions.c.revision, decisions.c.place)
Index("decisions_by_reviewer", decisions.c.reviewer, decisions.c.place)
Index("decisions_by_kind", decisions.c.kind, decisions.c.place)
_partly("decisions_by_batch", decisions.c.batch, where=decisions.c.batch.is_not(None))
_partly("items_by_question", items.c.question, items.c.document, items.c.position, where=IS_QUESTION)
_partly("items_by_open_field", items.c.field, items.c.document, where=IS_OPEN)
_partly("items_in_conflict", items.c.document, items.c.position, where=IS_CONFLICT)
_partly("findings_by_code", findings.c.code, findings.c.document, where=IS_UNANSWERED)
_partly("questions_shared", questions.c.number, questions.c.doubt, questions.c.field, questions.c.key, where=IS_SHARED)
