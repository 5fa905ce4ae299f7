"""The tables as they were first released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, their indexes, and the triggers that keep decisions as they were made."""
    _make_truth()
    _make_projection()
    _make_indexes()
    if op.get_context().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _words(name: str, *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    kind = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return sa.Column(name, kind, nullable=null, unique=unique)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _id(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True)


def _document(*, primary: bool = False) -> sa.Column[int]:
    return sa.Column("document", sa.Integer, sa.ForeignKey("documents.id"), primary_key=primary, nullable=False)


def _run() -> sa.Column[int]:
    return sa.Column("run", sa.Integer, sa.ForeignKey("runs.id"), nullable=False)


def _make_truth() -> None:
    op.create_table(
        "runs", _id("id"), _words("started"), _words("finished", null=True),
        _words("netzlese"), _words("lexicons"), _words("places"), _words("note", null=True),
    )  # fmt: skip
    op.create_table(
        "documents", _id("id"), _words("key", unique=True), _words("source"), _number("version"), _number("extraction"),
        _number("revision"), _words("added"), _words("changed"), _words("state"), _words("title", null=True), _words("date", null=True),
        _words("label"), _number("networks"), _number("total"), _number("settled"), _number("conflicts"), _number("findings"),
        sa.Column("wrong", sa.Float, nullable=False), sa.Column("gain", sa.Float, nullable=False),
        sa.Column("unread", sa.Boolean, nullable=False),
    )  # fmt: skip
    op.create_table(
        "versions", _document(primary=True), _id("number"), _words("sha256"), _words("text_sha256"), _words("added"), _run(),
    )  # fmt: skip
    op.create_table("readings", _document(primary=True), _id("number"), sa.Column("body", sa.LargeBinary, nullable=False))
    op.create_table(
        "extractions", _id("id"), _document(), _number("version"), _run(), _words("made"), sa.Column("networks", sa.Text, nullable=False),
    )  # fmt: skip
    op.create_table(
        "reports",
        sa.Column("extraction", sa.Integer, sa.ForeignKey("extractions.id"), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "decisions", _id("place"), _words("id", unique=True), _document(), _number("revision"), _words("kind"), _words("field", null=True),
        _words("reviewer"), _words("made_at"), _words("batch", null=True), sa.Column("body", sa.Text, nullable=False),
    )  # fmt: skip


def _make_projection() -> None:
    op.create_table("searches", _document(primary=True), _words("words"))
    op.create_table(
        "items", _document(primary=True), _id("position"), _words("network"), _words("field"), _words("item"), _words("state"),
        sa.Column("value", sa.Text), sa.Column("machine", sa.Text), _number("record", null=True), _words("pointer", null=True),
        _number("start", null=True), _number("end", null=True), _words("rule", null=True), sa.Column("confidence", sa.Float),
        sa.Column("doubt", sa.Float), _words("question", null=True), _words("decision", null=True), sa.Column("quote", sa.Text), _words("conflict", null=True),
        _words("before", null=True), _words("surface", null=True), _words("after", null=True),
    )  # fmt: skip
    op.create_table(
        "findings", _document(primary=True), _id("position"), _words("key"), _words("network", null=True), _words("code"),
        _words("severity"), _words("answered", null=True),
    )  # fmt: skip
    op.create_table(
        "questions", sa.Column("key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True), _words("field"),
        _words("rule"), _words("surface"), sa.Column("value", sa.Text), _number("number"), _number("documents"),
        sa.Column("doubt", sa.BigInteger, nullable=False), sa.Column("wrong", sa.BigInteger, nullable=False),
    )  # fmt: skip
    op.create_table(
        "open_fields",
        sa.Column("field", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True),
        _number("number"),
    )


def _index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, [sa.text(column) for column in columns], sqlite_where=condition, postgresql_where=condition)


def _make_indexes() -> None:
    _index("documents_by_gain", "documents", "gain DESC", "id")
    _index("documents_by_state", "documents", "state", "gain DESC", "id")
    _index("documents_by_source", "documents", "source", "id")
    _index("documents_by_added", "documents", "added", "id")
    _index("documents_by_changed", "documents", "changed", "id")
    _index("versions_by_sha256", "versions", "sha256")
    _index("extractions_by_document", "extractions", "document", "id")
    _index("decisions_by_document", "decisions", "document", "revision", "place")
    _index("decisions_by_reviewer", "decisions", "reviewer", "place")
    _index("decisions_by_kind", "decisions", "kind", "place")
    _index("decisions_by_batch", "decisions", "batch", where="batch IS NOT NULL")
    _index("items_by_question", "items", "question", "document", "position", where="state = 'open' AND question IS NOT NULL")
    _index("items_by_open_field", "items", "field", "document", where="state = 'open'")
    _index("items_in_conflict", "items", "document", "position", where="state = 'conflict'")
    _index("findings_by_code", "findings", "code", "document", where="answered IS NULL")
    _index("questions_shared", "questions", "number", "doubt", "field", "key", where="number > 1")


_REFUSAL = "decisions are only ever added"


def _guard_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER decisions_no_{verb.lower()} BEFORE {verb} ON decisions BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
    # INSERT OR REPLACE deletes without asking the trigger above
    op.execute(
        "CREATE TRIGGER decisions_no_replace BEFORE INSERT ON decisions"
        " WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id OR place = NEW.place)"
        " BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END"
    )


def _guard_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION netzlese_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_no_change BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION netzlese_refuse()"
    )
    op.execute(
        "CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION netzlese_refuse()"
    )
