"""Where a store is: an SQLite file or a PostgreSQL database, told by what the user wrote.

An address may hold a password, and a mistyped one holds it where nobody expects it. So nothing of an address that is refused is shown.
"""

import getpass
import importlib.util
import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from pipeline.errors import StoreError
from pipeline.store.passwords import find_password

_POSTGRESQL = {"postgresql", "postgres", "postgresql+pg8000"}
_MAGIC = b"SQLite format 3\0"
_SSL_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")
_DEFAULT_PORT = 5432
#: what was meant for an address, though its scheme is mistyped: it begins as one, or has a user and password before an @
_MEANT_RE = re.compile(r"\s*postgres(?:ql)?(?:\+\w+)?(?::|//|/.*@)|.*:[^/\\]+@", re.IGNORECASE | re.DOTALL)
_SCHEME_RE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}")
_AUTHORITY_END_RE = re.compile(r"[/?#]")
_EXPECTED = "expected postgresql://user@host:port/database, with %-signs for odd characters of a password (@ is %40, / is %2F)"


@dataclass(frozen=True, slots=True)
class Address:
    """Name a store: ``url`` with all secrets for the driver, ``printable`` without them for people."""

    url: URL = field(repr=False)
    printable: str
    path: Path | None = None
    connect: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Tell a file from a server."""
        return self.path is not None

    def file(self) -> tuple[int, int] | None:
        """Tell the file that stands at the path now from any other; None for a server, and where there is none."""
        if self.path is None:
            return None
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    @property
    def reading_options(self) -> dict[str, Any]:
        """Give what makes a transaction one consistent view that cannot write."""
        return {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def check(self, *, create: bool) -> None:
        """Refuse a file that is none or no database, before the driver says it in its own words.

        Raises:
            StoreError: the message says what is there instead.
        """
        if self.path is None:
            if importlib.util.find_spec("pg8000") is None:
                msg = "a store in PostgreSQL needs the driver pg8000; run: pip install pg8000"
                raise StoreError(msg)
            return
        try:
            self._check_file(self.path, create=create)
        except OSError as error:
            msg = f"the store {self.printable} cannot be opened: {error.strerror or error}; check its path and permissions"
            raise StoreError(msg) from error

    def _check_file(self, path: Path, *, create: bool) -> None:
        if path.is_dir():
            msg = f"the store {self.printable} is a folder; name a file in it, as {path / 'netzlese.sqlite'}"
            raise StoreError(msg)
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            if not create:
                msg = f"there is no store at {self.printable}; check the path, or make one with: netzlese ingest"
                raise StoreError(msg)
            if not path.parent.is_dir():
                msg = f"the store {self.printable} cannot be made: the folder {path.parent} does not exist; make it first"
                raise StoreError(msg)
            return
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
        if head not in {b"", _MAGIC}:
            msg = f"the file {self.printable} is no Netzlese store, not even an SQLite file; name another path"
            raise StoreError(msg)


def read_address(where: str | Path) -> Address:
    """Tell what a path or URL means.

    >>> read_address("postgresql://ada:secret@db.example/netze").printable
    'postgresql://ada:***@db.example/netze'
    >>> read_address("output/netzlese.sqlite").printable
    'output/netzlese.sqlite'

    Raises:
        StoreError: the URL cannot be understood, or is of a database that Netzlese does not use.
    """
    if isinstance(where, Path) or not is_address(where):
        path = Path(where)
        return Address(URL.create("sqlite+pysqlite", database=str(path.absolute())), str(where), path)
    scheme, _, rest = where.partition("://")
    if scheme not in _POSTGRESQL:
        named = f" {scheme}://…" if rest and _SCHEME_RE.fullmatch(scheme) else ""
        msg = f"a store cannot be at this address{named}; expected the path of an SQLite file, or postgresql://user@host/database"
        raise StoreError(msg)
    try:
        if "@" in rest and ("@" not in _AUTHORITY_END_RE.split(rest)[0] or rest.count("@") > 1):
            raise ValueError  # noqa: TRY301 - a password with a sign of its own: part of it would count as host or database, and be shown
        return _server(make_url(where))
    except (ArgumentError, ValueError):  # what they say may quote the password
        msg = f"the address of the store cannot be understood; {_EXPECTED}"
        raise StoreError(msg) from None


def is_address(where: str) -> bool:
    """Say whether this is meant for the address of a server, also where it is mistyped.

    >>> is_address("postgresql:/ada:secret@db/netze"), is_address("postgres/netzlese.sqlite")
    (True, False)
    """
    return "://" in where or (_MEANT_RE.match(where) is not None and not os.path.lexists(where))


def _server(url: URL) -> Address:
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    bare = url.set(drivername="postgresql+pg8000", query={})
    connect: dict[str, Any] = {}
    folder = query.pop("host", None)
    if folder is not None:
        # libpq's way to name a socket; pg8000 wants the file in that folder
        connect["unix_sock"] = f"{folder}/.s.PGSQL.{url.port or _DEFAULT_PORT}"
    mode = query.pop("sslmode", "prefer")
    if mode not in _SSL_MODES:
        msg = f"the address of the store has an sslmode that is not known; expected one of {', '.join(_SSL_MODES)}"
        raise StoreError(msg)
    if mode != "prefer":  # which is what the driver does by itself
        connect["ssl_context"] = False if mode == "disable" else _ssl_context(mode)
    if query:
        msg = f"the address of the store has more behind its question mark than sslmode, or host for a socket's folder; {_EXPECTED}"
        raise StoreError(msg)
    (bare.host or "").encode("idna")  # a ValueError where no name server would take it
    if not bare.database:
        msg = "the address of the store names no database; expected postgresql://user@host/database"
        raise StoreError(msg)
    user = bare.username or os.environ.get("PGUSER") or getpass.getuser()
    password = bare.password or find_password(bare.host or "localhost", bare.port or _DEFAULT_PORT, bare.database, user)
    shown = bare.set(drivername="postgresql").render_as_string(hide_password=True)
    return Address(bare.set(username=user, password=password), shown, None, connect)


def _ssl_context(mode: str) -> ssl.SSLContext:
    """Check the server as far as ``sslmode`` asks, as libpq does."""
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context
