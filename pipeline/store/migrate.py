"""The way from an older store, or none, to the tables of this program; guarded against two programs going it at once."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from pipeline.errors import StoreError
from pipeline.store.address import Address
from pipeline.store.engine import WRITES
from pipeline.store.tables import metadata

#: holds the revision of the tables; its own name, so that a server may keep other programs' tables beside ours
VERSION_TABLE = "netzlese_schema"
#: "NZLS" in the header of an SQLite file, which says whose it is
APPLICATION_ID = 0x4E5A4C53
#: of PostgreSQL's advisory lock, under which one program at a time makes tables
_LOCK = 0x4E5A4C53
_PAUSE_SECONDS = 0.05


def bring_up_to_date(engine: Engine, address: Address, *, create: bool, patience: float) -> None:
    """Make or change the tables as this program needs them.

    Raises:
        StoreError: this is another program's database, a newer store, or none where one was expected.
    """
    script = scripts()
    if address.is_sqlite:
        _use_wal(engine, address, patience)
    with engine.connect() as connection, connection.begin():
        if not address.is_sqlite:
            _check_encoding(connection, address)
        # only a look: whose database this is, nobody can say while another program may be making the tables
        known = _context(connection).get_current_revision()
    if known == script.get_current_head():
        return
    with _alone(engine, address) as connection:
        _upgrade(connection, script, _revision(connection, address, create=create), address)


def scripts() -> ScriptDirectory:
    """Give the migrations that come with the program."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def _use_wal(engine: Engine, address: Address, patience: float) -> None:
    """Let readers and a writer work at once; the change itself does not wait by itself for others that make it too."""
    last = time.monotonic() + patience
    while True:
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            if _is_foreign(
                cursor.execute("PRAGMA application_id").fetchone()[0], cursor.execute("PRAGMA schema_version").fetchone()[0]
            ):
                _refuse_foreign(address)
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
        finally:
            connection.close()


def _is_foreign(application: int, schema: int) -> bool:
    """Say whether an SQLite file belongs to somebody else: it has another mark, or none but tables."""
    return application != APPLICATION_ID and (application != 0 or schema != 0)


def _refuse_foreign(address: Address) -> None:
    msg = f"{address.printable} is the database of another program, not a Netzlese store; name another path or database"
    raise StoreError(msg)


def _revision(connection: Connection, address: Address, *, create: bool) -> str | None:
    """Give the revision of the tables, None where there are none yet."""
    revision = _context(connection).get_current_revision()
    if revision is None:
        if address.is_sqlite:
            mark, schema = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("application_id", "schema_version")
            )
            if _is_foreign(mark, schema):
                _refuse_foreign(address)
        elif set(inspect(connection).get_table_names()) & set(metadata.tables):
            _refuse_foreign(address)
        if not create:
            msg = f"there is no store at {address.printable}; check the address, or make one with: netzlese ingest"
            raise StoreError(msg)
    return revision


def _check_encoding(connection: Connection, address: Address) -> None:
    """Refuse a database that cannot hold every text, before the first table stands in it."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        msg = f"the database of {address.printable} keeps texts as {encoding}, which lacks most characters; make one with: createdb --encoding=UTF8 --template=template0 NAME"
        raise StoreError(msg)


def _context(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})


@contextmanager
def _alone(engine: Engine, address: Address) -> Iterator[Connection]:
    """Give one transaction that no other program makes tables in."""
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if not address.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _upgrade(connection: Connection, script: ScriptDirectory, known: str | None, address: Address) -> None:
    steps = list(script.walk_revisions())  # newest first
    ids = [step.revision for step in steps]
    if known is not None and known not in ids:
        msg = (
            f"the store {address.printable} was written by a newer Netzlese (its tables are {known}); bring this program up to date"
        )
        raise StoreError(msg)
    missing = steps if known is None else steps[: ids.index(known)]
    context = _context(connection)
    with Operations.context(context):
        for step in reversed(missing):
            step.module.upgrade()
            context.stamp(script, step.revision)
    if address.is_sqlite:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
