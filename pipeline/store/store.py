"""The door to one store: opened by path or URL, read in one view, written in one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pipeline.errors import StoreError
from pipeline.store.address import Address, read_address
from pipeline.store.engine import PATIENCE, WRITES, make_engine
from pipeline.store.migrate import bring_up_to_date
from pipeline.store.reading import Reading
from pipeline.store.trouble import trouble
from pipeline.store.writing import Writing


class Store:
    """Hold an open store; safe to use from several threads, since every view and every transaction has its own connection.

    ``where``: its path or address as it may be printed, without a password.
    """

    def __init__(self, address: Address, *, patience: float) -> None:
        self.where = address.printable
        self._engine = make_engine(address, patience)
        self._address = address
        self._closed = False
        self._file: tuple[int, int] | None = None

    @classmethod
    def open(cls, where: str | Path, *, create: bool = True, patience: float = PATIENCE) -> Self:
        """Open a store, make it where there is none, and bring an older one up to date.

        Args:
            where: path of an SQLite file, or ``postgresql://user:password@host/database``.
            create: False refuses a path or database without a store.
            patience: how long to wait for another writer. Unit: seconds.

        Raises:
            StoreError: this is no store, a newer one, or it cannot be reached; the message says what to do.
        """
        address = read_address(where)
        address.check(create=create)
        store = cls(address, patience=patience)
        try:
            with store._troubled():
                bring_up_to_date(store._engine, address, create=create, patience=patience)
            store._file = address.file()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Give all connections back; what was committed stays. A closed store refuses further work."""
        self._closed = True
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Give one consistent view of the store: what others write meanwhile is not seen.

        Raises:
            StoreError: the store cannot be read; the message says why and what to do.
        """
        with self._troubled(), self._connected() as connection:
            connection.execution_options(**self._address.reading_options)
            with connection.begin() as transaction:
                yield Reading(connection)
                transaction.rollback()  # nothing was written

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Give one transaction: all of it is stored at the end, or none where anything goes wrong on the way.

        Raises:
            StoreError: the store cannot be written, or another writer did not end; the message says what to do.
        """
        if self._address.file() != self._file:
            # connections still hold the old file: what is written there would be gone with them
            msg = f"the store {self.where} was moved, deleted or replaced meanwhile; nothing was stored: stop and start again"
            raise StoreError(msg)
        with self._troubled(), self._connected() as connection:
            connection.execution_options(**{WRITES: True})
            with connection.begin():
                writing = Writing(connection)
                yield writing
                writing.finish()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        if self._closed:
            msg = f"the store {self.where} is closed; open it again"
            raise StoreError(msg)
        with self._engine.connect() as connection:
            try:
                yield connection
            finally:
                if self._closed:  # by another thread, meanwhile: the pool this connection came from takes it no more
                    connection.invalidate()

    @contextmanager
    def _troubled(self) -> Iterator[None]:
        """Say in plain words what the database or its driver objects to."""
        try:
            yield
        except PoolTimeoutError as error:
            msg = f"the store {self.where} is busy: all of its connections are in use; try again"
            raise StoreError(msg) from error
        except DBAPIError as error:
            raise trouble(error.orig, self.where) from error
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise trouble(error, self.where) from error
