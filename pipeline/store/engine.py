"""The engine behind a store: connections as Netzlese needs them, and transactions that begin where it says."""

import logging
import socket
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from pipeline.store.address import Address

# what goes wrong is said in plain words by the store; the pool would show a trace of it beside them, where nobody set logging up
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

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
    engine = create_engine(
        address.url,
        connect_args={"timeout": _SILENCE, "application_name": "netzlese", "startup_params": settings, **address.connect},
        pool_size=_KEPT_CONNECTIONS,
        max_overflow=_MOST_CONNECTIONS - _KEPT_CONNECTIONS,
        pool_pre_ping=True,  # a server may have been started anew
    )
    # the driver would send rows one by one, and wait for the server after each
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _send_at_once)
    return engine


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


def _send_at_once(connection: Any, record: Any) -> None:  # noqa: ANN401 - the driver's and SQLAlchemy's own
    """Let the end of a message not wait until its beginning was acknowledged: 40 ms for every long statement."""
    line = getattr(connection, "_usock", None)  # the driver has no name for it that is public; without it all works, but slowly
    if line is not None and line.family in {socket.AF_INET, socket.AF_INET6}:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _prepare(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    """Take over the transactions from the driver, which would begin them too late, and ask for safety before speed."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
