"""Where a store is, what is printed of it, and what is said when it cannot be reached."""

import importlib.util
import sqlite3
import traceback
from pathlib import Path
from typing import Any

import pg8000.exceptions
import pytest

from pipeline.errors import StoreError
from pipeline.store import Store
from pipeline.store.address import read_address
from pipeline.store.trouble import explain

SECRET = "s3cr3t-wort"  # noqa: S105 - it must not be printed, that is the point


def _everything_said(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"postgresql://ada:{SECRET}@db.example:5433/netze", "postgresql://ada:***@db.example:5433/netze"),
        (f"postgres://ada:{SECRET}@db.example/netze?sslmode=require", "postgresql://ada:***@db.example/netze"),
        ("postgresql://ada@/netze?host=/run/postgresql", "postgresql://ada@/netze"),
        ("output/netzlese.sqlite", "output/netzlese.sqlite"),
        ("postgres/netzlese.sqlite", "postgres/netzlese.sqlite"),
        ("C:\\Users\\a@b\\x.sqlite", "C:\\Users\\a@b\\x.sqlite"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    """What is printed names the place and nothing that opens it."""
    address = read_address(url)
    assert address.printable == shown
    assert SECRET not in repr(address)


def test_a_socket_is_found_in_its_folder() -> None:
    """PostgreSQL's own way to name a socket is understood."""
    assert read_address("postgresql://ada@/netze?host=/run/pg").connect == {"unix_sock": "/run/pg/.s.PGSQL.5432"}


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://ada:{SECRET}@db.example/netze",
        f"postgresql://ada:{SECRET}@db.example:port/netze",
        f"postgresql://ada:{SECRET}@db.example",
        f"postgresql://ada:{SECRET}@db.example/netze?sslmode=perhaps",
        f"postgresql://ada@db.example/netze?password={SECRET}",
        f"postgresql://ada:{SECRET}@127.0.0.1:1/netze",
    ],
)
def test_a_useless_address_is_refused_without_its_password(url: str) -> None:
    """Neither the message nor what led to it gives the password away."""
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://ada:a@{SECRET}@db.example/netze",
        f"postgresql://ada:1/{SECRET}@db.example/netze",
        f"postgresql://ada:1?{SECRET}@db.example/netze",
        f"postgresql://ada:1#{SECRET}@db.example/netze",
        f"postgresql:/ada:{SECRET}@db.example/netze",
        f"postgresql//ada:{SECRET}@db.example/netze",
        f"Postgres:{SECRET}@db.example",
        f"postgresql/{SECRET}@db.example/netze",
        f"ada:{SECRET}@db.example/netze",
        f"ada:{SECRET}@db.example://netze",
        f"postgresql://ada@db.example/netze?sslmode={SECRET}",
        f"postgresql://ada@db.example/netze?{SECRET}=1",
        f"postgresql://ada:{SECRET}@db..example/netze",
    ],
)
def test_of_a_mistyped_address_nothing_odd_is_shown(url: str) -> None:
    """A password stands there where nobody expects it; it is neither taken for a path, nor for a host, nor said."""
    with pytest.raises(StoreError, match=r"address of the store|at this address") as caught:
        read_address(url)
    assert SECRET not in _everything_said(caught.value)


def test_a_file_may_be_called_like_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is meant."""
    monkeypatch.chdir(tmp_path)
    Path("netz:a@b").touch()
    assert read_address("netz:a@b").is_sqlite


def test_a_password_is_found_where_others_do_not_see_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable comes first, then the file, if nobody else may read it."""
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    address = "postgresql://ada@db.example/netze"
    assert read_address(address).url.password is None
    (tmp_path / "pgpass").write_text(f"# ours\ndb.example:5432:netze:bob:x\n*:*:*:ada:{SECRET}\\:1\n*:*:*:*:later\n")
    (tmp_path / "pgpass").chmod(0o644)
    assert read_address(address).url.password is None
    (tmp_path / "pgpass").chmod(0o600)
    found = read_address(address)
    assert found.url.password == f"{SECRET}:1"
    assert SECRET not in repr(found)
    assert found.printable == address
    monkeypatch.setenv("PGPASSWORD", f"{SECRET}-2")
    assert read_address(address).url.password == f"{SECRET}-2"
    assert read_address(f"postgresql://ada:{SECRET}-3@db.example/netze").url.password == f"{SECRET}-3"


def test_a_server_that_does_not_answer_is_named() -> None:
    """Who reads it knows what to check."""
    with pytest.raises(StoreError, match="cannot be reached; check that its server runs"):
        Store.open("postgresql://ada@127.0.0.1:1/netze")


def test_a_wrong_password_is_said_and_not_repeated(postgresql: Any) -> None:
    """The server's refusal comes in plain words."""
    with pytest.raises(StoreError, match="refuses this user or password") as caught:
        Store.open(postgresql.url("postgres", SECRET))
    assert SECRET not in _everything_said(caught.value)


def test_a_missing_database_is_said(postgresql: Any) -> None:
    """Netzlese makes tables, not databases."""
    with pytest.raises(StoreError, match="no database of this name"):
        Store.open(postgresql.url("nirgends"))


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is an extra; without it the message is a command."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"pip install pg8000"):
        Store.open("postgresql://ada@db.example/netze")


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("database is locked", "another program"),
        ("database or disk is full", "disk is full"),
        ("attempt to write a readonly database", "read-only"),
        ("unable to open database file", "cannot be opened"),
        ("database disk image is malformed", "damaged"),
        ("disk I/O error", "disk reports an error"),
        ("something else", "refuses: something else"),
    ],
)
def test_sqlites_complaints_come_in_plain_words(complaint: str, said: str) -> None:
    """Each says where and what to do."""
    message = explain(sqlite3.OperationalError(complaint), "a.sqlite")
    assert said in message
    assert "a.sqlite" in message


@pytest.mark.parametrize(
    ("code", "said"),
    [("53100", "no room"), ("40P01", "try again"), ("55P03", "another program"), ("57P01", "shutting down"), ("XX000", "XX000")],
)
def test_the_servers_complaints_come_in_plain_words(code: str, said: str) -> None:
    """PostgreSQL's codes are not for people."""
    assert said in explain(Exception({"C": code, "M": "in the server's words"}), "postgresql://db/netze")


@pytest.mark.parametrize(
    ("complaint", "said"),
    [("Server refuses SSL", "offers no encrypted line"), ("[SSL] certificate verify failed: self-signed", "not trusted")],
)
def test_a_line_that_cannot_be_encrypted_is_said(complaint: str, said: str) -> None:
    """It is not the server that is missing."""
    error = pg8000.exceptions.InterfaceError("no connection")
    error.__cause__ = OSError(complaint)
    assert said in explain(error, "postgresql://db/netze")


def test_an_empty_file_is_no_store_to_look_at(tmp_path: Path) -> None:
    """Looking leaves it empty; taking in makes a store of it."""
    (tmp_path / "a.sqlite").touch()
    with pytest.raises(StoreError, match="there is no store"):
        Store.open(tmp_path / "a.sqlite", create=False)
    assert (tmp_path / "a.sqlite").stat().st_size == 0
    Store.open(tmp_path / "a.sqlite").close()


def test_a_full_disk_loses_nothing(tmp_path: Path, samples: Any) -> None:
    """What no longer fits is refused in plain words; what was stored before stays."""
    with Store.open(tmp_path / "a.sqlite") as store:
        with store.writing() as writing:
            samples.fill(writing)
        pages = sqlite3.connect(tmp_path / "a.sqlite")
        size = pages.execute("PRAGMA page_count").fetchone()[0]
        pages.close()
        with pytest.raises(StoreError, match="disk is full"), store.writing() as writing:
            writing._connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
            for number in range(1000):
                samples.fill(writing, f"{number}.txt", text="lang " * 2000)
        with store.reading() as reading:
            assert reading.totals().documents == 1
