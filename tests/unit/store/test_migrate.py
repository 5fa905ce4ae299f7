"""Opening stores: new ones, older ones, newer ones, and what is none."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from pipeline.errors import StoreError
from pipeline.store import Store
from pipeline.store.migrate import VERSION_TABLE, scripts
from pipeline.store.tables import metadata


def _differs(context: MigrationContext, kept: Any, wanted: Any, kept_type: Any, wanted_type: Any) -> bool:
    """Compare types, their order of letters included, as the database spells them."""
    names = [context.dialect.type_compiler_instance.process(one) for one in (kept_type, wanted_type)]
    kept_as, wanted_as = (
        name.replace("FLOAT", "DOUBLE PRECISION").replace("VARCHAR", "TEXT") for name in names
    )  # one and the same
    return kept_as != wanted_as


def test_the_migrations_make_the_tables_of_this_program(store: Store) -> None:
    """What is migrated from nothing is what the code works with: tables, columns, types, indexes."""
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": _differs})
        assert context.get_current_revision() == scripts().get_current_head()
        assert compare_metadata(context, metadata) == []


def test_indexes_are_there(store: Store) -> None:
    """Each index of the tables is made by a migration, in both databases."""
    wanted = {index.name for table in metadata.tables.values() for index in table.indexes}
    sqlite = store._engine.dialect.name == "sqlite"
    query = "SELECT name FROM sqlite_master WHERE type = 'index'" if sqlite else "SELECT indexname FROM pg_indexes"
    with store._engine.connect() as connection:
        assert wanted <= set(connection.scalars(text(query)))


def test_reopening_changes_nothing(where: str) -> None:
    """A store of this program is used as it is."""
    for _ in range(3):
        with Store.open(where) as store, store.writing() as writing:
            writing.begin_run("0", "l", "p")
    with Store.open(where, create=False) as store, store.reading() as reading:
        assert len(reading.runs()) == 3


def test_a_newer_store_is_refused(where: str) -> None:
    """A program does not touch tables it does not know."""
    with Store.open(where) as store, store._engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608 - a name of our own
    with pytest.raises(StoreError, match="newer Netzlese"):
        Store.open(where)


def test_no_store_is_made_where_none_is_wanted(where: str) -> None:
    """Reviewing what is not there is said, not begun with an empty store."""
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(where, create=False)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """A file with tables that are not ours is refused, and stays as it was."""
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE letters (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


def test_another_programs_tables_on_a_server_are_left_alone(new_database: Callable[[], str]) -> None:
    """A database that has a table of one of our names, but not our mark, is refused."""
    where = new_database()
    with Store.open(where) as store, store._engine.begin() as connection:
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
    with pytest.raises(StoreError, match="another program"):
        Store.open(where)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("Ein Text, keine Datenbank."), "not even an SQLite file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4000), "no SQLite file|damaged"),
    ],
)
def test_what_is_no_store_is_named(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    """The message says what is there instead."""
    path = tmp_path / "netzlese.sqlite"
    make(path)
    with pytest.raises(StoreError, match=said):
        Store.open(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A typo in the path does not make folders."""
    with pytest.raises(StoreError, match=r"folder .*nowhere does not exist"):
        Store.open(tmp_path / "nowhere" / "netzlese.sqlite")


def test_a_file_begun_by_nobody_is_used(tmp_path: Path) -> None:
    """An empty file, as a program for temporary files makes it, becomes a store."""
    path = tmp_path / "netzlese.sqlite"
    path.touch()
    with Store.open(path) as store, store.reading() as reading:
        assert reading.runs() == ()


def test_sqlite_is_set_up_for_safety(tmp_path: Path) -> None:
    """Readers and a writer at once, nothing lost when the power goes, and references that hold."""
    with Store.open(tmp_path / "a.sqlite") as store, store._engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        assert settings == ["wal", 2, 1]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 30_000


def test_a_database_that_cannot_hold_every_text_is_refused(new_database: Any) -> None:
    """Before a table stands in it, not at the first dash that it lacks."""
    where = new_database("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"LATIN1.*createdb --encoding=UTF8"):
            Store.open(where)
