"""The engine behind a store: connections as Netzlese needs them, and transactions that begin where it says."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from pipeline.store.address import Address

#: how long to wait for another writer. Unit: seconds
PATIENCE = 30.0
#: option of a connection that will write; SQLite takes the right to write at once then, not in the middle of a transaction
WRITES = "netzlese_writes"
#: more than the threads of a web server use at once
_MOST_CONNECTIONS = 48
_KEPT_CONNECTIONS = 8
#: of pages a connection keeps in memory. Unit: KiB
_SQLITE_CACHE = 8192
#: how long a server may be silent before it counts as gone. Unit: seconds
_SILENCE = 120


def make_engine(address: Address, patience: float) -> Engine:
    """Make the engine of a store; nothing is opened yet."""
    if address.is_sqlite:
        return _sqlite(address, patience)
    settings = {"lock_timeout": str(int(patience * 1000)), "client_encoding": "utf-8"}
    return create_engine(
        address.url,
        connect_args={"timeout": _SILENCE, "application_name": "netzlese", "startup_params": settings, **address.connect},
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_MOST_CONNECTIONS - _KEPT_CONNECTIONS,
        pool_pre_ping=True,  # a server may have been started anew
    )


def _sqlite(address: Address, patience: float) -> Engine:
    engine = create_engine(
        address.url,
        connect_args={"timeout": patience, "check_same_thread": False},
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_MOST_CONNECTIONS - _KEPT_CONNECTIONS,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    """Take over the transactions from the driver, which would begin them too late, and ask for safety before speed."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
