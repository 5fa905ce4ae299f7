"""Where a store is, what is printed of it, and what is said when it cannot be reached."""

import importlib.util
import sqlite3
import traceback
from pathlib import Path
from typing import Any

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
    with pytest.raises(StoreError, match=r"pip install 'netzlese\[postgresql\]'"):
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
